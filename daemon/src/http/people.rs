//! Routes for people, classes, and what sites declare complete.
//!
//! People lie in the store, so every wish reads its school first and plans with it; the owner refuses a plan whose school
//! somebody else changed meanwhile, and it is made anew.

use crate::http::App;
use crate::http::agents::unexpected;
use crate::http::app::Unread;
use crate::http::body;
use crate::http::guard::Asker;
use crate::http::lists::{ListParameters, Parameters, Reply, id_of, list_query, read};
use crate::http::problem::Refused;
use crate::http::units::if_match;
use crate::owner::Rejected;
use crate::store::Store;
use axum::Json;
use axum::body::Body;
use axum::extract::{Extension, Path, State};
use axum::http::header::{ETAG, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use kiemke_core::cold::Day;
use kiemke_core::people::{
    Asking, DeclaredOf, Draft, HeldSchool, PeopleAct, PeopleCommand, SchoolPeople, Unsettled, fields_of,
    history_of, plan_person,
};
use kiemke_core::query::{self, PeopleAsked, PeopleFound, Scene};
use kiemke_core::rows::{self, RowKey};
use kiemke_core::{Answer, Command, Reader, Refusal};
use kiemke_wire::date::Date;
use kiemke_wire::ids::{PersonId, UnitKey};
use kiemke_wire::limits::BODY_BYTES_MAX;
use kiemke_wire::person::PersonFields;
use kiemke_wire::view::{
    ClassRow, CompleteOf, CompleteView, DeclareComplete, MakePerson, Page, PeopleChange, PersonHistoryRow,
    PersonRow,
};
use serde_json::{Map, Value};
use std::sync::Arc;

/// Times that a plan is made anew because its school changed meanwhile.
pub(super) const TRIES: usize = 4;

/// `GET /v1/people`.
pub(crate) async fn list(
    State(app): State<App>,
    Extension(asker): Asker,
    parameters: Parameters<ListParameters>,
) -> Reply<Page<PersonRow>> {
    let parameters = Arc::new(read(parameters)?);
    let found = found(&app, &asker, parameters).await?;
    let (total, next) = (found.total, found.next.clone());
    let levels = app.levels();
    let items = app.ask(&asker, move |scene| {
        let people = found.people.into_iter();
        let rows =
            people.map(|(school, person, etag)| query::person_row(scene, &levels, &school, person, etag));
        rows.collect()
    });
    Ok(Json(Page {
        items: items.await?,
        total,
        next,
    }))
}

/// Looks through the schools of a question until its page is full.
pub(super) async fn found(
    app: &App,
    asker: &Arc<Reader>,
    parameters: Arc<ListParameters>,
) -> Result<PeopleFound, Refused> {
    for _ in 0..TRIES {
        let (asked, levels) = (parameters.clone(), app.levels());
        let asked = app.ask(asker, move |scene| {
            let query = list_query(scene, &asked)?;
            PeopleAsked::of(scene, &query, &levels).map_err(Refused::from)
        });
        let mut asked = asked.await??;
        let looked = app.read_store(move |store| {
            for school in asked.schools() {
                if !asked.wants_more() {
                    break;
                }
                match of_store(store, &school)? {
                    Ok(held) => asked.take(held),
                    Err(Unsettled) => return Ok(None),
                }
            }
            Ok(Some(asked.finish()))
        });
        if let Some(found) = looked.await? {
            return Ok(found);
        }
    }
    Err(Rejected::Busy.into())
}

/// `GET /v1/people/{id}`.
pub(crate) async fn one(
    State(app): State<App>,
    Extension(asker): Asker,
    Path(id): Path<String>,
) -> Result<Response, Refused> {
    let id = id_of("person", &id)?;
    let (held, _) = of_person(&app, &asker, id).await?;
    told(&app, &asker, held, id, StatusCode::OK).await
}

/// `GET /v1/people/{id}/history`.
pub(crate) async fn history(
    State(app): State<App>,
    Extension(asker): Asker,
    Path(id): Path<String>,
) -> Reply<Page<PersonHistoryRow>> {
    let id: PersonId = id_of("person", &id)?;
    let (held, _) = of_person(&app, &asker, id).await?;
    let key = RowKey::people_history(held.school.school, held.block(id));
    let lines = app.read_store(move |store| match store.get(&key)? {
        Some(row) => Ok(rows::read_lines(&key, &row)?),
        None => Ok(Vec::new()),
    });
    let lines = history_of(lines.await?, id);
    let items = app.ask(&asker, move |scene| {
        let rows = lines.into_iter().rev();
        let rows = rows.filter_map(|(line, changes)| query::history_row(scene, line, changes));
        rows.collect::<Vec<_>>()
    });
    let items = items.await?;
    Ok(Json(Page {
        total: items.len() as u64,
        items,
        next: None,
    }))
}

/// `POST /v1/people`: somebody is entered.
pub(crate) async fn make(
    State(app): State<App>,
    Extension(asker): Asker,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refused> {
    let MakePerson { school, person } = body::json(&headers, body, BODY_BYTES_MAX).await?;
    let school = school_named(&app, &asker, school).await?;
    let person = Arc::new(person);
    for _ in 0..TRIES {
        let Some(held) = of_school(&app, &asker, school).await? else {
            continue;
        };
        let draft = planned(&app, &asker, held, None, person.clone()).await?;
        match submit(&app, &asker, draft).await {
            Err(Rejected::Refused(Refusal::Stale(_))) => {}
            ids => {
                let id = ids?.pop().ok_or_else(|| unexpected(&Answer::Done))?;
                let (held, _) = of_person(&app, &asker, id).await?;
                return told(&app, &asker, held, id, StatusCode::CREATED).await;
            }
        }
    }
    Err(Rejected::Busy.into())
}

/// `PATCH /v1/people/{id}`: fields are corrected; `null` takes one away. Needs `If-Match`.
pub(crate) async fn edit(
    State(app): State<App>,
    Extension(asker): Asker,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Reply<PeopleChange> {
    let id: PersonId = id_of("person", &id)?;
    let seen = if_match(&headers)?;
    let patch: Map<String, Value> = body::json(&headers, body, BODY_BYTES_MAX).await?;
    for _ in 0..TRIES {
        let (held, _) = of_person(&app, &asker, id).await?;
        if held.etag(id) != seen {
            return Err(Refusal::Stale(format!("person {id}")).into());
        }
        let known = held
            .person(id)
            .map(|person| fields_of(person, &held.school.classes, &app.levels()));
        let fields = patched(known.ok_or_else(|| not_there(id))?, patch.clone())?;
        let draft = planned(&app, &asker, held, Some(id), Arc::new(fields)).await?;
        match submit(&app, &asker, draft).await {
            Err(Rejected::Refused(Refusal::Stale(_))) => {}
            ids => return Ok(Json(PeopleChange { ids: ids? })),
        }
    }
    Err(Rejected::Busy.into())
}

/// `GET /v1/classes`.
pub(crate) async fn classes(
    State(app): State<App>,
    Extension(asker): Asker,
    parameters: Parameters<ListParameters>,
) -> Reply<Page<ClassRow>> {
    let parameters = read(parameters)?;
    let levels = app.levels();
    let page = app.ask(&asker, move |scene| {
        let query = list_query(scene, &parameters)?;
        query::classes(scene, &query, &levels).map_err(Refused::from)
    });
    Ok(Json(page.await??))
}

/// `GET /v1/units/{key}/complete`.
pub(crate) async fn complete(
    State(app): State<App>,
    Extension(asker): Asker,
    Path(name): Path<String>,
) -> Reply<CompleteView> {
    let view = app.ask(&asker, move |scene| {
        let site = scene.unit_named(Some(&name))?;
        Ok::<_, Refusal>(complete_view(scene, site))
    });
    Ok(Json(view.await??))
}

/// `POST /v1/units/{key}/complete`.
pub(crate) async fn declare_complete(
    State(app): State<App>,
    Extension(asker): Asker,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Reply<CompleteView> {
    let DeclareComplete { of, on } = body::json(&headers, body, BODY_BYTES_MAX).await?;
    let site = app
        .ask(&asker, move |scene| scene.unit_named(Some(&name)))
        .await??;
    let command = Command::DeclareComplete {
        by: asker.actor.token,
        site,
        of: match of {
            CompleteOf::Lines => DeclaredOf::Lines,
            CompleteOf::Surveys => DeclaredOf::Surveys,
        },
        on: on.map(|on| Day(on.unix_days())),
    };
    match app.ledger()?.submit(command, BODY_BYTES_MAX).await? {
        Answer::Done => {}
        other => return Err(unexpected(&other)),
    }
    let view = app.ask(&asker, move |scene| complete_view(scene, site));
    Ok(Json(view.await?))
}

fn complete_view(scene: &Scene<'_>, site: UnitKey) -> CompleteView {
    let declared = scene.fleet.declared(site);
    let date = |day: Option<Day>| day.map(|day| Date::of_unix_days(day.0));
    CompleteView {
        site: scene.unit(site),
        lines_on: date(declared.lines_on),
        surveys_on: date(declared.survey_on),
    }
}

/// The school that a person names, or the own one; a site stands for its school.
pub(super) async fn school_named(
    app: &App,
    asker: &Arc<Reader>,
    name: Option<String>,
) -> Result<UnitKey, Refused> {
    let found = app.ask(asker, move |scene| {
        let unit = scene.unit_named(name.as_deref())?;
        let asking = asking(scene, Some(unit));
        asking.school().ok_or_else(|| Refusal::Invalid {
            place: "school",
            reason: "names no school".into(),
        })
    });
    Ok(found.await??)
}

/// Who asks, of what the state holds.
pub(super) fn asking<'a>(scene: &Scene<'a>, unit: Option<UnitKey>) -> Asking<'a> {
    Asking {
        fleet: scene.fleet,
        today: scene.today(),
        reader: scene.reader,
        unit,
    }
}

/// A school's people; none when state and store were of different moments.
async fn of_school(app: &App, asker: &Arc<Reader>, school: UnitKey) -> Result<Option<HeldSchool>, Refused> {
    let known = app
        .ask(asker, move |scene| scene.fleet.school_people(school).cloned())
        .await?;
    match known {
        None => Ok(Some(HeldSchool::empty(school))),
        Some(known) => {
            let held = app.read_store(move |store| of_store(store, &known));
            Ok(held.await?.ok())
        }
    }
}

/// The school of a person of the asker's, and who it is.
async fn of_person(app: &App, asker: &Arc<Reader>, id: PersonId) -> Result<(HeldSchool, UnitKey), Refused> {
    for _ in 0..TRIES {
        let school = app.ask(asker, move |scene| {
            let school = scene.fleet.school_of_person(id)?;
            scene.sees(school).then_some(school)
        });
        let school = school.await?.ok_or_else(|| not_there(id))?;
        if let Some(held) = of_school(app, asker, school).await? {
            return match held.person(id) {
                Some(_) => Ok((held, school)),
                None => Err(not_there(id)),
            };
        }
    }
    Err(Rejected::Busy.into())
}

/// A school's people by the store's rows.
pub(super) fn of_store(
    store: &dyn Store,
    school: &Arc<SchoolPeople>,
) -> Result<Result<HeldSchool, Unsettled>, Unread> {
    let (from, to) = RowKey::people_of(school.school);
    Ok(HeldSchool::of(school, &store.scan(&from, &to)?)?)
}

async fn planned(
    app: &App,
    asker: &Arc<Reader>,
    held: HeldSchool,
    person: Option<PersonId>,
    fields: Arc<PersonFields>,
) -> Result<Draft, Refused> {
    let levels = app.levels();
    let planned = app.ask(asker, move |scene| {
        let asking = asking(scene, Some(held.school.school));
        plan_person(asking, &levels, held, person, &fields)
    });
    Ok(planned.await??)
}

async fn submit(app: &App, asker: &Reader, draft: Draft) -> Result<Vec<PersonId>, Rejected> {
    let command = PeopleCommand {
        by: asker.actor.token,
        act: PeopleAct::Edit,
        source: None,
        drafts: vec![draft],
        report: None,
    };
    let command = Command::People(Box::new(command));
    match app.ledger()?.submit(command, BODY_BYTES_MAX).await? {
        Answer::People(ids) => Ok(ids),
        _ => Err(Rejected::Stopping),
    }
}

async fn told(
    app: &App,
    asker: &Arc<Reader>,
    held: HeldSchool,
    id: PersonId,
    status: StatusCode,
) -> Result<Response, Refused> {
    let levels = app.levels();
    let row = app.ask(asker, move |scene| {
        let person = held.person(id)?.clone();
        Some(query::person_row(
            scene,
            &levels,
            &held.school,
            person,
            held.etag(id),
        ))
    });
    let row = row.await?.ok_or_else(|| not_there(id))?;
    let headers = [
        (ETAG, format!("\"{}\"", row.etag)),
        (LOCATION, format!("/v1/people/{id}")),
    ];
    Ok((status, headers, Json(row)).into_response())
}

/// A merge patch of one level: what it names is replaced, `null` takes away.
fn patched(known: PersonFields, patch: Map<String, Value>) -> Result<PersonFields, Refused> {
    let invalid = |error: serde_json::Error| {
        Refused::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", error.to_string()).at("body")
    };
    let mut fields = match serde_json::to_value(known).map_err(invalid)? {
        Value::Object(fields) => fields,
        _ => unreachable!("fields are written as an object"),
    };
    for (field, value) in patch {
        match value {
            Value::Null => fields.remove(&field),
            value => fields.insert(field, value),
        };
    }
    serde_json::from_value(fields.into()).map_err(invalid)
}

fn not_there(id: PersonId) -> Refused {
    Refused::not_found(&format!("person {id}"))
}
