//! kill −9 of the daemon under the simulator's load: `kiemked verify` finds everything acknowledged, and nothing
//! twice.

use kiemke_http::{Client, Endpoint};
use kiemke_sim::acked::Acked;
use kiemke_sim::load::{Fleet, Target};
use kiemke_sim::seed::Seed;
use kiemke_sim::world::{Mix, Plan, World};
use kiemke_tests::daemon::enrol_token;
use kiemke_tests::process::{DaemonProcess, run};
use kiemke_tests::wait::until;
use serde_json::Value;
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

const KIEMKED: &str = env!("CARGO_BIN_EXE_tested-kiemked");
const KILLS: usize = 8;
const MACHINES: u32 = 40;
const CONNECTIONS: u32 = 8;
/// Bytes of the list between two kills: some dozens of reports.
const LISTED_BETWEEN: u64 = 8_000;
/// How often a machine reports, and for how long at a time.
const EVERY: Duration = Duration::from_millis(100);
const AT_A_TIME: Duration = Duration::from_millis(500);

/// Reports until told to stop; how many requests failed for good.
async fn report(world: Arc<World>, target: Target, stop: Arc<AtomicBool>) -> (u64, Option<String>) {
    let mut fleet = Fleet::new(&world, &target, CONNECTIONS, None).unwrap();
    let mut phases = vec![fleet.enrol().await, fleet.inventory().await];
    while !stop.load(Ordering::Acquire) {
        phases.push(fleet.steady(EVERY, AT_A_TIME).await);
    }
    let errors = phases.iter().map(|phase| phase.tally.errors).sum();
    (
        errors,
        phases.into_iter().find_map(|phase| phase.tally.first_error),
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_of_the_list_is_missing_after_kills() {
    let folder = tempfile::tempdir().unwrap();
    let (data, list) = (folder.path().join("data"), folder.path().join("acked.log"));
    let mut daemon = DaemonProcess::start(KIEMKED, &data, "127.0.0.1:0").await;
    let endpoint = daemon.endpoint.clone();
    let listen = endpoint.authority();
    let control = Client::new(Endpoint::Unix(data.join("control.sock")), None);
    let target = Target {
        endpoint,
        enrol_token: enrol_token(&control, 2 * MACHINES).await,
        in_rooms: false,
        patience: Duration::from_secs(60),
        acked: Some(Acked::open(&list).unwrap()),
    };
    let world = Arc::new(World::new(Plan {
        seed: Seed(7),
        schools: 2,
        machines: MACHINES,
        mix: Mix::Province,
    }));
    let stop = Arc::new(AtomicBool::new(false));
    let reporting = tokio::spawn(report(world, target, stop.clone()));
    for _ in 0..KILLS {
        let goal = fs::metadata(&list).unwrap().len() + LISTED_BETWEEN;
        until("reports to be acknowledged", async || {
            (fs::metadata(&list).unwrap().len() >= goal).then_some(())
        })
        .await;
        daemon.kill().await;
        daemon = DaemonProcess::start(KIEMKED, &data, &listen).await;
    }
    stop.store(true, Ordering::Release);
    let (errors, first) = reporting.await.unwrap();
    assert_eq!((errors, first), (0, None));
    daemon.kill().await;
    let verify = |list: &str| {
        let data = data.to_str().unwrap().to_owned();
        let list = list.to_owned();
        async move {
            let arguments = ["verify", "--format", "json", "--data", &data, "--against", &list];
            run(KIEMKED, &arguments).await
        }
    };
    let verified = verify(list.to_str().unwrap()).await;
    let report: Value = serde_json::from_slice(&verified.stdout).expect("a report");
    assert!(verified.status.success(), "{report:#}");
    assert_eq!(report["against"]["missing"], 0);
    assert_eq!(report["journal"]["doubled"], 0);
    assert!(report["against"]["items"].as_u64().unwrap() > 200, "{report:#}");

    // The check itself is no rubber stamp.
    let more = folder.path().join("more.log");
    let known = fs::read_to_string(&list).unwrap();
    let of_nobody = format!("{} {} 4\n", "ab".repeat(16), "cd".repeat(8));
    fs::write(&more, format!("{known}{of_nobody}")).unwrap();
    let verified = verify(more.to_str().unwrap()).await;
    assert_eq!(verified.status.code(), Some(1));
    let report: Value = serde_json::from_slice(&verified.stdout).expect("a report");
    assert_eq!(report["against"]["missing"], 1);
    fs::write(&more, "").unwrap();
    let verified = verify(more.to_str().unwrap()).await;
    assert!(String::from_utf8_lossy(&verified.stderr).contains("empty"));
    assert_eq!(verified.status.code(), Some(1));
}
