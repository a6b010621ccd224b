//! One equipment record, opened over the screen: what is known of it, and all that was done with it, newest first.
//!
//! ```text
//!  Máy tính bảng   MTB-001 · e12                                          ◐ đang mượn
//!  Hồ sơ
//!   Loại                   Máy tính bảng
//!   …
//!  Lịch sử
//!   27/11 08:10  cho mượn #41  Cô Lan
//!                 Ai giữ: – → HS-0042
//!                 Chứng từ: 03/BB  Lý do: …
//! ```

use super::cells::{gap, line_width, put, put_all, signed, span};
use super::fields::Fields;
use super::theme::Role;
use super::{notice, when};
use crate::layout;
use crate::state::form::category_name;
use crate::state::{RecordState, State};
use crate::text;
use crate::wording;
use kiemke_config::messages::{Msg, Value, format};
use kiemke_wire::equipment::HistoryLine;
use kiemke_wire::view::EquipmentRow;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

pub(super) fn draw(state: &State, record: &RecordState, area: Rect, buffer: &mut Buffer) {
    let detail = record.detail.value();
    let width = usize::from(area.width);
    put(buffer, layout::line(area, 0), title(state, record, detail, width));
    let content = layout::below(area, 1);
    if detail.is_none() {
        return notice::waiting(state, record.detail.refusal(), content, buffer);
    }
    put_all(
        buffer,
        content,
        rows(state, record).into_iter().skip(record.scroll()),
    );
}

/// Rows of the whole record.
pub(crate) fn row_count(state: &State, record: &RecordState) -> usize {
    rows(state, record).len()
}

/// All of it as text, for the clipboard.
pub(super) fn text(state: &State, record: &RecordState) -> String {
    let title = title(state, record, record.detail.value(), 80).to_string();
    let rows = rows(state, record).into_iter().map(|line| line.to_string());
    let lines: Vec<String> = std::iter::once(title).chain(rows).collect();
    lines
        .iter()
        .map(|line| line.trim_end())
        .collect::<Vec<_>>()
        .join("\n")
}

fn title(state: &State, record: &RecordState, detail: Option<&EquipmentRow>, width: usize) -> Line<'static> {
    let texts = state.texts();
    let Some(row) = detail else {
        return Line::from(vec![gap(1), span(state, Role::Title, &record.name)]);
    };
    let sign = wording::equipment_sign(row.record.state);
    let right = signed(
        state,
        sign,
        texts.text(wording::equipment_state(row.record.state)),
    );
    let code = row
        .record
        .code
        .as_deref()
        .map(|code| format!("{code} · "))
        .unwrap_or_default();
    let rest = format!("{code}{} · {}", row.id, wording::unit_name(texts, &row.unit));
    let room = width.saturating_sub(line_width(std::slice::from_ref(&right)) + 3);
    let name = text::cut(&row.record.name, room);
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

fn rows(state: &State, record: &RecordState) -> Vec<Line<'static>> {
    let mut fields = Fields::new(state);
    if let Some(row) = record.detail.value() {
        known(state, row, &mut fields);
    }
    fields.heading(Msg::HeadingHistory);
    match (record.history.value(), record.history.refusal()) {
        (Some(lines), _) => lines.iter().for_each(|line| history(state, line, &mut fields)),
        (None, Some(refusal)) => {
            let words = state.texts().text(wording::refusal(refusal.kind));
            fields.text(Role::Dim, words);
        }
        (None, None) => {
            fields.text(Role::Dim, state.texts().text(Msg::Loading));
        }
    }
    fields.into_lines()
}

fn known(state: &State, row: &EquipmentRow, fields: &mut Fields<'_>) {
    let (texts, lang, record) = (state.texts(), state.look.lang, &row.record);
    fields
        .heading(Msg::HeadingRecord)
        .field(Msg::ColumnKind, Some(category_name(&record.category.0, lang)))
        .field(Msg::FieldPlace, Some(wording::unit_name(texts, &row.unit)))
        .rare(Msg::ColumnSeat, record.seat.map(|seat| seat.to_string()))
        .field(
            Msg::ColumnHolder,
            record
                .holder
                .as_ref()
                .map(|holder| wording::holder(texts, holder)),
        )
        .field(
            Msg::FieldCondition,
            record
                .condition
                .map(|condition| texts.text(wording::condition(condition))),
        )
        .field(Msg::FieldStickerCode, record.code.as_ref())
        .field(Msg::FieldMaker, record.maker.as_ref())
        .field(Msg::FieldModel, record.model.as_ref())
        .field(Msg::FieldSerial, record.serial.as_ref())
        .field(
            Msg::FieldYearInUse,
            record.year_in_use.map(|year| year.to_string()),
        )
        .field(
            Msg::ColumnCost,
            record.cost_dong.map(|cost| format::count(lang, cost)),
        )
        .rare(Msg::FieldCostUnknownWhy, record.cost_unknown_why.as_ref())
        .field(Msg::FieldFunding, record.funding.as_ref())
        .rare(
            Msg::FieldWarrantyEnd,
            record
                .warranty_end
                .map(|day| crate::state::form::written_day(lang, day)),
        )
        .rare(
            Msg::FieldMachine,
            record.machine.map(|machine| machine.to_string()),
        )
        .rare(Msg::FieldNotes, record.notes.as_ref());
}

fn history(state: &State, line: &HistoryLine, fields: &mut Fields<'_>) {
    let texts = state.texts();
    let action = texts.text(wording::equipment_action(line.act.action));
    let what = match line.undoes {
        Some(undone) => {
            let values = [("entry", Value::from(undone.to_string()))];
            texts.with(Msg::HistoryUndone, &values)
        }
        None => action.to_owned(),
    };
    let many = match line.records {
        0 | 1 => String::new(),
        records => texts.with(Msg::HistoryOfMany, &[("n", Value::from(u64::from(records)))]),
    };
    fields.line(Line::from(vec![
        gap(2),
        span(state, Role::Dim, when::short(state, line.at)),
        gap(2),
        span(state, Role::Title, what),
        gap(1),
        span(state, Role::Dim, format!("#{} {many}", line.entry)),
        gap(1),
        span(state, Role::Plain, line.by_name.clone().unwrap_or_default()),
    ]));
    let changes = line
        .changes
        .iter()
        .map(|change| wording::field_change(state, change));
    for change in changes {
        fields.line(Line::from(vec![gap(15), span(state, Role::Plain, change)]));
    }
    let act = &line.act;
    let paper = act.document.as_ref().map(|document| {
        let day = document
            .date
            .map(|day| crate::state::form::written_day(state.look.lang, day));
        let day = day.map(|day| format!(" ({day})")).unwrap_or_default();
        format!("{}: {}{day}", texts.text(Msg::ColumnDocument), document.number)
    });
    let reason = act
        .reason
        .as_ref()
        .map(|reason| format!("{}: {reason}", texts.text(Msg::ColumnReason)));
    let beside: Vec<String> = [paper, reason].into_iter().flatten().collect();
    if !beside.is_empty() {
        fields.line(Line::from(vec![
            gap(15),
            span(state, Role::Dim, beside.join("  ")),
        ]));
    }
}
