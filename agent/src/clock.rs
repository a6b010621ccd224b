//! The seam to the clock: the system's, or a simulated one.

use kiemke_agent_core::moment::Now;
use kiemke_wire::time::UnixMs;
use std::future::Future;
use std::time::Duration;

/// Tells the time and waits.
pub trait Clock: Clone + Send + Sync + 'static {
    /// Both clocks.
    fn now(&self) -> Now;
    /// Waits; may end early, never hangs longer.
    fn sleep(&self, time: Duration) -> impl Future<Output = ()> + Send;
}

/// The system's clocks.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

/// The longest sleep at once: the runtime's timer stands still during a suspend, so that something due meanwhile is
/// found at most this late.
const SLEEP_MAX: Duration = Duration::from_secs(60);

impl Clock for SystemClock {
    fn now(&self) -> Now {
        Now {
            mono_ms: mono_ms(),
            wall: UnixMs(jiff::Timestamp::now().as_millisecond()),
        }
    }

    async fn sleep(&self, time: Duration) {
        tokio::time::sleep(time.min(SLEEP_MAX)).await;
    }
}

/// Monotonic time that counts suspend.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn mono_ms() -> u64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    u64::try_from(time.tv_sec * 1000 + time.tv_nsec / 1_000_000).unwrap_or_default()
}

/// Monotonic time since the first call.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn mono_ms() -> u64 {
    use std::sync::OnceLock;
    use std::time::Instant;
    static START: OnceLock<Instant> = OnceLock::new();
    u64::try_from(START.get_or_init(Instant::now).elapsed().as_millis()).unwrap_or(u64::MAX)
}
