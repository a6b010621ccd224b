//! A school's computers for teaching, for the plain ratios beside every headline.

use super::{EvidenceRules, Told};
use crate::cold::Day;
use crate::readiness::leaf::Place;
use crate::readiness::school::{School, Serves};
use crate::readiness::{MachineClass, PersonKey};
use kiemke_config::group::Group;
use std::collections::{BTreeMap, BTreeSet};

/// The computers of one site that students use: those of their labs, and those assigned to them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteComputers {
    /// The site.
    pub place: Place,
    /// Its computers by class, ascending, each class once; those that are gone left out.
    pub machines: Vec<(MachineClass, u32)>,
}

/// The computers of each school at 24:00 of `day`, site by site, in the order of the schools.
pub fn computers_of(schools: &[School], day: Day, rules: &EvidenceRules<'_>) -> Vec<Vec<SiteComputers>> {
    let told = Told::of(schools, day, rules);
    let rows = told
        .counted
        .iter()
        .filter(|(key, _)| key.group == Group::Students)
        .flat_map(|(_, persons)| persons);
    let students: BTreeSet<PersonKey> = rows.map(|person| person.row.person).collect();
    schools
        .iter()
        .map(|school| {
            let sites = school.sites.iter();
            sites
                .map(|site| {
                    let mut machines: BTreeMap<MachineClass, u32> = BTreeMap::new();
                    let here = school
                        .machines
                        .iter()
                        .filter(|machine| !machine.state.is_gone() && machine.site == site.unit);
                    for machine in here {
                        let for_students = match machine.serves {
                            Serves::Person(person) => students.contains(&person),
                            Serves::Pool(at) => school
                                .pools
                                .get(at)
                                .is_some_and(|pool| pool.group == Group::Students),
                            Serves::Nobody => false,
                        };
                        if for_students {
                            *machines.entry(told.class_of(school, machine)).or_default() += 1;
                        }
                    }
                    SiteComputers {
                        place: told.place(site.unit),
                        machines: machines.into_iter().collect(),
                    }
                })
                .collect()
        })
        .collect()
}
