//! What was set aside of the machine's reports, collectors that fail, and a clock that is wrong.

use crate::state::State;
use crate::view::cells::{gap, span};
use crate::view::fields::Fields;
use crate::view::theme::Role;
use crate::wording::Sign;
use kiemke_config::messages::{Msg, format};
use kiemke_wire::time::MINUTE_MS;
use kiemke_wire::view::MachineDetail;
use ratatui::text::Line;

/// How far a clock may be off before it is worth a word; below, the way of the report explains it.
const CLOCK_OFF_MS_MIN: i64 = 5 * MINUTE_MS;

pub(super) fn rows(state: &State, detail: &MachineDetail) -> Vec<Line<'static>> {
    let (texts, lang) = (state.texts(), state.look.lang);
    let mut fields = Fields::new(state);
    let clock = detail
        .clock_ahead_ms
        .filter(|ahead| ahead.saturating_abs() >= CLOCK_OFF_MS_MIN);
    if let Some(ahead) = clock {
        let id = if ahead > 0 {
            Msg::EventClockAhead
        } else {
            Msg::EventClockBehind
        };
        let by = format::duration(lang, ahead.saturating_abs());
        let words = texts.with(id, &[("by", by.into())]);
        fields.text(
            Role::State(Sign::Warning),
            &format!("{} {words}", Sign::Warning.glyph()),
        );
    }
    if detail.recent_warnings.is_empty() && clock.is_none() {
        let words = format!("{} {}", Sign::Good.glyph(), texts.text(Msg::WarningsNone));
        fields.text(Role::State(Sign::Good), &words);
    }
    for warning in &detail.recent_warnings {
        let time = format::moment(lang, warning.at, state.look.offset);
        fields.line(Line::from(vec![
            gap(2),
            span(state, Role::Dim, time),
            gap(2),
            span(state, Role::State(Sign::Warning), Sign::Warning.glyph()),
            gap(1),
            span(
                state,
                Role::Plain,
                format!("{}: {}", warning.place, warning.reason),
            ),
        ]));
    }
    fields.into_lines()
}
