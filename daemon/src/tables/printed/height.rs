//! How high a row is printed. A spreadsheet that is asked to print does not look at wrapped cells again, so that the file
//! says it.

use unicode_width::UnicodeWidthStr as _;

/// A line of text in the body of a table, in points.
const LINE_POINTS: f64 = 15.0;
/// Higher than this no row may be, says the format.
const POINTS_MAX: f64 = 409.0;

/// The height of a row whose fullest cell has so many lines.
pub(super) fn points(lines: usize) -> f64 {
    (LINE_POINTS * lines.max(1) as f64).min(POINTS_MAX)
}

/// Lines that a text takes in a column of so many characters, wrapped between words where that is possible.
pub(super) fn lines(text: &str, width: u16) -> usize {
    // Letters are drawn wider than the digits by which columns are measured.
    let width = usize::from(width).saturating_sub(1).max(1);
    text.lines()
        .map(|line| lines_of(line, width))
        .sum::<usize>()
        .max(1)
}

fn lines_of(line: &str, width: usize) -> usize {
    let (mut lines, mut used) = (1, 0);
    for word in line.split_whitespace() {
        let long = word.width();
        let gap = usize::from(used > 0);
        if used + gap + long <= width {
            used += gap + long;
            continue;
        }
        lines += usize::from(used > 0);
        // A word that is longer than the column is broken.
        lines += long.saturating_sub(1) / width;
        used = long - (long.saturating_sub(1) / width) * width;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_wraps_between_words_and_breaks_what_is_too_long() {
        assert_eq!(lines("", 10), 1);
        assert_eq!(lines("Máy in", 10), 1);
        assert_eq!(lines("Máy in Canon cũ", 10), 2);
        // Nine and ten letters stand beside each other in nothing of nine.
        assert_eq!(lines("thiếu: MT-0001, MT-0002", 10), 3);
        assert_eq!(lines("0123456789abcdef", 9), 2);
        assert_eq!(lines("một\nhai", 20), 2);
        // Marks that combine take no room.
        assert_eq!(lines("Ma\u{301}y in", 8), 1);
    }
}
