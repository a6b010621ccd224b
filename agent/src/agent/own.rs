//! What the agent itself takes of the machine.

/// Resident memory, bytes.
#[cfg(not(windows))]
pub(crate) fn rss_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_ascii_whitespace()
        .next()?
        .parse::<u64>()
        .ok()?
        .checked_mul(1024)
}

/// CPU time since the start, milliseconds.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(crate) fn cpu_ms() -> Option<u64> {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    u64::try_from(time.tv_sec * 1000 + time.tv_nsec / 1_000_000).ok()
}

#[cfg(windows)]
pub(crate) use crate::collect::own_use::{cpu_ms, rss_bytes};

/// CPU time since the start, milliseconds.
#[cfg(not(any(target_os = "linux", target_os = "android", windows)))]
pub(crate) fn cpu_ms() -> Option<u64> {
    None
}
