//! How the machine is tied to its network now, and what it runs on: read when a test or a verdict asks for it.

use crate::collect::{Root, WayOut, default_interface, windows_discharging_pct, windows_way_out};
use kiemke_agent_core::verdict::Link;
use kiemke_wire::reading::Medium;

/// A battery below this is left alone, percent (agent.md, "What it measures").
const BATTERY_PERCENT_MIN: u32 = 30;

/// The interface over which the machine reaches the Internet, or would.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attachment {
    /// Its name.
    pub(crate) interface: String,
    /// How.
    pub(crate) link: Link,
    /// What the interface carries, megabits a second.
    pub(crate) mbps: Option<u32>,
}

impl Attachment {
    /// Reads it; none where the system does not say, or has no interface. `before` is the interface of the last time:
    /// where no route names one, its cable may be out.
    pub(crate) fn read(root: &Root, before: Option<&str>) -> Option<Self> {
        if let Some(way_out) = windows_way_out(root, before) {
            return Some(Self::of_windows(way_out));
        }
        let route = default_interface(root);
        let joined = route.is_some();
        let still_there = |name: &&str| root.has(&format!("sys/class/net/{name}"));
        let before = before.filter(still_there).map(str::to_owned);
        let interface = route.or(before).or_else(|| likeliest(root))?;
        let path = |name: &str| format!("sys/class/net/{interface}/{name}");
        let mbps = root.number::<i64>(&path("speed")).filter(|mbps| *mbps > 0);
        let link = if is_wireless(root, &interface) {
            Link::Wifi {
                joined,
                signal_dbm: signal_dbm(root, &interface),
            }
        } else {
            // What has no carrier file carries: a tunnel, a machine in a container.
            let carries = root.value(&path("carrier")).is_none_or(|carrier| carrier == "1");
            Link::Wired {
                carries: carries && joined,
            }
        };
        Some(Self {
            interface,
            link,
            mbps: mbps.and_then(|mbps| u32::try_from(mbps).ok()),
        })
    }

    fn of_windows(way_out: WayOut) -> Self {
        let link = match way_out.is_radio {
            true => Link::Wifi {
                joined: way_out.joined,
                signal_dbm: way_out.signal_dbm,
            },
            false => Link::Wired {
                carries: way_out.up && way_out.joined,
            },
        };
        Self {
            interface: way_out.interface,
            link,
            mbps: way_out.mbps,
        }
    }

    pub(crate) fn medium(&self) -> Medium {
        match self.link {
            Link::Wired { .. } => Medium::Wired,
            Link::Wifi { .. } => Medium::Wifi,
        }
    }
}

/// Whether the machine runs on a battery that is to be left alone.
pub(crate) fn battery_is_low(root: &Root) -> bool {
    if let Some(percent) = windows_discharging_pct(root) {
        return u32::from(percent) < BATTERY_PERCENT_MIN;
    }
    let supplies = root.names("sys/class/power_supply");
    supplies.iter().any(|supply| {
        let path = |name: &str| format!("sys/class/power_supply/{supply}/{name}");
        root.value(&path("type")).as_deref() == Some("Battery")
            // A mouse has one too.
            && root.value(&path("scope")).as_deref() != Some("Device")
            && root.value(&path("status")).as_deref() == Some("Discharging")
            && root
                .number::<u32>(&path("capacity"))
                .is_some_and(|percent| percent < BATTERY_PERCENT_MIN)
    })
}

/// The first physical interface.
fn likeliest(root: &Root) -> Option<String> {
    let interfaces = root.names("sys/class/net");
    interfaces
        .into_iter()
        .find(|name| name != "lo" && root.has(&format!("sys/class/net/{name}/device")))
}

fn is_wireless(root: &Root, interface: &str) -> bool {
    let path = |name: &str| format!("sys/class/net/{interface}/{name}");
    root.has(&path("wireless")) || root.has(&path("phy80211"))
}

/// `/proc/net/wireless`: interface, status, link quality, level in dBm.
fn signal_dbm(root: &Root, interface: &str) -> Option<i32> {
    let table = root.text("proc/net/wireless").ok()?;
    let line = table
        .lines()
        .find_map(|line| line.trim_start().strip_prefix(interface)?.strip_prefix(':'))?;
    let level = line.split_ascii_whitespace().nth(2)?.trim_end_matches('.');
    level.parse().ok().filter(|level| *level < 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    const ROUTES: &str = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n";

    fn tree(files: &[(&str, &str)]) -> (tempfile::TempDir, Root) {
        let folder = tempfile::tempdir().unwrap();
        for (file, text) in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let root = Root::new(folder.path());
        (folder, root)
    }

    fn route(interface: &str) -> String {
        format!("{ROUTES}{interface}\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n")
    }

    #[test]
    fn a_cable_a_cable_that_is_out_and_a_radio_are_told_apart() {
        let (_kept, wired) = tree(&[
            ("proc/net/route", &route("eth0")),
            ("sys/class/net/eth0/carrier", "1\n"),
            ("sys/class/net/eth0/speed", "100\n"),
        ]);
        let wired = Attachment::read(&wired, None).unwrap();
        assert_eq!(wired.link, Link::Wired { carries: true });
        assert_eq!((wired.mbps, wired.medium()), (Some(100), Medium::Wired));
        let (_kept, out) = tree(&[
            ("proc/net/route", ROUTES),
            ("sys/class/net/eth0/device/vendor", "x"),
            ("sys/class/net/eth0/carrier", "0\n"),
            ("sys/class/net/eth0/speed", "-1\n"),
        ]);
        let out = Attachment::read(&out, None).unwrap();
        assert_eq!((out.link, out.mbps), (Link::Wired { carries: false }, None));
        let (_kept, radio) = tree(&[
            ("proc/net/route", &route("wlan0")),
            ("sys/class/net/wlan0/wireless/x", ""),
            (
                "proc/net/wireless",
                "head\nhead\n wlan0: 0000   54.  -62.  -256        0      0      0      0      0        0\n",
            ),
        ]);
        let wifi = Link::Wifi {
            joined: true,
            signal_dbm: Some(-62),
        };
        assert_eq!(Attachment::read(&radio, None).unwrap().link, wifi);
        let (_kept, nothing) = tree(&[]);
        assert_eq!(Attachment::read(&nothing, Some("eth7")), None);
    }

    #[test]
    fn a_battery_that_runs_low_is_left_alone() {
        let battery = |status: &str, capacity: &str| {
            let (_kept, root) = tree(&[
                ("sys/class/power_supply/BAT0/type", "Battery\n"),
                ("sys/class/power_supply/BAT0/status", status),
                ("sys/class/power_supply/BAT0/capacity", capacity),
            ]);
            battery_is_low(&root)
        };
        assert!(battery("Discharging\n", "29\n"));
        assert!(!battery("Discharging\n", "30\n") && !battery("Charging\n", "5\n"));
    }

    #[test]
    fn windows_tells_its_link_and_battery_by_calls() {
        let machine = |calls: &str| {
            tree(&[
                ("registry.reg", "Windows Registry Editor Version 5.00\n"),
                ("calls.json", calls),
            ])
        };
        let adapter = r#""adapters": [{"guid": "{w}", "name": "Wi-Fi", "kind": 71, "up": true, "speed_mbps": 72,
            "gateways": ["10.0.0.1"]}], "wifi": [{"guid": "{W}", "quality_pct": 30}]"#;
        let (_kept, radio) = machine(&format!("{{{adapter}, \"discharging_pct\": 29}}"));
        let read = Attachment::read(&radio, None).unwrap();
        let link = Link::Wifi {
            joined: true,
            signal_dbm: Some(-85),
        };
        assert_eq!(
            (read.link, read.medium(), read.mbps),
            (link, Medium::Wifi, Some(72))
        );
        assert!(battery_is_low(&radio));
        let cable = r#"{"adapters": [{"guid": "{e}", "name": "LAN", "kind": 6, "up": true, "gateways": ["10.0.0.1"]}]}"#;
        let (_kept, cable) = machine(cable);
        let read = Attachment::read(&cable, None).unwrap();
        assert_eq!(read.link, Link::Wired { carries: true });
        assert!(!battery_is_low(&cable));
    }
}
