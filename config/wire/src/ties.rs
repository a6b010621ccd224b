//! Words of ties: a machine that agents observe and the record that says what a school owns are one thing.

use crate::equipment::Category;
use crate::ids::{EquipmentId, MachineId};
use crate::review::Relation;
use crate::view::UnitView;
use serde::{Deserialize, Serialize};

/// What is compared between a machine and a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TieGround {
    /// The code on the sticker: the machine's name, or the tag that its firmware holds.
    Code,
    /// The serial number.
    Serial,
    /// The maker.
    Maker,
    /// The kind: a desktop computer, a laptop.
    Kind,
    /// The room.
    Room,
    /// The seat in that room.
    Seat,
}

impl TieGround {
    /// Every one, in the order in which they are shown.
    pub const ALL: [Self; 6] = [
        Self::Code,
        Self::Serial,
        Self::Maker,
        Self::Kind,
        Self::Room,
        Self::Seat,
    ];
}

/// How machine and record stand to each other in one point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TieReason {
    /// In which.
    pub ground: TieGround,
    /// How.
    pub relation: Relation,
}

/// A machine without a record and a record without a machine that may be one thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TieRow {
    /// The machine.
    pub machine: TieMachine,
    /// The record.
    pub record: TieRecord,
    /// Point by point, those that either side says something about.
    pub reasons: Vec<TieReason>,
    /// Whether code or serial number are the same, nothing differs, both are of one school, and no other pair has one
    /// of the two.
    pub sure: bool,
    /// Other pairs with one of the two.
    #[serde(default)]
    pub rivals: u32,
}

/// One side of a [`TieRow`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TieMachine {
    /// Its number.
    pub id: MachineId,
    /// What it is called.
    pub name: String,
    /// Where it belongs.
    pub unit: UnitView,
    /// Its seat in the room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<u16>,
    /// Kind of chassis, such as `laptop`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chassis_kind: Option<String>,
    /// Maker and model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Serial numbers and tags that its firmware holds, as it writes them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub serials: Vec<String>,
}

/// The other side of a [`TieRow`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TieRecord {
    /// Its number.
    pub id: EquipmentId,
    /// What it is called.
    pub name: String,
    /// Where it stands.
    pub unit: UnitView,
    /// What kind of thing.
    pub category: Category,
    /// The code on its sticker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Who made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maker: Option<String>,
    /// Model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The maker's serial number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial: Option<String>,
    /// The seat in the room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<u16>,
}

/// `GET /v1/ties`: what waits between machines and records of a unit and all below.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TiesView {
    /// Pairs that may be one thing, the sure ones first; one page.
    pub items: Vec<TieRow>,
    /// How many there are, by the filter.
    pub total: u64,
    /// How many of all are sure.
    pub sure: u64,
    /// Cursor of the next page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// Machines that no record speaks of; among them are those of the pairs.
    pub machines_without_record: u64,
    /// Records of things in which an agent could be, which no machine is tied to and no stocktake has found.
    pub records_never_seen: u64,
    /// Whether the unit has so many machines without a record that only the first were compared.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub partial: bool,
}

/// A machine and a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TiePair {
    /// The machine.
    pub machine: MachineId,
    /// The record.
    pub record: EquipmentId,
}

/// `POST /v1/ties`: machines and records are one thing, each pair; all of it, or nothing. Exactly one of the two is named.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfirmTies {
    /// These.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pairs: Vec<TiePair>,
    /// All that are sure at and below a unit, by key, code or path; an empty name: all that are the asker's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sure_of: Option<String>,
}

/// `POST /v1/ties/apart`: they are not one thing, and are no longer proposed; or may be proposed again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeepApart {
    /// The machine.
    pub machine: MachineId,
    /// The record.
    pub record: EquipmentId,
    /// Whether an earlier answer is taken back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub undo: bool,
}

/// `POST /v1/ties/records`: records are made of machines that have none. Exactly one of the two is named.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordMachines {
    /// These.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub machines: Vec<MachineId>,
    /// All at and below a unit that have no record and are in no pair, by key, code or path; an empty name: all that are
    /// the asker's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub all_of: Option<String>,
}
