//! The result of a line, night by night, and what LINE is at a site (sections 2 and 5).

use super::days::{Today, is_teaching};
use super::people::{Told, leaf_of};
use super::truth::{Truth, all, any, in_all};
use super::{Oracle, Seen};
use kiemke_config::group::Group;
use kiemke_config::profile::{LineRule, Need, Per};
use kiemke_core::cold::Day;
use kiemke_core::readiness::{CapacityTest, OutsideSlot, SchoolLine};
use kiemke_wire::ids::UnitKey;
use std::collections::{BTreeMap, BTreeSet};

/// What one night found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Night {
    pub(crate) made_on: Day,
    /// The median with lower bounds at their value, and at infinity (none).
    pub(crate) down_kbps: (u32, Option<u32>),
    pub(crate) up_kbps: (u32, Option<u32>),
    pub(crate) rtt_us: Option<u32>,
    pub(crate) jitter_us: Option<u32>,
    pub(crate) loss_ppm: Option<u32>,
    pub(crate) slots: usize,
    pub(crate) slots_good: usize,
    pub(crate) tests: usize,
    pub(crate) days: usize,
}

/// The newest night with a result: it stands until it is replaced.
pub(crate) fn result_of(line: &SchoolLine, today: &Today<'_>) -> Option<Night> {
    let first = line.tests.iter().map(|test| test.day).min()?;
    let mut day = today.day;
    while day >= first {
        if let Some(night) = night(line, day, today) {
            return Some(night);
        }
        day = day.plus(-1);
    }
    today.seen.saw("line without any result");
    None
}

/// The last 30 days hold 10 capacity tests on 5 teaching days in teaching hours and outside probes on those days.
fn night(line: &SchoolLine, made_on: Day, today: &Today<'_>) -> Option<Night> {
    let needed = &today.rules.evidence.line_tests;
    let is_near = |day: Day| day <= made_on && day > made_on.plus(-(needed.days as i32)) && is_teaching(day);
    let tests = line
        .tests
        .iter()
        .filter(|test| test.in_teaching_hours && is_near(test.day));
    let tests: Vec<&CapacityTest> = tests.collect();
    if tests.len() < needed.capacity_tests_min as usize {
        return None;
    }
    let slots = line
        .slots
        .iter()
        .filter(|slot| slot.in_teaching_hours && is_near(slot.day));
    let slots: Vec<&OutsideSlot> = slots.collect();
    let probed: BTreeSet<Day> = slots.iter().map(|slot| slot.day).collect();
    let tests: Vec<&CapacityTest> = tests
        .into_iter()
        .filter(|test| probed.contains(&test.day))
        .collect();
    let days: BTreeSet<Day> = tests.iter().map(|test| test.day).collect();
    if tests.len() < needed.capacity_tests_min as usize || days.len() < needed.teaching_days_min as usize {
        return None;
    }
    let down = |test: &&CapacityTest| {
        let cut = test.down_cut_ms;
        (test.down_kbps, is_bound(test, test.down_kbps, cut, today))
    };
    let up = |test: &&CapacityTest| {
        let cut = test.up_cut_ms;
        (test.up_kbps, is_bound(test, test.up_kbps, cut, today))
    };
    Some(Night {
        made_on,
        down_kbps: medians(&tests.iter().map(down).collect::<Vec<_>>()),
        up_kbps: medians(&tests.iter().map(up).collect::<Vec<_>>()),
        rtt_us: middle(slots.iter().filter_map(|slot| slot.rtt_us).collect()),
        jitter_us: middle(slots.iter().filter_map(|slot| slot.jitter_us).collect()),
        loss_ppm: middle(slots.iter().map(|slot| slot.loss_ppm).collect()),
        slots: slots.len(),
        slots_good: slots.iter().filter(|slot| slot.good).count(),
        tests: tests.len(),
        days: days.len(),
    })
}

/// Over Wi-Fi, at 90 % of the interface's speed, cut before 1.5 s, or while the server was full.
fn is_bound(test: &CapacityTest, kbps: u32, cut_ms: Option<u32>, today: &Today<'_>) -> bool {
    let needed = &today.rules.evidence.line_tests;
    let share = u64::from(needed.interface_percent);
    let fills = test
        .interface_kbps
        .is_some_and(|speed| u64::from(kbps) * 100 >= u64::from(speed) * share);
    let cut = cut_ms.is_some_and(|ms| ms < needed.cut_before_ms);
    let whys = [
        (test.wifi, "lower bound: Wi-Fi"),
        (fills, "lower bound: interface"),
        (cut, "lower bound: cut"),
        (test.server_full, "lower bound: server full"),
    ];
    whys.into_iter()
        .filter(|(is_so, why)| today.seen.saw_if(*is_so, why))
        .count()
        > 0
}

/// Of two middle values the lower.
fn middle<T: Ord>(mut values: Vec<T>) -> Option<T> {
    values.sort();
    let at = values.len().checked_sub(1)? / 2;
    values.into_iter().nth(at)
}

fn medians(rates: &[(u32, bool)]) -> (u32, Option<u32>) {
    let low = middle(rates.iter().map(|(kbps, _)| *kbps).collect());
    let infinite = |(kbps, is_bound): &(u32, bool)| if *is_bound { u64::MAX } else { u64::from(*kbps) };
    let high = middle(rates.iter().map(infinite).collect());
    (low.unwrap(), high.and_then(|kbps| u32::try_from(kbps).ok()))
}

/// Of the people of a site what lines are measured by; a number that is not known lies between two.
#[derive(Debug)]
pub(crate) struct Crowd {
    seats: u64,
    students: (u64, Option<u64>),
    busiest: (u64, Option<u64>),
}

/// The crowd of a site.
pub(crate) fn crowd(oracle: &Oracle<'_>, unit: UnitKey) -> Crowd {
    let school = oracle.school_of(unit);
    let labs = school
        .pools
        .iter()
        .filter(|pool| pool.site == unit && pool.group == Group::Students);
    let leaves: Vec<_> = school
        .registers
        .iter()
        .filter(|register| register.site == unit && register.group == Group::Students)
        .map(|register| leaf_of(unit, register.level, register.group))
        .collect();
    let totals: Option<Vec<u64>> = leaves.iter().map(|leaf| oracle.total(*leaf)).collect();
    let all = totals.map(|totals| totals.iter().sum::<u64>());
    let mut shifts: BTreeMap<u8, u64> = BTreeMap::new();
    let mut is_told = true;
    for leaf in leaves {
        match oracle.told(leaf) {
            Told::Names => {
                for person in oracle.counted_in(leaf) {
                    match person.shift {
                        Some(shift) => *shifts.entry(shift).or_default() += 1,
                        None => is_told = false,
                    }
                }
            }
            _ => is_told &= oracle.total(leaf) == Some(0),
        }
    }
    let busiest = shifts.values().max().copied().unwrap_or(0);
    Crowd {
        seats: labs.map(|lab| u64::from(lab.seats)).max().unwrap_or(0),
        students: (all.unwrap_or(0), all),
        busiest: if is_told {
            (busiest, Some(busiest))
        } else {
            (0, all)
        },
    }
}

/// So many that no line is enough for them.
const ENDLESS: u64 = 1_000_000_000;

/// Whether a rate between `low` and `high` is enough, in every world that may be.
fn is_enough((low, high): (u32, Option<u32>), need: &Need, crowd: &Crowd) -> Truth {
    let rates = [Some(low), high];
    let of = |(least, most): (u64, Option<u64>)| [least, most.unwrap_or(ENDLESS)];
    let mut worlds = Vec::new();
    for rate in rates {
        for students in of(crowd.students) {
            for busiest in of(crowd.busiest) {
                let number = |per| match per {
                    Per::Site => 1,
                    Per::Seat => crowd.seats,
                    Per::Student => students,
                    Per::StudentInBusiestShift => busiest,
                };
                let needed = asked_kbps(need, number);
                worlds.push(match rate {
                    None => true,
                    Some(rate) if need.strictly => u64::from(rate) > needed,
                    Some(rate) => u64::from(rate) >= needed,
                });
            }
        }
    }
    in_all(worlds)
}

/// The greatest or the sum of the terms.
fn asked_kbps(need: &Need, number: impl Fn(Per) -> u64) -> u64 {
    let terms = need.terms.iter().map(|term| {
        let above = number(term.per).saturating_sub(u64::from(term.above));
        u64::from(term.kbps) * above
    });
    match need.of {
        kiemke_config::profile::Of::Max => terms.max().unwrap(),
        kiemke_config::profile::Of::Sum => terms.sum(),
    }
}

/// A standing result against the profile.
fn of_result(night: &Night, rule: &LineRule, crowd: &Crowd, seen: &Seen) -> Truth {
    let most = |value: Option<u32>, most: Option<u64>| match (value, most) {
        (_, None) => Some(true),
        (None, Some(_)) => None,
        (Some(value), Some(most)) => Some(u64::from(value) <= most),
    };
    let down = is_enough(night.down_kbps, &rule.down, crowd);
    let is_by_bounds = night.down_kbps.1 != Some(night.down_kbps.0);
    seen.saw_if(
        is_by_bounds && down == Some(true),
        "lower bounds prove that it is met",
    );
    seen.saw_if(
        is_by_bounds && down == Some(false),
        "lower bounds at infinity prove that it is not",
    );
    seen.saw_if(is_by_bounds && down.is_none(), "between lower bounds unknown");
    let up = rule
        .up
        .as_ref()
        .map_or(Some(true), |need| is_enough(night.up_kbps, need, crowd));
    let good = night.slots_good as u64 * 1_000;
    let available = match night.slots as u64 {
        0 => None,
        slots => Some(good >= u64::from(rule.availability_permille_min) * slots),
    };
    seen.saw_if(good == 950 * night.slots as u64, "availability exactly 95 %");
    all(&[
        down,
        up,
        most(night.rtt_us, rule.rtt_ms_max.map(|ms| u64::from(ms) * 1_000)),
        most(
            night.jitter_us,
            rule.jitter_ms_max.map(|ms| u64::from(ms) * 1_000),
        ),
        most(
            night.loss_ppm,
            rule.loss_permille_max.map(|permille| u64::from(permille) * 1_000),
        ),
        available,
    ])
}

/// LINE at a site; `platform` is asked for where the profile names hosts.
pub(crate) fn line_at(oracle: &Oracle<'_>, unit: UnitKey, rule: &LineRule, platform: Option<u8>) -> Truth {
    let site = oracle.site(unit);
    if site.lines.is_empty() {
        let complete = site.lines_complete_on.is_some_and(|on| on <= oracle.today.day);
        oracle.seen.saw_if(complete, "no line, declared complete");
        return complete.then_some(false);
    }
    let crowd = crowd(oracle, unit);
    let lines = site.lines.iter().zip(&oracle.nights[&unit]);
    let values: Vec<Truth> = lines
        .map(|(line, night)| {
            let standing = night
                .as_ref()
                .filter(|night| oracle.today.line_result_counts(night.made_on));
            let reached = platform.map_or(Some(true), |number| line.platforms[usize::from(number)]);
            // What was reachable once is no evidence of its own.
            standing.and_then(|night| all(&[of_result(night, rule, &crowd, oracle.seen), reached]))
        })
        .collect();
    let differ = values.iter().any(|value| *value != values[0]);
    oracle.seen.saw_if(differ, "lines of a site differ");
    any(&values)
}

/// Sites that hold a profile's line rule, that fail it, of which it is not known.
pub(crate) fn places(oracle: &Oracle<'_>, rule: &LineRule) -> [u64; 3] {
    let mut counts = [0; 3];
    for site in oracle.schools.iter().flat_map(|school| &school.sites) {
        match line_at(oracle, site.unit, rule, None) {
            Some(true) => counts[0] += 1,
            Some(false) => counts[1] += 1,
            None => counts[2] += 1,
        }
    }
    counts
}

/// The grade of a site: that of its best line, where it is certain.
pub(crate) fn grade_at(oracle: &Oracle<'_>, unit: UnitKey, rule: &LineRule) -> Option<usize> {
    let crowd = crowd(oracle, unit);
    let standing: Vec<Option<&Night>> = oracle.nights[&unit]
        .iter()
        .map(|night| {
            night
                .as_ref()
                .filter(|night| oracle.today.line_result_counts(night.made_on))
        })
        .collect();
    for (grade, of) in rule.grades.iter().enumerate() {
        let values: Vec<Truth> = standing
            .iter()
            .map(|night| night.and_then(|night| is_enough(night.down_kbps, &of.down, &crowd)))
            .collect();
        match any(&values) {
            Some(true) => return Some(grade),
            None => return None,
            Some(false) => {}
        }
    }
    None
}
