use crate::time::UnixMs;
use crate::view::{UnitView, Verdict};
use serde::{Deserialize, Serialize};

/// `GET /v1/items`: T11 of a unit and all below: what of its facilities, equipment and other things is managed by a
/// digital record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ItemsView {
    /// The unit.
    pub unit: UnitView,
    /// The moment for which this holds.
    pub at: UnixMs,
    /// All classes together.
    pub whole: ClassItems,
    /// Facilities, equipment, other things.
    pub classes: Vec<ClassItems>,
    /// Kind by kind, those of which there is something.
    pub categories: Vec<CategoryItems>,
    /// Schools whose book was not entered: nothing above them is proved.
    pub no_book: Vec<UnitView>,
    /// How many there are, beside those listed too.
    pub no_book_total: u64,
}

/// The items of a class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClassItems {
    /// `facility`, `equipment` or `other`; absent for all together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// By number.
    pub by_number: ItemShare,
    /// By cost, đồng, of items that have one.
    pub by_cost: ItemShare,
    /// Items without a cost.
    pub without_cost: u64,
}

/// What is managed, between two bounds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ItemShare {
    /// Records of level 3 or 4.
    pub managed: u64,
    /// Records of any level.
    pub recorded: u64,
    /// Items known to exist at least.
    pub low: u64,
    /// At most.
    pub high: u64,
    /// `managed / high` in percent, rounded down; null when there is nothing.
    pub low_pct: Option<f64>,
    /// `managed / low` in percent, at most 100, rounded up; null when there is nothing.
    pub high_pct: Option<f64>,
    /// The target in percent.
    pub target_pct: f64,
    /// What follows.
    pub verdict: Verdict,
}

/// The items of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryItems {
    /// The kind, by its code; empty for what is in no list.
    pub category: String,
    /// Records of level 1, 2, 3 and 4.
    pub records: [u64; 4],
    /// All of them (E).
    pub recorded: u64,
    /// Items in the book (B).
    pub book: u64,
    /// Items in the book that no record covers (b), which are known only as a quantity: level 0.
    pub without_record: u64,
    /// Items found by agents without a record (F).
    pub found: u64,
    /// What the items in the book cost, đồng, as far as they have a cost.
    pub book_dong: u64,
}
