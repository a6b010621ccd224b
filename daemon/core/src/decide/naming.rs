//! Packages get their numbers when they are first seen.

use crate::entry::{Entry, PackagesNamed};
use crate::fleet::{PackageId, PackageList, PackageName, Packages};
use crate::intake::{Listing, Named};
use std::collections::HashMap;

/// Packages of all machines together: a province has some ten thousand, a country some hundred thousand. Beyond it
/// new ones are left out of lists, so that a broken agent that invents names cannot fill the memory.
const PACKAGES_MAX: u32 = 2_000_000;
/// Bytes of all their names: about 50 each.
const PACKAGES_BYTES_MAX: usize = 256 * 1024 * 1024;

/// Gives numbers to the packages of one report.
pub(super) struct Naming<'a> {
    known: &'a Packages,
    new: Vec<PackageName>,
    by_name: HashMap<PackageName, PackageId>,
}

impl<'a> Naming<'a> {
    pub(super) fn new(known: &'a Packages) -> Self {
        Self {
            known,
            new: Vec::new(),
            by_name: HashMap::new(),
        }
    }

    /// The list by number.
    pub(super) fn list(&mut self, listing: Listing) -> PackageList {
        let named = match listing {
            Listing::Numbered(list) => return list,
            Listing::Named(named) => named,
        };
        let numbered = named.into_iter().filter_map(|listed| {
            let id = match listed.package {
                Named::Known(id) => id,
                Named::New(package) => match package.find_in(self.known) {
                    Some(id) => id,
                    None => self.name(package)?,
                },
            };
            Some((id, listed.installed_day))
        });
        PackageList::of(numbered)
    }

    /// What is new, if anything is.
    pub(super) fn entry(self) -> Option<Entry> {
        let first = PackageId(self.known.count());
        let named = PackagesNamed {
            first,
            names: self.new,
        };
        (!named.names.is_empty()).then_some(Entry::PackagesNamed(named))
    }

    fn name(&mut self, name: PackageName) -> Option<PackageId> {
        if let Some(id) = self.by_name.get(&name) {
            return Some(*id);
        }
        let id = PackageId(self.known.count() + self.new.len() as u32);
        // The names of one report are bounded with its body.
        let has_room = id.0 < PACKAGES_MAX && self.known.bytes() < PACKAGES_BYTES_MAX;
        has_room.then(|| {
            self.new.push(name.clone());
            self.by_name.insert(name, id);
            id
        })
    }
}
