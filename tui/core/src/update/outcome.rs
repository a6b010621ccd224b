//! What became of what the user had done, told in his words; taking it back; copies.

use super::form;
use crate::change::Change;
use crate::effect::{Effect, Ticket};
use crate::message::Refusal;
use crate::state::{Listed, Overlay, Pending, State, Told};
use crate::view;
use crate::wording::{self, Sign, review};
use kiemke_config::messages::{Msg, Value};
use kiemke_wire::equipment::ActionKind;
use kiemke_wire::review::{ReviewAction, ReviewAnswer};
use kiemke_wire::view::EquipmentChange;

/// Shows a message for a while.
pub(super) fn tell(state: &mut State, sign: Sign, text: Msg) {
    let text = state.texts().text(text).to_owned();
    tell_text(state, sign, text);
}

pub(super) fn tell_text(state: &mut State, sign: Sign, text: String) {
    state.told = Some(Told::new(sign, text, state.now));
}

/// Sends a change without a form.
pub(super) fn submit(
    state: &mut State,
    change: Change,
    what: String,
    inverse: Option<Change>,
    effects: &mut Vec<Effect>,
) {
    let ticket = state.next_ticket();
    effects.push(Effect::Submit(ticket, Box::new(change.clone())));
    state.pending = Some(Pending {
        ticket,
        change,
        what,
        inverse,
    });
}

/// Answers the question that is looked at, if it can be answered so.
pub(super) fn answer(state: &mut State, answer: ReviewAnswer, effects: &mut Vec<Effect>) {
    let Some(detail) = state.reviews.evidence().filter(|_| state.pending.is_none()) else {
        return;
    };
    if !detail.answers.contains(&answer) {
        return tell(state, Sign::Warning, Msg::ToldNoAnswer);
    }
    let id = detail.row.id;
    let answered = state.texts().text(review::answer(answer));
    let what = format!("{id}: {answered}");
    let inverse = Some(Change::Review(id, ReviewAction::Undo));
    let change = Change::Review(id, ReviewAction::Answer { answer });
    submit(state, change, what, inverse, effects);
}

/// Takes note of the alert that is selected.
pub(super) fn acknowledge(state: &mut State, effects: &mut Vec<Effect>) {
    let Some(Listed::Alert(alert)) = state.events.selected().filter(|_| state.pending.is_none()) else {
        return;
    };
    if alert.acknowledged_by.is_some() {
        return tell(state, Sign::Note, Msg::ToldNothingChanged);
    }
    let (number, what) = (
        alert.id,
        state.texts().text(wording::alert(alert.symptom)).to_owned(),
    );
    submit(state, Change::Acknowledge(number), what, None, effects);
}

/// The daemon has changed something, or says why not. Says whether the ticket was that of a change.
pub(super) fn on_change(state: &mut State, ticket: Ticket, result: Result<Changed, Refusal>) -> bool {
    let is_form = matches!(&state.overlay, Some(Overlay::Form(form)) if form.sending == Some(ticket));
    let is_pending = state
        .pending
        .as_ref()
        .is_some_and(|pending| pending.ticket == ticket);
    match result {
        Err(refusal) if is_form || is_pending => refused(state, is_form, refusal),
        Ok(Changed::Records(change)) if is_form => form_done(state, &change),
        Ok(Changed::Told(sign, text)) if is_form => told_form(state, sign, text),
        Ok(Changed::Other) if is_form => figure_done(state),
        Ok(Changed::Records(change)) if is_pending => records_done(state, &change),
        Ok(_) if is_pending => done(state),
        Ok(_) | Err(_) => return false,
    }
    true
}

/// What a change came to.
pub(super) enum Changed {
    Records(EquipmentChange),
    /// What is told of it.
    Told(Sign, String),
    Other,
}

fn form_done(state: &mut State, change: &EquipmentChange) {
    if let Some(Overlay::Form(form)) = state.overlay.take() {
        let what = form::named(state, &form.purpose, change.ids.len());
        match change.entry {
            Some(entry) => {
                told_done(state, &what);
                state.remember(Change::Undo(entry), what);
            }
            None => tell(state, Sign::Note, Msg::ToldNothingChanged),
        }
        state.stock.unmark();
    }
    refresh(state);
}

fn told_form(state: &mut State, sign: Sign, text: String) {
    state.overlay = None;
    tell_text(state, sign, text);
    refresh(state);
}

/// A figure or what people answered was typed. What stood there before is kept by the daemon, so nothing is to be taken back.
fn figure_done(state: &mut State) {
    if let Some(Overlay::Form(form)) = state.overlay.take() {
        let what = form::named(state, &form.purpose, 1);
        told_done(state, &what);
    }
    let now = state.now;
    state.plan.want_at(now);
    state.classes.want_at(now);
    if let Some(class) = &mut state.classes.open {
        class.marked.clear();
    }
    refresh(state);
}

fn done(state: &mut State) {
    let Some(pending) = state.pending.take() else {
        return;
    };
    match pending.inverse {
        Some(inverse) => {
            told_done(state, &pending.what);
            state.remember(inverse, pending.what);
        }
        None if matches!(pending.change, Change::Acknowledge(_)) => told_done(state, &pending.what),
        None => {
            // What was taken back is not taken back twice.
            state.done.retain(|(change, _)| *change != pending.change);
            let text = state
                .texts()
                .with(Msg::ToldUndone, &[("what", pending.what.into())]);
            tell_text(state, Sign::Good, text);
        }
    }
    refresh(state);
}

/// What changed records is taken back by its entry, which the daemon tells; what took one back is not.
fn records_done(state: &mut State, change: &EquipmentChange) {
    let is_undo = |pending: &Pending| matches!(pending.change, Change::Undo(_));
    if state.pending.as_ref().is_some_and(is_undo) {
        return done(state);
    }
    let texts = state.texts();
    if let Some(pending) = &mut state.pending {
        let done = [("n", Value::from(change.ids.len()))];
        match &pending.change {
            // How many they were is known only now.
            Change::Tie(wish) if wish.sure_of.is_some() => {
                pending.what = texts.with(Msg::TieSureNamed, &done);
            }
            Change::RecordMachines(_) => pending.what = texts.with(Msg::RecordMachinesNamed, &done),
            _ => {}
        }
        match change.entry {
            Some(entry) => pending.inverse = Some(Change::Undo(entry)),
            None => {
                state.pending = None;
                return tell(state, Sign::Note, Msg::ToldNothingChanged);
            }
        }
    }
    done(state);
}

fn told_done(state: &mut State, what: &str) {
    let text = state.texts().with(Msg::ToldDone, &[("what", what.into())]);
    tell_text(state, Sign::Good, text);
}

/// What is on screen is asked for anew at once: one looks for what one has just done.
fn refresh(state: &mut State) {
    let now = state.now;
    state.stock.records.source.replace_at(now);
    state.reviews.want_at(now);
    state.ties.pairs.source.want_at(now);
    state.stocktake.want_at(now);
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
        state.pending = None;
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
    if state.pending.is_some() {
        return;
    }
    let found = match &state.record {
        Some(record) => {
            let newest = record.history.value().and_then(|lines| lines.first());
            newest.map(|line| {
                (
                    Change::Undo(line.entry),
                    named(state, line.act.action, line.records.into()),
                )
            })
        }
        None => state.done.last().cloned(),
    };
    let Some((change, what)) = found else {
        return tell(state, Sign::Note, Msg::ToldNothingToUndo);
    };
    let question = state
        .texts()
        .with(Msg::AskUndo, &[("what", what.as_str().into())]);
    state.overlay = Some(Overlay::Confirm {
        question,
        change: Box::new(change),
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
