//! What a school owns, as a stocktake freezes it.

use crate::fleet::Fleet;
use crate::stocktake::Stocktakes;
use crate::units::When;
use kiemke_wire::ids::{BookLineId, EquipmentId, Position, UnitKey};

impl Fleet {
    /// The records of a school that are counted anywhere, by number, each with the entry that last changed it. What was
    /// disposed of is not among them.
    pub fn records_of_school(&self, school: UnitKey, when: When) -> Vec<(EquipmentId, Position)> {
        let tree = self.tree(when);
        let places = tree.order()[tree.ranks(school)].iter().map(|(place, _)| *place);
        let records = places.flat_map(|place| self.register.at(place)).copied();
        let owned = records.filter_map(|id| Some((id, self.register.get(id)?)));
        let mut theirs: Vec<(EquipmentId, Position)> = owned
            .filter(|(_, columns)| columns.is_owned())
            .map(|(id, columns)| (id, columns.changed_at))
            .collect();
        theirs.sort_unstable();
        theirs
    }

    /// The lines of a school's books on which something is left, by number, each with the entry that last changed it.
    pub fn lines_of_school(&self, school: UnitKey) -> Vec<(BookLineId, Position)> {
        let lines = self.books.lines();
        let theirs = lines.filter(|(_, columns)| columns.school == school && columns.left > 0);
        theirs.map(|(id, columns)| (id, columns.changed_at)).collect()
    }

    /// All stocktakes.
    pub fn stocktakes(&self) -> &Stocktakes {
        &self.stocktakes
    }
}
