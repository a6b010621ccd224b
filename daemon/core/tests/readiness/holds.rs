//! What must hold of every count, whatever the evidence says.

use crate::seed::Seed;
use crate::world::{DAY, Rules, schools};
use kiemke_config::group::Group;
use kiemke_config::profile::Profile;
use kiemke_config::shelf::Shelf;
use kiemke_config::three::Three;
use kiemke_core::cold::Day;
use kiemke_core::readiness::{
    Ages, Cell, Home, HomeCode, HomeDevice, HomeLine, Leaf, LeafFacts, LineResult, Machine, MachineClass,
    Median, People, PersonKey, Rule, School, Sharing, Tally, judge,
};
use kiemke_wire::ids::UnitKey;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// Profiles that judge people, as they ship and with shared or limited machines turned.
static PROFILES: LazyLock<Vec<Profile>> = LazyLock::new(|| {
    let shelf = Shelf::<Profile>::shipped();
    let people = shelf.iter().filter(|profile| profile.people.is_some());
    let mut profiles: Vec<Profile> = people.cloned().collect();
    let mut turned = profiles[0].clone();
    let people = turned.people.as_mut().unwrap();
    people.limited = kiemke_config::profile::Limited::Met;
    people.home_line_sometimes = Three::Met;
    people.platform.hosts = vec!["hoc.example".to_owned()];
    people.platform.number = 3;
    profiles.push(turned);
    profiles
});

/// The shipped rules, and those of each profile for both groups.
static RULES: LazyLock<Rules> = LazyLock::new(Rules::shipped);
static JUDGES: LazyLock<Vec<[Rule<'static>; 2]>> = LazyLock::new(|| {
    let of = |profile, group| Rule::of(profile, &RULES.levels, group).unwrap();
    PROFILES
        .iter()
        .map(|profile| [Group::Students, Group::Teachers].map(|group| of(profile, group)))
        .collect()
});

fn ages(day: Day) -> Ages {
    Ages::on(day, &RULES.calendar, &RULES.evidence)
}

/// By each profile in turn.
fn judged(leaf: &Leaf, ages: &Ages) -> Vec<Tally> {
    JUDGES
        .iter()
        .map(|rules| judge(&leaf.facts, leaf.key.level, &rules[leaf.key.group as usize], ages))
        .collect()
}

fn is_within(tally: &Tally, wider: &Tally) -> bool {
    let both = [(tally.alone, wider.alone), (tally.pooled, wider.pooled)];
    tally.no_roster == wider.no_roster
        && both.iter().all(|(inner, outer)| {
            inner.total() == outer.total() && inner.ready >= outer.ready && inner.not_ready >= outer.not_ready
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn everybody_is_ready_not_ready_or_unknown(seed in any::<u64>()) {
        for leaf in RULES.leaves(&schools(&mut Seed(seed), 2, 12), DAY) {
            for tally in judged(&leaf, &ages(DAY)) {
                let total = u64::from(leaf.facts.total());
                prop_assert_eq!((tally.alone.total(), tally.pooled.total()), (total, total));
                prop_assert_eq!(tally.missing.iter().sum::<u64>(), tally.alone.not_ready);
                prop_assert_eq!(tally.missing[0], 0);
                prop_assert!(tally.askable <= tally.alone.unknown);
                prop_assert!(tally.limited <= tally.alone.not_ready.max(tally.alone.ready));
                // Shared machines make nobody less ready than without.
                prop_assert!(tally.pooled.ready >= tally.alone.ready);
                prop_assert!(tally.pooled.not_ready <= tally.alone.not_ready);
            }
        }
    }

    #[test]
    fn a_person_counts_once_however_often_enrolled(seed in any::<u64>()) {
        let schools = schools(&mut Seed(seed), 3, 12);
        let leaves = RULES.leaves(&schools, DAY);
        let rostered: BTreeSet<_> = leaves
            .iter()
            .filter(|leaf| matches!(leaf.facts.people, People::Roster { .. }))
            .map(|leaf| leaf.key)
            .collect();
        let mut enrolled: BTreeMap<(Group, PersonKey), BTreeSet<_>> = BTreeMap::new();
        for row in schools.iter().flat_map(|school| &school.roster) {
            let is_there = row.from <= DAY && row.to.is_none_or(|to| DAY < to);
            if is_there && rostered.contains(&row.key()) {
                enrolled.entry((row.group, row.person)).or_default().insert(row.key());
            }
        }
        let counted: u64 = leaves
            .iter()
            .filter(|leaf| rostered.contains(&leaf.key))
            .map(|leaf| u64::from(leaf.facts.total()))
            .sum();
        prop_assert_eq!(counted, enrolled.len() as u64);
        let shared: u64 = leaves.iter().map(|leaf| u64::from(leaf.facts.shared)).sum();
        let more: usize = enrolled.values().map(|keys| keys.len() - 1).sum();
        prop_assert_eq!(shared, more as u64);
    }

    #[test]
    fn leaves_add_up_to_their_unit(seed in any::<u64>()) {
        let tallies: Vec<(UnitKey, Tally)> = RULES
            .leaves(&schools(&mut Seed(seed), 3, 8), DAY)
            .iter()
            .map(|leaf| (leaf.key.site, judged(leaf, &ages(DAY))[0]))
            .collect();
        let whole: Tally = tallies.iter().map(|(_, tally)| *tally).sum();
        let mut by_site: BTreeMap<UnitKey, Tally> = BTreeMap::new();
        for (site, tally) in &tallies {
            *by_site.entry(*site).or_default() += tally;
        }
        prop_assert_eq!(by_site.into_values().sum::<Tally>(), whole);
        prop_assert_eq!(whole.alone.total(), whole.pooled.total());
    }

    #[test]
    fn expiry_only_makes_unknown(seed in any::<u64>(), later in 1_i32..400) {
        let schools = schools(&mut Seed(seed), 2, 10);
        // Behind all evidence, and far enough that no test leaves the window of the newest line result.
        let (first, last) = (DAY.plus(40), DAY.plus(40 + later));
        let (before, after) = (RULES.leaves(&schools, first), RULES.leaves(&schools, last));
        for (before, after) in before.iter().zip(&after) {
            prop_assert_eq!(before.key, after.key);
            // A row that nobody wrote anew says no more than one that was.
            for leaf in [after, before] {
                for (then, now) in judged(before, &ages(first)).iter().zip(judged(leaf, &ages(last))) {
                    prop_assert!(is_within(then, &now), "{:?} {:?}", then, now);
                }
            }
        }
    }

    #[test]
    fn learning_one_thing_narrows(seed in any::<u64>()) {
        let mut seed = Seed(seed);
        let schools: Vec<School> = schools(&mut seed, 2, 10);
        for leaf in RULES.leaves(&schools, DAY) {
            let mut learned = leaf.clone();
            let now = ages(DAY);
            if !learn(&mut seed, &mut learned.facts, &now) {
                continue;
            }
            for (wider, inner) in judged(&leaf, &now).iter().zip(judged(&learned, &now)) {
                prop_assert!(is_within(&inner, wider), "{:?}\n{:?}\n{:?}\n{:?}", wider, inner, leaf.facts, learned.facts);
            }
        }
    }
}

/// Turns one thing that is not known into something that is; false where the thing that was picked is known.
fn learn(seed: &mut Seed, facts: &mut LeafFacts, ages: &Ages) -> bool {
    match seed.below(5) {
        0 => learn_home(seed, facts, ages),
        1 => learn_own_machine(seed, facts),
        2 => learn_pool_machine(seed, facts),
        3 => learn_line(seed, facts, ages),
        _ => learn_stocktake(seed, facts),
    }
}

fn learn_home(seed: &mut Seed, facts: &mut LeafFacts, ages: &Ages) -> bool {
    if facts.cells.is_empty() {
        return false;
    }
    let at = seed.below(facts.cells.len() as u64) as usize;
    let cell = facts.cells[at];
    let mut home = cell.home.home();
    let declared = facts
        .survey_complete_on
        .is_some_and(|on| ages.survey(on) != kiemke_wire::view::Freshness::Expired);
    // No answer in a declared survey is known: it is "not".
    if declared && home.device.is_none() && home.line.is_none() {
        return false;
    }
    if !fill(seed, &mut home) {
        return false;
    }
    facts.cells[at].count -= 1;
    facts.cells.push(Cell {
        home: HomeCode::from(home),
        count: 1,
        ..cell
    });
    facts.cells.retain(|cell| cell.count > 0);
    facts.cells.sort();
    true
}

fn fill(seed: &mut Seed, home: &mut Home) -> bool {
    match seed.below(4) {
        0 if home.device.is_none() => {
            let devices = [
                HomeDevice::Absent,
                HomeDevice::Phone(Sharing::Own),
                HomeDevice::Whole(Sharing::Own),
                HomeDevice::Whole(Sharing::Many),
            ];
            home.device = Some(seed.of(&devices));
        }
        1 if home.line.is_none() => {
            home.line = Some(seed.of(&[HomeLine::Plays, HomeLine::Stops, HomeLine::Sometimes]));
        }
        2 if home.device == Some(HomeDevice::Whole(Sharing::ShiftNotTold)) => {
            let sharing = seed.of(&[Sharing::SameShift, Sharing::OtherShift]);
            home.device = Some(HomeDevice::Whole(sharing));
        }
        3 => {
            let at = seed.below(5) as usize;
            if home.signed_in[at] != Three::Unknown {
                return false;
            }
            home.signed_in[at] = seed.of(&[Three::Met, Three::Not]);
        }
        _ => return false,
    }
    true
}

/// The class with one unknown told; itself where the one that was picked is known.
fn learn_class(seed: &mut Seed, class: MachineClass) -> MachineClass {
    let mut machine: Machine = class.machine();
    let value = seed.of(&[Three::Met, Three::Not]);
    let at = seed.below(7);
    let field = match at {
        0 => &mut machine.works,
        1 => &mut machine.os_supported,
        2 => &mut machine.runs_platform,
        3 => &mut machine.audio,
        4 => &mut machine.camera,
        5 => &mut machine.microphone,
        _ => {
            machine.memory_gib = machine.memory_gib.or(Some(seed.below(10) as u8));
            return machine.into();
        }
    };
    if *field == Three::Unknown {
        *field = value;
    }
    machine.into()
}

fn learn_own_machine(seed: &mut Seed, facts: &mut LeafFacts) -> bool {
    let owned = facts
        .stands
        .iter_mut()
        .flat_map(|stand| &mut stand.0)
        .filter_map(|assigned| assigned.machine.as_mut());
    let mut owned: Vec<_> = owned.collect();
    if owned.is_empty() {
        return false;
    }
    let at = seed.below(owned.len() as u64) as usize;
    *owned[at] = learn_class(seed, *owned[at]);
    true
}

fn learn_pool_machine(seed: &mut Seed, facts: &mut LeafFacts) -> bool {
    let Some((class, count)) = facts
        .pools
        .iter_mut()
        .find_map(|pool| Some(&mut pool.machines).filter(|machines| !machines.is_empty()))
        .map(|machines| {
            let (class, count) = machines[0];
            machines[0].1 -= 1;
            (class, count)
        })
    else {
        return false;
    };
    assert!(count > 0, "a class without machines is not kept");
    let learned = learn_class(seed, class);
    let machines = facts
        .pools
        .iter_mut()
        .map(|pool| &mut pool.machines)
        .find(|machines| !machines.is_empty())
        .unwrap();
    machines.push((learned, 1));
    true
}

fn learn_line(seed: &mut Seed, facts: &mut LeafFacts, ages: &Ages) -> bool {
    let place = seed.below(facts.places.len() as u64) as usize;
    let kbps = seed.of(&[500, 20_000, 900_000]);
    let rate = Median {
        low_kbps: kbps,
        high_kbps: Some(kbps),
    };
    for line in &mut facts.places[place].lines {
        if line.result.is_none_or(|result| !result.stands(ages)) {
            line.result = Some(LineResult {
                made_on: ages.day,
                down: rate,
                up: rate,
                rtt_us: Some(seed.of(&[10_000, 200_000])),
                jitter_us: Some(1_000),
                loss_ppm: Some(0),
                slots: 100,
                slots_good: seed.of(&[90, 100]),
                tests: 12,
                test_days: 6,
            });
            return true;
        }
        if let Some(value) = line.platforms.iter_mut().find(|value| **value == Three::Unknown) {
            *value = seed.of(&[Three::Met, Three::Not]);
            return true;
        }
    }
    false
}

fn learn_stocktake(seed: &mut Seed, facts: &mut LeafFacts) -> bool {
    let place = seed.below(facts.places.len() as u64) as usize;
    let due = &mut facts.places[place].stocktake_due_on;
    let was_known = due.is_some_and(|due| due >= DAY);
    *due = Some(DAY);
    !was_known
}
