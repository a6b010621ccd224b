//! What the kernel says of the wireless networks that interfaces are on (linux/nl80211.h, by generic netlink): name,
//! channel, standard, signal, rate, counters. Nothing of it stands in a file.
//!
//! Three questions to the kernel, answered at once and in full; nothing is scanned, and nobody is disturbed.

use super::network::to_ten;
use super::radio::RadioLook;
use kiemke_agent_core::keyed::hash_ssid;
use kiemke_wire::enrol::HashKey;
use kiemke_wire::facts::WifiLink;
use std::collections::BTreeMap;

/// What is known of one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Wireless {
    /// The network's name, as bytes.
    ssid: Option<Vec<u8>>,
    /// By the frequency.
    channel: Option<u32>,
    /// Of the access point's last frames.
    signal_dbm: Option<i32>,
    /// By the kind of rate that both agreed on.
    standard: Option<&'static str>,
}

impl Wireless {
    /// As it is reported; without a key the name is left out.
    fn link(self, key: Option<&HashKey>) -> WifiLink {
        WifiLink {
            standard: self.standard.map(str::to_owned),
            channel: self.channel,
            signal_dbm: self.signal_dbm.filter(|dbm| *dbm < 0).map(to_ten),
            ssid_hash: key.zip(self.ssid).map(|(key, ssid)| hash_ssid(key, &ssid)),
        }
    }
}

/// Attributes of a message, by their number; of equal ones the last counts.
type Attributes<'a> = BTreeMap<u16, &'a [u8]>;

mod attribute {
    pub(super) const IFINDEX: u16 = 3;
    pub(super) const IFNAME: u16 = 4;
    pub(super) const MAC: u16 = 6;
    pub(super) const STATION: u16 = 21;
    pub(super) const FREQUENCY: u16 = 38;
    pub(super) const SSID: u16 = 52;
}
/// Within `STATION`.
mod station {
    pub(super) const SIGNAL: u16 = 7;
    pub(super) const SENT_AT: u16 = 8;
    pub(super) const SENT: u16 = 10;
    pub(super) const RETRIES: u16 = 11;
    pub(super) const SIGNAL_MEAN: u16 = 13;
    pub(super) const RECEIVED_AT: u16 = 14;
}
/// Within a rate, in units of 100 kbit/s: of two bytes, and of four where those do not suffice.
mod rate {
    pub(super) const SHORT: u16 = 1;
    pub(super) const LONG: u16 = 5;
}
/// Within a rate: which of them is there names the standard, newest first.
const STANDARDS: [(u16, &str); 4] = [
    (19, "802.11be"),
    (13, "802.11ax"),
    (6, "802.11ac"),
    (2, "802.11n"),
];

/// Type and length stand before each; each begins on a multiple of four bytes.
fn attributes(mut bytes: &[u8]) -> Attributes<'_> {
    /// The two highest bits say of what kind it is.
    const NUMBER: u16 = 0x3fff;
    let mut found = Attributes::new();
    while let Some((head, _)) = bytes.split_first_chunk::<4>() {
        let length = usize::from(u16::from_ne_bytes([head[0], head[1]]));
        let Some(value) = bytes.get(4..length) else { break };
        found.insert(u16::from_ne_bytes([head[2], head[3]]) & NUMBER, value);
        bytes = bytes.get(length.next_multiple_of(4)..).unwrap_or_default();
    }
    found
}

fn number(value: &[u8]) -> Option<u32> {
    value.try_into().ok().map(u32::from_ne_bytes)
}

/// Name, number, and what an interface itself says.
fn interface(message: &[u8]) -> Option<(String, u32, Wireless)> {
    let told = attributes(message);
    let name = told.get(&attribute::IFNAME)?.split(|byte| *byte == 0).next()?;
    let wireless = Wireless {
        ssid: told
            .get(&attribute::SSID)
            .filter(|ssid| !ssid.is_empty())
            .map(|ssid| ssid.to_vec()),
        channel: told
            .get(&attribute::FREQUENCY)
            .and_then(|mhz| channel(number(mhz)?)),
        ..Wireless::default()
    };
    let index = number(told.get(&attribute::IFINDEX)?)?;
    Some((String::from_utf8_lossy(name).into_owned(), index, wireless))
}

/// What is said of the access point.
fn station<'a>(told: &Attributes<'a>) -> Attributes<'a> {
    let station = told.get(&attribute::STATION).copied();
    station.map_or_else(Attributes::new, attributes)
}

/// The mean of the last frames, or the last one.
fn signal_dbm(station: &Attributes<'_>) -> Option<i8> {
    let signal = [station::SIGNAL_MEAN, station::SIGNAL];
    let signal = signal.iter().find_map(|wanted| station.get(wanted)?.first());
    signal.map(|byte| byte.cast_signed())
}

/// Adds what is said of the access point.
fn add_station(wireless: &mut Wireless, message: &[u8]) {
    let station = station(&attributes(message));
    wireless.signal_dbm = signal_dbm(&station).map(i32::from).or(wireless.signal_dbm);
    let rates = [station::RECEIVED_AT, station::SENT_AT];
    let rates: Vec<Attributes<'_>> = rates
        .iter()
        .filter_map(|wanted| station.get(wanted).copied().map(attributes))
        .collect();
    let spoken = STANDARDS
        .iter()
        .find(|(number, _)| rates.iter().any(|rate| rate.contains_key(number)));
    // Older ones have rates of one kind, and are not told apart.
    wireless.standard = spoken.map(|(_, name)| *name).or(wireless.standard);
}

/// The radio as it is towards the access point.
fn radio_look(message: &[u8]) -> RadioLook {
    let told = attributes(message);
    let station = station(&told);
    let count = |wanted: u16| station.get(&wanted).and_then(|value| number(value));
    let rate = station.get(&station::SENT_AT).copied().map(attributes);
    let rate = rate.and_then(|rate| {
        let short = || {
            Some(u32::from(u16::from_ne_bytes(
                (*rate.get(&rate::SHORT)?).try_into().ok()?,
            )))
        };
        rate.get(&rate::LONG)
            .and_then(|value| number(value))
            .or_else(short)
    });
    RadioLook {
        access_point: told.get(&attribute::MAC).and_then(|mac| (*mac).try_into().ok()),
        signal_dbm: signal_dbm(&station),
        rate_kbps: rate.and_then(|rate| rate.checked_mul(100)),
        packets: count(station::SENT),
        retries: count(station::RETRIES),
    }
}

/// IEEE 802.11-2020, 17 to 19 and annex E.
fn channel(mhz: u32) -> Option<u32> {
    match mhz {
        2484 => Some(14),
        2412..=2472 => Some((mhz - 2407) / 5),
        5180..=5895 => Some((mhz - 5000) / 5),
        5955..=7115 => Some((mhz - 5950) / 5),
        _ => None,
    }
}

#[cfg(target_os = "linux")]
pub(super) use live::{networks, radio};

#[cfg(target_os = "linux")]
mod live {
    use super::{RadioLook, add_station, attributes, interface, radio_look};
    use kiemke_wire::enrol::HashKey;
    use kiemke_wire::facts::WifiLink;
    use rustix::io::Errno;
    use rustix::net::netlink::{self, SocketAddrNetlink};
    use rustix::net::sockopt::set_socket_timeout;
    use rustix::net::{AddressFamily, RecvFlags, SendFlags, SocketFlags, SocketType};
    use rustix::net::{bind, recv, send, socket_with};
    use std::collections::BTreeMap;
    use std::os::fd::OwnedFd;
    use std::time::Duration;

    /// The kernel fills no more than this at once.
    const ANSWER_BYTES: usize = 32 * 1024;
    /// It answers at once; a driver that hangs is not waited for.
    const WAIT: Duration = Duration::from_secs(2);
    /// Messages of one answer: a machine has a few interfaces.
    const MESSAGES_MAX: usize = 256;
    /// Bytes before the attributes: `nlmsghdr`, then `genlmsghdr`.
    const HEAD_BYTES: usize = 16;
    const COMMAND_BYTES: usize = 4;
    /// The family that knows the others.
    const CONTROL: u16 = 0x10;
    const GET_FAMILY: u8 = 3;
    const FAMILY_ID: u16 = 1;
    const FAMILY_NAME: u16 = 2;
    const GET_INTERFACE: u8 = 5;
    const GET_STATION: u8 = 17;
    const REQUEST: u16 = 0x1;
    const ALL: u16 = 0x300;
    const ERROR: u16 = 2;
    const DONE: u16 = 3;

    /// The networks that interfaces are on, by the interface's name; none where the kernel knows nothing of such. Without a
    /// key names are left out.
    pub(in crate::collect) fn networks(key: Option<&HashKey>) -> BTreeMap<String, WifiLink> {
        // Whatever goes wrong, what is not known is not told.
        read(key).unwrap_or_default()
    }

    /// What the radio of an interface says of itself.
    pub(in crate::collect) fn radio(name: &str) -> RadioLook {
        // As above.
        look(name).ok().flatten().unwrap_or_default()
    }

    fn read(key: Option<&HashKey>) -> Result<BTreeMap<String, WifiLink>, Errno> {
        let socket = open()?;
        let Some(family) = family(&socket, "nl80211")? else {
            return Ok(BTreeMap::new());
        };
        let mut found = BTreeMap::new();
        for message in ask(&socket, family, GET_INTERFACE, ALL, &[])? {
            let Some((name, index, mut wireless)) = interface(&message) else {
                continue;
            };
            for message in stations(&socket, family, index)? {
                add_station(&mut wireless, &message);
            }
            found.insert(name, wireless.link(key));
        }
        Ok(found)
    }

    fn look(wanted: &str) -> Result<Option<RadioLook>, Errno> {
        let socket = open()?;
        let Some(family) = family(&socket, "nl80211")? else {
            return Ok(None);
        };
        let interfaces = ask(&socket, family, GET_INTERFACE, ALL, &[])?;
        let mut interfaces = interfaces.iter().filter_map(|message| interface(message));
        let Some((_, index, _)) = interfaces.find(|(name, ..)| name == wanted) else {
            return Ok(None);
        };
        // A machine that has joined a network has one station: the access point.
        let stations = stations(&socket, family, index)?;
        Ok(stations.first().map(|message| radio_look(message)))
    }

    fn open() -> Result<OwnedFd, Errno> {
        let socket = socket_with(
            AddressFamily::NETLINK,
            SocketType::RAW,
            SocketFlags::CLOEXEC,
            Some(netlink::GENERIC),
        )?;
        bind(&socket, &SocketAddrNetlink::new(0, 0))?;
        set_socket_timeout(&socket, rustix::net::sockopt::Timeout::Recv, Some(WAIT))?;
        Ok(socket)
    }

    /// Whom an interface speaks with.
    fn stations(socket: &OwnedFd, family: u16, interface: u32) -> Result<Vec<Vec<u8>>, Errno> {
        let of = written(super::attribute::IFINDEX, &interface.to_ne_bytes());
        ask(socket, family, GET_STATION, ALL, &of)
    }

    /// The number of a family; none when the kernel has no such.
    pub(super) fn family(socket: &OwnedFd, name: &str) -> Result<Option<u16>, Errno> {
        let named = written(FAMILY_NAME, format!("{name}\0").as_bytes());
        let messages = match ask(socket, CONTROL, GET_FAMILY, 0, &named) {
            Err(Errno::NOENT) => return Ok(None),
            answer => answer?,
        };
        let id = messages.iter().find_map(|message| {
            let id = attributes(message).get(&FAMILY_ID).copied()?;
            id.try_into().ok().map(u16::from_ne_bytes)
        });
        Ok(id)
    }

    fn written(kind: u16, value: &[u8]) -> Vec<u8> {
        let length = u16::try_from(4 + value.len()).unwrap_or(u16::MAX);
        let mut bytes = [length.to_ne_bytes(), kind.to_ne_bytes()].concat();
        bytes.extend(value);
        bytes.resize(bytes.len().next_multiple_of(4), 0);
        bytes
    }

    /// Asks, and returns the attributes of each message of the answer.
    fn ask(socket: &OwnedFd, family: u16, command: u8, flags: u16, of: &[u8]) -> Result<Vec<Vec<u8>>, Errno> {
        let length = u32::try_from(HEAD_BYTES + COMMAND_BYTES + of.len()).map_err(|_| Errno::INVAL)?;
        let mut request = length.to_ne_bytes().to_vec();
        request.extend([family.to_ne_bytes(), (REQUEST | flags).to_ne_bytes()].concat());
        // Sequence and sender: one question is under way at a time.
        request.extend([0; 8]);
        request.extend([command, 1, 0, 0]);
        request.extend(of);
        send(socket, &request, SendFlags::empty())?;
        let mut messages = Vec::new();
        let mut buffer = vec![0; ANSWER_BYTES];
        while messages.len() < MESSAGES_MAX {
            let (_, length) = recv(socket, buffer.as_mut_slice(), RecvFlags::empty())?;
            let mut rest = &buffer[..length.min(ANSWER_BYTES)];
            while let Some((head, _)) = rest.split_first_chunk::<HEAD_BYTES>() {
                let length = u32::from_ne_bytes([head[0], head[1], head[2], head[3]]) as usize;
                let message = rest.get(HEAD_BYTES..length).ok_or(Errno::BADMSG)?;
                rest = rest.get(length.next_multiple_of(4)..).unwrap_or_default();
                match u16::from_ne_bytes([head[4], head[5]]) {
                    DONE => return Ok(messages),
                    ERROR => {
                        let code = message.first_chunk().map_or(0, |code| i32::from_ne_bytes(*code));
                        return match code {
                            0 => Ok(messages),
                            code => Err(Errno::from_raw_os_error(code.saturating_neg())),
                        };
                    }
                    _ => messages.extend(message.get(COMMAND_BYTES..).map(<[u8]>::to_vec)),
                }
            }
            if flags & ALL == 0 {
                return Ok(messages);
            }
        }
        Ok(messages)
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn the_kernel_is_asked_and_knows_its_own_family() {
            let socket = open().unwrap();
            assert_eq!(family(&socket, "nlctrl"), Ok(Some(CONTROL)));
            assert_eq!(family(&socket, "nothing-such"), Ok(None));
            assert!(read(None).is_ok());
            assert_eq!(radio("nothing-such"), RadioLook::default());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attribute(number: u16, value: &[u8]) -> Vec<u8> {
        let length = u16::try_from(value.len() + 4).unwrap();
        let mut bytes = [length.to_ne_bytes(), number.to_ne_bytes()].concat();
        bytes.extend(value);
        bytes.resize(bytes.len().next_multiple_of(4), 0);
        bytes
    }

    #[test]
    fn an_interface_on_a_network_is_read() {
        let message = [
            attribute(3, &7_u32.to_ne_bytes()),
            attribute(4, b"wlp2s0\0"),
            attribute(38, &5240_u32.to_ne_bytes()),
            attribute(52, "THCS Krông Nô".as_bytes()),
        ]
        .concat();
        let (name, index, mut wireless) = interface(&message).unwrap();
        assert_eq!((name.as_str(), index, wireless.channel), ("wlp2s0", 7, Some(48)));
        assert_eq!(wireless.ssid.as_deref(), Some("THCS Krông Nô".as_bytes()));
        // Received with VHT, sent with the older HT. Nested attributes are marked by the highest bit.
        let rate = |kind| attribute(0x8000 | 14, &attribute(kind, &[7]));
        let station = [attribute(7, &[0xc4]), attribute(13, &[0xc1]), rate(6)].concat();
        add_station(&mut wireless, &attribute(0x8000 | 21, &station));
        assert_eq!(
            (wireless.signal_dbm, wireless.standard),
            (Some(-63), Some("802.11ac"))
        );
        let key = HashKey([1; 32]);
        let link = wireless.clone().link(Some(&key));
        assert_eq!((link.signal_dbm, link.channel), (Some(-60), Some(48)));
        assert_eq!(link.ssid_hash, Some(hash_ssid(&key, "THCS Krông Nô".as_bytes())));
        assert_eq!(wireless.link(None).ssid_hash, None);
    }

    #[test]
    fn what_is_not_said_is_not_known() {
        let message = [
            attribute(3, &7_u32.to_ne_bytes()),
            attribute(4, b"wlan0\0"),
            attribute(52, b""),
        ]
        .concat();
        let (_, _, mut wireless) = interface(&message).unwrap();
        add_station(
            &mut wireless,
            &attribute(21, &attribute(8, &attribute(1, &[54, 0]))),
        );
        assert_eq!(wireless, Wireless::default());
        assert_eq!(interface(&attribute(3, &7_u32.to_ne_bytes())), None);
        assert_eq!(
            attributes(&[200, 0, 1, 0, 5]),
            Attributes::new(),
            "longer than there is"
        );
        assert_eq!(
            attributes(&[0; 12]),
            Attributes::new(),
            "shorter than its own head"
        );
    }

    #[test]
    fn a_radio_tells_rate_and_counters_towards_its_access_point() {
        let access_point = [2, 0, 0, 0, 0, 7];
        let told = |sent_at: &[u8]| {
            let station = [
                attribute(7, &[0xc4]),
                attribute(8, sent_at),
                attribute(10, &1_500_u32.to_ne_bytes()),
                attribute(11, &210_u32.to_ne_bytes()),
                attribute(12, &3_u32.to_ne_bytes()),
            ]
            .concat();
            let message = [attribute(6, &access_point), attribute(0x8000 | 21, &station)].concat();
            radio_look(&message)
        };
        let look = RadioLook {
            access_point: Some(access_point),
            signal_dbm: Some(-60),
            rate_kbps: Some(72_200),
            packets: Some(1_500),
            retries: Some(210),
        };
        assert_eq!(told(&attribute(1, &722_u16.to_ne_bytes())), look);
        // Above 6.5 Gbit/s only the longer one is there, below that both may be.
        let long = attribute(5, &86_000_u32.to_ne_bytes());
        assert_eq!(told(&long).rate_kbps, Some(8_600_000));
        assert_eq!(told(&[]).rate_kbps, None);
        assert_eq!(radio_look(&attribute(6, &[1, 2])), RadioLook::default());
    }

    #[test]
    fn channels_follow_from_frequencies() {
        let told = [2412, 2437, 2484, 5180, 5825, 5955, 920];
        let channels = [Some(1), Some(6), Some(14), Some(36), Some(165), Some(1), None];
        assert_eq!(told.map(channel), channels);
    }
}
