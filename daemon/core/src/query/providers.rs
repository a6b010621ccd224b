//! The total of a unit by the providers of its lines.

use super::units::Places;
use crate::units::Tree;
use kiemke_wire::fold::search_key;
use kiemke_wire::ids::UnitKey;
use kiemke_wire::view::{UnitCounts, UnitGroup};
use std::collections::{BTreeMap, HashSet};

impl Places<'_> {
    /// Lines by their contracts' providers, each with the machines on them today and the schools that have one. What adds
    /// up to `total` is kept: a school with two providers counts under the first of its lines, and what is on no line, or
    /// on one whose provider is not known, is the group without a value.
    pub(super) fn by_provider(&self, tree: &Tree, unit: UnitKey, total: UnitCounts) -> Vec<UnitGroup> {
        let (fleet, ranks) = (self.scene.fleet, tree.ranks(unit));
        let is_today = self.when == self.scene.today();
        let mut schools: HashSet<UnitKey> = HashSet::new();
        let mut groups: BTreeMap<String, (String, UnitCounts)> = BTreeMap::new();
        let mut left = total;
        for line in fleet.lines() {
            let is_below = tree.rank(line.unit).is_some_and(|rank| ranks.contains(&rank));
            let contract = fleet.contract(line.id, self.when).filter(|_| is_below);
            let Some(provider) = contract.map(|contract| contract.provider.trim()) else {
                continue;
            };
            let is_first = schools.insert(fleet.school_of(line.unit, self.when));
            let machines = if is_today { u64::from(line.machines) } else { 0 };
            // A machine may have been moved out of the unit and still be on its line.
            let counts = UnitCounts {
                schools: u64::from(is_first).min(left.schools),
                machines: machines.min(left.machines),
                lines: 1.min(left.lines),
            };
            left = left.minus(counts);
            let group = groups.entry(search_key(provider));
            let (_, sum) = group.or_insert_with(|| (provider.to_owned(), UnitCounts::default()));
            *sum = sum.plus(counts);
        }
        let known = groups
            .into_values()
            .map(|(provider, counts)| (Some(provider), counts));
        let rest = (left != UnitCounts::default()).then_some((None, left));
        let all = rest.into_iter().chain(known);
        all.map(|(value, counts)| UnitGroup {
            value,
            unit: None,
            outside: false,
            counts,
        })
        .collect()
    }
}
