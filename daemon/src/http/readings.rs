//! Routes for series of readings. The state is looked at before the rows and the cold files ([`crate::readings`]).

use crate::http::App;
use crate::http::app::Unread as StoreUnread;
use crate::http::guard::Asker;
use crate::http::lists::{Parameters, Reply, id_of, read};
use crate::http::problem::Refused;
use crate::readings::Unread;
use crate::store::Store;
use axum::Json;
use axum::extract::{Extension, Path, State};
use axum::http::StatusCode;
use kiemke_core::{Reader, query};
use kiemke_wire::ids::{LineId, MachineId};
use kiemke_wire::time::{DAY_MS, UnixMs};
use kiemke_wire::view::{MachineReading, ReadingSeries};
use serde::Deserialize;
use std::sync::Arc;

/// The longest time of which single readings are given at once.
const READINGS_MS_MAX: i64 = 31 * DAY_MS;
/// The width of a step when none is asked for, seconds.
const STEP_S_DEFAULT: u32 = 900;

/// Parameters of a series.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct TimeParameters {
    from: Option<String>,
    to: Option<String>,
    step: Option<u32>,
}

/// `GET /v1/machines/{id}/readings`.
pub(crate) async fn machine_readings(
    State(app): State<App>,
    Extension(asker): Asker,
    Path(id): Path<String>,
    parameters: Parameters<TimeParameters>,
) -> Reply<Vec<MachineReading>> {
    let id: MachineId = id_of("machine", &id)?;
    let (from, to, _) = times(read(parameters)?, app.clock.now())?;
    let held = app.ask(&asker, move |scene| {
        let (fleet, clock) = (scene.fleet, scene.fleet.day_clock());
        let site = scene.machine(id)?.unit;
        let days = fleet.days_of(id, clock.day(from), clock.day(to));
        Some((site, days, clock, fleet.targets().clone()))
    });
    let held = held.await?;
    let (site, mut days, clock, targets) =
        held.ok_or_else(|| Refused::not_found(&format!("machine {id}")))?;
    let ledger = app.ledger()?;
    let places = ledger.site_readings(site, clock.day(from), clock.day(to));
    let asked = move |store: &dyn Store| {
        let mut probes = places.probes(store, None)?;
        probes.retain(|probe| probe.machine == id);
        days.extend(places.days_of(store, id)?);
        let mut readings = query::of_quarters(clock, &days);
        readings.extend(query::of_probes(&targets, &query::once_each(probes)));
        readings.retain(|reading| reading.at >= from && reading.at < to);
        readings.sort_by_key(|reading| reading.at);
        Ok::<_, Unread>(readings)
    };
    let readings = ledger.read_store(asked).await?;
    readings.map(Json).map_err(|error| told(error, &app))
}

/// `GET /v1/lines/{id}/readings`.
pub(crate) async fn line_readings(
    State(app): State<App>,
    Extension(asker): Asker,
    Path(id): Path<String>,
    parameters: Parameters<TimeParameters>,
) -> Reply<ReadingSeries> {
    let id: LineId = id_of("line", &id)?;
    let (from, to, step_s) = times(read(parameters)?, app.clock.now())?;
    series_of(&app, &asker, id, (from, to), step_s).await.map(Json)
}

/// The series of a line, with its tests.
pub(super) async fn series_of(
    app: &App,
    asker: &Arc<Reader>,
    id: LineId,
    (from, to): (UnixMs, UnixMs),
    step_s: u32,
) -> Result<ReadingSeries, Refused> {
    let held = app.glance(asker, move |scene| {
        let site = scene.line(id)?.unit;
        Some((site, scene.fleet.day_clock(), scene.fleet.targets().clone()))
    });
    let held = held.await?;
    let (site, clock, targets) = held.ok_or_else(|| Refused::not_found(&format!("line {id}")))?;
    let ledger = app.ledger()?;
    let places = ledger.site_readings(site, clock.day(from), clock.day(to));
    let asked = move |store: &dyn Store| {
        let probes = query::once_each(places.probes(store, Some(id))?);
        let readings: Vec<MachineReading> = query::of_probes(&targets, &probes).collect();
        let series = query::series(&readings, from, to, step_s);
        Ok::<_, Unread>(query::with_tests(series, places.tests(store, id)?, from, to))
    };
    let series = ledger.read_store(asked).await?;
    series.map_err(|error| told(error, app))
}

/// What whoever asked is told; a store that fails is brought back.
fn told(error: Unread, app: &App) -> Refused {
    match error {
        Unread::Store(error) => app.store_failed(&StoreUnread::Store(error)),
        Unread::Row(error) => app.store_failed(&StoreUnread::Row(error)),
        Unread::Cold(error) => Refused::internal(&error),
        error @ Unread::Unsettled(_) => Refused::internal(&error),
    }
}

fn times(parameters: TimeParameters, now: UnixMs) -> Result<(UnixMs, UnixMs, u32), Refused> {
    let bad = |place: &str, detail: String| {
        Refused::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "bad_query",
            format!("{place}: {detail}"),
        )
        .at(place)
    };
    let moment = |place: &str, text: Option<String>, default: UnixMs| match text {
        None => Ok(default),
        Some(text) => text
            .parse()
            .map_err(|error: kiemke_wire::time::BadTime| bad(place, error.to_string())),
    };
    let to = moment("to", parameters.to, now.plus(1))?;
    let from = moment("from", parameters.from, to.plus(-DAY_MS))?;
    if from >= to || to.since(from) > READINGS_MS_MAX {
        return Err(bad("from", "must lie before to, by at most 31 days".into()));
    }
    let step = parameters.step.unwrap_or(STEP_S_DEFAULT);
    if !(1..=86_400).contains(&step) {
        return Err(bad("step", "must be from 1 to 86400 seconds".into()));
    }
    Ok((from, to, step))
}
