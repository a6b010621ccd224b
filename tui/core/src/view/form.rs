//! A form: a line a field, what can be chosen below the field that takes the keys, and at the foot what to write there
//! or what is wrong.
//!
//! ```text
//! ┌ cho mượn: 10 ────────────────────────────┐
//! │ * Người giữ     HS-0042▌                 │
//! │   Hiện trạng                             │
//! │                 tốt                      │
//! │                 dùng được                │
//! │   Số chứng từ                            │
//! │ ✖ cần điền                               │
//! └──────────────────────────────────────────┘
//! ```

use super::cells::{gap, put, span};
use super::help::frame_titled;
use super::notice;
use super::theme::{Role, style};
use crate::layout::{self, FORM_FOOT_ROWS, SUGGESTION_ROWS};
use crate::state::form::{Fault, FieldState, Purpose, label};
use crate::state::{FormState, State};
use crate::text;
use crate::wording::{self, Sign};
use kiemke_config::messages::{Msg, Value, format};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// Cells for the name of a field.
const LABEL_CELLS: usize = 22;

pub(super) fn draw(state: &State, form: &FormState, buffer: &mut Buffer) {
    let inner = frame_titled(state, &title(state, form), buffer);
    let foot_rows = FORM_FOOT_ROWS.min(inner.height / 2);
    let mut fields = inner;
    fields.height -= foot_rows;
    let foot = layout::below(inner, fields.height);
    rows(state, form, fields, buffer);
    draw_foot(state, form, foot, buffer);
}

fn title(state: &State, form: &FormState) -> String {
    let texts = state.texts();
    match &form.purpose {
        Purpose::Receive => texts.text(Msg::FormReceive).to_owned(),
        Purpose::Act { action, ids } => {
            let action = texts.text(wording::equipment_action(*action));
            let values = [("action", action.into()), ("n", Value::from(ids.len()))];
            texts.with(Msg::ChangeNamed, &values)
        }
        Purpose::Edit { id, .. } => {
            let action = texts.text(wording::equipment_action(
                kiemke_wire::equipment::ActionKind::Edit,
            ));
            format!("{action}: {id}")
        }
        Purpose::Export => texts.text(Msg::FormExport).to_owned(),
        Purpose::Day => texts.text(Msg::FormDay).to_owned(),
        Purpose::Period => texts.text(Msg::CommandPeriod).to_owned(),
        Purpose::OpenStocktake => texts.text(Msg::CommandOpenStocktake).to_owned(),
        Purpose::Counter => texts.text(Msg::FieldCounter).to_owned(),
        Purpose::CloseStocktake(seen) => format!("{}: {}", texts.text(Msg::CommandCloseStocktake), seen.id),
        Purpose::TakePack(id) => format!("{}: {id}", texts.text(Msg::CommandTakePack)),
        Purpose::BringPack => texts.text(Msg::CommandBringPack).to_owned(),
        Purpose::SaveSheet(_) => texts.text(Msg::CommandSaveSheet).to_owned(),
        Purpose::Survey { class, people, .. } => {
            let values = [("class", class.as_str().into()), ("n", Value::from(people.len()))];
            texts.with(Msg::FormSurvey, &values)
        }
        Purpose::Figure { indicator, .. } => {
            texts.with(Msg::FormFigure, &[("target", indicator.as_str().into())])
        }
    }
}

fn rows(state: &State, form: &FormState, area: Rect, buffer: &mut Buffer) {
    let mut place = area.rows();
    let label_cells = LABEL_CELLS.min(usize::from(area.width) / 3);
    for (index, field) in form.fields.iter().enumerate().skip(form.offset) {
        let Some(row) = place.next() else { return };
        put(buffer, row, field_line(state, form, index, field, label_cells));
        if index != form.focus {
            continue;
        }
        let offers = form.suggestions(state.look.lang);
        let shown = field.picked.is_none() && field.is_picked_from();
        let offers = offers.into_iter().enumerate().skip(field.list.offset);
        for (number, offer) in offers.take(if shown { SUGGESTION_ROWS } else { 0 }) {
            let Some(row) = place.next() else { return };
            let line = vec![
                gap(label_cells + 4),
                span(state, Role::Plain, format!("{}  ", offer.text)),
                span(state, Role::Dim, &offer.beside),
            ];
            put(buffer, row, Line::from(line));
            if number == field.list.selected {
                let mut chosen = super::on_screen(buffer, row);
                let begin = u16::try_from(label_cells + 3).unwrap_or(0).min(chosen.width);
                (chosen.x, chosen.width) = (chosen.x + begin, chosen.width - begin);
                buffer.set_style(chosen, style(state, Role::Selected));
            }
        }
    }
}

fn field_line(
    state: &State,
    form: &FormState,
    index: usize,
    field: &FieldState,
    label_cells: usize,
) -> Line<'static> {
    let is_focused = index == form.focus;
    let is_wrong = fault(state, form, index).is_some();
    let mark = if field.required { "*" } else { " " };
    let role = if is_focused { Role::Title } else { Role::Dim };
    let name = text::left(state.texts().text(field.label()), label_cells);
    let mut spans = vec![
        span(state, Role::Key, mark),
        gap(1),
        span(state, role, name),
        gap(1),
    ];
    if is_wrong {
        spans.push(span(state, Role::State(Sign::Bad), Sign::Bad.glyph()));
    } else {
        spans.push(gap(1));
    }
    if is_focused && form.sending.is_none() {
        let (before, behind) = field.input.halves();
        spans.push(span(state, Role::Plain, format!("{before}▌{behind}")));
    } else {
        spans.push(span(state, Role::Plain, field.input.text()));
    }
    Line::from(spans)
}

/// A fault that is worth a mark: nobody is told that a field is empty before he has come by.
fn fault(state: &State, form: &FormState, index: usize) -> Option<Fault> {
    let fault = form.fault(index, state.today())?;
    let is_early = matches!(fault, Fault::Missing | Fault::OneOf) && !form.tried;
    // What is still being chosen from a list is no mistake.
    let is_choosing =
        fault == Fault::NotInList && index == form.focus && !form.suggestions(state.look.lang).is_empty();
    (!is_early && !is_choosing).then_some(fault)
}

fn draw_foot(state: &State, form: &FormState, area: Rect, buffer: &mut Buffer) {
    let texts = state.texts();
    let (sign, words) = if form.asks_to_leave {
        (Sign::Warning, texts.text(Msg::AskLeaveForm).to_owned())
    } else if form.sending.is_some() {
        (Sign::Ageing, texts.text(Msg::Sending).to_owned())
    } else if let Some(fault) = fault(state, form, form.focus) {
        (Sign::Bad, fault_text(state, &fault))
    } else if let Some(refusal) = &form.refusal {
        (Sign::Bad, wording::refused(texts, refusal))
    } else {
        (Sign::Note, texts.text(form.focused().help()).to_owned())
    };
    notice::lines(state, sign, &words, area, buffer);
}

fn fault_text(state: &State, fault: &Fault) -> String {
    let (texts, lang) = (state.texts(), state.look.lang);
    let bound = |id, value: u64| texts.with(id, &[("n", format::count(lang, value).into())]);
    match fault {
        Fault::Missing => texts.text(Msg::FaultMissing).to_owned(),
        Fault::OneOf => texts.text(Msg::FaultOneOf).to_owned(),
        Fault::NotANumber => texts.text(Msg::FaultNotANumber).to_owned(),
        Fault::Below(min) => bound(Msg::FaultBelow, *min),
        Fault::Above(max) => bound(Msg::FaultAbove, *max),
        Fault::NotADay => texts.text(Msg::FaultNotADay).to_owned(),
        Fault::AfterToday => texts.text(Msg::FaultAfterToday).to_owned(),
        Fault::NotInList => texts.text(Msg::FaultNotInList).to_owned(),
        Fault::Needs(field) => {
            let field = texts.text(label(*field));
            texts.with(Msg::FaultNeeds, &[("field", field.into())])
        }
        Fault::NoNumberToCount => texts.text(Msg::FaultNoNumber).to_owned(),
        Fault::OneSerial => texts.text(Msg::FaultOneSerial).to_owned(),
        Fault::Told(words) => words.clone(),
    }
}
