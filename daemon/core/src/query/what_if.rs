//! What would bring a unit to its target: the newest leaves of its sites, and a list of prices.

use crate::leaves::{Sums, newest_facts};
use crate::query::readiness::{Bench, JudgedBy, computed_share, date, share, told, withheld};
use crate::query::shown::{Shown, Shows, Ways};
use crate::query::{Scene, plan};
use crate::readiness::small_cells::PEOPLE_MIN;
use crate::readiness::{
    Aim, LeafFacts, LeafKey, Package, Range, Rule, SiteLeaves, Split, WhatIf, aim_of, is_counted,
    what_if as found,
};
use crate::refusal::Refusal;
use kiemke_config::group::Group;
use kiemke_config::plan::Computed;
use kiemke_config::price::PriceList;
use kiemke_wire::ids::UnitKey;
use kiemke_wire::view::{LevelDevices, ProfileName, SitePeople, WhatIfPackage, WhatIfView};
use std::collections::BTreeMap;

/// What is supposed.
#[derive(Clone, Copy, Default)]
pub struct Supposed<'a> {
    /// The target; T2s when none is named.
    pub target: Option<&'a str>,
    /// Another value than the target's, percent.
    pub percent: Option<u32>,
    /// The list of prices; the first when none is named.
    pub prices: Option<&'a str>,
}

/// The answer for a unit today.
///
/// # Errors
/// When there is no such plan, profile, target or list, or nothing can be bought for the target.
pub fn what_if(
    scene: &Scene<'_>,
    unit: UnitKey,
    by: JudgedBy<'_>,
    supposed: Supposed<'_>,
) -> Result<WhatIfView, Refusal> {
    let bench = Bench::of(scene, by)?;
    let invalid = |place, reason: &str| Refusal::Invalid {
        place,
        reason: reason.into(),
    };
    let target = match supposed.target {
        None => bench
            .plan
            .targets
            .iter()
            .find(|target| target.computed == Some(Computed::StudentsReady)),
        Some(id) => bench.plan.target(id),
    };
    let target = target.ok_or_else(|| Refusal::NotFound(format!("target in plan {:?}", bench.plan.id)))?;
    let (computed, group) = match target.computed {
        Some(computed @ Computed::StudentsReady) => (computed, Group::Students),
        Some(computed @ Computed::TeachersReady) => (computed, Group::Teachers),
        _ => {
            return Err(invalid(
                "target",
                "is one of those that count who is ready: T2s, T2t",
            ));
        }
    };
    let mut aim = aim_of(target).ok_or_else(|| invalid("target", "has no value"))?;
    if let Some(percent) = supposed.percent {
        if !(1..=100).contains(&percent) {
            return Err(invalid("percent", "is from 1 to 100"));
        }
        aim.percent = percent;
    }
    let levels = &scene.standards.levels;
    let rule = Rule::of(bench.profile, levels, group)
        .ok_or_else(|| invalid("profile", "judges lines only; name one that judges people"))?;
    let prices = scene.standards.price_list(supposed.prices)?;
    let order = &bench.tree.order()[bench.tree.ranks(unit)];
    let facts: Vec<(UnitKey, Vec<(LeafKey, LeafFacts)>)> = order
        .iter()
        .map(|(site, _)| {
            let counted = newest_facts(scene.fleet, *site);
            (
                *site,
                counted
                    .filter(|(key, _)| is_counted(computed, key, levels))
                    .collect(),
            )
        })
        .collect();
    let sites: Vec<SiteLeaves<'_>> = facts
        .iter()
        .filter(|(_, leaves)| !leaves.is_empty())
        .map(|(site, leaves)| SiteLeaves {
            site: *site,
            leaves: leaves.iter().map(|(key, facts)| (key.level, facts)).collect(),
        })
        .collect();
    let answer = found(&sites, &rule, &scene.standards.ages(bench.day()), prices, aim);
    let shown = Shown::of_whole(scene, &bench, unit).whole()[group as usize];
    let view = Telling {
        scene,
        bench: &bench,
        aim,
        prices,
    };
    Ok(match shown {
        Shows::All => view.told(unit, target, computed, answer),
        Shows::Total | Shows::Nothing => view.hidden(unit, target, computed, shown),
    })
}

struct Telling<'a> {
    scene: &'a Scene<'a>,
    bench: &'a Bench<'a>,
    aim: Aim,
    prices: &'a PriceList,
}

impl Telling<'_> {
    fn told(
        &self,
        unit: UnitKey,
        target: &kiemke_config::plan::Target,
        computed: Computed,
        answer: WhatIf,
    ) -> WhatIfView {
        let now = answer.now;
        let all = answer.packages.iter().map(|package| Bought {
            people: package.people,
            devices: package.devices.iter().map(|(_, count)| count).sum(),
            dong: package.vnd,
            package: Some(package),
        });
        let lines = answer.packages.iter().filter(|package| package.line.is_some());
        let mut ways = Ways::of_target(self.scene, self.bench, computed);
        let bought: Vec<Bought<'_>> = match self.scene.reader.sees_people() {
            true => all.collect(),
            false => without_small(all, |site| ways.is_all_of(site), self.dong_step(computed)),
        };
        let mut split = now;
        let mut packages = Vec::new();
        for one in &bought {
            split = split.with_ready(one.people.min(split.not_ready + split.unknown));
            packages.push(self.package(one, split));
        }
        let mut then = share(split, Some(self.aim), 0);
        // Of so many a percent is ten people or more, so that the verdict gives none of those back who are rounded away.
        if now.total() >= 100 * PEOPLE_MIN {
            let verdict = told(answer.verdict);
            if verdict != then.verdict {
                (then.verdict, then.more) = (verdict, None);
            }
            if let Some(last) = packages.last_mut() {
                last.verdict = verdict;
            }
        }
        WhatIfView {
            now: share(now, Some(self.aim), answer.no_roster),
            then,
            packages,
            total_dong: bought.iter().map(|one| one.dong).sum(),
            devices: bought.iter().map(|one| one.devices).sum(),
            lines: lines.count() as u64,
            levels: self.levels(&answer.packages),
            to_measure: self.people(answer.to_measure, &mut ways),
            to_ask: self.asked(answer.to_ask, &mut ways),
            unpriced: answer
                .unpriced
                .iter()
                .map(|site| self.scene.unit(*site))
                .collect(),
            ..self.empty(unit, target)
        }
    }

    /// What ten devices of the cheapest kind cost: sums of what few people need are told in steps of it.
    fn dong_step(&self, computed: Computed) -> u64 {
        let group = match computed {
            Computed::TeachersReady => Group::Teachers,
            _ => Group::Students,
        };
        let devices = self.prices.devices.iter().filter(|device| device.group == group);
        devices.map(|device| device.vnd).min().unwrap_or(1) * PEOPLE_MIN
    }

    fn hidden(
        &self,
        unit: UnitKey,
        target: &kiemke_config::plan::Target,
        computed: Computed,
        shows: Shows,
    ) -> WhatIfView {
        let now = computed_share(
            self.scene,
            self.bench,
            &Sums::clone(&self.bench.sums(unit)),
            computed,
            Some(self.aim),
        );
        WhatIfView {
            now: withheld(&now.unwrap_or_default(), shows),
            withheld: true,
            ..self.empty(unit, target)
        }
    }

    fn empty(&self, unit: UnitKey, target: &kiemke_config::plan::Target) -> WhatIfView {
        let none = share(Split::default(), Some(self.aim), 0);
        WhatIfView {
            unit: self.scene.unit(unit),
            path: self.scene.path(unit, self.bench.when),
            profile: self.bench.profile_name(),
            prices: ProfileName {
                name: self.prices.id.clone(),
                version: self.prices.version,
                source: self.prices.source.as_ref().map(plan::both),
            },
            at: date(self.bench.day()),
            target: target.id.clone(),
            title: plan::both(&target.title),
            percent: self.aim.percent,
            operator: self.aim.operator.sign().to_owned(),
            now: none.clone(),
            then: none,
            packages: Vec::new(),
            total_dong: 0,
            devices: 0,
            lines: 0,
            levels: Vec::new(),
            to_measure: Vec::new(),
            to_ask: Vec::new(),
            unpriced: Vec::new(),
            withheld: false,
        }
    }

    fn package(&self, bought: &Bought<'_>, then: Split) -> WhatIfPackage {
        let devices = bought.package.iter().flat_map(|package| &package.devices);
        let devices = devices.map(|(level, count)| LevelDevices {
            level: self.level(*level),
            devices: *count,
        });
        let site = bought.package.map(|package| package.site);
        let line = bought.package.and_then(|package| package.line);
        WhatIfPackage {
            site: site.map(|site| self.scene.unit(site)),
            school: site.map(|site| self.scene.unit(self.scene.school_of(site))),
            line_mbps: line.map(|line| (line.down_mbps, line.up_mbps)),
            devices: devices.collect(),
            dong: bought.dong,
            people: bought.people,
            verdict: told(Range::of(then).verdict(self.aim, 0)),
        }
    }

    /// Devices of all packages by level; to those who see no people in whole tens.
    fn levels(&self, packages: &[Package]) -> Vec<LevelDevices> {
        let mut by_level: BTreeMap<u8, u64> = BTreeMap::new();
        for (level, count) in packages.iter().flat_map(|package| &package.devices) {
            *by_level.entry(*level).or_default() += count;
        }
        let sees_people = self.scene.reader.sees_people();
        let told = by_level.into_iter().map(|(level, devices)| LevelDevices {
            level: self.level(level),
            devices: if sees_people { devices } else { tens(devices) },
        });
        told.filter(|level| level.devices > 0).collect()
    }

    fn level(&self, number: u8) -> String {
        let level = self.scene.standards.levels.get(number);
        level.map(|level| level.id.clone()).unwrap_or_default()
    }

    /// Whom to ask. A site that has told next to nothing is the one to ask, and nothing of it is shown to planners but how
    /// many people it has: of it they are told in whole tens.
    fn asked(&self, sites: Vec<(UnitKey, u64)>, ways: &mut Ways<'_>) -> Vec<SitePeople> {
        let shown = sites.into_iter().filter_map(|(site, people)| {
            let people = match ways.of_unit(site) {
                Shows::All => people,
                Shows::Total => tens(people),
                Shows::Nothing => 0,
            };
            let sees_people = self.scene.reader.sees_people();
            (sees_people || people >= PEOPLE_MIN).then(|| self.site_people(site, people))
        });
        let mut shown: Vec<SitePeople> = shown.collect();
        shown.sort_by_key(|site| std::cmp::Reverse(site.people));
        shown
    }

    fn site_people(&self, site: UnitKey, people: u64) -> SitePeople {
        SitePeople {
            site: self.scene.unit(site),
            school: self.scene.unit(self.scene.school_of(site)),
            people,
        }
    }

    /// Planners see no sites with a few people, nor of a site what is hidden of it elsewhere.
    fn people(&self, sites: Vec<(UnitKey, u64)>, ways: &mut Ways<'_>) -> Vec<SitePeople> {
        let sees_people = self.scene.reader.sees_people();
        let mut is_shown =
            |site: UnitKey, people: u64| sees_people || (people >= PEOPLE_MIN && ways.is_all_of(site));
        let shown = sites
            .into_iter()
            .filter(|(site, people)| is_shown(*site, *people));
        shown
            .map(|(site, people)| self.site_people(site, people))
            .collect()
    }
}

/// Whole tens.
fn tens(number: u64) -> u64 {
    number / PEOPLE_MIN * PEOPLE_MIN
}

/// A package, or several that are told together.
struct Bought<'a> {
    package: Option<&'a Package>,
    people: u64,
    devices: u64,
    dong: u64,
}

/// Packages for fewer than ten people, or for sites of which not everything is shown, are told together and in tens. A
/// site is told in the same way whatever else is bought, so that neither another value of the target nor the unit below
/// gives a few people back.
fn without_small<'a>(
    all: impl Iterator<Item = Bought<'a>>,
    mut is_shown: impl FnMut(UnitKey) -> bool,
    dong_step: u64,
) -> Vec<Bought<'a>> {
    let (mut told, small): (Vec<_>, Vec<_>) = all.partition(|bought| {
        let is_few = bought.people < PEOPLE_MIN;
        !is_few && bought.package.is_some_and(|package| is_shown(package.site))
    });
    if !small.is_empty() {
        let dong: u64 = small.iter().map(|bought| bought.dong).sum();
        told.push(Bought {
            package: None,
            people: tens(small.iter().map(|bought| bought.people).sum()),
            devices: tens(small.iter().map(|bought| bought.devices).sum()),
            dong: dong.div_ceil(dong_step) * dong_step,
        });
    }
    told
}
