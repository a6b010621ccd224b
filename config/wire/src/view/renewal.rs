use crate::date::Date;
use serde::{Deserialize, Serialize};

/// By when something is to be replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renewal {
    /// The last day on which it is as it should be.
    pub by: Date,
    /// Why.
    pub reason: RenewalReason,
}

/// Why something is to be replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RenewalReason {
    /// It is too old.
    Age,
    /// Its system is no longer supported.
    Support,
}
