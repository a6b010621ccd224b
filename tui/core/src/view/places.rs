//! Screen 2, Places: units with what lies in them, each row the total of all below it.
//!
//! ```text
//!  Xem: cây đơn vị   ngày: hôm nay                                       8 trường
//!  Đơn vị                                  Loại         Trường     Máy   Đường truyền
//!  ▾ Lâm Đồng                              tỉnh            120   1 204             44
//!    ▾ xã Nam Đà                           xã                8     212              6
//!      ▸ TH Nam Đà                         trường            1      61              1
//! ```

use super::cells::{gap, line_width, put, span};
use super::columns::{Column, fitted};
use super::notice;
use super::table::{self, Cell, column};
use super::theme::Role;
use crate::layout;
use crate::state::form::written_day;
use crate::state::places::PlacesRow;
use crate::state::{Phase, PlacesView, State};
use crate::wording::{self, Sign};
use kiemke_config::kinds::Kinds;
use kiemke_config::messages::{Lang, Msg, Value, format};
use kiemke_wire::view::{UnitCounts, UnitGroup};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use std::sync::OnceLock;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Id {
    Name,
    Kind,
    Code,
    Schools,
    Machines,
    Lines,
}

const COLUMNS: &[Column<Id>] = &[
    column(Id::Name, Msg::ColumnUnit, 20, 60, 0),
    column(Id::Kind, Msg::ColumnKind, 8, 18, 2),
    column(Id::Code, Msg::ColumnCode, 8, 16, 3),
    column(Id::Schools, Msg::ColumnSchools, 7, 8, 1),
    column(Id::Machines, Msg::ColumnMachines, 8, 9, 0),
    column(Id::Lines, Msg::ColumnLines, 8, 13, 0),
];
/// Cells by which each level is set in.
const INDENT: usize = 2;

pub(super) fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    let width = usize::from(area.width);
    put(buffer, layout::line(area, 0), head(state, width));
    let columns = fitted(&columns(state), width.saturating_sub(2));
    put(
        buffer,
        layout::line(area, 1),
        table::titles(state, &columns, is_number),
    );
    let places = &state.places;
    let rows = layout::list_area(state);
    if places.rows().is_empty() {
        let source = places.total.refusal().or(places.groups.refusal());
        return match places.phase() {
            Phase::Current { .. } if places.view != PlacesView::Tree => {
                let none = state.texts().text(Msg::PlacesNoGroups);
                notice::sentence(state, Sign::Unknown, none, rows, buffer);
            }
            _ => notice::waiting(state, source, rows, buffer),
        };
    }
    table::draw(state, places.list, places.rows().len(), rows, buffer, |index| {
        let row = *places.rows().get(index)?;
        let cells = columns
            .iter()
            .map(|(column, width)| (cell(state, row, column.id), *width));
        Some(table::line(state, cells))
    });
}

/// Titles and rows of what is unfolded, for a file.
pub(super) fn whole(state: &State) -> (Vec<String>, Vec<Vec<String>>) {
    let columns = columns(state);
    let titles = columns
        .iter()
        .map(|column| state.texts().text(column.title).to_owned());
    let rows = state.places.rows().iter();
    let rows = rows.map(|row| {
        columns
            .iter()
            .map(|column| cell(state, *row, column.id).text)
            .collect()
    });
    (titles.collect(), rows.collect())
}

/// Groups have neither kind nor code.
fn columns(state: &State) -> Vec<Column<Id>> {
    let is_tree = state.places.view == PlacesView::Tree;
    let shown = |column: &&Column<Id>| is_tree || !matches!(column.id, Id::Kind | Id::Code);
    COLUMNS.iter().filter(shown).copied().collect()
}

fn is_number(id: Id) -> bool {
    matches!(id, Id::Schools | Id::Machines | Id::Lines)
}

fn head(state: &State, width: usize) -> Line<'static> {
    let (texts, places) = (state.texts(), &state.places);
    let view = texts.text(places.view.title());
    let mut spans = vec![
        gap(1),
        span(
            state,
            Role::Plain,
            texts.with(Msg::PlacesView, &[("view", view.into())]),
        ),
        gap(3),
    ];
    spans.push(match places.day {
        Some(day) => {
            let day = written_day(state.look.lang, day);
            // A past day must not be taken for today.
            span(
                state,
                Role::Demo,
                format!(" {} ", texts.with(Msg::PlacesDay, &[("day", day.into())])),
            )
        }
        None => span(state, Role::Dim, texts.text(Msg::PlacesToday)),
    });
    if let Some(counts) = places.counts() {
        let total = texts.with(Msg::PlacesSchools, &[("n", Value::from(counts.schools))]);
        let room = width.saturating_sub(line_width(&spans) + crate::text::width(&total) + 2);
        spans.push(gap(room));
        spans.push(span(state, Role::Plain, total));
    }
    Line::from(spans)
}

fn cell(state: &State, row: PlacesRow, id: Id) -> Cell {
    match row {
        PlacesRow::Unit(key, depth) => match state.places.place(key) {
            Some(place) => of_unit(state, place, depth, id),
            None => Cell::unknown(),
        },
        PlacesRow::More(count, depth) if id == Id::Name => {
            let more = state.texts().with(Msg::PlacesMore, &[("n", Value::from(count))]);
            Cell::of(Role::Dim, format!("{}{more}", " ".repeat(INDENT * (depth + 1))))
        }
        PlacesRow::More(..) => Cell::plain(""),
        PlacesRow::Group(index) => {
            let groups = state.places.groups.value();
            match groups.and_then(|groups| groups.items.get(index)) {
                Some(group) => of_group(state, group, id),
                None => Cell::unknown(),
            }
        }
        PlacesRow::Total => match id {
            Id::Name => Cell::of(Role::Title, state.texts().text(Msg::GroupTotal)),
            id => state
                .places
                .counts()
                .map_or_else(Cell::unknown, |counts| count(state, counts, id)),
        },
    }
}

fn of_unit(state: &State, place: crate::state::places::Place<'_>, depth: usize, id: Id) -> Cell {
    let unit = &place.row.unit;
    match id {
        Id::Name => {
            let fold = match (place.is_leaf, place.is_open) {
                (true, _) => " ",
                (false, true) => "▾",
                (false, false) => "▸",
            };
            let name = wording::unit_name(state.texts(), unit);
            let closed = if place.row.closed { " †" } else { "" };
            Cell::plain(format!("{}{fold} {name}{closed}", " ".repeat(INDENT * depth)))
        }
        Id::Kind => Cell::of(Role::Dim, kind(&unit.kind, state.look.lang)),
        Id::Code => Cell::of(Role::Dim, unit.code.clone()),
        id => count(state, place.row.counts, id),
    }
}

fn of_group(state: &State, group: &UnitGroup, id: Id) -> Cell {
    let texts = state.texts();
    match id {
        Id::Name => match (&group.value, group.outside) {
            (Some(value), _) => Cell::plain(value.clone()),
            (None, true) => Cell::of(Role::Dim, texts.text(Msg::GroupOutside)),
            (None, false) => Cell::of(Role::Dim, texts.text(Msg::GroupNone)),
        },
        id => count(state, group.counts, id),
    }
}

fn count(state: &State, counts: UnitCounts, id: Id) -> Cell {
    let number = |count: u64| Cell::number(format::count(state.look.lang, count));
    match id {
        Id::Schools => number(counts.schools),
        Id::Machines => number(counts.machines),
        Id::Lines => number(counts.lines),
        Id::Name | Id::Kind | Id::Code => Cell::plain(""),
    }
}

/// What a kind of unit is called; one that is not known here stays as it is.
fn kind(name: &str, lang: Lang) -> String {
    static SHIPPED: OnceLock<Kinds> = OnceLock::new();
    let kinds = SHIPPED.get_or_init(Kinds::shipped);
    let found = kinds.all().iter().rev().find_map(|one| one.kind(name));
    match found {
        Some(kind) if lang == Lang::Vi => kind.vi.clone(),
        Some(kind) => kind.en.clone(),
        None => name.to_owned(),
    }
}
