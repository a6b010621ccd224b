//! Two encodings of Vietnamese from before Unicode, which fonts gave their meaning: TCVN3 (ABC) and VNI.
//!
//! Sources: TCVN 5712:1993 for the first; for the second the font maker's layout, in which a letter is followed by a byte
//! that says its mark, and few letters have bytes of their own.

use unicode_normalization::UnicodeNormalization as _;

/// Letters of the bytes A1 to FE; a dot where there is none.
const TCVN3: &str = "ĂÂÊÔƠƯĐăâêôơưđ······àảãáạ·ằẳẵắ·······ặầẩẫấậè·ẻẽéẹềểễếệìỉ···ĩíịò·\
                     ỏõóọồổỗốộờởỡớợù·ủũúụừửữứựỳỷỹýỵ";
const TCVN3_FIRST: u8 = 0xa1;

/// Letters with a byte of their own in VNI, small; capitals stand 0x20 below.
const VNI_LETTERS: [(u8, char); 8] = [
    (0xf4, 'ơ'),
    (0xf6, 'ư'),
    (0xf1, 'đ'),
    (0xed, 'í'),
    (0xec, 'ì'),
    (0xe6, 'ỉ'),
    (0xf3, 'ĩ'),
    (0xf2, 'ị'),
];
/// The same, of the letter that takes no mark behind it.
const VNI_Y_DOT: (u8, char) = (0xee, 'ỵ');
const GRAVE: char = '\u{300}';
const ACUTE: char = '\u{301}';
const CIRCUMFLEX: char = '\u{302}';
const TILDE: char = '\u{303}';
const BREVE: char = '\u{306}';
const HOOK: char = '\u{309}';
const DOT: char = '\u{323}';
/// Marks that follow their letter in VNI, small; behind capitals they stand 0x20 below. With the letters that take them.
const VNI_MARKS: [(u8, &[char], &str); 17] = [
    (0xf9, &[ACUTE], "aeouyơư"),
    (0xf8, &[GRAVE], "aeouyơư"),
    (0xfb, &[HOOK], "aeouyơư"),
    (0xf5, &[TILDE], "aeouyơư"),
    (0xef, &[DOT], "aeouyơư"),
    (0xe2, &[CIRCUMFLEX], "aeo"),
    (0xe1, &[CIRCUMFLEX, ACUTE], "aeo"),
    (0xe0, &[CIRCUMFLEX, GRAVE], "aeo"),
    (0xe5, &[CIRCUMFLEX, HOOK], "aeo"),
    (0xe3, &[CIRCUMFLEX, TILDE], "aeo"),
    (0xe4, &[CIRCUMFLEX, DOT], "aeo"),
    (0xea, &[BREVE], "a"),
    (0xe9, &[BREVE, ACUTE], "a"),
    (0xe8, &[BREVE, GRAVE], "a"),
    (0xfa, &[BREVE, HOOK], "a"),
    (0xfc, &[BREVE, TILDE], "a"),
    (0xeb, &[BREVE, DOT], "a"),
];
/// Stands for a byte that means nothing.
const UNREADABLE: char = char::REPLACEMENT_CHARACTER;

/// Text in TCVN3. Its capitals with marks are small letters in a font of capitals, so a cell whose plain letters are all
/// capitals is one of capitals.
pub(super) fn tcvn3(bytes: &[u8]) -> String {
    let letters: Vec<char> = TCVN3.chars().collect();
    let letter = |byte: u8| match byte {
        0..=0x7f => char::from(byte),
        _ => {
            let at = byte.checked_sub(TCVN3_FIRST).map(usize::from);
            let known = at.and_then(|at| letters.get(at)).copied();
            known.filter(|letter| *letter != '·').unwrap_or(UNREADABLE)
        }
    };
    let text: String = bytes.iter().map(|byte| letter(*byte)).collect();
    let cells = text.split_inclusive(['\n', '\t', ';', ',', '"']);
    cells.map(capitals).collect()
}

fn capitals(cell: &str) -> String {
    let mut plain = cell.chars().filter(char::is_ascii_alphabetic);
    let is_capital = plain.clone().count() > 1 && plain.all(|letter| letter.is_ascii_uppercase());
    match is_capital {
        true => cell.to_uppercase(),
        false => cell.to_owned(),
    }
}

/// Text in VNI.
pub(super) fn vni(bytes: &[u8]) -> String {
    // Decomposed first: two marks may come on one letter.
    let mut text = String::with_capacity(bytes.len());
    let mut last: Option<char> = None;
    for byte in bytes {
        if byte.is_ascii() {
            text.push(char::from(*byte));
            last = Some(char::from(*byte));
        } else if let Some(letter) = own_letter(*byte) {
            text.push(letter);
            last = Some(letter);
        } else {
            let marks = last.and_then(|letter| marks(*byte, letter));
            match marks {
                Some(marks) => text.extend(marks),
                None => text.push(UNREADABLE),
            }
            last = None;
        }
    }
    text.nfc().collect()
}

fn own_letter(byte: u8) -> Option<char> {
    let all = || VNI_LETTERS.iter().chain([&VNI_Y_DOT]);
    let small = all().find(|(code, _)| *code == byte).map(|(_, letter)| *letter);
    small.or_else(|| {
        let capital = all().find(|(code, _)| code - 0x20 == byte)?;
        capital.1.to_uppercase().next()
    })
}

fn marks(byte: u8, letter: char) -> Option<&'static [char]> {
    let small = letter.to_lowercase().next()?;
    let found = VNI_MARKS
        .iter()
        .find(|(code, _, letters)| (*code == byte || code - 0x20 == byte) && letters.contains(small));
    found.map(|(_, marks, _)| *marks)
}

#[cfg(test)]
pub(super) mod written {
    //! The way back, for tests.

    use super::*;

    /// Text as TCVN3 writes it; it must have no capitals with marks.
    pub(crate) fn in_tcvn3(text: &str) -> Vec<u8> {
        let code = |letter: char| match letter.is_ascii() {
            true => letter as u8,
            false => {
                TCVN3_FIRST
                    + TCVN3
                        .chars()
                        .position(|known| known == letter)
                        .expect("a letter of it") as u8
            }
        };
        text.nfc().map(code).collect()
    }

    /// Text as VNI writes it.
    pub(crate) fn in_vni(text: &str) -> Vec<u8> {
        let mut bytes = Vec::new();
        for letter in text.nfc() {
            let code = (0x80..=0xff).find(|byte| own_letter(*byte) == Some(letter));
            if letter.is_ascii() {
                bytes.push(letter as u8);
            } else if let Some(code) = code {
                bytes.push(code);
            } else {
                bytes.extend(marked(letter));
            }
        }
        bytes
    }

    fn marked(letter: char) -> [u8; 2] {
        let bases = (b'A'..=b'z').chain([0xf4, 0xf6, 0xd4, 0xd6]);
        let small = letter.is_lowercase();
        let mut all =
            bases.flat_map(|base| VNI_MARKS.map(|(mark, ..)| [base, if small { mark } else { mark - 0x20 }]));
        all.find(|pair| vni(pair) == letter.to_string())
            .expect("a letter of it")
    }

    #[test]
    fn every_letter_comes_back() {
        let all = "aăâeêioôơuưy";
        for base in all.chars().chain(all.to_uppercase().chars()) {
            for tone in ["", "\u{300}", "\u{301}", "\u{303}", "\u{309}", "\u{323}"] {
                let letter: String = format!("{base}{tone}").nfc().collect();
                assert_eq!(vni(&in_vni(&letter)), letter);
                if base.is_lowercase() || (tone.is_empty() && !base.is_ascii()) {
                    assert_eq!(tcvn3(&in_tcvn3(&letter)), letter);
                }
            }
        }
        for letter in ["đ", "Đ"] {
            assert_eq!(vni(&in_vni(letter)), letter);
            assert_eq!(tcvn3(&in_tcvn3(letter)), letter);
        }
        assert_eq!(vni(b"m\xf9y"), "m\u{fffd}y");
        assert_eq!(tcvn3(b"\xff"), "\u{fffd}");
    }

    #[test]
    fn capitals_of_a_font_are_capitals() {
        let bytes = in_tcvn3("MáY TíNH;Bà;Tủ sách\n");
        assert_eq!(tcvn3(&bytes), "MÁY TÍNH;Bà;Tủ sách\n");
    }
}
