//! Routes for series of readings: what is not sealed yet, and what lies in cold files.
//!
//! First state and rows, then cold files: what is sealed meanwhile is then found twice, never not at all.

use crate::cold::{ColdError, ColdFiles, ColdNotes, Found};
use crate::http::App;
use crate::http::app::Unread as StoreUnread;
use crate::http::guard::Asker;
use crate::http::lists::{Parameters, Reply, id_of, read};
use crate::http::problem::Refused;
use crate::ledger::Ledger;
use crate::store::{Store, StoreError, filed_days};
use axum::Json;
use axum::extract::{Extension, Path, State};
use axum::http::StatusCode;
use kiemke_core::cold::{Day, DayOfLine, DayOfMachine, NO_LINE, OutsideValues};
use kiemke_core::query;
use kiemke_core::rows::{BadRow, FiledKind, FiledOwner, FiledRow, KeptTest, RowKey, kept_tests, test_rows};
use kiemke_wire::ids::{LineId, MachineId, UnitKey};
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
    let places = Places::of(&ledger, site, clock.day(from), clock.day(to));
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
    readings.map(Json).map_err(|error| error.told(&app))
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
    let held = app.ask(&asker, move |scene| {
        let site = scene.line(id)?.unit;
        Some((site, scene.fleet.day_clock(), scene.fleet.targets().clone()))
    });
    let held = held.await?;
    let (site, clock, targets) = held.ok_or_else(|| Refused::not_found(&format!("line {id}")))?;
    let ledger = app.ledger()?;
    let places = Places::of(&ledger, site, clock.day(from), clock.day(to));
    let asked = move |store: &dyn Store| {
        let probes = query::once_each(places.probes(store, Some(id))?);
        let readings: Vec<MachineReading> = query::of_probes(&targets, &probes).collect();
        let series = query::series(&readings, from, to, step_s);
        Ok::<_, Unread>(query::with_tests(series, places.tests(store, id)?, from, to))
    };
    let series = ledger.read_store(asked).await?;
    series.map(Json).map_err(|error| error.told(&app))
}

#[derive(Debug, thiserror::Error)]
enum Unread {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Row(#[from] BadRow),
    #[error(transparent)]
    Cold(#[from] ColdError),
}

impl Unread {
    /// What whoever asked is told; a store that fails is brought back.
    fn told(self, app: &App) -> Refused {
        match self {
            Self::Store(error) => app.store_failed(&StoreUnread::Store(error)),
            Self::Row(error) => app.store_failed(&StoreUnread::Row(error)),
            Self::Cold(error) => Refused::internal(&error),
        }
    }
}

/// Where readings of some days of a site lie.
struct Places {
    cold: Arc<ColdFiles>,
    notes: Arc<ColdNotes>,
    site: UnitKey,
    from: Day,
    to: Day,
}

impl Places {
    fn of(ledger: &Ledger, site: UnitKey, from: Day, to: Day) -> Self {
        Self {
            cold: ledger.cold.clone(),
            notes: ledger.cold_notes.clone(),
            site,
            from,
            to,
        }
    }

    /// The probes of one line, or of all at the site: a machine may have been on another line then.
    fn probes(&self, store: &dyn Store, line: Option<LineId>) -> Result<Vec<OutsideValues>, Unread> {
        let mut probes = Vec::new();
        let (first, last) = line.map_or((NO_LINE, LineId(u32::MAX)), |line| (line, line));
        for (row, value) in self.rows(
            store,
            FiledKind::Probes,
            FiledOwner(self.site, first, MachineId(0)),
            FiledOwner(self.site, last, MachineId(u32::MAX)),
        )? {
            probes.extend(row.probes(&value)?);
        }
        let Self { site, from, to, .. } = *self;
        let sealed: Vec<DayOfLine> = match line {
            Some(line) => self.sound(self.cold.records(site, line, from, to)?),
            None => {
                let rows = self.sound(self.cold.site(site, from, to)?);
                rows.into_iter().map(|row| row.record).collect()
            }
        };
        probes.extend(sealed.iter().flat_map(DayOfLine::probes));
        Ok(probes)
    }

    /// The capacity tests of a line.
    fn tests(&self, store: &dyn Store, line: LineId) -> Result<Vec<KeptTest>, Unread> {
        let (first, end) = test_rows(line, self.from, self.to);
        let mut tests = Vec::new();
        for (key, value) in store.scan(&first, &end)? {
            tests.extend(kept_tests(&key, &value)?);
        }
        Ok(tests)
    }

    /// What lies of a machine's quarter-hours outside of the state.
    fn days_of(&self, store: &dyn Store, machine: MachineId) -> Result<Vec<DayOfMachine>, Unread> {
        let mut days = Vec::new();
        let owner = FiledOwner(self.site, NO_LINE, machine);
        for (row, value) in self.rows(store, FiledKind::Presence, owner, owner)? {
            let mut day = DayOfMachine::unknown(machine, row.day);
            for (quarter, state) in row.quarters(&value)? {
                day.tell(quarter, state);
            }
            days.push(day);
        }
        let sealed = self.cold.records(self.site, machine, self.from, self.to)?;
        days.extend(self.sound(sealed));
        Ok(days)
    }

    fn rows(
        &self,
        store: &dyn Store,
        kind: FiledKind,
        first: FiledOwner,
        last: FiledOwner,
    ) -> Result<Vec<(FiledRow, Vec<u8>)>, StoreError> {
        let mut rows = Vec::new();
        for (filed, day) in filed_days(store, kind, self.from, self.to)? {
            let key = |owner| {
                FiledRow {
                    kind,
                    filed,
                    day,
                    owner,
                }
                .key()
            };
            // The upper end is outside.
            let end = RowKey([&key(last).0[..], &[0]].concat());
            for (key, value) in store.scan(&key(first), &end)? {
                rows.extend(FiledRow::of_key(&key).map(|row| (row, value)));
            }
        }
        Ok(rows)
    }

    /// What is damaged is told; the rest is served.
    fn sound<T>(&self, found: Found<T>) -> Vec<T> {
        self.notes.damaged(&found.damage);
        found.records
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
