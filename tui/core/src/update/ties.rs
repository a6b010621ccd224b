//! What is done about pairs of a machine and a record, and what lies beside them.

use super::command;
use super::moves::go;
use super::outcome::{submit, tell};
use crate::change::Change;
use crate::effect::{Effect, MachineFilter};
use crate::layout;
use crate::state::{Facets, Overlay, Screen, State, pair_of};
use crate::wording::Sign;
use kiemke_config::messages::{Msg, Value};
use kiemke_wire::ties::{ConfirmTies, KeepApart, RecordMachines, TiePair, TieRow};

/// Shows the pairs in place of the questions, or the questions again.
pub(super) fn toggle(state: &mut State) {
    state.ties.is_open = !state.ties.is_open;
    if state.ties.is_open {
        state.ties.pairs.source.want_at(state.now);
    }
}

/// They are one thing.
pub(super) fn tie(state: &mut State, effects: &mut Vec<Effect>) {
    let Some((pair, what)) = selected(state) else {
        return;
    };
    let wish = ConfirmTies {
        pairs: vec![pair],
        sure_of: None,
    };
    submit(state, Change::Tie(wish), what, None, effects);
}

/// They are two.
pub(super) fn keep_apart(state: &mut State, effects: &mut Vec<Effect>) {
    let Some((TiePair { machine, record }, what)) = selected(state) else {
        return;
    };
    let wish = |undo| {
        Change::KeepApart(KeepApart {
            machine,
            record,
            undo,
        })
    };
    submit(state, wish(false), what, Some(wish(true)), effects);
}

/// Asks whether all sure pairs are one thing each.
pub(super) fn ask_all_sure(state: &mut State) {
    let wish = ConfirmTies {
        pairs: Vec::new(),
        sure_of: Some(String::new()),
    };
    let sure = state.ties.counts.sure;
    ask(
        state,
        Change::Tie(wish),
        (Msg::AskTieSure, Msg::TieSureNamed),
        sure,
    );
}

/// Asks whether machines that fit no record get records of their own.
pub(super) fn ask_records(state: &mut State) {
    let wish = RecordMachines {
        machines: Vec::new(),
        all_of: Some(String::new()),
    };
    let count = state.ties.counts.machines_without_record;
    let named = (Msg::AskRecordMachines, Msg::RecordMachinesNamed);
    ask(state, Change::RecordMachines(wish), named, count);
}

/// Lists the machines without a record.
pub(super) fn machines_without_record(state: &mut State) {
    list(state, Facets::of_machines(MachineFilter::Unrecorded));
}

/// Lists the records that nothing has shown.
pub(super) fn records_never_seen(state: &mut State) {
    list(state, Facets::never_seen());
}

fn list(state: &mut State, facets: Facets) {
    let (now, height) = (state.now, layout::list_height(state));
    state.stock.narrow(facets, None, now, height);
    go(state, Screen::Stock);
}

fn ask(state: &mut State, change: Change, (question, named): (Msg, Msg), count: u64) {
    if state.pending.is_some() {
        return;
    }
    if count == 0 {
        return tell(state, Sign::Note, Msg::ToldNothingChanged);
    }
    let n = [("n", Value::from(count))];
    let texts = state.texts();
    state.overlay = Some(Overlay::Confirm {
        question: texts.with(question, &n),
        change: Box::new(change),
        what: texts.with(named, &n),
    });
}

fn selected(state: &State) -> Option<(TiePair, String)> {
    let row = state.ties.selected().filter(|_| state.pending.is_none())?;
    Some((pair_of(row), named(row)))
}

fn named(row: &TieRow) -> String {
    let record = row.record.code.as_deref().unwrap_or(&row.record.name);
    format!("{} – {record}", row.machine.name)
}

/// Opens the machine of the pair.
pub(super) fn open_machine(state: &mut State) {
    if let Some(row) = state.ties.selected() {
        let (id, name) = (row.machine.id, row.machine.name.clone());
        command::open_machine(state, id, name);
    }
}

/// Opens its record.
pub(super) fn open_record(state: &mut State) {
    if let Some(row) = state.ties.selected() {
        let (id, name) = (row.record.id, row.record.name.clone());
        command::open_record(state, id, name);
    }
}
