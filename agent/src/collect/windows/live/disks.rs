//! Disks and batteries: devices that are opened without any right and asked.

use super::present::interfaces;
use super::{narrow, wide};
use crate::collect::windows::told::{BatteryTold, Blob, DiskTold};
use std::os::windows::io::{AsRawHandle as _, FromRawHandle as _, OwnedHandle};
use windows_sys::Win32::Foundation::{GENERIC_READ, GENERIC_WRITE, INVALID_HANDLE_VALUE};
use windows_sys::Win32::Storage::FileSystem::{
    CreateFileW, FILE_SHARE_READ, FILE_SHARE_WRITE, OPEN_EXISTING,
};
use windows_sys::Win32::System::IO::DeviceIoControl;
use windows_sys::Win32::System::Ioctl::{IOCTL_DISK_GET_DRIVE_GEOMETRY_EX, IOCTL_STORAGE_QUERY_PROPERTY};
use windows_sys::Win32::System::Power::GUID_DEVICE_BATTERY;

/// Numbers of disks that are tried: they are given in order, with few gaps.
const DISKS_MAX: u32 = 32;
/// `STORAGE_PROPERTY_ID` of ntddstor.h.
const DEVICE_PROPERTY: u32 = 0;
const SEEK_PENALTY_PROPERTY: u32 = 7;
/// Of poclass.h: `CTL_CODE(FILE_DEVICE_BATTERY, …)`.
const IOCTL_BATTERY_QUERY_TAG: u32 = 0x0029_4040;
const IOCTL_BATTERY_QUERY_INFORMATION: u32 = 0x0029_4044;
/// `BATTERY_QUERY_INFORMATION_LEVEL`.
const BATTERY_INFORMATION: u32 = 0;
const BATTERY_DEVICE_NAME: u32 = 4;
const BATTERY_MANUFACTURE_NAME: u32 = 6;

struct Device(OwnedHandle);

impl Device {
    fn open(path: &[u16], access: u32) -> Option<Self> {
        // SAFETY: the path ends with a zero; the rest are numbers or null.
        let handle = unsafe {
            CreateFileW(
                path.as_ptr(),
                access,
                FILE_SHARE_READ | FILE_SHARE_WRITE,
                std::ptr::null(),
                OPEN_EXISTING,
                0,
                std::ptr::null_mut(),
            )
        };
        // SAFETY: a handle that was just given to us belongs to nobody else.
        (handle != INVALID_HANDLE_VALUE).then(|| Self(unsafe { OwnedHandle::from_raw_handle(handle) }))
    }

    /// Asks with some bytes; the answer has at most so many.
    fn ask(&self, code: u32, question: &[u8], answer_bytes_max: u16) -> Option<Vec<u8>> {
        let mut answer = vec![0; usize::from(answer_bytes_max)];
        let mut length = 0;
        // SAFETY: both buffers are as long as is said, and the call ends before it returns.
        let done = unsafe {
            DeviceIoControl(
                self.0.as_raw_handle(),
                code,
                question.as_ptr().cast(),
                u32::try_from(question.len()).ok()?,
                answer.as_mut_ptr().cast(),
                answer_bytes_max.into(),
                &raw mut length,
                std::ptr::null_mut(),
            )
        };
        answer.truncate(usize::try_from(length).ok()?);
        (done != 0).then_some(answer)
    }
}

pub(in crate::collect::windows) fn disks() -> Vec<DiskTold> {
    (0..DISKS_MAX).filter_map(disk).collect()
}

fn disk(number: u32) -> Option<DiskTold> {
    let device = Device::open(&wide(&format!(r"\\.\PhysicalDrive{number}")), 0)?;
    // STORAGE_PROPERTY_QUERY: property, kind of question (0: the standard one), a byte, and three that fill.
    let property = |id: u32, max| {
        let question = [id.to_le_bytes(), [0; 4], [0; 4]].concat();
        device.ask(IOCTL_STORAGE_QUERY_PROPERTY, &question, max)
    };
    // DISK_GEOMETRY_EX: 24 bytes of geometry, then the size.
    let size_bytes = device
        .ask(IOCTL_DISK_GET_DRIVE_GEOMETRY_EX, &[], 256)
        .and_then(|answer| Some(u64::from_le_bytes(answer.get(24..32)?.try_into().ok()?)));
    Some(DiskTold {
        number,
        descriptor: property(DEVICE_PROPERTY, 1024).map(Blob),
        size_bytes,
        // DEVICE_SEEK_PENALTY_DESCRIPTOR: version, size, a flag.
        seeks: property(SEEK_PENALTY_PROPERTY, 12).and_then(|answer| Some(*answer.get(8)? != 0)),
    })
}

pub(in crate::collect::windows) fn batteries() -> Vec<BatteryTold> {
    let paths = interfaces(&GUID_DEVICE_BATTERY);
    paths.iter().filter_map(|path| battery(path)).collect()
}

fn battery(path: &[u16]) -> Option<BatteryTold> {
    let device = Device::open(path, GENERIC_READ | GENERIC_WRITE)?;
    // The question is how long to wait for a battery: not at all.
    let tag = device.ask(IOCTL_BATTERY_QUERY_TAG, &[0; 4], 4)?;
    // BATTERY_QUERY_INFORMATION: tag, level, a rate that matters for another level.
    let ask = |level: u32, max| {
        let question = [tag.as_slice(), &level.to_le_bytes(), &[0; 4]].concat();
        device.ask(IOCTL_BATTERY_QUERY_INFORMATION, &question, max)
    };
    let text = |level| {
        let bytes = ask(level, 256)?;
        let units: Vec<u16> = bytes
            .chunks_exact(2)
            .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
            .collect();
        Some(narrow(&units).trim().to_owned()).filter(|text| !text.is_empty())
    };
    Some(BatteryTold {
        information: Blob(ask(BATTERY_INFORMATION, 64)?),
        model: text(BATTERY_DEVICE_NAME),
        maker: text(BATTERY_MANUFACTURE_NAME),
    })
}
