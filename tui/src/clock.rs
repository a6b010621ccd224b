use kiemke_wire::time::UnixMs;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The system's clock, which never goes back while the program runs: the core's deadlines rely on it.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    last: i64,
    /// What the system's clock was set back by.
    behind: i64,
}

impl Clock {
    pub(crate) fn now(&mut self) -> UnixMs {
        let system = system_now();
        if system + self.behind < self.last {
            self.behind = self.last - system;
        }
        self.last = system + self.behind;
        UnixMs(self.last)
    }

    /// How long until that moment.
    pub(crate) fn until(&mut self, at: UnixMs) -> Duration {
        let milliseconds = at.since(self.now());
        Duration::from_millis(u64::try_from(milliseconds).unwrap_or(0))
    }
}

/// The wall clock.
pub(crate) fn wall() -> UnixMs {
    UnixMs(system_now())
}

fn system_now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
