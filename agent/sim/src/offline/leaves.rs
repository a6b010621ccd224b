//! What the daemon would know of each school's people, and a year of it: leaves, and the counts of every unit above.
//!
//! A year ago a thirteenth of today's answers about home was known; every four weeks each school told of another
//! thirteenth, schools on days of their own. What was known at the end of each day is kept as the daemon keeps it.

use super::OfflineError;
use super::people::Rosters;
use super::resident::Probed;
use super::stocktake::Papers;
use super::units::Place;
use crate::seed::Seed;
use kiemke_config::categories::Categories;
use kiemke_config::os_support::OsSupport;
use kiemke_config::profile::Profile;
use kiemke_core::cold::{Day, DayClock};
use kiemke_core::entry::Entry;
use kiemke_core::leaves::{
    DaySums, Judge, LeafMade, LeavesMade, LineEvidence, PackedFacts, PackedSums, SchoolEvidence,
    SchoolRecord, SchoolRules, SiteMade, Sums, UnitSums, corrected, found, school,
};
use kiemke_core::people::HeldSchool;
use kiemke_core::query::{Days, Standards};
use kiemke_core::readiness::{
    Ages, Cell, EvidenceRules, Home, HomeCode, LeafFacts, LeafKey, People, Stocktake,
};
use kiemke_core::rows::KeptTest;
use kiemke_core::units::When;
use kiemke_daemon::bulk::Bulk;
use kiemke_wire::date::Date;
use kiemke_wire::ids::{LineId, UnitKey};
use kiemke_wire::time::UnixMs;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Steps of the year, one each four weeks.
const STEPS: u32 = 12;
const STEP_DAYS: u32 = 28;
/// How long before today the folder was made.
pub(super) const YEAR: i32 = 366;
/// Days of probes by which a line is judged.
const PROBED_DAYS: i32 = 14;
/// Counts of one entry, as the daemon has them.
const SUMS_AT_ONCE: usize = 500;

/// What else is known of schools and lines.
pub(super) struct Evidence<'a> {
    pub(super) papers: HashMap<UnitKey, Papers>,
    pub(super) tests: HashMap<LineId, Vec<KeptTest>>,
    pub(super) probed: HashMap<LineId, &'a Probed>,
}

/// A school with its leaves of today.
struct Told<'a> {
    place: &'a Place,
    commune: UnitKey,
    sites: Vec<(UnitKey, Vec<(LeafKey, LeafFacts)>)>,
}

/// Keeps the leaves of all schools as of yesterday, and how they came about.
pub(super) fn keep(
    bulk: &mut Bulk,
    places: &[(Place, u32)],
    rosters: &Rosters,
    evidence: &Evidence<'_>,
    now: UnixMs,
) -> Result<(), OfflineError> {
    let standards = Standards::shipped();
    let profile = standards
        .plan(None)
        .and_then(|plan| standards.profile(None, plan))
        .map_err(OfflineError::Standards)?;
    let yesterday = rosters.today.plus(-1);
    let told = told(bulk, places, (rosters, evidence), &standards, yesterday);
    let mut year = Year {
        bulk,
        now,
        profile,
        judge: Judge::of(profile, &standards.levels),
        counted: BTreeMap::new(),
    };
    for number in 0..YEAR {
        let day = rosters.today.plus(number - YEAR);
        year.day(&told, number as u32, day, &standards.ages(day))?;
    }
    year.close(&told, yesterday)
}

fn told<'a>(
    bulk: &Bulk,
    places: &'a [(Place, u32)],
    (rosters, known): (&Rosters, &Evidence<'_>),
    standards: &Standards,
    day: Day,
) -> Vec<Told<'a>> {
    let fleet = bulk.fleet();
    let days = Days::new(
        standards.calendar.clone(),
        fleet.time_zone_offset_min().unwrap_or_default(),
    );
    let (categories, os_support) = (Categories::shipped(), OsSupport::shipped());
    let platforms = standards.platform_hosts();
    let rules = SchoolRules {
        platforms: &platforms,
        categories: &categories,
        levels: &standards.levels,
        os_support: &os_support,
        days: &days,
    };
    let evidence_rules = EvidenceRules {
        calendar: &standards.calendar,
        evidence: &standards.evidence,
        levels: &standards.levels,
    };
    let when = When::known_now(day);
    let keys: Vec<UnitKey> = places.iter().map(|(place, _)| place.school).collect();
    let things = fleet.things_in(&keys, when);
    let described = places.iter().zip(things).map(|((place, first_block), things)| {
        let mut held = HeldSchool::empty(place.school);
        if let Some(school) = fleet.school_people(place.school) {
            held.school = school.clone();
        }
        let roster = rosters.of(place, *first_block);
        held.people = roster.blocks.into_iter().flat_map(|block| block.people).collect();
        let key = place.school;
        let lines = things
            .lines
            .iter()
            .map(|(line, _)| (*line, known.of_line(rosters.seed, fleet.day_clock(), *line, day)));
        let evidence = SchoolEvidence {
            people: Some(held),
            lines: lines.collect(),
            records: known.records(key),
            stocktakes: known.stocktakes(key),
        };
        let described = school(fleet, key, day, &things.machines, evidence, &rules);
        let found = found(
            &[(key, described)],
            &[key],
            day,
            true,
            fleet.position(),
            &evidence_rules,
        );
        let mut sites: BTreeMap<UnitKey, Vec<(LeafKey, LeafFacts)>> = BTreeMap::new();
        for leaf in found.leaves {
            sites
                .entry(leaf.key.site)
                .or_default()
                .push((leaf.key, leaf.facts));
        }
        let commune = fleet.unit(key).and_then(|unit| unit.parent(when));
        Told {
            place,
            commune: commune.unwrap_or(UnitKey::ROOT),
            sites: sites.into_iter().collect(),
        }
    });
    described.collect()
}

impl Evidence<'_> {
    fn of_line(&self, seed: Seed, clock: DayClock, line: LineId, day: Day) -> LineEvidence {
        let probes = self.probed.get(&line).into_iter().flat_map(|probed| {
            let days = (0..PROBED_DAYS).map(move |ago| day.plus(-ago));
            days.flat_map(move |day| probed.day(seed, clock, day).record.probes().to_vec())
        });
        LineEvidence {
            tests: self.tests.get(&line).cloned().unwrap_or_default(),
            // Without papers nothing was told of lines.
            probes: match self.papers.is_empty() {
                true => Vec::new(),
                false => probes.collect(),
            },
        }
    }

    fn records(&self, school: UnitKey) -> Vec<SchoolRecord> {
        let records = self
            .papers
            .get(&school)
            .into_iter()
            .flat_map(|papers| &papers.records);
        records
            .map(|(id, record)| SchoolRecord {
                id: *id,
                record: record.clone(),
                counted_on: record.verified_on.map(day_of),
            })
            .collect()
    }

    fn stocktakes(&self, school: UnitKey) -> Vec<Stocktake> {
        let taken = self.papers.get(&school).and_then(|papers| papers.stocktake);
        taken
            .map(|[closed_on, next_due_on]| Stocktake {
                closed_on: day_of(closed_on),
                next_due_on: day_of(next_due_on),
            })
            .into_iter()
            .collect()
    }
}

fn day_of(date: Date) -> Day {
    Day(date.unix_days())
}

/// The year as it goes by.
struct Year<'a> {
    bulk: &'a mut Bulk,
    now: UnixMs,
    profile: &'a Profile,
    judge: Judge<'a>,
    /// The counts of sites and of the units above schools.
    counted: BTreeMap<UnitKey, Sums>,
}

impl Year<'_> {
    fn day(&mut self, told: &[Told<'_>], number: u32, day: Day, ages: &Ages) -> Result<(), OfflineError> {
        let mut above = BTreeSet::new();
        for school in told {
            let index = school.place.index.0;
            let step = match number.checked_sub(index % STEP_DAYS) {
                _ if number == 0 => 0,
                Some(since) if since % STEP_DAYS == 0 && (1..=STEPS).contains(&(since / STEP_DAYS)) => {
                    since / STEP_DAYS
                }
                _ => continue,
            };
            let mut made = Vec::with_capacity(school.sites.len());
            for (site, leaves) in &school.sites {
                let known: Vec<(LeafKey, LeafFacts)> = leaves
                    .iter()
                    .map(|(key, facts)| (*key, as_known(facts, step, day)))
                    .collect();
                let mut sums = Sums::new();
                self.judge
                    .add(&mut sums, known.iter().map(|(key, facts)| (key, facts)), ages);
                let before = self.counted.insert(*site, sums.clone()).unwrap_or_default();
                for unit in [school.commune, UnitKey::ROOT] {
                    let held = self.counted.entry(unit).or_default();
                    *held = corrected(held, &before, &sums);
                }
                made.push(SiteMade {
                    site: *site,
                    leaves: known
                        .iter()
                        .map(|(key, facts)| LeafMade {
                            level: key.level,
                            group: key.group,
                            facts: PackedFacts(facts.pack(day).into()),
                        })
                        .collect(),
                });
            }
            above.insert(school.commune);
            self.take_leaves(day, vec![school.place.school], made)?;
        }
        // The root comes last, and on each day: with it the day is kept.
        above.remove(&UnitKey::ROOT);
        let units: Vec<UnitKey> = above.into_iter().chain([UnitKey::ROOT]).collect();
        for units in units.chunks(SUMS_AT_ONCE) {
            let sums = units.iter().map(|unit| UnitSums {
                unit: *unit,
                day,
                late: false,
                sums: PackedSums::of(self.counted.get(unit).unwrap_or(&Sums::new())),
            });
            let entry = Entry::DaySummed(Box::new(DaySums {
                at: self.now,
                profile: self.profile.id.clone(),
                version: self.profile.version,
                sums: sums.collect(),
            }));
            self.bulk.take(&entry)?;
        }
        Ok(())
    }

    /// Yesterday is over, and nothing else was said of any school.
    fn close(mut self, told: &[Told<'_>], yesterday: Day) -> Result<(), OfflineError> {
        let schools = told.iter().map(|school| school.place.school).collect();
        self.take_leaves(yesterday, schools, Vec::new())
    }

    fn take_leaves(
        &mut self,
        day: Day,
        schools: Vec<UnitKey>,
        sites: Vec<SiteMade>,
    ) -> Result<(), OfflineError> {
        let entry = Entry::LeavesMade(Box::new(LeavesMade {
            at: self.now,
            day,
            closes: true,
            schools,
            seen: self.bulk.fleet().position(),
            sites,
        }));
        Ok(self.bulk.take(&entry)?)
    }
}

/// Facts of today as they were known by a step of the year: not all had answered yet.
fn as_known(facts: &LeafFacts, step: u32, day: Day) -> LeafFacts {
    let mut known = facts.clone();
    if let People::Roster { on } = &mut known.people {
        *on = (*on).min(day);
    }
    known.told_on = known.told_on.map(|told| told.min(day));
    if step == STEPS {
        return known;
    }
    let unanswered: HomeCode = Home::default().into();
    let mut cells: BTreeMap<(u16, HomeCode), u32> = BTreeMap::new();
    for cell in &facts.cells {
        let answered = match cell.home == unanswered {
            true => cell.count,
            false => u64::from(cell.count) as u32 * (step + 1) / (STEPS + 1),
        };
        *cells.entry((cell.stand, cell.home)).or_default() += answered;
        *cells.entry((cell.stand, unanswered)).or_default() += cell.count - answered;
    }
    cells.retain(|_, count| *count > 0);
    known.cells = cells
        .into_iter()
        .map(|((stand, home), count)| Cell { stand, home, count })
        .collect();
    known
}
