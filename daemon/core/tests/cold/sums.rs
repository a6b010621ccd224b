//! Sums against the naive reckoning from the raw values.

use crate::world::{clock, line_day, machine_day};
use kiemke_core::cold::{DayOfLine, Histogram, HoursOfLine, LineSums, OutsideValues, Raw, TargetIndex};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn naive_median(mut values: Vec<u32>) -> Option<u32> {
    values.sort_unstable();
    values.get(values.len().checked_sub(1)? / 2).copied()
}

/// Whether a median from bins is as near to the true one as promised.
fn is_near(told: &Histogram, values: Vec<u32>) -> bool {
    match (told.median_us(), naive_median(values)) {
        (Some(told), Some(truth)) => u64::from(told.abs_diff(truth)) * 16 <= u64::from(truth),
        (told, truth) => told.is_none() && truth.is_none(),
    }
}

fn check(sums: &LineSums, probes: &[&OutsideValues]) {
    let targets: BTreeSet<TargetIndex> = probes.iter().map(|probe| probe.target).collect();
    let named: Vec<TargetIndex> = sums.targets.iter().map(|target| target.target).collect();
    assert_eq!(named, targets.into_iter().collect::<Vec<_>>());
    for target in &sums.targets {
        let own: Vec<_> = probes
            .iter()
            .filter(|probe| probe.target == target.target)
            .collect();
        assert_eq!(target.probes as usize, own.len());
        let good = own.iter().filter(|probe| probe.failed.is_none()).count();
        assert_eq!(target.good as usize, good);
        assert_eq!(
            target.sent,
            own.iter().map(|probe| u32::from(probe.sent)).sum::<u32>()
        );
        assert_eq!(
            target.received,
            own.iter().map(|probe| u32::from(probe.received)).sum::<u32>()
        );
        assert!(is_near(
            &target.first_byte,
            own.iter().filter_map(|probe| probe.first_byte_us).collect()
        ));
        assert!(is_near(
            &target.rtt,
            own.iter().filter_map(|probe| probe.rtt_us_median).collect()
        ));
        assert!(is_near(
            &target.jitter,
            own.iter().filter_map(|probe| probe.jitter_us).collect()
        ));
    }
    let quarter = |probe: &&&OutsideValues| clock().quarter(probe.at);
    let probed: BTreeSet<_> = probes.iter().map(|probe| quarter(&probe)).collect();
    let good: BTreeSet<_> = probes
        .iter()
        .filter(|probe| probe.failed.is_none())
        .map(|probe| quarter(&probe))
        .collect();
    assert_eq!(
        (sums.quarters_probed as usize, sums.quarters_good as usize),
        (probed.len(), good.len())
    );
}

proptest! {
    #[test]
    fn hours_and_days_of_a_line_say_what_its_probes_say(day in line_day()) {
        let hours = HoursOfLine::of(&day, clock());
        for (hour, sums) in &hours.hours {
            let within: Vec<_> = day.probes().iter().filter(|probe| clock().quarter(probe.at).hour() == *hour).collect();
            prop_assert!(!within.is_empty());
            check(sums, &within);
        }
        let sums = DayOfLine::sums(&hours).sums;
        check(&sums, &day.probes().iter().collect::<Vec<_>>());
    }

    #[test]
    fn days_of_a_line_add_up(days in prop::collection::vec(line_day(), 1..5)) {
        let mut month = LineSums::default();
        for day in &days {
            month.add(&DayOfLine::sums(&day.hours(clock())).sums);
        }
        for target in &month.targets {
            let probes = || days.iter().flat_map(|day| day.probes()).filter(|probe| probe.target == target.target);
            prop_assert_eq!(target.probes as usize, probes().count());
            prop_assert!(is_near(&target.first_byte, probes().filter_map(|probe| probe.first_byte_us).collect()));
            prop_assert!(is_near(&target.rtt, probes().filter_map(|probe| probe.rtt_us_median).collect()));
        }
    }

    #[test]
    fn hours_and_days_of_a_machine_say_what_its_quarters_say(day in machine_day()) {
        let hours = day.hours(clock());
        for (hour, sums) in hours.hours.iter().enumerate() {
            let quarters = &day.quarters[hour * 4..hour * 4 + 4];
            prop_assert_eq!(usize::from(sums.quarters_on), quarters.iter().filter(|state| state.is_on()).count());
            prop_assert_eq!(usize::from(sums.quarters_good), quarters.iter().filter(|state| state.is_good()).count());
        }
        let sums = kiemke_core::cold::DayOfMachine::sums(&hours).sums;
        prop_assert_eq!(usize::from(sums.quarters_on), day.quarters.iter().filter(|state| state.is_on()).count());
        prop_assert_eq!(usize::from(sums.quarters_good), day.quarters.iter().filter(|state| state.is_good()).count());
    }
}
