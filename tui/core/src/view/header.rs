//! The first line: where one is, and how far what is shown can be trusted.
//!
//! ```text
//!  Lâm Đồng ▸ xã Nam Đà          DEMO  ▲ 3 cảnh báo  ○ 12 im lặng  ● trực tuyến 2 giây
//! ```

use super::cells::{gap, line_width, put, signed, span};
use super::theme::Role;
use crate::state::{Link, State};
use crate::text;
use crate::wording::{Sign, unit_name};
use kiemke_config::messages::{Msg, Value, format};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Cells kept for the path before the less important marks give way.
const PATH_CELLS_MIN: usize = 12;

pub(super) fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    let width = usize::from(area.width);
    let mut marks = marks(state);
    // The connection is last and stays longest.
    while marks.len() > 1 && marks_width(&marks) + PATH_CELLS_MIN > width {
        marks.remove(0);
    }
    let room = width.saturating_sub(marks_width(&marks) + 1);
    let path = text::left(&path(state, room), room);
    let mut spans = vec![gap(1), span(state, Role::Title, path)];
    for mark in marks {
        spans.push(gap(2));
        spans.push(mark);
    }
    put(buffer, area, Line::from(spans));
}

fn marks_width(marks: &[Span<'_>]) -> usize {
    line_width(marks) + 2 * marks.len() + 1
}

/// The way from the root; where it is too long the units near the root give way, because the last one is where
/// one is.
fn path(state: &State, room: usize) -> String {
    const JOINT: &str = " ▸ ";
    let texts = state.texts();
    let Some(figures) = state.overview.figures.value() else {
        return texts.text(Msg::AppName).to_owned();
    };
    let units: Vec<&str> = figures
        .path
        .iter()
        .chain([&figures.unit])
        .map(|unit| unit_name(texts, unit))
        .collect();
    let whole = units.join(JOINT);
    (1..units.len())
        .map(|skipped| format!("…{JOINT}{}", units[skipped..].join(JOINT)))
        .fold(
            whole,
            |path, shorter| if text::width(&path) > room { shorter } else { path },
        )
}

/// Least important first.
fn marks(state: &State) -> Vec<Span<'static>> {
    let texts = state.texts();
    let mut marks = Vec::new();
    let figures = state.overview.figures.value();
    let counted = |id, count: u64| texts.with(id, &[("n", Value::from(count))]);
    match state.overview.warnings.value() {
        Some(count) if *count > 0 => {
            marks.push(signed(state, Sign::Warning, counted(Msg::HeaderWarnings, *count)));
        }
        _ => {}
    }
    if let Some(silent) = figures
        .map(|figures| figures.machines.silent)
        .filter(|silent| *silent > 0)
    {
        marks.push(signed(state, Sign::Unknown, counted(Msg::HeaderSilent, silent)));
    }
    if figures.is_some_and(|figures| figures.demo) {
        marks.push(span(
            state,
            Role::Demo,
            format!(" {} ", texts.text(Msg::HeaderDemo)),
        ));
    }
    marks.push(link(state));
    marks
}

fn link(state: &State) -> Span<'static> {
    let texts = state.texts();
    let age = format::duration(state.look.lang, state.shown_age_ms());
    let (sign, id) = match state.link {
        Link::Connecting { .. } => (Sign::Ageing, Msg::LinkConnecting),
        Link::Online { .. } => (Sign::Good, Msg::LinkOnline),
        Link::Lost { .. } => (Sign::Bad, Msg::LinkLost),
    };
    signed(state, sign, texts.with(id, &[("age", age.into())]))
}
