//! What the journal and the histories hold of changed lines.

use kiemke_wire::book::{BookHistoryLine, BookLine, FieldChange};
use kiemke_wire::ids::{BookLineId, Position, TokenId};
use kiemke_wire::time::UnixMs;
use serde::{Deserialize, Serialize};

/// Lines of books were entered or changed by one table.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BookChanged {
    /// When.
    pub at: UnixMs,
    /// By which token; nobody's for the administrator at the machine itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<TokenId>,
    /// The file from which they came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Box<str>>,
    /// The lines.
    pub lines: Vec<ChangedLine>,
}

/// One line as it is from now on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ChangedLine {
    /// Which; the next number for a new one.
    pub id: BookLineId,
    /// The whole line.
    pub line: BookLine,
    /// In what it differs from what it was; nothing for a new one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<FieldChange>,
}

impl BookChanged {
    /// The line for the history of one of its lines.
    pub(crate) fn history(&self, entry: Position, changed: &ChangedLine) -> BookHistoryLine {
        BookHistoryLine {
            entry,
            at: self.at,
            by: self.by,
            document: self.document.as_deref().map(str::to_owned),
            changes: changed.changes.clone(),
        }
    }
}
