use crate::digest::Digest;
use crate::facts::SectionName;
use crate::ids::{AgentId, LineId, MachineId, Position, ReviewId, UnitKey};
use crate::reading::{GatewayQuarterReading, GatewayReading, OutsideReading, StatusReading};
use crate::report::CheckIn;
use crate::time::UnixMs;
use crate::view::{Renewal, UnitView};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// How old the last sighting is, in teaching days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Freshness {
    /// Counts as known.
    Fresh,
    /// Still counts, but soon will not.
    Ageing,
    /// Counts as unknown.
    Expired,
}

/// One machine in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MachineRow {
    /// Its number.
    pub id: MachineId,
    /// Host name, or its number while no name is known.
    pub name: String,
    /// Where it belongs.
    pub unit: UnitView,
    /// Seat in the room, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<u16>,
    /// Kind of chassis, such as `laptop`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chassis_kind: Option<String>,
    /// Maker and model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Operating system and version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub os: Option<String>,
    /// Processor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpu: Option<String>,
    /// Main memory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_total_bytes: Option<u64>,
    /// Installed packages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub packages: Option<u32>,
    /// When it was enrolled.
    pub enrolled_at: UnixMs,
    /// The newest moment at which an agent spoke for it.
    pub last_seen: UnixMs,
    /// The age of that.
    pub freshness: Freshness,
    /// Whether it has not been seen for as many teaching days as make a machine silent.
    pub silent: bool,
    /// The line it is on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<LineId>,
    /// The agent's version.
    pub agent_version: String,
    /// Malformed fields set aside in its reports, and collectors that fail now.
    pub warnings: u32,
    /// By when it is to be replaced, and why: its age by the record that is tied to it, or the end of its system's support.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renewal: Option<Renewal>,
    /// What the record's ETag is.
    pub etag: Position,
}

/// `GET /v1/machines/{id}`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MachineDetail {
    /// What the list shows.
    #[serde(flatten)]
    pub row: MachineRow,
    /// The agent that speaks for it.
    pub agent: AgentId,
    /// The machine of which this record is a part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<MachineId>,
    /// The records that are part of this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<MachineId>,
    /// The review items in which it stands, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reviews: Vec<ReviewId>,
    /// The newest check-in, and when it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check_in: Option<CheckIn>,
    /// How far the machine's clock is ahead of the daemon's, milliseconds; times are corrected by it when it is
    /// off by more than a few minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock_ahead_ms: Option<i64>,
    /// The inventory by section.
    pub sections: BTreeMap<SectionName, SectionView>,
    /// The newest readings.
    pub latest: LatestReadings,
    /// The newest warnings, newest first.
    pub recent_warnings: Vec<MachineWarning>,
}

/// A section as last reported.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SectionView {
    /// When the agent saw it so.
    pub observed_at: UnixMs,
    /// The digest of the facts as sent.
    pub digest: Digest,
    /// The facts: the shape of the struct of that name in [`crate::facts`].
    pub facts: Box<RawValue>,
}

/// The newest readings of each kind.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LatestReadings {
    /// Gateway.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway: Option<StampedReading<GatewayReading>>,
    /// Hosts outside, by target name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub outside: BTreeMap<String, StampedReading<OutsideReading>>,
    /// What changes all the time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<StampedReading<StatusReading>>,
}

/// A reading with its time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StampedReading<T> {
    /// When it was taken.
    pub at: UnixMs,
    /// What was measured.
    #[serde(flatten)]
    pub reading: T,
}

/// One reading of a machine: a row of `GET /v1/machines/{id}/readings?from=&to=`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MachineReading {
    /// When it was taken; of a quarter-hour its beginning.
    pub at: UnixMs,
    /// What was measured.
    #[serde(flatten)]
    pub body: ReadingBody,
}

/// The kinds of readings that are kept as series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ReadingBody {
    /// Probes of the gateway over a quarter-hour. The newest ones are whole in [`LatestReadings`].
    GatewayQuarter(GatewayQuarterReading),
    /// A probe of a host outside.
    Outside(OutsideReading),
}

/// Something of a report that was set aside, or a collector that failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MachineWarning {
    /// When the item was made.
    pub at: UnixMs,
    /// Where: a path such as `memory.total_bytes`, or the section that failed.
    pub place: String,
    /// What was wrong.
    pub reason: String,
}

/// `POST /v1/machines/{id}/actions`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case", deny_unknown_fields)]
pub enum ActOnMachine {
    /// The agent is refused from now on; what it reported is kept.
    RevokeAgent,
    /// Its record becomes part of another's; both histories stay.
    Merge {
        /// The one that is counted from now on.
        into: MachineId,
    },
    /// Takes a merge back.
    Split,
    /// It belongs to another unit from now on.
    MoveTo {
        /// Which, by its key.
        unit: UnitKey,
    },
}
