//! Who asks: an agent by its credential, a person by a token, the administrator by the control socket.

use crate::http::App;
use crate::http::problem::Refused;
use axum::extract::{Request, State};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use kiemke_wire::secret::{SecretHash, Token};

/// Marks requests from the control socket.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Administrator;

/// Lets only people's tokens and the control socket through.
pub(crate) async fn people_only(State(app): State<App>, request: Request, next: Next) -> Response {
    if request.extensions().get::<Administrator>().is_some() {
        return next.run(request).await;
    }
    let ledger = match app.ledger() {
        Ok(ledger) => ledger,
        Err(away) => return Refused::from(away).into_response(),
    };
    match bearer(request.headers()) {
        Ok(hash) if ledger.peek(|fleet| fleet.is_admin(&hash, app.clock.now())) => next.run(request).await,
        Ok(_) => {
            let detail = "this token is not known here, has expired or was revoked; ask for a new one";
            Refused::new(StatusCode::UNAUTHORIZED, "token_unknown", detail).into_response()
        }
        Err(refused) => refused.into_response(),
    }
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
