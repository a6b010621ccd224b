use crate::text;
use kiemke_wire::fold::search_key;
use kiemke_wire::limits::QUERY_BYTES_MAX;

/// A line that is typed. The daemon refuses longer searches than [`QUERY_BYTES_MAX`], so typing stops there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Input {
    text: String,
}

impl Input {
    /// What was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Adds a character; what a terminal would obey is left out.
    pub fn push(&mut self, character: char) {
        let fits = self.text.len() + character.len_utf8() <= QUERY_BYTES_MAX;
        if fits && text::clean(character.encode_utf8(&mut [0; 4])) == character.to_string() {
            self.text.push(character);
        }
    }

    /// Deletes the last letter with the marks that belong to it.
    pub fn erase(&mut self) {
        while let Some(character) = self.text.pop() {
            if text::width(character.encode_utf8(&mut [0; 4])) > 0 {
                break;
            }
        }
    }

    /// Deletes everything.
    pub fn clear(&mut self) {
        self.text.clear();
    }

    /// The folded words that a row must hold.
    pub fn words(&self) -> Vec<String> {
        search_key(&self.text).split(' ').map(str::to_owned).collect()
    }
}

/// Whether a folded text holds all the words.
pub(crate) fn holds_all(key: &str, words: &[String]) -> bool {
    words.iter().all(|word| key.contains(word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_with_their_letter_and_length_is_bounded() {
        let mut input = Input::default();
        "tre\u{302}\u{301}\x1b".chars().for_each(|c| input.push(c));
        assert_eq!(input.text(), "tre\u{302}\u{301}");
        input.erase();
        assert_eq!(input.text(), "tr");
        (0..500).for_each(|_| input.push('ế'));
        assert!(input.text().len() <= QUERY_BYTES_MAX);
        assert!(holds_all("may tinh ban dell", &["ban".into(), "may".into()]));
    }
}
