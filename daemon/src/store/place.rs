//! Where in the data folder the store lies: one of two places, so that it can be written anew beside the work.
//!
//! ```text
//! DIR/store       here, unless the pointer names the other place
//! DIR/store.2     the other place
//! DIR/store.at    the pointer: the name of the place; not there at first
//! ```
//! What lies in the place that is not pointed at was not finished, or is not needed any more.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

const PLACES: [&str; 2] = ["store", "store.2"];
const POINTER: &str = "store.at";
const POINTER_UNFINISHED: &str = "store.at.unfinished";

/// Where the store of a data folder lies.
///
/// # Errors
/// When the pointer cannot be read.
pub fn store_place(data: &Path) -> io::Result<PathBuf> {
    Ok(data.join(PLACES[pointed_at(data)?]))
}

/// The place that is free.
pub(crate) fn free_place(data: &Path) -> io::Result<PathBuf> {
    Ok(data.join(PLACES[1 - pointed_at(data)?]))
}

/// Points at the place that is free, durably; returns the one that was left.
pub(crate) fn switch(data: &Path) -> io::Result<PathBuf> {
    let (left, next) = (store_place(data)?, PLACES[1 - pointed_at(data)?]);
    // The new place and what lies in it have their names before anybody is sent there.
    sync_dir(&data.join(next))?;
    sync_dir(data)?;
    let unfinished = data.join(POINTER_UNFINISHED);
    let mut file = File::create(&unfinished)?;
    file.write_all(next.as_bytes())?;
    file.sync_all()?;
    fs::rename(&unfinished, data.join(POINTER))?;
    // From here on it points there. Should the disk forget that, the place is empty and filled from the checkpoint.
    if let Err(error) = sync_dir(data) {
        tracing::warn!(%error, "the pointer to the store was not made durable");
    }
    Ok(left)
}

/// Empties the free place.
pub(crate) fn clear_free_place(data: &Path) -> io::Result<()> {
    remove(&free_place(data)?)
}

/// Removes a folder; one that is not there is no failure.
pub(crate) fn remove(place: &Path) -> io::Result<()> {
    match fs::remove_dir_all(place) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

/// A pointer that names no place is damaged: then the first place counts that is there.
fn pointed_at(data: &Path) -> io::Result<usize> {
    let text = match fs::read(data.join(POINTER)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        text => text?,
    };
    let named = PLACES.iter().position(|name| name.as_bytes() == text);
    let there = || PLACES.iter().position(|name| data.join(name).is_dir());
    Ok(named.or_else(there).unwrap_or(0))
}

fn sync_dir(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pointer_moves_between_two_places_and_survives_damage() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path();
        let name = || store_place(data).unwrap().file_name().unwrap().to_owned();
        assert_eq!(name(), "store");
        for (next, left) in [("store.2", "store"), ("store", "store.2")] {
            fs::create_dir_all(free_place(data).unwrap()).unwrap();
            assert_eq!(switch(data).unwrap(), data.join(left));
            assert_eq!(name(), next);
        }
        fs::write(data.join(POINTER), "stor").unwrap();
        fs::remove_dir_all(data.join("store")).unwrap();
        fs::create_dir_all(data.join("store.2")).unwrap();
        assert_eq!(name(), "store.2");
        clear_free_place(data).unwrap();
        clear_free_place(data).unwrap();
        assert_eq!(name(), "store.2");
    }
}
