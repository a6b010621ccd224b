//! How many tests a line's month needs, when the next is due and how many bytes it may take.

use kiemke_wire::report::TestSlot;

/// Tests that count which a month is to hold: ten make a line result, two more for those that fail.
pub const TESTS_PER_MONTH: u32 = 12;
/// Tests a day beyond what the month still needs: for those that fail.
const SPARE_PER_DAY: u32 = 2;
/// A test below this says nothing, bytes.
const TEST_BYTES_MIN: u64 = 2_000_000;
/// Bytes beyond a test's bound that count on the budget: what is under way when it ends, and the round trips beside.
const OVERSHOOT_BYTES: u64 = 2 * 256 * 1024;
/// The parts of a test's bytes, down to up.
const PARTS: (u64, u64) = (60, 40);

/// What a line's month holds so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MonthSoFar {
    /// The budget, bytes.
    pub budget_bytes: u64,
    /// Bytes that tests took.
    pub used_bytes: u64,
    /// Tests that count, of all days before today.
    pub counted_before_today: u32,
    /// Those of today.
    pub counted_today: u32,
    /// Slots given today, whatever came of them.
    pub slots_today: u32,
    /// Teaching days that are left, today included.
    pub teaching_days_left: u32,
    /// How much of today's teaching time is over, thousandths; none outside of it.
    pub taught_permille: Option<u32>,
    /// A number of the line's own and of the day, by which lines and days differ.
    pub spread: u32,
}

/// The bounds of a test that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Bytes towards the machine.
    pub down_bytes: u64,
    /// Bytes away from it.
    pub up_bytes: u64,
}

impl Plan {
    /// As the agent is told.
    pub fn slot(self, in_s: u32) -> TestSlot {
        TestSlot {
            in_s,
            down_bytes_max: self.down_bytes,
            up_bytes_max: self.up_bytes,
        }
    }
}

/// The test that is due now, if one is.
pub fn plan(month: &MonthSoFar) -> Option<Plan> {
    let taught_permille = month.taught_permille?;
    let counted = month.counted_before_today + month.counted_today;
    let missing = TESTS_PER_MONTH.saturating_sub(counted);
    let missing_at_dawn = TESTS_PER_MONTH.saturating_sub(month.counted_before_today);
    if missing == 0 || month.teaching_days_left == 0 {
        return None;
    }
    // Spread over the days that are left, so that a result stands all month and a broken week costs little.
    let today = missing_at_dawn.div_ceil(month.teaching_days_left);
    if month.counted_today >= today || month.slots_today >= today + SPARE_PER_DAY {
        return None;
    }
    if taught_permille < due_permille(month, today) {
        return None;
    }
    let left = month.budget_bytes.saturating_sub(month.used_bytes);
    let test = (left / u64::from(missing)).saturating_sub(OVERSHOOT_BYTES);
    if test < TEST_BYTES_MIN {
        return None;
    }
    let part = test / (PARTS.0 + PARTS.1);
    Some(Plan {
        down_bytes: part * PARTS.0,
        up_bytes: part * PARTS.1,
    })
}

/// Each test of the day has its part of it and lies anywhere within, so that lines do not test together and no hour of
/// the day is left out. What failed is tried again at once.
fn due_permille(month: &MonthSoFar, today: u32) -> u32 {
    let part = 1000 / today.max(1);
    month.counted_today * part + month.spread % part.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month() -> MonthSoFar {
        MonthSoFar {
            budget_bytes: 1_000_000_000,
            teaching_days_left: 24,
            taught_permille: Some(999),
            ..MonthSoFar::default()
        }
    }

    #[test]
    fn what_is_left_is_shared_among_the_tests_still_planned() {
        let first = plan(&month()).unwrap();
        assert_eq!(first.down_bytes / 1_000_000, 49);
        assert_eq!(first.up_bytes / 1_000_000, 33);
        let half = MonthSoFar {
            counted_before_today: 6,
            used_bytes: 100_000_000,
            ..month()
        };
        // Nine tenths of the budget for six tests.
        assert_eq!(plan(&half).unwrap().down_bytes / 1_000_000, 89);
    }

    #[test]
    fn a_month_that_is_short_takes_more_tests_a_day() {
        let tests_a_day = |teaching_days_left| {
            (0..TESTS_PER_MONTH)
                .find(|counted_today| {
                    let month = MonthSoFar {
                        counted_today: *counted_today,
                        slots_today: *counted_today,
                        teaching_days_left,
                        ..month()
                    };
                    plan(&month).is_none()
                })
                .unwrap_or(TESTS_PER_MONTH)
        };
        assert_eq!([24, 12, 10, 6].map(tests_a_day), [1, 1, 2, 2]);
    }

    #[test]
    fn nothing_is_due_outside_of_teaching_time_when_all_are_made_or_the_budget_is_gone() {
        let changes: [fn(&mut MonthSoFar); 5] = [
            |month| month.taught_permille = None,
            |month| month.counted_before_today = TESTS_PER_MONTH,
            |month| month.used_bytes = month.budget_bytes - 1_000_000,
            |month| month.slots_today = 3,
            |month| (month.spread, month.taught_permille) = (700, Some(600)),
        ];
        for (at, change) in changes.into_iter().enumerate() {
            let mut month = month();
            change(&mut month);
            assert_eq!(plan(&month), None, "change {at}");
        }
    }
}
