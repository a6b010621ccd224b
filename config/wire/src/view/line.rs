use crate::ids::{KeyedHash, LineId};
use crate::time::UnixMs;
use crate::view::UnitView;
use serde::{Deserialize, Serialize};

/// Whether a line works, by the newest outside probe that is not too old.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineState {
    /// The newest probe got through.
    Up,
    /// The newest probe did not.
    Down,
    /// No recent probe.
    Unknown,
}

/// One line in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LineRow {
    /// Its number.
    pub id: LineId,
    /// The site.
    pub unit: UnitView,
    /// State now.
    pub state: LineState,
    /// When the newest outside probe was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probed_at: Option<UnixMs>,
    /// Machines attached to it.
    pub machines: u64,
    /// Median time to first byte of the last day's outside probes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_byte_us_median: Option<u32>,
    /// Probes lost of those sent in the last day, percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loss_pct: Option<f64>,
}

/// `GET /v1/lines/{id}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LineDetail {
    /// What the list shows.
    #[serde(flatten)]
    pub row: LineRow,
    /// The gateways by which machines were attached, as keyed hashes, with their subnets.
    pub gateways: Vec<(KeyedHash, String)>,
}

/// `GET /v1/lines/{id}/readings`: outside probes of all its machines in steps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReadingSeries {
    /// Width of a step, seconds.
    pub step_s: u32,
    /// Steps that hold at least one reading, ascending.
    pub points: Vec<ReadingPoint>,
    /// Good outside probes of all, percent; null without probes.
    pub availability_pct: Option<f64>,
    /// Median time to first byte over the whole time.
    pub first_byte_us_median: Option<u32>,
}

/// One step of a series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReadingPoint {
    /// Where the step begins.
    pub at: UnixMs,
    /// Outside probes in it.
    pub probes: u32,
    /// Those that got through.
    pub good: u32,
    /// Their median time to first byte.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_byte_us_median: Option<u32>,
}
