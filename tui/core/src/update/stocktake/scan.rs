//! The scanner on a room: its keys, what becomes of scans, and what waits while there is no line.

use crate::change::Change;
use crate::effect::{Effect, Ticket};
use crate::key::Key;
use crate::message::{Refusal, RefusalKind};
use crate::scanner::{Scanner, ScannerMessage, Wish};
use crate::state::stocktake::{Scan, SessionPart};
use crate::state::{FormState, Source, State};
use crate::update::{form, outcome};
use crate::wording::{self, Sign};
use kiemke_config::messages::{Catalogue, Msg, Value};
use kiemke_wire::stocktake::{CountEvent, Counted};
use kiemke_wire::view::{ScanStates, ScansTaken};
use std::collections::VecDeque;

/// Scans that wait to be sent: a trolley, scanned while the line stutters. More are refused aloud, not lost in silence.
const WAITING_MAX: usize = 200;

/// Scans the selected room; who counts is asked once.
pub(in crate::update) fn begin_scan(state: &mut State) {
    let Some(open) = &state.stocktake.open else { return };
    if open.is_closed() {
        return outcome::tell(state, Sign::Note, Msg::ToldStocktakeClosed);
    }
    if open.selected_room().is_none() {
        return;
    }
    match state.stocktake.counter.clone() {
        None => form::show(state, FormState::counter()),
        Some(counter) => scan_as(state, counter),
    }
}

/// It was said who counts: what was begun goes on.
pub(in crate::update) fn counts(state: &mut State, counter: String) {
    state.stocktake.counter = Some(counter);
    super::open(state);
}

fn scan_as(state: &mut State, counter: String) {
    let (look, size, now) = (state.look, state.size, state.now);
    let Some(open) = &mut state.stocktake.open else {
        return;
    };
    let Some(detail) = open.detail.value().filter(|_| open.part == SessionPart::Rooms) else {
        return;
    };
    let mut scanner = Scanner::new(look, size, &open.name, &detail.row.unit.name);
    scanner.take(ScannerMessage::States(ScanStates {
        etag: detail.row.etag,
        items: Vec::new(),
        surplus: Vec::new(),
        rooms: detail.rooms.clone(),
    }));
    if let Some(room) = open.selected_room() {
        scanner.go_to(room);
    }
    open.scan = Some(Scan {
        scanner,
        counter,
        waiting: VecDeque::new(),
        under_way: None,
        paused: false,
        asks_to_leave: false,
        is_leaving: false,
    });
    open.look_again(now);
}

/// The scanner is drawn as everything else is.
pub(in crate::update) fn look_is(state: &mut State) {
    let look = state.look;
    if let Some(scan) = scan_mut(state) {
        scan.scanner.look_is(look);
    }
}

/// A key for the scanner.
pub(in crate::update) fn scan_key(state: &mut State, key: Key, effects: &mut Vec<Effect>) {
    if let Some(scan) = scan_mut(state)
        && key != Key::Esc
    {
        scan.asks_to_leave = false;
    }
    tell_scanner(state, ScannerMessage::Key(key), effects);
}

/// Some scanners paste.
pub(in crate::update) fn scan_paste(state: &mut State, text: &str, effects: &mut Vec<Effect>) {
    tell_scanner(state, ScannerMessage::Paste(text.to_owned()), effects);
}

fn scan_mut(state: &mut State) -> Option<&mut Scan> {
    state.stocktake.open.as_mut()?.scan.as_mut()
}

fn tell_scanner(state: &mut State, message: ScannerMessage, effects: &mut Vec<Effect>) {
    let Some(scan) = scan_mut(state) else { return };
    for wish in scan.scanner.take(message) {
        carry(state, wish, effects);
    }
}

fn carry(state: &mut State, wish: Wish, effects: &mut Vec<Effect>) {
    let now = state.now;
    match wish {
        Wish::Scan {
            room,
            code,
            condition,
            note,
        } => {
            let scan = Counted::Scan {
                room,
                code,
                condition,
                note,
            };
            count(state, scan, effects);
        }
        Wish::Withdraw(event) => count(state, Counted::Withdraw { event }, effects),
        Wish::Done(room) => count(state, Counted::RoomDone { room }, effects),
        Wish::Look(_) => {
            if let Some(open) = &mut state.stocktake.open {
                open.look_again(now);
            }
        }
        Wish::Redraw => effects.push(Effect::Redraw),
        Wish::Quit => leave(state),
    }
}

/// What is not sent yet is waited for; what cannot be sent goes only after a second word.
fn leave(state: &mut State) {
    let (now, texts) = (state.now, state.texts());
    let Some(open) = &mut state.stocktake.open else {
        return;
    };
    let Some(scan) = &mut open.scan else { return };
    if scan.under_way.is_some() {
        let notice = texts.text(Msg::Sending).to_owned();
        scan.scanner.take(ScannerMessage::Notice(notice));
        scan.is_leaving = true;
        return;
    }
    if warns_of_unsent(scan, texts) {
        return;
    }
    open.scan = None;
    // What is held is of one room alone.
    open.states = Source::default();
    open.look_again(now);
    open.detail.want_at(now);
}

/// Whether leaving the program now would lose scans; that is told once, and a second word goes.
pub(in crate::update) fn loses_scans(state: &mut State) -> bool {
    let texts = state.texts();
    scan_mut(state).is_some_and(|scan| warns_of_unsent(scan, texts))
}

fn warns_of_unsent(scan: &mut Scan, texts: &Catalogue) -> bool {
    let unsent = scan.waiting.len() + usize::from(scan.under_way.is_some());
    if unsent == 0 || scan.asks_to_leave {
        return false;
    }
    scan.asks_to_leave = true;
    let notice = texts.with(Msg::ScanUnsent, &[("n", Value::from(unsent))]);
    scan.scanner.take(ScannerMessage::Notice(notice));
    true
}

fn count(state: &mut State, what: Counted, effects: &mut Vec<Effect>) {
    let (id, at) = (state.next_count_id(), state.now);
    let full = state.texts().text(Msg::ScanTooMany).to_owned();
    let Some(scan) = scan_mut(state) else { return };
    if scan.waiting.len() >= WAITING_MAX {
        scan.scanner.take(ScannerMessage::Notice(full));
        return;
    }
    scan.is_leaving = false;
    let counter = scan.counter.clone();
    scan.waiting.push_back(CountEvent {
        id,
        at,
        counter,
        what,
    });
    send_next(state, effects);
}

/// One after the other, so that they are counted in the order in which they were scanned.
fn send_next(state: &mut State, effects: &mut Vec<Effect>) {
    let ticket = state.next_ticket();
    let Some(open) = &mut state.stocktake.open else {
        return;
    };
    let (stocktake, Some(scan)) = (open.id, &mut open.scan) else {
        return;
    };
    if scan.under_way.is_some() {
        return;
    }
    scan.paused = false;
    if let Some(event) = scan.waiting.pop_front() {
        scan.under_way = Some((ticket, event.clone()));
        let change = Change::Count { stocktake, event };
        effects.push(Effect::Submit(ticket, Box::new(change)));
    }
}

/// A sign of life of the daemon: what waits is sent.
pub(in crate::update) fn resume(state: &mut State, effects: &mut Vec<Effect>) {
    let is_online = !state.link.is_stale();
    if scan_mut(state).is_some_and(|scan| scan.paused && is_online) {
        send_next(state, effects);
    }
}

/// What became of something that was written down. Says whether the ticket was that of a scan.
pub(in crate::update) fn on_counted(
    state: &mut State,
    ticket: Ticket,
    result: Result<&ScansTaken, &Refusal>,
    effects: &mut Vec<Effect>,
) -> bool {
    let (now, texts) = (state.now, state.texts());
    let Some(scan) = scan_mut(state) else { return false };
    let Some((_, event)) = scan.under_way.take_if(|(own, _)| *own == ticket) else {
        return false;
    };
    let message = match (result, &event.what) {
        (Err(refusal), _) if refusal.kind == RefusalKind::Unreachable => {
            // Nobody knows whether it was counted; under the same name it counts once.
            scan.waiting.push_front(event);
            (scan.paused, scan.is_leaving) = (true, false);
            let values = [("n", Value::from(scan.waiting.len()))];
            let notice = texts.with(Msg::ScanWaiting, &values);
            scan.scanner.take(ScannerMessage::Notice(notice));
            return true;
        }
        (Err(refusal), what) => {
            let why = wording::refused(texts, refusal);
            Some(ScannerMessage::Notice(match what {
                Counted::Scan { code, .. } => format!("{code}: {why}"),
                _ => why,
            }))
        }
        (Ok(taken), Counted::Scan { .. }) => taken.outcomes.first().cloned().map(ScannerMessage::Scanned),
        (Ok(_), Counted::Withdraw { event }) => Some(ScannerMessage::Withdrawn(*event)),
        (Ok(_), _) => None,
    };
    match message {
        Some(message) => tell_scanner(state, message, effects),
        None => {
            if let Some(open) = &mut state.stocktake.open {
                open.look_again(now);
            }
        }
    }
    send_next(state, effects);
    if scan_mut(state).is_some_and(|scan| scan.is_leaving && scan.under_way.is_none()) {
        leave(state);
    }
    true
}

/// What is known of things: for the scanner, or for the lists.
pub(super) fn states_answered(state: &mut State, ticket: Ticket, states: ScanStates) {
    let now = state.now;
    let Some(open) = &mut state.stocktake.open else {
        return;
    };
    if !open.states.claims(ticket) {
        return;
    }
    if let Some(scan) = &mut open.scan {
        scan.scanner.take(ScannerMessage::States(states.clone()));
    }
    open.states.answered(states, now);
}
