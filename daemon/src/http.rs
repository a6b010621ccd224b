//! The HTTP surface: routes, who may use them, and how answers look. Reads requests, asks the ledger, writes JSON.

mod agents;
mod alerts;
mod app;
mod audit;
mod backup;
mod body;
mod books;
mod bundles;
mod equipment;
mod events;
mod exams;
mod exports;
mod figures;
mod guard;
mod health;
mod imports;
mod items;
mod labels;
mod limits;
mod lists;
mod machines;
mod ndt7;
mod openapi;
mod people;
mod plans;
mod problem;
mod readiness;
mod readings;
mod reports;
mod review;
mod rosters;
mod routes;
mod sheets;
mod standards;
mod stocktakes;
mod ties;
mod tokens;
mod units;

pub(crate) use app::App;
pub(crate) use backup::MakeBackup;

use axum::Router;
use axum::extract::Extension;
use routes::{Access, served};

/// Method and path of every route on the network, for whoever has to know them all.
pub fn route_names() -> Vec<(&'static str, &'static str)> {
    let routes = routes::routes().into_iter();
    let public = routes.filter(|route| !matches!(route.access, Access::Control));
    public.map(|route| (route.method, route.path)).collect()
}

/// The routes on the network.
pub(crate) fn router(app: App) -> Router {
    served(&app, |access| !matches!(access, Access::Control))
        .fallback(problem::no_such_route)
        .method_not_allowed_fallback(problem::no_such_method)
        .with_state(app)
}

/// The same on the control socket, where everyone is the administrator, and what nobody may do from afar.
pub(crate) fn control_router(app: App) -> Router {
    served(&app, |_| true)
        .fallback(problem::no_such_route)
        .method_not_allowed_fallback(problem::no_such_method)
        .with_state(app)
        .layer(Extension(guard::Administrator))
}
