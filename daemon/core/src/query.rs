//! What readers ask: plain functions on the state and the time.

mod equipment;
mod freshness;
mod lines;
mod machines;
mod overview;
mod page;
mod readings;
mod search;
mod top;

pub use equipment::{EquipmentFound, equipment, equipment_of_entry, equipment_within};
pub use freshness::{Bounds, Days};
pub use lines::{line_detail, lines, series};
pub use machines::{MachineHeld, machine_detail, machines};
pub use overview::overview;
pub use page::{BadQuery, ListQuery};
pub use readings::{of_probes, of_quarters, once_each};

use crate::fleet::Fleet;
use crate::units::{Below, When};
use kiemke_wire::ids::UnitKey;
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{Page, UnitView};

/// What a question is asked about: the state, the moment, the calendar and the root's name.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// The state.
    pub fleet: &'a Fleet,
    /// The moment.
    pub now: UnixMs,
    /// Teaching days.
    pub days: &'a Days,
    /// Name that stands in while the root has none.
    pub root_name: &'a str,
}

impl Scene<'_> {
    /// Today by all that is known.
    pub fn today(&self) -> When {
        self.fleet.today(self.now)
    }

    /// A unit as readers see it today.
    pub fn unit(&self, key: UnitKey) -> UnitView {
        self.unit_at(key, self.today())
    }

    /// A unit as readers see it on a day.
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
            parent: record.parent(when),
        }
    }

    /// The units above one on a day, root first.
    pub(crate) fn path(&self, unit: UnitKey, when: When) -> Vec<UnitView> {
        let mut path = Vec::new();
        // What has a rank hangs on the root, so the way up ends there.
        let ranked = self.fleet.tree(when).rank(unit).is_some();
        let above = |key| {
            self.fleet
                .unit(key)
                .filter(|_| ranked && key != UnitKey::ROOT)?
                .parent(when)
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

/// All units, by code.
pub fn units(scene: &Scene<'_>) -> Page<UnitView> {
    let today = scene.today();
    let mut items: Vec<UnitView> = scene
        .fleet
        .units()
        .iter()
        .map(|record| scene.unit_at(record.key, today))
        .collect();
    items.sort_by(|one, other| one.code.cmp(&other.code));
    Page {
        total: items.len() as u64,
        items,
        next: None,
    }
}
