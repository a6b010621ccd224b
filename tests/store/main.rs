//! One story for every store, and what happens when the one on the disk is damaged.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

mod sealing;

use kiemke_core::cold::Day;
use kiemke_core::rows::{FiledKind, FiledOwner, FiledRow, RowChange, RowKey, payload, value};
use kiemke_daemon::store::{MemoryStore, SledStore, Store};
use kiemke_http::Request;
use kiemke_tests::daemon::TestDaemon;
use kiemke_tests::hand_agent::{HandAgent, now, outside};
use kiemke_wire::ids::{LineId, MachineId, Position, UnitKey};
use kiemke_wire::time::{HOUR_MS, UnixMs};
use kiemke_wire::view::MachineReading;
use std::fs;
use std::path::{Path, PathBuf};

fn key(number: u32) -> RowKey {
    let row = FiledRow {
        owner: FiledOwner(UnitKey(1), LineId(0), MachineId(number)),
        ..FiledRow::first(FiledKind::Probes, Day(20_000), Day(20_000))
    };
    row.key()
}

fn story(store: &dyn Store) {
    let put = |number, text: &str| RowChange::Put(key(number), value(Position(1), text.as_bytes()));
    let append = |number, text: &str| RowChange::Append(key(number), Position(2), text.as_bytes().to_vec());
    let text = |number| {
        let value = store.get(&key(number)).unwrap()?;
        Some(String::from_utf8(payload(&value).unwrap().to_vec()).unwrap())
    };
    store.write(vec![put(1, "a"), put(2, "b"), put(3, "c")]).unwrap();
    // In one batch later changes see earlier ones.
    store
        .write(vec![
            append(1, "x"),
            append(1, "y"),
            append(4, "new"),
            RowChange::Delete(key(2)),
            append(2, "again"),
        ])
        .unwrap();
    assert_eq!(text(1).as_deref(), Some("axy"));
    assert_eq!(text(2).as_deref(), Some("again"));
    assert_eq!(text(4).as_deref(), Some("new"));
    store
        .write(vec![RowChange::Delete(key(3)), RowChange::Delete(key(9))])
        .unwrap();
    assert_eq!(text(3), None);
    let rows = store.scan(&key(1), &key(4)).unwrap();
    assert_eq!(
        rows.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>(),
        [key(1).0, key(2).0]
    );
    store.flush().unwrap();
}

#[test]
fn memory_tells_the_story() {
    story(&MemoryStore::default());
}

#[test]
fn sled_tells_the_story_and_remembers_it() {
    let folder = tempfile::tempdir().unwrap();
    story(&SledStore::open(folder.path()).unwrap());
    let again = SledStore::open(folder.path()).unwrap();
    assert_eq!(
        payload(&again.get(&key(1)).unwrap().unwrap()),
        Some(b"axy".as_slice())
    );
}

async fn readings(daemon: &TestDaemon) -> Vec<UnixMs> {
    let readings: Vec<MachineReading> = daemon
        .admin
        .json(Request::get("/v1/machines/m1/readings"))
        .await
        .unwrap();
    readings.into_iter().map(|reading| reading.at).collect()
}

fn files_of(dir: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.retain(|path| path.is_file());
    files.sort();
    files
}

/// Whatever is done to any one file of the store: the daemon starts and everything acknowledged is there.
#[tokio::test]
async fn a_damaged_store_is_rebuilt_without_a_person() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = TestDaemon::start(folder.path()).await;
    let endpoint = daemon.client(None).endpoint().clone();
    let token = daemon.enrol_token(1).await;
    let agent = HandAgent::new(1);
    agent.enrol(&endpoint, &token).await.unwrap();
    let begin = now().plus(-2 * HOUR_MS);
    let mut expected = Vec::new();
    for batch in 0..40_u64 {
        let items: Vec<_> = (0..10)
            .map(|number| batch * 10 + number)
            .map(|seq| outside(seq, begin.plus(seq as i64 * 1000)))
            .collect();
        expected.extend(items.iter().map(|item| item.at));
        agent.report(&endpoint, items).await.unwrap();
    }
    daemon.stop().await;
    let store = folder.path().join("store");
    type Mutation = fn(&Path);
    let mutations: [(&str, Mutation); 4] = [
        ("empty", |path| fs::write(path, b"").unwrap()),
        ("cut", |path| {
            let bytes = fs::read(path).unwrap();
            fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
        }),
        ("flip", |path| {
            let mut bytes = fs::read(path).unwrap();
            let middle = bytes.len() / 3;
            if let Some(byte) = bytes.get_mut(middle) {
                *byte ^= 0xff;
            }
            fs::write(path, bytes).unwrap();
        }),
        ("remove", |path| fs::remove_file(path).unwrap()),
    ];
    for (name, mutate) in mutations {
        for number in 0..files_of(&store).len() {
            let Some(path) = files_of(&store).get(number).cloned() else {
                continue;
            };
            mutate(&path);
            let daemon = TestDaemon::start(folder.path()).await;
            assert_eq!(readings(&daemon).await, expected, "{name} {}", path.display());
            daemon.stop().await;
        }
    }
}
