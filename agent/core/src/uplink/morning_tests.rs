//! Ten thousand machines are switched on at eight: the daemon sees no spike.

use super::backoff::Backoff;
use crate::dice::Dice;
use crate::moment::Now;
use crate::schedule::{FIRST_REPORT_SPREAD_MS, Job, Pace, Schedule};
use kiemke_wire::ids::AgentId;
use kiemke_wire::time::UnixMs;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

const MACHINES: usize = 10_000;
/// The bells ring: all are switched on within this time.
const SWITCHED_ON_WITHIN_MS: u64 = 20_000;
/// What the daemon says to whom it cannot serve.
const RETRY_AFTER_S: u32 = 2;
/// When machines report again.
const NEXT_REPORT_S: u32 = 900;

fn at(mono_ms: u64) -> Now {
    Now {
        mono_ms,
        wall: UnixMs(0),
    }
}

/// The requests of an hour, by second. The daemon is away until `away_until_s`, then takes `a_second` at most.
fn requests(away_until_s: usize, a_second: u32) -> Vec<u32> {
    let mut dice = Dice::new(8);
    let mut machines: Vec<(Schedule, Backoff)> = (0..MACHINES)
        .map(|_| {
            let mut id = [0; 16];
            id[..8].copy_from_slice(&dice.roll().to_le_bytes());
            let on = at(dice.below(SWITCHED_ON_WITHIN_MS));
            let schedule = Schedule::new(AgentId(id), Pace::default(), on, false);
            (schedule, Backoff::new(dice.roll()))
        })
        .collect();
    let mut by_second = vec![0; 3600];
    let mut taken = vec![0; 3600];
    // When each machine next does something: a report that waits, or its timetable.
    let mut next: BinaryHeap<Reverse<(u64, usize, bool)>> = machines
        .iter()
        .enumerate()
        .map(|(number, (schedule, _))| Reverse((schedule.poll_timeout(), number, false)))
        .collect();
    while let Some(Reverse((now_ms, number, waits))) = next.pop() {
        let second = usize::try_from(now_ms / 1000).unwrap();
        if second >= by_second.len() {
            continue;
        }
        let (schedule, backoff) = &mut machines[number];
        let reports = waits || schedule.due(at(now_ms)).contains(&Job::CheckIn);
        if !reports {
            next.push(Reverse((schedule.poll_timeout(), number, false)));
            continue;
        }
        by_second[second] += 1;
        if second < away_until_s {
            next.push(Reverse((now_ms + backoff.wait_ms(None), number, true)));
        } else if taken[second] >= a_second {
            let wait_ms = backoff.wait_ms(Some(RETRY_AFTER_S));
            next.push(Reverse((now_ms + wait_ms, number, true)));
        } else {
            taken[second] += 1;
            backoff.reset();
            schedule.report_in(NEXT_REPORT_S, at(now_ms));
            next.push(Reverse((schedule.poll_timeout(), number, false)));
        }
    }
    by_second
}

fn busiest_to_mean(by_second: &[u32]) -> f64 {
    let busiest = by_second.iter().copied().max().unwrap_or(0);
    let sum: u32 = by_second.iter().sum();
    f64::from(busiest) * by_second.len() as f64 / f64::from(sum)
}

#[test]
fn ten_thousand_machines_at_eight_make_no_spike() {
    let by_second = requests(0, u32::MAX);
    let spread_s = usize::try_from(FIRST_REPORT_SPREAD_MS / 1000).unwrap();
    let first = &by_second[..spread_s];
    let ratio = busiest_to_mean(first);
    assert!(ratio <= 2.5, "the busiest second is {ratio} times the mean");
    // And each later round is spread as the first was.
    let second = &by_second[900..900 + spread_s];
    let ratio = busiest_to_mean(second);
    assert!(ratio <= 2.5, "in the second round: {ratio} times the mean");
}

#[test]
fn a_daemon_that_comes_back_is_not_overrun() {
    let by_second = requests(600, 50);
    let back = &by_second[600..];
    let busiest = back.iter().copied().max().unwrap();
    // All of them within a second would be 10,000.
    assert!(busiest <= 4 * 50, "{busiest} requests in one second");
}
