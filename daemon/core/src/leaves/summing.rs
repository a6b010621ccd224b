//! At the end of a day: the counts of every unit above schools, and what became known that day about earlier ones.

use crate::cold::Day;
use crate::fleet::Fleet;
use crate::leaves::day_sums::less;
use crate::leaves::kept::unpacked;
use crate::leaves::{Judge, SitePast, Sums};
use crate::readiness::Ages;
use crate::units::When;
use kiemke_wire::ids::UnitKey;
use std::collections::BTreeMap;

/// How far back something that became known is told of: a school year with its holidays.
pub const LATE_DAYS: i32 = 400;

/// What is known of a day that is over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summing {
    /// The counts of each unit above schools.
    pub sums: BTreeMap<UnitKey, Sums>,
    /// Sites whose people told on that day of earlier ones, as far as the state knows: their rows tell.
    pub late: Vec<LateSite>,
}

/// A site that may have become known late.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LateSite {
    /// The site.
    pub site: UnitKey,
    /// The units above schools in which it lies.
    pub above: Vec<UnitKey>,
}

impl Fleet {
    /// The counts at the end of a day whose schools are all closed.
    pub fn summing(&self, day: Day, judge: &Judge<'_>, ages: &Ages) -> Summing {
        let when = When::known_now(day);
        let tree = self.tree(when);
        let mut summing = Summing::default();
        let sites: Vec<Sums> = tree
            .order()
            .iter()
            .map(|(unit, _)| {
                let mut sums = Sums::new();
                if let Some((on, leaves)) = self.closed_leaves(*unit) {
                    let leaves: Vec<_> = unpacked(*unit, on, leaves).collect();
                    judge.add(&mut sums, leaves.iter().map(|(key, facts)| (key, facts)), ages);
                    let tells_of_before = leaves
                        .iter()
                        .any(|(_, facts)| facts.told_on.is_some_and(|told| told < day));
                    if on == day && tells_of_before {
                        summing.late.push(LateSite {
                            site: *unit,
                            above: Vec::new(),
                        });
                    }
                }
                sums
            })
            .collect();
        for (unit, _) in tree
            .order()
            .iter()
            .filter(|(unit, _)| self.is_above_schools(*unit, when))
        {
            let mut of_unit = Sums::new();
            for (key, sum) in sites[tree.ranks(*unit)].iter().flatten() {
                of_unit.entry(*key).or_default().add(sum);
            }
            summing.sums.insert(*unit, of_unit);
        }
        for late in &mut summing.late {
            let mut above = self.unit(late.site).and_then(|record| record.parent(when));
            while let Some(unit) = above {
                if self.is_above_schools(unit, when) {
                    late.above.push(unit);
                }
                above = self.unit(unit).and_then(|record| record.parent(when));
            }
        }
        summing
    }

    /// Whether counts of a unit are kept day by day: a school's are told by its own leaves.
    pub fn is_above_schools(&self, unit: UnitKey, when: When) -> bool {
        let kind = self.unit(unit).map_or("", |record| record.kind(when));
        !["school", "site", "room", "class"].contains(&kind)
    }
}

impl SitePast {
    /// What its newest row, that of `day`, changes about earlier days: the counts that are to be taken away and added.
    pub fn late_on(&self, day: Day, judge: &Judge<'_>, ages: impl Fn(Day) -> Ages) -> Vec<(Day, Sums, Sums)> {
        let before = self.without(day);
        let told = self.then(day).into_iter().flatten();
        let first = told.filter_map(|(_, facts)| facts.told_on).min();
        let Some(first) = first else { return Vec::new() };
        let first = first.max(day.plus(-LATE_DAYS));
        let mut late = Vec::new();
        for on in (first.0..day.0).map(Day) {
            let (was, is) = (before.now(on), self.now(on));
            if was != is {
                let ages = ages(on);
                let counted = |leaves| {
                    let mut sums = Sums::new();
                    judge.add(&mut sums, leaves, &ages);
                    sums
                };
                late.push((on, counted(was.iter()), counted(is.iter())));
            }
        }
        late
    }
}

/// Counts with some taken away and others added.
pub fn corrected(sums: &Sums, taken: &Sums, added: &Sums) -> Sums {
    let mut corrected = sums.clone();
    for (key, sum) in added {
        corrected.entry(*key).or_default().add(sum);
    }
    for (key, sum) in taken {
        let held = corrected.entry(*key).or_default();
        *held = less(held, sum);
    }
    corrected
}
