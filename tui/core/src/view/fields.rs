//! Names and values, one a line. What is not known is said so, never left blank.

use super::cells::{gap, span};
use super::theme::Role;
use crate::state::State;
use crate::text;
use kiemke_config::messages::{Msg, format};
use ratatui::text::Line;

/// Cells for the name of a field.
const NAME_CELLS: usize = 22;

/// Lines in the making.
pub(super) struct Fields<'a> {
    state: &'a State,
    lines: Vec<Line<'static>>,
}

impl<'a> Fields<'a> {
    pub(super) fn new(state: &'a State) -> Self {
        Self {
            state,
            lines: Vec::new(),
        }
    }

    /// The title of a part.
    pub(super) fn heading(&mut self, title: Msg) -> &mut Self {
        if !self.lines.is_empty() {
            self.lines.push(Line::default());
        }
        let title = span(self.state, Role::Title, self.state.texts().text(title));
        self.lines.push(Line::from(vec![gap(1), title]));
        self
    }

    /// A field; "not known" when there is no value.
    pub(super) fn field(&mut self, name: Msg, value: Option<impl AsRef<str>>) -> &mut Self {
        let texts = self.state.texts();
        let cells = NAME_CELLS.min(usize::from(self.state.size.0) / 3);
        let value = match &value {
            Some(value) => span(self.state, Role::Plain, value),
            None => span(self.state, Role::Dim, texts.text(Msg::NotKnown)),
        };
        let name = span(self.state, Role::Dim, text::left(texts.text(name), cells));
        self.lines.push(Line::from(vec![gap(2), name, gap(1), value]));
        self
    }

    /// A field that most machines lack: left out when it has no value.
    pub(super) fn rare(&mut self, name: Msg, value: Option<impl AsRef<str>>) -> &mut Self {
        match value {
            Some(_) => self.field(name, value),
            None => self,
        }
    }

    /// A yes or no.
    pub(super) fn yes_no(&mut self, name: Msg, value: Option<bool>) -> &mut Self {
        let texts = self.state.texts();
        self.field(
            name,
            value.map(|yes| texts.text(if yes { Msg::Yes } else { Msg::No })),
        )
    }

    /// A size.
    pub(super) fn size(&mut self, name: Msg, bytes: Option<u64>) -> &mut Self {
        let lang = self.state.look.lang;
        self.field(name, bytes.map(|bytes| format::size(lang, bytes)))
    }

    /// Parts joined into one line, those known.
    pub(super) fn item(&mut self, parts: impl IntoIterator<Item = Option<String>>) -> &mut Self {
        let known: Vec<String> = parts.into_iter().flatten().collect();
        self.text(Role::Plain, &known.join(" · "))
    }

    /// A line of text.
    pub(super) fn text(&mut self, role: Role, words: &str) -> &mut Self {
        self.lines
            .push(Line::from(vec![gap(2), span(self.state, role, words)]));
        self
    }

    /// A line already made.
    pub(super) fn line(&mut self, line: Line<'static>) -> &mut Self {
        self.lines.push(line);
        self
    }

    pub(super) fn into_lines(self) -> Vec<Line<'static>> {
        self.lines
    }
}
