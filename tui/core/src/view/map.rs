//! The map: boundaries in braille, a sign for each site, the worst of those that share a cell; in letters alone, a list.
//!
//! ```text
//!  Bản đồ · 1 437 điểm · ✖ 3 mất  ● 1 402 thông  ○ 32 chưa đo     12 trường chưa rõ ở đâu
//!            ⢀⡠⠤⠒⠒⠢⢄⡀      ●
//!     ●    ⢀⠔⠁       ⠈⠢⡀ ●   ●
//!        ● ⡇   ✖        ⢸
//!  ▸ TH Nam Đà · ✖ mất · 1 thông, 1 mất · 12,4013 B 107,9004 Đ
//! ```

use super::cells::{gap, put, signed, span};
use super::columns::{Column, fitted};
use super::table::{self, Cell, column};
use super::theme::{Role, style};
use super::{notice, on_screen};
use crate::layout;
use crate::state::State;
use crate::state::map::{point, standing};
use crate::wording::Sign;
use kiemke_config::messages::{Lang, Msg, Value, format};
use kiemke_wire::view::SitePoint;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Color;
use ratatui::symbols::Marker;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget as _;
use ratatui::widgets::canvas::{self, Canvas};

const COLUMNS: &[Column<usize>] = &[
    column(0, Msg::ColumnState, 10, 16, 0),
    column(1, Msg::ColumnName, 16, 50, 0),
    column(2, Msg::ColumnLines, 12, 24, 1),
    column(3, Msg::MapPlace, 18, 26, 2),
];
/// Digits of a degree: some ten metres.
const DECIMALS: usize = 4;

pub(super) fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    put(buffer, layout::line(area, 0), headline(state));
    let area = layout::map_area(state);
    drawn(state, (area, true), buffer);
    let below = layout::line(layout::areas(state.size).body, area.height + 1);
    if let Some(site) = state.map.selected() {
        put(buffer, below, told(state, site));
    }
}

/// Beside the figures of the overview, without a selection.
pub(super) fn beside(state: &State, area: Rect, buffer: &mut Buffer) {
    put(buffer, layout::line(area, 0), headline(state));
    drawn(state, (layout::below(area, 1), false), buffer);
}

/// The sites, or why there are none.
fn drawn(state: &State, (area, selects): (Rect, bool), buffer: &mut Buffer) {
    let map = &state.map;
    if map.sites.value().is_none() {
        return notice::waiting(state, map.sites.refusal(), area, buffer);
    }
    if map.window((area.width, area.height)).is_none() {
        let none = state.texts().text(Msg::MapNoPlaces);
        return notice::sentence(state, Sign::Unknown, none, area, buffer);
    }
    match state.look.ascii {
        true => list(state, area, buffer),
        false => sites(state, (area, selects), buffer),
    }
}

/// How many there are of each, and what is not on the map.
fn headline(state: &State) -> Line<'static> {
    let (texts, lang) = (state.texts(), state.look.lang);
    let mut spans = vec![gap(1), span(state, Role::Title, texts.text(Msg::MapTitle))];
    let Some(view) = state.map.sites.value() else {
        return Line::from(spans);
    };
    for ((sign, word), count) in state.map.counts() {
        spans.push(gap(2));
        let count = format::count(lang, count);
        spans.push(signed(state, sign, format!("{count} {}", texts.text(word))));
    }
    for (msg, count) in [
        (Msg::MapWithoutPlace, view.without_place),
        (Msg::MapLeftOut, view.left_out),
    ] {
        if count > 0 {
            spans.push(gap(2));
            spans.push(span(
                state,
                Role::Dim,
                texts.with(msg, &[("n", Value::from(count))]),
            ));
        }
    }
    Line::from(spans)
}

fn sites(state: &State, (area, selects): (Rect, bool), buffer: &mut Buffer) {
    let area = on_screen(buffer, area);
    let map = &state.map;
    let Some(window) = map.window((area.width, area.height)).filter(|_| !area.is_empty()) else {
        return;
    };
    let (across, up) = window.half();
    let ink = style(state, Role::Dim).fg.unwrap_or(Color::Reset);
    let boundaries = Canvas::default()
        .marker(Marker::Braille)
        .x_bounds([-across, across])
        .y_bounds([-up, up])
        .paint(|context| {
            for (from, to) in map.boundaries.pieces() {
                let ((x1, y1), (x2, y2)) = (window.place(from), window.place(to));
                context.draw(&canvas::Line::new(x1, y1, x2, y2, ink));
            }
        });
    boundaries.render(area, buffer);
    map.marks(window, |cell, site| {
        sign(state, site, (Some(cell), false), area, buffer);
    });
    if let Some(site) = map.selected().filter(|_| selects) {
        sign(state, site, (window.cell(point(site)), true), area, buffer);
    }
}

fn sign(
    state: &State,
    site: &SitePoint,
    (cell, is_selected): (Option<(u16, u16)>, bool),
    area: Rect,
    buffer: &mut Buffer,
) {
    let Some((column, row)) = cell else { return };
    let sign = standing(site).0;
    let mut style = style(state, Role::State(sign));
    if is_selected {
        style = style.add_modifier(ratatui::style::Modifier::REVERSED);
    }
    let at = Rect::new(area.x + column, area.y + row, 1, 1);
    put(buffer, at, Span::styled(sign.glyph(), style));
}

fn list(state: &State, area: Rect, buffer: &mut Buffer) {
    let columns = fitted(COLUMNS, usize::from(area.width).saturating_sub(2));
    let rows: Vec<&SitePoint> = state.map.rows().collect();
    table::draw(state, state.map.list, rows.len(), area, buffer, |index| {
        let site = rows.get(index)?;
        let cells = columns.iter().map(|(column, width)| {
            let cell = match column.id {
                0 => {
                    let (sign, word) = standing(site);
                    let word = state.texts().text(word);
                    Cell::of(Role::State(sign), format!("{} {word}", sign.glyph()))
                }
                1 => Cell::plain(site.name.clone()),
                2 => Cell::plain(lines(state, site)),
                _ => Cell::plain(place(state.look.lang, site)),
            };
            (cell, *width)
        });
        Some(table::line(state, cells))
    });
}

/// Titles and rows of all sites, for a file.
pub(super) fn whole(state: &State) -> (Vec<String>, Vec<Vec<String>>) {
    let titles = COLUMNS
        .iter()
        .map(|column| state.texts().text(column.title).to_owned());
    let rows = state.map.rows().map(|site| {
        let word = state.texts().text(standing(site).1).to_owned();
        vec![
            word,
            site.name.clone(),
            lines(state, site),
            place(state.look.lang, site),
        ]
    });
    (titles.collect(), rows.collect())
}

fn told(state: &State, site: &SitePoint) -> Line<'static> {
    let (sign, word) = standing(site);
    let mut spans = vec![
        gap(1),
        span(state, Role::Title, &site.name),
        gap(2),
        signed(state, sign, state.texts().text(word)),
    ];
    for text in [lines(state, site), place(state.look.lang, site)] {
        if !text.is_empty() {
            spans.extend([gap(2), span(state, Role::Plain, text)]);
        }
    }
    Line::from(spans)
}

/// `1 thông, 1 mất`
fn lines(state: &State, site: &SitePoint) -> String {
    let counts = [
        (site.up, Msg::LineUp),
        (site.down, Msg::LineDown),
        (site.unknown, Msg::LineUnknown),
    ];
    let told = counts.into_iter().filter(|(count, _)| *count > 0);
    let told = told.map(|(count, word)| format!("{count} {}", state.texts().text(word)));
    told.collect::<Vec<String>>().join(", ")
}

/// `12,4013 B 107,9004 Đ`
fn place(lang: Lang, site: &SitePoint) -> String {
    let degrees = |degrees: f64| format::decimal(lang, degrees.abs(), DECIMALS);
    let (north, east) = match lang {
        Lang::Vi => (
            if site.lat < 0.0 { "N" } else { "B" },
            if site.lon < 0.0 { "T" } else { "Đ" },
        ),
        Lang::En => (
            if site.lat < 0.0 { "S" } else { "N" },
            if site.lon < 0.0 { "W" } else { "E" },
        ),
    };
    format!("{} {north} {} {east}", degrees(site.lat), degrees(site.lon))
}
