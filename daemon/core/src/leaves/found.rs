//! From schools that were looked at to what is new of their leaves.

use crate::cold::Day;
use crate::leaves::kept::{Leaves, SiteKept, unpacked};
use crate::leaves::made::{LeafMade, LeavesMade, PackedFacts, SiteMade};
use crate::readiness::{EvidenceRules, Leaf, LeafFacts, LeafKey, School, leaf_facts_of};
use kiemke_wire::ids::{Position, UnitKey};
use kiemke_wire::time::UnixMs;
use std::collections::{BTreeMap, BTreeSet};

/// What was found when schools were looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeavesFound {
    /// The day of which it tells.
    pub day: Day,
    /// Whether that day is over.
    pub closes: bool,
    /// The schools.
    pub schools: Vec<UnitKey>,
    /// All of their sites: those where nobody is to be counted, too.
    pub sites: BTreeSet<UnitKey>,
    /// Up to where the journal was seen.
    pub seen: Position,
    /// The leaves.
    pub leaves: Vec<Leaf>,
}

/// Makes the leaves of schools. `schools` names those that are told of; the others are there because people are
/// enrolled in both.
pub fn found(
    schools: &[(UnitKey, School)],
    of: &[UnitKey],
    day: Day,
    closes: bool,
    seen: Position,
    rules: &EvidenceRules<'_>,
) -> LeavesFound {
    let told: Vec<School> = schools.iter().map(|(_, school)| school.clone()).collect();
    let sites: BTreeSet<UnitKey> = schools
        .iter()
        .filter(|(key, _)| of.contains(key))
        .flat_map(|(_, school)| school.sites.iter().map(|site| site.unit))
        .collect();
    let mut leaves = leaf_facts_of(&told, day, rules);
    leaves.retain(|leaf| sites.contains(&leaf.key.site));
    LeavesFound {
        day,
        closes,
        schools: of.to_vec(),
        sites,
        seen,
        leaves,
    }
}

/// The entry that keeps what is new; none when there is nothing to keep.
pub(crate) fn made(leaves: &Leaves, found: LeavesFound, now: UnixMs) -> Option<LeavesMade> {
    let mut by_site: BTreeMap<UnitKey, Vec<Leaf>> =
        found.sites.iter().map(|site| (*site, Vec::new())).collect();
    for leaf in found.leaves {
        by_site.entry(leaf.key.site).or_default().push(leaf);
    }
    let sites = by_site.into_iter().filter_map(|(site, leaves_of)| {
        let kept = leaves.site(site).map(|kept| &**kept);
        is_new(site, kept, &leaves_of, found.closes).then(|| site_made(site, found.day, &leaves_of))
    });
    let made = LeavesMade {
        at: now,
        day: found.day,
        closes: found.closes,
        sites: sites.collect(),
        schools: found.schools,
        seen: found.seen,
    };
    // Without it they would be looked at for ever.
    (!made.schools.is_empty()).then_some(made)
}

fn is_new(site: UnitKey, kept: Option<&SiteKept>, leaves: &[Leaf], closes: bool) -> bool {
    let Some(kept) = kept else {
        return !leaves.is_empty();
    };
    let differs = |day: Day, held: &[LeafMade]| {
        let held: Vec<(LeafKey, LeafFacts)> = unpacked(site, day, held).collect();
        let found = leaves.iter().map(|leaf| (&leaf.key, &leaf.facts));
        !held.iter().map(|(key, facts)| (key, facts)).eq(found)
    };
    let since_closed = || match &kept.closed {
        Some((day, held)) => differs(*day, held),
        None => !leaves.is_empty(),
    };
    differs(kept.day, &kept.leaves) || (closes && since_closed())
}

fn site_made(site: UnitKey, day: Day, leaves: &[Leaf]) -> SiteMade {
    let leaves = leaves.iter().map(|leaf| LeafMade {
        level: leaf.key.level,
        group: leaf.key.group,
        facts: PackedFacts(leaf.facts.pack(day).into()),
    });
    SiteMade {
        site,
        leaves: leaves.collect(),
    }
}
