//! How a target moved, drawn: each column some days, between its low and its high bound what is unknown, and the target
//! as a line across.
//!
//! ```text
//! 100 │                        ░░░░░░░░░░
//!  75 │        ░░░░░░░░░░░░░░░░░░░░░░░░░░
//!  50 │╌╌╌╌╌╌╌╌░░░░░░░░████████████████████
//!  25 │████████████████████████████████████
//!   0 └ 24/11/2025               24/11/2026
//! ```

use super::day;
use crate::layout;
use crate::state::State;
use crate::view::cells::{put, span};
use crate::view::theme::Role;
use kiemke_wire::view::{HistoryPoint, Share, TargetHistory};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// Cells of the scale on the left.
const SCALE_CELLS: u16 = 6;
/// The bottom line says from when to when.
const FOOT_ROWS: u16 = 1;

pub(super) fn draw(state: &State, history: &TargetHistory, area: Rect, buffer: &mut Buffer) {
    let (width, height) = (
        area.width.saturating_sub(SCALE_CELLS + 1),
        area.height.saturating_sub(FOOT_ROWS),
    );
    let (Some(first), Some(last)) = (history.points.first(), history.points.last()) else {
        return;
    };
    if width == 0 || height == 0 {
        return;
    }
    let columns: Vec<Option<[f64; 2]>> = (0..width)
        .map(|column| at_column(history, column, width).and_then(|point| bounds(point.value.as_ref())))
        .collect();
    let glyphs = Glyphs::of(state);
    for row in 0..height {
        // The share that fills the middle of this row.
        let from = 100.0 * f64::from(height - 1 - row) / f64::from(height);
        let to = 100.0 * f64::from(height - row) / f64::from(height);
        let middle = f64::midpoint(from, to);
        let aimed = history.percent.map(f64::from);
        let is_target = aimed.is_some_and(|aimed| aimed > from && aimed <= to);
        let cells: String = columns
            .iter()
            .map(|bounds| glyphs.of_cell(*bounds, middle, is_target))
            .collect();
        let scale = match (row, is_target, history.percent) {
            (_, true, Some(percent)) => format!("{percent:>4} {}", glyphs.tick),
            (0, ..) => format!(" 100 {}", glyphs.axis),
            _ => format!("     {}", glyphs.axis),
        };
        let line = vec![
            span(state, if is_target { Role::Title } else { Role::Dim }, scale),
            span(state, Role::Plain, cells),
        ];
        put(buffer, layout::line(area, row), Line::from(line));
    }
    let (begin, end) = (day(state, first.day), day(state, last.day));
    let between = usize::from(width).saturating_sub(begin.chars().count() + end.chars().count());
    let foot = format!("   0 {}{begin}{}{end}", glyphs.corner, " ".repeat(between));
    put(buffer, layout::line(area, height), span(state, Role::Dim, foot));
}

struct Glyphs {
    ready: char,
    unknown: char,
    target: char,
    axis: char,
    tick: char,
    corner: char,
}

impl Glyphs {
    fn of(state: &State) -> Self {
        let [ready, unknown, target, axis, tick, corner] = match state.look.ascii {
            true => ['#', ':', '-', '|', '+', '+'],
            false => ['█', '░', '╌', '│', '┤', '└'],
        };
        Self {
            ready,
            unknown,
            target,
            axis,
            tick,
            corner,
        }
    }

    fn of_cell(&self, bounds: Option<[f64; 2]>, middle: f64, is_target: bool) -> char {
        match bounds {
            Some([low, _]) if middle < low => self.ready,
            Some([_, high]) if middle < high && !is_target => self.unknown,
            _ if is_target => self.target,
            _ => ' ',
        }
    }
}

fn bounds(share: Option<&Share>) -> Option<[f64; 2]> {
    let share = share?;
    Some([share.low_pct?, share.high_pct?])
}

/// The point that stood at the end of what a column shows.
fn at_column(history: &TargetHistory, column: u16, columns: u16) -> Option<&HistoryPoint> {
    let (first, last) = (history.points.first()?.day, history.points.last()?.day);
    let days = i64::from(last.unix_days() - first.unix_days());
    let until = i64::from(first.unix_days()) + days * i64::from(column + 1) / i64::from(columns);
    let held = history
        .points
        .partition_point(|point| i64::from(point.day.unix_days()) <= until);
    history.points.get(held.checked_sub(1)?)
}
