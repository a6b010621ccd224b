//! What a quarter-hour says of a machine, in one byte: off, on, or on with the quality of its gateway.

/// The least loss of each class, in thousandths; a class ends where the next begins.
///
/// Thirty probes are made a quarter-hour, so one lost is 33: every class holds what some number of lost probes
/// gives, and the border of [`GatewayQuality::is_good`] is one of them.
const LOSS_FROM_PERMILLE: [u32; LOSS_CLASSES] = [0, 1, 21, 51, 101, 151, 201, 301, 401, 501, 651, 801];
const LOSS_CLASSES: usize = 12;
/// The longest round trip of each class but the last, in microseconds: steps of the root of two from 250 on.
const RTT_TO_US: [u32; RTT_CLASSES - 1] = [
    250, 354, 500, 707, 1_000, 1_414, 2_000, 2_828, 4_000, 5_657, 8_000, 11_314, 16_000, 22_627, 32_000,
    45_255, 64_000, 90_510, 128_000, 181_019,
];
const RTT_CLASSES: usize = 21;
const FIRST_QUALITY: u8 = 2;
const ALL_LOST: u8 = u8::MAX;
/// One probe lost of thirty is chance, two are a finding.
const GOOD_LOSS_PERMILLE_MAX: u32 = 50;
/// A gateway that takes longer leaves too little of the 150 ms that lessons allow a line (readiness.md, 2).
const GOOD_RTT_US_MAX: u32 = 32_000;

/// A quarter-hour of one machine.
///
/// ```text
/// 0         off, or nothing is known
/// 1         on, its gateway was not probed
/// 2..=253   on; 2 + 21 × loss class + round-trip class
/// 255       on, no probe of its gateway was answered
/// ```
/// Monotone: with more loss the byte never falls, and at the same loss class not with a longer round trip either.
/// So the greater of two bytes knows at least as much, and of two that know it is the worse.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QuarterState(pub u8);

/// What a byte says of a gateway: between which bounds loss and round trip lay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GatewayQuality {
    /// The least loss that it can have been, in thousandths.
    pub loss_permille_min: u32,
    /// The most.
    pub loss_permille_max: u32,
    /// The median round trip, within a factor of the fourth root of two (19 %) of it between 177 µs and 215 ms; at
    /// the ends of the range it is that end. None when no probe was answered.
    pub rtt_us: Option<u32>,
}

impl QuarterState {
    /// Off, or nothing is known.
    pub const UNKNOWN: Self = Self(0);
    /// On, and its gateway was not probed.
    pub const ON: Self = Self(1);

    /// Of the probes of a quarter-hour. Answers without a time count as the slowest class.
    pub fn of_gateway(sent: u32, received: u32, rtt_us_median: Option<u32>) -> Self {
        if sent == 0 {
            return Self::ON;
        }
        let received = received.min(sent);
        if received == 0 {
            return Self(ALL_LOST);
        }
        let lost_permille = u64::from(sent - received) * 1_000 / u64::from(sent);
        // A loss under a thousandth is still a loss.
        let lost_permille = lost_permille.max(u64::from(received < sent));
        let loss = LOSS_FROM_PERMILLE.partition_point(|from| u64::from(*from) <= lost_permille) - 1;
        let rtt = rtt_us_median.map_or(RTT_CLASSES - 1, |us| RTT_TO_US.partition_point(|to| *to < us));
        Self(FIRST_QUALITY + u8::try_from(loss * RTT_CLASSES + rtt).unwrap_or(ALL_LOST - FIRST_QUALITY))
    }

    /// Whether the machine is known to have been on.
    pub fn is_on(self) -> bool {
        self != Self::UNKNOWN
    }

    /// What is known of its gateway.
    pub fn gateway(self) -> Option<GatewayQuality> {
        if self.0 < FIRST_QUALITY {
            return None;
        }
        let class = usize::from(self.0 - FIRST_QUALITY);
        let (loss, rtt) = (class / RTT_CLASSES, class % RTT_CLASSES);
        let Some(loss_permille_min) = LOSS_FROM_PERMILLE.get(loss) else {
            return Some(GatewayQuality {
                loss_permille_min: 1_000,
                loss_permille_max: 1_000,
                rtt_us: None,
            });
        };
        let loss_permille_max = match (loss, LOSS_FROM_PERMILLE.get(loss + 1)) {
            (0, _) => 0,
            (_, Some(next)) => next - 1,
            (_, None) => 999,
        };
        Some(GatewayQuality {
            loss_permille_min: *loss_permille_min,
            loss_permille_max,
            rtt_us: Some(middle_us(rtt)),
        })
    }

    /// Whether its gateway was probed and good: at most 5 % loss and 32 ms, judged by the worse border of each
    /// class, which is exact at these bounds.
    pub fn is_good(self) -> bool {
        let class = usize::from(self.0.wrapping_sub(FIRST_QUALITY));
        let rtt = class % RTT_CLASSES;
        self.gateway().is_some_and(|quality| {
            quality.loss_permille_max <= GOOD_LOSS_PERMILLE_MAX
                && RTT_TO_US.get(rtt).is_some_and(|to| *to <= GOOD_RTT_US_MAX)
        })
    }
}

/// The geometric middle of a class of round trips; the border itself at the open ends.
fn middle_us(class: usize) -> u32 {
    match (
        class.checked_sub(1).map(|below| RTT_TO_US[below]),
        RTT_TO_US.get(class),
    ) {
        (Some(from), Some(to)) => (u64::from(from) * u64::from(*to))
            .isqrt()
            .try_into()
            .unwrap_or(*to),
        (None, Some(to)) => *to,
        (from, None) => from.unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn decoding_stays_within_the_stated_bounds(sent in 1_u32..200, lost in 0_u32..200, rtt_us in 1_u32..400_000) {
            let received = sent.saturating_sub(lost);
            let quality = QuarterState::of_gateway(sent, received, Some(rtt_us)).gateway().unwrap();
            let loss_permille = (sent - received) * 1_000 / sent;
            prop_assert!((quality.loss_permille_min..=quality.loss_permille_max).contains(&loss_permille));
            match quality.rtt_us {
                None => prop_assert_eq!(received, 0),
                Some(decoded) if rtt_us <= 250 => prop_assert_eq!(decoded, 250),
                Some(decoded) if rtt_us > 181_019 => prop_assert_eq!(decoded, 181_019),
                Some(decoded) => {
                    let factor = f64::from(decoded) / f64::from(rtt_us);
                    let most = 2_f64.powf(0.25) * 1.01;
                    prop_assert!(factor < most && factor > 1.0 / most, "{rtt_us} became {decoded}");
                }
            }
        }

        #[test]
        fn the_byte_is_monotone(sent in 1_u32..100, lost in 0_u32..100, rtt_us in 0_u32..400_000, more in 0_u32..400_000) {
            let lost = lost.min(sent);
            let one = QuarterState::of_gateway(sent, sent - lost, Some(rtt_us));
            prop_assert!(one <= QuarterState::of_gateway(sent, sent - lost, Some(rtt_us + more)));
            if lost < sent {
                prop_assert!(one.gateway().unwrap().loss_permille_max
                    <= QuarterState::of_gateway(sent, sent - lost - 1, Some(rtt_us)).gateway().unwrap().loss_permille_max);
            }
            prop_assert!(QuarterState::UNKNOWN < QuarterState::ON && QuarterState::ON < one);
        }

        #[test]
        fn good_is_exact(sent in 1_u32..200, lost in 0_u32..200, rtt_us in 0_u32..64_000) {
            let received = sent.saturating_sub(lost);
            let naive = received > 0 && (sent - received) * 1_000 / sent <= 50 && rtt_us <= 32_000;
            prop_assert_eq!(QuarterState::of_gateway(sent, received, Some(rtt_us)).is_good(), naive);
        }
    }

    #[test]
    fn off_and_unprobed_say_nothing_of_the_gateway() {
        assert_eq!(QuarterState::UNKNOWN.gateway(), None);
        assert_eq!(QuarterState::of_gateway(0, 0, None), QuarterState::ON);
        assert!(!QuarterState::ON.is_good() && !QuarterState::UNKNOWN.is_good() && QuarterState::ON.is_on());
        assert_eq!(QuarterState::of_gateway(30, 0, None), QuarterState(255));
        for byte in 0..=u8::MAX {
            let _ = (QuarterState(byte).gateway(), QuarterState(byte).is_good());
        }
    }
}
