//! Tables out: what is known as a workbook, as separated text or as JSON, in the columns in which it is imported.

use crate::http::App;
use crate::http::guard::Asker;
use crate::http::lists::{Parameters, read};
use crate::http::problem::Refused;
use crate::http::rosters;
use crate::http::units::{asked, places};
use crate::owner::Rejected;
use crate::tables::{self, TableFormat};
use axum::extract::{Extension, Path, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use kiemke_config::forms::Form;
use kiemke_core::Reader;
use kiemke_core::cold::Day;
use kiemke_core::forms::{Cell, Sheet};
use kiemke_core::query::{lines_table, units_table};
use kiemke_wire::view::Known;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::sync::Arc;

/// Parameters of an export.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ExportParameters {
    unit: Option<String>,
    at: Option<String>,
    known: Option<String>,
    /// Of home surveys: the class that is to fill the list in.
    class: Option<String>,
}

/// `GET /v1/export/{sheet}.{xlsx,csv,json}`.
pub(crate) async fn export(
    State(app): State<App>,
    Extension(asker): Asker,
    Path(file): Path<String>,
    parameters: Parameters<ExportParameters>,
) -> Result<Response, Refused> {
    let ExportParameters {
        unit,
        at,
        known,
        class,
    } = read(parameters)?;
    let when = asked(at.as_deref(), known.as_deref())?;
    let unknown = || {
        Refused::not_found(&format!(
            "sheet {file:?}; units, lines, roster and survey are, as .xlsx, .csv or .json"
        ))
    };
    let (sheet, extension) = file.split_once('.').ok_or_else(unknown)?;
    let form = match sheet {
        "units" => Form::units(),
        "lines" => Form::lines(),
        "roster" => Form::roster(),
        "survey" => Form::survey(),
        _ => return Err(unknown()),
    };
    let (format, media_type) = match extension {
        "xlsx" => (
            Some(TableFormat::Xlsx),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        "csv" => (Some(TableFormat::Csv), "text/csv; charset=utf-8"),
        "json" => (None, "application/json"),
        _ => return Err(unknown()),
    };
    let table = match form.name.as_str() {
        "roster" | "survey" if !asker.sees_people() => return Err(not_by(&asker)),
        "roster" => rosters::roster(&app, &asker, form.clone(), unit).await?,
        // A list with names, or it is of no use.
        "survey" if !asker.sees_names() => return Err(not_by(&asker)),
        "survey" => rosters::survey(&app, &asker, form.clone(), unit, class.as_deref()).await?,
        _ => of_state(&app, &asker, form.clone(), unit, when).await?,
    };
    let written = tokio::task::spawn_blocking(move || match format {
        Some(format) => tables::write(&table, format).map_err(|error| Refused::internal(&error)),
        None => Ok(json(&form, &table)),
    });
    let bytes = written.await.map_err(|_| Rejected::Stopping)??;
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
) -> Result<Sheet, Refused> {
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
fn json(form: &Form, table: &Sheet) -> Vec<u8> {
    let object = |cells: &Vec<Cell>| {
        let named = form.columns.iter().zip(cells);
        let pairs = named.filter_map(|(column, cell)| {
            let value = match cell {
                Cell::Empty => return None,
                Cell::Number(number) if number.fract() == 0.0 => Value::from(*number as i64),
                Cell::Number(number) => Value::from(*number),
                Cell::Flag(flag) => Value::from(*flag),
                cell => Value::from(cell.text()),
            };
            Some((column.name.clone(), value))
        });
        Value::Object(pairs.collect::<Map<_, _>>())
    };
    // The first row holds the heads.
    let rows: Vec<Value> = table.rows.iter().skip(1).map(object).collect();
    serde_json::to_vec(&rows).unwrap_or_default()
}
