//! What counting lines looks at, in one column: forty thousand lines, each in a place of its own, are slow to visit.

use crate::fleet::Line;
use kiemke_wire::ids::{LineId, UnitKey};
use kiemke_wire::time::UnixMs;
use std::collections::HashMap;

/// See the top of the file.
#[derive(Clone, Debug, Default)]
pub(crate) struct LineMarks {
    marks: Vec<LineMark>,
    places: HashMap<LineId, usize>,
}

/// Of one line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct LineMark {
    pub(crate) unit: UnitKey,
    /// [`Line::newest_round`].
    pub(crate) newest_round: Option<(bool, UnixMs)>,
}

impl LineMarks {
    /// Notes what a line is now.
    pub(crate) fn note(&mut self, line: &Line) {
        let mark = LineMark {
            unit: line.unit,
            newest_round: line.newest_round(),
        };
        match self.places.get(&line.id) {
            Some(place) => self.marks[*place] = mark,
            None => {
                self.places.insert(line.id, self.marks.len());
                self.marks.push(mark);
            }
        }
    }

    /// Of every line.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &LineMark> {
        self.marks.iter()
    }
}
