//! Readiness a second time, written from the definitions alone: person by person, day by day, world by world. Slow and
//! plain on purpose. It knows the product's inputs and none of its facts, rows, tables or rules.

mod count;
mod days;
mod home;
mod items;
mod line;
mod machine;
mod people;
mod person;
mod pools;
mod ratios;
mod seen;
mod truth;
mod verdict;

pub(crate) use count::{Counts, count};
pub(crate) use days::Today;
pub(crate) use items::{Figures, items_of, level_of};
pub(crate) use line::{Night, grade_at, line_at, places, result_of};
pub(crate) use people::ids_of;
pub(crate) use ratios::{Computers, computers, missing_machines};
pub(crate) use seen::Seen;
pub(crate) use truth::Truth;
pub(crate) use verdict::{Aimed, Spoken, printed_down, printed_up, spoken, spoken_of_items};

use kiemke_core::readiness::{LeafKey, School};
use kiemke_wire::ids::UnitKey;
use people::Person;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// Some schools on a day, as a patient reader of the definitions sees them.
pub(crate) struct Oracle<'a> {
    pub(crate) schools: &'a [School],
    pub(crate) today: Today<'a>,
    pub(crate) people: Vec<Person<'a>>,
    /// For each site one for each of its lines.
    pub(crate) nights: BTreeMap<UnitKey, Vec<Option<Night>>>,
    /// How many people each leaf with a register has, where that was told.
    totals: BTreeMap<LeafKey, Option<u64>>,
    /// LINE at sites by profiles, as far as it was asked for.
    lines: RefCell<BTreeMap<(UnitKey, String), Truth>>,
    pub(crate) seen: &'a Seen,
}
