//! Tables out: what is known as a workbook, as separated text or as JSON, in the columns of its form.

use crate::http::App;
use crate::http::guard::Asker;
use crate::http::lists::{Parameters, read};
use crate::http::problem::Refused;
use crate::http::reports::{self, ReportKind};
use crate::http::rosters;
use crate::http::sheets::{self, Sheet};
use crate::http::units::{asked, places};
use crate::owner::Rejected;
use crate::tables::{self, Separators, SheetFormat, TableFormat};
use axum::extract::{Extension, Path, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use kiemke_config::forms::Form;
use kiemke_config::messages::Lang;
use kiemke_core::Reader;
use kiemke_core::cold::Day;
use kiemke_core::forms::Sheet as Table;
use kiemke_core::query::{lines_table, units_table};
use kiemke_wire::view::Known;
use serde::Deserialize;
use serde_json::Value;
use std::sync::Arc;

/// Parameters of an export.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ExportParameters {
    pub(super) unit: Option<String>,
    pub(super) at: Option<String>,
    pub(super) known: Option<String>,
    /// Of what was counted: which stocktake; the newest when left out.
    pub(super) stocktake: Option<String>,
    /// Of home surveys: the class that is to fill the list in.
    class: Option<String>,
    /// Of records: words that must occur.
    pub(super) q: Option<String>,
    /// Of records: as in lists.
    pub(super) filter: Option<String>,
    /// Of reports: by what they are judged, and into what they are taken apart.
    pub(super) plan: Option<String>,
    pub(super) profile: Option<String>,
    pub(super) by: Option<String>,
    /// Of what is supposed: target, value and prices.
    pub(super) target: Option<String>,
    pub(super) percent: Option<u32>,
    pub(super) prices: Option<String>,
    /// Of evidence: the line.
    pub(super) line: Option<String>,
    /// Of text: `vi` or `en`.
    separators: Option<String>,
    /// The language of words in cells.
    lang: Option<String>,
}

impl ExportParameters {
    pub(super) fn lang(&self) -> Result<Lang, Refused> {
        let lang = self.lang.as_deref().map_or(Ok(Lang::Vi), str::parse);
        lang.map_err(|_| bad("lang", "is vi or en"))
    }

    pub(super) fn separators(&self) -> Result<Separators, Refused> {
        match self.separators.as_deref() {
            None | Some("vi") => Ok(Separators::Vietnamese),
            Some("en") => Ok(Separators::English),
            Some(_) => Err(bad("separators", "is vi or en")),
        }
    }
}

pub(super) fn bad(place: &str, reason: &str) -> Refused {
    let detail = format!("{place}: {reason}");
    Refused::new(StatusCode::UNPROCESSABLE_ENTITY, "bad_query", detail).at(place)
}

/// `GET /v1/export/{sheet}.{xlsx,csv,json}`.
pub(crate) async fn export(
    State(app): State<App>,
    Extension(asker): Asker,
    Path(file): Path<String>,
    parameters: Parameters<ExportParameters>,
) -> Result<Response, Refused> {
    let parameters = read(parameters)?;
    let unknown = || {
        let names: Vec<String> = Form::shipped().into_iter().map(|form| form.name).collect();
        let names = [names.join(", "), ReportKind::NAMES.join(", ")].join(", ");
        Refused::not_found(&format!(
            "sheet {file:?}; {names} are, as .xlsx, .csv or .json; reports as .html too"
        ))
    };
    let (name, extension) = file.split_once('.').ok_or_else(unknown)?;
    if let Some(kind) = ReportKind::named(name) {
        return reports::send(&app, &asker, kind, (extension, &file), parameters).await;
    }
    let form = Form::named(name).ok_or_else(unknown)?;
    let (format, media_type) = match extension {
        "xlsx" => (
            SheetFormat::Xlsx,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        "csv" => (
            SheetFormat::Csv(parameters.separators()?),
            "text/csv; charset=utf-8",
        ),
        "json" => (SheetFormat::Json, "application/json"),
        _ => return Err(unknown()),
    };
    let when = asked(parameters.at.as_deref(), parameters.known.as_deref())?;
    match Sheet::named(name) {
        Some(_) if when.0.is_some() => {
            return Err(bad(
                "at",
                "books and records of past days are not kept by this version; leave it out",
            ));
        }
        Some(sheet) => {
            let how = (format, media_type, file.as_str());
            return sheets::send(&app, &asker, (sheet, form), how, parameters).await;
        }
        None => {}
    }
    let ExportParameters { unit, class, .. } = parameters;
    let table = match form.name.as_str() {
        "roster" | "survey" if !asker.sees_people() => return Err(not_by(&asker)),
        "roster" => rosters::roster(&app, &asker, form.clone(), unit).await?,
        // A list with names, or it is of no use.
        "survey" if !asker.sees_names() => return Err(not_by(&asker)),
        "survey" => rosters::survey(&app, &asker, form.clone(), unit, class.as_deref()).await?,
        _ => of_state(&app, &asker, form.clone(), unit, when).await?,
    };
    let written = tokio::task::spawn_blocking(move || match format {
        SheetFormat::Xlsx => tables::write(&table, TableFormat::Xlsx),
        SheetFormat::Csv(separators) => tables::write(&table, TableFormat::Csv(separators)),
        SheetFormat::Json => Ok(json(&form, &table)),
    });
    let written = written.await.map_err(|_| Rejected::Stopping)?;
    let bytes = written.map_err(|error| Refused::internal(&error))?;
    let headers = [
        (CONTENT_TYPE, media_type.to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{file}\"")),
    ];
    Ok((headers, bytes).into_response())
}

async fn of_state(
    app: &App,
    asker: &Arc<Reader>,
    form: Form,
    unit: Option<String>,
    when: (Option<Day>, Known),
) -> Result<Table, Refused> {
    let kinds = app.kinds();
    let table = app.ask(asker, move |scene| {
        let unit = scene.unit_named(unit.as_deref())?;
        let places = places(scene, &kinds, when);
        Ok::<_, Refused>(match form.name.as_str() {
            "units" => units_table(&places, &form, unit, when.0.is_some()),
            _ => lines_table(&places, &form, unit),
        })
    });
    table.await?
}

fn not_by(asker: &Reader) -> Refused {
    let detail = format!(
        "a token of the role {} may not export this sheet",
        asker.role.as_str()
    );
    Refused::new(StatusCode::FORBIDDEN, "not_allowed", detail)
}

/// One object a row, by the names of the template.
fn json(form: &Form, table: &Table) -> Vec<u8> {
    // The first row holds the heads.
    let rows: Vec<Value> = table
        .rows
        .iter()
        .skip(1)
        .map(|cells| tables::object(&form.columns, cells))
        .collect();
    serde_json::to_vec(&rows).unwrap_or_default()
}
