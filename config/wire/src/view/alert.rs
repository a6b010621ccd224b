use crate::ids::LineId;
use crate::time::UnixMs;
use crate::view::UnitView;
use serde::{Deserialize, Serialize};

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertSymptom {
    /// No machine was seen for five teaching days.
    Silent,
    /// The line does not reach the Internet.
    LineDown,
    /// No machine reports, in teaching hours, and nobody knows why.
    Gone,
    /// The line carries less than the contract says.
    UnderContract,
    /// The line is slow while schools teach, and only then.
    BusyHours,
    /// A learning platform is not reached over a line that works.
    Platform,
    /// Agents are older than the daemon.
    Outdated,
    /// Agents begin anew day after day: the disk forgets them, and what they had not sent yet.
    DailyReset,
}

/// What a site was gone for, as its machines told when they were back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TurnedOut {
    /// Machines were on and saw no way to the Internet.
    LineDown,
    /// Machines were cut off when the site fell silent.
    PowerCut,
}

/// One row of `GET /v1/alerts`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AlertView {
    /// Its number.
    pub id: u32,
    /// What is wrong.
    pub symptom: AlertSymptom,
    /// Whom it concerns.
    pub scope: AlertScope,
    /// Since when.
    pub since: UnixMs,
    /// Units in which it showed when it began.
    pub units: u32,
    /// The first of them.
    pub named: Vec<UnitView>,
    /// The names of the units above the one that it concerns, or above the line's, the nearest first, as far as the reader
    /// sees them: many sites have one name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub above: Vec<String>,
    /// Who has taken note of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged_by: Option<String>,
    /// When that was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged_at: Option<UnixMs>,
}

/// Whom an alert concerns: what its units have in common.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertScope {
    /// One line.
    Line(LineId),
    /// One site, or the sites below one unit.
    Unit(UnitView),
    /// The lines of one provider.
    Provider(String),
}
