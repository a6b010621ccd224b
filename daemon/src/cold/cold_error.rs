use kiemke_core::cold::{BadRows, ColdName, Day, Kind, NotOpened};
use std::error::Error;
use std::io;
use std::path::PathBuf;

/// A failed operation on cold files. The text fits after "failed to".
///
/// Damage is no error: it is told beside what could be read.
#[derive(Debug, thiserror::Error)]
pub enum ColdError {
    /// The disk refused.
    #[error("{operation} {path}")]
    Disk {
        /// What was tried.
        operation: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// What the disk said.
        #[source]
        source: io::Error,
    },
    /// A file of a later version of the program.
    #[error(transparent)]
    TooNew(NotOpened),
    /// The rows make no file.
    #[error("write {file}")]
    Rows {
        /// The file.
        file: ColdName,
        /// Why.
        #[source]
        source: BadRows,
    },
    /// Whoever gave the rows could not give them all.
    #[error("get the rows of {kind:?} to seal")]
    Source {
        /// What was to be sealed.
        kind: Kind,
        /// Why.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// The day's raw file is gone and only its sums are kept: they cannot take in single facts any more.
    #[error("take late {kind:?} of {day} in: only its sums are kept")]
    Closed {
        /// What came late.
        kind: Kind,
        /// Of which day.
        day: Day,
    },
    /// Nothing is sealed of that day.
    #[error("roll {kind:?} of {day} up: it is not sealed")]
    NotSealed {
        /// What was to be rolled up.
        kind: Kind,
        /// Of which day.
        day: Day,
    },
}

impl ColdError {
    /// Whether the cause is a full disk: nothing has changed and it may be tried again.
    pub fn is_disk_full(&self) -> bool {
        matches!(self, Self::Disk { source, .. } if source.kind() == io::ErrorKind::StorageFull)
    }
}
