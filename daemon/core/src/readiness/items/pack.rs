//! A school's item facts as bytes of a stored row: version · book entered · [category].

use super::{Amount, Category, CategoryFacts, ItemClass, ItemFacts};
use crate::packing::{Packer, Unpacker};

/// What is written now.
const VERSION: u64 = 1;

impl ItemFacts {
    /// The row's bytes.
    pub fn pack(&self) -> Vec<u8> {
        let mut row = Packer::default();
        row.number(VERSION);
        row.number(self.book_entered.into());
        row.list(self.categories.iter(), |row, facts| {
            row.number(facts.category.number.into());
            row.number(facts.category.class as u64);
            for amount in facts.records.iter().chain([&facts.book, &facts.uncovered]) {
                row.number(amount.items.into());
                // Nothing has no cost to tell.
                if amount.items > 0 {
                    row.number(amount.vnd);
                    row.number(amount.without_cost.into());
                }
            }
            row.number(facts.found.into());
        });
        row.into_bytes()
    }

    /// Reads a row; none when it is not one, or of a later version.
    pub fn unpack(bytes: &[u8]) -> Option<Self> {
        let mut row = Unpacker::new(bytes);
        if row.number()? != VERSION {
            return None;
        }
        let facts = Self {
            book_entered: match row.number()? {
                0 => false,
                1 => true,
                _ => return None,
            },
            categories: row.list(unpack_category)?,
        };
        row.is_empty().then_some(facts)
    }
}

fn unpack_category(row: &mut Unpacker<'_>) -> Option<CategoryFacts> {
    let number = row.small()?;
    let class = *ItemClass::ALL.get(row.small::<usize>()?)?;
    let mut amounts = [Amount::default(); 6];
    for amount in &mut amounts {
        amount.items = row.small()?;
        if amount.items > 0 {
            amount.vnd = row.number()?;
            amount.without_cost = row.small()?;
        }
    }
    let [one, two, three, four, book, uncovered] = amounts;
    Some(CategoryFacts {
        category: Category { number, class },
        records: [one, two, three, four],
        book,
        uncovered,
        found: row.small()?,
    })
}
