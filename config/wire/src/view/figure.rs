use crate::date::Date;
use crate::ids::{FigureId, Position};
use crate::time::UnixMs;
use crate::view::{Actor, UnitView};
use serde::{Deserialize, Serialize};

/// A value that was typed or imported by hand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FigureView {
    /// Number.
    pub id: FigureId,
    /// What a correction names as seen.
    pub etag: Position,
    /// Of which unit.
    pub unit: UnitView,
    /// A target such as `T7`, or `students` or `teachers` for head counts.
    pub indicator: String,
    /// The level of a head count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// The first day for which it holds.
    pub from: Date,
    /// The last one.
    pub to: Date,
    /// The value; null when it was withdrawn.
    pub value: Option<FigureLine>,
    /// How often it was said.
    pub times: u64,
}

/// What was once said of a figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FigureLine {
    /// When it was recorded.
    pub at: UnixMs,
    /// By whom.
    pub by: Actor,
    /// It was taken back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withdrawn: bool,
    /// The numerator, or the count.
    pub numerator: u64,
    /// The denominator; absent for counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denominator: Option<u64>,
    /// Where it was taken from.
    pub source: String,
    /// Of which day that is.
    pub dated: Date,
    /// Anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Why it was corrected or withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// `POST /v1/figures`: values are typed; one that stands already is corrected. All or none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetFigures {
    /// The values.
    pub figures: Vec<FigureWish>,
    /// Why, for those that are corrected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A value that is to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FigureWish {
    /// The unit, by key, code or path.
    pub unit: String,
    /// A target such as `T7`, or `students` or `teachers`.
    pub indicator: String,
    /// The level of a head count, such as `primary`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// The first day for which it holds.
    pub from: Date,
    /// The last one.
    pub to: Date,
    /// The numerator, or the count.
    pub numerator: u64,
    /// The denominator; absent for counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denominator: Option<u64>,
    /// Where it is taken from.
    pub source: String,
    /// Of which day that is; the day of typing when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dated: Option<Date>,
    /// Anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// `POST /v1/figures/{id}/withdraw`: it was wrong and nothing takes its place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithdrawFigure {
    /// Why.
    pub reason: String,
}

/// `POST /v1/figures/undo`: what an entry said of figures is taken back, all of it; 409 when any was changed since.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UndoFigures {
    /// The entry, as the answer to the change told it.
    pub entry: Position,
}

/// What became of typed values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FiguresSet {
    /// The entry; null when nothing changed.
    pub entry: Option<Position>,
    /// Their numbers, in the order in which they were typed.
    pub ids: Vec<FigureId>,
    /// How many are new.
    pub new: u64,
    /// How many were said otherwise before.
    pub corrected: u64,
    /// How many were said so before.
    pub unchanged: u64,
}
