//! `kiemke ties`: which machines and records may be one thing, and what a person says about it.

use super::Failure;
use super::arguments::{ConfirmWish, Format, RecordWish, TiesCommand, TiesListWish, TiesWish};
use super::equipment::told;
use super::lists::{daemon, write, writer};
use super::settings::Settings;
use crate::client::Daemon;
use kiemke_config::messages::{Msg, Value, catalogue};
use kiemke_tui_core::effect::ListQuery;
use kiemke_wire::limits::PAGE_ROWS_MAX;
use kiemke_wire::ties::{ConfirmTies, KeepApart, RecordMachines, TieRow, TiesView};

pub(super) async fn run(settings: Settings, wish: TiesWish) -> Result<(), Failure> {
    match wish.action {
        None => list(&settings, wish.list).await,
        Some(TiesCommand::List(wish)) => list(&settings, wish).await,
        Some(TiesCommand::Confirm(ConfirmWish { pairs, sure, format })) => {
            let sure_of = sure;
            let change = daemon(&settings)?.tie(&ConfirmTies { pairs, sure_of }).await;
            let change = change.map_err(|error| Failure::asking("tie machines to records", &error))?;
            told(&settings, &change, format)
        }
        Some(TiesCommand::Apart {
            machine,
            record,
            undo,
        }) => {
            let wish = KeepApart {
                machine,
                record,
                undo,
            };
            apart(&settings, &wish).await
        }
        Some(TiesCommand::Record(RecordWish {
            machines,
            all,
            format,
        })) => {
            let wish = RecordMachines {
                machines,
                all_of: all,
            };
            let change = daemon(&settings)?.record_machines(&wish).await;
            let change = change.map_err(|error| Failure::asking("make records of machines", &error))?;
            told(&settings, &change, format)
        }
    }
}

async fn apart(settings: &Settings, wish: &KeepApart) -> Result<(), Failure> {
    let kept = daemon(settings)?.keep_apart(wish).await;
    kept.map_err(|error| Failure::asking("keep a machine and a record apart", &error))?;
    let values = [
        ("machine", Value::from(wish.machine.to_string())),
        ("record", Value::from(wish.record.to_string())),
    ];
    let done = if wish.undo {
        Msg::TieAgainDone
    } else {
        Msg::KeptApartDone
    };
    println!("{}", catalogue(settings.lang()).with(done, &values));
    Ok(())
}

async fn list(settings: &Settings, wish: TiesListWish) -> Result<(), Failure> {
    let daemon = daemon(settings)?.of_unit(wish.unit.clone());
    let view = all(&daemon, &wish).await?;
    write(wish.format, &view, || writer(settings).ties(&view.items))?;
    if wish.format != Format::Json {
        let texts = catalogue(settings.lang());
        let shown = view.items.len() as u64;
        if shown < view.total {
            let values = [("shown", Value::from(shown)), ("total", Value::from(view.total))];
            eprintln!("{}", texts.with(Msg::TiesMore, &values));
        }
        let counts = [
            ("sure", Value::from(view.sure)),
            ("machines", Value::from(view.machines_without_record)),
            ("records", Value::from(view.records_never_seen)),
        ];
        eprintln!("{}", texts.with(Msg::TiesCounts, &counts));
        if view.partial {
            eprintln!("{}", texts.text(Msg::TiePartial));
        }
    }
    Ok(())
}

/// Pages are asked for until the limit or the end.
async fn all(daemon: &Daemon, wish: &TiesListWish) -> Result<TiesView, Failure> {
    let limit = usize::try_from(wish.limit).unwrap_or(usize::MAX);
    let mut all: Vec<TieRow> = Vec::new();
    let mut cursor = None;
    loop {
        let asked = ListQuery {
            text: wish.q.clone().unwrap_or_default(),
            filter: wish.filter.clone(),
            limit: (limit - all.len()).min(PAGE_ROWS_MAX),
            cursor: cursor.take(),
            ..ListQuery::default()
        };
        let page = daemon
            .ties(&asked)
            .await
            .map_err(|error| Failure::asking("list pairs of machines and records", &error))?;
        all.extend(page.items);
        cursor.clone_from(&page.next);
        if cursor.is_none() || all.len() >= limit {
            let items = all;
            return Ok(TiesView { items, ..page });
        }
    }
}
