//! Which files there are, and which of them answers for a day.

use kiemke_core::cold::{ColdName, Damage, Day, FileInfo, Kind, Month, Span};
use std::collections::BTreeMap;

/// The newest sound generation of each kind and span.
#[derive(Debug, Default)]
pub(crate) struct Catalogue {
    current: BTreeMap<(Kind, Span), FileInfo>,
    /// Files that are there and cannot be read.
    skipped: BTreeMap<(Kind, Span), Damage>,
    /// The highest generation that was ever begun, so that no name is used twice.
    highest: BTreeMap<(Kind, Span), u32>,
}

/// A file and the days for which it answers, both ends within.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Served {
    pub(crate) file: ColdName,
    pub(crate) days: Vec<Day>,
}

impl Catalogue {
    pub(crate) fn files(&self) -> impl Iterator<Item = &FileInfo> {
        self.current.values()
    }

    pub(crate) fn get(&self, kind: Kind, span: Span) -> Option<&FileInfo> {
        self.current.get(&(kind, span))
    }

    /// Takes a generation that is never given again.
    pub(crate) fn next_name(&mut self, kind: Kind, span: Span) -> ColdName {
        let highest = self.highest.entry((kind, span)).or_default();
        *highest = highest.saturating_add(1);
        ColdName {
            kind,
            span,
            generation: *highest,
        }
    }

    pub(crate) fn seen(&mut self, name: ColdName) {
        let highest = self.highest.entry((name.kind, name.span)).or_default();
        *highest = name.generation.max(*highest);
    }

    /// A sound file: what it replaces, if anything.
    pub(crate) fn put(&mut self, info: FileInfo) -> Option<FileInfo> {
        let key = (info.name.kind, info.name.span);
        self.skipped.remove(&key);
        self.current.insert(key, info)
    }

    /// A file that cannot be read; told as long as nothing else answers in its place.
    pub(crate) fn skip(&mut self, damage: Damage) {
        let key = (damage.file.kind, damage.file.span);
        if !self.current.contains_key(&key) {
            self.skipped.insert(key, damage);
        }
    }

    pub(crate) fn remove(&mut self, name: ColdName) {
        let key = (name.kind, name.span);
        if self.current.get(&key).is_some_and(|info| info.name == name) {
            self.current.remove(&key);
        }
    }

    /// Whether any file holds this day of a kind.
    pub(crate) fn covers(&self, kind: Kind, day: Day) -> bool {
        !self.serving(kind, day, day).is_empty()
    }

    /// The files that answer for these days, each with its days ascending: of a day's own file and its
    /// month's the one that was made from the later facts, and the day's when both were made from the same.
    pub(crate) fn serving(&self, kind: Kind, from: Day, to: Day) -> Vec<Served> {
        if from > to {
            return Vec::new();
        }
        let mut by_day: BTreeMap<Day, (u32, ColdName)> = BTreeMap::new();
        let days = (kind, Span::Day(from))..=(kind, Span::Day(to));
        let day_files = self.current.range(days).map(|(_, info)| info);
        for info in self.months(kind, from, to).chain(day_files) {
            for covered in info
                .days
                .iter()
                .filter(|covered| (from..=to).contains(&covered.day))
            {
                let held = by_day
                    .entry(covered.day)
                    .or_insert((covered.generation, info.name));
                // Day files come last, so they count before a month that was made from the same.
                if held.0 <= covered.generation {
                    *held = (covered.generation, info.name);
                }
            }
        }
        let mut serving: BTreeMap<ColdName, Vec<Day>> = BTreeMap::new();
        for (day, (_, name)) in by_day {
            serving.entry(name).or_default().push(day);
        }
        serving
            .into_iter()
            .map(|(file, days)| Served { file, days })
            .collect()
    }

    /// The files of single days of a month.
    pub(crate) fn day_files(&self, kind: Kind, month: Month) -> Vec<ColdName> {
        let days = (kind, Span::Day(month.first_day()))..=(kind, Span::Day(month.last_day()));
        self.current.range(days).map(|(_, info)| info.name).collect()
    }

    /// What cannot be read of these days although a file is there.
    pub(crate) fn skipped(&self, kind: Kind, from: Day, to: Day) -> Vec<Damage> {
        let touches = |((held, span), _): &(&(Kind, Span), &Damage)| {
            *held == kind && span.first_day() <= to && from <= span.last_day()
        };
        let damage = self.skipped.iter().filter(touches);
        damage.map(|(_, damage)| damage.clone()).collect()
    }

    fn months(&self, kind: Kind, from: Day, to: Day) -> impl Iterator<Item = &FileInfo> {
        let months = from.month().zip(to.month());
        months.into_iter().flat_map(move |(from, to)| {
            let months = (kind, Span::Month(from))..=(kind, Span::Month(to));
            self.current.range(months).map(|(_, info)| info)
        })
    }
}
