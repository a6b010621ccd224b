//! The mouse: tabs and rows can be clicked, the wheel scrolls.

use super::command::{go, open_link, step};
use super::follow;
use crate::effect::Effect;
use crate::key::{Mouse, MouseKind};
use crate::keymap::Command;
use crate::layout;
use crate::state::{Screen, State};
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
        return follow(state, Command::Back, effects);
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
    if state.screen == Screen::Overview {
        if let Some(focus) = view::overview_link_at(state, mouse) {
            state.overview.focus = focus;
            open_link(state);
        }
        return;
    }
    let rows = layout::list_area(state);
    let Some(line) = mouse.row.checked_sub(rows.y).filter(|line| *line < rows.height) else {
        return;
    };
    let (list, count) = match state.screen {
        Screen::Machines => (state.machines.list, state.machines.visible().len()),
        Screen::Events => (state.events.list, state.events.rows().len()),
        Screen::Overview => return,
    };
    let row = list.offset + usize::from(line);
    if row >= count {
        return;
    }
    if row == list.selected {
        follow(state, Command::Open, effects);
        return;
    }
    let height = usize::from(rows.height);
    match state.screen {
        Screen::Machines => state.machines.list.select(row, count, height),
        Screen::Events => state.events.list.select(row, count, height),
        Screen::Overview => {}
    }
}
