use super::{ItemBounds, ItemFacts};

/// Items of a unit, by number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ItemCounts {
    /// How many there are, and how many are managed.
    pub bounds: ItemBounds,
    /// Schools whose book was not entered.
    pub no_book: u64,
    /// Records by their level, things without one first.
    pub by_level: [u64; 5],
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
    pub(crate) fn remove(&mut self, part: &Self) {
        self.bounds.managed -= part.bounds.managed;
        self.bounds.recorded -= part.bounds.recorded;
        self.bounds.low -= part.bounds.low;
        self.bounds.high -= part.bounds.high;
        self.no_book -= part.no_book;
        for (sum, count) in self.by_level.iter_mut().zip(part.by_level) {
            *sum -= count;
        }
    }

    /// All numbers, in the order of rows.
    pub fn numbers(&self) -> [u64; 10] {
        let Self {
            bounds,
            no_book,
            by_level: [none, one, two, three, four],
        } = *self;
        let ItemBounds {
            managed,
            recorded,
            low,
            high,
        } = bounds;
        [managed, recorded, low, high, no_book, none, one, two, three, four]
    }

    /// The same of all numbers.
    pub fn of_numbers(numbers: [u64; 10]) -> Self {
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
