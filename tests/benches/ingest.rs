//! How fast the daemon takes reports (P1 and P2 of the budgets): prepared requests over 64 connections, beside a
//! bare handler on the same server stack and the disk's own rate of synced appends in the same minute.
//!
//! Every round measures all three one after the other; what is printed is the median of the rounds. Only ratios
//! mean anything on another machine. `INGEST_ROUNDS` changes the number of rounds.

use axum::Router;
use axum::body::Body;
use axum::http::StatusCode;
use axum::routing::post;
use http_body_util::BodyExt as _;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use kiemke_http::{Client, Endpoint};
use kiemke_sim::load::{Fleet, Phase, Prepared, PreparedKind, Sent, Target, send};
use kiemke_sim::seed::Seed;
use kiemke_sim::world::{Mix, Plan, World};
use kiemke_tests::daemon::enrol_token;
use kiemke_tests::process::DaemonProcess;
use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

const MACHINES: u32 = 1_024;
const CONNECTIONS: u32 = 64;
const ROUNDS: usize = 5;
/// How long the daemon is under load in one round, and the bare handler, and the disk.
const DAEMON_TIME: Duration = Duration::from_secs(2);
const BARE_TIME: Duration = Duration::from_millis(700);
const DISK_TIME: Duration = Duration::from_millis(400);
/// The argument with which this program serves the bare handler.
const BARE: &str = "bare-handler";

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    if std::env::args().nth(1).as_deref() == Some(BARE) {
        return runtime.block_on(serve_bare());
    }
    runtime.block_on(measure())
}

/// What is measured in a kind of load, and its budget.
struct Budget {
    id: &'static str,
    kind: PreparedKind,
    name: &'static str,
    per_s_min: f64,
    p99_ms_max: f64,
    cpu_s_per_1000_max: Option<f64>,
    bare_ratio_min: Option<f64>,
    /// Requests made beforehand at least and at most.
    requests: (f64, f64),
}

const BUDGETS: [Budget; 2] = [
    Budget {
        id: "P1",
        kind: PreparedKind::Inventories,
        name: "changed whole inventories",
        per_s_min: 6_000.0,
        p99_ms_max: 50.0,
        cpu_s_per_1000_max: Some(0.2),
        bare_ratio_min: None,
        requests: (2_048.0, 16_384.0),
    },
    Budget {
        id: "P2",
        kind: PreparedKind::Heartbeats,
        name: "heartbeats",
        per_s_min: 25_000.0,
        p99_ms_max: 25.0,
        cpu_s_per_1000_max: None,
        bare_ratio_min: Some(0.25),
        requests: (8_192.0, 65_536.0),
    },
];

/// Below this rate of synced appends P2 asks for a multiple of it instead (performance.md).
const SLOW_DISK_PER_S: f64 = 1_000.0;
const SLOW_DISK_FACTOR: f64 = 16.0;

#[derive(Clone, Copy, Debug, Default)]
struct Round {
    syncs_per_s: f64,
    bare_per_s: f64,
    bare_ratio: f64,
    per_s: f64,
    p50_ms: f64,
    p95_ms: f64,
    p99_ms: f64,
    cpu_s_per_1000: f64,
    sim_cpu_s_per_1000: f64,
    bare_sim_cpu_s_per_1000: f64,
    bare_cpu_s_per_1000: f64,
}

async fn measure() -> Result<(), Failure> {
    let rounds = std::env::var("INGEST_ROUNDS")
        .ok()
        .and_then(|text| text.parse().ok());
    let rounds: usize = rounds.unwrap_or(ROUNDS).clamp(1, 100);
    let bare = BareProcess::start().await?;
    for budget in &BUDGETS {
        measure_one(budget, &bare, rounds).await?;
    }
    Ok(())
}

/// Each kind of load has a fresh daemon that holds all machines' inventories.
async fn measure_one(budget: &Budget, bare: &BareProcess, rounds: usize) -> Result<(), Failure> {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let program = env!("CARGO_BIN_EXE_tested-kiemked");
    let daemon = DaemonProcess::start(program, folder.path(), "127.0.0.1:0").await;
    let admin = Client::new(Endpoint::Unix(folder.path().join("control.sock")), None);
    let target = Target {
        endpoint: daemon.endpoint.clone(),
        enrol_token: enrol_token(&admin, MACHINES).await,
        in_rooms: false,
        patience: Duration::ZERO,
        acked: None,
    };
    let world = Arc::new(World::new(Plan {
        seed: Seed(1),
        schools: MACHINES / 30,
        machines: MACHINES,
        mix: Mix::DebianComputers,
    }));
    let mut fleet = Fleet::new(&world, &target, CONNECTIONS, daemon.id())?;
    for phase in [fleet.enrol().await, fleet.inventory().await] {
        sound(&phase)?;
    }
    let mut all = Vec::new();
    let mut requests = budget.requests.0;
    for _ in 0..rounds {
        let prepared = fleet.prepare(budget.kind, requests as usize).await?;
        if all.is_empty() {
            describe(budget, &prepared);
        }
        let round = one_round(folder.path(), bare, &target, daemon.id(), &prepared).await?;
        // Somewhat more than the daemon will take next time.
        requests =
            (round.per_s * DAEMON_TIME.as_secs_f64() * 1.2).clamp(budget.requests.0, budget.requests.1);
        all.push(round);
    }
    report(budget, &all);
    if let Some(usage) = daemon.id().and_then(kiemke_sim::load::Usage::of) {
        let mib = usage.rss_bytes_max as f64 / f64::from(1 << 20);
        println!("   daemon's memory at its highest: {mib:.0} MiB");
    }
    daemon.terminate().await;
    Ok(())
}

async fn one_round(
    folder: &Path,
    bare: &BareProcess,
    daemon: &Target,
    daemon_pid: Option<u32>,
    prepared: &Prepared,
) -> Result<Round, Failure> {
    let syncs_per_s = synced_appends(folder)?;
    let handler = Target {
        endpoint: bare.endpoint.clone(),
        ..daemon.clone()
    };
    let alone = send(&handler, prepared, BARE_TIME, Sent::ToAnyone, bare.child.id()).await?;
    sound(&alone)?;
    let phase = send(daemon, prepared, DAEMON_TIME, Sent::ToDaemon, daemon_pid).await?;
    sound(&phase)?;
    let per_s = |phase: &Phase| phase.tally.accepted as f64 / phase.elapsed.as_secs_f64();
    let per_1000 = |cpu_s: f64, phase: &Phase| cpu_s * 1_000.0 / phase.tally.accepted.max(1) as f64;
    let ms = |part| phase.tally.latency.quantile_us(part) / 1_000.0;
    Ok(Round {
        syncs_per_s,
        bare_per_s: per_s(&alone),
        bare_ratio: per_s(&phase) / per_s(&alone),
        per_s: per_s(&phase),
        p50_ms: ms(0.5),
        p95_ms: ms(0.95),
        p99_ms: ms(0.99),
        cpu_s_per_1000: per_1000(phase.server_cpu_s.unwrap_or_default(), &phase),
        sim_cpu_s_per_1000: per_1000(phase.sim_cpu_s, &phase),
        bare_sim_cpu_s_per_1000: per_1000(alone.sim_cpu_s, &alone),
        bare_cpu_s_per_1000: per_1000(alone.server_cpu_s.unwrap_or_default(), &alone),
    })
}

/// A load that failed has measured nothing.
fn sound(phase: &Phase) -> Result<(), Failure> {
    match &phase.tally.first_error {
        Some(error) => Err(format!(
            "{} of the phase {} failed: {error}",
            phase.tally.errors, phase.name
        )
        .into()),
        None if phase.tally.accepted == 0 => {
            Err(format!("nothing was accepted in the phase {}", phase.name).into())
        }
        None => Ok(()),
    }
}

fn describe(budget: &Budget, prepared: &Prepared) {
    let count = prepared.iter().count().max(1) as f64;
    let mean =
        |size: fn(&kiemke_sim::load::Wired) -> usize| prepared.iter().map(size).sum::<usize>() as f64 / count;
    println!(
        "{} {}: {:.0} B of JSON, {:.0} B as sent, {:.0} B with the head; {CONNECTIONS} connections",
        budget.id,
        budget.name,
        mean(|wired| wired.json_bytes),
        mean(|wired| wired.body_bytes),
        mean(|wired| wired.bytes.len()),
    );
}

fn report(budget: &Budget, rounds: &[Round]) {
    let of = |value: fn(&Round) -> f64| median(rounds.iter().map(value).collect());
    let (per_s, p99_ms, ratio) = (
        of(|round| round.per_s),
        of(|round| round.p99_ms),
        of(|round| round.bare_ratio),
    );
    let (cpu, syncs) = (of(|round| round.cpu_s_per_1000), of(|round| round.syncs_per_s));
    println!("   disk          {syncs:>9.0} synced appends of 4 KiB a second");
    println!(
        "   bare handler  {:>9.0}/s   CPU s per 1,000: handler {:.3}, load generator {:.3}",
        of(|round| round.bare_per_s),
        of(|round| round.bare_cpu_s_per_1000),
        of(|round| round.bare_sim_cpu_s_per_1000),
    );
    println!(
        "   daemon        {per_s:>9.0}/s   CPU s per 1,000: daemon {cpu:.3}, load generator {:.3}",
        of(|round| round.sim_cpu_s_per_1000),
    );
    println!(
        "   latency       p50 {:.1} ms, p95 {:.1} ms, p99 {p99_ms:.1} ms",
        of(|round| round.p50_ms),
        of(|round| round.p95_ms),
    );
    println!(
        "   ratios        {ratio:.3} of the bare handler, {:.1} a synced append   ({} rounds)",
        per_s / syncs,
        rounds.len()
    );
    let slow_disk = budget.bare_ratio_min.is_some() && syncs < SLOW_DISK_PER_S;
    let rate_min = if slow_disk {
        syncs * SLOW_DISK_FACTOR
    } else {
        budget.per_s_min
    };
    verdict(budget, &format!("at least {rate_min:.0}/s"), per_s >= rate_min);
    verdict(
        budget,
        &format!("p99 at most {} ms", budget.p99_ms_max),
        p99_ms <= budget.p99_ms_max,
    );
    if let Some(max) = budget.cpu_s_per_1000_max {
        verdict(budget, &format!("at most {max} CPU s per 1,000"), cpu <= max);
    }
    if let Some(min) = budget.bare_ratio_min {
        verdict(
            budget,
            &format!("at least {min} of the bare handler"),
            ratio >= min,
        );
    }
}

fn verdict(budget: &Budget, what: &str, met: bool) {
    println!("   {} {what}: {}", budget.id, if met { "met" } else { "MISSED" });
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// Appends of 4 KiB with `fdatasync`, a second.
fn synced_appends(folder: &Path) -> Result<f64, Failure> {
    let path = folder.join("synced-appends");
    let mut file = File::create(&path)?;
    let block = [0x5a; 4_096];
    let began = Instant::now();
    let mut done = 0_u32;
    while began.elapsed() < DISK_TIME {
        file.write_all(&block)?;
        file.sync_data()?;
        done += 1;
    }
    let rate = f64::from(done) / began.elapsed().as_secs_f64();
    std::fs::remove_file(&path)?;
    Ok(rate)
}

/// The bare handler in a process of its own.
struct BareProcess {
    child: Child,
    endpoint: Endpoint,
}

impl BareProcess {
    async fn start() -> Result<Self, Failure> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg(BARE)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let stdout = child.stdout.take().ok_or("the bare handler has no output")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line).await?;
        Ok(Self {
            child,
            endpoint: line.trim().parse()?,
        })
    }
}

/// The daemon's server stack with a handler that reads the body and has nothing to say.
async fn serve_bare() -> Result<(), Failure> {
    let take = |body: Body| async {
        match body.collect().await {
            Ok(_) => StatusCode::NO_CONTENT,
            Err(_) => StatusCode::BAD_REQUEST,
        }
    };
    let router = Router::new().route("/v1/report", post(take));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
    println!("http://{}", listener.local_addr()?);
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let router = router.clone();
        tokio::spawn(async move {
            let mut builder = http1::Builder::new();
            builder
                .timer(TokioTimer::new())
                .header_read_timeout(Duration::from_secs(5));
            let connection = builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
            // An error here is the other side's, which has gone.
            let _ = connection.await;
        });
    }
}
