//! What must hold of the tree after a change, on every day: one parent each, no rings, kinds where they may stand,
//! codes that name one unit.
//!
//! What holds by now held when it was recorded, so the trees of the past as they were known then hold as well.

use crate::cold::Day;
use crate::units::{Fact, Period, Slot, Units, When};
use kiemke_config::kinds::{CodeScope, Kinds};
use kiemke_wire::ids::UnitKey;
use std::collections::BTreeSet;

/// Levels of the tree: province, district, commune, school, site, room, and as many again.
const DEPTH_MAX: u32 = 16;
/// Statements about one unit: one a month for forty years.
const FACTS_MAX: usize = 512;

/// Something that may not be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unit {unit}: {wrong}")]
pub struct Fault {
    /// Of which unit.
    pub unit: UnitKey,
    /// What is wrong.
    pub wrong: Wrong,
}

/// What is wrong with a unit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// The unit above is not there.
    #[error("there is no unit {0} to stand below")]
    NoParent(UnitKey),
    /// It would stand below itself.
    #[error("it would stand below itself from {0} on")]
    Ring(Day),
    /// The tree is too deep.
    #[error("it would stand deeper than {DEPTH_MAX} levels")]
    TooDeep,
    /// The root stays where it is.
    #[error("the root stands below nothing and is not closed")]
    Root,
    /// The kind is not one of that day's administration.
    #[error("{kind:?} is no kind of {administration}; {known} are")]
    Kind {
        /// The kind.
        kind: String,
        /// The administration.
        administration: String,
        /// Its kinds.
        known: String,
    },
    /// The kind does not stand there.
    #[error("a {kind} does not stand below a {parent} ({administration})")]
    Place {
        /// The kind.
        kind: String,
        /// The kind above.
        parent: String,
        /// The administration.
        administration: String,
    },
    /// Another unit has the code.
    #[error("{system}:{value} is the code of {by} from {from} on")]
    Code {
        /// Whose codes these are.
        system: String,
        /// The code.
        value: String,
        /// Who has it.
        by: UnitKey,
        /// The first day on which both would have it.
        from: String,
    },
    /// It has been changed too often.
    #[error("more than {FACTS_MAX} statements about it")]
    TooMany,
}

/// What is wrong with the units that were changed. `changed` says for which days; `today` is the day by which kinds
/// are judged that hold until further notice.
pub fn check(units: &Units, changed: &BTreeSet<(UnitKey, Period)>, kinds: &Kinds, today: Day) -> Vec<Fault> {
    let judge = Judge { units, kinds, today };
    let mut faults = Vec::new();
    for (unit, period) in changed {
        let wrong = judge.unit(*unit, *period);
        faults.extend(wrong.into_iter().map(|wrong| Fault { unit: *unit, wrong }));
    }
    faults.dedup();
    faults
}

struct Judge<'a> {
    units: &'a Units,
    kinds: &'a Kinds,
    today: Day,
}

impl Judge<'_> {
    fn unit(&self, unit: UnitKey, period: Period) -> Vec<Wrong> {
        let mut wrongs = Vec::new();
        let Some(record) = self.units.get(unit) else {
            return vec![Wrong::NoParent(unit)];
        };
        if record.facts.len() > FACTS_MAX {
            wrongs.push(Wrong::TooMany);
        }
        if unit == UnitKey::ROOT {
            let moved = record.facts.iter().any(|said| {
                matches!(said.fact.slot(), Slot::Parent | Slot::Closed) && !said.fact.says_nothing()
            });
            wrongs.extend(moved.then_some(Wrong::Root));
        } else {
            wrongs.extend(self.climb(unit, unit, period, 0).err());
            if wrongs.is_empty() {
                wrongs.extend(self.kind(unit, period).err());
            }
        }
        wrongs.extend(self.codes(unit, period).err());
        wrongs
    }

    /// Walks up from `at` on all days of the period; `start` must not be met.
    fn climb(&self, start: UnitKey, at: UnitKey, period: Period, depth: u32) -> Result<(), Wrong> {
        if depth > DEPTH_MAX {
            return Err(Wrong::TooDeep);
        }
        let record = self.units.get(at).ok_or(Wrong::NoParent(at))?;
        for (days, fact) in record.spans(Slot::Parent, period) {
            let Some(Fact::Parent(Some(parent))) = fact else {
                continue;
            };
            if *parent == start {
                return Err(Wrong::Ring(days.from));
            }
            if *parent != UnitKey::ROOT {
                self.climb(start, *parent, days, depth + 1)?;
            } else if self.units.get(UnitKey::ROOT).is_none() {
                return Err(Wrong::NoParent(*parent));
            }
        }
        Ok(())
    }

    /// Judged on one day: the last one for which something was said, today when that is open.
    fn kind(&self, unit: UnitKey, period: Period) -> Result<(), Wrong> {
        let day = period.last_day().unwrap_or(self.today.max(period.from));
        let when = When::known_now(day);
        let Some(record) = self
            .units
            .get(unit)
            .filter(|record| record.closed(when).is_none())
        else {
            return Ok(());
        };
        let Some(parent) = record.parent(when).and_then(|parent| self.units.get(parent)) else {
            return Ok(());
        };
        let administration = self.kinds.on(day.0);
        let named = administration
            .kind(record.kind(when))
            .ok_or_else(|| Wrong::Kind {
                kind: record.kind(when).to_owned(),
                administration: administration.name.clone(),
                known: administration.names().collect::<Vec<_>>().join(", "),
            })?;
        // What stands below a kind that is not known (an older one) is not judged.
        let Some(above) = administration.kind(parent.kind(when)) else {
            return Ok(());
        };
        if named.below.contains(&above.tier) || parent.closed(when).is_some() {
            return Ok(());
        }
        Err(Wrong::Place {
            kind: named.name.clone(),
            parent: above.name.clone(),
            administration: administration.name.clone(),
        })
    }

    fn codes(&self, unit: UnitKey, period: Period) -> Result<(), Wrong> {
        let record = self.units.get(unit).ok_or(Wrong::NoParent(unit))?;
        let mine = record.facts.iter().filter_map(|said| match &said.fact {
            Fact::Code {
                system,
                value: Some(value),
            } => Some((system, value, said.period.and(period)?)),
            _ => None,
        });
        for (system, value, days) in mine {
            let scope = self.kinds.scope(system);
            if scope == CodeScope::Free {
                continue;
            }
            for other in self.units.with_code(value).iter().filter(|other| **other != unit) {
                let both = self.both_have(unit, *other, system, value, days, scope);
                if let Some(from) = both {
                    return Err(Wrong::Code {
                        system: system.to_string(),
                        value: value.to_string(),
                        by: *other,
                        from: Period::since(from)
                            .first_day()
                            .map_or("the beginning".into(), |day| day.to_string()),
                    });
                }
            }
        }
        Ok(())
    }

    /// The first day on which both have the code where one only may.
    fn both_have(
        &self,
        one: UnitKey,
        other: UnitKey,
        system: &str,
        value: &str,
        days: Period,
        scope: CodeScope,
    ) -> Option<Day> {
        let held = |unit: UnitKey| {
            let record = self.units.get(unit);
            let spans = record.map_or(Vec::new(), |record| record.spans(Slot::Code(system), days));
            let has = move |(days, fact): (Period, Option<&Fact>)| match fact {
                Some(Fact::Code {
                    value: Some(held), ..
                }) if **held == *value => Some(days),
                _ => None,
            };
            spans.into_iter().filter_map(has).collect::<Vec<_>>()
        };
        let others = held(other);
        for mine in held(one) {
            for both in others.iter().filter_map(|theirs| mine.and(*theirs)) {
                if scope == CodeScope::Everywhere {
                    return Some(both.from);
                }
                let above = |unit: UnitKey| {
                    let record = self.units.get(unit)?;
                    record.parent(When::known_now(both.from.max(days.from)))
                };
                if above(one) == above(other) {
                    return Some(both.from);
                }
            }
        }
        None
    }
}
