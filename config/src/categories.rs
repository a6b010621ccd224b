//! Kinds of equipment. Data; the shipped list is `config/categories/equipment.toml`.

use crate::load::{BadSettings, parse};
use kiemke_wire::fold::search_key;
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
    /// Folded words with their kind, longest first.
    words: Vec<(String, usize)>,
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
    /// Kinds of chassis by which an agent's machine is known to be one.
    #[serde(default)]
    pub chassis: Vec<String>,
    /// Words by which it is told when nothing but a name is known; marks and case do not matter.
    #[serde(default)]
    pub words: Vec<String>,
}

impl CategoryKind {
    /// Whether an agent may be found in one, or is found in some of them.
    pub fn is_observable(&self) -> bool {
        self.machine || !self.chassis.is_empty()
    }
}

/// The kind of what no words tell.
const UNTOLD: &str = "other";

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
        let numbered = all.iter().enumerate();
        let mut words: Vec<(String, usize)> = numbered
            .flat_map(|(at, kind)| kind.words.iter().map(move |word| (search_key(word), at)))
            .collect();
        words.sort_by(|one, other| other.0.len().cmp(&one.0.len()).then_with(|| one.cmp(other)));
        Ok(Self {
            name,
            version,
            all,
            words,
        })
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

    /// The code of the kind that a name tells: of the words in it the first, of those that begin together the longest.
    pub fn told_by(&self, name: &str) -> &str {
        let folded = search_key(name);
        let first = self
            .words
            .iter()
            .filter_map(|(word, kind)| Some((word_in(&folded, word)?, *kind)))
            .min_by_key(|(at, _)| *at);
        first
            .and_then(|(_, kind)| self.all.get(kind))
            .map_or(UNTOLD, |kind| &kind.code)
    }

    /// The code of the kind of a machine in such a chassis; without one, or with one that no kind names, that of the first
    /// kind in which an agent may be found.
    pub fn of_chassis(&self, chassis: Option<&str>) -> Option<&str> {
        let first = || self.all.iter().find(|kind| kind.machine);
        let first = || first().map(|kind| kind.code.as_str());
        chassis.and_then(|chassis| self.named_by(chassis)).or_else(first)
    }

    /// The code of the kind that names such a chassis.
    pub fn named_by(&self, chassis: &str) -> Option<&str> {
        let names = |kind: &&CategoryKind| kind.chassis.iter().any(|one| one == chassis);
        self.all.iter().find(names).map(|kind| kind.code.as_str())
    }

    /// The kind that a person names: by its code or by what it is called.
    pub fn called(&self, text: &str) -> Option<&CategoryKind> {
        let folded = search_key(text);
        let mut kinds = self.all.iter();
        kinds.find(|kind| {
            kind.code == folded || [&kind.vi, &kind.en].iter().any(|name| search_key(name) == folded)
        })
    }

    /// The kind with this code.
    pub fn get(&self, code: &str) -> Option<&CategoryKind> {
        self.all.iter().find(|kind| kind.code == code)
    }
}

/// Where whole words begin in a text.
fn word_in(text: &str, words: &str) -> Option<usize> {
    let ends = |at: usize| !text[at..].starts_with(char::is_alphanumeric);
    let begins = |at: usize| !text[..at].ends_with(char::is_alphanumeric);
    let mut found = text.match_indices(words).map(|(at, _)| at);
    found.find(|at| begins(*at) && ends(*at + words.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_their_kind() {
        let shipped = Categories::shipped();
        for (name, code) in [
            ("Bộ máy tính để bàn Dell Optiplex", "desktop"),
            ("MÁY TÍNH XÁCH TAY HP", "laptop"),
            ("Máy tính bảng Samsung", "tablet"),
            ("May chieu Epson EB-X06", "projector"),
            ("Máy chiếu vật thể", "scanner"),
            ("Ti vi Sony 55 inch", "display"),
            ("Bàn để máy vi tính", "furniture"),
            ("UPS Santak 1000VA", "ups"),
            ("Pcb", "other"),
            ("", "other"),
        ] {
            assert_eq!(shipped.told_by(name), code, "{name}");
        }
        assert_eq!(
            shipped.called("máy in").map(|kind| kind.code.as_str()),
            Some("printer")
        );
        assert!(shipped.called("xe buýt").is_none());
    }

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
