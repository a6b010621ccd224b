//! The ends of days of a site, one row a year:
//!
//! ```text
//! v <site u32> <year u32>      [ day · count · [ level u8 · group u8 · facts ] ], in the order of recording
//! ```
//! A day stands in it only when something was other than at the end of the day before.

use crate::cold::Day;
use crate::entry::Entry;
use crate::leaves::made::LeafMade;
use crate::leaves::packed_day::{pack_day, unpack_day};
use crate::packing::{Packer, Unpacker};
use crate::rows::{BadRow, RowChange, RowKey, payload};
use kiemke_wire::ids::{Position, UnitKey};

/// The leaves of a site at the end of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastDay {
    /// The day.
    pub day: Day,
    /// All of them.
    pub leaves: Vec<LeafMade>,
}

/// All rows of a site up to a day: from this key to that one, which is outside. A day stands for those behind it until
/// another one does, however many years.
pub fn leaf_rows(site: UnitKey, to: Day) -> (RowKey, RowKey) {
    (key(site, 0), key(site, year(to).saturating_add(1)))
}

/// Reads the days in a row.
///
/// # Errors
/// When the row is not what it should be.
pub fn past_leaves(key: &[u8], row: &[u8]) -> Result<Vec<PastDay>, BadRow> {
    let bad = || BadRow::of(&RowKey(key.to_vec()));
    let mut reader = Unpacker::new(payload(row).ok_or_else(bad)?);
    let mut days = Vec::new();
    while !reader.is_empty() {
        let (day, leaves) = unpack_day(&mut reader).ok_or_else(bad)?;
        days.push(PastDay { day, leaves });
    }
    Ok(days)
}

pub(crate) fn rows_of(position: Position, entry: &Entry, rows: &mut Vec<RowChange>) {
    let Entry::LeavesMade(made) = entry else { return };
    if made.closes {
        let changes = made.sites.iter().map(|site| {
            let mut packer = Packer::default();
            pack_day(&mut packer, made.day, &site.leaves);
            RowChange::Append(key(site.site, year(made.day)), position, packer.into_bytes())
        });
        rows.extend(changes);
    }
}

fn key(site: UnitKey, year: u32) -> RowKey {
    let mut key = vec![b'v'];
    key.extend_from_slice(&site.0.to_be_bytes());
    key.extend_from_slice(&year.to_be_bytes());
    RowKey(key)
}

fn year(day: Day) -> u32 {
    day.date()
        .map_or(u32::MAX, |date| u32::from(date.year().unsigned_abs()))
}
