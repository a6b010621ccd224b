//! Units in lists and groups, on any day. Totals of all units are one walk over the machines and one over the tree;
//! after it each is a subtraction, so what is shown below a unit adds up to what is shown of it.

use crate::cold::Day;
use crate::query::Scene;
use crate::query::page::{BadQuery, ListQuery, cursor};
use crate::units::{Tree, UnitRecord, When};
use kiemke_config::kinds::Kinds;
use kiemke_wire::fold::search_key;
use kiemke_wire::ids::UnitKey;
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{
    Known, Page, PointView, UnitCounts, UnitDetail, UnitGroup, UnitGroups, UnitRow, UnitStatement,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The level whose units are counted.
const SCHOOL: &str = "school";
/// What groups by the providers of lines, which are no tag of units.
const PROVIDER: &str = "provider";

/// Units on one day.
#[derive(Clone, Copy)]
pub struct Places<'a> {
    /// What is asked about.
    pub scene: Scene<'a>,
    /// The kinds of units.
    pub kinds: &'a Kinds,
    /// The day, and what counts as known.
    pub when: When,
    /// What that was called.
    pub known: Known,
}

/// What lies in each unit itself, and in all below.
struct Totals {
    tree: Arc<Tree>,
    /// Of all units of lower rank.
    before: Vec<UnitCounts>,
    /// Of what hangs on no root on that day.
    outside: UnitCounts,
}

impl<'a> Places<'a> {
    /// Units on a day; today when none is given. `Then` leaves out what became known later.
    pub fn of(scene: Scene<'a>, kinds: &'a Kinds, day: Option<Day>, known: Known) -> Self {
        let today = scene.today();
        let day = day.unwrap_or(today.day);
        let clock = scene.fleet.day_clock();
        let when = match known {
            Known::Now => When::known_now(day),
            Known::Then => When {
                day,
                known: clock.begin(day.plus(1)).plus(-1),
            },
        };
        Self {
            scene,
            kinds,
            when,
            known,
        }
    }

    fn record(&self, key: UnitKey) -> Option<&'a UnitRecord> {
        self.scene.fleet.unit(key)
    }

    fn tier(&self, record: &UnitRecord) -> Option<&'a str> {
        let kind = self.kinds.on(self.when.day.0).kind(record.kind(self.when))?;
        Some(&kind.tier)
    }

    fn totals(&self) -> Totals {
        let fleet = self.scene.fleet;
        let tree = fleet.tree(self.when);
        let mut own = vec![UnitCounts::default(); fleet.units().highest().0 as usize + 1];
        self.count_machines(&mut own);
        let is_today = self.when == self.scene.today();
        for line in fleet.lines() {
            let counts = is_today || fleet.contract(line.id, self.when).is_some();
            if let Some(own) = own.get_mut(line.unit.0 as usize).filter(|_| counts) {
                own.lines += 1;
            }
        }
        for record in fleet.units().iter() {
            let is_school = self.tier(record) == Some(SCHOOL) && record.closed(self.when).is_none();
            own[record.key.0 as usize].schools += u64::from(is_school);
        }
        let mut before = vec![UnitCounts::default()];
        let mut sum = UnitCounts::default();
        for (key, _) in tree.order() {
            sum = sum.plus(std::mem::take(&mut own[key.0 as usize]));
            before.push(sum);
        }
        // Schools that were not there on that day are no schools of it.
        let mut outside = own.into_iter().fold(UnitCounts::default(), UnitCounts::plus);
        outside.schools = 0;
        Totals {
            tree,
            before,
            outside,
        }
    }

    fn count_machines(&self, own: &mut [UnitCounts]) {
        let fleet = self.scene.fleet;
        let end = fleet.day_clock().begin(self.when.day.plus(1));
        if end > self.scene.now {
            for unit in fleet.machines.chunks().iter().flat_map(|chunk| &chunk.unit) {
                if let Some(own) = own.get_mut(unit.0 as usize) {
                    own.machines += 1;
                }
            }
            return;
        }
        for machine in fleet.machines_enrolled_before(end) {
            if let Some(own) = own.get_mut(machine.0 as usize) {
                own.machines += 1;
            }
        }
    }

    /// One page of the units at and below one.
    ///
    /// # Errors
    /// When the filter or the column to sort by is not known.
    pub fn list(&self, query: &ListQuery) -> Result<Page<UnitRow>, BadQuery> {
        let totals = self.totals();
        let filter = self.filter(query)?;
        let by_name = by_name(query)?;
        let descending = query.sort.as_ref().is_some_and(|(_, descending)| *descending);
        let mut found: Vec<(String, UnitKey)> = Vec::new();
        for (key, _) in &totals.tree.order()[totals.tree.ranks(query.unit)] {
            let Some(record) = self.record(*key).filter(|record| filter.takes(self, record)) else {
                continue;
            };
            if !query.words.is_empty() && !query.matches(&self.text(record)) {
                continue;
            }
            let sort = match by_name {
                true => search_key(record.name(self.when)),
                false => record.code(self.when).unwrap_or_default().to_owned(),
            };
            found.push((sort, *key));
        }
        found.sort_unstable();
        if descending {
            found.reverse();
        }
        let total = found.len() as u64;
        let after = query
            .after
            .as_ref()
            .map(|(sort, number)| (sort.as_str(), UnitKey(*number)));
        let begin = after.map_or(0, |after| {
            found.partition_point(|(sort, key)| {
                let here = (sort.as_str(), *key);
                if descending { here >= after } else { here <= after }
            })
        });
        let page = &found[begin..(begin + query.limit).min(found.len())];
        let more = begin + page.len() < found.len();
        let next = page
            .last()
            .filter(|_| more)
            .map(|(sort, key)| cursor(sort, key.0));
        let items = page
            .iter()
            .filter_map(|(_, key)| self.row(&totals, *key))
            .collect();
        Ok(Page { items, total, next })
    }

    fn text(&self, record: &UnitRecord) -> String {
        let mut text = search_key(record.name(self.when));
        for (_, code) in record.codes(self.when) {
            text.push(' ');
            text.push_str(&search_key(code));
        }
        text
    }

    fn row(&self, totals: &Totals, key: UnitKey) -> Option<UnitRow> {
        let record = self.record(key)?;
        let texts = |pairs: Vec<(&str, &str)>| {
            let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
            pairs.into_iter().map(owned).collect::<BTreeMap<_, _>>()
        };
        Some(UnitRow {
            unit: self.scene.unit_at(key, self.when),
            above: self.scene.names_above(key, self.when),
            codes: texts(record.codes(self.when)),
            tags: texts(record.tags(self.when)),
            place: record.place(self.when).map(|point| PointView {
                lat: point.lat,
                lon: point.lon,
            }),
            power: record.power(self.when).map(str::to_owned),
            seats: record.seats(self.when),
            closed: record.closed(self.when).is_some(),
            counts: totals.of(key),
            etag: record.changed_at,
        })
    }

    /// One unit.
    pub fn detail(&self, key: UnitKey) -> Option<UnitDetail> {
        let totals = self.totals();
        Some(UnitDetail {
            row: self.row(&totals, key)?,
            path: self.scene.path(key, self.when),
            at: self.when.day.to_string(),
            children: totals.tree.children(key).count() as u64,
        })
    }

    /// All that was ever said of a unit, in the order of recording.
    pub fn history(&self, key: UnitKey) -> Option<Page<UnitStatement>> {
        let record = self.record(key)?;
        let one = |said: &crate::units::Said| UnitStatement {
            what: said.fact.slot().to_string(),
            value: (!said.fact.says_nothing()).then(|| said.fact.to_string()),
            from: said.period.first_day().map(|day| day.to_string()),
            to: said.period.last_day().map(|day| day.to_string()),
            recorded_at: said.at,
            by: said.by,
        };
        let items: Vec<UnitStatement> = record.facts.iter().map(one).collect();
        Some(Page {
            total: items.len() as u64,
            items,
            next: None,
        })
    }

    /// The totals of a unit by the level or tag `by`. Everything is in one group, so they add up to the total.
    pub fn groups(&self, unit: UnitKey, by: &str) -> UnitGroups {
        let totals = self.totals();
        if by == PROVIDER {
            let total = totals.of(unit);
            let items = self.by_provider(&totals.tree, unit, total);
            return self.grouped(unit, by, items, total);
        }
        let is_tier = self.kinds.on(self.when.day.0).has_tier(by);
        let ranks = totals.tree.ranks(unit);
        // What holds on the way down to each unit; by depth, so that it is forgotten on the way back.
        let mut way: Vec<Option<Group>> = Vec::new();
        let mut groups: BTreeMap<Option<Group>, UnitCounts> = BTreeMap::new();
        for (rank, (key, depth)) in totals.tree.order().iter().enumerate() {
            way.truncate(*depth as usize);
            let above = way.last().cloned().flatten();
            let own = self.record(*key).and_then(|record| match is_tier {
                true => (self.tier(record) == Some(by)).then(|| Group {
                    sort: search_key(record.name(self.when)),
                    value: record.name(self.when).into(),
                    unit: Some(*key),
                }),
                false => record.tag(by, self.when).map(|value| Group {
                    sort: search_key(value),
                    value: value.into(),
                    unit: None,
                }),
            });
            let group = own.or(above);
            if ranks.contains(&rank) {
                let counts = totals.own(rank);
                let sum = groups.entry(group.clone()).or_default();
                *sum = sum.plus(counts);
            }
            way.push(group);
        }
        let mut total = totals.of(unit);
        let mut items: Vec<UnitGroup> = groups
            .into_iter()
            // A unit that stands above all groups and holds nothing itself is no row.
            .filter(|(group, counts)| group.is_some() || *counts != UnitCounts::default())
            .map(|(group, counts)| UnitGroup {
                unit: group
                    .as_ref()
                    .and_then(|group| group.unit)
                    .map(|key| self.scene.unit_at(key, self.when)),
                value: group.map(|group| group.value.to_string()),
                outside: false,
                counts,
            })
            .collect();
        if unit == UnitKey::ROOT && totals.outside != UnitCounts::default() {
            total = total.plus(totals.outside);
            items.push(UnitGroup {
                value: None,
                unit: None,
                outside: true,
                counts: totals.outside,
            });
        }
        self.grouped(unit, by, items, total)
    }

    fn grouped(&self, unit: UnitKey, by: &str, items: Vec<UnitGroup>, total: UnitCounts) -> UnitGroups {
        UnitGroups {
            by: by.to_owned(),
            unit: self.scene.unit_at(unit, self.when),
            at: self.when.day.to_string(),
            known: self.known,
            items,
            total,
        }
    }

    fn filter(&self, query: &ListQuery) -> Result<Filter, BadQuery> {
        let Some((name, value)) = &query.filter else {
            return Ok(Filter::All);
        };
        let bad = |reason: String| BadQuery {
            parameter: "filter",
            reason,
        };
        match name.as_str() {
            "kind" => Ok(Filter::Kind(value.clone())),
            "tier" => Ok(Filter::Tier(value.clone())),
            "parent" => {
                let scene = &self.scene;
                let parent = scene.reader.unit_named(scene.fleet, self.when, Some(value));
                parent
                    .map(Filter::Parent)
                    .map_err(|refusal| bad(refusal.to_string()))
            }
            _ => Err(bad(format!(
                "{name}:{value} is not known; kind:, tier: and parent: are"
            ))),
        }
    }
}

/// What a unit is counted under.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Group {
    sort: String,
    value: Arc<str>,
    unit: Option<UnitKey>,
}

enum Filter {
    All,
    Kind(String),
    Tier(String),
    Parent(UnitKey),
}

impl Filter {
    fn takes(&self, places: &Places<'_>, record: &UnitRecord) -> bool {
        match self {
            Self::All => true,
            Self::Kind(kind) => record.kind(places.when) == kind,
            Self::Tier(tier) => places.tier(record) == Some(tier),
            Self::Parent(parent) => record.parent(places.when) == Some(*parent),
        }
    }
}

fn by_name(query: &ListQuery) -> Result<bool, BadQuery> {
    match query.sort.as_ref().map(|(column, _)| column.as_str()) {
        None | Some("code") => Ok(false),
        Some("name") => Ok(true),
        Some(other) => Err(BadQuery {
            parameter: "sort",
            reason: format!("{other} is not known; code and name are, with - in front for descending"),
        }),
    }
}

impl Totals {
    fn of(&self, unit: UnitKey) -> UnitCounts {
        let ranks = self.tree.ranks(unit);
        self.before[ranks.end].minus(self.before[ranks.start])
    }

    fn own(&self, rank: usize) -> UnitCounts {
        self.before[rank + 1].minus(self.before[rank])
    }
}

impl crate::fleet::Fleet {
    /// The units of the machines that were enrolled before a moment.
    fn machines_enrolled_before(&self, end: UnixMs) -> impl Iterator<Item = UnitKey> + '_ {
        (1..self.machines.next_id().0).filter_map(move |number| {
            let machine = self.machine(kiemke_wire::ids::MachineId(number))?;
            (machine.enrolled_at < end).then_some(machine.unit)
        })
    }
}
