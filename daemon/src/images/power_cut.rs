//! The power goes at every single change of the disk: the old image or the new one is there, whole.

use super::{ImageKind, Images};
use crate::image::ImageError;
use kiemke_core::entry::{Entry, FolderMade};
use kiemke_core::{Fleet, rows};
use kiemke_framelog::{CutFiles, FaultyFiles, Files};
use kiemke_wire::enrol::HashKey;
use kiemke_wire::ids::{Position, TokenId};
use kiemke_wire::time::UnixMs;
use std::path::Path;
use std::sync::Arc;

const DIR: &str = "/images";
/// No image of these tests makes as many changes.
const CHANGES_MAX: i64 = 200;
/// So many that they take several frames.
const ROWS: u32 = 3_000;

fn fleet(position: u64) -> Fleet {
    let mut fleet = Fleet::default();
    let made = FolderMade {
        at: UnixMs(1),
        hash_key: HashKey([3; 32]),
        demo: false,
        time_zone_offset_min: 420,
    };
    fleet.apply(Position(1), &Entry::FolderMade(made));
    let (token, at) = (TokenId(9), UnixMs(2));
    // Fits nothing and moves the position.
    fleet.apply(Position(position), &Entry::TokenRevoked { token, at, by: None });
    fleet
}

fn open(files: &Arc<dyn Files>) -> Images {
    Images::open(files.clone(), Path::new(DIR)).unwrap()
}

fn write(images: &Images, kind: ImageKind, position: u64) -> Result<(), ImageError> {
    let mut image = images.begin(kind, Position(position))?;
    for block in fleet(position).image() {
        image.block(&block)?;
    }
    if kind == ImageKind::Full {
        for number in 0..ROWS {
            let noise = number.wrapping_mul(2_654_435_761).to_le_bytes().repeat(30);
            image.row(&number.to_be_bytes(), &rows::value(Position(position), &noise))?;
        }
    }
    image.finish(|| Ok::<_, ImageError>(()))?;
    images.tidy()
}

/// Position and rows of every image that has its name; each must be whole.
fn held(images: &Images) -> Vec<(ImageKind, u64, usize)> {
    let read = |image: &super::Image| {
        let mut count = 0;
        let mut each = |rows: crate::store::Rows| {
            count += rows.len();
            Ok(())
        };
        let fleet = images.read(image, Some(&mut each)).expect("is whole");
        assert_eq!(fleet.position(), image.position);
        (image.kind, image.position.0, count)
    };
    images.list().unwrap().iter().map(read).collect()
}

#[test]
fn a_cut_at_any_change_leaves_the_old_or_the_new() {
    for kind in [ImageKind::State, ImageKind::Full] {
        for changes in 0.. {
            assert!(changes < CHANGES_MAX, "the work never gets through");
            let disk = FaultyFiles::new(changes as u64 * 31 + 7);
            let before = open(&(Arc::new(disk.clone()) as Arc<dyn Files>));
            write(&before, ImageKind::Full, 5).unwrap();
            write(&before, ImageKind::State, 7).unwrap();
            let cut = CutFiles::after(&disk, changes);
            let done = write(&open(&(Arc::new(cut.clone()) as Arc<dyn Files>)), kind, 9).is_ok();
            assert_eq!(done, !cut.was_cut(), "a cut is told");
            disk.power_cut();
            let after = open(&(Arc::new(disk.clone()) as Arc<dyn Files>));
            let found = held(&after);
            let full = found.iter().find(|(kind, ..)| *kind == ImageKind::Full);
            assert!(
                full.is_some_and(|(_, position, rows)| [5, 9].contains(position) && *rows == ROWS as usize),
                "there is always a checkpoint: {found:?}, cut after {changes} changes"
            );
            let newest = found.first().map_or(0, |(_, position, _)| *position);
            assert!([7, 9].contains(&newest), "{found:?}");
            assert!(!done || newest == 9, "what was told as done is there");
            // What was cut short goes with the next image.
            write(&after, ImageKind::State, 11).unwrap();
            let names = disk.list(Path::new(DIR)).unwrap();
            assert!(names.iter().all(|name| name.ends_with(".kki")), "{names:?}");
            if done {
                assert!(changes > 5, "the work changes the disk");
                break;
            }
        }
    }
}

#[test]
fn an_image_that_finds_no_room_leaves_nothing_behind() {
    let disk = FaultyFiles::new(1);
    let images = open(&(Arc::new(disk.clone()) as Arc<dyn Files>));
    write(&images, ImageKind::Full, 5).unwrap();
    let length = disk.length(&images.list().unwrap()[0].path).unwrap();
    disk.set_capacity(Some(length + length / 2));
    assert!(write(&images, ImageKind::Full, 9).is_err());
    let names = disk.list(Path::new(DIR)).unwrap();
    assert_eq!(names.len(), 1, "{names:?}");
    assert_eq!(held(&images)[0].1, 5);
    disk.set_capacity(None);
    write(&images, ImageKind::Full, 9).unwrap();
    assert_eq!(held(&images)[0].1, 9);
}
