//! What people type for a unit.

use kiemke_core::cold::Day;
use kiemke_core::units::{
    Fact, NotOne, Period, Stated, Tree, UnitChange, Units, UnitsChanged, When, find, find_below,
};
use kiemke_wire::ids::{Position, UnitKey};
use kiemke_wire::time::UnixMs;

const TODAY: When = When {
    day: Day(100),
    known: UnixMs(i64::MAX),
};

/// Two schools with a room of the same code each; one has the code of the other's commune.
fn units() -> Units {
    let mut units = Units::default();
    for (key, parent, codes, name) in [
        (1, None, &[("local", "root")][..], ""),
        (2, Some(1), &[("gso", "00123"), ("local", "x1")], "xã Nam Đà"),
        (3, Some(2), &[("moet", "900")], "TH Nam Đà"),
        (4, Some(2), &[("moet", "00123")], "THCS Nam Đà"),
        (5, Some(3), &[("room", "P1")], "Phòng tin 1"),
        (6, Some(4), &[("room", "P1")], "Phòng tin 1"),
        (7, Some(4), &[("room", "P2/a")], "Phòng tin 2"),
    ] {
        let mut facts = vec![Fact::Name(name.into())];
        facts.extend(parent.map(|parent| Fact::Parent(Some(UnitKey(parent)))));
        facts.extend(
            codes
                .iter()
                .map(|(system, value)| Fact::code(system, Some(value))),
        );
        let change = UnitChange {
            unit: UnitKey(key),
            made: true,
            facts: facts
                .into_iter()
                .map(|fact| Stated::new(fact, Period::ALWAYS))
                .collect(),
        };
        let changed = UnitsChanged {
            at: UnixMs(1),
            by: None,
            document: None,
            units: vec![change],
        };
        units.change(&changed, Position(1));
    }
    units
}

#[test]
fn keys_codes_and_paths_name_units() {
    let units = units();
    let tree = Tree::at(&units, TODAY);
    let one = |key| Ok(UnitKey(key));
    let several = |keys: &[u32]| Err(NotOne::Several(keys.iter().map(|key| UnitKey(*key)).collect()));
    for (text, expected) in [
        ("u3", one(3)),
        ("root", one(1)),
        (" 900 ", one(3)),
        ("gso:00123", one(2)),
        ("moet:00123", one(4)),
        ("00123", several(&[2, 4])),
        ("P1", several(&[5, 6])),
        ("900/P1", one(5)),
        ("00123/P1", several(&[5, 6])),
        ("moet:00123/P1", one(6)),
        ("x1/900/P1", one(5)),
        ("u4/room:P1", one(6)),
        ("P2/a", one(7)),
        ("900/900", Err(NotOne::None)),
        ("123", Err(NotOne::None)),
        ("u99", Err(NotOne::None)),
        ("", Err(NotOne::None)),
    ] {
        assert_eq!(find(&units, TODAY, text), expected, "{text:?}");
    }
    for (top, text, expected) in [
        (3, "P1", one(5)),
        (2, "P1", several(&[5, 6])),
        (2, "900/P1", one(5)),
        (4, "phong tin 2", one(7)),
        (2, "Phòng tin 1", several(&[5, 6])),
        (3, "P2", Err(NotOne::None)),
    ] {
        assert_eq!(
            find_below(&units, &tree, TODAY, UnitKey(top), text),
            expected,
            "{text:?}"
        );
    }
}

#[test]
fn a_code_names_who_has_it_on_that_day() {
    let mut units = units();
    let moves = |unit: u32, value: Option<&str>, period| UnitsChanged {
        at: UnixMs(2),
        by: None,
        document: None,
        units: vec![UnitChange {
            unit: UnitKey(unit),
            made: false,
            facts: vec![Stated::new(Fact::code("moet", value), period)],
        }],
    };
    units.change(&moves(3, None, Period::since(Day(50))), Position(2));
    units.change(&moves(4, Some("900"), Period::since(Day(50))), Position(2));
    for (day, expected) in [(49, 3), (50, 4)] {
        let when = When::known_now(Day(day));
        assert_eq!(find(&units, when, "900"), Ok(UnitKey(expected)), "day {day}");
        let then = When {
            known: UnixMs(1),
            ..when
        };
        assert_eq!(
            find(&units, then, "900"),
            Ok(UnitKey(3)),
            "as known before, day {day}"
        );
    }
}
