//! Installed packages by number: a province has a million lists and some ten thousand different packages.

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use kiemke_wire::facts::Package;
use serde::{Deserialize, Serialize};
use std::hash::BuildHasher as _;

/// A package by its number; the same name, version and publisher have the same number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PackageId(pub u32);

/// Name, version and publisher; when it was installed is a fact of the machine.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PackageName(pub String, pub String, pub Option<String>);

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
    pub fn find(&self, package: &Package) -> Option<PackageId> {
        self.find_key(&key(
            &package.name,
            &package.version,
            package.publisher.as_deref(),
        ))
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
        let key = key(&name.0, &name.1, name.2.as_deref());
        if self.find_key(&key).is_some() {
            return;
        }
        let id = PackageId(self.count());
        self.text.push_str(&key);
        self.ends.push(self.text.len() as u32);
        let (text, ends) = (&self.text, &self.ends);
        self.by_text
            .insert_unique(hash(&key), id, |id| hash(slice(text, ends, *id).unwrap_or("")));
    }

    /// All names in the order of their numbers.
    pub(crate) fn names(&self) -> impl Iterator<Item = PackageName> + '_ {
        (0..self.count()).filter_map(|number| self.name(PackageId(number)))
    }

    fn find_key(&self, key: &str) -> Option<PackageId> {
        self.by_text
            .find(hash(key), |id| self.text_of(*id) == Some(key))
            .copied()
    }

    fn text_of(&self, id: PackageId) -> Option<&str> {
        slice(&self.text, &self.ends, id)
    }
}

fn slice<'a>(text: &'a str, ends: &[u32], id: PackageId) -> Option<&'a str> {
    let at = id.0 as usize;
    let from = at.checked_sub(1).map_or(0, |before| ends[before] as usize);
    text.get(from..*ends.get(at)? as usize)
}

fn key(name: &str, version: &str, publisher: Option<&str>) -> String {
    let mut key = String::with_capacity(name.len() + version.len() + publisher.map_or(0, str::len) + 2);
    for (number, part) in [Some(name), Some(version), publisher]
        .into_iter()
        .flatten()
        .enumerate()
    {
        if number > 0 {
            key.push(JOINT);
        }
        key.push_str(part);
    }
    key
}

fn hash(key: &str) -> u64 {
    // The seed is fixed: numbers do not depend on it, and a flood of equal hashes would have to come from enrolled
    // agents.
    FixedState::default().hash_one(key)
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
        let package = Package {
            name: "bash".into(),
            version: "5.3".into(),
            publisher: None,
            installed_on: Some("2026-01-01".into()),
        };
        assert_eq!(packages.find(&package), Some(PackageId(2)));
    }
}
