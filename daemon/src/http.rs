//! The HTTP surface: routes, who may use them, and how answers look. Reads requests, asks the ledger, writes JSON.

mod agents;
mod app;
mod auth;
mod backup;
mod body;
mod equipment;
mod events;
mod health;
mod lists;
mod ndt7;
mod problem;
mod readings;
mod tokens;

pub(crate) use app::App;
pub(crate) use backup::MakeBackup;

use axum::Router;
use axum::extract::Extension;
use axum::middleware;
use axum::routing::{delete, get, post};
use kiemke_wire::ndt7::{DOWNLOAD_PATH, UPLOAD_PATH};

/// The routes on the network.
pub(crate) fn router(app: App) -> Router {
    let people = people().route_layer(middleware::from_fn_with_state(app.clone(), auth::people_only));
    let open = Router::new()
        .route("/v1/enrol", post(agents::enrol))
        .route("/v1/report", post(agents::report))
        .route(DOWNLOAD_PATH, get(ndt7::download))
        .route(UPLOAD_PATH, get(ndt7::upload))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz));
    open.merge(people)
        .fallback(problem::no_such_route)
        .method_not_allowed_fallback(problem::no_such_method)
        .with_state(app)
}

/// The same on the control socket, where everyone is the administrator, and what nobody may do from afar.
pub(crate) fn control_router(app: App) -> Router {
    let administration = Router::new()
        .route("/v1/backup", post(backup::make))
        .with_state(app.clone());
    administration
        .merge(router(app))
        .layer(Extension(auth::Administrator))
}

fn people() -> Router<App> {
    Router::new()
        .route("/v1/overview", get(lists::overview))
        .route("/v1/units", get(lists::units))
        .route("/v1/machines", get(lists::machines))
        .route("/v1/machines/{id}", get(lists::machine))
        .route("/v1/machines/{id}/readings", get(readings::machine_readings))
        .route("/v1/lines", get(lists::lines))
        .route("/v1/lines/{id}", get(lists::line))
        .route("/v1/lines/{id}/readings", get(readings::line_readings))
        .route("/v1/equipment", get(equipment::list).post(equipment::receive))
        .route("/v1/equipment/actions", post(equipment::act_on_many))
        .route("/v1/equipment/undo", post(equipment::undo))
        .route("/v1/equipment/{id}", get(equipment::one).patch(equipment::edit))
        .route("/v1/equipment/{id}/history", get(equipment::history))
        .route("/v1/equipment/{id}/actions", post(equipment::act))
        .route("/v1/events", get(events::stream))
        .route("/v1/events/recent", get(events::recent))
        .route("/v1/tokens", get(tokens::list).post(tokens::make))
        .route("/v1/tokens/{id}", delete(tokens::revoke))
        .route("/v1/enrol-tokens", post(tokens::make_enrol))
        .route("/metrics", get(health::metrics))
}
