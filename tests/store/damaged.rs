//! Whatever is done to any one file of the folder: the daemon starts, tells, and everything acknowledged is there.

use crate::folder::{Folder, Held};
use kiemke_tests::daemon::TestDaemon;
use std::fs;
use std::path::{Path, PathBuf};

/// Places that are flipped or cut in each file, besides its begin and its end.
const PLACES: u64 = 2;

/// Files of one part that are damaged in turn, spread over all that there are.
const FILES_MAX: usize = 8;

/// A file as it is to be found after something happened to it; `None` when it is gone.
type Mutation = (String, Option<Vec<u8>>);

/// Every kind of damage at seeded places.
fn mutations(bytes: &[u8], seed: u64) -> Vec<Mutation> {
    let mut mutations = vec![
        ("removed".to_owned(), None),
        ("emptied".to_owned(), Some(Vec::new())),
    ];
    let length = bytes.len() as u64;
    for place in 0..PLACES {
        let mixed = (seed * PLACES + place + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 11;
        let at = (mixed % length.max(1)) as usize;
        mutations.push((format!("cut at {at}"), Some(bytes[..at].to_vec())));
        let mut flipped = bytes.to_vec();
        if let Some(byte) = flipped.get_mut(at) {
            *byte ^= 0x55;
            mutations.push((format!("flipped at {at}"), Some(flipped)));
        }
    }
    mutations
}

/// Files of a folder below the data folder, largest names last; locks and sockets are none.
fn files_of(dir: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_of(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}

async fn survives(part: &str, seed: u64) {
    let folder = Folder::make().await;
    let number = files_of(&folder.data().join(part)).len();
    assert!(number > 0, "there is something in {part}");
    for at in (0..number).step_by(number.div_ceil(FILES_MAX)) {
        let path = files_of(&folder.data().join(part))[at].clone();
        let name = path.strip_prefix(folder.data()).unwrap().to_owned();
        let bytes = fs::read(&path).unwrap();
        for (what, mutated) in mutations(&bytes, seed + at as u64) {
            let copy = folder.copy();
            let path = copy.path().join(&name);
            match mutated {
                Some(mutated) => fs::write(&path, mutated).unwrap(),
                None => fs::remove_file(&path).unwrap(),
            }
            let daemon = TestDaemon::start_with(copy.path(), folder.settings()).await;
            let held = Held::by(&daemon).await;
            daemon.stop().await;
            assert_eq!(held, folder.held, "{} {what}", name.display());
        }
    }
}

#[tokio::test]
async fn the_store_may_be_damaged_anywhere() {
    survives("store", 1).await;
}

#[tokio::test]
async fn any_one_image_may_be_damaged() {
    survives("images", 2).await;
}

#[tokio::test]
async fn any_one_segment_behind_the_newest_image_may_be_damaged() {
    survives("journal", 3).await;
}
