//! Cold files without a disk: the format, the sums, late facts, and what is kept how long.

mod format;
mod late;
mod retention;
mod sums;
mod world;
