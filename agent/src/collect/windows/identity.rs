//! Section `identity`: the SMBIOS table, secure boot and the security chip by the registry.

use super::Windows;
use super::registry::{Registry as _, SYSTEM};
use crate::collect::smbios;
use kiemke_wire::facts::IdentityFacts;

/// Devices of security chips in the ACPI name space: the first is of TPM 2.0 (TCG ACPI Specification 1.4, 8.1), the
/// others of the makers of older ones.
const TPM_2: &str = "MSFT0101";
const TPM_1: [&str; 5] = ["PNP0C31", "INTC0102", "IFX0102", "ATM1200", "BCM0102"];

pub(in crate::collect) fn collect(windows: &Windows) -> IdentityFacts {
    let secure_boot = windows.number(
        &format!(r"{SYSTEM}\Control\SecureBoot\State"),
        "UEFISecureBootEnabled",
    );
    let has = |device: &str| windows.has_key(&format!(r"{SYSTEM}\Enum\ACPI\{device}"));
    let tpm_version = match () {
        () if has(TPM_2) => Some("2.0"),
        () if TPM_1.into_iter().any(has) => Some("1.2"),
        () => None,
    };
    IdentityFacts {
        secure_boot: secure_boot.map(|on| on == 1),
        tpm_version: tpm_version.map(str::to_owned),
        ..smbios::identity(&windows.firmware_table())
    }
}
