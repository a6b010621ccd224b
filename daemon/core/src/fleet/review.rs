//! Questions for people about which machine is which, and records that were made one.

use crate::entry::{Merged, ReviewOpened};
use crate::identity::Evidence;
use kiemke_wire::ids::{LineId, MachineId, Position, ReviewId, TokenId, UnitKey};
use kiemke_wire::review::{
    EvidenceText, Judgement, PackOfStocktake, ReviewAnswer, ReviewKind, ReviewState, ReviewStep,
};
use kiemke_wire::time::UnixMs;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// Steps kept of one item: answered and taken back a few times.
const STEPS_KEPT: usize = 32;

/// A question for a person, or a note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewItem {
    /// Number.
    pub id: ReviewId,
    /// What it is about.
    pub kind: ReviewKind,
    /// When it was found.
    pub at: UnixMs,
    /// Where the machine belonged, or the school that took stock.
    pub unit: UnitKey,
    /// The machine that was known; none when it is about a stocktake.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machine: Option<MachineId>,
    /// The pack that came late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pack: Option<PackOfStocktake>,
    /// The other machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<MachineId>,
    /// The other unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_unit: Option<UnitKey>,
    /// The line behind which it was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_line: Option<LineId>,
    /// What the comparison found.
    pub judgement: Judgement,
    /// What was seen, as it was written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seen: Vec<EvidenceText>,
    /// The values of it that count.
    #[serde(default, skip_serializing_if = "Evidence::is_empty")]
    pub evidence: Evidence,
    /// How far it is.
    pub state: ReviewState,
    /// Where the machine belonged before the answer in force moved it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Before>,
    /// What was done about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<ReviewStep>,
    /// The entry that last changed it.
    pub changed_at: Position,
}

/// Where a machine belonged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    /// The unit.
    pub unit: UnitKey,
    /// The line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<LineId>,
}

/// A record that is part of another's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeRecord {
    /// The one that is counted.
    pub into: MachineId,
    /// When.
    pub at: UnixMs,
    /// By which token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<TokenId>,
    /// What was known of the other before: reports of both change it from now on.
    pub evidence_before: Evidence,
    /// The entry.
    pub merged_at: Position,
}

/// All items, and all records that were made part of others.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reviews {
    items: BTreeMap<ReviewId, Arc<ReviewItem>>,
    /// Those that wait for a person.
    open: BTreeSet<ReviewId>,
    by_machine: HashMap<MachineId, Vec<ReviewId>>,
    merges: BTreeMap<MachineId, MergeRecord>,
    members: BTreeMap<MachineId, Vec<MachineId>>,
}

impl ReviewItem {
    pub(crate) fn opened(opened: &ReviewOpened, position: Position) -> Self {
        Self {
            id: opened.review,
            kind: opened.kind,
            at: opened.at,
            unit: opened.unit,
            machine: opened.machine,
            pack: opened.pack,
            other: opened.other,
            other_unit: opened.other_unit,
            other_line: opened.other_line,
            judgement: opened.judgement.clone(),
            seen: opened.seen.clone(),
            evidence: opened.evidence.clone(),
            state: if opened.kind.is_note() {
                ReviewState::Noted
            } else {
                ReviewState::Open
            },
            before: None,
            steps: Vec::new(),
            changed_at: position,
        }
    }

    /// The answer in force.
    pub fn answer(&self) -> Option<ReviewAnswer> {
        (self.state == ReviewState::Answered)
            .then(|| self.steps.last()?.answer)
            .flatten()
    }

    /// What the daemon would answer.
    pub fn proposed(&self) -> ReviewAnswer {
        match self.kind {
            ReviewKind::Clone | ReviewKind::TwoUnderOneKey => ReviewAnswer::Different,
            ReviewKind::Moved => ReviewAnswer::Moved,
            ReviewKind::LatePack => ReviewAnswer::Seen,
            ReviewKind::SameMachine
            | ReviewKind::PartReplaced
            | ReviewKind::PartsReplaced
            | ReviewKind::Reinstalled => ReviewAnswer::Same,
        }
    }

    /// What can be answered.
    pub fn answers(&self) -> &'static [ReviewAnswer] {
        match self.kind {
            ReviewKind::Moved => &[ReviewAnswer::Moved, ReviewAnswer::Stays],
            ReviewKind::LatePack => &[ReviewAnswer::Seen],
            // One record cannot be taken apart by what is known of it.
            ReviewKind::PartReplaced | ReviewKind::PartsReplaced | ReviewKind::Reinstalled => {
                &[ReviewAnswer::Same]
            }
            ReviewKind::Clone | ReviewKind::TwoUnderOneKey | ReviewKind::SameMachine => {
                &[ReviewAnswer::Same, ReviewAnswer::Different]
            }
        }
    }

    pub(crate) fn step(&mut self, step: ReviewStep, before: Option<Before>, position: Position) {
        self.before = before;
        self.state = match step.answer {
            Some(_) => ReviewState::Answered,
            None => ReviewState::Undone,
        };
        self.steps.push(step);
        let over = self.steps.len().saturating_sub(STEPS_KEPT);
        self.steps.drain(..over);
        self.changed_at = position;
    }
}

impl Reviews {
    pub(crate) fn items(&self) -> impl DoubleEndedIterator<Item = &Arc<ReviewItem>> {
        self.items.values()
    }

    pub(crate) fn get(&self, id: ReviewId) -> Option<&ReviewItem> {
        self.items.get(&id).map(|item| &**item)
    }

    /// The items that wait for a person.
    pub(crate) fn open(&self) -> impl DoubleEndedIterator<Item = &ReviewItem> {
        self.open.iter().filter_map(|id| self.get(*id))
    }

    /// The number that the next item gets.
    pub(crate) fn next_id(&self) -> ReviewId {
        ReviewId(self.items.keys().next_back().map_or(1, |last| last.0 + 1))
    }

    /// The items in which a machine stands, oldest first.
    pub(crate) fn of(&self, machine: MachineId) -> impl DoubleEndedIterator<Item = &ReviewItem> {
        let ids = self.by_machine.get(&machine).into_iter().flatten();
        ids.filter_map(|id| self.get(*id))
    }

    pub(crate) fn put(&mut self, item: ReviewItem) {
        for machine in [item.machine, item.other].into_iter().flatten() {
            let of = self.by_machine.entry(machine).or_default();
            if !of.contains(&item.id) {
                of.push(item.id);
            }
        }
        if item.state.is_open() {
            self.open.insert(item.id);
        } else {
            self.open.remove(&item.id);
        }
        self.items.insert(item.id, Arc::new(item));
    }

    pub(crate) fn change(&mut self, id: ReviewId, change: impl FnOnce(&mut ReviewItem)) {
        if let Some(item) = self.items.get(&id) {
            let mut item = ReviewItem::clone(item);
            change(&mut item);
            self.put(item);
        }
    }

    pub(crate) fn merges(&self) -> &BTreeMap<MachineId, MergeRecord> {
        &self.merges
    }

    pub(crate) fn merge_of(&self, machine: MachineId) -> Option<&MergeRecord> {
        self.merges.get(&machine)
    }

    /// The records that are part of a machine's, its own left out.
    pub(crate) fn members(&self, machine: MachineId) -> &[MachineId] {
        self.members.get(&machine).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn merge(&mut self, merged: &Merged, evidence_before: Evidence, position: Position) {
        let record = MergeRecord {
            into: merged.into,
            at: merged.at,
            by: merged.by,
            evidence_before,
            merged_at: position,
        };
        self.put_merge(merged.machine, record);
    }

    pub(crate) fn put_merge(&mut self, machine: MachineId, record: MergeRecord) {
        let members = self.members.entry(record.into).or_default();
        members.push(machine);
        members.sort_unstable();
        self.merges.insert(machine, record);
    }

    pub(crate) fn split(&mut self, machine: MachineId) -> Option<MergeRecord> {
        let record = self.merges.remove(&machine)?;
        if let Some(members) = self.members.get_mut(&record.into) {
            members.retain(|member| *member != machine);
            if members.is_empty() {
                self.members.remove(&record.into);
            }
        }
        Some(record)
    }
}
