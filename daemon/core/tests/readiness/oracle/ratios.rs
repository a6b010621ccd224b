//! The plain ratios (section 4): computers that students use, those with Internet, and the machines that are missing.

use super::Oracle;
use super::machine::works;
use super::pools::{machines_of, pools_of, shares};
use super::truth::{Truth, all, any};
use kiemke_config::group::Group;
use kiemke_core::readiness::{LeafKey, School, SchoolMachine, Serves};
use kiemke_wire::ids::UnitKey;

/// The computers of a school; (at least, at most) and (yes, no, unknown).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Computers {
    pub(crate) working: (u64, u64),
    pub(crate) online: (u64, u64),
    pub(crate) with_computers: [u64; 3],
    pub(crate) with_internet: [u64; 3],
}

/// A standing result has a good slot, however slow.
fn internet(oracle: &Oracle<'_>, unit: UnitKey) -> Truth {
    let site = oracle.site(unit);
    if site.lines.is_empty() {
        let complete = site.lines_complete_on.is_some_and(|on| on <= oracle.today.day);
        return complete.then_some(false);
    }
    let values = oracle.nights[&unit].iter().map(|night| {
        let standing = night
            .as_ref()
            .filter(|night| oracle.today.line_result_counts(night.made_on));
        standing.map(|night| night.slots_good > 0)
    });
    any(&values.collect::<Vec<_>>())
}

/// Whether students use a machine: it stands in a lab, or is assigned to one of them.
fn students_use(oracle: &Oracle<'_>, school: &School, machine: &SchoolMachine) -> bool {
    match machine.serves {
        Serves::Nobody => false,
        Serves::Pool(pool) => school.pools[pool].group == Group::Students,
        Serves::Person(key) => oracle
            .people
            .iter()
            .any(|person| person.key == key && person.counted.group == Group::Students),
    }
}

fn bounds(values: &[Truth]) -> (u64, u64) {
    let sure = values.iter().filter(|value| **value == Some(true)).count() as u64;
    let maybe = values.iter().filter(|value| value.is_none()).count() as u64;
    (sure, sure + maybe)
}

fn one(value: Truth) -> [u64; 3] {
    [value == Some(true), value == Some(false), value.is_none()].map(u64::from)
}

/// Of one school.
pub(crate) fn computers(oracle: &Oracle<'_>, school: &School) -> Computers {
    let used = school
        .machines
        .iter()
        .filter(|machine| students_use(oracle, school, machine));
    let used: Vec<(Truth, UnitKey)> = used
        .map(|machine| (works(school, machine, &oracle.today), machine.site))
        .collect();
    let working: Vec<Truth> = used.iter().map(|(works, _)| *works).collect();
    let online: Vec<Truth> = used
        .iter()
        .map(|(works, site)| all(&[*works, internet(oracle, *site)]))
        .collect();
    // A computer that nobody recorded is no "no" without a stocktake.
    let unrecorded = oracle.today.stocktake_stands(&school.stocktakes).then_some(false);
    let sites: Vec<Truth> = school
        .sites
        .iter()
        .map(|site| internet(oracle, site.unit))
        .collect();
    let unrecorded_online = all(&[unrecorded, any(&sites)]);
    Computers {
        working: bounds(&working),
        online: bounds(&online),
        with_computers: one(any(&[any(&working), unrecorded])),
        with_internet: one(any(&[any(&online), unrecorded_online])),
    }
}

/// Machines that are missing in a leaf of students to reach its level's aim: at least, at most.
pub(crate) fn missing_machines(oracle: &Oracle<'_>, leaf: LeafKey) -> Option<(u64, u64)> {
    let aim = u64::from(oracle.today.rules.levels.get(leaf.level)?.students_per_machine?);
    let total = oracle.total(leaf)?;
    let mut needed = 0;
    while needed * aim < total {
        needed += 1;
    }
    let school = oracle.school_of(leaf.site);
    let (mut low, mut high) = (0, 0);
    for (at, pool) in pools_of(school, leaf) {
        let working: Vec<Truth> = machines_of(school, at)
            .map(|machine| works(school, machine, &oracle.today))
            .collect();
        let (sure, most) = bounds(&working);
        low += shares(oracle, leaf, pool, sure).first().unwrap();
        high += shares(oracle, leaf, pool, most).last().unwrap();
    }
    for person in oracle.counted_in(leaf) {
        let own = person
            .machines
            .iter()
            .filter(|own| person.site_of(own.machine) == leaf.site);
        let own: Vec<Truth> = own.map(|own| own.works).collect();
        let (sure, most) = bounds(&own);
        low += sure;
        high += most;
    }
    let fewest = if oracle.today.stocktake_stands(&school.stocktakes) {
        needed.saturating_sub(high)
    } else {
        0
    };
    oracle.seen.saw_if(fewest > 0, "machines certainly missing");
    Some((fewest, needed.saturating_sub(low)))
}
