use crate::text;
use kiemke_wire::fold::search_key;
use kiemke_wire::limits::QUERY_BYTES_MAX;

/// A line that is typed. The daemon refuses longer ones than its bound, so typing stops there; a search's is
/// [`QUERY_BYTES_MAX`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    text: String,
    /// Byte before which a character is put in.
    at: usize,
    bytes_max: usize,
}

impl Default for Input {
    fn default() -> Self {
        Self::bounded(QUERY_BYTES_MAX)
    }
}

impl Input {
    /// An empty line of at most so many bytes.
    pub fn bounded(bytes_max: usize) -> Self {
        Self {
            text: String::new(),
            at: 0,
            bytes_max,
        }
    }

    /// What was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What stands before the cursor, and behind it.
    pub fn halves(&self) -> (&str, &str) {
        self.text.split_at(self.at)
    }

    /// Replaces everything; the cursor goes to the end.
    pub fn set(&mut self, text: &str) {
        self.clear();
        text.chars().for_each(|character| self.push(character));
    }

    /// Puts a character in at the cursor; what a terminal would obey is left out.
    pub fn push(&mut self, character: char) {
        let fits = self.text.len() + character.len_utf8() <= self.bytes_max;
        if fits && text::clean(character.encode_utf8(&mut [0; 4])) == character.to_string() {
            self.text.insert(self.at, character);
            self.at += character.len_utf8();
        }
    }

    /// Deletes the letter before the cursor with the marks that belong to it.
    pub fn erase(&mut self) {
        let end = self.at;
        self.left();
        self.text.replace_range(self.at..end, "");
    }

    /// Deletes the letter behind the cursor with its marks.
    pub fn delete(&mut self) {
        let begin = self.at;
        self.right();
        self.text.replace_range(begin..self.at, "");
        self.at = begin;
    }

    /// Moves the cursor one letter back.
    pub fn left(&mut self) {
        while let Some(character) = self.text[..self.at].chars().next_back() {
            self.at -= character.len_utf8();
            if !is_mark(character) {
                break;
            }
        }
    }

    /// Moves the cursor one letter on.
    pub fn right(&mut self) {
        let mut letters = self.text[self.at..].chars();
        self.at += letters.next().map_or(0, char::len_utf8);
        self.at += letters
            .take_while(|character| is_mark(*character))
            .map(char::len_utf8)
            .sum::<usize>();
    }

    /// Moves the cursor to the begin.
    pub fn home(&mut self) {
        self.at = 0;
    }

    /// Moves the cursor behind the last letter.
    pub fn end(&mut self) {
        self.at = self.text.len();
    }

    /// Deletes everything.
    pub fn clear(&mut self) {
        self.text.clear();
        self.at = 0;
    }

    /// The folded words that a row must hold.
    pub fn words(&self) -> Vec<String> {
        search_key(&self.text).split(' ').map(str::to_owned).collect()
    }
}

/// Whether a character stands on the letter before it.
fn is_mark(character: char) -> bool {
    text::width(character.encode_utf8(&mut [0; 4])) == 0
}

/// Whether a folded text holds all the words.
pub(crate) fn holds_all(key: &str, words: &[String]) -> bool {
    words.iter().all(|word| key.contains(word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Input {
        let mut input = Input::default();
        text.chars().for_each(|c| input.push(c));
        input
    }

    #[test]
    fn marks_go_with_their_letter_and_length_is_bounded() {
        let mut input = typed("tre\u{302}\u{301}\x1b");
        assert_eq!(input.text(), "tre\u{302}\u{301}");
        input.erase();
        assert_eq!(input.text(), "tr");
        (0..500).for_each(|_| input.push('ế'));
        assert!(input.text().len() <= QUERY_BYTES_MAX);
        assert!(holds_all("may tinh ban dell", &["ban".into(), "may".into()]));
    }

    #[test]
    fn the_cursor_walks_over_letters_and_their_marks() {
        let mut input = typed("ma\u{301}y");
        input.left();
        input.left();
        assert_eq!(input.halves(), ("m", "a\u{301}y"));
        input.push('ớ');
        input.delete();
        assert_eq!(input.text(), "mớy");
        input.home();
        input.erase();
        input.right();
        input.push('.');
        input.end();
        input.delete();
        input.push('!');
        assert_eq!(input.text(), "m.ớy!");
    }
}
