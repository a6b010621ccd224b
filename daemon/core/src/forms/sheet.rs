/// A sheet as its file holds it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// Its name; empty when the file has no sheets.
    pub name: String,
    /// Rows from the first one of the sheet on, each from the first column on; short ones are not filled up.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// Text.
    Text(String),
    /// A number, also one that a spreadsheet shows as a date.
    Number(f64),
    /// A date as days since 1970-01-01.
    Day(i32),
    /// Yes or no.
    Flag(bool),
    /// What a formula could not work out, such as `#N/A`.
    Error(String),
}

impl Cell {
    /// Whether nothing is written in it.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// As a person reads it.
    pub fn text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Error(text) => text.trim().to_owned(),
            Self::Number(number) => number.to_string(),
            Self::Day(day) => crate::cold::Day(*day).to_string(),
            Self::Flag(flag) => flag.to_string(),
        }
    }
}

impl Sheet {
    /// A cell; empty outside of what is written.
    pub fn cell(&self, row: usize, column: usize) -> &Cell {
        const EMPTY: &Cell = &Cell::Empty;
        self.rows
            .get(row)
            .and_then(|cells| cells.get(column))
            .unwrap_or(EMPTY)
    }
}

/// A column as spreadsheets name it: 0 is `A`, 26 is `AA`.
pub fn column_letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}
