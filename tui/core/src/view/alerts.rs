//! Open alerts, as rows above the events.
//!
//! ```text
//!     08:12  ✖ VNPT              đường truyền không ra được Internet (40 đơn vị)
//! ```

use super::cells::{gap, span};
use super::theme::Role;
use super::when;
use crate::state::State;
use crate::text;
use crate::wording::{self, Sign};
use kiemke_config::messages::{Msg, Value};
use kiemke_wire::view::{AlertScope, AlertView};
use ratatui::text::Line;

/// Cells for whom it is about, where there is room: names of schools are long.
const SCOPE_CELLS: usize = 32;

pub(super) fn line(state: &State, alert: &AlertView, width: usize) -> Line<'static> {
    let sign = match alert.acknowledged_by {
        Some(_) => Sign::Warning,
        None => Sign::Bad,
    };
    let mut spans = vec![
        gap(1),
        span(state, Role::Dim, when::short(state, alert.since)),
        gap(2),
        span(state, Role::State(sign), sign.glyph()),
        gap(1),
        span(
            state,
            Role::Plain,
            text::left(&scope(alert), SCOPE_CELLS.min(width / 4)),
        ),
        gap(2),
        span(
            state,
            Role::State(sign),
            state.texts().text(wording::alert(alert.symptom)),
        ),
    ];
    if alert.units > 1 {
        let units = [("n", Value::from(u64::from(alert.units)))];
        spans.push(gap(1));
        spans.push(span(
            state,
            Role::Dim,
            state.texts().with(Msg::AlertUnits, &units),
        ));
    }
    if let Some(by) = &alert.acknowledged_by {
        let by = [("name", Value::from(by.as_str()))];
        spans.push(gap(2));
        spans.push(span(
            state,
            Role::Dim,
            state.texts().with(Msg::AlertAcknowledged, &by),
        ));
    }
    Line::from(spans)
}

/// What its units have in common.
pub(super) fn scope(alert: &AlertView) -> String {
    match &alert.scope {
        AlertScope::Line(line) => match alert.named.first() {
            Some(unit) => format!("{} · {line}", wording::with_above(&unit.name, &alert.above)),
            None => line.to_string(),
        },
        AlertScope::Unit(unit) => wording::with_above(&unit.name, &alert.above),
        AlertScope::Provider(provider) => provider.clone(),
    }
}
