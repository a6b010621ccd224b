//! Routes for units.

use crate::http::agents::unexpected;
use crate::http::guard::Asker;
use crate::http::lists::{ListParameters, Parameters, Reply, list_query, read};
use crate::http::problem::Refused;
use crate::http::{App, body};
use axum::Json;
use axum::body::Body;
use axum::extract::{Extension, Path, State};
use axum::http::header::{ETAG, IF_MATCH, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use kiemke_config::kinds::Kinds;
use kiemke_core::cold::Day;
use kiemke_core::command::{UnitAction, UnitPart, UnitWish};
use kiemke_core::decide::Ground;
use kiemke_core::query::{Places, Scene};
use kiemke_core::units::{Fact, Period, Point, Stated};
use kiemke_core::{Answer, Command, Reader};
use kiemke_wire::ids::{Position, UnitKey};
use kiemke_wire::limits::BODY_BYTES_MAX;
use kiemke_wire::view::{
    ActOnUnit, Known, MakeUnit, Page, UnitActionView, UnitDetail, UnitFacts, UnitGroups, UnitRow,
    UnitStatement,
};
use serde::Deserialize;
use std::sync::Arc;

/// The day that is asked about, and what counts as known.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct DayParameters {
    at: Option<String>,
    known: Option<String>,
}

/// Parameters of totals by groups.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct GroupParameters {
    unit: Option<String>,
    by: String,
    at: Option<String>,
    known: Option<String>,
}

/// `GET /v1/units`.
pub(crate) async fn list(
    State(app): State<App>,
    Extension(asker): Asker,
    parameters: Parameters<ListParameters>,
) -> Reply<Page<UnitRow>> {
    let parameters = read(parameters)?;
    let when = asked(parameters.at.as_deref(), parameters.known.as_deref())?;
    let kinds = app.kinds();
    let page = app.glance(&asker, move |scene| {
        let query = list_query(scene, &parameters)?;
        places(scene, &kinds, when).list(&query).map_err(Refused::from)
    });
    Ok(Json(page.await??))
}

/// `GET /v1/unit-groups`.
pub(crate) async fn groups(
    State(app): State<App>,
    Extension(asker): Asker,
    parameters: Parameters<GroupParameters>,
) -> Reply<UnitGroups> {
    let GroupParameters { unit, by, at, known } = read(parameters)?;
    let when = asked(at.as_deref(), known.as_deref())?;
    let kinds = app.kinds();
    let groups = app.ask(&asker, move |scene| {
        let places = places(scene, &kinds, when);
        let unit = unit_at(&places, unit.as_deref())?;
        Ok::<_, Refused>(places.groups(unit, &by))
    });
    Ok(Json(groups.await??))
}

/// `GET /v1/units/{key}`.
pub(crate) async fn one(
    State(app): State<App>,
    Extension(asker): Asker,
    Path(name): Path<String>,
    parameters: Parameters<DayParameters>,
) -> Result<Response, Refused> {
    let DayParameters { at, known } = read(parameters)?;
    let when = asked(at.as_deref(), known.as_deref())?;
    detail(&app, &asker, name, when, StatusCode::OK).await
}

/// `GET /v1/units/{key}/history`.
pub(crate) async fn history(
    State(app): State<App>,
    Extension(asker): Asker,
    Path(name): Path<String>,
) -> Reply<Page<UnitStatement>> {
    let kinds = app.kinds();
    let history = app.ask(&asker, move |scene| {
        let unit = scene.unit_named(Some(&name))?;
        let history = places(scene, &kinds, (None, Known::Now)).history(unit);
        history.ok_or_else(|| Refused::not_found(&format!("unit {name:?}")))
    });
    Ok(Json(history.await??))
}

/// `POST /v1/units`.
pub(crate) async fn make(
    State(app): State<App>,
    Extension(asker): Asker,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refused> {
    let MakeUnit { parent, facts } = body::json(&headers, body, BODY_BYTES_MAX).await?;
    let lacking = |field: &str| invalid(field, "is missing");
    let period = period(&facts, Period::ALWAYS)?;
    let wish = UnitWish {
        parent,
        kind: facts.kind.clone().ok_or_else(|| lacking("facts.kind"))?,
        name: facts.name.clone().ok_or_else(|| lacking("facts.name"))?,
        facts: besides(&facts),
        period,
    };
    let command = Command::MakeUnit {
        wish: Box::new(wish),
        ground: ground(&asker, facts.document),
    };
    changed(&app, &asker, command, StatusCode::CREATED).await
}

/// `PATCH /v1/units/{key}`.
pub(crate) async fn change(
    State(app): State<App>,
    Extension(asker): Asker,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refused> {
    let facts: UnitFacts = body::json(&headers, body, BODY_BYTES_MAX).await?;
    let (unit, today) = unit_today(&app, &asker, name).await?;
    let period = period(&facts, Period::since(today))?;
    let mut stated = besides(&facts);
    stated.extend(facts.name.as_deref().map(|name| Fact::Name(name.into())));
    stated.extend(facts.kind.as_deref().map(|kind| Fact::Kind(kind.into())));
    if stated.is_empty() {
        return Err(invalid("body", "says nothing about the unit"));
    }
    let stated = stated.into_iter().map(|fact| Stated::new(fact, period)).collect();
    act_on(
        &app,
        &asker,
        unit,
        &headers,
        UnitAction::State(stated),
        facts.document,
    )
    .await
}

/// `POST /v1/units/{key}/actions`.
pub(crate) async fn act(
    State(app): State<App>,
    Extension(asker): Asker,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refused> {
    let ActOnUnit { on, document, action } = body::json(&headers, body, BODY_BYTES_MAX).await?;
    let on = day("on", &on)?;
    let (unit, _) = unit_today(&app, &asker, name).await?;
    let action = match action {
        UnitActionView::Move { to } => UnitAction::Move { to, on },
        UnitActionView::Rename { name } => UnitAction::Rename { name, on },
        UnitActionView::Merge { into } => UnitAction::Merge { into, on },
        UnitActionView::Close {} => UnitAction::Close { on },
        UnitActionView::Split { parts, close } => {
            let part = |part: kiemke_wire::view::UnitPartView| UnitPart {
                name: part.name,
                kind: part.kind,
                facts: part
                    .codes
                    .iter()
                    .map(|(system, code)| Fact::code(system, Some(code)))
                    .collect(),
                children: part.children,
            };
            UnitAction::Split {
                parts: parts.into_iter().map(part).collect(),
                close,
                on,
            }
        }
    };
    act_on(&app, &asker, unit, &headers, action, document).await
}

async fn act_on(
    app: &App,
    asker: &Arc<Reader>,
    unit: UnitKey,
    headers: &HeaderMap,
    action: UnitAction,
    document: Option<String>,
) -> Result<Response, Refused> {
    let command = Command::ChangeUnit {
        unit,
        seen: if_match(headers)?,
        action: Box::new(action),
        ground: ground(asker, document),
    };
    changed(app, asker, command, StatusCode::OK).await
}

async fn changed(
    app: &App,
    asker: &Arc<Reader>,
    command: Command,
    status: StatusCode,
) -> Result<Response, Refused> {
    match app.ledger()?.submit(command, BODY_BYTES_MAX).await? {
        Answer::Unit { unit, .. } => detail(app, asker, unit.to_string(), (None, Known::Now), status).await,
        other => Err(unexpected(&other)),
    }
}

async fn detail(
    app: &App,
    asker: &Arc<Reader>,
    name: String,
    when: (Option<Day>, Known),
    status: StatusCode,
) -> Result<Response, Refused> {
    let kinds = app.kinds();
    let detail = app.ask(asker, move |scene| {
        let places = places(scene, &kinds, when);
        let unit = unit_at(&places, Some(&name))?;
        places
            .detail(unit)
            .ok_or_else(|| Refused::not_found(&format!("unit {name:?}")))
    });
    let detail: UnitDetail = detail.await??;
    let headers = [
        (ETAG, format!("\"{}\"", detail.row.etag)),
        (LOCATION, format!("/v1/units/{}", detail.row.unit.key)),
    ];
    Ok((status, headers, Json(detail)).into_response())
}

async fn unit_today(app: &App, asker: &Arc<Reader>, name: String) -> Result<(UnitKey, Day), Refused> {
    let unit = app.ask(asker, move |scene| {
        Ok::<_, Refused>((scene.unit_named(Some(&name))?, scene.today().day))
    });
    unit.await?
}

fn unit_at(places: &Places<'_>, name: Option<&str>) -> Result<UnitKey, Refused> {
    let scene = &places.scene;
    let then = scene.reader.unit_named(scene.fleet, places.when, name);
    // A name that is given by now means the unit on earlier days as well.
    Ok(then.or_else(|refusal| scene.unit_named(name).map_err(|_| refusal))?)
}

pub(crate) fn places<'a>(scene: &Scene<'a>, kinds: &'a Arc<Kinds>, when: (Option<Day>, Known)) -> Places<'a> {
    Places::of(*scene, kinds, when.0, when.1)
}

/// `at=` and `known=`.
pub(crate) fn asked(at: Option<&str>, known: Option<&str>) -> Result<(Option<Day>, Known), Refused> {
    let at = at
        .filter(|at| !at.is_empty())
        .map(|at| day("at", at))
        .transpose()?;
    let known = match known {
        None | Some("now" | "") => Known::Now,
        Some("then") => Known::Then,
        Some(_) => return Err(invalid("known", "is then or now")),
    };
    Ok((at, known))
}

pub(crate) fn day(place: &str, text: &str) -> Result<Day, Refused> {
    text.parse()
        .map_err(|_| invalid(place, "is a day such as 2025-07-01"))
}

fn period(facts: &UnitFacts, default: Period) -> Result<Period, Refused> {
    let day = |place, text: &Option<String>| text.as_deref().map(|text| day(place, text)).transpose();
    let (from, to) = (day("from", &facts.from)?, day("to", &facts.to)?);
    Ok(Period {
        from: from.unwrap_or(default.from),
        to: to.unwrap_or(default.to),
    })
}

/// What is said besides name and kind.
fn besides(said: &UnitFacts) -> Vec<Fact> {
    let mut facts = Vec::new();
    facts.extend(
        said.codes
            .iter()
            .map(|(system, code)| Fact::code(system, code.as_deref())),
    );
    facts.extend(
        said.tags
            .iter()
            .map(|(tag, value)| Fact::tag(tag, value.as_deref())),
    );
    if let Some(place) = said.place {
        facts.push(Fact::Place(place.map(|place| Point::of(place.lat, place.lon))));
    }
    if let Some(power) = &said.power {
        facts.push(Fact::Power(power.as_deref().map(Into::into)));
    }
    facts.extend(said.seats.map(Fact::Seats));
    facts
}

/// The ETag of what a person looked at.
pub(crate) fn if_match(headers: &HeaderMap) -> Result<Position, Refused> {
    let detail = "send the ETag of what you saw as If-Match, so that nobody else's change is overwritten";
    let Some(value) = headers.get(IF_MATCH) else {
        let refused = Refused::new(StatusCode::PRECONDITION_REQUIRED, "if_match_needed", detail);
        return Err(refused.at("header if-match"));
    };
    let text = value.to_str().unwrap_or_default().trim().trim_matches('"');
    // Whatever is no ETag of ours was changed since.
    let seen = text.parse().map(Position);
    seen.map_err(|_| Refused::new(StatusCode::PRECONDITION_FAILED, "stale", detail).at("header if-match"))
}

/// Who changes something, and on what it rests.
pub(crate) fn ground(asker: &Reader, document: Option<String>) -> Ground {
    Ground {
        by: asker.actor.token,
        document,
    }
}

fn invalid(place: &str, reason: &str) -> Refused {
    let detail = format!("{place}: {reason}");
    Refused::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", detail).at(place)
}
