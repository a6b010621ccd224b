//! The leaves of a site as they stood on past days: by what was known at the end of each, and by what is known now.
//!
//! A row of a later day tells of an earlier one when nothing that its people say is younger: a roster of 5 September
//! that came on the 20th, answers of the 10th that were typed on the 25th. Then people and answers of that row count
//! from their own day on, and lines, stocktakes and labs stay those of the earlier day. Who holds which machine is told
//! together with what they answered, so that is of the later row. Declarations that name an earlier day count from it.

use crate::cold::Day;
use crate::leaves::PastDay;
use crate::leaves::kept::unpacked;
use crate::readiness::{LeafFacts, LeafKey, People, Place, PoolFacts};
use kiemke_wire::ids::UnitKey;
use std::collections::{BTreeMap, BTreeSet};

/// The leaves of a site on one day.
pub type SiteLeavesOn = BTreeMap<LeafKey, LeafFacts>;

/// See the top of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SitePast(Vec<(Day, SiteLeavesOn)>);

impl SitePast {
    /// From the days that rows hold, in their order; what cannot be read is left out.
    pub fn of(site: UnitKey, days: Vec<PastDay>) -> Self {
        let days = days.into_iter().map(|past| {
            let leaves = unpacked(site, past.day, &past.leaves).collect();
            (past.day, leaves)
        });
        Self(days.collect())
    }

    /// The days on which something was other than before.
    pub fn days(&self) -> impl Iterator<Item = Day> + '_ {
        self.0.iter().map(|(day, _)| *day)
    }

    /// The days from which on something may be known otherwise than of the day before.
    pub(crate) fn changes(&self) -> BTreeSet<Day> {
        let mut changes: BTreeSet<Day> = self.days().collect();
        for facts in self.0.iter().flat_map(|(_, leaves)| leaves.values()) {
            changes.extend(facts.told_on);
            changes.extend(facts.survey_complete_on);
            for place in &facts.places {
                changes.extend(place.lines_complete_on);
                let results = place.lines.iter().filter_map(|line| line.result.as_ref());
                changes.extend(results.map(|result| result.made_on));
            }
        }
        changes
    }

    /// As known at the end of the day; none before the first.
    pub fn then(&self, day: Day) -> Option<&SiteLeavesOn> {
        let at = self.0.partition_point(|(kept, _)| *kept <= day);
        self.0.get(at.checked_sub(1)?).map(|(_, leaves)| leaves)
    }

    /// The same without what was recorded of a day.
    pub(super) fn without(&self, day: Day) -> Self {
        let days = self.0.iter().filter(|(kept, _)| *kept != day);
        Self(days.cloned().collect())
    }

    /// As known now.
    pub fn now(&self, day: Day) -> SiteLeavesOn {
        let later = self.0.partition_point(|(kept, _)| *kept <= day);
        let mut leaves = self.then(day).cloned().unwrap_or_default();
        let mut best: BTreeMap<LeafKey, &LeafFacts> = BTreeMap::new();
        for (key, facts) in self.0[later..].iter().flat_map(|(_, leaves)| leaves) {
            let held = best.get(key).copied().or_else(|| leaves.get(key));
            let tells_of_it = facts.told_on.is_some_and(|on| on <= day);
            if tells_of_it && held.is_none_or(|held| is_better_known(held, facts)) {
                best.insert(*key, facts);
            }
        }
        let learned: Vec<(LeafKey, LeafFacts)> = best
            .into_iter()
            .map(|(key, facts)| (key, with_people_of(facts, leaves.get(&key), day)))
            .collect();
        leaves.extend(learned);
        for (key, facts) in self.0[later..].iter().flat_map(|(_, leaves)| leaves) {
            if let Some(held) = leaves.get_mut(key) {
                declared_late(held, facts, day);
            }
        }
        leaves
    }
}

/// Of two head counts of one day the later recorded one is its correction.
fn is_better_known(held: &LeafFacts, later: &LeafFacts) -> bool {
    let is_count = matches!(later.people, People::HeadCount { .. });
    rank(held) < rank(later) || (is_count && rank(held) == rank(later) && held.people != later.people)
}

/// A roster tells more than a number, and a younger one more than an older one.
fn rank(facts: &LeafFacts) -> (u8, Option<Day>) {
    let kind = match facts.people {
        People::NoRoster => 0,
        People::HeadCount { .. } => 1,
        People::Roster { .. } => 2,
    };
    (kind, facts.told_on)
}

/// The people of a later row with the evidence of the day.
fn with_people_of(later: &LeafFacts, held: Option<&LeafFacts>, day: Day) -> LeafFacts {
    let up_to = |on: Option<Day>| on.filter(|on| *on <= day);
    let mut facts = later.clone();
    facts.survey_complete_on = held
        .and_then(|held| held.survey_complete_on)
        .or(up_to(later.survey_complete_on));
    for place in &mut facts.places {
        let of_day = held.and_then(|held| held.places.iter().find(|held| held.site == place.site));
        match of_day {
            Some(of_day) => {
                *place = Place {
                    students: place.students,
                    students_in_busiest_shift: place.students_in_busiest_shift,
                    ..of_day.clone()
                };
            }
            None => {
                place.lines_complete_on = up_to(place.lines_complete_on);
                for line in &mut place.lines {
                    line.result = line.result.filter(|result| result.made_on <= day);
                }
            }
        }
    }
    if let Some(held) = held {
        let others = later.pools.iter().map(|pool| &pool.others);
        facts.pools = match held.pools.len() == later.pools.len() {
            true => {
                let pools = held.pools.iter().zip(others);
                pools
                    .map(|(pool, others)| PoolFacts {
                        others: others.clone(),
                        ..pool.clone()
                    })
                    .collect()
            }
            false => held.pools.clone(),
        };
    }
    facts
}

fn declared_late(held: &mut LeafFacts, later: &LeafFacts, day: Day) {
    let up_to = |on: Option<Day>| on.filter(|on| *on <= day);
    held.survey_complete_on = held.survey_complete_on.or(up_to(later.survey_complete_on));
    for place in &mut held.places {
        if let Some(told) = later.places.iter().find(|told| told.site == place.site) {
            place.lines_complete_on = place.lines_complete_on.or(up_to(told.lines_complete_on));
        }
    }
}

#[cfg(test)]
mod tests;
