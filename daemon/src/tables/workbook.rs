//! Spreadsheets: XLSX, XLS and ODS.

use crate::tables::{BadTable, Filling, SHEETS_MAX, UNPACKED_BYTES_MAX};
use calamine::{Data, ExcelDateTime, Ods, Reader, Xls, Xlsx};
use kiemke_core::cold::Day;
use kiemke_core::forms::{Cell, Sheet, day_text};
use std::io::{Cursor, Read as _};

/// What a file is by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Xlsx,
    Ods,
    Xls,
}

pub(super) fn kind(file: &[u8]) -> Option<Kind> {
    if file.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) {
        return Some(Kind::Xls);
    }
    if !file.starts_with(b"PK\x03\x04") {
        return None;
    }
    // An ODS says what it is in its first file, stored as it is.
    let head = &file[..file.len().min(128)];
    let is_ods = head.windows(8).any(|window| window == b"mimetype");
    Some(if is_ods { Kind::Ods } else { Kind::Xlsx })
}

pub(super) fn read(file: &[u8], kind: Kind) -> Result<Vec<Sheet>, BadTable> {
    match kind {
        Kind::Xlsx => {
            check_unpacked(file, "XLSX")?;
            xlsx(file)
        }
        Kind::Ods => {
            check_unpacked(file, "ODS")?;
            let mut book = Ods::new(Cursor::new(file)).map_err(|error| BadTable::workbook("ODS", error))?;
            whole(&mut book, "ODS")
        }
        Kind::Xls => {
            let mut book = Xls::new(Cursor::new(file)).map_err(|error| BadTable::workbook("XLS", error))?;
            whole(&mut book, "XLS")
        }
    }
}

/// Unpacks once without keeping anything: what an archive says of its sizes is not to be trusted.
fn check_unpacked(file: &[u8], kind: &'static str) -> Result<(), BadTable> {
    let mut archive =
        zip::ZipArchive::new(Cursor::new(file)).map_err(|error| BadTable::workbook(kind, error))?;
    let mut left = UNPACKED_BYTES_MAX;
    for at in 0..archive.len() {
        let part = archive
            .by_index(at)
            .map_err(|error| BadTable::workbook(kind, error))?;
        let read = std::io::copy(&mut part.take(left + 1), &mut std::io::sink())
            .map_err(|error| BadTable::workbook(kind, error))?;
        left = left.checked_sub(read).ok_or(BadTable::TooLarge {
            what: "bytes unpacked",
            max: UNPACKED_BYTES_MAX,
        })?;
    }
    Ok(())
}

/// Cell by cell, so that a sheet with one cell far away costs no more than it holds.
fn xlsx(file: &[u8]) -> Result<Vec<Sheet>, BadTable> {
    let wrong = |error| BadTable::workbook("XLSX", error);
    let mut book = Xlsx::new(Cursor::new(file)).map_err(wrong)?;
    let mut sheets = Vec::new();
    for name in book.sheet_names().into_iter().take(SHEETS_MAX) {
        let mut filling = Filling::default();
        // A sheet of charts has no cells.
        let Ok(mut reader) = book.worksheet_cells_reader(&name) else {
            continue;
        };
        while let Some(cell) = reader.next_cell().map_err(wrong)? {
            let (row, column) = cell.get_position();
            let read = cell_of(&Data::from(cell.get_value().clone()));
            filling.put(row as usize, column as usize, read)?;
        }
        filling.sheet.name = name;
        sheets.push(filling.sheet);
    }
    Ok(sheets)
}

fn whole<'a, R: Reader<Cursor<&'a [u8]>>>(book: &mut R, kind: &'static str) -> Result<Vec<Sheet>, BadTable>
where
    R::Error: std::error::Error + Send + Sync + 'static,
{
    let mut sheets = Vec::new();
    for name in book.sheet_names().into_iter().take(SHEETS_MAX) {
        let range = book
            .worksheet_range(&name)
            .map_err(|error| BadTable::workbook(kind, error))?;
        let (first_row, first_column) = range.start().unwrap_or_default();
        let mut filling = Filling::default();
        for (row, column, data) in range.used_cells() {
            let (row, column) = (row + first_row as usize, column + first_column as usize);
            filling.put(row, column, cell_of(data))?;
        }
        filling.sheet.name = name;
        sheets.push(filling.sheet);
    }
    Ok(sheets)
}

fn cell_of(data: &Data) -> Cell {
    match data {
        Data::Empty => Cell::Empty,
        Data::String(text) | Data::DurationIso(text) => Cell::Text(text.clone()),
        Data::Int(number) => Cell::Number(*number as f64),
        Data::Float(number) => Cell::Number(*number),
        Data::Bool(flag) => Cell::Flag(*flag),
        Data::DateTime(time) => day(time),
        Data::DateTimeIso(text) => {
            let day = text.get(..10).and_then(day_text);
            day.map_or_else(|| Cell::Text(text.clone()), |Day(day)| Cell::Day(day))
        }
        Data::Error(error) => Cell::Error(error.to_string()),
    }
}

fn day(time: &ExcelDateTime) -> Cell {
    if !time.is_datetime() {
        return Cell::Number(time.as_f64());
    }
    let (year, month, day, ..) = time.to_ymd_hms_milli();
    let day = day_text(&format!("{day}/{month}/{year:04}"));
    day.map_or(Cell::Number(time.as_f64()), |Day(day)| Cell::Day(day))
}
