//! The store on the disk, and how it is written anew while it is in use.
//!
//! sled leaves room behind that it does not use again, so a folder grows far beyond what its rows take. Then all rows
//! are copied into a new folder at the free place, page by page; what is written meanwhile goes into both, as far as
//! the copy has come. When it is complete and on the disk, the pointer moves, and the old folder goes.
//!
//! ```text
//! begin ─▶ copied, page by page ─▶ complete ─▶ pointed at ─▶ in use ─▶ the old one removed
//!          a stop up to here: the old one counts ┘   └ from here on: the new one
//! ```

use crate::store::fold::fold;
use crate::store::place;
use crate::store::{Rows, SledStore, Store, StoreError};
use kiemke_core::rows::{RowChange, RowKey};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

/// Rows copied in one go; between two goes others may write.
const ROWS_PER_GO: usize = 256;
/// Readers of the old folder are waited for in steps of this length: they are gone in milliseconds.
const READERS_PAUSE: Duration = Duration::from_millis(5);
/// So many times what its rows take a folder may be large (storage.md).
pub const BLOAT_MAX: u64 = 3;

/// How far a rewriting has come; told after each step, so that a test can look at what lies on the disk then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A page of rows was copied; others may write now.
    Copied,
    /// All is copied and on the disk. Whoever writes waits, up to the next step but one.
    Complete,
    /// The pointer names the new folder.
    PointedAt,
    /// The new folder is used; others may write.
    InUse,
    /// The old folder is gone.
    Removed,
}

/// See the top of the file.
pub struct RewritableStore {
    /// The data folder.
    data: PathBuf,
    current: RwLock<Arc<SledStore>>,
    /// Held by whoever writes.
    copying: Mutex<Option<Copying>>,
}

/// A new folder that is being filled.
struct Copying {
    store: SledStore,
    /// Rows up to here are copied.
    up_to: Option<RowKey>,
    /// Why it can come to nothing any more.
    failed: Option<StoreError>,
}

impl RewritableStore {
    /// Opens the store of a data folder at the place where it lies; what lies at the other one goes.
    ///
    /// # Errors
    /// When the disk or the engine refuses.
    pub fn open(data: &Path) -> Result<Self, StoreError> {
        let place = place::store_place(data).map_err(on_disk("find the store"))?;
        let store = SledStore::open(&place)?;
        place::clear_free_place(data).map_err(on_disk("remove what is left of another store"))?;
        Ok(Self {
            data: data.to_owned(),
            current: RwLock::new(Arc::new(store)),
            copying: Mutex::default(),
        })
    }

    /// Bytes of the folder.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn folder_bytes(&self) -> Result<u64, StoreError> {
        place::store_place(&self.data)
            .and_then(|place| bytes_below(&place))
            .map_err(on_disk("measure the store's folder"))
    }

    /// Bytes of all keys and values; reads every row.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn live_bytes(&self) -> Result<u64, StoreError> {
        let store = self.current();
        let (mut bytes, mut from) = (0, RowKey(Vec::new()));
        loop {
            let page = store.page(&from, ROWS_PER_GO)?;
            let Some((last, _)) = page.last() else {
                return Ok(bytes);
            };
            from = behind(last);
            bytes += page
                .iter()
                .map(|(key, value)| (key.len() + value.len()) as u64)
                .sum::<u64>();
        }
    }

    /// Copies all rows into a new folder and uses that from then on. A failure leaves all as it was. Between two
    /// pages whoever is told may give it up; later it is nearly done.
    ///
    /// # Errors
    /// When the disk or the engine refuses.
    pub fn rewrite(&self, told: &mut dyn FnMut(Step) -> ControlFlow<()>) -> Result<(), StoreError> {
        let done = self.copy_all(told).and_then(|()| self.switch(told));
        let old = match done {
            Ok(old) => old,
            Err(error) => {
                *self.copying() = None;
                // What cannot be removed now goes at the next opening.
                let _ = place::clear_free_place(&self.data);
                return Err(error);
            }
        };
        let _ = told(Step::InUse);
        let (mut store, place) = old;
        // The engine writes to its folder until the last one has let go of it.
        while let Err(held) = Arc::try_unwrap(store).map(drop) {
            store = held;
            std::thread::park_timeout(READERS_PAUSE);
        }
        if let Err(error) = place::remove(&place) {
            tracing::warn!(%error, "the store's old folder was left behind; it goes at the next start");
        }
        let _ = told(Step::Removed);
        Ok(())
    }

    fn copy_all(&self, told: &mut dyn FnMut(Step) -> ControlFlow<()>) -> Result<(), StoreError> {
        place::clear_free_place(&self.data).map_err(on_disk("clear the place of a new store"))?;
        let place = place::free_place(&self.data).map_err(on_disk("find a place for a new store"))?;
        *self.copying() = Some(Copying {
            store: SledStore::open(&place)?,
            up_to: None,
            failed: None,
        });
        let current = self.current();
        loop {
            let more = match &mut *self.copying() {
                Some(copying) => copying.copy_page(&current)?,
                None => false,
            };
            if !more {
                return Ok(());
            }
            if told(Step::Copied).is_break() {
                return Err(failed("write the store anew", "the daemon stops"));
            }
        }
    }

    /// Takes the new folder into use; the old one and its place.
    fn switch(
        &self,
        told: &mut dyn FnMut(Step) -> ControlFlow<()>,
    ) -> Result<(Arc<SledStore>, PathBuf), StoreError> {
        let mut copying = self.copying();
        let Some(mut new) = copying.take() else {
            return Err(failed("use a new store", "it is not there"));
        };
        // What came behind the last page since.
        let current = self.current();
        while new.copy_page(&current)? {}
        drop(current);
        new.store.flush()?;
        let _ = told(Step::Complete);
        let left = place::switch(&self.data).map_err(on_disk("point at the new store"))?;
        let _ = told(Step::PointedAt);
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        let old = std::mem::replace(&mut *current, Arc::new(new.store));
        Ok((old, left))
    }

    fn current(&self) -> Arc<SledStore> {
        self.current
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn copying(&self) -> MutexGuard<'_, Option<Copying>> {
        self.copying.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Copying {
    /// Copies on; whether there was anything.
    fn copy_page(&mut self, from: &SledStore) -> Result<bool, StoreError> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        let first = match &self.up_to {
            Some(up_to) => behind(&up_to.0),
            None => RowKey(Vec::new()),
        };
        let page = from.page(&first, ROWS_PER_GO)?;
        let Some((last, _)) = page.last() else {
            return Ok(false);
        };
        self.up_to = Some(RowKey(last.clone()));
        let rows = page.into_iter().map(|(key, value)| (RowKey(key), Some(value)));
        self.store.put(rows)?;
        Ok(true)
    }

    /// Takes in what is written, as far as the copy has come; the rest it will find.
    fn follow(&mut self, rows: &BTreeMap<RowKey, Option<Vec<u8>>>) {
        let Some(up_to) = &self.up_to else { return };
        let copied = rows.range(..=up_to.clone());
        let copied = copied.map(|(key, value)| (key.clone(), value.clone()));
        if let Err(error) = self.store.put(copied) {
            self.failed.get_or_insert(error);
        }
    }
}

impl Store for RewritableStore {
    fn get(&self, key: &RowKey) -> Result<Option<Vec<u8>>, StoreError> {
        self.current().get(key)
    }

    fn scan(&self, from: &RowKey, to: &RowKey) -> Result<Rows, StoreError> {
        self.current().scan(from, to)
    }

    fn page(&self, from: &RowKey, limit: usize) -> Result<Rows, StoreError> {
        self.current().page(from, limit)
    }

    fn write(&self, changes: Vec<RowChange>) -> Result<(), StoreError> {
        let mut copying = self.copying();
        let current = self.current();
        let rows = fold(changes, |key| current.get(key))?;
        if let Some(copying) = &mut *copying {
            copying.follow(&rows);
        }
        current.put(rows)
    }

    fn flush(&self) -> Result<(), StoreError> {
        self.current().flush()
    }
}

/// Bytes of all files in a folder and below.
pub(crate) fn bytes_below(dir: &Path) -> io::Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        // The engine removes files of its own at any time.
        let about = match entry.metadata() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            about => about?,
        };
        bytes += match about.is_dir() {
            true => bytes_below(&entry.path())?,
            false => about.len(),
        };
    }
    Ok(bytes)
}

fn behind(key: &[u8]) -> RowKey {
    RowKey([key, &[0]].concat())
}

fn on_disk(operation: &'static str) -> impl FnOnce(io::Error) -> StoreError {
    move |error| StoreError {
        operation,
        source: sled::Error::Io(error).into(),
    }
}

fn failed(operation: &'static str, why: &str) -> StoreError {
    StoreError {
        operation,
        source: why.into(),
    }
}
