use crate::images::Images;
use crate::journal::{Group, look as look_at};
use crate::verify::NotVerified;
use crate::verify::replayed::Replayed;
use crate::verify::report::{Problem, Report};
use crate::verify::scratch::Scratch;
use kiemke_core::Entry;
use kiemke_framelog::{Damage, Files};
use kiemke_wire::ids::{MachineId, Position, RunId};
use kiemke_wire::ranges::SeqRanges;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What the journal gave.
pub(super) struct Looked {
    /// The newest entry at hand.
    pub(super) last: Position,
    /// The long way to the state; `None` when it could not be gone to its end.
    pub(super) replayed: Option<Replayed>,
}

struct Walk<'a> {
    report: &'a mut Report,
    replayed: Option<Replayed>,
    failed: Option<NotVerified>,
    /// First and last entry of each group, by its number.
    places: BTreeMap<u64, (Position, Position)>,
    accepted: HashMap<(MachineId, RunId), SeqRanges>,
    /// The newest entry that was read, or for which there is an image.
    last: Position,
}

/// Reads the journal through and replays it from the checkpoint on.
pub(super) fn look(
    files: &Arc<dyn Files>,
    images: &Images,
    scratch: &Scratch,
    report: &mut Report,
) -> Result<Looked, NotVerified> {
    // A damaged checkpoint has been told already.
    let replayed = Replayed::begin(images, &scratch.replayed())?.ok();
    let base = match &replayed {
        Some(replayed) => replayed.fleet.position(),
        None => images.list()?.first().map_or(Position(0), |image| image.position),
    };
    let mut walk = Walk {
        report,
        replayed,
        failed: None,
        places: BTreeMap::new(),
        accepted: HashMap::new(),
        last: base,
    };
    let (opened, segments) = look_at(files.clone(), &scratch.dir().join("journal"), |group| {
        walk.take(group);
    })?;
    if let Some(failed) = walk.failed {
        return Err(failed);
    }
    if let Some(replayed) = &mut walk.replayed {
        replayed.flush()?;
    }
    for damage in &opened.damage {
        let problem = damaged(damage, &walk.places, base);
        walk.report.problem(problem);
    }
    let Walk {
        replayed,
        places,
        last,
        report,
        ..
    } = walk;
    let journal = &mut report.journal;
    journal.segments = segments;
    journal.groups = opened.frames;
    journal.torn_bytes = opened.torn_bytes;
    journal.first = places
        .first_key_value()
        .map_or(Position(0), |(_, (first, _))| *first);
    journal.last = places
        .last_key_value()
        .map_or(Position(0), |(_, (_, last))| *last);
    Ok(Looked { last, replayed })
}

impl Walk<'_> {
    fn take(&mut self, group: Group) {
        let Group {
            index,
            first,
            count,
            entries,
        } = group;
        let end = Position((first.0 + u64::from(count)).saturating_sub(1));
        if count > 0 {
            self.places.insert(index, (first, end));
        }
        let entries = match entries {
            Ok(entries) => entries,
            Err(error) => {
                let what = format!("group {index} is whole and cannot be read ({error})");
                self.report
                    .problem(Problem::of("journal", what).without(first, end));
                self.missing(first, end);
                self.last = self.last.max(end);
                return;
            }
        };
        self.report.journal.entries += entries.len() as u64;
        if first > self.last.next() {
            let (from, to) = (self.last.next(), Position(first.0 - 1));
            let what = format!("entries are missing before group {index}");
            self.report
                .problem(Problem::of("journal", what).without(from, to));
            self.missing(from, to);
        }
        for (number, entry) in entries.iter().enumerate() {
            let position = Position(first.0 + number as u64);
            self.check_doubled(position, entry);
            if let Some(replayed) = &mut self.replayed
                && let Err(error) = replayed.advance(position, entry)
            {
                self.failed.get_or_insert(error.into());
            }
        }
        self.last = self.last.max(end);
    }

    /// The long way is cut where entries are missing.
    fn missing(&mut self, from: Position, to: Position) {
        self.report.journal.entries_missing += to.0.saturating_sub(from.0) + 1;
        self.replayed = None;
    }

    fn check_doubled(&mut self, position: Position, entry: &Entry) {
        let Entry::Reported(reported) = entry else { return };
        // Behind the checkpoint the state knows what was accepted before the entries at hand began.
        let machine = self
            .replayed
            .as_ref()
            .filter(|replayed| position > replayed.fleet.position())
            .and_then(|replayed| replayed.fleet.machine(reported.machine));
        let known = machine
            .as_ref()
            .and_then(|machine| machine.received(reported.run));
        let accepted = self.accepted.entry((reported.machine, reported.run)).or_default();
        for seq in reported.accepted.iter().flat_map(|(first, last)| first..=last) {
            let is_new = accepted.insert(seq);
            if is_new && !known.is_some_and(|known| known.contains(seq)) {
                continue;
            }
            self.report.journal.doubled += 1;
            let what = format!(
                "entry {position} accepts item {seq} of run {} of machine {} once more",
                reported.run, reported.machine
            );
            self.report.problem(Problem::of("journal", what));
        }
    }
}

/// Frames that cannot be read, as entries.
fn damaged(damage: &Damage, places: &BTreeMap<u64, (Position, Position)>, base: Position) -> Problem {
    let before = places.range(..damage.missing_from).next_back();
    let first = before.map_or(base.next(), |(_, (_, last))| last.next());
    let what = format!("{} bytes cannot be read", damage.bytes);
    let problem = Problem::of(format!("journal/{}", damage.segment), what).at(damage.offset);
    let behind = damage.missing_to.and_then(|to| places.range(to..).next());
    match behind {
        Some((_, (next, _))) if *next > first => problem.without(first, Position(next.0 - 1)),
        _ => problem,
    }
}
