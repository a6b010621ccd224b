//! The lines of a unit: through what is there when the unit is small, else by looking at all.

use crate::fleet::{Fleet, Line};
use crate::units::When;
use kiemke_wire::ids::UnitKey;
use kiemke_wire::time::UnixMs;

/// Beyond one unit for so many lines, looking at every line is faster than at every unit.
const LINES_A_UNIT: usize = 4;

impl Fleet {
    /// The lines at and below a unit, by number; none when its units are so many that looking at all lines is faster.
    pub(crate) fn few_lines_below(&self, top: UnitKey, when: When) -> Option<Vec<&Line>> {
        let tree = self.tree(when);
        let ranks = tree.ranks(top);
        if ranks.len() > self.lines.len() / LINES_A_UNIT {
            return None;
        }
        let units = tree.order()[ranks].iter();
        let mut found: Vec<&Line> = units.flat_map(|(unit, _)| self.lines_of(*unit)).collect();
        found.sort_unstable_by_key(|line| line.id);
        Some(found)
    }

    /// [`Line::newest_round`] of every line at and below a unit with the unit at which it is, in no order.
    pub(crate) fn line_units_below(
        &self,
        top: UnitKey,
        when: When,
    ) -> Vec<(UnitKey, Option<(bool, UnixMs)>)> {
        if let Some(few) = self.few_lines_below(top, when) {
            let few = few.into_iter();
            return few.map(|line| (line.unit, line.newest_round())).collect();
        }
        let below = self.below(top, when);
        let marks = self.line_marks.iter();
        marks
            .filter(|mark| below.contains(mark.unit))
            .map(|mark| (mark.unit, mark.newest_round))
            .collect()
    }
}
