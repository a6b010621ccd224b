//! Sections `display` and `peripherals`: devices that are present now, by what the registry says of them.

use super::Windows;
use super::registry::{Registry, SOFTWARE, SYSTEM};
use crate::collect::{edid, peripherals, usb};
use kiemke_wire::facts::{DisplayFacts, Gpu, Monitor, PeripheralsFacts, Printer, SimpleDevice, UsbDevice};

/// Classes of devices, as their keys are named.
const DISPLAY_CLASS: &str = "{4d36e968-e325-11ce-bfc1-08002be10318}";
const CAMERA_CLASS: &str = "{ca3e7ab9-b4c3-4ae6-8251-579ef933890f}";
const IMAGE_CLASS: &str = "{6bdd1fc6-810f-11d0-bec7-08002be2092f}";

/// A device that is present.
struct Present<'a> {
    registry: &'a dyn Registry,
    id: &'a str,
    path: String,
}

impl<'a> Present<'a> {
    fn text(&self, name: &str) -> Option<String> {
        self.registry.described(&self.path, name)
    }

    fn is_of(&self, class: &str) -> bool {
        self.registry
            .text(&self.path, "ClassGUID")
            .is_some_and(|guid| guid.eq_ignore_ascii_case(class))
    }

    /// The name people see.
    fn name(&self) -> Option<String> {
        self.text("FriendlyName").or_else(|| self.text("DeviceDesc"))
    }

    fn bus(&self) -> Option<String> {
        let bus = self.id.split('\\').next()?.to_lowercase();
        ["usb", "pci"].contains(&bus.as_str()).then_some(bus)
    }

    fn simple(&self) -> SimpleDevice {
        SimpleDevice {
            name: self.name(),
            bus: self.bus(),
        }
    }
}

fn present<'a>(registry: &'a dyn Registry, ids: &'a [String]) -> Vec<Present<'a>> {
    let mut found: Vec<Present<'a>> = ids
        .iter()
        .map(|id| Present {
            registry,
            id,
            path: format!(r"{SYSTEM}\Enum\{id}"),
        })
        .collect();
    found.sort_by(|a, b| a.id.cmp(b.id));
    found
}

pub(in crate::collect) fn display(windows: &Windows) -> DisplayFacts {
    let ids = windows.told.present().unwrap_or_default();
    let devices = present(windows, &ids);
    let gpus = devices.iter().filter(|device| device.is_of(DISPLAY_CLASS));
    DisplayFacts {
        gpus: gpus
            .map(|device| Gpu {
                name: device.name(),
                pci_id: pci_id(device.id),
                driver: device.registry.text(&device.path, "Service"),
            })
            .collect(),
        monitors: devices.iter().filter_map(monitor).collect(),
    }
}

/// `PCI\VEN_8086&DEV_3E90&SUBSYS_…` is `8086:3e90`.
fn pci_id(id: &str) -> Option<String> {
    let id = id.to_lowercase();
    let rest = id.strip_prefix(r"pci\ven_")?;
    let (vendor, device) = (rest.get(..4)?, rest.get(4..)?.strip_prefix("&dev_")?.get(..4)?);
    Some(format!("{vendor}:{device}"))
}

fn monitor(device: &Present<'_>) -> Option<Monitor> {
    if !device.id.get(..8)?.eq_ignore_ascii_case(r"DISPLAY\") {
        return None;
    }
    let parameters = format!(r"{}\Device Parameters", device.path);
    let described = device
        .registry
        .bytes(&parameters, "EDID")
        .and_then(|bytes| edid::monitor(&bytes));
    // Without an EDID it is the one that Windows makes up where there is no screen.
    described
}

pub(in crate::collect) fn peripherals(windows: &Windows) -> PeripheralsFacts {
    let ids = windows.told.present().unwrap_or_default();
    let devices = present(windows, &ids);
    let mut usb: Vec<UsbDevice> = devices
        .iter()
        .filter_map(|device| usb_device(device, &devices))
        .collect();
    usb.sort_by_cached_key(|device| device.port.as_deref().map(usb::place));
    let is_camera = |device: &&Present<'_>| {
        device.is_of(CAMERA_CLASS)
            || (device.is_of(IMAGE_CLASS)
                && device.registry.text(&device.path, "Service").as_deref() == Some("usbvideo"))
    };
    PeripheralsFacts {
        boards: peripherals::boards(&usb),
        printers: printers(windows),
        cameras: devices.iter().filter(is_camera).map(Present::simple).collect(),
        microphones: sound(windows, "Capture"),
        speakers: sound(windows, "Render"),
        usb,
    }
}

/// `USB\VID_046D&PID_C077\…`; `USB\ROOT_HUB30\…` is part of the controller, and `…&MI_00\…` an interface.
fn usb_device(device: &Present<'_>, all: &[Present<'_>]) -> Option<UsbDevice> {
    let id = device.id.to_lowercase();
    let name = id.strip_prefix(r"usb\")?.split('\\').next()?;
    let rest = name.strip_prefix("vid_")?;
    let (vendor, product) = (rest.get(..4)?, rest.get(4..)?.strip_prefix("&pid_")?.get(..4)?);
    if name.contains("&mi_") {
        return None;
    }
    // An interface does not say to which of two equal devices it belongs; equal ones have equal interfaces.
    let interfaces = format!(r"usb\{name}&mi_");
    let parts = all
        .iter()
        .filter(|other| other.id.to_lowercase().starts_with(&interfaces));
    let codes: Vec<(u8, u8)> = std::iter::once(device)
        .chain(parts)
        .flat_map(|part| part.registry.texts(&part.path, "CompatibleIDs"))
        .filter_map(|id| class_code(&id))
        .collect();
    let own = codes.contains(&(9, 0)).then_some(9);
    Some(UsbDevice {
        port: device
            .registry
            .text(&device.path, "LocationInformation")
            .and_then(|place| port(&place)),
        vendor_id: Some(vendor.to_owned()),
        product_id: Some(product.to_owned()),
        maker: device.text("Mfg").filter(|maker| !maker.starts_with('(')),
        model: device.name(),
        kind: usb::kind(own, codes.into_iter()).map(str::to_owned),
    })
}

/// `USB\Class_03&SubClass_01&Prot_02` is class 3, protocol 2. The shorter forms behind it say less.
fn class_code(id: &str) -> Option<(u8, u8)> {
    let id = id.to_lowercase();
    let (class, rest) = id.strip_prefix(r"usb\class_")?.split_at_checked(2)?;
    let protocol = rest.split_once("&prot_")?.1;
    let number = |text: &str| u8::from_str_radix(text.get(..2)?, 16).ok();
    Some((number(class)?, number(protocol)?))
}

/// `Port_#0002.Hub_#0001` is `1-2`: the hub's number, then the port's.
fn port(place: &str) -> Option<String> {
    let (port, hub) = place.strip_prefix("Port_#")?.split_once(".Hub_#")?;
    let number = |text: &str| text.parse::<u32>().ok();
    Some(format!("{}-{}", number(hub)?, number(port)?))
}

/// Queues behind which there is a device: those that write files or send faxes have no port.
fn printers(registry: &dyn Registry) -> Vec<Printer> {
    let queues = format!(r"{SYSTEM}\Control\Print\Printers");
    let printer = |name: String| {
        let path = format!(r"{queues}\{name}");
        let port = registry.text(&path, "Port")?.to_uppercase();
        let connection = match () {
            () if port.starts_with("USB") || port.starts_with("DOT4") => "usb",
            () if port.starts_with("WSD") => "wsd",
            () if port.starts_with("LPT") => "parallel",
            () if port.starts_with(r"\\") => "smb",
            () if port.starts_with("IP_") || port.starts_with(|first: char| first.is_ascii_digit()) => {
                "socket"
            }
            () => return None,
        };
        Some(Printer {
            model: registry.text(&path, "Printer Driver"),
            connection: Some(connection.to_owned()),
            // Each user has another one.
            default: None,
            name: Some(name),
        })
    };
    registry.keys(&queues).into_iter().filter_map(printer).collect()
}

/// Sound devices that are active, as the sound system of Windows keeps them.
fn sound(registry: &dyn Registry, direction: &str) -> Vec<SimpleDevice> {
    const ACTIVE: u64 = 1;
    /// The kind of device, such as `Microphone`; the adapter's name; the bus.
    const PROPERTIES: [&str; 3] = [
        "{a45c254e-df1c-4efd-8020-67d146a850e0},2",
        "{b3f8fa53-0004-438e-9003-51a46e139bfc},6",
        "{a45c254e-df1c-4efd-8020-67d146a850e0},24",
    ];
    let place = format!(r"{SOFTWARE}\Microsoft\Windows\CurrentVersion\MMDevices\Audio\{direction}");
    let device = |key: &String| {
        let path = format!(r"{place}\{key}");
        if registry.number(&path, "DeviceState") != Some(ACTIVE) {
            return None;
        }
        let [kind, adapter, bus] = PROPERTIES.map(|name| registry.text(&format!(r"{path}\Properties"), name));
        let name = match (kind, adapter) {
            (Some(kind), Some(adapter)) => format!("{kind} ({adapter})"),
            (one, other) => one.or(other)?,
        };
        let bus = match bus.as_deref() {
            Some("USB") => Some("usb"),
            Some("HDAUDIO" | "INTELAUDIO") => Some("pci"),
            _ => None,
        };
        Some(SimpleDevice {
            name: Some(name),
            bus: bus.map(str::to_owned),
        })
    };
    let mut devices: Vec<SimpleDevice> = registry.keys(&place).iter().filter_map(device).collect();
    devices.sort_by(|a, b| a.name.cmp(&b.name));
    devices
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_places_are_read() {
        assert_eq!(
            pci_id(r"PCI\VEN_8086&DEV_3E90&SUBSYS_1").as_deref(),
            Some("8086:3e90")
        );
        assert_eq!(pci_id(r"ROOT\BASICDISPLAY\0000"), None);
        assert_eq!(port("Port_#0002.Hub_#0001").as_deref(), Some("1-2"));
        assert_eq!(port("PCI bus 0"), None);
        assert_eq!(class_code(r"USB\Class_03&SubClass_01&Prot_02"), Some((3, 2)));
        assert_eq!(class_code(r"USB\Class_0é"), None);
    }
}
