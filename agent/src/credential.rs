//! Who this agent is: id, secret, machine and settings, in `agent.json` of the data folder.
//!
//! The file is for its owner alone and is replaced as a whole, so that a power cut leaves the old or the new one.
//! Id and secret are on the disk before they are first sent.

use kiemke_wire::enrol::AgentSettings;
use kiemke_wire::ids::{AgentId, MachineId};
use kiemke_wire::secret::{Secret, Token};
use kiemke_wire::time::{DAY_MS, UnixMs};
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

const FILE: &str = "agent.json";
/// The version that this build writes. 2: a secret that is being renewed.
const VERSION: u16 = 2;
/// How long a secret is used, milliseconds: what leaked once is of no use after a term.
const SECRET_USED_MS: i64 = 90 * DAY_MS;

/// A credential file that could not be used. The text fits after "failed to".
#[derive(Debug, thiserror::Error)]
pub enum CredentialError {
    /// The disk refused.
    #[error("{operation} {path}")]
    Disk {
        /// What was tried.
        operation: &'static str,
        /// On which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Not ours, or broken.
    #[error("read {path}; remove it to enrol this machine anew")]
    Form {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// Written by a later version.
    #[error("read {path}: it has version {found}, this program reads up to {VERSION}; use the newer program")]
    TooNew {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: u16,
    },
    /// The system gave no random numbers.
    #[error("draw a random secret")]
    Random(#[source] getrandom::Error),
}

/// What is kept. `Debug` hides the secrets.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credential {
    version: u16,
    /// The id that this agent drew.
    pub agent: AgentId,
    secret: String,
    /// Where it is enrolled, or is to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub daemon: Option<String>,
    /// The machine that it speaks for; absent until the daemon has accepted the id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machine: Option<MachineId>,
    /// The daemon's settings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settings: Option<AgentSettings>,
    /// The credential with which to enrol after the daemon asked for a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    former_secret: Option<String>,
    /// A secret drawn anew; on the disk before the daemon hears of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    next_secret: Option<String>,
    /// Since when the secret is used, by this machine's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    secret_since: Option<UnixMs>,
    /// The room that a person named at enrolment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    /// The seat that a person named at enrolment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<u16>,
}

impl std::fmt::Debug for Credential {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credential")
            .field("agent", &self.agent)
            .field("machine", &self.machine)
            .field("daemon", &self.daemon)
            .finish_non_exhaustive()
    }
}

impl Credential {
    /// Draws an id and a secret.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn draw() -> Result<Self, CredentialError> {
        Ok(Self {
            version: VERSION,
            agent: AgentId(random()?),
            secret: Token::new(Secret::from_random(random()?), None).reveal(),
            daemon: None,
            machine: None,
            settings: None,
            former_secret: None,
            next_secret: None,
            secret_since: None,
            room: None,
            seat: None,
        })
    }

    /// Reads the file in the data folder, or draws a new credential and writes it there.
    ///
    /// # Errors
    /// When the disk refuses or the file is not a credential.
    pub fn load_or_draw(data: &Path) -> Result<Self, CredentialError> {
        if let Some(credential) = Self::load(data)? {
            return Ok(credential);
        }
        let credential = Self::draw()?;
        credential.save(data)?;
        Ok(credential)
    }

    /// Reads the file in the data folder; `None` when there is none.
    ///
    /// # Errors
    /// When the disk refuses or the file is not a credential.
    pub fn load(data: &Path) -> Result<Option<Self>, CredentialError> {
        #[derive(Deserialize)]
        struct Head {
            version: u16,
        }
        let path = data.join(FILE);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(disk("read", &path)(source)),
        };
        let form = |source| CredentialError::Form {
            path: path.clone(),
            source,
        };
        let head: Head = serde_json::from_str(&text).map_err(form)?;
        if head.version > VERSION {
            return Err(CredentialError::TooNew {
                path,
                found: head.version,
            });
        }
        let credential: Self = serde_json::from_str(&text).map_err(form)?;
        let further = [&credential.former_secret, &credential.next_secret];
        for secret in std::iter::once(&credential.secret).chain(further.into_iter().flatten()) {
            let _: Token = secret
                .parse()
                .map_err(|bad: kiemke_wire::secret::BadToken| form(serde::de::Error::custom(bad)))?;
        }
        Ok(Some(credential))
    }

    /// Writes the file; it is durable when this returns.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn save(&self, data: &Path) -> Result<(), CredentialError> {
        let (path, new) = (data.join(FILE), data.join("agent.json.new"));
        let mut text = serde_json::to_vec_pretty(self).expect("a credential always has a JSON text");
        text.push(b'\n');
        write_for_owner(&new, &text).map_err(disk("write", &new))?;
        std::fs::rename(&new, &path).map_err(disk("replace", &path))?;
        sync_dir(data).map_err(disk("sync", data))
    }

    /// The credential as it stands in the `Authorization` header.
    ///
    /// # Panics
    /// Never: the text was checked when it was read or drawn.
    pub fn token(&self) -> Token {
        self.secret.parse().expect("checked when read")
    }

    /// Takes over whom the token of the enrolment trusts: from now on only a daemon of that authority is spoken to.
    pub fn trust(&mut self, authority: Option<&[u8; 32]>) {
        self.secret = self.token().naming(authority.copied()).reveal();
    }

    /// The former credential, while a new one is to be enrolled with it.
    pub fn former_token(&self) -> Option<Token> {
        self.former_secret.as_ref()?.parse().ok()
    }

    /// Takes a new id and secret. `keep_former`: the present secret is what the new one is enrolled with.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn redraw(&mut self, keep_former: bool) -> Result<(), CredentialError> {
        let mut fresh = Self::draw()?;
        fresh.trust(self.token().authority());
        let former = std::mem::replace(&mut self.secret, fresh.secret);
        self.agent = fresh.agent;
        self.machine = None;
        (self.next_secret, self.secret_since) = (None, None);
        if keep_former {
            self.former_secret = Some(former);
        }
        Ok(())
    }

    /// Whether the secret has been used for long enough, or nobody knows since when.
    pub fn is_old(&self, now: UnixMs) -> bool {
        // A clock that was set back must not keep a secret for ever.
        self.secret_since
            .is_none_or(|since| !(0..SECRET_USED_MS).contains(&now.since(since)))
    }

    /// The next secret, drawn if there is none yet. Save it before anybody hears of it.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn draw_next(&mut self) -> Result<Token, CredentialError> {
        if let Some(next) = self.next_secret.as_ref().and_then(|next| next.parse().ok()) {
            return Ok(next);
        }
        let next = Token::new(Secret::from_random(random()?), self.token().authority().copied());
        self.version = VERSION;
        self.next_secret = Some(next.reveal());
        Ok(next)
    }

    /// The daemon knows the next secret: from now on it is used.
    pub fn renewed(&mut self, now: UnixMs) {
        if let Some(next) = self.next_secret.take() {
            self.secret = next;
        }
        self.secret_since = Some(now);
    }

    /// Takes the daemon's yes.
    pub fn accepted(&mut self, machine: MachineId, settings: AgentSettings, now: UnixMs) {
        self.secret_since = Some(now);
        self.machine = Some(machine);
        self.settings = Some(settings);
        self.former_secret = None;
    }
}

/// Draws random bytes.
///
/// # Errors
/// When the system gives none.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], CredentialError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(CredentialError::Random)?;
    Ok(bytes)
}

fn disk(operation: &'static str, path: &Path) -> impl FnOnce(io::Error) -> CredentialError {
    let path = path.to_owned();
    move |source| CredentialError::Disk {
        operation,
        path,
        source,
    }
}

fn write_for_owner(path: &Path, text: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text)?;
    file.sync_all()
}

fn sync_dir(dir: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(dir)?.sync_all()
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_drawn_once_kept_for_the_owner_and_never_printed() {
        let data = tempfile::tempdir().unwrap();
        let drawn = Credential::load_or_draw(data.path()).unwrap();
        let read = Credential::load_or_draw(data.path()).unwrap();
        assert_eq!(drawn.agent, read.agent);
        assert!(
            drawn
                .token()
                .secret()
                .hash()
                .matches(&read.token().secret().hash())
        );
        assert!(!format!("{drawn:?}").contains(&drawn.secret));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(data.path().join(FILE))
                .unwrap()
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_new_key_keeps_the_former_one_until_it_is_accepted() {
        let mut credential = Credential::draw().unwrap();
        let (agent, former) = (credential.agent, credential.token());
        credential.redraw(true).unwrap();
        assert_ne!(credential.agent, agent);
        let kept = credential.former_token().unwrap();
        assert!(kept.secret().hash().matches(&former.secret().hash()));
        // Taken again on the way: the former one that the daemon knows stays.
        credential.redraw(false).unwrap();
        assert!(
            credential
                .former_token()
                .unwrap()
                .secret()
                .hash()
                .matches(&former.secret().hash())
        );
    }

    #[test]
    fn whom_it_trusts_stays_when_it_is_drawn_anew() {
        let mut credential = Credential::draw().unwrap();
        credential.trust(Some(&[7; 32]));
        credential.redraw(true).unwrap();
        assert_eq!(credential.token().authority(), Some(&[7; 32]));
        assert_eq!(credential.former_token().unwrap().authority(), Some(&[7; 32]));
    }

    #[test]
    fn a_secret_is_renewed_after_a_term_and_never_lost_on_the_way() {
        let data = tempfile::tempdir().unwrap();
        let mut credential = Credential::load_or_draw(data.path()).unwrap();
        let old = credential.token().reveal();
        let begin = UnixMs(1_800_000_000_000);
        assert!(credential.is_old(begin), "nobody knows since when");
        credential.secret_since = Some(begin);
        assert!(!credential.is_old(begin));
        assert!(!credential.is_old(begin.plus(SECRET_USED_MS - 1)));
        assert!(credential.is_old(begin.plus(SECRET_USED_MS)));
        assert!(credential.is_old(begin.plus(-1)));
        let next = credential.draw_next().unwrap().reveal();
        credential.save(data.path()).unwrap();
        // A crash before the answer: the same one is offered again, and the old one is used until then.
        let mut credential = Credential::load_or_draw(data.path()).unwrap();
        assert_eq!(credential.token().reveal(), old);
        assert_eq!(credential.draw_next().unwrap().reveal(), next);
        credential.renewed(begin);
        assert_eq!(credential.token().reveal(), next);
        assert!(!credential.is_old(begin));
    }

    #[test]
    fn broken_and_later_files_are_refused_by_name() {
        let data = tempfile::tempdir().unwrap();
        for (text, wanted) in [("{", "remove it"), (r#"{"version":9}"#, "newer program")] {
            std::fs::write(data.path().join(FILE), text).unwrap();
            let error = Credential::load_or_draw(data.path()).unwrap_err().to_string();
            assert!(error.contains("agent.json") && error.contains(wanted), "{error}");
        }
    }
}
