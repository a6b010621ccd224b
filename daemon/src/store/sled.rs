use crate::store::fold::fold;
use crate::store::{Rows, Store, StoreError};
use kiemke_core::rows::{RowChange, RowKey};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// Memory for sled's page cache, bytes.
const CACHE_BYTES: u64 = 64 * 1024 * 1024;
/// How often sled flushes by itself, milliseconds: what it loses in a crash is replayed from the journal.
const FLUSH_EVERY_MS: u64 = 1_000;
/// How long a lock that an earlier database still holds is waited for.
const LOCK_TRIES: u32 = 200;
const LOCK_PAUSE: std::time::Duration = std::time::Duration::from_millis(50);

/// Rows in one tree of a sled database, so that a batch is atomic.
pub struct SledStore {
    tree: sled::Db,
}

impl SledStore {
    /// Opens or makes the database.
    ///
    /// # Errors
    /// When sled refuses or panics, as it does on some damage.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        let config = sled::Config::new()
            .path(dir)
            .cache_capacity(CACHE_BYTES)
            .flush_every_ms(Some(FLUSH_EVERY_MS))
            .mode(sled::Mode::HighThroughput);
        // A database that was closed a moment ago gives its lock back a little later: that is no damage.
        let mut patience = LOCK_TRIES;
        let opened = loop {
            match guarded("open the store", || config.open().map_err(Into::into)) {
                Err(error) if patience > 0 && is_locked(&error) => {
                    patience -= 1;
                    std::thread::park_timeout(LOCK_PAUSE);
                }
                opened => break opened?,
            }
        };
        Ok(Self { tree: opened })
    }

    /// Puts rows in place, all or none; nothing deletes one.
    pub(crate) fn put(
        &self,
        rows: impl IntoIterator<Item = (RowKey, Option<Vec<u8>>)>,
    ) -> Result<(), StoreError> {
        guarded("write the store", || {
            let mut batch = sled::Batch::default();
            for (key, value) in rows {
                match value {
                    Some(value) => batch.insert(key.0, value),
                    None => batch.remove(key.0),
                }
            }
            Ok(self.tree.apply_batch(batch)?)
        })
    }
}

impl Store for SledStore {
    fn get(&self, key: &RowKey) -> Result<Option<Vec<u8>>, StoreError> {
        guarded("read the store", || {
            Ok(self.tree.get(&key.0)?.map(|value| value.to_vec()))
        })
    }

    fn scan(&self, from: &RowKey, to: &RowKey) -> Result<Rows, StoreError> {
        guarded("read the store", || {
            let rows = self.tree.range(from.0.as_slice()..to.0.as_slice());
            rows.map(|row| {
                row.map(|(key, value)| (key.to_vec(), value.to_vec()))
                    .map_err(Into::into)
            })
            .collect()
        })
    }

    fn page(&self, from: &RowKey, limit: usize) -> Result<Rows, StoreError> {
        guarded("read the store", || {
            let rows = self.tree.range(from.0.as_slice()..).take(limit);
            rows.map(|row| {
                row.map(|(key, value)| (key.to_vec(), value.to_vec()))
                    .map_err(Into::into)
            })
            .collect()
        })
    }

    fn write(&self, changes: Vec<RowChange>) -> Result<(), StoreError> {
        self.put(fold(changes, |key| self.get(key))?)
    }

    fn flush(&self) -> Result<(), StoreError> {
        guarded("flush the store", || Ok(self.tree.flush().map(|_| ())?))
    }
}

/// sled panics on some damage instead of returning it.
fn guarded<T>(
    operation: &'static str,
    work: impl FnOnce() -> Result<T, Box<dyn std::error::Error + Send + Sync>>,
) -> Result<T, StoreError> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(done) => done.map_err(|source| StoreError { operation, source }),
        Err(_) => Err(StoreError {
            operation,
            source: "the store panicked".into(),
        }),
    }
}

/// sled says so only in words.
pub(crate) fn is_locked(error: &StoreError) -> bool {
    error.source.to_string().contains("could not acquire lock")
}

/// Whether the engine only found no room.
pub(crate) fn is_disk_full(error: &StoreError) -> bool {
    let kind = match error.source.downcast_ref() {
        Some(sled::Error::Io(error)) => error.kind(),
        _ => return false,
    };
    matches!(kind, io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_of_the_engine_is_a_failure_that_can_be_told() {
        let failed = guarded::<()>("read the store", || panic!("a page is not what it should be"));
        let error = failed.unwrap_err();
        assert_eq!(kiemke_http::causes(&error), "read the store: the store panicked");
        assert!(!is_disk_full(&error) && !is_locked(&error));
    }
}
