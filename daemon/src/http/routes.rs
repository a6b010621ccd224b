//! Every route, once: who may use it, what it is for, who answers. Nothing is served that does not stand here.

use crate::http::App;
use crate::http::guard::{self, Guard};
use crate::http::{
    agents, alerts, audit, backup, books, bundles, equipment, events, exams, exports, figures, health,
    imports, items, labels, lists, machines, ndt7, openapi, people, plans, readiness, readings, review,
    rosters, standards, stocktakes, ties, tokens, units,
};
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, delete, get, patch, post};
use kiemke_wire::ndt7::{DOWNLOAD_PATH, UPLOAD_PATH};
use kiemke_wire::view::Role;

/// Who may use a route.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Access {
    /// Everyone who can reach the daemon.
    Open,
    /// Agents, by an enrolment token or their own credential, and who else the handler lets in; it looks itself.
    Agents,
    /// People and programs whose token has one of these roles. What lies outside of their units does not exist.
    People(&'static [Role]),
    /// Whoever may open the control socket.
    Control,
}

/// Reads machines, lines and figures of their units.
const ALL: Access = Access::People(&Role::ALL);
/// Keep records; let machines enrol, and shut them out.
const KEEPERS: Access = Access::People(&[Role::Technician, Role::Admin]);
/// Read what names persons by their codes.
const PEOPLE: Access = Access::People(&[Role::Technician, Role::District, Role::Admin]);
/// Look after the lines of their units.
const DISTRICT: Access = Access::People(&[Role::District, Role::Admin]);
/// Type what nothing computes.
const FIGURES: Access = Access::People(&[Role::Planner, Role::Admin]);
const ADMIN: Access = Access::People(&[Role::Admin]);

/// One route.
pub(crate) struct Route {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) access: Access,
    /// One line for the document at `/openapi.json`.
    pub(crate) about: &'static str,
    handler: MethodRouter<App>,
}

/// All of them.
pub(crate) fn routes() -> Vec<Route> {
    let route = |method, path, access, about, handler| Route {
        method,
        path,
        access,
        about,
        handler,
    };
    let read = |path, access, about, handler| route("GET", path, access, about, handler);
    let write = |path, access, about, handler| route("POST", path, access, about, handler);
    let remove = |path, access, about, handler| route("DELETE", path, access, about, handler);
    vec![
        write(
            "/v1/enrol",
            Access::Agents,
            "An agent makes itself known",
            post(agents::enrol),
        ),
        write(
            "/v1/report",
            Access::Agents,
            "An agent reports",
            post(agents::report),
        ),
        write(
            "/v1/secret",
            Access::Agents,
            "An agent draws a new secret",
            post(agents::renew_secret),
        ),
        read(
            DOWNLOAD_PATH,
            Access::Agents,
            "An ndt7 test from the daemon",
            get(ndt7::download),
        ),
        read(
            UPLOAD_PATH,
            Access::Agents,
            "An ndt7 test to the daemon",
            get(ndt7::upload),
        ),
        read(
            "/healthz",
            Access::Open,
            "Whether the daemon lives",
            get(health::healthz),
        ),
        read(
            "/readyz",
            Access::Open,
            "Whether it takes reports in",
            get(health::readyz),
        ),
        read(
            "/openapi.json",
            Access::Open,
            "This document",
            get(openapi::document),
        ),
        read("/v1/overview", ALL, "The state of a unit", get(lists::overview)),
        read("/v1/sites", ALL, "Where its schools lie", get(lists::sites)),
        read("/v1/units", ALL, "Units", get(units::list)),
        write("/v1/units", ADMIN, "Add a unit", post(units::make)),
        read("/v1/units/{key}", ALL, "A unit", get(units::one)),
        route(
            "PATCH",
            "/v1/units/{key}",
            ADMIN,
            "Say something of it",
            patch(units::change),
        ),
        read(
            "/v1/units/{key}/history",
            ALL,
            "All that was said of it",
            get(units::history),
        ),
        write(
            "/v1/units/{key}/actions",
            ADMIN,
            "Move, rename, merge, split, close",
            post(units::act),
        ),
        read(
            "/v1/unit-groups",
            ALL,
            "The total of a unit by a level or a tag",
            get(units::groups),
        ),
        read(
            "/v1/units/{key}/complete",
            ALL,
            "What it declared complete",
            get(people::complete),
        ),
        write(
            "/v1/units/{key}/complete",
            KEEPERS,
            "Declare its lines or its home survey complete",
            post(people::declare_complete),
        ),
        write(
            "/v1/import/{kind}",
            KEEPERS,
            "A table is tried out, or taken in whole",
            post(imports::import),
        ),
        write(
            "/v1/import/book",
            KEEPERS,
            "A table of an accounting book is tried out, or taken in whole",
            post(books::import),
        ),
        write(
            "/v1/import/bundle",
            KEEPERS,
            "An agent's file from a stick is tried out, or taken in",
            post(bundles::import),
        ),
        read(
            "/v1/book-lines",
            ALL,
            "Lines of accounting books",
            get(books::list),
        ),
        read("/v1/book-lines/{id}", ALL, "A line of a book", get(books::one)),
        read(
            "/v1/book-lines/{id}/history",
            PEOPLE,
            "Which tables changed it",
            get(books::history),
        ),
        read(
            "/v1/export/{sheet}",
            ALL,
            "A table as .xlsx, .csv or .json",
            get(exports::export),
        ),
        read("/v1/people", PEOPLE, "People", get(people::list)),
        write("/v1/people", KEEPERS, "Enter somebody", post(people::make)),
        read("/v1/people/{id}", PEOPLE, "A person", get(people::one)),
        route(
            "PATCH",
            "/v1/people/{id}",
            KEEPERS,
            "Correct fields of a person",
            patch(people::edit),
        ),
        read(
            "/v1/people/{id}/history",
            PEOPLE,
            "Who changed them, when and how",
            get(people::history),
        ),
        read("/v1/classes", ALL, "Classes, counted", get(people::classes)),
        write(
            "/v1/surveys",
            KEEPERS,
            "What people of a class answered about home",
            post(rosters::answer),
        ),
        read(
            "/v1/items",
            ALL,
            "T11: what is managed by a record",
            get(items::items),
        ),
        read(
            "/v1/labels.pdf",
            ALL,
            "Labels of records to print",
            get(labels::as_pdf),
        ),
        read("/v1/labels.svg", ALL, "The same as SVG", get(labels::as_svg)),
        read("/v1/machines", ALL, "Machines", get(lists::machines)),
        read("/v1/machines/{id}", ALL, "A machine", get(lists::machine)),
        read(
            "/v1/machines/{id}/readings",
            ALL,
            "Its readings",
            get(readings::machine_readings),
        ),
        write(
            "/v1/machines/{id}/actions",
            KEEPERS,
            "Shut its agent out; join, part or move it",
            post(machines::act),
        ),
        read(
            "/v1/review",
            PEOPLE,
            "Questions about identity",
            get(review::list),
        ),
        read("/v1/review/{id}", PEOPLE, "A question", get(review::one)),
        write(
            "/v1/review/{id}/actions",
            PEOPLE,
            "Answer it, or take the answer back",
            post(review::act),
        ),
        read(
            "/v1/ties",
            PEOPLE,
            "Machines and records that may be one thing",
            get(ties::list),
        ),
        write("/v1/ties", KEEPERS, "Tie them", post(ties::confirm)),
        write(
            "/v1/ties/apart",
            KEEPERS,
            "They are two things, or may be one again",
            post(ties::keep_apart),
        ),
        write(
            "/v1/ties/records",
            KEEPERS,
            "Make records of machines that have none",
            post(ties::make_records),
        ),
        read("/v1/lines", ALL, "Lines", get(lists::lines)),
        read("/v1/lines/{id}", ALL, "A line", get(lists::line)),
        read(
            "/v1/lines/{id}/readings",
            ALL,
            "Its readings",
            get(readings::line_readings),
        ),
        read("/v1/equipment", ALL, "Equipment records", get(equipment::list)),
        write(
            "/v1/equipment",
            KEEPERS,
            "Things came in",
            post(equipment::receive),
        ),
        write(
            "/v1/equipment/actions",
            KEEPERS,
            "Move, lend, repair, dispose of many",
            post(equipment::act_on_many),
        ),
        write(
            "/v1/equipment/undo",
            KEEPERS,
            "Take a change back",
            post(equipment::undo),
        ),
        read("/v1/equipment/{id}", ALL, "A record", get(equipment::one)),
        route(
            "PATCH",
            "/v1/equipment/{id}",
            KEEPERS,
            "Correct its fields",
            patch(equipment::edit),
        ),
        read(
            "/v1/equipment/{id}/history",
            PEOPLE,
            "Who changed it, when and why",
            get(equipment::history),
        ),
        write(
            "/v1/equipment/{id}/actions",
            KEEPERS,
            "Move, lend, repair, dispose",
            post(equipment::act),
        ),
        read("/v1/stocktakes", ALL, "Stocktakes", get(stocktakes::list)),
        write(
            "/v1/stocktakes",
            KEEPERS,
            "Begin to count a school",
            post(stocktakes::open),
        ),
        read("/v1/stocktakes/{id}", ALL, "A stocktake", get(stocktakes::one)),
        read(
            "/v1/stocktakes/{id}/history",
            PEOPLE,
            "Who did what in it",
            get(stocktakes::history),
        ),
        read(
            "/v1/stocktakes/{id}/rooms",
            ALL,
            "How far each place is",
            get(stocktakes::rooms),
        ),
        read(
            "/v1/stocktakes/{id}/scans",
            ALL,
            "What is known of everything in a place",
            get(stocktakes::states),
        ),
        write(
            "/v1/stocktakes/{id}/scans",
            KEEPERS,
            "Write down what was scanned",
            post(stocktakes::scan),
        ),
        read(
            "/v1/stocktakes/{id}/packs",
            PEOPLE,
            "What was given out of it",
            get(stocktakes::packs),
        ),
        write(
            "/v1/stocktakes/{id}/packs",
            KEEPERS,
            "Take a pack along",
            post(stocktakes::give_pack),
        ),
        read(
            "/v1/stocktakes/{id}/packs/{pack}",
            PEOPLE,
            "A pack, and what came from it too late",
            get(stocktakes::pack),
        ),
        write(
            "/v1/stocktakes/{id}/packs/{pack}",
            KEEPERS,
            "Bring a pack back",
            post(stocktakes::bring_pack),
        ),
        write(
            "/v1/stocktakes/{id}/close",
            KEEPERS,
            "Decide on differences, sign, and close",
            post(stocktakes::close),
        ),
        read(
            "/v1/readiness",
            ALL,
            "Who is ready, at a unit and each part of it",
            get(readiness::table),
        ),
        read("/v1/plan", ALL, "Targets with their values", get(readiness::plan)),
        read(
            "/v1/plan/{target}",
            ALL,
            "A target at each unit below, and the lists behind it",
            get(readiness::target),
        ),
        read(
            "/v1/what-if",
            ALL,
            "What would bring a unit to a target, cheapest first",
            get(readiness::what_if),
        ),
        read(
            "/v1/gaps",
            ALL,
            "Sites that fail profiles, machines that are missing, plain ratios",
            get(readiness::gaps),
        ),
        read(
            "/v1/plan/{target}/history",
            ALL,
            "How a target moved",
            get(readiness::history),
        ),
        read(
            "/v1/standards",
            ALL,
            "Plans, profiles and price lists in force",
            get(standards::list),
        ),
        write(
            "/v1/standards/reload",
            ADMIN,
            "Read them again from their folder",
            post(standards::reload),
        ),
        write(
            "/v1/plans",
            FIGURES,
            "Type a plan, or replace one",
            post(plans::set),
        ),
        write(
            "/v1/plans/undo",
            FIGURES,
            "Take back what an entry said of a plan",
            post(plans::undo),
        ),
        read(
            "/v1/plans/{id}",
            ALL,
            "A typed plan, and all that was said of it",
            get(plans::one),
        ),
        write(
            "/v1/plans/{id}/withdraw",
            FIGURES,
            "Take it back",
            post(plans::withdraw),
        ),
        read("/v1/figures", ALL, "Typed figures", get(figures::list)),
        write("/v1/figures", FIGURES, "Type figures", post(figures::set)),
        write(
            "/v1/figures/undo",
            FIGURES,
            "Take back what an entry said of figures",
            post(figures::undo),
        ),
        read("/v1/figures/{id}", ALL, "A typed figure", get(figures::one)),
        read(
            "/v1/figures/{id}/history",
            ALL,
            "All that was said of it",
            get(figures::history),
        ),
        write(
            "/v1/figures/{id}/withdraw",
            FIGURES,
            "Take it back",
            post(figures::withdraw),
        ),
        read(
            "/v1/events",
            ALL,
            "What happens, as a stream",
            get(events::stream),
        ),
        read(
            "/v1/events/recent",
            ALL,
            "What happened last",
            get(events::recent),
        ),
        read("/v1/alerts", ALL, "What needs a person", get(alerts::list)),
        write(
            "/v1/alerts/{id}/acknowledge",
            DISTRICT,
            "Take note of it",
            post(alerts::acknowledge),
        ),
        read(
            "/v1/exam-windows",
            ALL,
            "When lines are not tested",
            get(exams::list),
        ),
        write(
            "/v1/exam-windows",
            DISTRICT,
            "Declare an exam",
            post(exams::declare),
        ),
        read(
            "/v1/tokens",
            KEEPERS,
            "Tokens, without their secrets",
            get(tokens::list),
        ),
        write(
            "/v1/tokens",
            ADMIN,
            "Let a person or a program in",
            post(tokens::make),
        ),
        remove(
            "/v1/tokens/{id}",
            KEEPERS,
            "Take a token back",
            delete(tokens::revoke),
        ),
        write(
            "/v1/enrol-tokens",
            KEEPERS,
            "Let machines enrol",
            post(tokens::make_enrol),
        ),
        read("/v1/audit", ADMIN, "Who wrote what and when", get(audit::list)),
        read("/metrics", ADMIN, "Figures for Prometheus", get(health::metrics)),
        write(
            "/v1/backup",
            Access::Control,
            "Everything in one file",
            post(backup::make),
        ),
    ]
}

/// A router of the routes whose access passes.
pub(crate) fn served(app: &App, passes: impl Fn(Access) -> bool) -> Router<App> {
    let mut router = Router::new();
    for route in routes().into_iter().filter(|route| passes(route.access)) {
        let handler = match route.access {
            Access::Open | Access::Agents | Access::Control => route.handler,
            Access::People(roles) => {
                let guard = Guard {
                    app: app.clone(),
                    roles,
                };
                route
                    .handler
                    .route_layer(from_fn_with_state(guard, guard::people))
            }
        };
        router = router.route(route.path, handler);
    }
    router
}
