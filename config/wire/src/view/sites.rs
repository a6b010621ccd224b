use crate::ids::UnitKey;
use crate::time::UnixMs;
use serde::{Deserialize, Serialize};

/// `GET /v1/sites`: where the schools of a unit and their sites lie, with the lines there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SitesView {
    /// The moment for which this holds.
    pub at: UnixMs,
    /// Places of which somebody said where they lie, by name.
    pub sites: Vec<SitePoint>,
    /// Open schools of which nobody said where they lie.
    pub without_place: u64,
    /// Places that are left out because there are too many for one answer.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub left_out: u64,
}

/// A school, or a place in one that lies elsewhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SitePoint {
    /// Which.
    pub unit: UnitKey,
    /// Its name.
    pub name: String,
    /// Degrees north, WGS 84.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// Lines there that got through lately.
    #[serde(default, skip_serializing_if = "is_none")]
    pub up: u32,
    /// Lines that did not.
    #[serde(default, skip_serializing_if = "is_none")]
    pub down: u32,
    /// Lines of which nothing is known.
    #[serde(default, skip_serializing_if = "is_none")]
    pub unknown: u32,
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}

fn is_none(count: &u32) -> bool {
    *count == 0
}
