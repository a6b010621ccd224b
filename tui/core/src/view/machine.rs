//! One machine, opened over the screen.
//!
//! ```text
//!  PC01   Dell Vostro 3681   phòng tin 1                       ● mới thấy   2 giây
//!  [Phần cứng]  Phần mềm 812   Mạng   Số đo   Cảnh báo 2
//!  Hệ điều hành        Debian GNU/Linux 12
//!  …
//! ```

mod hardware;
mod network;
mod readings;
mod software;
mod warnings;

use super::cells::{gap, line_width, put, put_all, signed, span};
use super::notice;
use super::theme::Role;
use crate::key::Mouse;
use crate::layout::{self, Areas, DETAIL_HEAD_ROWS};
use crate::state::{MachineState, MachineTab, State};
use crate::text;
use crate::wording;
use kiemke_config::messages::{Lang, catalogue, format};
use kiemke_wire::view::MachineDetail;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

pub(super) fn draw(state: &State, machine: &MachineState, area: Rect, buffer: &mut Buffer) {
    let detail = machine.detail.value();
    put(
        buffer,
        layout::line(area, 0),
        title(state, machine, detail, usize::from(area.width)),
    );
    tabs(state, machine, layout::line(area, 1), buffer);
    let content = layout::below(area, DETAIL_HEAD_ROWS);
    let Some(detail) = detail else {
        return notice::waiting(state, machine.detail.refusal(), content, buffer);
    };
    match machine.tab {
        MachineTab::Software => software::draw(state, machine, content, buffer),
        _ => put_all(
            buffer,
            content,
            rows(state, machine, detail).into_iter().skip(machine.scroll()),
        ),
    }
}

/// Rows of the open part.
pub(crate) fn row_count(state: &State, machine: &MachineState) -> usize {
    match (machine.tab, machine.detail.value()) {
        (_, None) => 0,
        (MachineTab::Software, Some(_)) => machine.packages().len(),
        (_, Some(detail)) => rows(state, machine, detail).len(),
    }
}

/// The part whose name stands under the mouse.
pub(crate) fn tab_at(lang: Lang, areas: &Areas, mouse: Mouse) -> Option<MachineTab> {
    let line = layout::line(areas.body, 1);
    if line.height == 0 || mouse.row != line.y {
        return None;
    }
    let mut column = 1;
    for tab in MachineTab::ALL {
        let cells = text::width(catalogue(lang).text(tab.title())) + 3;
        if (column..column + cells).contains(&usize::from(mouse.column)) {
            return Some(tab);
        }
        column += cells;
    }
    None
}

fn rows(state: &State, machine: &MachineState, detail: &MachineDetail) -> Vec<Line<'static>> {
    match machine.tab {
        MachineTab::Hardware => hardware::rows(state, machine, detail),
        MachineTab::Network => network::rows(state, machine),
        MachineTab::Readings => readings::rows(state, machine, detail),
        MachineTab::Warnings => warnings::rows(state, detail),
        MachineTab::Software => Vec::new(),
    }
}

fn title(
    state: &State,
    machine: &MachineState,
    detail: Option<&MachineDetail>,
    width: usize,
) -> Line<'static> {
    let texts = state.texts();
    let Some(detail) = detail else {
        return Line::from(vec![gap(1), span(state, Role::Title, &machine.name)]);
    };
    let row = &detail.row;
    let (sign, word) = wording::machine_state(row);
    let age = format::duration(state.look.lang, state.now.since(row.last_seen));
    let right = [
        signed(state, sign, texts.text(word)),
        gap(2),
        span(state, Role::Plain, age),
    ];
    let mut where_and_what = format!("{} · {}", row.id, wording::seat_of(texts, &row.unit, row.seat));
    if let Some(model) = &row.model {
        where_and_what = format!("{model} · {where_and_what}");
    }
    let room = width.saturating_sub(line_width(&right) + 3);
    let name = text::cut(&row.name, room);
    let rest = text::left(&where_and_what, room.saturating_sub(text::width(&name) + 2));
    let mut spans = vec![
        gap(1),
        span(state, Role::Title, name),
        gap(2),
        span(state, Role::Dim, rest),
        gap(1),
    ];
    spans.extend(right);
    Line::from(spans)
}

fn tabs(state: &State, machine: &MachineState, area: Rect, buffer: &mut Buffer) {
    let mut spans = vec![gap(1)];
    for tab in MachineTab::ALL {
        let name = state.texts().text(tab.title());
        if tab == machine.tab {
            spans.push(span(state, Role::Title, format!("[{name}]")));
        } else {
            spans.push(span(state, Role::Dim, format!(" {name} ")));
        }
        spans.push(gap(1));
    }
    put(buffer, area, Line::from(spans));
}
