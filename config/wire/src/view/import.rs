use crate::ids::EquipmentId;
use serde::{Deserialize, Serialize};

/// What an import did, or would do: the answer of `POST /v1/import/{kind}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReport {
    /// The kind of table, such as `units`.
    pub kind: String,
    /// The template whose columns were found, where a kind of table has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
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
    /// People who are marked as left because no row names them.
    #[serde(default, skip_serializing_if = "is_none")]
    pub left: u64,
    /// The rows, in order.
    pub items: Vec<ImportRow>,
    /// Rows that are not among `items`, because there are too many.
    #[serde(default)]
    pub left_out: u64,
    /// How the text was written, such as `tcvn3`; absent for workbooks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<EncodingGuess>,
    /// What follows for equipment records; only books say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub records: Option<RecordsFollow>,
    /// What only a person can answer: without an answer the row is taken in, and ties to no record.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<ImportQuestion>,
    /// Questions that are not listed, because there are too many.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub questions_left_out: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands references")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// How a text file is written, as its bytes tell or as the asker said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EncodingGuess {
    /// The name: `utf-8`, `utf-16le`, `utf-16be`, `windows-1258`, `tcvn3` or `vni`.
    pub name: String,
    /// Whether nothing but the letters tells: then it wants to be confirmed before anything is written.
    pub guessed: bool,
    /// A text of the file read so, by which a person can tell.
    pub sample: String,
}

/// What an import of a book does to equipment records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordsFollow {
    /// Records that are made, one for each thing of a line.
    pub made: u64,
    /// Records that are there and hang on a line from now on.
    pub tied: u64,
    /// Things of the lines that have no record afterwards.
    pub without: u64,
}

/// A question that an import cannot answer: which record a row is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportQuestion {
    /// The row in the sheet, from 1; the answer names it.
    pub row: u32,
    /// Why it is asked: `same_name`, `same_serial`, `several_codes` or `taken`.
    pub code: String,
    /// What the row calls the thing.
    pub name: String,
    /// The records that may be meant.
    pub candidates: Vec<EquipmentId>,
    /// How many may be meant, beside those listed too.
    pub candidates_total: u64,
}

fn is_none(count: &u64) -> bool {
    *count == 0
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
