//! Screen 5: stocktakes, the one that lies open, and the scanner on one of its rooms.

mod things;

pub(crate) use things::{Thing, Things};

use super::{List, Phase, Source};
use crate::effect::{ListQuery, Query, Ticket};
use crate::scanner::Scanner;
use kiemke_config::messages::Msg;
use kiemke_wire::ids::{StocktakeId, UnitKey};
use kiemke_wire::limits::PAGE_ROWS_MAX;
use kiemke_wire::stocktake::{CountEvent, PackNumber};
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{PackDetail, Page, ScanStates, StocktakeDetail, StocktakeLine, StocktakeRow};
use std::collections::VecDeque;

/// Screen 5: the newest stocktakes, and what of one lies open.
#[derive(Debug, Default)]
pub struct StocktakeState {
    pub(crate) sessions: Source<Page<StocktakeRow>>,
    pub(crate) list: List,
    pub(crate) open: Option<OpenSession>,
    /// Who counts, as was said the last time.
    pub(crate) counter: Option<String>,
}

/// A stocktake that lies open.
#[derive(Debug)]
pub(crate) struct OpenSession {
    pub(crate) id: StocktakeId,
    pub(crate) name: String,
    pub(crate) detail: Source<StocktakeDetail>,
    /// Of the room that is scanned, else of all.
    pub(crate) states: Source<ScanStates>,
    pub(crate) history: Source<Page<StocktakeLine>>,
    /// The pack of which is shown what came after the end.
    pub(crate) pack: Option<OpenPack>,
    pub(crate) part: SessionPart,
    /// Which things are shown, and of which room alone.
    pub(crate) which: Things,
    pub(crate) room: Option<UnitKey>,
    /// The row of each part.
    lists: [List; SessionPart::ALL.len()],
    pub(crate) scan: Option<Scan>,
}

/// A pack that lies open.
#[derive(Debug)]
pub(crate) struct OpenPack {
    pub(crate) number: PackNumber,
    pub(crate) detail: Source<PackDetail>,
    pub(crate) list: List,
}

/// What of a stocktake is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum SessionPart {
    /// Its places with how far each is.
    #[default]
    Rooms,
    /// Things: what is not as it should be, unless others are asked for.
    Things,
    /// What was given out of it.
    Packs,
    /// What happened to it.
    History,
}

/// A room is scanned.
#[derive(Debug)]
pub(crate) struct Scan {
    pub(crate) scanner: Scanner,
    pub(crate) counter: String,
    /// What was told and is not sent yet, oldest first: whoever scans does not wait.
    pub(crate) waiting: VecDeque<CountEvent>,
    pub(crate) under_way: Option<(Ticket, CountEvent)>,
    /// The daemon was not there: it is tried again with the next sign of life.
    pub(crate) paused: bool,
    /// It was told that leaving loses what waits.
    pub(crate) asks_to_leave: bool,
    /// Somebody wants to leave; done once what is under way is sent.
    pub(crate) is_leaving: bool,
}

impl SessionPart {
    /// All of them, in order.
    pub(crate) const ALL: [Self; 4] = [Self::Rooms, Self::Things, Self::Packs, Self::History];

    pub(crate) fn title(self) -> Msg {
        match self {
            Self::Rooms => Msg::PartRooms,
            Self::Things => Msg::PartThings,
            Self::Packs => Msg::PartPacks,
            Self::History => Msg::HeadingHistory,
        }
    }

    fn turned(self, places: usize) -> Self {
        Self::ALL[(self as usize + places) % Self::ALL.len()]
    }
}

impl StocktakeState {
    pub(crate) fn rows(&self) -> &[StocktakeRow] {
        self.sessions.value().map_or(&[], |page| &page.items)
    }

    pub(crate) fn selected(&self) -> Option<&StocktakeRow> {
        self.rows().get(self.list.selected)
    }

    /// The scanner, when a room is scanned.
    pub(crate) fn scan(&self) -> Option<&Scan> {
        self.open.as_ref()?.scan.as_ref()
    }

    /// How current what is shown is.
    pub(crate) fn phase(&self) -> Phase {
        match &self.open {
            None => self.sessions.phase(),
            Some(open) => open.phase(),
        }
    }

    /// Opens a stocktake over the list.
    pub(crate) fn show(&mut self, id: StocktakeId, name: String, now: UnixMs) {
        let mut open = OpenSession {
            id,
            name,
            detail: Source::default(),
            states: Source::default(),
            history: Source::default(),
            pack: None,
            part: SessionPart::Rooms,
            which: Things::Differences,
            room: None,
            lists: [List::default(); SessionPart::ALL.len()],
            scan: None,
        };
        open.detail.want_at(now);
        self.open = Some(open);
    }

    /// The list that takes the keys, and how many rows it has.
    pub(crate) fn list_shown(&self) -> (List, usize) {
        match &self.open {
            None => (self.list, self.rows().len()),
            Some(open) => (open.list(), open.row_count()),
        }
    }

    pub(crate) fn list_shown_mut(&mut self) -> &mut List {
        match &mut self.open {
            None => &mut self.list,
            Some(open) => open.list_mut(),
        }
    }

    pub(crate) fn want(&mut self, now: UnixMs) {
        self.sessions.want(now);
        if let Some(open) = &mut self.open {
            open.detail.want(now);
            open.states.want(now);
            open.history.want(now);
            if let Some(pack) = &mut open.pack {
                pack.detail.want(now);
            }
        }
    }

    pub(crate) fn want_at(&mut self, now: UnixMs) {
        self.sessions.want_at(now);
        if let Some(open) = &mut self.open {
            open.detail.want_at(now);
            open.states.want_at(now);
            open.history.want_at(now);
            if let Some(pack) = &mut open.pack {
                pack.detail.want_at(now);
            }
        }
    }

    pub(crate) fn sessions_due(&self) -> Option<UnixMs> {
        match &self.open {
            None => self.sessions.due(),
            Some(_) => None,
        }
    }

    pub(crate) fn ask(&mut self, ticket: Ticket, now: UnixMs) -> Query {
        self.sessions.asked(ticket, now);
        Query::Stocktakes(ListQuery {
            limit: PAGE_ROWS_MAX,
            ..ListQuery::default()
        })
    }

    pub(crate) fn answered(&mut self, page: Page<StocktakeRow>, now: UnixMs, height: usize) {
        let selected = self.selected().map(|row| row.id);
        self.sessions.answered(page, now);
        let at = self.rows().iter().position(|row| Some(row.id) == selected);
        let (at, count) = (at.unwrap_or(self.list.selected), self.rows().len());
        self.list.select(at, count, height);
    }
}

impl OpenSession {
    /// Whether nothing changes in it any more; unknown ones are taken for open.
    pub(crate) fn is_closed(&self) -> bool {
        let row = self.detail.value().map(|detail| &detail.row);
        row.is_some_and(|row| row.closed_at.is_some())
    }

    fn phase(&self) -> Phase {
        let detail = self.detail.phase();
        match (self.part, &self.pack) {
            _ if self.asks_states() => detail.worse(self.states.phase()),
            (SessionPart::Packs, Some(pack)) => pack.detail.phase(),
            (SessionPart::History, _) => detail.worse(self.history.phase()),
            _ => detail,
        }
    }

    /// Whether things are looked at, not only rooms.
    fn asks_states(&self) -> bool {
        self.scan.is_some() || self.part == SessionPart::Things
    }

    pub(crate) fn states_due(&self) -> Option<UnixMs> {
        self.states.due().filter(|_| self.asks_states())
    }

    pub(crate) fn history_due(&self) -> Option<UnixMs> {
        self.history.due().filter(|_| self.part == SessionPart::History)
    }

    pub(crate) fn pack_due(&self) -> Option<UnixMs> {
        self.pack.as_ref()?.detail.due()
    }

    pub(crate) fn ask_states(&mut self, ticket: Ticket, now: UnixMs) -> Query {
        self.states.asked(ticket, now);
        let room = self.scan.as_ref().and_then(|scan| scan.scanner.room());
        Query::ScanStates(self.id, room)
    }

    pub(crate) fn ask_history(&mut self, ticket: Ticket, now: UnixMs) -> Query {
        self.history.asked(ticket, now);
        Query::StocktakeHistory(self.id)
    }

    pub(crate) fn ask_pack(&mut self, ticket: Ticket, now: UnixMs) -> Option<Query> {
        let pack = self.pack.as_mut()?;
        pack.detail.asked(ticket, now);
        Some(Query::Pack(self.id, pack.number))
    }

    /// What is asked about things is another question now.
    pub(crate) fn look_again(&mut self, now: UnixMs) {
        self.states.replace_at(now);
    }

    /// Shows the part so many places on, round the end.
    pub(crate) fn turn(&mut self, places: usize, now: UnixMs) {
        self.go_to(self.part.turned(places), now);
    }

    pub(crate) fn go_to(&mut self, part: SessionPart, now: UnixMs) {
        self.part = part;
        self.pack = None;
        match part {
            SessionPart::Rooms | SessionPart::Packs => self.detail.want(now),
            SessionPart::Things => self.look_again(now),
            SessionPart::History => self.history.want_at(now),
        }
    }

    /// Shows these things, of a room or of all.
    pub(crate) fn show_things(&mut self, which: Things, room: Option<UnitKey>, now: UnixMs) {
        (self.which, self.room) = (which, room);
        self.go_to(SessionPart::Things, now);
        *self.list_mut() = List::default();
    }

    /// Shows what came from a pack after the end.
    pub(crate) fn show_pack(&mut self, number: PackNumber, now: UnixMs) {
        let mut detail = Source::default();
        detail.want_at(now);
        self.pack = Some(OpenPack {
            number,
            detail,
            list: List::default(),
        });
    }

    /// One step back within it; false when there is none.
    pub(crate) fn back(&mut self, now: UnixMs) -> bool {
        if self.pack.take().is_some() {
            return true;
        }
        if self.part == SessionPart::Rooms {
            return false;
        }
        (self.which, self.room) = (Things::Differences, None);
        self.go_to(SessionPart::Rooms, now);
        true
    }

    pub(crate) fn row_count(&self) -> usize {
        let detail = self.detail.value();
        match (self.part, &self.pack) {
            (SessionPart::Rooms, _) => detail.map_or(0, |detail| detail.rooms.len()),
            (SessionPart::Things, _) => self.things().len(),
            (SessionPart::Packs, None) => detail.map_or(0, |detail| detail.packs.len()),
            (SessionPart::Packs, Some(pack)) => pack.detail.value().map_or(0, |pack| pack.late.len()),
            (SessionPart::History, _) => self.history.value().map_or(0, |page| page.items.len()),
        }
    }

    /// The room on which the selection stands.
    pub(crate) fn selected_room(&self) -> Option<UnitKey> {
        let detail = self.detail.value().filter(|_| self.part == SessionPart::Rooms)?;
        Some(detail.rooms.get(self.list().selected)?.unit.key)
    }

    /// What a place of it is called.
    pub(crate) fn room_name(&self, room: UnitKey) -> String {
        let rooms = self.detail.value().map_or(&[][..], |detail| &detail.rooms);
        let row = rooms.iter().find(|row| row.unit.key == room);
        row.map_or_else(|| room.to_string(), |row| row.unit.name.clone())
    }

    pub(crate) fn list(&self) -> List {
        match &self.pack {
            Some(pack) => pack.list,
            None => self.lists[self.part as usize],
        }
    }

    fn list_mut(&mut self) -> &mut List {
        match &mut self.pack {
            Some(pack) => &mut pack.list,
            None => &mut self.lists[self.part as usize],
        }
    }
}
