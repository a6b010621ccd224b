//! Routes for readers.

use crate::http::App;
use crate::http::app::Unread;
use crate::http::guard::Asker;
use crate::http::problem::Refused;
use crate::store::{Store, inventory};
use axum::Json;
use axum::extract::{Extension, Path, Query, State};
use axum::http::StatusCode;
use kiemke_core::Refusal;
use kiemke_core::query::{self, ListQuery, MachineHeld, Scene};
use kiemke_core::rows::{self, BadRow, Inventory, RowKey};
use kiemke_wire::facts::SectionName;
use kiemke_wire::ids::{LineId, MachineId};
use kiemke_wire::view::{LineDetail, LineRow, MachineDetail, MachineRow, Overview, Page, SitesView};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeSet;
use std::str::FromStr;

/// Parameters of lists.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ListParameters {
    pub(crate) at: Option<String>,
    pub(crate) known: Option<String>,
    unit: Option<String>,
    q: Option<String>,
    filter: Option<String>,
    sort: Option<String>,
    limit: Option<usize>,
    cursor: Option<String>,
}

impl ListParameters {
    /// One page of a unit's.
    pub(crate) fn page(
        unit: Option<String>,
        filter: Option<String>,
        limit: usize,
        cursor: Option<String>,
    ) -> Self {
        Self {
            unit,
            filter,
            limit: Some(limit),
            cursor,
            ..Self::default()
        }
    }
}

/// Parameters of lists that have one order.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct PlainListParameters {
    unit: Option<String>,
    limit: Option<usize>,
    cursor: Option<String>,
}

/// Parameters of a single unit's figures.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct UnitParameters {
    unit: Option<String>,
    at: Option<String>,
    known: Option<String>,
}

pub(crate) type Reply<T> = Result<Json<T>, Refused>;
pub(crate) type Parameters<T> = Result<Query<T>, axum::extract::rejection::QueryRejection>;

/// `GET /v1/overview`.
pub(crate) async fn overview(
    State(app): State<App>,
    Extension(asker): Asker,
    parameters: Parameters<UnitParameters>,
) -> Reply<Overview> {
    let UnitParameters { unit, at, known } = read(parameters)?;
    if at.is_some() || known.is_some_and(|known| known != "now") {
        return Err(history_not_kept());
    }
    let overview = app.glance(&asker, move |scene| {
        let unit = scene.unit_named(unit.as_deref())?;
        Ok::<_, Refusal>(query::overview(scene, unit))
    });
    Ok(Json(overview.await??))
}

/// Parameters of the map.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SitesParameters {
    unit: Option<String>,
}

/// `GET /v1/sites`.
pub(crate) async fn sites(
    State(app): State<App>,
    Extension(asker): Asker,
    parameters: Parameters<SitesParameters>,
) -> Reply<SitesView> {
    let SitesParameters { unit } = read(parameters)?;
    let sites = app.glance(&asker, move |scene| {
        let unit = scene.unit_named(unit.as_deref())?;
        Ok::<_, Refusal>(query::sites(scene, unit))
    });
    Ok(Json(sites.await??))
}

pub(crate) fn history_not_kept() -> Refused {
    let detail = "the state of past dates is not kept by this version; leave out at= and known=";
    Refused::new(StatusCode::UNPROCESSABLE_ENTITY, "history_not_kept", detail).at("at")
}

/// `GET /v1/machines`.
pub(crate) async fn machines(
    State(app): State<App>,
    Extension(asker): Asker,
    parameters: Parameters<ListParameters>,
) -> Reply<Page<MachineRow>> {
    let parameters = read(parameters)?;
    if parameters.at.is_some() || parameters.known.is_some() {
        return Err(history_not_kept());
    }
    let page = app.glance(&asker, move |scene| {
        let query = list_query(scene, &parameters)?;
        query::machines(scene, &query).map_err(Refused::from)
    });
    Ok(Json(page.await??))
}

/// `GET /v1/machines/{id}`.
pub(crate) async fn machine(
    State(app): State<App>,
    Extension(asker): Asker,
    Path(id): Path<String>,
) -> Reply<MachineDetail> {
    let id: MachineId = id_of("machine", &id)?;
    if !app
        .ledger()?
        .peek(|fleet| asker.sees_machine(fleet, fleet.today(app.clock.now()), id))
    {
        return Err(Refused::not_found(&format!("machine {id}")));
    }
    // First what the store holds, then the state: a section that came between shows at the second look. One that the
    // state named at the first look is in the store by then, or the store is damaged.
    let mut lacking: Option<BTreeSet<SectionName>> = None;
    loop {
        let held = app.read_store(move |store| held(store, id)).await?;
        let found: BTreeSet<SectionName> = held.facts.keys().copied().collect();
        let looked = app.ask(&asker, move |scene: &Scene<'_>| {
            let named = scene.machine(id).map(|machine| machine.sections);
            (query::machine_detail(scene, id, held), named.unwrap_or_default())
        });
        let (detail, named) = looked.await?;
        let mut lacks: BTreeSet<SectionName> =
            named.into_keys().filter(|name| !found.contains(name)).collect();
        if let Some(before) = &lacking {
            lacks.retain(|name| before.contains(name));
            if !lacks.is_empty() {
                return Err(app.store_failed(&BadRow::of(&RowKey::inventory(id)).into()));
            }
        }
        if lacks.is_empty() {
            return detail
                .map(Json)
                .ok_or_else(|| Refused::not_found(&format!("machine {id}")));
        }
        lacking = Some(lacks);
    }
}

pub(crate) fn held(store: &dyn Store, id: MachineId) -> Result<MachineHeld, Unread> {
    let mut held = MachineHeld::default();
    let key = RowKey::warnings(id);
    if let Some(row) = store.get(&key)? {
        held.warnings = rows::read_lines(&key, &row)?;
    }
    let key = RowKey::inventory(id);
    let Some(row) = store.get(&key)? else {
        return Ok(held);
    };
    let damaged = || BadRow::of(&key);
    let payload = rows::payload(&row)
        .and_then(inventory::unpack)
        .ok_or_else(damaged)?;
    let parts = Inventory::read(&payload).ok_or_else(damaged)?;
    for (section, part) in parts.sections() {
        let (facts, packages) = part.ok_or_else(damaged)?;
        let facts = RawValue::from_string(facts.to_owned()).map_err(|_| damaged())?;
        held.facts.insert(section, facts);
        held.packages = held.packages.or(packages);
    }
    Ok(held)
}

/// `GET /v1/lines`.
pub(crate) async fn lines(
    State(app): State<App>,
    Extension(asker): Asker,
    parameters: Parameters<PlainListParameters>,
) -> Reply<Page<LineRow>> {
    let parameters = read(parameters)?;
    let page = app.glance(&asker, move |scene| {
        let PlainListParameters { unit, limit, cursor } = &parameters;
        let query = ListQuery::of(scene.unit_named(unit.as_deref())?);
        let query = query.with(None, None, None, *limit, cursor.as_deref())?;
        Ok::<_, Refused>(query::lines(scene, &query))
    });
    Ok(Json(page.await??))
}

/// `GET /v1/lines/{id}`.
pub(crate) async fn line(
    State(app): State<App>,
    Extension(asker): Asker,
    Path(id): Path<String>,
) -> Reply<LineDetail> {
    let id: LineId = id_of("line", &id)?;
    let detail = app
        .ask(&asker, move |scene| query::line_detail(scene, id))
        .await?;
    detail
        .map(Json)
        .ok_or_else(|| Refused::not_found(&format!("line {id}")))
}

pub(crate) fn list_query(scene: &Scene<'_>, parameters: &ListParameters) -> Result<ListQuery, Refused> {
    let ListParameters {
        unit,
        q,
        filter,
        sort,
        limit,
        cursor,
        ..
    } = parameters;
    let query = ListQuery::of(scene.unit_named(unit.as_deref())?);
    Ok(query.with(
        q.as_deref(),
        filter.as_deref(),
        sort.as_deref(),
        *limit,
        cursor.as_deref(),
    )?)
}

pub(crate) fn id_of<T: FromStr>(what: &str, text: &str) -> Result<T, Refused> {
    text.parse()
        .map_err(|_| Refused::not_found(&format!("{what} {text:?}")))
}

/// The reader's own words for a fault in the parameters name the parameter.
pub(crate) fn read<T>(parameters: Parameters<T>) -> Result<T, Refused> {
    parameters
        .map(|Query(parameters)| parameters)
        .map_err(|rejection| {
            Refused::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "bad_query",
                rejection.body_text(),
            )
            .at("query")
        })
}
