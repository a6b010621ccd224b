//! What readers ask: plain functions on the state and the time.

mod ahead;
mod alerts;
mod below;
mod beside;
mod books;
mod classes;
mod equipment;
mod figures;
mod freshness;
mod gaps;
mod history;
mod items;
mod items_kept;
mod levels;
mod lines;
mod machines;
mod middle;
mod overview;
mod page;
mod parts;
mod past;
mod people;
mod people_table;
mod plan;
mod plan_items;
mod providers;
mod readiness;
mod readings;
mod renewal;
mod review;
mod search;
mod shown;
mod sites;
mod standards;
mod stocktakes;
mod tables;
mod teaching_time;
mod term_ends;
mod ties;
mod top;
mod typed;
mod typed_plans;
mod units;
mod what_if;
mod wifi;
mod yardsticks;

pub use ahead::count_ahead;
pub use alerts::alerts;
pub use beside::{Beside, BesideAsked};
pub use books::{BookFound, book_lines, recorded_of};
pub use classes::classes;
pub use equipment::{
    EquipmentFound, equipment, equipment_ids, equipment_of_entry, equipment_within, judged, record_history,
};
pub use figures::{figure, figure_history, figures};
pub use freshness::{Bounds, Days};
pub use gaps::gaps;
pub use history::{HISTORY_DAYS_MAX, HistoryRead, history, history_days};
pub use items::{items, school_items};
pub(crate) use items_kept::{ItemsKept, day_items};
pub use levels::Levels;
pub use lines::{exams, line_detail, lines, series, with_tests};
pub use machines::{MachineHeld, machine_detail, machines};
pub use overview::overview;
pub use page::{BadQuery, ListQuery};
pub use parts::PartsPage;
pub use past::{Past, PastAsked, PastOf, PastUnit};
pub use people::{PeopleAsked, PeopleFound, history_row, person_row};
pub use people_table::{roster_table, survey_table};
pub use plan::{plan, target};
pub use readiness::{JudgedBy, PartsBy, readiness};
pub use readings::{of_probes, of_quarters, once_each};
pub use review::{review_detail, reviews};
pub use sites::{SITES_MAX, sites};
pub use standards::{BadStandards, Chosen, Standards};
pub use stocktakes::{
    SchoolStocktakes, packs, scan_states, stocktake, stocktake_detail, stocktakes, stocktakes_of_school,
};
pub use tables::{lines_table, units_table};
pub use ties::{
    MACHINES_COMPARED_MAX, Strength, TieFound, TiesFound, sure_ties, tie_machine, ties, unmatched_machines,
};
pub use typed_plans::typed_plan;
pub use units::Places;
pub use what_if::{Supposed, what_if};
pub use yardsticks::Yardsticks;

use crate::fleet::{Fleet, Line, Machine};
use crate::reader::Reader;
use crate::refusal::Refusal;
use crate::units::{Below, When};
use kiemke_wire::ids::{LineId, MachineId, UnitKey};
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::UnitView;

/// What a question is asked about: the state, the moment, the calendar and the root's name.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// The state.
    pub fleet: &'a Fleet,
    /// The moment.
    pub now: UnixMs,
    /// Teaching days.
    pub days: &'a Days,
    /// By what is judged.
    pub standards: &'a Standards,
    /// Name that stands in while the root has none.
    pub root_name: &'a str,
    /// Who asks.
    pub reader: &'a Reader,
    /// What is judged by.
    pub yardsticks: &'a Yardsticks,
}

impl<'a> Scene<'a> {
    /// Today by all that is known.
    pub fn today(&self) -> When {
        self.fleet.today(self.now)
    }

    /// The unit that the reader names; without a name the topmost that is his.
    ///
    /// # Errors
    /// When none of his has that name, or several.
    pub fn unit_named(&self, name: Option<&str>) -> Result<UnitKey, Refusal> {
        self.reader.unit_named(self.fleet, self.today(), name)
    }

    /// The unit of the reader's in which a thing is to stand.
    ///
    /// # Errors
    /// As [`Self::unit_named`], and when no name is given.
    pub fn place_named(&self, name: &str) -> Result<UnitKey, Refusal> {
        match name {
            "" => Err(Refusal::UnitUnknown(String::new())),
            name => self.unit_named(Some(name)),
        }
    }

    /// The school to which a place belongs; the place itself when no school is above it.
    pub fn school_of(&self, place: UnitKey) -> UnitKey {
        self.fleet.school_of(place, self.today())
    }

    /// Whether a unit is the reader's.
    pub fn sees(&self, unit: UnitKey) -> bool {
        self.reader.sees(self.fleet, self.today(), unit)
    }

    /// A machine of the reader's.
    pub fn machine(&self, id: MachineId) -> Option<Machine> {
        let machine = self.fleet.machine(id)?;
        self.sees(machine.unit).then_some(machine)
    }

    /// A line of the reader's.
    pub fn line(&self, id: LineId) -> Option<&'a Line> {
        let line = self.fleet.line(id)?;
        self.sees(line.unit).then_some(line)
    }

    /// A unit as readers see it today.
    pub fn unit(&self, key: UnitKey) -> UnitView {
        self.unit_at(key, self.today())
    }

    /// A unit as readers see it on a day. What is above the reader's own does not show.
    pub fn unit_at(&self, key: UnitKey, when: When) -> UnitView {
        let Some(record) = self.fleet.unit(key) else {
            return UnitView {
                key,
                code: key.to_string(),
                name: String::new(),
                kind: String::new(),
                parent: None,
            };
        };
        let name = match record.name(when) {
            "" if key == UnitKey::ROOT => self.root_name,
            name => name,
        };
        UnitView {
            key,
            code: record.code(when).map_or_else(|| key.to_string(), str::to_owned),
            name: name.to_owned(),
            kind: record.kind(when).to_owned(),
            parent: record.parent(when).filter(|_| key != self.reader.unit),
        }
    }

    /// The units above one on a day, root first.
    /// The names above a unit, the nearest first, as far as the reader sees them; a unit that has none is not named.
    pub(crate) fn names_above(&self, unit: UnitKey, when: When) -> Vec<String> {
        let path = self.path(unit, when).into_iter().rev();
        path.map(|unit| unit.name)
            .filter(|name| !name.is_empty())
            .collect()
    }

    pub(crate) fn path(&self, unit: UnitKey, when: When) -> Vec<UnitView> {
        let mut path = Vec::new();
        // What has a rank hangs on the root, so the way up ends there.
        let ranked = self.fleet.tree(when).rank(unit).is_some();
        let above = |key| {
            let is_top = key == UnitKey::ROOT || key == self.reader.unit;
            self.fleet.unit(key).filter(|_| ranked && !is_top)?.parent(when)
        };
        let mut next = above(unit);
        while let Some(key) = next {
            path.push(self.unit_at(key, when));
            next = above(key);
        }
        path.reverse();
        path
    }

    /// The units in which machines of `top` lie; `None` when all do.
    pub(crate) fn below(&self, top: UnitKey) -> Option<Below> {
        (top != UnitKey::ROOT).then(|| self.fleet.below(top, self.today()))
    }
}

/// For each machine whether its unit is one of those below. Machines of one unit mostly stand together.
fn inside(below: &Below, units: &[UnitKey]) -> impl Iterator<Item = bool> {
    let mut last: Option<(UnitKey, bool)> = None;
    units.iter().map(move |unit| match last {
        Some((held, inside)) if held == *unit => inside,
        _ => last.insert((*unit, below.contains(*unit))).1,
    })
}
