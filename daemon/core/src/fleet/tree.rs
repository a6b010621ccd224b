//! The tree of units as numbers: every unit's rank in a walk from the root down, and the last rank below it, so that
//! "is it below?" is two comparisons.

use crate::fleet::Unit;
use kiemke_wire::ids::UnitKey;
use std::collections::{BTreeMap, HashMap};

/// See the top of the file. Units that hang on no root, or in a ring, have no rank.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    /// By unit key, which are given without gaps.
    spans: Vec<Option<Span>>,
}

/// The units at and below one of them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Below<'a> {
    spans: &'a [Option<Span>],
    top: Option<Span>,
}

impl Below<'_> {
    pub(crate) fn contains(&self, unit: UnitKey) -> bool {
        let span = self.spans.get(unit.0 as usize).copied().flatten();
        span.zip(self.top)
            .is_some_and(|(span, top)| top.first <= span.first && span.first <= top.last)
    }
}

/// A unit with all below it: ranks from `first` to `last`, both inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    first: u32,
    last: u32,
}

impl Span {
    fn begin(rank: u32) -> Self {
        Self {
            first: rank,
            last: rank,
        }
    }
}

impl Tree {
    pub(crate) fn of(units: &BTreeMap<UnitKey, Unit>) -> Self {
        let mut below: HashMap<Option<UnitKey>, Vec<UnitKey>> = HashMap::new();
        for unit in units.values() {
            below.entry(unit.parent).or_default().push(unit.key);
        }
        let highest = units.keys().next_back().map_or(0, |key| key.0 as usize);
        let mut spans = vec![None; highest + 1];
        let mut rank = 0;
        // The units on the way down, each with how many of its children were walked.
        let mut way: Vec<(UnitKey, usize)> = Vec::new();
        for root in below.get(&None).into_iter().flatten() {
            way.push((*root, 0));
            spans[root.0 as usize] = Some(Span::begin(rank));
            rank += 1;
            while let Some((unit, walked)) = way.last_mut() {
                let next = below.get(&Some(*unit)).and_then(|children| children.get(*walked));
                *walked += 1;
                match next {
                    Some(child) => {
                        spans[child.0 as usize] = Some(Span::begin(rank));
                        rank += 1;
                        way.push((*child, 0));
                    }
                    None => {
                        if let Some(span) = &mut spans[unit.0 as usize] {
                            span.last = rank - 1;
                        }
                        way.pop();
                    }
                }
            }
        }
        Self { spans }
    }

    /// A unit with all below it; nothing when it has no rank.
    pub(crate) fn below(&self, top: UnitKey) -> Below<'_> {
        Below {
            spans: &self.spans,
            top: self.spans.get(top.0 as usize).copied().flatten(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kiemke_wire::ids::Position;
    use proptest::prelude::*;

    fn unit(key: u32, parent: Option<u32>) -> (UnitKey, Unit) {
        let mut unit = Unit::root(Position(1));
        (unit.key, unit.parent) = (UnitKey(key), parent.map(UnitKey));
        (unit.key, unit)
    }

    proptest! {
        #[test]
        fn below_is_what_walking_up_says(parents in prop::collection::vec(0..20_u32, 0..20)) {
            // Parents may be missing and may stand in rings.
            let units: BTreeMap<UnitKey, Unit> = std::iter::once(unit(1, None))
                .chain(parents.iter().enumerate().map(|(at, parent)| unit(at as u32 + 2, Some(*parent))))
                .collect();
            let tree = Tree::of(&units);
            let is_below = |mut key: UnitKey, top: UnitKey| {
                let mut found = false;
                for _ in 0..=units.len() {
                    found |= key == top;
                    match units.get(&key) {
                        Some(Unit { parent: None, .. }) => return found,
                        Some(Unit { parent: Some(parent), .. }) => key = *parent,
                        None => return false,
                    }
                }
                false
            };
            for top in units.keys() {
                let below = tree.below(*top);
                for key in units.keys() {
                    prop_assert_eq!(below.contains(*key), is_below(*key, *top), "{} below {}", key, top);
                }
            }
        }
    }
}
