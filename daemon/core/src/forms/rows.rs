//! The rows of a table as named values.

use crate::cold::Day;
use crate::forms::cells::{self, BadCell};
use crate::forms::passed::Passed;
use crate::forms::{Cell, Layout, Sheet, column_letters};
use kiemke_config::forms::{CellType, Form};
use kiemke_wire::view::CellFault;
use std::sync::Arc;

/// What a cell says.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Text, in normal form, white space unified.
    Text(String),
    /// A day.
    Day(Day),
    /// A whole number.
    Whole(i64),
    /// A number.
    Decimal(f64),
    /// A number of things, and what was counted when the cell says so: `30 bộ`.
    Quantity(u32, Option<String>),
    /// Yes or no.
    Flag(bool),
    /// A dash: there is none.
    Nothing,
}

/// A row of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FormRow {
    /// Its number in the sheet, from 1.
    pub row: u32,
    /// Cells that could not be read.
    pub faults: Vec<CellFault>,
    columns: Arc<Columns>,
    /// What its cells say, in the order of `columns`.
    values: Box<[Option<Value>]>,
}

/// Columns of a form that a sheet has: a table of a province has a few million cells, so their rows share the names.
#[derive(Clone, Debug, Default, PartialEq)]
struct Columns(Vec<ColumnAt>);

#[derive(Clone, Debug, PartialEq)]
struct ColumnAt {
    name: String,
    /// In the sheet, from 0.
    at: usize,
}

impl Columns {
    /// By name, so that a name is found by halving.
    fn of(layout: &Layout) -> Self {
        let columns = layout.columns.iter().map(|(at, (name, _))| ColumnAt {
            name: name.clone(),
            at: *at,
        });
        let mut columns: Vec<ColumnAt> = columns.collect();
        columns.sort_by(|one, other| one.name.cmp(&other.name));
        Self(columns)
    }

    fn find(&self, name: &str) -> Option<usize> {
        self.0
            .binary_search_by(|column| column.name.as_str().cmp(name))
            .ok()
    }
}

/// The rows of a table, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FormRows {
    /// The rows.
    pub rows: Vec<FormRow>,
    /// Rows that are none: repeated heads, column numbers, sums, signatures.
    pub skipped: Vec<u32>,
}

/// Reads what stands below the heads. A row that lacks all required cells is none; sums, titles and what stands below the
/// last signature are none either.
pub fn read(form: &Form, sheet: &Sheet, layout: &Layout) -> FormRows {
    let mut found = FormRows::default();
    let passed = Passed::of(&form.passed);
    let mut is_signed = false;
    let columns = Arc::new(Columns::of(layout));
    for (at, cells) in sheet.rows.iter().enumerate().skip(layout.head_row + 1) {
        let number = at as u32 + 1;
        if cells.iter().all(Cell::is_empty) {
            continue;
        }
        if layout.repeats(cells) {
            is_signed = false;
            found.skipped.push(number);
            continue;
        }
        is_signed |= passed.is_signature(cells);
        if is_column_numbers(cells) || passed.is_sum(cells) {
            found.skipped.push(number);
            continue;
        }
        let row = read_row(form, &columns, number, cells);
        // Names stand below a signature; a whole row there is one all the same.
        let is_whole = row.faults.is_empty() && !lacks_required(form, &row);
        if lacks_all(form, &row) || lacks_substance(form, &row) || (is_signed && !is_whole) {
            found.skipped.push(number);
        } else {
            found.rows.push(row);
        }
    }
    found
}

fn read_row(form: &Form, columns: &Arc<Columns>, number: u32, cells: &[Cell]) -> FormRow {
    let mut row = FormRow {
        row: number,
        faults: Vec::new(),
        columns: columns.clone(),
        values: vec![None; columns.0.len()].into(),
    };
    for (place, ColumnAt { name, at }) in columns.0.iter().enumerate() {
        let (Some(cell), Some(column)) = (cells.get(*at), form.column(name)) else {
            continue;
        };
        if cell.is_empty() {
            continue;
        }
        if is_dash(cell) {
            row.values[place] = Some(Value::Nothing);
            continue;
        }
        match cells::value(cell, column) {
            Ok(value) => row.values[place] = Some(value),
            Err(BadCell { code, reason }) => {
                let fault = row.fault(name, code, reason);
                row.faults.push(fault);
            }
        }
    }
    row
}

fn is_dash(cell: &Cell) -> bool {
    matches!(cell, Cell::Text(text) if matches!(text.trim(), "-" | "–" | "—"))
}

fn lacks_all(form: &Form, row: &FormRow) -> bool {
    let filled = row.values().count() + row.faults.len();
    // A title or a signature fills one cell, whichever column it stands in.
    filled <= 1 || (lacks_required(form, row) && row.faults.is_empty() && !is_of_a_thing(form, row))
}

/// A number or a quantity without a name is a row that somebody has to complete; amounts alone are a sum.
fn is_of_a_thing(form: &Form, row: &FormRow) -> bool {
    let mut columns = form.columns.iter().filter(|column| column.substance);
    columns.any(|column| column.cell != CellType::Money && row.value(&column.name).is_some())
}

fn lacks_required(form: &Form, row: &FormRow) -> bool {
    let mut required = form
        .columns
        .iter()
        .filter(|column| column.required || column.identifies);
    required.all(|column| row.value(&column.name).is_none())
}

/// `I · Máy móc, thiết bị` is the title of a group.
fn lacks_substance(form: &Form, row: &FormRow) -> bool {
    let mut substance = form.columns.iter().filter(|column| column.substance).peekable();
    substance.peek().is_some()
        && row.faults.is_empty()
        && substance.all(|column| row.value(&column.name).is_none())
}

/// `(1) (2) (3)`, or letters, below the heads.
fn is_column_numbers(cells: &[Cell]) -> bool {
    let mut numbers = 0;
    for cell in cells.iter().filter(|cell| !cell.is_empty()) {
        let text = cell.text();
        let bare = text.trim_matches(['(', ')', '[', ']']);
        let single = bare.len() <= 2
            && bare
                .chars()
                .all(|one| one.is_ascii_digit() || one.is_ascii_uppercase());
        if !single {
            return false;
        }
        numbers += 1;
    }
    numbers > 2
}

impl FormRow {
    /// A fault in one of its cells.
    pub fn fault(&self, column: &str, code: &str, reason: impl Into<String>) -> CellFault {
        let letters = self
            .columns
            .find(column)
            .map(|place| column_letters(self.columns.0[place].at));
        CellFault {
            row: self.row,
            column: column.to_owned(),
            place: letters.map_or_else(
                || self.row.to_string(),
                |letters| format!("{letters}{}", self.row),
            ),
            code: code.to_owned(),
            reason: reason.into(),
        }
    }

    /// What its cells say, by column of the form in the order of their names; empty ones are left out.
    pub fn values(&self) -> impl Iterator<Item = (&str, &Value)> {
        let columns = self.columns.0.iter().zip(&self.values);
        columns.filter_map(|(column, value)| Some((column.name.as_str(), value.as_ref()?)))
    }

    /// What a cell says; none when it is empty.
    pub fn value(&self, column: &str) -> Option<&Value> {
        self.values.get(self.columns.find(column)?)?.as_ref()
    }

    /// A cell's text; none when it is empty or a dash.
    pub fn text(&self, column: &str) -> Option<&str> {
        match self.value(column) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// A cell's day.
    pub fn day(&self, column: &str) -> Option<Day> {
        match self.value(column) {
            Some(Value::Day(day)) => Some(*day),
            _ => None,
        }
    }

    /// A cell's number.
    pub fn decimal(&self, column: &str) -> Option<f64> {
        match self.value(column) {
            Some(Value::Decimal(number)) => Some(*number),
            _ => None,
        }
    }

    /// A cell's number of things, and what it says was counted.
    pub fn quantity(&self, column: &str) -> Option<(u32, Option<&str>)> {
        match self.value(column) {
            Some(Value::Quantity(count, measure)) => Some((*count, measure.as_deref())),
            _ => None,
        }
    }

    /// A cell's whole number.
    pub fn whole(&self, column: &str) -> Option<i64> {
        match self.value(column) {
            Some(Value::Whole(number)) => Some(*number),
            _ => None,
        }
    }

    /// A cell's yes or no.
    pub fn flag(&self, column: &str) -> Option<bool> {
        match self.value(column) {
            Some(Value::Flag(flag)) => Some(*flag),
            _ => None,
        }
    }

    /// Whether a cell holds a dash.
    pub fn is_nothing(&self, column: &str) -> bool {
        self.value(column) == Some(&Value::Nothing)
    }
}
