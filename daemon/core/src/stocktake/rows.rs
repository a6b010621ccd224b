//! Rows of stocktakes.
//!
//! ```text
//! k <stocktake u32> e                  what is expected, JSON
//! k <stocktake u32> r <room u32>       events of a room (0: of none), JSON lines
//! k <stocktake u32> h                  its history, JSON lines, oldest first
//! k <stocktake u32> l <pack u16>       events of a pack that came after the end, JSON lines
//! ```
//! A row that grows is written anew, so the events lie by room: a room's are some kilobytes.

use crate::entry::Entry;
use crate::rows::{RowChange, RowKey, json_line, value};
use crate::stocktake::{StocktakeChange, StocktakeEntry};
use kiemke_wire::ids::{Position, StocktakeId, TokenId, UnitKey};
use kiemke_wire::stocktake::{CountEvent, PackNumber};
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{StocktakeLine, StocktakeStep};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An event as the store holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredEvent {
    /// The entry with which it came.
    pub entry: Position,
    /// When it came.
    pub came_at: UnixMs,
    /// By which token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<TokenId>,
    /// From which pack.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pack: Option<PackNumber>,
    /// The event.
    pub event: CountEvent,
}

/// The row of what a stocktake expects.
pub fn expected_row(stocktake: StocktakeId) -> RowKey {
    key(stocktake, b"e")
}

/// The row of its history.
pub fn history_row(stocktake: StocktakeId) -> RowKey {
    key(stocktake, b"h")
}

/// The rows of its events: from this key, to that one, which is outside.
pub fn event_rows(stocktake: StocktakeId) -> (RowKey, RowKey) {
    (key(stocktake, b"r"), key(stocktake, b"s"))
}

/// The rows of what came from packs after its end: from this key, to that one, which is outside.
pub fn late_rows(stocktake: StocktakeId) -> (RowKey, RowKey) {
    (key(stocktake, b"l"), key(stocktake, b"m"))
}

fn key(stocktake: StocktakeId, rest: &[u8]) -> RowKey {
    let mut key = vec![b'k'];
    key.extend_from_slice(&stocktake.0.to_be_bytes());
    key.extend_from_slice(rest);
    RowKey(key)
}

fn room_row(stocktake: StocktakeId, room: Option<UnitKey>) -> RowKey {
    let mut key = key(stocktake, b"r");
    key.0
        .extend_from_slice(&room.map_or(0, |room| room.0).to_be_bytes());
    key
}

fn late_row(stocktake: StocktakeId, pack: PackNumber) -> RowKey {
    let mut key = key(stocktake, b"l");
    key.0.extend_from_slice(&pack.0.to_be_bytes());
    key
}

pub(crate) fn rows_of(position: Position, entry: &Entry, rows: &mut Vec<RowChange>) {
    let Entry::Stocktake(entry) = entry else {
        return;
    };
    let stocktake = entry.stocktake;
    match &entry.what {
        StocktakeChange::Opened { expected, .. } => {
            let json = serde_json::to_vec(expected).expect("it holds only texts, numbers and lists");
            rows.push(RowChange::Put(expected_row(stocktake), value(position, &json)));
        }
        StocktakeChange::Counted { pack, events } => {
            let mut by_room: BTreeMap<RowKey, Vec<u8>> = BTreeMap::new();
            for event in events {
                let lines = by_room.entry(room_row(stocktake, event.what.room())).or_default();
                lines.extend(json_line(&stored(position, entry, *pack, event)));
            }
            rows.extend(
                by_room
                    .into_iter()
                    .map(|(key, lines)| RowChange::Append(key, position, lines)),
            );
        }
        StocktakeChange::PackLate { pack, events } => {
            let lines = events
                .iter()
                .flat_map(|event| json_line(&stored(position, entry, Some(*pack), event)));
            let key = late_row(stocktake, *pack);
            rows.push(RowChange::Append(key, position, lines.collect()));
        }
        StocktakeChange::PackGiven { .. } | StocktakeChange::PackBack { .. } | StocktakeChange::Closed(_) => {
        }
    }
    if let Some(line) = line(position, entry) {
        let line = json_line(&line);
        rows.push(RowChange::Append(history_row(stocktake), position, line));
    }
}

fn stored(entry: Position, of: &StocktakeEntry, pack: Option<PackNumber>, event: &CountEvent) -> StoredEvent {
    StoredEvent {
        entry,
        came_at: of.at,
        by: of.by,
        pack,
        event: event.clone(),
    }
}

/// The line for the history. Who scanned what stands with the events, not here.
fn line(entry: Position, of: &StocktakeEntry) -> Option<StocktakeLine> {
    let (step, pack, events) = match &of.what {
        StocktakeChange::Opened { .. } => (StocktakeStep::Opened, None, 0),
        StocktakeChange::Counted { pack: None, .. } => return None,
        StocktakeChange::Counted { pack, events } => (StocktakeStep::Counted, *pack, events.len()),
        StocktakeChange::PackGiven { .. } => (StocktakeStep::PackGiven, None, 0),
        StocktakeChange::PackBack { pack } => (StocktakeStep::PackBack, Some(*pack), 0),
        StocktakeChange::PackLate { pack, events } => (StocktakeStep::PackLate, Some(*pack), events.len()),
        StocktakeChange::Closed(_) => (StocktakeStep::Closed, None, 0),
    };
    Some(StocktakeLine {
        entry,
        at: of.at,
        by: of.by,
        step,
        pack,
        events: events as u32,
    })
}
