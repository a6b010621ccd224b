//! A stocktake as those who count see it: what follows from the events so far, with the names of things and places. The
//! same for the daemon and for a pack.

use crate::stocktake::{Codes, Count, CountedSoFar, Found, RoomProgress, count};
use kiemke_wire::ids::{EquipmentId, UnitKey};
use kiemke_wire::stocktake::{
    CountEvent, CountId, CountTotals, Counted, Expectation, ExpectedItem, ExpectedRoom, ItemState,
};
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{CodeState, ItemView, RoomRow, ScanOutcome, SurplusView, UnitView};
use std::collections::{BTreeMap, BTreeSet};

/// See the top of the file.
pub struct Counting<'a> {
    expected: &'a Expectation,
    codes: Codes,
    /// When a thing was first scanned in a place; equal times are settled by the events' names.
    first: BTreeMap<(EquipmentId, UnitKey), (UnixMs, CountId)>,
    items: BTreeMap<EquipmentId, &'a ExpectedItem>,
    withdrawn: BTreeSet<CountId>,
    result: Count,
}

impl<'a> Counting<'a> {
    /// Works it out.
    pub fn of(counted: &'a CountedSoFar) -> Self {
        let CountedSoFar { expected, events } = counted;
        let withdrawn = events.values().filter_map(|event| match event.what {
            Counted::Withdraw { event } => Some(event),
            _ => None,
        });
        let withdrawn: BTreeSet<CountId> = withdrawn.collect();
        let codes = Codes::of(&expected.items);
        let mut first: BTreeMap<(EquipmentId, UnitKey), (UnixMs, CountId)> = BTreeMap::new();
        for event in events.values().filter(|event| !withdrawn.contains(&event.id)) {
            if let Counted::Scan { room, code, .. } = &event.what
                && let Some(record) = codes.find(code)
            {
                let held = first.entry((record, *room)).or_insert((event.at, event.id));
                *held = (*held).min((event.at, event.id));
            }
        }
        Self {
            codes,
            first,
            withdrawn,
            items: expected.items.iter().map(|item| (item.record, item)).collect(),
            result: count(&expected.items, events),
            expected,
        }
    }

    /// All of it in numbers.
    pub fn totals(&self) -> CountTotals {
        self.result.totals
    }

    /// The things that should be in a place or were found there; all without one.
    pub fn items(&self, room: Option<UnitKey>) -> Vec<ItemView> {
        let is_about = |found: &&Found| {
            let item = self.items.get(&found.record);
            room.is_none_or(|room| item.is_some_and(|item| item.room == room) || found.rooms.contains(&room))
        };
        let found = self.result.items.iter().filter(is_about);
        found.filter_map(|found| self.item(found.record)).collect()
    }

    /// Codes of a place, or of all, that nothing expected carries.
    pub fn surplus(&self, room: Option<UnitKey>) -> Vec<SurplusView> {
        let here = self
            .result
            .surplus
            .iter()
            .filter(|surplus| room.is_none_or(|room| surplus.room == room));
        here.map(|surplus| SurplusView {
            code: surplus.code.clone(),
            room: surplus.room,
            notes: surplus.notes.clone(),
        })
        .collect()
    }

    /// How far each place is: those that are counted, and others in which something should be or was found.
    pub fn rooms(&self, unit: impl Fn(UnitKey) -> UnitView) -> Vec<RoomRow> {
        let progress: BTreeMap<UnitKey, &RoomProgress> =
            self.result.rooms.iter().map(|room| (room.room, room)).collect();
        let frozen: BTreeMap<UnitKey, &ExpectedRoom> =
            self.expected.rooms.iter().map(|room| (room.room, room)).collect();
        let all: BTreeSet<UnitKey> = progress
            .keys()
            .copied()
            .chain(frozen.values().filter(|room| room.in_scope).map(|room| room.room))
            .collect();
        let rows = all.into_iter().map(|room| {
            let progress = progress.get(&room);
            RoomRow {
                unit: unit(room),
                in_scope: frozen.get(&room).is_some_and(|room| room.in_scope),
                done: progress.is_some_and(|progress| progress.done),
                totals: progress.map_or_else(CountTotals::default, |progress| progress.totals),
                strangers: progress.map_or(0, |progress| progress.strangers),
            }
        });
        rows.collect()
    }

    /// A place by the name that it had when the stocktake was opened.
    pub fn frozen_unit(&self, room: UnitKey) -> UnitView {
        let frozen = self.expected.rooms.iter().find(|one| one.room == room);
        UnitView {
            key: room,
            code: frozen.map_or_else(|| room.to_string(), |one| one.code.clone()),
            name: frozen.map_or_else(|| room.to_string(), |one| one.name.clone()),
            kind: "room".into(),
            parent: None,
        }
    }

    /// What is known of a scan; nothing of other events.
    pub fn outcome(&self, event: &CountEvent) -> Option<ScanOutcome> {
        let Counted::Scan { room, code, .. } = &event.what else {
            return None;
        };
        let state = match self.codes.find(code) {
            _ if self.withdrawn.contains(&event.id) => CodeState::Withdrawn,
            None => CodeState::Surplus,
            Some(record) => CodeState::Item {
                item: self.item(record)?,
                again: self
                    .first
                    .get(&(record, *room))
                    .is_some_and(|first| *first < (event.at, event.id)),
            },
        };
        Some(ScanOutcome {
            event: event.id,
            code: code.clone(),
            room: *room,
            state,
        })
    }

    fn item(&self, record: EquipmentId) -> Option<ItemView> {
        let item = self.items.get(&record)?;
        let at = self
            .result
            .items
            .binary_search_by_key(&record, |found| found.record);
        let found = at.ok().map(|at| &self.result.items[at]);
        Some(ItemView {
            record,
            code: item.code.clone(),
            name: item.name.clone(),
            room: item.room,
            seat: item.seat,
            in_scope: item.in_scope,
            lost: item.lost,
            state: found.map_or(ItemState::NotYetCounted, |found| found.state),
            found_in: found.map_or_else(Vec::new, |found| found.rooms.clone()),
            condition: found.and_then(|found| found.condition),
        })
    }
}
