//! Books as schools keep them: messy tables in, twice, with and without records, and refused whole.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

mod decreases;
mod items;
mod items_kept;
mod matching;
mod tables;
mod world;
