//! Which units of a tree ever told something of an indicator, by rank, and what was added up of typed figures: kept until
//! somebody types the next one, because a plan is asked for more often than figures are typed.

use crate::cold::Day;
use crate::figures::{Figures, Indicator};
use crate::units::Tree;
use kiemke_wire::ids::UnitKey;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Trees that are kept: today's, and that of a day with which it is compared.
const TREES_KEPT: usize = 2;
/// Sums that are kept: all targets of a province's communes, and of the schools that people look at.
const SUMS_KEPT_MAX: usize = 100_000;

/// See the top of the file. A clone has nothing: it serves for images.
#[derive(Debug, Default)]
pub(super) struct ToldKept(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    /// Newest last.
    told: Vec<(Arc<Tree>, Arc<Told>)>,
    /// Of one tree and day.
    sums: Option<(Arc<Tree>, Day, SumsKept)>,
}

/// By unit and indicator.
type SumsKept = HashMap<(UnitKey, Indicator), TypedSum>;

/// Ranks of the units that ever told something, ascending, by indicator.
#[derive(Debug, Default)]
pub(crate) struct Told(HashMap<Indicator, Vec<usize>>);

/// Typed figures of a unit, or those of the units below it, added up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TypedSum {
    pub(crate) figures: u64,
    pub(crate) numerator: u64,
    pub(crate) denominator: u64,
    pub(crate) oldest: Option<Day>,
    pub(crate) source: Option<Arc<str>>,
    /// Units that tell nothing.
    pub(crate) untold: u64,
}

impl Clone for ToldKept {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl ToldKept {
    pub(super) fn forget(&mut self) {
        *self.0.get_mut().unwrap_or_else(PoisonError::into_inner) = Kept::default();
    }
}

impl Told {
    fn of(figures: &Figures, tree: &Tree) -> Self {
        let mut by_indicator: HashMap<Indicator, Vec<usize>> = HashMap::new();
        for record in figures.iter() {
            let Some(rank) = tree.rank(record.key.unit) else {
                continue;
            };
            match by_indicator.get_mut(&record.key.indicator) {
                Some(ranks) => ranks.push(rank),
                None => {
                    by_indicator.insert(record.key.indicator.clone(), vec![rank]);
                }
            }
        }
        for ranks in by_indicator.values_mut() {
            ranks.sort_unstable();
            ranks.dedup();
        }
        Self(by_indicator)
    }

    /// Those of them at or below a unit.
    pub(crate) fn below(&self, indicator: &Indicator, tree: &Tree, unit: UnitKey) -> &[usize] {
        let ranks = tree.ranks(unit);
        let told = self.0.get(indicator).map_or(&[][..], Vec::as_slice);
        let first = told.partition_point(|rank| *rank < ranks.start);
        let last = told.partition_point(|rank| *rank < ranks.end);
        &told[first..last]
    }
}

impl Figures {
    /// Who told something, in a tree.
    pub(crate) fn told(&self, tree: &Arc<Tree>) -> Arc<Told> {
        // Who asks meanwhile waits, because he would do the same work.
        let mut kept = self.kept.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, told)) = kept.told.iter().find(|(of, _)| Arc::ptr_eq(of, tree)) {
            return told.clone();
        }
        let told = Arc::new(Told::of(self, tree));
        if kept.told.len() >= TREES_KEPT {
            kept.told.remove(0);
        }
        kept.told.push((tree.clone(), told.clone()));
        told
    }

    /// What was added up of a unit on a day by what is known now; `sum` adds it up.
    pub(crate) fn summed(
        &self,
        (tree, day): (&Arc<Tree>, Day),
        of: (UnitKey, &Indicator),
        sum: impl FnOnce() -> TypedSum,
    ) -> TypedSum {
        let key = (of.0, of.1.clone());
        let lock = || self.kept.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_it = |(held, on, _): &(Arc<Tree>, Day, _)| Arc::ptr_eq(held, tree) && *on == day;
        if let Some((_, _, sums)) = lock().sums.as_ref().filter(|held| is_it(held))
            && let Some(held) = sums.get(&key)
        {
            return held.clone();
        }
        let sum = sum();
        let mut kept = lock();
        let (_, _, sums) = match kept.sums.take().filter(|held| is_it(held)) {
            Some(held) => kept.sums.insert(held),
            None => kept.sums.insert((tree.clone(), day, HashMap::new())),
        };
        if sums.len() >= SUMS_KEPT_MAX {
            sums.clear();
        }
        sums.insert(key, sum.clone());
        sum
    }
}
