//! What each command does.

use super::moves::{clamp, go, page, step};
use super::{choose, classes, form, map, outcome, plan, stocktake, ties, type_text};
use crate::effect::{Effect, MachineFilter};
use crate::keymap::{Command, Mode};
use crate::layout;
use crate::state::plan::PlanOpen;
use crate::state::stock::StockThing;
use crate::state::stocktake::SessionPart;
use crate::state::{
    Facets, FormState, Heat, Input, LineTab, LinesSort, List, Listed, MachineState, MachineTab, Menu,
    MenuKind, OpenLine, Overlay, OverviewLink, RecordState, Screen, State, StockSort,
};
use crate::view::theme::ThemeKind;
use kiemke_wire::equipment::ActionKind;
use kiemke_wire::ids::{EquipmentId, LineId, MachineId};
use kiemke_wire::view::{AlertScope, UnitView};

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
        Command::Back => back(state, effects),
        Command::Search => search(state),
        Command::Sort => sort(state),
        Command::Facets if state.screen == Screen::Stocktake => menu(state, MenuKind::Things),
        Command::Facets if state.screen == Screen::Review => menu(state, MenuKind::Reviews),
        Command::Facets => menu(state, MenuKind::Facets),
        Command::Columns => menu(state, MenuKind::Columns),
        Command::PlacesViews => menu(state, MenuKind::PlacesViews),
        Command::Actions => choose::actions(state),
        Command::Act(action) => form::open_action(state, action),
        Command::Receive => form::open_action(state, ActionKind::Receive),
        Command::Mark => mark(state),
        Command::MarkAll if state.screen == Screen::Places => classes::mark_all(state),
        Command::MarkAll => state.stock.mark_all(state.now),
        Command::Classes => classes::show(state, chosen_place(state)),
        Command::Survey => classes::open_survey(state),
        Command::Answer(answer) => outcome::answer(state, answer, effects),
        Command::Ties => ties::toggle(state),
        Command::Tie => ties::tie(state, effects),
        Command::KeepApart => ties::keep_apart(state, effects),
        Command::TieSure => ties::ask_all_sure(state),
        Command::RecordMachines => ties::ask_records(state),
        Command::MachinesWithoutRecord => ties::machines_without_record(state),
        Command::RecordsNeverSeen => ties::records_never_seen(state),
        Command::OpenRecord => ties::open_record(state),
        Command::Acknowledge => outcome::acknowledge(state, effects),
        Command::Undo => outcome::ask_undo(state),
        Command::Yes => form::confirmed(state, effects),
        Command::Send => form::send(state, effects),
        Command::OpenMachine => open_tied(state),
        Command::OpenLines => open_lines(state),
        Command::Unfold => unfold(state, true),
        Command::FoldUp => unfold(state, false),
        Command::Day => form::open_day(state),
        Command::OpenStocktake => stocktake::open_new(state),
        Command::Scan => stocktake::begin_scan(state),
        Command::Scanner(key) => stocktake::scan_key(state, key, effects),
        Command::RoomThings => stocktake::room_things(state),
        Command::CloseStocktake => stocktake::close(state),
        Command::TakePack => stocktake::take_pack(state),
        Command::BringPack => form::show(state, FormState::bring_pack()),
        Command::SaveSheet => stocktake::save_sheet(state),
        Command::Period => form::open_period(state),
        Command::Trend => plan::show(state, PlanOpen::Trend),
        Command::WhatIf => plan::show(state, PlanOpen::WhatIf),
        Command::Gaps => plan::show(state, |_| PlanOpen::Gaps),
        Command::Profiles => menu(state, MenuKind::Profiles),
        Command::Prices => menu(state, MenuKind::Prices),
        Command::Aims => menu(state, MenuKind::Aims),
        Command::TypeFigure => form::open_figure(state),
        Command::Measure => measure(state),
        Command::Map => map::open(state),
        Command::Pan(to) => map::pan(state, to),
        Command::Closer => map::zoom(state, true),
        Command::Farther => map::zoom(state, false),
        Command::Whole => state.map.whole(),
        Command::Copy => outcome::copy(state, effects),
        Command::Export => form::open_export(state),
        Command::Dump => effects.push(Effect::Dump),
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
        Command::Delete => type_text(state, Input::delete),
        Command::EraseAll => type_text(state, Input::clear),
        Command::CursorLeft => form::move_cursor(state, Input::left),
        Command::CursorRight => form::move_cursor(state, Input::right),
        Command::CursorHome => form::move_cursor(state, Input::home),
        Command::CursorEnd => form::move_cursor(state, Input::end),
        Command::Redraw => effects.push(Effect::Redraw),
        Command::Suspend => effects.push(Effect::Suspend),
        Command::Quit if stocktake::loses_scans(state) => {}
        Command::Quit => effects.push(Effect::Quit),
    }
    clamp(state);
}

fn menu(state: &mut State, kind: MenuKind) {
    state.overlay = Some(Overlay::Menu(Menu::new(kind)));
}

/// Opens a machine over the screen.
pub(super) fn open_machine(state: &mut State, id: MachineId, name: String) {
    state.machine = Some(MachineState::open(id, name, state.now));
}

/// Opens a record over the screen.
pub(super) fn open_record(state: &mut State, id: EquipmentId, name: String) {
    state.record = Some(RecordState::open(id, name, state.now));
}

/// Opens a line over the screen.
fn open_line(state: &mut State, id: LineId, name: String) {
    state.line = Some(OpenLine::open(id, name, state.now));
}

fn turn(state: &mut State, places: usize) {
    let now = state.now;
    if let Some(Overlay::Form(_)) = &state.overlay {
        return form::turn(state, places);
    }
    if let Some(machine) = &mut state.machine {
        machine.tab = machine.tab.turned(places);
    } else if let Some(line) = &mut state.line {
        line.tab = line.tab.turned(places);
    } else if state.record.is_none() && state.screen == Screen::Stocktake && state.stocktake.open.is_some() {
        if let Some(open) = &mut state.stocktake.open {
            open.turn(places, now);
        }
    } else if state.record.is_none() {
        go(state, state.screen.turned(places));
    } else if let Some(record) = &mut state.record {
        record.want(now);
    }
}

fn turn_back(state: &mut State) {
    let count = match (&state.overlay, &state.machine, &state.line) {
        (Some(Overlay::Form(form)), ..) => form.fields.len(),
        (_, Some(_), _) => MachineTab::ALL.len(),
        (_, None, Some(_)) => LineTab::ALL.len(),
        (_, None, None) if state.mode() == Mode::Session => SessionPart::ALL.len(),
        (_, None, None) => Screen::ALL.len(),
    };
    turn(state, count.saturating_sub(1));
}

fn open(state: &mut State, effects: &mut Vec<Effect>) {
    match &state.overlay {
        Some(Overlay::Palette { .. } | Overlay::Menu(_)) => choose::chosen(state, effects),
        Some(Overlay::Form(_)) => form::enter(state, effects),
        Some(Overlay::Confirm { .. }) => form::confirmed(state, effects),
        Some(Overlay::Help { .. }) => state.overlay = None,
        None => open_selected(state),
    }
    clamp(state);
}

fn open_selected(state: &mut State) {
    if let Some(machine) = &mut state.machine {
        machine.typing = false;
        return;
    }
    if state.record.is_some() {
        return open_tied(state);
    }
    if let Some(line) = &mut state.line {
        line.tab = line.tab.turned(1);
        return;
    }
    match state.screen {
        Screen::Overview if state.map.is_open => map::open_selected(state),
        Screen::Overview => open_link(state),
        Screen::Places if state.classes.is_open() => state.classes.open_selected(state.now),
        Screen::Places => open_place(state),
        Screen::Stock if state.stock.typing => state.stock.typing = false,
        Screen::Stock => match state.stock.selected() {
            Some(StockThing::Machine(row)) => {
                let (id, name) = (row.id, row.name.clone());
                open_machine(state, id, name);
            }
            Some(StockThing::Record(row, _)) => {
                let (id, name) = (row.id, row.record.name.clone());
                open_record(state, id, name);
            }
            None => {}
        },
        Screen::Lines if state.lines.typing => state.lines.typing = false,
        Screen::Lines => {
            if let Some(row) = state.lines.selected() {
                let (id, name) = (row.id, row.unit.name.clone());
                open_line(state, id, name);
            }
        }
        Screen::Stocktake => stocktake::open(state),
        Screen::Plan => plan::open(state),
        Screen::Review if state.ties.is_open => ties::open_machine(state),
        Screen::Review => {
            if let Some(row) = state.reviews.selected()
                && let Some(id) = row.machine
            {
                let name = row.name.clone();
                open_machine(state, id, name);
            }
        }
        Screen::Events => {
            open_listed(state);
        }
    }
}

/// What an alert is about, or the machine of an event.
fn open_listed(state: &mut State) {
    match state.events.selected() {
        Some(Listed::Event(event)) => {
            if let Some(id) = event.machine {
                let name = event.name.clone().unwrap_or_else(|| id.to_string());
                open_machine(state, id, name);
            }
        }
        Some(Listed::Alert(alert)) => match alert.scope.clone() {
            AlertScope::Line(id) => {
                let name = alert
                    .named
                    .first()
                    .map_or_else(|| id.to_string(), |unit| unit.name.clone());
                open_line(state, id, name);
            }
            AlertScope::Unit(unit) => open_lines_of(state, unit),
            AlertScope::Provider(provider) => {
                go(state, Screen::Lines);
                let height = layout::list_height(state);
                state.lines.input.set(&provider);
                state.lines.narrow(None, state.now, height);
            }
        },
        None => {}
    }
}

/// The machine that is observed in the open record.
fn open_tied(state: &mut State) {
    let record = state.record.as_ref().and_then(|record| record.detail.value());
    if let Some(id) = record.and_then(|row| row.record.machine) {
        open_machine(state, id, id.to_string());
    }
}

/// Follows the selected number of the overview.
pub(super) fn open_link(state: &mut State) {
    let height = layout::list_height(state);
    match OverviewLink::ALL[state.overview.focus] {
        OverviewLink::Machines(filter) => {
            go(state, Screen::Stock);
            state.stock.input.clear();
            let facets = match filter {
                MachineFilter::All => Facets {
                    what: crate::state::StockKind::Machines,
                    ..Facets::default()
                },
                filter => Facets::of_machines(filter),
            };
            state.stock.narrow(facets, None, state.now, height);
        }
        OverviewLink::Lines => {
            go(state, Screen::Lines);
            state.lines.narrow(None, state.now, height);
        }
        OverviewLink::Events => go(state, Screen::Events),
    }
}

/// The machines and the equipment of a unit.
fn open_place(state: &mut State) {
    let Some(unit) = chosen_place(state) else { return };
    go(state, Screen::Stock);
    state.stock.input.clear();
    let height = layout::list_height(state);
    state
        .stock
        .narrow(Facets::default(), Some(unit), state.now, height);
}

fn open_lines(state: &mut State) {
    if let Some(unit) = chosen_place(state) {
        open_lines_of(state, unit);
    }
}

pub(super) fn open_lines_of(state: &mut State, unit: UnitView) {
    go(state, Screen::Lines);
    state.lines.input.clear();
    let height = layout::list_height(state);
    state.lines.narrow(Some(unit), state.now, height);
}

/// The unit on which the selection stands: of the tree, or of a group that is a unit.
fn chosen_place(state: &State) -> Option<UnitView> {
    use crate::state::places::PlacesRow;
    let places = &state.places;
    if let Some(row) = places.selected() {
        return Some(row.unit.clone());
    }
    match places.rows().get(places.list.selected)? {
        PlacesRow::Group(index) => places.groups.value()?.items.get(*index)?.unit.clone(),
        PlacesRow::Unit(..) | PlacesRow::More(..) | PlacesRow::Total => None,
    }
}

fn unfold(state: &mut State, open: bool) {
    let (now, height) = (state.now, layout::list_height(state));
    state.places.unfold(open, now, height);
}

/// One step back: out of the overlay, the detail, the search, the marks, the facets, the unit, the screen.
fn back(state: &mut State, effects: &mut Vec<Effect>) {
    let height = layout::list_height(state);
    if state.overlay.is_some() {
        return form::leave_overlay(state);
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
    if state.record.take().is_some() || state.line.take().is_some() {
        state.want_shown(state.now);
        return;
    }
    if state.screen == Screen::Stocktake && stocktake::back(state, effects) {
        return;
    }
    if state.screen == Screen::Plan && state.plan.back(state.now) {
        return;
    }
    if state.screen == Screen::Places && classes::back(state) {
        return;
    }
    if std::mem::take(&mut state.map.is_open) {
        return;
    }
    if state.screen == Screen::Review && std::mem::take(&mut state.ties.is_open) {
        return;
    }
    match state.screen {
        Screen::Stock => back_in_stock(state, height),
        Screen::Lines => back_in_lines(state, height),
        Screen::Overview
        | Screen::Places
        | Screen::Stocktake
        | Screen::Plan
        | Screen::Review
        | Screen::Events => {
            go(state, Screen::Overview);
        }
    }
}

fn back_in_stock(state: &mut State, height: usize) {
    let (now, stock) = (state.now, &mut state.stock);
    if stock.typing || !stock.input.text().is_empty() {
        stock.typing = false;
        stock.input.clear();
        stock.typed(now, height);
    } else if !stock.marked.is_empty() {
        stock.unmark();
    } else if stock.facets != Facets::default() {
        let scope = stock.scope.clone();
        stock.narrow(Facets::default(), scope, now, height);
    } else if stock.scope.is_some() {
        stock.narrow(Facets::default(), None, now, height);
        go(state, Screen::Places);
    } else {
        go(state, Screen::Overview);
    }
}

fn back_in_lines(state: &mut State, height: usize) {
    let lines = &mut state.lines;
    if lines.typing || !lines.input.text().is_empty() {
        lines.typing = false;
        lines.input.clear();
        lines.rearranged(height);
    } else if lines.scope.is_some() {
        lines.narrow(None, state.now, height);
        go(state, Screen::Places);
    } else {
        go(state, Screen::Overview);
    }
}

fn search(state: &mut State) {
    if let Some(machine) = &mut state.machine {
        machine.tab = MachineTab::Software;
        machine.typing = true;
    } else if state.screen == Screen::Lines {
        state.lines.typing = true;
    } else {
        go(state, Screen::Stock);
        state.stock.typing = true;
    }
}

fn sort(state: &mut State) {
    let height = layout::list_height(state);
    if state.screen == Screen::Lines {
        state.lines.sort = next_of(&LinesSort::ALL, state.lines.sort);
        state.lines.rearranged(height);
    } else {
        state.stock.sort = next_of(&StockSort::ALL, state.stock.sort);
        state.stock.reordered(state.now, height);
    }
}

fn mark(state: &mut State) {
    match &mut state.classes.open {
        Some(class) if state.screen == Screen::Places => class.mark(),
        _ => state.stock.mark(),
    }
    step(state, 1);
}

fn measure(state: &mut State) {
    if let Some(line) = &mut state.line {
        line.heat = next_of(&Heat::ALL, line.heat);
    }
}

fn next_of<T: Copy + PartialEq>(all: &[T], current: T) -> T {
    let at = all.iter().position(|one| *one == current).unwrap_or(0);
    all[(at + 1) % all.len()]
}
