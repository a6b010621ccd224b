//! How a target moved: its value day by day, and between two days what changed and what became known.

use crate::cold::Day;
use crate::query::Scene;
use crate::query::past::Past;
use crate::query::plan::{both, value};
use crate::query::plan_items::items_range;
use crate::query::readiness::{Bench, JudgedBy, date};
use crate::query::shown::Shown;
use crate::query::term_ends::term_ends;
use crate::query::typed::{is_typed, typed_moves};
use crate::reader::Reader;
use crate::readiness::{Moved, Range, Split, change};
use crate::refusal::Refusal;
use kiemke_config::plan::{Computed, Target};
use kiemke_wire::ids::UnitKey;
use kiemke_wire::view::{HistoryChange, HistoryMoved, HistoryPoint, Known, Share, TargetHistory};

/// The most days of an answer: a year and a day more, so that a day can be compared with that of the year before.
pub const HISTORY_DAYS_MAX: i32 = 367;

/// The days of which a history tells: each of them, or the first, the last and the ends of months. To whom small numbers are
/// withheld the counts of all units beside the way down are looked at for each day, which are thousands in a province.
pub fn history_days(from: Day, last: Day, reader: &Reader, unit: UnitKey) -> Vec<Day> {
    let each = reader.sees_people() || unit == reader.unit;
    let month = |day: Day| day.date().map(|date| (date.year(), date.month()));
    let ends_month = |day: &Day| month(*day) != month(day.plus(1));
    let days = (from.0..=last.0).map(Day);
    days.filter(|day| each || *day == from || *day == last || ends_month(day))
        .collect()
}

/// Days that were read for a history.
#[derive(Clone, Debug, Default)]
pub struct HistoryRead {
    /// Each day, as it is asked for.
    pub days: Vec<Past>,
    /// The first day as it was known then, and as it is known now.
    pub first: Option<[Past; 2]>,
    /// The last day as it is known now; none: it is today.
    pub last: Option<Past>,
    /// Whether today is told behind the days.
    pub to_today: bool,
}

/// The history of a target.
///
/// # Errors
/// When there is no such plan, profile or target.
pub fn history(
    scene: &Scene<'_>,
    unit: UnitKey,
    target: &str,
    by: JudgedBy<'_>,
    (read, known): (&HistoryRead, Known),
) -> Result<TargetHistory, Refusal> {
    let bench = Bench::of(scene, JudgedBy { past: None, ..by })?;
    let found = bench.plan.target(target);
    let target =
        found.ok_or_else(|| Refusal::NotFound(format!("target {target:?} in plan {:?}", bench.plan.id)))?;
    let of = |past: Option<&Past>| -> Result<HistoryPoint, Refusal> {
        let bench = Bench::of(scene, JudgedBy { past, ..by })?;
        let shown = Shown::of_whole_with_ids(scene, &bench, unit);
        Ok(HistoryPoint {
            day: date(bench.day()),
            value: value(scene, &bench, &shown, unit, target).share,
        })
    };
    // Of what is typed most days are like the one before.
    let moves = is_typed(target).then(|| typed_moves(scene, &bench, unit, target, known));
    let is_same = |before: &HistoryPoint, past: &Past| {
        let since = Day(before.day.unix_days()).plus(1)..=past.when.day;
        moves
            .as_ref()
            .is_some_and(|moves| moves.range(since).next().is_none())
    };
    let mut points: Vec<HistoryPoint> = Vec::new();
    let mut last: Option<HistoryPoint> = None;
    for past in read.days.iter().map(Some).chain(read.to_today.then_some(None)) {
        let point = match last
            .take()
            .zip(past)
            .filter(|(before, past)| is_same(before, past))
        {
            Some((before, past)) => HistoryPoint {
                day: date(past.when.day),
                ..before
            },
            None => of(past)?,
        };
        last = Some(point.clone());
        if points.last().is_none_or(|before| before.value != point.value) {
            points.push(point);
        }
    }
    // The end is told even when nothing moved.
    points.extend(last.filter(|last| points.last().is_some_and(|point| point.day != last.day)));
    let term_ends = term_values(scene, &points);
    let change = match &read.first {
        Some([then, now]) => {
            let end = of(read.last.as_ref())?.value;
            let ends = [of(Some(then))?.value, of(Some(now))?.value, end];
            changed(target, &ends)
        }
        None => None,
    };
    Ok(TargetHistory {
        unit: scene.unit(unit),
        path: scene.path(unit, scene.today()),
        plan: bench.plan.id.clone(),
        plan_version: bench.plan.version,
        profile: bench.profile_name(),
        target: target.id.clone(),
        title: both(&target.title),
        percent: target.percent,
        operator: target.operator.sign().to_owned(),
        known,
        points,
        change,
        term_ends,
    })
}

/// A value stands until the next one.
fn term_values(scene: &Scene<'_>, points: &[HistoryPoint]) -> Vec<HistoryPoint> {
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        return Vec::new();
    };
    let day = |point: &HistoryPoint| Day(point.day.unix_days());
    let ends = term_ends(scene.standards, day(first), day(last));
    let told = ends.into_iter().filter_map(|end| {
        let held = points.iter().rfind(|point| day(point) <= end)?;
        Some(HistoryPoint {
            day: date(end),
            value: held.value.clone(),
        })
    });
    told.collect()
}

/// Of things nothing is learned of a day that is over: what is known of them has no day but that of its entry.
fn changed(target: &Target, ends: &[Option<Share>; 3]) -> Option<HistoryChange> {
    let [Some(then), Some(now), Some(last)] = ends else {
        return None;
    };
    let is_shown = [then, now, last].iter().all(|share| !share.withheld);
    let end = |share: &Share| {
        let split = Split {
            ready: share.ready,
            not_ready: share.not_ready,
            unknown: share.unknown,
        };
        match target.computed {
            Some(Computed::Records) => (split, items_range(share)),
            _ => (split, Range::of(split)),
        }
    };
    is_shown.then(|| {
        let change = change(end(then), end(now), end(last));
        HistoryChange {
            learned: moved(change.learned),
            conditions: moved(change.conditions),
        }
    })
}

fn moved(moved: Moved) -> HistoryMoved {
    let percent = |permille: Option<i64>| permille.map(|permille| permille as f64 / 10.0);
    HistoryMoved {
        ready: moved.ready,
        not_ready: moved.not_ready,
        unknown: moved.unknown,
        low_pct: percent(moved.low_permille),
        high_pct: percent(moved.high_permille),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kiemke_wire::view::Role;

    #[test]
    fn whom_small_numbers_are_withheld_is_told_of_units_below_by_the_month() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let (from, last) = (day("2026-01-15"), day("2026-03-10"));
        let mut planner = Reader::administrator();
        planner.role = Role::Planner;
        let below = UnitKey(7);
        let told = history_days(from, last, &planner, below);
        assert_eq!(told, [from, day("2026-01-31"), day("2026-02-28"), last]);
        for (reader, unit) in [(&planner, UnitKey::ROOT), (&Reader::administrator(), below)] {
            let told = history_days(from, last, reader, unit);
            assert_eq!((told.len(), told[0], told[54]), (55, from, last));
        }
    }
}
