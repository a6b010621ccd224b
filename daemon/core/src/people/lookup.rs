//! Which school and site a row is about, as far as they are the asker's.

use crate::fleet::Fleet;
use crate::forms::{FormRow, FormRows};
use crate::people::SchoolPeople;
use crate::reader::Reader;
use crate::refusal::Refusal;
use crate::units::{self, Below, NotOne, When};
use kiemke_wire::ids::UnitKey;
use kiemke_wire::view::CellFault;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Who brings people, and about what: the state, the day, and the unit when rows name none.
#[derive(Clone, Copy, Debug)]
pub struct Asking<'a> {
    /// The state.
    pub fleet: &'a Fleet,
    /// Today.
    pub today: When,
    /// Who.
    pub reader: &'a Reader,
    /// The school, or a site of it, of rows that name none.
    pub unit: Option<UnitKey>,
}

/// A school, and a site of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) school: UnitKey,
    pub(super) site: UnitKey,
}

impl Asking<'_> {
    /// The place of a unit, if a school of the asker's is at it or above.
    pub(super) fn place(&self, unit: UnitKey) -> Option<Place> {
        let school = self.fleet.school_of(unit, self.today);
        let is_school = self
            .fleet
            .unit(school)
            .is_some_and(|unit| unit.kind(self.today) == "school");
        let is_theirs = is_school && self.reader.sees(self.fleet, self.today, school);
        is_theirs.then_some(Place { school, site: unit })
    }

    /// The school of rows that name none.
    pub fn school(&self) -> Option<UnitKey> {
        self.own().map(|place| place.school)
    }

    /// The schools at or below a unit of which something was told; of a site its school.
    pub fn schools_below(&self, unit: UnitKey) -> Vec<Arc<SchoolPeople>> {
        if let Some(place) = self.place(unit) {
            return self
                .fleet
                .school_people(place.school)
                .cloned()
                .into_iter()
                .collect();
        }
        let below = self.fleet.below(unit, self.today);
        let all = self.fleet.rolls.schools();
        all.filter(|school| below.contains(school.school))
            .cloned()
            .collect()
    }

    /// The place of rows that name none.
    pub(super) fn own(&self) -> Option<Place> {
        self.place(self.unit.unwrap_or(self.reader.unit))
    }
}

/// Places by the texts that name them, each looked up once.
pub(super) struct Places<'a> {
    asking: Asking<'a>,
    own: Option<Place>,
    schools: BTreeMap<String, Result<Place, (&'static str, String)>>,
    sites: BTreeMap<(UnitKey, String), Option<UnitKey>>,
    below: BTreeMap<UnitKey, Below>,
}

impl<'a> Places<'a> {
    pub(super) fn new(asking: Asking<'a>) -> Self {
        Self {
            asking,
            own: asking.own(),
            schools: BTreeMap::new(),
            sites: BTreeMap::new(),
            below: BTreeMap::new(),
        }
    }

    /// The place that a row names in its columns `school` and `site`.
    pub(super) fn of(&mut self, row: &FormRow) -> Result<Place, CellFault> {
        let place = match row.text("school") {
            Some(text) => self
                .school(text)
                .map_err(|(code, reason)| row.fault("school", code, reason))?,
            None => self
                .own
                .ok_or_else(|| row.fault("school", "empty", "the school is missing"))?,
        };
        let Some(text) = row.text("site") else {
            return Ok(place);
        };
        let site = self.site(place.school, text).ok_or_else(|| {
            row.fault(
                "site",
                "unit_unknown",
                format!("the school has no one site {text:?}"),
            )
        })?;
        Ok(Place { site, ..place })
    }

    fn school(&mut self, text: &str) -> Result<Place, (&'static str, String)> {
        if let Some(found) = self.schools.get(text) {
            return found.clone();
        }
        let asking = self.asking;
        // What is not the asker's is refused in the words for what does not exist.
        let found = match asking.reader.unit_named(asking.fleet, asking.today, Some(text)) {
            Err(refusal @ Refusal::UnitAmbiguous { .. }) => Err(("unit_ambiguous", refusal.to_string())),
            Err(refusal) => Err(("unit_unknown", refusal.to_string())),
            Ok(unit) => asking
                .place(unit)
                .ok_or_else(|| ("not_a_school", format!("{text:?} is not a school"))),
        };
        self.schools.insert(text.to_owned(), found.clone());
        found
    }

    /// A site of the school by a text, such as its code.
    pub(super) fn site(&mut self, school: UnitKey, text: &str) -> Option<UnitKey> {
        let key = (school, text.to_owned());
        if let Some(found) = self.sites.get(&key) {
            return *found;
        }
        let Asking { fleet, today, .. } = self.asking;
        let below = self
            .below
            .entry(school)
            .or_insert_with(|| fleet.below(school, today));
        let mut found = match units::find(fleet.units(), today, text) {
            Ok(unit) => vec![unit],
            Err(NotOne::None) => Vec::new(),
            Err(NotOne::Several(found)) => found,
        };
        found.retain(|unit| below.contains(*unit));
        let site = match found[..] {
            [site] => Some(site),
            _ => None,
        };
        self.sites.insert(key, site);
        site
    }
}

/// The schools that rows are about.
pub fn schools_named(asking: Asking<'_>, table: &FormRows) -> BTreeSet<UnitKey> {
    let mut places = Places::new(asking);
    let named = table.rows.iter().filter_map(|row| places.of(row).ok());
    named.map(|place| place.school).collect()
}
