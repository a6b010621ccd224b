//! What was measured on a site's lines, as evidence.

use crate::cold::{Day, OutsideValues, Quarter};
use crate::fleet::Fleet;
use crate::leaves::school::{Places, SchoolRules};
use crate::query::Days;
use crate::readiness::{CapacityTest, OutsideSlot, SchoolLine};
use crate::rows::KeptTest;
use kiemke_config::profile::PLATFORMS_MAX;
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
    rules: &SchoolRules<'_>,
) -> Vec<SchoolLine> {
    let days = rules.days;
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
                platforms: platforms(fleet, &measured.probes, rules.platforms),
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

/// Whether the hosts of each platform are reachable: most probes of each got through. One that was not probed is not known,
/// and neither is its platform.
fn platforms(
    fleet: &Fleet,
    probes: &[OutsideValues],
    hosts: &BTreeMap<u8, Vec<String>>,
) -> [Option<bool>; PLATFORMS_MAX as usize] {
    let reachable = |host: &String| {
        let name = format!("{PLATFORM}{host}");
        let of_host = probes
            .iter()
            .filter(|probe| fleet.targets.name(probe.target) == Some(name.as_str()));
        let (mut all, mut good) = (0_usize, 0);
        for probe in of_host {
            all += 1;
            good += usize::from(probe.failed.is_none());
        }
        (all > 0).then_some(good * 2 > all)
    };
    std::array::from_fn(|number| {
        let hosts = hosts.get(&u8::try_from(number).ok()?)?;
        let told: Vec<Option<bool>> = hosts.iter().map(reachable).collect();
        if told.contains(&Some(false)) {
            return Some(false);
        }
        told.into_iter().collect::<Option<Vec<bool>>>().map(|_| true)
    })
}

fn lower_middle(values: impl Iterator<Item = u32>) -> Option<u32> {
    let mut values: Vec<u32> = values.collect();
    values.sort_unstable();
    let middle = values.len().checked_sub(1)? / 2;
    values.get(middle).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cold::TargetIndex;
    use kiemke_wire::ids::MachineId;
    use kiemke_wire::reading::OutsideStep;
    use kiemke_wire::time::UnixMs;

    fn probe(target: u8, failed: Option<OutsideStep>) -> OutsideValues {
        OutsideValues {
            at: UnixMs(0),
            machine: MachineId(1),
            target: TargetIndex(target),
            failed,
            dns_us: None,
            tcp_us: None,
            tls_us: None,
            first_byte_us: None,
            sent: 0,
            received: 0,
            rtt_us_median: None,
            jitter_us: None,
            wifi: None,
        }
    }

    #[test]
    fn a_platform_is_reachable_when_most_probes_of_each_host_got_through() {
        let mut fleet = Fleet::default();
        for (number, name) in ["daemon", "platform/a", "platform/b"].into_iter().enumerate() {
            fleet.targets.add(TargetIndex(number as u8), name);
        }
        let hosts = BTreeMap::from([
            (2, vec!["a".to_owned(), "b".to_owned()]),
            (4, vec!["a".to_owned()]),
        ]);
        let told = |probes: &[OutsideValues]| {
            let told = platforms(&fleet, probes, &hosts);
            (told[2], told[4], told[0])
        };
        let (good, bad) = (None, Some(OutsideStep::Tcp));
        assert_eq!(told(&[probe(0, good)]), (None, None, None));
        let a = [probe(1, good), probe(1, bad), probe(1, good)];
        assert_eq!(told(&a), (None, Some(true), None), "b was not probed");
        let both = [a.to_vec(), vec![probe(2, good)]].concat();
        assert_eq!(told(&both), (Some(true), Some(true), None));
        let blocked = [a.to_vec(), vec![probe(2, bad), probe(2, good)]].concat();
        assert_eq!(told(&blocked), (Some(false), Some(true), None));
    }
}
