//! Whether the daemon lives, what it went through, and figures for Prometheus.

use crate::http::App;
use crate::http::guard::Asker;
use crate::http::problem::Refused;
use axum::Json;
use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use serde::Serialize;
use std::sync::atomic::Ordering;

/// The figures.
pub(crate) struct Metrics {
    registry: Registry,
    reports: Family<Outcome, Counter>,
    /// Of `reports`, the one that nearly all are: found without looking for it.
    accepted: Counter,
    machines: Gauge,
    position: Gauge,
    journal_bytes: Gauge,
    cold_bytes: Gauge,
    held_days: Gauge,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Outcome {
    outcome: String,
}

/// `GET /readyz`.
#[derive(Debug, Serialize)]
struct Ready {
    ready: bool,
    /// Entries that the store did not hold at the start.
    replayed: u64,
    /// What was repaired or is damaged.
    notes: Vec<String>,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let reports = Family::<Outcome, Counter>::default();
        let accepted = reports
            .get_or_create(&Outcome {
                outcome: "accepted".to_owned(),
            })
            .clone();
        let mut metrics = Self {
            registry: Registry::default(),
            accepted,
            reports,
            machines: Gauge::default(),
            position: Gauge::default(),
            journal_bytes: Gauge::default(),
            cold_bytes: Gauge::default(),
            held_days: Gauge::default(),
        };
        let registry = &mut metrics.registry;
        registry.register("kiemke_reports", "Reports by outcome", metrics.reports.clone());
        registry.register("kiemke_machines", "Machines known", metrics.machines.clone());
        registry.register(
            "kiemke_journal_position",
            "Entries in the journal",
            metrics.position.clone(),
        );
        registry.register(
            "kiemke_journal_bytes",
            "Bytes used by the journal",
            metrics.journal_bytes.clone(),
        );
        registry.register(
            "kiemke_cold_bytes",
            "Bytes used by sealed days and their sums",
            metrics.cold_bytes.clone(),
        );
        registry.register(
            "kiemke_days_held",
            "Days that are not sealed: the open ones and those that wait",
            metrics.held_days.clone(),
        );
        metrics
    }

    /// Counts a report: accepted, or refused with a code of ours, of which there are few.
    pub(crate) fn reported(&self, refused: Option<&str>) {
        match refused {
            None => self.accepted.inc(),
            Some(code) => {
                let outcome = Outcome {
                    outcome: code.to_owned(),
                };
                self.reports.get_or_create(&outcome).inc()
            }
        };
    }
}

/// `GET /healthz`.
pub(crate) async fn healthz() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: 503 while nothing can be taken in.
pub(crate) async fn readyz(State(app): State<App>) -> Response {
    let Ok(ledger) = app.ledger() else {
        let notes = Vec::from_iter(app.seat.away());
        let (ready, replayed) = (false, 0);
        let away = Ready {
            ready,
            replayed,
            notes,
        };
        return (StatusCode::SERVICE_UNAVAILABLE, Json(away)).into_response();
    };
    let has_room = ledger.has_room.load(Ordering::Acquire);
    let mut notes = ledger.recovery.notes.clone();
    notes.extend(ledger.cold_notes.sentences());
    if !has_room {
        notes.push("the disk is full: nothing is taken in until there is room".into());
    }
    let status = if has_room {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (
        status,
        Json(Ready {
            ready: has_room,
            replayed: ledger.recovery.replayed,
            notes,
        }),
    )
        .into_response()
}

/// `GET /metrics`.
pub(crate) async fn metrics(State(app): State<App>, Extension(asker): Asker) -> Result<Response, Refused> {
    let (machines, position, days) = app
        .ask(&asker, |scene| {
            let fleet = scene.fleet;
            (fleet.machine_count(), fleet.position(), fleet.held_days().len())
        })
        .await?;
    let metrics = &app.metrics;
    metrics.machines.set(machines as i64);
    metrics.position.set(position.0 as i64);
    metrics.held_days.set(days as i64);
    metrics.cold_bytes.set(app.ledger()?.cold.total_bytes() as i64);
    metrics
        .journal_bytes
        .set(app.ledger()?.journal_bytes.load(Ordering::Relaxed) as i64);
    let mut text = String::new();
    encode(&mut text, &metrics.registry).map_err(|error| Refused::internal(&error))?;
    Ok((
        [(
            CONTENT_TYPE,
            "application/openmetrics-text; version=1.0.0; charset=utf-8",
        )],
        text,
    )
        .into_response())
}
