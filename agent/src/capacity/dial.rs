//! From a server's address to the connection of a test.

use super::counted::{Counted, Course};
use crate::enrol::VERSION;
use kiemke_http::{Connect, Endpoint, Trust, secure};
use kiemke_wire::ndt7::{LOAD_BYTES_MAX, MESSAGE_BYTES_MAX, SUBPROTOCOL, TestKind};
use kiemke_wire::reading::CapacityFailure;
use kiemke_wire::secret::Token;
use std::time::Duration;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::http::header::{AUTHORIZATION, SEC_WEBSOCKET_PROTOCOL, USER_AGENT};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{self};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

/// The connection of a test.
pub(super) type Socket = WebSocketStream<Counted>;

/// How long connecting and agreeing on the protocol may take: a server that is full lets one wait two seconds.
const DIAL: Duration = Duration::from_secs(10);

/// Connects and agrees on the protocol.
pub(super) async fn dial<C: Connect>(
    connect: &C,
    server: &Endpoint,
    kind: TestKind,
    token: Option<&Token>,
    limit: u64,
) -> Result<(Socket, Course), CapacityFailure> {
    let course = Course::new(limit);
    let request = request(server, kind, token).ok_or(CapacityFailure::Refused)?;
    let dialled = timeout(DIAL, async {
        let stream = connect
            .connect(server)
            .await
            .map_err(|_| CapacityFailure::Unreachable)?;
        let stream = match server {
            Endpoint::Tls { host, .. } => {
                let trust = Trust::of(token);
                let shaken = secure(stream, host, &trust).await;
                shaken.map_err(|_| CapacityFailure::Refused)?
            }
            Endpoint::Tcp { .. } | Endpoint::Unix(_) => stream,
        };
        // Small buffers: a message of ours is not longer, and they go when the test is over.
        let config = WebSocketConfig::default()
            .read_buffer_size(LOAD_BYTES_MAX)
            .write_buffer_size(LOAD_BYTES_MAX)
            .max_message_size(Some(MESSAGE_BYTES_MAX))
            .max_frame_size(Some(MESSAGE_BYTES_MAX));
        let counted = Counted::new(stream, course.clone());
        let agreed = client_async_with_config(request, counted, Some(config)).await;
        agreed.map_err(|error| failure_of(&error))
    });
    let (socket, _) = dialled.await.unwrap_or(Err(CapacityFailure::Unreachable))?;
    course.begin();
    Ok((socket, course))
}

fn request(server: &Endpoint, kind: TestKind, token: Option<&Token>) -> Option<Request> {
    let url = format!("ws://{}{}", server.authority(), kind.path());
    let mut request = url.into_client_request().ok()?;
    let headers = request.headers_mut();
    headers.insert(SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(SUBPROTOCOL));
    let agent = format!("kiemke-agent/{VERSION}");
    headers.insert(USER_AGENT, HeaderValue::from_str(&agent).ok()?);
    if let Some(token) = token {
        // In a header and not in the query, which ends up in the logs of whatever lies between.
        let mut bearer = HeaderValue::from_str(&format!("Bearer {}", token.reveal())).ok()?;
        bearer.set_sensitive(true);
        headers.insert(AUTHORIZATION, bearer);
    }
    Some(request)
}

fn failure_of(error: &tungstenite::Error) -> CapacityFailure {
    match error {
        tungstenite::Error::Http(answer) if answer.status().as_u16() == 503 => CapacityFailure::ServerFull,
        tungstenite::Error::Http(_) | tungstenite::Error::Protocol(_) => CapacityFailure::Refused,
        _ => CapacityFailure::Broken,
    }
}
