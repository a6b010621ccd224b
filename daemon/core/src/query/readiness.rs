//! Who is ready, at a unit and at each part of it: sums of judged leaves, as far as the reader may see them.

use crate::cold::Day;
use crate::dated::When;
use crate::fleet::Fleet;
use crate::leaves::{Judged, LeafSum, Sums};
use crate::query::parts::Part;
use crate::query::past::Past;
use crate::query::shown::{COUNTED, Shown, Shows};
use crate::query::{PartsPage, Scene};
use crate::readiness::small_cells::PEOPLE_MIN;
use crate::readiness::{Aim, LeafKey, Range, Split, Tally, Verdict, aim_of, is_counted, parts};
use crate::refusal::Refusal;
use crate::units::Tree;
use kiemke_config::group::Group;
use kiemke_config::level::Levels;
use kiemke_config::plan::{Computed, Plan};
use kiemke_config::profile::{Lab, Profile};
use kiemke_wire::date::Date;
use kiemke_wire::ids::UnitKey;
use kiemke_wire::view::{
    Counts, GroupReadiness, Known, Missing, ProfileName, ReadinessRow, ReadinessTable, Share, Verdict as Told,
};
use std::sync::Arc;

/// Into what a unit is taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PartsBy {
    /// Into nothing: the whole alone.
    Nothing,
    /// The units right below, a page of them.
    Units(PartsPage),
    /// Levels of schools.
    Levels,
}

/// By what a question is judged, and of which day.
#[derive(Clone, Copy, Default)]
pub struct JudgedBy<'a> {
    /// The plan; the one that counts when none is named.
    pub plan: Option<&'a str>,
    /// The profile; the plan's when none is named.
    pub profile: Option<&'a str>,
    /// A past day, as read for this very question; today when there is none.
    pub past: Option<&'a Past>,
}

/// What judges, and of which day.
#[derive(Clone)]
pub(crate) struct Bench<'a> {
    fleet: &'a Fleet,
    pub(crate) plan: &'a Plan,
    pub(crate) profile: &'a Profile,
    counted: Counted<'a>,
    pub(crate) tree: Arc<Tree>,
    pub(crate) when: When,
    pub(crate) known: Known,
}

/// Where counts come from.
#[derive(Clone)]
enum Counted<'a> {
    Today(Arc<Judged>),
    Past(&'a Past),
}

impl<'a> Bench<'a> {
    /// By a plan and a profile of these names, or those that count.
    pub(crate) fn of(scene: &Scene<'a>, by: JudgedBy<'a>) -> Result<Self, Refusal> {
        let standards = scene.standards;
        let plan = standards.plan(by.plan)?;
        let profile = standards.profile(by.profile, plan)?;
        let (counted, when, known) = match by.past {
            Some(past) => (Counted::Past(past), past.when, past.known),
            None => {
                let when = scene.today();
                let ages = standards.ages(when.day);
                let judged = scene.fleet.judged(profile, &standards.levels, &ages);
                (Counted::Today(judged), when, Known::Now)
            }
        };
        Ok(Self {
            counted,
            tree: scene.fleet.tree(by.past.map_or(when, |past| past.tree)),
            fleet: scene.fleet,
            plan,
            profile,
            when,
            known,
        })
    }

    /// Whether it is a day that is over.
    pub(crate) fn is_past(&self) -> bool {
        self.past().is_some()
    }

    /// What was read of that day.
    pub(crate) fn past(&self) -> Option<&'a Past> {
        match &self.counted {
            Counted::Past(past) => Some(past),
            Counted::Today(_) => None,
        }
    }

    pub(crate) fn is_room(&self, unit: UnitKey) -> bool {
        self.fleet
            .unit(unit)
            .is_some_and(|record| record.kind(self.when) == "room")
    }

    /// The question about a unit, as parameters of a path.
    pub(crate) fn asked_of(&self, unit: UnitKey) -> String {
        let mut asked = format!("unit={unit}&plan={}&profile={}", self.plan.id, self.profile.id);
        if self.is_past() {
            let known = match self.known {
                Known::Then => "then",
                Known::Now => "now",
            };
            asked.push_str(&format!("&at={}&known={known}", date(self.day())));
        }
        asked
    }

    /// Whether a unit is a room or a site: those tell nothing of targets.
    pub(crate) fn is_place(&self, unit: UnitKey) -> bool {
        let kind = self.fleet.unit(unit).map_or("", |record| record.kind(self.when));
        ["room", "site"].contains(&kind)
    }

    pub(crate) fn day(&self) -> Day {
        self.when.day
    }

    pub(crate) fn profile_name(&self) -> ProfileName {
        ProfileName {
            name: self.profile.id.clone(),
            version: self.profile.version,
            source: self.profile.source.as_ref().map(crate::query::plan::both),
        }
    }

    /// The counts by which the profile judges.
    pub(crate) fn headline(&self, tally: &Tally) -> Split {
        headline(self.profile, tally)
    }

    pub(crate) fn sums(&self, unit: UnitKey) -> Arc<Sums> {
        match &self.counted {
            Counted::Today(judged) => judged.sums(&self.tree, unit),
            Counted::Past(past) => past.sums.get(&unit).cloned().unwrap_or_default(),
        }
    }
}

/// The table of a unit.
///
/// # Errors
/// When there is no such plan or profile.
pub fn readiness(
    scene: &Scene<'_>,
    unit: UnitKey,
    parts_by: PartsBy,
    by: JudgedBy<'_>,
) -> Result<ReadinessTable, Refusal> {
    let bench = Bench::of(scene, by)?;
    let shown = Shown::of_whole(scene, &bench, unit);
    let shown = match &parts_by {
        PartsBy::Nothing => shown,
        PartsBy::Units(_) => shown.with_parts(scene, &bench, unit),
        PartsBy::Levels => shown.with_levels(scene, &bench, unit),
    };
    let row = |of: UnitKey, level: Option<(u8, String)>, sums: &Sums, shown: [Shows; 2]| {
        let [students, teachers] = [Group::Students, Group::Teachers].map(|group| {
            group_readiness(
                scene,
                &bench,
                sums,
                group,
                level.as_ref().map(|(number, _)| *number),
            )
        });
        let withhold = |told: GroupReadiness, shows: Shows| match (shows, scene.reader.sees_people()) {
            (Shows::All, true) => told,
            (Shows::All, false) => without_small(told),
            (Shows::Total | Shows::Nothing, _) => GroupReadiness {
                share: withheld(&told.share, shows),
                ..GroupReadiness::default()
            },
        };
        ReadinessRow {
            unit: scene.unit_at(of, bench.when),
            level: level.map(|(_, id)| id),
            students: withhold(students, shown[0]),
            teachers: withhold(teachers, shown[1]),
        }
    };
    let sums = bench.sums(unit);
    let (parts, parts_total, next) = match parts_by {
        PartsBy::Nothing => (Vec::new(), 0, None),
        PartsBy::Units(page) => {
            let told = page.cut(counted_below(scene, &bench, &shown, unit, page.is_by_unknown()));
            let rows = told.parts.into_iter();
            let rows = rows.map(|part| row(part.unit, None, &part.row, shown.part(part.unit)));
            (rows.collect(), told.total, told.next)
        }
        PartsBy::Levels => {
            let levels = scene.standards.levels.levels.iter();
            let told = levels.filter(|level| sums.keys().any(|(number, _)| *number == level.number));
            let rows: Vec<ReadinessRow> = told
                .map(|level| {
                    let named = Some((level.number, level.id.clone()));
                    row(unit, named, &sums, shown.level(level.number))
                })
                .collect();
            let total = rows.len() as u64;
            (rows, total, None)
        }
    };
    Ok(ReadinessTable {
        path: scene.path(unit, bench.when),
        profile: bench.profile_name(),
        at: date(bench.day()),
        known: bench.known,
        whole: row(unit, None, &sums, shown.whole()),
        parts,
        parts_total,
        next,
    })
}

/// The units right below one in which somebody is counted; how much is unknown of them where that is asked for.
fn counted_below(
    scene: &Scene<'_>,
    bench: &Bench<'_>,
    shown: &Shown,
    unit: UnitKey,
    by_unknown: bool,
) -> Vec<Part<Arc<Sums>>> {
    let unknown = |part: UnitKey, sums: &Sums| -> u64 {
        let groups = COUNTED.into_iter().zip(shown.part(part));
        let shown = groups.filter(|(_, shows)| *shows == Shows::All);
        let counted =
            shown.flat_map(|(computed, _)| sums_counted(&scene.standards.levels, sums, computed, None));
        counted.map(|sum| bench.headline(&sum.tally).unknown).sum()
    };
    let below = bench.tree.children(unit).map(|part| (part, bench.sums(part)));
    // What has nobody to count says nothing.
    let told = below.filter(|(_, sums)| !sums.is_empty());
    let ranked = told.map(|(part, sums)| Part {
        unit: part,
        unknown: if by_unknown { unknown(part, &sums) } else { 0 },
        row: sums,
    });
    ranked.collect()
}

/// What is computed of people, of some level or of all that count.
pub(crate) fn sum_of(scene: &Scene<'_>, sums: &Sums, computed: Computed, level: Option<u8>) -> LeafSum {
    let mut sum = LeafSum::default();
    sums_counted(&scene.standards.levels, sums, computed, level).for_each(|counted| sum.add(counted));
    sum
}

/// The counts by which a profile judges.
pub(crate) fn headline(profile: &Profile, tally: &Tally) -> Split {
    let people = profile.people.as_ref();
    match people.map_or(Lab::Shown, |people| people.lab) {
        Lab::Counted => tally.pooled,
        Lab::Shown => tally.alone,
    }
}

/// The sums of levels and groups that make it up.
pub(crate) fn sums_counted<'a>(
    levels: &'a Levels,
    sums: &'a Sums,
    computed: Computed,
    level: Option<u8>,
) -> impl Iterator<Item = &'a LeafSum> {
    let counted = sums.iter().filter(move |((number, group), _)| {
        let key = LeafKey {
            site: UnitKey::ROOT,
            level: *number,
            group: *group,
        };
        level.is_none_or(|level| level == *number) && is_counted(computed, &key, levels)
    });
    counted.map(|(_, sum)| sum)
}

/// The share of a computed target; none for one that is not of people.
pub(crate) fn computed_share(
    scene: &Scene<'_>,
    bench: &Bench<'_>,
    sums: &Sums,
    computed: Computed,
    aim: Option<Aim>,
) -> Option<Share> {
    let sum = sum_of(scene, sums, computed, None);
    let split = match computed {
        Computed::StudentsReady | Computed::TeachersReady | Computed::PersonsReady => {
            bench.headline(&sum.tally)
        }
        Computed::LearnerIds | Computed::TeacherIds => Split {
            ready: sum.valid_ids,
            not_ready: sum.in_rosters - sum.valid_ids.min(sum.in_rosters),
            unknown: sum.head_counted,
        },
        Computed::Records | Computed::RecordsAndIds => return None,
    };
    Some(share(split, aim, sum.tally.no_roster))
}

fn group_readiness(
    scene: &Scene<'_>,
    bench: &Bench<'_>,
    sums: &Sums,
    group: Group,
    level: Option<u8>,
) -> GroupReadiness {
    let computed = match group {
        Group::Students => Computed::StudentsReady,
        Group::Teachers => Computed::TeachersReady,
    };
    let target = bench
        .plan
        .targets
        .iter()
        .find(|target| target.computed == Some(computed));
    let sum = sum_of(scene, sums, computed, level);
    let tally = &sum.tally;
    GroupReadiness {
        share: share(bench.headline(tally), target.and_then(aim_of), tally.no_roster),
        alone: counts(tally.alone),
        pooled: counts(tally.pooled),
        limited: tally.limited,
        askable: tally.askable,
        shared: tally.shared,
        missing: missing(tally),
    }
}

fn missing(tally: &Tally) -> Vec<Missing> {
    let sets = tally
        .missing
        .iter()
        .enumerate()
        .filter(|(_, people)| **people > 0);
    let names = |set: usize| {
        let all = [
            (parts::DEVICE, "device"),
            (parts::LINE, "line"),
            (parts::SOFTWARE, "software"),
        ];
        let named = all.into_iter().filter(|(bit, _)| set & usize::from(*bit) != 0);
        named.map(|(_, name)| name.to_owned()).collect()
    };
    sets.map(|(set, people)| Missing {
        parts: names(set),
        people: *people,
    })
    .collect()
}

/// The same with further breakdowns in whole tens: neither they nor the difference of two tables tell of a few people.
fn without_small(mut told: GroupReadiness) -> GroupReadiness {
    let tens = |count: &mut u64| *count = *count / PEOPLE_MIN * PEOPLE_MIN;
    told.missing
        .iter_mut()
        .for_each(|missing| tens(&mut missing.people));
    told.missing.retain(|missing| missing.people > 0);
    for count in [&mut told.limited, &mut told.askable, &mut told.shared] {
        tens(count);
    }
    let Share {
        ready,
        not_ready,
        unknown,
        ..
    } = told.share;
    for counts in [&mut told.alone, &mut told.pooled] {
        // One of them is what the profile counts, which is shown.
        if (counts.ready, counts.not_ready, counts.unknown) != (ready, not_ready, unknown) {
            for count in [&mut counts.ready, &mut counts.not_ready, &mut counts.unknown] {
                tens(count);
            }
        }
    }
    told
}

/// The same with its numbers left out.
pub(crate) fn withheld(told: &Share, shows: Shows) -> Share {
    Share {
        total: if shows == Shows::Total { told.total } else { 0 },
        target_pct: told.target_pct,
        withheld: true,
        ..Share::default()
    }
}

fn counts(split: Split) -> Counts {
    Counts {
        ready: split.ready,
        not_ready: split.not_ready,
        unknown: split.unknown,
    }
}

/// A share as readers see it: percentages of one decimal, low rounded down and high up.
pub(crate) fn share(split: Split, aim: Option<Aim>, untold: u64) -> Share {
    let range = Range::of(split);
    let pct = |permille: Option<u64>| permille.map(|permille| permille as f64 / 10.0);
    let verdict = aim.map_or(Verdict::NotApplicable, |aim| range.verdict(aim, untold));
    Share {
        ready: split.ready,
        not_ready: split.not_ready,
        unknown: split.unknown,
        total: split.total(),
        low_pct: pct(range.low.permille_down()),
        high_pct: pct(range.high.permille_up()),
        coverage_pct: pct(range.coverage.permille_down()),
        target_pct: aim.map(|aim| f64::from(aim.percent)),
        verdict: told(verdict),
        more: match verdict {
            Verdict::Unproven { more } => more,
            _ => None,
        },
        untold,
        withheld: false,
    }
}

pub(crate) fn told(verdict: Verdict) -> Told {
    match verdict {
        Verdict::Met => Told::Met,
        Verdict::Missed => Told::Missed,
        Verdict::Unproven { .. } => Told::Unproven,
        Verdict::NotApplicable => Told::NotApplicable,
    }
}

pub(crate) fn date(day: Day) -> Date {
    Date::of_unix_days(day.0)
}
