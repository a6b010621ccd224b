//! The standing result of a line: what the tests of the last days say, with bounds where a test was only a lower
//! bound (readiness.md 5).

use super::ages::counts;
use super::{Ages, CapacityTest, OutsideSlot, SchoolLine};
use crate::cold::Day;
use kiemke_config::calendar::Calendar;
use kiemke_config::evidence::{Evidence, LineTests};
use std::collections::BTreeSet;

/// What a night's result says. It stands until it is replaced or expires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineResult {
    /// The last day that was looked at.
    pub made_on: Day,
    /// Median download.
    pub down: Median,
    /// Median upload.
    pub up: Median,
    /// Median round trip of the outside slots; none where nothing was answered.
    pub rtt_us: Option<u32>,
    /// Median jitter of them.
    pub jitter_us: Option<u32>,
    /// Median loss of them, millionths.
    pub loss_ppm: Option<u32>,
    /// Outside slots in which a machine was on.
    pub slots: u32,
    /// Those that were good.
    pub slots_good: u32,
    /// Capacity tests.
    pub tests: u16,
    /// Teaching days on which they ran.
    pub test_days: u16,
}

/// A median of rates of which some are lower bounds, kbit/s.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Median {
    /// With lower bounds at their value: it is at least this.
    pub low_kbps: u32,
    /// With lower bounds at infinity: it is at most this; none: it may be any rate.
    pub high_kbps: Option<u32>,
}

impl SchoolLine {
    /// The result that stands on `day`, or the newest one that no longer does.
    pub fn result_on(&self, day: Day, calendar: &Calendar, evidence: &Evidence) -> Option<LineResult> {
        let teaches = |at: Day, in_teaching_hours: bool| {
            in_teaching_hours && at <= day && at.date().is_some_and(|date| calendar.is_teaching_day(date))
        };
        let slots = self.slots.iter();
        let slots: Vec<&OutsideSlot> = slots
            .filter(|slot| teaches(slot.day, slot.in_teaching_hours))
            .collect();
        let probed: BTreeSet<Day> = slots.iter().map(|slot| slot.day).collect();
        let tests = self.tests.iter();
        let tests: Vec<&CapacityTest> = tests
            .filter(|test| probed.contains(&test.day) && teaches(test.day, test.in_teaching_hours))
            .collect();
        let needed = &evidence.line_tests;
        let window = i32::try_from(needed.days).unwrap_or(i32::MAX);
        let (first, last) = (
            tests.iter().map(|test| test.day).min()?,
            tests.iter().map(|test| test.day).max()?,
        );
        // Nights in which no test lies in the window have no result.
        let mut night = day.min(last.plus(window - 1));
        while night >= first {
            let within = |at: Day| at > night.plus(-window) && at <= night;
            let tests = tests.iter().copied().filter(|test| within(test.day));
            let slots = slots.iter().copied().filter(|slot| within(slot.day));
            let made = made_in(
                night,
                &tests.collect::<Vec<_>>(),
                &slots.collect::<Vec<_>>(),
                needed,
            );
            if made.is_some() {
                return made;
            }
            night = night.plus(-1);
        }
        None
    }
}

/// The result of the night behind `day`, where what lies in its window is enough.
fn made_in(
    day: Day,
    tests: &[&CapacityTest],
    slots: &[&OutsideSlot],
    needed: &LineTests,
) -> Option<LineResult> {
    let test_days: BTreeSet<Day> = tests.iter().map(|test| test.day).collect();
    if tests.len() < needed.capacity_tests_min as usize || test_days.len() < needed.teaching_days_min as usize
    {
        return None;
    }
    let down = tests
        .iter()
        .map(|test| (test.down_kbps, test.down_is_bound(needed)));
    let up = tests.iter().map(|test| (test.up_kbps, test.up_is_bound(needed)));
    Some(LineResult {
        made_on: day,
        down: Median::of(down.collect()),
        up: Median::of(up.collect()),
        rtt_us: middle(slots.iter().filter_map(|slot| slot.rtt_us).collect()),
        jitter_us: middle(slots.iter().filter_map(|slot| slot.jitter_us).collect()),
        loss_ppm: middle(slots.iter().map(|slot| slot.loss_ppm).collect()),
        slots: slots.len().try_into().unwrap_or(u32::MAX),
        slots_good: slots
            .iter()
            .filter(|slot| slot.good)
            .count()
            .try_into()
            .unwrap_or(u32::MAX),
        tests: tests.len().try_into().unwrap_or(u16::MAX),
        test_days: test_days.len().try_into().unwrap_or(u16::MAX),
    })
}

impl LineResult {
    /// Whether it still counts.
    pub fn stands(&self, ages: &Ages) -> bool {
        self.made_on <= ages.day && counts(ages.line_result(self.made_on))
    }
}

impl CapacityTest {
    /// Whether the line may carry more than the test says it carried down.
    pub fn down_is_bound(&self, needed: &LineTests) -> bool {
        self.is_bound(self.down_kbps, self.down_cut_ms, needed)
    }

    /// The same of up.
    pub fn up_is_bound(&self, needed: &LineTests) -> bool {
        self.is_bound(self.up_kbps, self.up_cut_ms, needed)
    }

    fn is_bound(&self, kbps: u32, cut_ms: Option<u32>, needed: &LineTests) -> bool {
        let at_interface = self.interface_kbps.is_some_and(|interface| {
            u64::from(kbps) * 100 >= u64::from(interface) * u64::from(needed.interface_percent)
        });
        self.wifi
            || self.server_full
            || at_interface
            || cut_ms.is_some_and(|cut_ms| cut_ms < needed.cut_before_ms)
    }
}

impl Median {
    /// Of rates and whether each is only a lower bound; of none it is 0.
    pub fn of(rates: Vec<(u32, bool)>) -> Self {
        let at_value = rates.iter().map(|(kbps, _)| *kbps).collect();
        let at_infinity = rates
            .iter()
            .map(|(kbps, is_bound)| (!is_bound).then_some(*kbps))
            .map(|kbps| kbps.map_or(u64::MAX, u64::from))
            .collect();
        Self {
            low_kbps: middle(at_value).unwrap_or(0),
            high_kbps: u32::try_from(middle::<u64>(at_infinity).unwrap_or(0)).ok(),
        }
    }
}

/// The middle value; of two middle ones the lower, so that it is always a value that was measured.
fn middle<T: Ord + Copy>(mut values: Vec<T>) -> Option<T> {
    let middle = values.len().checked_sub(1)? / 2;
    Some(*values.select_nth_unstable(middle).1)
}
