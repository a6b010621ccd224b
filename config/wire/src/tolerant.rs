//! Reading what comes from outside: a malformed field is set aside with a warning, the rest is kept.
//!
//! The fast way reads straight into the type. Only when that fails is the text read as a tree, and the place
//! that the type refuses is cut out of it, again and again, until the rest fits or the bound is reached.

use crate::limits::WARNINGS_PER_ITEM_MAX;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::Segment;

/// One thing set aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    /// The path of the field, such as `modules[1].size_bytes`; `.` for the whole.
    pub place: String,
    /// What the type said.
    pub reason: String,
}

/// What came of a tolerant reading.
#[derive(Debug)]
pub struct Kept<T> {
    /// The value without what was set aside; `None` when nothing sensible was left.
    pub value: Option<T>,
    /// What was set aside, in the order found.
    pub set_aside: Vec<SetAside>,
}

/// Reads `text` as a `T`, which must be an object, setting malformed fields aside.
///
/// # Errors
/// When the text is not JSON at all.
pub fn from_str<T: DeserializeOwned>(text: &str) -> Result<Kept<T>, serde_json::Error> {
    // serde would read a list as a struct by position; nobody sends one on purpose.
    let is_object = text.trim_start().starts_with('{');
    match serde_json::from_str(text) {
        Ok(value) if is_object => Ok(Kept {
            value: Some(value),
            set_aside: Vec::new(),
        }),
        _ => serde_json::from_str(text).map(from_value),
    }
}

/// Reads a tree as a `T`, setting malformed fields aside.
pub fn from_value<T: DeserializeOwned>(mut tree: Value) -> Kept<T> {
    let mut set_aside = Vec::new();
    if !tree.is_object() {
        set_aside.push(SetAside {
            place: ".".into(),
            reason: "is not an object".into(),
        });
        return Kept {
            value: None,
            set_aside,
        };
    }
    while set_aside.len() < WARNINGS_PER_ITEM_MAX {
        let error = match serde_path_to_error::deserialize(&tree) {
            Ok(value) => {
                return Kept {
                    value: Some(value),
                    set_aside,
                };
            }
            Err(error) => error,
        };
        let path: Vec<Segment> = error.path().iter().cloned().collect();
        set_aside.push(SetAside {
            place: error.path().to_string(),
            reason: shorten(&error.inner().to_string()),
        });
        if !cut(&mut tree, &path) {
            break;
        }
    }
    Kept {
        value: None,
        set_aside,
    }
}

/// Removes the value at `path`; when a list element or a required field is at fault, the container goes at the
/// next round. `false` when there is nothing left to cut.
fn cut(tree: &mut Value, path: &[Segment]) -> bool {
    let Some((last, parents)) = path.split_last() else {
        return false;
    };
    let mut place = tree;
    for segment in parents {
        let next = match segment {
            Segment::Map { key } => place.get_mut(key),
            Segment::Seq { index } => place.get_mut(*index),
            Segment::Enum { .. } | Segment::Unknown => return false,
        };
        let Some(next) = next else { return false };
        place = next;
    }
    match (last, place) {
        (Segment::Map { key }, Value::Object(map)) => map.remove(key).is_some(),
        (Segment::Seq { index }, Value::Array(list)) if *index < list.len() => {
            list.remove(*index);
            true
        }
        _ => false,
    }
}

/// Keeps a reason to one line of bounded length: it may quote what an agent sent.
fn shorten(reason: &str) -> String {
    const CHARACTERS_MAX: usize = 160;
    let mut short: String = reason
        .chars()
        .filter(|character| !character.is_control())
        .take(CHARACTERS_MAX)
        .collect();
    if reason.chars().count() > CHARACTERS_MAX {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{MemoryFacts, SystemFacts};
    use proptest::prelude::*;

    #[test]
    fn one_bad_field_is_set_aside_and_the_rest_kept() {
        let kept: Kept<MemoryFacts> = from_str(
            r#"{"total_bytes":"a lot","slots":4,"modules":[{"slot":"A1","size_bytes":8},{"slot":"A2","size_bytes":-8},7]}"#,
        )
        .unwrap();
        let places: Vec<&str> = kept.set_aside.iter().map(|one| one.place.as_str()).collect();
        assert_eq!(places, ["modules[1].size_bytes", "modules[2]", "total_bytes"]);
        let value = kept.value.unwrap();
        assert_eq!(
            (value.total_bytes, value.slots, value.modules.len()),
            (None, Some(4), 2)
        );
        assert_eq!(value.modules[0].size_bytes, Some(8));
    }

    #[test]
    fn what_is_not_an_object_is_refused_whole() {
        let kept: Kept<SystemFacts> = from_str("[1,2]").unwrap();
        assert!(kept.value.is_none());
        assert_eq!(kept.set_aside[0].reason, "is not an object");
        assert!(from_str::<SystemFacts>("{").is_err());
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "[a-z]{0,6}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            let key = prop_oneof![
                Just("total_bytes".to_owned()),
                Just("modules".to_owned()),
                Just("slot".to_owned()),
                "[a-z]{1,4}"
            ];
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map(key, inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        /// Whatever comes in: it ends, within the bound, and a value without warnings is what serde reads.
        #[test]
        fn any_tree_ends_within_the_bound(tree in any_json()) {
            let kept: Kept<MemoryFacts> = from_value(tree.clone());
            prop_assert!(kept.set_aside.len() <= WARNINGS_PER_ITEM_MAX);
            if kept.set_aside.is_empty() {
                prop_assert_eq!(kept.value, serde_json::from_value(tree).ok());
            }
        }
    }
}
