use crate::store::{StoreError, inventory};
use kiemke_core::rows::{RowChange, RowKey, appended, payload, value, with_sections};
use kiemke_wire::facts::SectionName;
use kiemke_wire::ids::Position;
use std::collections::BTreeMap;

/// What a row is to hold, as far as it is known without reading what it holds.
enum Slot {
    Whole(Option<Vec<u8>>),
    /// Sections of an inventory, and how many it has in all.
    Sections(Position, BTreeMap<SectionName, Vec<u8>>, usize),
}

/// Folds changes in their order into what each row is to hold; `None` deletes. `get` reads a row as it is before,
/// and is asked only where that matters.
pub(crate) fn fold(
    changes: Vec<RowChange>,
    get: impl Fn(&RowKey) -> Result<Option<Vec<u8>>, StoreError>,
) -> Result<BTreeMap<RowKey, Option<Vec<u8>>>, StoreError> {
    let mut slots: BTreeMap<RowKey, Slot> = BTreeMap::new();
    for change in changes {
        match change {
            RowChange::Put(key, bytes) => {
                slots.insert(key, Slot::Whole(Some(bytes)));
            }
            RowChange::Delete(key) => {
                slots.insert(key, Slot::Whole(None));
            }
            RowChange::Append(key, position, lines) => {
                let held = match slots.remove(&key) {
                    Some(Slot::Whole(held)) => held,
                    _ => get(&key)?,
                };
                let held = held.as_deref().and_then(payload).unwrap_or_default();
                let row = value(position, &appended(&key, held, &lines));
                slots.insert(key, Slot::Whole(Some(row)));
            }
            RowChange::Section(key, position, section, part, of) => match slots.get_mut(&key) {
                Some(Slot::Sections(at, parts, all)) => {
                    (*at, *all) = (position, of);
                    parts.insert(section, part);
                }
                _ => {
                    slots.insert(key, Slot::Sections(position, [(section, part)].into(), of));
                }
            },
        }
    }
    let mut rows = BTreeMap::new();
    for (key, slot) in slots {
        let row = match slot {
            Slot::Whole(row) => row,
            Slot::Sections(position, parts, of) => {
                // What is replaced whole need not be read.
                let held = if parts.len() < of { get(&key)? } else { None };
                let held = held.as_deref().and_then(payload).and_then(inventory::unpack);
                let payload = with_sections(held.as_deref(), &parts);
                Some(value(position, &inventory::pack(&payload)))
            }
        };
        rows.insert(key, row);
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kiemke_wire::ids::MachineId;
    use std::cell::Cell;

    #[test]
    fn an_inventory_is_read_only_when_some_of_it_stays() {
        let key = RowKey::inventory(MachineId(1));
        let part = |section| RowChange::Section(key.clone(), Position(7), section, b"x".to_vec(), 2);
        let reads = Cell::new(0);
        let folded = |changes| {
            let get = |_: &RowKey| {
                reads.set(reads.get() + 1);
                Ok(None)
            };
            fold(changes, get).unwrap()
        };
        folded(vec![part(SectionName::System), part(SectionName::Cpu)]);
        assert_eq!(reads.get(), 0);
        folded(vec![part(SectionName::System)]);
        assert_eq!(reads.get(), 1);
    }
}
