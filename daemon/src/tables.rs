//! Tables as files: spreadsheets and separated text to sheets of cells, and back. Knows nothing of what they mean.
//!
//! Whatever a file says of itself is checked while it is read: its size unpacked, its rows, columns and cells.

mod bad_table;
mod encoding;
mod legacy;
mod printed;
pub(crate) mod report;
mod stream;
mod syllable;
#[cfg(test)]
mod tests;
mod text;
mod workbook;
mod write;

pub(crate) use bad_table::BadTable;
pub(crate) use encoding::{TextEncoding, UnknownEncoding};
pub(crate) use stream::{SheetFile, SheetFormat, SheetRow, object};
pub(crate) use write::{Separators, TableFormat, write};

use kiemke_core::forms::Sheet;
use kiemke_wire::view::EncodingGuess;

/// The largest file: a book of 50,000 rows has about 5 MB.
pub(crate) const FILE_BYTES_MAX: usize = 32 * 1024 * 1024;
/// What a spreadsheet may hold unpacked: its XML is ten to twenty times as large as the file.
const UNPACKED_BYTES_MAX: u64 = 512 * 1024 * 1024;
/// Rows of one sheet: the kinds of tables have bounds of their own below it, a province's roster the highest.
const ROWS_MAX: usize = 250_000;
/// Columns of one sheet; a form has about thirty.
const COLUMNS_MAX: usize = 256;
/// Cells that are not empty: sixteen for each row.
const CELLS_MAX: usize = 4_000_000;
/// Sheets of one file that are looked at.
const SHEETS_MAX: usize = 32;

/// What was read of a file.
#[derive(Debug)]
pub(crate) struct Read {
    pub(crate) sheets: Vec<Sheet>,
    /// How text was written; none for workbooks.
    pub(crate) encoding: Option<EncodingGuess>,
}

/// The sheets of a file, whatever kind it is; text is one sheet, in the encoding that is said or guessed.
pub(crate) fn read(file: &[u8], said: Option<TextEncoding>) -> Result<Read, BadTable> {
    if file.is_empty() {
        return Err(BadTable::Empty);
    }
    if file.len() > FILE_BYTES_MAX {
        return Err(BadTable::TooLarge {
            what: "bytes",
            max: FILE_BYTES_MAX as u64,
        });
    }
    match workbook::kind(file) {
        Some(kind) => workbook::read(file, kind).map(|sheets| Read {
            sheets,
            encoding: None,
        }),
        None => text::read(file, said).map(|(sheet, guess)| Read {
            sheets: vec![sheet],
            encoding: Some(guess),
        }),
    }
}

/// Rows of cells that are kept within the bounds.
#[derive(Default)]
struct Filling {
    sheet: Sheet,
    cells: usize,
}

impl Filling {
    fn put(&mut self, row: usize, column: usize, cell: kiemke_core::forms::Cell) -> Result<(), BadTable> {
        if cell.is_empty() {
            return Ok(());
        }
        let over = |what, max: usize| BadTable::TooLarge {
            what,
            max: max as u64,
        };
        if row >= ROWS_MAX {
            return Err(over("rows", ROWS_MAX));
        }
        if column >= COLUMNS_MAX {
            return Err(over("columns", COLUMNS_MAX));
        }
        self.cells += 1;
        if self.cells > CELLS_MAX {
            return Err(over("cells", CELLS_MAX));
        }
        let rows = &mut self.sheet.rows;
        if rows.len() <= row {
            rows.resize_with(row + 1, Vec::new);
        }
        let cells = &mut rows[row];
        if cells.len() <= column {
            cells.resize(column + 1, kiemke_core::forms::Cell::Empty);
        }
        cells[column] = cell;
        Ok(())
    }
}
