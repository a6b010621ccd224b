//! Screen 6, Plan: every target with its value, and what it opens.
//!
//! ```text
//!  Kế hoạch 58/KH-SGDĐT · bộ tiêu chí day-hoc-truc-tuyen-v1 v1 · 30/09/2026 · dữ liệu phủ 73,0 %
//!        Chỉ tiêu                      Mục tiêu  Đã biết              Giá trị        Kết luận         Nguồn    Tuổi
//!  T2s   Học sinh đủ điều kiện           50 %    ████████░░|░░░····   42,0–69,0 %    ○ chưa đủ căn cứ tính     hôm nay
//!  T7    Trường quản trị bằng nền tảng  100 %    ██████████████████·  96,4 %         ✖ chưa đạt       báo cáo  12 ngày ◐
//! ```

mod chart;
mod gaps;
mod parts;
mod waterfall;

use super::cells::{put, span};
use super::columns::{Column, fitted};
use super::table::{self, Cell, column};
use super::theme::Role;
use super::{notice, share};
use crate::layout;
use crate::state::plan::{PlanOpen, PlanPart};
use crate::state::{List, State};
use crate::text;
use crate::wording::{self, Sign};
use kiemke_config::messages::{Lang, Msg, format};
use kiemke_wire::date::Date;
use kiemke_wire::view::{BothTexts, PlanView, Share, TargetView, ValueKind};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Days after which a typed figure is looked at again.
const AGEING_DAYS: i32 = 90;
/// Days after which it is old.
const OLD_DAYS: i32 = 365;
/// Cells of a bar: a cut one would tell something else.
pub(super) const BAR_CELLS: usize = 20;

/// A table of the screen: its columns, and its rows as they are made.
pub(super) struct Rows {
    pub(super) columns: &'static [Column<usize>],
    /// Which columns stand on the right.
    pub(super) right: &'static [usize],
    pub(super) rows: Vec<Vec<Cell>>,
}

const TARGETS: &[Column<usize>] = &[
    column(0, Msg::ColumnTarget, 5, 8, 0),
    column(1, Msg::ColumnName, 16, 60, 0),
    column(2, Msg::ColumnAim, 7, 8, 2),
    column(3, Msg::ColumnBar, BAR_CELLS, BAR_CELLS, 6),
    column(4, Msg::ColumnValue, 14, 16, 0),
    column(5, Msg::ColumnVerdict, 12, 30, 1),
    column(6, Msg::ColumnSource, 8, 24, 4),
    column(7, Msg::ColumnAge, 9, 10, 3),
];

pub(super) fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    let width = usize::from(area.width);
    let line = text::left(&headline(state), width.saturating_sub(1));
    put(
        buffer,
        layout::line(area, 0),
        span(state, Role::Dim, format!(" {line}")),
    );
    let plan = &state.plan;
    let rows_area = layout::list_area(state);
    let (source_refusal, is_there, list) = match &plan.open {
        None => (plan.plan.refusal(), plan.plan.value().is_some(), plan.list),
        Some(_) => (plan.part.refusal(), plan.part.value().is_some(), plan.part_list),
    };
    if !is_there {
        return notice::waiting(state, source_refusal, rows_area, buffer);
    }
    let chart_rows = layout::chart_rows(state);
    let chart = Rect::new(area.x + 1, area.y + 1, area.width.saturating_sub(2), chart_rows);
    match plan.part.value().filter(|_| chart_rows > 0) {
        Some(PlanPart::Trend(history)) => chart::draw(state, history, chart, buffer),
        Some(PlanPart::WhatIf(answer)) => waterfall::draw(state, answer, chart, buffer),
        _ => {}
    }
    let rows = rows(state);
    if rows.rows.is_empty() {
        let texts = state.texts();
        return notice::sentence(
            state,
            Sign::Unknown,
            texts.text(Msg::PlanNothing),
            rows_area,
            buffer,
        );
    }
    draw_rows(state, &rows, list, (area, rows_area), buffer);
}

fn draw_rows(state: &State, rows: &Rows, list: List, (area, rows_area): (Rect, Rect), buffer: &mut Buffer) {
    let columns = fitted(rows.columns, usize::from(area.width).saturating_sub(2));
    let is_right = |id: usize| rows.right.contains(&id);
    put(
        buffer,
        layout::line(area, 1 + layout::chart_rows(state)),
        table::titles(state, &columns, is_right),
    );
    table::draw(state, list, rows.rows.len(), rows_area, buffer, |index| {
        let cells = rows.rows.get(index)?;
        let cells = columns
            .iter()
            .map(|(column, width)| (cells[column.id].clone(), *width));
        Some(table::line(state, cells))
    });
}

/// Rows of what is shown.
pub(crate) fn row_count(state: &State) -> usize {
    rows(state).rows.len()
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

fn rows(state: &State) -> Rows {
    let plan = &state.plan;
    if plan.open.is_none() {
        let targets = plan
            .plan
            .value()
            .map(|plan| &plan.targets[..])
            .unwrap_or_default();
        return Rows {
            columns: TARGETS,
            right: &[2, 4],
            rows: targets.iter().map(|target| target_row(state, target)).collect(),
        };
    }
    match plan.part.value() {
        Some(PlanPart::Target(detail)) => parts::target(state, detail),
        Some(PlanPart::Trend(history)) => parts::trend(state, history),
        Some(PlanPart::WhatIf(answer)) => gaps::what_if(state, answer),
        Some(PlanPart::Gaps(gaps)) => gaps::gaps(state, gaps),
        None => Rows {
            columns: TARGETS,
            right: &[],
            rows: Vec::new(),
        },
    }
}

/// What is judged by what, of which day, and how much is known.
fn headline(state: &State) -> String {
    let texts = state.texts();
    let Some(plan) = state.plan.plan.value() else {
        return texts.text(Msg::TabPlan).to_owned();
    };
    let mut parts = match (&state.plan.open, state.plan.part.value()) {
        (None, _) => vec![plan.legal_basis.clone()],
        (Some(PlanOpen::Gaps), _) => vec![texts.text(Msg::CommandGaps).to_owned()],
        (Some(PlanOpen::WhatIf(target)), answer) => {
            let mut words = format!("{target} · {}", texts.text(Msg::CommandWhatIf));
            if let Some(PlanPart::WhatIf(answer)) = answer {
                words.push_str(&format!(" {} {} %", answer.operator, answer.percent));
            }
            vec![words]
        }
        (Some(PlanOpen::Trend(target)), _) => vec![format!("{target} · {}", texts.text(Msg::CommandTrend))],
        (Some(PlanOpen::Target(target)), _) => vec![named(state, plan, target)],
    };
    parts.extend(state.plan.unit().map(|unit| unit.name.clone()));
    parts.push(format!("{} v{}", plan.profile.name, plan.profile.version));
    parts.push(day(state, plan.at));
    let first = plan
        .targets
        .iter()
        .find(|target| target.kind == ValueKind::Computed)
        .and_then(|target| target.value.as_ref()?.coverage_pct);
    parts.extend(first.map(|covered| {
        let covered = format::percent(state.look.lang, covered, false);
        texts.with(Msg::PlanCovered, &[("share", covered.into())])
    }));
    parts.join(" · ")
}

fn named(state: &State, plan: &PlanView, id: &str) -> String {
    let target = plan.targets.iter().find(|target| target.id == id);
    target.map_or_else(
        || id.to_owned(),
        |target| {
            let counted = in_language(state, &target.numerator);
            format!("{id} {}: {counted}", in_language(state, &target.title))
        },
    )
}

fn target_row(state: &State, target: &TargetView) -> Vec<Cell> {
    let texts = state.texts();
    let aim = target.percent.map(|percent| {
        let sign = if target.operator == ">" { "> " } else { "" };
        format!("{sign}{percent} %")
    });
    let kind = texts.text(match target.kind {
        ValueKind::Computed => Msg::ValueComputed,
        ValueKind::Part => Msg::ValuePart,
        ValueKind::Typed => Msg::ValueTyped,
    });
    let verdict = match (&target.closed, target.parts.is_empty()) {
        (Some(closed), _) => Cell::of(Role::Dim, in_language(state, closed)),
        (None, true) => verdict(state, target.value.as_ref()),
        (None, false) => {
            let sign = wording::verdict(target.verdict).0;
            let word = texts.text(wording::plain_verdict(target.verdict));
            Cell::of(Role::State(sign), format!("{} {word}", sign.glyph()))
        }
    };
    vec![
        Cell::of(Role::Title, target.id.clone()),
        Cell::plain(in_language(state, &target.title)),
        Cell::known(aim).right(),
        Cell::plain(bar(target.value.as_ref())),
        value(state, target.value.as_ref()),
        verdict,
        Cell::plain(match &target.source {
            Some(source) => format!("{kind}: {source}"),
            None => kind.to_owned(),
        }),
        age(state, target.as_of),
    ]
}

/// `42,0–69,0 %`; one number where both bounds are the same.
pub(super) fn value(state: &State, share: Option<&Share>) -> Cell {
    let lang = state.look.lang;
    let Some(share) = share else {
        return Cell::unknown().right();
    };
    if share.withheld {
        return Cell::of(Role::Dim, state.texts().text(Msg::ShareWithheld)).right();
    }
    match (share.low_pct, share.high_pct) {
        (Some(low), Some(high)) if (low - high).abs() < 0.05 => {
            Cell::number(format::percent(lang, high, false))
        }
        (Some(low), Some(high)) => Cell::number(format!(
            "{}–{}",
            format::decimal(lang, low, 1),
            format::percent(lang, high, false)
        )),
        _ => Cell::unknown().right(),
    }
}

pub(super) fn verdict(state: &State, share: Option<&Share>) -> Cell {
    let Some(share) = share else {
        return Cell::of(Role::Dim, state.texts().text(Msg::VerdictNoFigure));
    };
    if share.withheld {
        return Cell::unknown();
    }
    let (sign, words) = wording::verdict_of(state.texts(), share);
    Cell::of(Role::State(sign), format!("{} {words}", sign.glyph()))
}

pub(super) fn bar(share: Option<&Share>) -> String {
    share
        .filter(|share| !share.withheld)
        .map(|share| share::plain(share, BAR_CELLS))
        .unwrap_or_default()
}

pub(super) fn in_language(state: &State, texts: &BothTexts) -> String {
    match state.look.lang {
        Lang::Vi => texts.vi.clone(),
        Lang::En => texts.en.clone(),
    }
}

/// A day as the language writes it.
pub(super) fn day(state: &State, date: Date) -> String {
    let text = date.to_string();
    let parts: Vec<&str> = text.split('-').collect();
    match parts[..] {
        [year, month, day] if state.look.lang == Lang::Vi => format!("{day}/{month}/{year}"),
        _ => text,
    }
}

/// How old what a value rests on is.
fn age(state: &State, as_of: Option<Date>) -> Cell {
    let Some(as_of) = as_of else {
        return Cell::unknown();
    };
    let texts = state.texts();
    let days = state.today().unix_days() - as_of.unix_days();
    if days <= 0 {
        return Cell::plain(texts.text(Msg::PlanToday));
    }
    let words = texts.with(Msg::PlanDays, &[("n", u64::try_from(days).unwrap_or(0).into())]);
    if days <= AGEING_DAYS {
        return Cell::plain(words);
    }
    let sign = if days <= OLD_DAYS {
        Sign::Ageing
    } else {
        Sign::Unknown
    };
    Cell::of(Role::State(sign), format!("{words} {}", sign.glyph()))
}
