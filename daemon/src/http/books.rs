//! Routes for the lines of accounting books: tables of them in, and what they say.
//!
//! Whole lines and records lie in the store, so what an import needs is read first and handed in with the positions that
//! were seen; the owner refuses what somebody else changed meanwhile, and it is read anew.

use crate::http::App;
use crate::http::agents::unexpected;
use crate::http::app::Unread;
use crate::http::body;
use crate::http::equipment::held_in;
use crate::http::guard::Asker;
use crate::http::imports::{IMPORT_BYTES, bad_table, confirmed, in_sheet, refused, said_encoding};
use crate::http::lists::{ListParameters, Parameters, Reply, id_of, list_query, read};
use crate::http::problem::Refused;
use crate::owner::Rejected;
use crate::store::Store;
use crate::tables::{self, FILE_BYTES_MAX, Read, TextEncoding};
use axum::Json;
use axum::body::Body;
use axum::extract::{Extension, Path, State};
use axum::http::{HeaderMap, StatusCode};
use kiemke_config::forms::Form;
use kiemke_core::books::{BookHeld, BookWish, HeldLine, Needs, RowAnswer, needs};
use kiemke_core::decide::dry_run_book;
use kiemke_core::forms::{self, FormRows, Layout};
use kiemke_core::query::{self, Scene};
use kiemke_core::rows::{self, BadRow, RowKey};
use kiemke_core::{Answer, Command, Reader, Refusal};
use kiemke_wire::book::{BookHistoryLine, BookKind, BookLineRow};
use kiemke_wire::ids::{BookLineId, UnitKey};
use kiemke_wire::view::{EncodingGuess, ImportReport, Page};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Times that an import is planned anew because somebody else changed what it needs meanwhile.
const TRIES: usize = 4;
/// Answers of one import: more are given in a second one.
const ANSWERS_MAX: usize = 2_000;

/// Parameters of an import of a book.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct BookParameters {
    dry_run: bool,
    /// Whose book it is, unless the rows say.
    unit: Option<String>,
    /// Which book; told by the columns when absent.
    book: Option<String>,
    /// Whether each thing without a record gets one.
    split: bool,
    /// Which records rows are about: `12:e5+e6,13:new`.
    #[serde(rename = "match")]
    answers: Option<String>,
    /// The name of the file, kept in the history.
    file: Option<String>,
    /// How text is written.
    encoding: Option<String>,
}

/// What was read of a file.
struct Table {
    book: BookKind,
    form: Form,
    rows: FormRows,
    layout: Layout,
    encoding: Option<EncodingGuess>,
}

/// `POST /v1/import/book`.
pub(crate) async fn import(
    State(app): State<App>,
    Extension(asker): Asker,
    parameters: Parameters<BookParameters>,
    headers: HeaderMap,
    body: Body,
) -> Reply<ImportReport> {
    let BookParameters {
        dry_run,
        unit,
        book,
        split,
        answers,
        file,
        encoding,
    } = read(parameters)?;
    let said = said_encoding(encoding.as_deref())?;
    let book = book.as_deref().map(book_named).transpose()?;
    let answers = answers.as_deref().map(read_answers).transpose()?;
    let school = school(&app, &asker, unit).await?;
    // A large file takes much memory while it is read, so they wait for each other.
    let _turn = app.imports.acquire().await.map_err(|_| Rejected::Stopping)?;
    let bytes = body::read(&headers, body, FILE_BYTES_MAX).await?;
    let table = tokio::task::spawn_blocking(move || table(book, &bytes, said)).await;
    let Table {
        book,
        form,
        rows,
        layout,
        encoding,
    } = table.map_err(|_| Rejected::Stopping)??;
    confirmed(encoding.as_ref(), dry_run)?;
    let form_name = form.name.clone();
    let wish = Arc::new(BookWish {
        book,
        form,
        table: rows,
        school,
        split,
        answers: answers.unwrap_or_default(),
        file,
    });
    let mut report = planned(&app, &asker, &wish, dry_run).await?;
    report.form = Some(form_name);
    report.encoding = encoding;
    report.head_row = layout.head_row as u32 + 1;
    report.unknown_heads = layout.unknown.into_values().collect();
    match report.refused > 0 && !dry_run {
        true => Err(refused(report)),
        false => Ok(Json(report)),
    }
}

/// `GET /v1/book-lines`.
pub(crate) async fn list(
    State(app): State<App>,
    Extension(asker): Asker,
    parameters: Parameters<ListParameters>,
) -> Reply<Page<BookLineRow>> {
    let parameters = read(parameters)?;
    let found = app.ask(&asker, move |scene| {
        let query = list_query(scene, &parameters)?;
        query::book_lines(scene, &query).map_err(Refused::from)
    });
    let found = found.await??;
    Ok(Json(Page {
        items: views(&app, &asker, found.ids).await?,
        total: found.total,
        next: found.next,
    }))
}

/// `GET /v1/book-lines/{id}`.
pub(crate) async fn one(
    State(app): State<App>,
    Extension(asker): Asker,
    Path(id): Path<String>,
) -> Reply<BookLineRow> {
    let id = id_of("line of a book", &id)?;
    let row = views(&app, &asker, vec![id]).await?.pop();
    row.map(Json).ok_or_else(|| not_there(id))
}

/// `GET /v1/book-lines/{id}/history`.
pub(crate) async fn history(
    State(app): State<App>,
    Extension(asker): Asker,
    Path(id): Path<String>,
) -> Reply<Page<BookHistoryLine>> {
    let id = id_of("line of a book", &id)?;
    if views(&app, &asker, vec![id]).await?.is_empty() {
        return Err(not_there(id));
    }
    let lines = app.read_store(move |store| {
        let key = RowKey::book_history(id);
        match store.get(&key)? {
            Some(row) => Ok(rows::read_lines(&key, &row)?),
            None => Ok(Vec::new()),
        }
    });
    let mut lines: Vec<BookHistoryLine> = lines.await?;
    lines.reverse();
    Ok(Json(Page {
        total: lines.len() as u64,
        items: lines,
        next: None,
    }))
}

/// The plan, carried out unless it is only tried.
async fn planned(
    app: &App,
    asker: &Arc<Reader>,
    wish: &Arc<BookWish>,
    dry_run: bool,
) -> Result<ImportReport, Refused> {
    let mut tries = 0;
    loop {
        let held = held(app, asker, wish).await?;
        tries += 1;
        let answer = match dry_run {
            true => tried(app, asker, wish, held).await?,
            false => {
                let command = Command::ImportBook {
                    by: Reader::clone(asker),
                    wish: Box::new(BookWish::clone(wish)),
                    held: Box::new(held),
                };
                app.ledger()?.submit(command, IMPORT_BYTES).await
            }
        };
        match answer {
            Err(Rejected::Refused(Refusal::Stale(_))) if tries < TRIES => {}
            Ok(Answer::Imported(report)) => return Ok(report),
            Ok(other) => return Err(unexpected(&other)),
            Err(rejected) => return Err(rejected.into()),
        }
    }
}

async fn tried(
    app: &App,
    asker: &Arc<Reader>,
    wish: &Arc<BookWish>,
    held: BookHeld,
) -> Result<Result<Answer, Rejected>, Refused> {
    let wish = wish.clone();
    let report = app.ask(asker, move |scene| {
        dry_run_book(
            scene.fleet,
            scene.reader,
            &scene.yardsticks.categories,
            (&wish, &held),
            scene.now,
        )
    });
    let report = report.await?;
    Ok(report.map(Answer::Imported).map_err(Rejected::Refused))
}

/// What an import needs of the store.
async fn held(app: &App, asker: &Arc<Reader>, wish: &Arc<BookWish>) -> Result<BookHeld, Refused> {
    let wish = wish.clone();
    let needs = app.ask(asker, move |scene| {
        needs(
            scene.fleet,
            scene.reader,
            &scene.yardsticks.categories,
            &wish,
            scene.now,
        )
    });
    let Needs { lines, records } = needs.await?;
    let read = app.read_store(move |store| {
        let lines = lines.iter().map(|id| line_in(store, *id));
        let records = records.iter().map(|id| held_in(store, *id));
        Ok(BookHeld {
            lines: lines
                .filter_map(Result::transpose)
                .collect::<Result<_, Unread>>()?,
            records: records
                .filter_map(Result::transpose)
                .collect::<Result<_, Unread>>()?,
        })
    });
    read.await
}

pub(crate) fn line_in(store: &dyn Store, id: BookLineId) -> Result<Option<HeldLine>, Unread> {
    let key = RowKey::book_line(id);
    let Some(row) = store.get(&key)? else {
        return Ok(None);
    };
    Ok(Some(HeldLine {
        id,
        changed_at: rows::changed_at(&row).ok_or_else(|| BadRow::of(&key))?,
        line: rows::read(&key.0, &row)?,
    }))
}

/// The lines of the asker that are there, in the order asked for.
async fn views(app: &App, asker: &Arc<Reader>, ids: Vec<BookLineId>) -> Result<Vec<BookLineRow>, Refused> {
    let read = app.read_store(move |store| {
        let lines = ids.iter().map(|id| line_in(store, *id));
        lines.filter_map(Result::transpose).collect()
    });
    let held: Vec<HeldLine> = read.await?;
    let views = app.ask(asker, move |scene| {
        let theirs = held.into_iter().filter(|held| scene.sees(held.line.school));
        let rows = theirs.map(|held| BookLineRow {
            id: held.id,
            etag: held.changed_at,
            unit: scene.unit(held.line.school),
            left: held.line.left(),
            recorded: query::recorded_of(scene, held.id),
            line: held.line,
        });
        rows.collect()
    });
    Ok(views.await?)
}

fn not_there(id: BookLineId) -> Refused {
    Refused::not_found(&format!("line {id} of a book"))
}

/// The school that an import names; without a name the asker's own, if he has one alone.
async fn school(app: &App, asker: &Arc<Reader>, name: Option<String>) -> Result<Option<UnitKey>, Refused> {
    let found = app.ask(asker, move |scene: &Scene<'_>| match name {
        Some(name) => {
            let unit = scene.place_named(&name)?;
            match scene.school_of(unit) {
                UnitKey::ROOT => Err(Refusal::Invalid {
                    place: "unit",
                    reason: format!("{name:?} is no school"),
                }),
                school => Ok(Some(school)),
            }
        }
        None => {
            let own = scene.school_of(scene.reader.unit);
            Ok((scene.unit(own).kind == "school").then_some(own))
        }
    });
    Ok(found.await??)
}

/// The sheet and the template that have most columns in common.
fn table(book: Option<BookKind>, file: &[u8], said: Option<TextEncoding>) -> Result<Table, Refused> {
    let Read { sheets, encoding } = tables::read(file, said).map_err(|error| bad_table(&error))?;
    // Of equally good ones the list: the others have columns that no list has.
    let books = [BookKind::List, BookKind::S24H, BookKind::S26H].into_iter();
    let books = books.filter(|one| book.is_none_or(|book| book == *one));
    let forms: Vec<(BookKind, Form)> = books.filter_map(|book| Some((book, form_of(book)?))).collect();
    let mut best: Option<(usize, BookKind, &Form, Layout)> = None;
    let mut missed = None;
    for (at, sheet) in sheets.iter().enumerate() {
        for (book, form) in &forms {
            match forms::locate(form, sheet) {
                Ok(layout) => {
                    let held = best.as_ref().map_or(0, |(.., layout)| layout.columns.len());
                    if layout.columns.len() > held {
                        best = Some((at, *book, form, layout));
                    }
                }
                Err(error) => missed = missed.or_else(|| Some(in_sheet(sheet, &error.to_string()))),
            }
        }
    }
    let Some((at, book, form, layout)) = best else {
        let said = missed.unwrap_or_else(|| "the file has no sheet".to_owned());
        return Err(Refused::new(StatusCode::UNPROCESSABLE_ENTITY, "no_table", said));
    };
    Ok(Table {
        book,
        form: form.clone(),
        rows: forms::read(form, &sheets[at], &layout),
        layout,
        encoding,
    })
}

/// The template of a book.
fn form_of(book: BookKind) -> Option<Form> {
    Form::named(match book {
        BookKind::S24H => "s24-h",
        BookKind::S26H => "s26-h",
        BookKind::List => "book-list",
    })
}

fn book_named(code: &str) -> Result<BookKind, Refused> {
    BookKind::of_code(code).ok_or_else(|| {
        let books = BookKind::ALL.map(BookKind::code).join(", ");
        invalid("book", &format!("{code:?} is no book; {books} are"))
    })
}

/// `12:e5+e6,13:new`.
fn read_answers(text: &str) -> Result<BTreeMap<u32, RowAnswer>, Refused> {
    let wrong = || {
        invalid(
            "match",
            "reads 12:e5+e6,13:new, a row with its records or with new",
        )
    };
    let parts: Vec<&str> = text.split(',').filter(|part| !part.is_empty()).collect();
    if parts.len() > ANSWERS_MAX {
        return Err(invalid("match", &format!("has more than {ANSWERS_MAX} answers")));
    }
    let answers = parts.into_iter().map(|part| {
        let (row, answer) = part.split_once(':').ok_or_else(wrong)?;
        let row = row.trim().parse().map_err(|_| wrong())?;
        let answer = match answer.trim() {
            "new" => RowAnswer::New,
            ids => {
                let ids = ids.split('+').map(|id| id.trim().parse().map_err(|_| wrong()));
                RowAnswer::Records(ids.collect::<Result<_, Refused>>()?)
            }
        };
        Ok((row, answer))
    });
    answers.collect()
}

fn invalid(place: &str, reason: &str) -> Refused {
    let detail = format!("{place}: {reason}");
    Refused::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", detail).at(place)
}
