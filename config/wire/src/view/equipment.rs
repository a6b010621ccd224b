use crate::date::Date;
use crate::equipment::{Act, Document, Record};
use crate::ids::{EquipmentId, Position};
use crate::view::{Renewal, UnitView};
use serde::{Deserialize, Serialize};

/// One equipment record, in a list or by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EquipmentRow {
    /// Its number.
    pub id: EquipmentId,
    /// The entry that last changed it.
    pub etag: Position,
    /// Where it stands.
    pub unit: UnitView,
    /// Its record level, 1 to 4.
    #[serde(default)]
    pub level: u8,
    /// By when it is to be replaced, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renewal: Option<Renewal>,
    /// What is known of it.
    pub record: Record,
}

/// Body of `POST /v1/equipment`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiveEquipment {
    /// The records to be made.
    pub records: Vec<Record>,
    /// The paper by which they came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Document>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When they came, if not today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Date>,
}

/// Body of `POST /v1/equipment/actions`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActOnEquipment {
    /// The records.
    pub ids: Vec<EquipmentId>,
    /// What is done with each.
    pub act: Act,
}

/// Body of `POST /v1/equipment/undo`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UndoEquipment {
    /// The entry that is taken back.
    pub entry: Position,
}

/// What became of a wish to change records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EquipmentChange {
    /// The entry, by which it can be taken back; absent when nothing changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<Position>,
    /// The records that changed.
    pub ids: Vec<EquipmentId>,
    /// How many of them are new.
    pub made: u64,
}
