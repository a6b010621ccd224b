//! Kinds of units, which of them stands below which, and since when: the administrations that a country had one after
//! the other. Data; the shipped ones are `config/kinds/`.

use crate::load::{BadSettings, parse};
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// The administrations that ship with the programs, oldest first.
pub const SHIPPED: &[(&str, &str)] = &[
    ("kinds/ba-cap.toml", include_str!("../kinds/ba-cap.toml")),
    ("kinds/hai-cap.toml", include_str!("../kinds/hai-cap.toml")),
];

/// The administrations, oldest first; there is at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kinds {
    administrations: Vec<Administration>,
    scopes: BTreeMap<String, CodeScope>,
}

/// The kinds of units that there are from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Administration {
    /// Its short name, shown in messages.
    pub name: String,
    /// The law.
    pub basis: String,
    /// The first day, counted from 1970-01-01; the lowest number for the oldest.
    pub from: i32,
    kinds: Vec<Kind>,
}

/// A kind of unit.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// Its name in data, such as `special_zone`.
    pub name: String,
    /// In Vietnamese.
    pub vi: String,
    /// In English.
    pub en: String,
    /// Its level: wards and special zones are counted with the communes.
    pub tier: String,
    /// The levels below which it may stand.
    pub below: Vec<String>,
    /// The system of the codes that such units have.
    pub codes: String,
    /// How far such a code names one unit.
    pub codes_unique: CodeScope,
}

/// How far a code names one unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeScope {
    /// In the whole tree.
    Everywhere,
    /// Among the units directly below the same one.
    Parent,
    /// Not at all: nobody says who gives them out.
    Free,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    basis: String,
    #[serde(default)]
    from: Option<String>,
    #[serde(rename = "kind")]
    kinds: Vec<Kind>,
}

impl Kinds {
    /// The shipped ones.
    ///
    /// # Panics
    /// Never: a test reads them.
    pub fn shipped() -> Self {
        Self::of(SHIPPED).expect("the shipped kinds are tested")
    }

    /// Reads administrations, oldest first, each as file name and TOML text.
    ///
    /// # Errors
    /// When a text is none; names the file and the place.
    pub fn of(files: &[(&str, &str)]) -> Result<Self, BadSettings> {
        let mut kinds = Self {
            administrations: Vec::new(),
            scopes: BTreeMap::new(),
        };
        for (file, text) in files {
            kinds.add(Path::new(file), text)?;
        }
        Ok(kinds)
    }

    fn add(&mut self, file: &Path, text: &str) -> Result<(), BadSettings> {
        let read: File = parse(file, text)?;
        let wrong = |reason: String| BadSettings {
            file: file.to_owned(),
            line: None,
            reason,
        };
        let from = match read.from.as_deref().map(str::parse::<Date>) {
            None => i32::MIN,
            Some(Ok(date)) => days(date),
            Some(Err(_)) => return Err(wrong("from: is not yyyy-mm-dd".into())),
        };
        if self.administrations.last().is_some_and(|last| last.from >= from) {
            return Err(wrong(
                "from: is not later than that of the administration before".into(),
            ));
        }
        for kind in &read.kinds {
            self.scopes.insert(kind.codes.clone(), kind.codes_unique);
            let known = |tier: &String| tier == "root" || read.kinds.iter().any(|kind| kind.tier == *tier);
            if let Some(tier) = kind.below.iter().find(|tier| !known(tier)) {
                return Err(wrong(format!(
                    "kind {}, below: there is no level {tier:?}",
                    kind.name
                )));
            }
        }
        self.administrations.push(Administration {
            name: read.name,
            basis: read.basis,
            from,
            kinds: read.kinds,
        });
        Ok(())
    }

    /// The administration of a day, counted from 1970-01-01.
    pub fn on(&self, day: i32) -> &Administration {
        let after = self.administrations.partition_point(|one| one.from <= day);
        &self.administrations[after.saturating_sub(1)]
    }

    /// All administrations, oldest first.
    pub fn all(&self) -> &[Administration] {
        &self.administrations
    }

    /// How far a code of a system names one unit.
    pub fn scope(&self, system: &str) -> CodeScope {
        self.scopes.get(system).copied().unwrap_or(CodeScope::Free)
    }
}

impl Administration {
    /// A kind by its name; the root is one.
    pub fn kind(&self, name: &str) -> Option<&Kind> {
        self.kinds.iter().find(|kind| kind.name == name)
    }

    /// A kind by what people write: its name or its Vietnamese or English word, folded.
    pub fn kind_called(&self, folded: &str) -> Option<&Kind> {
        use kiemke_wire::fold::search_key;
        self.kinds.iter().find(|kind| {
            [&kind.name, &kind.vi, &kind.en]
                .into_iter()
                .any(|word| search_key(word) == folded)
        })
    }

    /// The names of the kinds.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.kinds.iter().map(|kind| kind.name.as_str())
    }

    /// Whether there is such a level.
    pub fn has_tier(&self, tier: &str) -> bool {
        self.kinds.iter().any(|kind| kind.tier == tier)
    }
}

fn days(date: Date) -> i32 {
    let since = date.duration_since(Date::constant(1970, 1, 1)).as_secs() / 86_400;
    i32::try_from(since).expect("dates lie in the years -9999 to 9999")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn districts_end_with_june_2025() {
        let kinds = Kinds::shipped();
        let july = days("2025-07-01".parse().unwrap());
        assert!(kinds.on(july - 1).kind("district").is_some());
        assert!(kinds.on(july).kind("district").is_none());
        assert!(kinds.on(i32::MIN).has_tier("district"));
        for administration in kinds.all() {
            for kind in ["root", "province", "commune", "school", "site", "room"] {
                assert!(
                    administration.kind(kind).is_some(),
                    "{} {kind}",
                    administration.name
                );
            }
        }
        let zone = kinds.on(july).kind_called("dac khu").unwrap();
        assert_eq!(
            (zone.name.as_str(), zone.tier.as_str()),
            ("special_zone", "commune")
        );
        assert_eq!(kinds.scope("gso"), CodeScope::Everywhere);
        assert_eq!(kinds.scope("unheard-of"), CodeScope::Free);
    }

    #[test]
    fn what_stands_nowhere_is_refused() {
        let text = "name = 'a'\nbasis = ''\n[[kind]]\nname = 'x'\nvi = ''\nen = ''\ntier = 'x'\n\
                    below = ['y']\ncodes = 'c'\ncodes_unique = 'everywhere'\n";
        let refused = Kinds::of(&[("kinds/a.toml", text)]).unwrap_err().to_string();
        assert!(refused.contains("no level \"y\""), "{refused}");
    }
}
