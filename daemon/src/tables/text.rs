//! Separated text: UTF-8 or UTF-16, with or without a mark in front; semicolon, comma or tab.

use crate::tables::{BadTable, Filling};
use kiemke_core::forms::{Cell, Sheet};
use std::borrow::Cow;

/// Lines by which the separator is told.
const LINES_LOOKED_AT: usize = 20;

pub(super) fn read(file: &[u8]) -> Result<Sheet, BadTable> {
    // One sign at the end of every line, the last one included: lines are counted by it.
    let mut text = decode(file)?.replace("\r\n", "\n").replace('\r', "\n");
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
    Ok(filling.sheet)
}

fn decode(file: &[u8]) -> Result<Cow<'_, str>, BadTable> {
    // A byte order mark tells; without one every second byte of Latin text in UTF-16 is zero.
    let (encoding, marked) = match encoding_rs::Encoding::for_bom(file) {
        Some((encoding, _)) => (encoding, true),
        None if looks_like_utf16(file, 1) => (encoding_rs::UTF_16LE, false),
        None if looks_like_utf16(file, 0) => (encoding_rs::UTF_16BE, false),
        None => (encoding_rs::UTF_8, false),
    };
    let text = match marked {
        true => encoding.decode_with_bom_removal(file).0,
        false => encoding.decode_without_bom_handling(file).0,
    };
    match text.lines().position(|line| line.contains('\u{fffd}')) {
        None => Ok(text),
        Some(at) => Err(BadTable::Encoding { line: at + 1 }),
    }
}

fn looks_like_utf16(file: &[u8], zero_at: usize) -> bool {
    let head = &file[..file.len().min(64)];
    let zeros = head.chunks_exact(2).filter(|pair| pair[zero_at] == 0).count();
    zeros * 3 > head.len() / 2
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
