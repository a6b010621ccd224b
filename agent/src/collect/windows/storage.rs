//! Section `storage`: disks by their own description, volumes by their letters.

use super::Windows;
use super::registry::{Registry as _, SYSTEM, known};
use super::told::{DiskTold, VolumeTold};
use kiemke_wire::facts::{Disk, StorageFacts, Volume};

pub(in crate::collect) fn collect(windows: &Windows) -> StorageFacts {
    // Says whether the volume that Windows starts from is protected; of others only an administrator may ask.
    let boot = windows
        .number(&format!(r"{SYSTEM}\Control\BitLockerStatus"), "BootStatus")
        .map(|status| status == 1);
    StorageFacts {
        disks: windows.told.disks().iter().map(disk).collect(),
        volumes: windows
            .told
            .volumes()
            .into_iter()
            .map(|told| volume(told, boot))
            .collect(),
    }
}

fn volume(told: VolumeTold, boot: Option<bool>) -> Volume {
    let is_boot = told.mount.eq_ignore_ascii_case("C:");
    Volume {
        mount: Some(told.mount),
        device: told.device,
        file_system: told.file_system,
        size_bytes: told.size_bytes,
        encrypted: boot.filter(|_| is_boot),
    }
}

/// `STORAGE_DEVICE_DESCRIPTOR` of winioctl.h: fixed fields, then texts at the offsets that they name.
fn disk(told: &DiskTold) -> Disk {
    let bytes = told.descriptor.as_ref().map_or(&[][..], |blob| &blob.0);
    let number = |at: usize| {
        let four = bytes.get(at..at + 4)?.try_into().ok()?;
        usize::try_from(u32::from_le_bytes(four)).ok()
    };
    let text = |at: usize| {
        let offset = number(at).filter(|offset| *offset >= 36)?;
        let text = bytes.get(offset..)?.split(|byte| *byte == 0).next()?;
        known(&String::from_utf8_lossy(text))
    };
    let bus = number(28).and_then(bus);
    let vendor_and_product = [text(12), text(16)].into_iter().flatten().collect::<Vec<_>>();
    let kind = match (bus, told.seeks) {
        (Some("virtual"), _) => Some("virtual"),
        (Some("mmc"), _) => Some("mmc"),
        // Bridges to USB do not pass the question on, and those that answer may say anything.
        (Some("nvme"), _) | (_, Some(false)) => Some("ssd"),
        (_, Some(true)) => Some("hdd"),
        (_, None) => None,
    };
    Disk {
        name: Some(format!("PhysicalDrive{}", told.number)),
        model: known(&vendor_and_product.join(" ")),
        serial: text(24).map(plain_serial),
        size_bytes: told.size_bytes,
        kind: kind.map(str::to_owned),
        bus: bus.filter(|bus| *bus != "virtual").map(str::to_owned),
        removable: bytes.get(10).map(|flag| *flag != 0 || bus == Some("usb")),
        health: None,
    }
}

/// `STORAGE_BUS_TYPE` of winioctl.h.
fn bus(number: usize) -> Option<&'static str> {
    Some(match number {
        1 | 10 => "scsi",
        3 | 11 => "sata",
        7 => "usb",
        8 => "raid",
        9 => "iscsi",
        12 | 13 => "mmc",
        14 | 15 => "virtual",
        17 => "nvme",
        _ => return None,
    })
}

/// Old drivers give an ATA serial as digits of its bytes, in swapped pairs as the disk sends them.
fn plain_serial(serial: String) -> String {
    if serial.len() != 40 || !serial.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return serial;
    }
    let Some(mut bytes) = kiemke_wire::hex::decode::<20>(&serial) else {
        return serial;
    };
    bytes.chunks_exact_mut(2).for_each(|pair| pair.swap(0, 1));
    match std::str::from_utf8(&bytes) {
        Ok(text) if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) => text.trim().to_owned(),
        _ => serial,
    }
}

#[cfg(test)]
mod tests {
    use super::super::told::Blob;
    use super::*;
    use proptest::prelude::*;

    fn descriptor(bus: u32, texts: [&str; 3]) -> Vec<u8> {
        let mut bytes = vec![0; 36];
        bytes[28..32].copy_from_slice(&bus.to_le_bytes());
        for (place, text) in [12, 16, 24].into_iter().zip(texts) {
            if !text.is_empty() {
                let at = u32::try_from(bytes.len()).unwrap();
                bytes[place..place + 4].copy_from_slice(&at.to_le_bytes());
                bytes.extend_from_slice(text.as_bytes());
                bytes.push(0);
            }
        }
        bytes
    }

    fn read(bytes: Vec<u8>, seeks: Option<bool>) -> Disk {
        disk(&DiskTold {
            number: 1,
            descriptor: Some(Blob(bytes)),
            size_bytes: None,
            seeks,
        })
    }

    #[test]
    fn a_disk_describes_itself() {
        let disk = read(descriptor(11, ["", "WDC WD10EZEX  ", "WD-WCC6Y"]), Some(true));
        assert_eq!(disk.model.as_deref(), Some("WDC WD10EZEX"));
        assert_eq!(
            (disk.kind.as_deref(), disk.bus.as_deref()),
            (Some("hdd"), Some("sata"))
        );
        assert_eq!(disk.serial.as_deref(), Some("WD-WCC6Y"));
        let stick = read(descriptor(7, ["Kingston", "DataTraveler", ""]), None);
        assert_eq!(stick.model.as_deref(), Some("Kingston DataTraveler"));
        assert_eq!((stick.kind, stick.removable), (None, Some(true)));
    }

    #[test]
    fn swapped_serials_are_put_right() {
        // "WD-WCC6Y" in swapped pairs, filled with blanks.
        let swapped = format!("4457572d43435936{}", "20".repeat(12));
        assert_eq!(plain_serial(swapped), "WD-WCC6Y");
        assert_eq!(plain_serial("0025_38B7".into()), "0025_38B7");
    }

    proptest! {
        #[test]
        fn no_descriptor_makes_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            read(bytes, None);
        }
    }
}
