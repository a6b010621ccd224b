//! Drawing. Every function reads the state and writes cells; nothing here decides anything.
//!
//! ```text
//!  Lâm Đồng ▸ xã Nam Đà                 ▲ 3 cảnh báo  ○ 12 im lặng  ● trực tuyến 2 giây    header
//!  [1 Tổng quan] 3 Máy & thiết bị  8 Sự kiện                                               tabs
//! ────────────────────────────────────────────────────────────────────────────────────
//!  (one screen)                                                                            body
//! ────────────────────────────────────────────────────────────────────────────────────
//!  ⏎ mở  / tìm  : lệnh  L English  ? phím  q thoát                                         footer
//! ```

mod alerts;
pub(crate) mod ascii;
mod cells;
mod classes;
mod columns;
mod confirm;
mod counts;
mod events;
mod fields;
mod footer;
mod form;
mod header;
mod help;
mod line;
mod lines;
mod machine;
mod map;
mod menu;
mod notice;
mod overview;
mod palette;
mod places;
mod plan;
mod record;
mod reviews;
mod search_line;
mod share;
mod stock;
mod stocktake;
mod table;
mod tabs;
mod taken;
pub(crate) mod theme;
mod ties;
mod when;

pub(crate) use help::row_count as help_row_count;
pub(crate) use line::{row_count as line_row_count, tab_at as line_tab_at};
pub(crate) use machine::{row_count as machine_row_count, tab_at as machine_tab_at};
pub(crate) use overview::link_at as overview_link_at;
pub(crate) use plan::row_count as plan_row_count;
pub(crate) use record::row_count as record_row_count;
pub(crate) use tabs::tab_at;
pub(crate) use taken::{Taken, copied, table};

use crate::layout;
use crate::state::{Overlay, Screen, State};
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Draws the whole state.
pub fn view(state: &State, frame: &mut Frame<'_>) {
    let buffer = frame.buffer_mut();
    let areas = layout::areas(state.size);
    buffer.set_style(
        on_screen(buffer, Rect::new(0, 0, state.size.0, state.size.1)),
        theme::style(state, theme::Role::Plain),
    );
    header::draw(state, areas.header, buffer);
    tabs::draw(state, areas.tabs, buffer);
    rule(state, areas.rule, buffer);
    body(state, areas.body, buffer);
    rule(state, areas.rule_below, buffer);
    if state.link.is_stale() {
        let stale = on_screen(buffer, areas.body);
        buffer.set_style(stale, theme::style(state, theme::Role::Stale));
    }
    if let Some(told) = &state.told {
        confirm::told(state, told, buffer);
    }
    match &state.overlay {
        Some(Overlay::Help { offset }) => help::draw(state, *offset, buffer),
        Some(Overlay::Palette { input, list }) => palette::draw(state, input, *list, buffer),
        Some(Overlay::Menu(menu)) => menu::draw(state, menu, buffer),
        Some(Overlay::Form(form)) => form::draw(state, form, buffer),
        Some(Overlay::Confirm { question, .. }) => confirm::draw(state, question, buffer),
        None => {}
    }
    footer::draw(state, areas.footer, buffer);
    if state.look.ascii {
        ascii::fold(buffer);
    }
}

fn body(state: &State, area: Rect, buffer: &mut Buffer) {
    if let Some(machine) = &state.machine {
        return machine::draw(state, machine, area, buffer);
    }
    if let Some(record) = &state.record {
        return record::draw(state, record, area, buffer);
    }
    if let Some(line) = &state.line {
        return line::draw(state, line, area, buffer);
    }
    match state.screen {
        Screen::Overview if state.map.is_open => map::draw(state, area, buffer),
        Screen::Overview => overview::draw(state, area, buffer),
        Screen::Places if state.classes.is_open() => classes::draw(state, area, buffer),
        Screen::Places => places::draw(state, area, buffer),
        Screen::Stock => stock::draw(state, area, buffer),
        Screen::Lines => lines::draw(state, area, buffer),
        Screen::Stocktake => stocktake::draw(state, area, buffer),
        Screen::Plan => plan::draw(state, area, buffer),
        Screen::Review if state.ties.is_open => ties::draw(state, area, buffer),
        Screen::Review => reviews::draw(state, area, buffer),
        Screen::Events => events::draw(state, area, buffer),
    }
}

fn rule(state: &State, area: Rect, buffer: &mut Buffer) {
    let line = "─".repeat(usize::from(area.width));
    cells::put(buffer, area, cells::span(state, theme::Role::Dim, line));
}

/// The part of an area that the terminal really has: it may have shrunk a moment ago.
fn on_screen(buffer: &Buffer, area: Rect) -> Rect {
    area.intersection(buffer.area)
}
