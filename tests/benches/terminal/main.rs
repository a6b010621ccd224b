//! The terminal on a country (P9 of the budgets): first frame, key to frame, results of a search, and what it costs to leave
//! it open, beside `btop` on the same screen where that is installed.
//!
//! ```text
//! cargo bench -p kiemke-tests --bench terminal                       1,000,000 machines, ten minutes to make them
//! cargo bench -p kiemke-tests --bench terminal -- --machines 10000   soon done
//! ```
//! The daemon listens on loopback, alone but for this. Prints a table, and one line of JSON behind it.

mod pty;

use clap::Parser;
use kiemke_http::{Client, Endpoint};
use kiemke_sim::load::{Usage, now};
use kiemke_sim::offline::{self, Contents};
use kiemke_sim::seed::Seed;
use kiemke_sim::world::{Mix, Plan, World};
use kiemke_tests::desk::Person;
use kiemke_tests::process::DaemonProcess;
use kiemke_wire::view::Role;
use pty::Pty;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const KIEMKED: &str = env!("CARGO_BIN_EXE_tested-kiemked");
const KIEMKE: &str = env!("CARGO_BIN_EXE_tested-kiemke");

type Failure = Box<dyn std::error::Error>;

/// Starts of the program.
const STARTS: usize = 30;
/// How long a person leaves between two letters.
const BETWEEN_KEYS: Duration = Duration::from_millis(120);
/// What follows from a key has come by then.
const AFTER_KEY: Duration = Duration::from_millis(1_200);
/// Typed into the search one after the other: many, few, and none.
const WORDS: [&str; 8] = [
    "windows 11",
    "desktop",
    "p.tin2 dell",
    "khong co",
    "thuvien1",
    "optiplex",
    "may tinh",
    "debian",
];
/// What stands beside the search as long as the daemon has not answered for all that is typed.
const SEARCHING: &str = "/ …";

/// Measures the terminal.
#[derive(Debug, Parser)]
struct Arguments {
    /// Machines of the country
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    machines: u32,
    /// How often all words are typed
    #[arg(long, value_name = "N", default_value_t = 5)]
    rounds: u32,
    /// How long it is left open, seconds
    #[arg(long, value_name = "N", default_value_t = 60)]
    idle_seconds: u64,
    /// A folder that an earlier run has written, or that this one is to leave [default: none stays]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Told by `cargo bench` to every bench
    #[arg(long, hide = true)]
    bench: bool,
}

/// A figure, its unit, and its budget.
type Figure = (&'static str, f64, &'static str, Option<f64>);

fn main() -> Result<(), Failure> {
    let arguments = Arguments::parse();
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let data = arguments
        .data
        .clone()
        .unwrap_or_else(|| folder.path().join("data"));
    if !data.join("images").exists() {
        write(&arguments, &data)?;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let (daemon, person) = runtime.block_on(async {
        let daemon = DaemonProcess::start(KIEMKED, &data, "127.0.0.1:0").await;
        let admin = Client::new(Endpoint::Unix(data.join("control.sock")), None);
        let person = Person::new(&admin, Role::District, None, "Đo").await;
        (daemon, person)
    });
    let server = daemon.endpoint.to_string();
    let open = || {
        Pty::start(
            KIEMKE,
            &[("KIEMKE_SERVER", &server), ("KIEMKE_TOKEN", &person.token)],
            folder.path(),
        )
    };
    let mut figures: Vec<Figure> = Vec::new();
    first_frames(&open, &mut figures)?;
    keys(&open, arguments.rounds, &mut figures)?;
    let length = Duration::from_secs(arguments.idle_seconds);
    left_open(
        &mut open()?,
        length,
        &[
            "processor a minute, left open",
            "bytes a second, left open",
            "memory",
        ],
        [Some(60.0), None, Some(30.0)],
        &mut figures,
    )?;
    match Pty::start("btop", &[], folder.path()) {
        Ok(mut btop) => left_open(
            &mut btop,
            length,
            &["btop: processor a minute", "btop: bytes a second", "btop: memory"],
            [None; 3],
            &mut figures,
        )?,
        Err(_) => eprintln!("btop is not installed: nothing to stand beside"),
    }
    runtime.block_on(daemon.terminate());
    tell(arguments.machines, &figures);
    Ok(())
}

fn write(arguments: &Arguments, data: &Path) -> Result<(), Failure> {
    let world = World::new(Plan {
        seed: Seed(1),
        schools: (arguments.machines / 25).max(1),
        machines: arguments.machines,
        mix: Mix::Province,
    });
    let begun = Instant::now();
    let contents = Contents {
        papers: true,
        ..Contents::default()
    };
    offline::write_with(&world, data, now(), contents).map_err(|error| kiemke_http::causes(&error))?;
    eprintln!(
        "{} machines written in {} s",
        arguments.machines,
        begun.elapsed().as_secs()
    );
    Ok(())
}

/// From the start of the program to its first frame, and to the one with figures in it.
fn first_frames(open: &dyn Fn() -> Result<Pty, Failure>, figures: &mut Vec<Figure>) -> Result<(), Failure> {
    let (mut first, mut filled) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let begun = Instant::now();
        let mut pty = open()?;
        first.push(ms(pty.shows("1 Tổng quan")?.duration_since(begun)));
        filled.push(ms(pty.shows("đã biết")?.duration_since(begun)));
        pty.keys("q")?;
        pty.ended()?;
    }
    figures.push(("first frame, median", at(&mut first, 50), "ms", None));
    figures.push(("first frame, highest", at(&mut first, 100), "ms", Some(100.0)));
    figures.push(("first figures, median", at(&mut filled, 50), "ms", None));
    Ok(())
}

/// From a letter to the frame that shows it, from the last letter to the rows that are found, and from an arrow key to
/// the frame with the next row.
fn keys(
    open: &dyn Fn() -> Result<Pty, Failure>,
    rounds: u32,
    figures: &mut Vec<Figure>,
) -> Result<(), Failure> {
    let mut pty = open()?;
    pty.shows("đã biết")?;
    pty.keys("3")?;
    pty.shows("xếp:")?;
    let (mut echoes, mut results, mut moves) = (Vec::new(), Vec::new(), Vec::new());
    for word in std::iter::repeat_n(WORDS, rounds as usize).flatten() {
        pty.keys("/")?;
        pty.look(BETWEEN_KEYS);
        let mut typed = String::new();
        let mut last = Instant::now();
        for letter in word.chars() {
            pty.look(BETWEEN_KEYS);
            typed.push(letter);
            last = Instant::now();
            pty.keys(letter.encode_utf8(&mut [0; 4]))?;
            echoes.push(ms(pty.shows(&format!("/ {typed}"))?.duration_since(last)));
        }
        let searched = format!("/ {word}");
        let found = pty.shows_line(|line| line.contains(&searched) && !line.contains(SEARCHING))?;
        results.push(ms(found.duration_since(last)));
        pty.keys("\r")?;
        pty.look(BETWEEN_KEYS);
        for arrow in ["\x1b[B", "\x1b[A"] {
            let pressed = Instant::now();
            pty.keys(arrow)?;
            if let Some(moved) = pty.first_bytes(AFTER_KEY) {
                moves.push(ms(moved.duration_since(pressed)));
            }
            pty.look(BETWEEN_KEYS);
        }
        // Out of the search again; an escape alone is known by what does not follow it.
        pty.keys("\x1b")?;
        pty.look(AFTER_KEY);
    }
    figures.push((
        "key to the frame that echoes it, median",
        at(&mut echoes, 50),
        "ms",
        None,
    ));
    figures.push((
        "key to the frame that echoes it, p99",
        at(&mut echoes, 99),
        "ms",
        Some(16.0),
    ));
    figures.push((
        "arrow key to its frame, p99",
        at(&mut moves, 99),
        "ms",
        Some(16.0),
    ));
    figures.push((
        "last letter to results, median",
        at(&mut results, 50),
        "ms",
        Some(60.0),
    ));
    figures.push(("last letter to results, p99", at(&mut results, 99), "ms", None));
    pty.keys("q")?;
    pty.ended()
}

/// What a program takes while nobody touches it.
fn left_open(
    pty: &mut Pty,
    length: Duration,
    names: &[&'static str; 3],
    budgets: [Option<f64>; 3],
    figures: &mut Vec<Figure>,
) -> Result<(), Failure> {
    // What comes at the start belongs to the start.
    pty.look(Duration::from_secs(5));
    let pid = pty.process().ok_or("the program has ended")?;
    let usage = || Usage::of(pid).unwrap_or_default();
    let (before, bytes) = (usage(), pty.bytes());
    pty.look(length);
    let after = usage();
    let seconds = length.as_secs_f64();
    let cpu_ms = (after.cpu_s - before.cpu_s) * 1_000.0 * 60.0 / seconds;
    figures.push((names[0], cpu_ms, "ms", budgets[0]));
    figures.push((
        names[1],
        (pty.bytes() - bytes) as f64 / seconds,
        "B/s",
        budgets[1],
    ));
    figures.push((
        names[2],
        after.rss_bytes as f64 / f64::from(1 << 20),
        "MiB",
        budgets[2],
    ));
    Ok(())
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// A percentile; 100 is the highest.
fn at(values: &mut [f64], percent: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    let rank = (values.len() * percent).div_ceil(100).max(1);
    values.get(rank - 1).copied().unwrap_or(f64::NAN)
}

fn tell(machines: u32, figures: &[Figure]) {
    println!("{machines} machines");
    for (name, value, unit, budget) in figures {
        let budget = match budget {
            Some(max) if value <= max => format!("<= {max}"),
            Some(max) => format!("<= {max}: missed"),
            None => String::new(),
        };
        println!("{name:<44}{value:>10.1} {unit:<4}{budget}");
    }
    let told = figures
        .iter()
        .map(|(name, value, unit, max)| json!({"name": name, "value": value, "unit": unit, "max": max}));
    let told: Vec<serde_json::Value> = told.collect();
    println!(
        "{}",
        json!({"bench": "terminal", "machines": machines, "figures": told})
    );
}
