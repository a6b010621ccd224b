//! A slot for a test: to whom, when, and never more at once than a line or the daemon carries.

use super::account::LineTests;
use super::elect::is_there;
use super::plan::{MonthSoFar, Plan, plan};
use super::{ExamWindow, OpenSlot, TestRules};
use crate::fleet::{Fleet, Machine};
use kiemke_wire::ids::{LineId, MachineId, UnitKey};
use kiemke_wire::reading::Medium;
use kiemke_wire::report::{TEST_SLOT_S, TestSlot};
use kiemke_wire::time::{SECOND_MS, UnixMs};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// The soonest begin of a slot, seconds from the reply: the agent has to take the reply in first.
const SOONEST_S: u32 = 5;
const SLOT_MS: i64 = TEST_SLOT_S as i64 * SECOND_MS;

/// A slot was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Granted {
    /// The line that is tested.
    pub line: LineId,
    /// When it was given.
    pub at: UnixMs,
    /// To whom and when.
    #[serde(flatten)]
    pub slot: OpenSlot,
    /// Bytes towards the machine at most.
    pub down_bytes: u64,
    /// Bytes away from it at most.
    pub up_bytes: u64,
}

/// When the slots of the whole daemon begin, ascending; those that are over are forgotten.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Grants(VecDeque<UnixMs>);

impl Grants {
    pub(crate) fn add(&mut self, granted: &Granted) {
        let over = self.0.partition_point(|from| granted.at.since(*from) >= SLOT_MS);
        self.0.drain(..over);
        let place = self.0.partition_point(|from| *from <= granted.slot.from);
        self.0.insert(place, granted.slot.from);
    }

    /// The first moment from `from` up to `to` at which fewer than `at_once` slots stand open.
    fn free(&self, from: UnixMs, to: UnixMs, at_once: usize) -> Option<UnixMs> {
        let ends = self.0.iter().map(|began| began.plus(SLOT_MS));
        let candidates = std::iter::once(from).chain(ends.filter(|end| *end > from));
        candidates.take_while(|at| *at <= to).find(|at| {
            let near = |other: &&UnixMs| at.since(**other).abs() < SLOT_MS;
            self.0.iter().filter(near).count() < at_once
        })
    }

    pub(crate) fn begins(&self) -> impl Iterator<Item = UnixMs> + '_ {
        self.0.iter().copied()
    }

    pub(crate) fn of(begins: impl IntoIterator<Item = UnixMs>) -> Self {
        Self(begins.into_iter().collect())
    }
}

/// What a report says that a grant looks at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asking<'a> {
    pub(crate) machine: &'a Machine,
    pub(crate) line: LineId,
    pub(crate) medium: Medium,
    pub(crate) report_every_s: u32,
    pub(crate) now: UnixMs,
}

/// The slot that a machine gets with the reply to its report, if a test of its line is due and it is the one to make
/// it.
pub(crate) fn grant(fleet: &Fleet, rules: &TestRules, asking: Asking<'_>) -> Option<(Granted, TestSlot)> {
    let Asking {
        machine, line, now, ..
    } = asking;
    let nothing = LineTests::default();
    let tests = fleet.line_tests(line).unwrap_or(&nothing);
    if tests.slot.is_some_and(|slot| slot.until > now) || waits_for_a_cable(fleet, tests, asking) {
        return None;
    }
    let plan = due(fleet, rules, tests, line, now)?;
    let soonest = now.plus(i64::from(SOONEST_S) * SECOND_MS);
    let latest = now.plus(i64::from(asking.report_every_s.max(SOONEST_S)) * SECOND_MS);
    let from = fleet.grants.free(soonest, latest, rules.at_once)?;
    let until = from.plus(SLOT_MS);
    let unit = fleet.line(line)?.unit;
    if in_exam(fleet, unit, from, until) || rules.days.taught_permille(from).is_none() {
        return None;
    }
    let slot = OpenSlot {
        machine: machine.id,
        from,
        until,
    };
    let granted = Granted {
        line,
        at: now,
        slot,
        down_bytes: plan.down_bytes,
        up_bytes: plan.up_bytes,
    };
    let in_s = u32::try_from(from.since(now) / SECOND_MS).unwrap_or(SOONEST_S);
    Some((granted, plan.slot(in_s)))
}

fn due(fleet: &Fleet, rules: &TestRules, tests: &LineTests, line: LineId, now: UnixMs) -> Option<Plan> {
    let taught_permille = Some(rules.days.taught_permille(now)?);
    let day = fleet.day_clock().day(now);
    let contract = fleet.contract_today(line, now);
    let usual_bytes = match contract.is_some_and(|contract| contract.mobile) {
        true => rules.mobile_bytes_month,
        false => rules.line_bytes_month,
    };
    let agreed_bytes = contract.and_then(|contract| contract.month_bytes_max);
    let budget_bytes = agreed_bytes.unwrap_or(usual_bytes);
    plan(&MonthSoFar {
        budget_bytes,
        teaching_days_left: rules.days.teaching_days_left(now),
        taught_permille,
        spread: spread(line, day.0),
        ..tests.month_so_far(day)
    })
}

/// A test over Wi-Fi is a lower bound, so a machine by radio leaves it to one by cable that is there.
fn waits_for_a_cable(fleet: &Fleet, tests: &LineTests, asking: Asking<'_>) -> bool {
    let by_cable =
        |prober: MachineId| is_there(fleet, prober, asking.machine, asking.report_every_s, asking.now);
    asking.medium == Medium::Wifi && tests.wired_prober.is_some_and(by_cable)
}

fn in_exam(fleet: &Fleet, unit: UnitKey, from: UnixMs, to: UnixMs) -> bool {
    let covers = |window: &ExamWindow| window.touches(from, to) && fleet.is_within(unit, window.unit, from);
    fleet.exam_windows.iter().any(covers)
}

/// A number by which lines and days differ (the finaliser of SplitMix64).
fn spread(line: LineId, day: i32) -> u32 {
    let mut mixed = (u64::from(line.0) << 32) ^ u64::from(day.cast_unsigned());
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (mixed ^ (mixed >> 31)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn granted(at: i64, from: i64) -> Granted {
        Granted {
            line: LineId(1),
            at: UnixMs(at),
            slot: OpenSlot {
                machine: MachineId(1),
                from: UnixMs(from),
                until: UnixMs(from + SLOT_MS),
            },
            down_bytes: 1,
            up_bytes: 1,
        }
    }

    #[test]
    fn never_more_slots_stand_open_than_the_daemon_carries() {
        let mut grants = Grants::default();
        let hour = UnixMs(3_600_000);
        let mut begins = Vec::new();
        while let Some(from) = grants.free(UnixMs(5_000), hour, 3) {
            begins.push(from);
            grants.add(&granted(0, from.0));
        }
        assert_eq!(
            begins.len(),
            3 * (3_600_000 - 5_000_i64).div_euclid(SLOT_MS) as usize + 3
        );
        for at in &begins {
            let open = begins
                .iter()
                .filter(|from| at.since(**from) >= 0 && at.since(**from) < SLOT_MS);
            assert!(open.count() <= 3);
        }
        grants.add(&granted(hour.0 * 2, hour.0 * 2));
        assert_eq!(grants.begins().count(), 1, "what is over is forgotten");
    }
}
