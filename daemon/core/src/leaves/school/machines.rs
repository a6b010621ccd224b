//! Computers of a school: whom each serves and what it can do.

use crate::cold::Day;
use crate::fleet::Fleet;
use crate::leaves::school::{Places, SchoolRecord, SchoolRules};
use crate::readiness::{PersonKey, Pool, RecordState, SchoolMachine, Serves, System};
use kiemke_config::group::Group;
use kiemke_wire::equipment::{EquipmentState, Holder};
use kiemke_wire::fold::search_key;
use kiemke_wire::ids::{MachineId, UnitKey};
use std::collections::{BTreeMap, BTreeSet};

const GIB: u64 = 1 << 30;
/// What of installed memory firmware and graphics may keep for themselves, so that a machine of 4 GB counts as that.
const KEPT_BY_FIRMWARE: u64 = 3 * GIB / 10;

/// What the computers of a school are found from.
pub(super) struct Found<'a, L> {
    pub(super) fleet: &'a Fleet,
    pub(super) places: &'a Places,
    pub(super) day: Day,
    pub(super) rules: &'a SchoolRules<'a>,
    /// The levels of a group at a site.
    pub(super) levels_at: L,
    pub(super) by_code: &'a BTreeMap<String, PersonKey>,
}

impl<L: Fn(UnitKey, Group) -> Vec<u8>> Found<'_, L> {
    /// The computers and the pools that some of them are in.
    pub(super) fn machines(
        &self,
        machines: &[MachineId],
        records: &[SchoolRecord],
    ) -> (Vec<SchoolMachine>, Vec<Pool>) {
        let mut pools: BTreeMap<(UnitKey, Group), usize> = BTreeMap::new();
        let mut made: Vec<(Pool, UnitKey)> = Vec::new();
        let mut found = Vec::new();
        let mut recorded = BTreeSet::new();
        for one in records.iter().filter(|one| !one.record.void) {
            recorded.extend(one.record.machine);
            let Some(site) = self
                .places
                .site_of(one.record.place)
                .filter(|_| self.is_computer(one))
            else {
                continue;
            };
            let mut pool = |place: UnitKey, group: Group| {
                let at = *pools.entry((place, group)).or_insert_with(|| {
                    made.push((self.pool(site, group), place));
                    made.len() - 1
                });
                made[at].0.seats += 1;
                Serves::Pool(at)
            };
            let serves = match &one.record.holder {
                Some(Holder::Person(code)) => {
                    let person = self.by_code.get(&search_key(code));
                    person.map_or(Serves::Nobody, |person| Serves::Person(*person))
                }
                Some(Holder::Lab) => pool(one.record.place, Group::Students),
                Some(Holder::Staff) => pool(site, Group::Teachers),
                None => Serves::Nobody,
            };
            found.push(SchoolMachine {
                site,
                serves,
                state: state(one.record.state),
                seen_on: one.record.machine.and_then(|machine| self.seen_on(machine)),
                counted_on: one.counted_on,
                system: one
                    .record
                    .machine
                    .map(|machine| self.system(machine))
                    .unwrap_or_default(),
            });
        }
        let unrecorded = machines.iter().filter(|machine| !recorded.contains(*machine));
        found.extend(unrecorded.filter_map(|machine| self.unrecorded(*machine)));
        let pools = made.into_iter().map(|(mut pool, place)| {
            // What the room holds when it is full, if somebody said so.
            let when = crate::units::When::known_now(self.day);
            let room = self.fleet.unit(place).and_then(|room| room.seats(when));
            pool.seats = room.map_or(pool.seats, |seats| seats.max(pool.seats));
            pool
        });
        (found, pools.collect())
    }

    fn pool(&self, site: UnitKey, group: Group) -> Pool {
        Pool {
            site,
            group,
            levels: (self.levels_at)(site, group),
            hours_week: None,
            seats: 0,
        }
    }

    fn is_computer(&self, one: &SchoolRecord) -> bool {
        let kind = self.rules.categories.get(&one.record.category.0);
        kind.is_some_and(|kind| kind.computer)
    }

    fn unrecorded(&self, id: MachineId) -> Option<SchoolMachine> {
        let machine = self.fleet.machine(id)?;
        Some(SchoolMachine {
            site: self.places.site_of(machine.unit)?,
            serves: Serves::Nobody,
            state: RecordState::InUse,
            seen_on: self.seen_on(id),
            counted_on: None,
            system: self.system(id),
        })
    }

    fn seen_on(&self, id: MachineId) -> Option<Day> {
        let machine = self.fleet.machine(id)?;
        let clock = self.fleet.day_clock();
        let known = clock.day(machine.enrolled_at) <= self.day;
        known.then(|| clock.day(machine.last_seen).min(self.day))
    }

    fn system(&self, id: MachineId) -> System {
        let Some(machine) = self.fleet.machine(id) else {
            return System::default();
        };
        let kind = self.fleet.kind_of(id);
        let ends = kind.os.as_deref().and_then(|os| self.rules.os_support.ends(os));
        let supported = ends.map(|ends| self.day.0 <= ends.unix_days());
        let memory = machine
            .memory_total_bytes
            .map(|bytes| (bytes + KEPT_BY_FIRMWARE) / GIB);
        System {
            os_supported: supported,
            // Makers of browsers go on as long as those of systems do.
            runs_platform: kind.abilities.browser,
            audio: kind.abilities.audio,
            camera: kind.abilities.camera,
            microphone: kind.abilities.microphone,
            memory_gib: memory.map(|gib| u8::try_from(gib).unwrap_or(u8::MAX)),
        }
    }
}

fn state(state: EquipmentState) -> RecordState {
    match state {
        EquipmentState::InUse => RecordState::InUse,
        EquipmentState::InStore => RecordState::InStore,
        EquipmentState::Lent => RecordState::Lent,
        EquipmentState::Broken => RecordState::Broken,
        EquipmentState::InRepair => RecordState::InRepair,
        EquipmentState::ToBeDisposed => RecordState::ToBeDisposed,
        EquipmentState::Disposed => RecordState::Disposed,
        EquipmentState::Lost => RecordState::Lost,
    }
}
