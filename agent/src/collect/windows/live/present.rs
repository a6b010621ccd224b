//! Devices that are present now, and the places at which a kind of device is spoken to.

use super::{narrow, wide};
use windows_sys::Win32::Devices::DeviceAndDriverInstallation::{
    CM_GET_DEVICE_INTERFACE_LIST_PRESENT, CM_GETIDLIST_FILTER_PRESENT, CM_Get_Device_ID_List_SizeW,
    CM_Get_Device_ID_ListW, CM_Get_Device_Interface_List_SizeW, CM_Get_Device_Interface_ListW, CR_SUCCESS,
};
use windows_sys::core::GUID;

/// The most letters of a list: a full machine has 300 devices of 60 letters.
const LIST_UNITS_MAX: u32 = 1024 * 1024;

/// Instance ids of all devices.
pub(in crate::collect::windows) fn present() -> Option<Vec<String>> {
    let mut units = 0;
    // SAFETY: no filter text is needed for all of them.
    let done =
        unsafe { CM_Get_Device_ID_List_SizeW(&raw mut units, std::ptr::null(), CM_GETIDLIST_FILTER_PRESENT) };
    if done != CR_SUCCESS || units > LIST_UNITS_MAX {
        return None;
    }
    let mut list = vec![0; usize::try_from(units).ok()?];
    // SAFETY: the buffer is as long as is said.
    let done = unsafe {
        CM_Get_Device_ID_ListW(
            std::ptr::null(),
            list.as_mut_ptr(),
            units,
            CM_GETIDLIST_FILTER_PRESENT,
        )
    };
    let ids = texts(&list);
    (done == CR_SUCCESS && !ids.is_empty()).then_some(ids)
}

/// Paths by which devices of a kind can be opened.
pub(super) fn interfaces(kind: &GUID) -> Vec<Vec<u16>> {
    let mut units = 0;
    // SAFETY: a null device stands for all devices.
    let done = unsafe {
        CM_Get_Device_Interface_List_SizeW(
            &raw mut units,
            kind,
            std::ptr::null(),
            CM_GET_DEVICE_INTERFACE_LIST_PRESENT,
        )
    };
    if done != CR_SUCCESS || units > LIST_UNITS_MAX {
        return Vec::new();
    }
    let mut list = vec![0; units as usize];
    // SAFETY: the buffer is as long as is said.
    let done = unsafe {
        CM_Get_Device_Interface_ListW(
            kind,
            std::ptr::null(),
            list.as_mut_ptr(),
            units,
            CM_GET_DEVICE_INTERFACE_LIST_PRESENT,
        )
    };
    if done != CR_SUCCESS {
        return Vec::new();
    }
    texts(&list).iter().map(|path| wide(path)).collect()
}

/// Texts one behind the other, each ended by a zero.
fn texts(list: &[u16]) -> Vec<String> {
    let parts = list.split(|unit| *unit == 0).filter(|part| !part.is_empty());
    parts.map(narrow).collect()
}
