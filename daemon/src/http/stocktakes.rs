//! Routes for stocktakes.
//!
//! The state holds their heads; what they expect and what was counted is read from the store. Whoever ends one hands in
//! what he read with the version that he saw, and the owner refuses what was counted further meanwhile.

use crate::http::App;
use crate::http::agents::unexpected;
use crate::http::app::Unread;
use crate::http::body;
use crate::http::books::line_in;
use crate::http::equipment::{TRIES, held, if_match, named_places};
use crate::http::guard::Asker;
use crate::http::lists::{ListParameters, Parameters, Reply, id_of, list_query, read};
use crate::http::problem::Refused;
use crate::owner::Rejected;
use crate::store::Store;
use axum::Json;
use axum::body::Body;
use axum::extract::{Extension, Path, State};
use axum::http::header::{ETAG, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use kiemke_core::query;
use kiemke_core::rows::{self, BadRow, RowKey};
use kiemke_core::stocktake::{
    CountedSoFar, Counting, Session, StocktakeCommand, StoredEvent, event_rows, expected_row, history_row,
    late_rows,
};
use kiemke_core::{Answer, Command, Reader, Refusal};
use kiemke_wire::ids::{BookLineId, EquipmentId, Position, StocktakeId, UnitKey};
use kiemke_wire::limits::{BODY_BYTES_MAX, SCANS_BODY_BYTES_MAX};
use kiemke_wire::stocktake::{CountEvent, Expectation, PACK_VERSION, PackHead, PackNumber};
use kiemke_wire::view::{
    BringPack, CloseStocktake, GivePack, OpenStocktake, PackDetail, PackView, Page, PutScans, RoomRow,
    ScanStates, ScansTaken, StocktakeChanged, StocktakeDetail, StocktakeLine, StocktakeRow,
};
use serde::Deserialize;
use serde_json::Value;
use std::sync::Arc;

/// Which place of a stocktake is asked about.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct RoomParameters {
    room: Option<String>,
}

/// `GET /v1/stocktakes`: newest first.
pub(crate) async fn list(
    State(app): State<App>,
    Extension(asker): Asker,
    parameters: Parameters<ListParameters>,
) -> Reply<Page<StocktakeRow>> {
    let parameters = read(parameters)?;
    let page = app.ask(&asker, move |scene| {
        let query = list_query(scene, &parameters)?;
        Ok::<_, Refused>(query::stocktakes(scene, &query))
    });
    Ok(Json(page.await??))
}

/// `POST /v1/stocktakes`: a school begins to count.
pub(crate) async fn open(
    State(app): State<App>,
    Extension(asker): Asker,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refused> {
    let wish: OpenStocktake = body::json(&headers, body, BODY_BYTES_MAX).await?;
    let mut tries = 0;
    let stocktake = loop {
        tries += 1;
        let unit = wish.unit.clone();
        let there = app.ask(&asker, move |scene| {
            let school = scene.place_named(&unit)?;
            let records = scene.fleet.records_of_school(school, scene.today()).into_iter();
            let lines = scene.fleet.lines_of_school(school).into_iter();
            let records: Vec<EquipmentId> = records.map(|(id, _)| id).collect();
            let lines: Vec<BookLineId> = lines.map(|(id, _)| id).collect();
            Ok::<_, Refusal>((records, lines))
        });
        let (records, lines) = there.await??;
        let held = held(&app, &asker, records).await?;
        let read = app.read_store(move |store| {
            let lines = lines.into_iter().map(|id| line_in(store, id));
            lines.filter_map(Result::transpose).collect()
        });
        let (wish, lines) = (wish.clone(), read.await?);
        match submit(&app, &asker, StocktakeCommand::Open { wish, held, lines }).await {
            Err(Rejected::Refused(Refusal::Stale(_))) if tries < TRIES => {}
            answer => break done(answer)?.stocktake,
        }
    };
    let (session, counted) = counted(&app, &asker, stocktake).await?;
    let detail = detail(&app, &asker, session, counted).await?;
    let headers = [
        (ETAG, format!("\"{}\"", detail.row.etag)),
        (LOCATION, format!("/v1/stocktakes/{stocktake}")),
    ];
    Ok((StatusCode::CREATED, headers, Json(detail)).into_response())
}

/// `GET /v1/stocktakes/{id}`.
pub(crate) async fn one(
    State(app): State<App>,
    Extension(asker): Asker,
    Path(id): Path<String>,
) -> Result<Response, Refused> {
    let id = id_of("stocktake", &id)?;
    let (session, counted) = counted(&app, &asker, id).await?;
    let detail = detail(&app, &asker, session, counted).await?;
    let etag = [(ETAG, format!("\"{}\"", detail.row.etag))];
    Ok((etag, Json(detail)).into_response())
}

/// `GET /v1/stocktakes/{id}/history`: newest first.
pub(crate) async fn history(
    State(app): State<App>,
    Extension(asker): Asker,
    Path(id): Path<String>,
) -> Reply<Page<StocktakeLine>> {
    let id = id_of("stocktake", &id)?;
    session(&app, &asker, id).await?;
    let read = app.read_store(move |store| {
        let key = history_row(id);
        let row = store.get(&key)?.ok_or_else(|| BadRow::of(&key))?;
        Ok(rows::read_lines(&key, &row)?)
    });
    let mut items: Vec<StocktakeLine> = read.await?;
    items.reverse();
    Ok(Json(Page {
        total: items.len() as u64,
        items,
        next: None,
    }))
}

/// `GET /v1/stocktakes/{id}/rooms`: how far each place is.
pub(crate) async fn rooms(
    State(app): State<App>,
    Extension(asker): Asker,
    Path(id): Path<String>,
) -> Reply<Page<RoomRow>> {
    let id = id_of("stocktake", &id)?;
    let (_, counted) = counted(&app, &asker, id).await?;
    let rooms = app.ask(&asker, move |scene| {
        Counting::of(&counted).rooms(|room| scene.unit(room))
    });
    let items = rooms.await?;
    Ok(Json(Page {
        total: items.len() as u64,
        items,
        next: None,
    }))
}

/// `GET /v1/stocktakes/{id}/scans`: what is known of everything, or of what is about one place.
pub(crate) async fn states(
    State(app): State<App>,
    Extension(asker): Asker,
    Path(id): Path<String>,
    parameters: Parameters<RoomParameters>,
) -> Reply<ScanStates> {
    let RoomParameters { room } = read(parameters)?;
    let id = id_of("stocktake", &id)?;
    let (session, counted) = counted(&app, &asker, id).await?;
    let states = app.ask(&asker, move |scene| {
        let room = room.as_deref().map(|name| scene.place_named(name)).transpose()?;
        Ok::<_, Refusal>(query::scan_states(scene, &session, &counted, room))
    });
    Ok(Json(states.await??))
}

/// `POST /v1/stocktakes/{id}/scans`: events are added to the set; what is known already changes nothing.
pub(crate) async fn scan(
    State(app): State<App>,
    Extension(asker): Asker,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Reply<ScansTaken> {
    let stocktake = id_of("stocktake", &id)?;
    let PutScans { events } = body::json(&headers, body, SCANS_BODY_BYTES_MAX).await?;
    let asked = events.clone();
    let taken = done(submit(&app, &asker, StocktakeCommand::Count { stocktake, events }).await)?;
    answer_scans(&app, &asker, &taken, &asked).await.map(Json)
}

/// `GET /v1/stocktakes/{id}/packs`.
pub(crate) async fn packs(
    State(app): State<App>,
    Extension(asker): Asker,
    Path(id): Path<String>,
) -> Reply<Page<PackView>> {
    let id = id_of("stocktake", &id)?;
    let session = session(&app, &asker, id).await?;
    let items = app
        .ask(&asker, move |scene| query::packs(scene, &session))
        .await?;
    Ok(Json(Page {
        total: items.len() as u64,
        items,
        next: None,
    }))
}

/// `GET /v1/stocktakes/{id}/packs/{pack}`: with what came from it after the end.
pub(crate) async fn pack(
    State(app): State<App>,
    Extension(asker): Asker,
    Path((id, pack)): Path<(String, String)>,
) -> Reply<PackDetail> {
    let id = id_of("stocktake", &id)?;
    let (session, counted) = counted(&app, &asker, id).await?;
    let number = PackNumber(id_of("pack", &pack)?);
    let views = app
        .ask(&asker, move |scene| query::packs(scene, &session))
        .await?;
    let view = views.into_iter().find(|view| view.pack == number);
    let view = view.ok_or_else(|| Refused::not_found(&format!("pack {number} of stocktake {id}")))?;
    let (from, to) = late_rows(id);
    let late = app.read_store(move |store| events_in(store, &from, &to)).await?;
    let of_pack = late.iter().filter(|stored| stored.pack == Some(number));
    let counting = Counting::of(&counted);
    Ok(Json(PackDetail {
        late: of_pack
            .filter_map(|stored| counting.outcome(&stored.event))
            .collect(),
        pack: view,
    }))
}

/// `POST /v1/stocktakes/{id}/packs`: somebody takes along what he needs to count without a line.
pub(crate) async fn give_pack(
    State(app): State<App>,
    Extension(asker): Asker,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refused> {
    let stocktake = id_of("stocktake", &id)?;
    session(&app, &asker, stocktake).await?;
    let wish: GivePack = named_places(&app, &asker, &headers, body, |body| {
        let rooms = body.get_mut("rooms").and_then(Value::as_array_mut);
        rooms.into_iter().flatten().collect()
    })
    .await?;
    let rooms: Vec<UnitKey> = wish.rooms.iter().filter_map(|room| room.parse().ok()).collect();
    let holder = wish.holder;
    let give = StocktakeCommand::GivePack {
        stocktake,
        holder,
        rooms,
    };
    let given = done(submit(&app, &asker, give).await)?;
    let (session, counted) = counted(&app, &asker, stocktake).await?;
    let number = given.pack.unwrap_or(PackNumber(0));
    let pack = session
        .pack(number)
        .cloned()
        .ok_or_else(|| Refused::not_found(&format!("pack {number} of stocktake {stocktake}")))?;
    let head = app.ask(&asker, move |scene| PackHead {
        version: PACK_VERSION,
        stocktake,
        pack: number,
        holder: pack.holder,
        given_at: pack.given_at,
        name: session.name,
        school: scene.unit(session.school),
        rooms: pack.rooms,
        committee: session.committee,
        // The book is not counted on a laptop.
        expected: Expectation {
            lines: Vec::new(),
            ..counted.expected
        },
    });
    Ok((StatusCode::CREATED, Json(head.await?)).into_response())
}

/// `POST /v1/stocktakes/{id}/packs/{pack}`: it comes back. A repeat is harmless; what comes after the end is kept, and
/// counts nowhere.
pub(crate) async fn bring_pack(
    State(app): State<App>,
    Extension(asker): Asker,
    Path((id, pack)): Path<(String, String)>,
    headers: HeaderMap,
    body: Body,
) -> Reply<ScansTaken> {
    let stocktake = id_of("stocktake", &id)?;
    let pack = PackNumber(id_of("pack", &pack)?);
    let BringPack { events, last } = body::json(&headers, body, SCANS_BODY_BYTES_MAX).await?;
    let mut tries = 0;
    let (taken, late) = loop {
        tries += 1;
        let (session, counted) = counted(&app, &asker, stocktake).await?;
        let sifted = !session.is_open();
        let mut events = events.clone();
        events.retain(|event| !sifted || !counted.events.contains_key(&event.id));
        let bring = StocktakeCommand::BringPack {
            stocktake,
            pack,
            events,
            last,
            sifted,
        };
        match submit(&app, &asker, bring).await {
            Err(Rejected::Refused(Refusal::Stale(_))) if tries < TRIES => {}
            answer => break (done(answer)?, sifted),
        }
    };
    let answer = answer_scans(&app, &asker, &taken, &[]).await?;
    Ok(Json(ScansTaken { late, ..answer }))
}

/// `POST /v1/stocktakes/{id}/close`. Needs `If-Match`.
pub(crate) async fn close(
    State(app): State<App>,
    Extension(asker): Asker,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Reply<StocktakeChanged> {
    let stocktake = id_of("stocktake", &id)?;
    session(&app, &asker, stocktake).await?;
    let seen = if_match(&headers)?;
    let wish: CloseStocktake = body::json(&headers, body, SCANS_BODY_BYTES_MAX).await?;
    let mut tries = 0;
    let (closed, totals) = loop {
        tries += 1;
        let (session, counted) = counted(&app, &asker, stocktake).await?;
        let ids: Vec<EquipmentId> = counted.expected.items.iter().map(|item| item.record).collect();
        let held = held(&app, &asker, ids).await?;
        let totals = Counting::of(&counted).totals();
        let close = StocktakeCommand::Close {
            stocktake,
            seen,
            wish: wish.clone(),
            counted,
            held,
        };
        match submit(&app, &asker, close).await {
            // Somebody changed one of the records; the count is what it was.
            Err(Rejected::Refused(Refusal::Stale(_))) if tries < TRIES && session.changed_at == seen => {}
            answer => break (done(answer)?, totals),
        }
    };
    Ok(Json(StocktakeChanged {
        id: stocktake,
        etag: closed.etag,
        actions: closed.actions,
        totals,
    }))
}

/// What became of a wish.
struct Done {
    stocktake: StocktakeId,
    etag: Position,
    taken: usize,
    pack: Option<PackNumber>,
    actions: Vec<Position>,
}

async fn submit(app: &App, asker: &Reader, command: StocktakeCommand) -> Result<Answer, Rejected> {
    let command = Command::Stocktake {
        by: asker.clone(),
        command: Box::new(command),
    };
    app.ledger()?.submit(command, SCANS_BODY_BYTES_MAX).await
}

fn done(answer: Result<Answer, Rejected>) -> Result<Done, Refused> {
    match answer? {
        Answer::Stocktake {
            stocktake,
            etag,
            taken,
            pack,
            actions,
        } => Ok(Done {
            stocktake,
            etag,
            taken,
            pack,
            actions,
        }),
        other => Err(unexpected(&other)),
    }
}

async fn answer_scans(
    app: &App,
    asker: &Arc<Reader>,
    taken: &Done,
    asked: &[CountEvent],
) -> Result<ScansTaken, Refused> {
    let (_, counted) = counted(app, asker, taken.stocktake).await?;
    let counting = Counting::of(&counted);
    Ok(ScansTaken {
        etag: taken.etag,
        taken: taken.taken as u32,
        late: false,
        outcomes: asked.iter().filter_map(|event| counting.outcome(event)).collect(),
        totals: counting.totals(),
    })
}

pub(super) async fn session(app: &App, asker: &Arc<Reader>, id: StocktakeId) -> Result<Session, Refused> {
    let session = app.ask(asker, move |scene| query::stocktake(scene, id).cloned());
    session
        .await?
        .ok_or_else(|| Refused::not_found(&format!("stocktake {id}")))
}

/// A stocktake of the asker's with what the store holds of it: at least all that its head names.
pub(super) async fn counted(
    app: &App,
    asker: &Arc<Reader>,
    id: StocktakeId,
) -> Result<(Session, CountedSoFar), Refused> {
    let session = session(app, asker, id).await?;
    let counted = app.read_store(move |store| counted_in(store, id)).await?;
    Ok((session, counted))
}

fn counted_in(store: &dyn Store, id: StocktakeId) -> Result<CountedSoFar, Unread> {
    let key = expected_row(id);
    let row = store.get(&key)?.ok_or_else(|| BadRow::of(&key))?;
    let (from, to) = event_rows(id);
    let stored = events_in(store, &from, &to)?.into_iter();
    Ok(CountedSoFar {
        expected: rows::read(&key.0, &row)?,
        events: stored.map(|stored| (stored.event.id, stored.event)).collect(),
    })
}

fn events_in(store: &dyn Store, from: &RowKey, to: &RowKey) -> Result<Vec<StoredEvent>, Unread> {
    let mut events = Vec::new();
    for (key, row) in store.scan(from, to)? {
        events.extend(rows::read_lines::<StoredEvent>(&RowKey(key), &row)?);
    }
    Ok(events)
}

async fn detail(
    app: &App,
    asker: &Arc<Reader>,
    session: Session,
    counted: CountedSoFar,
) -> Result<StocktakeDetail, Refused> {
    let detail = app.ask(asker, move |scene| {
        query::stocktake_detail(scene, &session, &counted)
    });
    Ok(detail.await?)
}
