//! How many people of a leaf are ready by a rule: whole numbers, nothing allocated.

use super::ages::counts;
use super::leaf::{LeafFacts, People, Place, PoolFacts, Stand};
use super::line_judge::line_of;
use super::ratios::share;
use super::rule::{Judged, Pair, Rule, missing, parts};
use super::{Ages, Split, Tally};
use kiemke_config::three::Three;

/// Judges the people of a leaf of that level.
pub fn judge(facts: &LeafFacts, level: u8, rule: &Rule<'_>, ages: &Ages) -> Tally {
    judge_given(facts, level, rule, ages, Given::default()).tally
}

/// What is taken for given instead of what the facts say.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Given {
    /// LINE at the counting site.
    pub(super) line: Option<Three>,
}

/// A leaf with what buying for it must know.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct JudgedLeaf {
    pub(super) tally: Tally,
    /// A roster that still counts tells who is there.
    pub(super) by_roster: bool,
    /// What its shared machines that are fit for certain give in a week, as [`Rule::gives`].
    pub(super) pool_gives: u64,
}

/// Judges a leaf with something given.
pub(super) fn judge_given(
    facts: &LeafFacts,
    level: u8,
    rule: &Rule<'_>,
    ages: &Ages,
    given: Given,
) -> JudgedLeaf {
    let mut tally = Tally {
        shared: facts.shared.into(),
        ..Tally::default()
    };
    let total = u64::from(facts.total());
    let by_roster = match facts.people {
        People::NoRoster => {
            tally.no_roster = 1;
            false
        }
        People::HeadCount { .. } => false,
        People::Roster { on } => on <= ages.day && counts(ages.roster(on)),
    };
    if !by_roster {
        tally.alone.unknown = total;
        tally.pooled = tally.alone;
        return JudgedLeaf {
            tally,
            ..JudgedLeaf::default()
        };
    }
    let line = given
        .line
        .unwrap_or_else(|| place_line(facts.places.first(), rule, ages));
    count_people(&mut tally, facts, rule, ages, line);
    let capacity = Capacity::of(facts, level, total, rule, ages, line);
    tally.pooled = tally.alone.with_pools(capacity.low, capacity.high);
    JudgedLeaf {
        tally,
        by_roster,
        pool_gives: capacity.gives,
    }
}

/// Counts each person by what they have of their own.
fn count_people(tally: &mut Tally, facts: &LeafFacts, rule: &Rule<'_>, ages: &Ages, line: Three) {
    let survey_complete = facts
        .survey_complete_on
        .is_some_and(|on| on <= ages.day && counts(ages.survey(on)));
    let homes = rule.homes(survey_complete);
    let mut stand_of = None;
    let mut at_school = NOTHING;
    for cell in &facts.cells {
        // Cells ascend by stand, so each is judged once.
        if stand_of != Some(cell.stand) {
            stand_of = Some(cell.stand);
            let stand = facts.stands.get(usize::from(cell.stand));
            at_school = stand.map_or(NOTHING, |stand| stand_value(stand, facts, rule, ages, line));
        }
        let at_home = homes[usize::from(cell.home.number())];
        let value = at_school.value.or(at_home.judged.value);
        let count = u64::from(cell.count);
        match rule.counted(value) {
            Three::Met => tally.alone.ready += count,
            Three::Unknown => {
                tally.alone.unknown += count;
                if at_home.askable {
                    tally.askable += count;
                }
            }
            Three::Not => {
                tally.alone.not_ready += count;
                let nearest = nearer(at_school.missing, at_home.judged.missing);
                tally.missing[usize::from(nearest)] += count;
            }
        }
        if rule.is_limited(value) {
            tally.limited += count;
        }
    }
}

/// Somebody who is enrolled nowhere that is known.
const NOTHING: Judged = Judged {
    value: Pair {
        strict: Three::Unknown,
        lenient: Three::Unknown,
    },
    missing: 0,
};

/// Of two sets of missing parts the smaller: what is nearest to ready. Of equal ones that at school.
fn nearer(at_school: u8, at_home: u8) -> u8 {
    if at_home.count_ones() < at_school.count_ones() {
        at_home
    } else {
        at_school
    }
}

/// Of two sets of missing parts at school the smaller; of equal ones a device before a line before software, so that the
/// order of machines and places tells nothing.
fn nearer_at_school(one: u8, other: u8) -> u8 {
    let rank = |set: u8| (set.count_ones(), set);
    if rank(other) < rank(one) { other } else { one }
}

/// Mode S: over all places and machines of a person.
fn stand_value(stand: &Stand, facts: &LeafFacts, rule: &Rule<'_>, ages: &Ages, first_line: Three) -> Judged {
    let mut best = Judged {
        value: Pair::both(Three::Not),
        missing: parts::DEVICE | parts::LINE | parts::SOFTWARE,
    };
    for assigned in &stand.0 {
        let place = facts.places.get(usize::from(assigned.place));
        let line = match assigned.place {
            0 => first_line,
            _ => place_line(place, rule, ages),
        };
        let (device, software) = match assigned.machine {
            Some(class) => {
                let machine = rule.machine(class);
                (machine.works, machine.software)
            }
            None => {
                let counted = place.is_some_and(|place| stocktake_stands(place, ages));
                let device = if counted { Three::Not } else { Three::Unknown };
                (device, Pair::both(Three::Unknown))
            }
        };
        let value = Pair::both(device.and(line)).and(software);
        let missing = missing(device, line, rule.counted(software));
        best = Judged {
            value: best.value.or(value),
            missing: nearer_at_school(missing, best.missing),
        };
    }
    best
}

fn place_line(place: Option<&Place>, rule: &Rule<'_>, ages: &Ages) -> Three {
    place.map_or(Three::Unknown, |place| {
        line_of(place, rule.line, rule.reach, ages)
    })
}

fn stocktake_stands(place: &Place, ages: &Ages) -> bool {
    place
        .stocktake_due_on
        .is_some_and(|due| counts(ages.stocktake(due)))
}

/// What the leaf's shared machines do.
struct Capacity {
    /// People whom they serve at least.
    low: u64,
    /// At most; none: without a bound.
    high: Option<u64>,
    /// What those that are fit for certain give.
    gives: u64,
}

impl Capacity {
    fn of(facts: &LeafFacts, level: u8, total: u64, rule: &Rule<'_>, ages: &Ages, line: Three) -> Self {
        let need = rule.need(level);
        let gives = |least: Three| {
            let shares = facts.pools.iter().map(|pool| {
                let certain = least == Three::Met;
                let whole = fit_machines(pool, rule, least) * rule.gives(pool.hours_week);
                share(whole, pool, level, total, |level| rule.need(level), certain)
            });
            shares.fold(0, u64::saturating_add)
        };
        let certain = gives(Three::Met);
        if need == 0 || line == Three::Not {
            return Self {
                low: 0,
                high: Some(0),
                gives: certain,
            };
        }
        let place = facts.places.first();
        let counted = place.is_some_and(|place| stocktake_stands(place, ages));
        Self {
            low: if line == Three::Met { certain / need } else { 0 },
            high: counted.then(|| gives(Three::Unknown) / need),
            gives: certain,
        }
    }
}

/// Machines of a pool that are `least` or better.
fn fit_machines(pool: &PoolFacts, rule: &Rule<'_>, least: Three) -> u64 {
    let fit = pool.machines.iter().filter(|(class, _)| {
        let machine = rule.machine(*class);
        machine.works.and(rule.counted(machine.software)) >= least
    });
    fit.fold(0, |sum, (_, count)| sum + u64::from(*count))
}

impl Split {
    /// With so many served by shared machines at least, and at most (none: without a bound).
    #[must_use]
    pub fn with_pools(self, low: u64, high: Option<u64>) -> Self {
        let ready = self.ready + low.min(self.not_ready + self.unknown);
        let not_ready = high.map_or(0, |high| self.not_ready.saturating_sub(high));
        Self {
            ready,
            not_ready,
            unknown: self.total() - ready - not_ready,
        }
    }
}
