//! The promise of the log: what was synced is there after a power cut, in order, once; damage is named.

use kiemke_framelog::{FaultyFiles, Files, Log, LogOptions, Opened};
use proptest::prelude::*;
use std::path::Path;
use std::sync::Arc;

const OPTIONS: LogOptions = LogOptions {
    magic: *b"KKTESTLG",
    version: 1,
    segment_bytes: 256,
};

fn open(files: &FaultyFiles) -> (Log, Opened, Vec<(u64, Vec<u8>)>) {
    let mut frames = Vec::new();
    let each = |index, payload: &[u8]| frames.push((index, payload.to_vec()));
    let (log, opened) = Log::open(Arc::new(files.clone()), Path::new("/log"), OPTIONS, each).expect("opens");
    (log, opened, frames)
}

proptest! {
    #[test]
    fn synced_frames_survive_any_number_of_power_cuts(
        seed in any::<u64>(),
        rounds in prop::collection::vec(prop::collection::vec((1_usize..120, any::<bool>()), 0..12), 1..5),
    ) {
        let files = FaultyFiles::new(seed);
        let mut synced: Vec<(u64, Vec<u8>)> = Vec::new();
        for round in rounds {
            let (mut log, opened, frames) = open(&files);
            prop_assert_eq!(&opened.damage, &vec![]);
            prop_assert!(frames.starts_with(&synced), "lost a synced frame");
            // What was appended but not synced may have survived: then it is there to stay.
            synced = frames;
            let mut unsynced = None;
            for (size, sync) in round {
                // One frame at a time is unsynced, as both users of the log have it.
                if unsynced.is_some() || sync {
                    log.sync().expect("syncs");
                    synced.extend(unsynced.take());
                }
                let payload = vec![size as u8; size];
                let index = log.append(&payload).expect("appends");
                unsynced = Some((index, payload));
            }
            drop(log);
            files.power_cut();
        }
        let (_, _, frames) = open(&files);
        prop_assert!(frames.starts_with(&synced));
        prop_assert!(frames.iter().enumerate().all(|(at, (index, _))| at as u64 == *index));
    }

    #[test]
    fn one_flipped_byte_loses_at_most_its_own_frame_and_is_named(seed in any::<u64>(), flip in any::<prop::sample::Index>()) {
        let files = FaultyFiles::new(seed);
        let (mut log, _, _) = open(&files);
        for number in 0..20_u8 {
            log.append(&[number + 1; 40]).expect("appends");
        }
        log.sync().expect("syncs");
        let names = files.list(Path::new("/log")).expect("lists");
        let path = Path::new("/log").join(names.iter().min().expect("has segments"));
        let length = log.segments()[0].bytes as usize;
        drop(log);
        let at = flip.index(length);
        files.corrupt(&path, |bytes| bytes[at] ^= 0x55);
        let (_, opened, frames) = open(&files);
        if at >= 24 {
            prop_assert_eq!(frames.len(), 19);
            prop_assert_eq!(opened.damage.len(), 1);
            let damage = &opened.damage[0];
            prop_assert!(frames.iter().all(|(index, _)| *index != damage.missing_from));
        } else {
            prop_assert_eq!(frames.len(), 20, "frames behind a damaged head are still read");
        }
    }
}

#[test]
fn a_full_disk_changes_nothing_and_ends_by_itself() {
    let files = FaultyFiles::new(1);
    let (mut log, _, _) = open(&files);
    log.append(&[1; 100]).expect("appends");
    log.sync().expect("syncs");
    files.set_capacity(Some(300));
    let refused = loop {
        if let Err(refused) = log.append(&[2; 100]) {
            break refused;
        }
    };
    assert!(refused.is_disk_full(), "{refused}");
    files.set_capacity(None);
    let index = log.append(&[3; 100]).expect("appends again");
    log.sync().expect("syncs");
    drop(log);
    let (_, opened, frames) = open(&files);
    assert_eq!(
        opened,
        Opened {
            frames: index + 1,
            ..Opened::default()
        }
    );
    assert_eq!(frames.last(), Some(&(index, vec![3; 100])));
}

#[test]
fn nothing_is_promised_after_a_failed_sync() {
    let files = FaultyFiles::new(1);
    let (mut log, _, _) = open(&files);
    log.append(b"a").expect("appends");
    files.fail_sync(true);
    assert!(log.sync().is_err());
    files.fail_sync(false);
    assert!(
        log.sync().is_err(),
        "a disk that refused once is not trusted again"
    );
    assert!(log.append(b"b").is_err());
}

#[test]
fn old_segments_go_whole_and_the_index_goes_on() {
    let files = FaultyFiles::new(1);
    let (mut log, _, _) = open(&files);
    for number in 0..30_u8 {
        log.append(&[number; 50]).expect("appends");
    }
    log.sync().expect("syncs");
    log.remove_segments_before(20).expect("removes");
    let first = log.segments()[0].first_index;
    assert!((1..=20).contains(&first));
    drop(log);
    let (log, opened, frames) = open(&files);
    assert_eq!(opened.damage, []);
    assert_eq!(frames.first().map(|(index, _)| *index), Some(first));
    assert_eq!(log.next_index(), 30);
}

#[test]
fn a_later_version_is_refused_and_left_alone() {
    let files = FaultyFiles::new(1);
    let newer = LogOptions {
        version: 2,
        ..OPTIONS
    };
    let (mut log, _) =
        Log::open(Arc::new(files.clone()), Path::new("/log"), newer, |_, _| {}).expect("opens");
    log.append(b"from the future").expect("appends");
    log.sync().expect("syncs");
    drop(log);
    let refused = Log::open(Arc::new(files), Path::new("/log"), OPTIONS, |_, _| {});
    assert!(refused.is_err_and(|error| error.to_string().contains("version 2")));
}
