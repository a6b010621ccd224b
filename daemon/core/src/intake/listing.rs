//! The packages of a section `software`: by their numbers, as far as they have one.

use crate::fleet::{PackageId, PackageList, PackageName, Packages, day_of};
use kiemke_wire::facts::PackageRef;
use std::borrow::Cow;

/// A list of packages as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listing {
    /// All had numbers when they were looked up.
    Numbered(PackageList),
    /// Some had none.
    Named(Vec<Listed>),
}

/// A package in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Which.
    pub package: Named,
    /// When it was installed, in days from 1970-01-01.
    pub installed_day: Option<u32>,
}

/// A package by its number, or by its name where it had none when it was looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// It has a number.
    Known(PackageId),
    /// It had none.
    New(PackageName),
}

impl Default for Listing {
    fn default() -> Self {
        Self::Numbered(PackageList::default())
    }
}

/// A list while it is read.
pub(super) struct Gathered<'a> {
    known: &'a Packages,
    numbered: Vec<(PackageId, Option<u32>)>,
    /// Begun with the first package that has no number.
    named: Option<Vec<Listed>>,
}

impl<'a> Gathered<'a> {
    pub(super) fn of(known: &'a Packages) -> Self {
        Self {
            known,
            numbered: Vec::new(),
            named: None,
        }
    }

    /// Adds a package; a date that is none counts as not known.
    pub(super) fn add(&mut self, package: PackageRef<'_>) {
        let installed_day = package.installed_on.as_deref().and_then(day_of);
        self.add_text(package.name, package.version, package.publisher, installed_day);
    }

    /// Adds a package and returns its number, if it has one.
    pub(super) fn add_text(
        &mut self,
        name: Cow<'_, str>,
        version: Cow<'_, str>,
        publisher: Option<Cow<'_, str>>,
        installed_day: Option<u32>,
    ) -> Option<PackageId> {
        let found = self.known.find(&name, &version, publisher.as_deref());
        match found {
            Some(id) => self.add_number(id, installed_day),
            None => {
                let name = PackageName(printable(name), printable(version), publisher.map(printable));
                self.named().push(Listed {
                    package: Named::New(name),
                    installed_day,
                });
            }
        }
        found
    }

    pub(super) fn add_number(&mut self, id: PackageId, installed_day: Option<u32>) {
        match &mut self.named {
            None => self.numbered.push((id, installed_day)),
            Some(named) => named.push(Listed {
                package: Named::Known(id),
                installed_day,
            }),
        }
    }

    pub(super) fn count(&self) -> usize {
        self.named.as_ref().map_or(self.numbered.len(), Vec::len)
    }

    pub(super) fn done(self) -> Listing {
        match self.named {
            None => Listing::Numbered(PackageList::of(self.numbered)),
            Some(named) => Listing::Named(named),
        }
    }

    fn named(&mut self) -> &mut Vec<Listed> {
        let numbered = &mut self.numbered;
        self.named.get_or_insert_with(|| {
            let known = numbered.drain(..).map(|(id, installed_day)| Listed {
                package: Named::Known(id),
                installed_day,
            });
            known.collect()
        })
    }
}

/// Without control characters.
fn printable(text: Cow<'_, str>) -> String {
    if text.contains(char::is_control) {
        text.chars().filter(|character| !character.is_control()).collect()
    } else {
        text.into_owned()
    }
}
