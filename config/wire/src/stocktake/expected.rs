use crate::equipment::Category;
use crate::ids::{BookLineId, EquipmentId, MachineId, UnitKey};
use serde::{Deserialize, Serialize};

/// What a school should have, as it stood when the stocktake was opened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expectation {
    /// The places that are counted, and others in which something should be.
    pub rooms: Vec<ExpectedRoom>,
    /// Its things, by record: those of rooms that are not counted too, so that they are known when they turn up.
    pub items: Vec<ExpectedItem>,
    /// What its accounting books say of what is counted, by line.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<ExpectedLine>,
    /// Whether the school keeps such a book: then a thing on no line of it stands in none.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub has_book: bool,
}

/// A line of a book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpectedLine {
    /// Which.
    pub line: BookLineId,
    /// How many things of it should be there: all that are left, or those of the places that are counted.
    pub quantity: u32,
    /// What they cost, đồng.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_dong: Option<u64>,
    /// What they are still worth by the book, đồng.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remaining_dong: Option<u64>,
}

/// A place of the school.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpectedRoom {
    /// Which.
    pub room: UnitKey,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whether it is counted in this stocktake.
    pub in_scope: bool,
}

/// A thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpectedItem {
    /// Its record.
    pub record: EquipmentId,
    /// The code on its sticker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The maker's serial number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial: Option<String>,
    /// What it is called.
    pub name: String,
    /// What kind of thing.
    pub category: Category,
    /// Where it should be.
    pub room: UnitKey,
    /// The seat there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<u16>,
    /// Whether it must be accounted for: its room is counted, and it had not been given up for lost.
    pub in_scope: bool,
    /// It had been given up for lost.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub lost: bool,
    /// It was lent or in repair, by a paper: nobody looks for it in its room.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub away: bool,
    /// What it cost, đồng.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_dong: Option<u64>,
    /// The machine that an agent observes in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machine: Option<MachineId>,
    /// The line of a book on which it hangs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub book_line: Option<BookLineId>,
}
