//! `kiemke-agent once --bundle FILE`.

use super::enrol::read_token;
use super::{Failure, Seat, setup};
use crate::bundle::bundle;
use crate::clock::{Clock as _, SystemClock};
use crate::collect::{AtWork, Root, Source};
use crate::credential::Credential;
use crate::start::{Opened, StartError, bounds};
use kiemke_config::agent::AgentFile;
use kiemke_framelog::DiskFiles;
use kiemke_wire::bundle::{Bundle, BundleContent};
use kiemke_wire::ids::AgentId;
use kiemke_wire::secret::{SecretHash, Token};
use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What the file of a machine is called in a folder: its name and the beginning of its agent's id.
const ENDING: &str = "kiemke";

/// What a person asked for.
pub(super) struct Wish {
    /// A file, or a folder in which each machine gets a file of its own.
    file: PathBuf,
    token: Option<Token>,
    seat: Seat,
}

impl Wish {
    pub(super) fn new(file: PathBuf, token_file: Option<PathBuf>, seat: Seat) -> Result<Self, Failure> {
        let token = token_file.map(|file| read_token(&format!("@{}", file.display())));
        Ok(Self {
            file,
            token: token.transpose()?,
            seat,
        })
    }
}

/// Writes the file and says where it is.
pub(super) fn write(settings: &AgentFile, wish: &Wish) -> Result<(), Failure> {
    let data = setup::data(settings)?;
    let credential = credential(settings, &data, wish)?;
    let key = match (&wish.token, credential.machine) {
        (Some(token), _) => token.secret().hash(),
        // The daemon knows this agent, so its own secret will do.
        (None, Some(_)) => credential.token().secret().hash(),
        (None, None) => {
            return Err(Failure::usage(
                "this machine is not enrolled; seal the file with an enrolment token: --token-file FILE",
            ));
        }
    };
    let source = Source {
        root: Root::new(setup::root(settings)),
        hash_key: credential.settings.as_ref().map(|settings| settings.hash_key),
        gateway_before: None,
        at_work: AtWork::default(),
    };
    let file = place(&wish.file, &source.root, credential.agent);
    refuse_anothers(&file, credential.agent)?;
    let text = text(&source, &credential, &key)?;
    keep(&file, &text)
        .map_err(|error| Failure::failed(format!("failed to write {}: {error}", file.display())))?;
    setup::print(&format!("{}\n", file.display()))
}

fn text(source: &Source, credential: &Credential, key: &SecretHash) -> Result<Vec<u8>, Failure> {
    let sealed =
        bundle(source, credential, key, SystemClock.now().wall).map_err(|error| Failure::of(&error))?;
    let mut text = serde_json::to_vec(&sealed).map_err(|error| Failure::of(&error))?;
    text.push(b'\n');
    Ok(text)
}

/// The id and secret that the machine will also use over the network, drawn now if there are none. Room and seat are
/// kept with them, so that a later enrolment says the same.
fn credential(settings: &AgentFile, data: &Path, wish: &Wish) -> Result<Credential, Failure> {
    let mut credential = match Opened::new(data, Arc::new(DiskFiles), bounds(settings)) {
        Ok(opened) => {
            let mut credential = opened.credential;
            seated(&mut credential, wish);
            credential.save(data).map_err(|error| Failure::of(&error))?;
            credential
        }
        // An agent runs there: what it is stands in its file, which is replaced as a whole.
        Err(StartError::Taken { path }) => Credential::load(&path)
            .map_err(|error| Failure::of(&error))?
            .ok_or_else(|| Failure::failed(format!("there is no agent in {}", path.display())))?,
        Err(error) => return Err(Failure::of(&error)),
    };
    seated(&mut credential, wish);
    Ok(credential)
}

fn seated(credential: &mut Credential, wish: &Wish) {
    if wish.seat.room.is_some() {
        credential.room.clone_from(&wish.seat.room);
    }
    credential.seat = wish.seat.seat.or(credential.seat);
}

fn place(wish: &Path, root: &Root, agent: AgentId) -> PathBuf {
    if !wish.is_dir() {
        return wish.to_owned();
    }
    let host = crate::collect::evidence(root).host_name.unwrap_or_default();
    let plain: String = host
        .chars()
        .map(|character| {
            if character.is_ascii_alphanumeric() {
                character
            } else {
                '-'
            }
        })
        .collect();
    let id = agent.to_string();
    wish.join(format!("{plain}-{}.{ENDING}", &id[..8]))
}

/// A second machine with the same command must not lay its file over the first one's.
fn refuse_anothers(file: &Path, agent: AgentId) -> Result<(), Failure> {
    let bytes = match std::fs::read(file) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => {
            return Err(Failure::failed(format!(
                "failed to read {}: {error}",
                file.display()
            )));
        }
    };
    let own = serde_json::from_slice::<Bundle>(&bytes)
        .and_then(|held| serde_json::from_str::<BundleContent>(held.content.get()))
        .is_ok_and(|content| content.enrol.agent == agent);
    if own {
        return Ok(());
    }
    Err(Failure::failed(format!(
        "{} is there already and is not of this machine; name another file, or a folder",
        file.display()
    )))
}

/// As a whole or not at all: sticks are pulled out.
fn keep(file: &Path, text: &[u8]) -> io::Result<()> {
    let mut unfinished = file.as_os_str().to_owned();
    unfinished.push(".new");
    let unfinished = PathBuf::from(unfinished);
    let mut out = File::create(&unfinished)?;
    out.write_all(text)?;
    out.sync_all()?;
    drop(out);
    std::fs::rename(&unfinished, file)
}
