//! The command line of `kiemke-agent`.

mod bundle;
mod enrol;
mod failure;
mod line_test;
mod once;
mod run;
mod service;
mod setup;

use clap::{Args, Parser, Subcommand, ValueEnum};
use failure::Failure;
use kiemke_agent_core::capacity::BY_HAND_BYTES_MAX;
use std::path::PathBuf;
use std::process::ExitCode;

const EXAMPLES: &str = "\
Examples:
  kiemke-agent once --print                     what this machine looks like, nothing is sent
  kiemke-agent enrol https://192.168.1.10:7117 kk1_…_…
                                                make this machine known, with a token of `kiemked enrol-token new`
  kiemke-agent enrol https://192.168.1.10:7117 @token.txt --room P12 --seat 7
  kiemke-agent once --bundle /media/stick --token-file token.txt --room P12 --seat 7
                                                without a network: a file on a stick, for `kiemke import bundle`
  kiemke-agent run                              report from now on
  kiemke-agent service install --url http://192.168.1.10:7117 --token-file token.txt --room P12 --seat 7
                                                enrol by itself and report whenever the machine is on
  kiemke-agent line-test --note modem-2       test what the line carries now

Exit codes: 0 done, 1 failed, 2 usage, 3 daemon not reachable, 4 not allowed.";

/// Reports this machine and its network to a Kiểm Kê daemon.
///
/// It reads hardware, software and network settings, measures the way to the gateway and to the daemon, keeps what
/// cannot be sent, and starts no other program. It never reads user names, files or what people do.
#[derive(Debug, Parser)]
#[command(name = "kiemke-agent", version, after_help = EXAMPLES)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Args)]
struct Common {
    /// Settings file (see `config print`)
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder for identity, credential and spool [default: /var/lib/kiemke/agent, or below the home folder]
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Read the machine from another file tree [default: /]
    #[arg(long, global = true, value_name = "DIR")]
    root: Option<PathBuf>,
    /// Form of the log on stderr; RUST_LOG sets how much
    #[arg(long, global = true, value_enum, default_value_t = LogForm::Text, value_name = "FORM")]
    log: LogForm,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum LogForm {
    /// For people.
    Text,
    /// For programs, one object a line.
    Json,
}

/// Where the machine stands.
#[derive(Debug, Args)]
struct Seat {
    /// Room in which the machine stands, as a code below the token's unit
    #[arg(long, value_name = "CODE")]
    room: Option<String>,
    /// Seat in the room, counted from 1
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    seat: Option<u16>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Collect, probe and report until stopped
    Run,
    /// Collect and report once, and wait until the daemon holds it
    Once {
        /// Print the inventory as JSON by section instead; nothing is sent or kept
        #[arg(long, conflicts_with = "bundle")]
        print: bool,
        /// Write it to a file for a USB stick instead, enrolment included; a folder gets a file for each machine
        #[arg(long, value_name = "FILE")]
        bundle: Option<PathBuf>,
        /// The enrolment token that seals the file; not needed by a machine that is enrolled
        #[arg(long, value_name = "FILE", requires = "bundle")]
        token_file: Option<PathBuf>,
        #[command(flatten)]
        seat: Seat,
    },
    /// Make this machine known to a daemon
    Enrol {
        /// Where the daemon listens, such as https://192.168.1.10:7117
        url: String,
        /// Enrolment token; `-` reads it from stdin, `@FILE` from a file
        token: String,
        #[command(flatten)]
        seat: Seat,
    },
    /// Start with the system from now on, or no longer
    Service {
        #[command(subcommand)]
        command: service::ServiceCommand,
    },
    /// Test what the line carries, now, and attach the test to it
    LineTest {
        /// Why, or what was changed before; stands beside the test
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
        /// Take no more bytes, both ways together [default and most: 80000000]
        #[arg(long, value_name = "BYTES", value_parser = clap::value_parser!(u64).range(1..=BY_HAND_BYTES_MAX))]
        bytes: Option<u64>,
    },
    /// Settings
    Config {
        #[command(subcommand)]
        command: ConfigCommand,
    },
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Print the settings in force, as a settings file
    Print,
}

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // When even stderr is closed nobody can be told.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    match perform(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("kiemke-agent: {failure}");
            failure.code()
        }
    }
}

fn perform(cli: Cli) -> Result<(), Failure> {
    setup::log_to_stderr(cli.common.log);
    let settings = setup::settings(&cli.common)?;
    match cli.command {
        Command::Run => setup::runtime()?.block_on(run::run(settings)),
        Command::Once { print: true, .. } => once::print(&settings),
        Command::Once {
            bundle: Some(file),
            token_file,
            seat,
            ..
        } => bundle::write(&settings, &bundle::Wish::new(file, token_file, seat)?),
        Command::Once { seat, .. } if seat.room.is_some() || seat.seat.is_some() => Err(Failure::usage(
            "--room and --seat are for a file on a stick (--bundle); over the network `enrol` takes them",
        )),
        Command::Once { .. } => setup::runtime()?.block_on(once::report(settings)),
        Command::Enrol { url, token, seat } => {
            let enrolment = enrol::Enrolment::new(&url, &token, seat)?;
            setup::runtime()?.block_on(enrol::enrol(&settings, enrolment))
        }
        Command::Service { command } => service::perform(settings, command),
        Command::LineTest { note, bytes } => {
            setup::runtime()?.block_on(line_test::line_test(&settings, note, bytes))
        }
        Command::Config {
            command: ConfigCommand::Print,
        } => setup::print(&settings.to_toml()),
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
