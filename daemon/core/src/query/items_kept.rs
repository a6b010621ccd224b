//! T11 counted for every unit: kept by school and by the units above, and mended by the schools that changed since, so that
//! an answer costs what was said since the last one and not what a province owns.
//!
//! On another day all is counted anew, because evidence grows old by itself.

use crate::cold::Day;
use crate::query::items::{Gathering, facts_below, facts_of_holder};
use crate::query::{Bounds, Scene};
use crate::readiness::Ages;
use crate::readiness::items::{ItemBounds, ItemFacts};
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

/// Items of a unit, by number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ItemCounts {
    /// How many there are, and how many are managed.
    pub(crate) bounds: ItemBounds,
    /// Schools whose book was not entered.
    pub(crate) no_book: u64,
    /// Records by their level, things without one first.
    pub(crate) by_level: [u64; 5],
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
        // What hangs on no root is counted with the root alone.
        let counts = |unit: &UnitKey| tree.rank(*unit).map(|_| held.of_unit(*unit)).unwrap_or_default();
        let counts = units.iter().map(counts).collect();
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
            let counts = ItemCounts::of_numbers(before.numbers);
            self.mend(tree, (holder, before.above), |sum| sum.remove(&counts));
        }
        let Some(facts) = facts else { return };
        let now = OfHolder {
            numbers: ItemCounts::of(facts).numbers(),
            above: tree.parent(holder),
        };
        let counts = ItemCounts::of_numbers(now.numbers);
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

    fn of_unit(&self, unit: UnitKey) -> ItemCounts {
        let mut counts = self.below.get(&unit).copied().unwrap_or_default();
        if let Some(own) = self.holders.get(&unit) {
            counts.add(&ItemCounts::of_numbers(own.numbers));
        }
        counts
    }
}

impl ItemCounts {
    /// What facts count.
    pub(crate) fn of(facts: &ItemFacts) -> Self {
        let tally = facts.tally();
        let mut by_level = [0; 5];
        for category in &facts.categories {
            let without = u64::from(category.uncovered.items) + u64::from(category.found);
            let records = category.records.iter().map(|amount| u64::from(amount.items));
            for (sum, count) in by_level.iter_mut().zip(std::iter::once(without).chain(records)) {
                *sum += count;
            }
        }
        Self {
            bounds: tally.whole().number,
            no_book: tally.no_book,
            by_level,
        }
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.bounds += &other.bounds;
        self.no_book += other.no_book;
        for (sum, count) in self.by_level.iter_mut().zip(other.by_level) {
            *sum += count;
        }
    }

    /// Takes away what was added before.
    fn remove(&mut self, part: &Self) {
        self.bounds.managed -= part.bounds.managed;
        self.bounds.recorded -= part.bounds.recorded;
        self.bounds.low -= part.bounds.low;
        self.bounds.high -= part.bounds.high;
        self.no_book -= part.no_book;
        for (sum, count) in self.by_level.iter_mut().zip(part.by_level) {
            *sum -= count;
        }
    }

    fn numbers(&self) -> [u32; 10] {
        let Self {
            bounds,
            no_book,
            by_level: [none, one, two, three, four],
        } = *self;
        let numbers = [bounds.managed, bounds.recorded, bounds.low, bounds.high, no_book];
        let all = [numbers, [none, one, two, three, four]];
        std::array::from_fn(|at| u32::try_from(all[at / 5][at % 5]).unwrap_or(u32::MAX))
    }

    fn of_numbers(numbers: [u32; 10]) -> Self {
        let numbers = numbers.map(u64::from);
        let [managed, recorded, low, high, no_book, by_level @ ..] = numbers;
        Self {
            bounds: ItemBounds {
                managed,
                recorded,
                low,
                high,
            },
            no_book,
            by_level,
        }
    }
}
