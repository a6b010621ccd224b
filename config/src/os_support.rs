//! How long systems are supported and how old a computer may become. Data; the shipped facts are `config/os-support.toml`.

use crate::load::{BadSettings, parse};
use crate::strict::{some, within};
use kiemke_wire::date::Date;
use kiemke_wire::fold::search_key;
use serde::Deserialize;
use std::path::Path;

/// The facts that ship with the programs.
pub const SHIPPED: &str = include_str!("../os-support.toml");

/// Ends of support, and the age up to which a computer is kept.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OsSupport {
    /// Name, shown with what was judged by it.
    pub name: String,
    /// Version of the data.
    pub version: u32,
    /// Years in use after which a computer is to be replaced.
    #[serde(deserialize_with = "within::<_, _, 1, 50>")]
    pub years_max: u16,
    #[serde(rename = "release")]
    releases: Vec<Release>,
}

/// A release of a system.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Release {
    /// Words that stand in its name, whole.
    #[serde(deserialize_with = "some")]
    words: Vec<String>,
    /// The last day of its support.
    ends: Date,
}

impl OsSupport {
    /// Reads the facts from TOML text.
    ///
    /// # Errors
    /// When the text is not such facts; names file, line and key.
    pub fn parse(file: &Path, text: &str) -> Result<Self, BadSettings> {
        let mut read: Self = parse(file, text)?;
        for word in read.releases.iter_mut().flat_map(|release| &mut release.words) {
            *word = search_key(word);
        }
        Ok(read)
    }

    /// The shipped facts.
    ///
    /// # Panics
    /// Never: a test reads them.
    pub fn shipped() -> Self {
        Self::parse(Path::new("os-support.toml"), SHIPPED).expect("the shipped facts are tested")
    }

    /// The last day on which a system is supported, by its name with version; `None` when it is in no list.
    pub fn ends(&self, system: &str) -> Option<Date> {
        // Spaces at both ends: words stand whole, so that "debian 1" is not in "debian 12".
        let folded = format!(" {} ", search_key(system));
        let has = |word: &String| folded.contains(&format!(" {word} "));
        let release = self.releases.iter().find(|release| release.words.iter().all(has));
        release.map(|release| release.ends)
    }

    /// The last day of the year in which a thing put to use in `year` reaches its age.
    pub fn too_old_after(&self, year: u16) -> Option<Date> {
        let year = i16::try_from(year.checked_add(self.years_max)?).ok()?;
        Date::new(year, 12, 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn systems_are_found_by_their_words() {
        let support = OsSupport::shipped();
        for (system, ends) in [
            ("Windows 10 Pro 22H2", Some("2025-10-14")),
            ("Windows 10 Pro 1909", Some("2021-05-11")),
            ("Windows 10 Enterprise LTSC 2019 1809", Some("2029-01-09")),
            ("Windows 10 Home 1511", Some("2025-10-14")),
            ("Windows 11 Pro 24H2", Some("2026-10-13")),
            ("Windows 11 Education 24H2", Some("2027-10-12")),
            ("Windows Server 2019 Standard 1809", Some("2029-01-09")),
            ("Windows 7 Professional", Some("2020-01-14")),
            ("Debian GNU/Linux 12", Some("2028-06-30")),
            ("Ubuntu 22.04", Some("2027-04-30")),
            ("Ubuntu 23.10", None),
            ("Windows 12", None),
            ("", None),
        ] {
            let found = support.ends(system).map(|date| date.to_string());
            assert_eq!(found.as_deref(), ends, "{system}");
        }
        assert_eq!(support.too_old_after(2020).unwrap().to_string(), "2025-12-31");
    }

    #[test]
    fn a_release_without_words_is_refused() {
        let wrong = SHIPPED.replacen("words = [\"windows vista\"]", "words = []", 1);
        assert!(OsSupport::parse(Path::new("x.toml"), &wrong).is_err());
    }
}
