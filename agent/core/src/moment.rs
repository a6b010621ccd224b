//! The time as the cores are told it.

use kiemke_wire::time::UnixMs;

/// One reading of both clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// Milliseconds of a clock that never jumps and counts suspend. Everything is timed with it.
    pub mono_ms: u64,
    /// The wall clock, which may jump. It only dates items.
    pub wall: UnixMs,
}
