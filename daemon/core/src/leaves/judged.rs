//! All leaves judged by one profile on one day, added up for units as they are asked for.
//!
//! What was judged stays until its facts change; so after a change one site is judged and the sums above it are mended.
//! Sites are kept packed: a country has two hundred thousand leaves, and most of their counts are small or nothing.

use crate::cold::Day;
use crate::leaves::PackedSums;
use crate::leaves::kept::{Leaves, SiteKept};
use crate::readiness::{Ages, LeafFacts, LeafKey, Rule, Tally, judge};
use crate::units::Tree;
use kiemke_config::group::Group;
use kiemke_config::level::Levels;
use kiemke_config::profile::Profile;
use kiemke_wire::ids::{Position, UnitKey};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

/// Profiles by which a day is kept judged: that of the plan, and what readers compare it with.
const KEPT: usize = 4;
/// Trees in which sums are kept: today's, and what it is compared with.
const TREES_KEPT: usize = 2;

/// What was judged lately, newest last. A clone has nothing: it serves for images.
#[derive(Debug, Default)]
pub(crate) struct JudgedKept(Mutex<Vec<(By, Arc<Judged>)>>);

/// A profile with its version, and a day.
type By = (String, u32, Day);

impl Clone for JudgedKept {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// See the top of the file.
#[derive(Debug)]
pub struct Judged {
    /// The state of the leaves that it rests on.
    at: Position,
    sites: BTreeMap<UnitKey, PackedSums>,
    /// By the tree in which they were asked for, newest last.
    sums: Mutex<Vec<(Arc<Tree>, SumsOfUnits)>>,
}

type SumsOfUnits = HashMap<UnitKey, Arc<Sums>>;

/// Counts of leaves of one level and group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeafSum {
    /// By readiness.
    pub tally: Tally,
    /// People whose national id is valid.
    pub valid_ids: u64,
    /// People of rosters, among whom those are.
    pub in_rosters: u64,
    /// Learners and teachers of whom nothing but a number was told.
    pub head_counted: u64,
    /// Leaves.
    pub leaves: u64,
}

impl LeafSum {
    fn of(facts: &LeafFacts, tally: Tally) -> Self {
        let total = u64::from(facts.total());
        let is_roster = matches!(facts.people, crate::readiness::People::Roster { .. });
        Self {
            tally,
            valid_ids: facts.valid_ids.into(),
            in_rosters: if is_roster { total } else { 0 },
            head_counted: if is_roster { 0 } else { total },
            leaves: 1,
        }
    }

    /// Takes away what was added before.
    fn remove(&mut self, part: &Self) {
        self.tally -= &part.tally;
        self.valid_ids -= part.valid_ids;
        self.in_rosters -= part.in_rosters;
        self.head_counted -= part.head_counted;
        self.leaves -= part.leaves;
    }

    /// Adds another sum.
    pub fn add(&mut self, other: &Self) {
        self.tally += &other.tally;
        self.valid_ids += other.valid_ids;
        self.in_rosters += other.in_rosters;
        self.head_counted += other.head_counted;
        self.leaves += other.leaves;
    }
}

/// The counts of a unit by level and group.
pub type Sums = BTreeMap<(u8, Group), LeafSum>;

impl Judged {
    /// Judges all leaves of a day by a profile.
    pub(crate) fn by(leaves: &Leaves, profile: &Profile, levels: &Levels, ages: &Ages) -> Self {
        Self::of(leaves, &Rules::of(profile, levels, ages))
    }

    fn of(leaves: &Leaves, rules: &Rules<'_>) -> Self {
        let sites = leaves.sites();
        Self {
            at: leaves.changed_at(),
            sites: sites
                .map(|(site, kept)| (site, PackedSums::of(&judged_site(site, kept, rules))))
                .collect(),
            sums: Mutex::default(),
        }
    }

    /// Judges those anew that changed, and mends the sums above them.
    fn catch_up(&mut self, leaves: &Leaves, rules: &Rules<'_>) {
        let sums = self.sums.get_mut().unwrap_or_else(PoisonError::into_inner);
        for (site, kept) in leaves.changed_since(self.at) {
            let now = judged_site(site, kept, rules);
            let before = self.sites.insert(site, PackedSums::of(&now));
            let before = before.map(|before| before.sums()).unwrap_or_default();
            for (tree, of_units) in &mut *sums {
                let mut above = Some(site).filter(|site| tree.rank(*site).is_some());
                while let Some(unit) = above {
                    if let Some(held) = of_units.get_mut(&unit) {
                        mend(Arc::make_mut(held), &before, &now);
                    }
                    above = tree.parent(unit);
                }
            }
        }
        self.at = leaves.changed_at();
    }

    /// The counts of a site.
    fn of_site(&self, site: UnitKey) -> Option<Sums> {
        self.sites.get(&site).map(PackedSums::sums)
    }

    /// The counts of a unit with all below it.
    pub fn sums(&self, tree: &Arc<Tree>, unit: UnitKey) -> Arc<Sums> {
        let mut kept = self.sums.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|(of, _)| Arc::ptr_eq(of, tree));
        let at = at.unwrap_or_else(|| {
            if kept.len() >= TREES_KEPT {
                kept.remove(0);
            }
            kept.push((tree.clone(), HashMap::new()));
            kept.len() - 1
        });
        let of_units = &mut kept[at].1;
        let sums = of_units.entry(unit).or_insert_with(|| {
            let mut sums = Sums::new();
            let below = tree.order()[tree.ranks(unit)].iter();
            for site in below.filter_map(|(site, _)| self.of_site(*site)) {
                mend(&mut sums, &Sums::new(), &site);
            }
            Arc::new(sums)
        });
        sums.clone()
    }
}

/// Judges facts of past days by one profile.
#[derive(Debug)]
pub struct Judge<'a> {
    rules: [Option<Rule<'a>>; 2],
}

impl<'a> Judge<'a> {
    /// By a profile.
    pub fn of(profile: &'a Profile, levels: &Levels) -> Self {
        Self {
            rules: [Group::Students, Group::Teachers].map(|group| Rule::of(profile, levels, group)),
        }
    }

    /// Adds the counts of leaves, on the day of `ages`.
    pub fn add<'b>(
        &self,
        sums: &mut Sums,
        leaves: impl IntoIterator<Item = (&'b LeafKey, &'b LeafFacts)>,
        ages: &Ages,
    ) {
        for (key, facts) in leaves {
            let sum = judged_leaf(*key, facts, &self.rules, ages);
            sums.entry((key.level, key.group)).or_default().add(&sum);
        }
    }
}

/// Takes the counts of `before` out of sums, and adds those of `now`.
fn mend(sums: &mut Sums, before: &Sums, now: &Sums) {
    for (of, sum) in now {
        sums.entry(*of).or_default().add(sum);
    }
    for (of, taken) in before {
        if let Some(sum) = sums.get_mut(of) {
            sum.remove(taken);
            if sum.leaves == 0 {
                sums.remove(of);
            }
        }
    }
}

/// By what leaves are judged.
struct Rules<'a> {
    /// Of students and of teachers.
    of_groups: [Option<Rule<'a>>; 2],
    ages: &'a Ages,
}

impl<'a> Rules<'a> {
    fn of(profile: &'a Profile, levels: &Levels, ages: &'a Ages) -> Self {
        Self {
            of_groups: [Group::Students, Group::Teachers].map(|group| Rule::of(profile, levels, group)),
            ages,
        }
    }
}

fn judged_site(site: UnitKey, kept: &SiteKept, rules: &Rules<'_>) -> Sums {
    let mut sums = Sums::new();
    for (key, facts) in kept.facts(site) {
        let sum = judged_leaf(key, &facts, &rules.of_groups, rules.ages);
        sums.entry((key.level, key.group)).or_default().add(&sum);
    }
    sums
}

/// Judges one leaf; `rules` are those of students and of teachers. Without a rule, a profile for lines only, nothing
/// is known of anybody.
pub(super) fn judged_leaf(
    key: LeafKey,
    facts: &LeafFacts,
    rules: &[Option<Rule<'_>>; 2],
    ages: &Ages,
) -> LeafSum {
    let tally = match &rules[key.group as usize] {
        Some(rule) => judge(facts, key.level, rule, ages),
        None => Tally::all_unknown(facts.total().into()),
    };
    LeafSum::of(facts, tally)
}

impl JudgedKept {
    /// All leaves by a profile on the day of `ages`.
    pub(crate) fn get(
        &self,
        leaves: &Leaves,
        profile: &Profile,
        levels: &Levels,
        ages: &Ages,
    ) -> Arc<Judged> {
        let key = (profile.id.clone(), profile.version, ages.day);
        // Who asks meanwhile waits, because he would do the same work.
        let mut kept = self.lock();
        let before = kept.iter().position(|(of, _)| *of == key);
        let before = before.map(|at| kept.remove(at).1);
        // Tables of every kind of machine and answer: made only where something is to be judged.
        let rules = || Rules::of(profile, levels, ages);
        let judged = match before {
            Some(judged) if judged.at == leaves.changed_at() => judged,
            // Nobody has one of an older state in hand: whoever asks keeps the state from changing.
            Some(judged) => match Arc::try_unwrap(judged) {
                Ok(mut judged) => {
                    judged.catch_up(leaves, &rules());
                    Arc::new(judged)
                }
                Err(_) => Arc::new(Judged::of(leaves, &rules())),
            },
            None => Arc::new(Judged::of(leaves, &rules())),
        };
        put(&mut kept, key, judged.clone());
        judged
    }

    /// Whether something is kept that has only to be caught up with.
    pub(crate) fn has(&self, profile: &Profile, day: Day) -> bool {
        let is_it = |(id, version, of): &By| *id == profile.id && *version == profile.version && *of == day;
        self.lock().iter().any(|(of, _)| is_it(of))
    }

    /// Keeps what was judged beside the work, unless somebody could not wait for it.
    pub(crate) fn keep(&self, profile: &Profile, day: Day, judged: Judged) {
        if !self.has(profile, day) {
            let key = (profile.id.clone(), profile.version, day);
            put(&mut self.lock(), key, Arc::new(judged));
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<(By, Arc<Judged>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Of another day nobody asks any more: past days are told from what was kept of them.
fn put(kept: &mut Vec<(By, Arc<Judged>)>, key: By, judged: Arc<Judged>) {
    kept.retain(|(held, _)| held.2 == key.2);
    if kept.len() >= KEPT {
        kept.remove(0);
    }
    kept.push((key, judged));
}

#[cfg(test)]
mod tests;
