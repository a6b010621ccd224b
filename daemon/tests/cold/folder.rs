//! A folder of cold files on a disk in memory, and rows to put in it.

use kiemke_core::cold::{
    Damage, Day, DayClock, DayOfLine, DayOfMachine, OutsideValues, Quarter, QuarterState, Row, SumsOfMachine,
    TargetIndex,
};
use kiemke_daemon::cold::{ColdFiles, ColdOpened};
use kiemke_framelog::{FaultyFiles, Files as _, Open};
use kiemke_wire::ids::{LineId, MachineId, UnitKey};
use kiemke_wire::time::MINUTE_MS;
use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(crate) const DAY: Day = Day(20_760);
pub(crate) const DIR: &str = "/cold";

pub(crate) fn clock() -> DayClock {
    DayClock::new(7 * 60)
}

pub(crate) fn open(files: &FaultyFiles) -> (ColdFiles, ColdOpened) {
    ColdFiles::open(Arc::new(files.clone()), Path::new(DIR), clock()).expect("opens")
}

/// What lies on a disk, to be laid on another: writing it anew each time would cost more than what is tested.
pub(crate) struct Kept(Vec<(PathBuf, Vec<u8>)>);

impl Kept {
    /// What lies on the disk once this is done.
    pub(crate) fn after(work: impl FnOnce(&ColdFiles)) -> Self {
        let disk = FaultyFiles::new(1);
        work(&open(&disk).0);
        let names = disk.list(Path::new(DIR)).expect("lists");
        let paths = names.iter().map(|name| Path::new(DIR).join(name));
        Self(
            paths
                .map(|path| (path.clone(), disk.read(&path).expect("reads")))
                .collect(),
        )
    }

    /// A disk with it.
    pub(crate) fn disk(&self, seed: u64) -> FaultyFiles {
        let disk = FaultyFiles::new(seed);
        disk.create_dir_all(Path::new(DIR)).expect("makes the folder");
        for (path, bytes) in &self.0 {
            let mut file = disk.open(path, Open::New).expect("opens");
            file.write_at(0, bytes).expect("writes");
            file.sync_data().expect("syncs");
        }
        disk.sync_dir(Path::new(DIR)).expect("syncs");
        disk
    }
}

/// So many machines at each of so many sites, on from a quarter on that the seed moves.
pub(crate) fn machines(day: Day, sites: u32, machines: u32, seed: u32) -> Vec<Row<DayOfMachine>> {
    let row = |site: u32, machine: u32| {
        let mut record = DayOfMachine::unknown(MachineId(site * 1_000 + machine), day);
        // Far enough from regular that blocks do not shrink to nothing.
        let mixed = (site * 7_919 + machine * 104_729 + seed * 1_299_709).wrapping_mul(2_654_435_761);
        for quarter in 20 + seed % 8..70 {
            let state = QuarterState((mixed >> (quarter % 24)) as u8 % 40 + 1);
            record.tell(Quarter::new(quarter as usize).expect("below 96"), state);
        }
        Row {
            site: UnitKey(site),
            record,
        }
    };
    (1..=sites)
        .flat_map(|site| (0..machines).map(move |machine| row(site, machine)))
        .collect()
}

pub(crate) fn lines(day: Day, sites: u32, probes: u32) -> Vec<Row<DayOfLine>> {
    let probe = |site: u32, number: u32| OutsideValues {
        at: clock().begin(day).plus(i64::from(number) * 15 * MINUTE_MS),
        machine: MachineId(site * 100),
        target: TargetIndex(0),
        failed: None,
        dns_us: Some(1_000 + site * 17 + number * 29),
        tcp_us: Some(20_000 + site * number),
        tls_us: None,
        first_byte_us: Some(30_000 + (site * 7_919 + number * 104_729) % 9_000),
        sent: 20,
        received: 20,
        rtt_us_median: Some(20_000),
        jitter_us: Some(900),
        wifi: None,
    };
    let row = |site| Row {
        site: UnitKey(site),
        record: DayOfLine::new(
            LineId(site),
            day,
            (0..probes).map(|number| probe(site, number)).collect(),
        ),
    };
    (1..=sites).map(row).collect()
}

pub(crate) fn seal_machines(cold: &ColdFiles, day: Day, rows: Vec<Row<DayOfMachine>>) {
    let damage = cold
        .seal(day, rows.into_iter().map(Ok::<_, Infallible>))
        .expect("seals");
    assert_eq!(damage, []);
}

/// Every row of a span, site by site, and what could not be read.
pub(crate) fn all_machines(
    cold: &ColdFiles,
    from: Day,
    to: Day,
    sites: u32,
) -> (Vec<Row<DayOfMachine>>, Vec<Damage>) {
    let (mut rows, mut damage) = (Vec::new(), Vec::new());
    for site in 1..=sites {
        let found = cold.site(UnitKey(site), from, to).expect("reads");
        rows.extend(found.records);
        damage.extend(found.damage);
    }
    damage.sort_by_key(|damage| (damage.file, damage.part));
    damage.dedup();
    (rows, damage)
}

pub(crate) fn all_sums(cold: &ColdFiles, from: Day, to: Day, sites: u32) -> Vec<Row<SumsOfMachine>> {
    let site = |site| {
        let found = cold.site(UnitKey(site), from, to).expect("reads");
        assert_eq!(found.damage, []);
        found.records
    };
    (1..=sites).flat_map(site).collect()
}
