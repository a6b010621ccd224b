//! The store's folder is written anew while it is in use: nothing is lost, wherever that is cut short.

use crate::folder::{Held, enrol, report, settings};
use kiemke_core::rows::{RowChange, RowKey, position_row, read};
use kiemke_daemon::store::{BLOAT_MAX, RewritableStore, Step, Store, store_place};
use kiemke_tests::daemon::TestDaemon;
use kiemke_tests::wait::until;
use kiemke_wire::ids::{MachineId, Position};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::ops::ControlFlow;
use std::path::Path;
use tempfile::TempDir;

/// More than a few pages of a copy.
const ROWS: u32 = 2_000;
const ROW_BYTES: usize = 400;
const ROWS_A_WRITE: usize = 100;
/// The smallest that the engine makes a folder of these rows.
const FOLDER_BYTES_MIN: u64 = 4 * 1024 * 1024;

type RowsHeld = BTreeMap<Vec<u8>, Vec<u8>>;

/// A store and what it should hold, at each position that it ever had.
struct World {
    folder: TempDir,
    history: BTreeMap<Position, RowsHeld>,
    now: RowsHeld,
    position: Position,
    dice: u64,
}

impl World {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            history: BTreeMap::new(),
            now: RowsHeld::new(),
            position: Position(0),
            dice: 1,
        }
    }

    /// A xorshift.
    fn roll(&mut self, below: u32) -> u32 {
        self.dice ^= self.dice << 13;
        self.dice ^= self.dice >> 7;
        self.dice ^= self.dice << 17;
        (self.dice >> 16) as u32 % below
    }

    /// Puts rows in anywhere, and removes some.
    fn write(&mut self, store: &RewritableStore) {
        self.position = self.position.next();
        let mut changes = Vec::new();
        for _ in 0..ROWS_A_WRITE {
            let key = RowKey::inventory(MachineId(self.roll(ROWS)));
            if self.roll(10) == 0 {
                self.now.remove(&key.0);
                changes.push(RowChange::Delete(key));
                continue;
            }
            let value: Vec<u8> = (0..ROW_BYTES).map(|_| self.roll(256) as u8).collect();
            self.now.insert(key.0.clone(), value.clone());
            changes.push(RowChange::Put(key, value));
        }
        changes.push(position_row(self.position));
        store.write(changes).unwrap();
        self.history.insert(self.position, self.now.clone());
    }

    /// The position of a folder whose rows are all those of that position.
    fn check(&self, data: &Path, what: &str) -> Position {
        let store = RewritableStore::open(data).unwrap();
        let mut rows: RowsHeld = store
            .page(&RowKey(Vec::new()), usize::MAX)
            .unwrap()
            .into_iter()
            .collect();
        let key = RowKey::position();
        let row = rows.remove(&key.0).expect("a position");
        let position: Position = read(&key.0, &row).unwrap();
        assert!(rows == self.history[&position], "{what}, at {position}");
        position
    }
}

/// As a kill would leave it.
fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            fs::create_dir(&target).unwrap();
            copy(&entry.path(), &target);
            continue;
        }
        match fs::copy(entry.path(), target) {
            // The engine's own business.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            copied => drop(copied.unwrap()),
        }
    }
}

#[test]
fn a_stop_at_any_step_loses_nothing_and_the_size_is_within_its_bound() {
    let mut world = World::new();
    let data = world.folder.path().to_owned();
    let store = RewritableStore::open(&data).unwrap();
    // How fast a folder grows depends on when the engine clears up.
    let bloated = |store: &RewritableStore| {
        let bound = (BLOAT_MAX * store.live_bytes().unwrap()).max(FOLDER_BYTES_MIN);
        store.folder_bytes().unwrap() > bound
    };
    while !bloated(&store) {
        assert!(world.position < Position(20_000), "the engine no longer grows");
        for _ in 0..200 {
            world.write(&store);
        }
        store.flush().unwrap();
    }
    let flushed = world.position;

    let (mut stops, mut pages) = (Vec::new(), 0);
    store
        .rewrite(&mut |step| {
            if step == Step::Copied {
                pages += 1;
                world.write(&store);
            }
            if step != Step::Copied || pages % 4 == 1 {
                let stopped = tempfile::tempdir().unwrap();
                copy(&data, stopped.path());
                stops.push((step, stopped));
            }
            if step == Step::InUse {
                world.write(&store);
            }
            ControlFlow::Continue(())
        })
        .unwrap();
    world.write(&store);
    assert!(pages > 4 && stops.len() > 5, "{pages} pages");
    let after = store.folder_bytes().unwrap();
    let live = store.live_bytes().unwrap();
    assert!(
        after <= (BLOAT_MAX * live).max(FOLDER_BYTES_MIN),
        "{after} for {live}"
    );
    assert_eq!(store_place(&data).unwrap(), data.join("store.2"));
    assert!(!data.join("store").exists());
    for (step, stopped) in &stops {
        let what = format!("stopped at {step:?}");
        assert!(world.check(stopped.path(), &what) >= flushed, "{what}");
        let other = ["store", "store.2"].map(|name| stopped.path().join(name).exists());
        assert_eq!(other.iter().filter(|there| **there).count(), 1, "{what}");
    }
    store.flush().unwrap();
    drop(store);
    assert_eq!(world.check(&data, "at the end"), world.position);
}

#[test]
fn one_that_fails_or_is_given_up_leaves_all_as_it_was() {
    let mut world = World::new();
    let data = world.folder.path().to_owned();
    let store = RewritableStore::open(&data).unwrap();
    for _ in 0..40 {
        world.write(&store);
    }
    // Something is in the way.
    fs::write(data.join("store.2"), "").unwrap();
    store.rewrite(&mut |_| ControlFlow::Continue(())).unwrap_err();
    fs::remove_file(data.join("store.2")).unwrap();
    world.write(&store);
    let mut pages = 0;
    let given_up = store.rewrite(&mut |_| {
        pages += 1;
        match pages {
            3 => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        }
    });
    given_up.unwrap_err();
    assert!(!data.join("store.2").exists() && !data.join("store.at").exists());
    world.write(&store);
    store.flush().unwrap();
    drop(store);
    assert_eq!(world.check(&data, "given up"), world.position);
}

#[tokio::test]
async fn a_daemon_does_it_by_itself_while_it_works() {
    let folder = tempfile::tempdir().unwrap();
    let mut settings = settings();
    settings.upkeep.image_every_entries = 10;
    settings.upkeep.rewrite_store_above_bytes = 64 * 1024;
    let daemon = TestDaemon::start_with(folder.path(), settings.clone()).await;
    let endpoint = daemon.client(None).endpoint().clone();
    enrol(&daemon).await;
    let round = Cell::new(0);
    until("the store to be written anew twice", async || {
        round.set(round.get() + 1);
        report(&endpoint, round.get()).await;
        let pointer = fs::read_to_string(folder.path().join("store.at"));
        (pointer.ok()? == "store").then_some(())
    })
    .await;
    let held = Held::by(&daemon).await;
    daemon.stop().await;
    let daemon = TestDaemon::start_with(folder.path(), settings).await;
    assert_eq!(Held::by(&daemon).await, held);
    daemon.stop().await;
}
