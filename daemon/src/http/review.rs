//! Routes for questions about which machine is which, and for what people do about it.

use crate::http::App;
use crate::http::body;
use crate::http::guard::Asker;
use crate::http::lists::{ListParameters, Parameters, Reply, held, id_of, list_query, read};
use crate::http::problem::Refused;
use axum::Json;
use axum::body::Body;
use axum::extract::{Extension, Path, State};
use axum::http::HeaderMap;
use kiemke_config::junk::JunkLists;
use kiemke_core::{Command, Reader, query};
use kiemke_wire::facts::{Facts, SectionName};
use kiemke_wire::ids::{MachineId, ReviewId};
use kiemke_wire::limits::BODY_BYTES_MAX;
use kiemke_wire::review::{ReviewAction, ReviewDetail, ReviewRow};
use kiemke_wire::view::Page;
use std::sync::Arc;

/// Sections that say something about identity.
const SECTIONS: [SectionName; 3] = [SectionName::Identity, SectionName::Network, SectionName::Storage];

/// `GET /v1/review`.
pub(crate) async fn list(
    State(app): State<App>,
    Extension(asker): Asker,
    parameters: Parameters<ListParameters>,
) -> Reply<Page<ReviewRow>> {
    let parameters = read(parameters)?;
    let page = app.ask(&asker, move |scene| {
        let query = list_query(scene, &parameters)?;
        query::reviews(scene, &query).map_err(Refused::from)
    });
    Ok(Json(page.await??))
}

/// `GET /v1/review/{id}`.
pub(crate) async fn one(
    State(app): State<App>,
    Extension(asker): Asker,
    Path(id): Path<String>,
) -> Reply<ReviewDetail> {
    let id: ReviewId = id_of("review item", &id)?;
    detail(&app, &asker, id).await.map(Json)
}

/// `POST /v1/review/{id}/actions`; answers with the item as it is then.
pub(crate) async fn act(
    State(app): State<App>,
    Extension(asker): Asker,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Reply<ReviewDetail> {
    let review: ReviewId = id_of("review item", &id)?;
    let action: ReviewAction = body::json(&headers, body, BODY_BYTES_MAX).await?;
    let by = Reader::clone(&asker);
    app.ledger()?
        .submit(Command::Review { review, action, by }, BODY_BYTES_MAX)
        .await?;
    detail(&app, &asker, review).await.map(Json)
}

async fn facts_of(app: &App, machine: MachineId) -> Result<Vec<Facts>, Refused> {
    let held = app.read_store(move |store| held(store, machine)).await?;
    let facts = SECTIONS
        .into_iter()
        .filter_map(|name| Facts::from_json(name, held.facts.get(&name)?.get()).ok());
    Ok(facts.collect())
}

async fn detail(app: &App, asker: &Arc<Reader>, id: ReviewId) -> Result<ReviewDetail, Refused> {
    let missing = || Refused::not_found(&format!("review item {id}"));
    let machine = app.ask(asker, move |scene| {
        let item = scene.fleet.review(id)?;
        scene.sees(item.unit).then_some(item.machine)
    });
    let facts = match machine.await?.ok_or_else(missing)? {
        Some(machine) => facts_of(app, machine).await?,
        None => Vec::new(),
    };
    let detail = app.ask(asker, move |scene| {
        query::review_detail(scene, id, &facts, &JunkLists::shipped())
    });
    detail.await?.ok_or_else(missing)
}
