//! The mount table: volumes that lie on a disk.

use super::root::Root;

/// One mounted volume.
pub(super) struct Mounted {
    pub(super) device: String,
    pub(super) mount: String,
    pub(super) file_system: String,
}

/// File systems that lie on a disk although their device has no file of that name in `/dev`.
const WITHOUT_DEVICE_FILE: [&str; 1] = ["zfs"];
/// Devices that are files on another volume, packages mostly, or media that come and go.
const NOT_A_DISK: [&str; 3] = ["/dev/loop", "/dev/sr", "/dev/fuse"];

/// The volumes, each device once, where it was mounted first: bind mounts repeat it.
pub(super) fn volumes(root: &Root) -> Vec<Mounted> {
    let table = root
        .text("proc/self/mounts")
        .or_else(|_| root.text("proc/mounts"))
        .unwrap_or_default();
    let mut volumes: Vec<Mounted> = Vec::new();
    for line in table.lines() {
        let mut words = line.split(' ');
        let (Some(device), Some(mount), Some(file_system)) = (words.next(), words.next(), words.next())
        else {
            continue;
        };
        let on_disk =
            device.starts_with("/dev/") && !NOT_A_DISK.iter().any(|prefix| device.starts_with(prefix));
        if !on_disk && !WITHOUT_DEVICE_FILE.contains(&file_system) {
            continue;
        }
        let device = unescaped(device);
        if volumes.iter().all(|known| known.device != device) {
            volumes.push(Mounted {
                device,
                mount: unescaped(mount),
                file_system: file_system.to_owned(),
            });
        }
    }
    volumes
}

/// Blanks, tabs, newlines and backslashes stand as octal numbers (fstab(5)).
fn unescaped(text: &str) -> String {
    text.replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\")
}

/// Size and what a user can still write, bytes.
#[cfg(unix)]
pub(super) fn room(mount: &str) -> Option<(u64, u64)> {
    let stat = rustix::fs::statvfs(mount).ok()?;
    Some((stat.f_blocks * stat.f_frsize, stat.f_bavail * stat.f_frsize))
}

/// Size and what a user can still write, bytes.
#[cfg(not(unix))]
pub(super) fn room(_mount: &str) -> Option<(u64, u64)> {
    None
}
