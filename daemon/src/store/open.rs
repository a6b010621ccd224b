//! Opening the store so that nobody is needed when it is damaged: the folder is set aside, and recovery fills a new
//! one from the checkpoint and the journal.

use crate::formats::{OtherVersion, ROW};
use crate::store::sled::is_locked;
use crate::store::{SledStore, Store, StoreError, inventory};
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

/// A store that was opened.
pub(crate) struct OpenedStore {
    pub(crate) store: SledStore,
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

/// Opens the store in `dir`; sets a damaged one aside and begins an empty one.
pub(crate) fn open_or_set_aside(dir: &Path, now: UnixMs) -> Result<OpenedStore, StoreError> {
    match open(dir) {
        // Somebody else has it open, or a later program wrote it: it is sound, and not ours to move.
        Err(error) if is_locked(&error) || error.source.is::<OtherVersion>() => Err(error),
        Err(reason) => begin_anew(dir, now, causes(&reason)),
        opened => opened,
    }
}

/// Sets the store in `dir`, which nobody has open, aside and begins an empty one.
pub(crate) fn begin_anew(dir: &Path, now: UnixMs, reason: String) -> Result<OpenedStore, StoreError> {
    let path = set_aside(dir, now).map_err(|source| StoreError {
        operation: "set the damaged store aside",
        source: source.into(),
    })?;
    let mut opened = open(dir)?;
    opened.set_aside = Some(SetAside { path, reason });
    Ok(opened)
}

fn open(dir: &Path) -> Result<OpenedStore, StoreError> {
    let is_small = bytes_below(dir).is_ok_and(|bytes| bytes <= READ_THROUGH_BYTES_MAX);
    let store = SledStore::open(dir)?;
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

/// Bytes of all files in a folder and below.
fn bytes_below(dir: &Path) -> io::Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let about = entry.metadata()?;
        bytes += if about.is_dir() {
            bytes_below(&entry.path())?
        } else {
            about.len()
        };
    }
    Ok(bytes)
}

/// Renames the folder; of earlier ones set aside only the newest is kept, which is this one.
fn set_aside(dir: &Path, now: UnixMs) -> io::Result<PathBuf> {
    let name = dir
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or("store")
        .to_owned();
    let prefix = format!("{name}.damaged-");
    let parent = dir.parent().unwrap_or(Path::new("."));
    for entry in fs::read_dir(parent)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(&prefix) {
            fs::remove_dir_all(entry.path())?;
        }
    }
    let path = parent.join(format!("{prefix}{}", now.0));
    match fs::rename(dir, &path) {
        // It was set aside before, and its successor not begun.
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        renamed => renamed?,
    }
    Ok(path)
}
