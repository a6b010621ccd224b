//! Cold files without a disk: the format, the sums, late facts, and what is kept how long.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

mod format;
mod late;
mod retention;
mod sums;
mod world;
