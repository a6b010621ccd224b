//! Answers of the daemon: each goes to the source that waits for it.

use super::{outcome, stocktake};
use crate::effect::{Effect, Ticket};
use crate::layout;
use crate::message::{Answer, Refusal, RefusalKind};
use crate::state::{Overlay, State};
use kiemke_wire::view::{Page, ReadingSeries, UnitDetail, UnitRow};

pub(super) fn on_reply(
    state: &mut State,
    ticket: Ticket,
    result: Result<Answer, Refusal>,
    effects: &mut Vec<Effect>,
) {
    let (now, height) = (state.now, layout::list_height(state));
    match result {
        Err(refusal) => on_refusal(state, ticket, refusal, effects),
        Ok(Answer::Changed(change)) => {
            outcome::on_change(state, ticket, Ok(outcome::Changed::Records(change)));
        }
        Ok(
            answer @ (Answer::Stocktakes(_)
            | Answer::Stocktake(_)
            | Answer::ScanStates(_)
            | Answer::StocktakeHistory(_)
            | Answer::Pack(_)
            | Answer::Counted(_)
            | Answer::StocktakeClosed(_)
            | Answer::PackBack(_)
            | Answer::Written(_)),
        ) => stocktake::answered(state, ticket, answer, effects),
        Ok(Answer::Plan(plan)) => {
            if state.plan.plan.claims(ticket) {
                state.plan.plan.answered(*plan, now);
            }
        }
        Ok(Answer::PlanPart(part)) => {
            if state.plan.part.claims(ticket) {
                state.plan.part.answered(part.least_known_first(), now);
            }
        }
        Ok(Answer::Standards(standards)) => {
            if state.plan.standards.claims(ticket) {
                state.plan.standards.answered(*standards, now);
            }
        }
        Ok(Answer::Reviews(page)) => {
            if state.reviews.items.source.claims(ticket) {
                state.reviews.items_answered(page, now);
            }
        }
        Ok(Answer::Ties(view)) => {
            if state.ties.pairs.source.claims(ticket) {
                state.ties.answered(*view, now);
            }
        }
        Ok(Answer::Review(detail)) => {
            if state.reviews.detail.claims(ticket) {
                state.reviews.detail.answered(*detail, now);
            } else {
                outcome::on_change(state, ticket, Ok(outcome::Changed::Other));
            }
        }
        Ok(Answer::Overview(figures)) => {
            if state.overview.figures.claims(ticket) {
                state.places.root_is(figures.unit.key, now);
                state.overview.figures.answered(*figures, now);
            }
        }
        Ok(Answer::Sites(view)) => {
            if state.map.sites.claims(ticket) {
                state.map.answered(*view, now, height);
            }
        }
        Ok(Answer::WarningCount(count)) => {
            if state.overview.warnings.claims(ticket) {
                state.overview.warnings.answered(count, now);
            }
        }
        Ok(Answer::Machines(page)) => {
            if state.stock.machines.source.claims(ticket) {
                state.stock.machines_answered(page, now, height);
            }
        }
        Ok(Answer::Records(page)) => {
            if state.stock.records.source.claims(ticket) {
                page.items.iter().for_each(|row| state.names.learn(&row.unit));
                state.stock.records_answered(page, now, height);
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
        Ok(Answer::Record(row)) => {
            if let Some(record) = &mut state.record
                && record.detail.claims(ticket)
            {
                state.names.learn(&row.unit);
                record.detail.answered(*row, now);
            }
        }
        Ok(Answer::History(page)) => {
            if let Some(record) = &mut state.record
                && record.history.claims(ticket)
            {
                record.history_answered(page.items, now);
                state.names.want(record.named_units(), now);
            }
        }
        Ok(Answer::Units(page)) => units(state, ticket, page),
        Ok(Answer::Unit(detail)) => unit(state, ticket, *detail),
        Ok(Answer::Groups(groups)) => {
            if state.places.groups.claims(ticket) {
                state.places.groups_answered(*groups, now, height);
            }
        }
        Ok(Answer::Lines(page)) => {
            if state.lines.lines.source.claims(ticket) {
                state.lines.answered(page, now, height);
            }
        }
        Ok(Answer::Line(detail)) => {
            if let Some(line) = &mut state.line
                && line.detail.claims(ticket)
            {
                line.detail_answered(*detail, now);
            }
        }
        Ok(Answer::Classes(page)) => {
            if state.classes.classes.claims(ticket) {
                state.classes.classes.answered(page.items, now);
            }
        }
        Ok(Answer::People(page)) => {
            if let Some(class) = &mut state.classes.open
                && class.people.claims(ticket)
            {
                class.people_answered(page.items, now);
            }
        }
        Ok(Answer::Series(series)) => line_series(state, ticket, *series),
        Ok(Answer::Made) => {
            outcome::on_change(state, ticket, Ok(outcome::Changed::Other));
        }
        Ok(Answer::Alerts(page)) => {
            if state.events.open_alerts.claims(ticket) {
                state.events.alerts_answered(page.items, now, height);
            }
        }
        Ok(Answer::Events(page)) => {
            if state.events.source.claims(ticket) {
                state.events.source.answered((), now);
                state.events.replace(page.items, height);
            }
        }
    }
    super::moves::clamp(state);
}

fn units(state: &mut State, ticket: Ticket, page: Page<UnitRow>) {
    let (now, height, lang) = (state.now, layout::list_height(state), state.look.lang);
    if let Some(Overlay::Form(form)) = &mut state.overlay
        && form.units.claims(ticket)
    {
        page.items.iter().for_each(|row| state.names.learn(&row.unit));
        form.units_answered(page.items, lang, now);
    } else if state.places.below.claims(ticket) {
        state.places.below_answered(page, now, height);
    }
}

fn unit(state: &mut State, ticket: Ticket, detail: UnitDetail) {
    let (now, height) = (state.now, layout::list_height(state));
    if state.names.source.claims(ticket) {
        state.names.answered(&detail.row.unit, now);
    } else if state.places.total.claims(ticket) {
        state.places.total_answered(detail, now, height);
    }
}

fn line_series(state: &mut State, ticket: Ticket, series: ReadingSeries) {
    let now = state.now;
    let Some(line) = &mut state.line else { return };
    if line.day.claims(ticket) {
        line.day.answered(series, now);
    } else if line.weeks.claims(ticket) {
        line.weeks.answered(series, now);
    }
}

fn on_refusal(state: &mut State, ticket: Ticket, refusal: Refusal, effects: &mut Vec<Effect>) {
    let now = state.now;
    if refusal.kind == RefusalKind::Unreachable && !matches!(state.link, crate::state::Link::Online { .. }) {
        state.link.lost(refusal.kind);
    }
    if outcome::on_change(state, ticket, Err(refusal.clone()))
        || stocktake::on_counted(state, ticket, Err(&refusal), effects)
    {
        return;
    }
    macro_rules! hand_to {
        ($($source:expr),+) => {
            $(if $source.claims(ticket) { return $source.refused(refusal, now); })+
        };
    }
    hand_to!(
        state.overview.figures,
        state.overview.warnings,
        state.places.total,
        state.places.below,
        state.places.groups,
        state.classes.classes,
        state.stock.machines.source,
        state.stock.records.source,
        state.lines.lines.source,
        state.stocktake.sessions,
        state.plan.plan,
        state.plan.part,
        state.reviews.items.source,
        state.reviews.detail,
        state.ties.pairs.source,
        state.events.source,
        state.events.open_alerts
    );
    if state.names.source.claims(ticket) {
        return state.names.refused(&refusal, now);
    }
    if let Some(machine) = &mut state.machine {
        hand_to!(machine.detail, machine.readings);
    }
    if let Some(class) = &mut state.classes.open {
        hand_to!(class.people);
    }
    if let Some(record) = &mut state.record {
        hand_to!(record.detail, record.history);
    }
    if let Some(open) = &mut state.stocktake.open {
        hand_to!(open.detail, open.states, open.history);
        if let Some(pack) = &mut open.pack {
            hand_to!(pack.detail);
        }
    }
    if let Some(line) = &mut state.line {
        hand_to!(line.detail, line.day, line.weeks);
    }
    if let Some(Overlay::Form(form)) = &mut state.overlay {
        hand_to!(form.units);
    }
}
