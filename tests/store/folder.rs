//! A data folder with something in every part of it, and all that is held in it.

use kiemke_config::daemon::DaemonSettings;
use kiemke_http::{Client, Endpoint, Request};
use kiemke_tests::daemon::TestDaemon;
use kiemke_tests::hand_agent::{HandAgent, now, outside, section};
use kiemke_wire::facts::{Facts, MemoryFacts, SystemFacts};
use kiemke_wire::time::HOUR_MS;
use kiemke_wire::view::{MachineReading, Page, TokenView};
use serde_json::Value;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// Reports before the checkpoint, and again behind it.
const REPORTS: u64 = 6;
const MACHINES: u8 = 2;

/// A stopped daemon's folder: a checkpoint, groups behind it, an image at the end, a store.
pub(crate) struct Folder {
    dir: TempDir,
    pub(crate) held: Held,
}

/// All that a reader can see of it.
#[derive(Debug, PartialEq)]
pub(crate) struct Held {
    machines: Vec<Value>,
    readings: Vec<Vec<MachineReading>>,
    tokens: usize,
}

impl Held {
    pub(crate) async fn by(daemon: &TestDaemon) -> Self {
        let (mut machines, mut readings) = (Vec::new(), Vec::new());
        for number in 1..=MACHINES {
            let path = format!("/v1/machines/m{number}");
            machines.push(daemon.admin.json(Request::get(path.clone())).await.unwrap());
            readings.push(
                daemon
                    .admin
                    .json(Request::get(format!("{path}/readings")))
                    .await
                    .unwrap(),
            );
        }
        let tokens: Page<TokenView> = daemon.admin.json(Request::get("/v1/tokens")).await.unwrap();
        // What depends on the clock of the answer is no part of what is held.
        for machine in &mut machines {
            if let Some(fields) = Value::as_object_mut(machine) {
                fields.remove("freshness");
            }
        }
        Self {
            machines,
            readings,
            tokens: tokens.items.len(),
        }
    }
}

/// Has both machines report once more, each with sections and a probe.
pub(crate) async fn report(endpoint: &Endpoint, round: u64) {
    for number in 1..=MACHINES {
        let at = now().plus(-2 * HOUR_MS + round as i64 * 1_000);
        let system = SystemFacts {
            host_name: Some(format!("PC{number:02}-{round}")),
            ..SystemFacts::default()
        };
        let memory = MemoryFacts {
            total_bytes: Some(1 << 32),
            ..MemoryFacts::default()
        };
        let items = vec![
            outside(round * 3, at),
            section(round * 3 + 1, at, &Facts::System(system)),
            section(round * 3 + 2, at, &Facts::Memory(memory)),
        ];
        HandAgent::new(number).report(endpoint, items).await.unwrap();
    }
}

/// Enrols the machines.
pub(crate) async fn enrol(daemon: &TestDaemon) {
    let endpoint = daemon.client(None).endpoint().clone();
    let token = daemon.enrol_token(MACHINES.into()).await;
    for number in 1..=MACHINES {
        HandAgent::new(number).enrol(&endpoint, &token).await.unwrap();
    }
}

/// Segments as small as they can be: each holds one group.
pub(crate) fn settings() -> DaemonSettings {
    let mut settings = DaemonSettings::default();
    settings.journal.segment_bytes = 1024 * 1024;
    settings
}

/// Makes a checkpoint, as a backup does that nobody keeps.
pub(crate) async fn checkpoint(admin: &Client) {
    let request = Request::post("/v1/backup", &serde_json::json!({}));
    let mut download = admin
        .download(request, std::time::Duration::from_secs(60))
        .await
        .unwrap();
    while download.next().await.unwrap().is_some() {}
}

impl Folder {
    pub(crate) async fn make() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let daemon = TestDaemon::start_with(dir.path(), settings()).await;
        let endpoint = daemon.client(None).endpoint().clone();
        enrol(&daemon).await;
        for round in 0..REPORTS {
            report(&endpoint, round).await;
        }
        checkpoint(&daemon.admin).await;
        for round in REPORTS..2 * REPORTS {
            report(&endpoint, round).await;
        }
        let held = Held::by(&daemon).await;
        daemon.stop().await;
        Self { dir, held }
    }

    pub(crate) fn data(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn settings(&self) -> DaemonSettings {
        settings()
    }

    /// The same folder once more.
    pub(crate) fn copy(&self) -> TempDir {
        let to = tempfile::tempdir().unwrap();
        copy(self.data(), to.path());
        to
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            fs::create_dir(&target).unwrap();
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
