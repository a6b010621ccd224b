//! Machines whose agents began anew under another name, and on which days: a disk that forgets everything at each start
//! shows in nothing else.

use crate::cold::Day;
use kiemke_wire::ids::MachineId;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// Days kept of a machine: a week of teaching days.
const DAYS_KEPT: usize = 6;
/// A beginning older than this says nothing about the present.
const KEPT_FOR_DAYS: i32 = 14;

/// See the top of the file. Few machines ever begin anew, so few stand here.
#[derive(Clone, Debug, Default)]
pub(crate) struct Resets(BTreeMap<MachineId, Vec<Day>>);

impl Resets {
    /// Notes that a machine's agent began anew on a day.
    pub(crate) fn note(&mut self, machine: MachineId, day: Day) {
        let days = self.0.entry(machine).or_default();
        if let Err(place) = days.binary_search(&day) {
            days.insert(place, day);
        }
        let over = days.len().saturating_sub(DAYS_KEPT);
        days.drain(..over);
    }

    /// Forgets those that have long been steady.
    pub(crate) fn day_closed(&mut self, day: Day) {
        self.0
            .retain(|_, days| days.last().is_some_and(|last| day.0 - last.0 <= KEPT_FOR_DAYS));
    }

    /// Machines that began anew on at least so many of the days.
    pub(crate) fn often(
        &self,
        within: RangeInclusive<Day>,
        days_min: usize,
    ) -> impl Iterator<Item = MachineId> {
        let often = move |days: &[Day]| days.iter().filter(|day| within.contains(day)).count() >= days_min;
        self.0
            .iter()
            .filter(move |(_, days)| often(days))
            .map(|(machine, _)| *machine)
    }

    /// All of them, by number.
    pub(crate) fn all(&self) -> impl Iterator<Item = (MachineId, &[Day])> {
        self.0.iter().map(|(machine, days)| (*machine, &**days))
    }

    /// Takes in a machine as images hold it.
    pub(crate) fn put(&mut self, machine: MachineId, days: Vec<Day>) {
        self.0.insert(machine, days);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_count_once_and_what_is_steady_is_forgotten() {
        let mut resets = Resets::default();
        for day in [10, 12, 10, 11, 12] {
            resets.note(MachineId(7), Day(day));
        }
        resets.note(MachineId(8), Day(12));
        let often = |resets: &Resets, from, to| -> Vec<u32> {
            let found = resets.often(Day(from)..=Day(to), 3);
            found.map(|machine| machine.0).collect()
        };
        assert_eq!(often(&resets, 6, 12), [7]);
        assert!(often(&resets, 11, 17).is_empty());
        resets.day_closed(Day(26));
        assert_eq!(resets.all().count(), 2);
        resets.day_closed(Day(27));
        assert_eq!(resets.all().count(), 0);
    }
}
