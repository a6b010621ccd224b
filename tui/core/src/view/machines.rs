//! Screen 3, Machines: one table, found by typing.
//!
//! ```text
//!  / may tinh▌                                    12 / 1 204   sắp theo tên   lọc: tất cả
//!  Tên           Đơn vị        Kiểu máy             Hệ điều hành   Bộ nhớ    Thấy      Tình trạng
//!  PC01          phòng tin 1   Dell Vostro 3681     Debian 12      7,7 GiB   2 giây    ● mới thấy
//! ```

use super::cells::{gap, line_width, put, span};
use super::columns::{Column, GAP, fitted};
use super::notice;
use super::theme::{Role, style};
use crate::layout;
use crate::state::State;
use crate::text;
use crate::wording::{self, Sign};
use kiemke_config::messages::{Msg, Value, format};
use kiemke_wire::view::MachineRow;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

#[derive(Clone, Copy, Debug)]
enum Cell {
    Name,
    Unit,
    Model,
    System,
    Memory,
    Seen,
    State,
    Warnings,
}

const COLUMNS: &[Column<Cell>] = &[
    column(Cell::Name, Msg::ColumnName, 14, 24, 0),
    column(Cell::Unit, Msg::ColumnUnit, 10, 28, 4),
    column(Cell::Model, Msg::ColumnModel, 12, 34, 6),
    column(Cell::System, Msg::ColumnSystem, 10, 30, 5),
    column(Cell::Memory, Msg::ColumnMemory, 9, 9, 3),
    column(Cell::Seen, Msg::ColumnSeen, 8, 8, 1),
    column(Cell::State, Msg::ColumnState, 10, 10, 0),
    column(Cell::Warnings, Msg::ColumnWarnings, 4, 4, 2),
];

const fn column(id: Cell, title: Msg, min: usize, max: usize, spare: u8) -> Column<Cell> {
    Column {
        id,
        title,
        min,
        max,
        spare,
    }
}

pub(super) fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    put(
        buffer,
        layout::line(area, 0),
        search_line(state, usize::from(area.width)),
    );
    let columns = fitted(COLUMNS, usize::from(area.width).saturating_sub(2));
    put(buffer, layout::line(area, 1), titles(state, &columns));
    let rows = layout::list_area(state);
    let machines = &state.machines;
    if machines.visible().is_empty() {
        return empty(state, rows, buffer);
    }
    let shown = machines.visible().iter().enumerate().skip(machines.list.offset);
    for ((index, row), place) in shown.zip(rows.rows()) {
        let Some(machine) = machines.row(*row) else {
            continue;
        };
        put(buffer, place, machine_line(state, machine, &columns));
        if index == machines.list.selected {
            buffer.set_style(super::on_screen(buffer, place), style(state, Role::Selected));
        }
    }
}

fn empty(state: &State, area: Rect, buffer: &mut Buffer) {
    let machines = &state.machines;
    let answered = machines.source.value().is_some() && machines.total().is_some();
    if !answered || machines.source.due().is_some() {
        return notice::waiting(state, machines.source.refusal(), area, buffer);
    }
    let searched = !machines.input.text().is_empty() || machines.filter.as_param().is_some();
    let id = if searched {
        Msg::MachinesNoMatch
    } else {
        Msg::MachinesEmpty
    };
    notice::sentence(state, Sign::Unknown, state.texts().text(id), area, buffer);
}

fn search_line(state: &State, width: usize) -> Line<'static> {
    let (texts, machines) = (state.texts(), &state.machines);
    let typed = machines.input.text();
    let mut spans = vec![gap(1), span(state, Role::Key, "/"), gap(1)];
    if machines.typing {
        spans.push(span(state, Role::Plain, format!("{typed}▌")));
    } else if typed.is_empty() {
        spans.push(span(state, Role::Dim, texts.text(Msg::SearchHint)));
    } else {
        spans.push(span(state, Role::Title, typed));
    }
    let shown = machines.visible().len();
    let count = match machines.total() {
        Some(total) => texts.with(
            Msg::ListCount,
            &[("count", Value::from(shown)), ("total", Value::from(total))],
        ),
        None => texts.with(Msg::ListSearching, &[("count", Value::from(shown))]),
    };
    let sort = texts.text(wording::sort(machines.sort));
    let filter = texts.text(wording::filter(machines.filter));
    let mut right = vec![
        span(state, Role::Plain, count),
        span(
            state,
            Role::Dim,
            texts.with(Msg::ListSort, &[("sort", sort.into())]),
        ),
        span(
            state,
            Role::Dim,
            texts.with(Msg::ListFilter, &[("filter", filter.into())]),
        ),
    ];
    let room = width.saturating_sub(line_width(&spans) + 1);
    while right.len() > 1 && line_width(&right) + 3 * right.len() > room {
        right.pop();
    }
    let space = room
        .saturating_sub(line_width(&right) + 3 * (right.len() - 1))
        .max(2);
    spans.push(gap(space));
    for (index, mark) in right.into_iter().enumerate() {
        if index > 0 {
            spans.push(gap(3));
        }
        spans.push(mark);
    }
    Line::from(spans)
}

fn titles(state: &State, columns: &[(Column<Cell>, usize)]) -> Line<'static> {
    let mut spans = vec![gap(1)];
    for (column, width) in columns {
        let title = state.texts().text(column.title);
        let title = match column.id {
            Cell::Memory | Cell::Seen => text::right(title, *width),
            _ => text::left(title, *width),
        };
        spans.push(span(state, Role::Dim, title));
        spans.push(gap(GAP));
    }
    Line::from(spans)
}

fn machine_line(state: &State, machine: &MachineRow, columns: &[(Column<Cell>, usize)]) -> Line<'static> {
    let mut spans = vec![gap(1)];
    for (column, width) in columns {
        spans.push(cell(state, machine, column.id, *width));
        spans.push(gap(GAP));
    }
    Line::from(spans)
}

fn cell(state: &State, machine: &MachineRow, id: Cell, width: usize) -> Span<'static> {
    let lang = state.look.lang;
    let known = |value: &Option<String>| value.clone().unwrap_or_else(|| "–".to_owned());
    let plain = |text: String| span(state, Role::Plain, text);
    match id {
        Cell::Name => span(state, Role::Plain, text::left(&machine.name, width)),
        Cell::Unit => plain(text::left(
            wording::unit_name(state.texts(), &machine.unit),
            width,
        )),
        Cell::Model => plain(text::left(&known(&machine.model), width)),
        Cell::System => plain(text::left(&known(&machine.os), width)),
        Cell::Memory => {
            let size = machine.memory_total_bytes.map(|bytes| format::size(lang, bytes));
            plain(text::right(&known(&size), width))
        }
        Cell::Seen => {
            let age = format::duration(lang, state.now.since(machine.last_seen));
            plain(text::right(&age, width))
        }
        Cell::State => {
            let (sign, word) = wording::machine_state(machine);
            let word = format!("{} {}", sign.glyph(), state.texts().text(word));
            span(state, Role::State(sign), text::left(&word, width))
        }
        Cell::Warnings => match machine.warnings {
            0 => gap(width),
            count => {
                let mark = format!("{}{count}", Sign::Warning.glyph());
                span(state, Role::State(Sign::Warning), text::left(&mark, width))
            }
        },
    }
}
