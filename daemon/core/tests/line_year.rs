//! A year of tests of a line in simulated time: each month with at least ten teaching days holds enough of them for a
//! line result, and none costs more than its budget.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use jiff::civil::Date;
use kiemke_config::calendar::Calendar;
use kiemke_core::capacity::{MonthSoFar, plan};
use kiemke_core::query::Days;
use kiemke_wire::time::{DAY_MS, MINUTE_MS, UnixMs};
use std::collections::{BTreeMap, BTreeSet};

/// What ends up on the wire beyond a bound: what is under way when the test ends.
const OVERSHOOT_BYTES: u64 = 2 * 256 * 1024;
/// Machines report every quarter of an hour.
const REPORT_MS: i64 = 15 * MINUTE_MS;
/// A line result needs so many tests on so many days of the last thirty (readiness.md, 5).
const RESULT: (usize, usize) = (10, 5);

#[derive(Default)]
struct Month {
    used_bytes: u64,
    tests: Vec<Date>,
    teaching_days: BTreeSet<Date>,
}

struct Line {
    down_kbps: u64,
    up_kbps: u64,
    budget_bytes: u64,
    /// One test of so many fails at once.
    fails_one_of: u32,
    /// The machines are off on one teaching day of so many.
    off_one_day_of: i32,
}

/// Bytes of one direction, and whether it counts: ten seconds or its bound, at least a second and a half.
fn transfer(kbps: u64, limit_bytes: u64) -> (u64, bool) {
    let in_ten_seconds = kbps * 1000 / 8 * 10;
    if in_ten_seconds <= limit_bytes {
        return (in_ten_seconds, true);
    }
    let ran_ms = limit_bytes * 8 / kbps;
    (limit_bytes, ran_ms >= 1500)
}

fn year(line: &Line) -> BTreeMap<(i16, i8), Month> {
    let days = Days::new(Calendar::shipped(), 420);
    let begin: UnixMs = "2026-08-31T17:00:00Z".parse().unwrap();
    let mut months: BTreeMap<(i16, i8), Month> = BTreeMap::new();
    let mut slots = 0_u32;
    for day in 0..365_i32 {
        let midnight = begin.plus(i64::from(day) * DAY_MS);
        let noon = midnight.plus(12 * 60 * MINUTE_MS);
        let date = Date::new(2026, 9, 1)
            .unwrap()
            .checked_add(jiff::Span::new().days(day))
            .unwrap();
        let month = months.entry((date.year(), date.month())).or_default();
        let mut so_far = MonthSoFar {
            budget_bytes: line.budget_bytes,
            used_bytes: month.used_bytes,
            counted_before_today: u32::try_from(month.tests.len()).unwrap(),
            teaching_days_left: days.teaching_days_left(noon),
            spread: day.cast_unsigned().wrapping_mul(2_654_435_761),
            ..MonthSoFar::default()
        };
        let mut taught = false;
        for report in 0..96 {
            so_far.taught_permille = days.taught_permille(midnight.plus(report * REPORT_MS));
            taught |= so_far.taught_permille.is_some();
            if day % line.off_one_day_of == 0 {
                continue;
            }
            let Some(plan) = plan(&so_far) else { continue };
            slots += 1;
            so_far.slots_today += 1;
            if slots.is_multiple_of(line.fails_one_of) {
                continue;
            }
            let (down, down_counts) = transfer(line.down_kbps, plan.down_bytes);
            let (up, up_counts) = transfer(line.up_kbps, plan.up_bytes);
            so_far.used_bytes += down + up + OVERSHOOT_BYTES;
            if down_counts && up_counts {
                so_far.counted_today += 1;
                month.tests.push(date);
            }
        }
        month.used_bytes = so_far.used_bytes;
        if taught {
            month.teaching_days.insert(date);
        }
    }
    months
}

fn check(name: &str, line: &Line) {
    let months = year(line);
    let mut full_months = 0;
    let (mut fewest, mut most_used) = ((usize::MAX, usize::MAX), 0);
    for (month, held) in &months {
        assert!(
            held.used_bytes <= line.budget_bytes,
            "{name}, {month:?}: {} bytes of {}",
            held.used_bytes,
            line.budget_bytes
        );
        if held.teaching_days.len() < 10 {
            continue;
        }
        full_months += 1;
        let test_days: BTreeSet<&Date> = held.tests.iter().collect();
        fewest = fewest.min((held.tests.len(), test_days.len()));
        most_used = most_used.max(held.used_bytes);
        assert!(
            held.tests.len() >= RESULT.0 && test_days.len() >= RESULT.1,
            "{name}, {month:?}: {} tests on {} days",
            held.tests.len(),
            test_days.len()
        );
    }
    assert!(
        full_months >= 8,
        "{name}: {full_months} months with ten teaching days"
    );
    // `-- --nocapture` shows it.
    println!(
        "{name}: {full_months} months with ten teaching days, at least {} counting tests on {} days, at most {} of {} MB",
        fewest.0,
        fewest.1,
        most_used / 1_000_000,
        line.budget_bytes / 1_000_000
    );
}

#[test]
fn a_year_of_a_fast_line_a_slow_line_and_one_of_mobile_data() {
    let line = |down_kbps, up_kbps, budget_bytes| Line {
        down_kbps,
        up_kbps,
        budget_bytes,
        fails_one_of: 7,
        off_one_day_of: 9,
    };
    check("154 Mbps", &line(154_000, 154_000, 1_000_000_000));
    check("20 Mbps", &line(20_000, 8_000, 1_000_000_000));
    check("mobile data", &line(30_000, 10_000, 200_000_000));
}
