//! `POST /v1/enrol`: an agent makes itself known with an enrolment token, and gets its settings.

use crate::facts::IdentityFacts;
use crate::hex::hex_newtype;
use crate::ids::{AgentId, MachineId};
use crate::secret::SecretHash;
use crate::time::UnixMs;
use serde::{Deserialize, Serialize};

hex_newtype!(
    /// The key with which agents hash MACs of neighbours and SSIDs; the same in the whole province. `Debug` hides it.
    @silent HashKey,
    32
);

impl std::fmt::Debug for HashKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HashKey(…)")
    }
}

/// What the agent sends; the enrolment token stands in the `Authorization` header.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EnrolRequest {
    /// [`crate::WIRE_VERSION`] of the sender.
    pub v: u16,
    /// The id that the agent drew.
    pub agent: AgentId,
    /// The hash of the secret that the agent drew; from now on its credential.
    pub secret_hash: SecretHash,
    /// The agent's version.
    pub version: String,
    /// Host name, to be shown until the first inventory arrives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host_name: Option<String>,
    /// What tells this machine from others.
    #[serde(default)]
    pub identity: IdentityFacts,
    /// MACs of built-in interfaces.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub macs: Vec<String>,
    /// Serial numbers of built-in disks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disk_serials: Vec<String>,
    /// The room, as a code below the token's unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    /// The seat in the room, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<u16>,
}

/// `POST /v1/secret`: an agent draws a new secret; its present credential stands in the `Authorization` header.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RenewSecret {
    /// The hash of the new secret. The old one is good until the new one is first used.
    pub secret_hash: SecretHash,
}

/// The daemon's answer. A repeat of the same request gets the same answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolReply {
    /// The accepted id.
    pub agent: AgentId,
    /// The machine that the agent now speaks for.
    pub machine: MachineId,
    /// How to behave.
    pub settings: AgentSettings,
    /// The daemon's clock.
    pub server_time: UnixMs,
}

/// How an agent is to behave, set for the province by the daemon. Absent probes fall back to none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentSettings {
    /// Counted up at each change.
    pub version: u32,
    /// Seconds between two reports.
    pub report_every_s: u32,
    /// Seconds between two inventories.
    pub inventory_every_s: u32,
    /// Seconds between two probes of the gateway.
    pub gateway_every_s: u32,
    /// Seconds between two probes of the hosts outside.
    pub outside_every_s: u32,
    /// Hosts outside, besides the daemon's own host, which is always probed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outside_targets: Vec<ProbeTarget>,
    /// Learning platforms to probe, hourly; their names begin with [`crate::reading::PLATFORM`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub platforms: Vec<ProbeTarget>,
    /// Seconds between two probes of them.
    #[serde(default = "platforms_every_s")]
    pub platforms_every_s: u32,
    /// See [`HashKey`].
    pub hash_key: HashKey,
}

/// What daemons of before do not say: an hour.
fn platforms_every_s() -> u32 {
    3600
}

/// A host to probe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProbeTarget {
    /// The name under which its readings stand.
    pub name: String,
    /// `http://host[:port]/path` or `https://…`.
    pub url: String,
}
