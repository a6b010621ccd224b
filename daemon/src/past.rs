//! Counts of past days out of the store: those that are kept of units, and those of the rows of sites.

mod beside;
mod items;

pub(crate) use beside::BesideKept;
pub(crate) use items::items_in;

use crate::store::{Store, StoreError};
use beside::{BesideDays, beside_days};
use items::{item_days, items_of_days};
use kiemke_core::cold::Day;
use kiemke_core::leaves::{
    KeptSums, PastDay, SummedDays, Sums, kept_sums, leaf_rows, past_leaves, sums_rows, sums_rows_before,
};
use kiemke_core::query::{Past, PastAsked, PastUnit};
use kiemke_core::readiness::items::ItemCounts;
use kiemke_core::rows::BadRow;
use kiemke_wire::ids::UnitKey;
use kiemke_wire::view::Known;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Why a past day cannot be read. The text fits after "failed to".
#[derive(Debug, thiserror::Error)]
pub(crate) enum PastUnread {
    /// The engine failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A row is not what it should be.
    #[error(transparent)]
    Row(#[from] BadRow),
}

/// What is kept of units, and what is left to be counted from the rows of their sites.
#[derive(Debug)]
pub(crate) struct Begun {
    counts: Vec<BTreeMap<UnitKey, Arc<Sums>>>,
    beside: BesideDays,
    items: Vec<BTreeMap<UnitKey, ItemCounts>>,
    /// The units of which some day is not kept.
    pub(crate) open: Vec<PastUnit>,
}

/// Reads what is kept of units on these days.
pub(crate) fn begin(
    store: &dyn Store,
    asked: &PastAsked,
    days: &[(Day, Known)],
    kept: (&BesideKept, Day),
) -> Result<Begun, PastUnread> {
    let beside = beside_days(store, asked, days, kept)?;
    // What is not kept day by day is counted like all else.
    let is_kept = beside.is_some();
    let counted = asked.beside.iter().filter(|_| !is_kept);
    let is_told = |unit: &&PastUnit| asked.units.iter().any(|told| told.unit == unit.unit);
    let counted = counted
        .flat_map(|beside| &beside.units)
        .filter(|unit| !is_told(unit));
    let mut begun = Begun {
        counts: vec![BTreeMap::new(); days.len()],
        beside: beside.unwrap_or_else(|| vec![BTreeMap::new(); days.len()]),
        items: items_of_days(store, asked, days)?,
        open: Vec::new(),
    };
    for unit in asked.units.iter().chain(counted) {
        let summed = match unit.is_summed {
            true => summed(store, asked, unit.unit, days)?,
            false => None,
        };
        match summed {
            Some(summed) => {
                for (counts, sums) in begun.counts.iter_mut().zip(summed) {
                    counts.insert(unit.unit, sums);
                }
            }
            None => begun.open.push(unit.clone()),
        }
    }
    Ok(begun)
}

/// The counts of these days, in their order: those that were kept, and the rest from the rows of sites.
pub(crate) fn finish(
    store: &dyn Store,
    asked: &PastAsked,
    days: &[(Day, Known)],
    begun: Begun,
) -> Result<Vec<Past>, PastUnread> {
    let Begun {
        mut counts,
        beside,
        items,
        open,
    } = begun;
    let read = |counts: Vec<BTreeMap<UnitKey, Arc<Sums>>>| {
        let read = days.iter().zip(counts).zip(beside).zip(items);
        read.map(|(((day, sums), beside), items)| asked.read(*day, sums, beside, items))
            .collect()
    };
    if open.is_empty() {
        return Ok(read(counts));
    }
    let judge = asked.judge();
    let ages = asked.ages(days);
    let last = days.iter().map(|(day, _)| *day).max().unwrap_or(asked.when.day);
    // A site stands in several of the units: each is read once.
    let mut of_site: BTreeMap<UnitKey, Vec<usize>> = BTreeMap::new();
    for (at, unit) in open.iter().enumerate() {
        for place in asked.places_of(unit) {
            of_site.entry(place).or_default().push(at);
        }
    }
    let mut counted = vec![vec![Sums::new(); days.len()]; open.len()];
    for (place, within) in of_site {
        let kept = site_days(store, place, last, days)?;
        let site = asked.site(place, kept);
        for (number, sums) in asked.counted(&site, &judge, &ages).into_iter().enumerate() {
            for at in &within {
                for (key, sum) in &sums {
                    counted[*at][number].entry(*key).or_default().add(sum);
                }
            }
        }
    }
    for (unit, counted) in open.into_iter().zip(counted) {
        for (counts, sums) in counts.iter_mut().zip(counted) {
            counts.insert(unit.unit, Arc::new(sums));
        }
    }
    Ok(read(counts))
}

/// Of a unit whose counts are kept day by day: the first of these days that is kept, if any is. The history of one that
/// has none would be counted from each of its schools, for each day.
pub(crate) fn first_kept(store: &dyn Store, asked: &PastAsked, from: Day) -> Result<FirstKept, PastUnread> {
    if asked.units.is_empty() {
        let kept = item_days(store, from, asked.when.day)?;
        let first = kept.kept_day(from).map(|_| from).or(kept.first());
        let first = first.filter(|_| !asked.items.is_empty());
        return Ok(first.map_or(FirstKept::Nothing, FirstKept::Day));
    }
    let is_summed = asked
        .units
        .iter()
        .any(|unit| unit.unit == asked.unit && unit.is_summed);
    if !is_summed {
        return Ok(FirstKept::Counted);
    }
    let kept = asked.summed(sums_of(store, asked.unit, from, asked.when.day)?);
    Ok(kept.first().map_or(FirstKept::Nothing, FirstKept::Day))
}

/// From when on a history is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FirstKept {
    /// From any day: it is counted from the rows of few schools.
    Counted,
    /// From that day.
    Day(Day),
    /// No day is kept by that profile.
    Nothing,
}

/// The counts that are kept of a unit; none when some day has none.
fn summed(
    store: &dyn Store,
    asked: &PastAsked,
    unit: UnitKey,
    days: &[(Day, Known)],
) -> Result<Option<Vec<Arc<Sums>>>, PastUnread> {
    let all = || days.iter().map(|(day, _)| *day);
    let (Some(first), Some(last)) = (all().min(), all().max()) else {
        return Ok(Some(Vec::new()));
    };
    let kept: SummedDays = asked.summed(sums_of(store, unit, first, last)?);
    Ok(days
        .iter()
        .map(|(day, known)| kept.on(*day, *known).cloned())
        .collect())
}

/// All that is kept of a unit's counts on these days, and as far before as one stands.
pub(crate) fn sums_of(
    store: &dyn Store,
    unit: UnitKey,
    first: Day,
    last: Day,
) -> Result<Vec<KeptSums>, PastUnread> {
    let (from, to) = sums_rows(unit, first, last);
    let mut kept = Vec::new();
    for (key, row) in store.scan(&from, &to)? {
        kept.extend(kept_sums(&key, &row)?);
    }
    let stands = |kept: &[KeptSums]| kept.iter().any(|kept| !kept.late && kept.day <= first);
    for key in sums_rows_before(unit, first) {
        if stands(&kept) {
            break;
        }
        if let Some(row) = store.get(&key)? {
            kept.splice(0..0, kept_sums(&key.0, &row)?);
        }
    }
    forget_before(&mut kept, first);
    Ok(kept)
}

/// Of the days before one only the last stands; a month of each unit of a province would be many.
fn forget_before(kept: &mut Vec<KeptSums>, first: Day) {
    let mut stand: Vec<(String, u32)> = Vec::new();
    kept.reverse();
    kept.retain(|kept| {
        if kept.late || kept.day > first {
            return kept.day >= first;
        }
        let is_last = !stand.contains(&kept.profile);
        if is_last {
            stand.push(kept.profile.clone());
        }
        is_last
    });
    kept.reverse();
}

/// The newest of the days from one to the other that was counted: all schools closed, and the counts above them kept. With
/// those of the root a day is kept; a day on which the daemon was off is told by the next one.
pub(crate) fn newest_counted(
    store: &dyn Store,
    from: Day,
    to: Day,
    today: Day,
) -> Result<Option<Day>, PastUnread> {
    let (first, last) = sums_rows(UnitKey::ROOT, from, today);
    let mut newest = None;
    for (key, row) in store.scan(&first, &last)? {
        let nights = kept_sums(&key, &row)?.into_iter().filter(|kept| !kept.late);
        newest = newest.max(nights.map(|kept| kept.day).max());
    }
    Ok(newest
        .map(|newest| newest.min(to))
        .filter(|newest| *newest >= from))
}

/// The days that rows hold of a site, up to the last; behind it too where what is known now is asked for.
fn site_days(
    store: &dyn Store,
    site: UnitKey,
    last: Day,
    days: &[(Day, Known)],
) -> Result<Vec<PastDay>, PastUnread> {
    let by_now = days.iter().any(|(_, known)| *known == Known::Now);
    site_past(store, site, if by_now { Day(i32::MAX) } else { last })
}

/// The days that rows hold of a site, up to `last`.
pub(crate) fn site_past(store: &dyn Store, site: UnitKey, last: Day) -> Result<Vec<PastDay>, PastUnread> {
    let (from, to) = leaf_rows(site, last);
    let mut kept = Vec::new();
    for (key, row) in store.scan(&from, &to)? {
        kept.extend(past_leaves(&key, &row)?);
    }
    kept.retain(|past| past.day <= last);
    Ok(kept)
}
