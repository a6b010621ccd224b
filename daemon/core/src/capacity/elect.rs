//! One machine of a line probes hosts outside for all, and one of those on Wi-Fi beside it.

use super::account::LineTests;
use crate::fleet::{Fleet, Machine};
use kiemke_wire::ids::MachineId;
use kiemke_wire::reading::Medium;
use kiemke_wire::time::{SECOND_MS, UnixMs};

/// A prober that was not seen for so many reports has been switched off.
const REPORTS_MISSED_MAX: i64 = 2;

/// What a machine is to its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Prober {
    /// It probes already.
    Is,
    /// It does from now on.
    Becomes,
    /// Another does.
    IsNot,
}

/// Whether a machine probes for its line.
pub(crate) fn prober(
    fleet: &Fleet,
    tests: Option<&LineTests>,
    machine: &Machine,
    medium: Medium,
    report_every_s: u32,
    now: UnixMs,
) -> Prober {
    let present = tests.and_then(|tests| tests.prober(medium));
    match present {
        Some(present) if present == machine.id => Prober::Is,
        Some(present) if is_there(fleet, present, machine, report_every_s, now) => Prober::IsNot,
        Some(_) | None => Prober::Becomes,
    }
}

/// Whether a machine still reports and still is on the same line.
pub(super) fn is_there(
    fleet: &Fleet,
    present: MachineId,
    machine: &Machine,
    report_every_s: u32,
    now: UnixMs,
) -> bool {
    let missed_ms = REPORTS_MISSED_MAX * i64::from(report_every_s) * SECOND_MS;
    fleet
        .machines
        .seen_on(present)
        .is_some_and(|(seen, line)| line == machine.line && now.since(seen) <= missed_ms)
}
