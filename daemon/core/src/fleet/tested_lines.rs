//! What the state holds of tests of lines, beside the lines themselves.

use super::Fleet;
use crate::alerts::Alerts;
use crate::capacity::{ExamWindow, Granted, LineTests};
use crate::contracts::Contract;
use crate::entry::{KeptBody, Reported};
use kiemke_wire::ids::{LineId, MachineId, UnitKey};
use kiemke_wire::reading::Medium;
use kiemke_wire::time::UnixMs;
use std::sync::Arc;

/// Exam windows kept; those that are over go first.
pub(crate) const EXAM_WINDOWS_MAX: usize = 1_000;

impl Fleet {
    /// What is known of a line's tests; none before anything was.
    pub fn line_tests(&self, line: LineId) -> Option<&LineTests> {
        self.line_tests.get(&line).map(|tests| &**tests)
    }

    /// The declared exams, by their beginning.
    pub fn exam_windows(&self) -> &[ExamWindow] {
        &self.exam_windows
    }

    /// Whether a unit is `top` or lies below it today.
    pub(crate) fn is_within(&self, unit: UnitKey, top: UnitKey, now: UnixMs) -> bool {
        self.below(top, self.today(now)).contains(unit)
    }

    /// What a provider promises for a line today.
    pub(crate) fn contract_today(&self, line: LineId, now: UnixMs) -> Option<&Contract> {
        self.contract(line, self.today(now))
    }

    /// The unit above today.
    pub(crate) fn parent_of(&self, unit: UnitKey, now: UnixMs) -> Option<UnitKey> {
        self.unit(unit)?.parent(self.today(now))
    }

    /// The alerts that are open.
    pub fn alerts(&self) -> &Alerts {
        &self.alerts
    }

    pub(crate) fn prober_elected(&mut self, line: LineId, machine: MachineId, medium: Medium) {
        self.tests_of(line).elected(machine, medium);
    }

    pub(crate) fn test_granted(&mut self, granted: &Granted) {
        let day = self.day_clock().day(granted.at);
        self.tests_of(granted.line).granted(granted.slot, day);
        self.grants.add(granted);
    }

    pub(crate) fn exam_declared(&mut self, window: &ExamWindow, at: UnixMs) {
        self.exam_windows.retain(|one| one.to > at && one != window);
        if self.exam_windows.len() < EXAM_WINDOWS_MAX {
            let place = self.exam_windows.partition_point(|one| one.from <= window.from);
            self.exam_windows.insert(place, window.clone());
        }
    }

    /// Takes tests, verdicts and unclean stops of a report in.
    pub(crate) fn report_tested(&mut self, reported: &Reported) {
        let Some(line) = reported.line else { return };
        for item in &reported.items {
            match &item.what {
                KeptBody::Capacity(reading) => {
                    let day = self.day_clock().day(item.at);
                    self.tests_of(line)
                        .tested(reported.machine, item.at, day, reading);
                }
                KeptBody::Verdict(verdict) => {
                    self.tests_of(line).judged(reported.machine, item.at, verdict);
                }
                KeptBody::UncleanStop(stop) => {
                    let alive_at = stop.alive_at.plus(-reported.clock_ahead_ms);
                    self.tests_of(line).stopped(reported.machine, alive_at);
                }
                _ => {}
            }
        }
    }

    fn tests_of(&mut self, line: LineId) -> &mut LineTests {
        Arc::make_mut(self.line_tests.entry(line).or_default())
    }
}
