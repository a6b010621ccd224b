//! Rows whose payload is packed, one behind the other.

use super::{RowKey, kept_tests, payload};
use crate::day_items::kept_items;
use crate::leaves::{kept_sums, past_leaves};
use crate::people::pack;

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
