//! A school in the terms of readiness, from the state and from what the shell read of it. Decides nothing about
//! anybody: which machine serves whom, and which evidence there is.
//!
//! What the definitions leave open: computers serve whom their records name, so one without a record, or whose record
//! names nobody, serves nobody yet. Labs are the rooms where computers of [`Holder::Lab`] stand. A school that told of
//! no people at all has a leaf for each of its levels (of its tag `level`), or else one of the first level that counts,
//! so that nothing above it can be proved. A machine is taken as seen on a past day when it was known by then and was
//! seen on it or later.

mod lines;
mod machines;

pub use lines::LineEvidence;

use crate::cold::Day;
use crate::figures::Indicator;
use crate::fleet::Fleet;
use crate::people::{HeldSchool, person_key, roll_of};
use crate::query::Days;
use crate::readiness::{PersonKey, Pool, Register, School, Site, Stocktake};
use crate::units::When;
use kiemke_config::categories::Categories;
use kiemke_config::group::Group;
use kiemke_config::level::Levels;
use kiemke_config::os_support::OsSupport;
use kiemke_wire::equipment::Record;
use kiemke_wire::fold::search_key;
use kiemke_wire::ids::{EquipmentId, LineId, MachineId, UnitKey};
use std::collections::BTreeMap;

/// The data by which a school is described.
#[derive(Clone, Copy)]
pub struct SchoolRules<'a> {
    /// Kinds of equipment.
    pub categories: &'a Categories,
    /// Levels of schools.
    pub levels: &'a Levels,
    /// Until when systems are mended.
    pub os_support: &'a OsSupport,
    /// Teaching time.
    pub days: &'a Days,
    /// Hosts of learning platforms, by the platform's number.
    pub platforms: &'a BTreeMap<u8, Vec<String>>,
}

/// What the shell read of a school.
#[derive(Clone, Debug, Default)]
pub struct SchoolEvidence {
    /// Its equipment records.
    pub records: Vec<SchoolRecord>,
    /// What was measured on its lines.
    pub lines: BTreeMap<LineId, LineEvidence>,
    /// Its people, as far as it told of any.
    pub people: Option<HeldSchool>,
    /// Its closed stocktakes.
    pub stocktakes: Vec<Stocktake>,
}

/// An equipment record with what stocktakes say of it.
#[derive(Clone, Debug)]
pub struct SchoolRecord {
    /// Which.
    pub id: EquipmentId,
    /// As it stands.
    pub record: Record,
    /// The newest stocktake that counted it usable, by the day on which that was closed.
    pub counted_on: Option<Day>,
}

/// Describes a school for the end of `day`; `machines` are those that stand in it.
pub fn school(
    fleet: &Fleet,
    key: UnitKey,
    day: Day,
    machines: &[MachineId],
    evidence: SchoolEvidence,
    rules: &SchoolRules<'_>,
) -> School {
    let places = Places::of(fleet, key, When::known_now(day));
    let SchoolEvidence {
        records,
        lines,
        people,
        stocktakes,
    } = evidence;
    let sites = places.sites.iter().map(|site| {
        let declared = fleet.declared(*site);
        Site {
            unit: *site,
            lines: lines::lines_of(fleet, &places, *site, &lines, rules),
            lines_complete_on: declared.lines_on,
            survey_complete_on: declared.survey_on,
        }
    });
    let sites: Vec<Site> = sites.collect();
    let roll = people
        .as_ref()
        .map(|held| roll_of(fleet, held))
        .unwrap_or_default();
    let registers = with_head_counts(fleet, &places, roll.registers);
    let registers = with_untold(fleet, key, &places, registers, rules.levels);
    let found = machines::Found {
        fleet,
        places: &places,
        day,
        rules,
        levels_at: |site, group| levels_at(&registers, site, group),
        by_code: &by_code(people.as_ref()),
    };
    let (machines, pools): (_, Vec<Pool>) = found.machines(machines, &records);
    School {
        sites,
        registers,
        roster: roll.roster,
        machines,
        pools,
        stocktakes,
        answers: roll.answers,
        sign_ins: roll.sign_ins,
    }
}

/// Who of those who are there has which code, folded.
fn by_code(people: Option<&HeldSchool>) -> BTreeMap<String, PersonKey> {
    let people = people.into_iter().flat_map(|held| &held.people);
    let there = people.filter(|person| person.is_there());
    there
        .filter_map(|person| Some((search_key(person.code.as_deref()?), person_key(person))))
        .collect()
}

/// The places of a school: which site each belongs to.
pub(crate) struct Places {
    /// Its sites; the school itself when it has none.
    pub(crate) sites: Vec<UnitKey>,
    /// By place.
    site_of: BTreeMap<UnitKey, UnitKey>,
}

impl Places {
    pub(crate) fn of(fleet: &Fleet, school: UnitKey, when: When) -> Self {
        let tree = fleet.tree(when);
        let below = &tree.order()[tree.ranks(school)];
        let is_site = |unit: &UnitKey| {
            fleet
                .unit(*unit)
                .is_some_and(|record| record.kind(when) == "site")
        };
        let mut sites: Vec<UnitKey> = below.iter().map(|(unit, _)| *unit).filter(is_site).collect();
        if sites.is_empty() {
            sites.push(school);
        }
        let first = sites[0];
        let mut site_of = BTreeMap::new();
        for (unit, _) in below {
            // What stands in no site stands in the first: a school's own line is its main building's.
            let above = fleet.unit(*unit).and_then(|record| record.parent(when));
            let site = match sites.contains(unit) {
                true => *unit,
                false => above
                    .and_then(|above| site_of.get(&above).copied())
                    .unwrap_or(first),
            };
            site_of.insert(*unit, site);
        }
        Self { sites, site_of }
    }

    /// The site of a place; none outside of the school.
    pub(crate) fn site_of(&self, place: UnitKey) -> Option<UnitKey> {
        self.site_of.get(&place).copied()
    }

    /// The places of a site.
    pub(crate) fn at(&self, site: UnitKey) -> impl Iterator<Item = UnitKey> + '_ {
        self.site_of
            .iter()
            .filter(move |(_, of)| **of == site)
            .map(|(place, _)| *place)
    }
}

fn levels_at(registers: &[Register], site: UnitKey, group: Group) -> Vec<u8> {
    let here = registers
        .iter()
        .filter(|register| register.site == site && register.group == group);
    let mut levels: Vec<u8> = here.map(|register| register.level).collect();
    levels.sort_unstable();
    levels.dedup();
    levels
}

/// Adds what was typed about the number of people of the school and of its sites.
fn with_head_counts(fleet: &Fleet, places: &Places, mut registers: Vec<Register>) -> Vec<Register> {
    for (place, site) in &places.site_of {
        for record in fleet.figures().of(*place) {
            let Indicator::HeadCount { group, level } = record.key.indicator else {
                continue;
            };
            let Some(fact) = record.newest() else { continue };
            let count = (record.key.from, u32::try_from(fact.numerator).unwrap_or(u32::MAX));
            let here = |register: &&mut Register| {
                (register.site, register.level, register.group) == (*site, level, group)
            };
            match registers.iter_mut().find(here) {
                Some(register) => register.head_counts.push(count),
                None => registers.push(Register {
                    site: *site,
                    level,
                    group,
                    rosters: Vec::new(),
                    head_counts: vec![count],
                }),
            }
        }
    }
    registers
}

/// Registers of levels and groups of which the school told nothing, at its first site.
fn with_untold(
    fleet: &Fleet,
    school: UnitKey,
    places: &Places,
    mut registers: Vec<Register>,
    levels: &Levels,
) -> Vec<Register> {
    let when = When::known_now(fleet.open_from());
    let tag = fleet
        .unit(school)
        .and_then(|record| record.tag("level", when))
        .unwrap_or_default();
    // "primary+lower_secondary" is a school of both.
    let named = tag
        .split(['+', ','])
        .filter_map(|id| levels.levels.iter().find(|level| level.id == id.trim()));
    let mut told: Vec<u8> = named.map(|level| level.number).collect();
    if told.is_empty() && registers.is_empty() {
        let counts = levels.levels.iter().filter(|level| level.counts_for_students);
        told.extend(counts.map(|level| level.number).take(1));
    }
    let first = places.sites[0];
    let has = |registers: &[Register], level: Option<u8>, group: Group| {
        let mut of_group = registers.iter().filter(|register| register.group == group);
        of_group.any(|register| level.is_none_or(|level| register.level == level))
    };
    let untold = |level: u8, group: Group| Register {
        site: first,
        level,
        group,
        rosters: Vec::new(),
        head_counts: Vec::new(),
    };
    for level in &told {
        if !has(&registers, Some(*level), Group::Students) {
            registers.push(untold(*level, Group::Students));
        }
    }
    // Teachers of several levels are told as one staff.
    if let Some(level) = told.first()
        && !has(&registers, None, Group::Teachers)
    {
        registers.push(untold(*level, Group::Teachers));
    }
    registers
}
