//! Open alerts.

use crate::alerts::{OpenAlert, Scope};
use crate::query::Scene;
use kiemke_wire::ids::UnitKey;
use kiemke_wire::view::{AlertScope, AlertView, Page};

/// The open alerts that show in a unit or below it, newest first.
pub fn alerts(scene: &Scene<'_>, unit: UnitKey) -> Page<AlertView> {
    let items: Vec<AlertView> = open(scene, unit).map(|alert| view(scene, alert)).collect();
    Page {
        total: items.len() as u64,
        items,
        next: None,
    }
}

/// How many those are.
pub(super) fn alert_count(scene: &Scene<'_>, unit: UnitKey) -> u64 {
    open(scene, unit).count() as u64
}

fn open<'a>(scene: &Scene<'a>, unit: UnitKey) -> impl Iterator<Item = &'a OpenAlert> {
    let below = scene.below(unit);
    let shows = move |alert: &&OpenAlert| {
        below
            .as_ref()
            .is_none_or(|below| alert.named.iter().any(|one| below.contains(*one)))
    };
    scene.fleet.alerts().open.iter().rev().filter(shows)
}

fn view(scene: &Scene<'_>, alert: &OpenAlert) -> AlertView {
    let theirs = alert.named.iter().filter(|unit| scene.sees(**unit));
    let place = match &alert.cause.scope {
        Scope::Line(_) => alert.named.iter().find(|unit| scene.sees(**unit)).copied(),
        Scope::Unit(unit) => Some(*unit),
        Scope::Provider(_) => None,
    };
    let above = place.map(|place| scene.names_above(place, scene.today()));
    let (acknowledged_by, acknowledged_at) = alert.acknowledged.clone().unzip();
    AlertView {
        id: alert.number,
        symptom: alert.cause.symptom,
        scope: match &alert.cause.scope {
            Scope::Line(line) => AlertScope::Line(*line),
            Scope::Unit(unit) => AlertScope::Unit(scene.unit(*unit)),
            Scope::Provider(provider) => AlertScope::Provider(provider.clone()),
        },
        since: alert.since,
        units: alert.units,
        named: theirs.map(|unit| scene.unit(*unit)).collect(),
        above: above.unwrap_or_default(),
        acknowledged_by,
        acknowledged_at,
    }
}
