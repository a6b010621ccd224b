//! The table of section 4.

use super::*;

fn split(ready: u64, not_ready: u64, unknown: u64) -> Split {
    Split {
        ready,
        not_ready,
        unknown,
    }
}

fn people(line: Three, ready: u32, not_ready: u32, unknown: u32) -> LeafFacts {
    leaf(line)
        .with(ready, home(Three::Met))
        .with(not_ready, home(Three::Not))
        .with(unknown, home(Three::Unknown))
}

/// Checks a row: the split alone, shared machines counted, and what is shown of it in tenths of a percent.
fn check(facts: &LeafFacts, group: Group, alone: Split, pooled: Split, shown: (u64, u64)) {
    let tally = facts.judged(&profile("day-hoc-truc-tuyen-v1"), LOWER_SECONDARY, group);
    assert_eq!((tally.alone, tally.pooled), (alone, pooled));
    let range = Range::of(tally.pooled);
    assert_eq!(
        (range.low.permille_down(), range.high.permille_up()),
        (Some(shown.0), Some(shown.1))
    );
}

#[test]
fn the_students_of_the_table() {
    let (small, large) = (split(120, 90, 90), split(100, 150, 250));
    let with_10 = |line| people(line, 120, 90, 90).with_pool(10, fit_machine());
    let with_20 = |line| people(line, 100, 150, 250).with_pool(20, fit_machine());
    let students = Group::Students;
    check(
        &with_10(Three::Met),
        students,
        small,
        split(211, 0, 89),
        (703, 1000),
    );
    check(
        &with_10(Three::Unknown),
        students,
        small,
        split(120, 0, 180),
        (400, 1000),
    );
    check(
        &with_10(Three::Not),
        students,
        small,
        split(120, 90, 90),
        (400, 700),
    );
    check(
        &with_20(Three::Met),
        students,
        large,
        split(283, 0, 217),
        (566, 1000),
    );
    let mut expired = with_20(Three::Met);
    let result = expired.places[0].lines[0].result.as_mut().unwrap();
    result.made_on = DAY.plus(-100);
    check(&expired, students, large, split(100, 0, 400), (200, 1000));
}

#[test]
fn the_teachers_of_the_table() {
    let none = people(Three::Met, 0, 30, 0).with_pool(9, fit_machine());
    check(
        &none,
        Group::Teachers,
        split(0, 30, 0),
        split(27, 3, 0),
        (900, 900),
    );
    let mut some = people(Three::Met, 0, 10, 0).with_pool(3, fit_machine());
    some.stands.push(Stand(vec![Assigned {
        place: 0,
        machine: Some(fit_machine().into()),
    }]));
    some.cells.push(Cell {
        stand: 1,
        home: HomeCode::default(),
        count: 20,
    });
    check(
        &some,
        Group::Teachers,
        split(20, 10, 0),
        split(29, 1, 0),
        (966, 967),
    );
}

#[test]
fn ten_machines_cover_228_in_primary_and_91_in_secondary() {
    for (level, covered) in [(PRIMARY, 228), (LOWER_SECONDARY, 91)] {
        let facts = people(Three::Met, 0, 300, 0).with_pool(10, fit_machine());
        let tally = facts.judged(&profile("day-hoc-truc-tuyen-v1"), level, Group::Students);
        assert_eq!(tally.pooled, split(covered, 300 - covered, 0));
    }
}

#[test]
fn without_a_stocktake_the_most_is_unbounded_unless_the_line_is_not() {
    for (line, not_ready) in [(Three::Met, 0), (Three::Unknown, 0), (Three::Not, 90)] {
        let mut facts = people(line, 0, 90, 0);
        facts.places[0].stocktake_due_on = None;
        let tally = facts.judged(&profile("day-hoc-truc-tuyen-v1"), PRIMARY, Group::Students);
        assert_eq!(tally.pooled.not_ready, not_ready, "{line:?}");
    }
}

#[test]
fn a_lab_shared_by_levels_is_split_by_need_times_people() {
    let judged = |level, own, other: (u8, Option<u32>)| {
        let mut facts = people(Three::Met, 0, own, 0).with_pool(10, fit_machine());
        facts.pools[0].others = vec![other];
        facts
            .judged(&profile("day-hoc-truc-tuyen-v1"), level, Group::Students)
            .pooled
    };
    // 720,000 s; needs 3,150 × 300 = 945,000 and 7,830 × 200 = 1,566,000: 270,967 s and 449,032 s.
    assert_eq!(
        judged(PRIMARY, 300, (LOWER_SECONDARY, Some(200))),
        split(86, 214, 0)
    );
    assert_eq!(
        judged(LOWER_SECONDARY, 200, (PRIMARY, Some(300))),
        split(57, 143, 0)
    );
    // Nothing is certain while the other level was not told.
    assert_eq!(judged(PRIMARY, 300, (LOWER_SECONDARY, None)), split(0, 72, 228));
}

#[test]
fn only_machines_whose_software_is_met_give_hours_for_certain() {
    let with = |machine: Machine| {
        let facts = people(Three::Met, 0, 100, 0).with_pool(10, machine);
        facts
            .judged(
                &profile("day-hoc-truc-tuyen-v1"),
                LOWER_SECONDARY,
                Group::Students,
            )
            .pooled
    };
    let unsure = Machine {
        audio: Three::Unknown,
        ..fit_machine()
    };
    let old = Machine {
        os_supported: Three::Not,
        ..fit_machine()
    };
    assert_eq!(with(fit_machine()), split(91, 9, 0));
    assert_eq!(with(unsure), split(0, 9, 91));
    assert_eq!(with(old), split(0, 100, 0));
}

#[test]
fn shares_of_people_are_what_counting_every_case_gives() {
    for ready in 0..4_u64 {
        for not_ready in 0..4_u64 {
            for unknown in 0..4_u64 {
                for low in 0..5_u64 {
                    for high in low..6 {
                        enumerate(split(ready, not_ready, unknown), low, high);
                    }
                }
            }
        }
    }
}

/// Every number of unknown people who are ready, with every capacity there may be.
fn enumerate(alone: Split, low: u64, high: u64) {
    let cases = (0..=alone.unknown).flat_map(|turned| {
        (low..=high).map(move |capacity| {
            let own = alone.ready + turned;
            own + capacity.min(alone.total() - own)
        })
    });
    let cases: Vec<u64> = cases.collect();
    let pooled = alone.with_pools(low, Some(high));
    assert_eq!(pooled.total(), alone.total());
    assert_eq!(Some(pooled.ready), cases.iter().min().copied());
    assert_eq!(
        Some(pooled.ready + pooled.unknown),
        cases.iter().max().copied(),
        "{alone:?} {low} {high}"
    );
    assert_eq!(alone.with_pools(low, None).not_ready, 0);
}
