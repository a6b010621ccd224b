//! What can be done with things, and what whoever does it is asked: the forms of the terminal. Data; the shipped list is
//! `config/actions/equipment.toml`. Whether an action is carried out is the daemon's decision alone.

use crate::load::{BadSettings, parse};
use kiemke_wire::equipment::{ActionKind, EquipmentState};
use serde::Deserialize;
use std::path::Path;

/// The list that ships with the programs.
pub const SHIPPED: &str = include_str!("../actions/equipment.toml");

/// What can be done, in the order in which menus show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actions(Vec<ActionForm>);

/// One action with its form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionForm {
    /// What is done.
    pub action: ActionKind,
    /// States of a thing in which it is offered.
    pub from: Vec<EquipmentState>,
    /// What is asked, in order.
    pub fields: Vec<AskedField>,
    /// At least one of these is filled in, if there are any.
    pub any_of: Vec<FieldName>,
}

/// One question of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AskedField {
    /// What is asked.
    pub name: FieldName,
    /// Whether an answer is needed.
    pub required: bool,
}

/// What a form can ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldName {
    /// What the thing is called.
    Name,
    /// Its kind.
    Category,
    /// The room, site or school.
    Place,
    /// How many things.
    Count,
    /// The code on the sticker.
    Code,
    /// Who made it.
    Maker,
    /// Model.
    Model,
    /// The maker's serial number.
    Serial,
    /// The seat in the room.
    Seat,
    /// Who has it: a person, the lab or all staff.
    Holder,
    /// A person who has it.
    Person,
    /// How good it is.
    Condition,
    /// Used, or kept in the store.
    InUse,
    /// Where the money came from.
    Funding,
    /// The year in which it was put to use.
    YearInUse,
    /// What it cost, đồng.
    CostDong,
    /// Why nobody knows what it cost.
    CostUnknownWhy,
    /// The last day of its warranty.
    WarrantyEnd,
    /// Anything else.
    Notes,
    /// The number of the paper.
    Document,
    /// The date of the paper.
    DocumentDate,
    /// Why.
    Reason,
    /// The day, if not today.
    On,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[expect(dead_code, reason = "named for whoever reads the file")]
    name: String,
    #[expect(dead_code, reason = "named for whoever reads the file")]
    version: u32,
    action: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    code: ActionKind,
    #[serde(default)]
    from: Vec<EquipmentState>,
    fields: Vec<String>,
    #[serde(default)]
    any_of: Vec<FieldName>,
}

impl Actions {
    /// Reads a list from TOML text.
    ///
    /// # Errors
    /// When the text is not such a list; names the file and the place.
    pub fn parse(file: &Path, text: &str) -> Result<Self, BadSettings> {
        let File { action: entries, .. } = parse(file, text)?;
        let wrong = |reason| BadSettings {
            file: file.to_owned(),
            line: None,
            reason,
        };
        let mut all: Vec<ActionForm> = Vec::with_capacity(entries.len());
        for Entry {
            code: action,
            from,
            fields,
            any_of,
        } in entries
        {
            let code = action.code();
            if all.iter().any(|form| form.action == action) {
                return Err(wrong(format!("action: {code} stands twice")));
            }
            let fields = fields.iter().map(|text| {
                let name = text.strip_suffix('!').unwrap_or(text);
                FieldName::named(name)
                    .map(|field| AskedField {
                        name: field,
                        required: name.len() < text.len(),
                    })
                    .ok_or_else(|| wrong(format!("action {code}, fields: there is no {name:?}")))
            });
            let fields = fields.collect::<Result<Vec<AskedField>, BadSettings>>()?;
            if let Some(field) = any_of
                .iter()
                .find(|field| fields.iter().all(|asked| asked.name != **field))
            {
                return Err(wrong(format!("action {code}, any_of: {field:?} is not asked")));
            }
            all.push(ActionForm {
                action,
                from,
                fields,
                any_of,
            });
        }
        Ok(Self(all))
    }

    /// The shipped list.
    ///
    /// # Panics
    /// Never: a test reads it.
    pub fn shipped() -> Self {
        Self::parse(Path::new("actions/equipment.toml"), SHIPPED).expect("the shipped list is read by a test")
    }

    /// All actions, in order.
    pub fn all(&self) -> &[ActionForm] {
        &self.0
    }

    /// The form of an action.
    pub fn get(&self, action: ActionKind) -> Option<&ActionForm> {
        self.0.iter().find(|form| form.action == action)
    }
}

impl FieldName {
    /// The field with that name in data.
    fn named(name: &str) -> Option<Self> {
        use serde::de::IntoDeserializer as _;
        let read: Result<Self, serde::de::value::Error> = Self::deserialize(name.into_deserializer());
        read.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_list_holds_every_action_and_nonsense_is_refused() {
        let shipped = Actions::shipped();
        for action in ActionKind::ALL {
            let form = shipped.get(action).unwrap_or_else(|| panic!("{}", action.code()));
            assert!(!form.fields.is_empty());
        }
        let dispose = shipped.get(ActionKind::Dispose).unwrap();
        assert!(dispose.fields[0].required && dispose.fields[0].name == FieldName::Document);
        for (from, to, wanted) in [
            ("\"person!\"", "\"colour!\"", "no \"colour\""),
            ("code = \"lend\"", "code = \"receive\"", "receive stands twice"),
            (
                "[\"place\", \"seat\", \"holder\", \"in_use\"]",
                "[\"count\"]",
                "Count is not asked",
            ),
        ] {
            let text = SHIPPED.replacen(from, to, 1);
            let refused = Actions::parse(Path::new("x.toml"), &text)
                .unwrap_err()
                .to_string();
            assert!(refused.contains(wanted), "{refused}");
        }
    }
}
