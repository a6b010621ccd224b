//! Lines, and their readings as a series.

use crate::capacity::{CapacityMedians, OpenVerdict, TestSample, medians};
use crate::dated::Period;
use crate::fleet::Line;
use crate::query::Scene;
use crate::query::middle::{median, percent};
use crate::query::page::{ListQuery, cursor};
use crate::query::wifi::WifiTold;
use crate::rows::KeptTest;
use kiemke_wire::ids::LineId;
use kiemke_wire::reading::OutsideReading;
use kiemke_wire::time::{DAY_MS, SECOND_MS, UnixMs};
use kiemke_wire::view::{
    Capacity, ContractView, ExamView, LineDetail, LineFault, LineRow, LineTest, MachineReading, Page,
    ReadingBody, ReadingPoint, ReadingSeries,
};
use std::collections::BTreeMap;

const KBPS_A_MBPS: f64 = 1_000.0;

/// One page of the lines of a unit and all below, by number.
pub fn lines(scene: &Scene<'_>, query: &ListQuery) -> Page<LineRow> {
    let after = query.after.as_ref().map_or(0, |(_, id)| *id);
    let today = scene.today();
    if let Some(few) = scene.fleet.few_lines_below(query.unit, today) {
        let total = few.len() as u64;
        return page(
            scene,
            total,
            few.into_iter().filter(|line| line.id.0 > after),
            query.limit,
        );
    }
    let below = scene.fleet.below(query.unit, today);
    let total = scene.fleet.line_units_below(query.unit, today).len() as u64;
    let rest = scene.fleet.lines_after(LineId(after));
    page(
        scene,
        total,
        rest.filter(|line| below.contains(line.unit)),
        query.limit,
    )
}

fn page<'a>(
    scene: &Scene<'_>,
    total: u64,
    mut rest: impl Iterator<Item = &'a Line>,
    limit: usize,
) -> Page<LineRow> {
    let taken = rest.by_ref().take(limit);
    let items: Vec<LineRow> = taken.map(|line| row(scene, line)).collect();
    let more = rest.next().is_some();
    let next = items.last().filter(|_| more).map(|last| cursor("", last.id.0));
    Page { items, total, next }
}

/// One line.
pub fn line_detail(scene: &Scene<'_>, id: LineId) -> Option<LineDetail> {
    let line = scene.line(id)?;
    let gateways = line
        .gateways
        .iter()
        .map(|gateway| (gateway.mac_hash, gateway.subnet.clone()))
        .collect();
    let tests = scene.fleet.line_tests(id);
    let fault = |said: &OpenVerdict, until| LineFault {
        machine: said.machine,
        since: said.since,
        until,
        fault: said.fault.clone(),
    };
    let open = tests.into_iter().flat_map(|tests| &tests.verdicts);
    let over = tests.into_iter().flat_map(|tests| &tests.faults_over);
    let day = scene.fleet.day_clock().day(scene.now);
    Some(LineDetail {
        row: row(scene, line),
        gateways,
        faults: open.map(|open| fault(open, None)).collect(),
        faults_over: over.map(|over| fault(&over.verdict, Some(over.until))).collect(),
        test_bytes_month: tests.map_or(0, |tests| tests.used_bytes_in_month_of(day)),
    })
}

/// How far back the medians of capacity tests go (readiness.md, 5).
const CAPACITY_MS: i64 = 30 * DAY_MS;

fn capacity(medians: CapacityMedians) -> Capacity {
    Capacity {
        tests: medians.tests,
        down_kbps: medians.down_kbps,
        up_kbps: medians.up_kbps,
        down_is_lower_bound: !medians.down_is_exact,
        up_is_lower_bound: !medians.up_is_exact,
    }
}

/// The declared exams, by their beginning.
pub fn exams(scene: &Scene<'_>) -> Page<ExamView> {
    let theirs = scene.fleet.exam_windows().iter();
    let theirs = theirs.filter(|window| scene.sees(window.unit));
    let items = theirs.map(|window| ExamView {
        unit: scene.unit(window.unit),
        from: window.from,
        to: window.to,
        name: window.name.clone(),
    });
    let items: Vec<ExamView> = items.collect();
    Page {
        total: items.len() as u64,
        items,
        next: None,
    }
}

/// Adds the capacity tests of `[from, to)` to a series, with their medians.
pub fn with_tests(mut series: ReadingSeries, kept: Vec<KeptTest>, from: UnixMs, to: UnixMs) -> ReadingSeries {
    let mut kept = kept;
    kept.retain(|test| test.at >= from && test.at < to);
    kept.sort_by_key(|test| test.at);
    let samples: Vec<TestSample> = kept
        .iter()
        .filter_map(|test| TestSample::of(test.at, &test.reading))
        .collect();
    series.capacity = medians(samples.iter()).map(capacity);
    series.tests = kept
        .into_iter()
        .map(|test| LineTest {
            at: test.at,
            machine: test.machine,
            reading: test.reading,
        })
        .collect();
    series
}

fn row(scene: &Scene<'_>, line: &Line) -> LineRow {
    let day: Vec<_> = line
        .samples
        .iter()
        .filter(|sample| scene.now.since(sample.at()) <= DAY_MS)
        .collect();
    let tests = scene.fleet.line_tests(line.id);
    let good = day.iter().filter(|sample| sample.good()).count();
    let sent: u32 = day.iter().map(|sample| u32::from(sample.sent_received().0)).sum();
    let received: u32 = day.iter().map(|sample| u32::from(sample.sent_received().1)).sum();
    LineRow {
        id: line.id,
        unit: scene.unit(line.unit),
        above: scene.names_above(line.unit, scene.today()),
        state: line.state(scene.now),
        probed_at: line.samples.back().map(|sample| sample.at()),
        fault: tests.and_then(|tests| tests.verdicts.iter().map(|open| open.fault.place).min()),
        machines: line.machines.into(),
        first_byte_us_median: median(day.iter().filter_map(|sample| sample.first_byte_us()).collect()),
        good_pct: (!day.is_empty()).then(|| percent(good as u64, day.len() as u64)),
        capacity: tests.and_then(|tests| {
            let lately = |sample: &&TestSample| scene.now.since(sample.at) <= CAPACITY_MS;
            medians(tests.samples.iter().filter(lately)).map(capacity)
        }),
        contract: contract(scene, line.id),
        loss_pct: (sent > 0).then(|| percent(sent.saturating_sub(received).into(), sent.into())),
    }
}

/// Today's contract with the days for which it holds.
fn contract(scene: &Scene<'_>, line: LineId) -> Option<ContractView> {
    let today = scene.today().day;
    let spans = scene.fleet.contracts().get(line)?.spans(Period::ALWAYS);
    let (period, contract) = spans.into_iter().find(|(period, _)| period.contains(today))?;
    let contract = contract?;
    let mbps = |kbps: Option<u32>| kbps.map(|kbps| f64::from(kbps) / KBPS_A_MBPS);
    Some(ContractView {
        provider: contract.provider.to_string(),
        kind: contract.kind.as_deref().map(str::to_owned),
        code: contract.code.as_deref().map(str::to_owned),
        down_mbps: mbps(contract.down_kbps),
        up_mbps: mbps(contract.up_kbps),
        mobile: contract.mobile,
        month_bytes_max: contract.month_bytes_max,
        from: period.first_day().map(|day| day.to_string()),
        to: period.last_day().map(|day| day.to_string()),
    })
}

/// The outside probes among `readings` that lie in `[from, to)`, in steps of `step_s` seconds.
pub fn series(readings: &[MachineReading], from: UnixMs, to: UnixMs, step_s: u32) -> ReadingSeries {
    let step_ms = i64::from(step_s.max(1)) * SECOND_MS;
    let (mut steps, mut whole) = (BTreeMap::<i64, Step>::new(), Step::default());
    for reading in readings {
        let ReadingBody::Outside(outside) = &reading.body else {
            continue;
        };
        if outside.is_platform() || reading.at < from || reading.at >= to {
            continue;
        }
        let step = steps.entry(reading.at.0.div_euclid(step_ms)).or_default();
        step.take(outside);
        whole.take(outside);
    }
    let points = steps
        .into_iter()
        .map(|(step, sums)| sums.point(UnixMs(step * step_ms)));
    ReadingSeries {
        step_s: step_s.max(1),
        points: points.collect(),
        availability_pct: (whole.probes > 0).then(|| percent(whole.good.into(), whole.probes.into())),
        loss_pct: (whole.sent > 0).then(|| {
            percent(
                whole.sent.saturating_sub(whole.received).into(),
                whole.sent.into(),
            )
        }),
        first_byte_us_median: median(whole.first_bytes_us),
        jitter_us_median: median(whole.jitters_us),
        wifi: whole.wifi.medians(),
        tests: Vec::new(),
        capacity: None,
    }
}

/// What was measured in a step.
#[derive(Default)]
struct Step {
    probes: u32,
    good: u32,
    sent: u32,
    received: u32,
    first_bytes_us: Vec<u32>,
    jitters_us: Vec<u32>,
    wifi: WifiTold,
}

impl Step {
    fn take(&mut self, outside: &OutsideReading) {
        self.probes += 1;
        self.good += u32::from(outside.failed.is_none());
        self.sent += u32::from(outside.sent);
        self.received += u32::from(outside.received);
        self.first_bytes_us.extend(outside.first_byte_us);
        self.jitters_us.extend(outside.jitter_us);
        if let Some(wifi) = &outside.wifi {
            self.wifi.take(wifi);
        }
    }

    fn point(self, at: UnixMs) -> ReadingPoint {
        ReadingPoint {
            at,
            probes: self.probes,
            good: self.good,
            first_byte_us_median: median(self.first_bytes_us),
            jitter_us_median: median(self.jitters_us),
            sent: self.sent,
            received: self.received,
            wifi: self.wifi.medians(),
        }
    }
}
