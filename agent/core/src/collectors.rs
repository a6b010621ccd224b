//! How often each collector works, and how long it may take.

use kiemke_wire::facts::SectionName;
use std::collections::BTreeSet;

/// What does not change while a machine runs is looked at once a day, counted in inventories of an hour.
const ROUNDS_A_DAY: u32 = 24;

/// A collector's place in the timetable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// It works at each so many-th inventory.
    pub rounds: u32,
    /// What it has not found after this time is given up, milliseconds. Far over what it needs: a dying disk or a
    /// driver that hangs is meant.
    pub deadline_ms: u64,
}

/// A collector's place in the timetable.
pub fn turn(section: SectionName) -> Turn {
    let (rounds, deadline_ms) = match section {
        SectionName::Identity | SectionName::Cpu | SectionName::Memory => (ROUNDS_A_DAY, 2_000),
        SectionName::System | SectionName::Display | SectionName::Battery => (1, 2_000),
        SectionName::Network | SectionName::Peripherals => (1, 5_000),
        // They wait for disks, and read megabytes.
        SectionName::Storage | SectionName::Software | SectionName::Upkeep => (1, 15_000),
    };
    Turn { rounds, deadline_ms }
}

/// Which collectors work at the next inventory.
#[derive(Clone, Debug, Default)]
pub struct Rounds {
    round: u32,
    failed: BTreeSet<SectionName>,
}

impl Rounds {
    /// The next inventory is a whole one.
    pub fn restart(&mut self) {
        self.round = 0;
    }

    /// The collectors whose turn it is, in order: the first inventory is a whole one. One that failed comes again at
    /// the next.
    pub fn next_round(&mut self) -> Vec<SectionName> {
        let round = self.round;
        self.round = (round + 1) % ROUNDS_A_DAY;
        let failed = std::mem::take(&mut self.failed);
        let due =
            |section: &SectionName| round.is_multiple_of(turn(*section).rounds) || failed.contains(section);
        SectionName::ALL.into_iter().filter(due).collect()
    }

    /// A collector failed.
    pub fn failed(&mut self, section: SectionName) {
        self.failed.insert(section);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_and_then_one_a_day_is_whole() {
        let mut rounds = Rounds::default();
        let whole = (0..49)
            .filter(|_| rounds.next_round() == SectionName::ALL)
            .count();
        assert_eq!(whole, 3);
        rounds.restart();
        assert_eq!(rounds.next_round(), SectionName::ALL);
        assert!(!rounds.next_round().contains(&SectionName::Cpu));
    }

    #[test]
    fn one_that_failed_comes_again_at_the_next() {
        let mut rounds = Rounds::default();
        rounds.next_round();
        rounds.failed(SectionName::Cpu);
        assert!(rounds.next_round().contains(&SectionName::Cpu));
        assert!(!rounds.next_round().contains(&SectionName::Cpu));
    }
}
