//! Sixteen months of days, one after the other, with late facts on some: what is kept, and in how many files.

use kiemke_core::cold::{
    ColdName, CoveredDay, Day, FileInfo, HOURS_KEPT_MONTHS, Kind, RAW_KEPT_DAYS, Span, Step, plan, rolled,
};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// The folder as the shell would have it, without what is in the files.
#[derive(Default)]
struct Folder {
    files: BTreeMap<(Kind, Span), FileInfo>,
}

impl Folder {
    fn put(&mut self, kind: Kind, span: Span, days: Vec<CoveredDay>) {
        let before = self.files.get(&(kind, span));
        let generation = before.map_or(1, |before| before.name.generation + 1);
        let name = ColdName {
            kind,
            span,
            generation,
        };
        self.files.insert((kind, span), FileInfo { name, days, bytes: 1 });
    }

    fn seal(&mut self, kind: Kind, day: Day) {
        let before = self.files.get(&(kind, Span::Day(day)));
        let generation = before.map_or(1, |before| before.name.generation + 1);
        self.put(kind, Span::Day(day), vec![CoveredDay { day, generation }]);
    }

    fn infos(&self) -> Vec<FileInfo> {
        self.files.values().cloned().collect()
    }

    fn keep(&mut self, today: Day) {
        for step in plan(today, &self.infos()) {
            match step {
                Step::RollUp { raw, day } => {
                    let days = self.files[&(raw, Span::Day(day))].days.clone();
                    for kind in rolled(raw).into_iter().flatten() {
                        self.put(kind, Span::Day(day), days.clone());
                    }
                }
                Step::Compact { kind, month } => {
                    let mut days = BTreeMap::new();
                    let own = |info: &&FileInfo| {
                        info.name.kind == kind && month.contains(info.name.span.first_day())
                    };
                    for covered in self.files.values().filter(own).flat_map(|info| &info.days) {
                        let held = days.entry(covered.day).or_insert(covered.generation);
                        *held = covered.generation.max(*held);
                    }
                    assert!(!days.is_empty(), "{kind:?} {month}: nothing to pack");
                    let gone = |key: &(Kind, Span)| key.0 == kind && month.contains(key.1.first_day());
                    self.files.retain(|key, _| !gone(key));
                    let days = days
                        .into_iter()
                        .map(|(day, generation)| CoveredDay { day, generation });
                    self.put(kind, Span::Month(month), days.collect());
                }
                Step::Remove(name) => {
                    let removed = self.files.remove(&(name.kind, name.span));
                    assert_eq!(removed.map(|info| info.name), Some(name));
                }
            }
        }
    }

    fn days(&self, kind: Kind) -> BTreeMap<Day, u32> {
        let of_kind = self.files.values().filter(|info| info.name.kind == kind);
        let mut days = BTreeMap::new();
        for covered in of_kind.flat_map(|info| &info.days) {
            let held = days.entry(covered.day).or_insert(covered.generation);
            *held = covered.generation.max(*held);
        }
        days
    }

    fn files_of(&self, kind: Kind) -> usize {
        self.files.keys().filter(|(held, _)| *held == kind).count()
    }
}

const BEGIN: Day = Day(20_500);
const DAYS: i32 = 480;
/// Twelve months, the settling and the running one's days, and a file for each day with late facts.
const FILES_OF_A_YEAR_MAX: usize = 12 + 31 + 4;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3))]

    #[test]
    fn everything_is_kept_as_long_as_it_must_and_no_longer(late in prop::collection::vec((0..DAYS, 0..RAW_KEPT_DAYS), 0..40), skip in 0_i32..9) {
        let mut folder = Folder::default();
        let mut sealed: BTreeMap<Day, u32> = BTreeMap::new();
        let mut late_days = 0;
        for number in 0..DAYS {
            let today = BEGIN.plus(number);
            // Now and then the daemon does not run and nothing is sealed or kept.
            if number % 10 < skip && number > 30 && number % 90 < 10 {
                continue;
            }
            folder.seal(Kind::Probes, today.plus(-1));
            *sealed.entry(today.plus(-1)).or_default() += 1;
            for (_, back) in late.iter().filter(|(on, _)| *on == number) {
                let day = today.plus(-1 - back);
                if sealed.contains_key(&day) && folder.files.contains_key(&(Kind::Probes, Span::Day(day))) {
                    folder.seal(Kind::Probes, day);
                    *sealed.entry(day).or_default() += 1;
                    late_days += 1;
                }
            }
            folder.keep(today);
            prop_assert_eq!(plan(today, &folder.infos()), [], "a second plan has nothing to do");

            prop_assert_eq!(&folder.days(Kind::LineDays), &sealed, "days are kept for ever, of the newest generation");
            let raw = folder.days(Kind::Probes);
            let expected = sealed.range(today.plus(-RAW_KEPT_DAYS)..).map(|(day, generation)| (*day, *generation));
            prop_assert_eq!(raw, expected.collect::<BTreeMap<_, _>>());
            let hours = folder.days(Kind::LineHours);
            let first_kept = today.month().unwrap().minus(HOURS_KEPT_MONTHS).first_day();
            prop_assert_eq!(hours, sealed.range(first_kept..).map(|(day, generation)| (*day, *generation)).collect::<BTreeMap<_, _>>());
            let years = 1 + number as usize / 365;
            prop_assert!(folder.files_of(Kind::LineDays) <= years * FILES_OF_A_YEAR_MAX + late_days);
        }
    }
}

#[test]
fn raw_days_stay_until_they_are_rolled_up_however_old() {
    let mut folder = Folder::default();
    folder.seal(Kind::Presence, BEGIN);
    let steps = plan(BEGIN.plus(400), &folder.infos());
    let name = folder.files[&(Kind::Presence, Span::Day(BEGIN))].name;
    let roll_up = Step::RollUp {
        raw: Kind::Presence,
        day: BEGIN,
    };
    assert_eq!(steps.first(), Some(&roll_up));
    assert_eq!(steps.last(), Some(&Step::Remove(name)));
}
