//! Random schools' items for T11, from a seed.

use crate::seed::Seed;
use crate::world::{back, stocktake};
use kiemke_core::cold::Day;
use kiemke_core::readiness::items::{BookLine, Category, ItemClass, ItemRecord, SchoolItems};

const CATEGORIES: [Category; 4] = [
    category(1, ItemClass::Facility),
    category(2, ItemClass::Equipment),
    category(3, ItemClass::Equipment),
    category(4, ItemClass::Other),
];

const fn category(number: u8, class: ItemClass) -> Category {
    Category { number, class }
}

/// What a school owns around a day: records, a book that was entered or not, and things that were found.
pub(crate) fn school_items(seed: &mut Seed, around: Day) -> SchoolItems {
    let book = seed.maybe(85, |seed| {
        let lines = 0..seed.below(5);
        lines.map(|_| book_line(seed)).collect::<Vec<_>>()
    });
    let stocktakes = (0..seed.below(3)).map(|_| stocktake(seed, around)).collect();
    let mut school = SchoolItems {
        book,
        found: (0..seed.below(4))
            .map(|_| (seed.of(&CATEGORIES), seed.below(6) as u32))
            .collect(),
        stocktakes,
        records: Vec::new(),
    };
    for _ in 0..seed.below(25) {
        let record = record(seed, &school, around);
        school.records.push(record);
    }
    school
}

fn book_line(seed: &mut Seed) -> BookLine {
    BookLine {
        category: seed.of(&CATEGORIES),
        quantity: seed.of(&[0, 1, 1, 2, 5, 30]),
        unit_cost_vnd: cost(seed),
    }
}

fn cost(seed: &mut Seed) -> Option<u64> {
    seed.maybe(75, |seed| {
        seed.of(&[0, 350_000, 9_900_000, 12_000_000, 4_000_000_000])
    })
}

fn record(seed: &mut Seed, school: &SchoolItems, around: Day) -> ItemRecord {
    let lines = school.book.as_ref().map_or(0, Vec::len) as u64;
    let book_line = seed
        .maybe(60, |seed| seed.below(lines) as usize)
        .filter(|_| lines > 0);
    // Mostly a record says what its book line says; a few are of another kind.
    let of_line = book_line.and_then(|at| school.book.as_ref().map(|book| book[at].category));
    let category = of_line
        .filter(|_| seed.chance(90))
        .unwrap_or_else(|| seed.of(&CATEGORIES));
    ItemRecord {
        category,
        complete: seed.chance(70),
        cost_vnd: cost(seed),
        counted_on: school
            .stocktakes
            .last()
            .map(|stocktake| stocktake.closed_on)
            .filter(|_| seed.chance(50)),
        seen_on: seed.maybe(40, |seed| back(seed, around, 60)),
        agrees_with_book: seed.chance(60),
        open_conflict: seed.chance(20),
        book_line,
        written_off: seed.chance(10),
    }
}
