//! Bytes go bad, files are cut, emptied and lost: each is named, the rest is served.

use crate::folder::{DAY, DIR, Kept, all_machines, all_sums, lines, machines, open, seal_machines};
use kiemke_core::cold::{
    Damage, DayOfLine, DayOfMachine, FOOT_BYTES, HEAD_BYTES, Part, Row, SumsOfMachine, plan,
};
use kiemke_framelog::{FaultyFiles, Files};
use kiemke_wire::ids::{MachineId, UnitKey};
use proptest::prelude::*;
use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// Enough for several blocks.
const SITES: u32 = 6;
const MACHINES: u32 = 700;

fn path(file: &str) -> PathBuf {
    Path::new(DIR).join(file)
}

/// Two days, the first of several blocks.
struct TwoDays {
    rows: Vec<Row<DayOfMachine>>,
    other: Vec<Row<DayOfMachine>>,
    kept: Kept,
}

/// Sealed once for all cases.
static TWO_DAYS: LazyLock<TwoDays> = LazyLock::new(|| {
    let rows = machines(DAY, SITES, MACHINES, 1);
    let other = machines(DAY.plus(1), SITES, 3, 2);
    let kept = Kept::after(|cold| {
        seal_machines(cold, DAY, rows.clone());
        seal_machines(cold, DAY.plus(1), other.clone());
    });
    TwoDays { rows, other, kept }
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_flipped_byte_is_named_and_all_else_is_served(flip in any::<prop::sample::Index>(), by in 1_u8..=255) {
        let TwoDays { rows, other, kept } = &*TWO_DAYS;
        let disk = kept.disk(1);
        let file = path("presence-2026-11-03.1.kkc");
        let at = flip.index(disk.length(&file).expect("is there") as usize);
        disk.corrupt(&file, |bytes| bytes[at] ^= by);

        let (cold, opened) = open(&disk);
        let (found, read_damage) = all_machines(&cold, DAY, DAY.plus(1), SITES);
        let mut damage: Vec<Damage> = opened.damage.iter().chain(&read_damage).cloned().collect();
        damage.dedup();
        prop_assert_eq!(damage.len(), 1, "byte {}: {:?}", at, damage);
        prop_assert_eq!(damage[0].file.to_string(), "presence-2026-11-03.1.kkc");
        let gone = |row: &Row<DayOfMachine>| row.record.day == DAY && match damage[0].part {
            Part::Head => false,
            Part::Index => true,
            Part::Block { first, last, .. } => (first..=last).contains(&row.owner()),
            Part::Lost { .. } => panic!("nothing was lost before"),
        };
        prop_assert_eq!(matches!(damage[0].part, Part::Head), at < HEAD_BYTES);
        let mut expected: Vec<_> = rows.iter().chain(other).filter(|row| !gone(row)).cloned().collect();
        expected.sort_by_key(Row::key);
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn a_cut_file_is_named_and_skipped(cut in any::<prop::sample::Index>()) {
        let disk = FaultyFiles::new(1);
        seal_machines(&open(&disk).0, DAY, machines(DAY, 20, 3, 1));
        let file = path("presence-2026-11-03.1.kkc");
        let length = cut.index(disk.length(&file).expect("is there") as usize);
        disk.corrupt(&file, |bytes| bytes.truncate(length));
        let (cold, opened) = open(&disk);
        prop_assert_eq!(opened.damage.len(), 1);
        let told = opened.damage[0].to_string();
        prop_assert!(told.starts_with("read the index of presence-2026-11-03.1.kkc: "), "{}", told);
        let (found, damage) = all_machines(&cold, DAY, DAY, 20);
        prop_assert_eq!((found, damage), (Vec::new(), opened.damage));
    }
}

#[test]
fn an_empty_file_is_named_and_the_next_generation_takes_its_place() {
    let disk = FaultyFiles::new(1);
    let rows = machines(DAY, 2, 3, 1);
    seal_machines(&open(&disk).0, DAY, rows.clone());
    disk.corrupt(&path("presence-2026-11-03.1.kkc"), Vec::clear);
    let (cold, opened) = open(&disk);
    assert_eq!(
        opened.damage[0].to_string(),
        "read the index of presence-2026-11-03.1.kkc: the file is empty"
    );
    seal_machines(&cold, DAY, rows.clone());
    assert_eq!(all_machines(&cold, DAY, DAY, 2), (rows, Vec::new()));
    drop(cold);
    assert_eq!(open(&disk).1.damage, []);
    assert_eq!(
        disk.list(Path::new(DIR)).expect("lists"),
        ["presence-2026-11-03.2.kkc"]
    );
}

#[test]
fn the_generation_before_serves_when_the_newest_is_bad() {
    let disk = FaultyFiles::new(1);
    let (cold, _) = open(&disk);
    let old = machines(DAY, 2, 3, 1);
    seal_machines(&cold, DAY, old.clone());
    let kept = disk.read(&path("presence-2026-11-03.1.kkc")).expect("reads");
    seal_machines(&cold, DAY, machines(DAY, 2, 4, 2));
    // As after a power cut that brought the removed name back.
    let mut file = disk
        .open(&path("presence-2026-11-03.1.kkc"), kiemke_framelog::Open::New)
        .expect("opens");
    file.write_at(0, &kept).expect("writes");
    disk.corrupt(&path("presence-2026-11-03.2.kkc"), |bytes| {
        bytes.truncate(FOOT_BYTES);
    });
    let (cold, opened) = open(&disk);
    assert_eq!(opened.damage.len(), 1);
    assert_eq!(all_machines(&cold, DAY, DAY, 2).0, old);
}

#[test]
fn a_file_that_vanishes_is_named() {
    let disk = FaultyFiles::new(1);
    let (cold, _) = open(&disk);
    seal_machines(&cold, DAY, machines(DAY, 2, 3, 1));
    disk.remove(&path("presence-2026-11-03.1.kkc")).expect("removes");
    let error = cold
        .records::<DayOfMachine>(UnitKey(1), MachineId(1_000), DAY, DAY)
        .expect_err("is gone");
    assert_eq!(error.to_string(), "read /cold/presence-2026-11-03.1.kkc");
}

#[test]
fn what_is_lost_stays_named_and_its_sums_stay() {
    let disk = FaultyFiles::new(1);
    let (cold, _) = open(&disk);
    let rows = machines(DAY, SITES, MACHINES, 1);
    seal_machines(&cold, DAY, rows.clone());
    cold.apply_retention(&plan(DAY.plus(1), &cold.files()))
        .expect("rolls up");
    let sums: Vec<Row<SumsOfMachine>> = all_sums(&cold, DAY, DAY, SITES);
    disk.corrupt(&path("presence-2026-11-03.1.kkc"), |bytes| bytes[HEAD_BYTES] ^= 1);
    // A machine that was not there before comes late, at the last site.
    let late = machines(DAY, SITES, MACHINES + 1, 1).pop().expect("has rows");
    let told = cold.merge(DAY, vec![late.clone()]).expect("merges");
    assert!(
        matches!(told[0].part, Part::Block { offset, .. } if offset == HEAD_BYTES as u64),
        "{told:?}"
    );
    let (found, damage) = all_machines(&cold, DAY, DAY, SITES);
    assert_eq!(damage.len(), 1);
    let Part::Lost { first, last } = damage[0].part else {
        panic!("{damage:?}")
    };
    let kept = rows.iter().filter(|row| !(first..=last).contains(&row.owner()));
    assert_eq!(found, kept.chain([&late]).cloned().collect::<Vec<_>>());
    cold.apply_retention(&plan(DAY.plus(1), &cold.files()))
        .expect("rolls up");
    for site in 1..=SITES {
        let found = cold
            .site::<SumsOfMachine>(UnitKey(site), DAY, DAY)
            .expect("reads");
        for row in sums.iter().filter(|row| row.site == UnitKey(site)) {
            assert!(found.records.contains(row), "{row:?}");
        }
    }
}

#[test]
fn a_full_disk_changes_nothing_and_ends_by_itself() {
    let disk = FaultyFiles::new(1);
    let (cold, _) = open(&disk);
    let rows = lines(DAY, 20, 96);
    disk.set_capacity(Some(500));
    let refused = cold.merge::<DayOfLine>(DAY, rows.clone()).expect_err("is full");
    assert!(refused.is_disk_full(), "{refused}");
    assert_eq!(disk.list(Path::new(DIR)).expect("lists"), Vec::<String>::new());
    disk.set_capacity(None);
    cold.seal(DAY, rows.into_iter().map(Ok::<_, Infallible>))
        .expect("seals");
}
