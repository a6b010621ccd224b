use crate::ids::{KeyedHash, LineId, MachineId};
use crate::reading::{CapacityReading, Fault, FaultPlace};
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
    /// The names of the units above it, the nearest first: many main sites have one name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub above: Vec<String>,
    /// State now.
    pub state: LineState,
    /// When the newest outside probe was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probed_at: Option<UnixMs>,
    /// Where the fault lies that machines on it report and that is not over; of several the one nearest to the machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<FaultPlace>,
    /// Machines attached to it.
    pub machines: u64,
    /// Median time to first byte of the last day's outside probes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_byte_us_median: Option<u32>,
    /// Probes lost of those sent in the last day, percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loss_pct: Option<f64>,
    /// Outside probes of the last day that got through, percent of all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub good_pct: Option<f64>,
    /// Medians of the last 30 days' capacity tests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<Capacity>,
    /// Today's contract.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<ContractView>,
}

/// What a provider promised.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ContractView {
    /// The provider.
    pub provider: String,
    /// How the line is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The provider's number for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Down, Mbit/s.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub down_mbps: Option<f64>,
    /// Up, Mbit/s.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up_mbps: Option<f64>,
    /// Whether it is mobile data.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mobile: bool,
    /// Bytes that tests may use in a month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub month_bytes_max: Option<u64>,
    /// The first day, `yyyy-mm-dd`; absent when it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The last day; absent when it holds until further notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// `GET /v1/lines/{id}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LineDetail {
    /// What the list shows.
    #[serde(flatten)]
    pub row: LineRow,
    /// The gateways by which machines were attached, as keyed hashes, with their subnets.
    pub gateways: Vec<(KeyedHash, String)>,
    /// Faults that machines on it report and that are not over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<LineFault>,
    /// The newest of those that are over, also of times at which nobody could report.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults_over: Vec<LineFault>,
    /// Bytes that tests took this month.
    #[serde(default)]
    pub test_bytes_month: u64,
}

/// A fault that a machine reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineFault {
    /// Which machine.
    pub machine: MachineId,
    /// Since when.
    pub since: UnixMs,
    /// When it was over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<UnixMs>,
    /// Where it lies and how it shows.
    #[serde(flatten)]
    pub fault: Fault,
}

/// What capacity tests say of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capacity {
    /// Tests in it.
    pub tests: u32,
    /// Median towards the machines, kilobits a second.
    pub down_kbps: u32,
    /// Median away from them.
    pub up_kbps: u32,
    /// Whether the line may carry more than `down_kbps`, because tests in the middle are lower bounds.
    pub down_is_lower_bound: bool,
    /// The same of `up_kbps`.
    pub up_is_lower_bound: bool,
}

/// One capacity test of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineTest {
    /// When it was made.
    pub at: UnixMs,
    /// By which machine.
    pub machine: MachineId,
    /// What was measured, or why not.
    #[serde(flatten)]
    pub reading: CapacityReading,
}

/// What a provider is shown of a line: `GET /v1/export/evidence.json?line=`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EvidenceView {
    /// The line with its contract and the faults that were located.
    pub line: LineDetail,
    /// Where the time of the readings begins.
    pub from: UnixMs,
    /// Where it ends.
    pub to: UnixMs,
    /// What was measured: medians, availability and every test.
    pub readings: ReadingSeries,
}

/// A time in which no line of a unit is tested: what `POST /v1/exam-windows` takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclareExam {
    /// The unit, by key or code: it and all below.
    pub unit: String,
    /// When it begins.
    pub from: UnixMs,
    /// When it ends.
    pub to: UnixMs,
    /// What is examined.
    pub name: String,
}

/// One row of `GET /v1/exam-windows`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExamView {
    /// The unit.
    pub unit: UnitView,
    /// When it begins.
    pub from: UnixMs,
    /// When it ends.
    pub to: UnixMs,
    /// What is examined.
    pub name: String,
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
    /// Median jitter over the whole time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jitter_us_median: Option<u32>,
    /// Probes lost of those sent over the whole time, percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loss_pct: Option<f64>,
    /// What radios did beside them over the whole time; absent where all went by cable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wifi: Option<WifiMedians>,
    /// Capacity tests, ascending; failed ones too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tests: Vec<LineTest>,
    /// Their medians.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<Capacity>,
}

/// What radios did beside probes ([`crate::reading::WifiReading`]); kept as long as single probes are.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct WifiMedians {
    /// Probes beside which something was told.
    pub probes: u32,
    /// Median strength at which access points were heard, negative.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signal_dbm_median: Option<i8>,
    /// Median rate at which machines sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate_mbps_median: Option<u32>,
    /// How often a packet was sent again, percent of the packets of which both is told; can be above 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retries_pct: Option<f64>,
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
    /// Their median jitter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jitter_us_median: Option<u32>,
    /// Spaced probes sent for loss.
    #[serde(default)]
    pub sent: u32,
    /// Those that were answered.
    #[serde(default)]
    pub received: u32,
    /// What radios did beside the probes; absent where all went by cable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wifi: Option<WifiMedians>,
}
