//! T11 as a share of the plan: what is managed of what is known to exist, between its bounds.

use crate::query::items::share_view;
use crate::query::{Scene, items, school_items};
use crate::readiness::Aim;
use crate::readiness::items::{ItemTally, item_facts_of};
use kiemke_wire::ids::UnitKey;
use kiemke_wire::time::{MINUTE_MS, UnixMs};
use kiemke_wire::view::{ItemShare, ItemsView, Share, Verdict};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Records and machines of a state that are gone through for each answer: that takes a few milliseconds.
const COUNTED_ANEW_MAX: u64 = 50_000;
/// How long what was counted of more serves: stocktakes and papers come by the day.
const KEPT_MS: i64 = MINUTE_MS;
/// Units that are kept; all go when there would be more.
const KEPT_UNITS_MAX: usize = 4_096;

/// What was counted lately of large states. A clone has nothing: it serves for images.
#[derive(Debug, Default)]
pub(crate) struct ItemsKept(Mutex<HashMap<UnitKey, (UnixMs, Counted)>>);

impl Clone for ItemsKept {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// Items of a unit.
#[derive(Clone, Debug)]
pub(super) struct Counted {
    /// By number.
    share: ItemShare,
    /// Schools without a book.
    no_book: u64,
    /// Records by their level, things without one first.
    pub(super) by_level: [u64; 5],
}

impl Counted {
    fn of(items: &ItemsView) -> Self {
        let mut by_level = [0; 5];
        for category in &items.categories {
            let levels = std::iter::once(category.without_record + category.found).chain(category.records);
            for (sum, count) in by_level.iter_mut().zip(levels) {
                *sum += count;
            }
        }
        Self {
            share: items.whole.by_number.clone(),
            no_book: items.no_book_total,
            by_level,
        }
    }

    /// What of them is managed, beside an aim.
    pub(super) fn share(&self, aim: Option<Aim>) -> Share {
        share_of(&self.share, self.no_book, aim)
    }
}

pub(super) fn counted(scene: &Scene<'_>, unit: UnitKey) -> Counted {
    let count = || Counted::of(&items(scene, unit));
    let fleet = scene.fleet;
    if fleet.machines.count() as u64 + fleet.register.count() as u64 <= COUNTED_ANEW_MAX {
        return count();
    }
    let lock = || fleet.items_kept.0.lock().unwrap_or_else(PoisonError::into_inner);
    let fresh = |at: UnixMs| (0..KEPT_MS).contains(&scene.now.since(at));
    if let Some((at, counted)) = lock().get(&unit)
        && fresh(*at)
    {
        return counted.clone();
    }
    let counted = count();
    let mut kept = lock();
    if kept.len() >= KEPT_UNITS_MAX {
        kept.clear();
    }
    kept.insert(unit, (scene.now, counted.clone()));
    counted
}

/// The share of a unit. `total` is the most that can exist; of it `not_ready` is there for certain and not managed, and of
/// what is `unknown` nobody knows whether it is there. So `high_pct`, which is of the least that exists, is
/// `ready / (ready + not_ready)`: what is unknown is no item that could still turn out to be managed.
pub(crate) fn records_share(scene: &Scene<'_>, unit: UnitKey, aim: Option<Aim>) -> Share {
    counted(scene, unit).share(aim)
}

/// The shares of the units right below one, of which each item stands in one: gone through once for all of them.
pub(crate) fn records_shares(
    scene: &Scene<'_>,
    unit: UnitKey,
    parts: &[UnitKey],
    aim: Option<Aim>,
) -> Vec<Share> {
    let tree = scene.fleet.tree(scene.today());
    let ages = scene.standards.ages(scene.today().day);
    let mut tallies = vec![ItemTally::default(); parts.len()];
    for (school, items) in school_items(scene, unit) {
        let Some(rank) = tree.rank(school) else { continue };
        let at = parts.iter().position(|part| tree.ranks(*part).contains(&rank));
        if let Some(tally) = at.and_then(|at| tallies.get_mut(at)) {
            *tally += &item_facts_of(&items, &ages).tally();
        }
    }
    let share = |tally: &ItemTally| {
        let number = share_view(&tally.whole().number, tally.no_book);
        share_of(&number, tally.no_book, aim)
    };
    tallies.iter().map(share).collect()
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
