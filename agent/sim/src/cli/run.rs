use super::{Cli, Load};
use crate::acked::Acked;
use crate::load::{Fleet, Phase, PreparedKind, Target, Trouble, Usage};
use crate::offline::{self, OfflineError};
use crate::outcome::{Outcome, PhaseOutcome};
use crate::seed::Seed;
use crate::truth::Truth;
use crate::units;
use crate::world::{Mix, Plan, World};
use kiemke_http::Client;
use kiemke_wire::secret::Token;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Machines of a school in the middle.
const MACHINES_PER_SCHOOL: u32 = 30;
/// Threads that send: more would only take the processors from the daemon.
const THREADS: usize = 2;

/// Why nothing was sent, or not all.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// An argument is not what it should be.
    #[error("{0}")]
    Usage(String),
    /// Before the first request.
    #[error("failed to {operation}: {source}")]
    Start {
        operation: String,
        source: std::io::Error,
    },
    /// Into the data folder.
    #[error("failed to {}", kiemke_http::causes(.0))]
    Offline(#[from] OfflineError),
    /// Units and lines.
    #[error("failed to import units and lines: failed to {}", kiemke_http::causes(.0))]
    Import(#[from] kiemke_http::Error),
    /// Later.
    #[error("failed to send: {0}")]
    Trouble(#[from] Trouble),
}

impl Failure {
    pub(super) fn code(&self) -> ExitCode {
        ExitCode::from(if matches!(self, Self::Usage(_)) { 2 } else { 1 })
    }
}

/// Runs the load and prints the outcome; returns how many requests failed.
pub(super) fn run(cli: &Cli) -> Result<u64, Failure> {
    if let Some(dir) = &cli.offline {
        return offline(cli, dir);
    }
    let target = target(cli)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(THREADS)
        .enable_all()
        .build()
        .map_err(|source| Failure::Start {
            operation: "start the threads that send".into(),
            source,
        })?;
    let world = Arc::new(world(cli));
    if let Some(path) = &cli.token_file {
        let token = token(&read(path)?)?;
        let daemon = Client::new(target.endpoint.clone(), Some(token));
        runtime.block_on(units::import(&world, &daemon))?;
    }
    let phases = runtime.block_on(phases(cli, &world, &target))?;
    let outcome = outcome(cli, &world, &phases);
    let text = serde_json::to_string(&outcome).expect("an outcome has a JSON text");
    println!("{text}");
    Ok(outcome.errors)
}

fn offline(cli: &Cli, dir: &Path) -> Result<u64, Failure> {
    let begin = Instant::now();
    let now = cli.as_of.unwrap_or_else(crate::load::now);
    let world = world(cli);
    let contents = offline::Contents {
        days: cli.days,
        learners_a_school: cli.learners,
        papers: cli.papers,
    };
    let written = offline::write_with(&world, dir, now, contents)?;
    let outcome = serde_json::json!({
        "load": "offline",
        "seed": cli.seed,
        "machines": written.machines,
        "lines": written.lines,
        "sealed": written.sealed,
        "checkpoint_bytes": written.checkpoint_bytes,
        "seconds": begin.elapsed().as_secs_f64(),
        "errors": 0,
        "truth": Truth::of(&world),
    });
    println!("{outcome}");
    Ok(0)
}

fn world(cli: &Cli) -> World {
    let schools = (cli.machines / MACHINES_PER_SCHOOL).max(1);
    let world = World::new(Plan {
        seed: Seed(cli.seed),
        schools: cli.schools.unwrap_or(schools),
        machines: cli.machines,
        mix: match cli.load {
            Load::Day => Mix::Province,
            Load::Inventory | Load::Heartbeat => Mix::DebianComputers,
        },
    });
    match cli.lines {
        Some(lines) => world.with_lines(lines),
        None => world,
    }
}

fn target(cli: &Cli) -> Result<Target, Failure> {
    // Both are there, or the command line was refused.
    let enrol_token = cli.enrol_token.as_deref().unwrap_or_default();
    let token = match enrol_token.strip_prefix('@') {
        Some(path) => read(Path::new(path))?,
        None => enrol_token.to_owned(),
    };
    let acked = cli.acked.as_deref().map(|path| {
        Acked::open(path).map_err(|source| Failure::Start {
            operation: format!("open {}", path.display()),
            source,
        })
    });
    Ok(Target {
        endpoint: cli
            .url
            .as_deref()
            .unwrap_or_default()
            .parse()
            .map_err(|error: kiemke_http::BadEndpoint| Failure::Usage(error.to_string()))?,
        enrol_token: self::token(&token)?,
        in_rooms: cli.token_file.is_some(),
        patience: Duration::from_secs(cli.patience.into()),
        acked: acked.transpose()?,
    })
}

fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|source| Failure::Start {
        operation: format!("read the token in {}", path.display()),
        source,
    })
}

fn token(text: &str) -> Result<Token, Failure> {
    text.trim()
        .parse()
        .map_err(|error: kiemke_wire::secret::BadToken| Failure::Usage(error.to_string()))
}

async fn phases(cli: &Cli, world: &Arc<World>, target: &Target) -> Result<Vec<Phase>, Failure> {
    let mut fleet = Fleet::new(world, target, cli.connections, cli.server_pid)?;
    let mut phases = vec![fleet.enrol().await, fleet.inventory().await];
    let length = Duration::from_secs(cli.seconds.into());
    let kind = match cli.load {
        Load::Day => {
            phases.push(fleet.steady(Duration::from_secs(cli.every.into()), length).await);
            return Ok(phases);
        }
        Load::Inventory => PreparedKind::Inventories,
        Load::Heartbeat => PreparedKind::Heartbeats,
    };
    let requests = cli.requests.unwrap_or(match kind {
        PreparedKind::Inventories => 10_000,
        PreparedKind::Heartbeats => 100_000,
    });
    let prepared = fleet.prepare(kind, requests).await?;
    phases.push(fleet.send(target, &prepared, length).await?);
    Ok(phases)
}

fn outcome(cli: &Cli, world: &World, phases: &[Phase]) -> Outcome {
    Outcome {
        load: match cli.load {
            Load::Day => "day",
            Load::Inventory => "inventory",
            Load::Heartbeat => "heartbeat",
        },
        seed: cli.seed,
        connections: cli.connections,
        errors: phases.iter().map(|phase| phase.tally.errors).sum(),
        first_error: phases.iter().find_map(|phase| phase.tally.first_error.clone()),
        rekeyed: phases.iter().map(|phase| phase.tally.rekeyed).sum(),
        phases: phases.iter().map(PhaseOutcome::of).collect(),
        sim: Usage::own(),
        server: cli.server_pid.and_then(Usage::of),
        truth: Truth::of(world),
    }
}
