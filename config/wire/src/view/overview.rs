use crate::time::UnixMs;
use crate::view::{BothTexts, UnitView};
use serde::{Deserialize, Serialize};

/// `GET /v1/overview`: the state of one unit with everything below it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    /// The unit, and above it the way up to the root, root first.
    pub unit: UnitView,
    /// The units above, root first.
    pub path: Vec<UnitView>,
    /// The moment for which this holds.
    pub at: UnixMs,
    /// Whether the facts are those known then or those known now.
    pub known: Known,
    /// Machines by the age of their last sighting.
    pub machines: MachineCounts,
    /// Lines by state.
    pub lines: LineCounts,
    /// Who is ready to learn and teach online.
    pub readiness: Readiness,
    /// T11: items managed by a digital record.
    pub items: Share,
    /// Equipment records.
    pub equipment: Equipment,
    /// Review items that wait for a person.
    pub review_open: u64,
    /// Alerts that are not over.
    pub alerts_open: u64,
    /// Whether these are made-up data.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub demo: bool,
}

/// Which facts count for a past date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Known {
    /// Those known at the end of that day.
    Then,
    /// Those known now.
    Now,
}

/// Machines by the age of their last sighting: `known = fresh + ageing + expired`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MachineCounts {
    /// All machines.
    pub known: u64,
    /// Seen lately.
    pub fresh: u64,
    /// Seen a while ago.
    pub ageing: u64,
    /// Seen so long ago that nothing is known any more.
    pub expired: u64,
    /// Not seen for as many teaching days as make a machine silent; counted within the three above.
    pub silent: u64,
}

/// Lines by state: `total = up + down + unknown`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineCounts {
    /// All lines.
    pub total: u64,
    /// The newest outside probe got through.
    pub up: u64,
    /// The newest outside probe did not.
    pub down: u64,
    /// No recent probe: no machine is on.
    pub unknown: u64,
}

/// Readiness of people under one profile.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Readiness {
    /// The thresholds that were used.
    pub profile: ProfileName,
    /// T2s.
    pub students: Share,
    /// T2t.
    pub teachers: Share,
}

/// A profile is always named with its version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileName {
    /// Name.
    pub name: String,
    /// Version.
    pub version: u32,
    /// Where its numbers come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<BothTexts>,
}

/// A share with bounds: `ready + not_ready + unknown = total`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// Proven to be so.
    pub ready: u64,
    /// Proven not to be so.
    pub not_ready: u64,
    /// Not known.
    pub unknown: u64,
    /// All.
    pub total: u64,
    /// `ready / total` in percent, rounded down to one decimal; null when the total is 0.
    pub low_pct: Option<f64>,
    /// `(ready + unknown) / total` in percent, rounded up to one decimal; null when the total is 0.
    pub high_pct: Option<f64>,
    /// `(ready + not_ready) / total` in percent, rounded down; null when the total is 0.
    pub coverage_pct: Option<f64>,
    /// The target in percent, if the plan sets one.
    pub target_pct: Option<f64>,
    /// What follows.
    pub verdict: Verdict,
    /// How many more must be found out to be so before the target is met; absent when that is not what decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub more: Option<u64>,
    /// Rosters or books of which nothing was told: with one, nothing is proved.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub untold: u64,
    /// How people are is not shown, because so few could be known again by it; with a total of 0 not even how many.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withheld: bool,
}

/// Of a whole bar, as percentages are printed.
const TENTHS: u64 = 1_000;

impl Share {
    /// Ready, unknown and not ready as a bar shows them. Where the high bound is of fewer than the total (items that may not
    /// exist), the parts are those of the printed bounds, so that bar and figures say the same.
    pub fn drawn(&self) -> [u64; 3] {
        let counts = [self.ready, self.unknown, self.not_ready];
        let (Some(low), Some(high)) = (self.low_pct.map(tenths), self.high_pct.map(tenths)) else {
            return counts;
        };
        let of_counts = (self.ready + self.unknown).saturating_mul(TENTHS);
        match of_counts.div_ceil(self.total.max(1)) == high {
            true => counts,
            false => [low, high.saturating_sub(low), TENTHS.saturating_sub(high)],
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a percentage has three digits and one decimal"
)]
fn tenths(percent: f64) -> u64 {
    (percent.clamp(0.0, 100.0) * 10.0).round() as u64
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// What a share says about its target.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Even the low bound satisfies the target.
    Met,
    /// Even the high bound does not.
    Missed,
    /// Not provable yet: the unknown ones decide.
    Unproven,
    /// There is nothing to count.
    #[default]
    NotApplicable,
}

/// Equipment records by record level 0 to 4.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Equipment {
    /// All records.
    pub total: u64,
    /// Records at each level, from 0.
    pub by_level: [u64; 5],
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_says_what_its_figures_say() {
        let share = |ready, not_ready, unknown, low: f64, high: f64| Share {
            ready,
            not_ready,
            unknown,
            total: ready + not_ready + unknown,
            low_pct: Some(low),
            high_pct: Some(high),
            ..Share::default()
        };
        assert_eq!(share(420, 310, 270, 42.0, 69.0).drawn(), [420, 270, 310]);
        assert_eq!(share(1, 0, 2, 33.3, 100.0).drawn(), [1, 2, 0]);
        // A hundred items that may not exist besides a hundred that are managed by nothing.
        assert_eq!(share(0, 100, 100, 0.0, 0.0).drawn(), [0, 0, 1_000]);
        assert_eq!(share(60, 40, 100, 30.0, 60.0).drawn(), [300, 300, 400]);
        assert_eq!(Share::default().drawn(), [0, 0, 0]);
    }
}
