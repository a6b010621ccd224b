//! `update`: the only place that changes the state.

mod choose;
mod classes;
mod command;
mod form;
mod map;
mod mouse;
mod moves;
mod outcome;
mod plan;
mod reply;
mod stocktake;
mod ties;

use crate::effect::Effect;
use crate::key::Key;
use crate::keymap::{Command, Mode};
use crate::message::{LinkChange, Message};
use crate::state::{Input, List, Overlay, State};
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{Event, EventKind};

/// Takes in one message. `now` never goes back: the shell derives it from one start and a monotonic clock.
///
/// What it returns is to be carried out in order.
pub fn update(state: &mut State, message: Message, now: UnixMs) -> Vec<Effect> {
    state.now = now;
    let mut effects = Vec::new();
    // A report somewhere in the province changes nothing on screen before the refetched figures do.
    let mut changed = true;
    if state.told.as_ref().is_some_and(|told| told.until <= now) {
        state.told = None;
    }
    match message {
        Message::Key(key) => on_key(state, key, &mut effects),
        Message::Paste(text) => on_paste(state, &text, &mut effects),
        Message::Mouse(mouse) => mouse::on_mouse(state, mouse, &mut effects),
        Message::Resize(columns, rows) => {
            state.size = (columns, rows);
            moves::clamp(state);
        }
        Message::Tick => {}
        Message::Reply(ticket, result) => reply::on_reply(state, ticket, result, &mut effects),
        Message::TableWritten(path, result) => outcome::table_written(state, &path, result),
        Message::Dumped(result) => outcome::dumped(state, result),
        Message::Link(change) => {
            changed = on_link(state, change);
            stocktake::resume(state, &mut effects);
        }
    }
    stocktake::look_is(state);
    state.changed |= changed;
    effects.extend(state.poll_fetches(now));
    effects
}

fn on_key(state: &mut State, key: Key, effects: &mut Vec<Effect>) {
    // Whoever goes on has read what was told.
    state.told = None;
    let mode = state.mode();
    match (mode.command(key), key) {
        (Some(command), _) => command::run(state, command, effects),
        (None, key) if mode == Mode::Scan => stocktake::scan_key(state, key, effects),
        (None, Key::Char(character)) if mode.types_text() => type_text(state, |input| input.push(character)),
        (None, _) => {}
    }
}

fn on_paste(state: &mut State, text: &str, effects: &mut Vec<Effect>) {
    if state.mode() == Mode::Scan {
        return stocktake::scan_paste(state, text, effects);
    }
    if state.mode().types_text() {
        let line = text.lines().next().unwrap_or_default();
        type_text(state, |input| {
            line.chars().for_each(|character| input.push(character));
        });
    }
}

/// Changes the line that is being typed, and what follows from it.
fn type_text(state: &mut State, change: impl FnOnce(&mut Input)) {
    let (now, height) = (state.now, crate::layout::list_height(state));
    match &mut state.overlay {
        Some(Overlay::Palette { input, list }) => {
            change(input);
            *list = List::default();
            return;
        }
        Some(Overlay::Menu(menu)) => {
            change(&mut menu.input);
            menu.list = List::default();
            return;
        }
        Some(Overlay::Form(form)) => {
            // What is under way cannot be changed any more.
            if form.sending.is_none() {
                form.asks_to_leave = false;
                change(form.input_mut());
                form.typed(now);
            }
            return;
        }
        Some(Overlay::Help { .. } | Overlay::Confirm { .. }) => return,
        None => {}
    }
    if let Some(machine) = &mut state.machine {
        change(&mut machine.input);
        machine.typed();
    } else if state.lines.typing {
        change(&mut state.lines.input);
        state.lines.rearranged(height);
    } else {
        change(&mut state.stock.input);
        state.stock.typed(now, height);
    }
}

/// Whether something to be seen has changed.
fn on_link(state: &mut State, change: LinkChange) -> bool {
    let now = state.now;
    match change {
        LinkChange::Opened => {
            state.link.alive(now);
            state.want_all(now);
        }
        LinkChange::Alive => state.link.alive(now),
        LinkChange::Reset => {
            state.link.alive(now);
            state.want_all(now);
        }
        LinkChange::Lost(refusal) => state.link.lost(refusal.kind),
        LinkChange::Event(event) => {
            let was_online = !state.link.is_stale();
            state.link.alive(now);
            return on_event(state, *event) || !was_online;
        }
    }
    true
}

fn on_event(state: &mut State, event: Event) -> bool {
    let (now, height) = (state.now, crate::layout::list_height(state));
    state.overview.figures.want(now);
    state.overview.warnings.want(now);
    match event.kind {
        EventKind::ReviewOpened { .. } | EventKind::ReviewAnswered { .. } => state.reviews.want(now),
        EventKind::AlertRaised { .. } | EventKind::AlertOver { .. } => state.events.open_alerts.want(now),
        EventKind::EquipmentChanged { .. } => {
            state.ties.pairs.source.want(now);
            state.stock.records.source.want(now);
            if let Some(record) = &mut state.record {
                record.want(now);
            }
        }
        EventKind::Stocktake { .. } => state.stocktake.want(now),
        _ => {
            state.stock.machines.source.want(now);
            state.lines.lines.source.want(now);
        }
    }
    if let Some(machine) = &mut state.machine
        && event.machine == Some(machine.id())
    {
        machine.detail.want(now);
        machine.readings.want(now);
    }
    let seen = event.kind == EventKind::Seen;
    state.events.push(event, height);
    !seen
}

/// What a key or a click is told to do.
fn follow(state: &mut State, command: Command, effects: &mut Vec<Effect>) {
    command::run(state, command, effects);
}
