//! Where things stand. Drawing and the mouse use the same arithmetic, so a click meets what is seen.

use crate::state::plan::{PlanOpen, PlanPart};
use crate::state::{Overlay, Screen, State};
use crate::view;
use kiemke_wire::view::WhatIfView;
use ratatui::layout::Rect;

/// The bands of the terminal, top to bottom. A band that does not fit has no rows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Areas {
    /// Where one is, how the connection is, how old the data are.
    pub header: Rect,
    /// The screens.
    pub tabs: Rect,
    /// A rule.
    pub rule: Rect,
    /// The screen.
    pub body: Rect,
    /// A rule.
    pub rule_below: Rect,
    /// One line of keys.
    pub footer: Rect,
}

/// Rows from which the parts that can be missed are shown.
const HEADER_ROWS_MIN: u16 = 2;
const FOOTER_ROWS_MIN: u16 = 4;
const TABS_ROWS_MIN: u16 = 5;
const RULES_ROWS_MIN: u16 = 20;

/// Lines above the rows of a table: the search line and the column titles.
const TABLE_HEAD_ROWS: u16 = 2;
/// Lines above the content of a machine or a line: its name and its parts.
pub(crate) const DETAIL_HEAD_ROWS: u16 = 2;
/// Lines above the rows of a stocktake: its name, its totals, its parts, the titles.
const STOCKTAKE_HEAD_ROWS: u16 = 4;
/// Lines of a form below its fields: what to write, what is wrong.
pub(crate) const FORM_FOOT_ROWS: u16 = 2;
/// Lines below a field that show what can be chosen.
pub(crate) const SUGGESTION_ROWS: usize = 6;

pub(crate) fn areas((columns, rows): (u16, u16)) -> Areas {
    let shown = |minimum: u16| u16::from(rows >= minimum);
    let mut top = 0;
    let mut band = |height: u16| {
        let area = Rect::new(0, top, columns, height);
        top += height;
        area
    };
    let rule_height = shown(RULES_ROWS_MIN);
    let header = band(shown(HEADER_ROWS_MIN));
    let tabs = band(shown(TABS_ROWS_MIN));
    let rule = band(rule_height);
    let below = rule_height + shown(FOOTER_ROWS_MIN);
    let above = header.height + tabs.height + rule.height;
    let body = band(rows.saturating_sub(above + below));
    let rule_below = band(rule_height);
    let footer = band(shown(FOOTER_ROWS_MIN));
    Areas {
        header,
        tabs,
        rule,
        body,
        rule_below,
        footer,
    }
}

/// Cuts so many lines off the top.
pub(crate) fn below(area: Rect, lines: u16) -> Rect {
    let lines = lines.min(area.height);
    Rect::new(area.x, area.y + lines, area.width, area.height - lines)
}

/// The one line of an area, counted from its top; without rows when it is outside.
pub(crate) fn line(area: Rect, index: u16) -> Rect {
    let mut line = below(area, index);
    line.height = line.height.min(1);
    line
}

/// The rows of the list or content that takes the keys.
pub(crate) fn list_area(state: &State) -> Rect {
    let body = areas(state.size).body;
    if let Some(machine) = &state.machine {
        let search = u16::from(machine.tab == crate::state::MachineTab::Software);
        return below(body, DETAIL_HEAD_ROWS + search);
    }
    if state.record.is_some() {
        return below(body, 1);
    }
    if state.line.is_some() {
        return below(body, DETAIL_HEAD_ROWS);
    }
    match state.screen {
        Screen::Stocktake if state.stocktake.scan().is_some() => body,
        Screen::Stocktake if state.stocktake.open.is_some() => {
            below(body, STOCKTAKE_HEAD_ROWS.min(body.height / 2))
        }
        Screen::Stocktake => below(body, TABLE_HEAD_ROWS.min(body.height / 2)),
        Screen::Plan => below(body, TABLE_HEAD_ROWS + chart_rows(state)),
        Screen::Places | Screen::Stock | Screen::Lines => below(body, TABLE_HEAD_ROWS),
        Screen::Overview if state.map.is_open => map_area(state),
        Screen::Overview | Screen::Review | Screen::Events => body,
    }
}

/// Rows of the drawing over the history of a target, or over what would bring it about; none where what it draws would have
/// no room below it as a table.
pub(crate) fn chart_rows(state: &State) -> u16 {
    const CHART_ROWS: u16 = 9;
    const TABLE_ROWS_MIN: u16 = 6;
    let rows = match (&state.plan.open, state.plan.part.value()) {
        (Some(PlanOpen::Trend(_)), _) => CHART_ROWS,
        (Some(PlanOpen::WhatIf(_)), Some(PlanPart::WhatIf(answer))) => waterfall_rows(answer).min(CHART_ROWS),
        _ => 0,
    };
    match areas(state.size).body.height >= rows + TABLE_HEAD_ROWS + TABLE_ROWS_MIN {
        true => rows,
        false => 0,
    }
}

/// Rows of a waterfall besides its steps: how it is, and what comes of it.
pub(crate) const WATERFALL_ENDS_ROWS: usize = 2;

/// A row for each step and one at either end; none where nothing is bought, or not told.
fn waterfall_rows(answer: &WhatIfView) -> u16 {
    match answer.withheld || answer.packages.is_empty() {
        true => 0,
        false => u16::try_from(answer.packages.len() + WATERFALL_ENDS_ROWS).unwrap_or(u16::MAX),
    }
}

/// Where the map's cells are: below its headline, above the line about what is selected.
pub(crate) fn map_area(state: &State) -> Rect {
    let mut area = below(areas(state.size).body, 1);
    area.height = area.height.saturating_sub(1);
    area
}

pub(crate) fn map_cells(state: &State) -> (u16, u16) {
    let area = map_area(state);
    (area.width, area.height)
}

/// The right part of a large overview, which shows the map beside the newest events.
pub(crate) fn map_beside(size: (u16, u16)) -> Option<Rect> {
    /// Columns that leave room for events beside it.
    const COLUMNS_MIN: u16 = 110;
    /// Rows of the body from which the map has room below the figures.
    const ROWS_MIN: u16 = 28;
    /// Rows that the figures above it take at most.
    const FIGURES_ROWS: u16 = 14;
    let body = areas(size).body;
    if body.width < COLUMNS_MIN || body.height < ROWS_MIN {
        return None;
    }
    let width = body.width / 2;
    let below = below(body, FIGURES_ROWS);
    Some(Rect::new(body.right() - width, below.y, width, below.height))
}

pub(crate) fn list_height(state: &State) -> usize {
    usize::from(list_area(state).height)
}

/// The frame of what lies over the screen, in the middle.
pub(crate) fn overlay_area(state: &State) -> Rect {
    const COLUMNS_MAX: u16 = 64;
    /// A form needs room for labels, what is typed and what it means.
    const FORM_COLUMNS_MAX: u16 = 96;
    /// A list: some lines, and much of the screen beneath.
    const LIST_ROWS: u16 = 14;
    /// A question and its answers.
    const CONFIRM_ROWS: u16 = 6;
    let (columns, rows) = state.size;
    let mut widest = COLUMNS_MAX;
    let wanted = match &state.overlay {
        Some(Overlay::Help { .. }) => u16::try_from(view::help_row_count(state) + 2).unwrap_or(u16::MAX),
        Some(Overlay::Form(form)) => {
            widest = FORM_COLUMNS_MAX;
            let fields = u16::try_from(form.fields.len()).unwrap_or(u16::MAX);
            let suggestions = if form.fields.iter().any(|field| field.is_picked_from()) {
                SUGGESTION_ROWS as u16
            } else {
                0
            };
            fields.saturating_add(2 + FORM_FOOT_ROWS + suggestions)
        }
        Some(Overlay::Confirm { .. }) => CONFIRM_ROWS,
        Some(Overlay::Palette { .. } | Overlay::Menu(_)) | None => LIST_ROWS,
    };
    let width = columns.min(widest);
    let height = rows.saturating_sub(2).clamp(rows.min(1), wanted.max(1));
    Rect::new((columns - width) / 2, (rows - height) / 2, width, height)
}

/// Fields of a form that are surely on screen at once, at this size.
pub(crate) fn form_rows((_, rows): (u16, u16)) -> usize {
    let besides = usize::from(4 + FORM_FOOT_ROWS) + SUGGESTION_ROWS;
    usize::from(rows).saturating_sub(besides).max(1)
}

/// Lines inside that frame.
pub(crate) fn overlay_height(state: &State) -> usize {
    usize::from(overlay_area(state).height.saturating_sub(2)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bands_fill_every_size_exactly() {
        for rows in 0..70 {
            let areas = areas((80, rows));
            let heights = [
                areas.header,
                areas.tabs,
                areas.rule,
                areas.body,
                areas.rule_below,
                areas.footer,
            ]
            .iter()
            .map(|area| area.height)
            .sum::<u16>();
            assert_eq!(heights, rows);
            assert!(rows == 0 || areas.body.height > 0, "{rows}");
            assert_eq!(areas.footer.y + areas.footer.height, rows);
        }
    }
}
