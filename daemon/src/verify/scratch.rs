use crate::folder::Folder;
use crate::room;
use crate::store::bytes_below;
use crate::verify::NotVerified;
use std::fs;
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

/// The copy that is opened, and what the journal is replayed to.
const COPIES: u64 = 2;

/// A folder for copies, below the system's place for such (`TMPDIR`); it goes with the value. The engine of the
/// store cannot open without writing, so a copy of the store is opened, and what is replayed goes into another.
pub(super) struct Scratch {
    dir: PathBuf,
}

impl Scratch {
    /// Makes it, with a copy of the store.
    pub(super) fn make(folder: &Folder) -> Result<Self, NotVerified> {
        let path = std::env::temp_dir();
        // Without a store there is nothing to copy.
        let store = folder.store().and_then(|store| bytes_below(&store));
        let bytes = COPIES * store.unwrap_or(0);
        if !room::is_left(&path, bytes) {
            return Err(NotVerified::NoRoom { path, bytes });
        }
        let random = kiemke_wire::hex::encode(&crate::random::bytes::<8>());
        let scratch = Self {
            dir: std::env::temp_dir().join(format!("kiemke-verify-{random}")),
        };
        fs::DirBuilder::new()
            .mode(0o700)
            .create(&scratch.dir)
            .and_then(|()| copy(&folder.store()?, &scratch.store()))
            .and_then(|()| match crate::suspect::reason(folder.dir())? {
                Some(reason) => crate::suspect::mark(&scratch.dir, &reason),
                None => Ok(()),
            })
            .map_err(|source| scratch.failed(source))?;
        Ok(scratch)
    }

    pub(super) fn dir(&self) -> &Path {
        &self.dir
    }

    /// The copy of the store.
    pub(super) fn store(&self) -> PathBuf {
        self.dir.join("store")
    }

    /// Where the journal is replayed to.
    pub(super) fn replayed(&self) -> PathBuf {
        self.dir.join("replayed")
    }

    pub(super) fn failed(&self, source: io::Error) -> NotVerified {
        NotVerified::Scratch {
            path: self.dir.clone(),
            source,
        }
    }

    /// Notes of a recovery, with the names as they are in the data folder.
    pub(super) fn in_data(&self, notes: &[String], data: &Path) -> Vec<String> {
        let (scratch, data) = (self.dir.display().to_string(), data.display().to_string());
        notes.iter().map(|note| note.replace(&scratch, &data)).collect()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.dir) {
            tracing::warn!(%error, path = %self.dir.display(), "copies were left behind");
        }
    }
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let entries = match fs::read_dir(from) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    fs::create_dir(to)?;
    for entry in entries {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
