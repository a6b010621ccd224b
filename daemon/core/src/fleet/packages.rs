//! Installed packages by number: a province has a million lists and some ten thousand different packages.

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use serde::{Deserialize, Serialize};
use std::hash::BuildHasher as _;

/// A package by its number; the same name, version and publisher have the same number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PackageId(pub u32);

/// Name, version and publisher; when it was installed is a fact of the machine.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PackageName(pub String, pub String, pub Option<String>);

impl PackageName {
    /// Its number, if it was seen before.
    pub fn find_in(&self, packages: &Packages) -> Option<PackageId> {
        packages.find(&self.0, &self.1, self.2.as_deref())
    }
}

/// See [`Packages::begun_row`].
pub(crate) struct BegunRow {
    pub(crate) id: PackageId,
    /// Bytes of the row up to behind its last text that names the package.
    pub(crate) bytes: usize,
    pub(crate) has_publisher: bool,
}

/// Parts of a name stand apart by this; the intake takes control characters out of them.
const JOINT: char = '\u{1f}';

/// Every package that was ever seen, numbered from 0 in the order in which they were first seen.
#[derive(Clone, Debug, Default)]
pub struct Packages {
    text: String,
    ends: Vec<u32>,
    by_text: HashTable<PackageId>,
}

impl Packages {
    /// The number of a package, if it was seen before.
    pub fn find(&self, name: &str, version: &str, publisher: Option<&str>) -> Option<PackageId> {
        let is = |id: &PackageId| {
            self.text_of(*id).is_some_and(|text| {
                let parts = text.strip_prefix(name).and_then(|rest| rest.strip_prefix(JOINT));
                let rest = parts.and_then(|rest| rest.strip_prefix(version));
                match publisher {
                    None => rest == Some(""),
                    Some(publisher) => rest.and_then(|rest| rest.strip_prefix(JOINT)) == Some(publisher),
                }
            })
        };
        self.by_text
            .find(hash([Some(name), Some(version), publisher]), is)
            .copied()
    }

    /// The package with which a row of a list (`["name","version","publisher"…`, as JSON) begins, if it is one of the
    /// next few from a number on. Not found where JSON would write a name with escapes.
    pub(crate) fn begun_row(&self, from: PackageId, row: &str) -> Option<BegunRow> {
        /// Lists of one image leave out single packages.
        const TRIES: u32 = 4;
        let row = row.as_bytes();
        (from.0..from.0.saturating_add(TRIES)).find_map(|number| {
            let id = PackageId(number);
            let text = self.text_of(id)?.as_bytes();
            // The first letters settle nearly all.
            if row.get(2) != text.first() {
                return None;
            }
            let mut rest = row.strip_prefix(b"[")?;
            let mut parts = 0;
            for part in text.split(|byte| *byte == JOINT as u8) {
                let before: &[u8] = if parts == 0 { b"\"" } else { b",\"" };
                rest = rest
                    .strip_prefix(before)?
                    .strip_prefix(part)?
                    .strip_prefix(b"\"")?;
                parts += 1;
            }
            memchr::memchr2(b'"', b'\\', text).is_none().then_some(BegunRow {
                id,
                bytes: row.len() - rest.len(),
                has_publisher: parts > 2,
            })
        })
    }

    /// Name, version and publisher of a number.
    pub fn name(&self, id: PackageId) -> Option<PackageName> {
        let mut parts = self.text_of(id)?.split(JOINT);
        let (name, version) = (parts.next()?, parts.next()?);
        Some(PackageName(
            name.to_owned(),
            version.to_owned(),
            parts.next().map(str::to_owned),
        ))
    }

    /// How many there are; also the number that the next new one gets.
    pub fn count(&self) -> u32 {
        self.ends.len() as u32
    }

    /// Bytes of all names.
    pub fn bytes(&self) -> usize {
        self.text.len()
    }

    /// Numbers a package that is not there yet; one that is there keeps its number.
    pub(crate) fn add(&mut self, name: &PackageName) {
        let PackageName(name, version, publisher) = name;
        let publisher = publisher.as_deref();
        if self.find(name, version, publisher).is_some() {
            return;
        }
        let id = PackageId(self.count());
        let parts = [Some(name.as_str()), Some(version), publisher];
        for (number, part) in parts.into_iter().flatten().enumerate() {
            if number > 0 {
                self.text.push(JOINT);
            }
            self.text.push_str(part);
        }
        self.ends.push(self.text.len() as u32);
        let (text, ends) = (&self.text, &self.ends);
        self.by_text.insert_unique(hash(parts), id, |id| {
            let mut parts = slice(text, ends, *id).unwrap_or_default().split(JOINT);
            hash([parts.next(), parts.next(), parts.next()])
        });
    }

    /// All names in the order of their numbers.
    pub(crate) fn names(&self) -> impl Iterator<Item = PackageName> + '_ {
        (0..self.count()).filter_map(|number| self.name(PackageId(number)))
    }

    fn text_of(&self, id: PackageId) -> Option<&str> {
        slice(&self.text, &self.ends, id)
    }
}

fn slice<'a>(text: &'a str, ends: &[u32], id: PackageId) -> Option<&'a str> {
    let at = id.0 as usize;
    let from = match at.checked_sub(1) {
        None => 0,
        Some(before) => *ends.get(before)?,
    };
    text.get(from as usize..*ends.get(at)? as usize)
}

fn hash(parts: [Option<&str>; 3]) -> u64 {
    // The seed is fixed: numbers do not depend on it, and a flood of equal hashes would have to come from enrolled
    // agents.
    FixedState::default().hash_one(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_package_has_one_number_and_keeps_its_name() {
        let mut packages = Packages::default();
        let names = [
            PackageName("bash".into(), "5.2".into(), None),
            PackageName("bash".into(), "5.2".into(), Some(String::new())),
            PackageName("bash".into(), "5.3".into(), None),
            PackageName(
                "LibreOffice 7".into(),
                "7.6.4".into(),
                Some("The Document Foundation".into()),
            ),
        ];
        for name in names.iter().chain(&names) {
            packages.add(name);
        }
        assert_eq!(packages.count(), 4);
        assert_eq!(packages.names().collect::<Vec<_>>(), names);
        assert_eq!(packages.find("bash", "5.3", None), Some(PackageId(2)));
        for (name, version, publisher) in [
            ("bas", "h5.2", None),
            ("bash", "5.", None),
            ("bash", "5.3", Some("")),
        ] {
            assert_eq!(packages.find(name, version, publisher), None);
        }
        for never_given in [4, 5, u32::MAX] {
            assert_eq!(packages.name(PackageId(never_given)), None);
        }
    }
}
