//! What units beside a way down count on a past day, as far as it decides what readers without persons may be shown: a
//! hundred bytes each, where all that is kept of them takes two thousand. Thousands of units stand beside a commune, for
//! each day of which a history tells, and whoever asks for another commune asks for the same ones.

use crate::leaves::Sums;
use crate::query::past::PastUnit;
use crate::query::shown::{LOOKED_AT, parts_by};
use crate::readiness::small_cells::Parts;
use kiemke_config::level::Levels;
use kiemke_config::plan::Computed;
use kiemke_config::profile::Profile;
use kiemke_wire::ids::UnitKey;

/// The units right below one, of which counts are kept day by day.
#[derive(Clone, Debug)]
pub struct BesideAsked {
    /// The unit above them.
    pub above: UnitKey,
    /// They themselves, ascending.
    pub units: Vec<PastUnit>,
}

/// What they count on a day, in their order.
#[derive(Clone, Debug, Default)]
pub struct Beside(Vec<(UnitKey, [Parts; LOOKED_AT.len()])>);

impl Beside {
    /// Adds the next unit.
    pub(crate) fn push(&mut self, unit: UnitKey, sums: &Sums, levels: &Levels, profile: &Profile) {
        let parts = LOOKED_AT.map(|computed| parts_by((levels, profile), sums, (computed, None)));
        self.0.push((unit, parts));
    }

    /// Whether it is of these units.
    pub fn is_of(&self, asked: &BesideAsked) -> bool {
        let units = asked.units.iter().map(|unit| unit.unit);
        self.0.iter().map(|(unit, _)| *unit).eq(units)
    }

    /// The counts of one of the units.
    pub(crate) fn parts(&self, unit: UnitKey, computed: Computed) -> Option<Parts> {
        let at = self.0.binary_search_by_key(&unit, |(unit, _)| *unit).ok()?;
        let kind = LOOKED_AT.iter().position(|one| *one == computed)?;
        Some(self.0[at].1[kind])
    }
}
