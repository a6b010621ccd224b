use crate::clock::Clock;
use kiemke_agent_core::moment::Now;
use kiemke_wire::time::UnixMs;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// A clock that stands until it is moved.
#[derive(Clone)]
pub(super) struct ManualClock(Arc<watch::Sender<u64>>);

impl Default for ManualClock {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(1_000)))
    }
}

impl ManualClock {
    pub(super) fn advance(&self, milliseconds: u64) {
        self.0.send_modify(|now| *now += milliseconds);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Now {
        let mono_ms = *self.0.borrow();
        Now {
            mono_ms,
            wall: UnixMs(1_795_503_600_000).plus(i64::try_from(mono_ms).unwrap()),
        }
    }

    async fn sleep(&self, time: Duration) {
        let mut changes = self.0.subscribe();
        let until = *changes.borrow() + u64::try_from(time.as_millis()).unwrap_or(u64::MAX / 2);
        let _ = changes.wait_for(|now| *now >= until).await;
    }
}
