//! T11 as a share of the plan: what is managed of what is known to exist, between its bounds.

use crate::query::Scene;
use crate::query::items::{facts_below, share_view};
use crate::query::readiness::Bench;
use crate::readiness::items::ItemCounts;
use crate::readiness::{self, Aim, Range};
use kiemke_wire::ids::UnitKey;
use kiemke_wire::view::{ItemShare, Share, Verdict};

/// The items of a unit today.
pub(super) fn counted(scene: &Scene<'_>, unit: UnitKey) -> ItemCounts {
    counted_each(scene, &[unit]).pop().unwrap_or_default()
}

/// The items of units, in their order.
fn counted_each(scene: &Scene<'_>, units: &[UnitKey]) -> Vec<ItemCounts> {
    let (fleet, today) = (scene.fleet, scene.today());
    if units.iter().all(|unit| fleet.school_of(*unit, today) == *unit) {
        return fleet.items_kept.of(scene, units);
    }
    // Part of a school: few things, and of other schools none.
    let of_part = |unit: &UnitKey| {
        let mut counts = ItemCounts::default();
        for (_, facts) in facts_below(scene, *unit) {
            counts.add(&ItemCounts::of(&facts));
        }
        counts
    };
    units.iter().map(of_part).collect()
}

/// The share of a unit. `total` is the most that can exist; of it `not_ready` is there for certain and not managed, and of
/// what is `unknown` nobody knows whether it is there. So `high_pct`, which is of the least that exists, is
/// `ready / (ready + not_ready)`: what is unknown is no item that could still turn out to be managed.
///
/// Of a day that is over it is what rows keep: nothing before the first day that is kept, and nothing of a part of a school.
pub(super) fn records_share(
    scene: &Scene<'_>,
    bench: &Bench<'_>,
    unit: UnitKey,
    aim: Option<Aim>,
) -> Option<Share> {
    records_shares(scene, bench, &[unit], aim).pop().flatten()
}

/// Those of units, in their order.
pub(super) fn records_shares(
    scene: &Scene<'_>,
    bench: &Bench<'_>,
    units: &[UnitKey],
    aim: Option<Aim>,
) -> Vec<Option<Share>> {
    let share = |counts: &ItemCounts| counts.share(aim);
    match bench.past() {
        Some(past) => units.iter().map(|unit| past.items.get(unit).map(share)).collect(),
        None => {
            let counts = counted_each(scene, units);
            counts.iter().map(|counts| Some(share(counts))).collect()
        }
    }
}

/// What such a share lies between.
pub(super) fn items_range(share: &Share) -> Range {
    let certain = share.ready + share.not_ready;
    let of = |part, whole| readiness::Share { part, whole };
    Range {
        low: of(share.ready, share.total),
        high: of(share.ready, certain),
        coverage: of(certain, share.total),
    }
}

impl ItemCounts {
    /// What of them is managed, beside an aim.
    pub(super) fn share(&self, aim: Option<Aim>) -> Share {
        share_of(&share_view(&self.bounds, self.no_book), self.no_book, aim)
    }
}

fn share_of(number: &ItemShare, no_book: u64, aim: Option<Aim>) -> Share {
    let certain = number.low.max(number.managed);
    let total = number.high.max(certain);
    let permille = |part: u64, whole: u64| (part * 1_000).checked_div(whole);
    // For the target of another plan the verdict is that of its own value.
    let verdict = match aim {
        None => Verdict::NotApplicable,
        Some(_) if no_book > 0 => Verdict::Unproven,
        Some(_) if number.high == 0 => Verdict::NotApplicable,
        Some(aim) if aim.holds(number.managed, number.high) => Verdict::Met,
        Some(aim) if !aim.holds(number.managed.min(number.low), number.low) => Verdict::Missed,
        Some(_) => Verdict::Unproven,
    };
    Share {
        ready: number.managed,
        not_ready: certain - number.managed,
        unknown: total - certain,
        total,
        low_pct: number.low_pct,
        high_pct: number.high_pct,
        coverage_pct: permille(certain, total).map(|permille| permille as f64 / 10.0),
        target_pct: aim.map(|aim| f64::from(aim.percent)),
        verdict,
        more: None,
        untold: no_book,
        withheld: false,
    }
}
