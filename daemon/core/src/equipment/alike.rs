//! The records of a school with a code: schools number their things alike, so the rest of the country has the same codes.

use crate::fleet::Fleet;
use crate::units::When;
use kiemke_wire::ids::{EquipmentId, UnitKey};

impl Fleet {
    /// The records of a school with this code, void ones too, in no order. Of what stands in no school, a place counts as one.
    pub(crate) fn with_code_in(&self, school: UnitKey, code: &str, when: When) -> Vec<EquipmentId> {
        let (register, tree) = (&self.register, self.tree(when));
        let mut found = match tree.rank(school) {
            Some(_) => register.with_code_below(code, &tree, school),
            None => register.with_code(code),
        };
        found.retain(|id| {
            let columns = register.get(*id);
            columns.is_some_and(|columns| self.school_of(columns.place, when) == school)
        });
        found
    }
}
