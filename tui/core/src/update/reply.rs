//! Answers of the daemon: each goes to the source that waits for it.

use crate::effect::Ticket;
use crate::layout;
use crate::message::{Answer, Refusal, RefusalKind};
use crate::state::State;

pub(super) fn on_reply(state: &mut State, ticket: Ticket, result: Result<Answer, Refusal>) {
    let (now, height) = (state.now, layout::list_height(state));
    match result {
        Err(refusal) => on_refusal(state, ticket, refusal),
        Ok(Answer::Overview(figures)) => {
            if state.overview.figures.claims(ticket) {
                state.overview.figures.answered(*figures, now);
            }
        }
        Ok(Answer::WarningCount(count)) => {
            if state.overview.warnings.claims(ticket) {
                state.overview.warnings.answered(count, now);
            }
        }
        Ok(Answer::Machines(page)) => {
            if state.machines.source.claims(ticket) {
                state.machines.answered(page, now, height);
            }
        }
        Ok(Answer::Machine(detail)) => {
            if let Some(machine) = &mut state.machine
                && machine.detail.claims(ticket)
            {
                machine.answered(*detail, now);
            }
        }
        Ok(Answer::Readings(readings)) => {
            if let Some(machine) = &mut state.machine
                && machine.readings.claims(ticket)
            {
                machine.readings_answered(readings, now);
            }
        }
        Ok(Answer::Events(page)) => {
            if state.events.source.claims(ticket) {
                state.events.source.answered((), now);
                state.events.replace(page.items, height);
            }
        }
    }
    super::command::clamp(state);
}

fn on_refusal(state: &mut State, ticket: Ticket, refusal: Refusal) {
    let now = state.now;
    if refusal.kind == RefusalKind::Unreachable && !matches!(state.link, crate::state::Link::Online { .. }) {
        state.link.lost(refusal.kind);
    }
    macro_rules! hand_to {
        ($($source:expr),+) => {
            $(if $source.claims(ticket) { return $source.refused(refusal, now); })+
        };
    }
    hand_to!(
        state.overview.figures,
        state.overview.warnings,
        state.machines.source,
        state.events.source
    );
    if let Some(machine) = &mut state.machine {
        hand_to!(machine.detail, machine.readings);
    }
}
