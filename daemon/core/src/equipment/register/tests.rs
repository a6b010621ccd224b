use super::*;
use kiemke_wire::equipment::Category;
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
