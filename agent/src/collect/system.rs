//! Section `system`: operating system, names, what kind of machine.

use super::root::{CollectError, Root};
use super::smbios;
use super::virtualization;
use kiemke_wire::facts::SystemFacts;

pub(super) fn collect(root: &Root) -> Result<SystemFacts, CollectError> {
    // freedesktop.org, os-release(5): the first of the two that exists.
    let os_release = root
        .text("etc/os-release")
        .or_else(|_| root.text("usr/lib/os-release"))?;
    let os = |key: &str| assigned(&os_release, key);
    Ok(SystemFacts {
        host_name: root
            .value("proc/sys/kernel/hostname")
            .or_else(|| root.value("etc/hostname")),
        os_family: Some("linux".into()),
        os_name: os("NAME"),
        os_version: os("VERSION_ID"),
        os_build: os("BUILD_ID"),
        kernel: root.value("proc/sys/kernel/osrelease"),
        architecture: architecture(root),
        virtualization: virtualization::recognise(root),
        chassis_kind: root
            .number::<u8>("sys/class/dmi/id/chassis_type")
            .or_else(|| smbios::chassis_type(&root.bytes(smbios::TABLE)?))
            .and_then(chassis_kind)
            .map(str::to_owned),
        time_zone: time_zone(root),
    })
}

/// The value of `key=value` or `key="value"` in a shell-like file.
pub(super) fn assigned(text: &str, key: &str) -> Option<String> {
    let value = text
        .lines()
        .find_map(|line| line.trim().strip_prefix(key)?.strip_prefix('='))?;
    let value = value.trim();
    let bare = ['"', '\'']
        .iter()
        .find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote))
        .unwrap_or(value);
    (!bare.trim().is_empty()).then(|| bare.trim().to_owned())
}

fn architecture(root: &Root) -> Option<String> {
    // Since Linux 6.1; before, the running kernel is asked.
    let named = root.value("proc/sys/kernel/arch");
    #[cfg(unix)]
    if named.is_none() && root.is_live() {
        return Some(rustix::system::uname().machine().to_string_lossy().into_owned());
    }
    named
}

fn time_zone(root: &Root) -> Option<String> {
    let linked = root
        .link("etc/localtime")
        .and_then(|target| Some(target.split_once("zoneinfo/")?.1.to_owned()));
    linked.or_else(|| root.value("etc/timezone"))
}

/// Kinds of chassis, DMTF DSP0134 (SMBIOS) 7.4.1. The highest bit says that there is a lock.
pub(super) fn chassis_kind(number: u8) -> Option<&'static str> {
    Some(match number & 0x7f {
        1 => "other",
        3 | 4 | 6 | 7 | 15 | 24 => "desktop",
        5 => "pizza_box",
        8 => "portable",
        9 => "laptop",
        10 => "notebook",
        11 => "handheld",
        12 => "docking_station",
        13 => "all_in_one",
        14 => "sub_notebook",
        16 => "lunch_box",
        17 | 23 => "server",
        18 => "expansion",
        19 => "sub_chassis",
        20 => "bus_expansion",
        21 => "peripheral",
        22 => "raid",
        25 => "multi_system",
        26 => "compact_pci",
        27 => "advanced_tca",
        28 | 29 => "blade",
        30 => "tablet",
        31 => "convertible",
        32 => "detachable",
        33 => "iot_gateway",
        34 => "embedded",
        35 => "mini_pc",
        36 => "stick_pc",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_with_and_without_quotes() {
        let text = "PRETTY_NAME=\"Debian 12\"\nNAME=\"Debian GNU/Linux\"\nID=debian\nBUILD_ID=\"\"\n";
        assert_eq!(assigned(text, "NAME").as_deref(), Some("Debian GNU/Linux"));
        assert_eq!(assigned(text, "ID").as_deref(), Some("debian"));
        assert_eq!(assigned(text, "BUILD_ID"), None);
        assert_eq!(assigned(text, "VERSION_ID"), None);
    }

    #[test]
    fn a_lock_does_not_change_the_chassis() {
        assert_eq!(chassis_kind(3), Some("desktop"));
        assert_eq!(chassis_kind(0x8a), Some("notebook"));
        assert_eq!(
            (chassis_kind(2), chassis_kind(99)),
            (None, None),
            "2 is `unknown`"
        );
    }
}
