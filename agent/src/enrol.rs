//! Making this machine known to a daemon.

use crate::collect::{Evidence, Root, evidence};
use crate::credential::Credential;
use kiemke_http::{Client, Connect, Endpoint, Error, Request};
use kiemke_wire::WIRE_VERSION;
use kiemke_wire::enrol::{EnrolReply, EnrolRequest};
use kiemke_wire::secret::Token;

/// The agent's version as it stands in reports.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Asks the daemon to accept the credential's id; collects the evidence first.
///
/// # Errors
/// When the daemon cannot be reached or refuses.
pub(crate) async fn enrol<C: Connect>(
    connect: C,
    endpoint: Endpoint,
    bearer: Token,
    credential: Credential,
    root: Root,
) -> Result<EnrolReply, Error> {
    let found = tokio::task::spawn_blocking(move || evidence(&root)).await;
    let found = found.unwrap_or_default();
    let client = Client::over(connect, endpoint, Some(bearer));
    client
        .json(Request::post("/v1/enrol", &request(&credential, found)))
        .await
}

/// What an agent says of itself when it asks to be known.
pub(crate) fn request(credential: &Credential, found: Evidence) -> EnrolRequest {
    EnrolRequest {
        v: WIRE_VERSION,
        agent: credential.agent,
        secret_hash: credential.token().secret().hash(),
        version: VERSION.to_owned(),
        host_name: found.host_name,
        identity: found.identity,
        macs: found.macs,
        disk_serials: found.disk_serials,
        room: credential.room.clone(),
        seat: credential.seat,
    }
}
