//! All leaves judged by one profile on one day, added up for units as they are asked for.
//!
//! What was judged stays until its facts change; so after a change one site is judged and one sum made anew.

use crate::cold::Day;
use crate::leaves::kept::{Leaves, SiteKept};
use crate::readiness::{Ages, LeafFacts, LeafKey, Rule, Tally, judge};
use crate::units::Tree;
use kiemke_config::group::Group;
use kiemke_config::level::Levels;
use kiemke_config::profile::Profile;
use kiemke_wire::ids::{Position, UnitKey};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

/// Profiles and days that are kept judged: today by the profile of the plan, and what a reader compares it with.
const KEPT: usize = 4;

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
    sites: BTreeMap<UnitKey, Arc<JudgedSite>>,
    sums: Mutex<HashMap<UnitKey, OfTree>>,
}

/// The sums of a unit in a tree.
type OfTree = (Arc<Tree>, Arc<Sums>);

#[derive(Debug)]
struct JudgedSite {
    made_at: Position,
    leaves: Vec<JudgedLeaf>,
}

/// A leaf with its counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JudgedLeaf {
    /// Which.
    pub key: LeafKey,
    /// Its counts.
    pub sum: LeafSum,
}

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
    /// Judges all leaves; takes over what `before` holds of those that did not change.
    fn of(leaves: &Leaves, before: Option<&Self>, profile: &Profile, levels: &Levels, ages: &Ages) -> Self {
        let rules = [Group::Students, Group::Teachers].map(|group| Rule::of(profile, levels, group));
        let sites = leaves.sites().map(|(site, kept)| {
            let held = before.and_then(|before| before.sites.get(&site));
            let held = held.filter(|held| held.made_at == kept.made_at).cloned();
            (
                site,
                held.unwrap_or_else(|| Arc::new(judged_site(site, kept, &rules, ages))),
            )
        });
        Self {
            at: leaves.changed_at(),
            sites: sites.collect(),
            sums: Mutex::default(),
        }
    }

    /// The leaves of a site.
    pub fn leaves_of(&self, site: UnitKey) -> &[JudgedLeaf] {
        self.sites.get(&site).map_or(&[], |judged| &judged.leaves)
    }

    /// The leaves at and below a unit of that tree, site by site.
    pub fn leaves_below<'a>(&'a self, tree: &'a Tree, unit: UnitKey) -> impl Iterator<Item = &'a JudgedLeaf> {
        let units = tree.order()[tree.ranks(unit)].iter();
        units.flat_map(|(unit, _)| self.leaves_of(*unit))
    }

    /// The counts of a unit with all below it.
    pub fn sums(&self, tree: &Arc<Tree>, unit: UnitKey) -> Arc<Sums> {
        let mut kept = self.sums.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, sums)) = kept.get(&unit)
            && Arc::ptr_eq(of, tree)
        {
            return sums.clone();
        }
        let mut sums = Sums::new();
        for leaf in self.leaves_below(tree, unit) {
            sums.entry((leaf.key.level, leaf.key.group))
                .or_default()
                .add(&leaf.sum);
        }
        let sums = Arc::new(sums);
        kept.insert(unit, (tree.clone(), sums.clone()));
        sums
    }
}

fn judged_site(site: UnitKey, kept: &SiteKept, rules: &[Option<Rule<'_>>; 2], ages: &Ages) -> JudgedSite {
    let leaves = kept
        .facts(site)
        .map(|(key, facts)| judged_leaf(key, &facts, rules, ages));
    JudgedSite {
        made_at: kept.made_at,
        leaves: leaves.collect(),
    }
}

/// Judges one leaf; `rules` are those of students and of teachers. Without a rule, a profile for lines only, nothing
/// is known of anybody.
pub(super) fn judged_leaf(
    key: LeafKey,
    facts: &LeafFacts,
    rules: &[Option<Rule<'_>>; 2],
    ages: &Ages,
) -> JudgedLeaf {
    let tally = match &rules[key.group as usize] {
        Some(rule) => judge(facts, key.level, rule, ages),
        None => Tally::all_unknown(facts.total().into()),
    };
    JudgedLeaf {
        key,
        sum: LeafSum::of(facts, tally),
    }
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
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = lock()
            .iter()
            .find(|(of, _)| *of == key)
            .map(|(_, judged)| judged.clone());
        if let Some(judged) = &before
            && judged.at == leaves.changed_at()
        {
            return judged.clone();
        }
        // Judged outside of the lock: two who ask at once may both do it.
        let judged = Arc::new(Judged::of(leaves, before.as_deref(), profile, levels, ages));
        let mut kept = lock();
        kept.retain(|(of, _)| *of != key);
        if kept.len() >= KEPT {
            kept.remove(0);
        }
        kept.push((key, judged.clone()));
        judged
    }
}
