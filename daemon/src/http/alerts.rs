//! Routes for alerts.

use crate::http::App;
use crate::http::guard::Asker;
use crate::http::lists::{Parameters, Reply, read};
use crate::http::problem::Refused;
use axum::Json;
use axum::extract::{Extension, Path, State};
use axum::http::StatusCode;
use kiemke_core::{Command, Refusal, query};
use kiemke_wire::limits::BODY_BYTES_MAX;
use kiemke_wire::view::{AlertView, Page};
use serde::Deserialize;

/// Parameters of the list.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct AlertParameters {
    unit: Option<String>,
}

/// `GET /v1/alerts`.
pub(crate) async fn list(
    State(app): State<App>,
    Extension(asker): Asker,
    parameters: Parameters<AlertParameters>,
) -> Reply<Page<AlertView>> {
    let AlertParameters { unit } = read(parameters)?;
    let page = app.ask(&asker, move |scene| {
        let unit = scene.unit_named(unit.as_deref())?;
        Ok::<_, Refusal>(query::alerts(scene, unit))
    });
    Ok(Json(page.await??))
}

/// `POST /v1/alerts/{id}/acknowledge`. A repeat changes nothing.
pub(crate) async fn acknowledge(
    State(app): State<App>,
    Extension(asker): Asker,
    Path(id): Path<String>,
) -> Result<StatusCode, Refused> {
    let unknown = || Refused::not_found(&format!("open alert {id:?}"));
    let number = id.parse().map_err(|_| unknown())?;
    let shows = app.ask(&asker, move |scene| {
        let theirs = query::alerts(scene, scene.reader.unit);
        theirs.items.iter().any(|alert| alert.id == number)
    });
    if !shows.await? {
        return Err(unknown());
    }
    let command = Command::AcknowledgeAlert {
        number,
        by: asker.actor.name.clone(),
    };
    app.ledger()?.submit(command, BODY_BYTES_MAX).await?;
    Ok(StatusCode::NO_CONTENT)
}
