//! Moments in a column: the time of day today, the day with it otherwise; always the same width.

use crate::state::State;
use crate::text;
use kiemke_config::messages::{Lang, format};
use kiemke_wire::time::UnixMs;

/// Cells that a moment takes.
const CELLS: usize = 11;

pub(super) fn short(state: &State, at: UnixMs) -> String {
    let (lang, offset) = (state.look.lang, state.look.offset);
    let clock = format::clock(at, offset);
    let day = format::date(lang, at, offset);
    if day == format::date(lang, state.now, offset) {
        return text::right(&clock, CELLS);
    }
    let without_year = match lang {
        Lang::Vi => day.get(..5),
        Lang::En => day.get(5..),
    };
    let minutes = clock.get(..5).unwrap_or(&clock);
    text::right(&format!("{} {minutes}", without_year.unwrap_or(&day)), CELLS)
}
