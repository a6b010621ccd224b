//! What changes all the time and is no part of the inventory.

use super::memory::kilobytes;
use super::mounts;
use super::root::Root;
use super::windows::Windows;
use kiemke_wire::reading::{StatusReading, VolumeFree};

/// Available memory, and free space where the root is the running machine.
pub fn status(root: &Root) -> StatusReading {
    if let Ok(Some(windows)) = Windows::open(root) {
        return windows.status();
    }
    let meminfo = root.text("proc/meminfo").unwrap_or_default();
    let volumes = if root.is_live() {
        mounts::volumes(root)
    } else {
        Vec::new()
    };
    StatusReading {
        memory_available_bytes: kilobytes(&meminfo, "MemAvailable:"),
        volumes: volumes
            .into_iter()
            .filter_map(|volume| {
                let (_, free_bytes) = mounts::room(&volume.mount)?;
                Some(VolumeFree {
                    mount: volume.mount,
                    free_bytes,
                })
            })
            .collect(),
    }
}

/// Seconds since the machine was started.
pub fn machine_uptime_s(root: &Root) -> Option<u64> {
    if let Ok(Some(windows)) = Windows::open(root) {
        return windows.uptime_s();
    }
    let uptime = root.value("proc/uptime")?;
    uptime.split(['.', ' ']).next()?.parse().ok()
}
