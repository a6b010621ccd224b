//! What is kept in memory of a capacity test: its two rates and what they are worth.

use kiemke_wire::reading::{CapacityReading, Medium, TransferReading};
use kiemke_wire::time::UnixMs;
use serde::{Deserialize, Serialize};

/// A test that its bound ended before is a lower bound, milliseconds (readiness.md, 5).
const RAN_MS_MIN: u32 = 1_500;
/// A rate at that share of the interface's is a lower bound: the line may carry more.
const LINK_PERCENT: u64 = 90;

/// One test of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestSample {
    /// When.
    pub at: UnixMs,
    /// Towards the machine, kilobits a second.
    pub down_kbps: u32,
    /// Away from it.
    pub up_kbps: u32,
    /// Whether the line may carry more than `down_kbps`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub down_is_lower_bound: bool,
    /// Whether the line may carry more than `up_kbps`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub up_is_lower_bound: bool,
    /// The shortest round trip, microseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rtt_us_min: Option<u32>,
}

/// Medians of a line's tests. Those that are lower bounds stand in them with their value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CapacityMedians {
    /// Tests.
    pub tests: u32,
    /// Towards the machines, kilobits a second.
    pub down_kbps: u32,
    /// Away from them.
    pub up_kbps: u32,
    /// Whether the median down is still that value when every lower bound is taken at infinity.
    pub down_is_exact: bool,
    /// The same up.
    pub up_is_exact: bool,
}

impl TestSample {
    /// The sample of a reading; none when a direction has no rate.
    pub fn of(at: UnixMs, reading: &CapacityReading) -> Option<Self> {
        let (down, up) = (reading.down.as_ref()?, reading.up.as_ref()?);
        let lower = |transfer: &TransferReading, rate_kbps: u32| {
            let near_link = reading
                .link_mbps
                .is_some_and(|mbps| u64::from(rate_kbps) * 100 >= u64::from(mbps) * 1000 * LINK_PERCENT);
            reading.medium == Some(Medium::Wifi) || near_link || is_short(transfer)
        };
        let (down_kbps, up_kbps) = (down.rate_kbps?, up.rate_kbps?);
        Some(Self {
            at,
            down_kbps,
            up_kbps,
            down_is_lower_bound: lower(down, down_kbps),
            up_is_lower_bound: lower(up, up_kbps),
            rtt_us_min: reading.rtt_us_min,
        })
    }
}

/// Whether a reading counts as one of the month's tests: both directions ran as long as they should.
pub(super) fn counts(reading: &CapacityReading) -> bool {
    let whole = |transfer: &Option<TransferReading>| {
        transfer
            .as_ref()
            .is_some_and(|transfer| transfer.rate_kbps.is_some() && !is_short(transfer))
    };
    reading.failed.is_none() && whole(&reading.down) && whole(&reading.up)
}

fn is_short(transfer: &TransferReading) -> bool {
    transfer.cut && transfer.ran_ms < RAN_MS_MIN
}

/// Medians of the samples; none without any. Of two middle ones the lower.
pub fn medians<'a>(samples: impl Iterator<Item = &'a TestSample>) -> Option<CapacityMedians> {
    let samples: Vec<&TestSample> = samples.collect();
    let middle = samples.len().checked_sub(1)? / 2;
    let median = |value: &dyn Fn(&TestSample) -> (bool, u32)| {
        let mut plain: Vec<u32> = samples.iter().map(|sample| value(sample).1).collect();
        plain.sort_unstable();
        // Lower bounds at infinity stand behind all others.
        let mut bounded: Vec<(bool, u32)> = samples.iter().map(|sample| value(sample)).collect();
        bounded.sort_unstable();
        (plain[middle], bounded[middle] == (false, plain[middle]))
    };
    let (down_kbps, down_is_exact) = median(&|sample| (sample.down_is_lower_bound, sample.down_kbps));
    let (up_kbps, up_is_exact) = median(&|sample| (sample.up_is_lower_bound, sample.up_kbps));
    Some(CapacityMedians {
        tests: u32::try_from(samples.len()).unwrap_or(u32::MAX),
        down_kbps,
        up_kbps,
        down_is_exact,
        up_is_exact,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transfer(rate_kbps: u32, ran_ms: u32, cut: bool) -> Option<TransferReading> {
        Some(TransferReading {
            bytes: 1,
            limit_bytes: None,
            ran_ms,
            rate_kbps: Some(rate_kbps),
            cut,
            resent_permille: None,
        })
    }

    fn reading() -> CapacityReading {
        CapacityReading {
            server: "daemon".into(),
            down: transfer(50_000, 10_000, false),
            up: transfer(20_000, 10_000, false),
            rtt_us_min: None,
            latency_idle_us: None,
            latency_loaded_us: None,
            medium: Some(Medium::Wired),
            link_mbps: Some(1000),
            failed: None,
            by_hand: false,
            note: None,
        }
    }

    fn flags(reading: &CapacityReading) -> (bool, bool) {
        let sample = TestSample::of(UnixMs(0), reading).unwrap();
        (sample.down_is_lower_bound, sample.up_is_lower_bound)
    }

    #[test]
    fn what_the_machine_or_the_bound_held_up_is_a_lower_bound() {
        assert_eq!(flags(&reading()), (false, false));
        let mut by_radio = reading();
        by_radio.medium = Some(Medium::Wifi);
        assert_eq!(flags(&by_radio), (true, true));
        let mut by_link = reading();
        by_link.link_mbps = Some(54);
        assert_eq!(flags(&by_link), (true, false));
        let mut short = reading();
        short.up = transfer(900_000, 1_400, true);
        assert_eq!(flags(&short), (false, true));
        assert!(counts(&reading()) && !counts(&short));
        short.up = transfer(900_000, 1_500, true);
        assert!(counts(&short));
    }

    #[test]
    fn a_median_is_exact_while_no_lower_bound_can_move_it() {
        let sample = |down_kbps, down_is_lower_bound| TestSample {
            at: UnixMs(0),
            down_kbps,
            up_kbps: 1,
            down_is_lower_bound,
            up_is_lower_bound: false,
            rtt_us_min: None,
        };
        let median = |samples: &[TestSample]| {
            let medians = medians(samples.iter()).unwrap();
            (medians.down_kbps, medians.down_is_exact)
        };
        assert_eq!(
            median(&[sample(10, false), sample(20, false), sample(30, true)]),
            (20, true)
        );
        assert_eq!(
            median(&[sample(10, true), sample(20, false), sample(30, false)]),
            (20, false)
        );
        assert_eq!(medians([].iter()), None);
    }
}
