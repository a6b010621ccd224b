//! Wireless connections. The library is looked for when it is needed: servers do not have it, and a program that asks
//! for it at the start would not start there.

use super::wide;
use crate::collect::windows::told::{Blob, WifiTold};
use std::ffi::c_void;
use windows_sys::Win32::Foundation::{FARPROC, HANDLE};
use windows_sys::Win32::NetworkManagement::WiFi::{
    WLAN_CONNECTION_ATTRIBUTES, WLAN_INTERFACE_INFO_LIST, WLAN_INTF_OPCODE, wlan_intf_opcode_channel_number,
    wlan_intf_opcode_current_connection, wlan_intf_opcode_rssi,
};
use windows_sys::Win32::System::LibraryLoader::{
    GetProcAddress, LOAD_LIBRARY_SEARCH_SYSTEM32, LoadLibraryExW,
};
use windows_sys::core::{GUID, PCSTR};

type OpenHandle = unsafe extern "system" fn(u32, *const c_void, *mut u32, *mut HANDLE) -> u32;
type CloseHandle = unsafe extern "system" fn(HANDLE, *const c_void) -> u32;
type EnumInterfaces =
    unsafe extern "system" fn(HANDLE, *const c_void, *mut *mut WLAN_INTERFACE_INFO_LIST) -> u32;
type QueryInterface = unsafe extern "system" fn(
    HANDLE,
    *const GUID,
    WLAN_INTF_OPCODE,
    *const c_void,
    *mut u32,
    *mut *mut c_void,
    *mut i32,
) -> u32;
type FreeMemory = unsafe extern "system" fn(*const c_void);

/// The newest version of the interface; since Windows Vista.
const CLIENT_VERSION: u32 = 2;

struct Library {
    close: CloseHandle,
    interfaces: EnumInterfaces,
    query: QueryInterface,
    free: FreeMemory,
    client: HANDLE,
}

pub(in crate::collect::windows) fn wifi() -> Vec<WifiTold> {
    Library::open()
        .map(|library| library.connections())
        .unwrap_or_default()
}

impl Library {
    fn open() -> Option<Self> {
        let name = wide("wlanapi.dll");
        // SAFETY: the name ends with a zero; only the system's own folder is searched.
        let library =
            unsafe { LoadLibraryExW(name.as_ptr(), std::ptr::null_mut(), LOAD_LIBRARY_SEARCH_SYSTEM32) };
        if library.is_null() {
            return None;
        }
        // SAFETY: the library is open, the names end with a zero.
        let find = |name: &std::ffi::CStr| unsafe { GetProcAddress(library, name.as_ptr() as PCSTR) };
        let (open, close) = (find(c"WlanOpenHandle"), find(c"WlanCloseHandle"));
        let (interfaces, query) = (find(c"WlanEnumInterfaces"), find(c"WlanQueryInterface"));
        let free = find(c"WlanFreeMemory");
        // SAFETY: these functions have these types since they exist (wlanapi.h).
        let (open, mut found) = unsafe {
            let open = std::mem::transmute::<FARPROC, Option<OpenHandle>>(open)?;
            let found = Self {
                close: std::mem::transmute::<FARPROC, Option<CloseHandle>>(close)?,
                interfaces: std::mem::transmute::<FARPROC, Option<EnumInterfaces>>(interfaces)?,
                query: std::mem::transmute::<FARPROC, Option<QueryInterface>>(query)?,
                free: std::mem::transmute::<FARPROC, Option<FreeMemory>>(free)?,
                client: std::ptr::null_mut(),
            };
            (open, found)
        };
        let (mut version, mut client) = (0, std::ptr::null_mut());
        // SAFETY: the places for both answers are ours.
        let done = unsafe {
            open(
                CLIENT_VERSION,
                std::ptr::null(),
                &raw mut version,
                &raw mut client,
            )
        };
        if done != 0 {
            // Nothing was opened that would have to be closed.
            std::mem::forget(found);
            return None;
        }
        found.client = client;
        Some(found)
    }

    fn connections(&self) -> Vec<WifiTold> {
        let mut list: *mut WLAN_INTERFACE_INFO_LIST = std::ptr::null_mut();
        // SAFETY: the client is open, the place for the list is ours.
        let done = unsafe { (self.interfaces)(self.client, std::ptr::null(), &raw mut list) };
        if done != 0 || list.is_null() {
            return Vec::new();
        }
        // SAFETY: the list was just made and holds as many as it says.
        let interfaces = unsafe {
            std::slice::from_raw_parts((*list).InterfaceInfo.as_ptr(), (*list).dwNumberOfItems as usize)
        };
        let found = interfaces
            .iter()
            .filter_map(|interface| self.connection(&interface.InterfaceGuid))
            .collect();
        // SAFETY: made by the call above and not used any more.
        unsafe { (self.free)(list.cast()) };
        found
    }

    fn connection(&self, guid: &GUID) -> Option<WifiTold> {
        let attributes: WLAN_CONNECTION_ATTRIBUTES = self.ask(guid, wlan_intf_opcode_current_connection)?;
        let association = &attributes.wlanAssociationAttributes;
        let length = usize::try_from(association.dot11Ssid.uSSIDLength).ok()?;
        Some(WifiTold {
            guid: text(guid),
            ssid: Blob(association.dot11Ssid.ucSSID.get(..length)?.to_vec()),
            phy: u32::try_from(association.dot11PhyType).ok()?,
            channel: self.ask(guid, wlan_intf_opcode_channel_number),
            quality_pct: Some(association.wlanSignalQuality),
            rssi_dbm: self.ask(guid, wlan_intf_opcode_rssi),
            sends_kbps: Some(association.ulTxRate).filter(|kbps| *kbps > 0),
        })
    }

    /// A copy of what the call tells; `None` when it tells something of another size.
    fn ask<T: Copy>(&self, guid: &GUID, what: WLAN_INTF_OPCODE) -> Option<T> {
        let (mut bytes, mut data) = (0, std::ptr::null_mut());
        // SAFETY: the client is open, the places for the answers are ours.
        let done = unsafe {
            (self.query)(
                self.client,
                guid,
                what,
                std::ptr::null(),
                &raw mut bytes,
                &raw mut data,
                std::ptr::null_mut(),
            )
        };
        if done != 0 || data.is_null() {
            return None;
        }
        let is_whole = usize::try_from(bytes).is_ok_and(|bytes| bytes >= size_of::<T>());
        // SAFETY: there are at least as many bytes as are copied, and these opcodes tell these types (wlanapi.h).
        let told = is_whole.then(|| unsafe { data.cast::<T>().read_unaligned() });
        // SAFETY: made by the call above and not used any more.
        unsafe { (self.free)(data) };
        told
    }
}

impl Drop for Library {
    fn drop(&mut self) {
        // SAFETY: opened by us, once.
        unsafe { (self.close)(self.client, std::ptr::null()) };
    }
}

/// As the registry writes it.
fn text(guid: &GUID) -> String {
    let GUID {
        data1,
        data2,
        data3,
        data4: [a, b, rest @ ..],
    } = guid;
    let rest: String = rest.iter().map(|byte| format!("{byte:02X}")).collect();
    format!("{{{data1:08X}-{data2:04X}-{data3:04X}-{a:02X}{b:02X}-{rest}}}")
}
