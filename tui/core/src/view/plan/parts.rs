//! A target at the units below, and how it moved.

use super::{BAR_CELLS, Rows, bar, day, value, verdict};
use crate::state::State;
use crate::view::columns::Column;
use crate::view::table::{Cell, column};
use crate::wording;
use kiemke_config::messages::{Msg, format};
use kiemke_wire::view::{HistoryMoved, Share, TargetDetail, TargetHistory};

const UNITS: &[Column<usize>] = &[
    column(0, Msg::ColumnUnit, 16, 48, 0),
    column(1, Msg::GroupTotal, 7, 10, 3),
    column(2, Msg::ColumnReady, 7, 10, 4),
    column(3, Msg::ColumnNotReady, 7, 12, 4),
    column(4, Msg::ColumnNotKnown, 7, 10, 2),
    column(5, Msg::ColumnBar, BAR_CELLS, BAR_CELLS, 5),
    column(6, Msg::ColumnValue, 14, 16, 0),
    column(7, Msg::ColumnVerdict, 12, 30, 1),
];

const DAYS: &[Column<usize>] = &[
    column(0, Msg::ColumnTime, 19, 24, 0),
    column(1, Msg::GroupTotal, 7, 10, 3),
    column(2, Msg::ColumnReady, 7, 10, 4),
    column(3, Msg::ColumnNotReady, 7, 12, 4),
    column(4, Msg::ColumnNotKnown, 7, 10, 2),
    column(5, Msg::ColumnBar, BAR_CELLS, BAR_CELLS, 5),
    column(6, Msg::ColumnValue, 14, 16, 0),
    column(7, Msg::ColumnVerdict, 12, 30, 1),
];

/// The units in the order of the answer, below them the whole.
pub(super) fn target(state: &State, detail: &TargetDetail) -> Rows {
    let parts = detail.parts.iter().map(|row| {
        let name = wording::unit_name(state.texts(), &row.unit).to_owned();
        cells(state, name, row.value.as_ref())
    });
    let total = state.texts().text(Msg::GroupTotal).to_owned();
    let whole = cells(state, total, detail.target.value.as_ref());
    Rows {
        columns: UNITS,
        right: &[1, 2, 3, 4, 6],
        rows: parts.chain([whole]).collect(),
    }
}

/// The ends of terms, what moved, then the days, the newest first; the tick of each bar stands at the target.
pub(super) fn trend(state: &State, history: &TargetHistory) -> Rows {
    let moved = history.change.iter().flat_map(|change| {
        [
            moved(state, Msg::TrendConditions, &change.conditions),
            moved(state, Msg::TrendLearned, &change.learned),
        ]
    });
    let terms = history.term_ends.iter().rev();
    let terms = terms.map(|point| {
        let day = [("day", day(state, point.day).into())];
        let name = state.texts().with(Msg::TrendTermEnd, &day);
        cells(state, name, point.value.as_ref())
    });
    let days = history.points.iter().rev();
    let days = days.map(|point| cells(state, day(state, point.day), point.value.as_ref()));
    Rows {
        columns: DAYS,
        right: &[1, 2, 3, 4, 6],
        rows: terms.chain(moved).chain(days).collect(),
    }
}

fn cells(state: &State, name: String, share: Option<&Share>) -> Vec<Cell> {
    let count = |of: fn(&Share) -> u64| {
        let shown = share.filter(|share| !share.withheld);
        Cell::known(shown.map(|share| format::count(state.look.lang, of(share)))).right()
    };
    // How many there are may be told where how they are is not.
    let total = match share.filter(|share| share.withheld && share.total > 0) {
        Some(share) => Cell::number(format::count(state.look.lang, share.total)),
        None => count(|share| share.total),
    };
    vec![
        Cell::plain(name),
        total,
        count(|share| share.ready),
        count(|share| share.not_ready),
        count(|share| share.unknown),
        Cell::plain(bar(share)),
        value(state, share),
        verdict(state, share),
    ]
}

fn moved(state: &State, what: Msg, moved: &HistoryMoved) -> Vec<Cell> {
    let signed = |number: i64| Cell::number(format!("{number:+}"));
    let lang = state.look.lang;
    let points = |points: f64| {
        format!(
            "{}{}",
            if points < 0.0 { "" } else { "+" },
            format::decimal(lang, points, 1)
        )
    };
    let range = match (moved.low_pct, moved.high_pct) {
        (Some(low), Some(high)) => Cell::number(format!("{} / {}", points(low), points(high))),
        _ => Cell::unknown().right(),
    };
    vec![
        Cell::plain(state.texts().text(what)),
        Cell::unknown().right(),
        signed(moved.ready),
        signed(moved.not_ready),
        signed(moved.unknown),
        Cell::plain(""),
        range,
        Cell::plain(""),
    ]
}
