//! A list to choose from, found by typing. What holds now is ticked.
//!
//! ```text
//! ┌ Việc với thiết bị ─────┐
//! │ / mu▌                  │
//! │   cho mượn             │
//! └────────────────────────┘
//! ```

use super::cells::{gap, put, span};
use super::help::frame;
use super::theme::{Role, style};
use crate::layout;
use crate::state::{Menu, State, menu_items};
use kiemke_config::messages::Msg;
use ratatui::buffer::Buffer;
use ratatui::text::Line;

pub(super) fn draw(state: &State, menu: &Menu, buffer: &mut Buffer) {
    let inner = frame(state, menu.title(), buffer);
    let typed = Line::from(vec![
        gap(1),
        span(state, Role::Key, "/"),
        gap(1),
        span(state, Role::Plain, format!("{}▌", menu.input.text())),
    ]);
    put(buffer, layout::line(inner, 0), typed);
    let rows = layout::below(inner, 1);
    let items = menu_items(state, menu);
    if items.is_empty() {
        let none = format!(" {}", state.texts().text(Msg::MenuNoMatch));
        return put(buffer, rows, span(state, Role::Dim, none));
    }
    for ((index, item), row) in items.iter().enumerate().skip(menu.list.offset).zip(rows.rows()) {
        let tick = if item.checked { "✔" } else { " " };
        let line = vec![
            gap(1),
            span(state, Role::Key, tick),
            gap(1),
            span(state, Role::Plain, &item.label),
        ];
        put(buffer, row, Line::from(line));
        if index == menu.list.selected {
            buffer.set_style(super::on_screen(buffer, row), style(state, Role::Selected));
        }
    }
}
