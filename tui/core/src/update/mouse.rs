//! The mouse: tabs and rows can be clicked, the wheel scrolls.

use super::command::open_link;
use super::moves::{go, step};
use super::{follow, map};
use crate::effect::Effect;
use crate::key::{Mouse, MouseKind};
use crate::keymap::Command;
use crate::layout;
use crate::state::{List, Overlay, Screen, State, menu_items, palette_entries};
use crate::view;

/// Rows that one notch of the wheel scrolls, as most terminals do.
const WHEEL_ROWS: isize = 3;

pub(super) fn on_mouse(state: &mut State, mouse: Mouse, effects: &mut Vec<Effect>) {
    match mouse.kind {
        MouseKind::WheelUp => step(state, -WHEEL_ROWS),
        MouseKind::WheelDown => step(state, WHEEL_ROWS),
        MouseKind::Click => click(state, mouse, effects),
    }
}

fn click(state: &mut State, mouse: Mouse, effects: &mut Vec<Effect>) {
    if state.overlay.is_some() {
        return click_overlay(state, mouse, effects);
    }
    let areas = layout::areas(state.size);
    if mouse.row == areas.tabs.y && areas.tabs.height > 0 {
        if let Some(screen) = view::tab_at(state, mouse.column) {
            go(state, screen);
        }
        return;
    }
    if let Some(machine) = &mut state.machine {
        if let Some(tab) = view::machine_tab_at(state.look.lang, &areas, mouse) {
            machine.tab = tab;
        }
        return;
    }
    if let Some(line) = &mut state.line {
        if let Some(tab) = view::line_tab_at(state.look.lang, &areas, mouse) {
            line.tab = tab;
        }
        return;
    }
    if state.record.is_some() {
        return;
    }
    if state.screen == Screen::Overview && state.map.is_open {
        return map::click(state, mouse);
    }
    if state.screen == Screen::Overview {
        if let Some(focus) = view::overview_link_at(state, mouse) {
            state.overview.focus = focus;
            open_link(state);
        }
        return;
    }
    click_row(state, mouse, effects);
}

fn click_row(state: &mut State, mouse: Mouse, effects: &mut Vec<Effect>) {
    let rows = layout::list_area(state);
    let Some(line) = mouse.row.checked_sub(rows.y).filter(|line| *line < rows.height) else {
        return;
    };
    let Some((list, count)) = list(state) else { return };
    let row = list.offset + usize::from(line);
    if row >= count {
        return;
    }
    if row == list.selected {
        // A second click on a unit shows what it consists of.
        let command = match state.screen {
            Screen::Places => Command::Unfold,
            _ => Command::Open,
        };
        return follow(state, command, effects);
    }
    list.select(row, count, usize::from(rows.height));
}

/// The list of the screen, and how many rows it has.
fn list(state: &mut State) -> Option<(&mut List, usize)> {
    Some(match state.screen {
        Screen::Overview | Screen::Review => return None,
        Screen::Places => {
            let count = state.places.rows().len();
            (&mut state.places.list, count)
        }
        Screen::Stock => {
            let count = state.stock.rows().len();
            (&mut state.stock.list, count)
        }
        Screen::Lines => {
            let count = state.lines.rows().len();
            (&mut state.lines.list, count)
        }
        // A click is no scan.
        Screen::Stocktake if state.stocktake.scan().is_some() => return None,
        Screen::Stocktake => {
            let count = state.stocktake.list_shown().1;
            (state.stocktake.list_shown_mut(), count)
        }
        Screen::Plan => {
            let count = crate::view::plan_row_count(state);
            (state.plan.list_shown_mut(), count)
        }
        Screen::Events => {
            let count = state.events.count();
            (&mut state.events.list, count)
        }
    })
}

/// A click outside closes it, as Esc does; one on a line takes it.
fn click_overlay(state: &mut State, mouse: Mouse, effects: &mut Vec<Effect>) {
    let area = layout::overlay_area(state);
    let inside = area.contains((mouse.column, mouse.row).into());
    if !inside {
        return follow(state, Command::Back, effects);
    }
    let count = match &state.overlay {
        Some(Overlay::Palette { input, .. }) => palette_entries(state, input.text()).len(),
        Some(Overlay::Menu(menu)) => menu_items(state, menu).len(),
        _ => return,
    };
    let Some(Overlay::Palette { list, .. } | Overlay::Menu(crate::state::Menu { list, .. })) =
        &mut state.overlay
    else {
        return;
    };
    // The frame and the line that is typed.
    let Some(line) = mouse.row.checked_sub(area.y + 2) else {
        return;
    };
    let row = list.offset + usize::from(line);
    if row < count && mouse.row + 1 < area.bottom() {
        list.selected = row;
        follow(state, Command::Open, effects);
    }
}
