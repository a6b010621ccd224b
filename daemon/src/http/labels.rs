//! Labels of records, as PDF or SVG.

use crate::http::App;
use crate::http::equipment::held_in;
use crate::http::guard::Asker;
use crate::http::lists::{Parameters, read};
use crate::http::problem::Refused;
use crate::labels::{Label, SymbolKind, pages, pdf, svg};
use crate::owner::Rejected;
use axum::extract::{Extension, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse as _, Response};
use kiemke_config::labels::LabelGrid;
use kiemke_config::shelf::Shelf;
use kiemke_core::query::{ListQuery, equipment_ids};
use kiemke_core::{Reader, Refusal};
use kiemke_wire::ids::EquipmentId;
use serde::Deserialize;
use std::sync::Arc;

/// Labels of one file: what somebody sticks in a week.
const LABELS_MAX: usize = 5_000;
const GRID: &str = "a4-3x8";
/// Says how many records have no code, and so no label.
static LEFT_OUT: HeaderName = HeaderName::from_static("kiemke-left-out");

/// Parameters of labels.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct LabelParameters {
    unit: Option<String>,
    /// Records, apart by commas; all of the unit when absent.
    ids: Option<String>,
    q: Option<String>,
    filter: Option<String>,
    grid: Option<String>,
    kind: Option<String>,
}

/// `GET /v1/labels.pdf`.
pub(crate) async fn as_pdf(
    State(app): State<App>,
    Extension(asker): Asker,
    parameters: Parameters<LabelParameters>,
) -> Result<Response, Refused> {
    send(&app, &asker, read(parameters)?, true).await
}

/// `GET /v1/labels.svg`.
pub(crate) async fn as_svg(
    State(app): State<App>,
    Extension(asker): Asker,
    parameters: Parameters<LabelParameters>,
) -> Result<Response, Refused> {
    send(&app, &asker, read(parameters)?, false).await
}

async fn send(
    app: &App,
    asker: &Arc<Reader>,
    parameters: LabelParameters,
    is_pdf: bool,
) -> Result<Response, Refused> {
    let shelf = Shelf::<LabelGrid>::shipped();
    let name = parameters.grid.as_deref().unwrap_or(GRID);
    let grid = shelf.get(name).cloned().ok_or_else(|| {
        let names: Vec<&str> = shelf.iter().map(|grid| grid.name.as_str()).collect();
        bad(
            "grid",
            &format!("{name:?} is no sheet of labels; {} are", names.join(", ")),
        )
    })?;
    let kind = parameters.kind.as_deref().unwrap_or("qr");
    let kind = SymbolKind::of_name(kind).ok_or_else(|| bad("kind", "is qr or code128"))?;
    let (labels, left_out) = labels(app, asker, parameters).await?;
    let drawn = tokio::task::spawn_blocking(move || {
        let pages = pages(&grid, kind, &labels)?;
        Ok(match is_pdf {
            true => pdf(&grid, &pages),
            false => svg(&grid, &pages).into_bytes(),
        })
    });
    let drawn = drawn.await.map_err(|_| Rejected::Stopping)?;
    let bytes = drawn.map_err(|error: crate::labels::BadCode| {
        let refused = Refused::new(StatusCode::UNPROCESSABLE_ENTITY, "code_unfit", error.to_string());
        refused.at(error.record)
    })?;
    let (media_type, file) = match is_pdf {
        true => ("application/pdf", "labels.pdf"),
        false => ("image/svg+xml", "labels.svg"),
    };
    let headers = [
        (CONTENT_TYPE, media_type.to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{file}\"")),
        (LEFT_OUT.clone(), left_out.to_string()),
    ];
    Ok((headers, bytes).into_response())
}

/// The labels of records that have a code, and how many have none.
async fn labels(
    app: &App,
    asker: &Arc<Reader>,
    parameters: LabelParameters,
) -> Result<(Vec<Label>, usize), Refused> {
    let named = parameters.ids.as_deref().map(read_ids).transpose()?;
    let found = app.ask(asker, move |scene| {
        if let Some(ids) = named {
            return Ok(ids);
        }
        let unit = scene.unit_named(parameters.unit.as_deref())?;
        let query = ListQuery::of(unit).with(
            parameters.q.as_deref(),
            parameters.filter.as_deref(),
            None,
            None,
            None,
        )?;
        Ok::<_, Refused>(equipment_ids(scene, &query)?)
    });
    let ids = found.await??;
    if ids.len() > LABELS_MAX {
        let what = "the number of labels";
        let max = LABELS_MAX as u64;
        return Err(Refusal::OverBound { what, max }.into());
    }
    let read = app.read_store(move |store| {
        let held = ids.into_iter().map(|id| Ok((id, held_in(store, id)?)));
        held.collect::<Result<Vec<_>, _>>()
    });
    let held = read.await?;
    let made = app.ask(asker, move |scene| {
        let mut labels = Vec::new();
        let mut left_out = 0;
        for (id, held) in held {
            let held = held.filter(|held| scene.sees(held.record.place));
            let held = held.ok_or_else(|| Refused::not_found(&format!("equipment record {id}")))?;
            let Some(code) = held.record.code else {
                left_out += 1;
                continue;
            };
            labels.push(Label {
                record: id.to_string(),
                code,
                name: held.record.name,
                school: scene.unit(scene.school_of(held.record.place)).name,
            });
        }
        Ok::<_, Refused>((labels, left_out))
    });
    let (mut labels, left_out) = made.await??;
    if labels.is_empty() {
        let detail = "none of these records has a code to be printed; give them codes first";
        return Err(Refused::new(StatusCode::UNPROCESSABLE_ENTITY, "no_code", detail));
    }
    labels.sort_by(|one, other| one.code.cmp(&other.code));
    Ok((labels, left_out))
}

fn read_ids(text: &str) -> Result<Vec<EquipmentId>, Refused> {
    let ids = text.split(',').map(|id| id.trim().parse());
    ids.collect::<Result<_, _>>()
        .map_err(|_| bad("ids", "reads e1,e2,e3"))
}

fn bad(place: &str, reason: &str) -> Refused {
    let detail = format!("{place}: {reason}");
    Refused::new(StatusCode::UNPROCESSABLE_ENTITY, "bad_query", detail).at(place)
}
