//! Column templates of the tables that are imported and exported. Data, because circulars change; the shipped ones are
//! `config/forms/`.

use crate::load::{BadSettings, parse};
use serde::Deserialize;
use std::path::Path;

/// The template of units.
pub const UNITS: (&str, &str) = ("forms/units.toml", include_str!("../forms/units.toml"));
/// The template of lines and their contracts.
pub const LINES: (&str, &str) = ("forms/lines.toml", include_str!("../forms/lines.toml"));

/// A table: its name and its columns, in the order in which they are written.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Its name in data, such as `units`.
    pub name: String,
    /// The name of the sheet, and of the table when it is printed.
    pub sheet: String,
    /// The columns.
    #[serde(rename = "column")]
    pub columns: Vec<Column>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// What it says, in data.
    pub name: String,
    /// Texts under which it is known; the first is written. Marks, case and punctuation do not matter.
    pub heads: Vec<String>,
    /// What its cells are.
    pub cell: CellType,
    /// Whether a table without it is not this one, and a row without it is none.
    #[serde(default)]
    pub required: bool,
}

/// What a cell is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CellType {
    /// Text as it is.
    Text,
    /// Text that is no number even when it looks like one.
    Code,
    /// `dd/mm/yyyy`, `yyyy-mm-dd` or a spreadsheet's serial number.
    Day,
    /// A whole number, perhaps grouped by dots.
    Whole,
    /// A number with a decimal comma or point, never grouped.
    Decimal,
    /// `có`, `x`, `1` and the like, or their opposites.
    YesNo,
}

impl Form {
    /// Reads a template from TOML text.
    ///
    /// # Errors
    /// When the text is none; names the file and the place.
    pub fn of(file: &str, text: &str) -> Result<Self, BadSettings> {
        let form: Self = parse(Path::new(file), text)?;
        let headless = form.columns.iter().find(|column| column.heads.is_empty());
        match headless {
            None => Ok(form),
            Some(column) => Err(BadSettings {
                file: file.into(),
                line: None,
                reason: format!("column {}: heads is empty", column.name),
            }),
        }
    }

    /// The shipped template of units.
    ///
    /// # Panics
    /// Never: a test reads it.
    pub fn units() -> Self {
        Self::of(UNITS.0, UNITS.1).expect("the shipped forms are tested")
    }

    /// The shipped template of lines.
    ///
    /// # Panics
    /// Never: a test reads it.
    pub fn lines() -> Self {
        Self::of(LINES.0, LINES.1).expect("the shipped forms are tested")
    }

    /// A column by its name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

impl Column {
    /// What is written above it.
    pub fn head(&self) -> &str {
        self.heads.first().map_or(&self.name, |head| head)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_shipped_forms_name_each_head_once() {
        for form in [Form::units(), Form::lines()] {
            let mut heads = BTreeSet::new();
            for head in form.columns.iter().flat_map(|column| &column.heads) {
                let folded = kiemke_wire::fold::search_key(head);
                assert!(
                    heads.insert(folded),
                    "{}: {head} stands above two columns",
                    form.name
                );
            }
        }
    }
}
