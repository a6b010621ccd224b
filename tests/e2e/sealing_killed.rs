//! kill −9 while closed days are sealed, behind each file that a night writes: every reading is found once.

use kiemke_http::{Client, Endpoint, Request};
use kiemke_sim::offline;
use kiemke_sim::seed::Seed;
use kiemke_sim::world::{Mix, Plan, World};
use kiemke_tests::hand_agent::now;
use kiemke_tests::process::DaemonProcess;
use kiemke_tests::wait::until;
use kiemke_wire::time::DAY_MS;
use serde_json::Value;
use std::fs;
use std::path::Path;

const KIEMKED: &str = env!("CARGO_BIN_EXE_tested-kiemked");
const MACHINES: u32 = 400;
/// Files of the one day: probes, presence, and hours and days of each.
const FILES: usize = 6;
/// Machines and lines that are asked for.
const ASKED: u32 = 8;

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn cold_files(data: &Path) -> usize {
    fs::read_dir(data.join("cold")).map_or(0, Iterator::count)
}

async fn readings(control: &Client) -> Vec<Value> {
    let range = format!("from={}&to={}", now().plus(-4 * DAY_MS), now());
    let mut all = Vec::new();
    for number in 1..=ASKED {
        for of in ["machines/m", "lines/l"] {
            let path = format!("/v1/{of}{number}/readings?{range}");
            let mut told: Value = control.json(Request::get(path)).await.unwrap();
            // The range moves with the clock; what lies in it does not.
            if let Some(points) = told.get_mut("points") {
                let probes = points
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|point| point["probes"].as_u64());
                told = probes.map(Option::unwrap_or_default).sum::<u64>().into();
            }
            all.push(told);
        }
    }
    all
}

/// `Some` when no day waits to be sealed.
async fn sealed(control: &Client) -> Option<()> {
    let reply = control.exchange(Request::get("/metrics")).await.ok()?;
    let text = String::from_utf8(reply.body.to_vec()).ok()?;
    text.lines()
        .any(|line| line == "kiemke_days_held 0")
        .then_some(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_reading_is_found_once() {
    let prepared = tempfile::tempdir().unwrap();
    let world = World::new(Plan {
        seed: Seed(3),
        schools: 12,
        machines: MACHINES,
        mix: Mix::Province,
    });
    // The folder of a daemon that was stopped two days ago.
    offline::write(&world, prepared.path(), now().plus(-2 * DAY_MS), 1).unwrap();
    let before = cold_files(prepared.path());
    let mut expected: Option<Vec<Value>> = None;
    // The last one is not killed while it seals.
    for files in (1..=FILES).rev() {
        let folder = tempfile::tempdir().unwrap();
        copy(prepared.path(), folder.path());
        let control = Client::new(Endpoint::Unix(folder.path().join("control.sock")), None);
        let daemon = DaemonProcess::start(KIEMKED, folder.path(), "127.0.0.1:0").await;
        until("so many files to be written", async || {
            // Where a month ends, files are packed into fewer.
            match cold_files(folder.path()) >= before + files {
                true => Some(()),
                false => sealed(&control).await,
            }
        })
        .await;
        daemon.kill().await;
        let daemon = DaemonProcess::start(KIEMKED, folder.path(), "127.0.0.1:0").await;
        until("the closed days to be sealed", async || sealed(&control).await).await;
        let found = readings(&control).await;
        assert!(daemon.terminate().await.success());
        match &expected {
            Some(expected) => assert_eq!(&found, expected, "killed behind file {files}"),
            None => expected = Some(found),
        }
    }
    let machines = expected.unwrap().into_iter().step_by(2);
    assert!(
        machines
            .filter(|told| told.as_array().is_some_and(|all| !all.is_empty()))
            .count()
            > 0
    );
}
