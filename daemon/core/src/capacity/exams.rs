//! Times in which no line of a unit is tested, because an examination runs over it.

use kiemke_wire::ids::UnitKey;
use kiemke_wire::time::UnixMs;
use serde::{Deserialize, Serialize};

/// A declared examination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExamWindow {
    /// Where: this unit and all below.
    pub unit: UnitKey,
    /// When it begins.
    pub from: UnixMs,
    /// When it ends; outside.
    pub to: UnixMs,
    /// What is examined, for people.
    pub name: String,
}

impl ExamWindow {
    /// Whether a stretch of time falls into it.
    pub fn touches(&self, from: UnixMs, to: UnixMs) -> bool {
        from < self.to && to > self.from
    }
}
