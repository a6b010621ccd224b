//! Where schools lie, and how the lines there are.

use crate::fleet::line_state;
use crate::query::Scene;
use kiemke_wire::ids::UnitKey;
use kiemke_wire::view::{LineState, SitePoint, SitesView};
use std::collections::{BTreeMap, HashMap};

/// Places of one answer: a country's provinces have fewer schools each; some megabytes.
pub const SITES_MAX: usize = 50_000;

/// Schools, and places in them, that somebody said lie somewhere. A line counts at the nearest such place above it.
pub fn sites(scene: &Scene<'_>, unit: UnitKey) -> SitesView {
    let (fleet, when) = (scene.fleet, scene.today());
    let tree = fleet.tree(when);
    let mut found: BTreeMap<UnitKey, SitePoint> = BTreeMap::new();
    // Of each unit inside a school: the nearest place above it, itself included.
    let mut place_of: HashMap<UnitKey, Option<UnitKey>> = HashMap::new();
    let mut without_place = 0;
    // Parents stand before their children.
    for (key, _) in &tree.order()[tree.ranks(unit)] {
        let Some(record) = fleet.unit(*key) else { continue };
        let is_school = record.kind(when) == "school";
        let above = tree
            .parent(*key)
            .and_then(|parent| place_of.get(&parent))
            .copied();
        if (!is_school && above.is_none() && fleet.school_of(*key, when) == *key)
            || record.closed(when).is_some()
        {
            continue;
        }
        let point = record.place(when);
        without_place += u64::from(is_school && point.is_none());
        place_of.insert(*key, point.map(|_| *key).or(above.flatten()));
        if let Some(point) = point {
            let site = SitePoint {
                unit: *key,
                name: record.name(when).to_owned(),
                lat: point.lat,
                lon: point.lon,
                up: 0,
                down: 0,
                unknown: 0,
            };
            found.insert(*key, site);
        }
    }
    for (line, newest_round) in fleet.line_units_below(unit, when) {
        let place = place_of.get(&line).copied().flatten();
        let Some(site) = place.and_then(|place| found.get_mut(&place)) else {
            continue;
        };
        match line_state(newest_round, scene.now) {
            LineState::Up => site.up += 1,
            LineState::Down => site.down += 1,
            LineState::Unknown => site.unknown += 1,
        }
    }
    let left_out = found.len().saturating_sub(SITES_MAX) as u64;
    let mut sites: Vec<SitePoint> = found.into_values().take(SITES_MAX).collect();
    sites.sort_by(|one, other| (&one.name, one.unit).cmp(&(&other.name, other.unit)));
    SitesView {
        at: scene.now,
        sites,
        without_place,
        left_out,
    }
}
