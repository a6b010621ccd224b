//! When all schools of a day are closed: the things of all units, the counts of those above schools, and what became known
//! of earlier days.

use super::{LeafMaker, NotMade};
use crate::past;
use kiemke_config::profile::Profile;
use kiemke_core::cold::Day;
use kiemke_core::leaves::{
    DaySums, Judge, LateSite, PackedSums, SitePast, SummedDays, Summing, Sums, UnitSums, corrected,
};
use kiemke_core::query::Standards;
use kiemke_core::readiness::Ages;
use kiemke_core::{Command, Fleet};
use kiemke_wire::date::Date;
use kiemke_wire::ids::UnitKey;
use std::collections::BTreeMap;

/// Counts of one command: each takes about a kilobyte as an entry.
const SUMS_AT_ONCE: usize = 500;
/// What an entry takes for the counts of a unit, bytes.
const SUMS_BYTES: usize = 1024;

/// What is to be taken away from the counts of a unit on a day, and added to them.
type Late = BTreeMap<(UnitKey, Day), [Sums; 2]>;

impl LeafMaker {
    /// Keeps the counts of a day that is over; whether there was something to do.
    pub(super) fn sum(&self, day: Day) -> Result<bool, NotMade> {
        if self.summed.get() == Some(day) {
            return Ok(false);
        }
        let kept = self.kept(UnitKey::ROOT, day)?;
        if kept.newest().is_none_or(|(newest, _)| newest < day) {
            // What was closed may stand in a group that is not in the store yet; after this it is.
            self.hand.tick()?;
            // Beside the work: nobody waits for a lock while it counts.
            let mut fleet: Fleet = self.ask(Fleet::clone);
            fleet.find_ties();
            // Things first: with the root's counts of people the day is told.
            self.keep_items(&fleet, day)?;
            self.sum_of(&fleet, day)?;
        }
        self.summed.set(Some(day));
        Ok(true)
    }

    fn sum_of(&self, fleet: &Fleet, day: Day) -> Result<(), NotMade> {
        let standards = self.rules.in_force.now();
        let profile = counted_by(&standards)?;
        let judge = Judge::of(profile, &standards.levels);
        let ages = |day| standards.ages(day);
        let Summing { sums, late } = fleet.summing(day, &judge, &ages(day));
        let late = self.late(&late, day, &judge, ages)?;
        let mut made = Vec::new();
        for ((unit, on), [taken, added]) in &late {
            // What is not kept of a day is counted from the rows of its sites, which know it already.
            if let Some(held) = self.kept(*unit, *on)?.on(*on, kiemke_wire::view::Known::Now) {
                made.push(UnitSums {
                    unit: *unit,
                    day: *on,
                    late: true,
                    sums: PackedSums::of(&corrected(held, taken, added)),
                });
            }
        }
        // The root comes last: with it the day is kept.
        for (unit, sums) in sums.iter().rev() {
            let kept = self.kept(*unit, day)?;
            let same = kept
                .newest()
                .is_some_and(|(newest, held)| is_same_month(newest, day) && held == sums);
            if !same || *unit == UnitKey::ROOT {
                made.push(UnitSums {
                    unit: *unit,
                    day,
                    late: false,
                    sums: PackedSums::of(sums),
                });
            }
        }
        for part in made.chunks(SUMS_AT_ONCE) {
            let sums = DaySums {
                at: self.clock.now(),
                profile: profile.id.clone(),
                version: profile.version,
                sums: part.to_vec(),
            };
            let command = Command::SumsFound(Box::new(sums));
            self.hand.submit(command, part.len() * SUMS_BYTES)?;
        }
        Ok(())
    }

    fn late(
        &self,
        sites: &[LateSite],
        day: Day,
        judge: &Judge<'_>,
        ages: impl Fn(Day) -> Ages,
    ) -> Result<Late, NotMade> {
        let mut late = Late::new();
        for LateSite { site, above } in sites {
            let days = past::site_past(&*self.store, *site, day)?;
            let changes = SitePast::of(*site, days).late_on(day, judge, &ages);
            for (on, taken, added) in changes {
                for unit in above {
                    let held = late.entry((*unit, on)).or_default();
                    for (held, sums) in held.iter_mut().zip([&taken, &added]) {
                        for (key, sum) in sums {
                            held.entry(*key).or_default().add(sum);
                        }
                    }
                }
            }
        }
        Ok(late)
    }

    fn kept(&self, unit: UnitKey, day: Day) -> Result<SummedDays, NotMade> {
        let kept = past::sums_of(&*self.store, unit, day, day)?;
        let standards = self.rules.in_force.now();
        let profile = counted_by(&standards)?;
        Ok(SummedDays::of(kept, (&profile.id, profile.version)))
    }
}

/// The profile by which counts are kept: that of the plan that counts.
fn counted_by(standards: &Standards) -> Result<&Profile, NotMade> {
    Ok(standards.profile(None, standards.plan(None)?)?)
}

fn is_same_month(one: Day, other: Day) -> bool {
    let month = |day: Day| {
        Date::of_unix_days(day.0)
            .to_string()
            .chars()
            .take(7)
            .collect::<String>()
    };
    month(one) == month(other)
}
