//! The sheet of a stocktake: what stands in the books, what was counted, and the difference, line by line. The forms for
//! signature (C53-HD and that of tools and supplies) fill their columns from it; it knows no column.

use crate::stocktake::{Count, Found, count};
use kiemke_wire::equipment::{Category, Condition};
use kiemke_wire::ids::{EquipmentId, UnitKey};
use kiemke_wire::stocktake::{CountEvent, CountId, CountTotals, Expectation, ItemState};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The sheet. Its lines are sorted by kind of thing, name and record, those without a record at the end of their place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// One line a thing.
    pub lines: Vec<SheetLine>,
    /// All of it in numbers.
    pub totals: CountTotals,
}

/// A line of the sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetLine {
    /// The record; none for what is too much.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<EquipmentId>,
    /// What kind of thing; unknown for what is too much.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<Category>,
    /// What it is called; what was said of it, for what is too much.
    pub name: String,
    /// The code on its sticker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Where it should be; where it was found, for what is too much.
    pub room: UnitKey,
    /// By the records.
    pub booked: Side,
    /// By the count.
    pub counted: Side,
    /// What is to be said of it.
    pub note: SheetNote,
    /// Where it was found, when that is elsewhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub found_in: Vec<UnitKey>,
    /// How good it is, when somebody said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
}

/// A number of things and what they cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    /// How many.
    pub quantity: u32,
    /// What they cost together, đồng; absent when somebody does not know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_dong: Option<u64>,
}

/// What a line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SheetNote {
    /// As it should be.
    Matched,
    /// There, and not as it should be.
    Damaged,
    /// There, in another place.
    Misplaced,
    /// There, in a place that nobody settled.
    FoundTwice,
    /// Not there.
    Missing,
    /// Nobody looked.
    NotYetCounted,
    /// Lent or in repair: in the books, and counted by the paper.
    Away,
    /// There, and not among what is to be accounted for.
    FromElsewhere,
    /// There, and in no record.
    Surplus,
}

impl SheetLine {
    /// Counted more than booked.
    pub fn surplus(&self) -> u32 {
        self.counted.quantity.saturating_sub(self.booked.quantity)
    }

    /// Booked more than counted.
    pub fn shortage(&self) -> u32 {
        self.booked.quantity.saturating_sub(self.counted.quantity)
    }
}

/// The sheet of a stocktake as far as it is.
pub fn sheet(expected: &Expectation, events: &BTreeMap<CountId, CountEvent>) -> Sheet {
    let result = count(&expected.items, events);
    let mut lines = of_items(expected, &result);
    lines.sort_by(|one, other| {
        let order = |line: &SheetLine| (line.category.clone(), line.name.clone(), line.record);
        order(one).cmp(&order(other))
    });
    lines.extend(result.surplus.iter().map(|surplus| SheetLine {
        record: None,
        category: None,
        name: surplus.notes.join("; "),
        code: Some(surplus.code.clone()),
        room: surplus.room,
        booked: Side::default(),
        counted: Side {
            quantity: 1,
            cost_dong: None,
        },
        note: SheetNote::Surplus,
        found_in: Vec::new(),
        condition: None,
    }));
    Sheet {
        lines,
        totals: result.totals,
    }
}

fn of_items(expected: &Expectation, result: &Count) -> Vec<SheetLine> {
    let by_record: BTreeMap<EquipmentId, &Found> =
        result.items.iter().map(|item| (item.record, item)).collect();
    let lines = expected.items.iter().filter_map(|item| {
        let found = by_record.get(&item.record)?;
        let one = Side {
            quantity: 1,
            cost_dong: item.cost_dong,
        };
        // What is lent or being repaired is there by its paper.
        let is_there = found.state.is_found() || found.state == ItemState::Away;
        Some(SheetLine {
            record: Some(item.record),
            category: Some(item.category.clone()),
            name: item.name.clone(),
            code: item.code.clone(),
            room: item.room,
            // Things of places that are not counted stand in another sheet.
            booked: if item.in_scope { one } else { Side::default() },
            counted: if is_there { one } else { Side::default() },
            note: if item.in_scope {
                note(found.state)
            } else {
                SheetNote::FromElsewhere
            },
            found_in: found
                .rooms
                .iter()
                .copied()
                .filter(|room| *room != item.room)
                .collect(),
            condition: found.condition,
        })
    });
    lines.collect()
}

fn note(state: ItemState) -> SheetNote {
    match state {
        ItemState::Matched => SheetNote::Matched,
        ItemState::Damaged => SheetNote::Damaged,
        ItemState::Misplaced => SheetNote::Misplaced,
        ItemState::FoundTwice => SheetNote::FoundTwice,
        ItemState::Missing => SheetNote::Missing,
        ItemState::NotYetCounted => SheetNote::NotYetCounted,
        ItemState::Away => SheetNote::Away,
    }
}
