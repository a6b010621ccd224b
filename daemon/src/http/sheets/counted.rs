//! What stocktakes counted, for the sheets that show it.

use super::{PAGE, Writing, heading};
use crate::http::App;
use crate::http::exports::ExportParameters;
use crate::http::lists::id_of;
use crate::http::problem::Refused;
use crate::http::stocktakes;
use crate::tables::{SheetFormat, SheetRow};
use axum::http::StatusCode;
use kiemke_config::forms::{Column, Form, WithoutLine};
use kiemke_core::Reader;
use kiemke_core::query::{Scene, Yardsticks};
use kiemke_core::sheets::{Counted, CountedBy, Heading, day_text, last_stocktakes, stocktake_row};
use kiemke_core::stocktake::{CountedSoFar, Session, sheet};
use kiemke_wire::ids::{StocktakeId, UnitKey};
use std::collections::HashMap;
use std::fs::File;
use std::sync::Arc;

/// Of the stocktake that is named, else of the newest whole one of each school of the unit.
pub(super) async fn asked_for(
    app: &App,
    asker: &Arc<Reader>,
    without_line: WithoutLine,
    parameters: &ExportParameters,
) -> Result<(UnitKey, Option<CountedBy>, Heading), Refused> {
    if parameters.stocktake.is_some() {
        let (session, counted, heading) = one(app, asker, parameters).await?;
        let school = session.school;
        let counted = CountedBy {
            schools: HashMap::from([(school, Counted::of(&counted))]),
            without_line,
            others_too: false,
        };
        return Ok((school, Some(counted), heading));
    }
    let unit = parameters.unit.clone();
    let found = app.ask(asker, move |scene| {
        let unit = scene.unit_named(unit.as_deref())?;
        Ok::<_, Refused>((unit, last_stocktakes(scene, unit), heading(scene, unit)))
    });
    let (unit, stocktakes, mut head) = found.await??;
    let mut schools = HashMap::new();
    for (school, id) in stocktakes {
        let (session, counted) = stocktakes::counted(app, asker, id).await?;
        if school == unit {
            head = heading_of(app, asker, session).await?;
        }
        // One at a time: what is kept of each is some numbers a line.
        schools.insert(school, Counted::of(&counted));
    }
    let counted = CountedBy {
        schools,
        without_line,
        others_too: true,
    };
    Ok((unit, Some(counted), head))
}

/// The list of a stocktake thing by thing.
pub(super) async fn things(
    app: &App,
    asker: &Arc<Reader>,
    form: Form,
    (format, columns): (SheetFormat, Vec<Column>),
    parameters: ExportParameters,
) -> Result<File, Refused> {
    let lang = parameters.lang()?;
    let (_, counted, heading) = one(app, asker, &parameters).await?;
    let writer = Writing::begin(form, format, heading);
    let sheet = sheet(&counted.expected, &counted.events);
    let names: HashMap<UnitKey, String> = counted
        .expected
        .rooms
        .iter()
        .map(|room| (room.room, room.name.clone()))
        .collect();
    let named = |place: UnitKey| names.get(&place).cloned().unwrap_or_else(|| place.to_string());
    let categories = &Yardsticks::shipped().categories;
    for page in sheet.lines.chunks(PAGE) {
        let rows = page
            .iter()
            .map(|line| SheetRow::Cells(stocktake_row(columns.iter(), line, named, categories, lang)));
        if !writer.give(rows.collect()).await {
            break;
        }
    }
    writer.finish().await
}

/// The stocktake that is named, else the newest whole one of the school.
async fn one(
    app: &App,
    asker: &Arc<Reader>,
    parameters: &ExportParameters,
) -> Result<(Session, CountedSoFar, Heading), Refused> {
    let (unit, named) = (parameters.unit.clone(), parameters.stocktake.clone());
    let named = named
        .map(|id| id_of::<StocktakeId>("stocktake", &id))
        .transpose()?;
    let found = app.ask(asker, move |scene| {
        let unit = unit.map(|unit| scene.unit_named(Some(&unit))).transpose()?;
        let last = || {
            let unit = unit.map_or_else(|| scene.unit_named(None), Ok)?;
            let of_unit = last_stocktakes(scene, unit).into_iter();
            let mut of_it = of_unit.filter(|(school, _)| *school == unit);
            Ok::<_, Refused>(of_it.next().map(|(_, id)| id))
        };
        Ok::<_, Refused>((unit, named.map_or_else(last, |id| Ok(Some(id)))?))
    });
    let (unit, id) = found.await??;
    let id = id.ok_or_else(none)?;
    let (session, counted) = stocktakes::counted(app, asker, id).await?;
    if unit.is_some_and(|unit| unit != session.school) {
        return Err(Refused::not_found(&format!("stocktake {id} of this unit")));
    }
    let heading = heading_of(app, asker, session.clone()).await?;
    Ok((session, counted, heading))
}

fn none() -> Refused {
    let detail = "no stocktake of all of this unit; name one: stocktake=k1";
    Refused::new(StatusCode::NOT_FOUND, "not_found", detail)
}

async fn heading_of(app: &App, asker: &Arc<Reader>, session: Session) -> Result<Heading, Refused> {
    Ok(app
        .ask(asker, move |scene| counted_heading(scene, &session))
        .await?)
}

fn counted_heading(scene: &Scene<'_>, session: &Session) -> Heading {
    let closing = session.closed.as_ref().map(|closed| &closed.closing);
    let report = closing.and_then(|closing| closing.document.as_ref());
    let rooms = session.rooms.iter().map(|room| scene.unit(*room).name);
    // Names on a committee are for those who keep records.
    let committee = session.committee.iter().filter(|_| scene.reader.keeps_records());
    let committee: Vec<String> = committee
        .map(|member| match &member.title {
            Some(title) => format!("{} ({title})", member.name),
            None => member.name.clone(),
        })
        .collect();
    Heading {
        place: match session.whole {
            true => String::new(),
            false => rooms.collect::<Vec<String>>().join(", "),
        },
        number: report.map(|report| report.number.clone()).unwrap_or_default(),
        time: day_text(kiemke_core::cold::Day(session.on.unix_days())),
        committee: committee.join(", "),
        ..heading(scene, session.school)
    }
}
