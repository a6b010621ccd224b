//! Routes for tokens.

use crate::http::App;
use crate::http::agents::unexpected;
use crate::http::body;
use crate::http::problem::Refused;
use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use kiemke_core::entry::TokenPurpose;
use kiemke_core::{Answer, Command};
use kiemke_wire::ids::TokenId;
use kiemke_wire::limits::BODY_BYTES_MAX;
use kiemke_wire::secret::{Secret, Token};
use kiemke_wire::view::{MakeEnrolToken, MakeToken, NewToken, Page, Role, TokenView};

/// `GET /v1/tokens`.
pub(crate) async fn list(State(app): State<App>) -> Result<Json<Page<TokenView>>, Refused> {
    let items = app.ask(|scene| {
        let views = scene.fleet.tokens().map(|token| {
            let (purpose, unit, uses) = match token.purpose {
                TokenPurpose::Enrol { unit, uses } => ("enrol", Some(unit), Some(uses)),
                TokenPurpose::Admin => ("admin", None, None),
            };
            TokenView {
                id: token.id,
                purpose: purpose.into(),
                unit,
                uses,
                uses_spent: token.uses_spent,
                made_at: token.made_at,
                expires_at: token.expires_at,
                revoked_at: token.revoked_at,
            }
        });
        views.collect::<Vec<_>>()
    });
    let items = items.await?;
    Ok(Json(Page {
        total: items.len() as u64,
        items,
        next: None,
    }))
}

/// `POST /v1/enrol-tokens`.
pub(crate) async fn make_enrol(
    State(app): State<App>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refused> {
    let MakeEnrolToken {
        unit,
        uses,
        expires_at,
    } = body::json(&headers, body, BODY_BYTES_MAX).await?;
    make_with(&app, |hash| Command::MakeEnrolToken {
        hash,
        unit,
        uses,
        expires_at,
    })
    .await
}

/// `POST /v1/tokens`.
pub(crate) async fn make(
    State(app): State<App>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refused> {
    let MakeToken { role, expires_at } = body::json(&headers, body, BODY_BYTES_MAX).await?;
    match role {
        Role::Admin => make_with(&app, |hash| Command::MakePersonToken { hash, expires_at }).await,
    }
}

/// `DELETE /v1/tokens/{id}`.
pub(crate) async fn revoke(State(app): State<App>, Path(id): Path<String>) -> Result<StatusCode, Refused> {
    let token: TokenId = id
        .parse()
        .map_err(|_| Refused::not_found(&format!("token {id:?}")))?;
    app.ledger()?
        .submit(Command::RevokeToken { token }, BODY_BYTES_MAX)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Draws a secret, lets the command keep its hash, and shows it once.
async fn make_with(
    app: &App,
    command: impl FnOnce(kiemke_wire::secret::SecretHash) -> Command,
) -> Result<Response, Refused> {
    let token = Token::new(Secret::from_random(crate::random::bytes()), Some(app.tls.pin()));
    match app
        .ledger()?
        .submit(command(token.secret().hash()), BODY_BYTES_MAX)
        .await?
    {
        Answer::Token(id) => Ok((
            StatusCode::CREATED,
            Json(NewToken {
                id,
                token: token.reveal(),
            }),
        )
            .into_response()),
        other => Err(unexpected(&other)),
    }
}
