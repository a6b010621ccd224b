//! How long to wait after a failure.

use crate::dice::Dice;

/// The first wait, milliseconds.
const FIRST_MS: u64 = 5_000;
/// The longest wait, milliseconds: a daemon that comes back after a day is found within the hour.
pub(super) const LONGEST_MS: u64 = 3_600_000;
/// The shortest wait that a daemon may ask for, milliseconds.
const SHORTEST_MS: u64 = 1_000;

/// What is added at most to what a daemon asks for, milliseconds: ten thousand machines within that time are few a second.
const SPREAD_MS_MAX: u64 = 600_000;

/// Exponential waiting with jitter.
#[derive(Clone, Debug)]
pub(super) struct Backoff {
    failures: u32,
    dice: Dice,
}

impl Backoff {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            failures: 0,
            dice: Dice::new(seed),
        }
    }

    pub(super) fn reset(&mut self) {
        self.failures = 0;
    }

    /// The wait after one more failure: doubled each time, drawn from its upper half so that machines that failed
    /// together come back apart. What the daemon asks for counts as long as it lies between a second and an hour;
    /// up to a tenth is added for the same reason. Who was refused before adds as much as it would have waited by itself:
    /// ten thousand machines that all come back two seconds later would be refused together again.
    pub(super) fn wait_ms(&mut self, retry_after_s: Option<u32>) -> u64 {
        let doubled = FIRST_MS
            .saturating_mul(1 << self.failures.min(20))
            .min(LONGEST_MS);
        self.failures = self.failures.saturating_add(1);
        match retry_after_s {
            Some(seconds) => {
                let asked = (u64::from(seconds) * 1000).clamp(SHORTEST_MS, LONGEST_MS);
                let spread = match self.failures {
                    1 => asked / 10,
                    _ => (asked / 10).max((doubled / 2).min(SPREAD_MS_MAX)),
                };
                (asked + self.dice.below(spread)).min(LONGEST_MS)
            }
            None => doubled / 2 + self.dice.below(doubled / 2),
        }
    }

    /// The wait when there is reason to believe that the daemon answers again.
    pub(super) fn soon_ms(&mut self) -> u64 {
        SHORTEST_MS + self.dice.below(FIRST_MS - SHORTEST_MS)
    }

    /// The wait after a refusal that only a person can change.
    pub(super) fn wait_for_a_person_ms(&mut self) -> u64 {
        LONGEST_MS - self.dice.below(LONGEST_MS / 4)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_an_hour_with_jitter() {
        let mut backoff = Backoff::new(1);
        let mut least = FIRST_MS / 2;
        for _ in 0..30 {
            let wait = backoff.wait_ms(None);
            assert!((least..=least * 2).contains(&wait), "{wait} {least}");
            least = (least * 2).min(LONGEST_MS / 2);
        }
        backoff.reset();
        assert!(backoff.wait_ms(None) <= FIRST_MS);
        let (mut one, mut two) = (Backoff::new(1), Backoff::new(2));
        assert_ne!(one.wait_ms(None), two.wait_ms(None));
    }

    #[test]
    fn what_the_daemon_asks_for_is_obeyed_and_clamped() {
        let mut backoff = Backoff::new(1);
        assert!((30_000..=33_000).contains(&backoff.wait_ms(Some(30))));
        assert!(
            (1_000..=6_000).contains(&backoff.wait_ms(Some(0))),
            "refused twice"
        );
        assert_eq!(backoff.wait_ms(Some(u32::MAX)), LONGEST_MS);
        for _ in 0..30 {
            let wait_ms = backoff.wait_ms(Some(2));
            assert!((2_000..=2_000 + SPREAD_MS_MAX).contains(&wait_ms));
        }
    }
}
