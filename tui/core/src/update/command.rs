//! What each command does.

use super::type_text;
use crate::effect::{Effect, MachineFilter, MachineSort};
use crate::keymap::Command;
use crate::layout;
use crate::state::{
    Input, List, MachineState, MachineTab, Overlay, OverviewLink, Screen, State, palette_entries,
};
use crate::view::{self, theme::ThemeKind};
use kiemke_wire::ids::MachineId;

pub(super) fn run(state: &mut State, command: Command, effects: &mut Vec<Effect>) {
    match command {
        Command::Go(screen) => go(state, screen),
        Command::Next => turn(state, 1),
        Command::Previous => turn_back(state),
        Command::Up => step(state, -1),
        Command::Down => step(state, 1),
        Command::PageUp => step(state, -page(state)),
        Command::PageDown => step(state, page(state)),
        Command::First => step(state, isize::MIN),
        Command::Last => step(state, isize::MAX),
        Command::Open => return open(state, effects),
        Command::Back => back(state),
        Command::Search => search(state),
        Command::Sort => sort(state),
        Command::Filter => next_filter(state),
        Command::Refresh => state.want_all(state.now),
        Command::Language => state.look.lang = state.look.lang.other(),
        Command::Theme => state.look.theme = next_of(&ThemeKind::ALL, state.look.theme),
        Command::Ascii => state.look.ascii = !state.look.ascii,
        Command::Help => state.overlay = Some(Overlay::Help { offset: 0 }),
        Command::Palette => {
            state.overlay = Some(Overlay::Palette {
                input: Input::default(),
                list: List::default(),
            });
        }
        Command::Erase => type_text(state, Input::erase),
        Command::EraseAll => type_text(state, Input::clear),
        Command::Redraw => effects.push(Effect::Redraw),
        Command::Suspend => effects.push(Effect::Suspend),
        Command::Quit => effects.push(Effect::Quit),
    }
    clamp(state);
}

/// Brings selections back inside after the size or the rows changed.
pub(super) fn clamp(state: &mut State) {
    step(state, 0);
}

/// Opens a machine over the screen.
pub(super) fn open_machine(state: &mut State, id: MachineId, name: String) {
    state.machine = Some(MachineState::open(id, name, state.now));
}

/// Goes to a screen; its figures are asked for anew if it was away.
pub(super) fn go(state: &mut State, screen: Screen) {
    state.machine = None;
    state.machines.typing = false;
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
    match state.screen {
        Screen::Overview => {
            let last = OverviewLink::ALL.len() - 1;
            state.overview.focus = state.overview.focus.saturating_add_signed(rows).min(last);
        }
        Screen::Machines => {
            let count = state.machines.visible().len();
            state.machines.list.move_by(rows, count, height);
            state.machines.look_ahead(state.now);
        }
        Screen::Events => {
            let count = state.events.rows().len();
            state.events.list.move_by(rows, count, height);
        }
    }
}

fn step_overlay(state: &mut State, rows: isize) {
    let height = layout::overlay_height(state);
    let entries = match &state.overlay {
        Some(Overlay::Palette { input, .. }) => palette_entries(state, input.text()).len(),
        _ => view::help_row_count(state),
    };
    match &mut state.overlay {
        Some(Overlay::Palette { list, .. }) => list.move_by(rows, entries, height.saturating_sub(1)),
        Some(Overlay::Help { offset }) => {
            *offset = offset
                .saturating_add_signed(rows)
                .min(entries.saturating_sub(height));
        }
        None => {}
    }
}

fn page(state: &State) -> isize {
    let height = match state.overlay {
        Some(_) => layout::overlay_height(state),
        None => layout::list_height(state),
    };
    isize::try_from(height.saturating_sub(1).max(1)).unwrap_or(1)
}

fn turn(state: &mut State, places: usize) {
    match &mut state.machine {
        Some(machine) => machine.tab = machine.tab.turned(places),
        None => go(state, state.screen.turned(places)),
    }
}

fn turn_back(state: &mut State) {
    let last = match state.machine {
        Some(_) => MachineTab::ALL.len() - 1,
        None => Screen::ALL.len() - 1,
    };
    turn(state, last);
}

fn open(state: &mut State, effects: &mut Vec<Effect>) {
    if let Some(overlay) = state.overlay.take() {
        if let Overlay::Palette { input, list } = overlay {
            let chosen = palette_entries(state, input.text()).get(list.selected).copied();
            if let Some(binding) = chosen {
                run(state, binding.command, effects);
            }
        }
        return;
    }
    if let Some(machine) = &mut state.machine {
        machine.typing = false;
        return;
    }
    match state.screen {
        Screen::Overview => open_link(state),
        Screen::Machines if state.machines.typing => state.machines.typing = false,
        Screen::Machines => {
            if let Some(row) = state.machines.selected() {
                let (id, name) = (row.id, row.name.clone());
                open_machine(state, id, name);
            }
        }
        Screen::Events => {
            if let Some(event) = state.events.selected()
                && let Some(id) = event.machine
            {
                let name = event.name.clone().unwrap_or_else(|| id.to_string());
                open_machine(state, id, name);
            }
        }
    }
    clamp(state);
}

/// Follows the selected number of the overview.
pub(super) fn open_link(state: &mut State) {
    let height = layout::list_height(state);
    match OverviewLink::ALL[state.overview.focus] {
        OverviewLink::Machines(filter) => {
            go(state, Screen::Machines);
            state.machines.input.clear();
            state.machines.refilter(filter, state.now, height);
        }
        OverviewLink::Events => go(state, Screen::Events),
    }
}

/// One step back: out of the overlay, the search, the machine, the filter, the screen.
fn back(state: &mut State) {
    let height = layout::list_height(state);
    if state.overlay.take().is_some() {
        return;
    }
    if let Some(machine) = &mut state.machine {
        if machine.typing || !machine.input.text().is_empty() && machine.tab == MachineTab::Software {
            machine.typing = false;
            machine.input.clear();
            machine.typed();
        } else {
            state.machine = None;
        }
        return;
    }
    let machines = &mut state.machines;
    if state.screen == Screen::Machines && (machines.typing || !machines.input.text().is_empty()) {
        machines.typing = false;
        machines.input.clear();
        machines.typed(state.now, height);
    } else if state.screen == Screen::Machines && machines.filter != MachineFilter::All {
        machines.refilter(MachineFilter::All, state.now, height);
    } else {
        go(state, Screen::Overview);
    }
}

fn search(state: &mut State) {
    match &mut state.machine {
        Some(machine) => {
            machine.tab = MachineTab::Software;
            machine.typing = true;
        }
        None => {
            go(state, Screen::Machines);
            state.machines.typing = true;
        }
    }
}

fn sort(state: &mut State) {
    let height = layout::list_height(state);
    state.machines.sort = next_of(&MachineSort::ALL, state.machines.sort);
    state.machines.reordered(state.now, height);
}

fn next_filter(state: &mut State) {
    let height = layout::list_height(state);
    let filter = next_of(&MachineFilter::ALL, state.machines.filter);
    state.machines.refilter(filter, state.now, height);
}

fn next_of<T: Copy + PartialEq>(all: &[T], current: T) -> T {
    let at = all.iter().position(|one| *one == current).unwrap_or(0);
    all[(at + 1) % all.len()]
}
