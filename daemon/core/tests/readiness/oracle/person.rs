//! READY, for one person (section 2).

use super::Oracle;
use super::home::at_home;
use super::machine::{is_fit, software};
use super::people::{Own, Person};
use super::truth::{Truth, all, any};
use kiemke_config::group::Group;
use kiemke_config::profile::{GroupRule, Limited, PeopleRule, Profile};
use kiemke_core::readiness::parts::{DEVICE, LINE, SOFTWARE};

/// What is known of a person.
pub(super) struct Judged {
    pub(super) ready: Truth,
    /// The parts that somebody who is not ready is missing.
    pub(super) missing: u8,
    /// Belongs to the named part of limited devices.
    pub(super) limited: bool,
    /// Unknown, and an answer about home can make ready.
    pub(super) askable: bool,
}

/// The rule of a group.
pub(super) fn rule_of(people: &PeopleRule, group: Group) -> &GroupRule {
    match group {
        Group::Students => &people.students,
        Group::Teachers => &people.teachers,
    }
}

/// One way of being ready: what it is worth, and which parts of it are "not".
struct Way {
    value: Truth,
    missing: u8,
}

impl Way {
    fn of(parts: [(Truth, u8); 3]) -> Self {
        let failing = parts.iter().filter(|(value, _)| *value == Some(false));
        Self {
            value: all(&parts.map(|(value, _)| value)),
            missing: failing.map(|(_, part)| part).sum(),
        }
    }
}

/// A person by a profile.
pub(super) fn judged(oracle: &Oracle<'_>, person: &Person<'_>, profile: &Profile) -> Judged {
    let people = profile.people.as_ref().unwrap();
    let strict = ready(oracle, person, profile, false);
    let lenient = ready(oracle, person, profile, true);
    let (counts, limited) = match people.limited {
        Limited::Not => {
            let lacks_no_more = strict.value == Some(false) && lenient.value == Some(true);
            (strict, lacks_no_more)
        }
        Limited::Met => {
            let only_so = strict.value != Some(true) && lenient.value == Some(true);
            (lenient, only_so)
        }
    };
    Judged {
        ready: counts.value,
        missing: counts.missing,
        limited,
        askable: counts.value.is_none() && counts.home_at_best == Some(true),
    }
}

struct Ready {
    value: Truth,
    missing: u8,
    home_at_best: Truth,
}

/// At school or at home; all three in the same mode.
fn ready(oracle: &Oracle<'_>, person: &Person<'_>, profile: &Profile, limited_count: bool) -> Ready {
    let people = profile.people.as_ref().unwrap();
    let rule = rule_of(people, person.counted.group);
    let declared = oracle.site(person.counted.site).survey_complete_on;
    let home = at_home(person, declared, &oracle.today, (people, rule), limited_count);
    let mut ways = at_school(oracle, person, profile, limited_count);
    ways.push(Way::of([
        (home.device, DEVICE),
        (home.line, LINE),
        (home.software, SOFTWARE),
    ]));
    let values: Vec<Truth> = ways.iter().map(|way| way.value).collect();
    let value = any(&values);
    // The nearest way: the fewest parts; of as many, at school before at home.
    let at_school = &ways[..ways.len() - 1];
    let nearest = |ways: &[Way]| {
        let missing = ways.iter().map(|way| way.missing);
        missing
            .min_by_key(|missing| (missing.count_ones(), *missing))
            .unwrap()
    };
    let (school, home_way) = (nearest(at_school), ways[ways.len() - 1].missing);
    let missing = if home_way.count_ones() < school.count_ones() {
        home_way
    } else {
        school
    };
    debug_assert_eq!(home.ready(), ways[ways.len() - 1].value);
    Ready {
        value,
        missing: if value == Some(false) { missing } else { 0 },
        home_at_best: home.at_best,
    }
}

/// At each site of the person with each machine of theirs there.
fn at_school(oracle: &Oracle<'_>, person: &Person<'_>, profile: &Profile, limited_count: bool) -> Vec<Way> {
    let people = profile.people.as_ref().unwrap();
    let rule = rule_of(people, person.counted.group);
    let mut ways = Vec::new();
    for site in person.sites() {
        let line = oracle.line(site, profile);
        let machines = person
            .machines
            .iter()
            .filter(|own| person.site_of(own.machine) == site);
        let mut is_any = false;
        for Own { machine, works } in machines {
            is_any = true;
            oracle.seen.saw_if(
                machine.site != site,
                "own machine where its person is not enrolled",
            );
            let (machine, works) = (*machine, *works);
            let software = software(works, machine, rule, limited_count);
            // It is the device that is missing when it does not work, and else the software when it is unfit.
            ways.push(Way {
                value: all(&[is_fit(works, software), line]),
                missing: Way::of([(works, DEVICE), (line, LINE), (software, SOFTWARE)]).missing,
            });
        }
        if !is_any {
            let counted = oracle.today.stocktake_stands(&oracle.school_of(site).stocktakes);
            oracle.seen.saw(if counted {
                "no machine by a closed stocktake"
            } else {
                "no record of a machine"
            });
            let device = counted.then_some(false);
            ways.push(Way {
                value: all(&[device, line]),
                missing: Way::of([(device, DEVICE), (line, LINE), (None, SOFTWARE)]).missing,
            });
        }
    }
    ways
}
