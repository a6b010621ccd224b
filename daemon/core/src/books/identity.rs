//! What makes a line of a book that line, and no other.

use kiemke_wire::book::BookLine;
use kiemke_wire::fold::search_key;

/// Between the parts of an identity: no text of a table holds it.
const PART: char = '\u{1f}';

/// The identity of a line: its book and school, with its number, or else with its paper, name, measure and ordinal.
pub(crate) fn identity_of(line: &BookLine) -> String {
    match &line.number {
        Some(number) => parts(line, 'n', [search_key(number)]),
        None => format!("{}{PART}{}", likeness_of(line), line.ordinal),
    }
}

/// What lines without a number have in common when only their ordinals tell them apart.
pub(crate) fn likeness_of(line: &BookLine) -> String {
    let document = line.document.as_ref();
    let number = document.map(|document| search_key(&document.number));
    // A paper without a number has left its date with the entry.
    let date = document.and_then(|document| document.date).or(line.entered_on);
    parts(
        line,
        'd',
        [
            number.unwrap_or_default(),
            date.map(|date| date.to_string()).unwrap_or_default(),
            search_key(&line.name),
            line.measure.as_deref().map(search_key).unwrap_or_default(),
        ],
    )
}

fn parts<const N: usize>(line: &BookLine, kind: char, parts: [String; N]) -> String {
    let mut text = format!("{}{PART}{}{PART}{kind}", line.book.code(), line.school);
    for part in parts {
        text.push(PART);
        text.push_str(&part);
    }
    text
}
