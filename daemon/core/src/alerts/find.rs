//! What is wrong with each line, site and agent, looked at alone.

use crate::capacity::medians;
use crate::cold::Day;
use crate::fleet::{AgentVersion, Fleet, Line};
use crate::query::Days;
use kiemke_wire::ids::{LineId, UnitKey};
use kiemke_wire::reading::FaultPlace;
use kiemke_wire::time::{DAY_MS, MINUTE_MS, UnixMs};
use kiemke_wire::view::{AlertSymptom as Symptom, LineState};
use std::collections::{BTreeMap, BTreeSet};

/// A site is gone when nothing of it reported for two slots (agent.md, "States and alerts").
pub(super) const GONE_AFTER_MS: i64 = 2 * 15 * MINUTE_MS;
/// How far back the medians of capacity tests go.
const CAPACITY_MS: i64 = 30 * DAY_MS;
/// Tests that a median of them needs before it is held against a provider.
const CAPACITY_TESTS_MIN: u32 = 10;
/// A line below this share of its contract is under it, percent.
const CONTRACT_PERCENT: u64 = 80;
/// First bytes in teaching hours that take so many times as long as outside of them.
const BUSY_TIMES: u32 = 2;
/// Probes on either side that such a comparison needs.
const BUSY_PROBES_MIN: usize = 8;

/// Agents of machines that were not seen for so long are out of use, not outdated.
const IN_USE_MS: i64 = 30 * DAY_MS;
/// An agent that began anew on so many of the last days is reset daily: once or twice it was installed again.
const RESETS: (usize, i32) = (3, 7);

/// Something that is wrong with one line or one site.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// What.
    pub symptom: Symptom,
    /// The site.
    pub unit: UnitKey,
    /// The line, if it is one line.
    pub line: Option<LineId>,
    /// The line's provider, where the contract says.
    pub provider: Option<String>,
    /// The unit above the site.
    pub commune: Option<UnitKey>,
}

/// What a look at everything brings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// What is wrong, in order.
    pub findings: Vec<Finding>,
    /// Lines that could be judged, by provider.
    pub judged_by_provider: BTreeMap<String, usize>,
    /// Lines that could be judged, by the unit above their site.
    pub judged_by_commune: BTreeMap<UnitKey, usize>,
}

/// Looks at everything; `current` is the version of agents that are not outdated.
pub fn find(fleet: &Fleet, days: &Days, current: &str, now: UnixMs) -> Found {
    let mut found = Found::default();
    let seen = Seen::of(fleet, current, now);
    let moments = Moments {
        now,
        taught: days.lately_taught(now),
    };
    let heard_from = days.bounds(now).heard_from;
    for line in fleet.lines() {
        let contract = fleet.contract_today(line.id, now);
        let provider = contract.map(|contract| contract.provider.to_string());
        let commune = fleet.parent_of(line.unit, now);
        if let Some(provider) = &provider {
            *found.judged_by_provider.entry(provider.clone()).or_default() += 1;
        }
        if let Some(commune) = commune {
            *found.judged_by_commune.entry(commune).or_default() += 1;
        }
        let newest = seen.by_line.get(&line.id).copied();
        for symptom in symptoms(fleet, &moments, line, newest) {
            found.findings.push(Finding {
                symptom,
                unit: line.unit,
                line: Some(line.id),
                provider: provider.clone(),
                commune,
            });
        }
    }
    let at_unit = |symptom, unit| Finding {
        symptom,
        unit,
        line: None,
        provider: None,
        commune: fleet.parent_of(unit, now),
    };
    let silent = seen.by_site.iter().filter(|(_, newest)| **newest < heard_from);
    found
        .findings
        .extend(silent.map(|(unit, _)| at_unit(Symptom::Silent, *unit)));
    let agents = [
        (Symptom::Outdated, seen.outdated),
        (Symptom::DailyReset, reset_daily(fleet, now)),
    ];
    for (symptom, units) in agents {
        found
            .findings
            .extend(units.into_iter().map(|unit| at_unit(symptom, unit)));
    }
    found.findings.sort_unstable();
    found
}

/// Sites with a machine whose agent begins anew day after day.
fn reset_daily(fleet: &Fleet, now: UnixMs) -> BTreeSet<UnitKey> {
    let today = fleet.day_clock().day(now);
    let (days_min, of_days) = RESETS;
    let machines = fleet.resets.often(Day(today.0 - of_days + 1)..=today, days_min);
    let units = machines.filter_map(|machine| fleet.machines.unit_of(machine));
    units.map(|unit| fleet.site_of(unit, fleet.today(now))).collect()
}

fn symptoms(fleet: &Fleet, moments: &Moments, line: &Line, newest_seen: Option<UnixMs>) -> BTreeSet<Symptom> {
    let now = moments.now;
    let mut symptoms = BTreeSet::new();
    if line.state(now) == LineState::Down {
        symptoms.insert(Symptom::LineDown);
    }
    if newest_seen.is_some_and(|seen| moments.is_gone(seen)) {
        symptoms.insert(Symptom::Gone);
    }
    if moments.is_busy_hours(line) {
        symptoms.insert(Symptom::BusyHours);
    }
    let Some(tests) = fleet.line_tests(line.id) else {
        return symptoms;
    };
    if tests
        .verdicts
        .iter()
        .any(|open| open.fault.place == FaultPlace::Platform)
    {
        symptoms.insert(Symptom::Platform);
    }
    let lately = tests
        .samples
        .iter()
        .filter(|sample| now.since(sample.at) <= CAPACITY_MS);
    let contract = fleet.contract_today(line.id, now);
    if let Some(contract_kbps) = contract.and_then(|contract| contract.down_kbps)
        && let Some(medians) = medians(lately)
        && medians.tests >= CAPACITY_TESTS_MIN
        && medians.down_is_exact
        && u64::from(medians.down_kbps) * 100 < u64::from(contract_kbps) * CONTRACT_PERCENT
    {
        symptoms.insert(Symptom::UnderContract);
    }
    symptoms
}

/// The present, and teaching time before it.
struct Moments {
    now: UnixMs,
    taught: Vec<(UnixMs, UnixMs)>,
}

impl Moments {
    fn is_taught(&self, at: UnixMs) -> bool {
        self.taught.iter().any(|(from, to)| (*from..*to).contains(&at))
    }

    /// Whether a site that was there in this stretch of teaching time is there no more. Over noon and at night machines
    /// are off, so only silence within one stretch counts.
    fn is_gone(&self, seen: UnixMs) -> bool {
        let stretch = self
            .taught
            .iter()
            .find(|(from, to)| (*from..*to).contains(&self.now));
        self.now.since(seen) >= GONE_AFTER_MS && stretch.is_some_and(|(from, _)| seen >= *from)
    }

    /// Whether first bytes of the last day come late in teaching time alone.
    fn is_busy_hours(&self, line: &Line) -> bool {
        let (mut within, mut outside) = (Vec::new(), Vec::new());
        for sample in &line.samples {
            let Some(us) = sample.first_byte_us() else {
                continue;
            };
            if self.is_taught(sample.at()) {
                within.push(us);
            } else {
                outside.push(us);
            }
        }
        if within.len() < BUSY_PROBES_MIN || outside.len() < BUSY_PROBES_MIN {
            return false;
        }
        let median = |mut values: Vec<u32>| {
            let middle = (values.len() - 1) / 2;
            *values.select_nth_unstable(middle).1
        };
        median(within) >= median(outside).saturating_mul(BUSY_TIMES)
    }
}

/// What one walk over all machines shows.
#[derive(Default)]
struct Seen {
    /// When a machine of the site, of whichever room, was last seen.
    by_site: BTreeMap<UnitKey, UnixMs>,
    /// When a machine on the line was last seen.
    by_line: BTreeMap<LineId, UnixMs>,
    /// Sites with an agent in use that is older than the present version.
    outdated: BTreeSet<UnitKey>,
}

impl Seen {
    fn of(fleet: &Fleet, current: &str, now: UnixMs) -> Self {
        let mut seen = Self::default();
        let current = AgentVersion::read(current);
        let (mut of_unit, mut of_line) = (Run::default(), Run::default());
        let mut by_unit = BTreeMap::new();
        let mut outdated = BTreeSet::new();
        for (_, chunk) in fleet.machines.numbered_chunks() {
            for at in 0..chunk.len() {
                let (unit, newest) = (chunk.unit[at], chunk.last_seen[at]);
                of_unit.note(&mut by_unit, unit, newest);
                if let Some(line) = chunk.line[at] {
                    of_line.note(&mut seen.by_line, line, newest);
                }
                let in_use = now.since(newest) <= IN_USE_MS && !chunk.away[at];
                if in_use && chunk.version[at].is_older_than(current) {
                    outdated.insert(unit);
                }
            }
        }
        of_unit.end(&mut by_unit);
        of_line.end(&mut seen.by_line);
        let when = fleet.today(now);
        for (unit, newest) in by_unit {
            let held = seen.by_site.entry(fleet.site_of(unit, when)).or_insert(newest);
            *held = (*held).max(newest);
        }
        seen.outdated = outdated
            .into_iter()
            .map(|unit| fleet.site_of(unit, when))
            .collect();
        seen
    }
}

/// Neighbours mostly stand in the same unit and on the same line, so the map is rarely asked.
struct Run<K>(Option<(K, UnixMs)>);

impl<K> Default for Run<K> {
    fn default() -> Self {
        Self(None)
    }
}

impl<K: Ord + Copy> Run<K> {
    fn note(&mut self, map: &mut BTreeMap<K, UnixMs>, key: K, seen: UnixMs) {
        match &mut self.0 {
            Some((held, newest)) if *held == key => *newest = (*newest).max(seen),
            _ => {
                self.end(map);
                self.0 = Some((key, seen));
            }
        }
    }

    fn end(&mut self, map: &mut BTreeMap<K, UnixMs>) {
        if let Some((key, seen)) = self.0.take() {
            let held = map.entry(key).or_insert(seen);
            *held = (*held).max(seen);
        }
    }
}
