//! Screen 7, Review: one question, with what is known of both sides beside each other.
//!
//! ```text
//!  12 / 31  Hai tác tử cùng dùng một khóa                    chờ xử lý   từ 18/11 07:55
//!                       máy A  PC01 m12                  máy B  PC01 m40
//!                       TH Nam Đà                        THCS Đắk Sôr
//!  UUID hệ thống        03000200-… (rác)                 03000200-… (rác)
//!  Số sê-ri hệ thống    7XK2M13                          7XK2M13           = khớp
//!  Số sê-ri bo mạch     BSN-1102                         BSN-7741          ≠ khác
//!  Bo mạch khác · Ổ đĩa khác · Thùng máy không rõ
//!  Đề xuất: hai máy khác nhau
//!  m cùng một máy   t hai máy khác nhau   s để sau
//! ```

use super::cells::{gap, line_width, put, put_all, signed, span};
use super::theme::Role;
use super::{notice, ties, when};
use crate::keymap::{Command, Mode};
use crate::layout;
use crate::state::{Phase, State};
use crate::text;
use crate::wording::{self, Sign, review};
use kiemke_config::messages::{Msg, Value};
use kiemke_wire::review::{EvidenceKind, EvidenceText, Relation, ReviewDetail, ReviewRow};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Cells for the name of a kind of evidence.
const KIND_CELLS: usize = 20;
/// Cells for how the values stand to each other.
const RELATION_CELLS: usize = 20;
/// Columns from which the head says which questions are shown.
const WHICH_COLUMNS_MIN: usize = 100;
/// Columns from which that has cells of its own.
const RELATION_COLUMNS_MIN: usize = 76;

pub(super) fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    let reviews = &state.reviews;
    let width = usize::from(area.width);
    put(buffer, layout::line(area, 0), head(state, width));
    let content = layout::below(area, 1);
    let Some(row) = reviews.selected() else {
        let texts = state.texts();
        if matches!(reviews.items.source.phase(), Phase::Current { .. }) {
            return notice::sentence(state, Sign::Good, texts.text(Msg::ReviewsEmpty), content, buffer);
        }
        return notice::waiting(state, reviews.items.source.refusal(), content, buffer);
    };
    put_all(buffer, content, rows(state, row, reviews.evidence(), width));
}

/// Titles and rows of the loaded questions, for a file.
pub(super) fn whole(state: &State) -> (Vec<String>, Vec<Vec<String>>) {
    let texts = state.texts();
    let titles = [
        Msg::ColumnId,
        Msg::ColumnTime,
        Msg::ColumnFigure,
        Msg::ColumnUnit,
        Msg::ColumnName,
        Msg::ReviewOther,
        Msg::ColumnState,
        Msg::ReviewProposed,
    ];
    let rows = state.reviews.items.held().iter().map(|held| {
        let row = &held.row;
        vec![
            row.id.to_string(),
            when::short(state, row.at).trim().to_owned(),
            texts.text(review::kind(row.kind)).to_owned(),
            wording::unit_name(texts, &row.unit).to_owned(),
            row.name.clone(),
            row.other_name.clone().unwrap_or_default(),
            texts.text(review::state(row.state).1).to_owned(),
            texts.text(review::answer(row.proposed)).to_owned(),
        ]
    });
    (titles.map(|id| texts.text(id).to_owned()).into(), rows.collect())
}

fn head(state: &State, width: usize) -> Line<'static> {
    let (texts, reviews) = (state.texts(), &state.reviews);
    let which = texts.text(reviews.which.title());
    let which = texts.with(Msg::ListFilter, &[("filter", which.into())]);
    let Some(row) = reviews.selected() else {
        let mut spans = vec![gap(1), span(state, Role::Dim, which)];
        if let Some(pairs) = ties::waiting(state) {
            spans.extend([gap(2), span(state, Role::Key, pairs)]);
        }
        return Line::from(spans);
    };
    let total = reviews.total().unwrap_or_default();
    let values = [
        ("count", Value::from(reviews.list.selected + 1)),
        ("total", Value::from(total)),
    ];
    let (sign, word) = review::state(row.state);
    let mut right = vec![
        signed(state, sign, texts.text(word)),
        gap(2),
        span(state, Role::Dim, when::short(state, row.at).trim()),
    ];
    if width >= WHICH_COLUMNS_MIN {
        if let Some(pairs) = ties::waiting(state) {
            right.extend([gap(2), span(state, Role::Key, pairs)]);
        }
        right.extend([gap(2), span(state, Role::Dim, which)]);
    }
    let count = texts.with(Msg::ListCount, &values);
    let room = width.saturating_sub(text::width(&count) + line_width(&right) + 6);
    let question = text::left(texts.text(review::kind(row.kind)), room);
    let mut spans = vec![
        gap(1),
        span(state, Role::Dim, count),
        gap(2),
        span(state, Role::Title, question),
        gap(1),
    ];
    spans.extend(right);
    Line::from(spans)
}

fn rows(state: &State, row: &ReviewRow, detail: Option<&ReviewDetail>, width: usize) -> Vec<Line<'static>> {
    let texts = state.texts();
    let columns = Columns::of(width);
    let other = match (&row.other_name, row.other) {
        (Some(name), Some(id)) => format!("{name} {id}"),
        (None, Some(id)) => id.to_string(),
        _ => texts.text(Msg::ReviewSeen).to_owned(),
    };
    let known = match (row.machine, row.pack) {
        (Some(machine), _) => format!("{} {machine}", row.name),
        (None, Some(pack)) => format!("{}: {}", row.name, pack.pack),
        (None, None) => row.name.clone(),
    };
    let here = wording::unit_name(texts, &row.unit);
    let there = row
        .other_unit
        .as_ref()
        .map_or(here, |unit| wording::unit_name(texts, unit));
    let mut lines = vec![
        Line::default(),
        columns.line(state, "", (&known, Role::Title), (&other, Role::Title), None),
        columns.line(
            state,
            texts.text(Msg::ColumnUnit),
            (here, Role::Plain),
            (there, Role::Plain),
            None,
        ),
    ];
    match (detail, state.reviews.detail.refusal()) {
        (Some(detail), _) => {
            let kinds = EvidenceKind::ALL.into_iter();
            lines.extend(kinds.filter_map(|kind| evidence(state, detail, kind, columns)));
        }
        (None, Some(refusal)) => {
            lines.push(Line::from(vec![
                gap(1),
                span(state, Role::Dim, texts.text(wording::refusal(refusal.kind))),
            ]));
        }
        (None, None) => lines.push(Line::from(vec![
            gap(1),
            span(state, Role::Dim, texts.text(Msg::Loading)),
        ])),
    }
    lines.push(Line::default());
    lines.push(Line::from(vec![
        gap(1),
        span(state, Role::Plain, review::judgement(texts, &row.judgement)),
    ]));
    let proposed = [("answer", texts.text(review::answer(row.proposed)).into())];
    lines.push(Line::from(vec![
        gap(1),
        span(state, Role::Title, texts.with(Msg::ReviewProposes, &proposed)),
    ]));
    if let Some(answer) = row.answer {
        let given = [("answer", texts.text(review::answer(answer)).into())];
        lines.push(Line::from(vec![
            gap(1),
            signed(state, Sign::Good, texts.with(Msg::ReviewAnsweredWith, &given)),
        ]));
    }
    lines.push(Line::default());
    lines.push(keys(state, detail));
    lines
}

/// The answers that are possible, on their keys.
fn keys(state: &State, detail: Option<&ReviewDetail>) -> Line<'static> {
    let mut spans: Vec<Span<'static>> = vec![gap(1)];
    for binding in Mode::Review.table() {
        let Command::Answer(answer) = binding.command else {
            continue;
        };
        if detail.is_some_and(|detail| !detail.answers.contains(&answer)) {
            continue;
        }
        spans.push(span(state, Role::Key, binding.key.to_string()));
        spans.push(gap(1));
        spans.push(span(state, Role::Plain, state.texts().text(binding.label)));
        spans.push(gap(3));
    }
    Line::from(spans)
}

fn evidence(
    state: &State,
    detail: &ReviewDetail,
    kind: EvidenceKind,
    columns: Columns,
) -> Option<Line<'static>> {
    let texts = state.texts();
    let of = |side: &[EvidenceText]| -> String {
        let values = side.iter().filter(|value| value.kind == kind);
        let values = values.map(|value| match value.junk {
            true => texts.with(Msg::ReviewJunk, &[("text", value.text.as_str().into())]),
            false => value.text.clone(),
        });
        values.collect::<Vec<_>>().join(", ")
    };
    let (known, seen) = (of(&detail.known), of(&detail.seen));
    if known.is_empty() && seen.is_empty() {
        return None;
    }
    let reasons = &detail.row.judgement.reasons;
    let relation = reasons
        .iter()
        .find(|reason| reason.kind == kind)
        .map(|reason| reason.relation);
    let shown = |text: String| if text.is_empty() { "–".to_owned() } else { text };
    Some(columns.line(
        state,
        texts.text(review::evidence(kind)),
        (&shown(known), Role::Plain),
        (&shown(seen), Role::Plain),
        relation,
    ))
}

/// Where the two sides stand.
#[derive(Clone, Copy)]
pub(super) struct Columns {
    side: usize,
    has_words: bool,
}

impl Columns {
    pub(super) fn of(width: usize) -> Self {
        let has_words = width >= RELATION_COLUMNS_MIN;
        let besides = KIND_CELLS + 6 + if has_words { RELATION_CELLS } else { 2 };
        Self {
            side: width.saturating_sub(besides) / 2,
            has_words,
        }
    }

    pub(super) fn line(
        self,
        state: &State,
        name: &str,
        one: (&str, Role),
        other: (&str, Role),
        relation: Option<Relation>,
    ) -> Line<'static> {
        let mut spans = vec![
            gap(1),
            span(state, Role::Dim, text::left(name, KIND_CELLS)),
            gap(1),
            span(state, one.1, text::left(one.0, self.side)),
            gap(2),
            span(state, other.1, text::left(other.0, self.side)),
            gap(1),
        ];
        if let Some(relation) = relation {
            let (sign, glyph) = match relation {
                Relation::Same => (Sign::Good, "="),
                Relation::Differs => (Sign::Bad, "≠"),
                Relation::Shared | Relation::OneSided => (Sign::Unknown, "·"),
            };
            let word = state.texts().text(review::relation(relation));
            let words = if self.has_words {
                format!("{glyph} {word}")
            } else {
                glyph.to_owned()
            };
            spans.push(span(state, Role::State(sign), words));
        }
        Line::from(spans)
    }
}
