use crate::store::fold::fold;
use crate::store::{Rows, Store, StoreError};
use kiemke_core::rows::{RowChange, RowKey};
use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

/// Rows in memory: for tests, and the measure for other stores.
#[derive(Debug, Default)]
pub struct MemoryStore(RwLock<BTreeMap<RowKey, Vec<u8>>>);

impl Store for MemoryStore {
    fn get(&self, key: &RowKey) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self
            .0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(key)
            .cloned())
    }

    fn scan(&self, from: &RowKey, to: &RowKey) -> Result<Rows, StoreError> {
        let rows = self.0.read().unwrap_or_else(PoisonError::into_inner);
        Ok(rows
            .range(from.clone()..to.clone())
            .map(|(key, value)| (key.0.clone(), value.clone()))
            .collect())
    }

    fn page(&self, from: &RowKey, limit: usize) -> Result<Rows, StoreError> {
        let rows = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let page = rows.range(from.clone()..).take(limit);
        Ok(page.map(|(key, value)| (key.0.clone(), value.clone())).collect())
    }

    fn write(&self, changes: Vec<RowChange>) -> Result<(), StoreError> {
        let mut rows = self.0.write().unwrap_or_else(PoisonError::into_inner);
        for (key, value) in fold(changes, |key| Ok(rows.get(key).cloned()))? {
            match value {
                Some(value) => rows.insert(key, value),
                None => rows.remove(&key),
            };
        }
        Ok(())
    }

    fn flush(&self) -> Result<(), StoreError> {
        Ok(())
    }
}
