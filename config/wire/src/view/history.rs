use crate::date::Date;
use crate::view::{BothTexts, Known, ProfileName, Share, UnitView};
use serde::{Deserialize, Serialize};

/// `GET /v1/plan/{target}/history`: how a target's value moved at a unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TargetHistory {
    /// The unit.
    pub unit: UnitView,
    /// The way to it.
    pub path: Vec<UnitView>,
    /// The plan.
    pub plan: String,
    /// Its version.
    pub plan_version: u32,
    /// The profile that judges.
    pub profile: ProfileName,
    /// The target.
    pub target: String,
    /// What is aimed at.
    pub title: BothTexts,
    /// The value aimed at, percent.
    pub percent: Option<u32>,
    /// `>=` or `>`.
    pub operator: String,
    /// Which facts count of each day.
    pub known: Known,
    /// The first day, each on which the value was another than before, and the last.
    pub points: Vec<HistoryPoint>,
    /// What moved from the first day to the last; absent where there is no value or it is not shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<HistoryChange>,
    /// The value at the end of each term within the days, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub term_ends: Vec<HistoryPoint>,
}

/// A value from a day on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistoryPoint {
    /// The day.
    pub day: Date,
    /// The value; null when nobody told anything.
    pub value: Option<Share>,
}

/// The two parts of a movement; they add up to it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistoryChange {
    /// What became known later about the first day.
    pub learned: HistoryMoved,
    /// What changed since, by what is known now.
    pub conditions: HistoryMoved,
}

/// More or fewer.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistoryMoved {
    /// Who are ready.
    pub ready: i64,
    /// Who are not.
    pub not_ready: i64,
    /// Who are unknown.
    pub unknown: i64,
    /// Of the least share, points of a percent; null where one of them was of nobody.
    pub low_pct: Option<f64>,
    /// Of the greatest share.
    pub high_pct: Option<f64>,
}
