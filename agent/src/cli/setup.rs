//! What every command needs: settings, log, runtime.

use super::{Common, Failure, LogForm};
use crate::credential::Credential;
use kiemke_config::agent::AgentFile;
use kiemke_http::Endpoint;
use kiemke_wire::secret::Token;
use std::io::{self, Write as _};
use std::path::PathBuf;
use tokio::runtime::Runtime;
use tracing_subscriber::EnvFilter;

/// Threads for the disk, collectors and name resolution, started when needed: three names of each kind of probe are asked
/// for at once, and while no name server answers those of the round before may still hold theirs.
const BLOCKING_THREADS_MAX: usize = 16;

pub(super) fn log_to_stderr(form: LogForm) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr);
    // Only a second call in one process can fail, and then there is a log already.
    let _ = match form {
        LogForm::Text => log.try_init(),
        LogForm::Json => log.json().try_init(),
    };
}

/// The settings in force: the file's, with the command line's over them and the defaults below.
pub(super) fn settings(common: &Common) -> Result<AgentFile, Failure> {
    let mut settings = match &common.config {
        Some(file) => {
            let text = std::fs::read_to_string(file)
                .map_err(|error| Failure::failed(format!("failed to read {}: {error}", file.display())))?;
            AgentFile::parse(file, &text).map_err(|error| Failure::of(&error))?
        }
        None => AgentFile::default(),
    };
    let given =
        |from_command: &Option<PathBuf>, from_file: Option<PathBuf>| from_command.clone().or(from_file);
    settings.root = given(&common.root, settings.root).or_else(|| Some("/".into()));
    settings.data = given(&common.data, settings.data).or_else(default_data);
    Ok(settings)
}

/// `/var/lib/kiemke/agent` for root, else below `$XDG_DATA_HOME` or the home folder.
fn default_data() -> Option<PathBuf> {
    #[cfg(unix)]
    if rustix::process::geteuid().is_root() {
        return Some("/var/lib/kiemke/agent".into());
    }
    let set = |name: &str| {
        std::env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let base = set("XDG_DATA_HOME")
        .or_else(|| set("LOCALAPPDATA"))
        .or_else(|| Some(set("HOME")?.join(".local/share")))?;
    Some(base.join("kiemke/agent"))
}

pub(super) fn data(settings: &AgentFile) -> Result<PathBuf, Failure> {
    settings
        .data
        .clone()
        .ok_or_else(|| Failure::usage("there is no home folder to keep data in; name one with --data DIR"))
}

pub(super) fn root(settings: &AgentFile) -> PathBuf {
    settings.root.clone().unwrap_or_else(|| "/".into())
}

/// Where to report: the settings' address, else the one of the enrolment.
pub(super) fn server(settings: &AgentFile, enrols_itself: bool) -> Result<Endpoint, Failure> {
    let enrolled = Credential::load(&data(settings)?).map_err(|error| Failure::of(&error))?;
    let url = settings
        .url
        .clone()
        .or_else(|| enrolled.as_ref().and_then(|credential| credential.daemon.clone()));
    let is_enrolled = enrolled.is_some_and(|credential| credential.machine.is_some());
    match url {
        Some(url) if is_enrolled || enrols_itself => {
            url.parse().map_err(|error| Failure::usage(format!("{error}")))
        }
        Some(_) | None => Err(Failure::failed(
            "this machine is not enrolled; enrol it first: kiemke-agent enrol URL TOKEN",
        )),
    }
}

/// The token with which the agent makes itself known again when its data folder is as new.
pub(super) fn enrol_token(settings: &AgentFile) -> Result<Option<Token>, Failure> {
    let Some(file) = &settings.enrol_token_file else {
        return Ok(None);
    };
    let text = std::fs::read_to_string(file).map_err(|error| {
        Failure::failed(format!("failed to read the token in {}: {error}", file.display()))
    })?;
    let token = text.trim().parse();
    token
        .map(Some)
        .map_err(|error| Failure::failed(format!("failed to read the token in {}: {error}", file.display())))
}

pub(super) fn runtime() -> Result<Runtime, Failure> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(BLOCKING_THREADS_MAX)
        .build()
        .map_err(|error| Failure::failed(format!("failed to start the runtime: {error}")))
}

/// Prints a result; a reader that has gone away is no failure of ours.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::failed(format!("failed to write to stdout: {error}")))
        }
        _ => Ok(()),
    }
}
