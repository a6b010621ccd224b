use crate::message::RefusalKind;
use kiemke_wire::time::UnixMs;

/// The connection to the daemon, as the stream of events shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// Not open yet.
    Connecting {
        /// Since when it is tried.
        since: UnixMs,
    },
    /// Open.
    Online {
        /// The last sign of life.
        alive_at: UnixMs,
    },
    /// Gone; the shell tries again by itself.
    Lost {
        /// Since when nothing is known.
        since: UnixMs,
        /// Why.
        kind: RefusalKind,
    },
}

impl Link {
    pub(crate) fn connecting(now: UnixMs) -> Self {
        Self::Connecting { since: now }
    }

    /// A sign of life came.
    pub(crate) fn alive(&mut self, now: UnixMs) {
        *self = Self::Online { alive_at: now };
    }

    /// It is gone: nothing has been known since the last sign of life.
    pub(crate) fn lost(&mut self, kind: RefusalKind) {
        *self = match *self {
            Self::Online { alive_at } => Self::Lost {
                since: alive_at,
                kind,
            },
            Self::Connecting { since } | Self::Lost { since, .. } => Self::Lost { since, kind },
        };
    }

    /// Whether what is on screen may be old.
    pub(crate) fn is_stale(self) -> bool {
        matches!(self, Self::Lost { .. })
    }
}
