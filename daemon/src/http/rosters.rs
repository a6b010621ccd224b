//! Tables of people in and out: rosters, and home surveys as tables or as a paper list holds them.

use crate::http::App;
use crate::http::agents::unexpected;
use crate::http::body;
use crate::http::guard::Asker;
use crate::http::imports::{IMPORT_BYTES, ImportParameters, refused};
use crate::http::lists::{ListParameters, Reply};
use crate::http::people::{TRIES, asking, found, of_store, school_named};
use crate::http::problem::Refused;
use crate::http::units::day;
use crate::owner::Rejected;
use axum::Json;
use axum::body::Body;
use axum::extract::{Extension, State};
use axum::http::HeaderMap;
use kiemke_config::forms::Form;
use kiemke_core::cold::Day;
use kiemke_core::forms::{FormRows, Sheet};
use kiemke_core::people::{
    Asking, Draft, HeldSchool, PeopleAct, PeopleCommand, RosterWish, SchoolPeople, SurveyRow, SurveyWish,
    Unsettled, plan_roster, plan_survey, schools_named, survey_rows,
};
use kiemke_core::query::{roster_table, survey_table};
use kiemke_core::{Answer, Command, Fleet, Reader, Refusal};
use kiemke_wire::ids::UnitKey;
use kiemke_wire::limits::{BODY_BYTES_MAX, PAGE_ROWS_MAX};
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{AnswerSurvey, ImportReport, PersonAnswers};
use std::collections::BTreeSet;
use std::sync::Arc;

/// People of one table out: a province's. More are split by commune.
const PEOPLE_OUT_MAX: u64 = 500_000;

/// A table of people.
pub(super) enum PeopleTable {
    Roster(FormRows),
    Survey(FormRows),
    /// A paper list that was typed.
    Answers(Vec<SurveyRow>),
}

/// How it is to be taken, and of which school rows are that name none.
struct Wish {
    table: PeopleTable,
    unit: Option<UnitKey>,
    on: Option<Day>,
    parameters: ImportParameters,
}

/// What a plan comes to.
type Planned = Result<(Vec<Draft>, ImportReport), Refusal>;

/// Tries a table of people out, or takes it in.
pub(super) async fn import(
    app: &App,
    asker: &Arc<Reader>,
    table: PeopleTable,
    parameters: ImportParameters,
) -> Result<ImportReport, Refused> {
    let on = parameters.on.as_deref().map(|on| day("on", on)).transpose()?;
    let name = parameters.unit.clone();
    let unit = app
        .ask(asker, move |scene| match name {
            None => Ok(None),
            Some(name) => scene.unit_named(Some(&name)).map(Some),
        })
        .await??;
    let wish = Wish {
        table,
        unit,
        on,
        parameters,
    };
    carried_out(app, asker, wish).await
}

/// `POST /v1/surveys`: what people of a class answered, all at once.
pub(crate) async fn answer(
    State(app): State<App>,
    Extension(asker): Asker,
    headers: HeaderMap,
    body: Body,
) -> Reply<ImportReport> {
    let AnswerSurvey {
        school,
        class,
        on,
        answers,
    } = body::json(&headers, body, BODY_BYTES_MAX).await?;
    let school = school_named(&app, &asker, school).await?;
    let rows = (1..).zip(answers).map(|(row, told)| {
        let PersonAnswers {
            person,
            code,
            name,
            home,
        } = told;
        let mut row = SurveyRow::typed(row, school);
        row.class.clone_from(&class);
        (row.person, row.code, row.name, row.answers) = (person, code, name, home);
        row
    });
    let wish = Wish {
        table: PeopleTable::Answers(rows.collect()),
        unit: Some(school),
        on: on.map(|on| Day(on.unix_days())),
        parameters: ImportParameters::default(),
    };
    let report = carried_out(&app, &asker, wish).await?;
    match report.refused {
        0 => Ok(Json(report)),
        _ => Err(refused(report)),
    }
}

/// Plans on a state and the store's rows at that state, and asks for what was planned; again when somebody was faster.
async fn carried_out(app: &App, asker: &Arc<Reader>, wish: Wish) -> Result<ImportReport, Refused> {
    let wish = Arc::new(wish);
    for _ in 0..TRIES {
        let (fleet, now) = app.ask(asker, |scene| (scene.fleet.clone(), scene.now)).await?;
        let (asked, reader, owned) = (wish.clone(), asker.clone(), app.clone());
        let planned = app.read_store(move |store| {
            let scene = Planning {
                app: &owned,
                fleet: &fleet,
                reader: &reader,
                now,
                wish: &asked,
            };
            let mut held = Vec::new();
            for school in scene.schools() {
                match fleet.school_people(school) {
                    None => held.push(HeldSchool::empty(school)),
                    Some(known) => match of_store(store, known)? {
                        Ok(school) => held.push(school),
                        Err(Unsettled) => return Ok(None),
                    },
                }
            }
            Ok(Some(scene.plan(held)))
        });
        let Some(planned) = planned.await? else { continue };
        let (drafts, report) = planned?;
        if wish.parameters.dry_run || report.refused > 0 {
            return Ok(report);
        }
        let command = PeopleCommand {
            by: asker.actor.token,
            act: match &wish.table {
                PeopleTable::Roster(_) => PeopleAct::Roster,
                PeopleTable::Survey(_) | PeopleTable::Answers(_) => PeopleAct::Survey,
            },
            source: wish.parameters.file.clone(),
            drafts,
            report: Some(report),
        };
        let command = Command::People(Box::new(command));
        match app.ledger()?.submit(command, IMPORT_BYTES).await {
            Err(Rejected::Refused(Refusal::Stale(_))) => {}
            Ok(Answer::Imported(report)) => return Ok(report),
            Ok(other) => return Err(unexpected(&other)),
            Err(rejected) => return Err(rejected.into()),
        }
    }
    Err(Rejected::Busy.into())
}

/// One look at the state.
struct Planning<'a> {
    app: &'a App,
    fleet: &'a Fleet,
    reader: &'a Reader,
    now: UnixMs,
    wish: &'a Wish,
}

impl Planning<'_> {
    fn asking(&self) -> Asking<'_> {
        Asking {
            fleet: self.fleet,
            today: self.fleet.today(self.now),
            reader: self.reader,
            unit: self.wish.unit,
        }
    }

    fn on(&self) -> Day {
        self.wish.on.unwrap_or(self.fleet.today(self.now).day)
    }

    /// The schools that rows are about.
    fn schools(&self) -> BTreeSet<UnitKey> {
        match &self.wish.table {
            PeopleTable::Roster(rows) | PeopleTable::Survey(rows) => schools_named(self.asking(), rows),
            PeopleTable::Answers(rows) => rows.iter().filter_map(|row| row.school).collect(),
        }
    }

    fn plan(&self, held: Vec<HeldSchool>) -> Planned {
        match &self.wish.table {
            PeopleTable::Roster(table) => {
                let wish = RosterWish {
                    asking: self.asking(),
                    levels: &self.app.levels(),
                    table,
                    on: self.on(),
                    mark_left: self.wish.parameters.mark_left,
                    moved_in: self.wish.parameters.moved_in,
                    source: self.wish.parameters.file.as_deref(),
                };
                plan_roster(&wish, held)
            }
            PeopleTable::Survey(table) => {
                let rows = survey_rows(self.asking(), table);
                let (drafts, mut report) = self.plan_survey(&rows, held)?;
                report.skipped.clone_from(&table.skipped);
                Ok((drafts, report))
            }
            PeopleTable::Answers(rows) => self.plan_survey(rows, held),
        }
    }

    fn plan_survey(&self, rows: &[SurveyRow], held: Vec<HeldSchool>) -> Planned {
        let wish = SurveyWish {
            asking: self.asking(),
            on: self.on(),
            year_from: self.app.school_year_of(self.on()),
            rows,
        };
        plan_survey(&wish, held)
    }
}

/// Everybody at or below a unit as a sheet of the form.
pub(super) async fn roster(
    app: &App,
    asker: &Arc<Reader>,
    form: Form,
    unit: Option<String>,
) -> Result<Sheet, Refused> {
    for _ in 0..TRIES {
        let unit = unit.clone();
        let schools = app.ask(asker, move |scene| {
            let unit = scene.unit_named(unit.as_deref())?;
            let schools = asking(scene, Some(unit)).schools_below(unit);
            let people: u64 = schools.iter().map(|school| school.total()).sum();
            match people > PEOPLE_OUT_MAX {
                false => Ok(schools),
                true => Err(Refusal::OverBound {
                    what: "the number of people below this unit",
                    max: PEOPLE_OUT_MAX,
                }),
            }
        });
        let schools: Vec<Arc<SchoolPeople>> = schools.await??;
        let held = app.read_store(move |store| {
            let held = schools.iter().map(|school| of_store(store, school));
            held.collect::<Result<Result<Vec<HeldSchool>, Unsettled>, _>>()
        });
        let Ok(held) = held.await? else { continue };
        let (levels, form) = (app.levels(), form.clone());
        let sheet = app.ask(asker, move |scene| roster_table(scene, &form, &levels, &held));
        return Ok(sheet.await?);
    }
    Err(Rejected::Busy.into())
}

/// A list for a class to fill in; for all classes of the unit when none is named.
pub(super) async fn survey(
    app: &App,
    asker: &Arc<Reader>,
    form: Form,
    unit: Option<String>,
    class: Option<&str>,
) -> Result<Sheet, Refused> {
    let filter = class.map(|class| format!("class:{class}"));
    let mut sheet: Option<Sheet> = None;
    let mut cursor = None;
    loop {
        let parameters = ListParameters::page(unit.clone(), filter.clone(), PAGE_ROWS_MAX, cursor);
        let found = found(app, asker, Arc::new(parameters)).await?;
        cursor = found.next.clone();
        let form = form.clone();
        let part = app
            .ask(asker, move |scene| survey_table(scene, &form, &found))
            .await?;
        match &mut sheet {
            None => sheet = Some(part),
            // The heads stand there already.
            Some(sheet) => sheet.rows.extend(part.rows.into_iter().skip(1)),
        }
        let is_full = sheet
            .as_ref()
            .is_some_and(|sheet| sheet.rows.len() as u64 > PEOPLE_OUT_MAX);
        if cursor.is_none() || is_full {
            return Ok(sheet.unwrap_or_default());
        }
    }
}
