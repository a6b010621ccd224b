use crate::cold::Day;
use kiemke_config::group::Group;
use kiemke_wire::ids::{FigureId, Position, TokenId, UnitKey};
use kiemke_wire::time::UnixMs;
use serde::{Deserialize, Serialize};

/// What a figure tells.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Indicator {
    /// A target of a plan, by its id.
    Target(Box<str>),
    /// How many people of a group a school or site has at a level.
    HeadCount {
        /// The group.
        group: Group,
        /// The level's number.
        level: u8,
    },
}

impl Indicator {
    /// Whether it counts people.
    pub fn is_head_count(&self) -> bool {
        matches!(self, Self::HeadCount { .. })
    }
}

/// Which figure: one thing about one unit for some days.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FigureKey {
    /// What.
    pub indicator: Indicator,
    /// Of which unit.
    pub unit: UnitKey,
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
}

/// The value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureFact {
    /// The numerator, or the count.
    pub numerator: u64,
    /// The denominator; none of counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denominator: Option<u64>,
    /// Where it was taken from.
    pub source: Box<str>,
    /// Of which day that is.
    pub dated: Day,
    /// Anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Box<str>>,
}

/// What is said of one figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureChange {
    /// Its number.
    pub id: FigureId,
    /// Which.
    pub key: FigureKey,
    /// The value; none: it is withdrawn.
    pub fact: Option<FigureFact>,
}

/// What was said of figures together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiguresChanged {
    /// When.
    pub at: UnixMs,
    /// By whose token; by none on the daemon's own machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<TokenId>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Box<str>>,
    /// The entry that this one takes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<Position>,
    /// What.
    pub figures: Vec<FigureChange>,
}
