//! The data folder: what lies where, and who holds it.

use crate::store::store_place;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// A data folder that this process holds. Dropping it lets go.
pub(crate) struct Folder {
    dir: PathBuf,
    _lock: File,
}

/// Why a folder was not taken.
#[derive(Debug)]
pub(crate) enum NotTaken {
    /// Another process holds it.
    Held,
    /// The disk refused.
    Disk(io::Error),
}

impl Folder {
    /// Makes the folder if needed and takes it.
    pub(crate) fn take(dir: &Path) -> Result<Self, NotTaken> {
        make_private(dir).map_err(NotTaken::Disk)?;
        let path = dir.join("lock");
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)
            .map_err(NotTaken::Disk)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self {
                dir: dir.to_owned(),
                _lock: lock,
            }),
            Err(TryLockError::WouldBlock) => Err(NotTaken::Held),
            Err(TryLockError::Error(error)) => Err(NotTaken::Disk(error)),
        }
    }

    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    pub(crate) fn journal(&self) -> PathBuf {
        self.dir.join("journal")
    }

    pub(crate) fn images(&self) -> PathBuf {
        self.dir.join("images")
    }

    pub(crate) fn cold(&self) -> PathBuf {
        self.dir.join("cold")
    }

    pub(crate) fn tls(&self) -> PathBuf {
        self.dir.join("tls")
    }

    pub(crate) fn store(&self) -> io::Result<PathBuf> {
        store_place(&self.dir)
    }
}

/// Where a daemon that holds the folder listens for the same user.
pub(crate) fn control_socket(dir: &Path) -> PathBuf {
    dir.join("control.sock")
}

/// What schools own is nobody else's business on a shared machine.
fn make_private(dir: &Path) -> io::Result<()> {
    if dir.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}
