//! Screen 6: what a target opens, and the units and lists behind it.

use super::moves::go;
use crate::layout;
use crate::state::plan::PlanOpen;
use crate::state::{Facets, Screen, State};

/// Opens something about the selected target; about another one of the open target when it is open.
pub(super) fn show(state: &mut State, open: impl Fn(String) -> PlanOpen) {
    let target = match &state.plan.open {
        Some(PlanOpen::Target(target) | PlanOpen::Trend(target) | PlanOpen::WhatIf(target)) => {
            Some(target.clone())
        }
        Some(PlanOpen::Gaps) | None => state.plan.selected().map(str::to_owned),
    };
    if let Some(target) = target {
        state.plan.show(open(target), state.now);
    }
}

/// The target at the units below; of a unit, the same there; where nothing is below, what stands there.
pub(super) fn open(state: &mut State) {
    let now = state.now;
    if state.plan.open.is_none() {
        return show(state, PlanOpen::Target);
    }
    let Some(unit) = state.plan.selected_unit().cloned() else {
        return open_list(state);
    };
    let is_target = matches!(state.plan.open, Some(PlanOpen::Target(_)));
    if is_target && unit.kind != "site" {
        state.plan.go_down(unit, now);
    } else {
        open_stock(state, unit);
    }
}

/// The list behind the unit that one has gone down to.
fn open_list(state: &mut State) {
    let unit = state.plan.unit().cloned();
    if let (Some(PlanOpen::Target(_)), Some(unit)) = (&state.plan.open, unit) {
        open_stock(state, unit);
    }
}

fn open_stock(state: &mut State, unit: kiemke_wire::view::UnitView) {
    go(state, Screen::Stock);
    state.stock.input.clear();
    let height = layout::list_height(state);
    state
        .stock
        .narrow(Facets::default(), Some(unit), state.now, height);
}
