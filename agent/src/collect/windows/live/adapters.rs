//! Network adapters and the neighbour table.

use crate::collect::windows::registry::utf16;
use crate::collect::windows::told::AdapterTold;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use windows_sys::Win32::NetworkManagement::IpHelper::{
    FreeMibTable, GAA_FLAG_INCLUDE_GATEWAYS, GAA_FLAG_SKIP_ANYCAST, GAA_FLAG_SKIP_MULTICAST,
    GetAdaptersAddresses, GetIpNetTable2, IP_ADAPTER_ADDRESSES_LH, MIB_IPNET_TABLE2,
};
use windows_sys::Win32::NetworkManagement::Ndis::IfOperStatusUp;
use windows_sys::Win32::Networking::WinSock::{
    AF_INET, AF_INET6, AF_UNSPEC, IpSuffixOriginRandom, SOCKADDR_IN, SOCKADDR_IN6, SOCKET_ADDRESS,
};
use windows_sys::core::PWSTR;

/// Where the first try begins, and the most that is tried, bytes: an adapter takes about a kilobyte.
const LIST_BYTES: u32 = 16 * 1024;
const LIST_BYTES_MAX: u32 = 1024 * 1024;
/// Of winerror.h.
const ERROR_BUFFER_OVERFLOW: u32 = 111;
/// What stands for an unknown speed.
const NO_SPEED: u64 = u64::MAX;

pub(in crate::collect::windows) fn adapters() -> Vec<AdapterTold> {
    let Some(list) = list() else { return Vec::new() };
    let mut adapters = Vec::new();
    let mut next: *const IP_ADAPTER_ADDRESSES_LH = list.as_ptr().cast();
    while !next.is_null() {
        // SAFETY: the call filled the list, which lives until the end of this function.
        let adapter = unsafe { &*next };
        adapters.push(told(adapter));
        next = adapter.Next;
    }
    adapters
}

/// The list as the call writes it, in a buffer that is aligned for what it holds.
fn list() -> Option<Vec<u64>> {
    let flags = GAA_FLAG_INCLUDE_GATEWAYS | GAA_FLAG_SKIP_ANYCAST | GAA_FLAG_SKIP_MULTICAST;
    let mut bytes = LIST_BYTES;
    loop {
        let mut list = vec![0_u64; usize::try_from(bytes / 8).ok()?];
        // SAFETY: the buffer is as long as is said.
        let done = unsafe {
            GetAdaptersAddresses(
                AF_UNSPEC.into(),
                flags,
                std::ptr::null(),
                list.as_mut_ptr().cast(),
                &raw mut bytes,
            )
        };
        match done {
            0 => return Some(list),
            ERROR_BUFFER_OVERFLOW if bytes <= LIST_BYTES_MAX => {
                bytes = bytes.next_multiple_of(8) + LIST_BYTES
            }
            _ => return None,
        }
    }
}

fn told(adapter: &IP_ADAPTER_ADDRESSES_LH) -> AdapterTold {
    let mut told = AdapterTold {
        // SAFETY: Windows ends the name with a zero.
        guid: unsafe { std::ffi::CStr::from_ptr(adapter.AdapterName.cast()) }
            .to_string_lossy()
            .into_owned(),
        name: text(adapter.FriendlyName),
        kind: adapter.IfType,
        mac: mac(&adapter.PhysicalAddress, adapter.PhysicalAddressLength),
        up: adapter.OperStatus == IfOperStatusUp,
        speed_mbps: (adapter.TransmitLinkSpeed != NO_SPEED)
            .then(|| u32::try_from(adapter.TransmitLinkSpeed / 1_000_000).ok())
            .flatten()
            .filter(|speed| *speed > 0),
        metric: adapter.Ipv4Metric,
        ..AdapterTold::default()
    };
    let mut next = adapter.FirstUnicastAddress;
    // SAFETY: each of the three chains ends with null and lies in the list.
    while let Some(one) = unsafe { next.as_ref() } {
        let address = address(&one.Address);
        // Temporary addresses change daily, link-local ones say nothing.
        if let Some(address) = address.filter(|address| is_lasting(address))
            && one.SuffixOrigin != IpSuffixOriginRandom
        {
            told.addresses
                .push(format!("{address}/{}", one.OnLinkPrefixLength));
        }
        next = one.Next;
    }
    let mut next = adapter.FirstGatewayAddress;
    // SAFETY: as above.
    while let Some(one) = unsafe { next.as_ref() } {
        told.gateways
            .extend(address(&one.Address).map(|address| address.to_string()));
        next = one.Next;
    }
    let mut next = adapter.FirstDnsServerAddress;
    // SAFETY: as above.
    while let Some(one) = unsafe { next.as_ref() } {
        told.dns_servers
            .extend(address(&one.Address).map(|address| address.to_string()));
        next = one.Next;
    }
    told
}

fn is_lasting(address: &IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !address.is_link_local(),
        IpAddr::V6(address) => !address.is_unicast_link_local(),
    }
}

fn address(of: &SOCKET_ADDRESS) -> Option<IpAddr> {
    // SAFETY: Windows gives null or a whole address of the family that it says.
    let family = unsafe { of.lpSockaddr.as_ref() }?.sa_family;
    match family {
        AF_INET => {
            // SAFETY: as above.
            let address = unsafe { &*of.lpSockaddr.cast::<SOCKADDR_IN>() };
            // SAFETY: all forms of the union are four bytes.
            let bytes = unsafe { address.sin_addr.S_un.S_addr }.to_ne_bytes();
            Some(IpAddr::V4(Ipv4Addr::from(bytes)))
        }
        AF_INET6 => {
            // SAFETY: as above.
            let address = unsafe { &*of.lpSockaddr.cast::<SOCKADDR_IN6>() };
            // SAFETY: all forms of the union are sixteen bytes.
            let bytes = unsafe { address.sin6_addr.u.Byte };
            Some(IpAddr::V6(Ipv6Addr::from(bytes)))
        }
        _ => None,
    }
}

fn mac(bytes: &[u8], length: u32) -> Option<String> {
    let bytes = bytes.get(..usize::try_from(length).ok()?)?;
    if bytes.len() != 6 || bytes.iter().all(|byte| *byte == 0) {
        return None;
    }
    let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    Some(digits.join(":"))
}

fn text(of: PWSTR) -> String {
    const UNITS_MAX: usize = 512;
    let mut bytes = Vec::new();
    for at in 0..UNITS_MAX {
        if of.is_null() {
            break;
        }
        // SAFETY: Windows ends the text with a zero, and nothing behind it is read.
        let unit = unsafe { *of.add(at) };
        if unit == 0 {
            break;
        }
        bytes.extend(unit.to_le_bytes());
    }
    utf16(&bytes)
}

/// Addresses of neighbours and their MACs.
pub(in crate::collect::windows) fn neighbours() -> Vec<(String, String)> {
    let mut table: *mut MIB_IPNET_TABLE2 = std::ptr::null_mut();
    // SAFETY: the place for the table is ours; the call makes it.
    let done = unsafe { GetIpNetTable2(AF_INET, &raw mut table) };
    if done != 0 || table.is_null() {
        return Vec::new();
    }
    // SAFETY: the table was just made and holds as many rows as it says.
    let rows = unsafe { std::slice::from_raw_parts((*table).Table.as_ptr(), (*table).NumEntries as usize) };
    let neighbours = rows
        .iter()
        .filter_map(|row| {
            // SAFETY: asked for this family alone.
            let bytes = unsafe { row.Address.Ipv4.sin_addr.S_un.S_addr }.to_ne_bytes();
            let mac = mac(&row.PhysicalAddress, row.PhysicalAddressLength)?;
            Some((Ipv4Addr::from(bytes).to_string(), mac))
        })
        .collect();
    // SAFETY: made by the call above and not used any more.
    unsafe { FreeMibTable(table.cast()) };
    neighbours
}
