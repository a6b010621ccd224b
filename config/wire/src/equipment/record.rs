use crate::date::Date;
use crate::ids::{BookLineId, MachineId, UnitKey};
use serde::{Deserialize, Serialize};

/// A kind of thing, by its code in the shipped list (`desktop`, `projector`, …), which is data.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Category(pub String);

/// What has become of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EquipmentState {
    /// Used where it stands.
    InUse,
    /// Kept, not used.
    InStore,
    /// With a person who gives it back.
    Lent,
    /// Does not work.
    Broken,
    /// With whoever repairs it.
    InRepair,
    /// Proposed for disposal.
    ToBeDisposed,
    /// No longer owned.
    Disposed,
    /// Nobody knows where it is.
    Lost,
}

impl EquipmentState {
    /// All, in the order in which lists show them.
    pub const ALL: [Self; 8] = [
        Self::InUse,
        Self::InStore,
        Self::Lent,
        Self::Broken,
        Self::InRepair,
        Self::ToBeDisposed,
        Self::Disposed,
        Self::Lost,
    ];

    /// The word on the wire.
    pub fn code(self) -> &'static str {
        match self {
            Self::InUse => "in_use",
            Self::InStore => "in_store",
            Self::Lent => "lent",
            Self::Broken => "broken",
            Self::InRepair => "in_repair",
            Self::ToBeDisposed => "to_be_disposed",
            Self::Disposed => "disposed",
            Self::Lost => "lost",
        }
    }
}

/// How good a thing still is, as whoever counts it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// As it should be.
    Good,
    /// Works with faults.
    Usable,
    /// Hardly works.
    Poor,
    /// Cannot be used.
    Unusable,
}

/// Who has a thing.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// A person, by code in the roster.
    Person(String),
    /// The pupils of a computer lab, by turns.
    Lab,
    /// All teachers and staff, by turns.
    Staff,
}

/// All that is kept of a thing now. What is not known is absent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The code on its sticker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What it is called.
    pub name: String,
    /// What kind of thing.
    pub category: Category,
    /// Who made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maker: Option<String>,
    /// Model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The maker's serial number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial: Option<String>,
    /// The room, or the site or school while no room is known.
    pub place: UnitKey,
    /// The seat in the room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<u16>,
    /// Who has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<Holder>,
    /// What has become of it.
    pub state: EquipmentState,
    /// How good it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
    /// Where the money came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub funding: Option<String>,
    /// The year in which it was put to use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year_in_use: Option<u16>,
    /// What it cost, đồng.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_dong: Option<u64>,
    /// Why nobody knows what it cost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_unknown_why: Option<String>,
    /// The last day of its warranty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warranty_end: Option<Date>,
    /// The machine that an agent observes in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machine: Option<MachineId>,
    /// The line of the accounting book that it is one of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub book_line: Option<BookLineId>,
    /// Anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// Where its photographs lie.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<String>,
    /// Entered by mistake: kept, and counted nowhere.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub void: bool,
    /// The day of the newest stocktake that found it, by when that was closed. Only a stocktake changes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified_on: Option<Date>,
}

impl Record {
    /// A thing in use, of which nothing is known but what it is and where.
    pub fn of(name: String, category: Category, place: UnitKey) -> Self {
        Self {
            code: None,
            name,
            category,
            maker: None,
            model: None,
            serial: None,
            place,
            seat: None,
            holder: None,
            state: EquipmentState::InUse,
            condition: None,
            funding: None,
            year_in_use: None,
            cost_dong: None,
            cost_unknown_why: None,
            warranty_end: None,
            machine: None,
            book_line: None,
            notes: None,
            photos: Vec::new(),
            void: false,
            verified_on: None,
        }
    }
}
