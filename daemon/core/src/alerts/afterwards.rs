//! What a site was gone for: its own machines know, and tell it when they are back.

use super::find::GONE_AFTER_MS;
use super::{OpenAlert, Scope};
use crate::fleet::{Fleet, Line};
use kiemke_wire::reading::FaultPlace;
use kiemke_wire::time::{MINUTE_MS, UnixMs};
use kiemke_wire::view::{AlertSymptom as Symptom, TurnedOut};

/// A machine's last sign of life lies so long behind its last report at most: the pause between two of them, and a minute
/// by which the alert was noticed late.
const LAST_REPORT_MS: i64 = 16 * MINUTE_MS;
/// Machines that were cut off in the same minutes lost what they had in common.
const SAME_MINUTES_MS: i64 = 3 * MINUTE_MS;

/// What an alert that is over turned out to be; none where nobody was there to see it.
pub(super) fn turned_out(fleet: &Fleet, alert: &OpenAlert, now: UnixMs) -> Option<TurnedOut> {
    if alert.cause.symptom != Symptom::Gone {
        return None;
    }
    let from = alert.since.plus(-GONE_AFTER_MS - LAST_REPORT_MS);
    let lines: Vec<&Line> = match &alert.cause.scope {
        Scope::Line(line) => fleet.line(*line).into_iter().collect(),
        Scope::Unit(_) | Scope::Provider(_) => {
            let named = alert.named.iter();
            named.flat_map(|unit| fleet.lines_of(*unit)).collect()
        }
    };
    let told: Vec<TurnedOut> = lines
        .into_iter()
        .filter_map(|line| of_line(fleet, line, from, alert.since, now))
        .collect();
    // Of several lines what most of them tell; a machine that was on has seen more than one that was cut off.
    let down = told.iter().filter(|one| **one == TurnedOut::LineDown).count();
    match (down * 2 >= told.len(), told.is_empty()) {
        (_, true) => None,
        (true, false) => Some(TurnedOut::LineDown),
        (false, false) => Some(TurnedOut::PowerCut),
    }
}

fn of_line(fleet: &Fleet, line: &Line, from: UnixMs, noticed: UnixMs, now: UnixMs) -> Option<TurnedOut> {
    let tests = fleet.line_tests(line.id)?;
    let over = tests.faults_over.iter().map(|fault| &fault.verdict);
    let mut verdicts = tests.verdicts.iter().chain(over);
    let saw_no_way = verdicts.any(|verdict| {
        let of_all = verdict.fault.place != FaultPlace::Platform && verdict.fault.targets.is_empty();
        of_all && (from..=now).contains(&verdict.since)
    });
    if saw_no_way {
        return Some(TurnedOut::LineDown);
    }
    let mut cut_off: Vec<UnixMs> = tests
        .stops
        .iter()
        .map(|(_, alive_at)| *alive_at)
        .filter(|alive_at| (from..=noticed).contains(alive_at))
        .collect();
    cut_off.sort_unstable();
    let together = cut_off
        .windows(2)
        .any(|pair| pair[1].since(pair[0]) <= SAME_MINUTES_MS);
    // Where one machine is all that was on, its end is the site's.
    (together || (line.machines == 1 && !cut_off.is_empty())).then_some(TurnedOut::PowerCut)
}
