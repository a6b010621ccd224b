//! Finds the pairs: by code and serial number through the indexes, then what is left in each room.

use super::sides::Sides;
use super::{Strength, TieFound};
use crate::query::Scene;
use crate::query::below::machines_below;
use crate::ties::MachineSide;
use kiemke_config::junk::JunkLists;
use kiemke_wire::ids::{EquipmentId, MachineId, UnitKey};
use kiemke_wire::review::Relation;
use kiemke_wire::ties::{TieGround, TiePair, TieReason};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Machines without a record that one question looks at. Whoever asks about more is shown the first, and told so.
pub const MACHINES_COMPARED_MAX: usize = 50_000;
/// Pairs of one machine that are shown: one serial number on more records says nothing.
const PAIRS_OF_MACHINE_MAX: usize = 8;

/// What was found.
pub(super) struct Pairs<'a> {
    pub(super) found: Vec<TieFound>,
    /// Machines that no record speaks of, as far as they were looked at.
    pub(super) looked_at: Vec<(MachineId, MachineSide<'a>)>,
    pub(super) machines_without_record: u64,
    pub(super) partial: bool,
}

impl<'a> Pairs<'a> {
    /// Those of a unit. What stands beside them in the same school is compared, too: it may be the better one.
    pub(super) fn of(scene: &Scene<'a>, unit: UnitKey, junk: &'a JunkLists) -> Self {
        let top = scene.school_of(unit);
        let all = without_record(scene, top);
        let compared = &all[..all.len().min(MACHINES_COMPARED_MAX)];
        let sides = Sides::new(scene, junk);
        let machines = compared.iter().filter_map(|id| Some((*id, sides.machine(*id)?)));
        let mut looked_at: Vec<(MachineId, MachineSide<'a>)> = machines.collect();
        let mut found: Vec<TieFound> = looked_at
            .iter()
            .flat_map(|(id, machine)| named(&sides, *id, machine))
            .collect();
        let in_rooms = in_rooms(&sides, &looked_at, &found);
        found.extend(in_rooms);
        count_rivals(&mut found);
        let partial = compared.len() < all.len() || sides.is_spent();
        for one in &mut found {
            one.rivals += twins(&sides, one);
            let is_named = one.strength == Strength::Named && one.rivals == 0;
            if is_named && !partial && is_clear(&sides, one) {
                one.strength = Strength::Sure;
            }
        }
        let mut machines_without_record = all.len() as u64;
        if top != unit
            && let Some(below) = scene.below(unit)
        {
            let is_in = |machine: MachineId| {
                let unit = scene.fleet.machines.unit_of(machine);
                unit.is_some_and(|unit| below.contains(unit))
            };
            found.retain(|one| is_in(one.pair.machine));
            looked_at.retain(|(machine, _)| is_in(*machine));
            machines_without_record = all.iter().filter(|machine| is_in(**machine)).count() as u64;
        }
        found.sort_by_key(|one| (one.strength, one.pair));
        cut(&mut found);
        Self {
            found,
            looked_at,
            machines_without_record,
            partial,
        }
    }
}

/// The machines of a unit and all below that no record speaks of, by number.
fn without_record(scene: &Scene<'_>, unit: UnitKey) -> Vec<MachineId> {
    let chunks = machines_below(scene, unit);
    let ids = chunks.iter().flat_map(|(first, _, hits)| {
        let first = first.0;
        hits.iter().map(move |at| MachineId(first + at as u32))
    });
    ids.filter(|machine| scene.fleet.record_tied_to(*machine).is_none())
        .collect()
}

/// Those with the same serial number, or with the same code in the same school.
fn named(sides: &Sides<'_>, id: MachineId, machine: &MachineSide<'_>) -> Vec<TieFound> {
    let register = &sides.scene.fleet.register;
    let numbers = machine.serials.iter().chain(&machine.parts);
    let by_serial = numbers.flat_map(|number| register.with_serial(number));
    let codes = machine.parts.iter().copied().chain([machine.name]);
    let scene = sides.scene;
    let school = scene.school_of(machine.unit);
    let by_code = codes.flat_map(|code| scene.fleet.with_code_in(school, code, scene.today()));
    let records: BTreeSet<EquipmentId> = by_serial.chain(by_code).collect();
    let mut pairs = Vec::new();
    for record in records {
        let Some(reasons) = sides.compare(id, machine, record) else {
            continue;
        };
        if [TieGround::Serial, TieGround::Code]
            .into_iter()
            .any(|ground| says(&reasons, ground, Relation::Same))
        {
            pairs.push(pair(id, record, reasons, Strength::Named));
        }
    }
    pairs
}

/// What is left of each room: those of one seat, then the last of a kind on both sides.
fn in_rooms(
    sides: &Sides<'_>,
    machines: &[(MachineId, MachineSide<'_>)],
    named: &[TieFound],
) -> Vec<TieFound> {
    let taken_machines: BTreeSet<MachineId> = named.iter().map(|one| one.pair.machine).collect();
    let taken_records: BTreeSet<EquipmentId> = named.iter().map(|one| one.pair.record).collect();
    let mut rooms: BTreeMap<UnitKey, Vec<&(MachineId, MachineSide<'_>)>> = BTreeMap::new();
    for one in machines {
        if one.1.in_room && !taken_machines.contains(&one.0) {
            rooms.entry(one.1.unit).or_default().push(one);
        }
    }
    let mut found = Vec::new();
    for (room, machines) in rooms {
        let records = sides.scene.fleet.register.at(room).iter().copied();
        let free = records.filter(|record| !taken_records.contains(record) && sides.is_observable(*record));
        let records: Vec<EquipmentId> = free.collect();
        found.extend(in_room(sides, &machines, &records));
    }
    found
}

fn in_room(
    sides: &Sides<'_>,
    machines: &[&(MachineId, MachineSide<'_>)],
    records: &[EquipmentId],
) -> Vec<TieFound> {
    let each = machines.iter().flat_map(|(id, machine)| {
        let fitting = records.iter().filter_map(|record| {
            let reasons = sides.compare(*id, machine, *record)?;
            Some(pair(*id, *record, reasons, Strength::Left))
        });
        fitting.collect::<Vec<_>>()
    });
    let (mut seated, mut left): (Vec<TieFound>, Vec<TieFound>) =
        each.partition(|one| says(&one.reasons, TieGround::Seat, Relation::Same));
    // Another kind on the same seat is another thing.
    seated.retain(|one| !says(&one.reasons, TieGround::Kind, Relation::Differs));
    for one in &mut seated {
        one.strength = Strength::Seated;
    }
    let machines: BTreeSet<MachineId> = seated.iter().map(|one| one.pair.machine).collect();
    let records: BTreeSet<EquipmentId> = seated.iter().map(|one| one.pair.record).collect();
    left.retain(|one| {
        let is_other = [TieGround::Kind, TieGround::Serial, TieGround::Seat]
            .into_iter()
            .any(|ground| says(&one.reasons, ground, Relation::Differs));
        !is_other && !machines.contains(&one.pair.machine) && !records.contains(&one.pair.record)
    });
    count_rivals(&mut left);
    seated.extend(left.into_iter().filter(|one| one.rivals == 0));
    seated
}

/// Records of the same serial number that are tied already.
fn twins(sides: &Sides<'_>, one: &TieFound) -> u32 {
    if !says(&one.reasons, TieGround::Serial, Relation::Same) {
        return 0;
    }
    let register = &sides.scene.fleet.register;
    let [_, serial] = register.code_and_serial(one.pair.record);
    let twins = register.with_serial(serial.unwrap_or_default());
    let is_tied = |record: &EquipmentId| {
        let columns = register.get(*record);
        columns.is_some_and(|columns| columns.is_owned() && columns.machine.is_some())
    };
    twins.iter().filter(|record| is_tied(record)).count() as u32
}

/// Nothing speaks against it. A thing with the same serial number may have been carried to another room; one that only
/// has the same name may not: every school has a PC01, and every room of some.
fn is_clear(sides: &Sides<'_>, one: &TieFound) -> bool {
    let is_numbered = says(&one.reasons, TieGround::Serial, Relation::Same);
    let counts = |ground: TieGround| match ground {
        TieGround::Room | TieGround::Seat => !is_numbered,
        _ => true,
    };
    let mut reasons = one.reasons.iter();
    let differs = reasons.any(|reason| reason.relation == Relation::Differs && counts(reason.ground));
    !differs && sides.are_of_one_school(one.pair)
}

fn says(reasons: &[TieReason], ground: TieGround, relation: Relation) -> bool {
    reasons.contains(&TieReason { ground, relation })
}

fn pair(machine: MachineId, record: EquipmentId, reasons: Vec<TieReason>, strength: Strength) -> TieFound {
    TieFound {
        pair: TiePair { machine, record },
        reasons,
        strength,
        rivals: 0,
    }
}

fn count_rivals(found: &mut [TieFound]) {
    let mut of_machine: HashMap<MachineId, u32> = HashMap::new();
    let mut of_record: HashMap<EquipmentId, u32> = HashMap::new();
    for one in &*found {
        *of_machine.entry(one.pair.machine).or_insert(0) += 1;
        *of_record.entry(one.pair.record).or_insert(0) += 1;
    }
    for one in found {
        // Each counts the pair itself, too.
        one.rivals = of_machine[&one.pair.machine] + of_record[&one.pair.record] - 2;
    }
}

/// Leaves the first pairs of each machine.
fn cut(found: &mut Vec<TieFound>) {
    let mut of_machine: HashMap<MachineId, usize> = HashMap::new();
    found.retain(|one| {
        let count = of_machine.entry(one.pair.machine).or_insert(0);
        *count += 1;
        *count <= PAIRS_OF_MACHINE_MAX
    });
}
