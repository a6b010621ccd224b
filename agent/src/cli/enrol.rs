//! `kiemke-agent enrol`.

use super::{Failure, Seat, setup};
use crate::clock::{Clock as _, SystemClock};
use crate::collect::Root;
use crate::credential::Credential;
use crate::enrol::enrol as ask;
use crate::start::{Opened, bounds};
use crate::status::Trouble;
use kiemke_config::agent::AgentFile;
use kiemke_framelog::DiskFiles;
use kiemke_http::{Endpoint, Error, System};
use kiemke_wire::enrol::EnrolReply;
use kiemke_wire::facts::SectionName;
use kiemke_wire::secret::Token;
use std::io::{self, Read as _};
use std::sync::Arc;

/// How often another id is drawn when the daemon says that one is taken: by chance it never is, so that a second
/// refusal means that the daemon says so of every id.
const DRAWS_MAX: u32 = 2;
/// The longest token text read, bytes: one is 140.
const TOKEN_BYTES_MAX: u64 = 4096;

/// What a person asked for.
pub(super) struct Enrolment {
    server: Endpoint,
    token: Token,
    seat: Seat,
}

impl Enrolment {
    /// Reads the arguments; `token` may be `-` or `@FILE`.
    pub(super) fn new(url: &str, token: &str, seat: Seat) -> Result<Self, Failure> {
        Ok(Self {
            server: read_url(url)?,
            token: read_token(token)?,
            seat,
        })
    }
}

/// Where a daemon listens.
pub(super) fn read_url(url: &str) -> Result<Endpoint, Failure> {
    url.parse().map_err(|error| Failure::usage(format!("{error}")))
}

/// A token as it stands there, or from `-` or `@FILE`.
pub(super) fn read_token(token: &str) -> Result<Token, Failure> {
    let text = match token.strip_prefix('@') {
        Some(file) => std::fs::File::open(file)
            .and_then(read_short)
            .map_err(|error| Failure::failed(format!("failed to read the token in {file}: {error}")))?,
        None if token == "-" => read_short(io::stdin())
            .map_err(|error| Failure::failed(format!("failed to read the token from stdin: {error}")))?,
        None => token.to_owned(),
    };
    text.trim()
        .parse()
        .map_err(|error| Failure::usage(format!("{error}")))
}

fn read_short(from: impl io::Read) -> io::Result<String> {
    let mut text = String::new();
    from.take(TOKEN_BYTES_MAX).read_to_string(&mut text)?;
    Ok(text)
}

/// Enrols, keeps the credential and says which machine this now is.
pub(super) async fn enrol(settings: &AgentFile, enrolment: Enrolment) -> Result<(), Failure> {
    let data = setup::data(settings)?;
    let opened =
        Opened::new(&data, Arc::new(DiskFiles), bounds(settings)).map_err(|error| Failure::of(&error))?;
    let (mut credential, mut store, _lock) = (opened.credential, opened.store, opened.lock);
    credential.room = enrolment.seat.room.or(credential.room);
    credential.seat = enrolment.seat.seat.or(credential.seat);
    credential.trust(enrolment.token.authority());
    let root = Root::new(setup::root(settings));
    let save = |credential: &Credential| credential.save(&data).map_err(|error| Failure::of(&error));
    let mut draws = 0;
    let reply: EnrolReply = loop {
        let asked = ask(
            System,
            enrolment.server.clone(),
            enrolment.token.clone(),
            credential.clone(),
            root.clone(),
        );
        match asked.await {
            Ok(reply) => break reply,
            Err(error) if draws < DRAWS_MAX && is_taken(&error) => {
                draws += 1;
                credential.redraw(false).map_err(|error| Failure::of(&error))?;
                save(&credential)?;
            }
            Err(error) => return Err(Trouble::from(&error).into()),
        }
    };
    // The base belongs to whatever record this machine had before.
    store
        .forget(&SectionName::ALL)
        .map_err(|error| Failure::of(&error))?;
    credential.daemon = Some(enrolment.server.to_string());
    credential.accepted(reply.machine, reply.settings, SystemClock.now().wall);
    save(&credential)?;
    setup::print(&format!(
        "enrolled as machine {} at {}\n",
        reply.machine, enrolment.server
    ))
}

/// Another has the id, or its former holder was shut out: whoever enrols now has a token of his own.
fn is_taken(error: &Error) -> bool {
    error
        .problem()
        .is_some_and(|problem| ["agent_id_taken", "agent_revoked"].contains(&problem.code.as_str()))
}
