use clap::{Args, Parser, Subcommand, ValueEnum};
use std::net::SocketAddr;
use std::path::PathBuf;

const EXAMPLES: &str = "Examples:
  kiemked                                       serve on 127.0.0.1:7117
  kiemked --listen 127.0.0.1:0 --data /srv/kk   any free port, data elsewhere; the ready line names the port
  kiemked enrol-token new --unit root --uses 40 let forty machines enrol
  kiemked token new --role admin                let a person or a program in
  kiemked config print                          all settings with their values

Exit codes: 0 done, 1 failed, 2 usage, 3 daemon not reachable, 4 not allowed.";

/// The daemon of Kiểm Kê: takes the reports of agents, keeps the journal, answers the terminal.
#[derive(Debug, Parser)]
#[command(name = "kiemked", version, after_help = EXAMPLES, arg_required_else_help = false)]
pub struct Arguments {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

#[derive(Debug, Args)]
pub(crate) struct Common {
    /// Settings file; without it the defaults hold.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Where the data lie [default: /var/lib/kiemke for root, else $XDG_DATA_HOME/kiemke].
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// Form of the log on stderr; RUST_LOG says how much.
    #[arg(long, global = true, value_enum, default_value = "text")]
    pub(crate) log: LogForm,
    /// Address and port; only loopback while there is no TLS [default: 127.0.0.1:7117].
    #[arg(long, value_name = "ADDR")]
    pub(crate) listen: Option<SocketAddr>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogForm {
    /// For people.
    Text,
    /// For programs.
    Json,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve until SIGTERM or Ctrl-C; what `kiemked` alone does.
    Serve {
        /// Address and port.
        #[arg(long, value_name = "ADDR")]
        listen: Option<SocketAddr>,
    },
    /// Tokens of people and programs.
    #[command(subcommand)]
    Token(TokenCommand),
    /// Tokens with which agents enrol.
    #[command(subcommand)]
    EnrolToken(EnrolTokenCommand),
    /// The settings in force.
    #[command(subcommand)]
    Config(ConfigCommand),
}

#[derive(Debug, Subcommand)]
pub(crate) enum TokenCommand {
    /// Make one; it alone stands on the last line of stdout and is never shown again.
    New {
        /// What its holder may do; only admin in this version.
        #[arg(long, value_enum)]
        role: RoleName,
        /// When it ends: a time such as 2027-06-30T00:00:00Z, or a span such as 90d or 12h.
        #[arg(long, value_name = "WHEN")]
        expires: Option<String>,
    },
    /// List all, without their secrets.
    List,
    /// Take one back.
    Revoke {
        /// Its number, such as t3.
        id: String,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RoleName {
    /// Everything.
    Admin,
}

#[derive(Debug, Subcommand)]
pub(crate) enum EnrolTokenCommand {
    /// Make one; it alone stands on the last line of stdout and is never shown again.
    New {
        /// The unit to which the machines will belong, by key or code.
        #[arg(long, value_name = "CODE")]
        unit: String,
        /// How many machines may enrol with it.
        #[arg(long, value_name = "N", default_value_t = 1)]
        uses: u32,
        /// When it ends: a time such as 2027-06-30T00:00:00Z, or a span such as 90d or 12h.
        #[arg(long, value_name = "WHEN")]
        expires: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Print all settings as TOML.
    Print,
}
