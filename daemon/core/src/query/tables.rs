//! Units and lines as sheets in the columns in which they are imported: what is written out changes nothing when it
//! is brought back.

use crate::dated::{Period, When};
use crate::forms::{Cell, Sheet};
use crate::query::{Places, Scene};
use crate::units::{UnitRecord, find};
use kiemke_config::forms::Form;
use kiemke_wire::ids::UnitKey;

const KBPS_A_MBPS: f64 = 1_000.0;
const BYTES_A_MB: u64 = 1_000_000;

/// The units below one, as a table of the form. With `dated` the rows say that they hold on that day alone.
pub fn units_table(places: &Places<'_>, form: &Form, top: UnitKey, dated: bool) -> Sheet {
    let fleet = places.scene.fleet;
    let tree = fleet.tree(places.when);
    let mut sheet = headed(form);
    for (key, _) in &tree.order()[tree.ranks(top)] {
        let Some(record) = fleet.unit(*key).filter(|record| record.key != UnitKey::ROOT) else {
            continue;
        };
        let cells = form
            .columns
            .iter()
            .map(|column| unit_cell(places, record, &column.name, dated));
        sheet.rows.push(cells.collect());
    }
    sheet
}

fn unit_cell(places: &Places<'_>, record: &UnitRecord, column: &str, dated: bool) -> Cell {
    let when = places.when;
    let administration = places.kinds.on(when.day.0);
    let kind = administration.kind(record.kind(when));
    let code = |system: &str| {
        record
            .codes(when)
            .into_iter()
            .find(|(of, _)| *of == system)
            .map(|(_, value)| value)
    };
    match column {
        "key" => Cell::Text(record.key.to_string()),
        "code" => text(kind.and_then(|kind| code(&kind.codes))),
        "name" => text(Some(record.name(when))),
        "kind" => text(Some(kind.map_or(record.kind(when), |kind| &kind.vi))),
        // What is above the reader's own does not show.
        "parent" => record
            .parent(when)
            .filter(|_| record.key != places.scene.reader.unit)
            .map_or(Cell::Empty, |parent| {
                Cell::Text(called_on(&places.scene, parent, places.when))
            }),
        "from" | "to" if dated => Cell::Day(when.day.0),
        "lat" => record
            .place(when)
            .map_or(Cell::Empty, |place| Cell::Number(place.lat)),
        "lon" => record
            .place(when)
            .map_or(Cell::Empty, |place| Cell::Number(place.lon)),
        "power" => text(record.power(when)),
        "seats" => record
            .seats(when)
            .map_or(Cell::Empty, |seats| Cell::Number(seats.into())),
        "closed" => closed_since(record, when),
        column => match (column.strip_prefix("tag."), column.strip_prefix("code.")) {
            (Some(tag), _) => text(record.tag(tag, when)),
            (_, Some(system)) => text(code(system)),
            _ => Cell::Empty,
        },
    }
}

fn closed_since(record: &UnitRecord, when: When) -> Cell {
    let spans = record.spans(crate::units::Slot::Closed, Period::ALWAYS);
    let now = spans.into_iter().find(|(period, _)| period.contains(when.day));
    match now {
        Some((period, Some(fact))) if !fact.says_nothing() => Cell::Day(period.from.0),
        _ => Cell::Empty,
    }
}

/// The lines of a unit and all below with a contract on that day, as a table of the form; and those without one.
pub fn lines_table(places: &Places<'_>, form: &Form, top: UnitKey) -> Sheet {
    let fleet = places.scene.fleet;
    let below = fleet.below(top, places.when);
    let mut sheet = headed(form);
    for line in fleet.lines().filter(|line| below.contains(line.unit)) {
        let spans = fleet
            .contracts()
            .get(line.id)
            .map(|record| record.spans(Period::ALWAYS));
        let span = spans
            .into_iter()
            .flatten()
            .find(|(period, _)| period.contains(places.when.day));
        let period = span.map(|(period, _)| period);
        let contract = fleet.contract(line.id, places.when);
        let mbps =
            |kbps: Option<u32>| kbps.map_or(Cell::Empty, |kbps| Cell::Number(f64::from(kbps) / KBPS_A_MBPS));
        let day = |day: Option<crate::cold::Day>| day.map_or(Cell::Empty, |day| Cell::Day(day.0));
        let Some(contract) = contract else { continue };
        let cells = form.columns.iter().map(|column| match column.name.as_str() {
            "line" => Cell::Text(line.id.to_string()),
            "unit" => Cell::Text(called_on(&places.scene, line.unit, places.when)),
            "code" => text(contract.code.as_deref()),
            "provider" => text(Some(&contract.provider)),
            "kind" => text(contract.kind.as_deref()),
            "down_mbps" => mbps(contract.down_kbps),
            "up_mbps" => mbps(contract.up_kbps),
            "mobile" => Cell::Flag(contract.mobile),
            "budget_mb" => contract
                .month_bytes_max
                .map_or(Cell::Empty, |bytes| Cell::Number((bytes / BYTES_A_MB) as f64)),
            "from" => day(period.and_then(Period::first_day)),
            "to" => day(period.and_then(Period::last_day)),
            _ => Cell::Empty,
        });
        sheet.rows.push(cells.collect());
    }
    sheet
}

pub(super) fn headed(form: &Form) -> Sheet {
    let heads = form
        .columns
        .iter()
        .map(|column| Cell::Text(column.head().to_owned()));
    Sheet {
        name: form.sheet.clone(),
        rows: vec![heads.collect()],
    }
}

pub(super) fn text(text: Option<&str>) -> Cell {
    text.filter(|text| !text.is_empty())
        .map_or(Cell::Empty, |text| Cell::Text(text.to_owned()))
}

/// The shortest text that names the unit alone today: its code, with the system in front, or its key.
pub(super) fn called(scene: &Scene<'_>, unit: UnitKey) -> String {
    called_on(scene, unit, scene.today())
}

fn called_on(scene: &Scene<'_>, unit: UnitKey, when: When) -> String {
    let units = scene.fleet.units();
    let codes = units.get(unit).map_or(Vec::new(), |record| record.codes(when));
    let whole = codes.iter().map(|(system, value)| format!("{system}:{value}"));
    let mut names = codes.iter().map(|(_, value)| (*value).to_owned()).chain(whole);
    names
        .find(|name| find(units, when, name) == Ok(unit))
        .unwrap_or_else(|| unit.to_string())
}
