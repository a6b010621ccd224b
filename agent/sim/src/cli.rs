//! The command line of `province`.

mod run;

use clap::{Parser, ValueEnum};
use kiemke_wire::time::UnixMs;
use std::path::PathBuf;
use std::process::ExitCode;

const EXAMPLES: &str = "\
Examples:
  province --machines 5000 --schools 120 --seed 1 --url http://127.0.0.1:7117 --enrol-token @token.txt
                                             a fleet through its day, one report a machine and minute
  province --machines 512 --load inventory --url http://127.0.0.1:7117 --enrol-token @token.txt --server-pid 4711
                                             changed whole inventories as fast as the daemon takes them
  province --machines 500 --acked acked.log --patience 60 ...
                                             goes on while the daemon is killed and started again
  province --machines 1000000 --schools 40000 --lines 60000 --days 30 --offline /srv/kiemke
                                             a country with a month of readings in a fresh data folder

The result is one line of JSON on stdout. Exit codes: 0 done, 1 failed or a request failed, 2 usage.";

/// A made-up province of schools that reports to a Kiểm Kê daemon as real agents do.
#[derive(Debug, Parser)]
#[command(name = "province", version, after_help = EXAMPLES)]
pub(crate) struct Cli {
    /// Machines of the province
    #[arg(long, value_name = "N", default_value_t = 1_000)]
    machines: u32,
    /// Schools of the province [default: one for 30 machines]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    schools: Option<u32>,
    /// Equal seeds and sizes give equal provinces
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Where the daemon listens, such as http://127.0.0.1:7117
    #[arg(long, value_name = "URL", required_unless_present = "offline")]
    url: Option<String>,
    /// Enrolment token with enough uses; `@FILE` reads it from a file
    #[arg(long, value_name = "T", required_unless_present = "offline")]
    enrol_token: Option<String>,
    /// File with an administrator's token: units and lines are imported first, and machines enrol into their rooms
    #[arg(long, value_name = "FILE", conflicts_with = "offline")]
    token_file: Option<PathBuf>,
    /// Writes a fresh data folder directly instead, for a daemon to be started on
    #[arg(long, value_name = "DIR", conflicts_with_all = ["url", "enrol_token", "load", "acked", "server_pid"])]
    offline: Option<PathBuf>,
    /// About so many lines [default: as schools have them]
    #[arg(long, value_name = "N")]
    lines: Option<u32>,
    /// Offline: so many days before today, with presence and the probes of all lines
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u32).range(..=62))]
    days: u32,
    /// Offline: so many learners in a school in the middle, with a year of what was known of them
    #[arg(long, value_name = "N", default_value_t = 0, requires = "offline", value_parser = clap::value_parser!(u32).range(..=5_000))]
    learners: u32,
    /// Offline: what stands on paper too: places, contracts, books and records of equipment
    #[arg(long, requires = "offline")]
    papers: bool,
    /// Offline: the folder is as it was then, such as 2026-11-24T03:00:00Z [default: now]
    #[arg(long, value_name = "TIME", requires = "offline")]
    as_of: Option<UnixMs>,
    /// What is sent
    #[arg(long, value_enum, default_value_t = Load::Day)]
    load: Load,
    /// How long, seconds; enrolment and the first inventories come before
    #[arg(long, value_name = "N", default_value_t = 20)]
    seconds: u32,
    /// Day: seconds between two reports of a machine, each a quarter-hour of its day
    #[arg(long, value_name = "N", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..))]
    every: u32,
    /// Inventory and heartbeat: requests that are made beforehand [default: 10000 or 100000]
    #[arg(long, value_name = "N")]
    requests: Option<usize>,
    /// Connections at the same time
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    connections: u32,
    /// Seconds that the daemon may be away: reconnects and sends again what was not acknowledged
    #[arg(long, value_name = "N", default_value_t = 0)]
    patience: u32,
    /// File to which every acknowledged item is appended, synced before it counts
    #[arg(long, value_name = "FILE")]
    acked: Option<PathBuf>,
    /// Process of the daemon, to measure its CPU time and memory
    #[arg(long, value_name = "PID")]
    server_pid: Option<u32>,
}

/// What is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Load {
    /// Check-ins and readings of all machines through their day.
    Day,
    /// Changed whole inventories of Debian computers, made beforehand, as fast as they are taken.
    Inventory,
    /// Check-ins with readings, at most 1 kB, made beforehand, as fast as they are taken.
    Heartbeat,
}

/// Runs what the process was started for.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // When even stderr is closed nobody can be told.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    match run::run(&cli) {
        Ok(errors) => ExitCode::from(u8::from(errors > 0)),
        Err(failure) => {
            eprintln!("province: {failure}");
            failure.code()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }
}
