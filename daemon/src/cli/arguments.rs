use clap::{Args, Parser, Subcommand, ValueEnum};
use std::net::SocketAddr;
use std::path::PathBuf;

const EXAMPLES: &str = "Examples:
  kiemked                                       serve on 127.0.0.1:7117
  kiemked --listen 0.0.0.0:7117                 serve the network, over TLS
  kiemked --listen 127.0.0.1:0 --data /srv/kk   any free port, data elsewhere; the ready line names the port
  kiemked enrol-token new --unit root --uses 40 let forty machines enrol
  kiemked token new --role technician --unit thcs-nguyen-du --name 'Cô Lan'
                                                let a person or a program in
  kiemked config print                          all settings with their values
  kiemked backup /mnt/usb/kiemke.kki            everything in one file, while the daemon runs or not
  kiemked restore /mnt/usb/kiemke.kki --data /srv/kk
                                                back into an empty folder
  kiemked verify --data /srv/kk                 look through everything, the daemon stopped; changes nothing

Exit codes: 0 done, 1 failed, 2 usage, 3 daemon not reachable, 4 not allowed.";

const BACKUP_HELP: &str = "\
A daemon that holds the folder makes a checkpoint now and hands it out; nobody has to stop it. In the file are the
state, its rows and the cold files; the hashes of tokens and of agents' secrets, so that all go on working; and, only
with --passphrase-file and sealed with it, the key with which agents hash their neighbours and the key of the
authority that they trust. Settings files and this
machine's own agent are not in it.";

const RESTORE_HELP: &str = "\
The backup is read from end to end before anything is written. A restore that is cut short leaves a mark with which no
daemon starts; run it again. Without the passphrase a new key is drawn: agents learn it with their next report, and
hashes of gateways and neighbours begin anew, so lines are found anew. A new authority is made too, which agents that
come over https do not trust: they have to enrol again.";

const VERIFY_HELP: &str = "\
Reads journal, images, store and cold files from end to end and names each place that cannot be read with the entries
that are missing by it; goes the way of a start on a copy, and compares what it gives with a replay from the
checkpoint. Needs room for two stores in TMPDIR. Exit code 0 only when all is sound and nothing of the list is
missing.";

/// The daemon of Kiểm Kê: takes the reports of agents, keeps the journal, answers the terminal.
#[derive(Debug, Parser)]
#[command(name = "kiemked", version, after_help = EXAMPLES, arg_required_else_help = false)]
pub struct Arguments {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

impl Arguments {
    /// How results and failures are printed.
    pub(crate) fn form(&self) -> ReportForm {
        match &self.command {
            Some(Command::Verify { format, .. }) => *format,
            _ => ReportForm::Text,
        }
    }
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
    /// Address and port; off loopback TLS is spoken [default: 127.0.0.1:7117].
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
    /// Read plans, profiles and price lists again. Something malformed is told with its place, and nothing changes; without
    /// a daemon they are only tried out.
    Reload,
    /// The settings in force.
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Write everything into one file.
    #[command(after_help = BACKUP_HELP)]
    Backup {
        /// The file; it gets its name when it is whole and on the disk.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Replace the file if it is there.
        #[arg(long)]
        force: bool,
        /// A file whose first line is a passphrase of at least 12 characters: the secrets travel too, sealed with it.
        #[arg(long, value_name = "FILE")]
        passphrase_file: Option<PathBuf>,
    },
    /// Put a backup back into an empty folder.
    #[command(after_help = RESTORE_HELP)]
    Restore {
        /// The backup.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// The passphrase with which its secrets were sealed.
        #[arg(long, value_name = "FILE")]
        passphrase_file: Option<PathBuf>,
    },
    /// Look through a data folder whose daemon is stopped, and change nothing in it.
    #[command(after_help = VERIFY_HELP)]
    Verify {
        /// A list of acknowledged items, as `province --acked` writes it: each must be there.
        #[arg(long, value_name = "FILE")]
        against: Option<PathBuf>,
        /// How the result is printed, and a failure on stderr.
        #[arg(long, value_enum, default_value = "text")]
        format: ReportForm,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportForm {
    /// For people.
    Text,
    /// One JSON object.
    Json,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TokenCommand {
    /// Make one; it alone stands on the last line of stdout and is never shown again.
    New {
        /// What its holder may do.
        #[arg(long, value_enum)]
        role: RoleName,
        /// The unit that is his with all below, by key or code [default: the root].
        #[arg(long, value_name = "CODE")]
        unit: Option<String>,
        /// How he is to stand in histories, such as "Cô Lan, THCS Nguyễn Du".
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
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
    /// Reads and writes what belongs to his schools.
    Technician,
    /// Reads his units, people by codes alone; writes line records and reviews.
    District,
    /// Reads machines, lines, records and sums of his units, and no person.
    Planner,
    /// Everything but names and home answers.
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
