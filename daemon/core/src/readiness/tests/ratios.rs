//! Computers per student and per school.

use super::*;

fn unsure_machine() -> Machine {
    Machine::default()
}

fn bounds(low: u64, high: u64) -> Bounds {
    Bounds { low, high }
}

#[test]
fn machines_are_missing_up_to_the_level_s_aim() {
    let levels = Levels::shipped();
    let missing = |facts: &LeafFacts, level: u8| {
        machines_missing(facts, levels.get(level).unwrap(), &levels, &ages(DAY))
    };
    let mut facts = leaf(Three::Unknown)
        .with(100, home(Three::Unknown))
        .with_pool(3, fit_machine())
        .with_pool(1, unsure_machine());
    // 100 students at 24, 16 and 12 a machine are 5, 7 and 9 machines.
    assert_eq!(missing(&facts, PRIMARY), Some(bounds(1, 2)));
    assert_eq!(missing(&facts, LOWER_SECONDARY), Some(bounds(3, 4)));
    assert_eq!(missing(&facts, 3), Some(bounds(5, 6)));
    assert_eq!(missing(&facts, 0), None);
    facts.places[0].stocktake_due_on = None;
    assert_eq!(missing(&facts, PRIMARY), Some(bounds(0, 2)));
    facts.people = People::NoRoster;
    assert_eq!(missing(&facts, PRIMARY), None);
}

fn site(line: Three, machines: &[(Machine, u32)]) -> SiteComputers {
    SiteComputers {
        place: leaf(line).places.remove(0),
        machines: machines
            .iter()
            .map(|(machine, count)| ((*machine).into(), *count))
            .collect(),
    }
}

#[test]
fn computers_and_internet_are_bounds_and_schools_count_once() {
    let tally = |sites: &[SiteComputers]| ComputerTally::of(sites, &ages(DAY));
    let value = |split: Split| (split.ready, split.not_ready, split.unknown);
    // A slow line is Internet; one that was never measured may be.
    let school = tally(&[
        site(Three::Not, &[(fit_machine(), 4), (unsure_machine(), 2)]),
        site(Three::Unknown, &[(fit_machine(), 3)]),
    ]);
    assert_eq!((school.working, school.online), (bounds(7, 9), bounds(4, 9)));
    assert_eq!(value(school.with_computers), (1, 0, 0));
    assert_eq!(value(school.with_internet), (1, 0, 0));
    let empty = tally(&[site(Three::Met, &[])]);
    assert_eq!(value(empty.with_computers), (0, 1, 0));
    let mut uncounted = site(Three::Met, &[]);
    uncounted.place.stocktake_due_on = None;
    assert_eq!(value(tally(&[uncounted]).with_computers), (0, 0, 1));
    let mut cut_off = site(Three::Met, &[(fit_machine(), 4)]);
    cut_off.place.lines.clear();
    cut_off.place.lines_complete_on = Some(DAY);
    cut_off.place.stocktake_due_on = None;
    assert_eq!(value(tally(&[cut_off]).with_internet), (0, 1, 0));
    let mut both = school;
    both += &empty;
    assert_eq!(value(both.with_computers), (1, 1, 0));
}
