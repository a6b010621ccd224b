//! Counts of people: they are added, never averaged.

use super::rule::{Rule, parts};
use kiemke_config::profile::Lab;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub, SubAssign};

/// Everybody is ready, not ready or unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Split {
    /// Ready.
    pub ready: u64,
    /// Not ready.
    pub not_ready: u64,
    /// Neither is known.
    pub unknown: u64,
}

impl Split {
    /// All of them.
    pub fn total(self) -> u64 {
        self.ready + self.not_ready + self.unknown
    }
}

/// What was counted of a leaf, or of any unit above: the sum of its leaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// By what people have of their own.
    pub alone: Split,
    /// The same people, shared machines counted.
    pub pooled: Split,
    /// A named part of those who, without shared machines, are not ready (or ready, where the profile counts limited
    /// devices).
    pub limited: u64,
    /// Of those who, without shared machines, are unknown: whom answers to open questions about home can make ready.
    pub askable: u64,
    /// What those who, without shared machines, are not ready are missing: each once, in the mode that is nearest to
    /// ready, by the set of [`parts`].
    pub missing: [u64; parts::SETS],
    /// People enrolled here and counted elsewhere: outside of every total.
    pub shared: u64,
    /// Leaves of which nothing was told: nothing above them can be proved.
    pub no_roster: u64,
}

impl Tally {
    /// So many people of whom nothing is known.
    pub fn all_unknown(total: u64) -> Self {
        let split = Split {
            unknown: total,
            ..Split::default()
        };
        Self {
            alone: split,
            pooled: split,
            ..Self::default()
        }
    }

    /// The counts by which the profile judges; the other ones are shown beside.
    pub fn headline(&self, rule: &Rule<'_>) -> Split {
        match rule.lab {
            Lab::Counted => self.pooled,
            Lab::Shown => self.alone,
        }
    }
}

impl Add for Split {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            ready: self.ready + other.ready,
            not_ready: self.not_ready + other.not_ready,
            unknown: self.unknown + other.unknown,
        }
    }
}

impl AddAssign<&Self> for Tally {
    fn add_assign(&mut self, other: &Self) {
        self.alone = self.alone + other.alone;
        self.pooled = self.pooled + other.pooled;
        self.limited += other.limited;
        self.askable += other.askable;
        for (sum, count) in self.missing.iter_mut().zip(other.missing) {
            *sum += count;
        }
        self.shared += other.shared;
        self.no_roster += other.no_roster;
    }
}

impl Sub for Split {
    type Output = Self;
    fn sub(self, part: Self) -> Self {
        Self {
            ready: self.ready - part.ready,
            not_ready: self.not_ready - part.not_ready,
            unknown: self.unknown - part.unknown,
        }
    }
}

/// Takes away what was added before.
impl SubAssign<&Self> for Tally {
    fn sub_assign(&mut self, part: &Self) {
        self.alone = self.alone - part.alone;
        self.pooled = self.pooled - part.pooled;
        self.limited -= part.limited;
        self.askable -= part.askable;
        for (sum, count) in self.missing.iter_mut().zip(part.missing) {
            *sum -= count;
        }
        self.shared -= part.shared;
        self.no_roster -= part.no_roster;
    }
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(tallies: I) -> Self {
        tallies.fold(Self::default(), |mut sum, tally| {
            sum += &tally;
            sum
        })
    }
}
