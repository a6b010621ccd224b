//! Beside screen 2: the classes of a unit; of the one that lies open its people with what they answered about home, and
//! above them how ready the reader's unit is, so that one sees it move.
//!
//! ```text
//!  TH Nam Đà ▸ 4A1   28 / 35 đã trả lời   đã đánh dấu 3            T2s 42,0–69,0 %  ○ chưa đủ căn cứ  TH Nam Đà
//!    Mã       Tên              Thiết bị ở nhà      Mạng ở nhà     Đăng nhập   Ngày
//!  ✔ HS001    Nguyễn Thị An    máy tính xách tay   xem tốt        có          27/11/2026
//!    HS002    Y Krông          –                   –              –           –
//! ```

use super::cells::{gap, line_width, put, span};
use super::columns::{Column, fitted};
use super::table::{self, Cell, column};
use super::theme::Role;
use super::{notice, plan};
use crate::layout;
use crate::state::classes::OpenClass;
use crate::state::form::written_day;
use crate::state::{Phase, State};
use crate::wording::{self, Sign, people};
use kiemke_config::messages::{Msg, Value, format};
use kiemke_wire::person::PersonKind;
use kiemke_wire::view::{ClassRow, PersonRow};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

const CLASSES: &[Column<usize>] = &[
    column(0, Msg::ColumnClass, 8, 20, 0),
    column(1, Msg::ColumnSchool, 14, 40, 1),
    column(2, Msg::ColumnSite, 10, 30, 4),
    column(3, Msg::ColumnLevel, 8, 24, 2),
    column(4, Msg::ColumnPeople, 8, 10, 0),
    column(5, Msg::ColumnNationalId, 8, 14, 3),
];
const PEOPLE: &[Column<usize>] = &[
    column(0, Msg::ColumnMark, 1, 1, 0),
    column(1, Msg::ColumnCode, 6, 14, 1),
    column(2, Msg::ColumnName, 10, 30, 0),
    column(3, Msg::HomeDevice, 14, 34, 0),
    column(4, Msg::HomeLine, 10, 20, 0),
    column(5, Msg::HomeSignedIn, 6, 12, 2),
    column(6, Msg::FieldOn, 10, 10, 3),
];
/// Counts stand on the right.
const COUNTS: [usize; 2] = [4, 5];

pub(super) fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    let width = usize::from(area.width);
    put(buffer, layout::line(area, 0), head(state, width));
    let (columns, rows) = rows(state);
    let columns = fitted(columns, width.saturating_sub(2));
    let is_right = |id: usize| state.classes.open.is_none() && COUNTS.contains(&id);
    put(
        buffer,
        layout::line(area, 1),
        table::titles(state, &columns, is_right),
    );
    let place = layout::list_area(state);
    if rows.is_empty() {
        return empty(state, place, buffer);
    }
    let (list, count) = state.classes.list_shown();
    table::draw(state, list, count, place, buffer, |index| {
        let cells = rows.get(index)?;
        let cells = columns
            .iter()
            .map(|(column, width)| (cells[column.id].clone(), *width));
        Some(table::line(state, cells))
    });
}

/// Titles and rows of what is shown, for a file.
pub(super) fn whole(state: &State) -> (Vec<String>, Vec<Vec<String>>) {
    let (columns, rows) = rows(state);
    let titles = columns
        .iter()
        .map(|column| state.texts().text(column.title).to_owned());
    let rows = rows
        .iter()
        .map(|cells| cells.iter().map(|cell| cell.text.clone()).collect());
    (titles.collect(), rows.collect())
}

fn rows(state: &State) -> (&'static [Column<usize>], Vec<Vec<Cell>>) {
    match &state.classes.open {
        Some(open) => {
            let people = open.people().iter();
            (
                PEOPLE,
                people.map(|person| person_row(state, open, person)).collect(),
            )
        }
        None => {
            let classes = state.classes.classes.value().into_iter().flatten();
            (CLASSES, classes.map(|class| class_row(state, class)).collect())
        }
    }
}

fn empty(state: &State, area: Rect, buffer: &mut Buffer) {
    let (refusal, none) = match &state.classes.open {
        Some(open) => (open.people.refusal(), Msg::ClassNobody),
        None => (state.classes.classes.refusal(), Msg::ClassesNone),
    };
    match state.classes.phase() {
        Phase::Current { .. } => {
            notice::sentence(state, Sign::Unknown, state.texts().text(none), area, buffer);
        }
        _ => notice::waiting(state, refusal, area, buffer),
    }
}

/// Where one is, who has answered, and how ready the reader's unit is.
fn head(state: &State, width: usize) -> Line<'static> {
    let texts = state.texts();
    let unit = state.classes.unit.as_ref();
    let unit = unit.map(|unit| wording::unit_name(texts, unit).to_owned());
    let mut spans = vec![gap(1)];
    if let Some(open) = &state.classes.open {
        let school = wording::unit_name(texts, &open.class.school);
        let class = people::class_name(texts, &open.class);
        spans.push(span(state, Role::Title, format!("{school} ▸ {class}")));
        let answered = open.people().iter().filter(|person| person.home.is_some());
        let values = [
            ("n", Value::from(answered.count())),
            ("total", Value::from(open.people().len())),
        ];
        spans.push(gap(3));
        spans.push(span(state, Role::Plain, texts.with(Msg::ClassAnswered, &values)));
        if !open.marked.is_empty() {
            let marked = [("n", Value::from(open.marked.len()))];
            spans.push(gap(3));
            spans.push(span(state, Role::Title, texts.with(Msg::ListMarked, &marked)));
        }
    } else {
        let title = texts.with(
            Msg::ClassesOf,
            &[("unit", unit.unwrap_or_default().as_str().into())],
        );
        spans.push(span(state, Role::Title, title));
    }
    let room = width.saturating_sub(line_width(&spans) + 1);
    let mut ready = readiness(state);
    // The verdict follows from the value, and whose it is stands above.
    for fewer in [3, 2, 1] {
        ready.truncate(fewer);
        let cells = line_width(&ready);
        if !ready.is_empty() && cells + 1 < room {
            spans.push(gap(room - cells));
            spans.extend(ready);
            break;
        }
    }
    Line::from(spans)
}

/// The students of the reader's own unit: what is typed here moves it.
fn readiness(state: &State) -> Vec<Span<'static>> {
    let Some(figures) = state.overview.figures.value() else {
        return Vec::new();
    };
    let share = &figures.readiness.students;
    let value = plan::value(state, Some(share)).text;
    let (sign, words) = wording::verdict_of(state.texts(), share);
    let name = wording::unit_name(state.texts(), &figures.unit);
    vec![
        span(state, Role::Plain, format!("T2s {value}")),
        span(state, Role::State(sign), format!("  {} {words}", sign.glyph())),
        span(state, Role::Dim, format!("  {name}")),
    ]
}

fn class_row(state: &State, class: &ClassRow) -> Vec<Cell> {
    let (texts, lang) = (state.texts(), state.look.lang);
    let count = |count: Option<u64>| Cell::known(count.map(|count| format::count(lang, count))).right();
    let role = match class.kind {
        PersonKind::Student => Role::Plain,
        PersonKind::Teacher => Role::Dim,
    };
    vec![
        Cell::of(role, people::class_name(texts, class)),
        Cell::plain(wording::unit_name(texts, &class.school)),
        Cell::of(Role::Dim, wording::unit_name(texts, &class.site)),
        Cell::of(Role::Dim, people::level_name(&class.level, lang)),
        count(class.people),
        count(class.with_national_id),
    ]
}

fn person_row(state: &State, open: &OpenClass, person: &PersonRow) -> Vec<Cell> {
    let (texts, lang) = (state.texts(), state.look.lang);
    let mark = match open.marked.contains(&person.id) {
        true => Cell::of(Role::Title, "✔"),
        false => Cell::plain(""),
    };
    let mut cells = vec![
        mark,
        Cell::known(person.code.clone()),
        Cell::known(person.name.clone()),
    ];
    match &person.home {
        Some(home) => cells.extend([
            Cell::plain(people::home_device(texts, &home.answers)),
            Cell::plain(people::home_line(texts, &home.answers)),
            Cell::plain(people::signed_in(texts, &home.answers)),
            Cell::of(Role::Dim, written_day(lang, home.on)),
        ]),
        None => cells.extend([(); 4].map(|()| Cell::unknown())),
    }
    cells
}
