//! A store that fails while the daemon runs: it comes back by itself behind the same address, and nothing is lost.

use crate::folder::{Held, enrol, report, settings};
use kiemke_core::rows::{RowChange, RowKey};
use kiemke_daemon::Surroundings;
use kiemke_daemon::store::{Rows, Store, StoreError};
use kiemke_http::Request;
use kiemke_tests::daemon::TestDaemon;
use kiemke_tests::hand_agent::{HandAgent, check_in, now, outside};
use kiemke_tests::wait::until;
use kiemke_wire::ids::MachineId;
use serde_json::Value;
use std::cell::Cell;
use std::fs;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex};

/// What goes wrong with the store that is open when it is armed; the next one opened is sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    WriteFails = 1,
    FlushFails,
    ReadFails,
    InventoryMissing,
    InventoryDamaged,
}

struct FaultyStore {
    store: Arc<dyn Store>,
    armed: Arc<AtomicU8>,
}

impl FaultyStore {
    fn has(&self, fault: Fault) -> bool {
        self.armed.load(Ordering::SeqCst) == fault as u8
    }

    fn fails(&self, fault: Fault) -> Result<(), StoreError> {
        match self.has(fault) {
            true => Err(StoreError {
                operation: "use the store",
                source: "a fault was put in".into(),
            }),
            false => Ok(()),
        }
    }
}

impl Store for FaultyStore {
    fn get(&self, key: &RowKey) -> Result<Option<Vec<u8>>, StoreError> {
        self.fails(Fault::ReadFails)?;
        let row = self.store.get(key)?;
        if *key != RowKey::inventory(MachineId(1)) {
            return Ok(row);
        }
        Ok(match row {
            Some(_) if self.has(Fault::InventoryMissing) => None,
            Some(row) if self.has(Fault::InventoryDamaged) => Some(row[..row.len() / 2].to_vec()),
            row => row,
        })
    }

    fn scan(&self, from: &RowKey, to: &RowKey) -> Result<Rows, StoreError> {
        self.fails(Fault::ReadFails)?;
        self.store.scan(from, to)
    }

    fn page(&self, from: &RowKey, limit: usize) -> Result<Rows, StoreError> {
        self.store.page(from, limit)
    }

    fn write(&self, changes: Vec<RowChange>) -> Result<(), StoreError> {
        self.fails(Fault::WriteFails)?;
        self.store.write(changes)
    }

    fn flush(&self) -> Result<(), StoreError> {
        self.fails(Fault::FlushFails)?;
        self.store.flush()
    }
}

async fn comes_back_from(fault: Fault) {
    let folder = tempfile::tempdir().unwrap();
    let newest: Arc<Mutex<Arc<AtomicU8>>> = Arc::default();
    let opened = newest.clone();
    let around = Surroundings {
        around_store: Arc::new(move |store| {
            let armed = Arc::new(AtomicU8::new(0));
            *opened.lock().unwrap() = armed.clone();
            Arc::new(FaultyStore { store, armed })
        }),
        ..Surroundings::default()
    };
    let mut often = settings();
    // The store is flushed for every image.
    often.upkeep.image_every_entries = 1;
    let daemon = TestDaemon::start_in(folder.path(), often, around).await;
    let client = daemon.client(None);
    let endpoint = client.endpoint().clone();
    enrol(&daemon).await;
    for round in 0..3 {
        report(&endpoint, round).await;
    }
    let before = Held::by(&daemon).await;
    newest.lock().unwrap().store(fault as u8, Ordering::SeqCst);
    let agent = HandAgent::new(1);
    let (seq, at) = (100, now());
    if fault == Fault::FlushFails {
        // Whoever reports is not told of it: the journal has what it says. An image is due at the group behind it.
        let items = Cell::new(0);
        until("an image to be due", async || {
            items.set(items.get() + 1);
            let reported = agent
                .report(&endpoint, vec![check_in(seq + items.get(), at)])
                .await;
            let ready: Value = daemon.admin.json(Request::get("/readyz")).await.ok()?;
            (reported.is_err() || ready["notes"].to_string().contains("set aside")).then_some(())
        })
        .await;
    } else if fault == Fault::WriteFails {
        let refused = agent.report(&endpoint, vec![outside(seq, at)]).await;
        assert!(refused.is_err(), "what is not in the store is not told");
    } else {
        let asked = daemon
            .admin
            .exchange(Request::get("/v1/machines/m1"))
            .await
            .unwrap();
        assert_eq!(asked.status.as_u16(), 503, "{fault:?}");
        assert!(asked.retry_after_s.is_some());
    }
    let ready: Value = until("the store to be back", async || {
        let ready: Value = daemon.admin.json(Request::get("/readyz")).await.ok()?;
        ready["notes"].to_string().contains("set aside").then_some(ready)
    })
    .await;
    assert_eq!(ready["ready"], true);
    if fault == Fault::WriteFails {
        // The journal had it already: a repeat is harmless.
        let reply = agent.report(&endpoint, vec![outside(seq, at)]).await.unwrap();
        assert!(reply.acknowledged[0].ranges.contains(seq));
    } else if fault != Fault::FlushFails {
        assert_eq!(Held::by(&daemon).await, before, "{fault:?}");
    }
    let names: Vec<String> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(
        names.iter().any(|name| name.starts_with("store.damaged-")),
        "{names:?}"
    );
    assert!(!names.contains(&"store.suspect".to_owned()), "{names:?}");
    let path = "/v1/machines/m1/readings";
    let during: Vec<Value> = daemon.admin.json(Request::get(path)).await.unwrap();
    daemon.stop().await;
    let daemon = TestDaemon::start_with(folder.path(), settings()).await;
    let after: Vec<Value> = daemon.admin.json(Request::get(path)).await.unwrap();
    assert_eq!(after, during);
    assert_eq!(
        after.len(),
        3 + usize::from(fault == Fault::WriteFails),
        "each once"
    );
    daemon.stop().await;
}

#[tokio::test]
async fn from_a_write_that_fails() {
    comes_back_from(Fault::WriteFails).await;
}

#[tokio::test]
async fn from_a_flush_that_fails() {
    comes_back_from(Fault::FlushFails).await;
}

#[tokio::test]
async fn from_a_read_that_fails() {
    comes_back_from(Fault::ReadFails).await;
}

#[tokio::test]
async fn from_an_inventory_that_is_missing() {
    comes_back_from(Fault::InventoryMissing).await;
}

#[tokio::test]
async fn from_an_inventory_that_is_damaged() {
    comes_back_from(Fault::InventoryDamaged).await;
}

/// With a damaged checkpoint a rebuilt store would hold less than the suspect one.
#[tokio::test]
async fn a_store_that_could_not_be_rebuilt_is_kept() {
    let folder = crate::folder::Folder::make().await;
    fs::write(folder.data().join("store.suspect"), "a row is missing").unwrap();
    let images = folder.data().join("images");
    let full = fs::read_dir(&images)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.file_name().unwrap().to_string_lossy().starts_with("full-"));
    let full = full.expect("there is a checkpoint");
    let bytes = fs::read(&full).unwrap();
    fs::write(&full, &bytes[..bytes.len() - 1]).unwrap();
    let daemon = TestDaemon::start_with(folder.data(), settings()).await;
    assert_eq!(Held::by(&daemon).await, folder.held);
    let ready: Value = daemon.admin.json(Request::get("/readyz")).await.unwrap();
    assert!(ready["notes"].to_string().contains("is kept"), "{ready}");
    // The next checkpoint comes from the store that was kept, and all is well again.
    crate::folder::checkpoint(&daemon.admin).await;
    daemon.stop().await;
}

#[tokio::test]
async fn a_store_that_is_marked_is_rebuilt_at_the_next_start() {
    let folder = crate::folder::Folder::make().await;
    fs::write(folder.data().join("store.suspect"), "it was killed in between").unwrap();
    let daemon = TestDaemon::start_with(folder.data(), settings()).await;
    assert_eq!(Held::by(&daemon).await, folder.held);
    let ready: Value = daemon.admin.json(Request::get("/readyz")).await.unwrap();
    assert!(
        ready["notes"].to_string().contains("killed in between"),
        "{ready}"
    );
    daemon.stop().await;
    assert!(!folder.data().join("store.suspect").exists());
}
