//! In what two descriptions of one person differ, in words that stay readable when classes and units change.

use crate::people::{Class, Person};
use kiemke_wire::equipment::FieldChange;
use serde::Serialize;
use serde_json::Value;

/// Fields by their names on the wire, with what was and what is.
pub(super) fn difference(before: &Person, after: &Person, classes: &[Class]) -> Vec<FieldChange> {
    let class = |person: &Person| {
        let class = person.class.and_then(|number| classes.get(usize::from(number)));
        class.map(|class| class.name.clone())
    };
    let left = |person: &Person| person.left_on.map(|day| day.to_string());
    let fields = [
        change("code", &before.code, &after.code),
        change("name", &before.name, &after.name),
        change("birth_date", &before.born.map(told), &after.born.map(told)),
        change("national_id", &before.national_id, &after.national_id),
        change("class", &class(before), &class(after)),
        change(
            "site",
            &before.post.map(|post| post.site),
            &after.post.map(|post| post.site),
        ),
        change(
            "level",
            &before.post.map(|post| post.level),
            &after.post.map(|post| post.level),
        ),
        change("further_sites", &before.further_sites, &after.further_sites),
        change("shared", &before.is_shared, &after.is_shared),
        change("from", &told(before.from), &told(after.from)),
        change("left_on", &left(before), &left(after)),
        change("home", &before.home, &after.home),
    ];
    fields.into_iter().flatten().collect()
}

fn told(day: crate::cold::Day) -> String {
    day.to_string()
}

fn change<T: Serialize + PartialEq>(field: &str, before: &T, after: &T) -> Option<FieldChange> {
    let value = |of: &T| serde_json::to_value(of).ok().filter(|value| !says_nothing(value));
    (before != after).then(|| FieldChange {
        field: field.to_owned(),
        old: value(before),
        new: value(after),
    })
}

fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}
