//! Plans are typed, replaced, withdrawn: what is none, or does not fit, is refused with its line.

use crate::command::Answer;
use crate::decide::Decision;
use crate::entry::Entry;
use crate::fleet::Fleet;
use crate::plans::{PlanChanged, PlanRecord};
use crate::query::Standards;
use crate::reader::Reader;
use crate::refusal::Refusal;
use kiemke_config::load::BadSettings;
use kiemke_config::plan::Plan;
use kiemke_config::shelf::{Shelf, Shelved as _};
use kiemke_wire::ids::Position;
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::PlanSet;
use std::path::Path;

/// Plans that were ever typed: a province has a handful, and each is read whenever one changes.
const PLANS_MAX: usize = 256;
/// Words on one plan, each with its whole text.
const SAID_MAX: usize = 1_000;
/// The longest reason, bytes.
const REASON_BYTES_MAX: usize = 500;
/// The longest id, bytes: it stands in paths and in columns.
const ID_BYTES_MAX: usize = 60;

/// A plan is typed, or takes the place of the one with its id.
pub(crate) fn set(
    fleet: &Fleet,
    standards: &Standards,
    (text, reason): (&str, Option<&str>),
    by: &Reader,
    now: UnixMs,
) -> Result<Decision, Refusal> {
    let plan = Plan::parse(Path::new("plan"), text).map_err(malformed)?;
    let wrong = |key: &str, reason: String| at_key(text, key, reason);
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    if plan.id.is_empty() || plan.id.len() > ID_BYTES_MAX || !plan.id.chars().all(is_plain) {
        let reason = format!("is of letters, digits, -, _ and ., at most {ID_BYTES_MAX}");
        return Err(wrong("id", reason));
    }
    has_profile(standards, &plan, text)?;
    let held = fleet.plans().get(&plan.id);
    if held.and_then(PlanRecord::text) == Some(text) {
        return Ok(unchanged(&plan.id));
    }
    let in_force = standards.plans.get(&plan.id);
    let is_typed = held.is_some_and(|held| held.text().is_some());
    if in_force.is_some() && !is_typed && Shelf::<Plan>::shipped().get(&plan.id).is_none() {
        let reason = "a file of the folder of standards says what this plan is; change it there";
        return Err(wrong("id", reason.to_owned()));
    }
    if let Some(held) = in_force.filter(|held| held.version == plan.version) {
        let version = held.version;
        let reason = format!("{version} says something else already; give the changed plan a new version");
        return Err(wrong("version", reason));
    }
    if plan.id == standards.plan {
        let mut read = plan.clone();
        for (target, percent) in &standards.choices {
            let chosen = read.choose(target, *percent);
            chosen.map_err(|bad| wrong("targets", format!("{bad}, which the settings ask for")))?;
        }
    }
    if held.is_none() && fleet.plans().iter().count() >= PLANS_MAX {
        return Err(Refusal::OverBound {
            what: "the number of plans",
            max: PLANS_MAX as u64,
        });
    }
    decision(fleet, &plan.id, Some(text), (reason, None), by, now)
}

/// A typed plan is taken back: that of the programs or of files stands again, where there is one.
pub(crate) fn withdraw(
    fleet: &Fleet,
    id: &str,
    seen: Option<Position>,
    reason: &str,
    by: &Reader,
    now: UnixMs,
) -> Result<Decision, Refusal> {
    let held = fleet.plans().get(id).filter(|held| held.text().is_some());
    let held = held.ok_or_else(|| Refusal::NotFound(format!("plan {id:?} that was typed here")))?;
    if seen.is_some_and(|seen| seen != held.changed_at) {
        return Err(Refusal::Stale(format!("plan {id:?}")));
    }
    if reason.trim().is_empty() {
        return Err(Refusal::Invalid {
            place: "reason",
            reason: "must say why the plan is taken back".into(),
        });
    }
    decision(fleet, id, None, (Some(reason), None), by, now)
}

/// What an entry said of a plan is taken back: it is as it was before.
pub(crate) fn undo(
    fleet: &Fleet,
    standards: &Standards,
    entry: Position,
    by: &Reader,
    now: UnixMs,
) -> Result<Decision, Refusal> {
    let mut records = fleet.plans().iter();
    let record = records.find(|record| record.changed_at == entry);
    let record = record.ok_or_else(|| fleet.nothing_left_of(entry))?;
    let before = record
        .said
        .len()
        .checked_sub(2)
        .and_then(|at| record.said.get(at));
    let text = before.and_then(|said| said.text.as_deref());
    // Its profile may have gone since.
    if let Some(text) = text {
        let plan = Plan::parse(Path::new("plan"), text).map_err(malformed)?;
        has_profile(standards, &plan, text)?;
    }
    decision(fleet, &record.id, text, (None, Some(entry)), by, now)
}

fn decision(
    fleet: &Fleet,
    id: &str,
    text: Option<&str>,
    (reason, undoes): (Option<&str>, Option<Position>),
    by: &Reader,
    now: UnixMs,
) -> Result<Decision, Refusal> {
    if reason.is_some_and(|reason| reason.len() > REASON_BYTES_MAX || reason.chars().any(char::is_control)) {
        return Err(Refusal::Invalid {
            place: "reason",
            reason: format!("is longer than {REASON_BYTES_MAX} bytes, or holds control characters"),
        });
    }
    let said = fleet.plans().get(id).map_or(0, |held| held.said.len());
    if said >= SAID_MAX {
        return Err(Refusal::OverBound {
            what: "the number of words on one plan",
            max: SAID_MAX as u64,
        });
    }
    let changed = PlanChanged {
        at: now,
        by: by.actor.token,
        reason: reason.map(Into::into),
        undoes,
        plan: id.into(),
        text: text.map(Into::into),
    };
    Ok(Decision {
        entries: vec![Entry::PlanChanged(Box::new(changed))],
        answer: Answer::Plan(PlanSet {
            plan: id.to_owned(),
            entry: Some(fleet.position().next()),
        }),
    })
}

fn unchanged(id: &str) -> Decision {
    Decision {
        entries: Vec::new(),
        answer: Answer::Plan(PlanSet {
            plan: id.to_owned(),
            entry: None,
        }),
    }
}

/// The profile by which people are judged under a plan must be there.
fn has_profile(standards: &Standards, plan: &Plan, text: &str) -> Result<(), Refusal> {
    match standards.profiles.get(&plan.profile) {
        Some(_) => Ok(()),
        None => {
            let reason = format!("there is no profile {:?}", plan.profile);
            Err(at_key(text, "profile", reason))
        }
    }
}

/// The refusal of a text that is no plan, with its line.
fn malformed(bad: BadSettings) -> Refusal {
    let BadSettings { line, reason, .. } = bad;
    at_line(line, reason)
}

fn at_key(text: &str, key: &str, reason: String) -> Refusal {
    let is_it = |line: &str| line.split_once('=').is_some_and(|(held, _)| held.trim() == key);
    let line = text.lines().position(is_it).map(|at| at + 1);
    at_line(line, format!("{key}: {reason}"))
}

fn at_line(line: Option<usize>, reason: String) -> Refusal {
    Refusal::InvalidAt {
        place: match line {
            Some(line) => format!("text, line {line}"),
            None => "text".to_owned(),
        },
        reason,
    }
}
