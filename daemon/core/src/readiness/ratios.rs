//! The plain ratios beside every headline: students per computer, computers per school, and how many machines are
//! missing to reach the levels' aims.
//!
//! UIS ED4bis is students per working computer, ED25 per computer with Internet, ED27 computers with Internet per
//! school; SDG 4.a.1 (b) and (c) are the schools that have one of either. Only computers that students use are counted.

use super::ages::counts;
use super::leaf::{LeafFacts, People, PoolFacts};
use super::leaf_of::SiteComputers;
use super::{Ages, Place, Split};
use kiemke_config::level::{Level, Levels};
use kiemke_config::three::Three;
use std::ops::AddAssign;

/// A number between bounds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// At least.
    pub low: u64,
    /// At most, of what is known to exist.
    pub high: u64,
}

/// The computers of a school or any unit above.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ComputerTally {
    /// Computers that work.
    pub working: Bounds,
    /// Those of them at a site with Internet.
    pub online: Bounds,
    /// Schools with a working computer for teaching (SDG 4.a.1 c), without one, and unknown.
    pub with_computers: Split,
    /// Schools with Internet for teaching (SDG 4.a.1 b).
    pub with_internet: Split,
}

impl ComputerTally {
    /// Of one school.
    pub fn of(sites: &[SiteComputers], ages: &Ages) -> Self {
        let mut tally = Self::default();
        let mut all_counted = true;
        for site in sites {
            let working = working(&site.machines);
            tally.working += working;
            let online = internet(&site.place, ages);
            tally.online += Bounds {
                low: if online == Three::Met { working.low } else { 0 },
                high: if online == Three::Not { 0 } else { working.high },
            };
            let due = site.place.stocktake_due_on;
            all_counted &= due.is_some_and(|due| counts(ages.stocktake(due)));
        }
        // Where nobody counted there may be a computer of which there is no record.
        let nowhere = sites.iter().all(|site| internet(&site.place, ages) == Three::Not);
        tally.with_computers = one_school(tally.working, all_counted);
        tally.with_internet = one_school(tally.online, all_counted || nowhere);
        tally
    }
}

fn one_school(computers: Bounds, all_known: bool) -> Split {
    let mut split = Split::default();
    let value = if computers.low > 0 {
        &mut split.ready
    } else if computers.high > 0 || !all_known {
        &mut split.unknown
    } else {
        &mut split.not_ready
    };
    *value = 1;
    split
}

/// Whether a site has Internet of any quality: a standing line result with a good slot.
pub fn internet(place: &Place, ages: &Ages) -> Three {
    if place.lines.is_empty() {
        let complete = place.lines_complete_on.is_some_and(|on| on <= ages.day);
        return if complete { Three::Not } else { Three::Unknown };
    }
    place.lines.iter().fold(Three::Not, |best, line| {
        let standing = line.result.filter(|result| result.stands(ages));
        best.or(Three::told(standing.map(|result| result.slots_good > 0)))
    })
}

/// Working machines: what works for certain, and what may.
fn working(machines: &[(super::MachineClass, u32)]) -> Bounds {
    let mut bounds = Bounds::default();
    for (class, count) in machines {
        let works = class.machine().works;
        bounds.low += if works == Three::Met { u64::from(*count) } else { 0 };
        bounds.high += if works == Three::Not { 0 } else { u64::from(*count) };
    }
    bounds
}

/// Machines that are missing to reach the level's aim in a leaf of students; none where the level has no aim or nothing
/// was told of the leaf.
pub fn machines_missing(facts: &LeafFacts, level: &Level, levels: &Levels, ages: &Ages) -> Option<Bounds> {
    let per_machine = u64::from(level.students_per_machine?);
    if facts.people == People::NoRoster {
        return None;
    }
    let total = u64::from(facts.total());
    let wanted = total.div_ceil(per_machine);
    let need = |number: u8| levels.get(number).map_or(0, |level| u64::from(level.need_s()));
    let mut have = owned(facts);
    for pool in &facts.pools {
        let machines = working(&pool.machines);
        have.low += share(machines.low, pool, level.number, total, need, true);
        have.high += share(machines.high, pool, level.number, total, need, false);
    }
    let due = facts.places.first().and_then(|place| place.stocktake_due_on);
    let counted = due.is_some_and(|due| counts(ages.stocktake(due)));
    Some(Bounds {
        // Where nobody counted, none may be missing.
        low: if counted {
            wanted.saturating_sub(have.high)
        } else {
            0
        },
        high: wanted.saturating_sub(have.low),
    })
}

/// Machines that people of the leaf have of their own at its site.
fn owned(facts: &LeafFacts) -> Bounds {
    let mut have = Bounds::default();
    for cell in &facts.cells {
        let Some(stand) = facts.stands.get(usize::from(cell.stand)) else {
            continue;
        };
        let here = stand.0.iter().filter(|assigned| assigned.place == 0);
        for class in here.filter_map(|assigned| assigned.machine) {
            have += working(&[(class, cell.count)]);
        }
    }
    have
}

/// What of `amount`, which a pool gives, falls to a level: in proportion to need times people, rounded down. Where
/// another level was not told, nothing does for certain, and else as if it had nobody.
pub(super) fn share(
    amount: u64,
    pool: &PoolFacts,
    level: u8,
    total: u64,
    need: impl Fn(u8) -> u64,
    certain: bool,
) -> u64 {
    if pool.others.is_empty() {
        return amount;
    }
    let own = u128::from(need(level)) * u128::from(total);
    let mut all = own;
    for (other, people) in &pool.others {
        match people {
            Some(people) => all += u128::from(need(*other)) * u128::from(*people),
            None if certain => return 0,
            None => {}
        }
    }
    let share = (u128::from(amount) * own).checked_div(all).unwrap_or(0);
    u64::try_from(share).unwrap_or(u64::MAX)
}

impl AddAssign for Bounds {
    fn add_assign(&mut self, other: Self) {
        self.low += other.low;
        self.high += other.high;
    }
}

impl AddAssign<&Self> for ComputerTally {
    fn add_assign(&mut self, other: &Self) {
        self.working += other.working;
        self.online += other.online;
        self.with_computers = self.with_computers + other.with_computers;
        self.with_internet = self.with_internet + other.with_internet;
    }
}
