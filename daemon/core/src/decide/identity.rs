//! Which machine an agent speaks for (identity.md): the decision table applied to what the state knows.

use crate::entry::{Change, Entry, EvidenceFound, Kept, KeptBody, ReviewOpened};
use crate::fleet::{Fleet, Machine};
use crate::identity::{Evidence, Found, KnownKey, Likeness, Value, compare, likeness, of_known_key};
use crate::units::When;
use kiemke_config::junk::JunkLists;
use kiemke_wire::digest::digest_over;
use kiemke_wire::facts::{Facts, SectionName};
use kiemke_wire::ids::{LineId, MachineId, RunId, UnitKey};
use kiemke_wire::review::{EvidenceKind, GroupVerdict, Judgement, ReviewAnswer, ReviewKind};
use kiemke_wire::time::{DAY_MS, UnixMs};
use std::collections::BTreeSet;

/// Machines with which one enrolment is compared. A value that more hold counts nowhere.
const CANDIDATES_MAX: usize = 16;
/// Turns that two runs of one agent take before they are two agents. A spool that comes late with a wrong clock looks
/// like one turn.
const TURNS_MAX: u8 = 3;

/// What a report says about whose it is.
pub(super) enum Speaker {
    /// The machine's own, with what is to be recorded.
    Own(Vec<Entry>),
    /// Another machine's under this one's key: nothing of it is kept, it must take a key of its own.
    Foreign(Vec<Entry>),
}

/// A known machine that a newly enrolled one is like.
#[derive(Clone, Debug)]
pub(super) struct Like {
    pub(super) machine: MachineId,
    pub(super) judgement: Judgement,
    likeness: Likeness,
    same_school: bool,
}

/// What a new key is.
pub(super) enum Newcomer {
    /// A known machine after a reinstallation or a reset of its disk.
    Known(Like),
    /// A machine of its own; like a known one perhaps.
    New(Option<Like>),
}

/// Compares evidence with a machine: with that of its record, and of those that are part of it; the best counts.
pub(super) fn judge(fleet: &Fleet, machine: MachineId, seen: &Evidence) -> Judgement {
    let suspects = suspects(fleet, machine);
    let is_shared = |value: &Value| {
        let mut holders = fleet.holders_of(value);
        holders.dedup();
        holders.len() > 1 && !holders.iter().all(|holder| suspects.contains(holder))
    };
    let records = std::iter::once(machine).chain(fleet.members_of(machine));
    let judged = records.map(|record| compare(&fleet.evidence_of(record), seen, is_shared));
    let count = |judgement: &Judgement, verdict| judgement.count(verdict);
    judged
        .max_by_key(|one| {
            (
                count(one, GroupVerdict::Agrees),
                3 - count(one, GroupVerdict::Differs),
            )
        })
        .unwrap_or_default()
}

/// The machine, and those of which it is asked whether they are the same: what they have in common still counts, or
/// nothing would be left to tell them by.
fn suspects(fleet: &Fleet, machine: MachineId) -> BTreeSet<MachineId> {
    let mut found = BTreeSet::from([machine]);
    let mut way = vec![machine];
    while let Some(one) = way.pop() {
        let records = std::iter::once(one).chain(fleet.members_of(one));
        let items = records.flat_map(|record| fleet.reviews.of(record));
        for item in items.filter(|item| item.kind == ReviewKind::SameMachine && item.state.is_open()) {
            for end in [item.machine, item.other].into_iter().flatten() {
                let end = fleet.root_of(end);
                if found.len() < CANDIDATES_MAX && found.insert(end) {
                    way.push(end);
                }
            }
        }
    }
    found
}

/// The rows for a new key. `except` is no candidate: a clone is never the machine whose key it used.
pub(super) fn newcomer(
    fleet: &Fleet,
    unit: UnitKey,
    seen: &Evidence,
    except: Option<MachineId>,
    when: When,
) -> Newcomer {
    let mut candidates: BTreeSet<MachineId> = BTreeSet::new();
    for value in seen.values() {
        candidates.extend(fleet.holders_of(value).into_iter().take(CANDIDATES_MAX));
    }
    candidates.retain(|candidate| Some(*candidate) != except);
    let mut likes: Vec<Like> = Vec::new();
    for machine in candidates {
        let judgement = judge(fleet, machine, seen);
        let likeness = likeness(&judgement);
        if likeness > Likeness::None {
            let same_school = fleet
                .machines
                .unit_of(machine)
                .is_some_and(|of| is_same_school(fleet, unit, of, when));
            likes.push(Like {
                machine,
                judgement,
                likeness,
                same_school,
            });
        }
    }
    // The likest first; of equals the one that was known first.
    likes.sort_by_key(|like| std::cmp::Reverse((like.likeness, like.same_school)));
    if let Some(known) = the_same(fleet, &likes, seen) {
        return Newcomer::Known(known);
    }
    Newcomer::New(likes.into_iter().next())
}

/// The one machine that the newcomer is, if that is beyond doubt.
fn the_same(fleet: &Fleet, likes: &[Like], seen: &Evidence) -> Option<Like> {
    let here = || likes.iter().filter(|like| like.same_school);
    let mut same = here().filter(|like| like.likeness == Likeness::Same);
    if let Some(one) = same.next() {
        // Others that are just as like are records of which it is asked already whether they are this one.
        let suspects = suspects(fleet, one.machine);
        let mut others = likes.iter().filter(|like| like.likeness == Likeness::Same);
        return others
            .all(|other| suspects.contains(&other.machine))
            .then(|| newest_record(one, here(), &suspects));
    }
    // What was in doubt yesterday and comes again word for word is the record that was made for it then: a disk that
    // is reset daily makes no machine a day.
    let in_doubt = |like: &&Like| {
        let mut items = fleet.reviews.of(like.machine);
        items.any(|item| {
            item.kind == ReviewKind::SameMachine && item.state.is_open() && item.other == Some(like.machine)
        })
    };
    here()
        .filter(in_doubt)
        .find(|like| fleet.evidence_of(like.machine) == *seen)
        .cloned()
}

/// Of records that may be one machine, the one that was made last carries its present key.
fn newest_record<'a>(
    one: &Like,
    here: impl Iterator<Item = &'a Like>,
    suspects: &BTreeSet<MachineId>,
) -> Like {
    here.filter(|like| like.likeness == Likeness::Same && suspects.contains(&like.machine))
        .max_by_key(|like| like.machine)
        .unwrap_or(one)
        .clone()
}

/// Whether a token for `unit` speaks of the school in which `of` lies.
pub(super) fn is_same_school(fleet: &Fleet, unit: UnitKey, of: UnitKey, when: When) -> bool {
    fleet.school_of(unit, when) == fleet.school_of(of, when) || fleet.below(unit, when).contains(of)
}

/// The rows for a known key.
pub(super) fn speaker(
    fleet: &Fleet,
    junk: &JunkLists,
    machine: &Machine,
    run: RunId,
    items: &[Kept],
    now: UnixMs,
) -> Speaker {
    let newest_at = items.iter().map(|item| item.at).max();
    if newest_at.is_some_and(|at| machine.turns_with(run, at, now) >= TURNS_MAX) {
        return two_at_once(fleet, machine, now);
    }
    let Some((found, told)) = evidence_in(junk, machine, items) else {
        return Speaker::Own(Vec::new());
    };
    let updated = machine.evidence.updated(&found.evidence);
    if updated == machine.evidence {
        return Speaker::Own(Vec::new());
    }
    let seen = with_the_rest(machine, items, &found.evidence, &told);
    let judgement = judge(fleet, machine.id, &seen);
    let outcome = of_known_key(&judgement);
    let is_other = |change: &Change| {
        let again = compare(&change.other, &seen, |_| false);
        again.count(GroupVerdict::Agrees) > 0 && again.count(GroupVerdict::Differs) == 0
    };
    let change = machine.change.as_ref().filter(|_| outcome != KnownKey::Same);
    let case = Case {
        fleet,
        machine,
        judgement,
        found,
        now,
    };
    match (outcome, change.filter(|change| is_other(change))) {
        (KnownKey::Clone, _) => case.foreign(),
        (_, Some(change)) if change.foreign => case.foreign(),
        // Here and there and here again within a day: two machines use the key, and the first one is back.
        (_, Some(change)) if now.since(change.at) < DAY_MS => case.back_again(updated),
        (KnownKey::Same, _) => Speaker::Own(vec![case.evidence(updated, None)]),
        (KnownKey::PartReplaced, _) => case.replaced(updated, ReviewKind::PartReplaced),
        (KnownKey::PartsReplaced, _) => case.replaced(updated, ReviewKind::PartsReplaced),
    }
}

/// What is decided about one report.
struct Case<'a> {
    fleet: &'a Fleet,
    machine: &'a Machine,
    judgement: Judgement,
    found: Found,
    now: UnixMs,
}

impl Case<'_> {
    fn evidence(&self, evidence: Evidence, change: Option<Change>) -> Entry {
        Entry::EvidenceFound(Box::new(EvidenceFound {
            machine: self.machine.id,
            at: self.now,
            evidence,
            change,
        }))
    }

    fn item(&self, kind: ReviewKind) -> Entry {
        let mut opened = opened(self.fleet, kind, self.machine, self.now);
        opened.judgement = self.judgement.clone();
        opened.seen.clone_from(&self.found.texts);
        opened.evidence = self.found.evidence.clone();
        Entry::ReviewOpened(Box::new(opened))
    }

    fn replaced(self, evidence: Evidence, kind: ReviewKind) -> Speaker {
        let change = Change {
            at: self.now,
            other: self.machine.evidence.clone(),
            foreign: false,
        };
        Speaker::Own(vec![self.evidence(evidence, Some(change)), self.item(kind)])
    }

    fn back_again(self, evidence: Evidence) -> Speaker {
        let change = Change {
            at: self.now,
            other: self.machine.evidence.clone(),
            foreign: true,
        };
        Speaker::Own(vec![
            self.evidence(evidence, Some(change)),
            self.item(ReviewKind::Clone),
        ])
    }

    /// The question is asked once for each machine that uses the key.
    fn foreign(self) -> Speaker {
        let mut items = self.fleet.reviews.of(self.machine.id);
        let is_asked = items.any(|item| {
            let open = item.kind == ReviewKind::Clone && item.state.is_open();
            open && item.evidence == self.found.evidence
        });
        Speaker::Foreign(if is_asked {
            Vec::new()
        } else {
            vec![self.item(ReviewKind::Clone)]
        })
    }
}

fn two_at_once(fleet: &Fleet, machine: &Machine, now: UnixMs) -> Speaker {
    if machine.rekey_asked {
        return Speaker::Foreign(Vec::new());
    }
    let asked = Entry::RekeyAsked {
        machine: machine.id,
        at: now,
    };
    let opened = opened(fleet, ReviewKind::TwoUnderOneKey, machine, now);
    Speaker::Foreign(vec![asked, Entry::ReviewOpened(Box::new(opened))])
}

/// A question about one machine.
pub(super) fn opened(fleet: &Fleet, kind: ReviewKind, machine: &Machine, at: UnixMs) -> ReviewOpened {
    ReviewOpened {
        review: fleet.reviews.next_id(),
        at,
        kind,
        unit: machine.unit,
        machine: Some(machine.id),
        pack: None,
        other: None,
        other_unit: None,
        other_line: None,
        judgement: Judgement::default(),
        seen: Vec::new(),
        evidence: Evidence::default(),
    }
}

/// The question that follows when a machine is seen behind a line of another site: asked once while it stands there.
pub(super) fn elsewhere(
    fleet: &Fleet,
    machine: &Machine,
    line: LineId,
    opened_before: usize,
    now: UnixMs,
) -> Option<Entry> {
    let unit = fleet.lines.get(&line)?.unit;
    moved(fleet, machine, unit, Some(line), opened_before, now)
}

/// The question whether a machine belongs to another unit now.
pub(super) fn moved(
    fleet: &Fleet,
    machine: &Machine,
    unit: UnitKey,
    line: Option<LineId>,
    opened_before: usize,
    now: UnixMs,
) -> Option<Entry> {
    let mut items = fleet.reviews.of(machine.id).rev();
    let last = items.find(|item| item.kind == ReviewKind::Moved);
    let is_asked = last.is_some_and(|item| {
        let same_place = item.other_unit == Some(unit);
        same_place && (item.state.is_open() || item.answer() == Some(ReviewAnswer::Stays))
    });
    if is_asked {
        return None;
    }
    let mut opened = opened(fleet, ReviewKind::Moved, machine, now);
    opened.review.0 += opened_before as u32;
    opened.other_unit = Some(unit);
    opened.other_line = line;
    Some(Entry::ReviewOpened(Box::new(opened)))
}

/// What the report's sections say about identity; nothing when none of them is news. Sections that are as they were
/// are not read.
fn evidence_in(junk: &JunkLists, machine: &Machine, items: &[Kept]) -> Option<(Found, Vec<SectionName>)> {
    let mut newest: Vec<(SectionName, UnixMs, &str)> = Vec::new();
    for item in items {
        let KeptBody::Section(section) = &item.what else {
            continue;
        };
        let name = section.section;
        let held = machine.sections.get(&name);
        let is_news = held.is_none_or(|held| held.observed_at <= item.at && held.digest != section.digest);
        if !Found::is_of(name) || !is_news {
            continue;
        }
        newest.retain(|(of, at, _)| *of != name || *at > item.at);
        if !newest.iter().any(|(of, ..)| *of == name) {
            newest.push((name, item.at, section.facts.get()));
        }
    }
    if newest.is_empty() {
        return None;
    }
    let told = newest.iter().map(|(name, ..)| *name).collect();
    let facts: Vec<Facts> = newest
        .into_iter()
        .filter_map(|(name, _, text)| Facts::from_json(name, text).ok())
        .collect();
    Some((Found::of_facts(&facts, junk), told))
}

/// What was found, with what is known from sections that the report does not tell, unless its check-in says that they
/// are otherwise too: an agent sends only the sections that changed. What a section that was told leaves out is not
/// filled in, or another machine would be given this one's values.
fn with_the_rest(machine: &Machine, items: &[Kept], found: &Evidence, told: &[SectionName]) -> Evidence {
    let check_in = items.iter().rev().find_map(|item| match &item.what {
        KeptBody::CheckIn(check_in) => check_in.digest,
        _ => None,
    });
    let after = super::report::sections_after(machine, items);
    let holds = |digest| digest_over(after.iter().map(|(name, digest)| (*name, digest))) == digest;
    if check_in.is_none_or(holds) {
        let known = machine.evidence.values().iter();
        let untold = known.filter(|value| !told.contains(&section_of(value.kind)));
        Evidence::of(untold.chain(found.values()).copied())
    } else {
        found.clone()
    }
}

/// The section in which values of a kind stand.
fn section_of(kind: EvidenceKind) -> SectionName {
    match kind {
        EvidenceKind::SystemUuid
        | EvidenceKind::SystemSerial
        | EvidenceKind::BoardSerial
        | EvidenceKind::ChassisSerial => SectionName::Identity,
        EvidenceKind::Mac => SectionName::Network,
        EvidenceKind::DiskSerial => SectionName::Storage,
    }
}
