//! kill −9 of the daemon under load, ten times: every acknowledged item is there, once.

use kiemke_http::{Client, Endpoint, Request};
use kiemke_tests::daemon::enrol_token;
use kiemke_tests::hand_agent::{HandAgent, now, outside};
use kiemke_tests::process::DaemonProcess;
use kiemke_tests::wait::until;
use kiemke_wire::ids::MachineId;
use kiemke_wire::ranges::SeqRanges;
use kiemke_wire::time::HOUR_MS;
use kiemke_wire::view::MachineReading;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

const KILLS: usize = 10;
const AGENTS: u8 = 4;
/// Acknowledged reports between two kills, all agents together.
const REPORTS_BETWEEN: u64 = 40;

/// Reports without end, each item at a time of its own; returns the numbers that were acknowledged. An item that
/// was not acknowledged is sent again, as a real agent would.
async fn report_for_ever(
    agent: HandAgent,
    data: std::path::PathBuf,
    stop: Arc<AtomicBool>,
    acknowledged: Arc<AtomicU64>,
) -> SeqRanges {
    // Over the control socket, whose place does not change when the port does.
    let endpoint = Endpoint::Unix(data.join("control.sock"));
    let begin = now().plus(-HOUR_MS);
    let mut known = SeqRanges::default();
    let mut next = 0;
    while !stop.load(Ordering::Acquire) {
        let items = (next..next + 5)
            .map(|seq| outside(seq, begin.plus(seq as i64)))
            .collect();
        match agent.report(&endpoint, items).await {
            Ok(reply) => {
                known = reply.acknowledged[0].ranges.clone();
                next = known.last().map_or(0, |last| last + 1);
                acknowledged.fetch_add(1, Ordering::AcqRel);
            }
            // The daemon is down or was just killed: the condition to wait for is that it is back.
            Err(_) => tokio::task::yield_now().await,
        }
    }
    known
}

async fn readings(client: &Client, machine: MachineId) -> Vec<u64> {
    let path = format!("/v1/machines/{machine}/readings");
    let readings: Vec<MachineReading> = client.json(Request::get(path)).await.unwrap();
    let begin = readings.first().map_or(0, |reading| reading.at.0);
    readings
        .iter()
        .map(|reading| (reading.at.0 - begin) as u64)
        .collect()
}

async fn start(data: &Path) -> DaemonProcess {
    DaemonProcess::start(env!("CARGO_BIN_EXE_tested-kiemked"), data, "127.0.0.1:0").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_and_nothing_is_doubled() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_owned();
    let control = Client::new(Endpoint::Unix(data.join("control.sock")), None);
    let mut daemon = start(&data).await;
    let token = enrol_token(&control, AGENTS.into()).await;
    let mut machines = BTreeMap::new();
    let (stop, acknowledged) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    for number in 1..=AGENTS {
        let agent = HandAgent::new(number);
        let enrolled = agent.enrol(&daemon.endpoint, &token).await.unwrap();
        let task = tokio::spawn(report_for_ever(
            agent,
            data.clone(),
            stop.clone(),
            acknowledged.clone(),
        ));
        machines.insert(enrolled.machine, task);
    }
    for _ in 0..KILLS {
        let goal = acknowledged.load(Ordering::Acquire) + REPORTS_BETWEEN;
        until("reports to be acknowledged", || {
            let reached = acknowledged.load(Ordering::Acquire) >= goal;
            async move { reached.then_some(()) }
        })
        .await;
        daemon.kill().await;
        daemon = start(&data).await;
    }
    stop.store(true, Ordering::Release);
    for (machine, task) in machines {
        let known = task.await.unwrap();
        let expected: Vec<u64> = known.iter().flat_map(|(first, last)| first..=last).collect();
        assert!(expected.len() as u64 > REPORTS_BETWEEN, "there was load");
        let mut found = readings(&control, machine).await;
        // What was sent but not acknowledged when the daemon died may be there too: then it is there once.
        found.truncate(expected.len());
        assert_eq!(found, expected, "{machine}");
    }
    assert!(daemon.terminate().await.success());
}
