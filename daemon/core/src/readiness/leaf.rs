//! The facts that are kept of a leaf: one site, level and group on one day. Facts only, so that any profile can be
//! judged by them later (readiness.md 10).

use super::{HomeCode, LineResult, MachineClass};
use crate::cold::Day;
use kiemke_config::group::Group;
use kiemke_config::profile::PLATFORMS_MAX;
use kiemke_config::three::Three;
use kiemke_wire::ids::UnitKey;

/// Which leaf.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LeafKey {
    /// The counting site.
    pub site: UnitKey,
    /// The level's number.
    pub level: u8,
    /// The group.
    pub group: Group,
}

/// What is known of a leaf's people, and of what serves them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeafFacts {
    /// Who was told to be there.
    pub people: People,
    /// When its site's home survey was declared complete.
    pub survey_complete_on: Option<Day>,
    /// Where its people are enrolled: first the counting site, then other sites, each once.
    pub places: Vec<Place>,
    /// Ways in which people of the leaf stand at those places; cells name them by their place in this list.
    pub stands: Vec<Stand>,
    /// How many people stand how and answered what, ascending by (stand, home), each pair once. Empty unless
    /// [`People::Roster`].
    pub cells: Vec<Cell>,
    /// Shared machines for this leaf.
    pub pools: Vec<PoolFacts>,
    /// People whose national id is valid.
    pub valid_ids: u32,
    /// People who are enrolled here too and counted elsewhere: outside of the total.
    pub shared: u32,
    /// The newest day of which the roster, the head count or an answer that stands tells. Rows of a later recording may
    /// tell of earlier days; none: nothing was told, or the row is of a build that did not write it.
    pub told_on: Option<Day>,
}

/// Who was told to be in a leaf.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum People {
    /// Nothing was told.
    #[default]
    NoRoster,
    /// So many, typed on a day.
    HeadCount {
        /// When.
        on: Day,
        /// How many.
        count: u32,
    },
    /// The cells count them.
    Roster {
        /// The roster's date.
        on: Day,
    },
}

/// People who are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    /// How they stand, by its place in [`LeafFacts::stands`].
    pub stand: u16,
    /// What they answered about home.
    pub home: HomeCode,
    /// How many they are.
    pub count: u32,
}

/// What a person has at each place of enrolment: at least one entry a place, ascending, and more where several
/// machines are assigned.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stand(pub Vec<Assigned>);

/// A machine that is assigned to a person, or that none is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Assigned {
    /// Where, by its place in [`LeafFacts::places`].
    pub place: u8,
    /// The machine; none: no record of one.
    pub machine: Option<MachineClass>,
}

/// A site as far as it matters to the people of a leaf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The site.
    pub site: UnitKey,
    /// The newest closed stocktake of its school, by the day on which the next one is due.
    pub stocktake_due_on: Option<Day>,
    /// Its lines.
    pub lines: Vec<LineFacts>,
    /// When the list of lines was declared complete.
    pub lines_complete_on: Option<Day>,
    /// Machines in its largest lab.
    pub seats: u32,
    /// Learners who are counted there; none: nothing was told of some.
    pub students: Option<u32>,
    /// Learners of its busiest shift; none: some shift was not told.
    pub students_in_busiest_shift: Option<u32>,
}

/// What is known of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LineFacts {
    /// The newest result, expired or not.
    pub result: Option<LineResult>,
    /// Whether all hosts of a platform are reachable, by the platform's number.
    pub platforms: [Three; PLATFORMS_MAX as usize],
}

/// A pool as it serves one leaf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolFacts {
    /// Hours in a week that each machine can be used.
    pub hours_week: u8,
    /// Its machines by class, ascending, each class once.
    pub machines: Vec<(MachineClass, u32)>,
    /// The other levels that share it, ascending, and how many people each has (none: nothing was told).
    pub others: Vec<(u8, Option<u32>)>,
}

impl LeafFacts {
    /// People in the leaf; 0 where nothing was told.
    pub fn total(&self) -> u32 {
        match self.people {
            People::NoRoster => 0,
            People::HeadCount { count, .. } => count,
            People::Roster { .. } => self
                .cells
                .iter()
                .fold(0, |total, cell| total.saturating_add(cell.count)),
        }
    }
}
