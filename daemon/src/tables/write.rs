//! Sheets to files: a workbook with real types, or text as Vietnamese spreadsheets read it.

use crate::tables::BadTable;
use kiemke_core::cold::Day;
use kiemke_core::forms::{Cell, Sheet};
use kiemke_core::sheets::day_text;
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, Workbook, XlsxError};

/// Characters of a column: longer texts are wrapped.
const WIDTH_MAX: usize = 48;
/// Rows by which the width is told.
const ROWS_LOOKED_AT: usize = 200;

/// What a sheet is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TableFormat {
    /// A workbook.
    Xlsx,
    /// UTF-8 with a mark in front.
    Csv(Separators),
}

/// How columns are parted and numbers and days written in separated text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Separators {
    /// Semicolons, decimal commas, `dd/mm/yyyy`.
    #[default]
    Vietnamese,
    /// Commas, decimal points, `yyyy-mm-dd`.
    English,
}

impl Separators {
    /// A writer of separated text.
    pub(super) fn writer<W: std::io::Write>(self, to: W) -> csv::Writer<W> {
        let delimiter = match self {
            Self::Vietnamese => b';',
            Self::English => b',',
        };
        csv::WriterBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .terminator(csv::Terminator::CRLF)
            .from_writer(to)
    }
}

/// A sheet as a file; its first row holds the heads.
pub(crate) fn write(sheet: &Sheet, format: TableFormat) -> Result<Vec<u8>, BadTable> {
    match format {
        TableFormat::Xlsx => xlsx(sheet).map_err(BadTable::Write),
        TableFormat::Csv(separators) => csv(sheet, separators).map_err(BadTable::Text),
    }
}

fn xlsx(sheet: &Sheet) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name(&sheet.name)?;
    let head = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Top);
    let text = Format::new().set_num_format("@");
    let day = Format::new().set_num_format("dd/mm/yyyy");
    for (row, cells) in sheet.rows.iter().enumerate() {
        let row = u32::try_from(row).unwrap_or(u32::MAX);
        for (column, cell) in cells.iter().enumerate() {
            let column = u16::try_from(column).unwrap_or(u16::MAX);
            match cell {
                Cell::Empty => {}
                Cell::Text(value) | Cell::Error(value) => {
                    let format = if row == 0 { &head } else { &text };
                    page.write_string_with_format(row, column, value, format)?;
                }
                Cell::Number(number) => {
                    page.write_number(row, column, *number)?;
                }
                Cell::Day(number) => {
                    let date = ExcelDateTime::parse_from_str(&Day(*number).to_string())?;
                    page.write_datetime_with_format(row, column, &date, &day)?;
                }
                Cell::Flag(flag) => {
                    page.write_string(row, column, yes_no(*flag))?;
                }
            }
        }
    }
    for (column, width) in widths(sheet).into_iter().enumerate() {
        page.set_column_width(u16::try_from(column).unwrap_or(u16::MAX), width as f64)?;
    }
    page.set_freeze_panes(1, 0)?;
    page.set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0);
    page.set_repeat_rows(0, 0)?;
    book.save_to_buffer()
}

fn widths(sheet: &Sheet) -> Vec<usize> {
    let mut widths = Vec::new();
    for cells in sheet.rows.iter().take(ROWS_LOOKED_AT) {
        for (column, cell) in cells.iter().enumerate() {
            if widths.len() <= column {
                widths.resize(column + 1, 8);
            }
            let width = cell.text().chars().count() + 2;
            widths[column] = width.clamp(widths[column], WIDTH_MAX);
        }
    }
    widths
}

fn csv(sheet: &Sheet, separators: Separators) -> Result<Vec<u8>, csv::Error> {
    let mut bytes = "\u{feff}".as_bytes().to_vec();
    let mut writer = separators.writer(&mut bytes);
    let width = sheet.rows.first().map_or(0, Vec::len);
    for cells in &sheet.rows {
        let texts = (0..width).map(|column| {
            cells
                .get(column)
                .map_or(String::new(), |cell| text_of(cell, separators))
        });
        writer.write_record(texts)?;
    }
    writer.flush()?;
    drop(writer);
    Ok(bytes)
}

/// A cell in separated text.
pub(super) fn text_of(cell: &Cell, separators: Separators) -> String {
    match (cell, separators) {
        (Cell::Number(number), Separators::Vietnamese) => number.to_string().replace('.', ","),
        (Cell::Day(day), Separators::Vietnamese) => day_text(Day(*day)),
        (Cell::Flag(flag), Separators::Vietnamese) => yes_no(*flag).into(),
        (cell, _) => cell.text(),
    }
}

pub(super) fn yes_no(flag: bool) -> &'static str {
    if flag { "có" } else { "không" }
}
