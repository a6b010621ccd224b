//! Which cases the random schools brought up: what never occurs is not tested.

use std::cell::RefCell;
use std::collections::BTreeMap;

/// How often each case was met.
#[derive(Default)]
pub(crate) struct Seen(RefCell<BTreeMap<&'static str, u64>>);

impl Seen {
    /// Notes a case.
    pub(crate) fn saw(&self, case: &'static str) {
        *self.0.borrow_mut().entry(case).or_default() += 1;
    }

    /// Notes a case where it holds.
    pub(crate) fn saw_if(&self, holds: bool, case: &'static str) -> bool {
        if holds {
            self.saw(case);
        }
        holds
    }

    /// Those of `cases` that were met less often than `least` times.
    pub(crate) fn rarer_than(&self, least: u64, cases: &[&'static str]) -> Vec<(&'static str, u64)> {
        let seen = self.0.borrow();
        let counted = cases
            .iter()
            .map(|case| (*case, seen.get(case).copied().unwrap_or(0)));
        counted.filter(|(_, times)| *times < least).collect()
    }

    /// The cases that were met and are none of `cases`.
    pub(crate) fn others(&self, cases: &[&'static str]) -> Vec<&'static str> {
        let seen = self.0.borrow();
        seen.keys()
            .filter(|case| !cases.contains(case))
            .copied()
            .collect()
    }
}
