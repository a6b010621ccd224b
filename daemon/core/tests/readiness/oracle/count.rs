//! A leaf, counted person by person (section 3).

use super::Oracle;
use super::people::Told;
use super::person::judged;
use super::pools::pooled;
use super::truth::Truth;
use kiemke_config::profile::Profile;
use kiemke_core::readiness::LeafKey;
use kiemke_wire::ids::UnitKey;

/// What is counted of a leaf: ready, not ready, unknown, without and with shared machines, and what stands beside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) alone: [u64; 3],
    pub(crate) pooled: [u64; 3],
    pub(crate) limited: u64,
    pub(crate) askable: u64,
    pub(crate) missing: [u64; 8],
    pub(crate) shared: u64,
    pub(crate) no_roster: u64,
}

impl Counts {
    /// Another leaf's people too.
    pub(crate) fn add(&mut self, other: &Self) {
        for at in 0..3 {
            self.alone[at] += other.alone[at];
            self.pooled[at] += other.pooled[at];
        }
        for at in 0..8 {
            self.missing[at] += other.missing[at];
        }
        self.limited += other.limited;
        self.askable += other.askable;
        self.shared += other.shared;
        self.no_roster += other.no_roster;
    }
}

impl Oracle<'_> {
    /// LINE at a site by a profile for people.
    pub(super) fn line(&self, site: UnitKey, profile: &Profile) -> Truth {
        let asked = (site, profile.id.clone());
        if let Some(value) = self.lines.borrow().get(&asked) {
            return *value;
        }
        let platform = &profile.people.as_ref().unwrap().platform;
        let reached = (!platform.hosts.is_empty()).then_some(platform.number);
        let value = super::line_at(self, site, &profile.line, reached);
        self.lines.borrow_mut().insert(asked, value);
        value
    }
}

/// Counts a leaf by a profile.
pub(crate) fn count(oracle: &Oracle<'_>, leaf: LeafKey, profile: &Profile) -> Counts {
    let elsewhere = oracle.people.iter().filter(|person| person.counted != leaf);
    let mut counts = Counts {
        shared: elsewhere.filter(|person| person.leaves.contains(&leaf)).count() as u64,
        ..Counts::default()
    };
    let unknown = match oracle.told(leaf) {
        Told::Names => {
            count_people(oracle, leaf, profile, &mut counts);
            counts.pooled = pooled(oracle, leaf, profile, counts.alone);
            return counts;
        }
        Told::Nothing => {
            oracle.seen.saw("no roster");
            counts.no_roster = 1;
            0
        }
        Told::Number(number) => {
            oracle.seen.saw("head count");
            number
        }
        Told::OldNames => {
            oracle.seen.saw("names of an expired roster");
            oracle.total(leaf).unwrap()
        }
    };
    counts.alone = [0, 0, unknown];
    counts.pooled = counts.alone;
    counts
}

fn count_people(oracle: &Oracle<'_>, leaf: LeafKey, profile: &Profile, counts: &mut Counts) {
    for person in oracle.counted_in(leaf) {
        let judged = judged(oracle, person, profile);
        match judged.ready {
            Some(true) => counts.alone[0] += 1,
            Some(false) => {
                counts.alone[1] += 1;
                counts.missing[usize::from(judged.missing)] += 1;
            }
            None => counts.alone[2] += 1,
        }
        counts.limited += u64::from(judged.limited);
        counts.askable += u64::from(judged.askable);
        oracle.seen.saw_if(judged.limited, "limited");
    }
}
