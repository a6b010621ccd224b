//! The command line: what was asked for, with which settings, and how it ended.

mod arguments;
mod bundles;
mod equipment;
mod failure;
mod generate;
mod guide;
mod help;
mod lists;
mod people;
mod plan;
mod plans;
mod review;
mod settings;
mod stocktake;
mod tables;
mod ties;
mod usage;

pub(crate) use crate::app;
use crate::up;
use arguments::{Arguments, Command};
pub(crate) use arguments::{DemoWish, Format, GapsWish, JudgeWish, Known, TrendWish, UpWish, WhatIfWish};
use clap::FromArgMatches as _;
pub(crate) use failure::Failure;
use kiemke_config::messages::Lang;
pub(crate) use settings::Settings;
use std::ffi::OsString;
use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

/// Threads for `up`: one for the daemon's requests, one for the agent.
const UP_THREADS: usize = 2;

/// Runs `kiemke` with the program's arguments and environment.
pub fn main() -> ExitCode {
    let words: Vec<OsString> = std::env::args_os().collect();
    let lang = help::language(&words, std::env::var("KIEMKE_LANG").ok().as_deref());
    let as_json = usage::wants_json(&words);
    match parse(&words, lang).and_then(run) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(lang, as_json),
    }
}

fn parse(words: &[OsString], lang: Lang) -> Result<Arguments, Failure> {
    let matches = help::command(lang)
        .try_get_matches_from(words)
        .map_err(|error| usage::failure(error, lang))?;
    Arguments::from_arg_matches(&matches).map_err(|error| usage::failure(error, lang))
}

fn run(arguments: Arguments) -> Result<(), Failure> {
    let Arguments {
        global,
        replay,
        command,
    } = arguments;
    if let Some(path) = replay {
        return crate::replay::run(&path);
    }
    let settings = Settings::resolve(global, &|name| std::env::var(name).ok())?;
    match command {
        Some(Command::Completions { shell }) => generate::completions(shell, settings.lang()),
        Some(Command::Guide { role }) => guide::print(role, settings.lang()),
        Some(Command::Man { dir }) => generate::man(&dir, settings.lang()),
        None if settings.server.is_some() => in_runtime(open(settings)),
        None => in_threads(up::run(settings, UpWish::default())),
        Some(Command::Up(wish)) => in_threads(up::run(settings, wish)),
        Some(Command::Demo(wish)) => in_threads(up::demo::run(settings, wish)),
        Some(Command::Overview(wish)) => in_runtime(lists::overview(settings, wish)),
        Some(Command::Machines(wish)) => in_runtime(lists::machines(settings, wish)),
        Some(Command::Machine(wish)) => in_runtime(lists::machine(settings, wish)),
        Some(Command::Lines(wish)) => in_runtime(lists::lines(settings, wish)),
        Some(Command::Equipment(wish)) => in_runtime(equipment::run(settings, *wish)),
        Some(Command::Stocktake(wish)) => in_runtime(stocktake::run(settings, *wish)),
        Some(Command::People(wish)) => in_runtime(people::run(settings, *wish)),
        Some(Command::Classes(wish)) => in_runtime(people::classes(settings, wish)),
        Some(Command::Complete(wish)) => in_runtime(people::complete(settings, wish)),
        Some(Command::Alerts(wish)) => in_runtime(lists::alerts(settings, wish)),
        Some(Command::Units(wish)) => in_runtime(lists::units(settings, wish)),
        Some(Command::Import(wish)) => in_runtime(tables::import(settings, wish)),
        Some(Command::Export(wish)) => in_runtime(tables::export(settings, wish)),
        Some(Command::Items(wish)) => in_runtime(lists::items(settings, wish)),
        Some(Command::Labels(wish)) => in_runtime(tables::labels(settings, wish)),
        Some(Command::Review(wish)) => in_runtime(review::run(settings, wish)),
        Some(Command::Ties(wish)) => in_runtime(ties::run(settings, wish)),
        Some(Command::Plan(wish)) => in_runtime(plan::plan(settings, wish)),
        Some(Command::Readiness(wish)) => in_runtime(plan::readiness(settings, wish)),
        Some(Command::Target(wish)) => in_runtime(plan::target(settings, wish)),
        Some(Command::Trend(wish)) => in_runtime(plan::trend(settings, wish)),
        Some(Command::WhatIf(wish)) => in_runtime(plan::what_if(settings, wish)),
        Some(Command::Gaps(wish)) => in_runtime(plan::gaps(settings, wish)),
        Some(Command::Figure { action }) => in_runtime(plan::figure(settings, action)),
        Some(Command::Plans { action }) => in_runtime(plans::plans(settings, action)),
        Some(Command::Events(wish)) => in_runtime(lists::events(settings, wish)),
    }
}

/// One thread is enough for a terminal and some requests.
fn in_runtime(work: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::failed("start the runtime", &error))?
        .block_on(work)
}

/// The daemon of `up` works beside the terminal, so that neither waits for the other.
fn in_threads(work: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(UP_THREADS)
        .enable_all()
        .build()
        .map_err(|error| Failure::failed("start the runtime", &error))?
        .block_on(work)
}

/// The terminal on the configured daemon.
async fn open(settings: Settings) -> Result<(), Failure> {
    if !std::io::stdout().is_terminal() {
        return Err(Failure::usage(
            "the terminal needs a terminal; for scripts use kiemke overview, machines, …",
        ));
    }
    app::run(settings.daemon()?, settings.look, settings.map.as_deref()).await
}

/// Writes to stdout; a reader that went away is no failure.
pub(crate) fn write_out(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::failed("write to standard output", &error))
        }
        _ => Ok(()),
    }
}
