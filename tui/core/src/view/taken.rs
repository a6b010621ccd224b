//! What can be taken along of what is on screen: a table for a file, a text for the clipboard.

use super::{classes, events, line, lines, map, places, plan, record, reviews, stock, stocktake, ties};
use crate::state::{Screen, State};

/// A table on screen; all rows that are loaded.
pub(crate) struct Taken {
    /// The name for its file.
    pub(crate) name: &'static str,
    pub(crate) titles: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

/// The table on screen, if there is one.
pub(crate) fn table(state: &State) -> Option<Taken> {
    if state.machine.is_some() || state.record.is_some() || state.line.is_some() {
        return None;
    }
    let (name, (titles, rows)) = match state.screen {
        Screen::Overview if state.map.is_open => ("map", map::whole(state)),
        Screen::Overview => return None,
        // The scanner shows no table.
        Screen::Stocktake if state.stocktake.scan().is_some() => return None,
        Screen::Stocktake => ("stocktake", stocktake::whole(state)),
        Screen::Plan => ("plan", plan::whole(state)),
        Screen::Review if state.ties.is_open => ("ties", ties::whole(state)),
        Screen::Review => ("review", reviews::whole(state)),
        Screen::Events => ("events", events::whole(state)),
        Screen::Places if state.classes.is_open() => ("classes", classes::whole(state)),
        Screen::Places => ("units", places::whole(state)),
        Screen::Stock => ("equipment", stock::whole(state)),
        Screen::Lines => ("lines", lines::whole(state)),
    };
    Some(Taken { name, titles, rows })
}

/// The open detail, or the selected row of the table on screen with its cells apart by tabs.
pub(crate) fn copied(state: &State) -> Option<String> {
    if state.machine.is_some() {
        return state
            .machine
            .as_ref()
            .map(|machine| format!("{} {}", machine.id(), machine.name));
    }
    if let Some(record) = &state.record {
        return Some(record::text(state, record));
    }
    if let Some(line) = &state.line {
        return Some(line::text(state, line));
    }
    let selected = match state.screen {
        Screen::Overview if state.map.is_open => state.map.list.selected,
        Screen::Overview => return None,
        Screen::Stocktake => state.stocktake.list_shown().0.selected,
        Screen::Plan => state.plan.list_shown().selected,
        Screen::Review if state.ties.is_open => state.ties.list.selected,
        Screen::Review => state.reviews.list.selected,
        Screen::Events => state.events.list.selected,
        Screen::Places if state.classes.is_open() => state.classes.list_shown().0.selected,
        Screen::Places => state.places.list.selected,
        Screen::Stock => state.stock.list.selected,
        Screen::Lines => state.lines.list.selected,
    };
    table(state)?.rows.get(selected).map(|cells| cells.join("\t"))
}
