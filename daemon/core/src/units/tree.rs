//! The tree of units as numbers: every unit's rank in a walk from the root down, and the last rank below it, so that
//! "is it below?" is two comparisons and a total over all below is one subtraction.

use crate::units::{Units, When};
use kiemke_wire::ids::UnitKey;
use std::sync::Arc;

/// See the top of the file. Units that do not hang on the root, or stand in a ring, have no rank.
#[derive(Debug, Default)]
pub struct Tree {
    /// By unit key, which are given without gaps.
    spans: Vec<Option<Span>>,
    /// The units by rank, each with the number of units above it.
    order: Vec<(UnitKey, u32)>,
    /// By unit key; itself where nothing is above.
    parents: Vec<UnitKey>,
}

/// The units at and below one of them.
#[derive(Clone, Debug)]
pub struct Below {
    tree: Arc<Tree>,
    top: Option<Span>,
}

/// A unit with all below it: ranks from `first` to `last`, both inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    first: u32,
    last: u32,
}

impl Below {
    /// Whether a unit is among them.
    pub fn contains(&self, unit: UnitKey) -> bool {
        self.tree
            .span(unit)
            .zip(self.top)
            .is_some_and(|(span, top)| top.first <= span.first && span.first <= top.last)
    }
}

impl Tree {
    /// Draws it.
    pub fn at(units: &Units, when: When) -> Self {
        let size = units.highest().0 as usize + 1;
        // Children as a list threaded through two columns: the first of each unit, and the next of the same parent.
        let (mut first, mut next) = (vec![0_u32; size], vec![0_u32; size]);
        let mut keys: Vec<UnitKey> = units.iter().map(|record| record.key).collect();
        keys.reverse();
        for key in keys {
            let parent = units.get(key).and_then(|record| record.parent(when));
            let Some(parent) = parent.filter(|parent| units.get(*parent).is_some()) else {
                continue;
            };
            // The root stands above all, whatever is said of it.
            if key != UnitKey::ROOT {
                next[key.0 as usize] = first[parent.0 as usize];
                first[parent.0 as usize] = key.0;
            }
        }
        let mut tree = Self {
            spans: vec![None; size],
            order: Vec::with_capacity(units.count()),
            parents: (0..size as u32).map(UnitKey).collect(),
        };
        if units.get(UnitKey::ROOT).is_some() {
            tree.walk(&mut first, &next);
        }
        tree
    }

    /// From the root down; what hangs on no root is never met. Takes the children away as it meets them.
    fn walk(&mut self, first: &mut [u32], next: &[u32]) {
        let mut way = vec![UnitKey::ROOT.0];
        self.enter(UnitKey::ROOT, 0);
        while let Some(unit) = way.last().copied() {
            let child = first[unit as usize];
            if child == 0 {
                let last = self.order.len() as u32 - 1;
                if let Some(span) = &mut self.spans[unit as usize] {
                    span.last = last;
                }
                way.pop();
            } else {
                first[unit as usize] = next[child as usize];
                self.parents[child as usize] = UnitKey(unit);
                self.enter(UnitKey(child), way.len() as u32);
                way.push(child);
            }
        }
    }

    fn enter(&mut self, unit: UnitKey, depth: u32) {
        let rank = self.order.len() as u32;
        self.spans[unit.0 as usize] = Some(Span {
            first: rank,
            last: rank,
        });
        self.order.push((unit, depth));
    }

    fn span(&self, unit: UnitKey) -> Option<Span> {
        self.spans.get(unit.0 as usize).copied().flatten()
    }

    /// A unit's rank; none when it is not in the tree.
    pub fn rank(&self, unit: UnitKey) -> Option<usize> {
        self.span(unit).map(|span| span.first as usize)
    }

    /// The unit right above one; none above the root and what is not in the tree.
    pub fn parent(&self, unit: UnitKey) -> Option<UnitKey> {
        let parent = self.parents.get(unit.0 as usize).copied();
        parent.filter(|parent| *parent != unit)
    }

    /// The ranks of a unit and all below it; empty when it is not in the tree.
    pub fn ranks(&self, unit: UnitKey) -> std::ops::Range<usize> {
        self.span(unit)
            .map_or(0..0, |span| span.first as usize..span.last as usize + 1)
    }

    /// The units by rank, each with the number of units above it.
    pub fn order(&self) -> &[(UnitKey, u32)] {
        &self.order
    }

    /// The units directly below one.
    pub fn children(&self, unit: UnitKey) -> impl Iterator<Item = UnitKey> + '_ {
        let ranks = self.ranks(unit);
        let mut at = ranks.start + 1;
        std::iter::from_fn(move || {
            let (child, _) = *self.order.get(at).filter(|_| at < ranks.end)?;
            at = self.ranks(child).end;
            Some(child)
        })
    }
}

/// A unit with all below it; nothing when it has no rank.
pub(crate) fn below(tree: &Arc<Tree>, top: UnitKey) -> Below {
    Below {
        tree: tree.clone(),
        top: tree.span(top),
    }
}
