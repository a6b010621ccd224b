//! Reports out: the plan's answers with all that must be said beside them, made from the very values that the API answers.

use crate::http::App;
use crate::http::exports::{ExportParameters, bad};
use crate::http::lists::id_of;
use crate::http::problem::Refused;
use crate::http::readiness::{JudgeParameters, SupposedParameters, gaps_of, judged, parts_by, supposed};
use crate::http::readings::series_of;
use crate::owner::Rejected;
use crate::tables::report;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use kiemke_config::messages::Lang;
use kiemke_config::messages::format::Offset;
use kiemke_core::Reader;
use kiemke_core::query::{self, PartsBy, PartsPage, PastOf};
use kiemke_core::report::{
    Report, evidence_report, gaps_report, plan_report, readiness_report, what_if_report,
};
use kiemke_wire::ids::LineId;
use kiemke_wire::time::DAY_MS;
use kiemke_wire::view::EvidenceView;
use serde::Serialize;
use serde_json::Value;
use std::sync::Arc;

/// A line's medians are of thirty days (readiness.md, 5).
const EVIDENCE_MS: i64 = 30 * DAY_MS;
/// The width of a step of its series, seconds: an hour, as it is drawn.
const STEP_S: u32 = 3_600;

/// What can be reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReportKind {
    Plan,
    Readiness,
    Gaps,
    WhatIf,
    Evidence,
}

impl ReportKind {
    /// Their names, as sheets are named.
    pub(super) const NAMES: [&str; 5] = ["plan", "readiness", "gaps", "what-if", "evidence"];

    pub(super) fn named(name: &str) -> Option<Self> {
        let kinds = [
            Self::Plan,
            Self::Readiness,
            Self::Gaps,
            Self::WhatIf,
            Self::Evidence,
        ];
        let at = Self::NAMES.iter().position(|known| *known == name)?;
        kinds.get(at).copied()
    }
}

/// Makes a report and sends it.
pub(super) async fn send(
    app: &App,
    asker: &Arc<Reader>,
    kind: ReportKind,
    (extension, file): (&str, &str),
    parameters: ExportParameters,
) -> Result<Response, Refused> {
    let (lang, separators) = (parameters.lang()?, parameters.separators()?);
    let media_type = match extension {
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "csv" => "text/csv; charset=utf-8",
        "json" => "application/json",
        "html" => "text/html; charset=utf-8",
        _ => {
            return Err(Refused::not_found(&format!(
                "report {file:?}; xlsx, csv, json and html are"
            )));
        }
    };
    let (report, data) = made(app, asker, kind, parameters, lang).await?;
    let extension = extension.to_owned();
    let written = tokio::task::spawn_blocking(move || match extension.as_str() {
        "xlsx" => report::xlsx(&report),
        "csv" => report::csv(&report, separators),
        "json" => Ok(report::json(&report, &data)),
        _ => Ok(report::html(&report, lang.as_str())),
    });
    let written = written.await.map_err(|_| Rejected::Stopping)?;
    let bytes = written.map_err(|error| Refused::internal(&error))?;
    // A page is looked at; the rest is kept.
    let disposition = if file.ends_with(".html") {
        "inline"
    } else {
        "attachment"
    };
    let headers = [
        (CONTENT_TYPE, media_type.to_owned()),
        (CONTENT_DISPOSITION, format!("{disposition}; filename=\"{file}\"")),
    ];
    Ok((headers, bytes).into_response())
}

async fn made(
    app: &App,
    asker: &Arc<Reader>,
    kind: ReportKind,
    parameters: ExportParameters,
    lang: Lang,
) -> Result<(Report, Value), Refused> {
    let ExportParameters {
        unit,
        at,
        known,
        plan,
        profile,
        by,
        target,
        percent,
        prices,
        line,
        ..
    } = parameters;
    let judge = JudgeParameters {
        unit: unit.clone(),
        at,
        known,
        plan: plan.clone(),
        profile: profile.clone(),
        by,
    };
    let supposing = SupposedParameters {
        unit,
        plan,
        profile,
        target,
        percent,
        prices,
    };
    match kind {
        ReportKind::Plan => {
            let view = judged(app, asker, (judge, PastOf::Plan), query::plan).await?;
            with_data(plan_report(&view, lang), &view)
        }
        ReportKind::Readiness => {
            let parts = parts_by(judge.by.as_deref(), PartsPage::all())?;
            let with_parts = matches!(parts, PartsBy::Units(_));
            let asked = (judge, PastOf::Readiness { with_parts });
            let table = judged(app, asker, asked, move |scene, unit, by| {
                query::readiness(scene, unit, parts, by)
            });
            let table = table.await?;
            with_data(readiness_report(&table, lang), &table)
        }
        ReportKind::Gaps => {
            let gaps = gaps_of(app, asker, supposing).await?;
            with_data(gaps_report(&gaps, lang), &gaps)
        }
        ReportKind::WhatIf => {
            let answer = supposed(app, asker, supposing).await?;
            with_data(what_if_report(&answer, lang), &answer)
        }
        ReportKind::Evidence => {
            let (view, offset) = evidence(app, asker, line).await?;
            with_data(evidence_report(&view, offset, lang), &view)
        }
    }
}

/// A line's last thirty days.
async fn evidence(
    app: &App,
    asker: &Arc<Reader>,
    line: Option<String>,
) -> Result<(EvidenceView, Offset), Refused> {
    let line = line.ok_or_else(|| bad("line", "names the line that the evidence is of"))?;
    let id: LineId = id_of("line", &line)?;
    let to = app.clock.now().plus(1);
    let from = to.plus(-EVIDENCE_MS);
    let detail = app.ask(asker, move |scene| {
        let detail = query::line_detail(scene, id)?;
        Some((detail, scene.fleet.day_clock().offset_min()))
    });
    let (detail, offset_min) = detail
        .await?
        .ok_or_else(|| Refused::not_found(&format!("line {id}")))?;
    let readings = series_of(app, asker, id, (from, to), STEP_S).await?;
    let view = EvidenceView {
        line: detail,
        from,
        to,
        readings,
    };
    Ok((view, Offset(offset_min)))
}

fn with_data(report: Report, view: &impl Serialize) -> Result<(Report, Value), Refused> {
    let data = serde_json::to_value(view).map_err(|error| Refused::internal(&error))?;
    Ok((report, data))
}
