//! Opening the store so that nobody is needed when it is damaged: the folder is set aside, and recovery fills a new
//! one from the checkpoint and the journal.

use crate::formats::{OtherVersion, ROW};
use crate::store::sled::is_locked;
use crate::store::{RewritableStore, Store, StoreError, bytes_below, inventory, store_place};
use kiemke_core::rows::{self, RowKey};
use kiemke_http::causes;
use kiemke_wire::ids::Position;
use kiemke_wire::time::UnixMs;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A store of up to this size on the disk is read through at the start, which takes a fraction of a second; damage
/// in a larger one shows when it is read.
const READ_THROUGH_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// Rows of one look.
const ROWS_PER_GO: usize = 1_024;
/// How the name of a store begins that was set aside; the time is behind it.
const DAMAGED: &str = "store.damaged-";

/// A store that was opened.
pub(crate) struct OpenedStore {
    pub(crate) store: RewritableStore,
    /// Up to where it holds the journal; 0 when it is empty.
    pub(crate) position: Position,
    /// Whether it can be read through in a moment.
    pub(crate) is_small: bool,
    pub(crate) set_aside: Option<SetAside>,
}

/// A store that was set aside.
#[derive(Clone, Debug)]
pub(crate) struct SetAside {
    /// Where it lies now.
    pub(crate) path: PathBuf,
    /// Why.
    pub(crate) reason: String,
}

/// Opens the store of a data folder; sets a damaged one aside and begins an empty one.
pub(crate) fn open_or_set_aside(data: &Path, now: UnixMs) -> Result<OpenedStore, StoreError> {
    match open(data) {
        // Somebody else has it open, or a later program wrote it: it is sound, and not ours to move.
        Err(error) if is_locked(&error) || error.source.is::<OtherVersion>() => Err(error),
        Err(reason) => begin_anew(data, now, causes(&reason)),
        opened => opened,
    }
}

/// Sets the store of a data folder, which nobody has open, aside and begins an empty one.
pub(crate) fn begin_anew(data: &Path, now: UnixMs, reason: String) -> Result<OpenedStore, StoreError> {
    let path = set_aside(data, now).map_err(|source| StoreError {
        operation: "set the damaged store aside",
        source: source.into(),
    })?;
    let mut opened = open(data)?;
    opened.set_aside = Some(SetAside { path, reason });
    Ok(opened)
}

fn open(data: &Path) -> Result<OpenedStore, StoreError> {
    let bytes = store_place(data).and_then(|place| bytes_below(&place));
    let is_small = bytes.is_ok_and(|bytes| bytes <= READ_THROUGH_BYTES_MAX);
    let store = RewritableStore::open(data)?;
    let key = RowKey::position();
    let position = match store.get(&key)? {
        None => Position(0),
        Some(row) => {
            let read_failed = |source| StoreError {
                operation: "read up to where the store holds the journal",
                source,
            };
            let format = rows::format_of(&row).unwrap_or_default();
            ROW.check(format.into())
                .map_err(|other| read_failed(other.into()))?;
            rows::read(&key.0, &row).map_err(|source| read_failed(source.into()))?
        }
    };
    Ok(OpenedStore {
        store,
        position,
        is_small,
        set_aside: None,
    })
}

/// Reads every row; the number of inventories.
pub(crate) fn read_through(store: &dyn Store) -> Result<usize, StoreError> {
    let mut inventories = 0;
    let mut from = RowKey(Vec::new());
    loop {
        let page = store.page(&from, ROWS_PER_GO)?;
        let Some((last, _)) = page.last() else {
            return Ok(inventories);
        };
        from = RowKey([&last[..], &[0]].concat());
        for (key, row) in page {
            let payload = rows::payload(&row);
            let is_inventory = RowKey(key).is_inventory();
            let is_sound = match payload {
                Some(packed) if is_inventory => inventory::unpack(packed).is_some(),
                held => held.is_some(),
            };
            if !is_sound {
                return Err(StoreError {
                    operation: "read the store through",
                    source: "a row is damaged".into(),
                });
            }
            inventories += usize::from(is_inventory);
        }
    }
}

/// Renames the folder; of earlier ones set aside only the newest is kept, which is this one.
fn set_aside(data: &Path, now: UnixMs) -> io::Result<PathBuf> {
    for entry in fs::read_dir(data)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(DAMAGED) {
            fs::remove_dir_all(entry.path())?;
        }
    }
    let path = data.join(format!("{DAMAGED}{}", now.0));
    match fs::rename(store_place(data)?, &path) {
        // It was set aside before, and its successor not begun.
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        renamed => renamed?,
    }
    Ok(path)
}
