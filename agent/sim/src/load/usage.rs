//! What a process used, from `/proc`. Zeroes where there is no `/proc`.

use serde::Serialize;

/// What `times` in `/proc` are counted in (proc(5), `sysconf(_SC_CLK_TCK)`): 100 on every system that we build for.
const TICKS_PER_S: f64 = 100.0;

/// Use of a process since its start.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Usage {
    /// CPU seconds, user and system.
    pub cpu_s: f64,
    /// Resident memory now.
    pub rss_bytes: u64,
    /// Resident memory at its highest.
    pub rss_bytes_max: u64,
}

impl Usage {
    /// Of another process.
    pub fn of(pid: u32) -> Option<Self> {
        Self::read(&pid.to_string())
    }

    /// Of this process.
    pub fn own() -> Self {
        Self::read("self").unwrap_or_default()
    }

    fn read(process: &str) -> Option<Self> {
        let text = |what: &str| std::fs::read_to_string(format!("/proc/{process}/{what}")).ok();
        let stat = text("stat")?;
        // The name stands in parentheses and may hold anything; the 14th and 15th field are the times.
        let behind_name = stat.rsplit_once(')')?.1;
        let mut fields = behind_name.split_ascii_whitespace().skip(11);
        let user: f64 = fields.next()?.parse().ok()?;
        let system: f64 = fields.next()?.parse().ok()?;
        let status = text("status")?;
        let bytes = |key: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(key))?;
            let kilobytes: u64 = line.split_ascii_whitespace().next()?.parse().ok()?;
            Some(kilobytes * 1_024)
        };
        Some(Self {
            cpu_s: (user + system) / TICKS_PER_S,
            rss_bytes: bytes("VmRSS:").unwrap_or(0),
            rss_bytes_max: bytes("VmHWM:").unwrap_or(0),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_uses_something() {
        let own = Usage::own();
        assert!(own.rss_bytes > 100_000 && own.rss_bytes_max >= own.rss_bytes / 2);
        assert!(Usage::of(u32::MAX).is_none());
    }
}
