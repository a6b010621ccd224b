//! Column templates of the tables that are imported and exported. Data, because circulars change; the shipped ones are
//! `config/forms/`.

use crate::load::{BadSettings, parse};
use kiemke_wire::fold::search_key;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// The template of units.
pub const UNITS: (&str, &str) = ("forms/units.toml", include_str!("../forms/units.toml"));
/// The template of lines and their contracts.
pub const LINES: (&str, &str) = ("forms/lines.toml", include_str!("../forms/lines.toml"));
/// The template of rosters.
pub const ROSTER: (&str, &str) = ("forms/roster.toml", include_str!("../forms/roster.toml"));
/// The template of home surveys.
pub const SURVEY: (&str, &str) = ("forms/survey.toml", include_str!("../forms/survey.toml"));

/// The book of fixed assets.
pub const S24_H: (&str, &str) = ("forms/s24-h.toml", include_str!("../forms/s24-h.toml"));
/// The book at the place of use.
pub const S26_H: (&str, &str) = ("forms/s26-h.toml", include_str!("../forms/s26-h.toml"));
/// A school's own list.
pub const BOOK_LIST: (&str, &str) = ("forms/book-list.toml", include_str!("../forms/book-list.toml"));
/// The report of a stocktake of fixed assets.
pub const C53_HD: (&str, &str) = ("forms/c53-hd.toml", include_str!("../forms/c53-hd.toml"));
/// The report of a stocktake of tools and supplies.
pub const TOOLS: (&str, &str) = ("forms/tools.toml", include_str!("../forms/tools.toml"));
/// A stocktake thing by thing.
pub const STOCKTAKE: (&str, &str) = ("forms/stocktake.toml", include_str!("../forms/stocktake.toml"));
/// Equipment records.
pub const EQUIPMENT: (&str, &str) = ("forms/equipment.toml", include_str!("../forms/equipment.toml"));

/// A table: its name and its columns, in the order in which they are written.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Its name in data, such as `units`.
    pub name: String,
    /// The name of the sheet, and of the table when it is printed.
    pub sheet: String,
    /// Rows that are none of the table's.
    #[serde(default)]
    pub passed: PassedRows,
    /// What is counted when a name says how many: `30 bộ`.
    #[serde(default)]
    pub measures: Vec<String>,
    /// Of the report of a stocktake: which things stand in it that are on no line of a book.
    #[serde(default)]
    pub without_line: WithoutLine,
    /// How it is printed; none: plainly.
    #[serde(default)]
    pub print: Option<Print>,
    /// The columns.
    #[serde(rename = "column")]
    pub columns: Vec<Column>,
}

/// Rows that stand in a table and are none of its rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PassedRows {
    /// How sums begin, such as `Cộng`.
    pub sums: Vec<String>,
    /// How a cell of what is signed begins; `*` stands for anything. What comes below is no row.
    pub signatures: Vec<String>,
}

/// Things on no line of a book, by what they cost: what is dear is a fixed asset, and has a report of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WithoutLine {
    /// From this cost on, đồng.
    pub cost_dong_min: Option<u64>,
    /// Below this cost, đồng.
    pub cost_dong_end: Option<u64>,
    /// Those of which nobody knows the cost.
    pub cost_unknown: bool,
}

impl WithoutLine {
    /// Whether a thing of this cost stands in the report.
    pub fn takes(&self, cost_dong: Option<u64>) -> bool {
        let Some(cost) = cost_dong else {
            return self.cost_unknown;
        };
        let (min, end) = (self.cost_dong_min, self.cost_dong_end);
        (min.is_some() || end.is_some())
            && min.is_none_or(|min| cost >= min)
            && end.is_none_or(|end| cost < end)
    }
}

/// How a table is printed for signature.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Print {
    /// Lines above the title at the left. `{unit}`, `{parent}`, `{budget_code}`, `{date}`, `{year}`, `{place}`,
    /// `{number}`, `{time}` and `{committee}` stand for what is known of them.
    pub left: Vec<String>,
    /// Lines above the title at the right: the number of the form and what it rests on.
    pub right: Vec<String>,
    /// The title.
    pub title: String,
    /// Lines below the title.
    #[serde(default)]
    pub below: Vec<String>,
    /// Columns that are added up.
    #[serde(default)]
    pub sums: Vec<String>,
    /// Whether rows are grouped by kind, each group with its sum.
    #[serde(default)]
    pub by_kind: bool,
    /// Whether columns are numbered below their heads.
    #[serde(default)]
    pub numbered: bool,
    /// Place and date above the signatures.
    #[serde(default)]
    pub dated: Option<String>,
    /// Who signs.
    pub signatures: Vec<Signature>,
}

/// A block of a signature.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// Whose.
    pub title: String,
    /// How.
    pub note: String,
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
    /// Whether it makes a row one: where a form has such columns, a row that fills none of them is a title.
    #[serde(default)]
    pub substance: bool,
    /// What is printed above it, from the topmost group down to its own head; its own head alone when left out.
    #[serde(default)]
    pub printed: Vec<String>,
    /// Characters in a line of it when it is printed.
    #[serde(default = "width_default")]
    pub width: u16,
    /// Whether it is only read, never written.
    #[serde(default)]
    pub hidden: bool,
    /// Whether it tells what a row is about: a table has one such column at least, and a row without any of them is none.
    #[serde(default)]
    pub identifies: bool,
    /// Of a [`CellType::Choice`]: what may stand in its cells, by name in data, each with the words for it; the first is
    /// written. Marks and case do not matter.
    #[serde(default)]
    pub choices: BTreeMap<String, Vec<String>>,
}

fn width_default() -> u16 {
    12
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
    /// Whole đồng, written with or without groups; fractions are rounded.
    Money,
    /// A number of things, perhaps with what is counted: `30 bộ`.
    Quantity,
    /// A year, or a day or month of it.
    Year,
    /// Percent, in hundredths of one.
    Percent,
    /// `có`, `x`, `1` and the like, or their opposites.
    YesNo,
    /// One of the column's choices.
    Choice,
}

impl Form {
    /// Reads a template from TOML text.
    ///
    /// # Errors
    /// When the text is none; names the file and the place.
    pub fn of(file: &str, text: &str) -> Result<Self, BadSettings> {
        let form: Self = parse(Path::new(file), text)?;
        match form.columns.iter().find_map(Column::fault) {
            None => Ok(form),
            Some(reason) => Err(BadSettings {
                file: file.into(),
                line: None,
                reason,
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

    /// All shipped templates.
    ///
    /// # Panics
    /// Never: a test reads them.
    pub fn shipped() -> Vec<Self> {
        let all = [
            UNITS, LINES, S24_H, S26_H, BOOK_LIST, C53_HD, TOOLS, STOCKTAKE, EQUIPMENT, ROSTER, SURVEY,
        ];
        let forms = all
            .iter()
            .map(|(file, text)| Self::of(file, text).expect("the shipped forms are tested"));
        forms.collect()
    }

    /// The shipped template with this name.
    ///
    /// # Panics
    /// Never: a test reads them.
    pub fn named(name: &str) -> Option<Self> {
        Self::shipped().into_iter().find(|form| form.name == name)
    }

    /// The shipped template of rosters.
    ///
    /// # Panics
    /// Never: a test reads it.
    pub fn roster() -> Self {
        Self::of(ROSTER.0, ROSTER.1).expect("the shipped forms are tested")
    }

    /// The shipped template of home surveys.
    ///
    /// # Panics
    /// Never: a test reads it.
    pub fn survey() -> Self {
        Self::of(SURVEY.0, SURVEY.1).expect("the shipped forms are tested")
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

    /// The choice that a folded text means.
    pub fn choice_called(&self, folded: &str) -> Option<&str> {
        let means = |(name, words): &(&String, &Vec<String>)| {
            name.as_str() == folded || words.iter().any(|word| search_key(word) == folded)
        };
        self.choices.iter().find(means).map(|(name, _)| name.as_str())
    }

    /// What is written for a choice.
    pub fn choice_word(&self, choice: &str) -> Option<&str> {
        Some(self.choices.get(choice)?.first().map_or("", |word| word))
    }

    fn fault(&self) -> Option<String> {
        let name = &self.name;
        if self.heads.is_empty() {
            return Some(format!("column {name}: heads is empty"));
        }
        let wants_choices = self.cell == CellType::Choice;
        let wordless = self.choices.iter().find(|(_, words)| words.is_empty());
        match (wants_choices == self.choices.is_empty(), wordless) {
            (true, _) => Some(format!(
                "column {name}: choices stand with cell = \"choice\" and nowhere else"
            )),
            (_, Some((choice, _))) => Some(format!("column {name}: choice {choice} has no word")),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_shipped_forms_name_each_head_once() {
        for form in Form::shipped() {
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

    #[test]
    fn a_choice_is_known_by_each_of_its_words() {
        let form = Form::survey();
        let column = form.column("device").unwrap();
        assert_eq!(column.choice_called("dien thoai"), Some("phone"));
        assert_eq!(column.choice_called("phone"), Some("phone"));
        assert_eq!(column.choice_called("may bay"), None);
        let text =
            "name = \"x\"\nsheet = \"x\"\n[[column]]\nname = \"a\"\nheads = [\"A\"]\ncell = \"choice\"\n";
        let refused = Form::of("x.toml", text).unwrap_err().to_string();
        assert!(refused.contains("column a: choices"), "{refused}");
    }
}
