//! Many values in little room: a day as a row of bars, a week as a map of its hours.

use crate::state::State;
use crate::state::line::by_hour_of_week;
use crate::state::{Heat, OpenLine};
use crate::text;
use crate::view::cells::{gap, span};
use crate::view::theme::Role;
use crate::wording::Sign;
use kiemke_config::messages::{Msg, format};
use kiemke_wire::time::{MINUTE_MS, UnixMs};
use kiemke_wire::view::ReadingSeries;
use ratatui::text::{Line, Span};

const BARS: [&str; 7] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇"];
const DAYS: [Msg; 7] = [
    Msg::DayMonday,
    Msg::DayTuesday,
    Msg::DayWednesday,
    Msg::DayThursday,
    Msg::DayFriday,
    Msg::DaySaturday,
    Msg::DaySunday,
];
/// Columns from which an hour of the week has two cells.
const WIDE_COLUMNS: u16 = 62;

/// Which bar a value is, of those between the least and the most.
fn level(value: f64, least: f64, most: f64) -> usize {
    if most <= least {
        return 0;
    }
    let share = (value - least) / (most - least);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "one of a handful of bars"
    )]
    let level = (share * (BARS.len() - 1) as f64).round() as usize;
    level.min(BARS.len() - 1)
}

/// High bars are what one looks for.
fn role(level: usize) -> Role {
    match level {
        0..=2 => Role::State(Sign::Good),
        3..=4 => Role::State(Sign::Ageing),
        _ => Role::State(Sign::Warning),
    }
}

/// The delay of each step of the last day, oldest first; `·` where nothing was measured, `✖` where nothing got through.
pub(super) fn sparkline(state: &State, series: &ReadingSeries, from: UnixMs) -> Line<'static> {
    let step_ms = i64::from(series.step_s.max(1)) * 1_000;
    let first = from.0.div_euclid(step_ms) + 1;
    let last = state.now.0.div_euclid(step_ms);
    let delays = series
        .points
        .iter()
        .filter_map(|point| point.first_byte_us_median);
    let (least, most) = delays
        .clone()
        .fold((f64::INFINITY, 0.0_f64), |(least, most), delay| {
            (least.min(delay.into()), most.max(delay.into()))
        });
    let mut spans: Vec<Span<'static>> = Vec::new();
    for step in first..=last {
        let point = series
            .points
            .iter()
            .find(|point| point.at.0.div_euclid(step_ms) == step);
        spans.push(match point {
            None => span(state, Role::Dim, "·"),
            Some(point) if point.good == 0 => span(state, Role::State(Sign::Bad), Sign::Bad.glyph()),
            Some(point) => match point.first_byte_us_median {
                Some(delay) => {
                    let level = level(delay.into(), least, most);
                    span(state, role(level), BARS[level])
                }
                None => span(state, Role::Dim, "·"),
            },
        });
    }
    Line::from(spans)
}

/// The week by its hours, with what the lowest and the highest bar mean.
pub(super) fn map(state: &State, line: &OpenLine, series: &ReadingSeries) -> Vec<Line<'static>> {
    let (texts, lang) = (state.texts(), state.look.lang);
    let offset_ms = i64::from(state.look.offset.0) * MINUTE_MS;
    let week = by_hour_of_week(&series.points, line.heat, offset_ms);
    let values = || week.iter().flatten().flatten();
    let (least, most) = values().fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), value| {
        (least.min(*value), most.max(*value))
    });
    let title = match line.heat {
        Heat::Delay => Msg::HeatDelay,
        Heat::Loss => Msg::HeatLoss,
    };
    let mut lines = vec![Line::from(vec![
        gap(2),
        span(state, Role::Dim, texts.text(title)),
    ])];
    if values().next().is_none() {
        lines.push(Line::from(vec![
            gap(2),
            span(state, Role::Dim, texts.text(Msg::ReadingsNone)),
        ]));
        return lines;
    }
    let cells = if state.size.0 >= WIDE_COLUMNS { 2 } else { 1 };
    lines.push(hours(state, cells));
    for (day, hours) in DAYS.into_iter().zip(week) {
        let mut spans = vec![gap(2), span(state, Role::Dim, text::left(texts.text(day), 5))];
        for value in hours {
            spans.push(match value {
                Some(value) => {
                    let level = level(value, least, most);
                    span(state, role(level), BARS[level].repeat(cells))
                }
                None => span(state, Role::Dim, text::left("·", cells)),
            });
        }
        lines.push(Line::from(spans));
    }
    let written = |value: f64| match line.heat {
        Heat::Delay => format::milliseconds(lang, microseconds(value)),
        Heat::Loss => format::percent(lang, value, false),
    };
    let key = format!(
        "{} {}   {} {}",
        BARS[0],
        written(least),
        BARS[BARS.len() - 1],
        written(most)
    );
    lines.push(Line::from(vec![gap(7), span(state, Role::Dim, key)]));
    lines
}

/// The hours above the map, every third one.
fn hours(state: &State, cells: usize) -> Line<'static> {
    let mut spans = vec![gap(7)];
    for hour in (0..24).step_by(3) {
        spans.push(span(state, Role::Dim, text::left(&hour.to_string(), 3 * cells)));
    }
    Line::from(spans)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a mean of microseconds that were 32 bits each"
)]
fn microseconds(value: f64) -> u32 {
    value.round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_reach_from_the_least_to_the_most() {
        assert_eq!([0.0, 5.0, 10.0].map(|value| level(value, 0.0, 10.0)), [0, 3, 6]);
        assert_eq!(level(4.0, 4.0, 4.0), 0);
    }
}
