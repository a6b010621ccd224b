//! Packages of an rpm system: the headers in its database (rpm.org, "Package format"). Its forms before SQLite (Berkeley DB,
//! ndb) are not read: on a system that knows its packages by no other way that is an error, and no empty list.

use super::root::{CollectError, Root};
use super::sqlite::{Database, Value, values};
use kiemke_wire::facts::Package;
use std::io::{self, Read, Seek};

/// Where it lies, newest first: distributions moved it so that it is part of what they can roll back.
const PLACES: [&str; 2] = ["usr/lib/sysimage/rpm/rpmdb.sqlite", "var/lib/rpm/rpmdb.sqlite"];
/// Where forms before it lie: Berkeley DB, and ndb.
const OLD_PLACES: [&str; 4] = [
    "usr/lib/sysimage/rpm/Packages.db",
    "usr/lib/sysimage/rpm/Packages",
    "var/lib/rpm/Packages.db",
    "var/lib/rpm/Packages",
];
/// Names, versions and makers stand at the beginning of a header, before megabytes of file names.
const BEGINNING_BYTES: usize = 8 * 1024;
/// The longest header read, bytes: a package of firmware with 50 000 files has 10 MiB.
const HEADER_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Keys of signers are kept like packages.
const KEY: &str = "gpg-pubkey";

/// Tags of a header.
const NAME: u32 = 1000;
const VERSION: u32 = 1001;
const RELEASE: u32 = 1002;
const EPOCH: u32 = 1003;
const VENDOR: u32 = 1011;

/// Where its database is, if this is such a system.
pub(super) fn place(root: &Root) -> Option<&'static str> {
    PLACES.into_iter().find(|place| root.has(place))
}

/// Where its database is, if it has one of a form that is not read.
pub(super) fn old_place(root: &Root) -> Option<&'static str> {
    let is_old = place(root).is_none();
    OLD_PLACES.into_iter().find(|place| is_old && root.has(place))
}

/// Everything that is installed, at most so many.
pub(super) fn packages(root: &Root, packages_max: usize) -> Result<Vec<Package>, CollectError> {
    let Some(place) = place(root) else {
        return Ok(Vec::new());
    };
    installed(root.open(place)?, packages_max).map_err(|source| CollectError::Read {
        path: root.path(place),
        source,
    })
}

fn installed(file: impl Read + Seek, packages_max: usize) -> io::Result<Vec<Package>> {
    let mut database = Database::open(file)?;
    let mut packages = Vec::new();
    let Some(table) = database.table("Packages")? else {
        return Ok(packages);
    };
    database.each(table, |database, row| {
        if packages.len() >= packages_max {
            return Ok(());
        }
        for bytes_max in [BEGINNING_BYTES, HEADER_BYTES_MAX] {
            let record = database.record(row, bytes_max)?;
            // A number and the header.
            let Some(Value::Bytes(header)) = values(&record).get(1).copied() else {
                break;
            };
            if let Ok(package) = package(header) {
                packages.extend(package.filter(|package| package.name != KEY));
                break;
            }
        }
        Ok(())
    })?;
    Ok(packages)
}

/// What is sought lies behind what was read.
#[derive(Debug, PartialEq, Eq)]
struct CutShort;

/// The package of a header, of which the end may be missing; none when it has no name or no version.
fn package(header: &[u8]) -> Result<Option<Package>, CutShort> {
    let be32 = |at: usize| {
        let bytes = header
            .get(at..at.saturating_add(4))
            .and_then(|bytes| bytes.try_into().ok());
        bytes.map(u32::from_be_bytes).ok_or(CutShort)
    };
    // How many tags there are, how long the data behind them is; then of each: tag, type, place in the data, count.
    let data = (be32(0)? as usize).saturating_mul(16).saturating_add(8);
    let place_of = |wanted: u32| {
        for at in (8..data).step_by(16) {
            if be32(at)? == wanted {
                return Ok(Some(data.saturating_add(be32(at + 8)? as usize)));
            }
        }
        Ok(None)
    };
    let text = |tag: u32| {
        let Some(at) = place_of(tag)? else { return Ok(None) };
        let rest = header.get(at..).ok_or(CutShort)?;
        let end = rest.iter().position(|byte| *byte == 0).ok_or(CutShort)?;
        let text = String::from_utf8_lossy(&rest[..end]).trim().to_owned();
        Ok((!text.is_empty()).then_some(text))
    };
    let (Some(name), Some(version), Some(release)) = (text(NAME)?, text(VERSION)?, text(RELEASE)?) else {
        return Ok(None);
    };
    let epoch = match place_of(EPOCH)? {
        Some(at) => format!("{}:", be32(at)?),
        None => String::new(),
    };
    Ok(Some(Package {
        name,
        version: format!("{epoch}{version}-{release}"),
        publisher: text(VENDOR)?,
        ..Package::default()
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    /// What rpm 4.18 made of fifteen packages, one of them erased again; its indexes are left out.
    const MADE_BY_RPM: &[u8] = include_bytes!("../../tests/rpm/rpmdb.sqlite");
    /// What it says of it: `rpm -qa --qf '%{name}\t%|epoch?{%{epoch}:}|%{version}-%{release}\t%{vendor}\n' | sort`.
    const SAID_BY_RPM: &str = include_str!("../../tests/rpm/said_by_rpm.tsv");

    #[test]
    fn the_list_is_that_of_rpm() {
        let mut said: Vec<String> = installed(Cursor::new(MADE_BY_RPM), usize::MAX)
            .unwrap()
            .into_iter()
            .map(|package| {
                let vendor = package.publisher.as_deref().unwrap_or("(none)");
                format!("{}\t{}\t{vendor}", package.name, package.version)
            })
            .collect();
        said.sort_unstable();
        assert_eq!(said, SAID_BY_RPM.lines().collect::<Vec<_>>());
        assert_eq!(installed(Cursor::new(MADE_BY_RPM), 3).unwrap().len(), 3);
    }

    #[test]
    fn damage_is_an_error_or_another_list_and_never_a_panic() {
        let mut bytes = MADE_BY_RPM.to_vec();
        let mut refused = 0;
        for at in (0..bytes.len()).step_by(61) {
            let before = std::mem::replace(&mut bytes[at], 0xff);
            refused += usize::from(installed(Cursor::new(&bytes), usize::MAX).is_err());
            bytes[at] = before;
        }
        assert!(refused > 0);
        for length in (0..bytes.len() / 2).step_by(997) {
            assert!(
                installed(Cursor::new(&bytes[..length]), usize::MAX).is_err(),
                "{length} bytes"
            );
        }
    }

    #[test]
    fn a_header_without_a_name_is_no_package() {
        assert_eq!(package(&[0; 8]), Ok(None));
        assert_eq!(package(&[0, 0, 0, 1]), Err(CutShort));
    }
}
