//! Counters wrote things down: what of it is new, and what agents add.

use crate::entry::Entry;
use crate::equipment::decide::check;
use crate::refusal::Refusal;
use crate::stocktake::decide::{Asked, BATCH_EVENTS_MAX, SESSION_EVENTS_MAX, invalid};
use crate::stocktake::{Session, StocktakeChange};
use kiemke_wire::digest::digest_of;
use kiemke_wire::ids::{EquipmentId, MachineId, UnitKey};
use kiemke_wire::stocktake::{CountEvent, CountId, Counted, PackNumber};
use std::collections::BTreeSet;

/// The events that are not known yet, each once.
pub(super) fn fresh(
    asked: &Asked<'_>,
    session: &Session,
    events: &[CountEvent],
) -> Result<Vec<CountEvent>, Refusal> {
    check_events(asked, session, events)?;
    let mut seen: BTreeSet<CountId> = BTreeSet::new();
    let fresh: Vec<CountEvent> = events
        .iter()
        .filter(|event| !session.knows(event.id) && seen.insert(event.id))
        .cloned()
        .collect();
    if session.events as usize + fresh.len() > SESSION_EVENTS_MAX {
        return Err(Refusal::OverBound {
            what: "the number of events of the stocktake",
            max: SESSION_EVENTS_MAX as u64,
        });
    }
    Ok(fresh)
}

/// The entries by which they come in, with what agents say of rooms that were counted through now.
pub(super) fn entries(
    asked: &Asked<'_>,
    session: &Session,
    pack: Option<PackNumber>,
    fresh: Vec<CountEvent>,
) -> Vec<Entry> {
    if fresh.is_empty() {
        return Vec::new();
    }
    let rooms = fresh.iter().filter_map(|event| match event.what {
        Counted::RoomDone { room } if session.agents_count => Some(room),
        _ => None,
    });
    let rooms: BTreeSet<UnitKey> = rooms.collect();
    let sighted = sightings(asked, session, &rooms);
    let mut entries = vec![asked.entry(session.id, StocktakeChange::Counted { pack, events: fresh })];
    if !sighted.is_empty() {
        let events = sighted;
        entries.push(asked.entry(session.id, StocktakeChange::Counted { pack: None, events }));
    }
    entries
}

pub(super) fn check_events(
    asked: &Asked<'_>,
    session: &Session,
    events: &[CountEvent],
) -> Result<(), Refusal> {
    if events.len() > BATCH_EVENTS_MAX {
        return Err(Refusal::OverBound {
            what: "the number of events of one request",
            max: BATCH_EVENTS_MAX as u64,
        });
    }
    let below = asked.fleet.below(session.school, asked.fleet.today(asked.now));
    for (at, event) in events.iter().enumerate() {
        let place = |field: &str| format!("events[{at}].{field}");
        check::text(&place("counter"), &event.counter, check::TEXT_BYTES_MAX)?;
        match &event.what {
            Counted::Scan { code, note, .. } => {
                check::text(&place("what.code"), code, check::TEXT_BYTES_MAX)?;
                check::optional(&place("what.note"), note.as_deref(), check::LONG_TEXT_BYTES_MAX)?;
            }
            Counted::Sighted { .. } => {
                return Err(invalid(place("what"), "is what the daemon itself writes down"));
            }
            Counted::RoomDone { .. } | Counted::Settle { .. } | Counted::Withdraw { .. } => {}
        }
        if event.what.room().is_some_and(|room| !below.contains(room)) {
            return Err(invalid(place("what.room"), "is no place of the school"));
        }
    }
    Ok(())
}

/// What agents reported since the count began from things that should be in these rooms.
fn sightings(asked: &Asked<'_>, session: &Session, rooms: &BTreeSet<UnitKey>) -> Vec<CountEvent> {
    let register = &asked.fleet.register;
    let records = rooms.iter().flat_map(|room| register.at(*room));
    let tied = records.filter_map(|id| {
        let columns = register.get(*id).filter(|columns| !columns.is_void)?;
        Some((*id, columns.place, columns.machine?))
    });
    let events = tied.filter_map(|(record, place, machine)| {
        let room = room_of(asked, session, place, machine)?;
        let id = name_of(session, record, room);
        (!session.knows(id)).then(|| CountEvent {
            id,
            at: asked.now,
            counter: machine.to_string(),
            what: Counted::Sighted {
                record,
                room,
                machine,
            },
        })
    });
    events.collect()
}

/// Where a machine says that it is; an agent that knows only its school does not say that a thing is elsewhere than it
/// should be.
fn room_of(asked: &Asked<'_>, session: &Session, place: UnitKey, machine: MachineId) -> Option<UnitKey> {
    let known = asked.fleet.machine(machine)?;
    if known.last_seen < session.opened_at {
        return None;
    }
    let is_above = asked.is_in(known.unit, place);
    let is_theirs = asked.is_in(session.school, known.unit);
    match (is_above, is_theirs) {
        (true, _) => Some(place),
        (false, true) => Some(known.unit),
        (false, false) => None,
    }
}

/// The same sighting has the same name, so that it counts once.
fn name_of(session: &Session, record: EquipmentId, room: UnitKey) -> CountId {
    CountId(digest_of(format!("sighted {} {record} {room}", session.id).as_bytes()).0)
}
