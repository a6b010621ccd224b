//! What must be read for a question about a past day, and what was read: counts of the units that an answer shows.
//!
//! ```text
//! question ─▶ PastAsked (which units, which sites) ─▶ shell reads rows ─▶ Past ─▶ the same answer as of today
//! ```
//! Units above schools have kept counts by the plan's profile; what has none is counted from the rows of its sites. T11 is
//! kept of schools and units above, whatever the profile.

use crate::cold::{Day, DayClock};
use crate::fleet::Fleet;
use crate::leaves::{Judge, KeptSums, PastDay, SiteLeavesOn, SitePast, SummedDays, Sums};
use crate::query::Places;
use crate::query::beside::{Beside, BesideAsked};
use crate::readiness::Ages;
use crate::readiness::items::ItemCounts;
use crate::refusal::Refusal;
use crate::units::{Tree, When};
use kiemke_config::calendar::Calendar;
use kiemke_config::evidence::Evidence;
use kiemke_config::level::Levels;
use kiemke_config::plan::{Computed, Plan};
use kiemke_config::profile::Profile;
use kiemke_wire::ids::UnitKey;
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::Known;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

/// Counts of a past day.
#[derive(Clone, Debug)]
pub struct Past {
    pub(crate) when: When,
    /// When the places are as they are told.
    pub(crate) tree: When,
    pub(crate) known: Known,
    pub(crate) sums: BTreeMap<UnitKey, Arc<Sums>>,
    /// What stands below these units, where more than its counts is not needed.
    pub(crate) beside: BTreeMap<UnitKey, Arc<Beside>>,
    /// T11 of the units of which it was asked, where the day is kept.
    pub(crate) items: BTreeMap<UnitKey, ItemCounts>,
}

/// Which question is asked about a past day, as far as that says what must be read for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PastOf {
    /// Who was ready at a unit.
    Readiness {
        /// And at those right below.
        with_parts: bool,
    },
    /// All targets of a unit.
    Plan,
    /// The target of that name, at a unit and at those right below.
    Target(String),
    /// The same of a unit alone, on many days.
    History(String),
}

/// What is to be read of some days.
#[derive(Clone, Debug)]
pub struct PastAsked {
    /// The unit that is asked about.
    pub unit: UnitKey,
    /// The last day, and up to when facts count.
    pub when: When,
    /// What that was called.
    pub known: Known,
    /// The units of which counts of people are needed.
    pub units: Vec<PastUnit>,
    /// Those that only decide what may be shown.
    pub beside: Vec<BesideAsked>,
    /// Those of which T11 is needed.
    pub items: Vec<UnitKey>,
    /// The tree in whose order places stand.
    places: Arc<Tree>,
    profile: Profile,
    levels: Levels,
    calendar: Calendar,
    evidence: Evidence,
    newest: BTreeMap<UnitKey, PastDay>,
    clock: DayClock,
}

/// A unit of which counts are needed.
#[derive(Clone, Debug)]
pub struct PastUnit {
    /// Which.
    pub unit: UnitKey,
    /// Whether its counts are kept day by day.
    pub is_summed: bool,
    /// Where it and what is below it stand among the places.
    pub places: Range<usize>,
}

impl PastOf {
    /// The units of which people are needed, and those of which things are.
    fn wanted(&self, plan: &Plan, tree: &Tree, unit: UnitKey) -> [BTreeSet<UnitKey>; 2] {
        let none = BTreeSet::new;
        let alone = || BTreeSet::from([unit]);
        let with_parts = || tree.children(unit).chain([unit]).collect();
        let is_of_items = |target: &str| {
            let found = plan.target(target);
            found.is_some_and(|target| target.computed == Some(Computed::Records))
        };
        match self {
            Self::Readiness { with_parts: true } => [with_parts(), none()],
            Self::Readiness { with_parts: false } => [alone(), none()],
            Self::Target(target) if is_of_items(target) => [none(), with_parts()],
            // T21 asks for things as well, and is told of the unit alone.
            Self::Target(_) => [with_parts(), alone()],
            Self::Plan => [alone(), alone()],
            Self::History(target) if is_of_items(target) => [none(), alone()],
            Self::History(_) => [alone(), none()],
        }
    }
}

impl PastAsked {
    /// What an answer about a unit, its parts where they are told, and, for readers from whom small numbers are withheld,
    /// the units beside the way down to it needs.
    ///
    /// # Errors
    /// When there is no such unit, plan or profile, the day is not over, or nothing is kept of it.
    pub fn of(
        places: &Places<'_>,
        unit: Option<&str>,
        (plan, profile): (Option<&str>, Option<&str>),
        of: &PastOf,
    ) -> Result<Self, Refusal> {
        let Places { scene, when, .. } = places;
        let (when, today) = (*when, scene.today());
        if when.day >= today.day {
            return Err(Refusal::Invalid {
                place: "at",
                reason: "is a day that is over; leave it out for today".into(),
            });
        }
        if let Some(first) = scene.fleet.first_day().filter(|first| when.day < *first) {
            return Err(Refusal::HistoryNotKept { first });
        }
        let unit = match scene.reader.unit_named(scene.fleet, when, unit) {
            Ok(unit) => unit,
            // A name that is given by now means the unit on earlier days as well.
            Err(refusal) => scene.unit_named(unit).map_err(|_| refusal)?,
        };
        let plan = scene.standards.plan(plan)?;
        let chosen = scene.standards.profile(profile, plan)?;
        let tree = scene.fleet.tree(when);
        // Kept counts are those of the places as they were known then.
        let then = When {
            day: when.day,
            known: scene.fleet.day_clock().begin(when.day.plus(1)).plus(-1),
        };
        let as_then = when == then || scene.fleet.tree(then).order() == tree.order();
        let [mut wanted, items] = of.wanted(plan, &tree, unit);
        // A part of a school has none of its own.
        let items = items.into_iter();
        let items = items.filter(|unit| scene.fleet.school_of(*unit, when) == *unit);
        let read_of = |unit: UnitKey| PastUnit {
            unit,
            is_summed: as_then && scene.fleet.is_above_schools(unit, when),
            places: tree.ranks(unit),
        };
        let mut beside = Vec::new();
        if !wanted.is_empty() && !scene.reader.sees_people() {
            let mut lowest = unit;
            while lowest != scene.reader.unit {
                let above = scene.fleet.unit(lowest).and_then(|record| record.parent(when));
                let Some(above) = above else { break };
                wanted.insert(above);
                let siblings: BTreeSet<UnitKey> = tree.children(above).collect();
                let siblings: Vec<PastUnit> = siblings.into_iter().map(read_of).collect();
                // Of a history no more than whole units is told, on many days.
                match matches!(of, PastOf::History(_)) && siblings.iter().all(|unit| unit.is_summed) {
                    true => beside.push(BesideAsked {
                        above,
                        units: siblings,
                    }),
                    false => wanted.extend(siblings.iter().map(|unit| unit.unit)),
                }
                lowest = above;
            }
        }
        let units: Vec<PastUnit> = wanted.into_iter().map(read_of).collect();
        Ok(Self {
            unit,
            when,
            known: places.known,
            units,
            beside,
            items: items.collect(),
            places: tree,
            profile: chosen.clone(),
            levels: scene.standards.levels.clone(),
            calendar: scene.standards.calendar.clone(),
            evidence: scene.standards.evidence.clone(),
            newest: BTreeMap::new(),
            clock: scene.fleet.day_clock(),
        })
    }

    /// The places at and below a unit of those that are needed.
    pub fn places_of(&self, unit: &PastUnit) -> impl Iterator<Item = UnitKey> + '_ {
        let places = self.places.order()[unit.places.clone()].iter();
        places.map(|(place, _)| *place)
    }

    /// Takes along what came today of these units, because it tells of days before: for answers by what is known now
    /// that are counted from rows of sites.
    pub fn take_newest(&mut self, fleet: &Fleet, units: &[PastUnit]) {
        for unit in units {
            let places = self.places.order()[unit.places.clone()].iter();
            let told = places.filter_map(|(place, _)| Some((*place, fleet.newest_leaves(*place)?)));
            self.newest.extend(told);
        }
    }

    /// Ages of evidence on each of these days.
    pub fn ages(&self, days: &[(Day, Known)]) -> Vec<(Ages, Known)> {
        let (days, known): (Vec<Day>, Vec<Known>) = days.iter().copied().unzip();
        let ages = Ages::on_each(&days, &self.calendar, &self.evidence);
        ages.into_iter().zip(known).collect()
    }

    /// By what is judged.
    pub fn judge(&self) -> Judge<'_> {
        Judge::of(&self.profile, &self.levels)
    }

    /// By what kept counts were judged.
    pub fn profile(&self) -> (&str, u32) {
        (&self.profile.id, self.profile.version)
    }

    /// Puts a unit behind those before it that only decide what may be shown.
    pub fn put_beside(&self, beside: &mut Beside, unit: UnitKey, sums: &Sums) {
        beside.push(unit, sums, &self.levels, &self.profile);
    }

    /// The counts of a unit by day, of what its rows keep.
    pub fn summed(&self, kept: Vec<KeptSums>) -> SummedDays {
        SummedDays::of(kept, self.profile())
    }

    /// A site's leaves, of what its rows hold.
    pub fn site(&self, site: UnitKey, mut days: Vec<PastDay>) -> SitePast {
        let newest = self.newest.get(&site);
        days.extend(
            newest
                .filter(|newest| days.last().is_none_or(|last| last.day < newest.day))
                .cloned(),
        );
        SitePast::of(site, days)
    }

    /// The counts of a site on these days, each with its ages.
    pub fn counted(&self, site: &SitePast, judge: &Judge<'_>, days: &[(Ages, Known)]) -> Vec<Sums> {
        let changes = site.changes();
        let mut held: Option<(Day, SiteLeavesOn)> = None;
        let counts = days.iter().map(|(ages, known)| {
            let mut sums = Sums::new();
            if *known == Known::Then {
                judge.add(&mut sums, site.then(ages.day).into_iter().flatten(), ages);
                return sums;
            }
            // What is known now of one day is known of the next, mostly.
            let is_same = |of: Day| {
                let (from, to) = (of.min(ages.day), of.max(ages.day));
                changes.range(from.plus(1)..=to).next().is_none()
            };
            let leaves = match held.take() {
                Some((of, leaves)) if is_same(of) => leaves,
                _ => site.now(ages.day),
            };
            judge.add(&mut sums, &leaves, ages);
            held = Some((ages.day, leaves));
            sums
        });
        counts.collect()
    }

    /// What was read of a day.
    pub fn read(
        &self,
        (day, known): (Day, Known),
        sums: BTreeMap<UnitKey, Arc<Sums>>,
        beside: BTreeMap<UnitKey, Arc<Beside>>,
        items: BTreeMap<UnitKey, ItemCounts>,
    ) -> Past {
        Past {
            when: known_at(day, known, self.end_of(day)),
            tree: self.when,
            known,
            sums,
            beside,
            items,
        }
    }

    fn end_of(&self, day: Day) -> UnixMs {
        self.clock.begin(day.plus(1)).plus(-1)
    }
}

fn known_at(day: Day, known: Known, end: UnixMs) -> When {
    match known {
        Known::Now => When::known_now(day),
        Known::Then => When { day, known: end },
    }
}
