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
    let slots = root
        .bytes(smbios::TABLE)
        .map(|table| smbios::memory_slots(&table))
        .unwrap_or_default();
    Ok(MemoryFacts {
        total_bytes: Some(total_bytes),
        slots: u32::try_from(slots.len()).ok().filter(|slots| *slots > 0),
        modules: slots.into_iter().flatten().collect(),
    })
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
