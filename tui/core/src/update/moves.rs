//! Moving the selection of whatever takes the keys, and going from screen to screen.

use crate::layout;
use crate::state::{Link, Overlay, OverviewLink, Screen, State, menu_items, palette_entries};
use crate::view;

/// Brings selections back inside after the size or the rows changed.
pub(super) fn clamp(state: &mut State) {
    step(state, 0);
    if let Some(Overlay::Form(form)) = &mut state.overlay {
        let height = layout::form_rows(state.size);
        form.show_focus(height);
    }
}

/// Goes to a screen; its figures are asked for anew if it was away.
pub(super) fn go(state: &mut State, screen: Screen) {
    state.machine = None;
    state.record = None;
    state.line = None;
    state.map.is_open = false;
    state.stock.typing = false;
    state.lines.typing = false;
    if state.screen != screen {
        state.screen = screen;
        state.want_shown(state.now);
    }
}

/// Moves the selection of whatever takes the keys.
pub(super) fn step(state: &mut State, rows: isize) {
    let height = layout::list_height(state);
    if state.overlay.is_some() {
        return step_overlay(state, rows);
    }
    if let Some(machine) = &state.machine {
        let count = machine.row_count(state);
        if let Some(machine) = &mut state.machine {
            machine.scroll_by(rows, count, height);
        }
        return;
    }
    if let Some(record) = &state.record {
        let count = view::record_row_count(state, record);
        if let Some(record) = &mut state.record {
            record.scroll_by(rows, count, height);
        }
        return;
    }
    if let Some(line) = &state.line {
        let count = view::line_row_count(state, line);
        if let Some(line) = &mut state.line {
            line.scroll_by(rows, count, height);
        }
        return;
    }
    match state.screen {
        Screen::Overview if state.map.is_open => {
            let cells = layout::map_cells(state);
            state.map.step(rows, cells);
        }
        Screen::Overview => {
            let last = OverviewLink::ALL.len() - 1;
            state.overview.focus = state.overview.focus.saturating_add_signed(rows).min(last);
        }
        Screen::Places if state.classes.is_open() => {
            let (_, count) = state.classes.list_shown();
            state.classes.list_shown_mut().move_by(rows, count, height);
        }
        Screen::Places => {
            let count = state.places.rows().len();
            state.places.list.move_by(rows, count, height);
        }
        Screen::Stock => {
            let count = state.stock.rows().len();
            state.stock.list.move_by(rows, count, height);
            // What is not answered cannot be gone beyond.
            if !matches!(state.link, Link::Lost { .. }) {
                state.stock.look_ahead(state.now);
            }
        }
        Screen::Lines => {
            let count = state.lines.rows().len();
            state.lines.list.move_by(rows, count, height);
        }
        Screen::Stocktake => {
            let count = state.stocktake.list_shown().1;
            state.stocktake.list_shown_mut().move_by(rows, count, height);
        }
        Screen::Plan => {
            let count = view::plan_row_count(state);
            state.plan.list_shown_mut().move_by(rows, count, height);
        }
        Screen::Review if state.ties.is_open => state.ties.step(rows, state.now),
        Screen::Review => state.reviews.step(rows, state.now),
        Screen::Events => {
            let count = state.events.count();
            state.events.list.move_by(rows, count, height);
        }
    }
}

fn step_overlay(state: &mut State, rows: isize) {
    let height = layout::overlay_height(state);
    let entries = match &state.overlay {
        Some(Overlay::Palette { input, .. }) => palette_entries(state, input.text()).len(),
        Some(Overlay::Menu(menu)) => menu_items(state, menu).len(),
        Some(Overlay::Form(form)) => form.suggestions(state.look.lang).len(),
        Some(Overlay::Help { .. } | Overlay::Confirm { .. }) | None => view::help_row_count(state),
    };
    let now = state.now;
    match &mut state.overlay {
        Some(Overlay::Palette { list, .. }) => list.move_by(rows, entries, height.saturating_sub(1)),
        Some(Overlay::Menu(menu)) => menu.list.move_by(rows, entries, height.saturating_sub(1)),
        Some(Overlay::Help { offset }) => {
            *offset = offset
                .saturating_add_signed(rows)
                .min(entries.saturating_sub(height));
        }
        Some(Overlay::Form(form)) => {
            let offers = entries > 0 && form.focused().is_picked_from() && form.focused().picked.is_none();
            if offers {
                let shown = layout::SUGGESTION_ROWS;
                form.focused_mut().list.move_by(rows, entries, shown);
            } else if rows != 0 {
                let to = form.focus.saturating_add_signed(rows);
                form.go_to(to, now);
            }
        }
        Some(Overlay::Confirm { .. }) | None => {}
    }
}

/// Rows of one screenful.
pub(super) fn page(state: &State) -> isize {
    let height = match state.overlay {
        Some(_) => layout::overlay_height(state),
        None => layout::list_height(state),
    };
    isize::try_from(height.saturating_sub(1).max(1)).unwrap_or(1)
}
