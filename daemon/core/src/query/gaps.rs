//! What is missing: sites that fail each profile's rule for lines, machines, and the plain ratios that others publish.
//!
//! Computers are counted from leaves: labs that students use, each once, and what is assigned to students who count.

use crate::leaves::newest_facts;
use crate::query::readiness::{Bench, JudgedBy, date, share};
use crate::query::shown::{Shown, Shows};
use crate::query::{Scene, plan};
use crate::readiness::{
    Ages, Bounds, ComputerTally, LeafFacts, LeafKey, MachineClass, Place, SiteComputers, Split, line_of,
    machines_missing,
};
use crate::refusal::Refusal;
use kiemke_config::group::Group;
use kiemke_config::profile::Profile;
use kiemke_config::three::Three;
use kiemke_wire::ids::UnitKey;
use kiemke_wire::view::{GapPart, GapsView, LineGap, MachineGap, ProfileName, Ratios};
use std::collections::BTreeMap;

/// Sites that an answer lists of those that fail a profile; how many there are is told.
const FAILING_MAX: usize = 1_000;

/// What is missing at a unit today.
///
/// # Errors
/// When there is no such plan.
pub fn gaps(scene: &Scene<'_>, unit: UnitKey, by: JudgedBy<'_>) -> Result<GapsView, Refusal> {
    let bench = Bench::of(scene, by)?;
    let shown = Shown::of(scene, &bench, unit);
    let ages = scene.standards.ages(bench.day());
    let whole = Gap::of(scene, &bench, unit, &ages);
    let levels = scene.standards.levels.levels.iter();
    // Machines and how many students there are tell of nobody how he is: a total that is shown is enough.
    let counts = |shows: Shows| shows >= Shows::Total;
    let machines = levels.filter_map(|level| {
        let missing = whole.missing.get(&level.number)?;
        let is_shown = counts(shown.level(level.number)[0]);
        let told = |number: u64| if is_shown { number } else { 0 };
        Some(MachineGap {
            level: level.id.clone(),
            students_per_machine: level.students_per_machine?,
            students: told(whole.students.get(&level.number).copied().unwrap_or(0)),
            missing_low: told(missing.low),
            missing_high: told(missing.high),
            withheld: !is_shown,
        })
    });
    let is_shown = counts(shown.whole()[0]);
    let parts = bench.tree.children(unit).filter(|part| !bench.is_room(*part));
    let parts = parts.map(|part| {
        let gap = Gap::of(scene, &bench, part, &ages);
        let is_shown = counts(shown.part(part)[0]);
        GapPart {
            unit: scene.unit_at(part, bench.when),
            sites: gap.sites,
            failed: gap.lines.iter().map(|line| line.split.not_ready).collect(),
            missing: is_shown.then(|| {
                let all = gap.missing.values();
                all.fold((0, 0), |sum, missing| (sum.0 + missing.low, sum.1 + missing.high))
            }),
        }
    });
    Ok(GapsView {
        unit: scene.unit_at(unit, bench.when),
        path: scene.path(unit, bench.when),
        at: date(bench.day()),
        machines: machines.collect(),
        levels_source: scene.standards.levels.source.as_ref().map(plan::both),
        ratios: match is_shown {
            true => ratios(&whole),
            false => Ratios {
                withheld: true,
                ..Ratios::default()
            },
        },
        parts: parts.filter(|part| part.sites > 0).collect(),
        lines: whole
            .lines
            .iter()
            .map(|line| LineGap {
                profile: line.profile.clone(),
                met: line.split.ready,
                failed: line.split.not_ready,
                unknown: line.split.unknown,
                failing: line.failing.iter().map(|site| scene.unit(*site)).collect(),
            })
            .collect(),
    })
}

/// What is missing at and below a unit.
#[derive(Default)]
struct Gap {
    sites: u64,
    lines: Vec<Line>,
    /// By level.
    missing: BTreeMap<u8, Bounds>,
    students: BTreeMap<u8, u64>,
    computers: ComputerTally,
    schools: u64,
}

struct Line {
    profile: ProfileName,
    split: Split,
    failing: Vec<UnitKey>,
}

impl Gap {
    fn of(scene: &Scene<'_>, bench: &Bench<'_>, unit: UnitKey, ages: &Ages) -> Self {
        let profiles: Vec<&Profile> = scene.standards.profiles.iter().collect();
        let mut gap = Self {
            lines: profiles
                .iter()
                .map(|profile| Line {
                    profile: ProfileName {
                        name: profile.id.clone(),
                        version: profile.version,
                        source: profile.source.as_ref().map(plan::both),
                    },
                    split: Split::default(),
                    failing: Vec::new(),
                })
                .collect(),
            ..Self::default()
        };
        let mut schools: BTreeMap<UnitKey, Vec<SiteComputers>> = BTreeMap::new();
        for (site, _) in &bench.tree.order()[bench.tree.ranks(unit)] {
            let leaves: Vec<(LeafKey, LeafFacts)> = newest_facts(scene.fleet, *site).collect();
            let Some(place) = leaves.iter().find_map(|(_, facts)| facts.places.first()) else {
                continue;
            };
            gap.sites += 1;
            for (line, profile) in gap.lines.iter_mut().zip(&profiles) {
                line.add(*site, place, profile, ages);
            }
            for (key, facts) in leaves.iter().filter(|(key, _)| key.group == Group::Students) {
                let Some(level) = scene.standards.levels.get(key.level) else {
                    continue;
                };
                if level.counts_for_students {
                    *gap.students.entry(key.level).or_default() += u64::from(facts.total());
                }
                if let Some(missing) = machines_missing(facts, level, &scene.standards.levels, ages) {
                    *gap.missing.entry(key.level).or_default() += missing;
                }
            }
            let computers = SiteComputers {
                place: place.clone(),
                machines: computers(&leaves),
            };
            schools.entry(scene.school_of(*site)).or_default().push(computers);
        }
        gap.schools = schools.len() as u64;
        for sites in schools.values() {
            gap.computers += &ComputerTally::of(sites, ages);
        }
        gap
    }
}

impl Line {
    fn add(&mut self, site: UnitKey, place: &Place, profile: &Profile, ages: &Ages) {
        match line_of(place, &profile.line, None, ages) {
            Three::Met => self.split.ready += 1,
            Three::Unknown => self.split.unknown += 1,
            Three::Not => {
                self.split.not_ready += 1;
                if self.failing.len() < FAILING_MAX {
                    self.failing.push(site);
                }
            }
        }
    }
}

/// The computers of a site that students use. A lab stands in the leaf of each level that shares it; it counts in that
/// of the lowest.
fn computers(leaves: &[(LeafKey, LeafFacts)]) -> Vec<(MachineClass, u32)> {
    let mut machines: BTreeMap<MachineClass, u32> = BTreeMap::new();
    for (key, facts) in leaves.iter().filter(|(key, _)| key.group == Group::Students) {
        let own_labs = facts
            .pools
            .iter()
            .filter(|pool| pool.others.iter().all(|(level, _)| *level > key.level));
        for (class, count) in own_labs.flat_map(|pool| &pool.machines) {
            *machines.entry(*class).or_default() += count;
        }
        for cell in &facts.cells {
            let stand = facts.stands.get(usize::from(cell.stand));
            let here = stand
                .into_iter()
                .flat_map(|stand| &stand.0)
                .filter(|one| one.place == 0);
            for class in here.filter_map(|one| one.machine) {
                *machines.entry(class).or_default() += cell.count;
            }
        }
    }
    machines.into_iter().collect()
}

fn ratios(gap: &Gap) -> Ratios {
    let students: u64 = gap.students.values().sum();
    let ComputerTally {
        working,
        online,
        with_computers,
        with_internet,
    } = gap.computers;
    let per = |number: u64, of: u64| (of > 0).then(|| (number as f64 / of as f64 * 10.0).round() / 10.0);
    // More computers are fewer students to each.
    let students_per = |bounds: Bounds| (per(students, bounds.high), per(students, bounds.low));
    Ratios {
        students,
        schools: gap.schools,
        computers: (working.low, working.high),
        online_computers: (online.low, online.high),
        students_per_computer: students_per(working),
        students_per_online_computer: students_per(online),
        online_computers_per_school: (per(online.low, gap.schools), per(online.high, gap.schools)),
        with_internet: share(with_internet, None, 0),
        with_computers: share(with_computers, None, 0),
        withheld: false,
    }
}
