//! Settings of the daemon: `kiemked.toml`.

use crate::load::{BadSettings, parse};
use ipnet::IpNet;
use kiemke_wire::enrol::ProbeTarget;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// The example that ships; every key stands in it.
pub const EXAMPLE: &str = include_str!("../examples/kiemked.toml");

/// All settings, defaults filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DaemonSettings {
    /// Where the data lie; the command line goes before it.
    pub data: Option<PathBuf>,
    /// Address and port.
    pub listen: SocketAddr,
    /// Name of the root unit, such as the province's.
    pub root_name: String,
    /// Offset of the root unit's time zone from UTC, minutes: days are counted in it.
    pub time_zone_offset_min: i32,
    /// Who the daemon is on the network.
    pub tls: TlsSettings,
    /// How agents behave.
    pub agents: AgentPace,
    /// How the journal lies on the disk.
    pub journal: JournalSettings,
    /// Tests of lines against this daemon.
    pub ndt7: Ndt7Settings,
    /// When the daemon tidies its folder.
    pub upkeep: UpkeepSettings,
    /// Which tests agents make by themselves.
    pub tests: TestSettings,
    /// By what people and lines are judged.
    pub standards: StandardsSettings,
}

/// By what people and lines are judged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StandardsSettings {
    /// Folder with plans, profiles, price lists, a calendar and levels of the province's own; none: `standards` in the
    /// data folder, if it is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub folder: Option<PathBuf>,
    /// The plan that counts unless another is asked for; none: the one that ships.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// Which value a target of that plan has whose text can be read in several ways, percent by target.
    pub choices: BTreeMap<String, u32>,
}

/// Who the daemon is on the network. Without files it has an authority of its own in its data folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TlsSettings {
    /// Where TLS is spoken.
    pub mode: TlsMode,
    /// Names and addresses for the certificate, besides those of this machine.
    pub names: Vec<String>,
    /// A chain in PEM instead: the daemon's certificate first, the authority's last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<PathBuf>,
    /// Its private key in PEM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<PathBuf>,
}

/// Where TLS is spoken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TlsMode {
    /// On every address but loopback.
    #[default]
    Auto,
    /// On loopback too.
    On,
    /// Nowhere; then only loopback is listened on.
    Off,
}

/// How agents behave, unless an agent's own file says otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AgentPace {
    /// Seconds between two reports.
    pub report_every_s: u32,
    /// Seconds between two inventories.
    pub inventory_every_s: u32,
    /// Seconds between two probes of the gateway.
    pub gateway_every_s: u32,
    /// Seconds between two probes of the hosts outside.
    pub outside_every_s: u32,
    /// Hosts to probe besides the daemon's own.
    pub outside_targets: Vec<ProbeTarget>,
    /// Hosts of learning platforms to probe each hour, with a port if it is not 443.
    pub platforms: Vec<String>,
    /// Seconds between two probes of them.
    pub platforms_every_s: u32,
}

/// How the journal lies on the disk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct JournalSettings {
    /// Room reserved for a file of the journal, bytes.
    pub segment_bytes: u64,
}

/// When the daemon tidies its folder. Smaller values make starts shorter and the folder smaller, and cost work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct UpkeepSettings {
    /// Entries of the journal after which the state is written as an image: a start replays no more of them.
    pub image_every_entries: u64,
    /// The same in bytes of the journal.
    pub image_every_bytes: u64,
    /// Bytes of the journal after which a checkpoint is written and the journal before it goes; the size of the last
    /// checkpoint counts when that is more.
    pub checkpoint_every_bytes: u64,
    /// A folder of the store of up to so many bytes is left alone; a larger one is written anew when it takes more
    /// than three times what its rows take.
    pub rewrite_store_above_bytes: u64,
}

impl Default for DaemonSettings {
    fn default() -> Self {
        Self {
            data: None,
            listen: SocketAddr::from(([127, 0, 0, 1], 7117)),
            root_name: String::new(),
            time_zone_offset_min: 7 * 60,
            tls: TlsSettings::default(),
            agents: AgentPace::default(),
            journal: JournalSettings::default(),
            ndt7: Ndt7Settings::default(),
            upkeep: UpkeepSettings::default(),
            tests: TestSettings::default(),
            standards: StandardsSettings::default(),
        }
    }
}

impl Default for AgentPace {
    fn default() -> Self {
        Self {
            report_every_s: 900,
            inventory_every_s: 3600,
            gateway_every_s: 300,
            outside_every_s: 900,
            outside_targets: Vec::new(),
            platforms: Vec::new(),
            platforms_every_s: 3600,
        }
    }
}

/// Tests of lines against this daemon (`/ndt/v7`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Ndt7Settings {
    /// What the daemon's own line carries, megabits a second. Tests take at most 70 % of it.
    pub uplink_mbps: u32,
    /// What one test is taken to need of that, megabits a second.
    pub test_mbps: u32,
    /// Networks whose addresses need no token, such as `10.0.0.0/8`.
    pub allow: Vec<IpNet>,
}

/// Tests of lines that agents make by themselves, in teaching hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TestSettings {
    /// Whether they make any.
    pub on: bool,
    /// What tests may take of a line each month, bytes.
    pub line_bytes_month: u64,
    /// The same on mobile data.
    pub mobile_bytes_month: u64,
}

impl Default for TestSettings {
    fn default() -> Self {
        Self {
            on: true,
            line_bytes_month: 1_000_000_000,
            mobile_bytes_month: 200_000_000,
        }
    }
}

impl Default for Ndt7Settings {
    fn default() -> Self {
        Self {
            uplink_mbps: 1000,
            test_mbps: 100,
            allow: Vec::new(),
        }
    }
}

impl Ndt7Settings {
    /// How many tests may run at once: as many as fit into 70 % of the uplink, and never none.
    pub fn tests_at_once(&self) -> usize {
        let megabits = u64::from(self.uplink_mbps) * UPLINK_PERCENT / 100;
        let tests = megabits / u64::from(self.test_mbps.max(1));
        usize::try_from(tests).unwrap_or(usize::MAX).clamp(1, TESTS_MAX)
    }
}

impl Default for JournalSettings {
    fn default() -> Self {
        Self {
            segment_bytes: 64 * 1024 * 1024,
        }
    }
}

impl Default for UpkeepSettings {
    fn default() -> Self {
        Self {
            image_every_entries: 400_000,
            image_every_bytes: 128 * 1024 * 1024,
            checkpoint_every_bytes: 256 * 1024 * 1024,
            rewrite_store_above_bytes: 64 * 1024 * 1024,
        }
    }
}

/// A day, in seconds: no pace may be slower.
const PACE_S_MAX: u32 = 86_400;
/// Targets besides the daemon: each costs every line 20 probes a round.
const OUTSIDE_TARGETS_MAX: usize = 8;
/// Platforms: each costs every line three connections an hour.
const PLATFORMS_MAX: usize = 16;
/// Names in the certificate, which every handshake carries.
const TLS_NAMES_MAX: usize = 64;
/// The share of the uplink that tests may take (agent.md, "What it measures"); the rest is for reports and people.
const UPLINK_PERCENT: u64 = 70;
/// Tests at once, however much the uplink carries: each holds up to 16 MiB of a message and a descriptor.
const TESTS_MAX: usize = 64;
const UPLINK_MBPS_MAX: u32 = 1_000_000;
/// Networks on the list: each is looked at for each test.
const ALLOW_MAX: usize = 256;
/// A group of entries must fit into a file of the journal twice.
const SEGMENT_BYTES_MIN: u64 = 1024 * 1024;
/// Below this the daemon would do little else.
const UPKEEP_BYTES_MIN: u64 = 64 * 1024;
const SEGMENT_BYTES_MAX: u64 = 4 * 1024 * 1024 * 1024;

impl DaemonSettings {
    /// Reads settings from TOML text.
    ///
    /// # Errors
    /// When a key is unknown, a value has another type or is out of its bounds; names file, line and key.
    pub fn parse(file: &Path, text: &str) -> Result<Self, BadSettings> {
        let settings: Self = parse(file, text)?;
        match settings.out_of_bounds() {
            None => Ok(settings),
            Some((key, reason)) => {
                let line = text
                    .lines()
                    .position(|line| line.trim_start().starts_with(key))
                    .map(|at| at + 1);
                Err(BadSettings {
                    file: file.to_owned(),
                    line,
                    reason: format!("{key} {reason}"),
                })
            }
        }
    }

    fn out_of_bounds(&self) -> Option<(&'static str, &'static str)> {
        let AgentPace {
            report_every_s,
            inventory_every_s,
            gateway_every_s,
            outside_every_s,
            outside_targets,
            platforms,
            platforms_every_s,
        } = &self.agents;
        let paces = [
            ("report_every_s", report_every_s),
            ("inventory_every_s", inventory_every_s),
            ("gateway_every_s", gateway_every_s),
            ("outside_every_s", outside_every_s),
            ("platforms_every_s", platforms_every_s),
        ];
        if let Some((key, _)) = paces
            .into_iter()
            .find(|(_, pace)| !(1..=PACE_S_MAX).contains(*pace))
        {
            return Some((key, "must be from 1 to 86400 seconds"));
        }
        if outside_targets.len() > OUTSIDE_TARGETS_MAX {
            return Some(("outside_targets", "holds more than 8 hosts"));
        }
        let is_host = |host: &String| {
            !host.is_empty()
                && host
                    .chars()
                    .all(|one| one.is_ascii_alphanumeric() || "-.:".contains(one))
        };
        if platforms.len() > PLATFORMS_MAX || !platforms.iter().all(is_host) {
            return Some((
                "platforms",
                "holds more than 16 hosts, or one that is no host name",
            ));
        }
        if outside_targets
            .iter()
            .any(|target| target.name.is_empty() || target.name == "daemon")
        {
            return Some((
                "outside_targets",
                "has a host without a name, or one called daemon",
            ));
        }
        if self.tls.names.len() > TLS_NAMES_MAX {
            return Some(("names", "holds more than 64 names"));
        }
        if self
            .tls
            .names
            .iter()
            .any(|name| name.is_empty() || !name.is_ascii())
        {
            return Some((
                "names",
                "has a name that is empty or not in plain letters (write it as xn--…)",
            ));
        }
        if self.tls.certificate.is_some() != self.tls.key.is_some() {
            return Some(("tls", "needs certificate and key, or neither"));
        }
        if !(SEGMENT_BYTES_MIN..=SEGMENT_BYTES_MAX).contains(&self.journal.segment_bytes) {
            return Some(("segment_bytes", "must be from 1 MiB to 4 GiB"));
        }
        let Ndt7Settings {
            uplink_mbps,
            test_mbps,
            allow,
        } = &self.ndt7;
        for (key, mbps) in [("uplink_mbps", uplink_mbps), ("test_mbps", test_mbps)] {
            if !(1..=UPLINK_MBPS_MAX).contains(mbps) {
                return Some((key, "must be from 1 to 1000000 megabits a second"));
            }
        }
        if allow.len() > ALLOW_MAX {
            return Some(("allow", "holds more than 256 networks"));
        }
        let upkeep = &self.upkeep;
        if upkeep.image_every_entries == 0 {
            return Some(("image_every_entries", "must be at least 1"));
        }
        let sizes = [
            ("image_every_bytes", upkeep.image_every_bytes),
            ("checkpoint_every_bytes", upkeep.checkpoint_every_bytes),
            ("rewrite_store_above_bytes", upkeep.rewrite_store_above_bytes),
        ];
        let too_small = sizes.into_iter().find(|(_, bytes)| *bytes < UPKEEP_BYTES_MIN);
        if let Some((key, _)) = too_small {
            return Some((key, "must be at least 64 KiB"));
        }
        if !(-12 * 60..=14 * 60).contains(&self.time_zone_offset_min) {
            return Some(("time_zone_offset_min", "must be from -720 to 840 minutes"));
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        DaemonSettings::parse(Path::new("kiemked.toml"), text)
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn the_example_holds_the_defaults() {
        let read = DaemonSettings::parse(Path::new("example"), EXAMPLE).unwrap();
        assert_eq!(read, DaemonSettings::default());
    }

    #[test]
    fn tests_at_once_follow_the_uplink() {
        let tests = |uplink_mbps, test_mbps| {
            let settings = Ndt7Settings {
                uplink_mbps,
                test_mbps,
                allow: Vec::new(),
            };
            settings.tests_at_once()
        };
        assert_eq!((tests(1000, 100), tests(100, 100), tests(286, 100)), (7, 1, 2));
        assert_eq!(tests(1_000_000, 1), TESTS_MAX);
    }

    #[test]
    fn errors_name_file_line_and_key() {
        let unknown = refused("listen = '127.0.0.1:1'\nlissten = 1\n");
        assert!(
            unknown.contains("kiemked.toml, line 2") && unknown.contains("lissten"),
            "{unknown}"
        );
        let wrong_type = refused("[agents]\nreport_every_s = 'often'\n");
        assert!(
            wrong_type.contains("line 2") && wrong_type.contains("report_every_s"),
            "{wrong_type}"
        );
        let bound = refused("[agents]\n\nreport_every_s = 0\n");
        assert!(
            bound.contains("line 3") && bound.contains("report_every_s"),
            "{bound}"
        );
    }
}
