//! Rows whose payload is packed, one behind the other.

use super::{BadRow, RowKey, kept_tests, payload};
use crate::day_items::kept_items;
use crate::leaves::{kept_sums, past_leaves};
use crate::packing::Unpacker;
use crate::people::pack;

/// Reads what stands in a row one behind the other.
pub(crate) fn records<T>(
    key: &[u8],
    row: &[u8],
    mut unpack: impl FnMut(&mut Unpacker<'_>) -> Option<T>,
) -> Result<Vec<T>, BadRow> {
    let bad = || BadRow::of(&RowKey(key.to_vec()));
    let mut reader = Unpacker::new(payload(row).ok_or_else(bad)?);
    let mut records = Vec::new();
    while !reader.is_empty() {
        records.push(unpack(&mut reader).ok_or_else(bad)?);
    }
    Ok(records)
}

/// Whether what a packed row holds can be read; none: it is no such row.
pub fn packed_is_sound(key: &RowKey, row: &[u8]) -> Option<bool> {
    let is_sound = match key.0.first()? {
        b't' => kept_tests(&key.0, row).is_ok(),
        b'v' => past_leaves(&key.0, row).is_ok(),
        b'n' => kept_sums(&key.0, row).is_ok(),
        b'm' => kept_items(&key.0, row).is_ok(),
        b'r' => {
            let block = key.as_people().map(|(_, block)| block);
            let people = payload(row).zip(block);
            people.is_some_and(|(packed, block)| pack::unpack(packed, block).is_some())
        }
        _ => return None,
    };
    Some(is_sound)
}
