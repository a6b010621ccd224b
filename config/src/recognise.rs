//! Names by which browsers, programs against malware and interactive boards are known. Data; what ships is
//! `config/kinds/recognise.toml`.

use crate::load::{BadSettings, parse};
use serde::Deserialize;
use std::path::Path;
use std::sync::OnceLock;

/// The lists that ship with the programs.
pub const SHIPPED: &str = include_str!("../kinds/recognise.toml");

/// The lists.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recognised {
    /// Browsers.
    #[serde(default, rename = "browser")]
    pub browsers: Vec<Product>,
    /// Programs against malware.
    #[serde(default, rename = "antivirus")]
    pub antivirus: Vec<Product>,
    #[serde(default, rename = "board")]
    boards: Vec<Board>,
}

/// A product and the names under which it is installed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// The name people know.
    pub name: String,
    packages: Vec<String>,
    programs: Vec<String>,
    #[serde(default)]
    not_programs: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Board {
    vendor: String,
    #[serde(default)]
    products: Vec<String>,
    maker: String,
}

/// The lists that ship with the programs.
///
/// # Panics
/// Never: a test reads them.
pub fn shipped() -> &'static Recognised {
    static LISTS: OnceLock<Recognised> = OnceLock::new();
    LISTS.get_or_init(|| {
        Recognised::parse(Path::new("recognise.toml"), SHIPPED).expect("the shipped lists are sound")
    })
}

impl Recognised {
    /// Reads lists from TOML text.
    ///
    /// # Errors
    /// When the text is not such lists; names the file and the line.
    pub fn parse(file: &Path, text: &str) -> Result<Self, BadSettings> {
        parse(file, text)
    }

    /// Who makes the interactive board with these USB ids; `None` when it is no board that is known.
    pub fn board_maker(&self, vendor: &str, product: &str) -> Option<&str> {
        let fits = |board: &&Board| {
            board.vendor == vendor
                && (board.products.is_empty() || board.products.iter().any(|id| id == product))
        };
        self.boards.iter().find(fits).map(|board| board.maker.as_str())
    }
}

impl Product {
    /// Whether a package of this name is the product.
    pub fn is_package(&self, name: &str) -> bool {
        self.packages
            .iter()
            .any(|package| package.eq_ignore_ascii_case(name))
    }

    /// Whether a program of Windows with this name is the product.
    pub fn is_program(&self, name: &str) -> bool {
        let begins = |list: &[String]| list.iter().any(|beginning| starts_with(name, beginning));
        begins(&self.programs) && !begins(&self.not_programs)
    }
}

fn starts_with(name: &str, beginning: &str) -> bool {
    name.get(..beginning.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(beginning))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ships_is_sound_and_recognises_what_schools_have() {
        let lists = shipped();
        let browser = |fits: &dyn Fn(&Product) -> bool| {
            let found = lists.browsers.iter().find(|product| fits(product));
            found.map(|product| product.name.as_str())
        };
        assert_eq!(browser(&|one| one.is_package("firefox-esr")), Some("Firefox"));
        assert_eq!(browser(&|one| one.is_package("firefox-esr-l10n-vi")), None);
        assert_eq!(browser(&|one| one.is_program("Cốc Cốc")), Some("Cốc Cốc"));
        assert_eq!(
            browser(&|one| one.is_program("MICROSOFT EDGE")),
            Some("Microsoft Edge")
        );
        assert_eq!(
            browser(&|one| one.is_program("Microsoft Edge WebView2 Runtime")),
            None
        );
        assert_eq!(lists.board_maker("0b8c", "0001"), Some("SMART"));
        assert_eq!(lists.board_maker("2650", "0001"), None);
    }

    #[test]
    fn unknown_keys_are_refused_with_their_line() {
        let text = "[[board]]\nvendor = \"0b8c\"\nmaker = \"x\"\ncolour = \"red\"\n";
        let error = Recognised::parse(Path::new("own.toml"), text)
            .unwrap_err()
            .to_string();
        assert!(error.contains("own.toml") && error.contains("colour"), "{error}");
    }
}
