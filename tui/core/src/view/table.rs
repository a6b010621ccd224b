//! A table: a line of titles and rows of cells, one of them selected.

use super::cells::{gap, put, span};
use super::columns::{Column, GAP};
use super::theme::{Role, style};
use crate::state::{List, State};
use crate::text;
use kiemke_config::messages::Msg;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// One cell.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub text: String,
    role: Role,
    right: bool,
}

impl Cell {
    /// Text on the left.
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self::of(Role::Plain, text)
    }

    /// Text of that role on the left.
    pub(super) fn of(role: Role, text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            role,
            right: false,
        }
    }

    /// A number, on the right.
    pub(super) fn number(text: impl Into<String>) -> Self {
        Self {
            right: true,
            ..Self::plain(text)
        }
    }

    /// The same on the right.
    pub(super) fn right(self) -> Self {
        Self { right: true, ..self }
    }

    /// What is not known.
    pub(super) fn unknown() -> Self {
        Self::of(Role::Dim, "–")
    }

    /// Text, or that it is not known.
    pub(super) fn known(text: Option<impl Into<String>>) -> Self {
        text.map_or_else(Self::unknown, Self::plain)
    }
}

/// A column of which it is known on which side its cells stand.
pub(super) const fn column<C>(id: C, title: Msg, min: usize, max: usize, spare: u8) -> Column<C> {
    Column {
        id,
        title,
        min,
        max,
        spare,
    }
}

/// The line of titles; each stands where the cells of its column do.
pub(super) fn titles<C: Copy>(
    state: &State,
    columns: &[(Column<C>, usize)],
    is_right: impl Fn(C) -> bool,
) -> Line<'static> {
    let cells = columns.iter().map(|(column, width)| {
        let cell = Cell::of(Role::Dim, state.texts().text(column.title));
        let cell = if is_right(column.id) { cell.right() } else { cell };
        (cell, *width)
    });
    line(state, cells)
}

/// A row.
pub(super) fn line(state: &State, cells: impl IntoIterator<Item = (Cell, usize)>) -> Line<'static> {
    let mut spans: Vec<Span<'static>> = vec![gap(1)];
    for (cell, width) in cells {
        let place = if cell.right { text::right } else { text::left };
        spans.push(span(state, cell.role, place(&cell.text, width)));
        spans.push(gap(GAP));
    }
    Line::from(spans)
}

/// Draws the rows that are on screen, each made when it is drawn.
pub(super) fn draw(
    state: &State,
    list: List,
    count: usize,
    area: Rect,
    buffer: &mut Buffer,
    row: impl Fn(usize) -> Option<Line<'static>>,
) {
    for (index, place) in (list.offset..count).zip(area.rows()) {
        let Some(line) = row(index) else { continue };
        put(buffer, place, line);
        if index == list.selected {
            buffer.set_style(super::on_screen(buffer, place), style(state, Role::Selected));
        }
    }
}
