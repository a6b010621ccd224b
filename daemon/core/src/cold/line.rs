//! A line's day as it was measured.

use crate::cold::column::{BadColumn, ColumnReader, ColumnWriter};
use crate::cold::day::{Day, DayClock};
use crate::cold::line_sums::{HoursOfLine, SumsOfLine};
use crate::cold::record::{Kind, Raw, Record, Row};
use kiemke_wire::ids::{LineId, MachineId};
use kiemke_wire::reading::{OutsideStep, WifiReading};
use kiemke_wire::time::{DAY_MS, UnixMs};
use serde::{Deserialize, Serialize};

/// About what a probe takes before compression: nine numbers, most of two bytes.
const PROBE_WEIGHT_BYTES: usize = 20;

/// A target of outside probes, by the number that the daemon gave its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TargetIndex(pub u8);

/// One outside probe on a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutsideValues {
    /// When it was made.
    pub at: UnixMs,
    /// The machine that made it.
    pub machine: MachineId,
    /// What it probed.
    pub target: TargetIndex,
    /// The step that failed; none when all went well.
    pub failed: Option<OutsideStep>,
    /// Resolving the name.
    pub dns_us: Option<u32>,
    /// Connecting.
    pub tcp_us: Option<u32>,
    /// TLS handshake.
    pub tls_us: Option<u32>,
    /// From the request to the first byte of the answer.
    pub first_byte_us: Option<u32>,
    /// Spaced probes sent for loss and jitter.
    pub sent: u16,
    /// Those that were answered.
    pub received: u16,
    /// Median round trip of them.
    pub rtt_us_median: Option<u32>,
    /// Mean difference between neighbouring round trips.
    pub jitter_us: Option<u32>,
    /// What the radio did meanwhile; never one that tells nothing.
    pub wifi: Option<WifiReading>,
}

/// The line of probes that were made on none that is known: each site has one. So they are sealed, kept and counted
/// as those of lines are, and no line is charged with them.
pub const NO_LINE: LineId = LineId(0);

/// What is kept of a line's day: its probes, by target, time and machine, each of these once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayOfLine {
    line: LineId,
    day: Day,
    probes: Vec<OutsideValues>,
}

impl OutsideValues {
    /// What tells two probes of a line apart.
    pub fn key(&self) -> (TargetIndex, UnixMs, MachineId) {
        (self.target, self.at, self.machine)
    }
}

impl DayOfLine {
    /// From probes in any order; of two with the same target, time and machine the first stays.
    pub fn new(line: LineId, day: Day, mut probes: Vec<OutsideValues>) -> Self {
        probes.sort_by_key(OutsideValues::key);
        probes.dedup_by_key(|probe| probe.key());
        Self { line, day, probes }
    }

    /// The line.
    pub fn line(&self) -> LineId {
        self.line
    }

    /// The probes, by target, then time, then machine.
    pub fn probes(&self) -> &[OutsideValues] {
        &self.probes
    }
}

impl Record for DayOfLine {
    const KIND: Kind = Kind::Probes;
    type Of = LineId;

    fn number_of(of: LineId) -> u32 {
        of.0
    }

    fn number(&self) -> u32 {
        self.line.0
    }

    fn day(&self) -> Day {
        self.day
    }

    fn weight_bytes(&self) -> usize {
        self.probes.len() * PROBE_WEIGHT_BYTES
    }

    fn write(records: &[Row<Self>], columns: &mut ColumnWriter) {
        columns.numbers(records.iter().map(|row| row.record.probes.len() as u64));
        let probes = || records.iter().flat_map(|row| &row.record.probes);
        columns.differences(probes().map(|probe| i64::from(probe.target.0)));
        columns.raw_bytes(probes().map(|probe| step_code(probe.failed)));
        columns.differences(records.iter().flat_map(times_in_steps));
        columns.differences(probes().map(|probe| i64::from(probe.machine.0)));
        columns.differences(probes().map(|probe| i64::from(probe.sent)));
        // Nearly always nothing is lost, and a column of zeros costs nothing.
        columns.differences(probes().map(|probe| i64::from(probe.sent) - i64::from(probe.received)));
        for column in TIMES {
            columns.differences_with_gaps(probes().map(|probe| (column.get)(probe)));
        }
        // Most lines are probed by cable: of those nothing is written.
        if probes().any(|probe| probe.wifi.is_some()) {
            for column in WIFI {
                columns.differences_with_gaps(
                    probes().map(|probe| probe.wifi.as_ref().and_then(|wifi| (column.get)(wifi))),
                );
            }
        }
    }

    fn read(keys: &[(u32, Day)], columns: &mut ColumnReader<'_>) -> Result<Vec<Self>, BadColumn> {
        let counts: Vec<usize> = columns.numbers(keys.len(), "probe counts")?;
        let total = counts
            .iter()
            .try_fold(0_usize, |sum, count| sum.checked_add(*count));
        let total = total.ok_or(BadColumn {
            column: "probe counts",
        })?;
        let targets: Vec<u8> = columns.differences(total, "targets")?;
        let failed = columns.raw_bytes(total, "failed steps")?;
        let steps: Vec<i64> = columns.differences(total, "times")?;
        let machines: Vec<u32> = columns.differences(total, "machines")?;
        let sent: Vec<u16> = columns.differences(total, "sent")?;
        let lost: Vec<i64> = columns.differences(total, "lost")?;
        let mut probes = Vec::with_capacity(total);
        for at in 0..total {
            probes.push(OutsideValues {
                at: UnixMs(steps[at]),
                machine: MachineId(machines[at]),
                target: TargetIndex(targets[at]),
                failed: step_of_code(failed[at])?,
                dns_us: None,
                tcp_us: None,
                tls_us: None,
                first_byte_us: None,
                sent: sent[at],
                received: i64::from(sent[at])
                    .checked_sub(lost[at])
                    .and_then(|received| u16::try_from(received).ok())
                    .ok_or(BadColumn { column: "lost" })?,
                rtt_us_median: None,
                jitter_us: None,
                wifi: None,
            });
        }
        for column in TIMES {
            let values = columns.differences_with_gaps(total, column.name)?;
            for (probe, value) in probes.iter_mut().zip(values) {
                *(column.get_mut)(probe) = value;
            }
        }
        if !columns.is_at_end() {
            read_wifi(&mut probes, columns)?;
        }
        let mut rest = probes.as_slice();
        let mut records = Vec::with_capacity(keys.len());
        for ((number, day), count) in keys.iter().zip(counts) {
            let (own, others) = rest.split_at(count);
            rest = others;
            let mut probes = own.to_vec();
            times_from_steps(*day, &mut probes);
            records.push(Self {
                line: LineId(*number),
                day: *day,
                probes,
            });
        }
        Ok(records)
    }
}

impl Raw for DayOfLine {
    type Hours = HoursOfLine;
    type Sums = SumsOfLine;

    /// Of two probes with the same key the one that is there stays.
    fn merge(&mut self, late: Self) {
        self.probes.extend(late.probes);
        // Stable: what was there stands before what came.
        self.probes.sort_by_key(OutsideValues::key);
        self.probes.dedup_by_key(|probe| probe.key());
    }

    fn hours(&self, clock: DayClock) -> HoursOfLine {
        HoursOfLine::of(self, clock)
    }

    fn sums(hours: &HoursOfLine) -> SumsOfLine {
        SumsOfLine::of(hours)
    }
}

/// A column of durations.
struct Times {
    name: &'static str,
    get: fn(&OutsideValues) -> Option<u32>,
    get_mut: fn(&mut OutsideValues) -> &mut Option<u32>,
}

const TIMES: [Times; 6] = [
    Times {
        name: "dns_us",
        get: |probe| probe.dns_us,
        get_mut: |probe| &mut probe.dns_us,
    },
    Times {
        name: "tcp_us",
        get: |probe| probe.tcp_us,
        get_mut: |probe| &mut probe.tcp_us,
    },
    Times {
        name: "tls_us",
        get: |probe| probe.tls_us,
        get_mut: |probe| &mut probe.tls_us,
    },
    Times {
        name: "first_byte_us",
        get: |probe| probe.first_byte_us,
        get_mut: |probe| &mut probe.first_byte_us,
    },
    Times {
        name: "rtt_us_median",
        get: |probe| probe.rtt_us_median,
        get_mut: |probe| &mut probe.rtt_us_median,
    },
    Times {
        name: "jitter_us",
        get: |probe| probe.jitter_us,
        get_mut: |probe| &mut probe.jitter_us,
    },
];

/// A column of what radios did.
struct Wifi {
    name: &'static str,
    get: fn(&WifiReading) -> Option<u32>,
    set: fn(&mut WifiReading, u32) -> Option<()>,
}

const WIFI: [Wifi; 4] = [
    Wifi {
        name: "signal_dbm",
        // Strengths are negative: without the sign they are short.
        get: |wifi| Some(wifi.signal_dbm?.wrapping_neg().cast_unsigned().into()),
        set: |wifi, number| {
            let strength = u8::try_from(number).ok()?;
            wifi.signal_dbm = Some(strength.cast_signed().wrapping_neg());
            Some(())
        },
    },
    Wifi {
        name: "rate_mbps",
        get: |wifi| wifi.rate_mbps,
        set: |wifi, number| {
            wifi.rate_mbps = Some(number);
            Some(())
        },
    },
    Wifi {
        name: "packets",
        get: |wifi| wifi.packets,
        set: |wifi, number| {
            wifi.packets = Some(number);
            Some(())
        },
    },
    Wifi {
        name: "retries",
        get: |wifi| wifi.retries,
        set: |wifi, number| {
            wifi.retries = Some(number);
            Some(())
        },
    },
];

fn read_wifi(probes: &mut [OutsideValues], columns: &mut ColumnReader<'_>) -> Result<(), BadColumn> {
    for column in WIFI {
        let values = columns.differences_with_gaps(probes.len(), column.name)?;
        for (probe, value) in probes.iter_mut().zip(values) {
            if let Some(value) = value {
                let wifi = probe.wifi.get_or_insert_default();
                (column.set)(wifi, value).ok_or(BadColumn { column: column.name })?;
            }
        }
    }
    Ok(())
}

/// The times of a line's probes as steps from the one before, the first from the day's midnight in UTC. Probes
/// come at a steady pace, so the steps differ little and their differences, which are stored, are small.
fn times_in_steps(row: &Row<DayOfLine>) -> impl Iterator<Item = i64> + '_ {
    let mut before = midnight_ms(row.record.day);
    row.record.probes.iter().map(move |probe| {
        let step = probe.at.0.wrapping_sub(before);
        before = probe.at.0;
        step
    })
}

fn times_from_steps(day: Day, probes: &mut [OutsideValues]) {
    let mut before = midnight_ms(day);
    for probe in probes {
        before = before.wrapping_add(probe.at.0);
        probe.at = UnixMs(before);
    }
}

fn midnight_ms(day: Day) -> i64 {
    i64::from(day.0) * DAY_MS
}

pub(crate) fn step_code(step: Option<OutsideStep>) -> u8 {
    match step {
        None => 0,
        Some(OutsideStep::Dns) => 1,
        Some(OutsideStep::Tcp) => 2,
        Some(OutsideStep::Tls) => 3,
        Some(OutsideStep::Http) => 4,
    }
}

pub(crate) fn step_of_code(code: u8) -> Result<Option<OutsideStep>, BadColumn> {
    Ok(match code {
        0 => None,
        1 => Some(OutsideStep::Dns),
        2 => Some(OutsideStep::Tcp),
        3 => Some(OutsideStep::Tls),
        4 => Some(OutsideStep::Http),
        _ => {
            return Err(BadColumn {
                column: "failed steps",
            });
        }
    })
}
