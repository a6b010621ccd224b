//! Kinds of equipment. Data; the shipped list is `config/categories/equipment.toml`.

use crate::load::{BadSettings, parse};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::Path;

/// The list that ships with the programs.
pub const SHIPPED: &str = include_str!("../categories/equipment.toml");

/// Kinds that a record's number in memory can tell apart.
const CATEGORIES_MAX: usize = 250;

/// The kinds of equipment, in the order in which lists show them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Categories {
    /// Name, shown with what was counted by it.
    pub name: String,
    /// Version of the data.
    pub version: u32,
    all: Vec<CategoryKind>,
}

/// One kind.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CategoryKind {
    /// Its code on the wire.
    pub code: String,
    /// What it is called in Vietnamese.
    pub vi: String,
    /// What it is called in English.
    pub en: String,
    /// The class under which targets count it.
    pub class: EquipmentClass,
    /// Whether one can learn or teach online with it.
    #[serde(default)]
    pub computer: bool,
    /// Whether an agent may be found in it.
    #[serde(default)]
    pub machine: bool,
}

/// Classes under which targets count items.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EquipmentClass {
    /// Rooms and what belongs to them.
    Facility,
    /// Equipment.
    Equipment,
    /// Anything else.
    Other,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    version: u32,
    category: Vec<CategoryKind>,
}

impl Categories {
    /// Reads a list from TOML text.
    ///
    /// # Errors
    /// When the text is not such a list; names the file and the place.
    pub fn parse(file: &Path, text: &str) -> Result<Self, BadSettings> {
        let File {
            name,
            version,
            category: all,
        } = parse(file, text)?;
        let wrong = |reason| BadSettings {
            file: file.to_owned(),
            line: None,
            reason,
        };
        if all.len() > CATEGORIES_MAX {
            return Err(wrong(format!("category: more than {CATEGORIES_MAX}")));
        }
        let mut seen = BTreeSet::new();
        for CategoryKind { code, .. } in &all {
            let is_word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
            if code.is_empty() || !code.bytes().all(is_word) {
                return Err(wrong(format!(
                    "category: the code {code:?} is not of small letters, digits and _"
                )));
            }
            if !seen.insert(code.as_str()) {
                return Err(wrong(format!("category: the code {code:?} stands twice")));
            }
        }
        Ok(Self { name, version, all })
    }

    /// The shipped list.
    pub fn shipped() -> Self {
        Self::parse(Path::new("categories/equipment.toml"), SHIPPED)
            .expect("the shipped list is read by a test")
    }

    /// All kinds.
    pub fn all(&self) -> &[CategoryKind] {
        &self.all
    }

    /// The kind with this code.
    pub fn get(&self, code: &str) -> Option<&CategoryKind> {
        self.all.iter().find(|kind| kind.code == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_list_is_readable_and_a_double_is_refused() {
        let shipped = Categories::shipped();
        assert!(
            shipped
                .get("tablet")
                .is_some_and(|kind| kind.computer && !kind.machine)
        );
        let double = SHIPPED.replace("\"laptop\"", "\"desktop\"");
        let refused = Categories::parse(Path::new("x.toml"), &double).unwrap_err();
        assert!(
            refused.to_string().contains("\"desktop\" stands twice"),
            "{refused}"
        );
    }
}
