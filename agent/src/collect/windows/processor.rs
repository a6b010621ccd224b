//! Section `cpu`: the registry's list of processors, and the SMBIOS table.

use super::Windows;
use super::registry::Registry as _;
use crate::collect::smbios;
use kiemke_wire::facts::CpuFacts;

const PROCESSORS: &str = r"HKEY_LOCAL_MACHINE\HARDWARE\DESCRIPTION\System\CentralProcessor";

pub(in crate::collect) fn cpu(windows: &Windows) -> CpuFacts {
    let first = format!(r"{PROCESSORS}\0");
    let counted = smbios::processors(&windows.firmware_table());
    let threads = u32::try_from(windows.keys(PROCESSORS).len()).ok();
    let measured = windows
        .number(&first, "~MHz")
        .and_then(|mhz| u32::try_from(mhz).ok());
    CpuFacts {
        model: windows.text(&first, "ProcessorNameString"),
        vendor: windows.text(&first, "VendorIdentifier"),
        threads: threads.filter(|threads| *threads > 0),
        speed_mhz_max: counted.speed_mhz_max.or(measured),
        ..counted
    }
}
