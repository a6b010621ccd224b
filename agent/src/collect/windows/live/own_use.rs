//! What this very process takes of the machine.

use windows_sys::Win32::Foundation::FILETIME;
use windows_sys::Win32::System::ProcessStatus::{K32GetProcessMemoryInfo, PROCESS_MEMORY_COUNTERS};
use windows_sys::Win32::System::Threading::{GetCurrentProcess, GetProcessTimes};

/// Resident memory, bytes.
pub(crate) fn rss_bytes() -> Option<u64> {
    let bytes = u32::try_from(size_of::<PROCESS_MEMORY_COUNTERS>()).ok()?;
    let mut counters = PROCESS_MEMORY_COUNTERS::default();
    // SAFETY: the handle stands for the process itself; the structure is as long as is said.
    let done = unsafe { K32GetProcessMemoryInfo(GetCurrentProcess(), &raw mut counters, bytes) };
    (done != 0)
        .then(|| u64::try_from(counters.WorkingSetSize).ok())
        .flatten()
}

/// CPU time since the start, milliseconds.
pub(crate) fn cpu_ms() -> Option<u64> {
    let mut times = [FILETIME::default(); 4];
    let [begun, ended, kernel, user] = &mut times;
    // SAFETY: the handle stands for the process itself; the places for the times are ours.
    let done = unsafe { GetProcessTimes(GetCurrentProcess(), begun, ended, kernel, user) };
    // Tenths of microseconds.
    let ticks = |time: &FILETIME| u64::from(time.dwHighDateTime) << 32 | u64::from(time.dwLowDateTime);
    (done != 0).then(|| (ticks(&times[2]) + ticks(&times[3])) / 10_000)
}
