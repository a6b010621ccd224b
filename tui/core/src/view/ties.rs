//! Screen 7, the pairs: a machine and a record that may be one thing, beside each other.
//!
//! ```text
//!  2 / 12  Máy này là thiết bị này?          9 cặp chắc chắn · 5 máy chưa có hồ sơ · 8 hồ sơ chưa từng thấy
//!                       máy  PC01 m12                    hồ sơ  Máy tính để bàn e40
//!                       Phòng tin                        Phòng tin
//!  Mã                   PC01                             MT-014              ·
//!  Số sê-ri             7XK2M13                          7XK2M13             = khớp
//!  Chắc chắn: không cặp nào khác
//!  m là một   t là hai   s để sau   a mọi cặp chắc chắn
//! ```

use super::cells::{gap, line_width, put, put_all, signed, span};
use super::notice;
use super::reviews::Columns;
use super::theme::Role;
use crate::keymap::Mode;
use crate::layout;
use crate::state::form::category_name;
use crate::state::{Phase, State};
use crate::text;
use crate::wording::{self, Sign, ties};
use kiemke_config::messages::{Msg, Value};
use kiemke_wire::review::Relation;
use kiemke_wire::ties::{TieGround, TieReason, TieRow};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

pub(super) fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    let width = usize::from(area.width);
    put(buffer, layout::line(area, 0), head(state, width));
    put(buffer, layout::line(area, 1), left_over(state));
    let content = layout::below(area, 2);
    let Some(row) = state.ties.selected() else {
        let source = &state.ties.pairs.source;
        if matches!(source.phase(), Phase::Current { .. }) {
            let counts = state.ties.counts;
            // Machines and records that nothing brings together are still to be looked at.
            let sign = match counts.machines_without_record.min(counts.records_never_seen) {
                0 => Sign::Good,
                _ => Sign::Note,
            };
            let empty = state.texts().text(Msg::TiesEmpty);
            return notice::sentence(state, sign, empty, content, buffer);
        }
        return notice::waiting(state, source.refusal(), content, buffer);
    };
    put_all(buffer, content, rows(state, row, width));
}

/// How many pairs wait, for the head of the questions.
pub(super) fn waiting(state: &State) -> Option<String> {
    let n = state.ties.total().filter(|total| *total > 0)?;
    Some(state.texts().with(Msg::TiesWaiting, &[("n", n.into())]))
}

/// Titles and rows of the loaded pairs, for a file.
pub(super) fn whole(state: &State) -> (Vec<String>, Vec<Vec<String>>) {
    let texts = state.texts();
    let titles = [
        Msg::TieMachine,
        Msg::ColumnName,
        Msg::ColumnUnit,
        Msg::TieRecord,
        Msg::ColumnCode,
        Msg::ColumnName,
        Msg::ColumnUnit,
        Msg::ColumnEvidence,
    ];
    let rows = state.ties.pairs.held().iter().map(|held| {
        let TieRow { machine, record, .. } = &held.row;
        vec![
            machine.id.to_string(),
            machine.name.clone(),
            wording::unit_name(texts, &machine.unit).to_owned(),
            record.id.to_string(),
            record.code.clone().unwrap_or_default(),
            record.name.clone(),
            wording::unit_name(texts, &record.unit).to_owned(),
            ties::reasons(texts, &held.row),
        ]
    });
    (titles.map(|id| texts.text(id).to_owned()).into(), rows.collect())
}

fn head(state: &State, width: usize) -> Line<'static> {
    let texts = state.texts();
    let question = texts.text(Msg::TieQuestion);
    let Some(row) = state.ties.selected() else {
        return Line::from(vec![gap(1), span(state, Role::Title, question)]);
    };
    let values = [
        ("count", Value::from(state.ties.list.selected + 1)),
        ("total", Value::from(state.ties.total().unwrap_or_default())),
    ];
    let count = texts.with(Msg::ListCount, &values);
    let (sign, verdict) = ties::verdict(texts, row);
    let right = vec![signed(state, sign, verdict)];
    let room = width.saturating_sub(text::width(&count) + line_width(&right) + 5);
    let mut spans = vec![
        gap(1),
        span(state, Role::Dim, count),
        gap(2),
        span(state, Role::Title, text::left(question, room)),
        gap(1),
    ];
    spans.extend(right);
    Line::from(spans)
}

/// What lies beside the pairs.
fn left_over(state: &State) -> Line<'static> {
    if state.ties.pairs.source.value().is_none() {
        return Line::default();
    }
    let (texts, counts) = (state.texts(), state.ties.counts);
    let said = |id: Msg, n: u64| texts.with(id, &[("n", n.into())]);
    let mut parts = vec![
        said(Msg::TieCountSure, counts.sure),
        said(Msg::TieCountMachines, counts.machines_without_record),
        said(Msg::TieCountRecords, counts.records_never_seen),
    ];
    if counts.partial {
        parts.push(texts.text(Msg::TiePartial).to_owned());
    }
    Line::from(vec![gap(1), span(state, Role::Dim, parts.join(" · "))])
}

fn rows(state: &State, row: &TieRow, width: usize) -> Vec<Line<'static>> {
    let texts = state.texts();
    let columns = Columns::of(width);
    let TieRow { machine, record, .. } = row;
    let sides = [
        format!("{} {} {}", texts.text(Msg::TieMachine), machine.name, machine.id),
        format!("{} {} {}", texts.text(Msg::TieRecord), record.name, record.id),
    ];
    let mut lines = vec![
        Line::default(),
        columns.line(
            state,
            "",
            (&sides[0], Role::Title),
            (&sides[1], Role::Title),
            None,
        ),
    ];
    lines.extend(TieGround::ALL.into_iter().map(|ground| {
        let relation = relation(row, ground);
        let name = texts.text(ties::ground(ground));
        let [one, other] = values(state, row, ground).map(|text| match text.is_empty() {
            true => "–".to_owned(),
            false => text,
        });
        columns.line(state, name, (&one, Role::Plain), (&other, Role::Plain), relation)
    }));
    if row.rivals > 0 {
        let rivals = texts.with(Msg::TieRivals, &[("n", row.rivals.into())]);
        lines.push(Line::default());
        lines.push(Line::from(vec![gap(1), signed(state, Sign::Warning, rivals)]));
    }
    lines.push(Line::default());
    lines.push(keys(state));
    lines
}

fn relation(row: &TieRow, ground: TieGround) -> Option<Relation> {
    let mut reasons = row.reasons.iter();
    let reason: Option<&TieReason> = reasons.find(|reason| reason.ground == ground);
    reason.map(|reason| reason.relation)
}

/// What both sides say about a point.
fn values(state: &State, row: &TieRow, ground: TieGround) -> [String; 2] {
    let texts = state.texts();
    let TieRow { machine, record, .. } = row;
    let said = |text: &Option<String>| text.clone().unwrap_or_default();
    let seat = |seat: Option<u16>| seat.map_or_else(String::new, |seat| seat.to_string());
    match ground {
        TieGround::Code => [machine.name.clone(), said(&record.code)],
        TieGround::Serial => [machine.serials.join(", "), said(&record.serial)],
        TieGround::Maker => {
            let parts = [said(&record.maker), said(&record.model)];
            [said(&machine.model), parts.join(" ").trim().to_owned()]
        }
        TieGround::Kind => [
            machine
                .chassis_kind
                .as_deref()
                .map_or_else(String::new, |kind| wording::chassis_kind(texts, kind)),
            category_name(&record.category.0, state.look.lang),
        ],
        TieGround::Room => [
            wording::unit_name(texts, &machine.unit).to_owned(),
            wording::unit_name(texts, &record.unit).to_owned(),
        ],
        TieGround::Seat => [seat(machine.seat), seat(record.seat)],
    }
}

fn keys(state: &State) -> Line<'static> {
    let mut spans: Vec<Span<'static>> = vec![gap(1)];
    for binding in Mode::Ties.table().iter().take(4) {
        spans.push(span(state, Role::Key, binding.key.to_string()));
        spans.push(gap(1));
        spans.push(span(state, Role::Plain, state.texts().text(binding.label)));
        spans.push(gap(3));
    }
    Line::from(spans)
}
