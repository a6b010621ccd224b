//! The province's units and lines as tables, and how they come to a daemon before its machines do: as an office would
//! bring them.

use crate::world::{LineKind, Machine, SchoolIndex, World};
use kiemke_http::{Client, Error, Request};
use kiemke_wire::view::ImportReport;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Rows of one table; a daemon takes a few more.
const ROWS: usize = 10_000;

const UNIT_HEADS: &str = "code;name;kind;parent;tag.level";
const LINE_HEADS: &str = "unit;provider;kind;down_mbps;up_mbps;mobile;code";

/// Imports all units, then all lines; returns how many rows were taken in.
///
/// # Errors
/// When the daemon cannot be reached or refuses a table.
pub async fn import(world: &World, daemon: &Client) -> Result<u64, Error> {
    let mut taken = 0;
    for (kind, heads, rows) in [
        ("units", UNIT_HEADS, units(world)),
        ("lines", LINE_HEADS, lines(world)),
    ] {
        for rows in rows.chunks(ROWS) {
            let table = format!("{heads}\n{}\n", rows.join("\n"));
            let path = format!("/v1/import/{kind}?file=province");
            let report: ImportReport = daemon.json(Request::post_file(path, table)).await?;
            taken += report.rows;
        }
    }
    Ok(taken)
}

/// The room in which a machine stands, as a path of codes that names it in the whole province.
pub fn room(world: &World, machine: &Machine) -> String {
    format!(
        "{}/{}",
        site_code(world, machine.school.index, machine.room.site),
        machine.room.code
    )
}

fn site_code(world: &World, index: SchoolIndex, site: u32) -> String {
    let school = world.school(index);
    match school.sites {
        0 | 1 => school.code,
        _ => format!("{}-{}", school.code, site + 1),
    }
}

/// Units from the top down.
fn units(world: &World) -> Vec<String> {
    let mut rows = Vec::new();
    for number in 0..world.communes() {
        let name = crate::names::commune(world.seed(), number);
        rows.push(format!("{};{name};commune;;", commune_code(number)));
    }
    for index in (0..world.schools()).map(SchoolIndex) {
        let school = world.school(index);
        let level = school.level.abbreviation();
        let commune = commune_code(school.commune);
        rows.push(format!(
            "{};{};school;{commune};{level}",
            school.code, school.name
        ));
    }
    for index in (0..world.schools()).map(SchoolIndex) {
        let school = world.school(index);
        for site in (0..school.sites).filter(|_| school.sites > 1) {
            let name = world.site(index, site).name;
            rows.push(format!(
                "{};{name};site;{};",
                site_code(world, index, site),
                school.code
            ));
        }
    }
    let rooms: BTreeSet<(String, String)> = world
        .machines()
        .map(|index| {
            let machine = world.machine(index);
            (
                site_code(world, machine.school.index, machine.room.site),
                machine.room.code,
            )
        })
        .collect();
    rows.extend(
        rooms
            .iter()
            .map(|(site, room)| format!("{room};{room};room;{site};")),
    );
    rows
}

fn lines(world: &World) -> Vec<String> {
    let mut rows = Vec::new();
    for index in (0..world.schools()).map(SchoolIndex) {
        for site in 0..world.school(index).sites {
            let code = site_code(world, index, site);
            for number in 0..world.site(index, site).lines {
                let line = world.line(index, site, number);
                let (kind, mobile) = match line.kind {
                    LineKind::Fibre => ("cáp quang", "không"),
                    LineKind::Copper => ("cáp đồng", "không"),
                    LineKind::Mobile => ("4G", "có"),
                };
                let mut row = format!("{code};{};{kind};{}", line.provider, line.contract_mbps);
                let _ = write!(row, ";{};{mobile};{code}.{}", line.contract_mbps, number + 1);
                rows.push(row);
            }
        }
    }
    rows
}

fn commune_code(number: u32) -> String {
    format!("x{:04}", number + 1)
}
