//! What waits to be acknowledged, as a pure machine over records.
//!
//! Call order: draft a record (`draft_*`), write it to the log and sync, then [`Spool::apply`] it with the index
//! it got. Opening the log applies the same records again, so that state after a restart equals state before it.
//! Nothing counts before it was applied. Items keep their `(run, seq)` for ever.

mod batch;
mod record;

pub use batch::{Batch, REPORT_JSON_BYTES_MAX, ReportHead};
pub use record::{BadRecord, BaseEntry, Class, ItemRecord, Record, Snapshot, Span};

use crate::moment::Now;
use kiemke_wire::digest::Digest;
use kiemke_wire::facts::SectionName;
use kiemke_wire::ids::RunId;
use kiemke_wire::ranges::SeqRanges;
use kiemke_wire::time::{DAY_MS, UnixMs};
use std::collections::BTreeMap;

/// The most that the spool's clock moves at once: a wall clock that jumps by years must not make everything old.
const CLOCK_STEP_MS_MAX: i64 = 7 * DAY_MS;

/// Bounds of the spool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Bytes on disk.
    pub bytes_max: u64,
    /// Milliseconds that an item waits at most.
    pub age_ms_max: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Pending {
    run: RunId,
    seq: u64,
    at: UnixMs,
    spooled_ms: u64,
    class: Class,
    text: Box<str>,
    index: u64,
}

/// The state of the spool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spool {
    bounds: Bounds,
    /// By order.
    pending: BTreeMap<u64, Pending>,
    by_key: BTreeMap<(RunId, u64), u64>,
    base: BTreeMap<SectionName, BaseEntry>,
    next_order: u64,
    elapsed_ms: u64,
    wall: UnixMs,
    given_up: u64,
    unreported: Option<Span>,
}

/// What must be written so that the oldest segment can go.
#[derive(Debug)]
pub struct Eviction {
    /// What is given up and what is moved to the end of the log.
    pub records: Vec<Record<'static>>,
}

impl Spool {
    /// An empty spool.
    pub fn new(bounds: Bounds) -> Self {
        Self {
            bounds,
            pending: BTreeMap::new(),
            by_key: BTreeMap::new(),
            base: BTreeMap::new(),
            next_order: 0,
            elapsed_ms: 0,
            wall: UnixMs(0),
            given_up: 0,
            unreported: None,
        }
    }

    /// Takes a record that stands in the log at `index`.
    pub fn apply(&mut self, index: u64, record: &Record<'_>) {
        match record {
            Record::Item(item) => self.apply_item(index, item),
            Record::Acknowledged { run, ranges, base } => {
                self.remove(*run, ranges);
                for entry in base {
                    let known = self.base.get(&entry.section).map(|known| known.order);
                    if known.is_none_or(|known| known < entry.order) {
                        self.base.insert(entry.section, *entry);
                    }
                }
            }
            Record::GaveUp { items, span, fresh } => {
                for (run, ranges) in items {
                    self.remove(*run, ranges);
                }
                self.count_given_up(*span, *fresh);
            }
            Record::Forget { sections } => self.base.retain(|section, _| !sections.contains(section)),
            Record::Snapshot(snapshot) => {
                self.base = snapshot
                    .base
                    .iter()
                    .map(|entry| (entry.section, *entry))
                    .collect();
                self.next_order = self.next_order.max(snapshot.next_order);
                self.elapsed_ms = snapshot.elapsed_ms;
                self.wall = snapshot.wall;
                self.given_up = snapshot.given_up;
                self.unreported = snapshot.unreported;
            }
        }
    }

    fn apply_item(&mut self, index: u64, item: &ItemRecord<'_>) {
        let moved = self.pending.contains_key(&item.order);
        if let (false, Class::Dropped(told)) = (moved, item.class) {
            // What was given up to make room for this item is not in it.
            self.unreported = self.unreported.and_then(|span| span.without(told));
        }
        if item.spooled_ms >= self.elapsed_ms && !moved {
            self.elapsed_ms = item.spooled_ms;
            self.wall = item.at;
        }
        self.next_order = self.next_order.max(item.order + 1);
        if let Some(before) = self.by_key.insert((item.run, item.seq), item.order)
            && before != item.order
        {
            self.pending.remove(&before);
        }
        self.pending.insert(
            item.order,
            Pending {
                run: item.run,
                seq: item.seq,
                at: item.at,
                spooled_ms: item.spooled_ms,
                class: item.class,
                text: item.text.as_ref().into(),
                index,
            },
        );
    }

    fn remove(&mut self, run: RunId, ranges: &SeqRanges) {
        let keys: Vec<_> = self.hit(run, ranges).collect();
        for (seq, order) in keys {
            self.by_key.remove(&(run, seq));
            self.pending.remove(&order);
        }
    }

    fn hit(&self, run: RunId, ranges: &SeqRanges) -> impl Iterator<Item = (u64, u64)> {
        self.by_key
            .range((run, 0)..=(run, u64::MAX))
            .map(|((_, seq), order)| (*seq, *order))
            .filter(|(seq, _)| ranges.contains(*seq))
    }

    fn count_given_up(&mut self, span: Span, fresh: u64) {
        self.given_up = self.given_up.saturating_add(fresh);
        self.unreported = Some(self.unreported.map_or(span, |before| before.and(span)));
    }

    /// The record of a new item; `text` is its JSON.
    pub fn draft_item(&self, now: Now, run: RunId, seq: u64, class: Class, text: String) -> Record<'static> {
        Record::Item(ItemRecord {
            run,
            seq,
            at: now.wall,
            order: self.next_order,
            spooled_ms: self.clock(now.wall),
            class,
            text: text.into(),
        })
    }

    /// The record of an acknowledgement; `None` when nothing that waits is in it.
    pub fn draft_acknowledged(&self, run: RunId, ranges: &SeqRanges) -> Option<Record<'static>> {
        let mut base: BTreeMap<SectionName, BaseEntry> = BTreeMap::new();
        let mut seqs = SeqRanges::default();
        for (seq, order) in self.hit(run, ranges) {
            seqs.insert(seq);
            let Some(Class::Section(section, digest)) = self.pending.get(&order).map(|item| item.class)
            else {
                continue;
            };
            let entry = BaseEntry {
                section,
                digest,
                order,
            };
            let newest = base.entry(section).or_insert(entry);
            if newest.order < order {
                *newest = entry;
            }
        }
        (!seqs.is_empty()).then(|| Record::Acknowledged {
            run,
            ranges: seqs,
            base: base.into_values().collect(),
        })
    }

    /// The record by which the base of sections is dropped; `None` when there is none to drop.
    pub fn draft_forget(&self, sections: &[SectionName]) -> Option<Record<'static>> {
        let sections: Vec<_> = sections
            .iter()
            .copied()
            .filter(|section| self.base.contains_key(section))
            .collect();
        (!sections.is_empty()).then_some(Record::Forget { sections })
    }

    /// The record that gives one item up; `None` when it does not wait.
    pub fn draft_give_up(&self, run: RunId, seq: u64) -> Option<Record<'static>> {
        let order = self.by_key.get(&(run, seq))?;
        self.give_up([*order])
    }

    /// The record that gives up what waited longer than the bound, the newest section of each name apart.
    pub fn draft_expired(&self, now: Now) -> Option<Record<'static>> {
        let clock = self.clock(now.wall);
        let kept = self.newest_sections();
        let old = |item: &Pending| clock.saturating_sub(item.spooled_ms) > self.bounds.age_ms_max;
        let expired = self
            .pending
            .iter()
            .take_while(|(_, item)| old(item))
            .map(|(order, _)| *order)
            .filter(|order| !kept.values().any(|kept| kept == order));
        self.give_up(expired)
    }

    /// What must be written so that all segments before `index` can go: readings there are given up, the newest
    /// section of each name moves.
    pub fn draft_eviction(&self, index: u64) -> Eviction {
        let kept = self.newest_sections();
        let (stay, go): (Vec<_>, Vec<_>) = self
            .pending
            .iter()
            .filter(|(_, item)| item.index < index)
            .map(|(order, _)| *order)
            .partition(|order| kept.values().any(|kept| kept == order));
        let mut records: Vec<_> = self.give_up(go).into_iter().collect();
        records.extend(stay.iter().filter_map(|order| self.moved(*order)));
        Eviction { records }
    }

    /// The whole state apart from what waits.
    pub fn draft_snapshot(&self) -> Record<'static> {
        Record::Snapshot(Snapshot {
            base: self.base.values().copied().collect(),
            next_order: self.next_order,
            elapsed_ms: self.elapsed_ms,
            wall: self.wall,
            given_up: self.given_up,
            unreported: self.unreported,
        })
    }

    fn give_up(&self, orders: impl IntoIterator<Item = u64>) -> Option<Record<'static>> {
        let mut items: BTreeMap<RunId, SeqRanges> = BTreeMap::new();
        let mut span: Option<Span> = None;
        let mut fresh = 0;
        for order in orders {
            let Some(item) = self.pending.get(&order) else {
                continue;
            };
            items.entry(item.run).or_default().insert(item.seq);
            let lost = match item.class {
                Class::Dropped(losses) => losses,
                Class::Reading | Class::Section(..) => {
                    fresh += 1;
                    Span::one(item.at)
                }
            };
            span = Some(span.map_or(lost, |span| span.and(lost)));
        }
        Some(Record::GaveUp {
            items: items.into_iter().collect(),
            span: span?,
            fresh,
        })
    }

    fn moved(&self, order: u64) -> Option<Record<'static>> {
        let item = self.pending.get(&order)?;
        Some(Record::Item(ItemRecord {
            run: item.run,
            seq: item.seq,
            at: item.at,
            order,
            spooled_ms: item.spooled_ms,
            class: item.class,
            text: item.text.to_string().into(),
        }))
    }

    fn newest_sections(&self) -> BTreeMap<SectionName, u64> {
        self.pending
            .iter()
            .filter_map(|(order, item)| match item.class {
                Class::Section(section, _) => Some((section, *order)),
                Class::Reading | Class::Dropped(_) => None,
            })
            .collect()
    }

    /// The spool's own clock: it moves with the wall clock, but never back and never by more than a step.
    fn clock(&self, wall: UnixMs) -> u64 {
        let step = wall.since(self.wall).clamp(0, CLOCK_STEP_MS_MAX);
        self.elapsed_ms.saturating_add(step.unsigned_abs())
    }

    /// Whether a section is worth sending: it differs from the newest one that waits or, with none waiting, from
    /// what the daemon is known to hold.
    pub fn wants_section(&self, section: SectionName, digest: &Digest) -> bool {
        let waiting = self.pending.values().rev().find_map(|item| match &item.class {
            Class::Section(name, digest) if *name == section => Some(digest),
            _ => None,
        });
        waiting.or_else(|| self.base.get(&section).map(|entry| &entry.digest)) != Some(digest)
    }

    /// How many items wait.
    pub fn pending_count(&self) -> u64 {
        self.pending.len() as u64
    }

    /// Whether an item waits.
    pub fn holds(&self, run: RunId, seq: u64) -> bool {
        self.by_key.contains_key(&(run, seq))
    }

    /// Items ever given up.
    pub fn given_up(&self) -> u64 {
        self.given_up
    }

    /// What was given up and not yet reported.
    pub fn unreported(&self) -> Option<Span> {
        self.unreported
    }

    /// The bounds.
    pub fn bounds(&self) -> Bounds {
        self.bounds
    }

    /// The first place in the log that is still needed; `None` when nothing waits.
    pub fn lowest_index(&self) -> Option<u64> {
        self.pending.values().map(|item| item.index).min()
    }
}

#[cfg(test)]
mod model_tests;
#[cfg(test)]
mod tests;
