//! A night's line result, and LINE by it.

use super::*;
use kiemke_config::profile::LineRule;

fn test(ago: i32, kbps: u32) -> CapacityTest {
    CapacityTest {
        day: DAY.plus(-ago),
        in_teaching_hours: true,
        down_kbps: kbps,
        up_kbps: kbps,
        wifi: false,
        interface_kbps: Some(1_000_000),
        down_cut_ms: None,
        up_cut_ms: None,
        server_full: false,
    }
}

fn slot(ago: i32) -> OutsideSlot {
    OutsideSlot {
        day: DAY.plus(-ago),
        in_teaching_hours: true,
        good: true,
        rtt_us: Some(20_000),
        jitter_us: Some(1_000),
        loss_ppm: 0,
    }
}

/// Two tests on each of five teaching days (a Sunday lies between), and probes.
fn tested() -> SchoolLine {
    let days = [0, 1, 3, 4, 5];
    SchoolLine {
        tests: days
            .iter()
            .flat_map(|ago| [test(*ago, 50_000), test(*ago, 60_000)])
            .collect(),
        slots: days.iter().map(|ago| slot(*ago)).collect(),
        ..SchoolLine::default()
    }
}

fn result_on(line: &SchoolLine, day: Day) -> Option<LineResult> {
    line.result_on(day, &Calendar::shipped(), &Evidence::shipped())
}

#[test]
fn a_result_needs_ten_tests_on_five_probed_teaching_days() {
    let full = tested();
    let result = result_on(&full, DAY).unwrap();
    assert_eq!((result.tests, result.test_days, result.made_on), (10, 5, DAY));
    assert_eq!(result.down, exactly(50_000), "of two middle values the lower");
    let mut few = full.clone();
    few.tests.pop();
    assert_eq!(result_on(&few, DAY), None);
    let mut outside_hours = full.clone();
    outside_hours.tests[0].in_teaching_hours = false;
    assert_eq!(result_on(&outside_hours, DAY), None);
    let mut unprobed = full.clone();
    unprobed.slots.pop();
    assert_eq!(result_on(&unprobed, DAY), None);
    let mut on_sunday = full;
    for test in on_sunday.tests.iter_mut().filter(|test| test.day == DAY) {
        test.day = DAY.plus(-2);
    }
    assert_eq!(result_on(&on_sunday, DAY), None);
}

#[test]
fn a_result_stands_until_45_teaching_days_are_over() {
    let line = tested();
    // The tests of the first day leave the window after thirty days, so the last night with enough is then the one
    // before; from there on it ages.
    let made = result_on(&line, DAY.plus(80)).unwrap().made_on;
    assert_eq!(made, DAY.plus(24));
    let last = (0..120)
        .map(|days| DAY.plus(days))
        .rfind(|day| result_on(&line, *day).unwrap().stands(&ages(*day)));
    let teaching = |day: Day| {
        let date = day.to_string().parse().unwrap();
        Calendar::shipped().is_teaching_day(date)
    };
    let taught = (1..)
        .map(|days| made.plus(days))
        .filter(|day| teaching(*day))
        .nth(45)
        .unwrap();
    assert_eq!(last, Some(taught.plus(-1)));
}

#[test]
fn lower_bounds_prove_met_at_their_value_and_not_at_infinity() {
    let median = |bounds: usize, kbps: u32| {
        let rates = (0..10).map(|at| (kbps, at < bounds)).collect();
        Median::of(rates)
    };
    assert_eq!(median(0, 9_000), exactly(9_000));
    assert_eq!(
        median(10, 9_000),
        Median {
            low_kbps: 9_000,
            high_kbps: None
        }
    );
    let rule = LineRule {
        down: profile("giga-maps").line.down,
        ..profile("itu-2030").line
    };
    for (down, value) in [
        (median(10, 30_000), Three::Met),
        (median(0, 10_000), Three::Not),
        (median(5, 10_000), Three::Not),
        (median(6, 10_000), Three::Unknown),
        (median(10, 10_000), Three::Unknown),
    ] {
        let mut place = leaf(Three::Met).places.remove(0);
        place.lines[0].result.as_mut().unwrap().down = down;
        assert_eq!(line_of(&place, &rule, None, &ages(DAY)), value, "{down:?}");
    }
}

#[test]
fn wifi_interfaces_cut_tests_and_full_servers_give_lower_bounds() {
    let needed = Evidence::shipped().line_tests;
    let plain = test(0, 50_000);
    assert!(!plain.down_is_bound(&needed));
    let wifi = CapacityTest { wifi: true, ..plain };
    let full = CapacityTest {
        server_full: true,
        ..plain
    };
    assert!(wifi.down_is_bound(&needed) && full.up_is_bound(&needed));
    for (kbps, is_bound) in [(89_999, false), (90_000, true)] {
        let at_interface = CapacityTest {
            interface_kbps: Some(100_000),
            ..test(0, kbps)
        };
        assert_eq!(at_interface.down_is_bound(&needed), is_bound);
    }
    for (cut_ms, is_bound) in [(1_499, true), (1_500, false)] {
        let cut = CapacityTest {
            down_cut_ms: Some(cut_ms),
            ..plain
        };
        assert_eq!(
            (cut.down_is_bound(&needed), cut.up_is_bound(&needed)),
            (is_bound, false)
        );
    }
}

#[test]
fn every_threshold_and_the_availability_count() {
    let rule = profile("day-hoc-truc-tuyen-v1").line;
    let value = |change: fn(&mut LineResult)| {
        let mut place = leaf(Three::Met).places.remove(0);
        place.seats = 40;
        change(place.lines[0].result.as_mut().unwrap());
        line_of(&place, &rule, None, &ages(DAY))
    };
    assert_eq!(value(|_| ()), Three::Met);
    let limits: [fn(&mut LineResult); 6] = [
        |result| result.down = exactly(60_000),
        |result| result.up = exactly(40_000),
        |result| result.rtt_us = Some(150_000),
        |result| result.jitter_us = Some(30_000),
        |result| result.loss_ppm = Some(20_000),
        |result| result.slots_good = 95,
    ];
    let beyond: [fn(&mut LineResult); 6] = [
        |result| result.down = exactly(59_999),
        |result| result.up = exactly(39_999),
        |result| result.rtt_us = Some(150_001),
        |result| result.jitter_us = Some(30_001),
        |result| result.loss_ppm = Some(20_001),
        |result| result.slots_good = 94,
    ];
    for (limit, beyond) in limits.into_iter().zip(beyond) {
        assert_eq!((value(limit), value(beyond)), (Three::Met, Three::Not));
    }
    assert_eq!(value(|result| result.rtt_us = None), Three::Unknown);
    assert_eq!(value(|result| result.slots = 0), Three::Unknown);
}

#[test]
fn of_several_lines_the_best_counts() {
    use Three::{Met, Not, Unknown};
    let rule = profile("itu-2030").line;
    for (lines, value) in [
        (vec![Not, Met], Met),
        (vec![Not, Unknown], Unknown),
        (vec![Not, Not], Not),
        (vec![Unknown, Met], Met),
    ] {
        let mut place = leaf(Met).places.remove(0);
        place.lines = lines.into_iter().map(line_of_value).collect();
        assert_eq!(line_of(&place, &rule, None, &ages(DAY)), value);
    }
}

#[test]
fn needs_that_grow_with_unknown_people_lie_between_bounds() {
    let rule = profile("one-mbps-per-student").line;
    let value = |kbps, students, in_shift| {
        let mut place = leaf(Three::Met).places.remove(0);
        place.lines[0].result.as_mut().unwrap().down = exactly(kbps);
        place.students = students;
        place.students_in_busiest_shift = in_shift;
        line_of(&place, &rule, None, &ages(DAY))
    };
    assert_eq!(value(150_000, Some(300), Some(150)), Three::Met);
    assert_eq!(value(149_999, Some(300), Some(150)), Three::Not);
    assert_eq!(value(300_000, Some(300), None), Three::Met);
    assert_eq!(value(299_999, Some(300), None), Three::Unknown);
    assert_eq!(value(4_000_000, None, None), Three::Unknown);
}

#[test]
fn a_grade_is_told_only_when_it_is_certain() {
    let rule = profile("giga-maps").line;
    let grade = |down| {
        let mut place = leaf(Three::Met).places.remove(0);
        place.lines[0].result.as_mut().unwrap().down = down;
        grade_of(&place, &rule, &ages(DAY))
    };
    for (kbps, expected) in [(20_001, 0), (20_000, 1), (1_000, 1), (999, 2)] {
        assert_eq!(grade(exactly(kbps)), Some(expected));
    }
    let unsure = Median {
        low_kbps: 5_000,
        high_kbps: None,
    };
    assert_eq!(grade(unsure), None);
}

#[test]
fn the_best_line_gives_the_grade_unless_another_may_be_better() {
    let rule = profile("giga-maps").line;
    let grade = |kbps| {
        let mut place = leaf(Three::Met).places.remove(0);
        place.lines[0].result.as_mut().unwrap().down = exactly(kbps);
        place.lines.push(line_of_value(Three::Unknown));
        grade_of(&place, &rule, &ages(DAY))
    };
    assert_eq!(grade(20_001), Some(0), "nothing is better");
    assert_eq!(grade(20_000), None);
}
