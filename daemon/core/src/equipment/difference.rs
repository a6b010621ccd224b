//! What differs between two forms of a record, field by field, and the way back.

use kiemke_wire::equipment::{FieldChange, Record};
use serde::Serialize;
use serde_json::{Map, Value};

/// The fields in which two forms of a record, or of a line of a book, differ, by name.
pub fn difference<T: Serialize>(before: &T, after: &T) -> Vec<FieldChange> {
    let (mut before, after) = (fields(before), fields(after));
    let mut changes: Vec<FieldChange> = after
        .into_iter()
        .filter_map(|(field, new)| {
            let old = before.remove(&field);
            (old.as_ref() != Some(&new)).then_some(FieldChange {
                field,
                old,
                new: Some(new),
            })
        })
        .collect();
    changes.extend(before.into_iter().map(|(field, old)| FieldChange {
        field,
        old: Some(old),
        new: None,
    }));
    changes.sort_by(|one, other| one.field.cmp(&other.field));
    changes
}

/// The record before these changes; `None` when they are not what made it so.
pub fn restored(after: &Record, changes: &[FieldChange]) -> Option<Record> {
    let mut fields = fields(after);
    for FieldChange { field, old, new } in changes {
        if fields.remove(field) != *new {
            return None;
        }
        if let Some(old) = old {
            fields.insert(field.clone(), old.clone());
        }
    }
    serde_json::from_value(Value::Object(fields)).ok()
}

fn fields<T: Serialize>(record: &T) -> Map<String, Value> {
    match serde_json::to_value(record) {
        Ok(Value::Object(fields)) => fields,
        _ => unreachable!("records and lines are written as objects, and hold only texts, numbers and lists"),
    }
}
