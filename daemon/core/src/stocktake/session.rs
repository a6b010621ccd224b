//! What the state holds of stocktakes: their heads. What is expected and what was written down lies in the store.

use crate::stocktake::events::EventNames;
use crate::stocktake::{Closing, StocktakeChange, StocktakeEntry};
use kiemke_wire::date::Date;
use kiemke_wire::equipment::Document;
use kiemke_wire::ids::{Position, StocktakeId, TokenId, UnitKey};
use kiemke_wire::stocktake::{CountEvent, CountId, Member, PackNumber};
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::PackState;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// All stocktakes. Heads are shared with clones until they change.
#[derive(Clone, Debug, Default)]
pub struct Stocktakes(BTreeMap<StocktakeId, Arc<Session>>);

/// One stocktake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Its number.
    pub id: StocktakeId,
    /// The school.
    pub school: UnitKey,
    /// What it is called.
    pub name: String,
    /// The places that are counted.
    pub rooms: Vec<UnitKey>,
    /// Whether all of the school is counted.
    pub whole: bool,
    /// Who counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub committee: Vec<Member>,
    /// The paper that orders it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Document>,
    /// The day as of which it is taken.
    pub on: Date,
    /// When the next one is due.
    pub next_due_on: Date,
    /// Whether agents' reports stand for finding a thing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub agents_count: bool,
    /// When it was opened.
    pub opened_at: UnixMs,
    /// By which token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<TokenId>,
    /// Things that must be accounted for.
    pub expected: u32,
    /// Packs, by number from 1.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub packs: Vec<Pack>,
    /// How many events there are.
    pub events: u32,
    /// Their names, while more can come.
    #[serde(default, skip_serializing_if = "EventNames::is_empty")]
    pub(crate) names: EventNames,
    /// How it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<ClosedSession>,
    /// The entry that last changed it.
    pub changed_at: Position,
}

/// A pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pack {
    /// Who has it.
    pub holder: String,
    /// When it was given out.
    pub given_at: UnixMs,
    /// The rooms that he is to count; all when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rooms: Vec<UnitKey>,
    /// What has become of it.
    pub state: PackState,
    /// Since when, unless it is out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<UnixMs>,
    /// The names of events that came from it after the end.
    #[serde(default, skip_serializing_if = "EventNames::is_empty")]
    pub(crate) late_names: EventNames,
    /// How many those are.
    #[serde(default)]
    pub late_events: u32,
}

/// How a stocktake ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosedSession {
    /// When.
    pub at: UnixMs,
    /// What was said.
    #[serde(flatten)]
    pub closing: Closing,
}

impl Session {
    /// Whether it is counted still.
    pub fn is_open(&self) -> bool {
        self.closed.is_none()
    }

    /// Whether an event is known.
    pub fn knows(&self, event: CountId) -> bool {
        self.names.contains(event)
    }

    /// A pack.
    pub fn pack(&self, number: PackNumber) -> Option<&Pack> {
        self.packs.get(usize::from(number.0).checked_sub(1)?)
    }

    /// Packs with their numbers.
    pub fn numbered_packs(&self) -> impl Iterator<Item = (PackNumber, &Pack)> {
        (1..).map(PackNumber).zip(&self.packs)
    }

    /// Packs that are out.
    pub fn packs_out(&self) -> impl Iterator<Item = (PackNumber, &Pack)> {
        self.numbered_packs()
            .filter(|(_, pack)| pack.state == PackState::Out)
    }

    fn pack_mut(&mut self, number: PackNumber) -> Option<&mut Pack> {
        self.packs.get_mut(usize::from(number.0).checked_sub(1)?)
    }

    fn counted(&mut self, events: &[CountEvent]) {
        for event in events {
            self.events += u32::from(self.names.insert(event.id));
        }
    }

    fn closed(&mut self, at: UnixMs, closing: &Closing) {
        for number in &closing.abandoned {
            if let Some(pack) = self.pack_mut(*number) {
                (pack.state, pack.since) = (PackState::Abandoned, Some(at));
            }
        }
        self.names = EventNames::default();
        self.closed = Some(ClosedSession {
            at,
            closing: closing.clone(),
        });
    }
}

impl Stocktakes {
    /// A stocktake.
    pub fn get(&self, id: StocktakeId) -> Option<&Session> {
        self.0.get(&id).map(|session| &**session)
    }

    /// All, oldest first.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = &Session> {
        self.0.values().map(|session| &**session)
    }

    pub(crate) fn next_id(&self) -> StocktakeId {
        StocktakeId(self.0.keys().next_back().map_or(1, |last| last.0 + 1))
    }

    pub(crate) fn put(&mut self, session: Session) {
        self.0.insert(session.id, Arc::new(session));
    }

    /// Takes an entry in. What fits nothing changes nothing.
    pub(crate) fn change(&mut self, entry: &StocktakeEntry, position: Position) {
        if let StocktakeChange::Opened { .. } = &entry.what {
            if entry.stocktake == self.next_id()
                && let Some(session) = opened(entry, position)
            {
                self.put(session);
            }
            return;
        }
        let Some(session) = self.0.get_mut(&entry.stocktake) else {
            return;
        };
        let session = Arc::make_mut(session);
        session.changed_at = position;
        match &entry.what {
            StocktakeChange::Opened { .. } => {}
            StocktakeChange::Counted { events, .. } => session.counted(events),
            StocktakeChange::PackGiven { holder, rooms } => session.packs.push(Pack {
                holder: holder.clone(),
                given_at: entry.at,
                rooms: rooms.clone(),
                state: PackState::Out,
                since: None,
                late_names: EventNames::default(),
                late_events: 0,
            }),
            StocktakeChange::PackBack { pack } => {
                if let Some(pack) = session.pack_mut(*pack) {
                    (pack.state, pack.since) = (PackState::Back, Some(entry.at));
                }
            }
            StocktakeChange::PackLate { pack, events } => {
                if let Some(pack) = session.pack_mut(*pack) {
                    (pack.state, pack.since) = (PackState::Late, Some(entry.at));
                    for event in events {
                        pack.late_events += u32::from(pack.late_names.insert(event.id));
                    }
                }
            }
            StocktakeChange::Closed(closing) => session.closed(entry.at, closing),
        }
    }
}

fn opened(entry: &StocktakeEntry, position: Position) -> Option<Session> {
    let StocktakeChange::Opened {
        school,
        name,
        rooms,
        whole,
        committee,
        document,
        on,
        next_due_on,
        agents_count,
        expected,
    } = &entry.what
    else {
        return None;
    };
    Some(Session {
        id: entry.stocktake,
        school: *school,
        name: name.clone(),
        rooms: rooms.clone(),
        whole: *whole,
        committee: committee.clone(),
        document: document.clone(),
        on: *on,
        next_due_on: *next_due_on,
        agents_count: *agents_count,
        opened_at: entry.at,
        by: entry.by,
        expected: expected.items.iter().filter(|item| item.in_scope).count() as u32,
        packs: Vec::new(),
        events: 0,
        names: EventNames::default(),
        closed: None,
        changed_at: position,
    })
}
