//! The state of one unit with everything below it.

use crate::fleet::line_state;
use crate::query::alerts::alert_count;
use crate::query::below::machines_below;
use crate::query::items::AIM;
use crate::query::{Bounds, JudgedBy, PartsBy, Scene, plan_items, readiness, review};
use kiemke_wire::ids::UnitKey;
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{Equipment, Known, LineCounts, LineState, MachineCounts, Overview, Readiness};

/// The overview of a unit.
pub fn overview(scene: &Scene<'_>, unit: UnitKey) -> Overview {
    let items = plan_items::counted(scene, unit);
    Overview {
        unit: scene.unit(unit),
        path: scene.path(unit, scene.today()),
        at: scene.now,
        known: Known::Now,
        machines: machine_counts(scene, unit),
        lines: line_counts(scene, unit),
        readiness: people(scene, unit),
        items: items.share(Some(AIM)),
        equipment: Equipment {
            total: items.by_level[1..].iter().sum(),
            by_level: items.by_level,
        },
        review_open: review::open_count(scene, unit),
        alerts_open: alert_count(scene, unit),
        demo: scene.fleet.is_demo(),
    }
}

fn machine_counts(scene: &Scene<'_>, unit: UnitKey) -> MachineCounts {
    let bounds = scene.days.bounds(scene.now);
    let mut counts = MachineCounts::default();
    if unit == UnitKey::ROOT {
        for chunk in scene.fleet.machines.chunks() {
            let seen = chunk.last_seen.iter().copied();
            if chunk.away_count == 0 {
                // Sums over one column, without a jump: a million machines are counted in a millisecond.
                count(&bounds, seen, &mut counts);
            } else {
                let here = seen.zip(&chunk.away).filter(|(_, away)| !**away);
                count(&bounds, here.map(|(seen, _)| seen), &mut counts);
            }
        }
    } else {
        for (_, chunk, hits) in machines_below(scene, unit) {
            count(&bounds, hits.iter().map(|at| chunk.last_seen[at]), &mut counts);
        }
    }
    counts.ageing = counts.known - counts.fresh - counts.expired;
    counts
}

fn count(bounds: &Bounds, seen: impl Iterator<Item = UnixMs>, counts: &mut MachineCounts) {
    // A chunk has few machines, so small numbers do and many of them are compared at once.
    let (mut known, mut fresh, mut expired, mut silent) = (0_u32, 0_u32, 0_u32, 0_u32);
    for seen in seen {
        known += 1;
        fresh += u32::from(seen >= bounds.fresh_from);
        expired += u32::from(seen < bounds.ageing_from);
        silent += u32::from(seen < bounds.heard_from);
    }
    counts.known += u64::from(known);
    counts.fresh += u64::from(fresh);
    counts.expired += u64::from(expired);
    counts.silent += u64::from(silent);
}

fn line_counts(scene: &Scene<'_>, unit: UnitKey) -> LineCounts {
    let mut counts = LineCounts::default();
    for (_, newest_round) in scene.fleet.line_units_below(unit, scene.today()) {
        counts.total += 1;
        match line_state(newest_round, scene.now) {
            LineState::Up => counts.up += 1,
            LineState::Down => counts.down += 1,
            LineState::Unknown => counts.unknown += 1,
        }
    }
    counts
}

/// By the plan and the profile that count.
fn people(scene: &Scene<'_>, unit: UnitKey) -> Readiness {
    let table = readiness(scene, unit, PartsBy::Nothing, JudgedBy::default());
    // Shipped plans name profiles that are there; the settings are checked at the start.
    table.map_or_else(
        |_| Readiness::default(),
        |table| Readiness {
            profile: table.profile,
            students: table.whole.students.share,
            teachers: table.whole.teachers.share,
        },
    )
}
