//! Why an entry cannot be taken back of which nothing is found.

use crate::fleet::Fleet;
use crate::refusal::Refusal;
use kiemke_wire::ids::Position;

impl Fleet {
    /// Whether it never was, or something else was said since.
    pub(crate) fn nothing_left_of(&self, entry: Position) -> Refusal {
        match entry > self.position() {
            true => Refusal::NotFound(format!("entry {entry}")),
            false => Refusal::TouchedSince { entry },
        }
    }
}
