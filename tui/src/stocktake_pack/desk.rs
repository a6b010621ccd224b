//! Counting with a pack: every wish of the screen becomes a line of the file first, and is told only then.

use super::file::PackOnDisk;
use kiemke_core::stocktake::pack::PackFile;
use kiemke_core::stocktake::{CountedSoFar, Counting};
use kiemke_tui_core::scanner::{ScannerMessage, Wish};
use kiemke_wire::fold::search_key;
use kiemke_wire::ids::{Position, UnitKey};
use kiemke_wire::stocktake::{CountEvent, CountId, Counted, PackHead};
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{RoomRow, ScanStates};
use std::io;

/// A pack with whoever counts.
pub(super) struct Desk {
    pack: PackOnDisk,
    pub(super) head: PackHead,
    counter: String,
    so_far: CountedSoFar,
}

impl Desk {
    pub(super) fn new(pack: PackOnDisk, read: PackFile, counter: String) -> Self {
        let events = read.events.into_iter().map(|event| (event.id, event));
        Self {
            pack,
            counter,
            so_far: CountedSoFar {
                expected: read.head.expected.clone(),
                events: events.collect(),
            },
            head: read.head,
        }
    }

    /// The rooms that this pack is to count, by its own names; all that are counted when it names none.
    pub(super) fn states(&self, room: Option<UnitKey>) -> ScanStates {
        let counting = Counting::of(&self.so_far);
        let is_ours = |row: &RoomRow| match self.head.rooms.as_slice() {
            [] => row.in_scope,
            rooms => rooms.contains(&row.unit.key),
        };
        let mut rooms = counting.rooms(|room| counting.frozen_unit(room));
        rooms.retain(is_ours);
        ScanStates {
            etag: Position(0),
            items: counting.items(room),
            surplus: counting.surplus(room),
            rooms,
        }
    }

    /// The room of this pack that is called so, by key, code or name.
    pub(super) fn room_called(&self, name: &str) -> Option<UnitKey> {
        let wanted = search_key(name);
        let states = self.states(None);
        let is_it = |row: &&RoomRow| {
            row.unit.key.to_string() == wanted
                || [&row.unit.code, &row.unit.name]
                    .map(|text| search_key(text))
                    .contains(&wanted)
        };
        states.rooms.iter().find(is_it).map(|row| row.unit.key)
    }

    /// Carries a wish out at `at`, under a name that was drawn for it; what the screen is to be told.
    ///
    /// # Errors
    /// When the disk does not keep it: then it was not written down.
    pub(super) fn carry_out(
        &mut self,
        wish: Wish,
        id: CountId,
        at: UnixMs,
    ) -> io::Result<Vec<ScannerMessage>> {
        match wish {
            Wish::Scan {
                room,
                code,
                condition,
                note,
            } => {
                let event = self.write_down(
                    id,
                    at,
                    Counted::Scan {
                        room,
                        code,
                        condition,
                        note,
                    },
                )?;
                let outcome = Counting::of(&self.so_far).outcome(&event);
                Ok(outcome.map(ScannerMessage::Scanned).into_iter().collect())
            }
            Wish::Withdraw(event) => {
                self.write_down(id, at, Counted::Withdraw { event })?;
                Ok(vec![ScannerMessage::Withdrawn(event)])
            }
            Wish::Done(room) => {
                self.write_down(id, at, Counted::RoomDone { room })?;
                Ok(Vec::new())
            }
            Wish::Look(room) => Ok(vec![ScannerMessage::States(self.states(Some(room)))]),
            Wish::Redraw | Wish::Quit => Ok(Vec::new()),
        }
    }

    fn write_down(&mut self, id: CountId, at: UnixMs, what: Counted) -> io::Result<CountEvent> {
        let event = CountEvent {
            id,
            at,
            counter: self.counter.clone(),
            what,
        };
        self.pack.append(&event)?;
        self.so_far.events.insert(event.id, event.clone());
        Ok(event)
    }
}
