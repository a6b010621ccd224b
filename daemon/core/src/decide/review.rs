//! People answer what the daemon asks, and take answers back; records become one and are taken apart again.

use crate::command::Answer;
use crate::decide::Decision;
use crate::entry::{Entry, MachineMoved, Merged, ReviewAnswered};
use crate::fleet::{Before, Fleet, Machine, MergeRecord, ReviewItem};
use crate::reader::Reader;
use crate::refusal::Refusal;
use kiemke_wire::ids::{LineId, MachineId, ReviewId, TokenId, UnitKey};
use kiemke_wire::review::{MachineAction, ReviewAction, ReviewAnswer};
use kiemke_wire::time::UnixMs;

pub(super) fn act(
    fleet: &Fleet,
    review: ReviewId,
    action: ReviewAction,
    reader: &Reader,
    now: UnixMs,
) -> Result<Decision, Refusal> {
    let (by, today) = (reader.actor.token, fleet.today(now));
    let item = fleet.reviews.get(review);
    let item = item
        .filter(|item| reader.sees(fleet, today, item.unit))
        .ok_or_else(|| Refusal::NotFound(format!("review item {review}")))?;
    // Nobody moves a machine to where he has nothing to say.
    if let (
        ReviewAction::Answer {
            answer: ReviewAnswer::Moved,
        },
        Some(unit),
    ) = (action, item.other_unit)
        && !reader.sees(fleet, today, unit)
    {
        return Err(Refusal::UnitUnknown(unit.to_string()));
    }
    let mut entries = match action {
        ReviewAction::Answer { answer } => effect(fleet, item, answer, by, now)?,
        ReviewAction::Undo => inverse(fleet, item, by, now)?,
    };
    let answer = match action {
        ReviewAction::Answer { answer } => Some(answer),
        ReviewAction::Undo => None,
    };
    let machine = item
        .machine
        .and_then(|machine| fleet.machine(fleet.root_of(machine)));
    let before = machine.filter(|_| answer == Some(ReviewAnswer::Moved));
    entries.push(Entry::ReviewAnswered(ReviewAnswered {
        review,
        at: now,
        answer,
        by,
        before: before.map(|machine| Before {
            unit: machine.unit,
            line: machine.line,
        }),
    }));
    Ok(done(entries))
}

pub(super) fn act_on_machine(
    fleet: &Fleet,
    machine: MachineId,
    action: MachineAction,
    reader: &Reader,
    now: UnixMs,
) -> Result<Decision, Refusal> {
    let (by, today) = (reader.actor.token, fleet.today(now));
    let other = match action {
        MachineAction::Merge { into } => into,
        MachineAction::Split | MachineAction::Move { .. } => machine,
    };
    for one in [machine, other] {
        if !reader.sees_machine(fleet, today, one) {
            return Err(Refusal::NotFound(format!("machine {one}")));
        }
    }
    let known = known(fleet, machine)?;
    let entry = match action {
        MachineAction::Merge { into } => merge(fleet, machine, into, by, now)?,
        MachineAction::Split => split(fleet, machine, by, now)?,
        MachineAction::Move { unit } => {
            if fleet.units.get(unit).is_none() || !reader.sees(fleet, today, unit) {
                return Err(Refusal::UnitUnknown(unit.to_string()));
            }
            moved(&known, unit, None, by, now)
        }
    };
    Ok(done(vec![entry]))
}

fn done(entries: Vec<Entry>) -> Decision {
    Decision {
        entries,
        answer: Answer::Done,
    }
}

fn known(fleet: &Fleet, machine: MachineId) -> Result<Machine, Refusal> {
    fleet
        .machine(machine)
        .ok_or_else(|| Refusal::NotFound(format!("machine {machine}")))
}

/// What an answer changes besides the item.
fn effect(
    fleet: &Fleet,
    item: &ReviewItem,
    answer: ReviewAnswer,
    by: Option<TokenId>,
    now: UnixMs,
) -> Result<Vec<Entry>, Refusal> {
    if item.answer().is_some() {
        return Err(Refusal::ChangedSince(format!(
            "review item {} is answered; undo the answer first",
            item.id
        )));
    }
    if !item.answers().contains(&answer) {
        return Err(Refusal::Invalid {
            place: "answer",
            reason: format!("{} cannot be answered to {}", answer.as_str(), item.kind.as_str()),
        });
    }
    let Some(machine) = item.machine else {
        return Ok(Vec::new());
    };
    Ok(match (answer, item.other, item.other_unit) {
        (ReviewAnswer::Same, Some(other), _) => {
            let (one, other) = (fleet.root_of(machine), fleet.root_of(other));
            if one == other {
                Vec::new()
            } else {
                vec![merge(fleet, other, one, by, now)?]
            }
        }
        (ReviewAnswer::Moved, _, Some(unit)) => {
            let machine = known(fleet, fleet.root_of(machine))?;
            vec![moved(&machine, unit, item.other_line, by, now)]
        }
        _ => Vec::new(),
    })
}

/// What takes the answer in force back.
fn inverse(
    fleet: &Fleet,
    item: &ReviewItem,
    by: Option<TokenId>,
    now: UnixMs,
) -> Result<Vec<Entry>, Refusal> {
    let changed = |what: String| Err(Refusal::ChangedSince(what));
    let Some(answer) = item.answer() else {
        return changed(format!("review item {} has no answer to take back", item.id));
    };
    let Some(machine) = item.machine else {
        return Ok(Vec::new());
    };
    match (answer, item.other, item.other_unit) {
        (ReviewAnswer::Same, Some(_), _) => {
            // The merge stands right before the answer in the journal.
            let mut merges = fleet.reviews.merges().iter();
            let of_answer = merges.find(|(_, record)| record.merged_at.next() == item.changed_at);
            let Some((machine, _)) = of_answer else {
                // They were one record already; or the merge was taken back by itself.
                return Ok(Vec::new());
            };
            Ok(vec![split(fleet, *machine, by, now)?])
        }
        (ReviewAnswer::Moved, _, Some(unit)) => {
            let machine = known(fleet, fleet.root_of(machine))?;
            if machine.unit != unit {
                return changed(format!("machine {} has moved again", machine.id));
            }
            let before = item.before.as_ref();
            let (unit, line) = before.map_or((item.unit, None), |before| (before.unit, before.line));
            Ok(vec![moved(&machine, unit, line, by, now)])
        }
        _ => Ok(Vec::new()),
    }
}

fn merge(
    fleet: &Fleet,
    machine: MachineId,
    into: MachineId,
    by: Option<TokenId>,
    now: UnixMs,
) -> Result<Entry, Refusal> {
    known(fleet, machine)?;
    known(fleet, into)?;
    if machine == into {
        return Err(Refusal::Invalid {
            place: "into",
            reason: "is the machine itself".into(),
        });
    }
    for one in [machine, into] {
        if let Some(record) = fleet.reviews.merge_of(one) {
            return Err(Refusal::ChangedSince(format!(
                "machine {one} is part of machine {}",
                record.into
            )));
        }
    }
    Ok(Entry::Merged(Merged {
        machine,
        into,
        at: now,
        by,
    }))
}

fn split(fleet: &Fleet, machine: MachineId, by: Option<TokenId>, now: UnixMs) -> Result<Entry, Refusal> {
    let Some(record) = fleet.reviews.merge_of(machine) else {
        return Err(Refusal::ChangedSince(format!(
            "machine {machine} is part of no other"
        )));
    };
    // What was joined later is taken apart first, so that each comes back as it was.
    let is_later = |other: &MergeRecord| other.into == record.into && other.merged_at > record.merged_at;
    let mut merges = fleet.reviews.merges().iter();
    let later = merges.find_map(|(machine, other)| is_later(other).then_some(*machine));
    let above = fleet.reviews.merge_of(record.into).map(|_| record.into);
    if let Some(first) = above.or(later) {
        return Err(Refusal::ChangedSince(format!(
            "machine {first} was made part of another since; split that first"
        )));
    }
    Ok(Entry::Split { machine, at: now, by })
}

fn moved(machine: &Machine, unit: UnitKey, line: Option<LineId>, by: Option<TokenId>, now: UnixMs) -> Entry {
    Entry::MachineMoved(MachineMoved {
        machine: machine.id,
        unit,
        line,
        at: now,
        by,
    })
}
