//! Section `storage`: disks from `/sys/block`, volumes from the mount table.

use super::mounts::{self, Mounted};
use super::root::{CollectError, Root};
use kiemke_wire::facts::{Disk, StorageFacts, Volume};

/// Block devices that are not disks: made by software, or media drives.
const NOT_DISKS: [&str; 9] = ["loop", "ram", "zram", "dm-", "md", "nbd", "fd", "sr", "zd"];
/// The unit of `size` in sysfs, whatever the disk's own sectors are.
const SECTOR_BYTES: u64 = 512;

pub(super) fn collect(root: &Root) -> Result<StorageFacts, CollectError> {
    let disks = root
        .names("sys/block")
        .into_iter()
        .filter(|name| !NOT_DISKS.iter().any(|prefix| name.starts_with(prefix)))
        .map(|name| disk(root, name))
        .collect();
    let volumes = mounts::volumes(root)
        .into_iter()
        .map(|mounted| volume(root, mounted))
        .collect();
    Ok(StorageFacts { disks, volumes })
}

fn disk(root: &Root, name: String) -> Disk {
    let of = |what: &str| root.value(&format!("sys/block/{name}/{what}"));
    let bus = bus(
        &root.link(&format!("sys/block/{name}")).unwrap_or_default(),
        &name,
    );
    let size_bytes = of("size")
        .and_then(|sectors| sectors.parse::<u64>().ok())
        .and_then(|sectors| sectors.checked_mul(SECTOR_BYTES));
    let removable = of("removable").map(|flag| flag == "1" || bus == Some("usb"));
    let kind = match (bus, of("queue/rotational").as_deref()) {
        // Hypervisors say that their disks rotate.
        (Some("virtio" | "xen" | "hyperv"), _) => Some("virtual".to_owned()),
        (Some("mmc"), _) => of("device/type").map(|kind| kind.to_lowercase()),
        (_, Some("0")) => Some("ssd".to_owned()),
        (_, Some("1")) => Some("hdd".to_owned()),
        _ => None,
    };
    Disk {
        model: of("device/model").or_else(|| of("device/name")),
        serial: of("device/serial")
            .or_else(|| of("serial"))
            .or_else(|| scsi_serial(root, &name)),
        size_bytes,
        kind,
        bus: bus.map(str::to_owned),
        removable,
        health: health(root, &name),
        name: Some(name),
    }
}

/// What can be read without asking the disk itself, which takes rights and wakes it: eMMC's own estimate (JEDEC
/// JESD84-B51, `PRE_EOL_INFO`), and whether the kernel has given the disk up.
fn health(root: &Root, name: &str) -> Option<String> {
    let of = |what: &str| root.value(&format!("sys/block/{name}/device/{what}"));
    let health = match (of("pre_eol_info").as_deref(), of("state").as_deref()) {
        (Some("0x01"), _) => "good",
        (Some("0x02"), _) => "worn",
        (Some("0x03"), _) | (_, Some("offline" | "dead")) => "failing",
        _ => return None,
    };
    Some(health.to_owned())
}

/// The page "unit serial number" (SPC-4, 7.8.15): a head of four bytes, then text.
fn scsi_serial(root: &Root, name: &str) -> Option<String> {
    let page = root.bytes(&format!("sys/block/{name}/device/vpd_pg80"))?;
    let text = String::from_utf8_lossy(page.get(4..)?)
        .trim_matches(|character: char| character.is_whitespace() || character == '\0')
        .to_owned();
    (!text.is_empty()).then_some(text)
}

/// Tells the bus by the device's path in sysfs; what is nearer to the disk comes first.
fn bus(path: &str, name: &str) -> Option<&'static str> {
    let has = |part: &str| path.contains(part);
    Some(match () {
        () if has("/usb") => "usb",
        () if has("/nvme") || name.starts_with("nvme") => "nvme",
        () if has("/mmc_host") || name.starts_with("mmcblk") => "mmc",
        () if has("/virtio") => "virtio",
        () if has("/vbd-") || name.starts_with("xvd") => "xen",
        () if has("/VMBUS") || has("/vmbus") => "hyperv",
        () if has("/ata") => "sata",
        () if has("/host") => "scsi",
        () => return None,
    })
}

fn volume(root: &Root, mounted: Mounted) -> Volume {
    let kernel_name = kernel_name(root, &mounted.device);
    let size_bytes = if root.is_live() {
        mounts::room(&mounted.mount).map(|(size, _)| size)
    } else {
        let sectors = root.number::<u64>(&format!("sys/class/block/{kernel_name}/size"));
        sectors.and_then(|sectors| sectors.checked_mul(SECTOR_BYTES))
    };
    Volume {
        encrypted: is_encrypted(root, &kernel_name, DEPTH_MAX),
        mount: Some(mounted.mount),
        device: Some(mounted.device),
        file_system: Some(mounted.file_system),
        size_bytes,
    }
}

/// `/dev/mapper/luks-1` is a link to `../dm-0` in the running system.
fn kernel_name(root: &Root, device: &str) -> String {
    let last = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    match root.link(device.trim_start_matches('/')) {
        Some(target) => last(&target),
        None => last(device),
    }
}

/// How deep volumes are stacked at most: a logical volume on an encrypted one on a RAID takes three.
const DEPTH_MAX: u8 = 8;

/// Whether the device or all that it lies on is a crypt target; `None` when sysfs does not know it.
fn is_encrypted(root: &Root, name: &str, depth: u8) -> Option<bool> {
    let here = format!("sys/class/block/{name}");
    if depth == 0 || !root.has(&here) {
        return None;
    }
    if root
        .value(&format!("{here}/dm/uuid"))
        .is_some_and(|uuid| uuid.starts_with("CRYPT-"))
    {
        return Some(true);
    }
    let below = root.names(&format!("{here}/slaves"));
    let all = below.iter().map(|name| is_encrypted(root, name, depth - 1));
    Some(!below.is_empty() && all.into_iter().all(|encrypted| encrypted == Some(true)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bus_nearest_to_the_disk_counts() {
        let sata = "../devices/pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block/sda";
        assert_eq!(bus(sata, "sda"), Some("sata"));
        let stick = "../devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0/host4/target4:0:0/4:0:0:0/block/sdb";
        assert_eq!(bus(stick, "sdb"), Some("usb"));
        assert_eq!(
            bus(
                "../devices/pci0000:00/0000:00:1d.0/0000:02:00.0/nvme/nvme0/nvme0n1",
                "nvme0n1"
            ),
            Some("nvme")
        );
        assert_eq!(
            bus("../devices/pci0000:00/0000:00:02.0/virtio1/block/vda", "vda"),
            Some("virtio")
        );
        assert_eq!(bus("", "vda"), None);
    }
}
