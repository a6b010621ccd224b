//! Whether a machine works and is fit by a profile (section 2).

use super::days::Today;
use super::truth::{Truth, all};
use kiemke_config::profile::GroupRule;
use kiemke_core::readiness::{RecordState, School, SchoolMachine};

/// Agent seen, or counted usable, and fresh. Broken, to be disposed of, lost, disposed of: not.
pub(super) fn works(school: &School, machine: &SchoolMachine, today: &Today<'_>) -> Truth {
    use RecordState::{Broken, Disposed, Lost, ToBeDisposed};
    if matches!(machine.state, Broken | ToBeDisposed | Lost | Disposed) {
        today.seen.saw("machine broken or gone");
        return Some(false);
    }
    let seen = machine.seen_on.filter(|seen| *seen <= today.day);
    let is_seen = seen.is_some_and(|seen| today.sighting_counts(seen));
    let counted = machine.counted_on;
    let is_counted = counted.is_some_and(|closed| today.count_counts(&school.stocktakes, closed));
    today
        .seen
        .saw_if(is_counted && !is_seen, "machine works by a count alone");
    (is_seen || is_counted).then_some(true)
}

/// The software of a machine that works; of what is too old nothing is known.
pub(super) fn software(
    works: Truth,
    machine: &SchoolMachine,
    rule: &GroupRule,
    limited_count: bool,
) -> Truth {
    if works != Some(true) {
        return None;
    }
    let system = machine.system;
    let asked = [
        (rule.supported_os, system.os_supported),
        (rule.runs_platform, system.runs_platform),
        (rule.audio, system.audio),
        (rule.camera, system.camera),
        (rule.microphone, system.microphone),
    ];
    let mut conditions: Vec<Truth> = asked
        .into_iter()
        .filter(|(is_asked, _)| *is_asked)
        .map(|(_, told)| told)
        .collect();
    conditions.push(match system.memory_gib {
        None => None,
        Some(gib) if gib >= rule.memory_gib_min => Some(true),
        Some(gib) if gib >= rule.memory_gib_limited => Some(limited_count),
        Some(_) => Some(false),
    });
    all(&conditions)
}

/// A machine counts only if its own software is met.
pub(super) fn is_fit(works: Truth, software: Truth) -> Truth {
    all(&[works, software])
}
