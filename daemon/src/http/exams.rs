//! Routes for exam windows: times in which lines are not tested.

use crate::http::App;
use crate::http::body;
use crate::http::guard::Asker;
use crate::http::lists::Reply;
use crate::http::problem::Refused;
use axum::Json;
use axum::body::Body;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, StatusCode};
use kiemke_core::{Command, query};
use kiemke_wire::limits::BODY_BYTES_MAX;
use kiemke_wire::view::{DeclareExam, ExamView, Page};

/// `GET /v1/exam-windows`.
pub(crate) async fn list(State(app): State<App>, Extension(asker): Asker) -> Reply<Page<ExamView>> {
    Ok(Json(app.ask(&asker, query::exams).await?))
}

/// `POST /v1/exam-windows`. A repeat changes nothing.
pub(crate) async fn declare(
    State(app): State<App>,
    Extension(asker): Asker,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Refused> {
    let DeclareExam { unit, from, to, name } = body::json(&headers, body, BODY_BYTES_MAX).await?;
    let place = app.ask(&asker, move |scene| scene.place_named(&unit));
    let unit = place.await??.to_string();
    let command = Command::DeclareExam { unit, from, to, name };
    app.ledger()?.submit(command, BODY_BYTES_MAX).await?;
    Ok(StatusCode::CREATED)
}
