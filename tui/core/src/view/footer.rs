//! The last line: keys of the mode, from its table, as many as fit; the way to all of them always.

use super::cells::{gap, put, span};
use super::theme::Role;
use crate::keymap::{Binding, Command};
use crate::state::State;
use crate::text;
use kiemke_config::messages::Msg;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

pub(super) fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    let mut hints: Vec<(String, &str)> = Vec::new();
    let mut bindings: Vec<&Binding> = state.mode().bindings().filter(|binding| binding.hint).collect();
    while width(state, &bindings) > usize::from(area.width) && bindings.len() > 1 {
        // The keys of the screen come first; of those that hold everywhere the help stays.
        let last = bindings
            .iter()
            .rposition(|binding| binding.command != Command::Help)
            .unwrap_or(0);
        bindings.remove(last);
    }
    for binding in &bindings {
        hints.push((binding.key.to_string(), label(state, binding)));
    }
    let mut spans = vec![gap(1)];
    for (key, label) in hints {
        spans.push(span(state, Role::Key, key));
        spans.push(gap(1));
        spans.push(span(state, Role::Plain, label));
        spans.push(gap(2));
    }
    put(buffer, area, Line::from(spans));
}

fn label<'a>(state: &'a State, binding: &Binding) -> &'a str {
    // The key says what it leads to, in the language it leads to.
    match binding.command {
        Command::Language => state.texts().text(Msg::OtherLanguage),
        _ => state.texts().text(binding.label),
    }
}

fn width(state: &State, bindings: &[&Binding]) -> usize {
    let hint =
        |binding: &&Binding| text::width(&binding.key.to_string()) + text::width(label(state, binding)) + 3;
    1 + bindings.iter().map(hint).sum::<usize>()
}
