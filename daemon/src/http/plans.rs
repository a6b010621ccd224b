//! Routes for plans that people type: they hold for the whole province, so only whoever has all of it may change them.

use crate::http::agents::unexpected;
use crate::http::equipment::if_match;
use crate::http::guard::Asker;
use crate::http::lists::Reply;
use crate::http::problem::Refused;
use crate::http::{App, body};
use axum::Json;
use axum::body::Body;
use axum::extract::{Extension, Path, State};
use axum::http::header::{ETAG, IF_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use kiemke_core::{Answer, Command, Reader, query};
use kiemke_wire::ids::UnitKey;
use kiemke_wire::limits::BODY_BYTES_MAX;
use kiemke_wire::view::{PlanSet, SetPlan, UndoPlan, WithdrawPlan};

/// `GET /v1/plans/{id}`.
pub(crate) async fn one(
    State(app): State<App>,
    Extension(asker): Asker,
    Path(id): Path<String>,
) -> Result<Response, Refused> {
    let not_there = Refused::not_found(&format!("plan {id:?} that was typed here"));
    let plan = app
        .ask(&asker, move |scene| query::typed_plan(scene, &id))
        .await?;
    let plan = plan.ok_or(not_there)?;
    let etag = format!("\"{}\"", plan.etag);
    Ok(([(ETAG, etag)], Json(plan)).into_response())
}

/// `POST /v1/plans`.
pub(crate) async fn set(
    State(app): State<App>,
    Extension(asker): Asker,
    headers: HeaderMap,
    body: Body,
) -> Reply<PlanSet> {
    let SetPlan { text, reason } = body::json(&headers, body, BODY_BYTES_MAX).await?;
    let by = whole(&asker)?;
    submit(&app, Command::SetPlan { text, reason, by }).await
}

/// `POST /v1/plans/{id}/withdraw`.
pub(crate) async fn withdraw(
    State(app): State<App>,
    Extension(asker): Asker,
    Path(plan): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Reply<PlanSet> {
    let seen = headers
        .contains_key(IF_MATCH)
        .then(|| if_match(&headers))
        .transpose()?;
    let WithdrawPlan { reason } = body::json(&headers, body, BODY_BYTES_MAX).await?;
    let command = Command::WithdrawPlan {
        plan,
        seen,
        reason,
        by: whole(&asker)?,
    };
    submit(&app, command).await
}

/// `POST /v1/plans/undo`.
pub(crate) async fn undo(
    State(app): State<App>,
    Extension(asker): Asker,
    headers: HeaderMap,
    body: Body,
) -> Reply<PlanSet> {
    let UndoPlan { entry } = body::json(&headers, body, BODY_BYTES_MAX).await?;
    let by = whole(&asker)?;
    submit(&app, Command::UndoPlan { entry, by }).await
}

fn whole(asker: &Reader) -> Result<Reader, Refused> {
    if asker.unit != UnitKey::ROOT {
        let detail = "a plan holds for the whole province; a token of one of its units may not change it";
        return Err(Refused::new(StatusCode::FORBIDDEN, "not_allowed", detail));
    }
    Ok(asker.clone())
}

async fn submit(app: &App, command: Command) -> Reply<PlanSet> {
    let ledger = app.ledger()?;
    match ledger.submit(command, BODY_BYTES_MAX).await? {
        Answer::Plan(set) => {
            ledger.peek(|fleet| app.standards.take_typed(fleet));
            Ok(Json(set))
        }
        other => Err(unexpected(&other)),
    }
}
