//! What stands in schools, by number: what the shell reads for them.

use crate::fleet::Fleet;
use crate::units::When;
use kiemke_wire::ids::{EquipmentId, LineId, MachineId, UnitKey};
use std::collections::HashMap;

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
    /// What stands in these schools, in the same order. Looks once at each thing there is, whatever their number.
    pub fn things_in(&self, schools: &[UnitKey], when: When) -> Vec<SchoolThings> {
        let tree = self.tree(when);
        let mut found: Vec<SchoolThings> = Vec::with_capacity(schools.len());
        let mut at_place: HashMap<UnitKey, usize> = HashMap::new();
        for (at, school) in schools.iter().enumerate() {
            let places = tree.order()[tree.ranks(*school)].iter().map(|(place, _)| *place);
            let lines = places.clone().flat_map(|place| self.lines_of(place));
            found.push(SchoolThings {
                school: *school,
                machines: Vec::new(),
                records: Vec::new(),
                lines: lines.map(|line| (line.id, line.unit)).collect(),
            });
            at_place.extend(places.map(|place| (place, at)));
        }
        for (first, chunk) in self.machines.numbered_chunks() {
            for (at, unit) in chunk.unit.iter().enumerate().filter(|(at, _)| !chunk.away[*at]) {
                if let Some(school) = at_place.get(unit) {
                    found[*school].machines.push(MachineId(first.0 + at as u32));
                }
            }
        }
        for (first, chunk) in self.register.numbered_chunks() {
            for (at, columns) in chunk
                .columns
                .iter()
                .enumerate()
                .filter(|(_, columns)| !columns.is_void)
            {
                if let Some(school) = at_place.get(&columns.place) {
                    found[*school].records.push(EquipmentId(first.0 + at as u32));
                }
            }
        }
        found
    }
}
