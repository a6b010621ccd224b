use crate::cli::arguments::{
    Arguments, Command, Common, ConfigCommand, EnrolTokenCommand, LogForm, RoleName, TokenCommand,
};
use crate::cli::backup::{backup, restore};
use crate::cli::failure::Failure;
use crate::cli::offline::Control;
use crate::cli::verify::verify;
use crate::clock::{Clock as _, SystemClock};
use crate::start::{Daemon, StartOptions, start};
use kiemke_config::daemon::DaemonSettings;
use kiemke_http::{Client, Request, causes};
use kiemke_wire::time::{DAY_MS, HOUR_MS, MINUTE_MS, UnixMs};
use kiemke_wire::view::{MakeEnrolToken, MakeToken, NewToken, Page, Role, StandardsView, TokenView};
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;

pub(crate) async fn run(arguments: Arguments) -> Result<(), Failure> {
    let Arguments { common, command } = arguments;
    let settings = read_settings(&common)?;
    match command {
        None => serve(common, settings, None).await,
        Some(Command::Serve { listen }) => serve(common, settings, listen).await,
        Some(Command::Config(ConfigCommand::Print)) => print_settings(&common, settings),
        Some(Command::Backup {
            file,
            force,
            passphrase_file,
        }) => {
            init_log(common.log, QUIET);
            let data = data_dir(&common, &settings)?;
            backup(data, settings, &file, force, passphrase_file.as_deref()).await
        }
        Some(Command::Restore {
            file,
            passphrase_file,
        }) => restore(&file, &data_dir(&common, &settings)?, passphrase_file.as_deref()),
        Some(Command::Verify { against, format }) => {
            init_log(common.log, QUIET);
            verify(
                &data_dir(&common, &settings)?,
                settings,
                against.as_deref(),
                format,
            )
        }
        Some(Command::Reload) => reload(&common, settings).await,
        Some(Command::Token(command)) => token(&common, settings, command).await,
        Some(Command::EnrolToken(EnrolTokenCommand::New { unit, uses, expires })) => {
            let expires_at = expires.as_deref().map(read_when).transpose()?;
            let wish = MakeEnrolToken {
                unit,
                uses,
                expires_at,
            };
            make(&common, settings, Request::post("/v1/enrol-tokens", &wish)).await
        }
    }
}

async fn serve(common: Common, settings: DaemonSettings, listen: Option<SocketAddr>) -> Result<(), Failure> {
    init_log(common.log, LOUD);
    let listen = listen.or(common.listen).unwrap_or(settings.listen);
    let data = data_dir(&common, &settings)?;
    // Before the ready line, so that whoever waits for it can stop us at once.
    let mut stop = Signals::listen()?;
    let mut reload = hang_up()?;
    let daemon = start(StartOptions {
        data,
        listen,
        settings,
    })
    .await?;
    // A reader that went away is no reason to stop serving.
    let mut stdout = std::io::stdout();
    let _ = writeln!(stdout, "kiemked ready: {}", daemon.endpoint()).and_then(|()| stdout.flush());
    if daemon.is_new() {
        first_token(&daemon).await?;
    }
    let failed = loop {
        tokio::select! {
            () = stop.wait() => break None,
            reason = daemon.failed() => break Some(reason),
            _ = reload.recv() => match daemon.reload_standards() {
                Ok(()) => tracing::info!("plans, profiles and price lists were read again"),
                Err(error) => tracing::error!(
                    error = causes(&error),
                    "plans, profiles and price lists stay as they were"
                ),
            },
        }
    };
    daemon.stop().await;
    match failed {
        None => Ok(()),
        Some(reason) => Err(Failure::because("keep the journal", &reason)),
    }
}

/// Lets whoever started the daemon on a fresh folder in: his token is printed behind the ready line, this once. Where
/// stdout ends in a log it is not made at all, and the log says how to make one.
async fn first_token(daemon: &Daemon) -> Result<(), Failure> {
    let mut stdout = std::io::stdout();
    if ends_in_a_log(&stdout) {
        tracing::info!("this data folder is new; let yourself in with: kiemked token new --role admin");
        return Ok(());
    }
    let wish = MakeToken {
        role: Role::Admin,
        unit: None,
        name: Some("first start".into()),
        expires_at: None,
    };
    let client = Client::new(daemon.control(), None);
    let NewToken { id, token } = client.json(Request::post("/v1/tokens", &wish)).await?;
    let _ = writeln!(
        stdout,
        "kiemked: this data folder is new. A token of its administrator, shown this once (kiemked token revoke {id} takes it back):\n{token}"
    )
    .and_then(|()| stdout.flush());
    Ok(())
}

/// A file, or the system's journal (systemd.exec(5): then it sets this variable).
fn ends_in_a_log(stdout: &std::io::Stdout) -> bool {
    let is_file = rustix::fs::fstat(stdout)
        .is_ok_and(|about| rustix::fs::FileType::from_raw_mode(about.st_mode).is_file());
    is_file || std::env::var_os("JOURNAL_STREAM").is_some()
}

/// The signal by which services are told to read their files again.
fn hang_up() -> Result<tokio::signal::unix::Signal, Failure> {
    tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup())
        .map_err(|error| Failure::failed("listen for signals", &error))
}

struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

impl Signals {
    fn listen() -> Result<Self, Failure> {
        use tokio::signal::unix::{SignalKind, signal};
        let listen = |kind| signal(kind).map_err(|error| Failure::failed("listen for signals", &error));
        Ok(Self {
            terminate: listen(SignalKind::terminate())?,
            interrupt: listen(SignalKind::interrupt())?,
        })
    }

    async fn wait(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

async fn token(common: &Common, settings: DaemonSettings, command: TokenCommand) -> Result<(), Failure> {
    match command {
        TokenCommand::New {
            role,
            unit,
            name,
            expires,
        } => {
            let expires_at = expires.as_deref().map(read_when).transpose()?;
            let role = match role {
                RoleName::Technician => Role::Technician,
                RoleName::District => Role::District,
                RoleName::Planner => Role::Planner,
                RoleName::Admin => Role::Admin,
            };
            let wish = MakeToken {
                role,
                unit,
                name,
                expires_at,
            };
            make(common, settings, Request::post("/v1/tokens", &wish)).await
        }
        TokenCommand::List => {
            let control = Control::reach(data_dir(common, &settings)?, settings).await?;
            let page: Result<Page<TokenView>, _> = control.client.json(Request::get("/v1/tokens")).await;
            control.done().await;
            for token in page?.items {
                println!("{}", describe(&token));
            }
            Ok(())
        }
        TokenCommand::Revoke { id } => {
            let control = Control::reach(data_dir(common, &settings)?, settings).await?;
            let request = Request {
                method: "DELETE".parse().expect("a method"),
                ..Request::get(format!("/v1/tokens/{id}"))
            };
            let reply = control.client.exchange(request).await;
            let refused = match &reply {
                Ok(reply) if !reply.status.is_success() => Some(control.client.refused(reply)),
                _ => None,
            };
            control.done().await;
            reply?;
            refused.map_or(Ok(()), |error| Err(error.into()))
        }
    }
}

async fn reload(common: &Common, settings: DaemonSettings) -> Result<(), Failure> {
    let control = Control::reach(data_dir(common, &settings)?, settings).await?;
    let read: Result<StandardsView, _> = control
        .client
        .json(Request::post("/v1/standards/reload", &()))
        .await;
    control.done().await;
    let StandardsView {
        plans,
        profiles,
        prices,
    } = read?;
    let plans = plans.iter().map(|plan| ("plan", &plan.id, plan.version));
    let profiles = profiles.iter().map(|one| ("profile", &one.id, one.version));
    let prices = prices.iter().map(|list| ("prices", &list.id, list.version));
    for (kind, id, version) in plans.chain(profiles).chain(prices) {
        println!("{kind:8} {id}  version {version}");
    }
    Ok(())
}

async fn make(common: &Common, settings: DaemonSettings, request: Request) -> Result<(), Failure> {
    let control = Control::reach(data_dir(common, &settings)?, settings).await?;
    let made: Result<NewToken, _> = control.client.json(request).await;
    control.done().await;
    println!("{}", made?.token);
    Ok(())
}

fn describe(token: &TokenView) -> String {
    let state = match (token.revoked_at, token.expires_at) {
        (Some(at), _) => format!("revoked {at}"),
        (None, Some(at)) => format!("until {at}"),
        (None, None) => "without end".to_owned(),
    };
    let uses = token
        .uses
        .map(|uses| format!("  {} of {uses} uses spent", token.uses_spent))
        .unwrap_or_default();
    let unit = token
        .unit
        .map(|unit| format!("  unit {unit}"))
        .unwrap_or_default();
    let name = token
        .name
        .as_ref()
        .map(|name| format!("  {name}"))
        .unwrap_or_default();
    format!(
        "{}  {}{name}{unit}{uses}  made {}  {state}",
        token.id, token.purpose, token.made_at
    )
}

fn print_settings(common: &Common, settings: DaemonSettings) -> Result<(), Failure> {
    let data = data_dir(common, &settings)?;
    let listen = common.listen.unwrap_or(settings.listen);
    let settings = DaemonSettings {
        data: Some(data),
        listen,
        ..settings
    };
    let text =
        toml::to_string_pretty(&settings).map_err(|error| Failure::failed("write the settings", &error))?;
    print!("{text}");
    Ok(())
}

fn read_settings(common: &Common) -> Result<DaemonSettings, Failure> {
    let Some(path) = &common.config else {
        return Ok(DaemonSettings::default());
    };
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::failed(&format!("read the settings in {}", path.display()), &error))?;
    DaemonSettings::parse(path, &text).map_err(|error| Failure::because("start", &error.to_string()))
}

fn data_dir(common: &Common, settings: &DaemonSettings) -> Result<PathBuf, Failure> {
    if let Some(dir) = common.data.as_ref().or(settings.data.as_ref()) {
        return Ok(dir.clone());
    }
    if rustix::process::geteuid().is_root() {
        return Ok(PathBuf::from("/var/lib/kiemke"));
    }
    let base = std::env::var_os("XDG_DATA_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute());
    let home = || Some(PathBuf::from(std::env::var_os("HOME")?).join(".local/share"));
    base.or_else(home)
        .map(|base| base.join("kiemke"))
        .ok_or_else(|| Failure::usage("there is no home folder for the data; say --data DIR"))
}

/// A time, or a span from now: a number and d, h or m.
fn read_when(text: &str) -> Result<UnixMs, Failure> {
    if let Ok(at) = text.parse() {
        return Ok(at);
    }
    let wrong = || {
        Failure::usage(format!(
            "--expires {text:?} is neither a time such as 2027-06-30T00:00:00Z nor a span such as 90d"
        ))
    };
    let (number, unit) = text
        .split_at_checked(text.len().saturating_sub(1))
        .ok_or_else(wrong)?;
    let unit_ms = match unit {
        "d" => DAY_MS,
        "h" => HOUR_MS,
        "m" => MINUTE_MS,
        _ => return Err(wrong()),
    };
    let number: u32 = number.parse().map_err(|_| wrong())?;
    Ok(SystemClock.now().plus(i64::from(number).saturating_mul(unit_ms)))
}

/// What is logged when `RUST_LOG` says nothing: what happens, or only what is wrong.
const LOUD: &str = "info,sled=warn";
const QUIET: &str = "error";

fn init_log(form: LogForm, level: &str) {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(level));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // A second start in one process keeps the first one's log.
    let _ = match form {
        LogForm::Text => log.try_init(),
        LogForm::Json => log.json().try_init(),
    };
}
