//! Whether a target is met: comparisons of whole numbers; rounded figures are for showing only.

use super::Split;
use kiemke_config::plan::Operator;

/// A share of a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// The part.
    pub part: u64,
    /// The whole.
    pub whole: u64,
}

/// What a share lies between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// At least.
    pub low: Share,
    /// At most.
    pub high: Share,
    /// What of the whole is known.
    pub coverage: Share,
}

/// What a target asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aim {
    /// The value, percent.
    pub percent: u32,
    /// How a share is compared with it.
    pub operator: Operator,
}

/// Whether a target is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// At the least it is.
    Met,
    /// Even at the most it is not.
    Missed,
    /// It cannot be proved yet.
    Unproven {
        /// How many more must be known to count before it is met; none: rosters or books must come first.
        more: Option<u64>,
    },
    /// There is nothing to count.
    NotApplicable,
}

impl Share {
    /// Tenths of a percent, rounded down; none of nothing.
    pub fn permille_down(self) -> Option<u64> {
        let permille = (u128::from(self.part) * 1_000).checked_div(self.whole.into())?;
        u64::try_from(permille).ok()
    }

    /// The same rounded up.
    pub fn permille_up(self) -> Option<u64> {
        (self.whole > 0)
            .then(|| (u128::from(self.part) * 1_000).div_ceil(self.whole.into()))
            .and_then(|permille| permille.try_into().ok())
    }
}

impl Range {
    /// Of people who were counted.
    pub fn of(split: Split) -> Self {
        let share = |part| Share {
            part,
            whole: split.total(),
        };
        Self {
            low: share(split.ready),
            high: share(split.ready + split.unknown),
            coverage: share(split.ready + split.not_ready),
        }
    }

    /// The verdict. `untold` is the number of rosters or books below of which nothing was told: with one, nothing is
    /// proved, whatever low and high say.
    pub fn verdict(&self, aim: Aim, untold: u64) -> Verdict {
        let satisfies = |share: Share| aim.least(share.whole) <= u128::from(share.part);
        if untold > 0 {
            return Verdict::Unproven { more: None };
        }
        if self.low.whole == 0 {
            return Verdict::NotApplicable;
        }
        if satisfies(self.low) {
            return Verdict::Met;
        }
        if !satisfies(self.high) {
            return Verdict::Missed;
        }
        let more = aim.least(self.low.whole) - u128::from(self.low.part);
        Verdict::Unproven {
            more: u64::try_from(more).ok(),
        }
    }
}

impl Aim {
    /// Whether such a part of a whole satisfies.
    pub fn holds(self, part: u64, whole: u64) -> bool {
        self.least(whole) <= u128::from(part)
    }

    /// The least part of `whole` that satisfies.
    fn least(self, whole: u64) -> u128 {
        let part = u128::from(whole) * u128::from(self.percent);
        match self.operator {
            Operator::AtLeast => part.div_ceil(100),
            Operator::MoreThan => part / 100 + 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(ready: u64, not_ready: u64, unknown: u64) -> Split {
        Split {
            ready,
            not_ready,
            unknown,
        }
    }

    fn aim(percent: u32, operator: Operator) -> Aim {
        Aim { percent, operator }
    }

    #[test]
    fn the_worked_example() {
        let range = Range::of(split(420, 310, 270));
        assert_eq!(range.low.permille_down(), Some(420));
        assert_eq!(range.high.permille_up(), Some(690));
        assert_eq!(range.coverage.permille_down(), Some(730));
        let half = aim(50, Operator::AtLeast);
        assert_eq!(range.verdict(half, 0), Verdict::Unproven { more: Some(80) });
        assert_eq!(
            range.verdict(aim(50, Operator::MoreThan), 0),
            Verdict::Unproven { more: Some(81) }
        );
    }

    #[test]
    fn comparisons_are_on_whole_numbers() {
        for (counts, percent, operator, expected) in [
            (split(50, 50, 0), 50, Operator::AtLeast, Verdict::Met),
            (split(50, 50, 0), 50, Operator::MoreThan, Verdict::Missed),
            // 49.999 % is shown as 49.9 and 50.0, and is not 50.
            (split(49_999, 50_001, 0), 50, Operator::AtLeast, Verdict::Missed),
            (
                split(0, 0, 3),
                100,
                Operator::AtLeast,
                Verdict::Unproven { more: Some(3) },
            ),
            (split(0, 0, 0), 50, Operator::AtLeast, Verdict::NotApplicable),
        ] {
            assert_eq!(
                Range::of(counts).verdict(aim(percent, operator), 0),
                expected,
                "{counts:?}"
            );
        }
        let range = Range::of(split(49_999, 50_001, 0));
        assert_eq!(
            (range.low.permille_down(), range.high.permille_up()),
            (Some(499), Some(500))
        );
    }

    #[test]
    fn without_a_roster_nothing_is_proved() {
        for counts in [split(9, 1, 0), split(0, 10, 0), split(0, 0, 0)] {
            let verdict = Range::of(counts).verdict(aim(50, Operator::AtLeast), 1);
            assert_eq!(verdict, Verdict::Unproven { more: None });
        }
    }

    proptest! {
        #[test]
        fn a_verdict_holds_whatever_the_unknown_turn_out_to_be(
            ready in 0_u64..60, not_ready in 0_u64..60, unknown in 0_u64..40, percent in 1_u32..=100, more in any::<bool>(),
        ) {
            let aim = aim(percent, if more { Operator::MoreThan } else { Operator::AtLeast });
            let total = ready + not_ready + unknown;
            let truth = |ready: u64| if more { ready * 100 > total * u64::from(percent) } else { ready * 100 >= total * u64::from(percent) };
            let truths: Vec<bool> = (0..=unknown).map(|turned| truth(ready + turned)).collect();
            let verdict = Range::of(split(ready, not_ready, unknown)).verdict(aim, 0);
            match verdict {
                Verdict::NotApplicable => prop_assert_eq!(total, 0),
                Verdict::Met => prop_assert!(truths.iter().all(|met| *met)),
                Verdict::Missed => prop_assert!(truths.iter().all(|met| !met)),
                Verdict::Unproven { more } => {
                    prop_assert_eq!(more, truths.iter().position(|met| *met).map(|at| at as u64));
                    prop_assert!(!truths[0]);
                }
            }
        }
    }
}
