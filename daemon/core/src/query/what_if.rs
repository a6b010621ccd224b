//! What would bring a unit to its target: the newest leaves of its sites, and a list of prices.

use crate::leaves::{Sums, newest_facts};
use crate::query::readiness::{Bench, JudgedBy, computed_share, date, share, told, withheld};
use crate::query::shown::{Shown, Shows};
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
        Shows::All => view.told(unit, target, answer),
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
    fn told(&self, unit: UnitKey, target: &kiemke_config::plan::Target, answer: WhatIf) -> WhatIfView {
        let WhatIf {
            now, packages, then, ..
        } = answer;
        let mut split = now;
        let mut told_packages = Vec::new();
        let (mut devices, mut lines, mut total_dong) = (0, 0, 0);
        for package in &packages {
            split = split.with_ready(package.people);
            devices += package.devices.iter().map(|(_, count)| count).sum::<u64>();
            lines += u64::from(package.line.is_some());
            total_dong += package.vnd;
            told_packages.push(self.package(package, split));
        }
        if !self.scene.reader.sees_people() {
            told_packages = without_small(told_packages);
        }
        WhatIfView {
            now: share(now, Some(self.aim), answer.no_roster),
            then: share(then, Some(self.aim), 0),
            packages: told_packages,
            total_dong,
            devices,
            lines,
            to_measure: self.people(answer.to_measure),
            to_ask: self.people(answer.to_ask),
            unpriced: answer
                .unpriced
                .iter()
                .map(|site| self.scene.unit(*site))
                .collect(),
            ..self.empty(unit, target)
        }
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
            to_measure: Vec::new(),
            to_ask: Vec::new(),
            unpriced: Vec::new(),
            withheld: false,
        }
    }

    fn package(&self, package: &Package, then: Split) -> WhatIfPackage {
        let levels = &self.scene.standards.levels;
        let devices = package.devices.iter().map(|(level, count)| LevelDevices {
            level: levels
                .get(*level)
                .map(|level| level.id.clone())
                .unwrap_or_default(),
            devices: *count,
        });
        WhatIfPackage {
            site: Some(self.scene.unit(package.site)),
            school: Some(self.scene.unit(self.scene.school_of(package.site))),
            line_mbps: package.line.map(|line| (line.down_mbps, line.up_mbps)),
            devices: devices.collect(),
            dong: package.vnd,
            people: package.people,
            verdict: told(Range::of(then).verdict(self.aim, 0)),
        }
    }

    /// Planners see no sites with a few people.
    fn people(&self, sites: Vec<(UnitKey, u64)>) -> Vec<SitePeople> {
        let least = if self.scene.reader.sees_people() {
            0
        } else {
            PEOPLE_MIN
        };
        let shown = sites.into_iter().filter(|(_, people)| *people >= least);
        shown
            .map(|(site, people)| SitePeople {
                site: self.scene.unit(site),
                school: self.scene.unit(self.scene.school_of(site)),
                people,
            })
            .collect()
    }
}

/// Packages for fewer than ten people are told together, with a further one when they are fewer than ten even so: else
/// the sum of the others would give them back.
fn without_small(packages: Vec<WhatIfPackage>) -> Vec<WhatIfPackage> {
    let (mut shown, mut small): (Vec<_>, Vec<_>) = packages
        .into_iter()
        .partition(|package| package.people >= PEOPLE_MIN);
    let people = |small: &[WhatIfPackage]| small.iter().map(|package| package.people).sum::<u64>();
    if (1..PEOPLE_MIN).contains(&people(&small)) {
        let least = (0..shown.len()).min_by_key(|at| (shown[*at].people, *at));
        small.extend(least.map(|least| shown.remove(least)));
    }
    if let Some(last) = small.last() {
        shown.push(WhatIfPackage {
            site: None,
            school: None,
            line_mbps: None,
            devices: Vec::new(),
            dong: small.iter().map(|package| package.dong).sum(),
            people: if people(&small) < PEOPLE_MIN {
                0
            } else {
                people(&small)
            },
            verdict: last.verdict,
        });
    }
    shown
}
