//! Separated text: semicolon, comma or tab, in whatever encoding.

use crate::tables::encoding::{TextEncoding, decode};
use crate::tables::{BadTable, Filling};
use kiemke_core::forms::{Cell, Sheet};
use kiemke_wire::view::EncodingGuess;

/// Lines by which the separator is told.
const LINES_LOOKED_AT: usize = 20;

pub(super) fn read(file: &[u8], said: Option<TextEncoding>) -> Result<(Sheet, EncodingGuess), BadTable> {
    // One sign at the end of every line, the last one included: lines are counted by it.
    let (text, guess) = decode(file, said)?;
    let mut text = text.replace("\r\n", "\n").replace('\r', "\n");
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator(&text))
        .from_reader(text.as_bytes());
    let mut filling = Filling::default();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(BadTable::Text)? {
        // Rows are told as an editor numbers its lines; the reader leaves empty ones out, and quoted cells hold several.
        let behind = usize::try_from(reader.position().line()).unwrap_or(usize::MAX);
        let within: usize = record.iter().map(|cell| cell.matches('\n').count()).sum();
        let row = behind.saturating_sub(2 + within);
        for (column, text) in record.iter().enumerate() {
            filling.put(row, column, Cell::Text(text.to_owned()))?;
        }
    }
    Ok((filling.sheet, guess))
}

/// The sign that stands most often in the first lines, outside of quotes.
fn separator(text: &str) -> u8 {
    let count = |sign: u8| {
        let mut quoted = false;
        let lines = text.lines().take(LINES_LOOKED_AT);
        let bytes = lines.flat_map(str::bytes).filter(move |byte| {
            quoted ^= *byte == b'"';
            !quoted && *byte == sign
        });
        bytes.count()
    };
    // A comma is also in decimal numbers, so the others win when they are as many.
    let signs = [b',', b'\t', b';'];
    signs.into_iter().max_by_key(|sign| count(*sign)).unwrap_or(b';')
}
