//! Lists as text: aligned tables, CSV, JSON.

mod equipment;
mod gaps;
mod items;
pub(crate) mod machine;
mod people;
mod plan;
pub(crate) mod review;
pub(crate) mod rows;
mod stocktake;
mod ties;
mod units;

use crate::cli::Failure;
use kiemke_tui_core::text;
use serde::Serialize;

/// A list ready to be written: titles, then rows of as many cells.
#[derive(Debug, Default)]
pub(crate) struct Table {
    pub(crate) titles: Vec<String>,
    pub(crate) rows: Vec<Vec<Cell>>,
}

/// One cell: for people as the language writes it, for programs as they read it.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    shown: String,
    plain: String,
    right: bool,
}

impl Cell {
    /// Text that is the same for people and programs.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            plain: text.clone(),
            shown: text,
            right: false,
        }
    }

    /// Something that people read otherwise than programs.
    pub(crate) fn both(shown: impl Into<String>, plain: impl ToString) -> Self {
        Self {
            shown: shown.into(),
            plain: plain.to_string(),
            right: false,
        }
    }

    /// The same on the right, as numbers stand.
    pub(crate) fn number(shown: impl Into<String>, plain: impl ToString) -> Self {
        Self {
            right: true,
            ..Self::both(shown, plain)
        }
    }

    /// The same, not as numbers stand: in a column that is not all numbers.
    pub(crate) fn on_the_left(mut self) -> Self {
        self.right = false;
        self
    }

    /// What is not known.
    pub(crate) fn unknown() -> Self {
        Self::both("–", "")
    }
}

impl Table {
    /// Columns aligned by the cells that terminals give letters.
    pub(crate) fn aligned(&self) -> String {
        let titles: Vec<Cell> = self.titles.iter().map(Cell::text).collect();
        let lines = || std::iter::once(&titles).chain(&self.rows);
        let widths: Vec<usize> = (0..self.titles.len())
            .map(|column| {
                lines()
                    .map(|line| text::width(&text::clean(&line[column].shown)))
                    .max()
                    .unwrap_or(0)
            })
            .collect();
        let mut written = String::new();
        for (index, line) in lines().enumerate() {
            let mut row = String::new();
            for (column, (cell, width)) in line.iter().zip(&widths).enumerate() {
                let right = match index {
                    // A title stands where its numbers stand.
                    0 => self.rows.first().is_some_and(|first| first[column].right),
                    _ => cell.right,
                };
                let place = if right { text::right } else { text::left };
                row.push_str(&place(&cell.shown, *width));
                row.push_str("  ");
            }
            written.push_str(row.trim_end());
            written.push('\n');
        }
        written
    }

    /// RFC 4180 with a byte order mark, so that Excel reads Vietnamese.
    pub(crate) fn csv(&self) -> String {
        let mut written = String::from("\u{feff}");
        let mut line = |cells: &mut dyn Iterator<Item = &str>| {
            let fields: Vec<String> = cells.map(csv_field).collect();
            written.push_str(&fields.join(","));
            written.push_str("\r\n");
        };
        line(&mut self.titles.iter().map(String::as_str));
        for row in &self.rows {
            line(&mut row.iter().map(|cell| cell.plain.as_str()));
        }
        written
    }
}

/// Writes a table of the terminal as CSV into a file that is not there yet.
pub(crate) fn write_new(table: &kiemke_tui_core::effect::Table) -> std::io::Result<()> {
    let rows = table.rows.iter().map(|row| row.iter().map(Cell::text).collect());
    let text = Table {
        titles: table.titles.clone(),
        rows: rows.collect(),
    };
    let mut file = std::fs::File::create_new(typed_path(&table.path))?;
    std::io::Write::write_all(&mut file, text.csv().as_bytes())
}

/// A path as people type it: `~/` is their home.
pub(crate) fn typed_path(path: &str) -> std::path::PathBuf {
    match (path.strip_prefix("~/"), std::env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => path.into(),
    }
}

/// A value as indented JSON.
pub(crate) fn json<T: Serialize>(value: &T) -> Result<String, Failure> {
    let mut text =
        serde_json::to_string_pretty(value).map_err(|error| Failure::failed("write JSON", &error))?;
    text.push('\n');
    Ok(text)
}

fn csv_field(text: &str) -> String {
    let clean = text::clean(text);
    // A spreadsheet would run a name that begins like a formula.
    let clean = match clean.starts_with(['=', '+', '-', '@']) && clean.parse::<f64>().is_err() {
        true => format!("'{clean}"),
        false => clean,
    };
    match clean.contains(['"', ',', '\n', '\r', ';']) {
        true => format!("\"{}\"", clean.replace('"', "\"\"")),
        false => clean,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        Table {
            titles: vec!["Tên".into(), "Số".into()],
            rows: vec![
                vec![Cell::text("Máy \"A\", phòng"), Cell::number("1 204", 1204)],
                vec![Cell::text("=cmd()"), Cell::number("5", -5)],
                vec![Cell::text("Ma\u{301}y\x1b[2J"), Cell::unknown()],
            ],
        }
    }

    #[test]
    fn columns_are_aligned_by_width_and_names_cannot_command_the_terminal() {
        let text = table().aligned();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "Tên                Số");
        assert_eq!(lines[1], "Máy \"A\", phòng  1 204");
        assert!(!text.contains('\x1b'));
    }

    #[test]
    fn csv_quotes_what_must_be_and_defuses_formulas() {
        let text = table().csv();
        assert!(text.starts_with("\u{feff}Tên,Số\r\n"));
        assert!(text.contains("\"Máy \"\"A\"\", phòng\",1204\r\n"));
        assert!(text.contains("'=cmd(),-5\r\n"));
    }
}
