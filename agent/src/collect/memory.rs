//! Section `memory`.

use super::root::{CollectError, Root};
use super::smbios;
use kiemke_wire::facts::MemoryFacts;

pub(super) fn collect(root: &Root) -> Result<MemoryFacts, CollectError> {
    let meminfo = root.text("proc/meminfo")?;
    let total_bytes = kilobytes(&meminfo, "MemTotal:").ok_or_else(|| CollectError::Missing {
        what: "MemTotal",
        path: root.path("proc/meminfo"),
    })?;
    let table = root.bytes(smbios::TABLE).unwrap_or_default();
    Ok(facts(Some(total_bytes), &table))
}

/// The total as the system counts it, the modules as the firmware does.
pub(super) fn facts(total_bytes: Option<u64>, table: &[u8]) -> MemoryFacts {
    let slots = smbios::memory_slots(table);
    MemoryFacts {
        total_bytes,
        slots: u32::try_from(slots.len()).ok().filter(|slots| *slots > 0),
        modules: slots.into_iter().flatten().collect(),
    }
}

/// A line of `/proc/meminfo`, in bytes.
pub(super) fn kilobytes(meminfo: &str, key: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix(key))?;
    line.split_ascii_whitespace()
        .next()?
        .parse::<u64>()
        .ok()?
        .checked_mul(1024)
}
