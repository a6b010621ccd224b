use crate::store::{StoreError, inventory};
use kiemke_core::rows::{RowChange, RowKey, appended, payload, value, with_sections};
use kiemke_wire::facts::SectionName;
use kiemke_wire::ids::Position;
use std::collections::BTreeMap;

/// What a row is to hold, as far as it is known without reading what it holds.
enum Slot {
    Whole(Option<Vec<u8>>),
    Sections(Position, BTreeMap<SectionName, Vec<u8>>),
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
            RowChange::Section(key, position, section, part) => match slots.get_mut(&key) {
                Some(Slot::Sections(at, parts)) => {
                    *at = position;
                    parts.insert(section, part);
                }
                _ => {
                    slots.insert(key, Slot::Sections(position, [(section, part)].into()));
                }
            },
        }
    }
    let mut rows = BTreeMap::new();
    for (key, slot) in slots {
        let row = match slot {
            Slot::Whole(row) => row,
            Slot::Sections(position, parts) => {
                let held = if parts.len() < SectionName::ALL.len() {
                    get(&key)?
                } else {
                    None
                };
                let held = held.as_deref().and_then(payload).and_then(inventory::unpack);
                let payload = with_sections(held.as_deref(), &parts);
                Some(value(position, &inventory::pack(&payload)))
            }
        };
        rows.insert(key, row);
    }
    Ok(rows)
}
