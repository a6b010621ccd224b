//! Shared machines (section 4), by trying every world that may be: how many of the machines that may work do, whether the
//! line is good, how many of the unknown are ready by themselves. In each world people are served one by one.

use super::Oracle;
use super::machine::{is_fit, software, works};
use super::person::rule_of;
use super::truth::Truth;
use kiemke_config::group::Group;
use kiemke_config::profile::{Limited, Profile};
use kiemke_core::readiness::{LeafKey, Pool, School, SchoolMachine, Serves};
use std::collections::BTreeSet;

/// The machines of a pool.
pub(super) fn machines_of(school: &School, pool: usize) -> impl Iterator<Item = &SchoolMachine> {
    let machines = school.machines.iter();
    machines.filter(move |machine| machine.serves == Serves::Pool(pool))
}

/// The pools that serve a leaf, each by its place in its school's list.
pub(super) fn pools_of(school: &School, leaf: LeafKey) -> impl Iterator<Item = (usize, &Pool)> {
    let pools = school.pools.iter().enumerate();
    pools.filter(move |(_, pool)| {
        pool.site == leaf.site && pool.group == leaf.group && pool.levels.contains(&leaf.level)
    })
}

/// What one of a level needs in a week: seconds for students; teachers all need as much.
pub(super) fn need_of(oracle: &Oracle<'_>, group: Group, level: u8) -> u64 {
    match group {
        Group::Teachers => 1,
        Group::Students => oracle.today.rules.levels.get(level).map_or(0, |level| {
            let periods = u64::from(level.periods_week) * u64::from(level.online_percent.unwrap_or(0));
            periods * u64::from(level.period_min) * 60 / 100
        }),
    }
}

/// What of `amount` falls to the leaf's level, in each world of what was not told of the levels that share it.
pub(super) fn shares(oracle: &Oracle<'_>, leaf: LeafKey, pool: &Pool, amount: u64) -> BTreeSet<u64> {
    let weight = |level: u8| {
        let key = LeafKey { level, ..leaf };
        oracle
            .total(key)
            .map(|people| need_of(oracle, leaf.group, level) * people)
    };
    let own = weight(leaf.level).unwrap_or(0);
    let levels: BTreeSet<u8> = pool.levels.iter().copied().collect();
    let others = levels.into_iter().filter(|level| *level != leaf.level);
    let others: Vec<Option<u64>> = others.map(weight).collect();
    let told: u64 = own + others.iter().flatten().sum::<u64>();
    let of_told = (amount * own).checked_div(told).unwrap_or(0);
    oracle.seen.saw_if(
        others.iter().flatten().any(|other| *other > 0) && own > 0,
        "pool shared by levels",
    );
    let mut worlds = BTreeSet::from([of_told]);
    if others.contains(&None) {
        // Of a level that was not told there may be nobody, or so many that nothing is left.
        oracle.seen.saw("pool shared with a level that was not told");
        worlds.insert(0);
    }
    worlds
}

/// What a machine of a pool gives in a week, in the unit of the need.
fn gives(oracle: &Oracle<'_>, pool: &Pool) -> u64 {
    let levels = &oracle.today.rules.levels;
    match pool.group {
        Group::Teachers => u64::from(levels.teachers_per_pool_machine),
        Group::Students => {
            pool.hours_week
                .map_or(u64::from(levels.pool_hours_week), u64::from)
                * 3_600
        }
    }
}

/// How many a leaf's pools can serve, in every world of their machines; `everybody` where nobody can say how many
/// machines there are.
fn capacities(oracle: &Oracle<'_>, leaf: LeafKey, profile: &Profile, everybody: u64) -> BTreeSet<u64> {
    let people = profile.people.as_ref().unwrap();
    let rule = rule_of(people, leaf.group);
    let school = oracle.school_of(leaf.site);
    let mut amounts = BTreeSet::from([0]);
    for (at, pool) in pools_of(school, leaf) {
        let fit: Vec<Truth> = machines_of(school, at)
            .map(|machine| {
                let works = works(school, machine, &oracle.today);
                is_fit(
                    works,
                    software(works, machine, rule, people.limited == Limited::Met),
                )
            })
            .collect();
        let sure = fit.iter().filter(|fit| **fit == Some(true)).count() as u64;
        let maybe = fit.iter().filter(|fit| fit.is_none()).count() as u64;
        let mut more = BTreeSet::new();
        for working in sure..=sure + maybe {
            for share in shares(oracle, leaf, pool, working * gives(oracle, pool)) {
                more.extend(amounts.iter().map(|amount| amount + share));
            }
        }
        amounts = more;
    }
    let need = need_of(oracle, leaf.group, leaf.level);
    if need == 0 {
        // Where nothing is taught online shared machines serve nobody, however many there may be.
        oracle.seen.saw_if(everybody > 0, "nothing taught online");
        return BTreeSet::from([0]);
    }
    let mut served: BTreeSet<u64> = amounts
        .iter()
        .map(|amount| one_by_one(*amount, need, everybody))
        .collect();
    if !oracle.today.stocktake_stands(&school.stocktakes) {
        oracle
            .seen
            .saw_if(everybody > 0, "shared machines without a bound");
        served.insert(everybody);
    }
    served
}

/// Spends an amount hour by hour: each who is served takes their need from it.
fn one_by_one(mut amount: u64, need: u64, everybody: u64) -> u64 {
    let mut served = 0;
    while amount >= need && served < everybody {
        amount -= need;
        served += 1;
    }
    served
}

/// With shared machines: in every world how many are ready; at least, and at most.
pub(super) fn pooled(oracle: &Oracle<'_>, leaf: LeafKey, profile: &Profile, alone: [u64; 3]) -> [u64; 3] {
    let [ready, not_ready, unknown] = alone;
    let total = ready + not_ready + unknown;
    let capacities = capacities(oracle, leaf, profile, total);
    let lines: &[bool] = match oracle.line(leaf.site, profile) {
        Some(true) => &[true],
        Some(false) => &[false],
        None => &[true, false],
    };
    let mut worlds = BTreeSet::new();
    for unknown_ready in 0..=unknown {
        let by_themselves = ready + unknown_ready;
        for line in lines {
            for capacity in &capacities {
                let capacity = if *line { *capacity } else { 0 };
                worlds.insert(by_themselves + capacity.min(total - by_themselves));
            }
        }
    }
    let (least, most) = (*worlds.first().unwrap(), *worlds.last().unwrap());
    let counts = [least, total - most, most - least];
    oracle.seen.saw_if(least > ready, "shared machines make ready");
    oracle.seen.saw_if(
        total - most < not_ready,
        "shared machines may serve who is not ready",
    );
    counts
}
