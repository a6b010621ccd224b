//! What became of what the user had done, told in his words; taking it back; copies.

use super::form;
use crate::effect::{Effect, Ticket};
use crate::message::Refusal;
use crate::state::{Overlay, State, Told};
use crate::view;
use crate::wording::{self, Sign};
use kiemke_config::messages::{Msg, Value};
use kiemke_wire::equipment::ActionKind;
use kiemke_wire::view::EquipmentChange;

/// Shows a message for a while.
pub(super) fn tell(state: &mut State, sign: Sign, text: Msg) {
    let text = state.texts().text(text).to_owned();
    tell_text(state, sign, text);
}

pub(super) fn tell_text(state: &mut State, sign: Sign, text: String) {
    state.told = Some(Told::new(sign, text, state.now));
}

/// The daemon has changed something, or says why not. Says whether the ticket was that of a change.
pub(super) fn on_change(state: &mut State, ticket: Ticket, result: Result<EquipmentChange, Refusal>) -> bool {
    let is_form = matches!(&state.overlay, Some(Overlay::Form(form)) if form.sending == Some(ticket));
    let is_undo = state
        .undoing
        .as_ref()
        .is_some_and(|undoing| undoing.ticket == ticket);
    if !is_form && !is_undo {
        return false;
    }
    match result {
        Ok(change) => done(state, is_form, &change),
        Err(refusal) => refused(state, is_form, refusal),
    }
    true
}

fn done(state: &mut State, is_form: bool, change: &EquipmentChange) {
    if let Some(Overlay::Form(form)) = state.overlay.take_if(|_| is_form) {
        let what = form::named(state, &form.purpose, change.ids.len());
        match change.entry {
            Some(entry) => {
                let text = state
                    .texts()
                    .with(Msg::ToldDone, &[("what", what.as_str().into())]);
                state.remember(entry, what);
                tell_text(state, Sign::Good, text);
            }
            None => tell(state, Sign::Note, Msg::ToldNothingChanged),
        }
        state.stock.marked.clear();
    } else if let Some(undoing) = state.undoing.take() {
        // What was taken back is not taken back twice.
        state.done.retain(|(entry, _)| *entry != undoing.undoes);
        let text = state
            .texts()
            .with(Msg::ToldUndone, &[("what", undoing.what.into())]);
        tell_text(state, Sign::Good, text);
    }
    refresh(state);
}

/// What is on screen is asked for anew at once: one looks for what one has just done.
fn refresh(state: &mut State) {
    let now = state.now;
    state.stock.records.source.replace_at(now);
    if let Some(record) = &mut state.record {
        record.want_at(now);
    }
    state.want_shown(now);
}

fn refused(state: &mut State, is_form: bool, refusal: Refusal) {
    let is_stale = wording::is_stale(&refusal);
    if is_form {
        if let Some(Overlay::Form(form)) = &mut state.overlay {
            form.refused(refusal);
        }
    } else {
        state.undoing = None;
        let text = wording::refused(state.texts(), &refusal);
        tell_text(state, Sign::Bad, text);
    }
    // Somebody else was faster: the newest is shown beneath.
    if is_stale {
        refresh(state);
    }
}

/// Asks whether the last change is to be taken back: of the open record, else of this session.
pub(super) fn ask_undo(state: &mut State) {
    if state.undoing.is_some() {
        return;
    }
    let found = match &state.record {
        Some(record) => {
            let newest = record.history.value().and_then(|lines| lines.first());
            newest.map(|line| (line.entry, named(state, line.act.action, line.records.into())))
        }
        None => state.done.last().cloned(),
    };
    let Some((undoes, what)) = found else {
        return tell(state, Sign::Note, Msg::ToldNothingToUndo);
    };
    let question = state
        .texts()
        .with(Msg::AskUndo, &[("what", what.as_str().into())]);
    state.overlay = Some(Overlay::Confirm {
        question,
        undoes,
        what,
    });
}

/// What an action on so many records is called.
pub(super) fn named(state: &State, action: ActionKind, records: u64) -> String {
    let action = state.texts().text(wording::equipment_action(action));
    let values = [("action", action.into()), ("n", Value::from(records))];
    state.texts().with(Msg::ChangeNamed, &values)
}

/// Copies what is selected, or all of a detail.
pub(super) fn copy(state: &mut State, effects: &mut Vec<Effect>) {
    match view::copied(state) {
        Some(text) => {
            effects.push(Effect::Copy(text));
            tell(state, Sign::Good, Msg::ToldCopied);
        }
        None => tell(state, Sign::Note, Msg::ToldNoTable),
    }
}

/// A table was written, or not.
pub(super) fn table_written(state: &mut State, path: &str, result: Result<(), String>) {
    let (sign, text) = match result {
        Ok(()) => (
            Sign::Good,
            state.texts().with(Msg::ToldExported, &[("path", path.into())]),
        ),
        Err(why) => {
            let values = [("path", path.into()), ("why", why.into())];
            (Sign::Bad, state.texts().with(Msg::ToldNotExported, &values))
        }
    };
    tell_text(state, sign, text);
}

/// The messages of the last minutes were written, or not.
pub(super) fn dumped(state: &mut State, result: Result<String, String>) {
    let (sign, text) = match result {
        Ok(path) => (
            Sign::Good,
            state.texts().with(Msg::ToldExported, &[("path", path.into())]),
        ),
        Err(why) => {
            let values = [("path", "".into()), ("why", why.into())];
            (Sign::Bad, state.texts().with(Msg::ToldNotExported, &values))
        }
    };
    tell_text(state, sign, text);
}
