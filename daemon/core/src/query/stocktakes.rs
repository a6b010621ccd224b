//! Stocktakes as readers see them. The state has their heads; what they expect and what was counted is read from the
//! store.

use crate::cold::Day;
use crate::fleet::Fleet;
use crate::query::Scene;
use crate::query::page::{ListQuery, cursor};
use crate::readiness::Stocktake;
use crate::stocktake::{CountedSoFar, Counting, Session};
use kiemke_wire::ids::{StocktakeId, UnitKey};
use kiemke_wire::stocktake::CountTotals;
use kiemke_wire::view::{PackView, Page, RoomRow, ScanStates, Signature, StocktakeDetail, StocktakeRow};

/// One page of the stocktakes of a unit and all below, newest first.
pub fn stocktakes(scene: &Scene<'_>, query: &ListQuery) -> Page<StocktakeRow> {
    let below = scene.fleet.below(query.unit, scene.today());
    let all = || {
        let sessions = scene.fleet.stocktakes().all().rev();
        sessions.filter(|session| below.contains(session.school))
    };
    let before = query.after.as_ref().map_or(u32::MAX, |(_, id)| *id);
    let mut rest = all().filter(|session| session.id.0 < before);
    let items: Vec<StocktakeRow> = rest
        .by_ref()
        .take(query.limit)
        .map(|session| row(scene, session))
        .collect();
    let more = rest.next().is_some();
    let next = items.last().filter(|_| more).map(|last| cursor("", last.id.0));
    Page {
        items,
        total: all().count() as u64,
        next,
    }
}

/// A stocktake of the reader's.
pub fn stocktake<'a>(scene: &Scene<'a>, id: StocktakeId) -> Option<&'a Session> {
    let session = scene.fleet.stocktakes().get(id)?;
    scene.sees(session.school).then_some(session)
}

/// All of it.
pub fn stocktake_detail(scene: &Scene<'_>, session: &Session, counted: &CountedSoFar) -> StocktakeDetail {
    let counting = Counting::of(counted);
    // Names on a committee are for those who keep records.
    let sees_names = scene.reader.keeps_records();
    let closing = session.closed.as_ref().map(|closed| &closed.closing);
    let signatures = closing.map_or_else(Vec::<Signature>::new, |closing| closing.signatures.clone());
    StocktakeDetail {
        row: row(scene, session),
        now: counting.totals(),
        rooms: counting.rooms(|room| scene.unit(room)),
        agents_count: session.agents_count,
        document: session.document.clone(),
        report: closing.and_then(|closing| closing.document.clone()),
        committee: if sees_names {
            session.committee.clone()
        } else {
            Vec::new()
        },
        signatures: if sees_names { signatures } else { Vec::new() },
        packs: packs(scene, session),
    }
}

/// What was given out of it.
pub fn packs(scene: &Scene<'_>, session: &Session) -> Vec<PackView> {
    let sees_names = scene.reader.keeps_records();
    let views = session.numbered_packs().map(|(number, pack)| PackView {
        pack: number,
        holder: sees_names.then(|| pack.holder.clone()),
        given_at: pack.given_at,
        rooms: pack.rooms.clone(),
        state: pack.state,
        since: pack.since,
        late_events: pack.late_events,
    });
    views.collect()
}

/// What is known of everything in a place of it, or in all.
pub fn scan_states(
    scene: &Scene<'_>,
    session: &Session,
    counted: &CountedSoFar,
    room: Option<UnitKey>,
) -> ScanStates {
    let counting = Counting::of(counted);
    let mut rooms = counting.rooms(|room| scene.unit(room));
    if let Some(room) = room {
        rooms.retain(|row| row.unit.key == room);
        if rooms.is_empty() {
            rooms.push(RoomRow {
                unit: scene.unit(room),
                in_scope: false,
                done: false,
                totals: CountTotals::default(),
                strangers: 0,
            });
        }
    }
    ScanStates {
        etag: session.changed_at,
        items: counting.items(room),
        surplus: counting.surplus(room),
        rooms,
    }
}

fn row(scene: &Scene<'_>, session: &Session) -> StocktakeRow {
    StocktakeRow {
        id: session.id,
        etag: session.changed_at,
        unit: scene.unit(session.school),
        name: session.name.clone(),
        on: session.on,
        whole: session.whole,
        opened_at: session.opened_at,
        closed_at: session.closed.as_ref().map(|closed| closed.at),
        next_due_on: session.next_due_on,
        expected: session.expected,
        events: session.events,
        packs_out: session.packs_out().count() as u32,
        totals: session.closed.as_ref().map(|closed| closed.closing.totals),
    }
}

/// The closed stocktakes of a school as evidence of readiness, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SchoolStocktakes {
    /// Those that counted all of it: what they did not find is not there.
    pub whole: Vec<Stocktake>,
    /// These and those that counted a part: what they found is verified.
    pub all: Vec<Stocktake>,
}

/// What stocktakes of a school say about the age of its evidence.
pub fn stocktakes_of_school(fleet: &Fleet, school: UnitKey) -> SchoolStocktakes {
    let mut found = SchoolStocktakes::default();
    let sessions = fleet.stocktakes().all();
    for session in sessions.filter(|session| session.school == school) {
        let Some(closed) = &session.closed else { continue };
        let stocktake = Stocktake {
            closed_on: Day(closed.closing.on.unix_days()),
            next_due_on: Day(session.next_due_on.unix_days()),
        };
        found.all.push(stocktake);
        if session.whole {
            found.whole.push(stocktake);
        }
    }
    found
}
