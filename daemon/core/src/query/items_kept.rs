//! T11 counted for every unit: kept by school and by the units above, and mended by the schools that changed since, so that
//! an answer costs what was said since the last one and not what a province owns.
//!
//! On another day all is counted anew, because evidence grows old by itself.

use crate::cold::Day;
use crate::query::items::{Gathering, facts_below, facts_of_holder};
use crate::query::{Bounds, Scene};
use crate::readiness::Ages;
use crate::readiness::items::{ItemCounts, ItemFacts};
use crate::units::Tree;
use kiemke_wire::ids::{Position, UnitKey};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// What was counted of the state. A clone has nothing: it serves for images.
#[derive(Debug, Default)]
pub(crate) struct ItemsKept(Mutex<Option<Held>>);

impl Clone for ItemsKept {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// By what things were counted: as long as it stays, only what was touched can be another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Basis {
    ages: Ages,
    bounds: Bounds,
    /// The day by which what is touched is told.
    open_from: Day,
}

#[derive(Debug)]
struct Held {
    basis: Basis,
    /// The state that it counts.
    at: Position,
    /// Of schools, and of places in none.
    holders: HashMap<UnitKey, OfHolder>,
    /// Of what lies below a unit, its own things left out.
    below: HashMap<UnitKey, ItemCounts>,
}

/// Counts of one holder: there are as many as schools, and none owns more than these numbers hold.
#[derive(Clone, Copy, Debug)]
struct OfHolder {
    /// As [`ItemCounts::numbers`] has them.
    numbers: [u32; 10],
    /// The unit right above; none: it hangs on no root, and is counted with the root alone.
    above: Option<UnitKey>,
}

impl ItemsKept {
    /// The items of schools, or of units that lie in none, with all below them, in their order.
    pub(crate) fn of(&self, scene: &Scene<'_>, units: &[UnitKey]) -> Vec<ItemCounts> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let basis = Basis::of(scene);
        let tree = scene.fleet.tree(scene.today());
        // Who asks meanwhile waits, because he would do the same work.
        let held = match kept.take().filter(|held| held.basis == basis) {
            Some(held) => held.caught_up(scene, &tree),
            None => Held::of(scene, &tree, basis),
        };
        let counts = units.iter().map(|unit| held.told_of(&tree, *unit)).collect();
        *kept = Some(held);
        counts
    }
}

impl Basis {
    fn of(scene: &Scene<'_>) -> Self {
        Self {
            ages: scene.standards.ages(scene.today().day),
            bounds: scene.days.bounds(scene.now),
            open_from: scene.fleet.open_from(),
        }
    }
}

impl Held {
    fn of(scene: &Scene<'_>, tree: &Tree, basis: Basis) -> Self {
        let mut held = Self {
            basis,
            at: scene.fleet.position(),
            holders: HashMap::new(),
            below: HashMap::new(),
        };
        for (holder, facts) in facts_below(scene, UnitKey::ROOT) {
            held.put(tree, holder, Some(&facts));
        }
        held
    }

    fn caught_up(mut self, scene: &Scene<'_>, tree: &Tree) -> Self {
        let now = scene.fleet.position();
        if self.at == now {
            return self;
        }
        let Some(touched) = scene.fleet.items_touched.since(self.at) else {
            return Self::of(scene, tree, self.basis);
        };
        let mut gathering = None;
        for holder in touched {
            let gathering = gathering.get_or_insert_with(|| Gathering::new(scene));
            let facts = facts_of_holder(gathering, holder);
            self.put(tree, holder, facts.as_ref());
        }
        self.at = now;
        self
    }

    /// Puts the counts of a holder in the place of what was counted of it before.
    fn put(&mut self, tree: &Tree, holder: UnitKey, facts: Option<&ItemFacts>) {
        if let Some(before) = self.holders.remove(&holder) {
            let counts = before.counts();
            self.mend(tree, (holder, before.above), |sum| sum.remove(&counts));
        }
        let Some(facts) = facts else { return };
        let numbers = ItemCounts::of(facts).numbers();
        let now = OfHolder {
            numbers: numbers.map(|number| u32::try_from(number).unwrap_or(u32::MAX)),
            above: tree.parent(holder),
        };
        let counts = now.counts();
        self.mend(tree, (holder, now.above), |sum| sum.add(&counts));
        self.holders.insert(holder, now);
    }

    fn mend(
        &mut self,
        tree: &Tree,
        (holder, above): (UnitKey, Option<UnitKey>),
        change: impl Fn(&mut ItemCounts),
    ) {
        let outside = (holder != UnitKey::ROOT).then_some(UnitKey::ROOT);
        let mut next = above.or(outside);
        while let Some(unit) = next {
            change(self.below.entry(unit).or_default());
            next = tree.parent(unit);
        }
    }

    /// What hangs on no root is counted with the root alone.
    fn told_of(&self, tree: &Tree, unit: UnitKey) -> ItemCounts {
        tree.rank(unit).map(|_| self.of_unit(unit)).unwrap_or_default()
    }

    fn of_unit(&self, unit: UnitKey) -> ItemCounts {
        let mut counts = self.below.get(&unit).copied().unwrap_or_default();
        if let Some(own) = self.holders.get(&unit) {
            counts.add(&own.counts());
        }
        counts
    }
}

impl OfHolder {
    fn counts(&self) -> ItemCounts {
        ItemCounts::of_numbers(self.numbers.map(u64::from))
    }
}

/// What is to be kept of the day of a scene: of every unit that is no part of a school, the root last.
///
/// A scene of the last moment of a day that is over gives the basis: ages of evidence, bounds of sightings and places are
/// those of that day, while what was said is the state's, also what came in the half-hour for which a day stays open, or
/// until the daemon was there again. Only machines tell when they were known; see [`Levels::is_of_the_day`]. All is counted,
/// because what is kept of things is by the new day already. A clone of the state must have found its ties
/// ([`Fleet::find_ties`]).
///
/// [`Levels::is_of_the_day`]: crate::query::Levels::is_of_the_day
/// [`Fleet::find_ties`]: crate::Fleet::find_ties
pub(crate) fn day_items(scene: &Scene<'_>) -> Vec<(UnitKey, ItemCounts)> {
    let (fleet, today) = (scene.fleet, scene.today());
    let tree = fleet.tree(today);
    let held = Held::of(scene, &tree, Basis::of(scene));
    let units = fleet.units().iter().map(|record| record.key);
    let kept = units.filter(|unit| *unit != UnitKey::ROOT && fleet.school_of(*unit, today) == *unit);
    kept.chain([UnitKey::ROOT])
        .map(|unit| (unit, held.told_of(&tree, unit)))
        .collect()
}
