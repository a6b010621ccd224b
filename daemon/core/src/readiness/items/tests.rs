use super::*;
use crate::readiness::{Aim, Verdict};
use kiemke_config::calendar::Calendar;
use kiemke_config::evidence::Evidence;
use kiemke_config::plan::Operator;
use proptest::prelude::*;

const DAY: Day = Day(20_781);
const DESKTOP: Category = Category {
    number: 1,
    class: ItemClass::Equipment,
};
const ROOM: Category = Category {
    number: 2,
    class: ItemClass::Facility,
};

fn ages() -> Ages {
    Ages::on(DAY, &Calendar::shipped(), &Evidence::shipped())
}

fn record(category: Category) -> ItemRecord {
    ItemRecord {
        category,
        complete: true,
        cost_vnd: Some(10_000_000),
        counted_on: Some(DAY.plus(-40)),
        seen_on: None,
        agrees_with_book: false,
        open_conflict: false,
        book_line: None,
        written_off: false,
    }
}

fn stocktake() -> Stocktake {
    Stocktake {
        closed_on: DAY.plus(-40),
        next_due_on: DAY.plus(300),
    }
}

#[test]
fn levels_rise_with_fields_evidence_and_the_book() {
    let level = |change: fn(&mut ItemRecord)| {
        let mut record = record(DESKTOP);
        change(&mut record);
        record.level(&[stocktake()], &ages())
    };
    assert_eq!(level(|_| ()), 3);
    assert_eq!(level(|record| record.complete = false), 1);
    assert_eq!(level(|record| record.counted_on = None), 2);
    assert_eq!(level(|record| record.counted_on = Some(DAY.plus(-41))), 2);
    let seen = |record: &mut ItemRecord| {
        record.counted_on = None;
        record.seen_on = Some(DAY.plus(-3));
    };
    assert_eq!(level(seen), 3);
    assert_eq!(level(|record| record.agrees_with_book = true), 4);
    let disputed = |record: &mut ItemRecord| {
        record.agrees_with_book = true;
        record.open_conflict = true;
    };
    assert_eq!(level(disputed), 3);
    let old = Stocktake {
        closed_on: DAY.plus(-40),
        next_due_on: DAY.plus(-91),
    };
    assert_eq!(record(DESKTOP).level(&[old], &ages()), 2, "expired");
}

/// A book of 30 desktops at 8 million, of which 12 have records; 5 machines were found without one.
fn school() -> SchoolItems {
    let covering = ItemRecord {
        book_line: Some(0),
        ..record(DESKTOP)
    };
    let mut records = vec![covering; 12];
    records[0].counted_on = None;
    records[1].cost_vnd = None;
    records[2].written_off = true;
    SchoolItems {
        records,
        book: Some(vec![
            BookLine {
                category: DESKTOP,
                quantity: 30,
                unit_cost_vnd: Some(8_000_000),
            },
            BookLine {
                category: ROOM,
                quantity: 2,
                unit_cost_vnd: None,
            },
        ]),
        found: vec![(DESKTOP, 5)],
        stocktakes: vec![stocktake()],
    }
}

#[test]
fn items_known_to_exist_lie_between_bounds() {
    let tally = item_facts_of(&school(), &ages()).tally();
    let equipment = tally.classes[ItemClass::Equipment as usize];
    // 11 records, 19 items of the book without one, 5 found: 35 at most; the book has 30.
    assert_eq!(
        equipment.number,
        ItemBounds {
            managed: 10,
            recorded: 11,
            low: 30,
            high: 35
        }
    );
    assert_eq!(
        equipment.vnd,
        ItemBounds {
            managed: 90_000_000,
            recorded: 100_000_000,
            low: 240_000_000,
            high: 252_000_000
        }
    );
    assert_eq!(equipment.without_cost, 6);
    let facilities = tally.classes[ItemClass::Facility as usize];
    assert_eq!((facilities.number.low, facilities.number.high), (2, 2));
    assert_eq!((facilities.vnd.high, facilities.without_cost), (0, 2));
    assert_eq!(tally.whole().number.high, 37);
}

#[test]
fn tying_found_machines_to_records_narrows_the_bounds() {
    let before = item_facts_of(&school(), &ages()).tally().whole().number.range();
    let mut tied = school();
    tied.found.clear();
    let after = item_facts_of(&tied, &ages()).tally().whole().number.range();
    assert!(after.low.whole < before.low.whole && after.high == before.high);
}

#[test]
fn without_a_book_nothing_is_proved() {
    let mut school = school();
    school.book = None;
    let tally = item_facts_of(&school, &ages()).tally();
    assert_eq!(tally.no_book, 1);
    let aim = Aim {
        percent: 1,
        operator: Operator::AtLeast,
    };
    let range = tally.whole().number.range();
    assert_eq!(
        range.verdict(aim, tally.no_book),
        Verdict::Unproven { more: None }
    );
    assert_eq!(range.verdict(aim, 0), Verdict::Met);
}

proptest! {
    #[test]
    fn bounds_are_in_order_and_rows_come_back(
        records in prop::collection::vec((any::<bool>(), any::<bool>(), any::<bool>(), prop::option::of(0_usize..3), prop::option::of(0_u64..99), any::<bool>()), 0..20),
        book in prop::option::of(prop::collection::vec((any::<bool>(), 0_u32..9, prop::option::of(0_u64..99)), 0..3)),
        found in prop::collection::vec((any::<bool>(), 0_u32..9), 0..3),
    ) {
        let of = |room: bool| if room { ROOM } else { DESKTOP };
        let lines = book.map(|book| {
            let line = |(room, quantity, unit_cost_vnd)| BookLine { category: of(room), quantity, unit_cost_vnd };
            book.into_iter().map(line).collect::<Vec<_>>()
        });
        let records = records.into_iter().map(|(room, complete, seen, line, cost_vnd, written_off)| {
            // A record covers a line of its own category.
            let book_line = line.filter(|line| lines.as_ref().and_then(|lines| lines.get(*line)).is_some_and(|line| line.category == of(room)));
            ItemRecord { complete, counted_on: None, seen_on: seen.then_some(DAY), cost_vnd, book_line, written_off, ..record(of(room)) }
        });
        let school = SchoolItems {
            records: records.collect(),
            book: lines,
            found: found.into_iter().map(|(room, count)| (of(room), count)).collect(),
            stocktakes: Vec::new(),
        };
        let facts = item_facts_of(&school, &ages());
        prop_assert_eq!(ItemFacts::unpack(&facts.pack()), Some(facts.clone()));
        let tally = facts.tally();
        for class in tally.classes {
            let number = class.number;
            prop_assert!(number.managed <= number.recorded && number.recorded <= number.low && number.low <= number.high);
            prop_assert!(class.vnd.managed <= class.vnd.recorded && class.vnd.recorded <= class.vnd.low && class.vnd.low <= class.vnd.high);
        }
    }
}
