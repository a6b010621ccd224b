//! The keys of the mode beneath, drawn from its table.
//!
//! ```text
//! ┌ Phím ──────────────────┐
//! │  ⏎          mở         │
//! │  ↑ k        lên        │
//! └────────────────────────┘
//! ```

use super::cells::{gap, put_all, span};
use super::theme::Role;
use crate::keymap::grouped;
use crate::layout;
use crate::state::State;
use crate::text;
use kiemke_config::messages::Msg;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Block, Clear, Widget};

/// Cells for the keys of one command.
const KEYS_CELLS: usize = 14;

pub(super) fn draw(state: &State, offset: usize, buffer: &mut Buffer) {
    let inner = frame(state, Msg::HelpTitle, buffer);
    let lines = grouped(state.mode_beneath()).into_iter().map(|(binding, keys)| {
        let keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
        Line::from(vec![
            gap(1),
            span(state, Role::Key, text::left(&keys.join(" "), KEYS_CELLS)),
            gap(1),
            span(state, Role::Plain, state.texts().text(binding.label)),
        ])
    });
    put_all(buffer, inner, lines.skip(offset));
}

/// Lines of the help.
pub(crate) fn row_count(state: &State) -> usize {
    grouped(state.mode_beneath()).len()
}

/// Draws an empty frame with a title over the screen; what is inside of it is returned.
pub(super) fn frame(state: &State, title: Msg, buffer: &mut Buffer) -> Rect {
    frame_titled(state, state.texts().text(title), buffer)
}

/// The same with a title of its own.
pub(super) fn frame_titled(state: &State, title: &str, buffer: &mut Buffer) -> Rect {
    let area = super::on_screen(buffer, layout::overlay_area(state));
    Clear.render(area, buffer);
    buffer.set_style(area, super::theme::style(state, Role::Plain));
    let title = span(state, Role::Title, format!(" {title} "));
    let block = Block::bordered().title(title);
    let inner = block.inner(area);
    block.render(area, buffer);
    inner
}
