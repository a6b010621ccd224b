//! Forms: opened, walked through, sent, left.

use super::{outcome, plan, stocktake};
use crate::effect::{Effect, Table};
use crate::state::form::{Outcome, Purpose};
use crate::state::plan::PlanOpen;
use crate::state::{FormState, Input, Overlay, State, actions};
use crate::view;
use crate::wording::{self, Sign};
use kiemke_config::messages::Msg;
use kiemke_wire::equipment::ActionKind;
use kiemke_wire::view::ValueKind;

/// Opens the form of an action on the records that are marked, selected or open.
pub(super) fn open_action(state: &mut State, action: ActionKind) {
    if !state.offered_actions().contains(&action) {
        let doing = state.texts().text(wording::equipment_action(action));
        let text = state
            .texts()
            .with(Msg::ToldNotOffered, &[("action", doing.into())]);
        return outcome::tell_text(state, Sign::Warning, text);
    }
    let Some(asked) = actions().get(action) else {
        return;
    };
    let lang = state.look.lang;
    let form = match action {
        ActionKind::Receive => {
            let scope = state.stock.scope.as_ref();
            let own = state.overview.figures.value().map(|figures| &figures.unit);
            FormState::receive(asked, scope.or(own))
        }
        ActionKind::Edit => match state.targeted().first() {
            Some(row) => FormState::edit(asked, row, lang),
            None => return,
        },
        _ => FormState::of_action(asked, state.targets()),
    };
    show(state, form);
}

/// Opens the form that asks for the day of the places.
pub(super) fn open_day(state: &mut State) {
    let form = FormState::day(state.places.day, state.look.lang);
    show(state, form);
}

/// Opens the form that asks between which days a target moved.
pub(super) fn open_period(state: &mut State) {
    let form = FormState::period(state.plan.period, state.look.lang);
    show(state, form);
}

/// Opens the form that asks for a file, when there is a table on screen.
pub(super) fn open_export(state: &mut State) {
    let Some(taken) = view::table(state) else {
        return outcome::tell(state, Sign::Note, Msg::ToldNoTable);
    };
    let path = format!("kiemke-{}-{}.csv", taken.name, state.today());
    show(state, FormState::export(&path));
}

/// Opens the form by which the figure of the selected target is typed, where it is one that people type.
pub(super) fn open_figure(state: &mut State) {
    let Some(plan) = state.plan.plan.value() else {
        return;
    };
    let target = state.plan.target_shown();
    let target = target.and_then(|id| plan.targets.iter().find(|target| target.id == id));
    let Some(target) = target.filter(|target| target.kind != ValueKind::Computed) else {
        return outcome::tell(state, Sign::Note, Msg::ToldComputed);
    };
    let unit = state.plan.selected_unit().unwrap_or(&plan.unit).key;
    let form = FormState::figure(unit, target, state.today(), state.look.lang);
    show(state, form);
}

pub(super) fn show(state: &mut State, mut form: FormState) {
    form.go_to(0, state.now);
    state.overlay = Some(Overlay::Form(Box::new(form)));
}

fn form(state: &mut State) -> Option<&mut FormState> {
    match &mut state.overlay {
        Some(Overlay::Form(form)) if form.sending.is_none() => Some(form),
        _ => None,
    }
}

/// Enter: the field is done; behind the last one all is sent.
pub(super) fn enter(state: &mut State, effects: &mut Vec<Effect>) {
    let (lang, now) = (state.look.lang, state.now);
    let Some(form) = form(state) else { return };
    if form.asks_to_leave {
        form.asks_to_leave = false;
        return;
    }
    if form.take_suggestion(lang) && form.next(now) {
        send(state, effects);
    }
}

/// Tab: another field, round the end.
pub(super) fn turn(state: &mut State, places: usize) {
    let (lang, now) = (state.look.lang, state.now);
    let Some(form) = form(state) else { return };
    // A choice that is still being looked up goes on by itself once it is there.
    if form.leaves_as_typed() || form.take_suggestion(lang) {
        let to = (form.focus + places) % form.fields.len();
        form.go_to(to, now);
    }
}

/// The cursor moves within the line.
pub(super) fn move_cursor(state: &mut State, change: fn(&mut Input)) {
    if let Some(form) = form(state) {
        change(form.input_mut());
    }
}

/// Sends what was filled in, if all of it is right.
pub(super) fn send(state: &mut State, effects: &mut Vec<Effect>) {
    let (lang, now, today) = (state.look.lang, state.now, state.today());
    let Some(form) = form(state) else { return };
    if !form.leaves_as_typed() && !form.take_suggestion(lang) {
        return;
    }
    match form.finish(today, now) {
        None => {}
        Some(Outcome::Change(change)) => {
            let ticket = state.next_ticket();
            if let Some(form) = self::form(state) {
                form.sending = Some(ticket);
                form.refusal = None;
            }
            effects.push(Effect::Submit(ticket, change));
        }
        Some(Outcome::Export(path)) => {
            state.overlay = None;
            if let Some(view::Taken { titles, rows, .. }) = view::table(state) {
                let table = Table { path, titles, rows };
                effects.push(Effect::WriteTable(Box::new(table)));
            }
        }
        Some(Outcome::Counter(counter)) => {
            state.overlay = None;
            stocktake::counts(state, counter);
        }
        Some(Outcome::Period(period)) => {
            state.overlay = None;
            state.plan.period = period;
            plan::show(state, PlanOpen::Trend);
        }
        Some(Outcome::Day(day)) => {
            state.overlay = None;
            let view = state.places.view;
            state.places.show(view, day, now);
        }
    }
}

/// A yes to what was asked.
pub(super) fn confirmed(state: &mut State, effects: &mut Vec<Effect>) {
    if let Some(Overlay::Confirm { change, what, .. }) = state.overlay.take() {
        let inverse = stocktake::inverse(state, &change);
        outcome::submit(state, *change, what, inverse, effects);
    }
}

/// Esc: what was typed into a form goes only after a second one.
pub(super) fn leave_overlay(state: &mut State) {
    if let Some(Overlay::Form(form)) = &mut state.overlay {
        // What is under way is waited for: nobody knows else whether it happened.
        if form.sending.is_some() {
            return;
        }
        if form.is_touched() && !form.asks_to_leave {
            form.asks_to_leave = true;
            return;
        }
    }
    state.overlay = None;
}

/// What a change of so many records is called when it is told or taken back.
pub(super) fn named(state: &State, purpose: &Purpose, records: usize) -> String {
    let action = match purpose {
        Purpose::Receive => ActionKind::Receive,
        Purpose::Act { action, .. } => *action,
        Purpose::Edit { .. } => ActionKind::Edit,
        Purpose::Figure { indicator, .. } => {
            let target = [("target", indicator.as_str().into())];
            return state.texts().with(Msg::FormFigure, &target);
        }
        Purpose::Survey { class, people, .. } => {
            let values = [("class", class.as_str().into()), ("n", people.len().into())];
            return state.texts().with(Msg::FormSurvey, &values);
        }
        Purpose::Export
        | Purpose::Day
        | Purpose::Period
        | Purpose::OpenStocktake
        | Purpose::Counter
        | Purpose::CloseStocktake(_)
        | Purpose::TakePack(_)
        | Purpose::BringPack
        | Purpose::SaveSheet(_) => return String::new(),
    };
    outcome::named(state, action, records as u64)
}
