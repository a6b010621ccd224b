//! How a text is called in the files: the name of its [`Msg`] in small letters, its words joined by `-`.

use super::Msg;
use std::collections::HashMap;
use std::sync::OnceLock;

impl Msg {
    /// Its name in the files: `event-line-down` for `EventLineDown`.
    pub fn key(self) -> String {
        let mut key = String::with_capacity(self.name().len() + 8);
        for letter in self.name().chars() {
            if letter.is_ascii_uppercase() && !key.is_empty() {
                key.push('-');
            }
            key.push(letter.to_ascii_lowercase());
        }
        key
    }

    /// The text with that key in the files.
    pub fn from_key(key: &str) -> Option<Self> {
        // The command line asks for hundreds before anything is drawn.
        static BY_KEY: OnceLock<HashMap<String, Msg>> = OnceLock::new();
        let by_key = BY_KEY.get_or_init(|| Self::ALL.iter().map(|&id| (id.key(), id)).collect());
        by_key.get(key).copied()
    }
}
