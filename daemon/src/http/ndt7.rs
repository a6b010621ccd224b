//! `GET /ndt/v7/download` and `/ndt/v7/upload`: an ndt7 test over a WebSocket.

use crate::http::App;
use crate::http::guard::{Administrator, bearer};
use crate::http::problem::Refused;
use crate::ndt7::{Place, Runner, Socket, Taken, send_load, take_load};
use crate::serve::{Ends, Stream};
use axum::body::Body;
use axum::extract::{Query, Request, State};
use axum::http::header::{
    CONNECTION, HeaderName, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL,
    SEC_WEBSOCKET_VERSION, UPGRADE,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use kiemke_wire::ids::LineId;
use kiemke_wire::ndt7::{ConnectionInfo, MESSAGE_BYTES_MAX, QUERY_BYTES_MAX, SUBPROTOCOL, TestKind};
use kiemke_wire::secret::{SecretHash, Token};
use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

/// `GET /ndt/v7/download`.
pub(crate) async fn download(State(app): State<App>, request: Request) -> Result<Response, Refused> {
    begin(&app, TestKind::Download, request).await
}

/// `GET /ndt/v7/upload`.
pub(crate) async fn upload(State(app): State<App>, request: Request) -> Result<Response, Refused> {
    begin(&app, TestKind::Upload, request).await
}

async fn begin(app: &App, kind: TestKind, mut request: Request) -> Result<Response, Refused> {
    let key = handshake(request.headers())?;
    let ends = request.extensions().get::<Ends>().copied();
    let runner = admit(app, &request, ends)?;
    let place = app.ndt7.places.take(runner).await.map_err(|taken| {
        let detail = match taken {
            Taken::Full => "as many tests run as this daemon's line allows; try again later",
            Taken::SameLine => "another test runs over the same line; try again later",
        };
        Refused::new(StatusCode::SERVICE_UNAVAILABLE, "tests_full", detail)
    })?;
    let on_upgrade = hyper::upgrade::on(&mut request);
    let test = Test {
        kind,
        load: app.ndt7.load.clone(),
        connection: connection(ends),
        _place: place,
    };
    // A test holds nothing of the ledger, so a daemon that stops does not wait for it.
    let stop = app.stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            () = stop.cancelled() => {}
            () = run(test, on_upgrade) => {}
        }
    });
    Response::builder()
        .status(StatusCode::SWITCHING_PROTOCOLS)
        .header(CONNECTION, "Upgrade")
        .header(UPGRADE, "websocket")
        .header(SEC_WEBSOCKET_ACCEPT, derive_accept_key(key.as_bytes()))
        .header(SEC_WEBSOCKET_PROTOCOL, SUBPROTOCOL)
        .body(Body::empty())
        .map_err(|error| Refused::internal(&error))
}

/// What a test needs.
struct Test {
    kind: TestKind,
    load: Bytes,
    connection: ConnectionInfo,
    _place: Place,
}

async fn run(test: Test, on_upgrade: OnUpgrade) {
    let Ok(upgraded) = on_upgrade.await else { return };
    let Some(socket) = socket(upgraded).await else {
        return;
    };
    match test.kind {
        TestKind::Download => send_load(socket, test.connection, test.load).await,
        TestKind::Upload => take_load(socket, test.connection).await,
    }
}

async fn socket(upgraded: Upgraded) -> Option<Socket> {
    let parts = upgraded.downcast::<TokioIo<Box<dyn Stream>>>();
    let Ok(parts) = parts else {
        tracing::error!("an upgraded connection is not one of ours");
        return None;
    };
    let config = WebSocketConfig::default()
        .max_message_size(Some(MESSAGE_BYTES_MAX))
        .max_frame_size(Some(MESSAGE_BYTES_MAX));
    let (stream, read) = (parts.io.into_inner(), parts.read_buf.into());
    Some(WebSocketStream::from_partially_read(stream, read, Role::Server, Some(config)).await)
}

/// The key of a sound request to change to this protocol.
fn handshake(headers: &HeaderMap) -> Result<String, Refused> {
    let names = |header: HeaderName, wanted: &str| {
        let values = headers
            .get_all(header)
            .into_iter()
            .filter_map(|value| value.to_str().ok());
        values
            .flat_map(|value| value.split(','))
            .any(|one| one.trim().eq_ignore_ascii_case(wanted))
    };
    let wrong = |header: &str, wanted: &str| {
        let detail = format!("an ndt7 test begins with the header {header}: {wanted}");
        Refused::new(StatusCode::BAD_REQUEST, "not_ndt7", detail).at(format!("header {header}"))
    };
    for (header, wanted) in [
        (CONNECTION, "upgrade"),
        (UPGRADE, "websocket"),
        (SEC_WEBSOCKET_VERSION, "13"),
        (SEC_WEBSOCKET_PROTOCOL, SUBPROTOCOL),
    ] {
        if !names(header.clone(), wanted) {
            return Err(wrong(header.as_str(), wanted));
        }
    }
    let key = headers.get(SEC_WEBSOCKET_KEY).and_then(|key| key.to_str().ok());
    key.map(str::to_owned)
        .ok_or_else(|| wrong(SEC_WEBSOCKET_KEY.as_str(), "16 random bytes in base64"))
}

/// Who runs the test, if he may: an agent or a person by a token, the administrator, or anybody at an address of the
/// list.
fn admit(app: &App, request: &Request, ends: Option<Ends>) -> Result<Runner, Refused> {
    // Over the control socket there is no line between.
    let address = ends.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |ends| {
        ends.peer.ip().to_canonical()
    });
    let token = match access_token(request)? {
        Some(token) => Some(token),
        None => bearer(request.headers()).ok(),
    };
    if let Some(token) = token {
        let known = app.ledger()?.peek(|fleet| match fleet.reporter(&token) {
            Ok(reporter) => Some(fleet.machine_of(reporter.agent).and_then(|machine| machine.line)),
            Err(_) => fleet.reader_with(&token, app.clock.now()).ok().map(|_| None),
        });
        if let Some(line) = known {
            return Ok(line.map_or(Runner::Address(address), |line: LineId| Runner::Line(line)));
        }
    }
    if request.extensions().get::<Administrator>().is_some() || app.ndt7.allows(address) {
        return Ok(Runner::Address(address));
    }
    let detail =
        "a test needs ?access_token= with a token of this daemon, or an address that its settings allow";
    Err(Refused::new(StatusCode::UNAUTHORIZED, "token_unknown", detail).at("query access_token"))
}

fn access_token(request: &Request) -> Result<Option<SecretHash>, Refused> {
    let bad = |detail: &str| Refused::new(StatusCode::BAD_REQUEST, "bad_query", detail).at("query");
    if request
        .uri()
        .query()
        .is_some_and(|query| query.len() > QUERY_BYTES_MAX)
    {
        return Err(bad("the query is longer than 4096 bytes"));
    }
    let Ok(Query(parameters)) = Query::<HashMap<String, String>>::try_from_uri(request.uri()) else {
        return Err(bad("the query cannot be read, or names a key twice"));
    };
    let token = parameters.get("access_token").map(|text| text.parse::<Token>());
    match token {
        None => Ok(None),
        Some(Ok(token)) => Ok(Some(token.secret().hash())),
        Some(Err(error)) => Err(bad(&error.to_string())),
    }
}

fn connection(ends: Option<Ends>) -> ConnectionInfo {
    let text = |address: Option<SocketAddr>| address.map(|address| address.to_string()).unwrap_or_default();
    ConnectionInfo {
        client: text(ends.map(|ends| ends.peer)),
        server: text(ends.map(|ends| ends.local)),
        uuid: None,
    }
}
