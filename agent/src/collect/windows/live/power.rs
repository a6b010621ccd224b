//! What the machine runs on.

use windows_sys::Win32::System::Power::{GetSystemPowerStatus, SYSTEM_POWER_STATUS};

/// `ACLineStatus` while nothing feeds the batteries (winbase.h).
const OFF_LINE: u8 = 0;
/// The most that is a percentage; above it stands what says that it is not known.
const PERCENT_MAX: u8 = 100;

pub(in crate::collect::windows) fn discharging_pct() -> Option<u8> {
    let mut status = SYSTEM_POWER_STATUS::default();
    // SAFETY: the place for the answer is ours.
    let done = unsafe { GetSystemPowerStatus(&raw mut status) };
    let is_known = done != 0 && status.ACLineStatus == OFF_LINE && status.BatteryLifePercent <= PERCENT_MAX;
    is_known.then_some(status.BatteryLifePercent)
}
