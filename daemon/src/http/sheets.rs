//! Sheets out: records and books, page by page from the store into a file, and from there to whoever asked, so that a
//! province takes no more memory than a school.

mod counted;

use crate::http::App;
use crate::http::app::Unread;
use crate::http::books::line_in;
use crate::http::equipment::{held_in, without_person};
use crate::http::exports::ExportParameters;
use crate::http::problem::Refused;
use crate::owner::Rejected;
use crate::tables::{BadTable, SheetFile, SheetFormat, SheetRow};
use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;
use kiemke_config::forms::{Column, Form};
use kiemke_config::messages::Lang;
use kiemke_core::Reader;
use kiemke_core::equipment::HeldRecord;
use kiemke_core::query::{ListQuery, Scene, Yardsticks};
use kiemke_core::sheets::{
    BookPlan, EquipmentPlan, Heading, Place, SheetGroup, SheetItem, book_plan, book_rows, counted_row,
    day_text, equipment_plan, equipment_row, thing_row,
};
use kiemke_wire::book::BookKind;
use kiemke_wire::ids::{EquipmentId, UnitKey};
use std::collections::HashMap;
use std::fs::File;
use std::sync::Arc;
use tokio::io::AsyncReadExt as _;
use tokio::sync::mpsc;

/// Records read and written at once.
const PAGE: usize = 1_000;
/// Pages on their way to the writer: one is written while the next is read.
const PAGES: usize = 2;
/// Bytes of a file sent at once.
const PIECE_BYTES: usize = 64 * 1024;
/// The system of codes under which a unit has its number at the treasury.
const BUDGET_CODE: &str = "qhns";

/// A sheet that is made of records or books.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sheet {
    Equipment,
    /// Books as they are.
    Book(&'static [BookKind]),
    /// What the book says beside what was counted.
    Counted(&'static [BookKind]),
    /// A stocktake thing by thing.
    Stocktake,
}

impl Sheet {
    /// The sheets by the names of their templates.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "equipment" => Self::Equipment,
            "s24-h" => Self::Book(&[BookKind::S24H]),
            "s26-h" => Self::Book(&[BookKind::S26H]),
            "book-list" => Self::Book(&[BookKind::List]),
            "c53-hd" => Self::Counted(&[BookKind::S24H]),
            "stocktake" => Self::Stocktake,
            "tools" => Self::Counted(&[BookKind::S26H, BookKind::List]),
            _ => return None,
        })
    }
}

/// Makes a sheet and sends it.
pub(super) async fn send(
    app: &App,
    asker: &Arc<Reader>,
    (sheet, form): (Sheet, Form),
    (format, media_type, name): (SheetFormat, &'static str, &str),
    parameters: ExportParameters,
) -> Result<Response, Refused> {
    let columns = SheetFile::columns(&form, format);
    let file = match sheet {
        Sheet::Equipment => equipment(app, asker, form, (format, columns), parameters).await?,
        Sheet::Book(books) => book(app, asker, form, (format, columns, (books, false)), parameters).await?,
        Sheet::Counted(books) => book(app, asker, form, (format, columns, (books, true)), parameters).await?,
        Sheet::Stocktake => counted::things(app, asker, form, (format, columns), parameters).await?,
    };
    let length = file.metadata().map_err(|error| Refused::internal(&error))?.len();
    let headers = [
        (CONTENT_TYPE, media_type.to_owned()),
        (CONTENT_LENGTH, length.to_string()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, body_of(file)).into_response())
}

async fn equipment(
    app: &App,
    asker: &Arc<Reader>,
    form: Form,
    (format, columns): (SheetFormat, Vec<Column>),
    parameters: ExportParameters,
) -> Result<File, Refused> {
    let lang = parameters.lang()?;
    let planned = app.ask(asker, move |scene| {
        let unit = scene.unit_named(parameters.unit.as_deref())?;
        let query = ListQuery::of(unit).with(
            parameters.q.as_deref(),
            parameters.filter.as_deref(),
            None,
            None,
            None,
        )?;
        Ok::<_, Refused>((equipment_plan(scene, &query)?, heading(scene, unit)))
    });
    let (EquipmentPlan { records, places }, heading) = planned.await??;
    let writer = Writing::begin(form, format, heading);
    let (columns, places) = (Arc::new(columns), Arc::new(places));
    let sees_people = asker.sees_people();
    for page in records.chunks(PAGE) {
        let (page, columns, places) = (page.to_vec(), columns.clone(), places.clone());
        let rows = app.read_store(move |store| {
            let cells = |(id, level): (EquipmentId, u8)| {
                let Some(held) = held_in(store, id)? else {
                    return Ok(None);
                };
                let held = match sees_people {
                    true => held,
                    false => HeldRecord {
                        record: without_person(held.record),
                        ..held
                    },
                };
                Ok(cells_of(&columns, &held, (&*places, level), lang).map(SheetRow::Cells))
            };
            page.into_iter()
                .map(cells)
                .filter_map(Result::transpose)
                .collect()
        });
        if !writer.give(rows.await?).await {
            break;
        }
    }
    writer.finish().await
}

/// What was moved meanwhile to where the asker does not look is no more his.
fn cells_of(
    columns: &[Column],
    held: &HeldRecord,
    (places, level): (&HashMap<UnitKey, Place>, u8),
    lang: Lang,
) -> Option<Vec<kiemke_core::forms::Cell>> {
    let place = places.get(&held.record.place)?;
    let categories = &Yardsticks::shipped().categories;
    Some(equipment_row(
        columns.iter(),
        held,
        (place, level),
        categories,
        lang,
    ))
}

async fn book(
    app: &App,
    asker: &Arc<Reader>,
    form: Form,
    (format, columns, (books, is_counted)): (SheetFormat, Vec<Column>, (&'static [BookKind], bool)),
    parameters: ExportParameters,
) -> Result<File, Refused> {
    let by_kind = form.print.as_ref().is_some_and(|print| print.by_kind);
    let lang = parameters.lang()?;
    let (unit, counted, heading) = match is_counted {
        true => counted::asked_for(app, asker, form.without_line, &parameters).await?,
        false => {
            let planned = app.ask(asker, move |scene| {
                let unit = scene.unit_named(parameters.unit.as_deref())?;
                Ok::<_, Refused>((unit, None, heading(scene, unit)))
            });
            planned.await??
        }
    };
    let planned = app.ask(asker, move |scene| {
        book_plan(scene, unit, (books, by_kind), counted)
    });
    let BookPlan { groups, schools } = planned.await?;
    let writer = Writing::begin(form, format, heading);
    let (columns, schools) = (Arc::new(columns), Arc::new(schools));
    for SheetGroup { title, items } in groups {
        let is_group = title.is_some();
        let head = title.map(SheetRow::Group).into_iter().collect();
        if !writer.give(head).await {
            break;
        }
        for page in items.chunks(PAGE) {
            let (page, columns, schools) = (page.to_vec(), columns.clone(), schools.clone());
            let rows = app.read_store(move |store| {
                let rows = page.into_iter().map(|item| {
                    let (id, counted) = match item {
                        SheetItem::Thing(thing, place) => {
                            let cells = thing_row(columns.iter(), &thing, &place, lang);
                            return Ok(vec![SheetRow::Cells(cells)]);
                        }
                        SheetItem::Line(id) => (id, None),
                        SheetItem::Counted(id, counted, places) => (id, Some((counted, places))),
                    };
                    let Some(held) = line_in(store, id)? else {
                        return Ok(Vec::new());
                    };
                    let school = schools.get(&held.line.school).map_or("", |name| name.as_str());
                    let rows = match is_counted {
                        true => {
                            let counted = counted
                                .as_ref()
                                .map(|(counted, places)| (&**counted, places.as_str()));
                            vec![counted_row(columns.iter(), &held.line, counted, lang)]
                        }
                        false => book_rows(&columns, &held.line, school, &Yardsticks::shipped().categories),
                    };
                    Ok(rows.into_iter().map(SheetRow::Cells).collect::<Vec<_>>())
                });
                let rows: Vec<Vec<SheetRow>> = rows.collect::<Result<_, Unread>>()?;
                Ok(rows.into_iter().flatten().collect())
            });
            if !writer.give(rows.await?).await {
                break;
            }
        }
        if is_group && !writer.give(vec![SheetRow::GroupEnd]).await {
            break;
        }
    }
    writer.finish().await
}

fn heading(scene: &Scene<'_>, unit: UnitKey) -> Heading {
    let when = scene.today();
    let view = scene.unit(unit);
    let codes = scene
        .fleet
        .unit(unit)
        .map(|record| record.codes(when))
        .unwrap_or_default();
    let budget = codes.into_iter().find(|(system, _)| *system == BUDGET_CODE);
    let date = day_text(when.day);
    Heading {
        unit: view.name,
        parent: view
            .parent
            .map(|parent| scene.unit(parent).name)
            .unwrap_or_default(),
        budget_code: budget.map(|(_, code)| code.to_owned()).unwrap_or_default(),
        year: date.rsplit('/').next().unwrap_or_default().to_owned(),
        date,
        ..Heading::default()
    }
}

/// A file that is written on a thread of its own while its rows are read.
struct Writing {
    rows: mpsc::Sender<Vec<SheetRow>>,
    file: tokio::task::JoinHandle<Result<File, BadTable>>,
}

impl Writing {
    fn begin(form: Form, format: SheetFormat, heading: Heading) -> Self {
        let (rows, mut queue) = mpsc::channel::<Vec<SheetRow>>(PAGES);
        let file = tokio::task::spawn_blocking(move || {
            let mut sheet = SheetFile::begin(form, format, heading)?;
            while let Some(rows) = queue.blocking_recv() {
                for row in &rows {
                    sheet.put(row)?;
                }
            }
            sheet.finish()
        });
        Self { rows, file }
    }

    /// Whether the writer still takes rows; one that does not has failed, and [`Self::finish`] says why.
    async fn give(&self, rows: Vec<SheetRow>) -> bool {
        rows.is_empty() || self.rows.send(rows).await.is_ok()
    }

    async fn finish(self) -> Result<File, Refused> {
        drop(self.rows);
        match self.file.await.map_err(|_| Rejected::Stopping)? {
            Ok(file) => Ok(file),
            Err(error @ BadTable::TooLarge { .. }) => {
                let detail =
                    "the sheet has more rows than a spreadsheet; ask for a smaller unit, or for .csv";
                tracing::debug!(%error, "a sheet is too long");
                Err(Refused::new(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "table_too_large",
                    detail,
                ))
            }
            Err(error) => Err(Refused::internal(&error)),
        }
    }
}

fn body_of(file: File) -> Body {
    let pieces = stream::unfold(tokio::fs::File::from_std(file), |mut file| async {
        let mut piece = vec![0; PIECE_BYTES];
        match file.read(&mut piece).await {
            Ok(0) => None,
            Ok(read) => {
                piece.truncate(read);
                Some((Ok(Bytes::from(piece)), file))
            }
            Err(error) => Some((Err(error), file)),
        }
    });
    Body::from_stream(pieces)
}
