//! Machines of which records may be made: nothing that the school has written down could be them.

use super::pairs::Pairs;
use super::sides::Sides;
use crate::query::Scene;
use crate::query::below::records_below;
use crate::ties::{MachineSide, RecordSide, kind, serial};
use kiemke_config::junk::JunkLists;
use kiemke_wire::ids::{EquipmentId, MachineId, UnitKey};
use kiemke_wire::review::Relation;
use kiemke_wire::view::Freshness;
use std::collections::{BTreeSet, HashMap};

/// The machines of a unit and all below that have no record, stand in no pair, were seen lately, and could be none of
/// the things that their school has written down and nobody has found yet: of thirty alike in a book, each could be any.
pub fn unmatched_machines(scene: &Scene<'_>, unit: UnitKey, junk: &JunkLists) -> Vec<MachineId> {
    let Pairs { found, looked_at, .. } = Pairs::of(scene, unit, junk);
    let paired: BTreeSet<MachineId> = found.iter().map(|one| one.pair.machine).collect();
    let taken: BTreeSet<EquipmentId> = found.iter().map(|one| one.pair.record).collect();
    let sides = Sides::new(scene, junk);
    let bounds = scene.days.bounds(scene.now);
    let mut schools: HashMap<UnitKey, Vec<(EquipmentId, RecordSide<'_>)>> = HashMap::new();
    let is_unmatched = |(id, machine): &(MachineId, MachineSide<'_>)| {
        let seen = scene.fleet.machines.seen_on(*id);
        let is_lately = seen.is_some_and(|(at, _)| bounds.freshness(at) != Freshness::Expired);
        if paired.contains(id) || !is_lately {
            return false;
        }
        let school = scene.school_of(machine.unit);
        let records = schools
            .entry(school)
            .or_insert_with(|| open(&sides, school, &taken));
        let fits = |(record, side): &(EquipmentId, RecordSide<'_>)| {
            serial(machine, side) != Some(Relation::Differs)
                && kind(machine, side) != Some(Relation::Differs)
                && sides.free(*id, *record).is_some()
        };
        !records.iter().any(fits)
    };
    let mut is_unmatched = is_unmatched;
    let machines = looked_at.iter().filter(|one| is_unmatched(one));
    machines.map(|(id, _)| *id).collect()
}

/// What a school has written down, an agent could be in, and stands in no pair.
fn open<'a>(
    sides: &Sides<'a>,
    school: UnitKey,
    taken: &BTreeSet<EquipmentId>,
) -> Vec<(EquipmentId, RecordSide<'a>)> {
    let mut open = Vec::new();
    for (first, chunk, hits) in records_below(&sides.scene, school) {
        for at in hits.iter() {
            let (id, columns) = (EquipmentId(first.0 + at as u32), &chunk.columns[at]);
            let is_open = columns.is_owned() && columns.machine.is_none() && !taken.contains(&id);
            if is_open && sides.is_observable(id) {
                open.push((id, sides.record(id, columns)));
            }
        }
    }
    open
}
