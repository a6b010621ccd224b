//! What no agent sees of a province, because it stands on paper alone: where its schools lie, what the contracts of their
//! lines promise, and of which places people say that nothing is missing.

use super::LineKey;
use super::units::Place;
use crate::seed::{Draw, Topic};
use crate::world::{LineKind, World};
use kiemke_core::contracts::{Contract, LineChange, LinesChanged};
use kiemke_core::dated::{Period, Stated};
use kiemke_core::entry::Entry;
use kiemke_core::people::{CompleteDeclared, DeclaredOf};
use kiemke_core::units::{Fact, Point, UnitChange, UnitsChanged};
use kiemke_wire::ids::{LineId, UnitKey};
use kiemke_wire::time::UnixMs;
use std::collections::HashMap;

/// The middle of the province, on a plateau of the south, degrees.
const MIDDLE: Point = Point {
    lat: 11.95,
    lon: 107.95,
};
/// Its half height and half width, millionths of a degree.
const REACH: [u32; 2] = [480_000, 620_000];
/// How far a school lies from the middle of its commune at most, millionths of a degree.
const COMMUNE_REACH: [u32; 2] = [60_000, 70_000];
/// Schools whose lines nobody has written down, of a thousand.
const WITHOUT_CONTRACT: u32 = 60;
/// Schools of which nobody has said that all their lines are written down, of a thousand.
const NOT_DECLARED: u32 = 150;

/// Where schools and their sites lie.
pub(super) fn lie(world: &World, places: &[Place], at: UnixMs) -> Entry {
    let mut units = Vec::new();
    for place in places {
        let commune = world.school(place.index).commune;
        let middle = around(
            MIDDLE,
            REACH,
            &mut world.seed().draw(Topic::Commune, u64::from(commune) << 1 | 1),
        );
        let mut draw = world.seed().draw(Topic::Papers, u64::from(place.index.0) << 2);
        let mut units_of: Vec<UnitKey> = vec![place.school];
        units_of.extend(place.sites.iter().filter(|site| **site != place.school));
        units.extend(units_of.into_iter().map(|unit| {
            let point = around(middle, COMMUNE_REACH, &mut draw);
            said(unit, Fact::Place(Some(point)))
        }));
    }
    Entry::UnitsChanged(UnitsChanged {
        at,
        by: None,
        document: None,
        units,
    })
}

/// The contracts of lines.
pub(super) fn promise(world: &World, lines: &HashMap<LineKey, LineId>, at: UnixMs) -> Entry {
    let mut lines: Vec<_> = lines.iter().collect();
    lines.sort_unstable();
    let changes = lines.into_iter().filter_map(|((school, site, number), line)| {
        let mut draw = world.seed().draw(Topic::Papers, u64::from(school.0) << 2 | 1);
        if draw.per_mille(WITHOUT_CONTRACT) {
            return None;
        }
        let way = world.line(*school, *site, *number);
        let kind = match way.kind {
            LineKind::Fibre => "cáp quang",
            LineKind::Copper => "cáp đồng",
            LineKind::Mobile => "4G",
        };
        let contract = Contract {
            provider: way.provider.into(),
            kind: Some(kind.into()),
            down_kbps: Some(way.contract_mbps * 1_000),
            up_kbps: Some(way.contract_mbps * 1_000),
            mobile: way.kind == LineKind::Mobile,
            ..Contract::default()
        };
        Some(LineChange {
            line: *line,
            made_at: None,
            contracts: vec![Stated::new(Some(contract), Period::ALWAYS)],
        })
    });
    Entry::LinesChanged(LinesChanged {
        at,
        by: None,
        document: None,
        lines: changes.collect(),
    })
}

/// Of which sites people say that all lines are written down.
pub(super) fn complete<'a>(
    world: &'a World,
    places: &'a [Place],
    at: UnixMs,
    on: kiemke_core::cold::Day,
) -> impl Iterator<Item = Entry> + 'a {
    let declared = places.iter().filter(|place| {
        let mut draw = world
            .seed()
            .draw(Topic::Papers, u64::from(place.index.0) << 2 | 2);
        !draw.per_mille(NOT_DECLARED)
    });
    declared.flat_map(move |place| {
        place.sites.iter().map(move |site| {
            Entry::CompleteDeclared(CompleteDeclared {
                at,
                by: None,
                site: *site,
                of: DeclaredOf::Lines,
                on: Some(on),
            })
        })
    })
}

fn said(unit: UnitKey, fact: Fact) -> UnitChange {
    UnitChange {
        unit,
        made: false,
        facts: vec![Stated::new(fact, Period::ALWAYS)],
    }
}

/// A point around another one, more often near than far.
fn around(middle: Point, [north, east]: [u32; 2], draw: &mut Draw) -> Point {
    let mut off = |reach: u32| {
        let both = draw.below(reach * 2 + 1) / 2 + draw.below(reach * 2 + 1) / 2;
        f64::from(both) / 1e6 - f64::from(reach) / 1e6
    };
    Point::of(middle.lat + off(north), middle.lon + off(east))
}
