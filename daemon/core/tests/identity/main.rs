//! Identity's decision table, row by row, and what people do about it.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

mod known_key;
mod new_key;
mod people;
mod rooms;
mod world;
