//! Tables in: files of units, lines, people and home surveys, tried out or taken in. Books have their own file.

use crate::http::agents::unexpected;
use crate::http::guard::Asker;
use crate::http::lists::{Parameters, Reply, read};
use crate::http::problem::Refused;
use crate::http::rosters::{self, PeopleTable};
use crate::http::units::ground;
use crate::http::{App, body};
use crate::owner::Rejected;
use crate::tables::{self, BadTable, FILE_BYTES_MAX, Read, TextEncoding, UnknownEncoding};
use axum::Json;
use axum::body::Body;
use axum::extract::{Extension, Path, State};
use axum::http::{HeaderMap, StatusCode};
use kiemke_config::forms::Form;
use kiemke_core::command::TableKind;
use kiemke_core::decide::dry_run;
use kiemke_core::forms::{self, FormRows, Layout, Sheet};
use kiemke_core::{Answer, Command, Reader};
use kiemke_http::causes;
use kiemke_wire::view::{CellFault, EncodingGuess, ImportReport, Role};
use serde::Deserialize;
use std::sync::Arc;

/// What an import counts for in a group of the journal: its entry is bounded by that.
pub(super) const IMPORT_BYTES: usize = 7 * 1024 * 1024;
/// Faults that a refusal names; a dry run lists them all.
const FAULTS_TOLD_MAX: usize = 50;

/// Parameters of an import.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ImportParameters {
    pub(super) dry_run: bool,
    /// The name of the file, kept in the history.
    pub(super) file: Option<String>,
    /// How text is written.
    encoding: Option<String>,
    /// Of people: the school of rows that name none.
    pub(super) unit: Option<String>,
    /// Of people: the day for which the table holds; today when absent.
    pub(super) on: Option<String>,
    /// Of rosters: whoever is not in them has left.
    pub(super) mark_left: bool,
    /// Of rosters: whoever is on another school's has come from there.
    pub(super) moved_in: bool,
}

/// Kinds of tables.
#[derive(Clone, Copy)]
enum Kind {
    /// What the administrator alone brings.
    Plan(TableKind),
    Roster,
    Survey,
}

/// What was read of a file.
struct Table {
    rows: FormRows,
    layout: Layout,
    encoding: Option<EncodingGuess>,
}

/// `POST /v1/import/{kind}`.
pub(crate) async fn import(
    State(app): State<App>,
    Extension(asker): Asker,
    Path(kind): Path<String>,
    parameters: Parameters<ImportParameters>,
    headers: HeaderMap,
    body: Body,
) -> Reply<ImportReport> {
    let parameters = read(parameters)?;
    let dry_run = parameters.dry_run;
    let said = said_encoding(parameters.encoding.as_deref())?;
    let (kind, form) = match kind.as_str() {
        "units" => (Kind::Plan(TableKind::Units), Form::units()),
        "lines" => (Kind::Plan(TableKind::Lines), Form::lines()),
        "roster" => (Kind::Roster, Form::roster()),
        "survey" => (Kind::Survey, Form::survey()),
        _ => {
            return Err(Refused::not_found(&format!(
                "kind of table {kind:?}; units, lines, roster and survey are"
            )));
        }
    };
    if matches!(kind, Kind::Plan(_)) && asker.role != Role::Admin {
        let detail = format!(
            "a token of the role {} may not import this kind of table",
            asker.role.as_str()
        );
        return Err(Refused::new(StatusCode::FORBIDDEN, "not_allowed", detail));
    }
    // A large file takes much memory while it is read, so they wait for each other.
    let _turn = app.imports.acquire().await.map_err(|_| Rejected::Stopping)?;
    let bytes = body::read(&headers, body, FILE_BYTES_MAX).await?;
    let table = tokio::task::spawn_blocking(move || table(&form, &bytes, said)).await;
    let Table {
        rows,
        layout,
        encoding,
    } = table.map_err(|_| Rejected::Stopping)??;
    confirmed(encoding.as_ref(), dry_run)?;
    let mut report = match kind {
        Kind::Roster => rosters::import(&app, &asker, PeopleTable::Roster(rows), parameters).await?,
        Kind::Survey => rosters::import(&app, &asker, PeopleTable::Survey(rows), parameters).await?,
        Kind::Plan(kind) if dry_run => tried(&app, &asker, kind, rows).await?,
        Kind::Plan(kind) => {
            let command = Command::Import {
                kind,
                table: Box::new(rows),
                ground: ground(&asker, parameters.file),
            };
            match app.ledger()?.submit(command, IMPORT_BYTES).await? {
                Answer::Imported(report) => report,
                other => return Err(unexpected(&other)),
            }
        }
    };
    report.encoding = encoding;
    report.head_row = layout.head_row as u32 + 1;
    report.unknown_heads = layout.unknown.into_values().collect();
    match report.refused > 0 && !dry_run {
        true => Err(refused(report)),
        false => Ok(Json(report)),
    }
}

async fn tried(
    app: &App,
    asker: &Arc<Reader>,
    kind: TableKind,
    rows: FormRows,
) -> Result<ImportReport, Refused> {
    let kinds = app.kinds();
    let report = app.ask(asker, move |scene| {
        dry_run(scene.fleet, &kinds, kind, &rows, scene.now)
    });
    Ok(report.await??)
}

/// The first sheet that holds the table.
fn table(form: &Form, file: &[u8], said: Option<TextEncoding>) -> Result<Table, Refused> {
    let Read { sheets, encoding } = tables::read(file, said).map_err(|error| bad_table(&error))?;
    let mut missed = None;
    for sheet in &sheets {
        match forms::locate(form, sheet) {
            Ok(layout) => {
                return Ok(Table {
                    rows: forms::read(form, sheet, &layout),
                    layout,
                    encoding,
                });
            }
            Err(error) => missed = missed.or(Some((sheet, error))),
        }
    }
    let said = missed.map_or_else(
        || "the file has no sheet".to_owned(),
        |(sheet, error)| in_sheet(sheet, &error.to_string()),
    );
    Err(Refused::new(StatusCode::UNPROCESSABLE_ENTITY, "no_table", said))
}

/// The encoding that the asker says.
pub(super) fn said_encoding(name: Option<&str>) -> Result<Option<TextEncoding>, Refused> {
    let said = name.filter(|name| !name.is_empty()).map(str::parse).transpose();
    said.map_err(|error: UnknownEncoding| {
        Refused::new(StatusCode::UNPROCESSABLE_ENTITY, "bad_query", error.to_string()).at("encoding")
    })
}

/// What rests on a guess is only tried: a wrong one would write nonsense.
pub(super) fn confirmed(encoding: Option<&EncodingGuess>, dry_run: bool) -> Result<(), Refused> {
    let Some(guess) = encoding.filter(|guess| guess.guessed && !dry_run) else {
        return Ok(());
    };
    let detail = format!(
        "the text is probably {}, so that it reads {:?}; say encoding={} if that is right, or another one",
        guess.name, guess.sample, guess.name
    );
    let refused = Refused::new(StatusCode::UNPROCESSABLE_ENTITY, "encoding_unconfirmed", detail);
    Err(refused.at("encoding"))
}

pub(super) fn in_sheet(sheet: &Sheet, said: &str) -> String {
    match sheet.name.as_str() {
        "" => said.to_owned(),
        name => format!("sheet {name:?}: {said}"),
    }
}

pub(super) fn bad_table(error: &BadTable) -> Refused {
    let (status, code) = match error {
        BadTable::TooLarge { .. } => (StatusCode::PAYLOAD_TOO_LARGE, "table_too_large"),
        _ => (StatusCode::UNPROCESSABLE_ENTITY, "not_a_table"),
    };
    Refused::new(status, code, format!("failed to {}", causes(error)))
}

/// Nothing was taken in, because of these rows.
pub(super) fn refused(report: ImportReport) -> Refused {
    let detail = format!(
        "{} of {} rows are refused, so nothing was imported; correct them and import again",
        report.refused, report.rows
    );
    let all = report.items.into_iter().flat_map(|row| row.faults);
    let faults: Vec<CellFault> = all.take(FAULTS_TOLD_MAX).collect();
    let mut refused = Refused::new(StatusCode::UNPROCESSABLE_ENTITY, "import_refused", detail);
    refused.0.place = faults.first().map(|fault| fault.place.clone());
    refused.0.faults = faults;
    refused
}
