//! The agent as a service of the system: what is laid where, and how it is taken away again.

#[cfg(windows)]
mod scm;
#[cfg(unix)]
mod systemd;

#[cfg(windows)]
pub(crate) use scm::{install, run_as_service, state, uninstall};
#[cfg(unix)]
pub(crate) use systemd::{install, state, uninstall};

use crate::credential::{Credential, CredentialError};
use kiemke_config::agent::AgentFile;
use kiemke_wire::secret::Token;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// The token with which a machine enrols by itself, in its data folder. It stays there: a machine whose credential is
/// forgotten enrols with it again, and until it is taken back it is worth no more than its uses.
const TOKEN_FILE: &str = "enrol.token";
/// The longest token text read, bytes: one is 140.
const TOKEN_BYTES_MAX: u64 = 4096;

/// What a person asked for.
pub(crate) struct Installation {
    /// Where the daemon listens, as it was checked.
    pub(crate) url: String,
    pub(crate) token: Token,
    pub(crate) room: Option<String>,
    pub(crate) seat: Option<u16>,
    /// The settings that go into the service's file.
    pub(crate) settings: AgentFile,
}

/// Where things lie.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    /// The program.
    pub(crate) program: PathBuf,
    /// Its settings.
    pub(crate) settings: PathBuf,
    /// Its data folder.
    pub(crate) data: PathBuf,
}

/// How the service is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct State {
    pub(crate) installed: bool,
    pub(crate) enabled: bool,
    /// `None` when it cannot be told, as for a tree that is not the running system.
    pub(crate) running: Option<bool>,
}

/// Something that could not be laid or taken away. The text fits after "failed to".
#[derive(Debug, thiserror::Error)]
pub(crate) enum ServiceError {
    /// A file.
    #[error("{operation} {path}")]
    File {
        /// What was tried.
        operation: &'static str,
        /// Where.
        path: PathBuf,
        /// Why it failed.
        #[source]
        source: io::Error,
    },
    /// See [`CredentialError`].
    #[error(transparent)]
    Credential(#[from] CredentialError),
    /// The system's keeper of services says no.
    #[error("{operation} the service {name}: {reason}")]
    Keeper {
        /// What was tried.
        operation: &'static str,
        /// The service.
        name: &'static str,
        /// What it said.
        reason: String,
    },
}

fn file<'a>(operation: &'static str, path: &'a Path) -> impl FnOnce(io::Error) -> ServiceError + use<'a> {
    move |source| ServiceError::File {
        operation,
        path: path.to_owned(),
        source,
    }
}

/// Reads the token that was left for the service; `None` when there is none.
pub(crate) fn kept_token(data: &Path) -> Result<Option<Token>, ServiceError> {
    let path = data.join(TOKEN_FILE);
    let text = match File::open(&path).and_then(short_text) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(file("read", &path)(error)),
    };
    let token = text.trim().parse().map_err(io::Error::other);
    token.map(Some).map_err(file("read", &path))
}

fn short_text(from: File) -> io::Result<String> {
    use io::Read as _;
    let mut text = String::new();
    from.take(TOKEN_BYTES_MAX).read_to_string(&mut text)?;
    Ok(text)
}

/// Lays program, settings, token and seat; what is there already is replaced, an identity is kept.
fn lay(places: &Places, wish: &Installation) -> Result<(), ServiceError> {
    let own = std::env::current_exe().map_err(file("find", Path::new("the running program")))?;
    make_parent(&places.program)?;
    if fs::canonicalize(&own).ok() != fs::canonicalize(&places.program).ok() {
        // A program that runs cannot be written over, but it can be replaced.
        let new = places.program.with_extension("new");
        fs::copy(&own, &new).map_err(file("copy the program to", &new))?;
        fs::rename(&new, &places.program).map_err(file("replace", &places.program))?;
    }
    make_parent(&places.settings)?;
    let text = wish.settings.to_toml();
    fs::write(&places.settings, text).map_err(file("write", &places.settings))?;
    crate::start::make_folder(&places.data).map_err(file("make", &places.data))?;
    let token = places.data.join(TOKEN_FILE);
    for_owner(&token, &format!("{}\n", wish.token.reveal())).map_err(file("write", &token))?;
    let mut credential = Credential::load_or_draw(&places.data)?;
    credential.daemon = Some(wish.url.clone());
    if wish.room.is_some() {
        credential.room.clone_from(&wish.room);
    }
    credential.seat = wish.seat.or(credential.seat);
    credential.save(&places.data)?;
    Ok(())
}

fn make_parent(path: &Path) -> Result<(), ServiceError> {
    let parent = path.parent().unwrap_or(path);
    fs::create_dir_all(parent).map_err(file("make", parent))
}

fn for_owner(path: &Path, text: &str) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out = options.open(path)?;
    out.write_all(text.as_bytes())?;
    out.sync_all()
}

/// Takes a file or a folder away; one that is not there is away already.
fn remove(path: &Path) -> Result<(), ServiceError> {
    let removed = match fs::symlink_metadata(path) {
        Ok(found) if found.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(error) => Err(error),
    };
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(file("remove", path)(error)),
        _ => Ok(()),
    }
}

/// Takes a folder away if nothing else lies in it.
fn remove_empty(folder: &Path) {
    // One that others use stays; that is no failure.
    let _ = fs::remove_dir(folder);
}
