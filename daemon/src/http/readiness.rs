//! Routes for readiness and plans.

use crate::http::App;
use crate::http::guard::Asker;
use crate::http::lists::{Parameters, Reply, history_not_kept, read};
use crate::http::problem::Refused;
use axum::Json;
use axum::extract::{Extension, State};
use kiemke_core::Refusal;
use kiemke_core::query::{self, PartsBy};
use kiemke_wire::view::{PlanView, ReadinessTable};
use serde::Deserialize;

/// Parameters of judgements.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct JudgeParameters {
    unit: Option<String>,
    at: Option<String>,
    known: Option<String>,
    plan: Option<String>,
    profile: Option<String>,
    by: Option<String>,
}

impl JudgeParameters {
    fn check(&self) -> Result<(), Refused> {
        match self.at.is_some() || self.known.as_deref().is_some_and(|known| known != "now") {
            true => Err(history_not_kept()),
            false => Ok(()),
        }
    }
}

/// `GET /v1/readiness`.
pub(crate) async fn table(
    State(app): State<App>,
    Extension(asker): Asker,
    parameters: Parameters<JudgeParameters>,
) -> Reply<ReadinessTable> {
    let parameters = read(parameters)?;
    parameters.check()?;
    let by = match parameters.by.as_deref() {
        None | Some("unit") => PartsBy::Units,
        Some("level") => PartsBy::Levels,
        Some(_) => {
            return Err(Refusal::Invalid {
                place: "by",
                reason: "is unit or level".into(),
            }
            .into());
        }
    };
    let table = app.glance(&asker, move |scene| {
        let unit = scene.unit_named(parameters.unit.as_deref())?;
        query::readiness(
            scene,
            unit,
            by,
            parameters.plan.as_deref(),
            parameters.profile.as_deref(),
        )
    });
    Ok(Json(table.await??))
}

/// `GET /v1/plan`.
pub(crate) async fn plan(
    State(app): State<App>,
    Extension(asker): Asker,
    parameters: Parameters<JudgeParameters>,
) -> Reply<PlanView> {
    let parameters = read(parameters)?;
    parameters.check()?;
    let plan = app.glance(&asker, move |scene| {
        let unit = scene.unit_named(parameters.unit.as_deref())?;
        query::plan(
            scene,
            unit,
            parameters.plan.as_deref(),
            parameters.profile.as_deref(),
        )
    });
    Ok(Json(plan.await??))
}
