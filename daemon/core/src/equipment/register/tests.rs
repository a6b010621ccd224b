use super::*;
use crate::units::{Fact, Period, Stated, UnitChange, Units, UnitsChanged, When};
use kiemke_wire::equipment::Category;
use kiemke_wire::time::UnixMs;
use proptest::prelude::*;

/// Code and serial number.
type Carried = (Option<String>, Option<String>);

fn record(code: Option<String>, serial: Option<String>) -> Record {
    Record {
        code,
        serial,
        ..Record::of("Máy chiếu".into(), Category("projector".into()), UnitKey(1))
    }
}

proptest! {
    #[test]
    fn records_are_found_by_what_they_carry_now(
        takes in prop::collection::vec((0..30_u32, prop::option::of("[AB]{1,2}"), prop::option::of("[AB]{1,2}")), 1..120),
    ) {
        let mut register = Register::default();
        let mut naive: Vec<Carried> = Vec::new();
        for (at, (id, code, serial)) in takes.into_iter().enumerate() {
            let id = id.min(naive.len() as u32);
            register.take(EquipmentId(id + 1), &record(code.clone(), serial.clone()), Position(at as u64 + 1));
            match naive.get_mut(id as usize) {
                Some(held) => *held = (code, serial),
                None => naive.push((code, serial)),
            }
        }
        let ids_of = |wanted: &str, part: fn(Carried) -> Option<String>| -> Vec<EquipmentId> {
            let numbered = naive.iter().cloned().zip(1..);
            let is = |held: &Option<String>| held.as_deref().is_some_and(|held| held.eq_ignore_ascii_case(wanted));
            numbered.filter(|(held, _)| is(&part(held.clone()))).map(|(_, id)| EquipmentId(id)).collect()
        };
        let sorted = |mut found: Vec<EquipmentId>| {
            found.sort_unstable();
            found
        };
        for text in ["a", "B", "AA", "ab", "Ba", "bb"] {
            prop_assert_eq!(sorted(register.with_code(text)), ids_of(text, |held| held.0));
            prop_assert_eq!(sorted(register.with_serial(text)), ids_of(text, |held| held.1));
        }
        prop_assert_eq!(register.count(), naive.len());
    }
}

/// Schools 2 to 31 below the root, a room in each.
fn schools() -> Tree {
    let mut units = Units::default();
    let unit = |unit: u32, parent: Option<u32>| UnitChange {
        unit: UnitKey(unit),
        made: true,
        facts: parent
            .map(|parent| Stated {
                fact: Fact::Parent(Some(UnitKey(parent))),
                period: Period::ALWAYS,
            })
            .into_iter()
            .collect(),
    };
    let below = (2..32).flat_map(|school| [unit(school, Some(1)), unit(school + 100, Some(school))]);
    let changed = UnitsChanged {
        at: UnixMs(0),
        by: None,
        document: None,
        units: [unit(1, None)].into_iter().chain(below).collect(),
    };
    units.change(&changed, Position(1));
    Tree::at(&units, When::known_now(Day(20_000)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn what_stands_below_a_unit_is_found_among_many_alike(
        takes in prop::collection::vec((0..400_u32, 2..32_u32, any::<bool>(), "[ab]|[a-f]{2}"), 300..400),
    ) {
        let tree = schools();
        let mut register = Register::default();
        let mut naive: Vec<(UnitKey, String)> = Vec::new();
        for (at, (id, school, in_room, code)) in takes.into_iter().enumerate() {
            let id = id.min(naive.len() as u32);
            let place = UnitKey(if in_room { school + 100 } else { school });
            let record = Record { place, ..record(Some(code.clone()), None) };
            register.take(EquipmentId(id + 1), &record, Position(at as u64 + 1));
            match naive.get_mut(id as usize) {
                Some(held) => *held = (place, code),
                None => naive.push((place, code)),
            }
        }
        for top in (1..5).map(UnitKey) {
            for code in ["A", "b", "ab", "zz"] {
                let is_it = |(place, held): &(UnitKey, String)| {
                    tree.ranks(top).contains(&tree.rank(*place).unwrap()) && held.eq_ignore_ascii_case(code)
                };
                let wanted: Vec<EquipmentId> =
                    (1..).map(EquipmentId).zip(&naive).filter(|(_, held)| is_it(held)).map(|(id, _)| id).collect();
                let mut found = register.with_code_below(code, &tree, top);
                found.sort_unstable();
                prop_assert_eq!(found, wanted);
            }
        }
    }
}
