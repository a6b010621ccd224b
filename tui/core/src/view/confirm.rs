//! A question that a yes answers, and what became of things: both over the screen.

use super::help::frame;
use super::notice;
use super::theme::{Role, style};
use crate::layout;
use crate::state::{State, Told};
use crate::text;
use crate::wording::Sign;
use kiemke_config::messages::Msg;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Clear, Widget};

/// Lines of a message at most: what is longer is not read in passing.
const TOLD_ROWS_MAX: u16 = 3;

pub(super) fn draw(state: &State, question: &str, buffer: &mut Buffer) {
    let inner = frame(state, Msg::ConfirmTitle, buffer);
    notice::lines(state, Sign::Warning, question, inner, buffer);
}

/// A message over the last lines of the body.
pub(super) fn told(state: &State, told: &Told, buffer: &mut Buffer) {
    let body = layout::areas(state.size).body;
    let cells = usize::from(body.width.saturating_sub(4)).max(1);
    let lines = u16::try_from(text::width(&told.text).div_ceil(cells)).unwrap_or(u16::MAX);
    let height = lines.clamp(1, TOLD_ROWS_MAX).min(body.height);
    let area = Rect::new(body.x, body.bottom() - height, body.width, height);
    let area = super::on_screen(buffer, area);
    Clear.render(area, buffer);
    buffer.set_style(area, style(state, Role::Plain));
    notice::lines(state, told.sign, &told.text, area, buffer);
}
