//! Until when makers mend their operating systems. Data; what ships is `config/os-support.toml`.

use crate::load::{BadSettings, parse};
use crate::strict::{date, some, within};
use jiff::civil::Date;
use kiemke_wire::fold::search_key;
use serde::Deserialize;
use std::path::Path;

/// The list that ships with the programs.
pub const SHIPPED: &str = include_str!("../os-support.toml");

/// The list.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OsSupport {
    /// Version of the data.
    #[serde(deserialize_with = "within::<_, _, 1, 1000000>")]
    pub version: u32,
    #[serde(deserialize_with = "some")]
    systems: Vec<Supported>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Supported {
    /// How its folded name begins.
    starts: String,
    /// A word that must follow.
    #[serde(default)]
    has: Option<String>,
    #[serde(deserialize_with = "date")]
    ends: Date,
}

impl OsSupport {
    /// Reads a list from TOML text.
    ///
    /// # Errors
    /// When the text is not such a list; names file, line and key.
    pub fn parse(file: &Path, text: &str) -> Result<Self, BadSettings> {
        parse(file, text)
    }

    /// The list that ships with the programs.
    ///
    /// # Panics
    /// Never: a test reads it.
    pub fn shipped() -> Self {
        Self::parse(Path::new("os-support.toml"), SHIPPED).expect("the shipped list is tested")
    }

    /// The last day on which a system of that name and version is mended; none for one that is not in the list.
    pub fn ends(&self, name_and_version: &str) -> Option<Date> {
        let name = search_key(name_and_version);
        // Makers call one thing by two names: "Microsoft Windows 10 Pro".
        let name = name.strip_prefix("microsoft ").unwrap_or(&name);
        let found = self.systems.iter().find(|system| {
            name.strip_prefix(system.starts.as_str()).is_some_and(|rest| {
                // "windows 1" is not the beginning of "windows 10".
                let whole = !rest.starts_with(|next: char| next.is_ascii_digit());
                let words = &system.has;
                whole
                    && words
                        .as_ref()
                        .is_none_or(|word| rest.split(' ').any(|one| one == word))
            })
        });
        found.map(|system| system.ends)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_as_agents_tell_them_are_found() {
        let list = OsSupport::shipped();
        let ends = |name: &str| list.ends(name).map(|date| date.to_string());
        for (name, expected) in [
            ("Windows 10 Pro 22H2", Some("2025-10-14")),
            ("Microsoft Windows 10 Enterprise LTSC 2021", Some("2027-01-12")),
            ("Windows 11 Education 24H2", Some("2027-10-12")),
            ("Windows 11 Pro 24H2", Some("2026-10-13")),
            ("Windows 7 Professional", Some("2020-01-14")),
            ("Debian GNU/Linux 12", Some("2028-06-30")),
            ("Debian GNU/Linux 1", None),
            ("Ubuntu 22.04.3 LTS", Some("2027-05-31")),
            ("Windows 11 Pro", None),
            ("HandyOS 3", None),
        ] {
            assert_eq!(ends(name).as_deref(), expected, "{name}");
        }
    }

    #[test]
    fn errors_name_file_line_and_key() {
        let wrong = SHIPPED.replacen("2029-10-09", "2029-13-09", 1);
        let refused = OsSupport::parse(Path::new("o.toml"), &wrong)
            .unwrap_err()
            .to_string();
        let line = 1 + wrong
            .lines()
            .position(|line| line.contains("2029-13-09"))
            .unwrap();
        assert!(
            refused.contains(&format!("o.toml, line {line}")) && refused.contains("ends"),
            "{refused}"
        );
    }
}
