//! kill −9 of the agent, ten times: it stays the same machine, goes on by itself, and doubles nothing.

use kiemke_config::daemon::DaemonSettings;
use kiemke_http::Request;
use kiemke_tests::daemon::TestDaemon;
use kiemke_tests::wait::until;
use kiemke_wire::facts::SectionName;
use kiemke_wire::view::{MachineDetail, MachineReading, Overview};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Stdio;
use tokio::process::{Child, Command};

const KILLS: usize = 10;

fn agent(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tested-kiemke-agent"));
    command
        .env("RUST_LOG", "error")
        .stdout(Stdio::null())
        .kill_on_drop(true);
    command.arg("--data").arg(data);
    command
}

fn run(data: &Path, config: &Path) -> Child {
    agent(data)
        .arg("run")
        .arg("--config")
        .arg(config)
        .spawn()
        .unwrap()
}

async fn probes(daemon: &TestDaemon) -> Vec<MachineReading> {
    daemon
        .admin
        .json(Request::get("/v1/machines/m1/readings"))
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_agent_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let mut settings = DaemonSettings::default();
    settings.agents.report_every_s = 1;
    settings.agents.outside_every_s = 1;
    settings.agents.gateway_every_s = 1;
    let daemon = TestDaemon::start_with(&folder.path().join("daemon"), settings).await;
    let token = daemon.enrol_token(1).await;
    let data = folder.path().join("agent");
    let config = folder.path().join("agent.toml");
    let probes_at_home =
        "[probes]\ngateway = \"127.0.0.1\"\ngateway_spacing_ms = 10\noutside_spacing_ms = 10\n";
    std::fs::write(&config, probes_at_home).unwrap();
    let endpoint = daemon.client(None).endpoint().to_string();
    let enrolled = agent(&data)
        .args(["enrol", &endpoint, &token.reveal()])
        .status()
        .await
        .unwrap();
    assert!(enrolled.success());
    for _ in 0..KILLS {
        let before = probes(&daemon).await.len();
        // The first report of a start is spread over minutes; `once` reports at once and empties the spool.
        let mut child = run(&data, &config);
        until("the agent to hold its folder", || async {
            data.join("spool").exists().then_some(())
        })
        .await;
        child.kill().await.unwrap();
        let once = agent(&data)
            .args(["once", "--config"])
            .arg(&config)
            .status()
            .await
            .unwrap();
        assert!(once.success());
        until("what it sampled to arrive", || async {
            let overview: Overview = daemon.admin.json(Request::get("/v1/overview")).await.unwrap();
            (overview.machines.known == 1 && probes(&daemon).await.len() >= before).then_some(())
        })
        .await;
    }
    let machine: MachineDetail = daemon.admin.json(Request::get("/v1/machines/m1")).await.unwrap();
    assert_eq!(machine.sections.len(), SectionName::ALL.len());
    assert_eq!(machine.row.warnings, 0, "{:?}", machine.recent_warnings);
    let readings = probes(&daemon).await;
    let distinct: BTreeSet<String> = readings.iter().map(|reading| format!("{reading:?}")).collect();
    assert_eq!(distinct.len(), readings.len(), "nothing is doubled");
    daemon.stop().await;
}
