//! The state of every expected item, room and unknown code, from the events alone.

use kiemke_wire::equipment::Condition;
use kiemke_wire::fold::search_key;
use kiemke_wire::ids::{EquipmentId, UnitKey};
use kiemke_wire::stocktake::{CountEvent, CountId, CountTotals, Counted, ExpectedItem, ItemState};
use std::collections::{BTreeMap, BTreeSet};

/// One item of the result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Which.
    pub record: EquipmentId,
    /// What is known of it.
    pub state: ItemState,
    /// The rooms in which it was found, ascending.
    pub rooms: Vec<UnitKey>,
    /// The one of them in which it is; none while that is not settled.
    pub place: Option<UnitKey>,
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
    /// Items expected in it, by state, and unknown codes in it.
    pub totals: CountTotals,
    /// Items of other rooms that were found in it.
    pub strangers: u32,
    /// Whether it was counted through.
    pub done: bool,
}

impl RoomProgress {
    /// Items expected in it that were found, wherever.
    pub fn found(&self) -> u32 {
        let totals = &self.totals;
        totals.matched + totals.damaged + totals.misplaced + totals.found_twice
    }
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
    /// All of it in numbers.
    pub totals: CountTotals,
}

/// What follows from a set of events. Events that name what does not exist change nothing.
pub fn count(expected: &[ExpectedItem], events: &BTreeMap<CountId, CountEvent>) -> Count {
    let codes = Codes::of(expected);
    let mut scans = Scans::default();
    let mut done: BTreeSet<UnitKey> = BTreeSet::new();
    let mut settled: BTreeMap<EquipmentId, Newest<'_>> = BTreeMap::new();
    let mut sighted: BTreeMap<EquipmentId, Newest<'_>> = BTreeMap::new();
    for event in valid(events) {
        match &event.what {
            Counted::Scan { room, code, .. } => match codes.find(code) {
                Some(record) => scans.found(record, *room, event),
                None => scans.unknown(code, *room, event),
            },
            Counted::RoomDone { room } => {
                done.insert(*room);
            }
            Counted::Settle { record, room } => note(&mut settled, *record, event, *room),
            Counted::Sighted { record, room, .. } => note(&mut sighted, *record, event, *room),
            Counted::Withdraw { .. } => {}
        }
    }
    let room_of = |of: &BTreeMap<EquipmentId, Newest<'_>>, item: &ExpectedItem| {
        of.get(&item.record).map(|newest| newest.room)
    };
    let items: Vec<Found> = expected
        .iter()
        .filter_map(|item| {
            let told = Told {
                scans: scans.of(item.record),
                settled: room_of(&settled, item),
                sighted: room_of(&sighted, item),
            };
            found(item, &told, &done)
        })
        .collect();
    let rooms = rooms(expected, &items, &scans, &done);
    let surplus = scans.surplus();
    Count {
        totals: totals(expected, &items, &surplus),
        rooms,
        surplus,
        items: sorted(items),
    }
}

/// The items by what can be scanned of them: the code on the sticker, the maker's serial number, the record's number.
/// The first counts before the others; a serial number that two things have names neither.
#[derive(Debug, Default)]
pub struct Codes(BTreeMap<String, EquipmentId>);

impl Codes {
    /// Those of all expected items.
    pub fn of(expected: &[ExpectedItem]) -> Self {
        let mut serials: BTreeMap<String, Option<EquipmentId>> = BTreeMap::new();
        for item in expected {
            if let Some(serial) = &item.serial {
                let one = serials.entry(search_key(serial));
                one.and_modify(|held| *held = None).or_insert(Some(item.record));
            }
        }
        let numbers = expected.iter().map(|item| (item.record.to_string(), item.record));
        let mut all: BTreeMap<String, EquipmentId> = numbers.collect();
        let serials = serials.into_iter();
        all.extend(serials.filter_map(|(serial, record)| Some((serial, record?))));
        for item in expected {
            if let Some(code) = &item.code {
                all.insert(search_key(code), item.record);
            }
        }
        Self(all)
    }

    /// The item that a scanned code names.
    pub fn find(&self, code: &str) -> Option<EquipmentId> {
        self.0.get(&search_key(code)).copied()
    }
}

/// The latest of several events about one item; equal times are settled by the events' names.
struct Newest<'a> {
    event: &'a CountEvent,
    room: UnitKey,
}

fn note<'a>(
    newest: &mut BTreeMap<EquipmentId, Newest<'a>>,
    record: EquipmentId,
    event: &'a CountEvent,
    room: UnitKey,
) {
    let order = |event: &CountEvent| (event.at, event.id.0);
    if newest
        .get(&record)
        .is_none_or(|held| order(held.event) < order(event))
    {
        newest.insert(record, Newest { event, room });
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

/// What was said of one item.
struct Told<'a> {
    scans: Option<&'a BTreeMap<UnitKey, Vec<&'a CountEvent>>>,
    settled: Option<UnitKey>,
    sighted: Option<UnitKey>,
}

fn found(item: &ExpectedItem, told: &Told<'_>, done: &BTreeSet<UnitKey>) -> Option<Found> {
    let settled = told.settled;
    let Some(scans) = told.scans else {
        // Whoever stands before it knows better than its agent, so that counts only where nobody did.
        let state = match told.sighted {
            Some(room) if room == item.room => ItemState::Matched,
            Some(_) => ItemState::Misplaced,
            None if item.away => ItemState::Away,
            None if done.contains(&item.room) => ItemState::Missing,
            None => ItemState::NotYetCounted,
        };
        return (item.in_scope || state.is_found()).then(|| Found {
            record: item.record,
            state,
            rooms: told.sighted.into_iter().collect(),
            place: told.sighted,
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
        place: room,
        condition,
    })
}

fn rooms(
    expected: &[ExpectedItem],
    items: &[Found],
    scans: &Scans<'_>,
    done: &BTreeSet<UnitKey>,
) -> Vec<RoomProgress> {
    let in_scope = expected.iter().filter(|item| item.in_scope).map(|item| item.room);
    let scanned = scans.found.values().flat_map(|rooms| rooms.keys().copied());
    let sighted = items.iter().flat_map(|item| item.rooms.iter().copied());
    let unknown = scans.unknown.keys().map(|(room, _)| *room);
    let all: BTreeSet<UnitKey> = in_scope
        .chain(scanned)
        .chain(sighted)
        .chain(unknown)
        .chain(done.iter().copied())
        .collect();
    let of: BTreeMap<EquipmentId, &Found> = items.iter().map(|item| (item.record, item)).collect();
    let mut progress: BTreeMap<UnitKey, RoomProgress> = BTreeMap::new();
    for room in all {
        let empty = RoomProgress {
            room,
            totals: CountTotals::default(),
            strangers: 0,
            done: done.contains(&room),
        };
        progress.insert(room, empty);
    }
    for item in expected {
        let Some(found) = of.get(&item.record) else {
            continue;
        };
        if let Some(own) = progress.get_mut(&item.room) {
            if item.in_scope {
                own.totals.add(found.state);
            } else {
                own.totals.from_elsewhere += 1;
            }
        }
        for room in found.rooms.iter().filter(|room| **room != item.room) {
            if let Some(other) = progress.get_mut(room) {
                other.strangers += 1;
            }
        }
    }
    for (room, _) in scans.unknown.keys() {
        if let Some(room) = progress.get_mut(room) {
            room.totals.surplus += 1;
        }
    }
    progress.into_values().collect()
}

fn totals(expected: &[ExpectedItem], items: &[Found], surplus: &[Surplus]) -> CountTotals {
    let in_scope: BTreeSet<EquipmentId> = expected
        .iter()
        .filter(|item| item.in_scope)
        .map(|item| item.record)
        .collect();
    let mut totals = CountTotals {
        surplus: surplus.len() as u32,
        ..CountTotals::default()
    };
    for item in items {
        match in_scope.contains(&item.record) {
            true => totals.add(item.state),
            false => totals.from_elsewhere += 1,
        }
    }
    totals
}

fn sorted(mut items: Vec<Found>) -> Vec<Found> {
    items.sort_by_key(|item| item.record);
    items
}

#[cfg(test)]
mod tests;
