//! Who is counted where (sections 3 and 7), and what is known of each.

use super::days::Today;
use super::machine::works;
use super::{Oracle, Seen, Truth};
use kiemke_config::group::Group;
use kiemke_core::readiness::{
    HomeAnswer, LeafKey, PersonKey, Register, RosterRow, School, SchoolMachine, Serves, SignIn,
};
use kiemke_wire::ids::UnitKey;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// What a register tells on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// Nothing.
    Nothing,
    /// A typed number.
    Number(u64),
    /// Names that are too old: they are only a number.
    OldNames,
    /// Names.
    Names,
}

/// Somebody, with all that was said of them.
pub(crate) struct Person<'a> {
    pub(crate) key: PersonKey,
    /// Where they count.
    pub(crate) counted: LeafKey,
    pub(crate) shift: Option<u8>,
    /// All leaves in which they stand, the counting one among them.
    pub(crate) leaves: Vec<LeafKey>,
    /// The newest answer of the home survey.
    pub(crate) answer: Option<&'a HomeAnswer>,
    pub(crate) sign_ins: Vec<&'a SignIn>,
    /// Machines assigned to them, each with its school.
    pub(crate) machines: Vec<Own<'a>>,
}

/// A machine of somebody.
pub(crate) struct Own<'a> {
    pub(crate) machine: &'a SchoolMachine,
    pub(crate) works: Truth,
}

impl Person<'_> {
    /// The sites at which they are enrolled.
    pub(crate) fn sites(&self) -> Vec<UnitKey> {
        let mut sites: Vec<UnitKey> = self.leaves.iter().map(|leaf| leaf.site).collect();
        sites.sort_unstable();
        sites.dedup();
        sites
    }

    /// Where a machine of theirs counts: where it stands, if they are enrolled there.
    pub(super) fn site_of(&self, machine: &SchoolMachine) -> UnitKey {
        if self.sites().contains(&machine.site) {
            machine.site
        } else {
            self.counted.site
        }
    }
}

pub(crate) fn leaf_of(site: UnitKey, level: u8, group: Group) -> LeafKey {
    LeafKey { site, level, group }
}

/// The newest roster, else the newest head count, of what was told up to now.
pub(super) fn told_by(register: &Register, today: &Today<'_>) -> Told {
    let rosters = register.rosters.iter().filter(|given| **given <= today.day);
    if let Some(newest) = rosters.max() {
        return if today.roster_counts(*newest) {
            Told::Names
        } else {
            Told::OldNames
        };
    }
    let counts = register
        .head_counts
        .iter()
        .filter(|(typed, _)| *typed <= today.day);
    match counts.max_by_key(|(typed, _)| *typed) {
        Some((_, number)) => Told::Number(u64::from(*number)),
        None => Told::Nothing,
    }
}

/// Everybody who stands in a register with names on that day, counted once.
pub(crate) fn people_of<'a>(schools: &'a [School], today: &Today<'_>, seen: &Seen) -> Vec<Person<'a>> {
    let registers: Vec<&Register> = schools.iter().flat_map(|school| &school.registers).collect();
    let named = |row: &RosterRow| {
        let key = leaf_of(row.site, row.level, row.group);
        let register = registers
            .iter()
            .find(|register| leaf_of(register.site, register.level, register.group) == key);
        register.is_some_and(|register| matches!(told_by(register, today), Told::Names | Told::OldNames))
    };
    let mut rows_of: BTreeMap<(Group, PersonKey), Vec<&'a RosterRow>> = BTreeMap::new();
    for row in schools.iter().flat_map(|school| &school.roster) {
        let holds = row.from <= today.day && row.to.is_none_or(|to| today.day < to);
        if holds && named(row) {
            rows_of.entry((row.group, row.person)).or_default().push(row);
        }
    }
    let persons = rows_of.into_iter();
    persons
        .map(|((_, key), rows)| person(key, &rows, schools, today, seen))
        .collect()
}

fn person<'a>(
    key: PersonKey,
    rows: &[&'a RosterRow],
    schools: &'a [School],
    today: &Today<'_>,
    seen: &Seen,
) -> Person<'a> {
    // The main enrolment; of several, or of none, the first by site and level.
    let mut order = rows.to_vec();
    order.sort_by_key(|row| (!row.main, row.site, row.level));
    let main = order[0];
    seen.saw_if(order.len() > 1 && order[1].main, "two main enrolments");
    let answers = schools.iter().flat_map(|school| &school.answers);
    let answers = answers.filter(|answer| answer.person == key && answer.on <= today.day);
    let sign_ins = schools.iter().flat_map(|school| &school.sign_ins);
    let machines = schools
        .iter()
        .flat_map(|school| school.machines.iter().map(move |machine| (school, machine)));
    let person = Person {
        key,
        counted: leaf_of(main.site, main.level, main.group),
        shift: main.shift,
        leaves: rows
            .iter()
            .map(|row| leaf_of(row.site, row.level, row.group))
            .collect(),
        answer: answers.max_by_key(|answer| answer.on),
        sign_ins: sign_ins
            .filter(|sign_in| sign_in.person == key && sign_in.on <= today.day)
            .collect(),
        machines: machines
            .filter(|(_, machine)| machine.serves == Serves::Person(key))
            .map(|(school, machine)| Own {
                machine,
                works: works(school, machine, today),
            })
            .collect(),
    };
    let case = match main.group {
        Group::Students => "student at two sites",
        Group::Teachers => "teacher at two sites",
    };
    seen.saw_if(person.sites().len() > 1, case);
    let levels = |leaf: &LeafKey| leaf.level != main.level && leaf.site == main.site;
    seen.saw_if(person.leaves.iter().any(levels), "two levels of one site");
    person
}

impl<'a> Oracle<'a> {
    /// The schools on that day.
    pub(crate) fn of(
        schools: &'a [School],
        day: kiemke_core::cold::Day,
        rules: &'a crate::world::Rules,
        seen: &'a Seen,
    ) -> Self {
        let today = Today::of(day, rules, seen);
        let people = people_of(schools, &today, seen);
        let sites = schools.iter().flat_map(|school| &school.sites);
        let nights = sites
            .map(|site| {
                let lines = site.lines.iter();
                (
                    site.unit,
                    lines.map(|line| super::result_of(line, &today)).collect(),
                )
            })
            .collect();
        let mut oracle = Self {
            schools,
            today,
            people,
            nights,
            totals: BTreeMap::new(),
            lines: RefCell::default(),
            seen,
        };
        for register in schools.iter().flat_map(|school| &school.registers) {
            let leaf = leaf_of(register.site, register.level, register.group);
            let total = match told_by(register, &oracle.today) {
                Told::Nothing => None,
                Told::Number(number) => Some(number),
                Told::OldNames | Told::Names => Some(oracle.counted_in(leaf).count() as u64),
            };
            oracle.totals.insert(leaf, total);
        }
        oracle
    }

    /// A leaf's register.
    pub(super) fn register(&self, leaf: LeafKey) -> Option<&'a Register> {
        let mut registers = self.schools.iter().flat_map(|school| &school.registers);
        registers.find(|register| leaf_of(register.site, register.level, register.group) == leaf)
    }

    /// What was told of a leaf; of one without a register, that there is nobody.
    pub(crate) fn told(&self, leaf: LeafKey) -> Told {
        self.register(leaf)
            .map_or(Told::Number(0), |register| told_by(register, &self.today))
    }

    /// Those who are counted in a leaf.
    pub(crate) fn counted_in(&self, leaf: LeafKey) -> impl Iterator<Item = &Person<'a>> {
        self.people.iter().filter(move |person| person.counted == leaf)
    }

    /// How many people a leaf has; nothing where that was not told, nobody where there is no register.
    pub(crate) fn total(&self, leaf: LeafKey) -> Option<u64> {
        self.totals.get(&leaf).copied().unwrap_or(Some(0))
    }

    /// The school that has a site.
    pub(super) fn school_of(&self, site: UnitKey) -> &'a School {
        let mut schools = self.schools.iter();
        schools
            .find(|school| school.sites.iter().any(|other| other.unit == site))
            .unwrap()
    }

    /// A site.
    pub(super) fn site(&self, unit: UnitKey) -> &'a kiemke_core::readiness::Site {
        let mut sites = self.school_of(unit).sites.iter();
        sites.find(|site| site.unit == unit).unwrap()
    }
}

/// T8 and T9: with a valid id, without one, not known; nothing where nothing was told.
pub(crate) fn ids_of(oracle: &Oracle<'_>, leaf: LeafKey) -> Option<[u64; 3]> {
    let total = oracle.total(leaf)?;
    if oracle.told(leaf) != Told::Names {
        return Some([0, 0, total]);
    }
    let national = |person: &&Person<'_>| matches!(person.key, PersonKey::National(_));
    let valid = oracle.counted_in(leaf).filter(national).count() as u64;
    Some([valid, total - valid, 0])
}
