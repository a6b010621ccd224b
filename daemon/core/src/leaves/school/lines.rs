//! What was measured on a site's lines, as evidence.

use crate::cold::{Day, OutsideValues, Quarter};
use crate::fleet::Fleet;
use crate::leaves::school::Places;
use crate::query::Days;
use crate::readiness::{CapacityTest, OutsideSlot, SchoolLine};
use crate::rows::KeptTest;
use kiemke_wire::ids::{LineId, UnitKey};
use kiemke_wire::reading::{Medium, PLATFORM, TransferReading};
use std::collections::BTreeMap;

const KBPS_A_MBPS: u32 = 1_000;
const MILLION: u64 = 1_000_000;

/// What was measured on a line.
#[derive(Clone, Debug, Default)]
pub struct LineEvidence {
    /// Its capacity tests.
    pub tests: Vec<KeptTest>,
    /// Its outside probes.
    pub probes: Vec<OutsideValues>,
}

pub(super) fn lines_of(
    fleet: &Fleet,
    places: &Places,
    site: UnitKey,
    evidence: &BTreeMap<LineId, LineEvidence>,
    days: &Days,
) -> Vec<SchoolLine> {
    let lines = places.at(site).flat_map(|place| fleet.lines_of(place));
    let none = LineEvidence::default();
    lines
        .map(|line| {
            let measured = evidence.get(&line.id).unwrap_or(&none);
            SchoolLine {
                tests: measured
                    .tests
                    .iter()
                    .filter_map(|test| capacity_test(fleet, test, days))
                    .collect(),
                slots: slots(fleet, &measured.probes, days),
                platforms: Default::default(),
            }
        })
        .collect()
}

/// A test as evidence; none when a direction has no rate.
fn capacity_test(fleet: &Fleet, test: &KeptTest, days: &Days) -> Option<CapacityTest> {
    let reading = &test.reading;
    let (down, up) = (reading.down.as_ref()?, reading.up.as_ref()?);
    let cut = |transfer: &TransferReading| transfer.cut.then_some(transfer.ran_ms);
    Some(CapacityTest {
        day: fleet.day_clock().day(test.at),
        in_teaching_hours: days.taught_permille(test.at).is_some(),
        down_kbps: down.rate_kbps?,
        up_kbps: up.rate_kbps?,
        wifi: reading.medium == Some(Medium::Wifi),
        interface_kbps: reading.link_mbps.map(|mbps| mbps.saturating_mul(KBPS_A_MBPS)),
        down_cut_ms: cut(down),
        up_cut_ms: cut(up),
        server_full: false,
    })
}

/// One slot for each quarter-hour with a probe of a host that is no platform. It is good when some host answered; its
/// round trip and jitter are the lower middle ones of the hosts, its loss is over all of them.
fn slots(fleet: &Fleet, probes: &[OutsideValues], days: &Days) -> Vec<OutsideSlot> {
    let clock = fleet.day_clock();
    let mut by_slot: BTreeMap<(Day, Quarter), Vec<&OutsideValues>> = BTreeMap::new();
    for probe in probes {
        let name = fleet.targets.name(probe.target).unwrap_or_default();
        if !name.starts_with(PLATFORM) {
            by_slot
                .entry((clock.day(probe.at), clock.quarter(probe.at)))
                .or_default()
                .push(probe);
        }
    }
    let slots = by_slot.into_iter().map(|((day, _), probes)| {
        let sum =
            |of: fn(&OutsideValues) -> u16| probes.iter().map(|probe| u64::from(of(probe))).sum::<u64>();
        let (sent, received) = (sum(|probe| probe.sent), sum(|probe| probe.received));
        let lost = sent.saturating_sub(received) * MILLION;
        OutsideSlot {
            day,
            in_teaching_hours: probes
                .iter()
                .all(|probe| days.taught_permille(probe.at).is_some()),
            good: probes.iter().any(|probe| probe.failed.is_none()),
            rtt_us: lower_middle(probes.iter().filter_map(|probe| probe.rtt_us_median)),
            jitter_us: lower_middle(probes.iter().filter_map(|probe| probe.jitter_us)),
            loss_ppm: lost
                .checked_div(sent)
                .and_then(|loss| loss.try_into().ok())
                .unwrap_or(0),
        }
    });
    slots.collect()
}

fn lower_middle(values: impl Iterator<Item = u32>) -> Option<u32> {
    let mut values: Vec<u32> = values.collect();
    values.sort_unstable();
    let middle = values.len().checked_sub(1)? / 2;
    values.get(middle).copied()
}
