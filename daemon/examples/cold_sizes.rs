//! Prints what cold files take on the disk and how long they take to write and read, on days as a province has
//! them: `cargo run --release -p kiemke-daemon --example cold_sizes [sites]`.
//!
//! A site has 25 machines, of which two thirds are on that day, and one or two lines, each probed every quarter of
//! an hour. Durations are log-normal around a value of the line, with a slow wave over the day.

use kiemke_core::cold::{
    Day, DayClock, DayOfLine, DayOfMachine, FileInfo, Kind, OutsideValues, Quarter, QuarterState, Row, Step,
    SumsOfLine, TargetIndex, plan,
};
use kiemke_daemon::cold::ColdFiles;
use kiemke_framelog::DiskFiles;
use kiemke_wire::ids::{LineId, MachineId, UnitKey};
use kiemke_wire::reading::OutsideStep;
use kiemke_wire::time::{MINUTE_MS, UnixMs};
use std::convert::Infallible;
use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

const MACHINES_A_SITE: u32 = 25;
const LINES_IN_TWO_SITES: u32 = 3;
const DAYS: i32 = 30;
/// dns, tcp, tls, first byte, sent, received, round trip, jitter.
const VALUES_A_PROBE: u64 = 8;
const FIRST_DAY: Day = Day(20_770);
const READS: u32 = 300;

fn main() -> Result<(), Box<dyn Error>> {
    let sites: u32 = std::env::args().nth(1).map_or(Ok(1_000), |text| text.parse())?;
    let dir = std::env::temp_dir().join(format!("cold-sizes-{}", std::process::id()));
    let measured = measure(&dir, sites);
    std::fs::remove_dir_all(&dir)?;
    measured
}

fn measure(dir: &Path, sites: u32) -> Result<(), Box<dyn Error>> {
    let clock = DayClock::new(7 * 60);
    let (cold, _) = ColdFiles::open(Arc::new(DiskFiles), dir, clock)?;
    let lines = u64::from(sites) * u64::from(LINES_IN_TWO_SITES) / 2;
    let machines = u64::from(sites) * u64::from(MACHINES_A_SITE);
    println!("{sites} sites, {machines} machines, {lines} lines, {DAYS} days");

    let mut probe_count = 0_u64;
    let mut machine_count = 0_u64;
    let (mut lines_took, mut machines_took) = (0.0, 0.0);
    for number in 0..DAYS {
        let day = FIRST_DAY.plus(number);
        // Rows are made beforehand where that fits, so that only sealing is timed.
        let rows: Vec<_> = (1..=sites).flat_map(|site| lines_of(site, day, clock)).collect();
        probe_count += rows
            .iter()
            .map(|row| row.record.probes().len() as u64)
            .sum::<u64>();
        let begun = Instant::now();
        cold.seal(day, rows.into_iter().map(Ok::<_, Infallible>))?;
        lines_took += begun.elapsed().as_secs_f64();
        let rows: Vec<_> = (1..=sites).flat_map(|site| machines_of(site, day)).collect();
        machine_count += rows.len() as u64;
        let begun = Instant::now();
        cold.seal(day, rows.into_iter().map(Ok::<_, Infallible>))?;
        machines_took += begun.elapsed().as_secs_f64();
    }
    let per_day = 1.0 / f64::from(DAYS);
    println!(
        "sealing a day: probes {:.3} s, presence {:.3} s",
        lines_took * per_day,
        machines_took * per_day
    );

    let begun = Instant::now();
    let steps = plan(FIRST_DAY.plus(DAYS), &cold.files());
    cold.apply_retention(
        &steps
            .iter()
            .copied()
            .filter(|step| matches!(step, Step::RollUp { .. }))
            .collect::<Vec<_>>(),
    )?;
    println!(
        "rolling a day up: {:.3} s",
        begun.elapsed().as_secs_f64() * per_day
    );
    let files = cold.files();
    report(&files, Kind::Probes, probe_count * VALUES_A_PROBE, "value");
    report(
        &files,
        Kind::Presence,
        machine_count,
        "machine that was on and day",
    );
    report(&files, Kind::Presence, machines * DAYS as u64, "machine and day");
    report(&files, Kind::LineHours, lines * DAYS as u64, "line and day");
    report(&files, Kind::LineDays, lines * DAYS as u64, "line and day");
    report(
        &files,
        Kind::MachineHours,
        machines * DAYS as u64,
        "machine and day",
    );
    report(
        &files,
        Kind::MachineDays,
        machines * DAYS as u64,
        "machine and day",
    );

    let mut random = Random::new(1);
    let mut take = |what: &str, read: &dyn Fn(UnitKey, u32) -> Result<usize, Box<dyn Error>>| {
        let begun = Instant::now();
        for _ in 0..READS {
            let site = 1 + random.below(u64::from(sites)) as u32;
            assert_eq!(read(UnitKey(site + 1), site)?, DAYS as usize);
        }
        println!(
            "{what}: {:.2} ms",
            begun.elapsed().as_secs_f64() * 1_000.0 / f64::from(READS)
        );
        Ok::<_, Box<dyn Error>>(())
    };
    let to = FIRST_DAY.plus(DAYS - 1);
    take("a line's 30 days of probes", &|site, number| {
        Ok(cold
            .records::<DayOfLine>(site, LineId(number * 2), FIRST_DAY, to)?
            .records
            .len())
    })?;
    take("a line's 30 daily sums", &|site, number| {
        Ok(cold
            .records::<SumsOfLine>(site, LineId(number * 2), FIRST_DAY, to)?
            .records
            .len())
    })?;

    let begun = Instant::now();
    cold.apply_retention(&plan(FIRST_DAY.plus(DAYS + 40), &cold.files()))?;
    println!(
        "packing a month and dropping raw days: {:.3} s",
        begun.elapsed().as_secs_f64()
    );
    let files = cold.files();
    for kind in [Kind::LineHours, Kind::LineDays] {
        report(&files, kind, lines * DAYS as u64, "line and day, packed");
    }
    for kind in [Kind::MachineHours, Kind::MachineDays] {
        report(&files, kind, machines * DAYS as u64, "machine and day, packed");
    }
    Ok(())
}

fn report(files: &[FileInfo], kind: Kind, count: u64, what: &str) {
    let bytes: u64 = files
        .iter()
        .filter(|file| file.name.kind == kind)
        .map(|file| file.bytes)
        .sum();
    println!(
        "{:>14}: {bytes:>10} B, {:>7.2} B a {what}",
        kind.word(),
        bytes as f64 / count as f64
    );
}

fn lines_of(site: u32, day: Day, clock: DayClock) -> Vec<Row<DayOfLine>> {
    let count = 1 + site % 2;
    let row = |number| {
        let line = site * 2 + number;
        Row {
            site: UnitKey(site + 1),
            record: DayOfLine::new(LineId(line), day, probes_of(site, line, day, clock)),
        }
    };
    (0..count).map(row).collect()
}

fn probes_of(site: u32, line: u32, day: Day, clock: DayClock) -> Vec<OutsideValues> {
    let mut kind = Random::new(u64::from(line));
    let base_us = 8_000.0 + 40_000.0 * kind.unit();
    let mut random = Random::new(u64::from(line) << 32 | day.0 as u64);
    let begin = clock.begin(day);
    let mut probes = Vec::new();
    for quarter in 0..96_i64 {
        let busy = 1.0
            + 0.4
                * ((quarter as f64 - 40.0) / 14.0)
                    .powi(2)
                    .min(9.0)
                    .mul_add(-0.11, 1.0)
                    .max(0.0);
        let failed = random.unit() < 0.005;
        let time = |random: &mut Random, factor: f64, spread: f64| {
            Some((base_us * factor * busy * random.log_normal(spread)) as u32)
        };
        let jitter_ms = (random.unit() * 4_000.0) as i64;
        probes.push(OutsideValues {
            at: UnixMs(begin.0 + quarter * 15 * MINUTE_MS + jitter_ms),
            machine: MachineId(site * MACHINES_A_SITE),
            target: TargetIndex(0),
            failed: failed.then_some(OutsideStep::Tcp),
            dns_us: time(&mut random, 0.5, 0.5),
            tcp_us: time(&mut random, 1.0, 0.15).filter(|_| !failed),
            tls_us: time(&mut random, 2.1, 0.15).filter(|_| !failed),
            first_byte_us: time(&mut random, 1.2, 0.2).filter(|_| !failed),
            sent: 20,
            received: if failed {
                0
            } else {
                20 - u16::from(random.unit() < 0.04)
            },
            rtt_us_median: time(&mut random, 1.0, 0.08).filter(|_| !failed),
            jitter_us: time(&mut random, 0.1, 0.4).filter(|_| !failed),
            wifi: None,
        });
    }
    probes
}

fn machines_of(site: u32, day: Day) -> Vec<Row<DayOfMachine>> {
    let mut school = Random::new(u64::from(site) << 32 | day.0 as u64);
    // A lab opens and closes as a whole, offices each for itself.
    let lab = (
        28 + school.below(4),
        44 + school.below(3),
        54 + school.below(4),
        66 + school.below(4),
    );
    let mut rows = Vec::new();
    for seat in 0..MACHINES_A_SITE {
        let machine = site * MACHINES_A_SITE + seat;
        let mut kind = Random::new(u64::from(machine));
        let wireless = kind.unit() < 0.2;
        let base_us = if wireless {
            2_000.0 + 4_000.0 * kind.unit()
        } else {
            300.0 + 500.0 * kind.unit()
        };
        let mut random = Random::new(u64::from(machine) << 32 | day.0 as u64);
        if random.unit() < 0.34 {
            continue;
        }
        let mut record = DayOfMachine::unknown(MachineId(machine), day);
        let (from, noon, back, to) = lab;
        let late = random.below(2);
        let only_half = random.unit() < 0.3;
        for quarter in 0..96 {
            let morning = (from + late..noon).contains(&quarter);
            let afternoon = (back..to - late).contains(&quarter) && !only_half;
            if !morning && !afternoon {
                continue;
            }
            let spread = if wireless { 0.25 } else { 0.06 };
            let rtt_us = (base_us * random.log_normal(spread)) as u32;
            let lost = u32::from(random.unit() < if wireless { 0.05 } else { 0.002 });
            if let Some(quarter) = Quarter::new(quarter as usize) {
                record.tell(quarter, QuarterState::of_gateway(30, 30 - lost, Some(rtt_us)));
            }
        }
        rows.push(Row {
            site: UnitKey(site + 1),
            record,
        });
    }
    rows
}

/// A xorshift, so that every run measures the same.
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Self {
        let mut random = Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        random.below(2);
        random.below(2);
        random
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % bound
    }

    fn unit(&mut self) -> f64 {
        self.below(1 << 40) as f64 / (1_u64 << 40) as f64
    }

    fn log_normal(&mut self, spread: f64) -> f64 {
        let sum: f64 = (0..12).map(|_| self.unit()).sum();
        ((sum - 6.0) * spread).exp()
    }
}
