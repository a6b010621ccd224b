//! Who asks: an agent by its credential, a person by a token, the administrator by the control socket. The one place
//! where a token becomes a reader with a role and units of his own.

use crate::http::App;
use crate::http::problem::Refused;
use crate::serve::Peer;
use axum::extract::{Extension, Request, State};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use kiemke_core::Reader;
use kiemke_wire::secret::{SecretHash, Token};
use kiemke_wire::view::Role;
use std::sync::Arc;

/// Who asks, as handlers get it.
pub(crate) type Asker = Extension<Arc<Reader>>;

/// Marks requests from the control socket.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Administrator;

/// What a route lets through.
#[derive(Clone)]
pub(crate) struct Guard {
    pub(crate) app: App,
    pub(crate) roles: &'static [Role],
}

/// Lets people of these roles through, and the control socket.
pub(crate) async fn people(State(guard): State<Guard>, mut request: Request, next: Next) -> Response {
    match admit(&guard, &request) {
        Ok(reader) => {
            request.extensions_mut().insert(Arc::new(reader));
            next.run(request).await
        }
        Err(refused) => refused.into_response(),
    }
}

fn admit(guard: &Guard, request: &Request) -> Result<Reader, Refused> {
    if request.extensions().get::<Administrator>().is_some() {
        return Ok(Reader::administrator());
    }
    let (app, now) = (&guard.app, guard.app.clock.now());
    let peer = request.extensions().get::<Peer>().copied();
    let found = bearer(request.headers()).and_then(|hash| {
        let ledger = app.ledger()?;
        let reader = ledger.peek(|fleet| fleet.reader_with(&hash, now))?;
        Ok((hash, reader))
    });
    let (hash, reader) = found.map_err(|refused| failed(app, peer, refused))?;
    app.limits.asked(hash, now)?;
    if !guard.roles.contains(&reader.role) {
        let detail = format!("a token of the role {} may not do this", reader.role.as_str());
        return Err(Refused::new(StatusCode::FORBIDDEN, "not_allowed", detail));
    }
    Ok(reader)
}

/// A refusal that counts against the address from which it came, when it is about who asks.
pub(crate) fn failed(app: &App, peer: Option<Peer>, refused: Refused) -> Refused {
    match peer {
        Some(Peer(address)) if refused.0.status == 401 => {
            let limited = app.limits.failed(address, app.clock.now());
            limited.err().unwrap_or(refused)
        }
        _ => refused,
    }
}

/// Whether a token is still good: an open stream asks now and then.
pub(crate) fn still_admitted(app: &App, reader: &Reader) -> bool {
    let Some(token) = reader.actor.token else {
        return true;
    };
    let now = app.clock.now();
    app.ledger()
        .is_ok_and(|ledger| ledger.peek(|fleet| fleet.is_in_force(token, now)))
}

/// The hash of the bearer token's secret.
pub(crate) fn bearer(headers: &HeaderMap) -> Result<SecretHash, Refused> {
    let refused = |detail: &str| {
        Err(Refused::new(StatusCode::UNAUTHORIZED, "no_token", detail).at("header authorization"))
    };
    let Some(value) = headers.get(AUTHORIZATION) else {
        return refused("a token is needed: Authorization: Bearer kk1_…");
    };
    let token = value
        .to_str()
        .ok()
        .and_then(|text| text.strip_prefix("Bearer "))
        .map(str::parse::<Token>);
    match token {
        Some(Ok(token)) => Ok(token.secret().hash()),
        _ => {
            refused("the header does not read Bearer kk1_<secret>_<fingerprint or ->; is the token cut off?")
        }
    }
}
