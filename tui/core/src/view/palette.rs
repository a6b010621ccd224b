//! The palette: every command of the mode beneath, found by a few letters.
//!
//! ```text
//! ┌ Lệnh ──────────────────┐
//! │ : sap▌                 │
//! │  sắp xếp             s │
//! └────────────────────────┘
//! ```

use super::cells::{gap, put, span};
use super::help::frame;
use super::theme::{Role, style};
use crate::layout;
use crate::state::{Input, List, State, palette_entries};
use crate::text;
use kiemke_config::messages::Msg;
use ratatui::buffer::Buffer;
use ratatui::text::Line;

pub(super) fn draw(state: &State, input: &Input, list: List, buffer: &mut Buffer) {
    let inner = frame(state, Msg::PaletteTitle, buffer);
    let typed = Line::from(vec![
        gap(1),
        span(state, Role::Key, ":"),
        gap(1),
        span(state, Role::Plain, format!("{}▌", input.text())),
    ]);
    put(buffer, layout::line(inner, 0), typed);
    let entries = palette_entries(state, input.text());
    let rows = layout::below(inner, 1);
    if entries.is_empty() {
        return put(
            buffer,
            rows,
            span(
                state,
                Role::Dim,
                format!(" {}", state.texts().text(Msg::PaletteNoMatch)),
            ),
        );
    }
    let width = usize::from(rows.width);
    for ((index, entry), row) in entries.iter().enumerate().skip(list.offset).zip(rows.rows()) {
        let key = entry.key.map(|key| key.to_string()).unwrap_or_default();
        let label = text::left(
            state.texts().text(entry.label),
            width.saturating_sub(text::width(&key) + 3),
        );
        let line = vec![
            gap(1),
            span(state, Role::Plain, label),
            gap(1),
            span(state, Role::Dim, key),
        ];
        put(buffer, row, Line::from(line));
        if index == list.selected {
            buffer.set_style(row, style(state, Role::Selected));
        }
    }
}
