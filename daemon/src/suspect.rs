//! The mark of a store that failed at run time. It is durable, so that the store is rebuilt even when the daemon is
//! killed before it came to it, and it goes when the new store is on the disk.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

const NAME: &str = "store.suspect";
/// The reason is a sentence; whatever else lies there is cut to this many bytes.
const REASON_BYTES_MAX: usize = 1_000;

/// Marks the store of a data folder.
pub(crate) fn mark(dir: &Path, reason: &str) -> io::Result<()> {
    let mut file = File::create(dir.join(NAME))?;
    file.write_all(reason.as_bytes())?;
    file.sync_all()?;
    File::open(dir)?.sync_all()
}

/// Why the store is suspect; `None` when it is not.
pub(crate) fn reason(dir: &Path) -> io::Result<Option<String>> {
    match fs::read(dir.join(NAME)) {
        Ok(mut reason) => {
            reason.truncate(REASON_BYTES_MAX);
            let reason = String::from_utf8_lossy(&reason).trim().to_owned();
            Ok(Some(if reason.is_empty() {
                "it failed earlier".to_owned()
            } else {
                reason
            }))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Takes the mark away.
pub(crate) fn clear(dir: &Path) -> io::Result<()> {
    fs::remove_file(dir.join(NAME))?;
    File::open(dir)?.sync_all()
}
