//! Sets of sequence numbers as sorted, disjoint, inclusive ranges.

use serde::{Deserialize, Serialize};

/// A set of sequence numbers. Text: `[[0,41],[43,43]]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SeqRanges(Vec<(u64, u64)>);

impl SeqRanges {
    /// The set of these numbers.
    pub fn of(numbers: impl IntoIterator<Item = u64>) -> Self {
        let mut set = Self::default();
        for number in numbers {
            set.insert(number);
        }
        set
    }

    /// The set with these ranges; `None` when they are not as [`Self::is_well_formed`] wants them.
    pub fn from_ranges(ranges: Vec<(u64, u64)>) -> Option<Self> {
        let set = Self(ranges);
        set.is_well_formed().then_some(set)
    }

    /// Adds one number; `false` when it was there already.
    pub fn insert(&mut self, number: u64) -> bool {
        let at = self.0.partition_point(|&(_, last)| last < number);
        if self.0.get(at).is_some_and(|&(first, _)| first <= number) {
            return false;
        }
        let touches_before = at > 0 && self.0[at - 1].1.checked_add(1) == Some(number);
        let touches_after = self
            .0
            .get(at)
            .is_some_and(|&(first, _)| number.checked_add(1) == Some(first));
        match (touches_before, touches_after) {
            (true, true) => {
                self.0[at - 1].1 = self.0[at].1;
                self.0.remove(at);
            }
            (true, false) => self.0[at - 1].1 = number,
            (false, true) => self.0[at].0 = number,
            (false, false) => self.0.insert(at, (number, number)),
        }
        true
    }

    /// Whether the number is in the set.
    pub fn contains(&self, number: u64) -> bool {
        let at = self.0.partition_point(|&(_, last)| last < number);
        self.0.get(at).is_some_and(|&(first, _)| first <= number)
    }

    /// How many separate ranges the set takes.
    pub fn range_count(&self) -> usize {
        self.0.len()
    }

    /// The ranges, ascending, both ends inside.
    pub fn iter(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        self.0.iter().copied()
    }

    /// Whether nothing is in the set.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The highest number, if there is one.
    pub fn last(&self) -> Option<u64> {
        self.0.last().map(|&(_, last)| last)
    }

    /// Whether the ranges are ascending, disjoint and not adjacent: what a set read from outside must be.
    pub fn is_well_formed(&self) -> bool {
        self.0.iter().all(|&(first, last)| first <= last)
            && self
                .0
                .windows(2)
                .all(|pair| pair[0].1 < u64::MAX && pair[0].1 + 1 < pair[1].0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn behaves_like_a_set(numbers in prop::collection::vec(0_u64..60, 0..80)) {
            let mut ranges = SeqRanges::default();
            let mut oracle = BTreeSet::new();
            for number in numbers {
                prop_assert_eq!(ranges.insert(number), oracle.insert(number));
                prop_assert!(ranges.is_well_formed());
            }
            for number in 0..62 {
                prop_assert_eq!(ranges.contains(number), oracle.contains(&number));
            }
            let listed: Vec<u64> = ranges.iter().flat_map(|(first, last)| first..=last).collect();
            prop_assert_eq!(listed, oracle.into_iter().collect::<Vec<_>>());
        }
    }

    #[test]
    fn the_last_number_does_not_overflow() {
        let mut ranges = SeqRanges::of([u64::MAX, u64::MAX - 1]);
        assert!(!ranges.insert(u64::MAX));
        assert_eq!(ranges.iter().collect::<Vec<_>>(), [(u64::MAX - 1, u64::MAX)]);
    }
}
