//! Putting text into cells, never outside of what the terminal has.

use super::on_screen;
use super::theme::{Role, style};
use crate::state::State;
use crate::text;
use crate::wording::Sign;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// A piece of text in a role.
pub(super) fn span(state: &State, role: Role, text: impl AsRef<str>) -> Span<'static> {
    Span::styled(text::clean(text.as_ref()), style(state, role))
}

/// A sign and the word that goes with it.
pub(super) fn signed(state: &State, sign: Sign, word: impl AsRef<str>) -> Span<'static> {
    span(
        state,
        Role::State(sign),
        format!("{} {}", sign.glyph(), word.as_ref()),
    )
}

/// A space of so many cells.
pub(super) fn gap(cells: usize) -> Span<'static> {
    Span::raw(" ".repeat(cells))
}

/// Puts a line on the first row of an area, cut at its end.
pub(super) fn put(buffer: &mut Buffer, area: Rect, line: impl Into<Line<'static>>) {
    let area = on_screen(buffer, area);
    if !area.is_empty() {
        buffer.set_line(area.x, area.y, &line.into(), area.width);
    }
}

/// Puts lines on the rows of an area.
pub(super) fn put_all(buffer: &mut Buffer, area: Rect, lines: impl IntoIterator<Item = Line<'static>>) {
    for (row, line) in area.rows().zip(lines) {
        put(buffer, row, line);
    }
}

/// Cells that a line takes.
pub(super) fn line_width(spans: &[Span<'_>]) -> usize {
    spans.iter().map(|span| text::width(&span.content)).sum()
}
