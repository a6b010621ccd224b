use crate::cold::Day;
use crate::fleet::Fleet;
use crate::leaves::PastDay;
use crate::leaves::made::{LeafMade, LeavesMade, SiteMade};
use crate::readiness::{LeafFacts, LeafKey};
use kiemke_wire::ids::{Position, UnitKey};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;

/// The newest leaves, and which schools are to be looked at again.
#[derive(Clone, Debug, Default)]
pub(crate) struct Leaves {
    sites: Arc<BTreeMap<UnitKey, Arc<SiteKept>>>,
    /// Sites by the entry that made their leaves.
    by_change: Arc<BTreeSet<(Position, UnitKey)>>,
    /// Schools of which something was said since they were looked at, with the position of that.
    touched: BTreeMap<UnitKey, Position>,
    /// The last day whose end was kept, by school.
    closed: BTreeMap<UnitKey, Day>,
    changed_at: Position,
}

/// The leaves of a site.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SiteKept {
    /// The day of which they tell, and with which they are packed.
    pub(crate) day: Day,
    /// The entry that made them.
    pub(crate) made_at: Position,
    /// By level and group.
    pub(crate) leaves: Arc<[LeafMade]>,
    /// Those of the end of the last closed day, with that day.
    pub(crate) closed: Option<(Day, Arc<[LeafMade]>)>,
}

impl SiteKept {
    /// The facts of each leaf; one that cannot be read is left out.
    pub(crate) fn facts(&self, site: UnitKey) -> impl Iterator<Item = (LeafKey, LeafFacts)> + '_ {
        unpacked(site, self.day, &self.leaves)
    }
}

pub(super) fn unpacked(
    site: UnitKey,
    day: Day,
    leaves: &[LeafMade],
) -> impl Iterator<Item = (LeafKey, LeafFacts)> + '_ {
    leaves.iter().filter_map(move |leaf| {
        let key = LeafKey {
            site,
            level: leaf.level,
            group: leaf.group,
        };
        Some((key, leaf.facts_on(day)?))
    })
}

impl Leaves {
    /// The entry that last changed any.
    pub(crate) fn changed_at(&self) -> Position {
        self.changed_at
    }

    pub(crate) fn sites(&self) -> impl Iterator<Item = (UnitKey, &Arc<SiteKept>)> {
        self.sites.iter().map(|(site, kept)| (*site, kept))
    }

    /// The sites whose leaves an entry behind `position` made.
    pub(crate) fn changed_since(
        &self,
        position: Position,
    ) -> impl Iterator<Item = (UnitKey, &Arc<SiteKept>)> {
        let from = Bound::Excluded((position, UnitKey(u32::MAX)));
        let changed = self.by_change.range((from, Bound::Unbounded));
        changed.filter_map(|(_, site)| Some((*site, self.sites.get(site)?)))
    }

    pub(crate) fn site(&self, site: UnitKey) -> Option<&Arc<SiteKept>> {
        self.sites.get(&site)
    }

    pub(crate) fn touch(&mut self, school: UnitKey, position: Position) {
        self.touched.insert(school, position);
    }

    /// Schools to be looked at again, at most so many.
    pub(crate) fn touched(&self, count: usize) -> Vec<UnitKey> {
        self.touched.keys().take(count).copied().collect()
    }

    pub(crate) fn all_touched(&self) -> &BTreeMap<UnitKey, Position> {
        &self.touched
    }

    /// The last day of a school whose end was kept.
    pub(crate) fn closed_through(&self, school: UnitKey) -> Option<Day> {
        self.closed.get(&school).copied()
    }

    pub(crate) fn all_closed(&self) -> &BTreeMap<UnitKey, Day> {
        &self.closed
    }

    /// Takes in what was made.
    pub(crate) fn change(&mut self, made: &LeavesMade, position: Position) {
        for school in &made.schools {
            if self.touched.get(school).is_some_and(|at| *at <= made.seen) {
                self.touched.remove(school);
            }
            if made.closes {
                self.closed.insert(*school, made.day);
            }
        }
        if made.sites.is_empty() {
            return;
        }
        self.changed_at = position;
        let sites = Arc::make_mut(&mut self.sites);
        let by_change = Arc::make_mut(&mut self.by_change);
        for SiteMade { site, leaves } in &made.sites {
            let leaves: Arc<[LeafMade]> = leaves.as_slice().into();
            let before = sites.get(site);
            let closed = match made.closes {
                true => Some((made.day, leaves.clone())),
                false => before.and_then(|kept| kept.closed.clone()),
            };
            // The end of a day is told in the next one; what is known of that already is newer.
            let newer = before.filter(|kept| kept.day > made.day);
            let (day, made_at, leaves) = match newer {
                Some(kept) => (kept.day, kept.made_at, kept.leaves.clone()),
                None => (made.day, position, leaves),
            };
            if let Some(before) = before {
                by_change.remove(&(before.made_at, *site));
            }
            by_change.insert((made_at, *site));
            let kept = SiteKept {
                day,
                made_at,
                leaves,
                closed,
            };
            sites.insert(*site, Arc::new(kept));
        }
    }

    /// Takes in what an image holds.
    pub(super) fn put(&mut self, site: UnitKey, kept: SiteKept) {
        self.changed_at = self.changed_at.max(kept.made_at);
        Arc::make_mut(&mut self.by_change).insert((kept.made_at, site));
        Arc::make_mut(&mut self.sites).insert(site, Arc::new(kept));
    }

    pub(crate) fn put_touched(&mut self, touched: Vec<(UnitKey, Position)>) {
        self.touched.extend(touched);
    }

    pub(crate) fn put_closed(&mut self, closed: Vec<(UnitKey, Day)>) {
        self.closed.extend(closed);
    }
}

impl Fleet {
    /// The leaves of a site at the end of its last closed day on which something was new, with that day.
    pub(super) fn closed_leaves(&self, site: UnitKey) -> Option<(Day, &[LeafMade])> {
        let (day, leaves) = self.leaves.site(site)?.closed.as_ref()?;
        Some((*day, leaves))
    }

    /// The newest leaves of a site as a past day, so that what came today tells of days before.
    pub fn newest_leaves(&self, site: UnitKey) -> Option<PastDay> {
        let kept = self.leaves.site(site)?;
        Some(PastDay {
            day: kept.day,
            leaves: kept.leaves.to_vec(),
        })
    }
}

/// The newest facts of a site's leaves.
pub(crate) fn newest_facts(fleet: &Fleet, site: UnitKey) -> impl Iterator<Item = (LeafKey, LeafFacts)> + '_ {
    fleet
        .leaves
        .site(site)
        .into_iter()
        .flat_map(move |kept| kept.facts(site))
}
