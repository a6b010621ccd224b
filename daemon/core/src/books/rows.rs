//! Rows of book lines.
//!
//! ```text
//! b <line u32>            the line, JSON
//! c <line u32>            its history, JSON lines, oldest first
//! ```

use crate::books::BookChanged;
use crate::rows::{RowChange, RowKey, json_line, value};
use kiemke_wire::ids::Position;

pub(crate) fn rows_of(position: Position, changed: &BookChanged) -> Vec<RowChange> {
    let rows = changed.lines.iter().flat_map(|one| {
        let json = serde_json::to_vec(&one.line).expect("a line holds only texts, numbers and lists");
        let line = json_line(&changed.history(position, one));
        [
            RowChange::Put(RowKey::book_line(one.id), value(position, &json)),
            RowChange::Append(RowKey::book_history(one.id), position, line),
        ]
    });
    rows.collect()
}
