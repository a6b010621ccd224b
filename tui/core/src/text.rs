//! Text in cells: widths as terminals count them, combining marks being none.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How many cells a text takes.
pub fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// Whether a character could move the cursor, colour the terminal or turn the direction of text. Names come from
/// machines, so they may hold anything.
fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// The text without anything that a terminal would obey.
pub fn clean(text: &str) -> String {
    text.chars()
        .map(|character| {
            if is_unsafe(character) {
                '\u{fffd}'
            } else {
                character
            }
        })
        .collect()
}

/// The text cut to at most so many cells, with `…` where something was cut off.
pub fn cut(text: &str, cells: usize) -> String {
    let text = clean(text);
    if width(&text) <= cells {
        return text;
    }
    let Some(room) = cells.checked_sub(1) else {
        return String::new();
    };
    let mut used = 0;
    let mut kept = String::new();
    for character in text.chars() {
        used += character.width().unwrap_or(0);
        if used > room {
            break;
        }
        kept.push(character);
    }
    kept.push('…');
    kept
}

/// The text in exactly so many cells, on the left.
pub fn left(text: &str, cells: usize) -> String {
    let mut text = cut(text, cells);
    let gap = cells.saturating_sub(width(&text));
    text.extend(std::iter::repeat_n(' ', gap));
    text
}

/// The text in exactly so many cells, on the right.
pub fn right(text: &str, cells: usize) -> String {
    let text = cut(text, cells);
    let gap = cells.saturating_sub(width(&text));
    let mut padded = " ".repeat(gap);
    padded.push_str(&text);
    padded
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn vietnamese_in_either_form_takes_one_cell_a_letter() {
        assert_eq!(width("Máy tính bàn"), 12);
        assert_eq!(width("Ma\u{301}y ti\u{301}nh ba\u{300}n"), 12);
        assert_eq!(cut("Ma\u{301}y ti\u{301}nh", 4), "Ma\u{301}y…");
        assert_eq!(left("Đắk", 5), "Đắk  ");
        assert_eq!(right("Đắk", 5), "  Đắk");
    }

    #[test]
    fn a_host_name_cannot_command_the_terminal() {
        assert_eq!(clean("a\x1b[2Jb\u{202e}c"), "a\u{fffd}[2Jb\u{fffd}c");
    }

    proptest! {
        #[test]
        fn padded_text_has_exactly_its_width(text in "\\PC{0,30}", cells in 0_usize..40) {
            prop_assert!(width(&cut(&text, cells)) <= cells);
            prop_assert_eq!(width(&left(&text, cells)), cells);
            prop_assert_eq!(width(&right(&text, cells)), cells);
        }
    }
}
