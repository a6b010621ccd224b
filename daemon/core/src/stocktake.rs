//! Stocktakes: what was expected, what was written down, and what follows. The result is a pure function of the set of
//! events, so several counters, a laptop without a line and a repeat all lead to the same.
//!
//! ```text
//! command (with what the store holds) ──decide──▶ StocktakeEntry ──▶ Stocktakes (state: heads, names of events)
//!                                                             └──▶ rows (what is expected, events by room, history)
//! rows ──count──▶ states, totals, the sheet
//! ```

mod changed;
mod command;
mod count;
mod counting;
pub(crate) mod decide;
mod events;
pub mod pack;
pub(crate) mod rows;
mod session;
mod sheet;

pub use changed::{Closing, StocktakeChange, StocktakeEntry};
pub use command::{CountedSoFar, StocktakeCommand};
pub use count::{Codes, Count, Found, RoomProgress, Surplus, count};
pub use counting::Counting;
pub use decide::{BATCH_EVENTS_MAX, SESSION_EVENTS_MAX, StocktakeWhy};
pub use rows::{StoredEvent, event_rows, expected_row, history_row, late_rows};
pub use session::{ClosedSession, Pack, Session, Stocktakes};
pub use sheet::{Sheet, SheetLine, SheetNote, Side, sheet};
