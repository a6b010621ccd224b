//! Readings as readers see them, from what is kept of them.

use crate::cold::{DayClock, DayOfMachine, OutsideValues, Quarter};
use crate::fleet::Targets;
use kiemke_wire::reading::{GatewayQuarterReading, OutsideReading};
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{MachineReading, ReadingBody};
use std::collections::BTreeMap;

/// Probes from several places, in the order of time and each once: what is being sealed stands in two of them.
pub fn once_each(mut probes: Vec<OutsideValues>) -> Vec<OutsideValues> {
    probes.sort_by_key(|probe| (probe.at, probe.key()));
    probes.dedup_by_key(|probe| probe.key());
    probes
}

/// Outside probes; a target without a name shows its number.
pub fn of_probes<'a>(
    targets: &'a Targets,
    probes: &'a [OutsideValues],
) -> impl Iterator<Item = MachineReading> + 'a {
    probes.iter().map(|probe| {
        let name = targets.name(probe.target);
        let target = name.map_or_else(|| format!("target {}", probe.target.0), str::to_owned);
        let outside = OutsideReading {
            target,
            failed: probe.failed,
            dns_us: probe.dns_us,
            tcp_us: probe.tcp_us,
            tls_us: probe.tls_us,
            first_byte_us: probe.first_byte_us,
            sent: probe.sent,
            received: probe.received,
            rtt_us_median: probe.rtt_us_median,
            jitter_us: probe.jitter_us,
            wifi: probe.wifi,
        };
        MachineReading {
            at: probe.at,
            body: ReadingBody::Outside(outside),
        }
    })
}

/// Quarter-hours in which the gateway was probed, from days of one machine of which several may be the same.
pub fn of_quarters(clock: DayClock, days: &[DayOfMachine]) -> Vec<MachineReading> {
    let mut states: BTreeMap<UnixMs, _> = BTreeMap::new();
    for day in days {
        for (number, state) in day.quarters.iter().enumerate() {
            if let Some(quarter) = Quarter::new(number) {
                let held = states.entry(clock.begin_of(day.day, quarter)).or_insert(*state);
                *held = (*state).max(*held);
            }
        }
    }
    let readings = states.into_iter().filter_map(|(at, state)| {
        let quality = state.gateway()?;
        let reading = GatewayQuarterReading {
            loss_permille_min: quality.loss_permille_min,
            loss_permille_max: quality.loss_permille_max,
            rtt_us: quality.rtt_us,
        };
        Some(MachineReading {
            at,
            body: ReadingBody::GatewayQuarter(reading),
        })
    });
    readings.collect()
}
