//! Routes for tokens.

use crate::http::App;
use crate::http::agents::unexpected;
use crate::http::body;
use crate::http::guard::Asker;
use crate::http::lists::id_of;
use crate::http::problem::Refused;
use axum::Json;
use axum::body::Body;
use axum::extract::{Extension, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use kiemke_core::decide::manages_token;
use kiemke_core::entry::TokenPurpose;
use kiemke_core::fleet::TokenRecord;
use kiemke_core::{Answer, Command, Reader};
use kiemke_wire::ids::TokenId;
use kiemke_wire::limits::BODY_BYTES_MAX;
use kiemke_wire::secret::{Secret, Token};
use kiemke_wire::view::{MakeEnrolToken, MakeToken, NewToken, Page, TokenView};

/// `GET /v1/tokens`: those that whoever asks may take back.
pub(crate) async fn list(
    State(app): State<App>,
    Extension(asker): Asker,
) -> Result<Json<Page<TokenView>>, Refused> {
    let items = app.ask(&asker, |scene| {
        let theirs = |token: &&TokenRecord| manages_token(scene.fleet, scene.today(), scene.reader, token);
        scene.fleet.tokens().filter(theirs).map(view).collect::<Vec<_>>()
    });
    let items = items.await?;
    Ok(Json(Page {
        total: items.len() as u64,
        items,
        next: None,
    }))
}

fn view(token: &TokenRecord) -> TokenView {
    let uses = match token.purpose {
        TokenPurpose::Enrol { uses, .. } => Some(uses),
        TokenPurpose::Admin | TokenPurpose::Person { .. } => None,
    };
    TokenView {
        id: token.id,
        purpose: token.purpose.name().into(),
        name: token.name.clone(),
        unit: Some(token.unit()),
        uses,
        uses_spent: token.uses_spent,
        made_at: token.made_at,
        expires_at: token.expires_at,
        revoked_at: token.revoked_at,
    }
}

/// `POST /v1/enrol-tokens`.
pub(crate) async fn make_enrol(
    State(app): State<App>,
    Extension(asker): Asker,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refused> {
    let MakeEnrolToken {
        unit,
        uses,
        expires_at,
    } = body::json(&headers, body, BODY_BYTES_MAX).await?;
    make_with(&app, |hash| Command::MakeEnrolToken {
        by: Reader::clone(&asker),
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
    Extension(asker): Asker,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refused> {
    let MakeToken {
        role,
        unit,
        name,
        expires_at,
    } = body::json(&headers, body, BODY_BYTES_MAX).await?;
    make_with(&app, |hash| Command::MakePersonToken {
        by: Reader::clone(&asker),
        hash,
        role,
        unit,
        name,
        expires_at,
    })
    .await
}

/// `DELETE /v1/tokens/{id}`.
pub(crate) async fn revoke(
    State(app): State<App>,
    Extension(asker): Asker,
    Path(id): Path<String>,
) -> Result<StatusCode, Refused> {
    let token: TokenId = id_of("token", &id)?;
    let by = Reader::clone(&asker);
    app.ledger()?
        .submit(Command::RevokeToken { by, token }, BODY_BYTES_MAX)
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
