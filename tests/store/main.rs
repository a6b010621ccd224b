//! One story for every store; what is left when something on the disk is damaged, fails or is full; backups.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

mod backup;
mod damaged;
mod disk_full;
mod folder;
mod journal_damaged;
mod late;
mod repair;
mod rewritten;
mod sealing;
mod written;

use kiemke_core::cold::Day;
use kiemke_core::rows::{FiledKind, FiledOwner, FiledRow, RowChange, RowKey, payload, value};
use kiemke_daemon::store::{MemoryStore, SledStore, Store};
use kiemke_wire::ids::{LineId, MachineId, Position, UnitKey};

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
