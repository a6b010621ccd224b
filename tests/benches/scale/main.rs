//! A country on one box (P3 to P5 of the budgets), and how its cost grows with the number of machines.
//!
//! ```text
//! cargo bench -p kiemke-tests --bench scale                                     10,000, 100,000 and 1,000,000 machines
//! cargo bench -p kiemke-tests --bench scale -- --sizes 10000                    one size, a minute
//! cargo bench -p kiemke-tests --bench scale -- --machines 1000000 --schools 40000 --lines 60000 --days 30
//! ```
//! For each size a data folder is written with a month of readings; the real `kiemked` is started on it, answers questions,
//! takes one report a machine and quarter of an hour over a TLS connection each, answers them meanwhile, is killed under that
//! load, started, stopped and started again. Prints a table, and one line of JSON behind it.

mod arguments;
mod disk;
mod figures;
mod load;
mod questions;

use arguments::{Arguments, Size};
use clap::Parser as _;
use disk::Disk;
use figures::Figures;
use kiemke_sim::load::Usage;
use kiemke_sim::offline::{self, Contents, Written};
use kiemke_sim::seed::Seed;
use kiemke_sim::world::{Mix, Plan, World};
use kiemke_tests::process::DaemonProcess;
use kiemke_wire::time::UnixMs;
use load::Load;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::runtime::Handle;

const KIEMKED: &str = env!("CARGO_BIN_EXE_tested-kiemked");
/// Where the daemon listens at first; after a kill it comes back to the port that it had.
const LISTEN: &str = "127.0.0.1:0";
/// Agents and people speak TLS, as they would to another machine.
const TLS_ON: &str = "[tls]\nmode = \"on\"\n";

pub(crate) type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let load_threads = load::threads()?;
    let mut all = Vec::new();
    for size in arguments.sizes()? {
        let folder = tempfile::tempdir_in(arguments.dir())?;
        let data = arguments
            .data
            .clone()
            .unwrap_or_else(|| folder.path().join("data"));
        all.push(runtime.block_on(measure(&arguments, size, &data, load_threads.handle()))?);
        if let Some(last) = all.last() {
            eprintln!("{} machines: done", last.machines);
        }
    }
    figures::print_table(&all);
    println!("{}", figures::json(&all));
    Ok(())
}

async fn measure(
    arguments: &Arguments,
    size: Size,
    data: &Path,
    load_threads: &Handle,
) -> Result<Figures, Failure> {
    let world = Arc::new(
        World::new(Plan {
            seed: Seed(arguments.seed),
            schools: size.schools,
            machines: size.machines,
            mix: Mix::Province,
        })
        .with_lines(size.lines),
    );
    let begun = Instant::now();
    let contents = Contents {
        days: arguments.days,
        learners_a_school: arguments.learners,
        papers: true,
    };
    let Kept { written, now } = kept(&world, data, contents).await?;
    let mut figures = Figures::of(written.machines);
    figures.add("lines", "", written.lines as f64);
    figures.add("schools", "", f64::from(world.schools()));
    figures.add("days sealed", "", f64::from(written.sealed.days));
    figures.add("writing the folder", "s", begun.elapsed().as_secs_f64());

    let config = data.with_file_name("kiemked.toml");
    std::fs::write(&config, if arguments.plain { "" } else { TLS_ON })?;
    let start = |listen: String| {
        let (data, config) = (data.to_owned(), config.clone());
        async move { start(&data, &listen, &config).await }
    };
    let (daemon, _) = start(LISTEN.to_owned()).await;
    let pid = daemon.id().ok_or("the daemon has ended")?;
    let rss = || Usage::of(pid).unwrap_or_default();
    figures.max("memory after the start", "MB", mb(rss().rss_bytes), 1_610.6);
    let control = data.join("control.sock");
    let ask = |pause: Duration| {
        questions::ask_all(
            &world,
            &written,
            &daemon.endpoint,
            &control,
            now,
            (arguments.requests, pause),
        )
    };
    let alone = ask(Duration::ZERO).await?;
    let load = Load::begin(load_threads, &world, &daemon, &control).await?;
    let share = load.cpu_share(pid, arguments.load_seconds).await?;
    figures.max("processor share under load, of 2 cores", "%", share * 100.0, 40.0);
    figures.add("reports a second to come", "/s", load.per_s());
    let (came, begun) = (Load::came(&control).await?, Instant::now());
    let asked = ask(Duration::from_millis(arguments.pause_ms)).await?;
    let came = (Load::came(&control).await? - came) / begun.elapsed().as_secs_f64();
    figures.add("reports a second that came meanwhile", "/s", came);
    let used = rss();
    figures.max("memory under load", "MB", mb(used.rss_bytes), 1_610.6);
    figures.max("memory at its highest", "MB", mb(used.rss_bytes_max), 1_610.6);

    let listen = daemon.endpoint.authority();
    daemon.kill().await;
    let (daemon, seconds) = start(listen.clone()).await;
    figures.max("start after kill -9 under load", "s", seconds, 60.0);
    load.end(&mut figures).await?;
    let begun = Instant::now();
    daemon.terminate().await;
    figures.add("clean stop", "s", begun.elapsed().as_secs_f64());
    let (daemon, seconds) = start(listen.clone()).await;
    figures.max("start after a clean stop", "s", seconds, 15.0);
    daemon.terminate().await;

    let (machines, sealed) = (written.machines, written.sealed);
    let folder = data.to_owned();
    let disk = tokio::task::spawn_blocking(move || Disk::look(&folder).map_err(|error| error.to_string()));
    disk.await??.tell(machines, &sealed, &mut figures);
    asked.tell(&alone, &mut figures);
    Ok(figures)
}

/// A folder that is there, and what was written when.
#[derive(serde::Serialize, serde::Deserialize)]
struct Kept {
    written: Written,
    now: UnixMs,
}

/// What an earlier run has left there; else it is written.
async fn kept(world: &Arc<World>, data: &Path, contents: Contents) -> Result<Kept, Failure> {
    let note = data.with_extension("json");
    if let Ok(text) = std::fs::read(&note) {
        return Ok(serde_json::from_slice(&text)?);
    }
    let now = kiemke_sim::load::now();
    let written = write(world, data, now, contents).await?;
    let kept = Kept { written, now };
    std::fs::write(note, serde_json::to_vec(&kept)?)?;
    Ok(kept)
}

async fn write(world: &Arc<World>, data: &Path, now: UnixMs, contents: Contents) -> Result<Written, Failure> {
    let (world, data) = (world.clone(), data.to_owned());
    let written =
        tokio::task::spawn_blocking(move || offline::write_with(&world, &data, now, contents)).await?;
    written.map_err(|error| kiemke_http::causes(&error).into())
}

/// A daemon that is ready, and how long that took.
async fn start(data: &Path, listen: &str, config: &Path) -> (DaemonProcess, f64) {
    let begun = Instant::now();
    let daemon = DaemonProcess::start_with(KIEMKED, data, listen, Some(config)).await;
    (daemon, begun.elapsed().as_secs_f64())
}

fn mb(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
