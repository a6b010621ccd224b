//! Screen 5, Stocktake: the sessions; of one its rooms, its things, its packs, its history; the scanner on a room.
//!
//! ```text
//!  s1 · Kiểm kê 2026 · THCS Nam Đà · 24/11/2026                                       ◐ đang đếm
//!  phải có 40 · khớp 31 · hư hỏng 1 · sai chỗ 2 · chưa đếm 6 · thừa 1
//!  [Phòng]  Thiết bị   Gói 1   Lịch sử
//!  Nơi            Đã đếm    khớp   hư hỏng   thiếu   sai chỗ   của nơi khác   thừa   Tình trạng
//!  Phòng tin 1   38 / 40      36         2       –         0              1      0   ◐ đang đếm
//! ```

mod rows;

use super::cells::{gap, put, span};
use super::columns::fitted;
use super::notice;
use super::table;
use super::theme::Role;
use crate::layout;
use crate::message::Refusal;
use crate::state::State;
use crate::state::form::written_day;
use crate::state::stocktake::{OpenSession, SessionPart, Things};
use crate::text;
use crate::wording::Sign;
use kiemke_config::messages::{Msg, Value, format};
use kiemke_wire::stocktake::{CountTotals, ItemState};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use rows::{Rows, rows, standing};

pub(super) fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    if let Some(scan) = state.stocktake.scan() {
        return scan.scanner.draw_body(super::on_screen(buffer, area), buffer);
    }
    let rows_area = layout::list_area(state);
    let head = area.height - rows_area.height;
    if head > 0 {
        match &state.stocktake.open {
            None => put(buffer, layout::line(area, 0), list_head(state)),
            Some(open) => open_head(state, open, area, head - 1, buffer),
        }
    }
    let (refusal, is_there, none) = source(state);
    if !is_there {
        return notice::waiting(state, refusal, rows_area, buffer);
    }
    let rows = rows(state);
    if rows.rows.is_empty() {
        let words = state.texts().text(none);
        return notice::sentence(state, Sign::Note, words, rows_area, buffer);
    }
    let columns = fitted(rows.columns, usize::from(area.width).saturating_sub(2));
    let is_right = |id: usize| rows.right.contains(&id);
    if head > 0 {
        let titles = table::titles(state, &columns, is_right);
        put(buffer, layout::line(area, head - 1), titles);
    }
    let (list, count) = (state.stocktake.list_shown().0, rows.rows.len());
    table::draw(state, list, count, rows_area, buffer, |index| {
        let cells = rows.rows.get(index)?;
        let cells = columns
            .iter()
            .map(|(column, width)| (cells[column.id].clone(), *width));
        Some(table::line(state, cells))
    });
}

/// Titles and rows of what is shown, for a file.
pub(super) fn whole(state: &State) -> (Vec<String>, Vec<Vec<String>>) {
    let Rows { columns, rows, .. } = rows(state);
    let titles = columns
        .iter()
        .map(|column| state.texts().text(column.title).to_owned());
    let rows = rows
        .iter()
        .map(|cells| cells.iter().map(|cell| cell.text.clone()).collect());
    (titles.collect(), rows.collect())
}

/// Why there is nothing, whether there is, and what is said when it is empty.
fn source(state: &State) -> (Option<&Refusal>, bool, Msg) {
    let stocktake = &state.stocktake;
    let Some(open) = &stocktake.open else {
        let source = &stocktake.sessions;
        return (source.refusal(), source.value().is_some(), Msg::StocktakesNone);
    };
    let detail = (open.detail.refusal(), open.detail.value().is_some());
    match (open.part, &open.pack) {
        (SessionPart::Rooms, _) => (detail.0, detail.1, Msg::StocktakeNoRooms),
        (SessionPart::Things, _) => {
            let source = &open.states;
            (source.refusal(), source.value().is_some(), Msg::StocktakeNoThings)
        }
        (SessionPart::Packs, None) => (detail.0, detail.1, Msg::StocktakeNoPacks),
        (SessionPart::Packs, Some(pack)) => {
            let source = &pack.detail;
            (source.refusal(), source.value().is_some(), Msg::StocktakeNoThings)
        }
        (SessionPart::History, _) => {
            let source = &open.history;
            (source.refusal(), source.value().is_some(), Msg::StocktakeNoThings)
        }
    }
}

/// How many there are; when not all are loaded, of how many.
fn list_head(state: &State) -> Line<'static> {
    let (lang, page) = (state.look.lang, state.stocktake.sessions.value());
    let shown = state.stocktake.rows().len() as u64;
    let total = page.map_or(0, |page| page.total);
    let count = match total > shown {
        true => format!("{} / {}", format::count(lang, shown), format::count(lang, total)),
        false => format::count(lang, total),
    };
    let title = state.texts().text(Msg::TabStocktake);
    Line::from(vec![gap(1), span(state, Role::Dim, format!("{title}: {count}"))])
}

/// What lies open, its totals, its parts; as many lines as there are.
fn open_head(state: &State, open: &OpenSession, area: Rect, lines: u16, buffer: &mut Buffer) {
    let width = usize::from(area.width).saturating_sub(2);
    let all: [&dyn Fn() -> Line<'static>; 3] = [
        &|| name_line(state, open, width),
        &|| totals_line(state, open, width),
        &|| parts_line(state, open),
    ];
    // The totals are what one looks for.
    let order: &[usize] = match lines {
        0 => &[],
        1 => &[1],
        2 => &[1, 2],
        _ => &[0, 1, 2],
    };
    for (row, line) in (0..lines).zip(order) {
        put(buffer, layout::line(area, row), all[*line]());
    }
}

fn name_line(state: &State, open: &OpenSession, width: usize) -> Line<'static> {
    let texts = state.texts();
    let mut parts = vec![format!("{} · {}", open.id, open.name)];
    let mut standing_of = None;
    if let Some(detail) = open.detail.value() {
        parts.push(detail.row.unit.name.clone());
        parts.push(written_day(state.look.lang, detail.row.on));
        let signed: Vec<&str> = detail.signatures.iter().map(|one| one.name.as_str()).collect();
        if !signed.is_empty() {
            let names = signed.join(", ");
            parts.push(texts.with(Msg::StocktakeSigned, &[("names", names.into())]));
        }
        standing_of = Some(standing(&detail.row));
    }
    let end = standing_of.map_or_else(String::new, |(sign, word)| {
        format!("{} {}", sign.glyph(), texts.text(word))
    });
    let room = width.saturating_sub(text::width(&end) + 1);
    Line::from(vec![
        gap(1),
        span(state, Role::Title, text::left(&parts.join(" · "), room)),
        gap(1),
        span(
            state,
            standing_of.map_or(Role::Plain, |(sign, _)| Role::State(sign)),
            end,
        ),
    ])
}

fn totals_line(state: &State, open: &OpenSession, width: usize) -> Line<'static> {
    let Some(detail) = open.detail.value() else {
        return Line::default();
    };
    let told = totals(state, &detail.now).join(" · ");
    Line::from(vec![gap(1), span(state, Role::Plain, text::cut(&told, width))])
}

/// The expected and the matched always, the others when there are any.
fn totals(state: &State, totals: &CountTotals) -> Vec<String> {
    let (texts, lang) = (state.texts(), state.look.lang);
    let number = |name: Msg, count: u32| {
        let name = texts.text(name).to_lowercase();
        format!("{name} {}", format::count(lang, count.into()))
    };
    let mut told = vec![number(Msg::ColumnExpected, totals.expected)];
    for which in Things::ALL {
        let Some(count) = which.count(totals) else {
            continue;
        };
        if count > 0 || which == Things::Of(ItemState::Matched) {
            told.push(number(which.title(), count));
        }
    }
    told
}

/// The parts, the one that is shown in brackets with what it is narrowed to.
fn parts_line(state: &State, open: &OpenSession) -> Line<'static> {
    let texts = state.texts();
    let packs = open.detail.value().map_or(0, |detail| detail.packs.len());
    let mut spans = vec![gap(1)];
    for part in SessionPart::ALL {
        let mut name = texts.text(part.title()).to_owned();
        if part == SessionPart::Packs && packs > 0 {
            name = format!("{name} {packs}");
        }
        if part != open.part {
            spans.push(span(state, Role::Dim, format!(" {name} ")));
            spans.push(gap(1));
            continue;
        }
        if part == SessionPart::Things {
            name = format!("{name}: {}", texts.text(open.which.title()));
            if let Some(room) = open.room {
                name = format!("{name} · {}", open.room_name(room));
            }
        }
        if let Some(pack) = &open.pack {
            let values = [("pack", Value::from(u64::from(pack.number.0)))];
            name = texts.with(Msg::PackCameLate, &values);
        }
        spans.push(span(state, Role::Title, format!("[{name}]")));
        spans.push(gap(1));
    }
    Line::from(spans)
}
