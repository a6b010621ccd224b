//! The product and the oracle agree on the items of a thousand random schools (T11).

use crate::alike::{AIMS, RULES, SCHOOLS_A_WORLD, SEED, WORLDS, around, of_aim, of_verdict};
use crate::items_world::school_items;
use crate::oracle::{Figures, Seen, Today, items_of, level_of, printed_down, printed_up, spoken_of_items};
use crate::seed::Seed;
use kiemke_core::readiness::Ages;
use kiemke_core::readiness::items::{ClassTally, ItemBounds, ItemClass, item_facts_of};

const LEVELS: [&str; 4] = [
    "record of level 1",
    "record of level 2",
    "record of level 3",
    "record of level 4",
];
/// Each must occur at least so often.
const TIMES: u64 = 100;

#[test]
fn a_thousand_schools_items_are_counted_alike() {
    let seen = Seen::default();
    for number in 0..WORLDS * u64::from(SCHOOLS_A_WORLD) {
        let mut seed = Seed(!SEED ^ (number << 32));
        let around = around(number);
        let school = school_items(&mut seed, around);
        for day in [around, around.plus(seed.below(170) as i32 - 40)] {
            let named = format!("school {number} of seed {SEED:#x} on {day}");
            let today = Today::of(day, &RULES, &seen);
            let ages = Ages::on(day, &RULES.calendar, &RULES.evidence);
            for record in &school.records {
                let told = record.level(&school.stocktakes, &ages);
                let level = level_of(record, &school, &today);
                assert_eq!(told, level, "{named}: {record:?}");
                seen.saw(LEVELS[usize::from(level) - 1]);
            }
            let tally = item_facts_of(&school, &ages).tally();
            let no_book = u64::from(school.book.is_none());
            assert_eq!(tally.no_book, no_book, "{named}");
            check_class(&named, &tally.whole(), &items_of(&school, None, &today), no_book);
            for class in ItemClass::ALL {
                let expected = items_of(&school, Some(class), &today);
                check_class(&named, &tally.classes[class as usize], &expected, no_book);
            }
            seen.saw_if(school.book.is_none(), "no book");
        }
    }
    assert_eq!(seen.rarer_than(TIMES, &LEVELS), []);
    assert_eq!(seen.rarer_than(TIMES, &["no book"]), []);
}

fn check_class(named: &str, told: &ClassTally, expected: &Figures, no_book: u64) {
    let bounds = |bounds: &ItemBounds| [bounds.managed, bounds.recorded, bounds.low, bounds.high];
    assert_eq!(bounds(&told.number), expected.number, "{named}: by number");
    assert_eq!(bounds(&told.vnd), expected.vnd, "{named}: by cost");
    assert_eq!(told.without_cost, expected.without_cost, "{named}");
    for (told, [managed, recorded, least, most]) in [(told.number, expected.number), (told.vnd, expected.vnd)]
    {
        let range = told.range();
        // What may be managed at most is all of the fewest.
        check_share(named, range.low.permille_down(), printed_down(managed, most));
        check_share(
            named,
            range.high.permille_up(),
            printed_up(managed.min(least), least),
        );
        check_share(
            named,
            range.coverage.permille_down(),
            printed_down(recorded, most),
        );
        for aim in AIMS {
            let verdict = spoken_of_items(managed, [least, most], aim, no_book);
            let told = range.verdict(of_aim(aim), no_book);
            assert_eq!(of_verdict(told), verdict, "{named}: {aim:?}");
        }
    }
}

fn check_share(named: &str, told: Option<u64>, expected: Option<u64>) {
    assert_eq!(told, expected, "{named}: share");
}
