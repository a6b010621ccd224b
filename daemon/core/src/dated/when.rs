use crate::cold::Day;
use kiemke_wire::time::UnixMs;

/// A day, and the moment up to which statements count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct When {
    /// The day.
    pub day: Day,
    /// What was recorded later is not known.
    pub known: UnixMs,
}

impl When {
    /// A day by all that is known by now.
    pub fn known_now(day: Day) -> Self {
        Self {
            day,
            known: UnixMs(i64::MAX),
        }
    }
}
