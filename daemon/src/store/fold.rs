use crate::store::StoreError;
use kiemke_core::rows::{RowChange, RowKey, value};
use std::collections::BTreeMap;

/// Folds changes in their order into what each row is to hold; `None` deletes. `get` reads a row as it is before.
pub(crate) fn fold(
    changes: Vec<RowChange>,
    get: impl Fn(&RowKey) -> Result<Option<Vec<u8>>, StoreError>,
) -> Result<BTreeMap<RowKey, Option<Vec<u8>>>, StoreError> {
    let mut rows: BTreeMap<RowKey, Option<Vec<u8>>> = BTreeMap::new();
    for change in changes {
        match change {
            RowChange::Put(key, bytes) => {
                rows.insert(key, Some(bytes));
            }
            RowChange::Delete(key) => {
                rows.insert(key, None);
            }
            RowChange::Append(key, position, bytes) => {
                let held = match rows.remove(&key) {
                    Some(held) => held,
                    None => get(&key)?,
                };
                let mut held = held.unwrap_or_else(|| value(position, &[]));
                held[..8].copy_from_slice(&position.0.to_le_bytes());
                held.extend_from_slice(&bytes);
                rows.insert(key, Some(held));
            }
        }
    }
    Ok(rows)
}
