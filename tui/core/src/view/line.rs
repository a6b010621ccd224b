//! One line, opened over the screen.
//!
//! ```text
//!  điểm trường Đắk Sôr   VNPT · cáp quang · l3                                      ● thông
//!  [Tóm tắt]  Số đo   Phép đo
//!   Hợp đồng               100 / 50 Mbps
//!   Đo được                61 / 30 Mbps   61 % hợp đồng, 12 phép đo trong 30 ngày
//!   24 giờ                 thông 96,8 %   trễ 34 ms   rung 6 ms   mất 0,4 %
//!                          ▁▁▂▅▇▇▆▂▁
//!   Chỗ hỏng               máy ● → Wi-Fi ▲ → modem ● → nhà mạng ● → nền tảng ●
//!   Giờ × thứ              0 1 2 3 …
//! ```

mod heat;
mod parts;

use super::cells::{gap, line_width, put, put_all, signed, span};
use super::theme::Role;
use super::{lines, notice};
use crate::key::Mouse;
use crate::layout::{self, Areas, DETAIL_HEAD_ROWS};
use crate::state::{LineTab, OpenLine, State};
use crate::text;
use kiemke_config::messages::{Lang, Msg, catalogue};
use kiemke_wire::view::LineDetail;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

pub(super) fn draw(state: &State, line: &OpenLine, area: Rect, buffer: &mut Buffer) {
    let width = usize::from(area.width);
    put(buffer, layout::line(area, 0), title(state, line, width));
    put(buffer, layout::line(area, 1), tabs(state, line));
    let content = layout::below(area, DETAIL_HEAD_ROWS);
    let Some(detail) = line.detail.value() else {
        return notice::waiting(state, line.detail.refusal(), content, buffer);
    };
    put_all(
        buffer,
        content,
        rows(state, line, detail).into_iter().skip(line.scroll()),
    );
}

/// Rows of the open part.
pub(crate) fn row_count(state: &State, line: &OpenLine) -> usize {
    line.detail
        .value()
        .map_or(0, |detail| rows(state, line, detail).len())
}

/// The open part as text, for the clipboard.
pub(super) fn text(state: &State, line: &OpenLine) -> String {
    let rows = line.detail.value().map(|detail| rows(state, line, detail));
    let lines = std::iter::once(title(state, line, 80)).chain(rows.into_iter().flatten());
    let lines: Vec<String> = lines.map(|line| line.to_string().trim_end().to_owned()).collect();
    lines.join("\n")
}

/// The part whose name stands under the mouse.
pub(crate) fn tab_at(lang: Lang, areas: &Areas, mouse: Mouse) -> Option<LineTab> {
    let line = layout::line(areas.body, 1);
    if line.height == 0 || mouse.row != line.y {
        return None;
    }
    let mut column = 1;
    for tab in LineTab::ALL {
        let cells = text::width(catalogue(lang).text(tab.title())) + 3;
        if (column..column + cells).contains(&usize::from(mouse.column)) {
            return Some(tab);
        }
        column += cells;
    }
    None
}

fn rows(state: &State, line: &OpenLine, detail: &LineDetail) -> Vec<Line<'static>> {
    match line.tab {
        LineTab::Summary => parts::summary(state, line, detail),
        LineTab::Readings => parts::readings(state, line),
        LineTab::Tests => parts::tests(state, line),
    }
}

fn title(state: &State, line: &OpenLine, width: usize) -> Line<'static> {
    let texts = state.texts();
    let Some(detail) = line.detail.value() else {
        return Line::from(vec![gap(1), span(state, Role::Title, &line.name)]);
    };
    let row = &detail.row;
    let (sign, words) = lines::verdict(texts, row);
    let right = signed(state, sign, &words);
    let contract = row.contract.as_ref();
    let known = [
        contract.map(|contract| contract.provider.clone()),
        contract.and_then(|contract| contract.kind.clone()),
        contract.and_then(|contract| contract.code.clone()),
        Some(row.id.to_string()),
    ];
    let rest = known.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let room = width.saturating_sub(line_width(std::slice::from_ref(&right)) + 3);
    let name = text::cut(&lines::site(state, row), room);
    let rest = text::left(&rest, room.saturating_sub(text::width(&name) + 2));
    Line::from(vec![
        gap(1),
        span(state, Role::Title, name),
        gap(2),
        span(state, Role::Dim, rest),
        gap(1),
        right,
    ])
}

fn tabs(state: &State, line: &OpenLine) -> Line<'static> {
    let mut spans = vec![gap(1)];
    for tab in LineTab::ALL {
        let name = state.texts().text(tab.title());
        if tab == line.tab {
            spans.push(span(state, Role::Title, format!("[{name}]")));
        } else {
            spans.push(span(state, Role::Dim, format!(" {name} ")));
        }
        spans.push(gap(1));
    }
    Line::from(spans)
}

/// How a fault shows.
fn symptom(symptom: kiemke_wire::reading::Symptom) -> Msg {
    use kiemke_wire::reading::Symptom;
    match symptom {
        Symptom::NoLink => Msg::SymptomNoLink,
        Symptom::NoAnswer => Msg::SymptomNoAnswer,
        Symptom::NoNames => Msg::SymptomNoNames,
        Symptom::Loss => Msg::SymptomLoss,
        Symptom::Slow => Msg::SymptomSlow,
        Symptom::Blocked => Msg::SymptomBlocked,
    }
}
