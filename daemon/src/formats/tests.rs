//! Files that earlier builds wrote are read for ever; files of later ones are refused and left alone.

use super::{IMAGE, JOURNAL};
use crate::image::{Framing, ImageError};
use crate::images::{ImageKind, Images};
use crate::journal::{self, Journal};
use crate::passphrase::Passphrase;
use crate::restore;
use crate::store::{Rows, SledStore, Store as _, StoreError, inventory, open_or_set_aside};
use kiemke_core::rows::{RowChange, RowKey, payload, value};
use kiemke_framelog::{FaultyFiles, Files, LogError, Open};
use kiemke_wire::ids::Position;
use kiemke_wire::time::UnixMs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn kept(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/kept")
        .join(name)
}

/// A disk on which one kept file lies under the name that it had.
fn disk_with(name: &str, dir: &str, path: &str, change: impl FnOnce(&mut Vec<u8>)) -> Arc<dyn Files> {
    let disk = FaultyFiles::new(1);
    let mut bytes = std::fs::read(kept(name)).unwrap();
    change(&mut bytes);
    let path = Path::new(dir).join(path);
    disk.open(&path, Open::New).unwrap().write_at(0, &bytes).unwrap();
    Arc::new(disk)
}

const SEGMENT: &str = "00000000000000000000.seg";
const FULL: &str = "full-00000000000000000009.kki";

#[test]
fn journals_are_read() {
    let disk = disk_with("journal-1.seg", "/j", SEGMENT, |_| {});
    let mut positions = Vec::new();
    let (_, opened) = Journal::open(disk, Path::new("/j"), 1, Position(0), |position, _| {
        positions.push(position.0);
    })
    .unwrap();
    assert_eq!(opened.damage, []);
    assert!(opened.unreadable.is_empty());
    assert_eq!(positions, (1..=9).collect::<Vec<_>>());
}

#[test]
fn images_of_each_version_are_read() {
    // Later versions are added, none is taken away.
    const KEPT: &[&str] = &["image-2.kki"];
    for name in KEPT {
        let disk = disk_with(name, "/i", FULL, |_| {});
        let images = Images::open(disk, Path::new("/i")).unwrap();
        let mut count = 0;
        let mut each = |rows: Rows| {
            count += rows.len();
            for (key, row) in rows {
                let payload = payload(&row).expect("of a format that is read");
                let is_inventory = RowKey(key).is_inventory();
                assert!(!is_inventory || inventory::unpack(payload).is_some(), "{name}");
            }
            Ok(())
        };
        let fleet = images.read(&images.list().unwrap()[0], Some(&mut each)).unwrap();
        assert_eq!(
            (fleet.position(), fleet.machine_count(), count),
            (Position(9), 1, 3),
            "{name}"
        );
    }
}

#[test]
fn backups_are_read_with_what_is_sealed_in_them() {
    let (fleet, about) = restore::read_through(&kept("backup-2.kki")).unwrap();
    assert_eq!((fleet.position(), fleet.machine_count()), (Position(9), 1));
    assert_eq!(about.cold.into_iter().collect::<Vec<_>>(), ["of-later"]);
    let passphrase = Passphrase::read(&kept("passphrase")).unwrap();
    passphrase.open(&about.sealed.unwrap()).unwrap();
    assert_eq!(fleet.hash_key().0, [0; 32], "the key travels only sealed");
}

#[test]
fn a_later_image_is_refused_by_name() {
    let digit = Framing::head().len() - 1;
    let disk = disk_with("image-2.kki", "/i", FULL, |bytes| bytes[digit] += 1);
    let images = Images::open(disk, Path::new("/i")).unwrap();
    let refused = images.read(&images.list().unwrap()[0], None).unwrap_err();
    let ImageError::OtherVersion { source, .. } = refused else {
        panic!("{refused}");
    };
    let said = source.to_string();
    assert!(said.contains(&format!("version {}", IMAGE.newest + 1)), "{said}");
    assert_eq!(images.list().unwrap()[0].kind, ImageKind::Full);
}

#[test]
fn a_later_segment_is_refused_and_left_alone() {
    let disk = disk_with("journal-1.seg", "/j", SEGMENT, |bytes| {
        bytes[8] = JOURNAL.newest as u8 + 1;
        let crc = crc32c::crc32c(&bytes[..20]);
        bytes[20..24].copy_from_slice(&crc.to_le_bytes());
    });
    let before = disk.read(&Path::new("/j").join(SEGMENT)).unwrap();
    let refused = journal::look(disk.clone(), Path::new("/j"), |_| {});
    assert!(matches!(refused, Err(LogError::TooNew { .. })));
    assert_eq!(disk.read(&Path::new("/j").join(SEGMENT)).unwrap(), before);
}

#[test]
fn a_later_store_is_refused_and_not_set_aside() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("store");
    let write = |format: u8| {
        let mut row = value(Position(9), b"9");
        row[8] = format;
        let store = SledStore::open(&dir)?;
        store.write(vec![RowChange::Put(RowKey::position(), row)])?;
        store.flush()
    };
    write(super::ROW.newest as u8 + 1).unwrap();
    let refused: StoreError = open_or_set_aside(folder.path(), UnixMs(1)).err().unwrap();
    let (said, found) = (refused.source.to_string(), super::ROW.newest + 1);
    assert!(said.contains(&format!("version {found}")), "{said}");
    assert!(dir.is_dir());
    write(super::ROW.newest as u8).unwrap();
    assert_eq!(
        open_or_set_aside(folder.path(), UnixMs(1)).unwrap().position,
        Position(9)
    );
}
