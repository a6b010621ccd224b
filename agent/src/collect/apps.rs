//! Programs that come as flatpaks and snaps, for all users: those of single ones lie in folders with their names.

use super::root::Root;
use kiemke_wire::facts::Package;

const FLATPAKS: &str = "var/lib/flatpak/app";
/// Where snaps are mounted; not every distribution has a folder of its own for them.
const SNAPS: [&str; 2] = ["snap", "var/lib/snapd/snap"];
/// What stands for a version that nobody tells.
pub(super) const NO_VERSION: &str = "?";
/// What flatpak keeps of a deployed program takes a few kilobytes.
const DEPLOY_BYTES_MAX: u64 = 64 * 1024;

/// Flatpaks for all users, by what is deployed now.
pub(super) fn flatpaks(root: &Root) -> Vec<Package> {
    let app = |id: String| {
        let active = format!("{FLATPAKS}/{id}/current/active");
        if !root.has(&active) {
            return None;
        }
        let deployed = root.head(&format!("{active}/deploy"), DEPLOY_BYTES_MAX);
        let version = deployed.and_then(|bytes| deployed_version(&bytes));
        let version = version.or_else(|| described_version(root, &active, &id));
        Some(Package {
            version: version.unwrap_or_else(|| NO_VERSION.to_owned()),
            name: id,
            ..Package::default()
        })
    };
    root.names(FLATPAKS).into_iter().filter_map(app).collect()
}

/// The version as flatpak keeps it: `deploy` is a GVariant that ends with a dictionary of texts and variants. A text ends
/// with a zero; behind the value of a variant stand a zero and its type.
fn deployed_version(deploy: &[u8]) -> Option<String> {
    const KEY: &[u8] = b"appdata-version\0";
    const IS_TEXT: &[u8] = b"\0s";
    let at = deploy.windows(KEY.len()).position(|window| window == KEY)?;
    let rest = &deploy[at + KEY.len()..];
    let end = rest.iter().position(|byte| *byte == 0)?;
    rest[end + 1..].starts_with(IS_TEXT).then_some(())?;
    let version = std::str::from_utf8(&rest[..end]).ok()?.trim();
    (!version.is_empty()).then(|| version.to_owned())
}

/// That of the newest release in the program's own description (AppStream 2.7).
fn described_version(root: &Root, active: &str, id: &str) -> Option<String> {
    let described = ["metainfo.xml", "appdata.xml"].iter().find_map(|ending| {
        let text = root.text(&format!("{active}/files/share/metainfo/{id}.{ending}"));
        text.or_else(|_| root.text(&format!("{active}/files/share/appdata/{id}.{ending}")))
            .ok()
    });
    newest_release(&described?)
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

/// Whether there can be snaps.
pub(super) fn has_snaps(root: &Root) -> bool {
    SNAPS.iter().any(|folder| root.has(folder))
}

/// Snaps that are in use, by the description in each.
pub(super) fn snaps(root: &Root) -> Vec<Package> {
    let folder = SNAPS.into_iter().find(|folder| root.has(folder));
    let Some(folder) = folder else { return Vec::new() };
    let snap = |name: String| {
        let current = format!("{folder}/{name}/current");
        // The folder of commands and the like are none.
        if !root.has(&current) && root.link(&current).is_none() {
            return None;
        }
        let text = root
            .text(&format!("{current}/meta/snap.yaml"))
            .unwrap_or_default();
        let of = |key: &str| {
            let value = text
                .lines()
                .find_map(|line| line.strip_prefix(key)?.strip_prefix(':'))?;
            let value = value.trim().trim_matches(['"', '\'']);
            (!value.is_empty()).then(|| value.to_owned())
        };
        if is_the_systems_own(&name, of("type").as_deref()) {
            return None;
        }
        Some(Package {
            version: of("version").unwrap_or_else(|| NO_VERSION.to_owned()),
            name,
            ..Package::default()
        })
    };
    root.names(folder).into_iter().filter_map(snap).collect()
}

/// Bases, and the daemon itself. One that is not mounted tells no kind and is known by its name.
fn is_the_systems_own(name: &str, kind: Option<&str>) -> bool {
    match kind {
        Some(kind) => matches!(kind, "base" | "core" | "os" | "snapd" | "kernel" | "gadget"),
        None => {
            let year = name.strip_prefix("core");
            name == "snapd"
                || name == "bare"
                || year.is_some_and(|year| year.parse::<u8>().is_ok() || year.is_empty())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn the_newest_release_comes_first() {
        let xml = "<releases>\n<release version=\"128.3\" date=\"x\"/><release version='1'/>";
        assert_eq!(newest_release(xml).as_deref(), Some("128.3"));
        assert_eq!(newest_release("<release date='2'>").as_deref(), None);
        assert_eq!(newest_release("<release version=").as_deref(), None);
    }

    #[test]
    fn the_version_is_the_one_that_flatpak_keeps() {
        let deploy = |value: &[u8]| [b"flathub\0...appdata-version\0", value, b"\x18\x18"].concat();
        let text = deploy(b"24.8.3\0\0s");
        assert_eq!(deployed_version(&text).as_deref(), Some("24.8.3"));
        for other in [&b"\0\0s"[..], b"24.8.3\0\0t", b"24.8.3", b"\xff\0\0s"] {
            assert_eq!(deployed_version(&deploy(other)), None, "{other:?}");
        }
        assert_eq!(deployed_version(b"flathub\0"), None);
        assert_eq!(deployed_version(&text[..20]), None);
    }

    #[test]
    fn a_program_that_tells_no_version_is_there_all_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let root = Root::new(folder.path());
        assert_eq!((flatpaks(&root), snaps(&root)), (Vec::new(), Vec::new()));
        for made in [
            "var/lib/flatpak/app/org.example.Old/current/active/files",
            "var/lib/flatpak/app/org.example.Gone",
            "var/lib/snapd/snap/bin",
            "var/lib/snapd/snap/gimp/current",
            "var/lib/snapd/snap/core24/current",
            "var/lib/snapd/snap/corebird/current",
        ] {
            fs::create_dir_all(folder.path().join(made)).unwrap();
        }
        let names = |packages: Vec<Package>| -> Vec<(String, String)> {
            packages
                .into_iter()
                .map(|package| (package.name, package.version))
                .collect()
        };
        let unknown = |name: &str| (name.to_owned(), NO_VERSION.to_owned());
        assert_eq!(names(flatpaks(&root)), [unknown("org.example.Old")]);
        assert_eq!(names(snaps(&root)), [unknown("corebird"), unknown("gimp")]);
    }
}
