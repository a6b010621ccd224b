//! Packs go out by name and come back, in time or late.

use crate::decide::Decision;
use crate::entry::{Entry, ReviewOpened};
use crate::equipment::decide::check;
use crate::identity::Evidence;
use crate::refusal::Refusal;
use crate::stocktake::decide::{Asked, PACKS_MAX, SESSION_EVENTS_MAX, StocktakeWhy, counted, invalid};
use crate::stocktake::{Session, StocktakeChange};
use kiemke_wire::fold::search_key;
use kiemke_wire::ids::{StocktakeId, UnitKey};
use kiemke_wire::review::{Judgement, PackOfStocktake, ReviewKind};
use kiemke_wire::stocktake::{CountEvent, CountId, PackNumber};
use kiemke_wire::view::PackState;
use std::collections::BTreeSet;

pub(super) fn give(
    asked: &Asked<'_>,
    stocktake: StocktakeId,
    holder: &str,
    rooms: &[UnitKey],
) -> Result<Decision, Refusal> {
    let session = asked.open_session(stocktake)?;
    check::text("holder", holder, check::TEXT_BYTES_MAX)?;
    // Packs are given up by name, so each name stands for one.
    let has_one = session
        .packs_out()
        .any(|(_, pack)| search_key(&pack.holder) == search_key(holder));
    if has_one {
        return Err(session.refusal(StocktakeWhy::HasPack(holder.to_owned())));
    }
    if session.packs.len() >= PACKS_MAX {
        return Err(Refusal::OverBound {
            what: "the number of packs of the stocktake",
            max: PACKS_MAX as u64,
        });
    }
    let strange = rooms.iter().position(|room| !asked.is_in(session.school, *room));
    if let Some(at) = strange {
        return Err(invalid(format!("rooms[{at}]"), "is no place of the school"));
    }
    let number = PackNumber(session.packs.len() as u16 + 1);
    let given = StocktakeChange::PackGiven {
        holder: holder.to_owned(),
        rooms: rooms.to_vec(),
    };
    let entries = vec![asked.entry(stocktake, given)];
    Ok(asked.done(stocktake, session.changed_at, Some(number), entries))
}

/// Somebody has to look at what came late; asked once as long as nobody has.
fn question(asked: &Asked<'_>, session: &Session, pack: PackNumber) -> Option<Entry> {
    let stocktake = session.id;
    let about = PackOfStocktake { stocktake, pack };
    let mut open = asked.fleet.reviews.open();
    if open.any(|item| item.pack == Some(about)) {
        return None;
    }
    Some(Entry::ReviewOpened(Box::new(ReviewOpened {
        review: asked.fleet.reviews.next_id(),
        at: asked.now,
        kind: ReviewKind::LatePack,
        unit: session.school,
        machine: None,
        pack: Some(about),
        other: None,
        other_unit: None,
        other_line: None,
        judgement: Judgement::default(),
        seen: Vec::new(),
        evidence: Evidence::default(),
    })))
}

/// Whoever brings events to a stocktake that is closed hands in only those that it does not hold.
pub(super) fn bring(
    asked: &Asked<'_>,
    stocktake: StocktakeId,
    number: PackNumber,
    events: &[CountEvent],
    last: bool,
) -> Result<Decision, Refusal> {
    let session = asked.session(stocktake)?;
    let pack = session
        .pack(number)
        .ok_or_else(|| Refusal::NotFound(format!("pack {number} of stocktake {stocktake}")))?;
    let entries = if session.is_open() {
        let fresh = counted::fresh(asked, session, events)?;
        let mut entries = counted::entries(asked, session, Some(number), fresh);
        if last && pack.state == PackState::Out {
            entries.push(asked.entry(stocktake, StocktakeChange::PackBack { pack: number }));
        }
        entries
    } else {
        counted::check_events(asked, session, events)?;
        let mut seen: BTreeSet<CountId> = BTreeSet::new();
        let late: Vec<CountEvent> = events
            .iter()
            .filter(|event| !pack.late_names.contains(event.id) && seen.insert(event.id))
            .cloned()
            .collect();
        let late = StocktakeChange::PackLate {
            pack: number,
            events: late,
        };
        if pack.late_events as usize + events.len() > SESSION_EVENTS_MAX {
            return Err(Refusal::OverBound {
                what: "the number of events that came late from the pack",
                max: SESSION_EVENTS_MAX as u64,
            });
        }
        let is_new = matches!(&late, StocktakeChange::PackLate { events, .. } if !events.is_empty());
        let mut entries = Vec::from_iter(is_new.then(|| asked.entry(stocktake, late)));
        if is_new {
            entries.extend(question(asked, session, number));
        }
        entries
    };
    Ok(asked.done(stocktake, session.changed_at, Some(number), entries))
}
