//! T11 of a unit: what is managed by a digital record.

use crate::http::App;
use crate::http::guard::Asker;
use crate::http::lists::{Parameters, Reply, read};
use axum::Json;
use axum::extract::{Extension, State};
use kiemke_core::{Refusal, query};
use kiemke_wire::view::ItemsView;
use serde::Deserialize;

/// Parameters of items.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ItemParameters {
    unit: Option<String>,
}

/// `GET /v1/items`.
pub(crate) async fn items(
    State(app): State<App>,
    Extension(asker): Asker,
    parameters: Parameters<ItemParameters>,
) -> Reply<ItemsView> {
    let ItemParameters { unit } = read(parameters)?;
    let items = app.ask(&asker, move |scene| {
        let unit = scene.unit_named(unit.as_deref())?;
        Ok::<_, Refusal>(query::items(scene, unit))
    });
    Ok(Json(items.await??))
}
