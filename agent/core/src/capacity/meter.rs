//! The rate of a transfer from points of its course.

/// What comes before is the connection finding its speed, milliseconds.
pub const WARM_UP_MS: u64 = 500;
/// A test that its bound ended counts whole if load ran this long, milliseconds.
pub const RAN_MS_MIN: u64 = 1_500;

/// Takes points of a transfer in ascending order: time since its begin, and bytes carried until then.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Meter {
    /// The first point behind the warm-up.
    warm: Option<(u64, u64)>,
    last: (u64, u64),
}

impl Meter {
    /// Takes a point; one that lies before the last is left out.
    pub fn add(&mut self, elapsed_us: u64, bytes: u64) {
        if elapsed_us < self.last.0 || bytes < self.last.1 {
            return;
        }
        self.last = (elapsed_us, bytes);
        if self.warm.is_none() && elapsed_us >= WARM_UP_MS * 1000 {
            self.warm = Some(self.last);
        }
    }

    /// How long load ran, milliseconds.
    pub fn ran_ms(&self) -> u64 {
        self.last.0 / 1000
    }

    /// Bytes carried.
    pub fn bytes(&self) -> u64 {
        self.last.1
    }

    /// Kilobits a second behind the warm-up; none when nothing was measured behind it.
    pub fn rate_kbps(&self) -> Option<u32> {
        let (warm_us, warm_bytes) = self.warm?;
        let (us, bytes) = (self.last.0 - warm_us, self.last.1 - warm_bytes);
        let bits = u128::from(bytes) * 8;
        // Bits a millisecond are kilobits a second.
        let rate = (bits * 1000).checked_div(u128::from(us))?;
        Some(u32::try_from(rate).unwrap_or(u32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_warm_up_does_not_count() {
        let mut meter = Meter::default();
        // Slow for half a second, then 1 MB every 100 ms: 80 Mbps.
        meter.add(500_000, 100_000);
        for step in 1..=20 {
            meter.add(500_000 + step * 100_000, 100_000 + step * 1_000_000);
        }
        assert_eq!(meter.rate_kbps(), Some(80_000));
        assert_eq!((meter.ran_ms(), meter.bytes()), (2_500, 20_100_000));
    }

    #[test]
    fn a_transfer_that_ended_in_the_warm_up_has_no_rate() {
        let mut meter = Meter::default();
        meter.add(400_000, 9_000_000);
        assert_eq!(meter.rate_kbps(), None);
        meter.add(600_000, 9_000_000);
        assert_eq!(meter.rate_kbps(), None, "one point is no course");
    }

    #[test]
    fn a_point_from_before_is_left_out() {
        let mut meter = Meter::default();
        meter.add(600_000, 10);
        meter.add(500_000, 20);
        meter.add(700_000, 5);
        assert_eq!((meter.ran_ms(), meter.bytes()), (600, 10));
    }
}
