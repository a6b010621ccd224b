//! Finds the pairs: by code and serial number through the indexes, then what is left in each room.

use super::{Strength, TieFound};
use crate::equipment::Columns;
use crate::fleet::{name_in, serials_in};
use crate::query::Scene;
use crate::query::below::machines_below;
use crate::ties::{MachineSide, RecordSide, compare};
use kiemke_config::junk::JunkLists;
use kiemke_wire::fold::search_key;
use kiemke_wire::ids::{EquipmentId, MachineId, UnitKey};
use kiemke_wire::review::Relation;
use kiemke_wire::ties::{TieGround, TiePair, TieReason};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Machines without a record that one question compares: a commune's, in some tens of milliseconds. Whoever asks about
/// more is shown the first, and told so.
pub const MACHINES_COMPARED_MAX: usize = 50_000;
/// Pairs of one machine: one serial number on more records says nothing.
const PAIRS_OF_MACHINE_MAX: usize = 8;
/// The kind of a unit in which a thing stands for good.
const ROOM: &str = "room";

/// What was found.
pub(super) struct Pairs {
    pub(super) found: Vec<TieFound>,
    pub(super) machines_without_record: u64,
    pub(super) partial: bool,
}

impl Pairs {
    pub(super) fn of(scene: &Scene<'_>, unit: UnitKey, junk: &JunkLists) -> Self {
        let all = without_record(scene, unit);
        let compared = &all[..all.len().min(MACHINES_COMPARED_MAX)];
        let finder = Finder { scene, junk };
        let mut found: Vec<TieFound> = compared
            .iter()
            .flat_map(|machine| finder.named(*machine))
            .collect();
        found.extend(finder.in_rooms(compared, &found));
        count_rivals(&mut found);
        for one in &mut found {
            if one.strength == Strength::Named && one.rivals == 0 && finder.is_clear(one) {
                one.strength = Strength::Sure;
            }
        }
        found.sort_by_key(|one| (one.strength, one.pair));
        Self {
            found,
            machines_without_record: all.len() as u64,
            partial: compared.len() < all.len(),
        }
    }
}

/// The machines of a unit and all below that no record speaks of, by number.
pub(super) fn without_record(scene: &Scene<'_>, unit: UnitKey) -> Vec<MachineId> {
    let chunks = machines_below(scene, unit);
    let ids = chunks.iter().flat_map(|(first, _, hits)| {
        let first = first.0;
        hits.iter().map(move |at| MachineId(first + at as u32))
    });
    ids.filter(|machine| scene.fleet.record_tied_to(*machine).is_none())
        .collect()
}

struct Finder<'a> {
    scene: &'a Scene<'a>,
    junk: &'a JunkLists,
}

impl<'a> Finder<'a> {
    /// Those with the same code or serial number.
    fn named(&self, machine: MachineId) -> Vec<TieFound> {
        let fleet = self.scene.fleet;
        let text = fleet.machines.text_of(machine).unwrap_or_default();
        let (name, serials): (&str, Vec<&str>) = (name_in(text), serials_in(text).collect());
        let register = &fleet.register;
        let counting = serials.iter().filter(|text| !self.junk.is_junk_serial(text));
        let by_serial =
            counting.flat_map(|serial| [register.with_serial(serial), register.with_code(serial)]);
        let found = by_serial.chain([register.with_code(name)]).flatten();
        let records: BTreeSet<EquipmentId> = found.collect();
        let mut pairs = Vec::new();
        for record in records {
            let Some(columns) = self.free(machine, record) else {
                continue;
            };
            let reasons = self.reasons(machine, (record, columns));
            let is_named = says(&reasons, TieGround::Serial, Relation::Same)
                || says(&reasons, TieGround::Code, Relation::Same) && self.is_of_one_school(machine, columns);
            if is_named && pairs.len() < PAIRS_OF_MACHINE_MAX {
                pairs.push(pair(machine, record, reasons, Strength::Named));
            }
        }
        pairs
    }

    /// What is left of each room: those of one seat, then the last of a kind on both sides.
    fn in_rooms(&self, machines: &[MachineId], named: &[TieFound]) -> Vec<TieFound> {
        let fleet = self.scene.fleet;
        let taken_machines: BTreeSet<MachineId> = named.iter().map(|one| one.pair.machine).collect();
        let taken_records: BTreeSet<EquipmentId> = named.iter().map(|one| one.pair.record).collect();
        let mut rooms: BTreeMap<UnitKey, Vec<MachineId>> = BTreeMap::new();
        for machine in machines
            .iter()
            .filter(|machine| !taken_machines.contains(machine))
        {
            if let Some(unit) = fleet.machines.unit_of(*machine)
                && self.is_room(unit)
            {
                rooms.entry(unit).or_default().push(*machine);
            }
        }
        let mut found = Vec::new();
        for (room, machines) in rooms {
            let records = fleet.register.at(room).iter().copied();
            let records: Vec<EquipmentId> =
                records.filter(|record| !taken_records.contains(record)).collect();
            found.extend(self.in_room(machines, records));
        }
        found
    }

    fn in_room(&self, mut machines: Vec<MachineId>, mut records: Vec<EquipmentId>) -> Vec<TieFound> {
        records.retain(|record| {
            let columns = self.scene.fleet.register.get(*record);
            columns.is_some_and(|columns| self.kind(columns).is_some())
        });
        let mut found = Vec::new();
        for machine in machines.clone() {
            let fitting = records.iter().filter_map(|record| {
                let reasons = self.reasons(machine, (*record, self.free(machine, *record)?));
                let is_seated = says(&reasons, TieGround::Seat, Relation::Same) && !is_another(&reasons);
                is_seated.then(|| pair(machine, *record, reasons, Strength::Seated))
            });
            found.extend(fitting.take(PAIRS_OF_MACHINE_MAX));
        }
        machines.retain(|machine| found.iter().all(|one: &TieFound| one.pair.machine != *machine));
        records.retain(|record| found.iter().all(|one| one.pair.record != *record));
        let mut left: Vec<TieFound> = Vec::new();
        for machine in &machines {
            let fitting = records.iter().filter_map(|record| {
                let reasons = self.reasons(*machine, (*record, self.free(*machine, *record)?));
                (!is_another(&reasons)).then(|| pair(*machine, *record, reasons, Strength::Left))
            });
            // One that fits several is not the last one.
            left.extend(fitting.take(2));
        }
        count_rivals(&mut left);
        found.extend(left.into_iter().filter(|one| one.rivals == 0));
        found
    }

    /// A record that no machine is tied to, in the reader's units, and that nobody keeps apart from this machine.
    fn free(&self, machine: MachineId, record: EquipmentId) -> Option<&'a Columns> {
        let columns = self.scene.fleet.register.get(record)?;
        let is_free = columns.is_owned()
            && columns.machine.is_none()
            && !self.scene.fleet.apart.holds(TiePair { machine, record })
            && self.scene.sees(columns.place);
        is_free.then_some(columns)
    }

    fn reasons(&self, machine: MachineId, (record, columns): (EquipmentId, &Columns)) -> Vec<TieReason> {
        let fleet = self.scene.fleet;
        let text = fleet.machines.text_of(machine).unwrap_or_default();
        let kind = fleet.kind_of(machine);
        let [code, serial] = fleet.register.code_and_serial(record);
        let thing = fleet.register.things.get(columns.thing);
        let held = fleet.machine(machine);
        let categories = &self.scene.yardsticks.categories;
        let machine = MachineSide {
            name: name_in(text),
            serials: serials_in(text).collect(),
            kind: kind
                .chassis
                .as_deref()
                .and_then(|chassis| categories.named_by(chassis)),
            model: kind.model.as_deref().map(search_key),
            unit: held.as_ref().map_or(UnitKey::ROOT, |held| held.unit),
            seat: held.as_ref().and_then(|held| held.seat),
        };
        let record = RecordSide {
            code,
            serial,
            maker: thing.and_then(|thing| thing.maker.as_deref()).map(search_key),
            kind: self.kind(columns),
            place: columns.place,
            seat: columns.seat,
        };
        compare(&machine, &record, self.junk)
    }

    /// The kind of a thing in which an agent could be.
    fn kind(&self, columns: &Columns) -> Option<&'a str> {
        let thing = self.scene.fleet.register.things.get(columns.thing)?;
        let kind = self.scene.yardsticks.categories.get(&thing.category.0)?;
        kind.is_observable().then_some(kind.code.as_str())
    }

    fn is_room(&self, unit: UnitKey) -> bool {
        let unit = self.scene.fleet.unit(unit);
        unit.is_some_and(|unit| unit.kind(self.scene.today()) == ROOM)
    }

    fn is_of_one_school(&self, machine: MachineId, columns: &Columns) -> bool {
        let unit = self.scene.fleet.machines.unit_of(machine);
        unit.is_some_and(|unit| self.scene.school_of(unit) == self.scene.school_of(columns.place))
    }

    /// Nothing speaks against it.
    fn is_clear(&self, one: &TieFound) -> bool {
        let columns = self.scene.fleet.register.get(one.pair.record);
        let differs = |reason: &TieReason| {
            // A record is often in another room, or on another seat, than the thing was carried to.
            reason.relation == Relation::Differs && reason.ground != TieGround::Seat
        };
        !one.reasons.iter().any(differs)
            && columns.is_some_and(|columns| self.is_of_one_school(one.pair.machine, columns))
    }
}

/// Another serial number or kind is another thing.
fn is_another(reasons: &[TieReason]) -> bool {
    let grounds = [TieGround::Serial, TieGround::Kind, TieGround::Maker];
    grounds
        .into_iter()
        .any(|ground| says(reasons, ground, Relation::Differs))
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
