//! Routes for what is judged by: which plans, profiles and price lists there are, and reading them again.

use crate::http::App;
use crate::http::lists::Reply;
use crate::http::problem::Refused;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use kiemke_config::Texts;
use kiemke_core::query::Standards;
use kiemke_http::causes;
use kiemke_wire::view::{BothTexts, PlanName, PriceListName, ProfileTitle, StandardsView};

/// `GET /v1/standards`.
pub(crate) async fn list(State(app): State<App>) -> Json<StandardsView> {
    Json(view(&app.standards.now()))
}

/// `POST /v1/standards/reload`: the folder is read again, all of it or nothing.
pub(crate) async fn reload(State(app): State<App>) -> Reply<StandardsView> {
    let standards = app.standards.clone();
    let read = tokio::task::spawn_blocking(move || standards.reload()).await;
    let read = read.map_err(|panicked| Refused::internal(&panicked))?;
    let read = read.map_err(|error| {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        Refused::new(status, "bad_standards", causes(&error)).at(app.standards.folder().display().to_string())
    })?;
    Ok(Json(view(&read)))
}

fn view(standards: &Standards) -> StandardsView {
    StandardsView {
        plans: standards
            .plans
            .iter()
            .map(|plan| PlanName {
                id: plan.id.clone(),
                version: plan.version,
                title: both(&plan.title),
                legal_basis: plan.legal_basis.clone(),
                profile: plan.profile.clone(),
                counts: plan.id == standards.plan,
            })
            .collect(),
        profiles: standards
            .profiles
            .iter()
            .map(|profile| ProfileTitle {
                id: profile.id.clone(),
                version: profile.version,
                title: both(&profile.title),
                source: profile.source.as_ref().map(both),
                judges_people: profile.people.is_some(),
            })
            .collect(),
        prices: standards
            .prices
            .iter()
            .map(|list| PriceListName {
                id: list.id.clone(),
                version: list.version,
                title: both(&list.title),
                from: list.from.to_string(),
            })
            .collect(),
    }
}

fn both(texts: &Texts) -> BothTexts {
    BothTexts {
        vi: texts.vi.clone(),
        en: texts.en.clone(),
    }
}
