//! Sends what machines report over real HTTP, over many connections, and measures how it is taken.
//!
//! Owns sockets, tasks and the clock. Each connection speaks for machines of its own, one request at a time, so a
//! machine's items come in order. A request counts once its items are acknowledged, and written down where a list
//! of acknowledged items was asked for.

mod connection;
mod encode;
mod fleet;
mod latency;
mod paced;
mod phase;
mod post;
mod prepared;
mod usage;

pub use encode::{Encoder, Wired};
pub use fleet::Fleet;
pub use latency::Latency;
pub use phase::{Phase, Stopwatch};
pub use post::{Post, Tally, Target, Trouble};
pub use prepared::{Prepared, PreparedKind, Sent, send};
pub use usage::Usage;

use kiemke_wire::time::UnixMs;
use std::time::{SystemTime, UNIX_EPOCH};

/// The system's time.
pub fn now() -> UnixMs {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    UnixMs(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
