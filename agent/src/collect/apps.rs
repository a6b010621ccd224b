//! Programs that come as flatpaks and snaps.

use super::root::Root;
use kiemke_wire::facts::Package;

const FLATPAKS: &str = "var/lib/flatpak/app";
const SNAPS: &str = "snap";
/// What stands for a version that nobody tells.
pub(super) const NO_VERSION: &str = "?";

/// Flatpaks for all users. The version is that of the newest release in the program's description (AppStream 2.7).
pub(super) fn flatpaks(root: &Root) -> Vec<Package> {
    let app = |id: String| {
        let active = format!("{FLATPAKS}/{id}/current/active");
        if !root.has(&active) {
            return None;
        }
        let described = ["metainfo.xml", "appdata.xml"].iter().find_map(|ending| {
            let text = root.text(&format!("{active}/files/share/metainfo/{id}.{ending}"));
            text.or_else(|_| root.text(&format!("{active}/files/share/appdata/{id}.{ending}")))
                .ok()
        });
        let version = described.as_deref().and_then(newest_release);
        Some(Package {
            version: version.unwrap_or_else(|| NO_VERSION.to_owned()),
            name: id,
            ..Package::default()
        })
    };
    root.names(FLATPAKS).into_iter().filter_map(app).collect()
}

/// Releases stand newest first.
fn newest_release(xml: &str) -> Option<String> {
    let release = xml.split_once("<release ")?.1;
    let tag = release.split('>').next()?;
    let value = tag.split_once("version=")?.1;
    let quote = value.chars().next().filter(|quote| ['"', '\''].contains(quote))?;
    let version = value[1..].split(quote).next()?.trim();
    (!version.is_empty()).then(|| version.to_owned())
}

/// Snaps, by the description in each.
pub(super) fn snaps(root: &Root) -> Vec<Package> {
    let snap = |name: String| {
        let text = root
            .text(&format!("{SNAPS}/{name}/current/meta/snap.yaml"))
            .ok()?;
        let of = |key: &str| {
            let value = text
                .lines()
                .find_map(|line| line.strip_prefix(key)?.strip_prefix(':'))?;
            let value = value.trim().trim_matches(['"', '\'']);
            (!value.is_empty()).then(|| value.to_owned())
        };
        // Bases and the daemon itself are the system's own.
        if matches!(
            of("type").as_deref(),
            Some("base" | "core" | "os" | "snapd" | "kernel" | "gadget")
        ) {
            return None;
        }
        Some(Package {
            version: of("version").unwrap_or_else(|| NO_VERSION.to_owned()),
            name,
            ..Package::default()
        })
    };
    root.names(SNAPS).into_iter().filter_map(snap).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_release_comes_first() {
        let xml = "<releases>\n<release version=\"128.3\" date=\"x\"/><release version='1'/>";
        assert_eq!(newest_release(xml).as_deref(), Some("128.3"));
        assert_eq!(newest_release("<release date='2'>").as_deref(), None);
        assert_eq!(newest_release("<release version=").as_deref(), None);
    }
}
