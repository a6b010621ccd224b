//! Routes for equipment records.
//!
//! Whole records lie in the store, so every wish reads them first and hands them in with the position that it saw; the
//! owner refuses what somebody else changed meanwhile. Whoever named no version is then served from a new reading.

use crate::http::App;
use crate::http::agents::unexpected;
use crate::http::app::Unread;
use crate::http::body;
use crate::http::guard::Asker;
use crate::http::lists::{ListParameters, Parameters, Reply, id_of, list_query, read};
use crate::http::problem::Refused;
use crate::owner::Rejected;
use crate::store::Store;
use axum::Json;
use axum::body::Body;
use axum::extract::{Extension, Path, State};
use axum::http::header::{ETAG, IF_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use kiemke_core::equipment::{EquipmentCommand, HeldRecord, RECORDS_MAX};
use kiemke_core::query;
use kiemke_core::rows::{self, BadRow, RowKey};
use kiemke_core::{Answer, Command, Reader, Refusal};
use kiemke_wire::equipment::{Act, ActionKind, FieldChange, HistoryLine, Holder, Record};
use kiemke_wire::ids::{EquipmentId, Position};
use kiemke_wire::limits::BODY_BYTES_MAX;
use kiemke_wire::view::{
    ActOnEquipment, EquipmentChange, EquipmentRow, Page, ReceiveEquipment, UndoEquipment,
};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Times that a wish is decided anew because somebody else changed one of its records meanwhile.
pub(crate) const TRIES: usize = 4;

/// `GET /v1/equipment`.
pub(crate) async fn list(
    State(app): State<App>,
    Extension(asker): Asker,
    parameters: Parameters<ListParameters>,
) -> Reply<Page<EquipmentRow>> {
    let parameters = read(parameters)?;
    let found = app.ask(&asker, move |scene| {
        let query = list_query(scene, &parameters)?;
        query::equipment(scene, &query).map_err(Refused::from)
    });
    let found = found.await??;
    let items = views(&app, &asker, held(&app, &asker, found.ids).await?).await?;
    Ok(Json(Page {
        items,
        total: found.total,
        next: found.next,
    }))
}

/// `GET /v1/equipment/{id}`.
pub(crate) async fn one(
    State(app): State<App>,
    Extension(asker): Asker,
    Path(id): Path<String>,
) -> Result<Response, Refused> {
    let id = id_of("equipment record", &id)?;
    let row = views(&app, &asker, held(&app, &asker, vec![id]).await?)
        .await?
        .pop();
    let row = row.ok_or_else(|| not_there(id))?;
    let etag = HeaderValue::from_str(&format!("\"{}\"", row.etag)).map_err(|_| not_there(id))?;
    Ok(([(ETAG, etag)], Json(row)).into_response())
}

/// `GET /v1/equipment/{id}/history`.
pub(crate) async fn history(
    State(app): State<App>,
    Extension(asker): Asker,
    Path(id): Path<String>,
) -> Reply<Page<HistoryLine>> {
    let id = id_of("equipment record", &id)?;
    if held(&app, &asker, vec![id]).await?.is_empty() {
        return Err(not_there(id));
    }
    let mut lines = app.read_store(move |store| history_of(store, id)).await?;
    if lines.is_empty() {
        return Err(not_there(id));
    }
    lines.reverse();
    let lines = app.ask(&asker, move |scene| query::record_history(scene, lines));
    let lines = lines.await?;
    Ok(Json(Page {
        total: lines.len() as u64,
        items: lines,
        next: None,
    }))
}

/// `POST /v1/equipment`: things came in.
pub(crate) async fn receive(
    State(app): State<App>,
    Extension(asker): Asker,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refused> {
    let ReceiveEquipment {
        records,
        document,
        reason,
        on,
    } = named_places(&app, &asker, &headers, body, |body| {
        let records = body.get_mut("records").and_then(Value::as_array_mut);
        let records = records.into_iter().flatten();
        records.filter_map(|record| record.get_mut("place")).collect()
    })
    .await?;
    let act = Act {
        document,
        reason,
        on,
        ..Act::of(ActionKind::Receive)
    };
    let change = submit(&app, &asker, EquipmentCommand::Receive { records, act }).await?;
    Ok((StatusCode::CREATED, Json(change)).into_response())
}

/// `PATCH /v1/equipment/{id}`: fields are corrected; `null` takes one away. Needs `If-Match`.
pub(crate) async fn edit(
    State(app): State<App>,
    Extension(asker): Asker,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Reply<EquipmentChange> {
    let id = id_of("equipment record", &id)?;
    let seen = if_match(&headers)?;
    let patch: Map<String, Value> = body::json(&headers, body, BODY_BYTES_MAX).await?;
    let held = held(&app, &asker, vec![id])
        .await?
        .pop()
        .ok_or_else(|| not_there(id))?;
    if held.changed_at != seen {
        return Err(Refusal::Stale(format!("equipment record {id}")).into());
    }
    let after = patched(&held.record, patch)?;
    let act = Act::of(ActionKind::Edit);
    let held = vec![(held, after)];
    submit(&app, &asker, EquipmentCommand::Edit { held, act })
        .await
        .map(Json)
}

/// `POST /v1/equipment/{id}/actions`.
pub(crate) async fn act(
    State(app): State<App>,
    Extension(asker): Asker,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Reply<EquipmentChange> {
    let id = id_of("equipment record", &id)?;
    let act: Act = named_places(&app, &asker, &headers, body, |body| {
        body.get_mut("place").into_iter().collect()
    })
    .await?;
    act_on(&app, &asker, vec![id], act).await.map(Json)
}

/// `POST /v1/equipment/actions`: the same with many.
pub(crate) async fn act_on_many(
    State(app): State<App>,
    Extension(asker): Asker,
    headers: HeaderMap,
    body: Body,
) -> Reply<EquipmentChange> {
    let ActOnEquipment { mut ids, act } = named_places(&app, &asker, &headers, body, |body| {
        body.pointer_mut("/act/place").into_iter().collect()
    })
    .await?;
    ids.sort_unstable();
    ids.dedup();
    if ids.len() > RECORDS_MAX {
        return Err(Refusal::OverBound {
            what: "the number of records",
            max: RECORDS_MAX as u64,
        }
        .into());
    }
    act_on(&app, &asker, ids, act).await.map(Json)
}

/// `POST /v1/equipment/undo`: an earlier change is taken back.
pub(crate) async fn undo(
    State(app): State<App>,
    Extension(asker): Asker,
    headers: HeaderMap,
    body: Body,
) -> Reply<EquipmentChange> {
    let UndoEquipment { entry } = body::json(&headers, body, BODY_BYTES_MAX).await?;
    let ids = app
        .ask(&asker, move |scene| query::equipment_of_entry(scene, entry))
        .await?;
    let touched = || Refused::from(Refusal::TouchedSince { entry });
    let first = *ids.first().ok_or_else(touched)?;
    let held = held(&app, &asker, ids.clone()).await?;
    let read = app.read_store(move |store| {
        let lines = ids.iter().map(|id| {
            let lines = history_of(store, *id)?;
            Ok(lines.into_iter().find(|line| line.entry == entry))
        });
        lines.collect::<Result<Vec<Option<HistoryLine>>, Unread>>()
    });
    let lines: Vec<HistoryLine> = read.await?.into_iter().flatten().collect();
    // One of its records that was changed since has left the others behind.
    let all = lines.first().map_or(0, |line| line.records as usize);
    if lines.len() != all || held.len() != all {
        tracing::debug!(%first, "an entry is not taken back: it was changed again");
        return Err(touched());
    }
    let changes = lines.into_iter().map(|line| line.changes);
    let held: Vec<(HeldRecord, Vec<FieldChange>)> = held.into_iter().zip(changes).collect();
    submit(&app, &asker, EquipmentCommand::Undo { of: entry, held })
        .await
        .map(Json)
}

/// Reads a body in which places may be named as people do: by key, code, system and code, or path. What
/// is not the asker's does not exist for him.
pub(crate) async fn named_places<T: DeserializeOwned>(
    app: &App,
    asker: &Arc<Reader>,
    headers: &HeaderMap,
    body: Body,
    places: fn(&mut Value) -> Vec<&mut Value>,
) -> Result<T, Refused> {
    let mut read: Value = body::json(headers, body, BODY_BYTES_MAX).await?;
    let names: BTreeSet<String> = places(&mut read)
        .iter()
        .filter_map(|place| place.as_str().map(str::to_owned))
        .collect();
    let found = app.ask(asker, move |scene| {
        let each = names.into_iter().map(|name| {
            let key = scene.place_named(&name)?;
            Ok((name, Value::from(key.to_string())))
        });
        each.collect::<Result<BTreeMap<String, Value>, Refusal>>()
    });
    let found = found.await??;
    for place in places(&mut read) {
        if let Some(key) = place.as_str().and_then(|name| found.get(name)) {
            *place = key.clone();
        }
    }
    serde_json::from_value(read).map_err(|error| body::not_json(&error))
}

async fn act_on(
    app: &App,
    asker: &Arc<Reader>,
    ids: Vec<EquipmentId>,
    act: Act,
) -> Result<EquipmentChange, Refused> {
    let mut tries = 0;
    loop {
        let held = held(app, asker, ids.clone()).await?;
        if let Some(missing) = ids.iter().find(|id| held.iter().all(|held| held.id != **id)) {
            return Err(not_there(*missing));
        }
        let act = act.clone();
        tries += 1;
        match ask(app, asker, EquipmentCommand::Act { held, act }).await {
            Err(Rejected::Refused(Refusal::Stale(_))) if tries < TRIES => {}
            answer => return done(answer),
        }
    }
}

pub(super) async fn submit(
    app: &App,
    asker: &Reader,
    command: EquipmentCommand,
) -> Result<EquipmentChange, Refused> {
    done(ask(app, asker, command).await)
}

pub(super) async fn ask(app: &App, asker: &Reader, command: EquipmentCommand) -> Result<Answer, Rejected> {
    let command = Command::Equipment {
        by: asker.clone(),
        command: Box::new(command),
    };
    app.ledger()?.submit(command, BODY_BYTES_MAX).await
}

pub(super) fn done(answer: Result<Answer, Rejected>) -> Result<EquipmentChange, Refused> {
    match answer? {
        Answer::Equipment { entry, ids, made } => Ok(EquipmentChange {
            entry: (!ids.is_empty()).then_some(entry),
            ids,
            made: made as u64,
        }),
        other => Err(unexpected(&other)),
    }
}

/// The records of the asker that are there, in the order asked for.
pub(crate) async fn held(
    app: &App,
    asker: &Reader,
    ids: Vec<EquipmentId>,
) -> Result<Vec<HeldRecord>, Refused> {
    let read = app.read_store(move |store| {
        let rows = ids.iter().map(|id| held_in(store, *id));
        rows.filter_map(Result::transpose).collect()
    });
    let mut held: Vec<HeldRecord> = read.await?;
    app.ledger()?.peek(|fleet| {
        let today = fleet.today(app.clock.now());
        held.retain(|held| asker.sees(fleet, today, held.record.place));
    });
    Ok(held)
}

pub(super) fn held_in(store: &dyn Store, id: EquipmentId) -> Result<Option<HeldRecord>, Unread> {
    let key = RowKey::equipment(id);
    let Some(row) = store.get(&key)? else {
        return Ok(None);
    };
    Ok(Some(HeldRecord {
        id,
        changed_at: rows::changed_at(&row).ok_or_else(|| BadRow::of(&key))?,
        record: rows::read(&key.0, &row)?,
    }))
}

fn history_of(store: &dyn Store, id: EquipmentId) -> Result<Vec<HistoryLine>, Unread> {
    let key = RowKey::equipment_history(id);
    match store.get(&key)? {
        Some(row) => Ok(rows::read_lines(&key, &row)?),
        None => Ok(Vec::new()),
    }
}

async fn views(app: &App, asker: &Arc<Reader>, held: Vec<HeldRecord>) -> Result<Vec<EquipmentRow>, Refused> {
    let views = app.ask(asker, move |scene| {
        let ids: Vec<EquipmentId> = held.iter().map(|held| held.id).collect();
        let judged = query::judged(scene, &ids);
        let rows = held
            .into_iter()
            .zip(judged)
            .map(|(held, (level, renewal))| EquipmentRow {
                id: held.id,
                etag: held.changed_at,
                unit: scene.unit(held.record.place),
                level,
                renewal,
                record: if scene.reader.sees_people() {
                    held.record
                } else {
                    without_person(held.record)
                },
            });
        rows.collect()
    });
    Ok(views.await?)
}

/// The record as who may not know of persons sees it.
pub(super) fn without_person(mut record: Record) -> Record {
    record.holder = record
        .holder
        .filter(|holder| !matches!(holder, Holder::Person(_)));
    record
}

pub(super) fn not_there(id: EquipmentId) -> Refused {
    Refused::not_found(&format!("equipment record {id}"))
}

pub(crate) fn if_match(headers: &HeaderMap) -> Result<Position, Refused> {
    let refused = |code, detail| Refused::new(StatusCode::PRECONDITION_REQUIRED, code, detail);
    let Some(value) = headers.get(IF_MATCH) else {
        let detail = "If-Match is needed: the etag of the record that was looked at";
        return Err(refused("no_etag", detail).at("header if-match"));
    };
    let number = value
        .to_str()
        .ok()
        .and_then(|text| text.trim_matches('"').parse().ok());
    number
        .map(Position)
        .ok_or_else(|| refused("no_etag", "If-Match is not an etag of a record").at("header if-match"))
}

/// A merge patch of one level: what it names is replaced, `null` takes away.
fn patched(record: &Record, patch: Map<String, Value>) -> Result<Record, Refused> {
    let invalid = |error: serde_json::Error| {
        Refused::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", error.to_string()).at("body")
    };
    let mut fields = match serde_json::to_value(record).map_err(invalid)? {
        Value::Object(fields) => fields,
        _ => unreachable!("a record is written as an object"),
    };
    for (field, value) in patch {
        match value {
            Value::Null => fields.remove(&field),
            value => fields.insert(field, value),
        };
    }
    serde_json::from_value(fields.into()).map_err(invalid)
}
