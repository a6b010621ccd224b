//! The route for who wrote what.

use crate::http::App;
use crate::http::guard::Asker;
use crate::http::lists::{Parameters, Reply, read};
use crate::http::problem::Refused;
use axum::Json;
use axum::extract::{Extension, State};
use kiemke_core::audit::audit;
use kiemke_core::query::BadQuery;
use kiemke_wire::ids::Position;
use kiemke_wire::limits::{PAGE_ROWS_DEFAULT, PAGE_ROWS_MAX};
use kiemke_wire::view::{AuditRow, Page};
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct AuditParameters {
    limit: Option<usize>,
    cursor: Option<String>,
}

/// `GET /v1/audit`: newest first.
pub(crate) async fn list(
    State(app): State<App>,
    Extension(asker): Asker,
    parameters: Parameters<AuditParameters>,
) -> Reply<Page<AuditRow>> {
    let AuditParameters { limit, cursor } = read(parameters)?;
    let limit = limit.unwrap_or(PAGE_ROWS_DEFAULT).clamp(1, PAGE_ROWS_MAX);
    let before = cursor.map(|cursor| cursor.parse().map(Position)).transpose();
    let before = before.map_err(|_| {
        Refused::from(BadQuery {
            parameter: "cursor",
            reason: "is not one that a page gave".into(),
        })
    })?;
    Ok(Json(
        app.ask(&asker, move |scene| audit(scene.fleet, before, limit))
            .await?,
    ))
}
