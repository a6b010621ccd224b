//! What a report brings about for the tests of its line: who probes for it, and a slot for a test (agent.md, "What it
//! measures"). Cheap where nothing is due: a heartbeat looks up its line and no more.

use crate::capacity::{Asking, Prober, grant, prober};
use crate::decide::Rules;
use crate::entry::{Entry, Kept, KeptBody};
use crate::fleet::{Fleet, Machine};
use kiemke_wire::ids::LineId;
use kiemke_wire::reading::Medium;
use kiemke_wire::report::{CheckIn, ReportReply};
use kiemke_wire::time::UnixMs;

/// Adds to the reply what the machine is to do for its line, and gives the entries that remember it.
pub(super) fn assign(
    fleet: &Fleet,
    rules: &Rules,
    (machine, line): (&Machine, LineId),
    items: &[Kept],
    now: UnixMs,
    reply: &mut ReportReply,
) -> Vec<Entry> {
    let (Some(tests), Some(check_in)) = (&rules.tests, newest_check_in(items)) else {
        return Vec::new();
    };
    // A machine that was attached by this very report is on the line from now on.
    let machine = &Machine {
        line: Some(line),
        ..machine.clone()
    };
    // Who does not say how it is tied to the network is by cable, as most are.
    let medium = check_in.can_test.unwrap_or(Medium::Wired);
    let report_every_s = rules.agents.report_every_s;
    let mut entries = Vec::new();
    let role = prober(
        fleet,
        fleet.line_tests(line),
        machine,
        medium,
        report_every_s,
        now,
    );
    reply.probes_outside = Some(role != Prober::IsNot);
    if role == Prober::Becomes {
        entries.push(Entry::ProberElected {
            line,
            machine: machine.id,
            medium,
        });
    }
    if let Some(medium) = check_in.can_test {
        let asking = Asking {
            machine,
            line,
            medium,
            report_every_s,
            now,
        };
        if let Some((granted, slot)) = grant(fleet, tests, asking) {
            reply.test = Some(slot);
            entries.push(Entry::TestGranted(granted));
        }
    }
    entries
}

fn newest_check_in(items: &[Kept]) -> Option<&CheckIn> {
    let check_ins = items.iter().filter_map(|item| match &item.what {
        KeptBody::CheckIn(check_in) => Some((item.at, check_in)),
        _ => None,
    });
    check_ins.max_by_key(|(at, _)| *at).map(|(_, check_in)| check_in)
}
