//! Stocktakes as people and programs see and write them: the JSON of `/v1/stocktakes`.

use crate::date::Date;
use crate::equipment::{Category, Condition, Document};
use crate::ids::{EquipmentId, Position, StocktakeId, TokenId, UnitKey};
use crate::stocktake::{CountEvent, CountId, CountTotals, ItemState, Member, PackNumber};
use crate::time::UnixMs;
use crate::view::UnitView;
use serde::{Deserialize, Serialize};

/// Body of `POST /v1/stocktakes`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenStocktake {
    /// The school, by key, code or path.
    pub unit: String,
    /// What it is called, such as `Kiểm kê cuối năm 2026`.
    pub name: String,
    /// The places that are counted, by key, code or path; all of the school when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rooms: Vec<String>,
    /// Who counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub committee: Vec<Member>,
    /// The paper that orders it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Document>,
    /// The day as of which it is taken; today when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Date>,
    /// When the next one is due; a year later when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_due_on: Option<Date>,
    /// Whether a report of the agent in a thing, made while it is counted, stands for finding it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub agents_count: bool,
}

/// A stocktake in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StocktakeRow {
    /// Which.
    pub id: StocktakeId,
    /// To be sent back as `If-Match` with what ends it.
    pub etag: Position,
    /// The school.
    pub unit: UnitView,
    /// What it is called.
    pub name: String,
    /// The day as of which it is taken.
    pub on: Date,
    /// Whether all of the school is counted.
    pub whole: bool,
    /// When it was opened.
    pub opened_at: UnixMs,
    /// When it was closed; absent while it is counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<UnixMs>,
    /// When the next one is due.
    pub next_due_on: Date,
    /// Things that must be accounted for.
    pub expected: u32,
    /// What was written down so far.
    pub events: u32,
    /// Packs that are out.
    pub packs_out: u32,
    /// The result; absent while it is counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub totals: Option<CountTotals>,
}

/// One stocktake. Names of people are only for those who keep records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StocktakeDetail {
    /// As in the list.
    #[serde(flatten)]
    pub row: StocktakeRow,
    /// The result so far, or at its end.
    pub now: CountTotals,
    /// The places that are counted, each with how far it is.
    pub rooms: Vec<RoomRow>,
    /// Whether agents' reports stand for finding a thing.
    pub agents_count: bool,
    /// The paper that orders it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Document>,
    /// The paper that ended it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<Document>,
    /// Who counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub committee: Vec<Member>,
    /// Who signed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signatures: Vec<Signature>,
    /// What was given out to be counted without a line.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub packs: Vec<PackView>,
}

/// How far a place is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomRow {
    /// Which.
    pub unit: UnitView,
    /// Whether it is one of those that are counted.
    pub in_scope: bool,
    /// Whether it was counted through.
    pub done: bool,
    /// Things that should be here, by state.
    pub totals: CountTotals,
    /// Things of other places that were found here.
    pub strangers: u32,
}

/// A thing with what is known of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemView {
    /// Its record.
    pub record: EquipmentId,
    /// The code on its sticker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What it is called.
    pub name: String,
    /// Where it should be.
    pub room: UnitKey,
    /// The seat there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<u16>,
    /// Whether it must be accounted for.
    pub in_scope: bool,
    /// It had been given up for lost when the stocktake was opened.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub lost: bool,
    /// What is known of it.
    pub state: ItemState,
    /// Where it was found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub found_in: Vec<UnitKey>,
    /// How good it is, when somebody said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
}

/// A code that no expected thing carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurplusView {
    /// The code, as it was first read.
    pub code: String,
    /// Where.
    pub room: UnitKey,
    /// What was said of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// `GET /v1/stocktakes/{id}/scans?room=`: what is known of everything that should be in a place or was found there; of
/// all places without `room`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanStates {
    /// The entry up to which it tells.
    pub etag: Position,
    /// Things, by record.
    pub items: Vec<ItemView>,
    /// Codes that nothing expected carries.
    pub surplus: Vec<SurplusView>,
    /// The places, with the names that they had when the stocktake was opened.
    pub rooms: Vec<RoomRow>,
}

/// Body of `POST /v1/stocktakes/{id}/scans`. Events that are known already change nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PutScans {
    /// What was written down.
    pub events: Vec<CountEvent>,
}

/// What became of what was written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScansTaken {
    /// The entry that last changed the stocktake.
    pub etag: Position,
    /// How many were new.
    pub taken: u32,
    /// They came after the end: they are kept, and count nowhere.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub late: bool,
    /// What is known now of each scan, in their order; other events have none.
    pub outcomes: Vec<ScanOutcome>,
    /// The result so far.
    pub totals: CountTotals,
}

/// What is known of a code that was scanned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanOutcome {
    /// The event.
    pub event: CountId,
    /// The code as it was read.
    pub code: String,
    /// Where.
    pub room: UnitKey,
    /// What it is.
    #[serde(flatten)]
    pub state: CodeState,
}

/// What a scanned code is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum CodeState {
    /// An expected thing.
    Item {
        /// Which.
        item: ItemView,
        /// Whether it had been scanned in this place before.
        again: bool,
    },
    /// No expected thing.
    Surplus,
    /// The scan was taken back.
    Withdrawn,
}

/// Body of `POST /v1/stocktakes/{id}/packs`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GivePack {
    /// Who takes it along.
    pub holder: String,
    /// The places that he is to count, by key, code or path; all when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rooms: Vec<String>,
}

/// Body of `POST /v1/stocktakes/{id}/packs/{pack}`: a pack comes back, in one go or in parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BringPack {
    /// What was written down in it.
    pub events: Vec<CountEvent>,
    /// Whether nothing more comes: it is back then.
    pub last: bool,
}

/// A pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackView {
    /// Its number.
    pub pack: PackNumber,
    /// Who has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    /// When it was given out.
    pub given_at: UnixMs,
    /// What it is to count; all when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rooms: Vec<UnitKey>,
    /// What has become of it.
    pub state: PackState,
    /// When it came back, or was given up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<UnixMs>,
    /// Events that came from it after the stocktake was closed: they count nowhere, and somebody has to look at them.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub late_events: u32,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// `GET /v1/stocktakes/{id}/packs/{pack}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackDetail {
    /// As in the list.
    #[serde(flatten)]
    pub pack: PackView,
    /// What came after the end: each scan with what its thing had been counted as.
    pub late: Vec<ScanOutcome>,
}

/// What has become of a pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PackState {
    /// Somebody counts with it.
    Out,
    /// All that was written down in it is known.
    Back,
    /// The stocktake was closed without it.
    Abandoned,
    /// It came back after that.
    Late,
}

/// Body of `POST /v1/stocktakes/{id}/close`. Needs `If-Match`. What is not named here stays a difference on the sheets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CloseStocktake {
    /// The report, by which all of the following is done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<Document>,
    /// Who signed it.
    pub signatures: Vec<Signature>,
    /// Holders of packs that are out and do not come back.
    pub abandon: Vec<String>,
    /// Misplaced things that stand from now on where they were found.
    #[serde(rename = "move")]
    pub moved: Vec<EquipmentId>,
    /// Missing things that are lost.
    pub lost: Vec<EquipmentId>,
    /// Found things that had been given up for lost.
    pub found_again: Vec<EquipmentId>,
    /// Damaged things that do not work.
    pub broken: Vec<EquipmentId>,
    /// Surplus things that get a record.
    pub records: Vec<MakeRecord>,
}

/// A surplus thing gets a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MakeRecord {
    /// Its code, as it was read; the record's sticker.
    pub code: String,
    /// Where it was found.
    pub room: UnitKey,
    /// What it is called.
    pub name: String,
    /// What kind of thing.
    pub category: Category,
}

/// Someone signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// The name.
    pub name: String,
    /// What he is on the committee, or at the school.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// When; on the day of closing when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Date>,
}

/// What became of a wish to change a stocktake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StocktakeChanged {
    /// Which.
    pub id: StocktakeId,
    /// The entry that last changed it.
    pub etag: Position,
    /// Entries by which equipment records changed, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<Position>,
    /// The result.
    pub totals: CountTotals,
}

/// A line of a stocktake's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StocktakeLine {
    /// The entry.
    pub entry: Position,
    /// When.
    pub at: UnixMs,
    /// By which token; nobody's for the administrator at the machine itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<TokenId>,
    /// What was done.
    pub step: StocktakeStep,
    /// With which pack.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pack: Option<PackNumber>,
    /// How many events came with it.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub events: u32,
}

/// What can happen to a stocktake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StocktakeStep {
    /// It was opened.
    Opened,
    /// Something was written down.
    Counted,
    /// A pack was given out.
    PackGiven,
    /// A pack is back.
    PackBack,
    /// Something came from a pack after the end.
    PackLate,
    /// It was closed.
    Closed,
}
