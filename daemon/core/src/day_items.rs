//! T11 of units at the ends of days, one row a unit and month, so that a year of it is read in thirteen rows:
//!
//! ```text
//! m <unit u32> <month u32>     [ day · ten numbers ], in the order of recording
//! ```
//! A day stands in a unit's row when its numbers are others than before, and all that is not zero stands on the first day of
//! a month that is kept; so what has no row in a month had nothing in it, and nobody looks further back. The root stands on
//! each day that is kept. A day on which nobody counted, because the daemon was off, is told by the last one that was kept.

use crate::cold::Day;
use crate::entry::Entry;
use crate::packing::{Packer, Unpacker};
use crate::query::{Scene, day_items};
use crate::readiness::items::ItemCounts;
use crate::rows::{BadRow, RowChange, RowKey, records};
use kiemke_wire::ids::{Position, UnitKey};
use kiemke_wire::time::UnixMs;
use serde::{Deserialize, Serialize};

/// How many months back the last kept day is looked for, as for counts of people.
const MONTHS_BACK: u32 = 13;

/// Numbers of units that were counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayItems {
    /// When.
    pub at: UnixMs,
    /// The day at whose end they were so.
    pub day: Day,
    /// The numbers.
    pub units: Vec<UnitItems>,
}

/// The numbers of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitItems {
    /// The unit.
    pub unit: UnitKey,
    /// As [`ItemCounts::numbers`] has them.
    pub numbers: [u64; 10],
}

/// Numbers as a row holds them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeptItems {
    /// The day.
    pub day: Day,
    /// The numbers.
    pub counts: ItemCounts,
}

/// The row of a unit that tells of a day.
pub fn item_row(unit: UnitKey, day: Day) -> RowKey {
    key(unit, day.months())
}

/// The rows of a unit that tell of these days: from this key to that one, which is outside.
pub fn item_rows(unit: UnitKey, from: Day, to: Day) -> (RowKey, RowKey) {
    (key(unit, from.months()), key(unit, to.months() + 1))
}

/// The rows of the months before a day, the nearest first, in which the last kept day before it may stand.
pub fn item_rows_before(unit: UnitKey, day: Day) -> impl Iterator<Item = RowKey> {
    let first = day.months();
    (1..=MONTHS_BACK).map_while(move |back| Some(key(unit, first.checked_sub(back)?)))
}

/// Reads a row.
///
/// # Errors
/// When the row is not what it should be.
pub fn kept_items(key: &[u8], row: &[u8]) -> Result<Vec<KeptItems>, BadRow> {
    records(key, row, unpack)
}

/// What is to be kept of the day of a scene: the numbers of each unit that are not what stands already, the root's last,
/// because with it the day is kept. `standing` reads what a unit's row holds.
///
/// # Errors
/// Those of `standing`.
pub fn items_to_keep<E>(
    scene: &Scene<'_>,
    mut standing: impl FnMut(RowKey) -> Result<Vec<KeptItems>, E>,
) -> Result<Vec<UnitItems>, E> {
    let day = scene.today().day;
    let mut made = Vec::new();
    for (unit, counts) in day_items(scene) {
        let held = standing(item_row(unit, day))?;
        let held = held.last().map_or(ItemCounts::default(), |kept| kept.counts);
        if held != counts || unit == UnitKey::ROOT {
            made.push(UnitItems {
                unit,
                numbers: counts.numbers(),
            });
        }
    }
    Ok(made)
}

/// What the rows of a unit hold, found by day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemDays(Vec<KeptItems>);

impl ItemDays {
    /// Of what rows hold, the oldest month first.
    pub fn of(kept: Vec<KeptItems>) -> Self {
        Self(kept)
    }

    /// The numbers on a day that is kept.
    pub fn on(&self, kept: Day) -> ItemCounts {
        let held = self
            .newest(kept)
            .filter(|held| held.day.months() == kept.months());
        held.map_or(ItemCounts::default(), |held| held.counts)
    }

    /// Of the root: the last day up to this one that is kept.
    pub fn kept_day(&self, day: Day) -> Option<Day> {
        self.newest(day).map(|held| held.day)
    }

    /// Of the root: the first day that is kept.
    pub fn first(&self) -> Option<Day> {
        self.0.first().map(|held| held.day)
    }

    fn newest(&self, day: Day) -> Option<&KeptItems> {
        // What was recorded twice of a day was cut short the first time.
        let behind = self.0.partition_point(|held| held.day <= day);
        self.0.get(behind.checked_sub(1)?)
    }
}

pub(crate) fn rows_of(position: Position, entry: &Entry, rows: &mut Vec<RowChange>) {
    let Entry::ItemsCounted(made) = entry else { return };
    rows.extend(made.units.iter().map(|items| {
        let mut packer = Packer::default();
        packer.signed(made.day.0.into());
        items.numbers.iter().for_each(|number| packer.number(*number));
        RowChange::Append(item_row(items.unit, made.day), position, packer.into_bytes())
    }));
}

fn unpack(reader: &mut Unpacker<'_>) -> Option<KeptItems> {
    let day = Day(i32::try_from(reader.signed()?).ok()?);
    let mut numbers = [0; 10];
    for number in &mut numbers {
        *number = reader.number()?;
    }
    Some(KeptItems {
        day,
        counts: ItemCounts::of_numbers(numbers),
    })
}

fn key(unit: UnitKey, month: u32) -> RowKey {
    let mut key = vec![b'm'];
    key.extend_from_slice(&unit.0.to_be_bytes());
    key.extend_from_slice(&month.to_be_bytes());
    RowKey(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::value;
    use proptest::prelude::*;

    const UNIT: UnitKey = UnitKey(7);

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    /// Rows by key, of entries as the journal holds them.
    fn told(entries: &[(Day, [u64; 10])]) -> Vec<KeptItems> {
        let mut told = Vec::new();
        for (day, numbers) in entries {
            let entry = Entry::ItemsCounted(Box::new(DayItems {
                at: UnixMs(0),
                day: *day,
                units: vec![UnitItems {
                    unit: UNIT,
                    numbers: *numbers,
                }],
            }));
            let entry: Entry = serde_json::from_str(&serde_json::to_string(&entry).unwrap()).unwrap();
            let mut rows = Vec::new();
            rows_of(Position(9), &entry, &mut rows);
            for change in rows {
                let RowChange::Append(key, position, bytes) = change else {
                    unreachable!()
                };
                assert_eq!(key, item_row(UNIT, *day));
                told.extend(kept_items(&key.0, &value(position, &bytes)).unwrap());
            }
        }
        told
    }

    proptest! {
        #[test]
        fn numbers_come_back(numbers in any::<[u64; 10]>()) {
            let kept = told(&[(Day(20_000), numbers)]);
            prop_assert_eq!(kept[0].counts.numbers(), numbers);
            prop_assert_eq!(kept[0].counts, ItemCounts::of_numbers(numbers));
        }
    }

    #[test]
    fn a_day_is_told_by_what_stands_in_its_month() {
        let days = ItemDays::of(told(&[
            (day("2026-10-05"), [1; 10]),
            (day("2026-10-20"), [2; 10]),
            // The night was cut short, and counted anew.
            (day("2026-12-01"), [3; 10]),
            (day("2026-12-01"), [4; 10]),
        ]));
        for (on, expected) in [
            ("2026-10-04", 0),
            ("2026-10-05", 1),
            ("2026-10-19", 1),
            ("2026-10-31", 2),
            // All that is not nothing stands in the row of its month.
            ("2026-11-03", 0),
            ("2026-12-01", 4),
            ("2026-12-31", 4),
        ] {
            assert_eq!(days.on(day(on)).numbers(), [expected; 10], "{on}");
        }
        assert_eq!(days.first(), Some(day("2026-10-05")));
        assert_eq!(days.kept_day(day("2026-11-03")), Some(day("2026-10-20")));
        assert_eq!(days.kept_day(day("2026-10-04")), None);
    }

    #[test]
    fn the_last_kept_day_is_looked_for_in_the_months_before() {
        let before: Vec<RowKey> = item_rows_before(UNIT, day("2026-01-15")).collect();
        assert_eq!(before.len(), 13);
        assert_eq!(before[0], item_row(UNIT, day("2025-12-31")));
        assert_eq!(before[12], item_row(UNIT, day("2024-12-01")));
        let (from, to) = item_rows(UNIT, day("2025-12-31"), day("2026-01-15"));
        assert!(from <= before[0] && item_row(UNIT, day("2026-01-15")) < to);
    }
}
