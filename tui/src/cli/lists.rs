//! Data for scripts: one command, one list.

use super::arguments::{
    AlertsWish, EventsWish, Format, ItemsWish, Known, LinesWish, MachineWish, MachinesWish, OverviewWish,
    UnitsWish,
};
use super::settings::Settings;
use super::{Failure, write_out};
use crate::client::Daemon;
use crate::print::rows::Writer;
use crate::print::{self, Table};
use kiemke_config::messages::{Msg, Value, catalogue};
use kiemke_tui_core::effect::ListQuery;
use kiemke_wire::limits::PAGE_ROWS_MAX;
use kiemke_wire::view::{MachineRow, Page, UnitRow};
use serde::Serialize;

pub(super) async fn overview(settings: Settings, wish: OverviewWish) -> Result<(), Failure> {
    let daemon = daemon(&settings)?.of_unit(wish.unit);
    let overview = daemon
        .overview()
        .await
        .map_err(|error| Failure::asking("read the overview", &error))?;
    write(wish.format, &overview, || writer(&settings).overview(&overview))
}

pub(super) async fn machines(settings: Settings, wish: MachinesWish) -> Result<(), Failure> {
    let daemon = daemon(&settings)?.of_unit(wish.unit.clone());
    let page = all_machines(&daemon, &wish).await?;
    let shown = page.items.len() as u64;
    write(wish.format, &page, || writer(&settings).machines(&page.items))?;
    say_more(&settings, wish.format, shown, page.total);
    Ok(())
}

/// Says on stderr that there are more rows than were asked for.
pub(super) fn say_more(settings: &Settings, format: Format, shown: u64, total: u64) {
    if shown < total && format != Format::Json {
        let values = [("shown", Value::from(shown)), ("total", Value::from(total))];
        eprintln!("{}", catalogue(settings.lang()).with(Msg::MoreRows, &values));
    }
}

/// Pages are asked for until the limit or the end.
async fn all_machines(daemon: &Daemon, wish: &MachinesWish) -> Result<Page<MachineRow>, Failure> {
    let limit = usize::try_from(wish.limit).unwrap_or(usize::MAX);
    let mut query = ListQuery {
        text: wish.q.clone().unwrap_or_default(),
        filter: wish.filter.clone(),
        sort: Some(wish.sort.clone()),
        ..ListQuery::default()
    };
    let mut all = Page {
        items: Vec::new(),
        total: 0,
        next: None,
    };
    loop {
        query.limit = (limit - all.items.len()).min(PAGE_ROWS_MAX);
        let page = daemon
            .machines(&query)
            .await
            .map_err(|error| Failure::asking("list machines", &error))?;
        all.items.extend(page.items);
        all.total = page.total;
        all.next = page.next;
        match &all.next {
            Some(next) if all.items.len() < limit => query.cursor = Some(next.clone()),
            _ => return Ok(all),
        }
    }
}

pub(super) async fn machine(settings: Settings, wish: MachineWish) -> Result<(), Failure> {
    let daemon = daemon(&settings)?;
    if wish.revoke_agent {
        let operation = format!("shut out the agent of machine {}", wish.id);
        daemon
            .revoke_agent(wish.id)
            .await
            .map_err(|error| Failure::asking(&operation, &error))?;
    }
    let operation = format!("read machine {}", wish.id);
    let detail = daemon
        .machine(wish.id)
        .await
        .map_err(|error| Failure::asking(&operation, &error))?;
    write(wish.format, &detail, || {
        print::machine::table(&writer(&settings), &detail)
    })
}

pub(super) async fn lines(settings: Settings, wish: LinesWish) -> Result<(), Failure> {
    let daemon = daemon(&settings)?.of_unit(wish.unit);
    let page = daemon
        .lines()
        .await
        .map_err(|error| Failure::asking("list lines", &error))?;
    write(wish.format, &page, || writer(&settings).lines(&page.items))
}

pub(super) async fn items(settings: Settings, wish: ItemsWish) -> Result<(), Failure> {
    let items = daemon(&settings)?
        .of_unit(wish.unit)
        .items()
        .await
        .map_err(|error| Failure::asking("count items", &error))?;
    write(wish.format, &items, || writer(&settings).items(&items))?;
    if items.no_book_total > 0 && wish.format == Format::Table {
        let schools: Vec<&str> = items.no_book.iter().map(|unit| unit.name.as_str()).collect();
        let values = [
            ("n", Value::from(items.no_book_total)),
            ("schools", Value::from(schools.join(", "))),
        ];
        eprintln!("{}", catalogue(settings.lang()).with(Msg::ItemsNoBook, &values));
    }
    Ok(())
}

pub(super) async fn alerts(settings: Settings, wish: AlertsWish) -> Result<(), Failure> {
    let page = daemon(&settings)?
        .of_unit(wish.unit)
        .alerts()
        .await
        .map_err(|error| Failure::asking("list alerts", &error))?;
    write(wish.format, &page, || writer(&settings).alerts(&page.items))
}

pub(super) async fn units(settings: Settings, wish: UnitsWish) -> Result<(), Failure> {
    let daemon = daemon(&settings)?.of_unit(wish.unit.clone());
    let known = wish.known.map(Known::name);
    if let Some(by) = &wish.by {
        let groups = daemon
            .unit_groups(by, wish.at.as_deref(), known)
            .await
            .map_err(|error| Failure::asking("add up units", &error))?;
        return write(wish.format, &groups, || writer(&settings).groups(&groups));
    }
    let page = all_units(&daemon, wish.at.as_deref(), known)
        .await
        .map_err(|error| Failure::asking("list units", &error))?;
    write(wish.format, &page, || writer(&settings).units(&page.items))
}

async fn all_units(
    daemon: &Daemon,
    at: Option<&str>,
    known: Option<&str>,
) -> Result<Page<UnitRow>, kiemke_http::Error> {
    let mut all = daemon.units(at, known, None).await?;
    while let Some(next) = all.next.take() {
        let page = daemon.units(at, known, Some(&next)).await?;
        all.items.extend(page.items);
        all.next = page.next;
    }
    Ok(all)
}

pub(super) async fn events(settings: Settings, wish: EventsWish) -> Result<(), Failure> {
    let limit = usize::try_from(wish.limit).unwrap_or(usize::MAX);
    let page = daemon(&settings)?
        .recent_events(limit)
        .await
        .map_err(|error| Failure::asking("list events", &error))?;
    write(wish.format, &page, || writer(&settings).events(&page.items))
}

pub(super) fn daemon(settings: &Settings) -> Result<Daemon, Failure> {
    settings.daemon()
}

pub(super) fn writer(settings: &Settings) -> Writer<'static> {
    Writer {
        texts: catalogue(settings.lang()),
        offset: settings.look.offset,
    }
}

pub(super) fn write<T: Serialize>(
    format: Format,
    value: &T,
    table: impl FnOnce() -> Table,
) -> Result<(), Failure> {
    let text = match format {
        Format::Json => print::json(value)?,
        Format::Table => table().aligned(),
        Format::Csv => table().csv(),
    };
    write_out(&text)
}
