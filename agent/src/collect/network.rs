//! Section `network`: interfaces, the default gateway, name servers, proxy.

use super::Source;
use super::root::{CollectError, Root};
use super::system::assigned;
use kiemke_agent_core::keyed::hash_mac;
use kiemke_wire::facts::{Attachment, Gateway, Interface, NetworkFacts, WifiLink};
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, Ipv6Addr};

/// `ARPHRD_LOOPBACK` of linux/if_arp.h.
const LOOPBACK: &str = "772";

pub(super) fn collect(source: &Source) -> Result<NetworkFacts, CollectError> {
    let root = &source.root;
    let addresses = addresses(root);
    let signals = root.text("proc/net/wireless").unwrap_or_default();
    let mut networks = networks(source);
    let interfaces = root
        .names("sys/class/net")
        .into_iter()
        .filter(|name| {
            root.value(&format!("sys/class/net/{name}/type")).as_deref() != Some(LOOPBACK) && name != "lo"
        })
        .filter(|name| root.has(&format!("sys/class/net/{name}/address")))
        .map(|name| {
            let wifi = wifi(&signals, &name, networks.remove(&name));
            interface(root, name, &addresses, wifi)
        })
        .collect();
    Ok(NetworkFacts {
        gateway: gateway(source),
        proxy: proxy(root),
        interfaces,
        dns_servers: dns_servers(root),
    })
}

fn interface(root: &Root, name: String, addresses: &[(String, String)], wifi: Option<WifiLink>) -> Interface {
    let path = |what: &str| format!("sys/class/net/{name}/{what}");
    let of = |what: &str| root.value(&path(what));
    let link = root.link(&format!("sys/class/net/{name}")).unwrap_or_default();
    let attachment = match () {
        () if link.contains("/devices/virtual/") => Some(Attachment::Virtual),
        () if link.contains("/usb") => Some(Attachment::Usb),
        () if link.contains("/devices/") => Some(Attachment::BuiltIn),
        () => None,
    };
    // Reading the carrier of an interface that is switched off is an error.
    let connected = match of("carrier") {
        Some(carrier) => Some(carrier == "1"),
        None => of("operstate").map(|state| state == "up"),
    };
    Interface {
        kind: kind(root, &path),
        attachment,
        mac: of("address")
            .map(|mac| mac.to_lowercase())
            .filter(|mac| mac.chars().any(|digit| !"0:".contains(digit))),
        // -1 stands for unknown.
        speed_mbps: of("speed")
            .and_then(|speed| speed.parse().ok())
            .filter(|speed| *speed > 0),
        connected,
        wifi,
        addresses: addresses
            .iter()
            .filter(|(of, _)| *of == name)
            .map(|(_, address)| address.clone())
            .collect(),
        name: Some(name),
    }
}

/// What the kernel knows of wireless networks; of a copied machine nothing, because it stands in no file.
fn networks(source: &Source) -> BTreeMap<String, WifiLink> {
    #[cfg(target_os = "linux")]
    if source.root.is_live() {
        return super::nl80211::networks(source.hash_key.as_ref());
    }
    let _ = source;
    BTreeMap::new()
}

/// The network of an interface; drivers that answer no question yet have a line in `/proc/net/wireless`: name, status,
/// quality, level, noise.
fn wifi(signals: &str, name: &str, network: Option<WifiLink>) -> Option<WifiLink> {
    let line = signals
        .lines()
        .find_map(|line| line.trim_start().strip_prefix(name)?.strip_prefix(':'));
    let level = line.and_then(|line| line.split_ascii_whitespace().nth(2));
    let level: Option<i32> = level.and_then(|level| level.trim_end_matches('.').parse().ok());
    let mut link = network.unwrap_or_default();
    link.signal_dbm = link.signal_dbm.or(level.filter(|dbm| *dbm < 0).map(to_ten));
    (link != WifiLink::default()).then_some(link)
}

/// To ten decibels: a signal never stands still, and each change would be sent.
pub(super) fn to_ten(dbm: i32) -> i32 {
    (dbm - 5) / 10 * 10
}

fn kind(root: &Root, path: &impl Fn(&str) -> String) -> Option<String> {
    let uevent = root.text(&path("uevent")).unwrap_or_default();
    let device_type = assigned(&uevent, "DEVTYPE");
    let kind = match device_type.as_deref() {
        Some("wlan") => "wifi",
        Some("wwan") => "mobile",
        Some(other @ ("bridge" | "bond" | "vlan" | "bluetooth")) => other,
        Some("wireguard" | "vxlan" | "geneve") => "tunnel",
        _ if root.has(&path("wireless")) || root.has(&path("phy80211")) => "wifi",
        _ if root.has(&path("bridge")) => "bridge",
        _ if root.has(&path("tun_flags")) => "tunnel",
        // ARPHRD_ETHER, ARPHRD_PPP, and the tunnels: ARPHRD_TUNNEL, TUNNEL6, SIT, IPGRE, NONE.
        _ => match root.value(&path("type"))?.as_str() {
            "1" => "ethernet",
            "512" => "ppp",
            "768" | "769" | "776" | "778" | "65534" => "tunnel",
            _ => return None,
        },
    };
    Some(kind.to_owned())
}

/// Interface and address with prefix length. Link-local and temporary addresses are left out: they say nothing,
/// or change daily.
fn addresses(root: &Root) -> Vec<(String, String)> {
    let mut addresses = ipv4_addresses(root);
    addresses.sort_unstable();
    let table = root.text("proc/net/if_inet6").unwrap_or_default();
    let mut ipv6: Vec<_> = table.lines().filter_map(ipv6_address).collect();
    ipv6.sort_unstable();
    addresses.extend(ipv6);
    addresses
}

fn ipv4_addresses(root: &Root) -> Vec<(String, String)> {
    if !root.is_live() {
        return Vec::new();
    }
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    interfaces
        .into_iter()
        .filter_map(|interface| match interface.addr {
            if_addrs::IfAddr::V4(address) if !address.ip.is_link_local() => {
                let prefix = u32::from(address.netmask).leading_ones();
                Some((interface.name, format!("{}/{prefix}", address.ip)))
            }
            _ => None,
        })
        .collect()
}

/// A line of `/proc/net/if_inet6`: address, index, prefix length, scope, flags (all hexadecimal), name.
fn ipv6_address(line: &str) -> Option<(String, String)> {
    const SCOPE_GLOBAL: u8 = 0;
    // IFA_F_TEMPORARY, IFA_F_DEPRECATED and IFA_F_TENTATIVE of linux/if_addr.h.
    const PASSING: u8 = 0x01 | 0x20 | 0x40;
    let mut words = line.split_ascii_whitespace();
    let address = Ipv6Addr::from(u128::from_str_radix(words.next()?, 16).ok()?);
    let prefix = u8::from_str_radix(words.nth(1)?, 16).ok()?;
    let scope = u8::from_str_radix(words.next()?, 16).ok()?;
    let flags = u8::from_str_radix(words.next()?, 16).ok()?;
    let name = words.next()?;
    (scope == SCOPE_GLOBAL && flags & PASSING == 0).then(|| (name.to_owned(), format!("{address}/{prefix}")))
}

/// A line of `/proc/net/route`.
#[derive(Clone, Debug)]
pub(super) struct Route {
    pub(super) interface: String,
    destination: u32,
    mask: u32,
    metric: u32,
    pub(super) gateway: Ipv4Addr,
}

fn routes(root: &Root) -> Vec<Route> {
    let table = root.text("proc/net/route").unwrap_or_default();
    table.lines().skip(1).filter_map(route).collect()
}

/// Interface, destination, gateway, flags, use counts, metric, mask. Addresses are hexadecimal in the order of the
/// machine's bytes in memory.
fn route(line: &str) -> Option<Route> {
    const UP: u16 = 1;
    let words: Vec<_> = line.split_ascii_whitespace().collect();
    let address = |at: usize| Some(u32::from_be(u32::from_str_radix(words.get(at)?, 16).ok()?));
    let flags = u16::from_str_radix(words.get(3)?, 16).ok()?;
    (flags & UP != 0).then_some(())?;
    Some(Route {
        interface: (*words.first()?).to_owned(),
        destination: address(1)?,
        gateway: address(2)?.into(),
        metric: words.get(6)?.parse().ok()?,
        mask: address(7)?,
    })
}

pub(super) fn default_route(root: &Root) -> Option<Route> {
    routes(root)
        .into_iter()
        .filter(|route| route.mask == 0 && route.destination == 0 && !route.gateway.is_unspecified())
        .min_by_key(|route| route.metric)
}

fn gateway(source: &Source) -> Option<Gateway> {
    let root = &source.root;
    let default = default_route(root)?;
    let subnet = routes(root)
        .into_iter()
        .filter(|route| {
            route.interface == default.interface && route.mask != 0 && route.gateway.is_unspecified()
        })
        .filter(|route| u32::from(default.gateway) & route.mask == route.destination)
        .max_by_key(|route| route.mask)
        .map(|route| {
            format!(
                "{}/{}",
                Ipv4Addr::from(route.destination),
                route.mask.leading_ones()
            )
        });
    let seen = Gateway {
        address: Some(default.gateway.to_string()),
        interface: Some(default.interface.clone()),
        subnet,
        mac_hash: None,
    };
    Some(match (&source.hash_key, neighbour_mac(root, &default)) {
        (Some(key), Some(mac)) => Gateway {
            mac_hash: Some(hash_mac(key, &mac)),
            ..seen
        },
        _ => remembered(source, seen),
    })
}

/// Nobody spoke with it lately: what was seen before still holds if all else is the same.
pub(super) fn remembered(source: &Source, seen: Gateway) -> Gateway {
    let is_same = |before: &&Gateway| {
        let mut same = Gateway::clone(before);
        same.mac_hash = None;
        same == seen
    };
    let before = source.gateway_before.as_ref().filter(is_same);
    match (source.hash_key, before) {
        (Some(_), Some(before)) => before.clone(),
        _ => seen,
    }
}

/// The neighbour table: address, hardware type, flags (0 while unanswered), MAC, mask, interface.
fn neighbour_mac(root: &Root, route: &Route) -> Option<String> {
    let table = root.text("proc/net/arp").ok()?;
    let address = route.gateway.to_string();
    table.lines().skip(1).find_map(|line| {
        let words: Vec<_> = line.split_ascii_whitespace().collect();
        let &[of, _, flags, mac, _, interface] = words.as_slice() else {
            return None;
        };
        (of == address && flags != "0x0" && interface == route.interface).then(|| mac.to_lowercase())
    })
}

/// resolv.conf(5). systemd-resolved's stub stands for the servers that it asks itself.
fn dns_servers(root: &Root) -> Vec<String> {
    let servers = |file: &str| -> Vec<String> {
        let text = root.text(file).unwrap_or_default();
        let lines = text
            .lines()
            .filter_map(|line| line.trim().strip_prefix("nameserver"));
        lines
            .filter(|rest| rest.starts_with(char::is_whitespace))
            .filter_map(|rest| rest.split_ascii_whitespace().next().map(str::to_owned))
            .collect()
    };
    let named = servers("etc/resolv.conf");
    if named == ["127.0.0.53"] {
        let behind = servers("run/systemd/resolve/resolv.conf");
        if !behind.is_empty() {
            return behind;
        }
    }
    named
}

/// The proxy for all users, without a user name or password that may stand in it.
fn proxy(root: &Root) -> Option<String> {
    let environment = root.text("etc/environment").ok()?;
    let exported = environment.replace("export ", "");
    let proxy = ["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"]
        .iter()
        .find_map(|key| assigned(&exported, key))?;
    let (scheme, rest) = proxy.split_once("://").unwrap_or(("http", &proxy));
    let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    Some(format!("{scheme}://{host}"))
}
