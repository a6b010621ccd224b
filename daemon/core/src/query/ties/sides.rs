//! What is known of both sides of a pair, and how often they may be compared.

use crate::equipment::Columns;
use crate::fleet::{name_in, serials_in};
use crate::query::Scene;
use crate::ties::{MachineSide, RecordSide, compare};
use kiemke_config::junk::JunkLists;
use kiemke_config::makers::Makers;
use kiemke_wire::fold::search_key;
use kiemke_wire::ids::{EquipmentId, MachineId, UnitKey};
use kiemke_wire::ties::{TiePair, TieReason};
use std::cell::Cell;

/// Comparisons of one question, of about a microsecond each: rooms with thousands of things would else take the daemon's
/// time.
const COMPARISONS_MAX: u32 = 200_000;
/// The kind of a unit in which a thing stands for good.
const ROOM: &str = "room";

pub(super) struct Sides<'a> {
    pub(super) scene: Scene<'a>,
    junk: &'a JunkLists,
    left: Cell<u32>,
}

impl<'a> Sides<'a> {
    pub(super) fn new(scene: &Scene<'a>, junk: &'a JunkLists) -> Self {
        Self {
            scene: *scene,
            junk,
            left: Cell::new(COMPARISONS_MAX),
        }
    }

    /// Whether no more comparisons are made.
    pub(super) fn is_spent(&self) -> bool {
        self.left.get() == 0
    }

    pub(super) fn machine(&self, id: MachineId) -> Option<MachineSide<'a>> {
        let fleet = self.scene.fleet;
        let text = fleet.machines.text_of(id)?;
        let kind = fleet.kind_of(id);
        let held = fleet.machine(id)?;
        let categories = &self.scene.yardsticks.categories;
        let counting = |numbers: Vec<&'a str>| -> Vec<&'a str> {
            let numbers = numbers.into_iter();
            numbers
                .filter(|number| !self.junk.is_junk_serial(number))
                .collect()
        };
        let [own, parts] = serials_in(text);
        Some(MachineSide {
            name: name_in(text),
            serials: counting(own),
            parts: counting(parts),
            kind: kind
                .chassis
                .as_deref()
                .and_then(|chassis| categories.named_by(chassis)),
            model: kind.model.as_deref().map(search_key),
            unit: held.unit,
            in_room: self.is_room(held.unit),
            seat: held.seat,
        })
    }

    /// Every point of a pair; none when the record is not free for this machine, or nothing is compared any more.
    pub(super) fn compare(
        &self,
        id: MachineId,
        machine: &MachineSide<'_>,
        record: EquipmentId,
    ) -> Option<Vec<TieReason>> {
        let columns = self.free(id, record)?;
        self.left.set(self.left.get().checked_sub(1)?);
        Some(compare(machine, &self.record(record, columns), Makers::shipped()))
    }

    pub(super) fn record(&self, id: EquipmentId, columns: &Columns) -> RecordSide<'a> {
        let register = &self.scene.fleet.register;
        let [code, serial] = register.code_and_serial(id);
        let thing = register.things.get(columns.thing);
        RecordSide {
            code,
            serial: serial.filter(|serial| !self.junk.is_junk_serial(serial)),
            maker: thing.and_then(|thing| thing.maker.as_deref()).map(search_key),
            kind: self.kind(columns),
            place: columns.place,
            in_room: self.is_room(columns.place),
            seat: columns.seat,
        }
    }

    /// A record that no machine is tied to, in the reader's units, and that nobody keeps apart from this machine.
    pub(super) fn free(&self, machine: MachineId, record: EquipmentId) -> Option<&'a Columns> {
        let fleet = self.scene.fleet;
        let columns = fleet.register.get(record)?;
        let apart = |machine: MachineId| fleet.apart.holds(TiePair { machine, record });
        let is_free = columns.is_owned()
            && columns.machine.is_none()
            && !apart(machine)
            && !fleet.members_of(machine).into_iter().any(apart)
            && self.scene.sees(columns.place);
        is_free.then_some(columns)
    }

    /// Whether an agent could be in such a thing.
    pub(super) fn is_observable(&self, record: EquipmentId) -> bool {
        let columns = self.scene.fleet.register.get(record);
        columns.is_some_and(|columns| self.kind(columns).is_some())
    }

    pub(super) fn are_of_one_school(&self, pair: TiePair) -> bool {
        let unit = self.scene.fleet.machines.unit_of(pair.machine);
        let place = self
            .scene
            .fleet
            .register
            .get(pair.record)
            .map(|columns| columns.place);
        let school = |unit: UnitKey| self.scene.school_of(unit);
        unit.is_some() && unit.map(school) == place.map(school)
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
}
