//! Which readings of a report are kept: those of days that still take some in, of targets that have a number.

use crate::cold::{Day, TargetIndex};
use crate::entry::{Entry, KeptBody};
use crate::fleet::{Fleet, TARGETS_MAX};
use kiemke_wire::report::Warning;
use kiemke_wire::time::UnixMs;

/// What was decided so far about the readings of one report.
pub(super) struct Readings<'a> {
    fleet: &'a Fleet,
    named: Vec<String>,
    too_late: LeftOut,
    unnamed: LeftOut,
}

/// Readings that are not kept, for one reason.
#[derive(Default)]
struct LeftOut {
    count: u64,
    first_seq: Option<u64>,
}

impl LeftOut {
    fn add(&mut self, seq: u64) {
        self.count += 1;
        self.first_seq.get_or_insert(seq);
    }

    /// One warning for all, so that an old spool does not push every other warning out of the list.
    fn warning(self, place: &str, why: impl FnOnce(u64) -> String) -> Option<Warning> {
        (self.count > 0).then(|| Warning {
            seq: self.first_seq,
            place: place.into(),
            reason: why(self.count),
        })
    }
}

impl<'a> Readings<'a> {
    pub(super) fn new(fleet: &'a Fleet) -> Self {
        Self {
            fleet,
            named: Vec::new(),
            too_late: LeftOut::default(),
            unnamed: LeftOut::default(),
        }
    }

    /// Whether an item is kept; one that is not is acknowledged all the same, counted and told.
    pub(super) fn keeps(&mut self, seq: u64, at: UnixMs, what: &KeptBody) -> bool {
        if !matches!(what, KeptBody::Gateway(_) | KeptBody::Outside(_)) {
            return true;
        }
        if self.fleet.day_clock().day(at) < self.first_day() {
            self.too_late.add(seq);
            return false;
        }
        if let KeptBody::Outside(reading) = what
            && !self.has_number(&reading.target)
        {
            self.unnamed.add(seq);
            return false;
        }
        true
    }

    fn first_day(&self) -> Day {
        self.fleet.first_raw_day()
    }

    fn has_number(&mut self, target: &str) -> bool {
        let known = self.fleet.targets();
        if known.find(target).is_some() || self.named.iter().any(|name| name == target) {
            return true;
        }
        let has_room = known.names().len() + self.named.len() < TARGETS_MAX;
        if has_room {
            self.named.push(target.to_owned());
        }
        has_room
    }

    /// The targets that get their numbers, and what is to be told.
    pub(super) fn done(self) -> (Vec<Entry>, Vec<Warning>) {
        let first_day = self.first_day();
        let first = self.fleet.targets().names().len();
        let targets = (first..)
            .zip(self.named)
            .map(|(number, name)| Entry::TargetNamed {
                target: TargetIndex(u8::try_from(number).unwrap_or(u8::MAX)),
                name,
            });
        let too_late = self.too_late.warning("at", |count| {
            format!("{count} readings came too late: single ones are taken in from {first_day} on")
        });
        let unnamed = self.unnamed.warning("target", |count| {
            format!("{count} readings are of a target beyond the {TARGETS_MAX} that can be told apart")
        });
        (targets.collect(), too_late.into_iter().chain(unnamed).collect())
    }
}
