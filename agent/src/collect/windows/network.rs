//! Section `network`: adapters, their devices in the registry, gateway, proxy.

use super::Windows;
use super::registry::{Registry, SOFTWARE, SYSTEM, known};
use super::told::{AdapterTold, WifiTold};
use crate::collect::Source;
use crate::collect::network::{remembered, to_ten};
use kiemke_agent_core::keyed::{hash_mac, hash_ssid};
use kiemke_wire::facts::{Attachment, Gateway, Interface, NetworkFacts, WifiLink};
use std::net::Ipv4Addr;

/// The class of network adapters.
const CLASS: &str = r"Control\Class\{4d36e972-e325-11ce-bfc1-08002be10318}";
/// `IF_TYPE_SOFTWARE_LOOPBACK` of ipifcons.h.
const LOOPBACK: u32 = 24;

pub(in crate::collect) fn collect(windows: &Windows, source: &Source) -> NetworkFacts {
    let adapters = windows.told.adapters();
    let wifi = windows.told.wifi();
    let devices = devices(windows);
    let mut interfaces: Vec<Interface> = adapters
        .iter()
        .filter(|adapter| adapter.kind != LOOPBACK)
        .map(|adapter| {
            let device = devices
                .iter()
                .find(|(guid, _)| guid.eq_ignore_ascii_case(&adapter.guid));
            let link = wifi
                .iter()
                .find(|link| link.guid.eq_ignore_ascii_case(&adapter.guid));
            interface(adapter, device.map(|(_, id)| id.as_str()), link, source)
        })
        .collect();
    interfaces.sort_by(|a, b| a.name.cmp(&b.name));
    let mut dns_servers = Vec::new();
    let default = default_adapter(&adapters);
    for server in default.iter().flat_map(|adapter| &adapter.dns_servers) {
        if !dns_servers.contains(server) {
            dns_servers.push(server.clone());
        }
    }
    NetworkFacts {
        gateway: default.and_then(|adapter| gateway(windows, source, adapter)),
        proxy: proxy(windows),
        interfaces,
        dns_servers,
    }
}

/// The gateway that is used when no route says otherwise.
pub(in crate::collect) fn default_gateway(windows: &Windows) -> Option<Ipv4Addr> {
    let adapters = windows.told.adapters();
    first_v4(&default_adapter(&adapters)?.gateways)
}

pub(super) fn default_adapter(adapters: &[AdapterTold]) -> Option<&AdapterTold> {
    let with_gateway = adapters
        .iter()
        .filter(|adapter| adapter.up && first_v4(&adapter.gateways).is_some());
    with_gateway.min_by_key(|adapter| adapter.metric)
}

fn first_v4(addresses: &[String]) -> Option<Ipv4Addr> {
    addresses.iter().find_map(|address| address.parse().ok())
}

/// The adapters' ids and the instance ids of their devices.
pub(super) fn devices(registry: &dyn Registry) -> Vec<(String, String)> {
    let class = format!(r"{SYSTEM}\{CLASS}");
    let device = |key: &String| {
        let path = format!(r"{class}\{key}");
        Some((
            registry.text(&path, "NetCfgInstanceId")?,
            registry.text(&path, "DeviceInstanceID")?,
        ))
    };
    registry.keys(&class).iter().filter_map(device).collect()
}

fn interface(
    adapter: &AdapterTold,
    device: Option<&str>,
    link: Option<&WifiTold>,
    source: &Source,
) -> Interface {
    let bus = device.map(|id| id.split('\\').next().unwrap_or(id).to_uppercase());
    let attachment = match bus.as_deref() {
        Some("PCI" | "ACPI" | "SD" | "PCMCIA") => Some(Attachment::BuiltIn),
        Some("USB") => Some(Attachment::Usb),
        Some("BTH") => None,
        Some(_) => Some(Attachment::Virtual),
        None => None,
    };
    let kind = match (bus.as_deref(), adapter.kind) {
        (Some("BTH"), _) => Some("bluetooth"),
        (_, 6) => Some("ethernet"),
        (_, 71) => Some("wifi"),
        (_, 243 | 244) => Some("mobile"),
        (_, 23) => Some("ppp"),
        (_, 131) => Some("tunnel"),
        _ => None,
    };
    Interface {
        name: known(&adapter.name),
        kind: kind.map(str::to_owned),
        attachment,
        mac: adapter.mac.clone(),
        speed_mbps: adapter.speed_mbps.filter(|_| adapter.up),
        connected: Some(adapter.up),
        wifi: link.map(|link| wifi_link(link, source)),
        addresses: adapter.addresses.clone(),
    }
}

fn wifi_link(link: &WifiTold, source: &Source) -> WifiLink {
    // DOT11_PHY_TYPE of wlantypes.h.
    let standard = match link.phy {
        4 => Some("802.11a"),
        5 => Some("802.11b"),
        6 => Some("802.11g"),
        7 => Some("802.11n"),
        8 => Some("802.11ac"),
        9 => Some("802.11ad"),
        10 => Some("802.11ax"),
        11 => Some("802.11be"),
        _ => None,
    };
    WifiLink {
        standard: standard.map(str::to_owned),
        channel: link.channel,
        signal_dbm: link.quality_pct.map(|quality| to_ten(signal_dbm(quality))),
        ssid_hash: source
            .hash_key
            .as_ref()
            .filter(|_| !link.ssid.0.is_empty())
            .map(|key| hash_ssid(key, &link.ssid.0)),
    }
}

/// A quality in percent stands for -100 dBm to -50 dBm (wlanapi.h, `WLAN_ASSOCIATION_ATTRIBUTES`).
pub(super) fn signal_dbm(quality_pct: u32) -> i32 {
    i32::try_from(quality_pct.min(100)).map_or(-100, |quality| quality / 2 - 100)
}

fn gateway(windows: &Windows, source: &Source, adapter: &AdapterTold) -> Option<Gateway> {
    let address = first_v4(&adapter.gateways)?;
    let text = address.to_string();
    let neighbours = windows.told.neighbours();
    let mac = neighbours
        .iter()
        .find(|(of, _)| *of == text)
        .map(|(_, mac)| mac.to_lowercase());
    let subnet = adapter.addresses.iter().find_map(|own| subnet_with(own, address));
    let seen = Gateway {
        address: Some(text),
        interface: known(&adapter.name),
        subnet,
        mac_hash: None,
    };
    Some(match (&source.hash_key, mac) {
        (Some(key), Some(mac)) => Gateway {
            mac_hash: Some(hash_mac(key, &mac)),
            ..seen
        },
        _ => remembered(source, seen),
    })
}

/// The subnet of an own address, if the gateway lies in it.
fn subnet_with(own: &str, gateway: Ipv4Addr) -> Option<String> {
    let (address, prefix) = own.split_once('/')?;
    let (address, prefix): (Ipv4Addr, u32) = (address.parse().ok()?, prefix.parse().ok()?);
    let mask = u32::MAX.checked_shl(32_u32.checked_sub(prefix)?).unwrap_or(0);
    let network = u32::from(address) & mask;
    (u32::from(gateway) & mask == network).then(|| format!("{}/{prefix}", Ipv4Addr::from(network)))
}

/// `WinHttpSettings`: three numbers (version, counter, flags), the length of the proxy's text, the text. Flag 2 says
/// that it is in use.
fn proxy(registry: &dyn Registry) -> Option<String> {
    const IN_USE: u32 = 2;
    let path = format!(r"{SOFTWARE}\Microsoft\Windows\CurrentVersion\Internet Settings\Connections");
    let bytes = registry.bytes(&path, "WinHttpSettings")?;
    let number = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    if number(8)? & IN_USE == 0 {
        return None;
    }
    let length = usize::try_from(number(12)?).ok()?;
    let text = bytes.get(16..16_usize.checked_add(length)?)?;
    let list = String::from_utf8_lossy(text);
    // `http=a:80;https=b:80`, or one for all.
    let entry = |scheme: &str| {
        list.split([';', ' '])
            .find_map(|entry| entry.strip_prefix(scheme))
    };
    let one = entry("https=").or_else(|| entry("http="));
    let host = one.or_else(|| list.split([';', ' ']).next().filter(|text| !text.contains('=')))?;
    let host = known(host.rsplit_once('@').map_or(host, |(_, host)| host))?;
    Some(if host.contains("://") {
        host
    } else {
        format!("http://{host}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subnet_is_the_one_in_which_the_gateway_lies() {
        let gateway = Ipv4Addr::new(192, 168, 1, 1);
        assert_eq!(
            subnet_with("192.168.1.57/24", gateway).as_deref(),
            Some("192.168.1.0/24")
        );
        assert_eq!(subnet_with("10.0.0.2/8", gateway), None);
        assert_eq!(subnet_with("1.2.3.4/0", gateway).as_deref(), Some("0.0.0.0/0"));
        assert_eq!(subnet_with("1.2.3.4/33", gateway), None);
    }

    #[test]
    fn signals_are_rounded_to_ten() {
        assert_eq!([-50, -54, -56, -100].map(to_ten), [-50, -50, -60, -100]);
    }
}
