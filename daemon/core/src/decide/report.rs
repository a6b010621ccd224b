//! An agent reports: what is new is kept, times are corrected, sections that are missing are asked for.

use crate::command::Answer;
use crate::decide::identity::{self, Speaker};
use crate::decide::line::Behind;
use crate::decide::naming::Naming;
use crate::decide::readings::Readings;
use crate::decide::{Decision, Rules, line, testing};
use crate::entry::{Entry, Kept, KeptBody, Reported};
use crate::fleet::{Fleet, Machine};
use crate::intake::Intake;
use crate::refusal::Refusal;
use kiemke_wire::digest::{Digest, digest_over};
use kiemke_wire::facts::SectionName;
use kiemke_wire::ids::RunId;
use kiemke_wire::ranges::SeqRanges;
use kiemke_wire::report::{ReportReply, RunRanges, Warning};
use kiemke_wire::time::{HOUR_MS, MINUTE_MS, UnixMs};
use std::collections::BTreeMap;

/// A clock that is off by less is not corrected: the way of the report through the network takes time too.
const CLOCK_SLACK_MS: i64 = 5 * MINUTE_MS;
/// Separate ranges of one run: gaps come only from items that were given up, so an honest agent has few.
const RANGES_MAX: usize = 1024;
/// All sections are asked for again at most this often, so that a machine whose facts never settle does not send
/// its whole inventory with every report.
const ASK_IN_FULL_EVERY_MS: i64 = HOUR_MS;

pub(super) fn decide(
    fleet: &Fleet,
    rules: &Rules,
    machine: &Machine,
    intake: Intake,
    resumed: SeqRanges,
    now: UnixMs,
) -> Result<Decision, Refusal> {
    // It may have been shut out since its credential was looked at.
    if fleet.revoked_at(machine.id).is_some() {
        return Err(Refusal::AgentRevoked);
    }
    let held = received_by(fleet, machine, intake.run);
    let resumed = if machine.received(intake.run).is_some() {
        SeqRanges::default()
    } else {
        resumed
    };
    // Of a run that a member began, the machine's own record begins with what the member received.
    let resumed = match (&held, machine.received(intake.run)) {
        (Some(held), None) => held.clone(),
        _ => resumed,
    };
    let mut received = held.unwrap_or_else(|| resumed.clone());
    let mut named = Naming::new(fleet.packages());
    let mut accepted = SeqRanges::default();
    let ahead_ms = clock_ahead(&intake, now);
    let digest = newest_digest(&intake);
    let mut items = Vec::with_capacity(intake.items.len());
    let mut readings = Readings::new(fleet);
    for item in intake.items {
        if !received.insert(item.seq) {
            continue;
        }
        accepted.insert(item.seq);
        if let Some(mut what) = item.body {
            if let KeptBody::Section(section) = &mut what
                && section.section == SectionName::Software
            {
                section.packages = Some(named.list(item.packages));
            }
            // Nothing was seen in the future.
            let at = item.at.plus(-ahead_ms).min(now);
            if readings.keeps(item.seq, at, &what) {
                items.push(Kept { at, what });
            }
        }
    }
    if received.range_count() > RANGES_MAX {
        return Err(Refusal::OverBound {
            what: "the number of gaps in a run",
            max: RANGES_MAX as u64,
        });
    }
    let of_identity = match identity::speaker(fleet, &rules.junk, machine, intake.run, &items, now) {
        Speaker::Own(entries) => entries,
        Speaker::Foreign(entries) => {
            return Ok(foreign(fleet, rules, machine, intake.run, entries, now));
        }
    };
    let want = digest.map_or_else(Vec::new, |digest| wanted(machine, digest, &items, now));
    let asked_in_full = want.len() == SectionName::ALL.len();
    let mut reply = ReportReply {
        acknowledged: vec![RunRanges {
            run: intake.run,
            ranges: received,
        }],
        want,
        settings: (intake.settings != rules.agents.version).then(|| rules.settings_of(fleet)),
        next_report_s: rules.agents.report_every_s,
        server_time: now,
        rekey: false,
        test: None,
        probes_outside: None,
        warnings: intake.warnings.clone(),
    };
    let (targets, left_out) = readings.done();
    let mut entries = Vec::from_iter(named.entry());
    entries.extend(targets);
    if !accepted.is_empty() {
        let mut warnings: Vec<Warning> = intake
            .warnings
            .iter()
            .filter(|one| one.seq.is_none_or(|seq| accepted.contains(seq)))
            .cloned()
            .chain(left_out)
            .collect();
        entries.extend(of_identity);
        // Before the report, so that its probes count on the line that it shows.
        let (gateway, elsewhere) = match line::behind(fleet, machine, &items, now) {
            Behind::Known => (None, None),
            Behind::Attach(found) => (Some(found), None),
            Behind::Elsewhere(line) => (None, Some(line)),
        };
        let on = gateway.as_ref().map(|found| found.line).or(machine.line);
        if on.is_none()
            && let Some(nowhere) = line::test_without_line(&items)
        {
            reply.warnings.push(nowhere.clone());
            warnings.push(nowhere);
        }
        let assigned = on.map(|line| testing::assign(fleet, rules, (machine, line), &items, now, &mut reply));
        entries.extend(gateway.map(Entry::LineGateway));
        if let Some(line) = elsewhere {
            let opened = entries
                .iter()
                .filter(|one| matches!(one, Entry::ReviewOpened(_)))
                .count();
            entries.extend(identity::elsewhere(fleet, machine, line, opened, now));
        }
        let reported = Reported {
            machine: machine.id,
            at: now,
            run: intake.run,
            accepted,
            items,
            line: on,
            warnings,
            clock_ahead_ms: intake.sent_at.since(now),
            resumed,
            asked_in_full,
        };
        let changed = line::changed(fleet, &reported);
        entries.push(Entry::Reported(Box::new(reported)));
        entries.extend(changed);
        entries.extend(assigned.into_iter().flatten());
    }
    Ok(Decision {
        entries,
        answer: Answer::Reported(reply),
    })
}

/// What was received of a run, by the machine or by a record that is part of it.
fn received_by(fleet: &Fleet, machine: &Machine, run: RunId) -> Option<SeqRanges> {
    if let Some(received) = machine.received(run) {
        return Some(received.clone());
    }
    let members = fleet.members_of(machine.id).into_iter();
    members
        .filter_map(|member| fleet.machine(member))
        .find_map(|member| member.received(run).cloned())
}

/// The answer to another machine that uses this one's key: nothing is acknowledged, so that all of it comes again
/// under the key that it takes.
fn foreign(
    fleet: &Fleet,
    rules: &Rules,
    machine: &Machine,
    run: RunId,
    entries: Vec<Entry>,
    now: UnixMs,
) -> Decision {
    let reply = ReportReply {
        acknowledged: vec![RunRanges {
            run,
            ranges: received_by(fleet, machine, run).unwrap_or_default(),
        }],
        want: Vec::new(),
        settings: None,
        next_report_s: rules.agents.report_every_s,
        server_time: now,
        rekey: true,
        warnings: Vec::new(),
        test: None,
        probes_outside: None,
    };
    Decision {
        entries,
        answer: Answer::Reported(reply),
    }
}

/// How far the sender's clock must be set back, milliseconds; 0 when it is right enough.
fn clock_ahead(intake: &Intake, now: UnixMs) -> i64 {
    let ahead = intake.sent_at.since(now);
    if ahead.abs() > CLOCK_SLACK_MS { ahead } else { 0 }
}

/// The digest over all sections that the agent's newest word says it holds. Only a check-in says one: until it comes,
/// sections may still be on their way.
fn newest_digest(intake: &Intake) -> Option<Digest> {
    let newest = intake.items.iter().max_by_key(|item| item.seq)?;
    match &newest.body {
        Some(KeptBody::CheckIn(check_in)) => check_in.digest,
        _ => None,
    }
}

/// The sections that an agent which holds `digest` is to send whole.
fn wanted(machine: &Machine, digest: Digest, new: &[Kept], now: UnixMs) -> Vec<SectionName> {
    let after = sections_after(machine, new);
    if digest_over(after.iter().map(|(name, digest)| (*name, digest))) == digest {
        return Vec::new();
    }
    let missing: Vec<SectionName> = SectionName::ALL
        .into_iter()
        .filter(|name| !after.contains_key(name))
        .collect();
    if !missing.is_empty() && missing.len() < SectionName::ALL.len() {
        return missing;
    }
    let asked_lately = machine
        .asked_in_full_at
        .is_some_and(|at| now.since(at) < ASK_IN_FULL_EVERY_MS);
    if asked_lately {
        Vec::new()
    } else {
        SectionName::ALL.to_vec()
    }
}

/// The digests as they will be once the new items are applied.
pub(super) fn sections_after(machine: &Machine, new: &[Kept]) -> BTreeMap<SectionName, Digest> {
    let mut after: BTreeMap<SectionName, (UnixMs, Digest)> = machine
        .sections
        .iter()
        .map(|(name, held)| (*name, (held.observed_at, held.digest)))
        .collect();
    for item in new {
        if let KeptBody::Section(section) = &item.what
            && after.get(&section.section).is_none_or(|(at, _)| *at <= item.at)
        {
            after.insert(section.section, (item.at, section.digest));
        }
    }
    after
        .into_iter()
        .map(|(name, (_, digest))| (name, digest))
        .collect()
}
