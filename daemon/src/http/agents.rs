//! Routes for agents.

use crate::http::App;
use crate::http::body;
use crate::http::guard::{bearer, failed};
use crate::http::problem::Refused;
use crate::serve::Peer;
use axum::Json;
use axum::body::Body;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use kiemke_core::intake::{NotAReport, read_report};
use kiemke_core::{Answer, Command, Fleet, Refusal};
use kiemke_wire::enrol::{EnrolRequest, RenewSecret};
use kiemke_wire::limits::{
    BODY_BYTES_MAX, ENROL_BODY_BYTES_MAX, REPORT_BODY_BYTES_MAX, REPORT_INFLATED_BYTES_MAX,
};
use kiemke_wire::ranges::SeqRanges;

/// `POST /v1/enrol`.
pub(crate) async fn enrol(
    State(app): State<App>,
    peer: Option<Extension<Peer>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refused> {
    let enrolled = take_enrolment(&app, &headers, body).await;
    enrolled.map_err(|refused| failed(&app, peer.map(|peer| peer.0), refused))
}

async fn take_enrolment(app: &App, headers: &HeaderMap, body: Body) -> Result<Response, Refused> {
    let token = bearer(headers)?;
    // A stranger is turned away before his body is read.
    let is_stranger =
        |fleet: &Fleet| fleet.token_with(&token).is_none() && fleet.agent_with(&token).is_none();
    if app.ledger()?.peek(is_stranger) {
        return Err(Refusal::TokenUnknown.into());
    }
    let request: EnrolRequest = body::json(headers, body, ENROL_BODY_BYTES_MAX).await?;
    let command = Command::Enrol {
        token,
        request: Box::new(request),
    };
    match app.ledger()?.submit(command, ENROL_BODY_BYTES_MAX).await? {
        Answer::Enrolled { new, reply } => {
            let status = if new { StatusCode::CREATED } else { StatusCode::OK };
            Ok((status, Json(reply)).into_response())
        }
        other => Err(unexpected(&other)),
    }
}

/// `POST /v1/report`.
pub(crate) async fn report(
    State(app): State<App>,
    peer: Option<Extension<Peer>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refused> {
    let result = take_report(&app, &headers, body).await;
    let result = result.map_err(|refused| failed(&app, peer.map(|peer| peer.0), refused));
    app.metrics
        .reported(result.as_ref().err().map(|refused| refused.0.code.as_str()));
    result
}

async fn take_report(app: &App, headers: &HeaderMap, body: Body) -> Result<Response, Refused> {
    let credential = bearer(headers)?;
    let reporter = app
        .ledger()?
        .peek_in_turn(|fleet| fleet.reporter(&credential))
        .await?;
    let body = body::read(headers, body, REPORT_BODY_BYTES_MAX).await?;
    let body = body::inflate(headers, body, REPORT_INFLATED_BYTES_MAX)?;
    // The body may have been long under way, and the ledger may be another one by now.
    let ledger = app.ledger()?;
    let intake = read_report(&body, &ledger.known_packages.get()).map_err(|error| match error {
        NotAReport::Unreadable(source) => body::not_json(&source),
        NotAReport::TooManyItems(_) => Refused::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "too_many_items",
            error.to_string(),
        )
        .at("items"),
    })?;
    let command = Command::Report {
        agent: reporter.agent,
        renewed: reporter.renewed,
        intake: Box::new(intake),
        resumed: SeqRanges::default(),
    };
    match ledger.submit(command, body.len()).await? {
        Answer::Reported(reply) => Ok(Json(reply).into_response()),
        other => Err(unexpected(&other)),
    }
}

/// `POST /v1/secret`: an agent draws a new secret. Both are good until the new one is used.
pub(crate) async fn renew_secret(
    State(app): State<App>,
    peer: Option<Extension<Peer>>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Refused> {
    let renewed = take_secret(&app, &headers, body).await;
    renewed.map_err(|refused| failed(&app, peer.map(|peer| peer.0), refused))
}

async fn take_secret(app: &App, headers: &HeaderMap, body: Body) -> Result<StatusCode, Refused> {
    let credential = bearer(headers)?;
    let reporter = app.ledger()?.peek(|fleet| fleet.reporter(&credential))?;
    let RenewSecret { secret_hash } = body::json(headers, body, BODY_BYTES_MAX).await?;
    let command = Command::OfferSecret {
        agent: reporter.agent,
        hash: secret_hash,
    };
    app.ledger()?.submit(command, BODY_BYTES_MAX).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// An answer that belongs to another command: a fault of ours.
pub(crate) fn unexpected(answer: &Answer) -> Refused {
    tracing::error!(?answer, "the ledger gave the answer to another question");
    Refused::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "internal",
        "the daemon failed; its log says why",
    )
}
