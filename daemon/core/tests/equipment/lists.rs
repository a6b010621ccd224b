//! Lists against a naive reading of all rows.

use crate::world::{NOW, ROOMS, World};
use kiemke_config::calendar::Calendar;
use kiemke_core::query::{self, Days, ListQuery, Scene};
use kiemke_core::{Fleet, Reader};
use kiemke_wire::equipment::{EquipmentState, Record};
use kiemke_wire::fold::search_key;
use kiemke_wire::ids::{EquipmentId, UnitKey};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

pub(crate) fn agree_with_the_rows(world: &World) -> Result<(), TestCaseError> {
    agree_with_the_rows_in(world, &world.fleet)
}

pub(crate) fn agree_with_the_rows_in(world: &World, fleet: &Fleet) -> Result<(), TestCaseError> {
    let records = world.records();
    for unit in [UnitKey::ROOT, UnitKey(2), ROOMS[2]] {
        let count = |filter: &str| pages(fleet, unit, "", filter, "id").len();
        let states = EquipmentState::ALL.iter();
        let by_state: usize = states
            .map(|state| count(&format!("state:{}", state.code())))
            .sum();
        prop_assert_eq!(count(""), by_state, "each thing has one state");
        if unit == UnitKey::ROOT {
            prop_assert_eq!(by_state + count("void:yes"), records.len(), "nothing is deleted");
        }
    }
    for unit in [UnitKey::ROOT, UnitKey(2), ROOMS[1], ROOMS[2]] {
        for q in ["", "a", "mtb", "bang 1", "e3", "mtb-1 a"] {
            for filter in [
                "",
                "state:in_store",
                "state:lent,category:tablet",
                "code:mtb-1",
                "void:yes",
            ] {
                // Every order over everything, else one of them.
                let orders = match (q, filter) {
                    ("", "") => &["name", "-name", "code", "-code", "year", "id", "-id"][..],
                    _ => &["-code"],
                };
                for sort in orders {
                    let wanted = naive(&records, unit, q, filter, sort);
                    let found = pages(fleet, unit, q, filter, sort);
                    prop_assert_eq!(&found, &wanted, "{} {:?} {:?} {}", unit, q, filter, sort);
                }
            }
        }
    }
    Ok(())
}

fn pages(fleet: &Fleet, unit: UnitKey, q: &str, filter: &str, sort: &str) -> Vec<EquipmentId> {
    let days = Days::new(Calendar::shipped(), 420);
    let scene = Scene {
        standards: &kiemke_core::query::Standards::shipped(),
        fleet,
        now: NOW,
        days: &days,
        root_name: "",
        reader: &Reader::administrator(),
        yardsticks: query::Yardsticks::shipped(),
    };
    let mut found = Vec::new();
    let mut cursor: Option<String> = None;
    loop {
        let query = ListQuery::of(unit).with(Some(q), Some(filter), Some(sort), Some(4), cursor.as_deref());
        let page = query::equipment(&scene, &query.expect("a question")).expect("an answer");
        found.extend(page.ids);
        cursor = page.next;
        if cursor.is_none() {
            assert_eq!(page.total, found.len() as u64);
            return found;
        }
    }
}

fn naive(records: &[Record], unit: UnitKey, q: &str, filter: &str, sort: &str) -> Vec<EquipmentId> {
    let is_below =
        |place: UnitKey| unit == UnitKey::ROOT || place == unit || (unit == UnitKey(2) && place != ROOMS[2]);
    let takes = |id: EquipmentId, record: &Record| {
        let text = search_key(&format!(
            "{} {} {}",
            record.name,
            record.code.as_deref().unwrap_or_default(),
            serde_json::to_string(&record.holder).expect("a text"),
        ));
        // No word of these tests occurs in what surrounds a person's code.
        let text = text.replace("null", "").replace("\"person\"", "");
        let has = |word: &str| text.contains(word) || id.to_string() == word;
        let is_state = |state| record.state == state;
        is_below(record.place)
            && q.split(' ').filter(|word| !word.is_empty()).all(has)
            && record.void == (filter == "void:yes")
            && match filter {
                "state:in_store" => is_state(EquipmentState::InStore),
                "code:mtb-1" => record.code.as_deref() == Some("MTB-1"),
                "state:lent,category:tablet" => is_state(EquipmentState::Lent),
                _ => true,
            }
    };
    let numbered = records.iter().enumerate();
    let mut found: Vec<(EquipmentId, &Record)> = numbered
        .map(|(at, record)| (EquipmentId(at as u32 + 1), record))
        .filter(|(id, record)| takes(*id, record))
        .collect();
    let key = |(id, record): &(EquipmentId, &Record)| match sort.trim_start_matches('-') {
        "name" => (search_key(&record.name), *id),
        "code" => (search_key(record.code.as_deref().unwrap_or_default()), *id),
        "year" => (record.year_in_use.unwrap_or(0).to_string(), *id),
        _ => (String::new(), *id),
    };
    found.sort_by_key(key);
    if sort.starts_with('-') {
        found.reverse();
    }
    found.into_iter().map(|(id, _)| id).collect()
}
