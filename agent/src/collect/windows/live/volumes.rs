//! Drive letters of fixed disks.

use super::{narrow, wide};
use crate::collect::windows::told::VolumeTold;
use windows_sys::Win32::Storage::FileSystem::{
    GetDiskFreeSpaceExW, GetDriveTypeW, GetLogicalDrives, GetVolumeInformationW, QueryDosDeviceW,
};
use windows_sys::Win32::System::WindowsProgramming::{DRIVE_FIXED, DRIVE_REMOVABLE};

pub(in crate::collect::windows) fn volumes() -> Vec<VolumeTold> {
    // SAFETY: takes nothing.
    let letters = unsafe { GetLogicalDrives() };
    (0..26_u8)
        .filter(|place| letters & 1 << place != 0)
        .filter_map(|place| volume(char::from(b'A' + place)))
        .collect()
}

fn volume(letter: char) -> Option<VolumeTold> {
    let mount = format!("{letter}:");
    let root = wide(&format!("{mount}\\"));
    // SAFETY: the text ends with a zero.
    let kind = unsafe { GetDriveTypeW(root.as_ptr()) };
    // Shares of other machines and discs are no volumes of this one.
    if ![DRIVE_FIXED, DRIVE_REMOVABLE].contains(&kind) {
        return None;
    }
    let mut system = [0_u16; 64];
    // SAFETY: all that is not wanted is null; the buffer is as long as is said.
    let told = unsafe {
        GetVolumeInformationW(
            root.as_ptr(),
            std::ptr::null_mut(),
            0,
            std::ptr::null_mut(),
            std::ptr::null_mut(),
            std::ptr::null_mut(),
            system.as_mut_ptr(),
            64,
        )
    };
    let (mut free, mut size) = (0, 0);
    // SAFETY: the places for the numbers are ours.
    let counted =
        unsafe { GetDiskFreeSpaceExW(root.as_ptr(), &raw mut free, &raw mut size, std::ptr::null_mut()) };
    // A card reader without a card has a letter and nothing else.
    if told == 0 && counted == 0 {
        return None;
    }
    let mut device = [0_u16; 260];
    let name = wide(&mount);
    // SAFETY: the text ends with a zero; the buffer is as long as is said.
    let named = unsafe { QueryDosDeviceW(name.as_ptr(), device.as_mut_ptr(), 260) };
    Some(VolumeTold {
        mount,
        device: (named != 0).then(|| narrow(&device)),
        file_system: (told != 0)
            .then(|| narrow(&system))
            .filter(|name| !name.is_empty()),
        size_bytes: (counted != 0).then_some(size),
        free_bytes: (counted != 0).then_some(free),
    })
}
