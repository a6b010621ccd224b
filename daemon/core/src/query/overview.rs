//! The state of one unit with everything below it.

use crate::query::Scene;
use kiemke_wire::ids::UnitKey;
use kiemke_wire::view::{
    Equipment, Freshness, Known, LineCounts, LineState, MachineCounts, Overview, ProfileName, Readiness,
    Share, UnitView, Verdict,
};

/// The overview of a unit.
pub fn overview(scene: &Scene<'_>, unit: UnitKey) -> Overview {
    Overview {
        unit: scene.unit(unit),
        path: path(scene, unit),
        at: scene.now,
        known: Known::Now,
        machines: machine_counts(scene, unit),
        lines: line_counts(scene, unit),
        readiness: Readiness {
            profile: ProfileName {
                name: "day-hoc-truc-tuyen".into(),
                version: 1,
            },
            students: nothing_to_count(Some(50.0)),
            teachers: nothing_to_count(Some(50.0)),
        },
        items: nothing_to_count(Some(80.0)),
        equipment: Equipment::default(),
        review_open: 0,
        alerts_open: 0,
        demo: false,
    }
}

fn path(scene: &Scene<'_>, unit: UnitKey) -> Vec<UnitView> {
    let mut path = Vec::new();
    let mut above = scene.unit(unit).parent;
    while let Some(key) = above {
        let view = scene.unit(key);
        above = view.parent;
        path.insert(0, view);
    }
    path
}

fn machine_counts(scene: &Scene<'_>, unit: UnitKey) -> MachineCounts {
    let mut counts = MachineCounts::default();
    for machine in scene
        .fleet
        .machines
        .values()
        .filter(|machine| scene.is_within(machine.unit, unit))
    {
        counts.known += 1;
        match scene.days.freshness(machine.last_seen, scene.now) {
            Freshness::Fresh => counts.fresh += 1,
            Freshness::Ageing => counts.ageing += 1,
            Freshness::Expired => counts.expired += 1,
        }
        counts.silent += u64::from(scene.days.is_silent(machine.last_seen, scene.now));
    }
    counts
}

fn line_counts(scene: &Scene<'_>, unit: UnitKey) -> LineCounts {
    let mut counts = LineCounts::default();
    for line in scene
        .fleet
        .lines()
        .filter(|line| scene.is_within(line.unit, unit))
    {
        counts.total += 1;
        match line.state(scene.now) {
            LineState::Up => counts.up += 1,
            LineState::Down => counts.down += 1,
            LineState::Unknown => counts.unknown += 1,
        }
    }
    counts
}

/// A share over an empty roster: there is nothing to judge, which is neither met nor missed.
fn nothing_to_count(target_pct: Option<f64>) -> Share {
    Share {
        ready: 0,
        not_ready: 0,
        unknown: 0,
        total: 0,
        low_pct: None,
        high_pct: None,
        coverage_pct: None,
        target_pct,
        verdict: Verdict::NotApplicable,
    }
}
