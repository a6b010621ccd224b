/// Values below it have a step each, and each doubling above half as many: a value is known to 3 %.
const STEPS: u64 = 64;
/// Doublings from a microsecond to beyond a day.
const DOUBLINGS: usize = 34;

/// How long requests took: counts in steps that grow with the value.
#[derive(Clone, Debug)]
pub struct Latency {
    counts: Vec<u64>,
    total: u64,
    longest_us: u64,
}

impl Default for Latency {
    fn default() -> Self {
        Self {
            counts: vec![0; STEPS as usize / 2 * DOUBLINGS],
            total: 0,
            longest_us: 0,
        }
    }
}

impl Latency {
    /// Adds one request.
    pub fn add(&mut self, took: std::time::Duration) {
        let us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let at = place(us).min(self.counts.len() - 1);
        self.counts[at] += 1;
        self.total += 1;
        self.longest_us = self.longest_us.max(us);
    }

    /// Adds all of another.
    pub fn merge(&mut self, other: &Self) {
        for (count, more) in self.counts.iter_mut().zip(&other.counts) {
            *count += more;
        }
        self.total += other.total;
        self.longest_us = self.longest_us.max(other.longest_us);
    }

    /// The time within which this part of all requests was done, microseconds; 0 without requests.
    pub fn quantile_us(&self, part: f64) -> f64 {
        let wanted = ((self.total as f64 * part).ceil() as u64).max(1);
        let mut seen = 0;
        for (at, count) in self.counts.iter().enumerate() {
            seen += count;
            if seen >= wanted {
                return (end_of(at) as f64).min(self.longest_us as f64);
            }
        }
        self.longest_us as f64
    }
}

/// Values below [`STEPS`] have a step each; above, each doubling has half as many.
fn place(us: u64) -> usize {
    let half = STEPS / 2;
    let doubling = u64::from((us | 1).ilog2()).saturating_sub(u64::from(STEPS.ilog2()) - 1);
    let at = match doubling {
        0 => us,
        _ => STEPS + (doubling - 1) * half + ((us >> doubling) - half),
    };
    usize::try_from(at).unwrap_or(usize::MAX)
}

fn end_of(at: usize) -> u64 {
    let (at, half) = (at as u64, STEPS / 2);
    if at < STEPS {
        return at;
    }
    let doubling = (at - STEPS) / half + 1;
    let step = (at - STEPS) % half + half;
    ((step + 1) << doubling) - 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn quantiles_are_close() {
        let mut latency = Latency::default();
        assert_eq!(latency.quantile_us(0.5), 0.0);
        for us in 1..=100_000 {
            latency.add(Duration::from_micros(us));
        }
        for (part, wanted) in [(0.5, 50_000.0), (0.95, 95_000.0), (0.99, 99_000.0)] {
            let found = latency.quantile_us(part);
            assert!((found / wanted - 1.0_f64).abs() < 0.035, "{part}: {found}");
        }
        assert_eq!(latency.quantile_us(1.0), 100_000.0);
        let mut sum = Latency::default();
        sum.merge(&latency);
        sum.add(Duration::from_secs(100_000));
        assert_eq!(sum.quantile_us(1.0), 1e11);
    }

    #[test]
    fn every_value_lies_in_its_step() {
        for us in (0..5_000).chain([1 << 20, 1 << 30]) {
            let at = place(us);
            assert!(us <= end_of(at) && (at == 0 || us > end_of(at - 1)), "{us}");
        }
    }
}
