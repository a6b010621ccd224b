//! The way up from a place: to its site, to its school.

use crate::fleet::Fleet;
use crate::units::When;
use kiemke_wire::ids::UnitKey;

/// Steps from a place up to its school: a site, a building, a floor and a room are four.
const SCHOOL_DEPTH_MAX: usize = 16;

impl Fleet {
    /// The school to which a place belongs; the place itself when no school is above it.
    pub(crate) fn school_of(&self, place: UnitKey, when: When) -> UnitKey {
        let mut unit = self.units.get(place);
        // A ring of parents ends the walk, too.
        for _ in 0..SCHOOL_DEPTH_MAX {
            match unit {
                Some(held) if held.kind(when) == "school" => return held.key,
                Some(held) => unit = held.parent(when).and_then(|parent| self.units.get(parent)),
                None => break,
            }
        }
        place
    }

    /// The site to which a place belongs, which has lines of its own: the nearest one above a room, else the school, else the
    /// place itself.
    pub(crate) fn site_of(&self, place: UnitKey, when: When) -> UnitKey {
        let mut unit = self.units.get(place);
        for _ in 0..SCHOOL_DEPTH_MAX {
            match unit {
                Some(held) if matches!(held.kind(when), "site" | "school") => return held.key,
                Some(held) => unit = held.parent(when).and_then(|parent| self.units.get(parent)),
                None => break,
            }
        }
        place
    }
}
