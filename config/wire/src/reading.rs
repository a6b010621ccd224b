//! What was measured. Durations in microseconds or milliseconds as the names end.

use crate::time::UnixMs;
use serde::{Deserialize, Deserializer, Serialize};

/// How a probe reached its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProbeMethod {
    /// ICMP echo.
    Icmp,
    /// A TCP connection; a refusal counts as an answer.
    Tcp,
}

/// Probes of the default gateway.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GatewayReading {
    /// How it was probed.
    pub method: ProbeMethod,
    /// Probes sent.
    pub sent: u16,
    /// Probes answered.
    pub received: u16,
    /// Median round trip of the answered ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rtt_us_median: Option<u32>,
    /// Longest round trip of the answered ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rtt_us_max: Option<u32>,
}

/// What is kept of all probes of the gateway in a quarter-hour: classes of loss and round trip, not single probes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GatewayQuarterReading {
    /// The least loss that it can have been, in thousandths.
    pub loss_permille_min: u32,
    /// The most.
    pub loss_permille_max: u32,
    /// The median round trip, within 19 %; absent when nothing was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rtt_us: Option<u32>,
}

/// The step of an outside probe that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutsideStep {
    /// The name did not resolve.
    Dns,
    /// No TCP connection.
    Tcp,
    /// No TLS session.
    Tls,
    /// No HTTP answer.
    Http,
}

/// One probe of a host outside, seen step by step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutsideReading {
    /// The target's name in the settings, such as `daemon`.
    pub target: String,
    /// The step that failed; absent when all went well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed: Option<OutsideStep>,
    /// Resolving the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dns_us: Option<u32>,
    /// Connecting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tcp_us: Option<u32>,
    /// TLS handshake; absent where the target has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls_us: Option<u32>,
    /// From the request to the first byte of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_byte_us: Option<u32>,
    /// Spaced connection probes sent for loss and jitter.
    pub sent: u16,
    /// Those that were answered.
    pub received: u16,
    /// Median round trip of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rtt_us_median: Option<u32>,
    /// Mean difference between neighbouring round trips (RFC 3550, 6.4.1, without smoothing).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jitter_us: Option<u32>,
    /// What the radio did meanwhile, on a machine whose way out is Wi-Fi; absent by cable, and where nothing is known.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "told_wifi"
    )]
    pub wifi: Option<WifiReading>,
}

/// What the radio did over a round of probes. What its driver does not tell is absent, never zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WifiReading {
    /// The strength at which the access point is heard, negative.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signal_dbm: Option<i8>,
    /// The rate at which the machine sends, megabits a second; the air is shared, so less passes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate_mbps: Option<u32>,
    /// Packets that the whole machine sent over the radio in this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub packets: Option<u32>,
    /// How often one of them had to be sent again; one that is repeated twice counts twice, so this can be more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retries: Option<u32>,
}

/// One that tells nothing is none.
fn told_wifi<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<WifiReading>, D::Error> {
    let told = Option::<WifiReading>::deserialize(deserializer)?;
    Ok(told.filter(|told| !told.is_empty()))
}

impl WifiReading {
    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What the names of targets begin with that are learning platforms: they tell of themselves, not of the line.
pub const PLATFORM: &str = "platform/";

impl OutsideReading {
    /// Whether the target is a learning platform.
    pub fn is_platform(&self) -> bool {
        self.target.starts_with(PLATFORM)
    }
}

impl CapacityReading {
    /// A test that has brought nothing, or nothing yet.
    pub fn failed(server: String, medium: Option<Medium>, failed: Option<CapacityFailure>) -> Self {
        Self {
            server,
            down: None,
            up: None,
            rtt_us_min: None,
            latency_idle_us: None,
            latency_loaded_us: None,
            medium,
            link_mbps: None,
            failed,
            by_hand: false,
            note: None,
        }
    }
}

/// How a machine is tied to its network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Medium {
    /// By a cable.
    Wired,
    /// By radio.
    Wifi,
}

/// One test of what a line carries, both directions one after the other (ndt7).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CapacityReading {
    /// The server: `daemon`, or the host of another one.
    pub server: String,
    /// Towards the machine; absent when it was not tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub down: Option<TransferReading>,
    /// Away from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up: Option<TransferReading>,
    /// The shortest round trip seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rtt_us_min: Option<u32>,
    /// Median round trip before the test.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latency_idle_us: Option<u32>,
    /// Median round trip while the line was loaded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latency_loaded_us: Option<u32>,
    /// How the machine is tied to the network.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub medium: Option<Medium>,
    /// What the machine's interface carries, megabits a second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link_mbps: Option<u32>,
    /// Why there is no whole result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed: Option<CapacityFailure>,
    /// Whether a person asked for it, not the daemon.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_hand: bool,
    /// What that person wrote beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// One direction of a capacity test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferReading {
    /// Bytes on the socket, all of them.
    pub bytes: u64,
    /// The bound that the test had.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit_bytes: Option<u64>,
    /// How long load ran, milliseconds.
    pub ran_ms: u32,
    /// Load carried after the first half second, kilobits a second; absent when it ended before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate_kbps: Option<u32>,
    /// Whether its bound ended it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cut: bool,
    /// Bytes sent again of those sent, thousandths, as the sender's kernel says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resent_permille: Option<u32>,
}

/// Why a capacity test has no whole result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CapacityFailure {
    /// The server could not be reached.
    Unreachable,
    /// The server has as many tests as it takes.
    ServerFull,
    /// The server does not let this machine test.
    Refused,
    /// The connection broke under way.
    Broken,
    /// The battery is too low.
    Battery,
    /// The connection is paid by volume and tests are not allowed on it.
    Metered,
    /// What is left of the line's budget is too little.
    Budget,
}

/// Where a fault lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultPlace {
    /// The machine itself or its cable.
    Machine,
    /// The way by radio to the access point.
    Wifi,
    /// The gateway of the site, or the way to it.
    Gateway,
    /// Behind the gateway.
    Provider,
    /// Single hosts.
    Platform,
}

/// How a fault shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Symptom {
    /// No cable, no access point, no route.
    NoLink,
    /// Nothing comes back.
    NoAnswer,
    /// Names are not resolved, addresses answer.
    NoNames,
    /// Too much is lost.
    Loss,
    /// Answers take too long.
    Slow,
    /// These hosts do not answer, others do.
    Blocked,
}

/// What the machine says about its way to the Internet; sent when it changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerdictReading {
    /// The fault; absent when all is well again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<Fault>,
}

/// A fault that probes show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Where it lies.
    pub place: FaultPlace,
    /// How it shows.
    pub symptom: Symptom,
    /// The targets that it concerns, when it is not all of them; few.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<String>,
}

/// The agent's run before this one ended without being told to: the machine lost power, crashed or was reset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UncleanStop {
    /// When that run last lived, to the minute.
    pub alive_at: UnixMs,
}

/// What changes all the time and of which only the latest counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusReading {
    /// Memory that programs could still get.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_available_bytes: Option<u64>,
    /// Free space by mount point.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub volumes: Vec<VolumeFree>,
}

/// Free space of one volume.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VolumeFree {
    /// Mount point or drive letter, as in the section `storage`.
    pub mount: String,
    /// What a user can still write.
    pub free_bytes: u64,
}
