//! What is typed of a target, added up over the tree, beside a naive sum; and what of it is kept between questions.

use crate::world::{NOW, World};
use kiemke_core::cold::Day;
use kiemke_core::entry::Entry;
use kiemke_core::figures::{FigureChange, FigureFact, FigureKey, FiguresChanged, Indicator};
use kiemke_core::query::{self, JudgedBy, PartsPage};
use kiemke_core::units::{Fact, Period, Stated, UnitChange, UnitsChanged};
use kiemke_wire::ids::{FigureId, UnitKey};
use kiemke_wire::time::DAY_MS;
use kiemke_wire::view::Known;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// The root, two communes, three schools, and a site of the first of them.
const UNITS: [(u32, u32, &str); 6] = [
    (2, 1, "commune"),
    (3, 1, "commune"),
    (4, 2, "school"),
    (5, 2, "school"),
    (6, 3, "school"),
    (7, 4, "site"),
];
const TARGETS: [&str; 2] = ["T1", "T7"];

#[derive(Clone, Debug)]
enum Step {
    /// A unit, a target, days from today, days long, a value; none takes it back.
    Type(u32, usize, i32, i32, Option<(u64, u64)>),
    /// A school belongs to another commune.
    Rehang(u32, u32),
    Wait(i64),
}

fn step() -> impl Strategy<Value = Step> {
    let value = (0..5_u64, 5..9_u64);
    prop_oneof![
        4 => (1..8_u32, 0..2_usize, -3..2_i32, 0..4_i32, prop::option::weighted(0.8, value))
            .prop_map(|(unit, target, from, days, value)| Step::Type(unit, target, from, days, value)),
        1 => (4..7_u32, 2..4_u32).prop_map(|(school, commune)| Step::Rehang(school, commune)),
        1 => (0..3_i64).prop_map(Step::Wait),
    ]
}

/// Unit, indicator, and the period.
type SaidOf = (u32, usize, Day, Day);

/// What happened so far.
struct Story {
    world: World,
    /// The newest word on each figure, by unit, target, first and last day.
    said: BTreeMap<SaidOf, Option<(u64, u64)>>,
    above: BTreeMap<u32, u32>,
}

/// Numerator, denominator, and units that tell nothing.
type Sum = (u64, u64, u64);

impl Story {
    fn new() -> Self {
        let mut story = Self {
            world: World::new(),
            said: BTreeMap::new(),
            above: BTreeMap::new(),
        };
        story.units(&UNITS.map(|(unit, above, kind)| (unit, above, Some(kind))));
        story
    }

    fn units(&mut self, units: &[(u32, u32, Option<&str>)]) {
        let changes = units.iter().map(|(unit, above, kind)| {
            self.above.insert(*unit, *above);
            let kind = kind.map(|kind| Fact::Kind(kind.into()));
            let facts = kind.into_iter().chain([Fact::Parent(Some(UnitKey(*above)))]);
            UnitChange {
                unit: UnitKey(*unit),
                made: true,
                facts: facts.map(|fact| Stated::new(fact, Period::ALWAYS)).collect(),
            }
        });
        let changed = UnitsChanged {
            at: self.world.now,
            by: None,
            document: None,
            units: changes.collect(),
        };
        self.world.take(&Entry::UnitsChanged(changed));
    }

    fn today(&self) -> Day {
        self.world.fleet.today(self.world.now).day
    }

    fn tell(&mut self, step: &Step) {
        match *step {
            Step::Type(unit, target, from, days, value) => {
                let from = self.today().plus(from);
                let of = (unit, target, from, from.plus(days));
                self.said.insert(of, value);
                let key = FigureKey {
                    indicator: Indicator::Target(TARGETS[target].into()),
                    unit: UnitKey(unit),
                    from: of.2,
                    to: of.3,
                };
                let held = self.world.fleet.figures().find(&key).map(|held| held.id);
                let change = FigureChange {
                    id: held.unwrap_or(FigureId(self.world.fleet.figures().next_id().0)),
                    key,
                    fact: value.map(|(numerator, denominator)| FigureFact {
                        numerator,
                        denominator: Some(denominator),
                        source: "Báo cáo".into(),
                        dated: from,
                        note: None,
                    }),
                };
                let changed = FiguresChanged {
                    at: self.world.now,
                    by: None,
                    reason: None,
                    undoes: None,
                    figures: vec![change],
                };
                self.world.take(&Entry::FiguresChanged(Box::new(changed)));
            }
            Step::Rehang(school, commune) => self.units(&[(school, commune, None)]),
            Step::Wait(days) => self.world.now = self.world.now.plus(days * DAY_MS),
        }
    }

    /// What a unit says itself: of what holds today the newest to begin, else of what is over the last to end.
    fn own(&self, unit: u32, target: usize) -> Option<(u64, u64)> {
        let today = self.today();
        let said = self
            .said
            .iter()
            .filter(|((of, about, ..), _)| (*of, *about) == (unit, target));
        let told = said.filter_map(|((.., from, to), value)| Some((*from, *to, (*value)?)));
        let told: Vec<_> = told.collect();
        let holds = told.iter().filter(|(from, to, _)| (*from..=*to).contains(&today));
        let over = told.iter().filter(|(_, to, _)| *to < today);
        let newest = holds.max_by_key(|(from, to, _)| (*from, std::cmp::Reverse(*to)));
        newest
            .or_else(|| over.max_by_key(|(from, to, _)| (*to, *from)))
            .map(|told| told.2)
    }

    fn sum(&self, unit: u32, target: usize) -> Option<Sum> {
        if let Some((numerator, denominator)) = self.own(unit, target) {
            return Some((numerator, denominator, 0));
        }
        let below = self
            .above
            .iter()
            .filter(|(below, above)| **above == unit && **below != 7);
        let sums: Vec<Option<Sum>> = below.map(|(below, _)| self.sum(*below, target)).collect();
        let told: Vec<Sum> = sums.iter().flatten().copied().collect();
        let untold = sums.iter().filter(|sum| sum.is_none()).count() as u64;
        let (first, rest) = told.split_first()?;
        let all = rest
            .iter()
            .fold(*first, |all, one| (all.0 + one.0, all.1 + one.1, all.2 + one.2));
        Some((all.0, all.1, all.2 + untold))
    }

    fn check(&self) -> Result<(), TestCaseError> {
        let places = self.world.places(None, Known::Now);
        for unit in [1, 2, 3, 4, 5, 6] {
            let plan = query::plan(&places.scene, UnitKey(unit), JudgedBy::default()).unwrap();
            for (at, target) in TARGETS.iter().enumerate() {
                let found = plan.targets.iter().find(|found| found.id == *target).unwrap();
                let told = found
                    .value
                    .as_ref()
                    .map(|share| (share.ready, share.total, share.untold));
                prop_assert_eq!(told, self.sum(unit, at), "{} of {}", target, unit);
            }
        }
        // And of those right below, the same page by page.
        let page = PartsPage::of(None, Some(1), None).unwrap();
        let detail = query::target(&places.scene, UnitKey::ROOT, ("T1", &page), JudgedBy::default()).unwrap();
        let told = [2, 3]
            .into_iter()
            .filter_map(|unit| Some((UnitKey(unit), self.sum(unit, 0)?)));
        let told: Vec<(UnitKey, Sum)> = told.collect();
        prop_assert_eq!(detail.parts_total, told.len() as u64);
        prop_assert_eq!(detail.next.is_some(), told.len() > 1);
        let first = detail.parts.first().map(|row| {
            let share = row.value.as_ref().unwrap();
            (row.unit.key, (share.ready, share.total, share.untold))
        });
        prop_assert_eq!(first, told.first().copied());
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn what_is_typed_adds_up_however_often_it_is_asked_for(steps in prop::collection::vec(step(), 1..20)) {
        let mut story = Story::new();
        prop_assert_eq!(story.world.now, NOW);
        for step in steps {
            story.tell(&step);
            story.check()?;
        }
    }
}
