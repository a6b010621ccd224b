//! What a test of the line may cost, and what its bytes say.
//!
//! The daemon gives the bounds; the agent keeps them. Knows no socket and no clock: it is told bytes and times.

mod meter;

pub use meter::{Meter, RAN_MS_MIN, WARM_UP_MS};

use kiemke_wire::report::TestSlot;

/// The parts of a test's bytes, towards the machine to away from it (agent.md, "What it measures").
const PARTS: (u64, u64) = (60, 40);
/// A test by hand without a slot takes no more, bytes: a twelfth of a line's month.
pub const BY_HAND_BYTES_MAX: u64 = 80_000_000;

/// The bounds of the two directions, bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Towards the machine.
    pub down: u64,
    /// Away from it.
    pub up: u64,
}

impl Limits {
    /// Shares the bytes of a whole test.
    pub fn of(bytes: u64) -> Self {
        let down = bytes / (PARTS.0 + PARTS.1) * PARTS.0;
        Self {
            down,
            up: bytes / (PARTS.0 + PARTS.1) * PARTS.1,
        }
    }
}

impl From<TestSlot> for Limits {
    fn from(slot: TestSlot) -> Self {
        Self {
            down: slot.down_bytes_max,
            up: slot.up_bytes_max,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_is_shared_sixty_to_forty() {
        assert_eq!(Limits::of(1_000), Limits { down: 600, up: 400 });
        assert_eq!(Limits::of(0), Limits { down: 0, up: 0 });
    }
}
