//! Names of makers of computers. Data; the shipped list is `config/makers/computers.toml`.

use crate::load::{BadSettings, parse};
use kiemke_wire::fold::search_key;
use serde::Deserialize;
use std::path::Path;
use std::sync::LazyLock;

/// The list that ships with the programs.
pub const SHIPPED: &str = include_str!("../makers/computers.toml");

/// Makers, each with the words that stand for it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Makers {
    /// Name, shown with what was decided by it.
    pub name: String,
    /// Version of the data.
    pub version: u32,
    makers: Vec<Vec<String>>,
}

impl Makers {
    /// Reads a list from TOML text.
    ///
    /// # Errors
    /// When the text is not such a list; names the file and the place.
    pub fn parse(file: &Path, text: &str) -> Result<Self, BadSettings> {
        let mut read: Self = parse(file, text)?;
        for word in read.makers.iter_mut().flatten() {
            *word = search_key(word);
        }
        Ok(read)
    }

    /// The shipped list; read once.
    ///
    /// # Panics
    /// Never: a test reads it.
    pub fn shipped() -> &'static Self {
        static LIST: LazyLock<Makers> = LazyLock::new(|| {
            let list = Makers::parse(Path::new("computers.toml"), SHIPPED);
            list.expect("the shipped list is read by a test")
        });
        &LIST
    }

    /// The maker that a folded text names first, by its place in the list.
    pub fn named_in(&self, folded: &str) -> Option<usize> {
        let mut words = folded.split(|letter: char| !letter.is_alphanumeric());
        words.find_map(|word| {
            let mut makers = self.makers.iter();
            makers.position(|names| names.iter().any(|name| name == word))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_maker_has_several_words() {
        let makers = Makers::shipped();
        let named = |text: &str| makers.named_in(&search_key(text));
        assert_eq!(named("HP"), named("Hewlett-Packard"));
        assert!(named("HP").is_some());
        assert_eq!(named("ASUSTeK COMPUTER INC."), named("Asus"));
        assert_ne!(named("Dell Inc."), named("LENOVO"));
        assert_eq!(named("System manufacturer"), None);
    }
}
