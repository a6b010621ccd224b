//! Which schools an entry says something about that their leaves rest on.

use crate::cold::Day;
use crate::entry::Entry;
use crate::fleet::Fleet;
use crate::leaves::{Judged, Leaves};
use crate::readiness::Ages;
use crate::units::When;
use kiemke_config::level::Levels;
use kiemke_config::profile::Profile;
use kiemke_wire::facts::SectionName;
use kiemke_wire::ids::{Position, UnitKey};
use std::sync::Arc;

/// Sections that tell what people can do with a machine.
const TELLING: [SectionName; 4] = [
    SectionName::System,
    SectionName::Memory,
    SectionName::Peripherals,
    SectionName::Upkeep,
];

/// All leaves as they were at some moment.
#[derive(Debug)]
pub struct ToJudge(Leaves);

impl ToJudge {
    /// Judges them on the day of `ages`.
    pub fn judge(&self, profile: &Profile, levels: &Levels, ages: &Ages) -> Judged {
        Judged::by(&self.0, profile, levels, ages)
    }
}

impl Fleet {
    /// Notes the schools that an entry touches; called before it is applied and after it, because a thing leaves one
    /// place and comes to another.
    pub(crate) fn touch_schools(&mut self, entry: &Entry, position: Position) {
        let mut places: Vec<UnitKey> = Vec::new();
        match entry {
            Entry::EquipmentChanged(changed) => {
                let records = changed.records.iter();
                places.extend(records.filter_map(|one| Some(self.register.get(one.id)?.place)));
            }
            Entry::Enrolled(enrolled) => places.push(enrolled.unit),
            Entry::Reported(reported) if reported.sections().any(|name| TELLING.contains(&name)) => {
                places.extend(self.machines.unit_of(reported.machine));
            }
            Entry::MachineMoved(moved) => places.extend(self.machines.unit_of(moved.machine)),
            Entry::Merged(merged) => places.extend(self.machines.unit_of(merged.machine)),
            Entry::Split { machine, .. } => places.extend(self.machines.unit_of(*machine)),
            Entry::LineGateway(found) => places.push(found.unit),
            Entry::LinesChanged(changed) => {
                let lines = changed.lines.iter();
                places.extend(lines.filter_map(|line| Some(self.lines.get(&line.line)?.unit)));
            }
            Entry::Stocktake(changed) => {
                let session = self.stocktakes.get(changed.stocktake);
                places.extend(session.map(|session| session.school));
            }
            Entry::PeopleChanged(changed) => {
                places.extend(changed.schools.iter().map(|school| school.school));
            }
            Entry::CompleteDeclared(declared) => places.push(declared.site),
            Entry::FiguresChanged(changed) => {
                let counts = changed
                    .figures
                    .iter()
                    .filter(|figure| figure.key.indicator.is_head_count());
                places.extend(counts.map(|figure| figure.key.unit));
            }
            Entry::UnitsChanged(changed) => {
                places.extend(changed.units.iter().map(|unit| unit.unit));
            }
            _ => return,
        }
        places.sort_unstable();
        places.dedup();
        let today = When::known_now(self.open_from);
        for place in places {
            let school = self.school_of(place, today);
            if self.is_school(school, today) {
                self.leaves.touch(school, position);
            }
        }
    }

    /// All leaves by a profile on the day of `ages`.
    pub fn judged(&self, profile: &Profile, levels: &Levels, ages: &Ages) -> Arc<Judged> {
        self.judged.get(&self.leaves, profile, levels, ages)
    }

    /// What is needed to judge all leaves by a profile beside the work; none when that was done, and only what changed
    /// since is left. [`Self::keep_judged`] takes what comes of it.
    pub fn to_judge(&self, profile: &Profile, day: Day) -> Option<ToJudge> {
        (!self.judged.has(profile, day)).then(|| ToJudge(self.leaves.clone()))
    }

    /// Keeps what was judged of an earlier state: whoever asks catches up with what changed since.
    pub fn keep_judged(&self, profile: &Profile, day: Day, judged: Judged) {
        self.judged.keep(profile, day, judged);
    }

    /// Whether a unit is a school.
    pub(crate) fn is_school(&self, unit: UnitKey, when: When) -> bool {
        self.units
            .get(unit)
            .is_some_and(|record| record.kind(when) == "school")
    }

    /// All schools of a day, by key.
    pub fn schools(&self, when: When) -> Vec<UnitKey> {
        let schools = self.units.iter().filter(|record| record.kind(when) == "school");
        schools.map(|record| record.key).collect()
    }

    /// Schools of which something was said since their leaves were made, at most so many.
    pub fn schools_touched(&self, count: usize) -> Vec<UnitKey> {
        self.leaves.touched(count)
    }

    /// Whether there are any.
    pub fn has_touched_schools(&self) -> bool {
        !self.leaves.all_touched().is_empty()
    }

    /// The first day of the folder.
    pub fn first_day(&self) -> Option<Day> {
        let made = self.made.as_ref()?;
        Some(self.day_clock().day(made.at))
    }

    /// Whether the folder was there before that day was over.
    pub fn was_there_on(&self, day: Day) -> bool {
        self.made
            .as_ref()
            .is_some_and(|made| self.day_clock().day(made.at) <= day)
    }

    /// Schools whose leaves at the end of a day were not kept yet, at most so many.
    pub fn schools_to_close(&self, day: Day, count: usize) -> Vec<UnitKey> {
        let schools = self.schools(When::known_now(day)).into_iter();
        let open = schools.filter(|school| self.leaves.closed_through(*school).is_none_or(|last| last < day));
        open.take(count).collect()
    }
}
