//! All rows as they were at one moment, read while writing goes on.
//!
//! Whoever writes first saves what a row held, as long as the reading has not come to it. The reading takes saved
//! rows in place of what it finds. So what is read is what was there when the snapshot was begun, to the row.

use crate::store::{Rows, Store, StoreError};
use kiemke_core::rows::RowKey;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Rows read in one go; between two goes others may write.
const ROWS_PER_GO: usize = 256;
/// Bytes saved for the reading. Beyond it the snapshot is given up: it is tried again when less is written.
const SAVED_BYTES_MAX: usize = 256 * 1024 * 1024;

/// See the top of the file.
#[derive(Default)]
pub(crate) struct Snapshot(Mutex<State>);

#[derive(Default)]
struct State {
    /// Rows up to here are read.
    read_up_to: Option<RowKey>,
    ended: bool,
    /// What rows held, behind `read_up_to`; `None` for those that were not there.
    saved: BTreeMap<RowKey, Option<Vec<u8>>>,
    saved_bytes: usize,
    given_up: bool,
}

/// Why a snapshot came to nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotRead {
    #[error("read all rows as they were")]
    Store(#[from] StoreError),
    #[error("read all rows as they were: too many were changed meanwhile")]
    GivenUp,
}

impl Snapshot {
    /// To be called before rows are written.
    pub(crate) fn save<'a>(
        &self,
        keys: impl Iterator<Item = &'a RowKey>,
        store: &dyn Store,
    ) -> Result<(), StoreError> {
        let mut state = self.lock();
        if state.ended || state.given_up {
            return Ok(());
        }
        for key in keys {
            let was_read = state.read_up_to.as_ref().is_some_and(|read| key <= read);
            if was_read || state.saved.contains_key(key) {
                continue;
            }
            let held = store.get(key)?;
            state.saved_bytes += key.0.len() + held.as_ref().map_or(0, Vec::len);
            state.saved.insert(key.clone(), held);
        }
        if state.saved_bytes > SAVED_BYTES_MAX {
            *state = State {
                given_up: true,
                ..State::default()
            };
        }
        Ok(())
    }

    /// Reads on; empty at the end.
    pub(crate) fn next(&self, store: &dyn Store) -> Result<Rows, NotRead> {
        let mut state = self.lock();
        while !state.ended {
            if state.given_up {
                return Err(NotRead::GivenUp);
            }
            let from = match &state.read_up_to {
                None => RowKey(Vec::new()),
                Some(read) => RowKey([&read.0[..], &[0]].concat()),
            };
            let found = store.page(&from, ROWS_PER_GO)?;
            let is_last = found.len() < ROWS_PER_GO;
            let up_to = found.last().map(|(key, _)| RowKey(key.clone()));
            // Of the saved rows those in this stretch; at the end all that are left.
            let rest = match &up_to {
                Some(up_to) if !is_last => state.saved.split_off(&RowKey([&up_to.0[..], &[0]].concat())),
                _ => BTreeMap::new(),
            };
            let saved = std::mem::replace(&mut state.saved, rest);
            state.ended = is_last;
            state.read_up_to = up_to.or(state.read_up_to.take());
            let mut rows: BTreeMap<Vec<u8>, Vec<u8>> = found.into_iter().collect();
            for (key, held) in saved {
                match held {
                    Some(held) => rows.insert(key.0, held),
                    None => rows.remove(&key.0),
                };
            }
            if !rows.is_empty() {
                return Ok(rows.into_iter().collect());
            }
        }
        Ok(Rows::new())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::MemoryStore;
    use kiemke_core::rows::RowChange;

    fn key(number: u16) -> RowKey {
        RowKey(number.to_be_bytes().to_vec())
    }

    fn write(store: &MemoryStore, snapshot: Option<&Snapshot>, changes: Vec<(u16, Option<u8>)>) {
        let keys: Vec<RowKey> = changes.iter().map(|(number, _)| key(*number)).collect();
        if let Some(snapshot) = snapshot {
            snapshot.save(keys.iter(), store).unwrap();
        }
        let change = |(number, value): (u16, Option<u8>)| match value {
            Some(value) => RowChange::Put(key(number), vec![value]),
            None => RowChange::Delete(key(number)),
        };
        store.write(changes.into_iter().map(change).collect()).unwrap();
    }

    #[test]
    fn what_is_written_meanwhile_does_not_show() {
        let store = MemoryStore::default();
        write(
            &store,
            None,
            (0..2_000).step_by(2).map(|number| (number, Some(1))).collect(),
        );
        let before = store.page(&RowKey(Vec::new()), usize::MAX).unwrap();
        let snapshot = Snapshot::default();
        let mut read = Rows::new();
        for round in 0_u16.. {
            // Changes, new rows and deletions before, at and behind where the reading is.
            let changes = (0..2_000_u16)
                .filter(|number| (number * 7 + round) % 11 == 0)
                .map(|number| (number, (number % 3 > 0).then_some(2)));
            write(&store, Some(&snapshot), changes.collect());
            let rows = snapshot.next(&store).unwrap();
            if rows.is_empty() {
                break;
            }
            read.extend(rows);
        }
        assert_eq!(read, before);
    }
}
