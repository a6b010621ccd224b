//! What stands where there is nothing to show: why, and what to do. Never an empty screen.

use super::cells::{put, signed};
use crate::layout;
use crate::message::{Refusal, RefusalKind};
use crate::state::State;
use crate::text;
use crate::wording::{self, Sign};
use kiemke_config::messages::Msg;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Being loaded, or the reason why it could not be.
pub(super) fn waiting(state: &State, refusal: Option<&Refusal>, area: Rect, buffer: &mut Buffer) {
    let texts = state.texts();
    let Some(refusal) = refusal else {
        return sentence(state, Sign::Ageing, texts.text(Msg::Loading), area, buffer);
    };
    let sign = match refusal.kind {
        RefusalKind::Missing => Sign::Unknown,
        RefusalKind::Unreachable
        | RefusalKind::Denied
        | RefusalKind::Stale
        | RefusalKind::Invalid
        | RefusalKind::Failed => Sign::Bad,
    };
    let reason = texts.text(wording::refusal(refusal.kind));
    sentence(
        state,
        sign,
        &format!("{reason} ({})", refusal.detail),
        area,
        buffer,
    );
}

/// A sentence, broken into lines, in the upper part of an area.
pub(super) fn sentence(state: &State, sign: Sign, words: &str, area: Rect, buffer: &mut Buffer) {
    lines(state, sign, words, layout::below(area, area.height / 4), buffer);
}

/// A sentence, broken into lines, from the top of an area.
pub(super) fn lines(state: &State, sign: Sign, words: &str, area: Rect, buffer: &mut Buffer) {
    let width = usize::from(area.width.saturating_sub(4)).max(1);
    for (index, line) in (0..area.height).zip(wrapped(words, width)) {
        let mut row = layout::line(area, index);
        row.x = (row.x + 1).min(area.right());
        row.width = area.right() - row.x;
        let line = match index {
            0 => signed(state, sign, line),
            _ => super::cells::span(state, super::theme::Role::State(sign), format!("  {line}")),
        };
        put(buffer, row, line);
    }
}

fn wrapped(words: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in words.split_whitespace() {
        let last = lines.last_mut().expect("begins with one line and only grows");
        if last.is_empty() {
            *last = text::cut(word, width);
        } else if text::width(last) + 1 + text::width(word) <= width {
            last.push(' ');
            last.push_str(word);
        } else {
            lines.push(text::cut(word, width));
        }
    }
    lines
}
