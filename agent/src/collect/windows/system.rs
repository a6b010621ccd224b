//! Section `system`: the registry, and the chassis by the firmware.

use super::Windows;
use super::registry::{Registry as _, SOFTWARE, SYSTEM};
use crate::collect::system::chassis_kind;
use crate::collect::{smbios, virtualization};
use kiemke_wire::facts::SystemFacts;

/// The first build of Windows 11: its registry still says 10.
const ELEVEN_BUILD: u32 = 22_000;

pub(in crate::collect) fn collect(windows: &Windows) -> SystemFacts {
    let version = format!(r"{SOFTWARE}\Microsoft\Windows NT\CurrentVersion");
    let of = |name: &str| windows.text(&version, name);
    let number = |name: &str| windows.number(&version, name);
    let build = of("CurrentBuildNumber").or_else(|| of("CurrentBuild"));
    let is_eleven = build
        .as_deref()
        .and_then(|build| build.parse::<u32>().ok())
        .is_some_and(|build| build >= ELEVEN_BUILD);
    let name = of("ProductName").map(|name| match name.strip_prefix("Windows 10") {
        Some(edition) if is_eleven => format!("Windows 11{edition}"),
        _ => name,
    });
    let numbers = number("CurrentMajorVersionNumber").zip(number("CurrentMinorVersionNumber"));
    let release = match numbers {
        Some((major, minor)) => Some(format!("{major}.{minor}")),
        None => of("CurrentVersion"),
    };
    let dotted = |first: Option<&String>, last: Option<String>| match (first, last) {
        (Some(first), Some(last)) => Some(format!("{first}.{last}")),
        (first, _) => first.cloned(),
    };
    let table = windows.firmware_table();
    SystemFacts {
        host_name: windows.text(
            &format!(r"{SYSTEM}\Control\ComputerName\ActiveComputerName"),
            "ComputerName",
        ),
        os_family: Some("windows".into()),
        os_name: name,
        os_version: of("DisplayVersion").or_else(|| of("ReleaseId")),
        os_build: dotted(build.as_ref(), number("UBR").map(|update| update.to_string())),
        kernel: dotted(release.as_ref(), build),
        architecture: windows
            .text(
                &format!(r"{SYSTEM}\Control\Session Manager\Environment"),
                "PROCESSOR_ARCHITECTURE",
            )
            .map(|name| architecture(&name)),
        virtualization: virtualization(&table),
        chassis_kind: smbios::chassis_type(&table)
            .and_then(chassis_kind)
            .map(str::to_owned),
        time_zone: windows.text(
            &format!(r"{SYSTEM}\Control\TimeZoneInformation"),
            "TimeZoneKeyName",
        ),
    }
}

/// The names that Linux uses.
fn architecture(name: &str) -> String {
    match name {
        "AMD64" => "x86_64".to_owned(),
        "ARM64" => "aarch64".to_owned(),
        other => other.to_lowercase(),
    }
}

fn virtualization(table: &[u8]) -> Option<String> {
    let firmware = smbios::identity(table);
    let maker = firmware.maker?.to_lowercase();
    let model = firmware.model.unwrap_or_default().to_lowercase();
    Some(
        virtualization::of_firmware(&maker, &model)
            .unwrap_or("physical")
            .to_owned(),
    )
}
