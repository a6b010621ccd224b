//! Screen 8, Events: what happened, newest first.
//!
//! ```text
//!     14:00:05  ● PC01        máy mới đăng ký
//!  23/11 16:20  ▲ PC17        để riêng facts.modules[1].size_bytes: không phải số
//! ```

use super::cells::{gap, put, put_all, span};
use super::notice;
use super::theme::{Role, style};
use super::when;
use crate::state::State;
use crate::text;
use crate::wording::{self, Sign};
use kiemke_config::messages::{Msg, format};
use kiemke_wire::view::Event;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// Cells for the name of a machine, where there is room.
const NAME_CELLS: usize = 16;

pub(super) fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    let events = &state.events;
    if events.rows().is_empty() {
        return empty(state, area, buffer);
    }
    let shown = events.rows().iter().enumerate().skip(events.list.offset);
    for ((index, event), row) in shown.zip(area.rows()) {
        put(buffer, row, line(state, event, usize::from(area.width)));
        if index == events.list.selected {
            buffer.set_style(super::on_screen(buffer, row), style(state, Role::Selected));
        }
    }
}

/// Titles and rows of what is loaded, for a file.
pub(super) fn whole(state: &State) -> (Vec<String>, Vec<Vec<String>>) {
    let texts = state.texts();
    let titles = [Msg::ColumnTime, Msg::ColumnName, Msg::ColumnDetail].map(|id| texts.text(id).to_owned());
    let rows = state.events.rows().iter().map(|event| {
        let at = format::moment(state.look.lang, event.at, state.look.offset);
        vec![at, name_of(event), wording::event(texts, event).1]
    });
    (titles.into(), rows.collect())
}

/// The newest ones, as many as fit.
pub(super) fn newest(state: &State, area: Rect, buffer: &mut Buffer) {
    if state.events.rows().is_empty() {
        return empty(state, area, buffer);
    }
    let lines = state
        .events
        .rows()
        .iter()
        .map(|event| line(state, event, usize::from(area.width)));
    put_all(buffer, area, lines);
}

fn empty(state: &State, area: Rect, buffer: &mut Buffer) {
    match state.events.source.value() {
        Some(()) => {
            notice::sentence(
                state,
                Sign::Unknown,
                state.texts().text(Msg::EventsEmpty),
                area,
                buffer,
            );
        }
        None => notice::waiting(state, state.events.source.refusal(), area, buffer),
    }
}

fn line(state: &State, event: &Event, width: usize) -> Line<'static> {
    let (sign, what) = wording::event(state.texts(), event);
    let name = name_of(event);
    Line::from(vec![
        gap(1),
        span(state, Role::Dim, when::short(state, event.at)),
        gap(2),
        span(state, Role::State(sign), sign.glyph()),
        gap(1),
        span(state, Role::Plain, text::left(&name, NAME_CELLS.min(width / 4))),
        gap(2),
        span(state, Role::Plain, what),
    ])
}

fn name_of(event: &Event) -> String {
    match (&event.name, event.machine) {
        (Some(name), _) => name.clone(),
        (None, Some(id)) => id.to_string(),
        (None, None) => String::new(),
    }
}
