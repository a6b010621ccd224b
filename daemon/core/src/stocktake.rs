//! Counting: what was expected, what was written down, and what follows. The result is a pure function of the set of
//! events, so several counters, a laptop without a line and a repeat all lead to the same.

mod count;

pub use count::{Count, Expected, Found, ItemState, RoomProgress, Surplus, count};
