//! People for scripts: lists, one person, single corrections, classes, and what sites declare complete.

use super::Failure;
use super::arguments::{
    AddWish, ClassesWish, CompleteWish, EditWish, Format, PeopleCommand, PeopleWish, PersonWish,
};
use super::lists::{daemon, write, writer};
use super::settings::Settings;
use crate::client::Daemon;
use kiemke_config::messages::{Msg, Value, catalogue};
use kiemke_tui_core::effect::ListQuery;
use kiemke_wire::ids::PersonId;
use kiemke_wire::limits::PAGE_ROWS_MAX;
use kiemke_wire::person::PersonFields;
use kiemke_wire::view::{ClassRow, DeclareComplete, MakePerson, Page, PersonRow};
use serde_json::{Map, json};

pub(super) async fn run(settings: Settings, wish: PeopleWish) -> Result<(), Failure> {
    match wish.what {
        None => list(&settings, wish).await,
        Some(PeopleCommand::Show { id, format }) => show(&settings, id, format).await,
        Some(PeopleCommand::History { id, format }) => history(&settings, id, format).await,
        Some(PeopleCommand::Add(wish)) => add(&settings, wish).await,
        Some(PeopleCommand::Edit(wish)) => edit(&settings, wish).await,
    }
}

async fn list(settings: &Settings, wish: PeopleWish) -> Result<(), Failure> {
    let daemon = daemon(settings)?.of_unit(wish.unit.clone());
    let asked = ListQuery {
        text: wish.q.unwrap_or_default(),
        filter: wish.filter,
        ..ListQuery::default()
    };
    let all: Page<PersonRow> = pages(asked, wish.limit, "list people", async |query| {
        daemon.people(&query).await
    })
    .await?;
    write(wish.format, &all, || writer(settings).people(&all.items))?;
    more(settings, wish.format, all.items.len(), all.total);
    Ok(())
}

async fn show(settings: &Settings, id: PersonId, format: Format) -> Result<(), Failure> {
    let row = read(&daemon(settings)?, id).await?;
    write(format, &row, || writer(settings).person(&row))
}

async fn read(daemon: &Daemon, id: PersonId) -> Result<PersonRow, Failure> {
    let row = daemon.person(id).await;
    row.map_err(|error| Failure::asking(&format!("read person {id}"), &error))
}

async fn history(settings: &Settings, id: PersonId, format: Format) -> Result<(), Failure> {
    let operation = format!("read the history of person {id}");
    let page = daemon(settings)?.person_history(id).await;
    let page = page.map_err(|error| Failure::asking(&operation, &error))?;
    write(format, &page, || writer(settings).person_history(&page.items))
}

async fn add(settings: &Settings, wish: AddWish) -> Result<(), Failure> {
    let mut fields = fields(wish.person);
    fields.retain(|_, value| !value.is_null());
    fields.insert("kind".into(), wish.kind.code().into());
    let person: PersonFields = serde_json::from_value(fields.into())
        .map_err(|error| Failure::usage(format!("what is said of the person makes no sense: {error}")))?;
    let wish_of = MakePerson {
        school: wish.school,
        person,
    };
    let row = daemon(settings)?.make_person(&wish_of).await;
    let row = row.map_err(|error| Failure::asking("enter a person", &error))?;
    write(wish.format, &row, || writer(settings).person(&row))
}

async fn edit(settings: &Settings, wish: EditWish) -> Result<(), Failure> {
    let daemon = daemon(settings)?;
    let seen = read(&daemon, wish.id).await?;
    let change = daemon.change_person(&seen, &fields(wish.person).into()).await;
    change.map_err(|error| Failure::asking(&format!("correct person {}", wish.id), &error))?;
    let row = read(&daemon, wish.id).await?;
    write(wish.format, &row, || writer(settings).person(&row))
}

/// What was said, by the names on the wire; a dash takes away.
fn fields(wish: PersonWish) -> Map<String, serde_json::Value> {
    let said = [
        ("code", wish.code),
        ("name", wish.name),
        ("birth_date", wish.birth_date),
        ("national_id", wish.national_id),
        ("class", wish.class),
        ("site", wish.site),
        ("level", wish.level),
        ("left_on", wish.left_on),
    ];
    let said = said
        .into_iter()
        .filter_map(|(field, value)| Some((field, value?)));
    let fields = said.map(|(field, value)| match value.as_str() {
        "-" => (field.to_owned(), json!(null)),
        _ => (field.to_owned(), json!(value)),
    });
    fields.collect()
}

pub(super) async fn classes(settings: Settings, wish: ClassesWish) -> Result<(), Failure> {
    let daemon = daemon(&settings)?.of_unit(wish.unit);
    let all: Page<ClassRow> = pages(ListQuery::default(), wish.limit, "list classes", async |query| {
        daemon.classes(&query).await
    })
    .await?;
    write(wish.format, &all, || writer(&settings).classes(&all.items))?;
    more(&settings, wish.format, all.items.len(), all.total);
    Ok(())
}

pub(super) async fn complete(settings: Settings, wish: CompleteWish) -> Result<(), Failure> {
    let daemon = daemon(&settings)?;
    let view = match wish.of {
        None => daemon.complete(&wish.unit).await,
        Some(of) => {
            let declared = DeclareComplete { of, on: wish.on };
            daemon.declare_complete(&wish.unit, &declared).await
        }
    };
    let operation = format!("declare something of {} complete", wish.unit);
    let view = view.map_err(|error| Failure::asking(&operation, &error))?;
    write(wish.format, &view, || writer(&settings).complete(&view))
}

/// Pages are asked for until the limit or the end.
async fn pages<T>(
    query: ListQuery,
    limit: u32,
    operation: &str,
    ask: impl AsyncFn(ListQuery) -> Result<Page<T>, kiemke_http::Error>,
) -> Result<Page<T>, Failure> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut all = Page {
        items: Vec::new(),
        total: 0,
        next: None,
    };
    loop {
        let query = ListQuery {
            limit: (limit - all.items.len()).min(PAGE_ROWS_MAX),
            cursor: all.next.take(),
            ..query.clone()
        };
        let page = ask(query).await;
        let page = page.map_err(|error| Failure::asking(operation, &error))?;
        all.items.extend(page.items);
        (all.total, all.next) = (page.total, page.next);
        if all.next.is_none() || all.items.len() >= limit {
            return Ok(all);
        }
    }
}

fn more(settings: &Settings, format: Format, shown: usize, total: u64) {
    let shown = shown as u64;
    if shown < total && format != Format::Json {
        let values = [("shown", Value::from(shown)), ("total", Value::from(total))];
        eprintln!("{}", catalogue(settings.lang()).with(Msg::MorePeople, &values));
    }
}
