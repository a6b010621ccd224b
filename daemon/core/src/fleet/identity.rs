//! How the state changes by entries about which machine is which.

use crate::entry::{Enrolled, Entry, EvidenceFound, MachineMoved, Merged, Reenrolled, ReviewAnswered};
use crate::fleet::{Fleet, KindId, Machine, ReviewItem};
use kiemke_wire::ids::{LineId, MachineId, Position};
use kiemke_wire::review::ReviewStep;

impl Fleet {
    pub(super) fn enrolled(&mut self, enrolled: &Enrolled, position: Position) {
        self.machines
            .add(&Machine::enrolled(enrolled, position), KindId::default());
        if let Some(former) = enrolled.former {
            self.change_known(former, position, |machine| machine.rekey_asked = false);
        }
        if let Some(review) = enrolled.review {
            self.reviews.change(review, |item| {
                item.other = Some(enrolled.machine);
                item.changed_at = position;
            });
        }
    }

    pub(super) fn change_identity(&mut self, position: Position, entry: &Entry) {
        match entry {
            Entry::Reenrolled(reenrolled) => self.reenrolled(reenrolled, position),
            Entry::EvidenceFound(found) => self.evidence_found(found, position),
            Entry::RekeyAsked { machine, .. } => self.change_known(*machine, position, |machine| {
                machine.rekey_asked = true;
                machine.turns = None;
            }),
            Entry::ReviewOpened(opened) => self.reviews.put(ReviewItem::opened(opened, position)),
            Entry::ReviewAnswered(answered) => self.review_answered(answered, position),
            Entry::Merged(merged) => self.merged(merged, position),
            Entry::Split { machine, .. } => self.split(*machine, position),
            Entry::MachineMoved(moved) => self.machine_moved(moved, position),
            _ => {}
        }
    }

    /// Marks the records that are part of others, after they were read.
    pub(crate) fn put_merged_away(&mut self) {
        let away: Vec<MachineId> = self.reviews.merges().keys().copied().collect();
        for machine in away {
            self.machines.set_away(machine, true);
        }
    }

    fn reenrolled(&mut self, reenrolled: &Reenrolled, position: Position) {
        // A secret that the retired agent drew and did not use is worth nothing either.
        self.offered.take(reenrolled.machine);
        let day = self.day_clock().day(reenrolled.at);
        self.resets.note(reenrolled.machine, day);
        self.change_known(reenrolled.machine, position, |machine| {
            machine.reenrolled(reenrolled, position);
        });
    }

    fn evidence_found(&mut self, found: &EvidenceFound, position: Position) {
        self.change_known(found.machine, position, |machine| {
            machine.evidence = found.evidence.clone();
            if found.change.is_some() {
                machine.change.clone_from(&found.change);
            }
        });
    }

    fn review_answered(&mut self, answered: &ReviewAnswered, position: Position) {
        let step = ReviewStep {
            answer: answered.answer,
            at: answered.at,
            by: answered.by,
        };
        self.reviews
            .change(answered.review, |item| item.step(step, answered.before, position));
    }

    fn merged(&mut self, merged: &Merged, position: Position) {
        let fits = |machine| self.machine(machine).is_some() && self.reviews.merge_of(machine).is_none();
        if merged.machine == merged.into || !fits(merged.machine) || !fits(merged.into) {
            return;
        }
        let before = self.evidence_of(merged.into);
        self.reviews.merge(merged, before, position);
        self.count_on(self.line_of(merged.machine), false);
        self.machines.set_away(merged.machine, true);
        for machine in [merged.machine, merged.into] {
            self.change_known(machine, position, |_| {});
        }
    }

    fn split(&mut self, machine: MachineId, position: Position) {
        let Some(record) = self.reviews.split(machine) else {
            return;
        };
        self.machines.set_away(machine, false);
        self.count_on(self.line_of(machine), true);
        self.change_known(record.into, position, |into| {
            // What the two said together is not this one's alone.
            into.evidence = record.evidence_before;
        });
        self.change_known(machine, position, |_| {});
    }

    fn machine_moved(&mut self, moved: &MachineMoved, position: Position) {
        self.count_on(self.line_of(moved.machine), false);
        self.change_known(moved.machine, position, |machine| {
            machine.unit = moved.unit;
            machine.line = moved.line;
        });
        self.count_on(self.line_of(moved.machine), true);
    }

    fn line_of(&self, machine: MachineId) -> Option<LineId> {
        self.machine(machine)?.line
    }

    fn change_known(&mut self, machine: MachineId, position: Position, change: impl FnOnce(&mut Machine)) {
        let Some(before) = self.machine(machine) else {
            return;
        };
        let mut after = before.clone();
        change(&mut after);
        after.changed_at = position;
        self.machines.put_known(&before, &after);
    }
}
