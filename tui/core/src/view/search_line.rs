//! The line above a table: what is searched for, how many rows fit, in which order, and what narrows them.

use super::cells::{gap, line_width, span};
use super::theme::Role;
use crate::state::{Input, State};
use crate::wording::unit_name;
use kiemke_config::messages::{Msg, Value};
use kiemke_wire::view::UnitView;
use ratatui::text::{Line, Span};

/// What the line says.
pub(super) struct SearchLine<'a> {
    pub input: &'a Input,
    pub typing: bool,
    /// Rows that are shown, and all that fit once it is known.
    pub shown: usize,
    pub total: Option<u64>,
    /// The unit to which the table is narrowed.
    pub scope: Option<&'a UnitView>,
    /// Less important first to go: the order, the facets, what is marked.
    pub marks: Vec<(Role, String)>,
}

impl SearchLine<'_> {
    pub(super) fn line(self, state: &State, width: usize) -> Line<'static> {
        let texts = state.texts();
        let typed = self.input.text();
        let mut spans: Vec<Span<'static>> = vec![gap(1)];
        if let Some(unit) = self.scope {
            spans.push(span(state, Role::Title, format!("▸ {}", unit_name(texts, unit))));
            spans.push(gap(2));
        }
        spans.extend([span(state, Role::Key, "/"), gap(1)]);
        if self.typing {
            let (before, behind) = self.input.halves();
            spans.push(span(state, Role::Plain, format!("{before}▌{behind}")));
        } else if typed.is_empty() {
            spans.push(span(state, Role::Dim, texts.text(Msg::SearchHint)));
        } else {
            spans.push(span(state, Role::Title, typed));
        }
        let count = match self.total {
            Some(total) => texts.with(
                Msg::ListCount,
                &[("count", Value::from(self.shown)), ("total", Value::from(total))],
            ),
            None => texts.with(Msg::ListSearching, &[("count", Value::from(self.shown))]),
        };
        let mut right = vec![span(state, Role::Plain, count)];
        let marks = self.marks.into_iter().rev();
        right.extend(marks.map(|(role, text)| span(state, role, text)));
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
}
