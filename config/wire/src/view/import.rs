use serde::{Deserialize, Serialize};

/// What an import did, or would do: the answer of `POST /v1/import/{kind}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReport {
    /// The kind of table, such as `units`.
    pub kind: String,
    /// Whether anything was written: not in a dry run, and not when a row is refused.
    pub applied: bool,
    /// The row of the heads, from 1.
    pub head_row: u32,
    /// Heads that are not read.
    pub unknown_heads: Vec<String>,
    /// Rows that are none: repeated heads, sums, signatures.
    pub skipped: Vec<u32>,
    /// Rows: `new + changed + unchanged + refused`.
    pub rows: u64,
    /// Rows about something that is not there yet.
    pub new: u64,
    /// Rows that change something.
    pub changed: u64,
    /// Rows that say what is known.
    pub unchanged: u64,
    /// Rows that cannot be taken in.
    pub refused: u64,
    /// The rows, in order.
    pub items: Vec<ImportRow>,
    /// Rows that are not among `items`, because there are too many.
    #[serde(default)]
    pub left_out: u64,
}

/// A row of an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRow {
    /// Its number in the sheet, from 1.
    pub row: u32,
    /// What becomes of it.
    pub outcome: RowOutcome,
    /// What it is about, by permanent key; empty when that is not known.
    pub key: String,
    /// Its name.
    pub name: String,
    /// What it changes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<CellChange>,
    /// What is wrong with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<CellFault>,
}

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowOutcome {
    /// It adds something.
    New,
    /// It changes something.
    Changed,
    /// It says what is known.
    Unchanged,
    /// It cannot be taken in.
    Refused,
}

/// What a row changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellChange {
    /// The column, by its name in the template.
    pub column: String,
    /// What was known; empty for nothing.
    pub before: String,
    /// What the row says.
    pub after: String,
}

/// What is wrong with a cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellFault {
    /// The row in the sheet, from 1.
    pub row: u32,
    /// The column, by its name in the template; empty when it is the whole row.
    pub column: String,
    /// The cell as a spreadsheet names it, such as `C12`; the row alone when the sheet has no such column.
    pub place: String,
    /// The stable name of the kind of fault.
    pub code: String,
    /// What is wrong and what to do: one sentence in English.
    pub reason: String,
}
