//! What stands in schools, by number: what the shell reads for them.

use crate::fleet::Fleet;
use crate::units::When;
use kiemke_wire::ids::{EquipmentId, LineId, MachineId, UnitKey};

/// What stands in a school.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchoolThings {
    /// The school.
    pub school: UnitKey,
    /// Its machines.
    pub machines: Vec<MachineId>,
    /// Its equipment records, those entered by mistake left out.
    pub records: Vec<EquipmentId>,
    /// Its lines, each with the unit under which its readings are filed.
    pub lines: Vec<(LineId, UnitKey)>,
}

impl Fleet {
    /// What stands in these schools, in the same order.
    pub fn things_in(&self, schools: &[UnitKey], when: When) -> Vec<SchoolThings> {
        let tree = self.tree(when);
        let found = schools.iter().map(|school| {
            let places = || tree.order()[tree.ranks(*school)].iter().map(|(place, _)| *place);
            let machines = places().flat_map(|place| self.machines.at(place)).copied();
            let mut machines: Vec<MachineId> = machines.filter(|id| self.root_of(*id) == *id).collect();
            machines.sort_unstable();
            let records = places().flat_map(|place| self.register.at(place)).copied();
            let is_void = |id: &EquipmentId| self.register.get(*id).is_none_or(|columns| columns.is_void);
            let mut records: Vec<EquipmentId> = records.filter(|id| !is_void(id)).collect();
            records.sort_unstable();
            let lines = places().flat_map(|place| self.lines_of(place));
            SchoolThings {
                school: *school,
                machines,
                records,
                lines: lines.map(|line| (line.id, line.unit)).collect(),
            }
        });
        found.collect()
    }
}
