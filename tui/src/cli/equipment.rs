//! Equipment records for scripts: lists, one record, its history, and what is done with things.

use super::Failure;
use super::arguments::{ActWish, EquipmentCommand, EquipmentWish, Format, ReceiveWish};
use super::lists::{daemon, write, writer};
use super::settings::Settings;
use crate::client::Daemon;
use kiemke_config::messages::{Msg, Value, catalogue};
use kiemke_tui_core::effect::ListQuery;
use kiemke_tui_core::state::{BadCodes, counted_codes};
use kiemke_wire::equipment::{Document, HistoryLine};
use kiemke_wire::ids::{EquipmentId, Position};
use kiemke_wire::limits::PAGE_ROWS_MAX;
use kiemke_wire::view::{EquipmentChange, EquipmentRow, Page};
use serde_json::{Map, json};

pub(super) async fn run(settings: Settings, wish: EquipmentWish) -> Result<(), Failure> {
    match wish.what {
        None => list(&settings, wish).await,
        Some(EquipmentCommand::Show { id, format }) => show(&settings, id, format).await,
        Some(EquipmentCommand::History { id, format }) => history(&settings, id, format).await,
        Some(EquipmentCommand::Receive(wish)) => receive(&settings, wish).await,
        Some(EquipmentCommand::Act(wish)) => act(&settings, wish).await,
        Some(EquipmentCommand::Undo { entry, format }) => undo(&settings, entry, format).await,
    }
}

async fn list(settings: &Settings, wish: EquipmentWish) -> Result<(), Failure> {
    let daemon = daemon(settings)?.of_unit(wish.unit.clone());
    let page = all(&daemon, &wish).await?;
    let shown = page.items.len() as u64;
    write(wish.format, &page, || writer(settings).equipment(&page.items))?;
    if shown < page.total && wish.format != Format::Json {
        let values = [("shown", Value::from(shown)), ("total", Value::from(page.total))];
        eprintln!("{}", catalogue(settings.lang()).with(Msg::MoreRecords, &values));
    }
    Ok(())
}

/// Pages are asked for until the limit or the end.
async fn all(daemon: &Daemon, wish: &EquipmentWish) -> Result<Page<EquipmentRow>, Failure> {
    let limit = usize::try_from(wish.limit).unwrap_or(usize::MAX);
    let mut all: Page<EquipmentRow> = Page {
        items: Vec::new(),
        total: 0,
        next: None,
    };
    loop {
        let asked = ListQuery {
            text: wish.q.clone().unwrap_or_default(),
            filter: wish.filter.clone(),
            sort: Some(wish.sort.clone()),
            limit: (limit - all.items.len()).min(PAGE_ROWS_MAX),
            cursor: all.next.take(),
            ..ListQuery::default()
        };
        let page = daemon
            .equipment(&asked)
            .await
            .map_err(|error| Failure::asking("list equipment records", &error))?;
        all.items.extend(page.items);
        (all.total, all.next) = (page.total, page.next);
        if all.next.is_none() || all.items.len() >= limit {
            return Ok(all);
        }
    }
}

async fn show(settings: &Settings, id: EquipmentId, format: Format) -> Result<(), Failure> {
    let operation = format!("read equipment record {id}");
    let row = daemon(settings)?
        .equipment_record(id)
        .await
        .map_err(|error| Failure::asking(&operation, &error))?;
    write(format, &row, || writer(settings).equipment_record(&row))
}

async fn history(settings: &Settings, id: EquipmentId, format: Format) -> Result<(), Failure> {
    let operation = format!("read the history of equipment record {id}");
    let page: Page<HistoryLine> = daemon(settings)?
        .equipment_history(id)
        .await
        .map_err(|error| Failure::asking(&operation, &error))?;
    write(format, &page, || writer(settings).equipment_history(&page.items))
}

async fn receive(settings: &Settings, wish: ReceiveWish) -> Result<(), Failure> {
    let codes = match &wish.code {
        Some(first) => codes(first, wish.count)?.into_iter().map(Some).collect(),
        None => vec![None; wish.count as usize],
    };
    if wish.count > 1 && wish.serial.is_some() {
        return Err(Failure::usage(
            "one serial number belongs to one thing; leave out --serial or --count",
        ));
    }
    let records = codes.into_iter().map(|code| {
        let mut record = Map::new();
        let mut put = |field: &str, value: Option<serde_json::Value>| {
            if let Some(value) = value {
                record.insert(field.to_owned(), value);
            }
        };
        put("code", code.map(Into::into));
        put("name", Some(wish.name.clone().into()));
        put("category", Some(wish.category.clone().into()));
        put("place", Some(wish.place.clone().into()));
        put("state", Some("in_store".into()));
        put("maker", wish.maker.clone().map(Into::into));
        put("model", wish.model.clone().map(Into::into));
        put("serial", wish.serial.clone().map(Into::into));
        put("funding", wish.funding.clone().map(Into::into));
        put("year_in_use", wish.year.map(Into::into));
        put("cost_dong", wish.cost.map(Into::into));
        record
    });
    let body = json!({
        "records": records.collect::<Vec<_>>(),
        "document": document(wish.paper.document, wish.paper.document_date),
        "reason": wish.paper.reason,
        "on": wish.paper.on,
    });
    let change = daemon(settings)?
        .change_equipment("/v1/equipment", &body)
        .await
        .map_err(|error| Failure::asking("receive equipment", &error))?;
    told(settings, &change, wish.format)
}

async fn act(settings: &Settings, wish: ActWish) -> Result<(), Failure> {
    let holder = wish.holder.map(|holder| match holder.as_str() {
        "lab" | "staff" => json!(holder),
        _ => json!({ "person": holder }),
    });
    let body = json!({
        "ids": wish.ids,
        "act": {
            "action": wish.action,
            "document": document(wish.paper.document, wish.paper.document_date),
            "reason": wish.paper.reason,
            "place": wish.place,
            "seat": wish.seat,
            "holder": holder,
            "condition": wish.condition,
            "in_use": wish.in_use.then_some(true),
            "on": wish.paper.on,
        },
    });
    let operation = format!("{} equipment", wish.action.code().replace('_', " "));
    let change = daemon(settings)?
        .change_equipment("/v1/equipment/actions", &body)
        .await
        .map_err(|error| Failure::asking(&operation, &error))?;
    told(settings, &change, wish.format)
}

async fn undo(settings: &Settings, entry: Position, format: Format) -> Result<(), Failure> {
    let operation = format!("take back entry {entry}");
    let change = daemon(settings)?
        .change_equipment("/v1/equipment/undo", &json!({ "entry": entry }))
        .await
        .map_err(|error| Failure::asking(&operation, &error))?;
    told(settings, &change, format)
}

pub(super) fn told(settings: &Settings, change: &EquipmentChange, format: Format) -> Result<(), Failure> {
    write(format, change, || writer(settings).equipment_change(change))
}

fn document(number: Option<String>, date: Option<kiemke_wire::date::Date>) -> Option<Document> {
    number.map(|number| Document { number, date })
}

fn codes(first: &str, count: u32) -> Result<Vec<String>, Failure> {
    counted_codes(first, count).map_err(|bad| {
        Failure::usage(match bad {
            BadCodes::NoNumber => "--code ends in a number from which more than one is counted up",
            BadCodes::TooLong => "the number at the end of --code is too long to count up from",
        })
    })
}
