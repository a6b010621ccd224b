//! Opening the store so that nobody is needed when it is damaged: the folder is set aside and the state is rebuilt
//! from the journal.

use crate::store::sled::is_locked;
use crate::store::{Rows, SledStore, Store as _, StoreError};
use kiemke_core::Fleet;
use kiemke_core::rows::RowKey;
use kiemke_http::causes;
use kiemke_wire::time::UnixMs;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Prefixes of the rows that are the state; the others are read when asked for.
const STATE_PREFIXES: &[u8] = b"gpumlte";

/// A store that was set aside.
#[derive(Clone, Debug)]
pub(crate) struct SetAside {
    /// Where it lies now.
    pub(crate) path: PathBuf,
    /// Why.
    pub(crate) reason: String,
}

/// Opens the store in `dir` and the state in it; sets a damaged one aside and begins an empty one.
pub(crate) fn open_or_set_aside(
    dir: &Path,
    now: UnixMs,
) -> Result<(SledStore, Fleet, Option<SetAside>), StoreError> {
    match open(dir) {
        Ok((store, fleet)) => Ok((store, fleet, None)),
        // Somebody else has it open: it is sound, and not ours to move.
        Err(error) if is_locked(&error) => Err(error),
        Err(reason) => {
            let path = set_aside(dir, now).map_err(|source| StoreError {
                operation: "set the damaged store aside",
                source: source.into(),
            })?;
            let (store, fleet) = open(dir)?;
            Ok((
                store,
                fleet,
                Some(SetAside {
                    path,
                    reason: causes(&reason),
                }),
            ))
        }
    }
}

fn open(dir: &Path) -> Result<(SledStore, Fleet), StoreError> {
    let store = SledStore::open(dir)?;
    let mut rows = Rows::new();
    for prefix in STATE_PREFIXES {
        let (from, to) = RowKey::all_of(*prefix);
        rows.extend(store.scan(&from, &to)?);
    }
    let has_position = rows.iter().any(|(key, _)| *key == RowKey::position().0);
    if !rows.is_empty() && !has_position {
        let source = "it does not say up to where it holds the journal".into();
        return Err(StoreError {
            operation: "read the stored state",
            source,
        });
    }
    let fleet = Fleet::from_rows(rows.into_iter()).map_err(|source| StoreError {
        operation: "read the stored state",
        source: source.into(),
    })?;
    Ok((store, fleet))
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
    fs::rename(dir, &path)?;
    Ok(path)
}
