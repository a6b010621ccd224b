//! The running Windows: fetches what its registry and its calls give, and understands nothing of it.
#![expect(
    unsafe_code,
    reason = "the calls of Windows are C; each call says why it is sound"
)]

mod adapters;
mod disks;
pub(crate) mod own_use;
mod power;
mod present;
mod volumes;
mod wlan;

pub(super) use adapters::{adapters, neighbours};
pub(super) use disks::{batteries, disks};
pub(super) use power::discharging_pct;
pub(super) use present::present;
pub(super) use volumes::volumes;
pub(super) use wlan::wifi;

use super::registry::{Registry, Value, utf16};
use windows_registry::{Key, LOCAL_MACHINE, Type, USERS};
use windows_sys::Win32::System::SystemInformation::{
    GetSystemFirmwareTable, GetTickCount64, GlobalMemoryStatusEx, MEMORYSTATUSEX, RSMB,
};

/// The registry of the running machine.
#[derive(Debug)]
pub(super) struct LiveRegistry;

fn open(path: &str) -> Option<Key> {
    let (hive, rest) = path.split_once('\\').unwrap_or((path, ""));
    let hive = match hive {
        "HKEY_LOCAL_MACHINE" => LOCAL_MACHINE,
        "HKEY_USERS" => USERS,
        _ => return None,
    };
    hive.open(rest).ok()
}

impl Registry for LiveRegistry {
    fn keys(&self, path: &str) -> Vec<String> {
        let Some(key) = open(path) else {
            return Vec::new();
        };
        let mut names: Vec<String> = key.keys().into_iter().flatten().collect();
        names.sort_unstable();
        names
    }

    fn value(&self, path: &str, name: &str) -> Option<Value> {
        let value = open(path)?.get_value(name).ok()?;
        Some(match value.ty() {
            Type::U32 => Value::Number(u32::try_from(value).ok()?.into()),
            Type::U64 => Value::Number(u64::try_from(value).ok()?),
            Type::String | Type::ExpandString => {
                let text = utf16(&value);
                Value::Text(text.split('\0').next().unwrap_or_default().to_owned())
            }
            Type::MultiString => {
                let text = utf16(&value);
                let texts = text.split('\0').filter(|text| !text.is_empty());
                Value::Texts(texts.map(str::to_owned).collect())
            }
            _ => Value::Bytes(value.to_vec()),
        })
    }

    fn has_key(&self, path: &str) -> bool {
        open(path).is_some()
    }
}

/// The raw firmware table.
pub(super) fn firmware() -> Option<Vec<u8>> {
    // SAFETY: without a buffer the call only tells how large one must be.
    let wanted = unsafe { GetSystemFirmwareTable(RSMB, 0, std::ptr::null_mut(), 0) };
    let mut bytes = vec![0; usize::try_from(wanted).ok()?];
    // SAFETY: the buffer is as long as the call is told.
    let written = unsafe { GetSystemFirmwareTable(RSMB, 0, bytes.as_mut_ptr(), wanted) };
    bytes.truncate(usize::try_from(written).ok()?);
    (!bytes.is_empty()).then_some(bytes)
}

/// Total and available memory, bytes.
pub(super) fn memory_bytes() -> Option<(u64, u64)> {
    let mut status = MEMORYSTATUSEX {
        dwLength: u32::try_from(size_of::<MEMORYSTATUSEX>()).ok()?,
        ..MEMORYSTATUSEX::default()
    };
    // SAFETY: the structure says its own length.
    let done = unsafe { GlobalMemoryStatusEx(&raw mut status) };
    (done != 0).then_some((status.ullTotalPhys, status.ullAvailPhys))
}

/// Seconds since the start.
#[expect(clippy::unnecessary_wraps, reason = "a copied machine may not know")]
pub(super) fn uptime_s() -> Option<u64> {
    // SAFETY: takes nothing and always answers.
    Some(unsafe { GetTickCount64() } / 1000)
}

/// Text with the zero behind it that Windows wants.
fn wide(text: &str) -> Vec<u16> {
    text.encode_utf16().chain(std::iter::once(0)).collect()
}

/// Text up to the first zero.
fn narrow(units: &[u16]) -> String {
    let text = units.split(|unit| *unit == 0).next().unwrap_or_default();
    String::from_utf16_lossy(text)
}
