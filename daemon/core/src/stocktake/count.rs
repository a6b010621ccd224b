//! The state of every expected item, room and unknown code, from the events alone.

use kiemke_wire::equipment::Condition;
use kiemke_wire::fold::search_key;
use kiemke_wire::ids::{EquipmentId, UnitKey};
use kiemke_wire::stocktake::{CountEvent, CountId, Counted};
use std::collections::{BTreeMap, BTreeSet};

/// A record as it stood when the session froze what is expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// Which.
    pub record: EquipmentId,
    /// Its code, as on the sticker.
    pub code: Option<String>,
    /// Where it should be.
    pub room: UnitKey,
    /// Whether that room is counted in this session; what is expected elsewhere shows only when it is found here.
    pub in_scope: bool,
}

/// What is known of an expected item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemState {
    /// Found where it should be.
    Matched,
    /// Found where it should be, and not as it should be.
    Damaged,
    /// Found in another room.
    Misplaced,
    /// Found in two rooms: somebody has to say which.
    FoundTwice,
    /// Its room was counted through without it.
    Missing,
    /// Its room is not counted through yet.
    NotYetCounted,
}

/// One item of the result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Which.
    pub record: EquipmentId,
    /// What is known of it.
    pub state: ItemState,
    /// The rooms in which it was found, ascending.
    pub rooms: Vec<UnitKey>,
    /// How good it is, by whoever found it worst.
    pub condition: Option<Condition>,
}

/// A code that no expected record carries, once per room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Surplus {
    /// The code, as it was first read.
    pub code: String,
    /// The room.
    pub room: UnitKey,
    /// What was said of it, by event.
    pub notes: Vec<String>,
}

/// How far a room is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomProgress {
    /// The room.
    pub room: UnitKey,
    /// Items expected in it.
    pub expected: u32,
    /// Those of them that were found, wherever.
    pub found: u32,
    /// Whether it was counted through.
    pub done: bool,
}

/// The result so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Items, by record: all in scope, and those of elsewhere that were found.
    pub items: Vec<Found>,
    /// Unknown codes, by room and folded code.
    pub surplus: Vec<Surplus>,
    /// Rooms in scope, and others in which something was found or that were counted through.
    pub rooms: Vec<RoomProgress>,
}

/// What follows from a set of events. Events that name what does not exist change nothing.
pub fn count(expected: &[Expected], events: &BTreeMap<CountId, CountEvent>) -> Count {
    let mut by_code: BTreeMap<String, EquipmentId> = BTreeMap::new();
    for item in expected {
        if let Some(code) = &item.code {
            by_code.insert(search_key(code), item.record);
        }
    }
    let mut scans = Scans::default();
    let mut done: BTreeSet<UnitKey> = BTreeSet::new();
    // Of several answers about one item the latest holds; equal times are settled by the events' names.
    let mut settled: BTreeMap<EquipmentId, (&CountEvent, UnitKey)> = BTreeMap::new();
    for event in valid(events) {
        match &event.what {
            Counted::Scan { room, code, .. } => match by_code.get(&search_key(code)) {
                Some(record) => scans.found(*record, *room, event),
                None => scans.unknown(code, *room, event),
            },
            Counted::RoomDone { room } => {
                done.insert(*room);
            }
            Counted::Settle { record, room } => {
                let newer = |held: &(&CountEvent, UnitKey)| (held.0.at, held.0.id.0) < (event.at, event.id.0);
                if settled.get(record).is_none_or(newer) {
                    settled.insert(*record, (event, *room));
                }
            }
            Counted::Withdraw { .. } => {}
        }
    }
    let items: Vec<Found> = expected
        .iter()
        .filter_map(|item| {
            let settled = settled.get(&item.record).map(|(_, room)| *room);
            found(item, scans.of(item.record), settled, &done)
        })
        .collect();
    Count {
        rooms: rooms(expected, &items, &scans, &done),
        surplus: scans.surplus(),
        items: sorted(items),
    }
}

/// Events that were not withdrawn. A withdrawal stands: whoever withdrew by mistake writes the thing down anew.
fn valid(events: &BTreeMap<CountId, CountEvent>) -> impl Iterator<Item = &CountEvent> {
    let withdrawn: BTreeSet<CountId> = events
        .values()
        .filter_map(|event| match event.what {
            Counted::Withdraw { event } => Some(event),
            _ => None,
        })
        .collect();
    events
        .values()
        .filter(move |event| !withdrawn.contains(&event.id))
}

#[derive(Default)]
struct Scans<'a> {
    found: BTreeMap<EquipmentId, BTreeMap<UnitKey, Vec<&'a CountEvent>>>,
    unknown: BTreeMap<(UnitKey, String), Vec<&'a CountEvent>>,
}

impl<'a> Scans<'a> {
    fn found(&mut self, record: EquipmentId, room: UnitKey, event: &'a CountEvent) {
        let rooms = self.found.entry(record).or_default();
        rooms.entry(room).or_default().push(event);
    }

    fn unknown(&mut self, code: &str, room: UnitKey, event: &'a CountEvent) {
        self.unknown
            .entry((room, search_key(code)))
            .or_default()
            .push(event);
    }

    fn of(&self, record: EquipmentId) -> Option<&BTreeMap<UnitKey, Vec<&'a CountEvent>>> {
        self.found.get(&record)
    }

    fn surplus(&self) -> Vec<Surplus> {
        let each = self.unknown.iter().filter_map(|((room, _), events)| {
            let mut events = events.clone();
            events.sort_by_key(|event| (event.at, event.id.0));
            let Counted::Scan { code, .. } = &events.first()?.what else {
                return None;
            };
            let notes = events.iter().filter_map(|event| match &event.what {
                Counted::Scan { note, .. } => note.clone(),
                _ => None,
            });
            Some(Surplus {
                code: code.clone(),
                room: *room,
                notes: notes.collect(),
            })
        });
        each.collect()
    }
}

fn found(
    item: &Expected,
    scans: Option<&BTreeMap<UnitKey, Vec<&CountEvent>>>,
    settled: Option<UnitKey>,
    done: &BTreeSet<UnitKey>,
) -> Option<Found> {
    let Some(scans) = scans else {
        let state = if done.contains(&item.room) {
            ItemState::Missing
        } else {
            ItemState::NotYetCounted
        };
        return item.in_scope.then(|| Found {
            record: item.record,
            state,
            rooms: Vec::new(),
            condition: None,
        });
    };
    let rooms: Vec<UnitKey> = scans.keys().copied().collect();
    let conditions = scans.values().flatten().filter_map(|event| match &event.what {
        Counted::Scan { condition, .. } => *condition,
        _ => None,
    });
    let condition = conditions.max();
    let room = match rooms[..] {
        [room] => Some(room),
        // The answer counts only for a room in which it was really found.
        _ => settled.filter(|room| rooms.contains(room)),
    };
    let state = match room {
        None => ItemState::FoundTwice,
        Some(room) if room != item.room => ItemState::Misplaced,
        Some(_) if condition.is_some_and(|condition| condition > Condition::Good) => ItemState::Damaged,
        Some(_) => ItemState::Matched,
    };
    Some(Found {
        record: item.record,
        state,
        rooms,
        condition,
    })
}

fn rooms(
    expected: &[Expected],
    items: &[Found],
    scans: &Scans<'_>,
    done: &BTreeSet<UnitKey>,
) -> Vec<RoomProgress> {
    let in_scope = expected.iter().filter(|item| item.in_scope).map(|item| item.room);
    let scanned = scans.found.values().flat_map(|rooms| rooms.keys().copied());
    let unknown = scans.unknown.keys().map(|(room, _)| *room);
    let all: BTreeSet<UnitKey> = in_scope
        .chain(scanned)
        .chain(unknown)
        .chain(done.iter().copied())
        .collect();
    let seen: BTreeSet<EquipmentId> = items
        .iter()
        .filter(|item| !item.rooms.is_empty())
        .map(|item| item.record)
        .collect();
    let progress = all.into_iter().map(|room| {
        let mut progress = RoomProgress {
            room,
            expected: 0,
            found: 0,
            done: done.contains(&room),
        };
        for item in expected.iter().filter(|item| item.in_scope && item.room == room) {
            progress.expected += 1;
            progress.found += u32::from(seen.contains(&item.record));
        }
        progress
    });
    progress.collect()
}

fn sorted(mut items: Vec<Found>) -> Vec<Found> {
    items.sort_by_key(|item| item.record);
    items
}

#[cfg(test)]
mod tests;
