//! What is bought, drawn: from the value as it is, step by step, to the one with all of it, and the target as a tick.
//!
//! ```text
//!  hiện nay            ██████████████████                |                  36,0 %
//!  TH Nam Đà                             ▆▆▆▆▆▆          |                    +120
//!  2 gói khác                                  ▆▆▆▆▆▆▆▆▆▆|▆                   +231
//!  sau khi mua         ██████████████████████████████████|█                 71,1 %
//! ```

use crate::layout;
use crate::state::State;
use crate::text;
use crate::view::cells::{gap, put, span};
use crate::view::theme::Role;
use kiemke_config::messages::{Msg, Value, format};
use kiemke_wire::view::{Share, WhatIfPackage, WhatIfView};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// Cells for the name of a step, where there is room.
const NAME_CELLS: usize = 30;
/// Cells for its number.
const NUMBER_CELLS: usize = 9;

/// A row: its name, where its bar begins and ends in people, how it is drawn, its number.
struct Step {
    name: String,
    from: u64,
    to: u64,
    glyph: char,
    number: String,
}

pub(super) fn draw(state: &State, answer: &WhatIfView, area: Rect, buffer: &mut Buffer) {
    let width = usize::from(area.width);
    let names = NAME_CELLS.min(width / 3);
    let cells = width.saturating_sub(names + NUMBER_CELLS + 2);
    let steps = steps(state, answer, usize::from(area.height));
    for (row, step) in (0..area.height).zip(steps) {
        let bar = bar(&step, answer, cells);
        let line = Line::from(vec![
            span(
                state,
                Role::Plain,
                text::left(&text::cut(&step.name, names), names),
            ),
            gap(1),
            span(state, Role::Plain, bar),
            gap(1),
            span(state, Role::Plain, text::right(&step.number, NUMBER_CELLS)),
        ]);
        put(buffer, layout::line(area, row), line);
    }
}

/// What there is room for; packages beyond are one step.
fn steps(state: &State, answer: &WhatIfView, rows: usize) -> Vec<Step> {
    let (texts, lang) = (state.texts(), state.look.lang);
    let total = |name: Msg, share: &Share| Step {
        name: texts.text(name).to_owned(),
        from: 0,
        to: share.ready,
        glyph: '█',
        number: share
            .low_pct
            .map_or_else(|| "–".to_owned(), |low| format::percent(lang, low, false)),
    };
    let room = rows.saturating_sub(layout::WATERFALL_ENDS_ROWS);
    let alone = match answer.packages.len() <= room {
        true => answer.packages.len(),
        false => room.saturating_sub(1),
    };
    let (shown, rest) = answer.packages.split_at(alone);
    let mut steps = vec![total(Msg::WaterfallNow, &answer.now)];
    let mut reached = answer.now.ready;
    let mut step = |name: String, people: u64| {
        let from = reached;
        reached += people;
        steps.push(Step {
            name,
            from,
            to: reached,
            glyph: '▆',
            number: format!("+{}", format::count(lang, people)),
        });
    };
    for package in shown {
        step(name_of(state, package), package.people);
    }
    if !rest.is_empty() {
        let values = [("n", Value::from(rest.len()))];
        let people = rest.iter().map(|package| package.people).sum();
        step(texts.with(Msg::WaterfallRest, &values), people);
    }
    steps.push(total(Msg::WaterfallThen, &answer.then));
    steps
}

fn name_of(state: &State, package: &WhatIfPackage) -> String {
    let school = package.school.as_ref().map(|school| school.name.clone());
    school.unwrap_or_else(|| state.texts().text(Msg::WhatIfSeveral).to_owned())
}

/// Whoever is made ready shows, however few they are.
fn bar(step: &Step, answer: &WhatIfView, cells: usize) -> String {
    let all = answer.now.total.max(1);
    let place = |people: u64| {
        usize::try_from(people * cells as u64 / all)
            .unwrap_or(cells)
            .min(cells)
    };
    let (from, mut to) = (place(step.from), place(step.to));
    if step.to > step.from {
        to = to.max(from + 1).min(cells);
    }
    let tick = place(all * u64::from(answer.percent) / 100).min(cells.saturating_sub(1));
    let glyph = |cell: usize| match cell {
        cell if cell == tick => '|',
        cell if (from..to).contains(&cell) => step.glyph,
        _ => ' ',
    };
    (0..cells).map(glyph).collect()
}
