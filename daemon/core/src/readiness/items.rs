//! T11: what of facilities, equipment and other resources is managed by a digital record (readiness.md 6).

mod counts;
mod pack;
#[cfg(test)]
mod tests;

pub use counts::ItemCounts;

use super::ages::counts;
use super::school::Stocktake;
use super::{Ages, Range, Share};
use crate::cold::Day;
use std::collections::BTreeMap;
use std::ops::AddAssign;

/// A kind of item: what it is compared within.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Category {
    /// Its number.
    pub number: u8,
    /// The class it is told in.
    pub class: ItemClass,
}

/// The classes in which T11 is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemClass {
    /// Buildings, rooms.
    Facility = 0,
    /// Equipment.
    Equipment = 1,
    /// The rest.
    Other = 2,
}

impl ItemClass {
    /// All, in the order of their numbers.
    pub const ALL: [Self; 3] = [Self::Facility, Self::Equipment, Self::Other];
}

/// What a school says it owns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SchoolItems {
    /// Own records.
    pub records: Vec<ItemRecord>,
    /// Lines of the book; none: it was not entered.
    pub book: Option<Vec<BookLine>>,
    /// Found by agents or scans without a record.
    pub found: Vec<(Category, u32)>,
    /// Stocktakes that were closed.
    pub stocktakes: Vec<Stocktake>,
}

/// An equipment record as far as its level goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ItemRecord {
    /// What it is.
    pub category: Category,
    /// Code, name, site and room, holder, source of money, year in use and condition are all given, and the cost or why
    /// it is unknown.
    pub complete: bool,
    /// The cost, whole đồng, where known.
    pub cost_vnd: Option<u64>,
    /// The newest stocktake that counted it, by the day on which that was closed.
    pub counted_on: Option<Day>,
    /// When an agent whose machine is tied to it was last seen.
    pub seen_on: Option<Day>,
    /// Quantity and cost agree with the book.
    pub agrees_with_book: bool,
    /// A question about it is open.
    pub open_conflict: bool,
    /// The book line that it covers an item of, by its place in [`SchoolItems::book`].
    pub book_line: Option<usize>,
    /// Written off: it is no item any more.
    pub written_off: bool,
}

/// A line of the book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BookLine {
    /// What it is.
    pub category: Category,
    /// How many items it stands for, those written off left out.
    pub quantity: u32,
    /// The cost of one, whole đồng, where known.
    pub unit_cost_vnd: Option<u64>,
}

/// What is kept of a school's items on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemFacts {
    /// Whether its book was entered.
    pub book_entered: bool,
    /// By category, ascending, each once.
    pub categories: Vec<CategoryFacts>,
}

/// What is kept of one category.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CategoryFacts {
    /// Which.
    pub category: Category,
    /// Own records of level 1, 2, 3 and 4.
    pub records: [Amount; 4],
    /// Items in the book.
    pub book: Amount,
    /// Those of them that no record covers.
    pub uncovered: Amount,
    /// Items found without a record.
    pub found: u32,
}

/// A number of items and what they cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amount {
    /// How many.
    pub items: u32,
    /// What those with a cost cost, whole đồng.
    pub vnd: u64,
    /// How many have none.
    pub without_cost: u32,
}

impl Amount {
    fn add(&mut self, items: u32, unit_cost_vnd: Option<u64>) {
        self.items = self.items.saturating_add(items);
        match unit_cost_vnd {
            Some(cost) => self.vnd = self.vnd.saturating_add(cost.saturating_mul(items.into())),
            None => self.without_cost = self.without_cost.saturating_add(items),
        }
    }
}

impl AddAssign<&Self> for Amount {
    fn add_assign(&mut self, other: &Self) {
        self.items = self.items.saturating_add(other.items);
        self.vnd = self.vnd.saturating_add(other.vnd);
        self.without_cost = self.without_cost.saturating_add(other.without_cost);
    }
}

impl ItemRecord {
    /// Its level, 1 to 4. Level 0 is an item without a record.
    pub fn level(&self, stocktakes: &[Stocktake], ages: &Ages) -> u8 {
        let counted = self.counted_on.is_some_and(|counted| {
            stocktakes.iter().any(|stocktake| {
                stocktake.closed_on == counted
                    && counted <= ages.day
                    && counts(ages.stocktake(stocktake.next_due_on))
            })
        });
        let seen = self
            .seen_on
            .is_some_and(|seen| seen <= ages.day && counts(ages.sighting(seen)));
        match (self.complete, counted || seen) {
            (false, _) => 1,
            (true, false) => 2,
            (true, true) if self.agrees_with_book && !self.open_conflict => 4,
            (true, true) => 3,
        }
    }
}

/// The facts of a school's items on the day of `ages`.
pub fn item_facts_of(school: &SchoolItems, ages: &Ages) -> ItemFacts {
    let mut categories: BTreeMap<Category, CategoryFacts> = BTreeMap::new();
    let mut of = |category: Category, change: &mut dyn FnMut(&mut CategoryFacts)| {
        let empty = CategoryFacts {
            category,
            records: [Amount::default(); 4],
            book: Amount::default(),
            uncovered: Amount::default(),
            found: 0,
        };
        change(categories.entry(category).or_insert(empty));
    };
    let records = school.records.iter().filter(|record| !record.written_off);
    let book = school.book.as_deref().unwrap_or_default();
    let mut covered = vec![0_u32; book.len()];
    for record in records {
        let level = usize::from(record.level(&school.stocktakes, ages) - 1);
        of(record.category, &mut |facts| {
            facts.records[level].add(1, record.cost_vnd);
        });
        if let Some(covered) = record.book_line.and_then(|line| covered.get_mut(line)) {
            *covered += 1;
        }
    }
    for (line, covered) in book.iter().zip(covered) {
        of(line.category, &mut |facts| {
            facts.book.add(line.quantity, line.unit_cost_vnd);
            let rest = line.quantity.saturating_sub(covered);
            facts.uncovered.add(rest, line.unit_cost_vnd);
        });
    }
    for (category, count) in &school.found {
        of(*category, &mut |facts| {
            facts.found = facts.found.saturating_add(*count);
        });
    }
    ItemFacts {
        book_entered: school.book.is_some(),
        categories: categories.into_values().collect(),
    }
}

/// What is known of how many items there are, and how many are managed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ItemBounds {
    /// Records of level 3 or 4.
    pub managed: u64,
    /// Own records of any level.
    pub recorded: u64,
    /// Items known to exist at least.
    pub low: u64,
    /// At most.
    pub high: u64,
}

/// The items of a class, in a school or any unit above.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClassTally {
    /// By number.
    pub number: ItemBounds,
    /// By cost, whole đồng, of items that have one.
    pub vnd: ItemBounds,
    /// Items without a cost, which the bounds by cost leave out.
    pub without_cost: u64,
}

/// The items of a school or any unit above.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ItemTally {
    /// By the number of the class.
    pub classes: [ClassTally; 3],
    /// Schools whose book was not entered: nothing above them can be proved.
    pub no_book: u64,
}

impl ItemFacts {
    /// What they count.
    pub fn tally(&self) -> ItemTally {
        let mut tally = ItemTally {
            no_book: (!self.book_entered).into(),
            ..ItemTally::default()
        };
        for facts in &self.categories {
            tally.classes[facts.category.class as usize] += &facts.tally();
        }
        tally
    }
}

impl CategoryFacts {
    fn tally(&self) -> ClassTally {
        let bounds = |of: fn(&Amount) -> u64, found: u64| {
            let recorded: u64 = self.records.iter().map(of).sum();
            let low = of(&self.book).max(recorded).max(found);
            ItemBounds {
                managed: self.records[2..].iter().map(of).sum(),
                recorded,
                low,
                // By cost a record may say less than the book does of the item that it covers.
                high: (recorded + of(&self.uncovered) + found).max(low),
            }
        };
        let without_cost = |amount: &Amount| u64::from(amount.without_cost);
        ClassTally {
            number: bounds(|amount| amount.items.into(), self.found.into()),
            vnd: bounds(|amount| amount.vnd, 0),
            without_cost: self.records.iter().map(without_cost).sum::<u64>()
                + without_cost(&self.uncovered)
                + u64::from(self.found),
        }
    }
}

impl ItemTally {
    /// All classes together.
    pub fn whole(&self) -> ClassTally {
        let mut whole = ClassTally::default();
        for class in &self.classes {
            whole += class;
        }
        whole
    }
}

impl ItemBounds {
    /// The share that is managed: of the most items at least, of the fewest at most.
    pub fn range(&self) -> Range {
        let share = |part: u64, whole: u64| Share {
            part: part.min(whole),
            whole,
        };
        Range {
            low: share(self.managed, self.high),
            high: share(self.managed, self.low),
            coverage: share(self.recorded, self.high),
        }
    }
}

impl AddAssign<&Self> for ItemBounds {
    fn add_assign(&mut self, other: &Self) {
        self.managed += other.managed;
        self.recorded += other.recorded;
        self.low += other.low;
        self.high += other.high;
    }
}

impl AddAssign<&Self> for ClassTally {
    fn add_assign(&mut self, other: &Self) {
        self.number += &other.number;
        self.vnd += &other.vnd;
        self.without_cost += other.without_cost;
    }
}

impl AddAssign<&Self> for ItemTally {
    fn add_assign(&mut self, other: &Self) {
        for (sum, class) in self.classes.iter_mut().zip(&other.classes) {
            *sum += class;
        }
        self.no_book += other.no_book;
    }
}
