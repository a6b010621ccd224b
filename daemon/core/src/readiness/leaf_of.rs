//! From schools, person by person, to the facts of their leaves on a day.

mod computers;

pub use computers::{SiteComputers, computers_of};

use super::ages::counts;
use super::leaf::{Assigned, Cell, LeafFacts, LeafKey, LineFacts, People, Place, PoolFacts, Stand};
use super::school::{Pool, School, SchoolMachine, Serves, Site};
use super::{Ages, Home, HomeCode, Machine, MachineClass, PersonKey, Register, RosterRow};
use crate::cold::Day;
use kiemke_config::calendar::Calendar;
use kiemke_config::evidence::Evidence;
use kiemke_config::group::Group;
use kiemke_config::level::Levels;
use kiemke_config::profile::PLATFORMS_MAX;
use kiemke_config::three::Three;
use kiemke_wire::ids::UnitKey;
use std::collections::{BTreeMap, BTreeSet};

/// The data by which evidence becomes facts.
#[derive(Clone, Copy, Debug)]
pub struct EvidenceRules<'a> {
    /// Which days are teaching days.
    pub calendar: &'a Calendar,
    /// How long evidence counts.
    pub evidence: &'a Evidence,
    /// Hours of shared machines.
    pub levels: &'a Levels,
}

/// A leaf with its facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// Which.
    pub key: LeafKey,
    /// Its facts.
    pub facts: LeafFacts,
}

/// The leaves of these schools at 24:00 of `day`, by key. People, machines and answers are matched over all of the
/// schools, so whoever is enrolled in two of them is counted once only if both are given.
pub fn leaf_facts_of(schools: &[School], day: Day, rules: &EvidenceRules<'_>) -> Vec<Leaf> {
    let told = Told::of(schools, day, rules);
    told.people
        .keys()
        .map(|key| Leaf {
            key: *key,
            facts: told.facts(*key),
        })
        .collect()
}

/// What schools told up to a day, found by key.
struct Told<'a> {
    schools: &'a [School],
    rules: EvidenceRules<'a>,
    ages: Ages,
    people: BTreeMap<LeafKey, People>,
    /// Each person once, where they count.
    counted: BTreeMap<LeafKey, Vec<Person<'a>>>,
    shared: BTreeMap<LeafKey, u32>,
    machines: BTreeMap<PersonKey, Vec<(UnitKey, MachineClass)>>,
    homes: BTreeMap<PersonKey, Home>,
    /// The day of each person's newest answer.
    answered: BTreeMap<PersonKey, Day>,
}

/// Somebody's row at the counting site, and their other sites.
struct Person<'a> {
    row: &'a RosterRow,
    elsewhere: BTreeSet<UnitKey>,
}

impl<'a> Told<'a> {
    fn of(schools: &'a [School], day: Day, rules: &EvidenceRules<'a>) -> Self {
        let registers = schools.iter().flat_map(|school| &school.registers);
        let mut told = Self {
            schools,
            rules: *rules,
            ages: Ages::on(day, rules.calendar, rules.evidence),
            people: registers
                .map(|register| (register.key(), register.people_on(day)))
                .collect(),
            counted: BTreeMap::new(),
            shared: BTreeMap::new(),
            machines: BTreeMap::new(),
            homes: BTreeMap::new(),
            answered: BTreeMap::new(),
        };
        told.enrol();
        told.assign();
        told.ask_home();
        told
    }

    /// Gives each person one counting leaf.
    fn enrol(&mut self) {
        let day = self.ages.day;
        let mut rows: BTreeMap<(Group, PersonKey), Vec<&'a RosterRow>> = BTreeMap::new();
        for row in self.schools.iter().flat_map(|school| &school.roster) {
            let is_there = row.from <= day && row.to.is_none_or(|to| day < to);
            if is_there && matches!(self.people.get(&row.key()), Some(People::Roster { .. })) {
                rows.entry((row.group, row.person)).or_default().push(row);
            }
        }
        for mut rows in rows.into_values() {
            rows.sort_by_key(|row| (!row.main, row.site, row.level));
            let Some((row, others)) = rows.split_first() else {
                continue;
            };
            let leaves: BTreeSet<LeafKey> = others
                .iter()
                .map(|other| other.key())
                .filter(|key| *key != row.key())
                .collect();
            for key in &leaves {
                *self.shared.entry(*key).or_default() += 1;
            }
            let elsewhere = leaves
                .iter()
                .map(|key| key.site)
                .filter(|site| *site != row.site)
                .collect();
            self.counted
                .entry(row.key())
                .or_default()
                .push(Person { row, elsewhere });
        }
    }

    fn assign(&mut self) {
        for school in self.schools {
            for machine in &school.machines {
                if let Serves::Person(person) = machine.serves {
                    let class = self.class_of(school, machine);
                    self.machines
                        .entry(person)
                        .or_default()
                        .push((machine.site, class));
                }
            }
        }
    }

    fn class_of(&self, school: &School, machine: &SchoolMachine) -> MachineClass {
        let (day, ages) = (self.ages.day, &self.ages);
        if machine.state.is_gone() {
            return Machine {
                works: Three::Not,
                ..Machine::default()
            }
            .into();
        }
        let seen = machine
            .seen_on
            .is_some_and(|seen| seen <= day && counts(ages.sighting(seen)));
        let counted = machine.counted_on.is_some_and(|counted| {
            school.stocktakes.iter().any(|stocktake| {
                stocktake.closed_on == counted
                    && counted <= day
                    && counts(ages.stocktake(stocktake.next_due_on))
            })
        });
        // What was known of a machine expires with the evidence of it.
        if seen || counted {
            Machine::of(Three::Met, &machine.system).into()
        } else {
            Machine::default().into()
        }
    }

    fn ask_home(&mut self) {
        let (day, ages) = (self.ages.day, self.ages);
        let mut newest: BTreeMap<PersonKey, &super::HomeAnswer> = BTreeMap::new();
        let answers = self.schools.iter().flat_map(|school| &school.answers);
        for answer in answers.filter(|answer| answer.on <= day && counts(ages.survey(answer.on))) {
            let held = newest.entry(answer.person).or_insert(answer);
            if held.on <= answer.on {
                *held = answer;
            }
        }
        for (person, answer) in &newest {
            let home = Home {
                device: answer.device,
                line: answer.line,
                signed_in: answer.signed_in.map(Three::told),
            };
            self.homes.insert(*person, home);
            self.answered.insert(*person, answer.on);
        }
        let sign_ins = self.schools.iter().flat_map(|school| &school.sign_ins);
        let this_year = sign_ins.filter(|sign_in| (ages.school_year..=day).contains(&sign_in.on));
        for sign_in in this_year.filter(|sign_in| sign_in.platform < PLATFORMS_MAX) {
            // Who signed in earlier in the year did not stay away all year, so a "no" tells no more than nothing.
            let least = if sign_in.on >= ages.term {
                Three::Met
            } else {
                Three::Unknown
            };
            let told = self.answered.entry(sign_in.person).or_insert(sign_in.on);
            *told = sign_in.on.max(*told);
            let home = self.homes.entry(sign_in.person).or_default();
            let value = &mut home.signed_in[usize::from(sign_in.platform)];
            *value = value.or(least);
        }
    }

    fn facts(&self, key: LeafKey) -> LeafFacts {
        let people = self.people.get(&key).copied().unwrap_or_default();
        let persons = self.counted.get(&key).map_or(&[][..], Vec::as_slice);
        let elsewhere: BTreeSet<UnitKey> = persons
            .iter()
            .flat_map(|person| person.elsewhere.iter().copied())
            .collect();
        let sites: Vec<UnitKey> = std::iter::once(key.site).chain(elsewhere).collect();
        let mut counts: BTreeMap<(Stand, HomeCode), u32> = BTreeMap::new();
        for person in persons {
            let home = self.homes.get(&person.row.person).copied().unwrap_or_default();
            *counts
                .entry((self.stand_of(person, &sites), home.into()))
                .or_default() += 1;
        }
        let mut stands: Vec<Stand> = Vec::new();
        let mut cells = Vec::with_capacity(counts.len());
        for ((stand, home), count) in counts {
            if stands.last() != Some(&stand) {
                stands.push(stand);
            }
            let stand = (stands.len() - 1).try_into().unwrap_or(u16::MAX);
            cells.push(Cell { stand, home, count });
        }
        let national = persons
            .iter()
            .filter(|person| matches!(person.row.person, PersonKey::National(_)));
        LeafFacts {
            people,
            survey_complete_on: self
                .site(key.site)
                .and_then(|(_, site)| site.survey_complete_on)
                .filter(|on| *on <= self.ages.day),
            places: sites.iter().map(|site| self.place(*site)).collect(),
            stands,
            cells,
            pools: self.pools(key),
            valid_ids: number(national.count()),
            shared: self.shared.get(&key).copied().unwrap_or(0),
            told_on: self.told_on(people, persons),
        }
    }

    fn told_on(&self, people: People, persons: &[Person<'_>]) -> Option<Day> {
        let answered = persons
            .iter()
            .filter_map(|person| self.answered.get(&person.row.person).copied());
        let of_people = match people {
            People::NoRoster => None,
            People::HeadCount { on, .. } | People::Roster { on } => Some(on),
        };
        answered.chain(of_people).max()
    }

    fn stand_of(&self, person: &Person<'_>, sites: &[UnitKey]) -> Stand {
        let owned = self
            .machines
            .get(&person.row.person)
            .map_or(&[][..], Vec::as_slice);
        // A machine that stands where its person is not enrolled is the person's at the counting site.
        let site_of = |at: UnitKey| {
            if person.elsewhere.contains(&at) {
                at
            } else {
                person.row.site
            }
        };
        let mut stand = Vec::new();
        for (place, site) in (0..).zip(sites) {
            if *site != person.row.site && !person.elsewhere.contains(site) {
                continue;
            }
            let here = owned.iter().filter(|(at, _)| site_of(*at) == *site);
            let before = stand.len();
            stand.extend(here.map(|(_, class)| Assigned {
                place,
                machine: Some(*class),
            }));
            if stand.len() == before {
                stand.push(Assigned { place, machine: None });
            }
        }
        stand.sort_unstable();
        Stand(stand)
    }

    fn place(&self, unit: UnitKey) -> Place {
        let day = self.ages.day;
        let told = self.site(unit);
        let stocktakes = told.map_or(&[][..], |(school, _)| school.stocktakes.as_slice());
        let newest = stocktakes
            .iter()
            .filter(|stocktake| stocktake.closed_on <= day)
            .max_by_key(|stocktake| (stocktake.closed_on, stocktake.next_due_on));
        let pools = told.map_or(&[][..], |(school, _)| school.pools.as_slice());
        let labs = pools
            .iter()
            .filter(|pool| pool.site == unit && pool.group == Group::Students);
        let lines = told.map_or(&[][..], |(_, site)| site.lines.as_slice());
        Place {
            site: unit,
            stocktake_due_on: newest.map(|stocktake| stocktake.next_due_on),
            lines: lines
                .iter()
                .map(|line| LineFacts {
                    result: line.result_on(day, self.rules.calendar, self.rules.evidence),
                    platforms: line.platforms.map(Three::told),
                })
                .collect(),
            lines_complete_on: told
                .and_then(|(_, site)| site.lines_complete_on)
                .filter(|on| *on <= day),
            seats: labs.map(|lab| lab.seats).max().unwrap_or(0),
            students: self.students(unit),
            students_in_busiest_shift: self.busiest_shift(unit),
        }
    }

    fn site(&self, unit: UnitKey) -> Option<(&'a School, &'a Site)> {
        self.schools.iter().find_map(|school| {
            let site = school.sites.iter().find(|site| site.unit == unit)?;
            Some((school, site))
        })
    }

    /// The people of a leaf; none where nothing was told.
    fn total(&self, key: LeafKey) -> Option<u32> {
        match self.people.get(&key)? {
            People::NoRoster => None,
            People::HeadCount { count, .. } => Some(*count),
            People::Roster { .. } => Some(number(self.counted.get(&key).map_or(0, Vec::len))),
        }
    }

    fn student_leaves(&self, site: UnitKey) -> impl Iterator<Item = LeafKey> {
        let leaves = self.people.keys().copied();
        leaves.filter(move |key| key.site == site && key.group == Group::Students)
    }

    fn students(&self, site: UnitKey) -> Option<u32> {
        let mut leaves = self.student_leaves(site).peekable();
        leaves.peek()?;
        leaves.map(|key| self.total(key)).sum()
    }

    fn busiest_shift(&self, site: UnitKey) -> Option<u32> {
        let mut shifts: BTreeMap<u8, u32> = BTreeMap::new();
        let mut leaves = self.student_leaves(site).peekable();
        leaves.peek()?;
        for key in leaves {
            let is_told = match self.people.get(&key)? {
                People::Roster { on } => counts(self.ages.roster(*on)),
                People::HeadCount { .. } | People::NoRoster => false,
            };
            // Of a number of people no shift was told; of nobody none is missing.
            if !is_told {
                if self.total(key)? > 0 {
                    return None;
                }
                continue;
            }
            for person in self.counted.get(&key).into_iter().flatten() {
                *shifts.entry(person.row.shift?).or_default() += 1;
            }
        }
        Some(shifts.into_values().max().unwrap_or(0))
    }

    fn pools(&self, key: LeafKey) -> Vec<PoolFacts> {
        let Some((school, _)) = self.site(key.site) else {
            return Vec::new();
        };
        let serves = |pool: &Pool| {
            pool.site == key.site && pool.group == key.group && pool.levels.contains(&key.level)
        };
        let pools = school.pools.iter().enumerate();
        pools
            .filter(|(_, pool)| serves(pool))
            .map(|(at, pool)| self.pool(school, at, pool, key))
            .collect()
    }

    fn pool(&self, school: &School, at: usize, pool: &Pool, key: LeafKey) -> PoolFacts {
        let mut machines: BTreeMap<MachineClass, u32> = BTreeMap::new();
        for machine in &school.machines {
            // One that is gone could give nothing by any profile.
            if machine.serves == Serves::Pool(at) && !machine.state.is_gone() {
                *machines.entry(self.class_of(school, machine)).or_default() += 1;
            }
        }
        let levels: BTreeSet<u8> = pool.levels.iter().copied().collect();
        let others = levels.into_iter().filter(|level| *level != key.level);
        PoolFacts {
            hours_week: pool
                .hours_week
                .unwrap_or_else(|| self.rules.levels.pool_hours_week.try_into().unwrap_or(u8::MAX)),
            machines: machines.into_iter().collect(),
            others: others
                .map(|level| {
                    let other = LeafKey { level, ..key };
                    let has_it = self.people.contains_key(&other);
                    (level, if has_it { self.total(other) } else { Some(0) })
                })
                .collect(),
        }
    }
}

impl Register {
    /// Its leaf.
    pub fn key(&self) -> LeafKey {
        LeafKey {
            site: self.site,
            level: self.level,
            group: self.group,
        }
    }

    fn people_on(&self, day: Day) -> People {
        let roster = self.rosters.iter().filter(|on| **on <= day).max();
        let head_count = self
            .head_counts
            .iter()
            .filter(|(on, _)| *on <= day)
            .max_by_key(|(on, _)| *on);
        match (roster, head_count) {
            (Some(on), _) => People::Roster { on: *on },
            (None, Some((on, count))) => People::HeadCount {
                on: *on,
                count: *count,
            },
            (None, None) => People::NoRoster,
        }
    }
}

impl RosterRow {
    /// The leaf in which it stands.
    pub fn key(&self) -> LeafKey {
        LeafKey {
            site: self.site,
            level: self.level,
            group: self.group,
        }
    }
}

fn number(count: usize) -> u32 {
    count.try_into().unwrap_or(u32::MAX)
}
