//! Screen 8, Events: open alerts, and below them what happened, newest first.
//!
//! ```text
//!     14:00:05  ● PC01        máy mới đăng ký
//!  23/11 16:20  ▲ PC17        để riêng facts.modules[1].size_bytes: không phải số
//! ```

use super::alerts;
use super::cells::{gap, line_width, put, put_all, span};
use super::notice;
use super::theme::{Role, style};
use super::when;
use crate::state::{Listed, State};
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
    if events.count() == 0 {
        return empty(state, area, buffer);
    }
    let shown = events.listed().enumerate().skip(events.list.offset);
    for ((index, listed), row) in shown.zip(area.rows()) {
        put(buffer, row, listed_line(state, listed, usize::from(area.width)));
        if index == events.list.selected {
            buffer.set_style(super::on_screen(buffer, row), style(state, Role::Selected));
        }
    }
}

/// Titles and rows of what is loaded, for a file.
pub(super) fn whole(state: &State) -> (Vec<String>, Vec<Vec<String>>) {
    let texts = state.texts();
    let titles = [Msg::ColumnTime, Msg::ColumnName, Msg::ColumnDetail].map(|id| texts.text(id).to_owned());
    let moment = |at| format::moment(state.look.lang, at, state.look.offset);
    let rows = state.events.listed().map(|listed| match listed {
        Listed::Alert(alert) => vec![
            moment(alert.since),
            alerts::scope(alert),
            texts.text(wording::alert(alert.symptom)).to_owned(),
        ],
        Listed::Event(event) => vec![moment(event.at), name_of(event), wording::event(texts, event).1],
    });
    (titles.into(), rows.collect())
}

/// The newest ones, alerts first, as many as fit.
pub(super) fn newest(state: &State, area: Rect, buffer: &mut Buffer) {
    if state.events.count() == 0 {
        return empty(state, area, buffer);
    }
    let listed = state.events.listed();
    let lines = listed.map(|listed| listed_line(state, listed, usize::from(area.width)));
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

fn listed_line(state: &State, listed: Listed<'_>, width: usize) -> Line<'static> {
    match listed {
        Listed::Alert(alert) => alerts::line(state, alert, width),
        Listed::Event(event) => line(state, event, width),
    }
}

fn line(state: &State, event: &Event, width: usize) -> Line<'static> {
    let (sign, what) = wording::event(state.texts(), event);
    let name = name_of(event);
    let mut spans = vec![
        gap(1),
        span(state, Role::Dim, when::short(state, event.at)),
        gap(2),
        span(state, Role::State(sign), sign.glyph()),
        gap(1),
        span(state, Role::Plain, text::left(&name, NAME_CELLS.min(width / 4))),
        gap(2),
    ];
    let rest = width.saturating_sub(line_width(&spans));
    spans.push(span(state, Role::Plain, text::cut(&what, rest)));
    Line::from(spans)
}

fn name_of(event: &Event) -> String {
    match (&event.name, event.machine) {
        (Some(name), _) => name.clone(),
        (None, Some(id)) => id.to_string(),
        (None, None) => String::new(),
    }
}
