//! How a count moved between two days, and how much of that is better data rather than better conditions
//! (readiness.md 10).

use super::{Range, Split};

/// A movement of a count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// More (or fewer) who are ready.
    pub ready: i64,
    /// Who are not ready.
    pub not_ready: i64,
    /// Who are unknown.
    pub unknown: i64,
    /// Of the least share, tenths of a percent as shown; none where one of them was of nobody.
    pub low_permille: Option<i64>,
    /// Of the greatest share.
    pub high_permille: Option<i64>,
}

/// The two parts of a movement. They add up to the whole of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// What became known later about the first day.
    pub learned: Moved,
    /// What changed from the first day to the second, by what is known now.
    pub conditions: Moved,
}

/// A count with what its share lies between, which is not the same for all: what is unknown of things is none that could
/// still turn out to be managed.
pub type End = (Split, Range);

/// From what was known on the first day of itself (`then`), what is known of it now, and what is known now of the
/// second day.
pub fn change(first_then: End, first_now: End, second_now: End) -> Change {
    Change {
        learned: moved(first_then, first_now),
        conditions: moved(first_now, second_now),
    }
}

fn moved((from, before): End, (to, after): End) -> Moved {
    let minus = |to: u64, from: u64| i64::try_from(i128::from(to) - i128::from(from)).unwrap_or(i64::MAX);
    let shown = |to: Option<u64>, from: Option<u64>| Some(minus(to?, from?));
    Moved {
        ready: minus(to.ready, from.ready),
        not_ready: minus(to.not_ready, from.not_ready),
        unknown: minus(to.unknown, from.unknown),
        low_permille: shown(after.low.permille_down(), before.low.permille_down()),
        high_permille: shown(after.high.permille_up(), before.high.permille_up()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split((ready, not_ready, unknown): (u64, u64, u64)) -> End {
        let split = Split {
            ready,
            not_ready,
            unknown,
        };
        (split, Range::of(split))
    }

    #[test]
    fn a_survey_entered_late_is_learned_and_a_new_line_is_conditions() {
        let change = change(
            split((400, 300, 300)),
            split((500, 350, 150)),
            split((620, 230, 150)),
        );
        let told = |moved: Moved| {
            (
                moved.ready,
                moved.not_ready,
                moved.unknown,
                moved.low_permille,
                moved.high_permille,
            )
        };
        assert_eq!(told(change.learned), (100, 50, -150, Some(100), Some(-50)));
        assert_eq!(told(change.conditions), (120, -120, 0, Some(120), Some(120)));
    }

    proptest! {
        #[test]
        fn both_parts_add_up_to_the_whole(
            a in (0_u64..900, 0_u64..900, 0_u64..900),
            b in (0_u64..900, 0_u64..900, 0_u64..900),
            c in (0_u64..900, 0_u64..900, 0_u64..900),
        ) {
            let parts = change(split(a), split(b), split(c));
            let whole = moved(split(a), split(c));
            prop_assert_eq!(parts.learned.ready + parts.conditions.ready, whole.ready);
            prop_assert_eq!(parts.learned.not_ready + parts.conditions.not_ready, whole.not_ready);
            prop_assert_eq!(parts.learned.unknown + parts.conditions.unknown, whole.unknown);
        }
    }
}
