//! The search key of a text: what is typed and what is stored fold to the same, so that "may tinh ban" finds
//! "Máy tính bàn".

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// NFC → marks stripped → `đ` to `d` → lower case → apostrophes and white space unified, ends trimmed.
pub fn search_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    let mut gap = false;
    for character in text.nfd().filter(|character| !is_combining_mark(*character)) {
        if character.is_whitespace() {
            gap = !key.is_empty();
            continue;
        }
        if gap {
            key.push(' ');
            gap = false;
        }
        match character {
            'đ' | 'Đ' => key.push('d'),
            '\u{2018}' | '\u{2019}' | '\u{02bc}' | '`' | '\u{00b4}' => key.push('\''),
            other => key.extend(other.to_lowercase()),
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::search_key;

    #[test]
    fn vietnamese_text_is_found_without_marks() {
        for (text, key) in [
            ("Máy tính bàn", "may tinh ban"),
            ("Đắk  Sôr ", "dak sor"),
            ("Hòa", "hoa"),
            ("Hoà", "hoa"),
            ("N’Đir", "n'dir"),
            ("D'Ran", "d'ran"),
            ("NGUYỄN\u{a0}Đình", "nguyen dinh"),
            ("o\u{031b}\u{0309}", "o"),
            ("", ""),
        ] {
            assert_eq!(search_key(text), key, "{text:?}");
        }
    }
}
