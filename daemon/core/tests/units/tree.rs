//! Random statements, kept only when the rules allow them; then every tree of every day, as known at every moment,
//! must be one.

use kiemke_config::kinds::Kinds;
use kiemke_core::cold::Day;
use kiemke_core::units::{
    Fact, Period, Slot, Stated, Tree, UnitChange, Units, UnitsChanged, When, Wrong, check,
};
use kiemke_wire::ids::{Position, UnitKey};
use kiemke_wire::time::UnixMs;
use proptest::prelude::*;
use std::collections::BTreeSet;

const UNITS: u32 = 9;
const DAYS: i32 = 12;
/// Far behind the end of the districts, so that one administration judges all.
const FIRST_DAY: i32 = 22_000;

/// One wish: this unit stands below that one for some days.
#[derive(Clone, Debug)]
struct Wish {
    unit: u32,
    parent: Option<u32>,
    from: i32,
    days: i32,
}

fn wish() -> impl Strategy<Value = Wish> {
    let parent = prop_oneof![1 => Just(None), 9 => (1..=UNITS).prop_map(Some)];
    (2..=UNITS, parent, 0..DAYS, 0..DAYS).prop_map(|(unit, parent, from, days)| Wish {
        unit,
        parent,
        from,
        days,
    })
}

fn period(wish: &Wish) -> Period {
    let from = Day(FIRST_DAY + wish.from);
    match wish.days {
        0 => Period::since(from),
        days => Period {
            from,
            to: from.plus(days - 1),
        },
    }
}

/// All units, each of no known kind, so that only the shape of the tree is judged.
fn bare() -> Units {
    let mut units = Units::default();
    for key in 1..=UNITS {
        let change = UnitChange {
            unit: UnitKey(key),
            made: true,
            facts: vec![Stated::new(Fact::Kind("school".into()), Period::ALWAYS)],
        };
        say(&mut units, change, 0);
    }
    units
}

fn say(units: &mut Units, change: UnitChange, at: i64) {
    let changed = UnitsChanged {
        at: UnixMs(at),
        by: None,
        document: None,
        units: vec![change],
    };
    units.change(&changed, Position(at as u64));
}

/// The naive reckoning: the last statement recorded in time that covers the day.
fn parent(said: &[(i64, Wish)], unit: u32, when: When) -> Option<u32> {
    let mut about = said
        .iter()
        .filter(|(at, wish)| *at <= when.known.0 && wish.unit == unit && period(wish).contains(when.day));
    about.next_back().and_then(|(_, wish)| wish.parent)
}

proptest! {
    #[test]
    fn every_day_has_one_tree(wishes in prop::collection::vec(wish(), 1..40)) {
        let kinds = Kinds::shipped();
        let mut units = bare();
        let mut said: Vec<(i64, Wish)> = Vec::new();
        for (at, wish) in (1..).zip(wishes) {
            let mut after = units.clone();
            let fact = Fact::Parent(wish.parent.map(UnitKey));
            let facts = vec![Stated::new(fact, period(&wish))];
            say(&mut after, UnitChange { unit: UnitKey(wish.unit), made: false, facts }, at);
            let changed = BTreeSet::from([(UnitKey(wish.unit), period(&wish))]);
            let faults = check(&after, &changed, &kinds, Day(FIRST_DAY));
            // Every kind here is a school; only rings and depths are of interest.
            if faults.iter().all(|fault| matches!(fault.wrong, Wrong::Place { .. })) {
                units = after;
                said.push((at, wish));
            }
        }
        let moments = said.len() as i64 + 1;
        for day in (0..=DAYS * 2).map(|day| Day(FIRST_DAY + day)) {
            for known in [moments / 3, moments / 2, i64::MAX] {
                is_a_tree(&units, &said, When { day, known: UnixMs(known) })?;
            }
        }
    }
}

fn is_a_tree(units: &Units, said: &[(i64, Wish)], when: When) -> Result<(), TestCaseError> {
    let tree = Tree::at(units, when);
    let mut hang = Vec::new();
    for unit in 1..=UNITS {
        let named = units.get(UnitKey(unit)).unwrap().parent(when).map(|key| key.0);
        prop_assert_eq!(named, parent(said, unit, when), "u{} at {:?}", unit, when);
        // Up from each unit: the root, or a unit that stands below nothing; never the same unit twice.
        let mut way = vec![unit];
        while let Some(above) = parent(said, way[way.len() - 1], when) {
            prop_assert!(
                !way.contains(&above),
                "a ring: {:?} then u{} at {:?}",
                way,
                above,
                when
            );
            way.push(above);
        }
        let hangs = way.ends_with(&[1]);
        prop_assert_eq!(tree.rank(UnitKey(unit)).is_some(), hangs);
        hang.push((unit, way, hangs));
    }
    let weight = |unit: u32| if hang[unit as usize - 1].2 { unit } else { 0 };
    for top in 1..=UNITS {
        let below: u32 = tree.order()[tree.ranks(UnitKey(top))]
            .iter()
            .map(|(key, _)| weight(key.0))
            .sum();
        let naive: u32 = hang
            .iter()
            .filter(|(_, way, hangs)| *hangs && way.contains(&top))
            .map(|(unit, ..)| unit)
            .sum();
        prop_assert_eq!(below, naive, "below u{} at {:?}", top, when);
        let children: u32 = tree
            .children(UnitKey(top))
            .flat_map(|child| tree.order()[tree.ranks(child)].to_vec())
            .map(|(key, _)| key.0)
            .sum();
        prop_assert_eq!(below, weight(top) + children, "own and children of u{}", top);
    }
    Ok(())
}

#[test]
fn spans_say_what_single_days_say() {
    let mut units = bare();
    let name = |text: &str, from: i32, to: i32| {
        let period = Period {
            from: Day(from),
            to: Day(to),
        };
        Stated::new(Fact::Name(text.into()), period)
    };
    let facts = vec![
        Stated::new(Fact::Name("a".into()), Period::since(Day(0))),
        name("b", 5, 9),
        name("c", 8, 12),
        name("a", 6, 6),
        name("c", 13, 13),
    ];
    let unit = UnitKey(2);
    say(
        &mut units,
        UnitChange {
            unit,
            made: false,
            facts,
        },
        1,
    );
    let record = units.get(unit).unwrap();
    let within = Period {
        from: Day(-2),
        to: Day(20),
    };
    let spans = record.spans(Slot::Name, within);
    let mut next = within.from;
    for (period, fact) in &spans {
        assert_eq!(period.from, next, "no gap");
        for day in period.from.0..=period.to.0 {
            let single = record.fact(Slot::Name, When::known_now(Day(day)));
            assert_eq!(*fact, single, "day {day}");
        }
        next = period.to.plus(1);
    }
    assert_eq!(next, Day(21));
    let names: Vec<_> = spans.iter().map(|(_, fact)| fact.map(Fact::slot)).collect();
    assert_eq!(names.len(), 7, "nothing, a, b, a, b, c, a: {spans:?}");
}

#[test]
fn what_may_not_be_is_named() {
    let kinds = Kinds::shipped();
    let mut units = Units::default();
    let always = |fact| Stated::new(fact, Period::ALWAYS);
    let mut make = |key: u32, kind: &str, parent: Option<u32>, code: &str| {
        let mut facts = vec![always(Fact::Kind(kind.into()))];
        facts.extend(parent.map(|parent| always(Fact::Parent(Some(UnitKey(parent))))));
        facts.push(always(Fact::code(
            if kind == "room" { "room" } else { "gso" },
            Some(code),
        )));
        let change = UnitChange {
            unit: UnitKey(key),
            made: true,
            facts,
        };
        say(&mut units, change, 1);
        let changed = BTreeSet::from([(UnitKey(key), Period::ALWAYS)]);
        let faults = check(&units, &changed, &kinds, Day(FIRST_DAY));
        faults
            .into_iter()
            .map(|fault| fault.wrong.to_string())
            .collect::<Vec<_>>()
            .join("; ")
    };
    assert_eq!(make(1, "root", None, "1"), "");
    assert_eq!(make(2, "province", Some(1), "68"), "");
    assert_eq!(make(3, "commune", Some(2), "00123"), "");
    assert_eq!(make(4, "school", Some(3), "900"), "");
    assert_eq!(make(5, "room", Some(4), "P1"), "");
    let found = make(6, "district", Some(2), "672");
    assert!(found.contains("\"district\" is no kind of hai-cap"), "{found}");
    let found = make(7, "commune", Some(3), "24001");
    assert!(
        found.contains("a commune does not stand below a commune"),
        "{found}"
    );
    let found = make(8, "commune", Some(2), "00123");
    assert!(found.contains("gso:00123 is the code of u3"), "{found}");
    let found = make(9, "room", Some(4), "P1");
    assert!(found.contains("room:P1 is the code of u5"), "{found}");
    let found = make(10, "school", Some(99), "901");
    assert!(found.contains("there is no unit u99"), "{found}");
}
