//! Room on the disk besides the journal's own reserve.

use std::path::Path;

/// The store grows behind the journal and does not reserve: a journal group of the largest size changes at most
/// this many bytes of rows, twice, and there may be two groups on their way.
const ROOM_FOR_STORE_BYTES: u64 = 64 * 1024 * 1024;

/// Whether the store under `dir` can take what the journal has room for. A system that does not say so has room.
pub(crate) fn is_left_for_store(dir: &Path) -> bool {
    is_left(dir, 0)
}

/// Whether there is room for so many bytes more.
pub(crate) fn is_left(dir: &Path, bytes: u64) -> bool {
    let Ok(about) = rustix::fs::statvfs(dir) else {
        return true;
    };
    about.f_bavail.saturating_mul(about.f_frsize) >= ROOM_FOR_STORE_BYTES.saturating_add(bytes)
}
