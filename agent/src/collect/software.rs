//! Section `software`: dpkg's status file, read line by line in one pass, because it is megabytes long; rpm's database,
//! flatpaks and snaps beside it.

use super::root::{CollectError, Root};
use super::{apps, rpm};
use kiemke_wire::facts::{Package, SoftwareFacts};
use std::io::{self, BufRead, BufReader};

/// Why a list of packages is not read.
const OLD_RPM: &str = "it is of a form from before rpm kept its packages in SQLite, which is not read";
const STATUS: &str = "var/lib/dpkg/status";
/// The most packages taken, so that a broken file cannot fill the memory: a full desktop has 3 000.
const PACKAGES_MAX: usize = 50_000;

pub(super) fn collect(root: &Root, packages: &[Package]) -> SoftwareFacts {
    let sources = [
        (root.has(STATUS), "dpkg"),
        (rpm::place(root).is_some(), "rpm"),
        (root.has("var/lib/flatpak/app"), "flatpak"),
        (apps::has_snaps(root), "snap"),
    ];
    let there = sources.into_iter().filter(|(is_there, _)| *is_there);
    let names: Vec<&str> = there.map(|(_, name)| name).collect();
    SoftwareFacts {
        source: (!names.is_empty()).then(|| names.join("+")),
        packages: packages.to_vec(),
    }
}

/// Everything that is installed, sorted by name and version.
///
/// # Errors
/// When a list cannot be read, and when there is one of a form that is not: the rest would pass for all there is.
pub(super) fn packages(root: &Root) -> Result<Vec<Package>, CollectError> {
    if let Some(place) = rpm::old_place(root)
        && !root.has(STATUS)
    {
        return Err(CollectError::Unreadable {
            path: root.path(place),
            source: OLD_RPM.into(),
        });
    }
    let mut packages = Vec::new();
    if root.has(STATUS) {
        let file = BufReader::with_capacity(64 * 1024, root.open(STATUS)?);
        packages = installed(file).map_err(|source| CollectError::Read {
            path: root.path(STATUS),
            source,
        })?;
    }
    packages.extend(rpm::packages(root, PACKAGES_MAX)?);
    packages.extend(apps::flatpaks(root));
    packages.extend(apps::snaps(root));
    packages.sort_unstable_by(|a, b| (&a.name, &a.version).cmp(&(&b.name, &b.version)));
    Ok(packages)
}

/// The packages of which the third word of `Status` is `installed` (deb822(5), dpkg(1)).
fn installed(mut file: impl BufRead) -> io::Result<Vec<Package>> {
    let mut packages = Vec::new();
    let mut package = Package::default();
    let mut is_installed = false;
    let mut line = Vec::with_capacity(512);
    loop {
        line.clear();
        let ended = file.read_until(b'\n', &mut line)? == 0;
        let text = line.trim_ascii_end();
        if text.is_empty() {
            let done = std::mem::take(&mut package);
            if std::mem::take(&mut is_installed) && !done.name.is_empty() && packages.len() < PACKAGES_MAX {
                packages.push(done);
            }
        } else if let Some(name) = text.strip_prefix(b"Package:") {
            package.name = owned(name);
        } else if let Some(version) = text.strip_prefix(b"Version:") {
            package.version = owned(version);
        } else if let Some(status) = text.strip_prefix(b"Status:") {
            let third = status
                .split(u8::is_ascii_whitespace)
                .filter(|word| !word.is_empty())
                .nth(2);
            is_installed = third == Some(b"installed");
        }
        if ended {
            return Ok(packages);
        }
    }
}

fn owned(value: &[u8]) -> String {
    String::from_utf8_lossy(value.trim_ascii()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_installed_packages_are_taken_the_last_one_without_a_blank_line_too() {
        let text = "Package: zlib1g\nStatus: install ok installed\nVersion: 1:1.2\nDescription: x\n Package: no\n\n\
            Package: removed\nStatus: deinstall ok config-files\nVersion: 1\n\n\
            Package: half\nStatus: install reinstreq half-installed\nVersion: 1\n\n\
            Package: held\nStatus: hold ok installed\nVersion: 2";
        let names: Vec<_> = installed(text.as_bytes())
            .unwrap()
            .into_iter()
            .map(|package| (package.name, package.version))
            .collect();
        assert_eq!(
            names,
            [
                ("zlib1g".into(), "1:1.2".into()),
                ("held".to_owned(), "2".to_owned())
            ]
        );
    }

    #[test]
    fn packages_that_cannot_be_read_are_an_error_and_no_empty_list() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "\n").unwrap();
        };
        let root = Root::new(folder.path());
        file("var/lib/rpm/Packages");
        let refused = packages(&root).unwrap_err();
        assert!(refused.to_string().ends_with("var/lib/rpm/Packages"), "{refused}");
        // Debian has rpm's folder for those who build such packages; its own list is whole.
        file("var/lib/dpkg/status");
        assert_eq!(packages(&root).unwrap(), []);
    }
}
