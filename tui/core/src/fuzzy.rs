//! Finding a command by a few of its letters: "tnv" finds "tìm nhà vệ sinh".

use kiemke_wire::fold::search_key;

/// How well the typed letters fit, lower is better; `None` when they do not stand in the text in their order.
pub fn score(typed: &str, text: &str) -> Option<usize> {
    let text = search_key(text);
    let letters: Vec<char> = text.chars().collect();
    let typed = search_key(typed);
    let mut at = 0;
    let mut score = 0;
    for wanted in typed.chars().filter(|character| *character != ' ') {
        let skipped = letters.get(at..)?.iter().position(|letter| *letter == wanted)?;
        let found = at + skipped;
        // A letter that begins a word is what people type for a word.
        let begins_word = found == 0 || letters[found - 1] == ' ';
        score += if begins_word { skipped.min(1) } else { skipped * 2 };
        at = found + 1;
    }
    Some(score)
}

/// How far a text is from what was typed, which is folded: it is that, it has each of its words, or only their letters. Who
/// types "may in" means a printer and not a computer, "máy tính".
pub(crate) fn distance(typed: &str, text: &str) -> u8 {
    let key = search_key(text);
    let own: Vec<&str> = key.split(' ').collect();
    match () {
        () if key == typed => 0,
        () if typed.split(' ').all(|word| own.contains(&word)) => 1,
        () => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::{distance, score};

    #[test]
    fn the_text_itself_is_nearer_than_its_words_and_those_than_their_letters() {
        let typed = "thanh ly";
        let distances =
            ["Thanh lý", "Rút đề nghị thanh lý", "Thành lyceum"].map(|text| distance(typed, text));
        assert_eq!(distances, [0, 1, 2]);
    }

    #[test]
    fn letters_in_order_without_marks() {
        assert_eq!(score("", "Sắp xếp"), Some(0));
        assert!(score("sapxep", "Sắp xếp").is_some());
        assert!(score("sx", "Sắp xếp").is_some());
        assert_eq!(score("xs", "Sắp xếp"), None);
        assert!(score("dm", "Đổi màu") < score("dm", "Đêm"));
    }
}
