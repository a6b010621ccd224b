//! The tree of USB devices below `/sys/bus/usb/devices`.

use super::root::Root;
use kiemke_wire::facts::UsbDevice;

const DEVICES: &str = "sys/bus/usb/devices";

/// The devices, sorted by port; root hubs are left out, because they are part of the controller.
pub(super) fn devices(root: &Root) -> Vec<UsbDevice> {
    let names = root.names(DEVICES);
    let mut devices: Vec<UsbDevice> = names
        .iter()
        // `usb1` is a root hub, `1-2:1.0` an interface of `1-2`.
        .filter(|name| name.starts_with(|first: char| first.is_ascii_digit()) && !name.contains(':'))
        .map(|name| device(root, name, &names))
        .collect();
    devices.sort_by_cached_key(|device| device.port.as_deref().map(place));
    devices
}

/// `1-10` comes behind `1-9`.
pub(super) fn place(port: &str) -> Vec<u32> {
    port.split(['-', '.'])
        .map(|number| number.parse().unwrap_or(u32::MAX))
        .collect()
}

fn device(root: &Root, name: &str, names: &[String]) -> UsbDevice {
    let of = |what: &str| root.value(&format!("{DEVICES}/{name}/{what}"));
    let interfaces = names
        .iter()
        .filter(|other| other.strip_prefix(name).is_some_and(|rest| rest.starts_with(':')));
    let codes = interfaces.filter_map(|interface| {
        let of = |what: &str| {
            let text = root.value(&format!("{DEVICES}/{interface}/{what}"))?;
            u8::from_str_radix(&text, 16).ok()
        };
        Some((of("bInterfaceClass")?, of("bInterfaceProtocol").unwrap_or(0)))
    });
    let own = of("bDeviceClass").and_then(|text| u8::from_str_radix(&text, 16).ok());
    UsbDevice {
        vendor_id: of("idVendor").map(|id| id.to_lowercase()),
        product_id: of("idProduct").map(|id| id.to_lowercase()),
        maker: of("manufacturer"),
        model: of("product"),
        kind: kind(own, codes).map(str::to_owned),
        port: Some(name.to_owned()),
    }
}

/// What a device does, by the class codes of USB-IF. The first interface that says something decides, but a camera
/// or a printer is one whatever else it has.
pub(super) fn kind(own: Option<u8>, interfaces: impl Iterator<Item = (u8, u8)>) -> Option<&'static str> {
    if own == Some(9) {
        return Some("hub");
    }
    let mut kinds: Vec<&'static str> = interfaces
        .chain(own.map(|class| (class, 0)))
        .filter_map(|code| {
            Some(match code {
                (1, _) => "audio",
                (3, 1) => "keyboard",
                (3, 2) => "mouse",
                (3, _) => "input",
                (2 | 10, _) => "network",
                (6, _) => "still_camera",
                (7, _) => "printer",
                (8, _) => "storage",
                (9, _) => "hub",
                (0x0b, _) => "card_reader",
                (0x0e, _) => "camera",
                (0xe0, 1) => "bluetooth",
                _ => return None,
            })
        })
        .collect();
    // Stable: among equals the first one stays first.
    kinds.sort_by_key(|kind| match *kind {
        "camera" | "printer" => 0,
        "input" => 2,
        _ => 1,
    });
    kinds.first().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_telling_interface_decides() {
        let kind = |own, interfaces: &[(u8, u8)]| kind(own, interfaces.iter().copied());
        assert_eq!(kind(Some(9), &[(9, 0)]), Some("hub"));
        assert_eq!(kind(Some(0), &[(1, 0), (0x0e, 0)]), Some("camera"));
        assert_eq!(kind(Some(0), &[(3, 0), (3, 1)]), Some("keyboard"));
        assert_eq!(kind(Some(0), &[(8, 0x50)]), Some("storage"));
        assert_eq!(kind(Some(0xff), &[(0xff, 0)]), None);
    }

    #[test]
    fn ports_are_sorted_by_number() {
        let mut ports = ["1-10", "1-2.1", "2-1", "1-2"];
        ports.sort_by_key(|port| place(port));
        assert_eq!(ports, ["1-2", "1-2.1", "1-10", "2-1"]);
    }
}
