//! Rows of records.
//!
//! ```text
//! e <record u32>          the record, JSON
//! j <record u32>          its history, JSON lines, oldest first
//! ```

use crate::entry::Entry;
use crate::equipment::EquipmentChanged;
use crate::rows::{RowChange, RowKey, json_line, value};
use kiemke_wire::ids::Position;

pub(crate) fn rows_of(position: Position, entry: &Entry, rows: &mut Vec<RowChange>) {
    let Entry::EquipmentChanged(changed) = entry else {
        return;
    };
    rows.extend(
        changed
            .records
            .iter()
            .flat_map(|record| record_rows(position, changed, record)),
    );
}

fn record_rows(
    position: Position,
    changed: &EquipmentChanged,
    record: &crate::equipment::ChangedRecord,
) -> [RowChange; 2] {
    let json = serde_json::to_vec(&record.record).expect("a record holds only texts, numbers and lists");
    let line = json_line(&changed.line(position, record));
    [
        RowChange::Put(RowKey::equipment(record.id), value(position, &json)),
        RowChange::Append(RowKey::equipment_history(record.id), position, line),
    ]
}
