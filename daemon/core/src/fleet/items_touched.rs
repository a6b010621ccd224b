//! Of which schools' things something was said, and when: so that what was counted of a province is mended by the few that
//! changed. Places in no school stand for themselves. Nothing of it is kept: a start counts anew.

use crate::entry::Entry;
use crate::fleet::Fleet;
use crate::units::When;
use kiemke_config::evidence::SIGHTING_DAYS_MIN;
use kiemke_wire::ids::{MachineId, Position, UnitKey};
use kiemke_wire::time::{DAY_MS, UnixMs};
use std::collections::{BTreeSet, HashMap};
use std::ops::Bound;

/// See the top of the file; one place is noted once, however often it changes.
#[derive(Clone, Debug, Default)]
pub(crate) struct ItemsTouched {
    by_change: BTreeSet<(Position, UnitKey)>,
    at: HashMap<UnitKey, Position>,
    /// The last entry behind which any may be another.
    all_at: Position,
}

impl ItemsTouched {
    fn touch(&mut self, holder: UnitKey, position: Position) {
        if let Some(before) = self.at.insert(holder, position) {
            self.by_change.remove(&(before, holder));
        }
        self.by_change.insert((position, holder));
    }

    /// What was touched behind a position; none when that may be anything.
    pub(crate) fn since(&self, position: Position) -> Option<impl Iterator<Item = UnitKey> + '_> {
        let from = Bound::Excluded((position, UnitKey(u32::MAX)));
        (self.all_at <= position).then(|| {
            let touched = self.by_change.range((from, Bound::Unbounded));
            touched.map(|(_, holder)| *holder)
        })
    }
}

impl Fleet {
    /// Notes whose things an entry touches; called before it is applied and after it, because a thing leaves one place and
    /// comes to another.
    pub(crate) fn touch_items(&mut self, entry: &Entry, position: Position) {
        let mut places: Vec<UnitKey> = Vec::new();
        match entry {
            Entry::Reported(reported) => {
                let told = reported.sections().next().is_some();
                if told || self.was_away(reported.machine, reported.at) {
                    self.add_machine_places(reported.machine, &mut places);
                }
            }
            Entry::EquipmentChanged(changed) => {
                for columns in changed.records.iter().filter_map(|one| self.register.get(one.id)) {
                    places.push(columns.place);
                    if let Some(machine) = columns.machine {
                        self.add_machine_places(machine, &mut places);
                    }
                    let line = columns.book_line.and_then(|line| self.books.get(line));
                    places.extend(line.map(|line| line.school));
                }
            }
            Entry::BookChanged(changed) => {
                let lines = changed.lines.iter();
                places.extend(lines.filter_map(|line| Some(self.books.get(line.id)?.school)));
            }
            Entry::Stocktake(changed) => {
                let session = self.stocktakes.get(changed.stocktake);
                places.extend(session.map(|session| session.school));
            }
            Entry::Enrolled(enrolled) => places.push(enrolled.unit),
            Entry::Reenrolled(enrolled) => self.add_machine_places(enrolled.machine, &mut places),
            Entry::MachineMoved(moved) => self.add_machine_places(moved.machine, &mut places),
            Entry::Merged(merged) => {
                self.add_machine_places(merged.machine, &mut places);
                self.add_machine_places(merged.into, &mut places);
            }
            Entry::Split { machine, .. } => {
                self.add_machine_places(self.root_of(*machine), &mut places);
                self.add_machine_places(*machine, &mut places);
            }
            Entry::ReviewOpened(opened) => self.add_review_places(opened.review, &mut places),
            Entry::ReviewAnswered(answered) => self.add_review_places(answered.review, &mut places),
            Entry::UnitsChanged(changed) => {
                let units = changed.units.iter().map(|unit| unit.unit);
                // What is made new is noted once it is there.
                let there: Vec<UnitKey> = units.filter(|unit| self.unit(*unit).is_some()).collect();
                return self.touch_units(&there, position);
            }
            Entry::FolderMade(_) | Entry::UnitMade(_) => {
                self.items_touched.all_at = position;
                return;
            }
            _ => return,
        }
        places.sort_unstable();
        places.dedup();
        let today = When::known_now(self.open_from);
        for place in places {
            let holder = self.school_of(place, today);
            self.items_touched.touch(holder, position);
        }
    }

    /// A school is touched with what is in it; above schools a change may move any of them.
    fn touch_units(&mut self, units: &[UnitKey], position: Position) {
        let today = When::known_now(self.open_from);
        for unit in units {
            let holder = self.school_of(*unit, today);
            if self.is_school(holder, today) {
                self.items_touched.touch(holder, position);
            } else {
                self.items_touched.all_at = position;
            }
        }
    }

    /// Whether a machine was last seen so long ago that this may have stopped to count.
    fn was_away(&self, machine: MachineId, now: UnixMs) -> bool {
        let seen = self.machines.seen_on(machine);
        seen.is_none_or(|(seen, _)| now.since(seen) >= i64::from(SIGHTING_DAYS_MIN) * DAY_MS)
    }

    /// Where a machine stands, and where the record stands that is tied to it.
    fn add_machine_places(&self, machine: MachineId, places: &mut Vec<UnitKey>) {
        places.extend(self.machines.unit_of(machine));
        places.extend(self.machines.unit_of(self.root_of(machine)));
        let record = self.record_tied_to(machine).and_then(|id| self.register.get(id));
        places.extend(record.map(|columns| columns.place));
    }

    fn add_review_places(&self, review: kiemke_wire::ids::ReviewId, places: &mut Vec<UnitKey>) {
        let Some(item) = self.review(review) else { return };
        for machine in [item.machine, item.other].into_iter().flatten() {
            self.add_machine_places(machine, places);
        }
    }
}
