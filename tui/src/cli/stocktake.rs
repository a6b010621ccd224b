//! Stocktakes for scripts and for whoever counts at a prompt: opened, scanned, given out as packs, brought back, closed.

use super::arguments::{CloseWish, Format, OpenWish, ScanWish, StocktakeCommand, StocktakeWish};
use super::lists::{daemon, write, writer};
use super::settings::Settings;
use super::{Failure, write_out};
use crate::client::Daemon;
use crate::stocktake_pack;
use kiemke_config::messages::{Msg, Value, catalogue};
use kiemke_tui_core::effect::ListQuery;
use kiemke_wire::equipment::{Category, Condition, Document};
use kiemke_wire::ids::{EquipmentId, StocktakeId, UnitKey};
use kiemke_wire::limits::PAGE_ROWS_MAX;
use kiemke_wire::stocktake::{CountEvent, CountId, Counted, ItemState};
use kiemke_wire::view::{
    CloseStocktake, ItemView, MakeRecord, OpenStocktake, Page, PutScans, ScansTaken, Signature, StocktakeRow,
};
use std::io::BufRead as _;

pub(super) async fn run(settings: Settings, wish: StocktakeWish) -> Result<(), Failure> {
    match wish.what {
        None => list(&settings, wish).await,
        Some(StocktakeCommand::Open(wish)) => open(&settings, wish).await,
        Some(StocktakeCommand::Show { id, room, format }) => show(&settings, id, room, format).await,
        Some(StocktakeCommand::History { id, format }) => {
            let operation = format!("read the history of stocktake {id}");
            let page = daemon(&settings)?
                .stocktake_history(id)
                .await
                .map_err(|error| Failure::asking(&operation, &error))?;
            write(format, &page, || writer(&settings).stocktake_history(&page.items))
        }
        Some(StocktakeCommand::Scan(wish)) => scan(&settings, wish).await,
        Some(StocktakeCommand::Pack {
            id,
            file,
            holder,
            rooms,
        }) => stocktake_pack::give(&settings, id, &file, &holder, &rooms).await,
        Some(StocktakeCommand::Count { file, counter, room }) => {
            stocktake_pack::count(&settings, &file, counter, room.as_deref())
        }
        Some(StocktakeCommand::Merge { files, format }) => {
            stocktake_pack::merge(&settings, &files, format).await
        }
        Some(StocktakeCommand::Close(wish)) => close(&settings, wish).await,
    }
}

async fn list(settings: &Settings, wish: StocktakeWish) -> Result<(), Failure> {
    let daemon = daemon(settings)?.of_unit(wish.unit.clone());
    let limit = usize::try_from(wish.limit).unwrap_or(usize::MAX);
    let mut all: Page<StocktakeRow> = Page {
        items: Vec::new(),
        total: 0,
        next: None,
    };
    loop {
        let asked = ListQuery {
            limit: (limit - all.items.len()).min(PAGE_ROWS_MAX),
            cursor: all.next.take(),
            ..ListQuery::default()
        };
        let page = daemon
            .stocktakes(&asked)
            .await
            .map_err(|error| Failure::asking("list stocktakes", &error))?;
        all.items.extend(page.items);
        (all.total, all.next) = (page.total, page.next);
        if all.next.is_none() || all.items.len() >= limit {
            break;
        }
    }
    write(wish.format, &all, || writer(settings).stocktakes(&all.items))
}

async fn open(settings: &Settings, wish: OpenWish) -> Result<(), Failure> {
    let body = OpenStocktake {
        unit: wish.unit,
        name: wish.name,
        rooms: wish.rooms,
        committee: wish.member,
        document: document(wish.document, wish.document_date),
        on: wish.on,
        next_due_on: wish.next_due,
        agents_count: wish.agents,
    };
    let detail = daemon(settings)?
        .open_stocktake(&body)
        .await
        .map_err(|error| Failure::asking("open a stocktake", &error))?;
    write(wish.format, &detail, || writer(settings).stocktake(&detail))
}

async fn show(
    settings: &Settings,
    id: StocktakeId,
    room: Option<String>,
    format: Format,
) -> Result<(), Failure> {
    let operation = format!("read stocktake {id}");
    let failed = |error| Failure::asking(&operation, &error);
    let daemon = daemon(settings)?;
    if room.is_none() && format == Format::Table {
        let detail = daemon.stocktake(id).await.map_err(failed)?;
        write_out(&writer(settings).stocktake(&detail).aligned())?;
        return write(format, &detail, || {
            writer(settings).stocktake_rooms(&detail.rooms)
        });
    }
    match room {
        None => {
            let detail = daemon.stocktake(id).await.map_err(failed)?;
            write(format, &detail, || {
                writer(settings).stocktake_rooms(&detail.rooms)
            })
        }
        Some(room) => {
            let states = daemon.scan_states(id, Some(&room)).await.map_err(failed)?;
            write(format, &states, || writer(settings).scan_states(&states))
        }
    }
}

async fn scan(settings: &Settings, wish: ScanWish) -> Result<(), Failure> {
    let daemon = daemon(settings)?;
    let operation = format!("scan in stocktake {}", wish.id);
    let failed = |error| Failure::asking(&operation, &error);
    let states = daemon
        .scan_states(wish.id, Some(&wish.room))
        .await
        .map_err(failed)?;
    let [row] = states.rooms.as_slice() else {
        return Err(Failure::because(operation, "the daemon told of another room"));
    };
    let room = row.unit.key;
    let mut told = Vec::new();
    told.extend(
        wish.withdraw
            .iter()
            .map(|event| Counted::Withdraw { event: *event }),
    );
    told.extend(wish.settle.iter().map(|record| {
        let record = *record;
        Counted::Settle { record, room }
    }));
    told.extend(wish.codes.iter().map(|code| scanned(&wish, room, code)));
    let from_lines = told.is_empty() && !wish.done;
    if wish.done && !from_lines {
        told.push(Counted::RoomDone { room });
    }
    if !from_lines {
        let taken = put(&daemon, &wish, told).await.map_err(failed)?;
        return write(wish.format, &taken, || writer(settings).scans_taken(&taken));
    }
    // One after the other, as a scanner types them; each is told as soon as it is kept.
    for line in std::io::stdin().lock().lines() {
        let line = line.map_err(|error| Failure::failed("read codes from standard input", &error))?;
        if line.trim().is_empty() {
            continue;
        }
        let told = vec![scanned(&wish, room, line.trim())];
        let taken = put(&daemon, &wish, told).await.map_err(failed)?;
        write(wish.format, &taken, || writer(settings).scans_taken(&taken))?;
    }
    Ok(())
}

fn scanned(wish: &ScanWish, room: UnitKey, code: &str) -> Counted {
    Counted::Scan {
        room,
        code: code.to_owned(),
        condition: wish.condition,
        note: wish.note.clone(),
    }
}

async fn put(daemon: &Daemon, wish: &ScanWish, told: Vec<Counted>) -> Result<ScansTaken, kiemke_http::Error> {
    let events = told.into_iter().map(|what| CountEvent {
        id: CountId(stocktake_pack::random()),
        at: crate::clock::wall(),
        counter: wish.counter.clone(),
        what,
    });
    let body = PutScans {
        events: events.collect(),
    };
    daemon.put_scans(wish.id, &body).await
}

async fn close(settings: &Settings, wish: CloseWish) -> Result<(), Failure> {
    let daemon = daemon(settings)?;
    let operation = format!("close stocktake {}", wish.id);
    let failed = |error| Failure::asking(&operation, &error);
    // Decisions are about what was seen: whatever is counted meanwhile makes the daemon refuse.
    let states = daemon.scan_states(wish.id, None).await.map_err(failed)?;
    let those = |asked: bool, fits: fn(&ItemView) -> bool| -> Vec<EquipmentId> {
        let all = states.items.iter().filter(|item| asked && fits(item));
        all.map(|item| item.record)
            .filter(|record| !wish.leave.contains(record))
            .collect()
    };
    let is_unusable = |item: &ItemView| item.state.is_found() && item.condition == Some(Condition::Unusable);
    let records = wish.surplus_as.iter().flat_map(|category| {
        let made = states.surplus.iter().map(|surplus| MakeRecord {
            code: surplus.code.clone(),
            room: surplus.room,
            name: surplus
                .notes
                .first()
                .cloned()
                .unwrap_or_else(|| surplus.code.clone()),
            category: Category(category.clone()),
        });
        made.collect::<Vec<_>>()
    });
    let signatures = wish.sign.iter().map(|member| Signature {
        name: member.name.clone(),
        title: member.title.clone(),
        on: None,
    });
    let body = CloseStocktake {
        document: document(Some(wish.document.clone()), wish.document_date),
        signatures: signatures.collect(),
        abandon: wish.abandon.clone(),
        moved: those(wish.move_misplaced, |item| item.state == ItemState::Misplaced),
        lost: those(wish.missing_lost, |item| item.state == ItemState::Missing),
        found_again: those(wish.found_again, |item| item.lost && item.state.is_found()),
        broken: those(wish.unusable_broken, is_unusable),
        records: records.collect(),
    };
    let changed = daemon
        .close_stocktake(wish.id, states.etag, &body)
        .await
        .map_err(failed)?;
    write(wish.format, &changed, || {
        writer(settings).count_totals(&changed.totals)
    })?;
    if wish.format == Format::Table {
        let values = [
            ("stocktake", Value::from(wish.id.to_string())),
            ("n", Value::from(changed.actions.len() as u64)),
        ];
        write_out(&format!(
            "{}\n",
            catalogue(settings.lang()).with(Msg::StocktakeIsClosed, &values)
        ))?;
    }
    Ok(())
}

fn document(number: Option<String>, date: Option<kiemke_wire::date::Date>) -> Option<Document> {
    number.map(|number| Document { number, date })
}
