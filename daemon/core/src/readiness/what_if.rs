//! What if: devices and lines that bring a unit to its target, cheapest first (readiness.md 9).
//!
//! Whole-site packages are taken by people made ready per đồng until the target is met: called "cheapest first", because
//! it is greedy, not the least that could be paid. A site's line comes before its devices unless both together make more
//! people ready per đồng. What is only unknown is not bought: measuring and asking are listed apart.

use super::judge::{Given, judge_given};
use super::leaf::LeafFacts;
use super::line_judge::{is_enough, line_of};
use super::rule::Rule;
use super::{Ages, Aim, Range, Split, Verdict};
use kiemke_config::price::{LinePrice, PriceList};
use kiemke_config::profile::Lab;
use kiemke_config::three::Three;
use kiemke_wire::ids::UnitKey;
use std::cmp::Ordering;

/// A site with its leaves of one group, each with its level.
#[derive(Clone, Debug)]
pub struct SiteLeaves<'a> {
    /// The site.
    pub site: UnitKey,
    /// Level and facts.
    pub leaves: Vec<(u8, &'a LeafFacts)>,
}

/// What is bought for a site in one go: a line of the explanation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// The site.
    pub site: UnitKey,
    /// A better line, paid for a year.
    pub line: Option<LinePrice>,
    /// Devices by level.
    pub devices: Vec<(u8, u64)>,
    /// What it costs, đồng.
    pub vnd: u64,
    /// People whom it makes ready.
    pub people: u64,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhatIf {
    /// What is counted now.
    pub now: Split,
    /// What is bought, in this order.
    pub packages: Vec<Package>,
    /// What is counted then.
    pub then: Split,
    /// The verdict then, rosters that are missing left aside.
    pub verdict: Verdict,
    /// Sites whose line is only not measured, with the people whom a good result would make ready; most first.
    pub to_measure: Vec<(UnitKey, u64)>,
    /// Sites with people whom an answer about home can make ready; most first.
    pub to_ask: Vec<(UnitKey, u64)>,
    /// Sites for which the list has no line that is fast enough, or no device.
    pub unpriced: Vec<UnitKey>,
    /// Leaves of which nothing was told.
    pub no_roster: u64,
}

/// What to buy for these sites.
pub fn what_if(
    sites: &[SiteLeaves<'_>],
    rule: &Rule<'_>,
    ages: &Ages,
    prices: &PriceList,
    aim: Aim,
) -> WhatIf {
    let mut answer = WhatIf {
        now: Split::default(),
        packages: Vec::new(),
        then: Split::default(),
        verdict: Verdict::NotApplicable,
        to_measure: Vec::new(),
        to_ask: Vec::new(),
        unpriced: Vec::new(),
        no_roster: 0,
    };
    let mut offers = Vec::new();
    for site in sites {
        let case = Case::of(site, rule, ages);
        answer.now = answer.now + case.now;
        answer.no_roster += case.no_roster;
        if case.askable > 0 {
            answer.to_ask.push((site.site, case.askable));
        }
        let by_line = case.with_line.ready - case.now.ready;
        match case.line {
            Three::Unknown if by_line > 0 => answer.to_measure.push((site.site, by_line)),
            Three::Unknown => {}
            Three::Met | Three::Not => match case.offers(prices, rule) {
                Some(packages) => offers.extend(packages),
                None => answer.unpriced.push(site.site),
            },
        }
    }
    for list in [&mut answer.to_measure, &mut answer.to_ask] {
        list.sort_by_key(|(site, people)| (u64::MAX - people, *site));
    }
    // Stable, so that a site's line stays before its devices.
    offers.sort_by(|a, b| cheaper(a, b).then(a.site.cmp(&b.site)));
    answer.then = answer.now;
    for package in offers {
        if Range::of(answer.then).verdict(aim, 0) == Verdict::Met {
            break;
        }
        answer.then = answer.then.with_ready(package.people);
        answer.packages.push(package);
    }
    answer.verdict = Range::of(answer.then).verdict(aim, 0);
    answer
}

/// More people per đồng first.
fn cheaper(a: &Package, b: &Package) -> Ordering {
    let (a, b) = (
        u128::from(a.people) * u128::from(b.vnd),
        u128::from(b.people) * u128::from(a.vnd),
    );
    b.cmp(&a)
}

impl Split {
    /// With so many more who are ready: who is made so was not ready, as far as there are such; else unknown.
    #[must_use]
    pub fn with_ready(self, people: u64) -> Self {
        let from_not = people.min(self.not_ready);
        Self {
            ready: self.ready + people,
            not_ready: self.not_ready - from_not,
            unknown: self.unknown - (people - from_not),
        }
    }
}

/// A site as it is, with a good line, and what devices it would then still need.
struct Case<'a> {
    site: &'a SiteLeaves<'a>,
    line: Three,
    now: Split,
    with_line: Split,
    all: u64,
    devices: Vec<(u8, u64)>,
    askable: u64,
    no_roster: u64,
}

impl<'a> Case<'a> {
    fn of(site: &'a SiteLeaves<'a>, rule: &Rule<'_>, ages: &Ages) -> Self {
        let place = site.leaves.first().and_then(|(_, facts)| facts.places.first());
        let mut case = Self {
            site,
            line: place.map_or(Three::Unknown, |place| {
                line_of(place, rule.line, rule.reach, ages)
            }),
            now: Split::default(),
            with_line: Split::default(),
            all: 0,
            devices: Vec::new(),
            askable: 0,
            no_roster: 0,
        };
        for (level, facts) in &site.leaves {
            let now = judge_given(facts, *level, rule, ages, Given::default());
            let good = Given {
                line: Some(Three::Met),
            };
            let with_line = judge_given(facts, *level, rule, ages, good);
            case.now = case.now + now.tally.headline(rule);
            case.with_line = case.with_line + with_line.tally.headline(rule);
            case.askable += now.tally.askable;
            case.no_roster += now.tally.no_roster;
            // Devices help those who are told by a roster; head counts stay unknown.
            if !with_line.by_roster {
                continue;
            }
            case.all += with_line.tally.alone.total();
            let own = with_line.tally.alone;
            let waiting = own.not_ready + own.unknown;
            let devices = devices(waiting, *level, with_line.pool_gives, rule);
            if devices > 0 {
                case.devices.push((*level, devices));
            }
        }
        case
    }

    /// What can be bought, the line first; none where something has no price.
    fn offers(&self, prices: &PriceList, rule: &Rule<'_>) -> Option<Vec<Package>> {
        let by_line = self.with_line.ready - self.now.ready;
        let roster_ready = self.with_line.ready;
        let by_devices = self.all.saturating_sub(roster_ready);
        let package = |line: Option<LinePrice>, devices: &[(u8, u64)], people: u64| {
            let costs = devices.iter().map(|(level, count)| {
                let each = prices.device_vnd(rule.group, *level)?;
                each.checked_mul(*count)
            });
            let devices_vnd: u64 = costs.sum::<Option<u64>>()?;
            Some(Package {
                site: self.site.site,
                line,
                devices: devices.to_vec(),
                vnd: devices_vnd + line.map_or(0, |line| line.vnd_year),
                people,
            })
        };
        let line = match self.line {
            Three::Met => None,
            _ if by_line + by_devices == 0 => return Some(Vec::new()),
            _ => Some(self.line_that_is_enough(prices, rule)?),
        };
        let mut offers = Vec::new();
        if line.is_some() && by_line > 0 {
            offers.push(package(line, &[], by_line)?);
        }
        if by_devices > 0 {
            let both = package(line, &self.devices, by_line + by_devices)?;
            let rest = package(None, &self.devices, by_devices)?;
            match offers.first() {
                Some(first) if cheaper(first, &rest) == Ordering::Less => offers.push(rest),
                _ => offers = vec![both],
            }
        }
        Some(offers)
    }

    fn line_that_is_enough(&self, prices: &PriceList, rule: &Rule<'_>) -> Option<LinePrice> {
        let place = self.site.leaves.first()?.1.places.first()?;
        let enough = |line: &&LinePrice| {
            let (down, up) = (u64::from(line.down_mbps) * 1_000, u64::from(line.up_mbps) * 1_000);
            is_enough(down, up, place, rule.line)
        };
        prices.lines.iter().find(enough).copied()
    }
}

/// Devices that serve so many people who have none: shared ones where they count, else one each.
fn devices(waiting: u64, level: u8, pool_gives: u64, rule: &Rule<'_>) -> u64 {
    let need = rule.need(level);
    match rule.lab {
        Lab::Counted if need > 0 => {
            let missing = (waiting * need).saturating_sub(pool_gives);
            missing.div_ceil(rule.gives(rule.pool_hours_week))
        }
        Lab::Counted | Lab::Shown => waiting,
    }
}
