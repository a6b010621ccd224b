//! What was measured. Durations in microseconds or milliseconds as the names end.

use serde::{Deserialize, Serialize};

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
