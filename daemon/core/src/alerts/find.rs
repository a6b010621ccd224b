//! What is wrong with each line and each site, looked at alone.

use crate::capacity::medians;
use crate::fleet::{Fleet, Line};
use crate::query::Days;
use kiemke_wire::ids::{LineId, UnitKey};
use kiemke_wire::reading::FaultPlace;
use kiemke_wire::time::{DAY_MS, MINUTE_MS, UnixMs};
use kiemke_wire::view::{AlertSymptom as Symptom, LineState};
use std::collections::{BTreeMap, BTreeSet};

/// A site is gone when nothing of it reported for two slots (agent.md, "States and alerts").
const GONE_AFTER_MS: i64 = 2 * 15 * MINUTE_MS;
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

/// When machines of a unit were last seen.
#[derive(Clone, Copy)]
struct Seen {
    newest: UnixMs,
}

/// Looks at everything.
pub fn find(fleet: &Fleet, days: &Days, now: UnixMs) -> Found {
    let mut found = Found::default();
    let seen = seen_by_unit(fleet);
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
        let newest = seen.get(&line.unit).map(|seen| seen.newest);
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
    for (unit, seen) in &seen {
        if seen.newest < heard_from {
            found.findings.push(Finding {
                symptom: Symptom::Silent,
                unit: *unit,
                line: None,
                provider: None,
                commune: fleet.parent_of(*unit, now),
            });
        }
    }
    found.findings.sort_unstable();
    found
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

fn seen_by_unit(fleet: &Fleet) -> BTreeMap<UnitKey, Seen> {
    let mut by_unit: BTreeMap<UnitKey, Seen> = BTreeMap::new();
    // Neighbours mostly stand in the same unit, so the map is rarely asked.
    let mut run: Option<(UnitKey, UnixMs)> = None;
    let mut note = |(unit, newest): (UnitKey, UnixMs)| {
        let held = by_unit.entry(unit).or_insert(Seen { newest });
        held.newest = held.newest.max(newest);
    };
    for (_, chunk) in fleet.machines.numbered_chunks() {
        for (unit, seen) in chunk.unit.iter().zip(&chunk.last_seen) {
            match &mut run {
                Some((held, newest)) if held == unit => *newest = (*newest).max(*seen),
                _ => {
                    if let Some(before) = run.replace((*unit, *seen)) {
                        note(before);
                    }
                }
            }
        }
    }
    run.map(&mut note);
    by_unit
}
