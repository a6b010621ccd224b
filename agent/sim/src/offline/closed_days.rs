//! Days that are over, sealed without having been told one by one: that would be a hundred million reports.

use super::OfflineError;
use super::resident::{Probed, Resident};
use crate::seed::Seed;
use kiemke_core::cold::{Day, DayClock, OutsideValues, Row};
use kiemke_daemon::bulk::BulkDays;
use kiemke_daemon::cold::ColdError;
use kiemke_wire::ids::{MachineId, UnitKey};

/// What lies in the sealed days.
#[derive(Clone, Copy, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Sealed {
    /// Days.
    pub days: u32,
    /// Probes of hosts outside.
    pub probes: u64,
    /// Values in them: durations, and probes sent and answered.
    pub values: u64,
    /// Machines that were on, by day.
    pub machine_days: u64,
}

/// All that was there, in the order of a file.
pub(super) struct There {
    pub(super) seed: Seed,
    pub(super) clock: DayClock,
    pub(super) today: Day,
    pub(super) machines: Vec<(UnitKey, MachineId, Resident)>,
    pub(super) lines: Vec<Probed>,
}

/// Seals the days before today, each hand every so manieth.
pub(super) fn seal(there: &There, hands: Vec<BulkDays>, days: u32) -> Result<Sealed, OfflineError> {
    let step = hands.len().max(1);
    let sealed: Vec<Result<Sealed, ColdError>> = std::thread::scope(|scope| {
        let mut threads = Vec::new();
        for (first, hand) in (1..).zip(hands) {
            threads.push(scope.spawn(move || {
                let mut sealed = Sealed::default();
                for ago in (first..=days).step_by(step) {
                    there.seal_day(&hand, ago, &mut sealed)?;
                }
                Ok(sealed)
            }));
        }
        let ended = threads.into_iter().map(|thread| thread.join());
        ended
            .map(|ended| ended.unwrap_or_else(|panicked| std::panic::resume_unwind(panicked)))
            .collect()
    });
    let mut all = Sealed::default();
    for one in sealed {
        let one = one?;
        all.days += one.days;
        all.probes += one.probes;
        all.values += one.values;
        all.machine_days += one.machine_days;
    }
    Ok(all)
}

impl There {
    fn seal_day(&self, hand: &BulkDays, ago: u32, sealed: &mut Sealed) -> Result<(), ColdError> {
        let day = self.today.plus(-(ago as i32));
        let lines = self.lines.iter().map(|line| {
            let row = line.day(self.seed, self.clock, day);
            let probes = row.record.probes();
            sealed.probes += probes.len() as u64;
            sealed.values += probes.iter().map(values_of).sum::<u64>();
            row
        });
        hand.seal(day, lines)?;
        let machines = self.machines.iter().filter_map(|(site, machine, resident)| {
            let record = resident.day(self.seed, *machine, day, ago)?;
            sealed.machine_days += 1;
            Some(Row { site: *site, record })
        });
        hand.seal(day, machines)?;
        sealed.days += 1;
        Ok(())
    }
}

fn values_of(probe: &OutsideValues) -> u64 {
    let durations = [
        probe.dns_us,
        probe.tcp_us,
        probe.tls_us,
        probe.first_byte_us,
        probe.rtt_us_median,
        probe.jitter_us,
    ];
    2 + durations.iter().flatten().count() as u64
}
