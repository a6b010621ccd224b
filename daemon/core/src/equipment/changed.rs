//! What the journal and the histories hold of changed records.

use kiemke_wire::equipment::{Act, FieldChange, HistoryLine, Record};
use kiemke_wire::ids::{EquipmentId, Position, TokenId};
use kiemke_wire::time::UnixMs;
use serde::{Deserialize, Serialize};

/// Records were made or changed by one action.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EquipmentChanged {
    /// When it was entered.
    pub at: UnixMs,
    /// By which token; nobody's for the administrator at the machine itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<TokenId>,
    /// What was done.
    pub act: Act,
    /// The entry that this one takes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<Position>,
    /// The records.
    pub records: Vec<ChangedRecord>,
}

/// One record as it is from now on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ChangedRecord {
    /// Which; the next number for a new one.
    pub id: EquipmentId,
    /// The whole record.
    pub record: Record,
    /// In what it differs from what it was; nothing for a new one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<FieldChange>,
}

impl EquipmentChanged {
    /// The line for the history of one of its records.
    pub(crate) fn line(&self, entry: Position, changed: &ChangedRecord) -> HistoryLine {
        HistoryLine {
            entry,
            at: self.at,
            by: self.by,
            by_name: None,
            act: self.act.clone(),
            undoes: self.undoes,
            records: self.records.len() as u32,
            changes: changed.changes.clone(),
        }
    }
}
