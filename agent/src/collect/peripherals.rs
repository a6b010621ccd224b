//! Section `peripherals`: USB, printers, cameras, sound, interactive boards.

use super::printers::printers;
use super::root::{CollectError, Root};
use super::usb;
use kiemke_config::recognise;
use kiemke_wire::facts::{PeripheralsFacts, SimpleDevice, UsbDevice};

const CAMERAS: &str = "sys/class/video4linux";

pub(super) fn collect(root: &Root) -> Result<PeripheralsFacts, CollectError> {
    let usb = usb::devices(root);
    let sound = Sound::read(root);
    Ok(PeripheralsFacts {
        boards: boards(&usb),
        printers: printers(root),
        cameras: cameras(root),
        microphones: sound.inputs,
        speakers: sound.outputs,
        usb,
    })
}

/// Devices on USB that are interactive boards by their vendor.
pub(super) fn boards(usb: &[UsbDevice]) -> Vec<SimpleDevice> {
    let known = recognise::shipped();
    let board = |device: &UsbDevice| {
        let maker = known.board_maker(device.vendor_id.as_deref()?, device.product_id.as_deref()?)?;
        Some(SimpleDevice {
            name: Some(device.model.clone().unwrap_or_else(|| maker.to_owned())),
            bus: Some("usb".into()),
        })
    };
    usb.iter().filter_map(board).collect()
}

/// One camera has several nodes; the first carries its name.
fn cameras(root: &Root) -> Vec<SimpleDevice> {
    let camera = |node: &String| {
        let of = |what: &str| root.value(&format!("{CAMERAS}/{node}/{what}"));
        if of("index").is_some_and(|index| index != "0") {
            return None;
        }
        let link = root.link(&format!("{CAMERAS}/{node}")).unwrap_or_default();
        // Loopback devices of conference programs are no cameras.
        if link.contains("/devices/virtual/") {
            return None;
        }
        Some(SimpleDevice {
            name: Some(of("name")?),
            bus: bus(&link).map(str::to_owned),
        })
    };
    root.names(CAMERAS).iter().filter_map(camera).collect()
}

fn bus(link: &str) -> Option<&'static str> {
    match () {
        () if link.contains("/usb") => Some("usb"),
        () if link.contains("/pci") => Some("pci"),
        () => None,
    }
}

#[derive(Default)]
struct Sound {
    inputs: Vec<SimpleDevice>,
    outputs: Vec<SimpleDevice>,
}

impl Sound {
    /// A line of `/proc/asound/pcm`: `00-00: ALC255 Analog : ALC255 Analog : playback 1 : capture 1`. The number
    /// before the hyphen is the card.
    fn read(root: &Root) -> Self {
        let table = root.text("proc/asound/pcm").unwrap_or_default();
        let mut sound = Self::default();
        for line in table.lines() {
            let mut parts = line.split(':').map(str::trim);
            let (Some(number), Some(id), Some(name)) = (parts.next(), parts.next(), parts.next()) else {
                continue;
            };
            let card = number.split('-').next().and_then(|card| card.parse::<u32>().ok());
            let name = if name.is_empty() { id } else { name };
            let device = SimpleDevice {
                name: (!name.is_empty()).then(|| name.to_owned()),
                bus: card.and_then(|card| card_bus(root, card)).map(str::to_owned),
            };
            for direction in parts {
                if direction.starts_with("playback") {
                    sound.outputs.push(device.clone());
                } else if direction.starts_with("capture") {
                    sound.inputs.push(device.clone());
                }
            }
        }
        sound
    }
}

fn card_bus(root: &Root, card: u32) -> Option<&'static str> {
    bus(&root.link(&format!("sys/class/sound/card{card}"))?)
}
