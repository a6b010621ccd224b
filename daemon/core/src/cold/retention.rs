//! What is to be done with cold files as time goes by: rolled up, packed into months, removed.

use crate::cold::day::{Day, Month};
use crate::cold::index::CoveredDay;
use crate::cold::name::{ColdName, Span};
use crate::cold::record::Kind;
use std::collections::{BTreeMap, BTreeSet};

/// Days for which probes and presence are kept as they were told: thirty are promised to readers (readiness.md, 10);
/// an agent's spool holds sixty, and what it brings can be taken in only while the raw day is there. Two are for the
/// way and the day that is still open.
pub const RAW_KEPT_DAYS: i32 = 62;
/// Months for which hours are kept, besides the running one (readiness.md, 10). Days are kept for ever.
pub const HOURS_KEPT_MONTHS: u16 = 13;
/// Days after its end at which a month is packed: most of what comes late has come.
pub const MONTH_SETTLES_DAYS: i32 = 3;

/// A sealed file, as retention sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileInfo {
    /// Its name.
    pub name: ColdName,
    /// The days it covers.
    pub days: Vec<CoveredDay>,
    /// Its size.
    pub bytes: u64,
}

/// One thing to do. Each is complete in itself: after a stop between two, a new plan continues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Make hours and days of this raw kind's day anew.
    RollUp {
        /// Probes or presence.
        raw: Kind,
        /// The day.
        day: Day,
    },
    /// Put the day files of this month, and its month file when there is one, into one file.
    Compact {
        /// What is packed.
        kind: Kind,
        /// The month.
        month: Month,
    },
    /// Remove a file.
    Remove(ColdName),
}

/// What is to be done today, in this order. `files` are the newest sound generations.
///
/// A raw file goes only when hours and days of its newest generation are there; until then it stays, however old.
pub fn plan(today: Day, files: &[FileInfo]) -> Vec<Step> {
    let have = Have::of(files);
    let mut steps = Vec::new();
    let mut removals = Vec::new();
    let first_hours_kept = today
        .month()
        .map(|month| month.minus(HOURS_KEPT_MONTHS).first_day());
    for file in files {
        let (kind, span) = (file.name.kind, file.name.span);
        match (rolled(kind), span) {
            (Some(coarser), Span::Day(day)) => {
                let current = |kind: &Kind| have.is_current(*kind, day, file.name.generation);
                if !coarser.iter().all(current) {
                    steps.push(Step::RollUp { raw: kind, day });
                }
                if day < today.plus(-RAW_KEPT_DAYS) {
                    removals.push(Step::Remove(file.name));
                }
            }
            _ if is_hours(kind) && first_hours_kept.is_some_and(|first| span.last_day() < first) => {
                removals.push(Step::Remove(file.name));
            }
            // Left over by a stop between the writing of a month and the removal of its days.
            (None, Span::Day(day)) if have.is_packed(file, day) => removals.push(Step::Remove(file.name)),
            _ => {}
        }
    }
    let removed: BTreeSet<Step> = removals.iter().copied().collect();
    let days_of_months = files.iter().filter_map(|file| match file.name.span {
        Span::Day(day) if rolled(file.name.kind).is_none() && !removed.contains(&Step::Remove(file.name)) => {
            Some((file.name.kind, day.month()?))
        }
        _ => None,
    });
    let rolled_now = steps.clone().into_iter().flat_map(|step| match step {
        Step::RollUp { raw, day } => rolled(raw)
            .into_iter()
            .flatten()
            .filter_map(|kind| Some((kind, day.month()?)))
            .collect(),
        _ => Vec::new(),
    });
    let months: BTreeSet<(Kind, Month)> = days_of_months.chain(rolled_now).collect();
    for (kind, month) in months {
        let settled = today > month.last_day().plus(MONTH_SETTLES_DAYS);
        // Late facts may change a day as long as its raw file is kept: packing again waits for the last of them.
        let packed = have.months.contains(&(kind, month));
        let frozen = today > month.last_day().plus(RAW_KEPT_DAYS);
        let expired = is_hours(kind) && first_hours_kept.is_some_and(|first| month.last_day() < first);
        if settled && (frozen || !packed) && !expired {
            steps.push(Step::Compact { kind, month });
        }
    }
    steps.extend(removals);
    steps
}

/// What a raw kind is rolled up to: hours, days. None for what is rolled up itself.
pub fn rolled(kind: Kind) -> Option<[Kind; 2]> {
    match kind {
        Kind::Probes => Some([Kind::LineHours, Kind::LineDays]),
        Kind::Presence => Some([Kind::MachineHours, Kind::MachineDays]),
        Kind::LineHours | Kind::LineDays | Kind::MachineHours | Kind::MachineDays => None,
    }
}

fn is_hours(kind: Kind) -> bool {
    matches!(kind, Kind::LineHours | Kind::MachineHours)
}

struct Have {
    /// The newest raw generation of which a kind holds a day.
    generations: BTreeMap<(Kind, Day), u32>,
    /// The same, of month files only.
    packed: BTreeMap<(Kind, Day), u32>,
    months: BTreeSet<(Kind, Month)>,
}

impl Have {
    fn of(files: &[FileInfo]) -> Self {
        let mut have = Self {
            generations: BTreeMap::new(),
            packed: BTreeMap::new(),
            months: BTreeSet::new(),
        };
        for file in files {
            for covered in &file.days {
                let held = have.generations.entry((file.name.kind, covered.day)).or_default();
                *held = covered.generation.max(*held);
            }
            if let Span::Month(month) = file.name.span {
                have.months.insert((file.name.kind, month));
                let days = file.days.iter();
                have.packed
                    .extend(days.map(|covered| ((file.name.kind, covered.day), covered.generation)));
            }
        }
        have
    }

    /// Whether the month of a day's file says the same already, or newer.
    fn is_packed(&self, file: &FileInfo, day: Day) -> bool {
        let own = file.days.first().map(|covered| covered.generation);
        self.packed
            .get(&(file.name.kind, day))
            .is_some_and(|packed| own.is_none_or(|own| own <= *packed))
    }

    fn is_current(&self, kind: Kind, day: Day, generation: u32) -> bool {
        self.generations
            .get(&(kind, day))
            .is_some_and(|held| *held >= generation)
    }
}
