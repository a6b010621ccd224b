//! The search key of a text: what is typed and what is stored fold to the same, so that "may tinh ban" finds
//! "Máy tính bàn".

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// NFC → marks stripped → `đ` to `d` → lower case → apostrophes and white space unified, ends trimmed.
pub fn search_key(text: &str) -> String {
    // Serial numbers, MACs and most model names have no marks to strip and are taken as they are.
    let plain = |byte: u8| byte.is_ascii_graphic() && !byte.is_ascii_uppercase() && byte != b'`';
    if text.bytes().all(plain) {
        return text.to_owned();
    }
    let mut key = String::with_capacity(text.len());
    let mut gap = false;
    if text.is_ascii() {
        fold_into(&mut key, &mut gap, text.chars());
    } else {
        fold_into(
            &mut key,
            &mut gap,
            text.nfd().filter(|character| !is_combining_mark(*character)),
        );
    }
    key
}

fn fold_into(key: &mut String, gap: &mut bool, characters: impl Iterator<Item = char>) {
    for character in characters {
        if character.is_whitespace() {
            *gap = !key.is_empty();
            continue;
        }
        if *gap {
            key.push(' ');
            *gap = false;
        }
        match character {
            'đ' | 'Đ' => key.push('d'),
            '\u{2018}' | '\u{2019}' | '\u{02bc}' | '`' | '\u{00b4}' => key.push('\''),
            other => key.extend(other.to_lowercase()),
        }
    }
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
            ("7xk2m13", "7xk2m13"),
            ("Dell  OptiPlex`s ", "dell optiplex's"),
            ("", ""),
        ] {
            assert_eq!(search_key(text), key, "{text:?}");
        }
    }
}
