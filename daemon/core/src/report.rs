//! What is handed in and signed: a table of the plan's answers with all that must be said beside it. Made from the very
//! values that the API answers, so that no number can differ from what is on the screen.

mod evidence;
mod gaps;
mod plan;
mod readiness;
mod words;

pub use evidence::evidence_report;
pub use gaps::{gaps_report, what_if_report};
pub use plan::plan_report;
pub use readiness::readiness_report;

use crate::forms::Cell;
use kiemke_wire::view::Share;

/// A report, in one language.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// Its name: that of its file, without an ending.
    pub name: &'static str,
    /// What it is called.
    pub title: String,
    /// What it is of: unit, day, what was known, profile with version, coverage, source.
    pub facts: Vec<(String, String)>,
    /// The heads of the columns.
    pub heads: Vec<String>,
    /// As many cells a row.
    pub rows: Vec<Vec<Cell>>,
    /// Shares to be drawn.
    pub bars: Vec<ReportBar>,
    /// What is counted: name and definition.
    pub definitions: Vec<(String, String)>,
    /// Who signs.
    pub signatures: Vec<String>,
}

/// A share to be drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportBar {
    /// Of what.
    pub label: String,
    /// Ready, not ready and unknown, with bounds and target.
    pub share: Share,
    /// The bounds and the verdict, in words.
    pub words: String,
}

/// A number of percent, to one decimal.
fn percent(value: Option<f64>) -> Cell {
    value.map_or(Cell::Empty, Cell::Number)
}

fn count(number: u64) -> Cell {
    // People and things of a country are far fewer than what a spreadsheet holds exactly.
    Cell::Number(number as f64)
}

fn text(text: impl Into<String>) -> Cell {
    Cell::Text(text.into())
}
