//! The adapter over which the machine reaches the Internet, its radio, and what the machine runs on.

use super::Windows;
use super::network::{default_adapter, devices, signal_dbm};
use super::told::AdapterTold;
use crate::collect::radio::RadioLook;

/// `IF_TYPE_IEEE80211` of ipifcons.h.
const RADIO: u32 = 71;
/// Buses of adapters that people plug cables into, or that are built in; what else there is was made by programs.
const BUSES: [&str; 4] = ["PCI", "USB", "SD", "PCMCIA"];

/// See the top of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WayOut {
    /// The adapter's name.
    pub(crate) interface: String,
    /// Whether it is a radio.
    pub(crate) is_radio: bool,
    /// Whether a default route goes over it.
    pub(crate) joined: bool,
    /// Whether it works: there is a cable, or an access point.
    pub(crate) up: bool,
    /// What it carries, megabits a second.
    pub(crate) mbps: Option<u32>,
    /// How strongly its access point is heard.
    pub(crate) signal_dbm: Option<i32>,
}

/// The way out; while there is none, the one of before, or else the first adapter that is hardware.
pub(in crate::collect) fn way_out(windows: &Windows, before: Option<&str>) -> Option<WayOut> {
    let adapters = windows.told.adapters();
    let default = default_adapter(&adapters);
    let before = || {
        adapters
            .iter()
            .find(|adapter| Some(adapter.name.as_str()) == before)
    };
    let adapter = default
        .or_else(before)
        .or_else(|| first_hardware(windows, &adapters))?;
    Some(WayOut {
        interface: adapter.name.clone(),
        is_radio: adapter.kind == RADIO,
        joined: default.is_some(),
        up: adapter.up,
        mbps: adapter.speed_mbps.filter(|_| adapter.up),
        signal_dbm: radio(windows, &adapter.name).signal_dbm.map(i32::from),
    })
}

fn first_hardware<'a>(windows: &Windows, adapters: &'a [AdapterTold]) -> Option<&'a AdapterTold> {
    let devices = devices(windows);
    let is_hardware = |adapter: &&AdapterTold| {
        let own = devices
            .iter()
            .find(|(guid, _)| guid.eq_ignore_ascii_case(&adapter.guid));
        let bus = own.and_then(|(_, id)| id.split('\\').next());
        bus.is_some_and(|bus| BUSES.iter().any(|known| known.eq_ignore_ascii_case(bus)))
    };
    adapters.iter().find(is_hardware)
}

/// What the radio of an adapter says of itself. Windows counts no packets of one connection.
pub(in crate::collect) fn radio(windows: &Windows, interface: &str) -> RadioLook {
    let adapters = windows.told.adapters();
    let wifi = windows.told.wifi();
    let link = adapters
        .iter()
        .find(|adapter| adapter.name == interface)
        .and_then(|adapter| {
            wifi.iter()
                .find(|link| link.guid.eq_ignore_ascii_case(&adapter.guid))
        });
    let Some(link) = link else {
        return RadioLook::default();
    };
    // Drivers without it answer with nothing; some with zero.
    let rssi = link.rssi_dbm.filter(|dbm| *dbm < 0);
    let signal = rssi.or(link.quality_pct.map(signal_dbm));
    RadioLook {
        signal_dbm: signal.and_then(|dbm| i8::try_from(dbm).ok()),
        rate_kbps: link.sends_kbps,
        ..RadioLook::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::windows::export::Export;
    use crate::collect::windows::told::ToldBy;

    /// A machine with a built-in cable and radio, and an adapter that a program made.
    fn windows(calls: &str) -> Windows {
        let class = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Class\{4d36e972-e325-11ce-bfc1-08002be10318}";
        let device = |key: &str, guid: &str, id: &str| {
            format!("[{class}\\{key}]\n\"NetCfgInstanceId\"=\"{guid}\"\n\"DeviceInstanceID\"=\"{id}\"\n\n")
        };
        let text = [
            "Windows Registry Editor Version 5.00\n\n".to_owned(),
            device("0000", "{V}", r"ROOT\\VMS_MP\\0000"),
            device("0001", "{E}", r"PCI\\VEN_10EC\\1"),
            device("0002", "{W}", r"PCI\\VEN_8086\\2"),
        ]
        .concat();
        Windows {
            registry: Box::new(Export::parse(text.as_bytes()).unwrap()),
            told: ToldBy::Copy(serde_json::from_str(calls).unwrap()),
        }
    }

    #[test]
    fn the_radio_of_the_default_route_tells_signal_and_rate() {
        let windows = windows(
            r#"{"adapters": [
                {"guid": "{e}", "name": "Ethernet", "kind": 6, "up": false},
                {"guid": "{w}", "name": "Wi-Fi", "kind": 71, "up": true, "speed_mbps": 144, "gateways": ["10.0.0.1"]}
            ], "wifi": [{"guid": "{W}", "quality_pct": 40, "rssi_dbm": -77, "sends_kbps": 144400}]}"#,
        );
        let way_out = way_out(&windows, None).unwrap();
        assert_eq!(way_out.interface, "Wi-Fi");
        assert!(way_out.is_radio && way_out.joined);
        assert_eq!((way_out.mbps, way_out.signal_dbm), (Some(144), Some(-77)));
        let look = radio(&windows, "Wi-Fi");
        assert_eq!((look.signal_dbm, look.rate_kbps), (Some(-77), Some(144_400)));
        assert_eq!((look.packets, look.retries), (None, None));
        assert_eq!(radio(&windows, "Ethernet"), RadioLook::default());
    }

    #[test]
    fn without_a_strength_the_quality_stands_for_it() {
        let told = |wifi: &str| {
            let calls = format!(
                r#"{{"adapters": [{{"guid": "{{w}}", "name": "Wi-Fi", "kind": 71}}], "wifi": [{{"guid": "{{W}}", {wifi}}}]}}"#
            );
            radio(&windows(&calls), "Wi-Fi")
        };
        assert_eq!(told(r#""quality_pct": 40, "rssi_dbm": 0"#).signal_dbm, Some(-80));
        assert_eq!(told(r#""phy": 7"#), RadioLook::default());
    }

    #[test]
    fn without_a_route_it_is_the_one_of_before_or_the_first_that_is_hardware() {
        let windows = windows(
            r#"{"adapters": [
                {"guid": "{v}", "name": "vEthernet", "kind": 6, "up": true},
                {"guid": "{e}", "name": "Ethernet", "kind": 6, "up": false, "speed_mbps": 1000},
                {"guid": "{w}", "name": "Wi-Fi", "kind": 71, "up": false}
            ]}"#,
        );
        let name = |before| way_out(&windows, before).map(|way_out| way_out.interface);
        assert_eq!(name(None).as_deref(), Some("Ethernet"));
        assert_eq!(name(Some("Wi-Fi")).as_deref(), Some("Wi-Fi"));
        assert_eq!(name(Some("gone")).as_deref(), Some("Ethernet"));
        let way_out = way_out(&windows, None).unwrap();
        assert_eq!((way_out.joined, way_out.up, way_out.mbps), (false, false, None));
    }
}
