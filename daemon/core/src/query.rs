//! What readers ask: plain functions on the state and the time.

mod freshness;
mod lines;
mod machines;
mod overview;
mod page;
mod search;
mod top;

pub use freshness::{Bounds, Days};
pub use lines::{line_detail, lines, series};
pub use machines::{MachineHeld, machine_detail, machines};
pub use overview::overview;
pub use page::{BadQuery, ListQuery};

use crate::fleet::{Below, Fleet};
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
    /// A unit as readers see it.
    pub fn unit(&self, key: UnitKey) -> UnitView {
        self.fleet.units.get(&key).map_or_else(
            || UnitView {
                key,
                code: key.to_string(),
                name: String::new(),
                kind: String::new(),
                parent: None,
            },
            |unit| unit.view(self.root_name),
        )
    }

    /// The units in which machines of `top` lie; `None` when all do.
    pub(crate) fn below(&self, top: UnitKey) -> Option<Below<'_>> {
        (top != UnitKey::ROOT).then(|| self.fleet.tree().below(top))
    }
}

/// All units, by code.
pub fn units(scene: &Scene<'_>) -> Page<UnitView> {
    let mut items: Vec<UnitView> = scene
        .fleet
        .units
        .values()
        .map(|unit| unit.view(scene.root_name))
        .collect();
    items.sort_by(|one, other| one.code.cmp(&other.code));
    Page {
        total: items.len() as u64,
        items,
        next: None,
    }
}
