//! A workbook as it is printed and signed: heads over several rows, groups with their sums, blocks of signatures, the set-up
//! of the page. Rows go to a file as they come, so that a sheet of any length takes the memory of one row.

mod height;

use kiemke_config::forms::{Column, Form, Print};
use kiemke_core::cold::Day;
use kiemke_core::forms::Cell;
use kiemke_core::sheets::{Heading, filled};
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};
use std::collections::BTreeMap;
use std::fs::File;

/// ISO 216 A4, as spreadsheets number papers.
const A4: u8 = 9;
/// The most rows that a spreadsheet has, with room for what stands above and below.
pub(super) const ROWS_MAX: u32 = 1_048_000;
const TITLE_POINTS: f64 = 14.0;
/// A row with the title.
const TITLE_ROW_POINTS: f64 = 24.0;

/// A workbook that is being written.
pub(super) struct Printed {
    book: Workbook,
    form: Form,
    columns: Vec<Column>,
    heading: Heading,
    formats: Formats,
    row: u32,
    index: u32,
    /// By column: the sum of the open group, and of all.
    group: BTreeMap<usize, f64>,
    total: BTreeMap<usize, f64>,
}

struct Formats {
    plain: Format,
    title: Format,
    centre: Format,
    head: Format,
    index: Format,
    text: Format,
    number: Format,
    percent: Format,
    day: Format,
    sum: Format,
    sum_number: Format,
}

impl Formats {
    fn new() -> Self {
        let cell = || {
            Format::new()
                .set_border(FormatBorder::Thin)
                .set_align(FormatAlign::Top)
        };
        let centre = Format::new().set_align(FormatAlign::Center).set_text_wrap();
        Self {
            plain: Format::new(),
            title: centre.clone().set_bold().set_font_size(TITLE_POINTS),
            head: cell()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter),
            index: cell().set_align(FormatAlign::Center),
            text: cell().set_num_format("@").set_text_wrap(),
            number: cell().set_num_format("#,##0"),
            percent: cell().set_num_format("0.##"),
            day: cell().set_num_format("dd/mm/yyyy"),
            sum: cell().set_bold(),
            sum_number: cell().set_bold().set_num_format("#,##0"),
            centre,
        }
    }
}

impl Printed {
    /// Begins with all that stands above the rows.
    pub(super) fn begin(form: Form, columns: Vec<Column>, heading: Heading) -> Result<Self, XlsxError> {
        let mut book = Workbook::new();
        book.add_worksheet_with_constant_memory();
        let mut printed = Self {
            book,
            form,
            columns,
            heading,
            formats: Formats::new(),
            row: 0,
            index: 0,
            group: BTreeMap::new(),
            total: BTreeMap::new(),
        };
        printed.above()?;
        Ok(printed)
    }

    /// A row of the table; its first column is numbered when it is that of numbers.
    pub(super) fn row(&mut self, cells: &[Cell]) -> Result<(), XlsxError> {
        let Self {
            book,
            form,
            columns,
            formats,
            ..
        } = self;
        let page = book.worksheet_from_index(0)?;
        self.index += 1;
        page.set_row_height(self.row, row_points(cells, columns))?;
        let sums = form.print.as_ref().map_or(&[][..], |print| &print.sums[..]);
        for (at, (cell, column)) in cells.iter().zip(&*columns).enumerate() {
            let place = (self.row, at as u16);
            if column.name == "index" {
                page.write_number_with_format(place.0, place.1, f64::from(self.index), &formats.index)?;
                continue;
            }
            if let Cell::Number(number) = cell
                && sums.contains(&column.name)
            {
                *self.group.entry(at).or_insert(0.0) += number;
                *self.total.entry(at).or_insert(0.0) += number;
            }
            write(page, place, cell, column, formats)?;
        }
        self.row += 1;
        Ok(())
    }

    /// The title of a group.
    pub(super) fn group(&mut self, title: &str) -> Result<(), XlsxError> {
        self.group.clear();
        self.band(title, &BTreeMap::new())
    }

    /// The sum of the open group.
    pub(super) fn group_end(&mut self) -> Result<(), XlsxError> {
        let sums = std::mem::take(&mut self.group);
        self.band("Cộng", &sums)
    }

    /// All that stands below the rows; the file with the workbook, at its beginning.
    pub(super) fn finish(mut self) -> Result<File, XlsxError> {
        if !self.total.is_empty() {
            let sums = std::mem::take(&mut self.total);
            self.band("Tổng cộng", &sums)?;
        }
        self.below()?;
        let mut file = tempfile::tempfile()?;
        self.book.save_to_writer(&mut file)?;
        std::io::Seek::rewind(&mut file)?;
        Ok(file)
    }

    fn above(&mut self) -> Result<(), XlsxError> {
        let width = self.width();
        let Some(print) = self.form.print.clone() else {
            return self.heads();
        };
        // What stands at the right takes the second half.
        let half = (width / 2).max(1);
        let lines = print.left.len().max(print.right.len());
        for at in 0..lines {
            let text = |lines: &[String]| lines.get(at).map(|line| filled(line, &self.heading));
            let (left, right) = (text(&print.left), text(&print.right));
            let page = self.book.worksheet_from_index(0)?;
            if let Some(left) = left {
                page.write_string_with_format(self.row, 0, left, &self.formats.plain)?;
            }
            if let Some(right) = right {
                merged(
                    page,
                    (self.row, half),
                    (self.row, width - 1),
                    &right,
                    &self.formats.centre,
                )?;
            }
            self.row += 1;
        }
        self.row += u32::from(lines > 0);
        let titles = [(&print.title, true)];
        let below = print.below.iter().map(|line| (line, false));
        for (line, is_title) in titles.into_iter().chain(below) {
            let text = filled(line, &self.heading);
            let format = if is_title {
                &self.formats.title
            } else {
                &self.formats.centre
            };
            let page = self.book.worksheet_from_index(0)?;
            if is_title {
                page.set_row_height(self.row, TITLE_ROW_POINTS)?;
            }
            merged(page, (self.row, 0), (self.row, width - 1), &text, format)?;
            self.row += 1;
        }
        self.row += 1;
        self.heads()
    }

    /// Heads in as many rows as the deepest needs; equal ones beside each other become one, and what has nothing below it
    /// reaches down.
    fn heads(&mut self) -> Result<(), XlsxError> {
        let depth = self
            .columns
            .iter()
            .map(|column| path(column).len())
            .max()
            .unwrap_or(1);
        let first = self.row;
        let paths: Vec<Vec<String>> = self.columns.iter().map(path).collect();
        let page = self.book.worksheet_from_index(0)?;
        for level in 0..depth {
            page.set_row_height(first + level as u32, head_points(&self.columns, level, depth))?;
            let mut at = 0;
            while at < paths.len() {
                let Some(head) = paths[at].get(level) else {
                    at += 1;
                    continue;
                };
                let same = |other: &&Vec<String>| other.get(..=level) == paths[at].get(..=level);
                let is_last = paths[at].len() == level + 1;
                // The last one of a path stands for itself.
                let span = if is_last {
                    1
                } else {
                    paths[at..].iter().take_while(same).count()
                };
                let row = first + level as u32;
                let bottom = if is_last { first + depth as u32 - 1 } else { row };
                let (from, to) = ((row, at as u16), (bottom, (at + span - 1) as u16));
                merged(page, from, to, head, &self.formats.head)?;
                at += span;
            }
        }
        self.row = first + depth as u32;
        if self.form.print.as_ref().is_some_and(|print| print.numbered) {
            for at in 0..paths.len() as u16 {
                let number = (at + 1).to_string();
                page.write_string_with_format(self.row, at, number, &self.formats.head)?;
            }
            self.row += 1;
        }
        for (at, column) in self.columns.iter().enumerate() {
            page.set_column_width(at as u16, f64::from(column.width))?;
        }
        page.set_name(&self.form.sheet)?;
        page.set_freeze_panes(self.row, 0)?;
        page.set_landscape()
            .set_paper_size(A4)
            .set_print_fit_to_pages(1, 0)
            .set_margins(0.4, 0.4, 0.5, 0.5, 0.3, 0.3)
            .set_footer("&R&P/&N");
        page.set_repeat_rows(first, self.row - 1)?;
        Ok(())
    }

    /// A row that says one thing, and sums.
    fn band(&mut self, text: &str, sums: &BTreeMap<usize, f64>) -> Result<(), XlsxError> {
        let name = self
            .columns
            .iter()
            .position(|column| column.name == "name")
            .unwrap_or(0);
        let page = self.book.worksheet_from_index(0)?;
        for at in 0..self.columns.len() {
            let place = at as u16;
            match sums.get(&at) {
                _ if at == name => {
                    page.write_string_with_format(self.row, place, text, &self.formats.sum)?;
                }
                Some(sum) => {
                    page.write_number_with_format(self.row, place, *sum, &self.formats.sum_number)?;
                }
                None => {
                    page.write_blank(self.row, place, &self.formats.sum)?;
                }
            }
        }
        self.row += 1;
        Ok(())
    }

    fn below(&mut self) -> Result<(), XlsxError> {
        let Some(Print {
            dated, signatures, ..
        }) = self.form.print.clone()
        else {
            return Ok(());
        };
        let width = self.width();
        self.row += 1;
        let blocks = signatures.len().max(1) as u16;
        let span = (width / blocks).max(1);
        // A narrow table has no room beside its last block.
        let place = |at: u16| {
            let from = at * span;
            let to = if at + 1 == blocks {
                width - 1
            } else {
                from + span - 1
            };
            (from, to.max(from))
        };
        let page = self.book.worksheet_from_index(0)?;
        if let Some(dated) = &dated {
            let (from, to) = place(blocks - 1);
            let text = filled(dated, &self.heading);
            merged(
                page,
                (self.row, from),
                (self.row, to),
                &text,
                &self.formats.centre,
            )?;
            self.row += 1;
        }
        let bold = self.formats.centre.clone().set_bold();
        for line in 0..2 {
            for (at, signature) in (0..).zip(&signatures) {
                let (from, to) = place(at);
                let (text, format) = match line {
                    0 => (&signature.title, &bold),
                    _ => (&signature.note, &self.formats.centre),
                };
                merged(page, (self.row, from), (self.row, to), text, format)?;
            }
            self.row += 1;
        }
        Ok(())
    }

    fn width(&self) -> u16 {
        self.columns.len() as u16
    }
}

/// What stands above a column, from the topmost group down to its own head.
fn path(column: &Column) -> Vec<String> {
    match column.printed.is_empty() {
        true => vec![column.head().to_owned()],
        false => column.printed.clone(),
    }
}

/// As high as the fullest cell wants.
fn row_points(cells: &[Cell], columns: &[Column]) -> f64 {
    let lines = cells.iter().zip(columns).map(|(cell, column)| match cell {
        Cell::Text(text) | Cell::Error(text) => height::lines(text, column.width),
        Cell::Empty | Cell::Number(_) | Cell::Day(_) | Cell::Flag(_) => 1,
    });
    height::points(lines.max().unwrap_or(1))
}

/// Heads that reach down share their lines among the rows that they take.
fn head_points(columns: &[Column], level: usize, depth: usize) -> f64 {
    let lines = columns.iter().map(|column| {
        let path = path(column);
        let last = path.len() - 1;
        match path.get(last) {
            Some(head) if level >= last => height::lines(head, column.width).div_ceil(depth - last),
            _ => 1,
        }
    });
    height::points(lines.max().unwrap_or(1))
}

fn merged(
    page: &mut Worksheet,
    from: (u32, u16),
    to: (u32, u16),
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    if from == to {
        page.write_string_with_format(from.0, from.1, text, format)?;
    } else {
        page.merge_range(from.0, from.1, to.0, to.1, text, format)?;
    }
    Ok(())
}

fn write(
    page: &mut Worksheet,
    (row, at): (u32, u16),
    cell: &Cell,
    column: &Column,
    formats: &Formats,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => page.write_blank(row, at, &formats.text)?,
        Cell::Text(text) | Cell::Error(text) => {
            page.write_string_with_format(row, at, text, &formats.text)?
        }
        Cell::Number(number) => {
            let format = match column.cell {
                kiemke_config::forms::CellType::Percent => &formats.percent,
                // A year is no amount.
                kiemke_config::forms::CellType::Year => &formats.text,
                _ => &formats.number,
            };
            page.write_number_with_format(row, at, *number, format)?
        }
        Cell::Day(number) => {
            let date = ExcelDateTime::parse_from_str(&Day(*number).to_string())?;
            page.write_datetime_with_format(row, at, &date, &formats.day)?
        }
        Cell::Flag(flag) => {
            page.write_string_with_format(row, at, super::write::yes_no(*flag), &formats.text)?
        }
    };
    Ok(())
}
