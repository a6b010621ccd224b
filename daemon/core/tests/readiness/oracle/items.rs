//! T11 (section 6): every item by itself, book lines taken apart into the items they stand for.

use super::days::Today;
use kiemke_core::readiness::items::{Category, ItemClass, ItemRecord, SchoolItems};
use std::collections::BTreeSet;

/// Managed, recorded, at least, at most.
pub(crate) type Bounds = [u64; 4];

/// The items of a class of a school.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Figures {
    pub(crate) number: Bounds,
    pub(crate) vnd: Bounds,
    pub(crate) without_cost: u64,
}

/// The level of a record: 1 it is one, 2 it is complete, 3 it is verified too, 4 it agrees with the book too.
pub(crate) fn level_of(record: &ItemRecord, school: &SchoolItems, today: &Today<'_>) -> u8 {
    let seen = record.seen_on.filter(|seen| *seen <= today.day);
    let seen = seen.is_some_and(|seen| today.sighting_counts(seen));
    let counted = record.counted_on;
    let counted = counted.is_some_and(|closed| today.count_counts(&school.stocktakes, closed));
    let steps = [
        record.complete,
        seen || counted,
        record.agrees_with_book && !record.open_conflict,
    ];
    1 + steps.iter().take_while(|step| **step).count() as u8
}

/// The items of a school, of one class or of all.
pub(crate) fn items_of(school: &SchoolItems, class: Option<ItemClass>, today: &Today<'_>) -> Figures {
    let records = school.records.iter().map(|record| record.category);
    let lines = school.book.iter().flatten().map(|line| line.category);
    let found = school.found.iter().map(|(category, _)| *category);
    let all: BTreeSet<Category> = records.chain(lines).chain(found).collect();
    let mut sum = Figures::default();
    for category in all
        .into_iter()
        .filter(|category| class.is_none_or(|class| category.class == class))
    {
        let of = of_category(school, category, today);
        for at in 0..4 {
            sum.number[at] += of.number[at];
            sum.vnd[at] += of.vnd[at];
        }
        sum.without_cost += of.without_cost;
    }
    sum
}

/// What each of some items costs, where that is known.
type Items = Vec<Option<u64>>;

fn cost(items: &Items) -> u64 {
    items.iter().flatten().sum()
}

fn of_category(school: &SchoolItems, category: Category, today: &Today<'_>) -> Figures {
    let standing = |record: &&ItemRecord| record.category == category && !record.written_off;
    let own: Vec<&ItemRecord> = school.records.iter().filter(standing).collect();
    let managed = own.iter().filter(|record| level_of(record, school, today) >= 3);
    let managed: Items = managed.map(|record| record.cost_vnd).collect();
    let own: Items = own.iter().map(|record| record.cost_vnd).collect();
    let (mut book, mut uncovered) = (Items::new(), Items::new());
    let lines = school.book.iter().flatten().enumerate();
    for (at, line) in lines.filter(|(_, line)| line.category == category) {
        let covers = |record: &&ItemRecord| record.book_line == Some(at) && !record.written_off;
        let covered = school.records.iter().filter(covers).count();
        for item in 0..line.quantity as usize {
            book.push(line.unit_cost_vnd);
            if item >= covered {
                uncovered.push(line.unit_cost_vnd);
            }
        }
    }
    let found: Items = school
        .found
        .iter()
        .filter(|(of, _)| *of == category)
        .flat_map(|(_, number)| vec![None; *number as usize])
        .collect();
    let most: Items = own.iter().chain(&uncovered).chain(&found).copied().collect();
    let fewest_vnd = cost(&book).max(cost(&own));
    let fewest = book.len().max(own.len()).max(found.len());
    Figures {
        number: [managed.len(), own.len(), fewest, most.len().max(fewest)].map(|items| items as u64),
        vnd: [
            cost(&managed),
            cost(&own),
            fewest_vnd,
            cost(&most).max(fewest_vnd),
        ],
        without_cost: most.iter().filter(|cost| cost.is_none()).count() as u64,
    }
}
