//! Who was there on which day and what was measured then: a pure function of the seed, the machine and the day.
//!
//! One machine of each line looks outside for it and is left on day and night, so every line has its 96 probes a day:
//! the most there can be.

use crate::day::{Habits, SLOTS_PER_DAY, on_slots};
use crate::reports::readings::{GatewayWay, TARGET, gateway_reading, outside_reading};
use crate::seed::{Draw, Seed, Topic};
use crate::world::{Line, Machine, MachineIndex, RoomKind, Site};
use kiemke_core::cold::{
    Day, DayClock, DayOfLine, DayOfMachine, OutsideValues, QUARTERS_A_DAY, Quarter, QuarterState, Row,
    TargetIndex,
};
use kiemke_wire::ids::{LineId, MachineId, UnitKey};
use kiemke_wire::report::ItemBody;
use kiemke_wire::time::{SECOND_MS, UnixMs};

/// Slots begin at 07:00.
const FIRST_QUARTER: usize = 28;
/// Machines were last seen over so many days; most of them on the last ones.
const SEEN_DAYS: u32 = 30;
/// Probes of the gateway in a quarter-hour: three readings of ten.
const PROBES_A_QUARTER: u16 = 30;
/// The number of the only target that is probed.
pub(super) const DAEMON: (TargetIndex, &str) = (TargetIndex(0), TARGET);

/// What tells when a machine was there, in few bytes: there are a million of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Resident {
    habits: Habits,
    prober: bool,
    /// Days since it was last there.
    days_ago: u32,
}

/// A line and the machine that looks outside for it.
#[derive(Clone, Debug)]
pub(super) struct Probed {
    pub(super) site: UnitKey,
    pub(super) line: LineId,
    pub(super) machine: MachineId,
    index: MachineIndex,
    rtt_us: u32,
    loss_per_mille: u32,
    outages_per_mille: u32,
}

/// The first of the offices, and the first of a lab on whose line no other stands before it.
fn looks_outside(machine: &Machine, site: &Site) -> bool {
    let lab = (machine.room.batch & 0xff).saturating_sub(2);
    let leads = match machine.room.kind {
        RoomKind::Office => true,
        RoomKind::Library => false,
        RoomKind::Lab => lab == u64::from(machine.room.site) && (machine.room.site > 0 || site.lines > 1),
    };
    machine.seat == 1 && leads
}

impl Resident {
    pub(super) fn of(machine: &Machine, site: &Site) -> Self {
        let prober = looks_outside(machine, site);
        // Two thirds of the machines were there today, the others some time ago.
        let draw = u64::from(machine.index.0).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        let days_ago = match prober || draw % 3 > 0 {
            true => 0,
            false => (draw / 3) as u32 % SEEN_DAYS,
        };
        Self {
            habits: Habits::of(machine),
            prober,
            days_ago,
        }
    }

    pub(super) fn is_prober(&self) -> bool {
        self.prober
    }

    /// The quarter-hours in which it was on, a bit each. `ago` days before today.
    fn quarters(&self, seed: Seed, day: Day, ago: u32) -> u128 {
        if ago < self.days_ago {
            return 0;
        }
        if self.prober {
            return (1 << QUARTERS_A_DAY) - 1;
        }
        let number = u64::from(day.0.unsigned_abs());
        u128::from(on_slots(seed, self.habits, number)) << FIRST_QUARTER
    }

    /// When it was last there, up to `now`.
    pub(super) fn last_seen(&self, seed: Seed, clock: DayClock, now: UnixMs) -> UnixMs {
        let minute = i64::from(self.habits.index().0 % 14);
        let moment = |quarter: Quarter, day| {
            clock
                .begin_of(day, quarter)
                .plus((minute * 60 + 59) * SECOND_MS)
                .min(now)
        };
        let so_far = self.open_quarters(seed, clock, now);
        match so_far.last() {
            Some((quarter, _)) => moment(*quarter, clock.day(now)),
            None => {
                let ago = self.days_ago.max(1);
                let last = FIRST_QUARTER + SLOTS_PER_DAY as usize - 1;
                let quarter = Quarter::new(last).unwrap_or_else(|| clock.quarter(now));
                moment(quarter, clock.day(now).plus(-(ago as i32)))
            }
        }
    }

    /// The quarter-hours of the day that is open, those behind it left out, with their begin.
    fn open_quarters(&self, seed: Seed, clock: DayClock, now: UnixMs) -> Vec<(Quarter, UnixMs)> {
        let today = clock.day(now);
        let on = self.quarters(seed, today, 0);
        on_of(on)
            .take_while(|quarter| *quarter < clock.quarter(now))
            .map(|quarter| (quarter, clock.begin_of(today, quarter)))
            .collect()
    }

    /// What it measured of the day that is open until it was last there, oldest first, each with how long before
    /// that, milliseconds.
    pub(super) fn readings(
        &self,
        seed: Seed,
        clock: DayClock,
        line: &Line,
        now: UnixMs,
    ) -> Vec<(i64, ItemBody)> {
        let (today, seen) = (clock.day(now), self.last_seen(seed, clock, now));
        let index = self.habits.index();
        let way = GatewayWay::of(seed, index, self.habits.over_wifi());
        let (mut gateway, mut outside) = (gateway_draw(seed, index, today), outside_draw(seed, index, today));
        let offset = offset_ms(index);
        let mut readings = Vec::new();
        for (_, begin) in self.open_quarters(seed, clock, now) {
            let ago_ms = seen.since(begin.plus(offset)).max(0);
            let reading = gateway_reading(&mut gateway, &way, PROBES_A_QUARTER);
            readings.push((ago_ms, ItemBody::Gateway(reading)));
            if self.prober {
                let reading = outside_reading(&mut outside, line.rtt_us, line.loss_per_mille, false);
                readings.push((ago_ms, ItemBody::Outside(reading)));
            }
        }
        readings
    }

    /// Its quarter-hours of a closed day; none when it was not there. `ago` days before today.
    pub(super) fn day(&self, seed: Seed, machine: MachineId, day: Day, ago: u32) -> Option<DayOfMachine> {
        let on = self.quarters(seed, day, ago);
        if on == 0 {
            return None;
        }
        let index = self.habits.index();
        let way = GatewayWay::of(seed, index, self.habits.over_wifi());
        let mut draw = gateway_draw(seed, index, day);
        let mut record = DayOfMachine::unknown(machine, day);
        for quarter in on_of(on) {
            // A third of the probes at a time: losses come together.
            let rtt_us = way.rtt_us(&mut draw);
            let received = way.answered(&mut draw, PROBES_A_QUARTER / 10) * 10;
            let state = QuarterState::of_gateway(PROBES_A_QUARTER.into(), received.into(), Some(rtt_us));
            record.tell(quarter, state);
        }
        Some(record)
    }
}

impl Probed {
    pub(super) fn of(
        machine: MachineId,
        index: MachineIndex,
        site: UnitKey,
        line: LineId,
        way: &Line,
    ) -> Self {
        Self {
            site,
            line,
            machine,
            index,
            rtt_us: way.rtt_us,
            loss_per_mille: way.loss_per_mille,
            outages_per_mille: way.outages_per_mille,
        }
    }

    /// A closed day's probes; on some days the line is down for a while.
    pub(super) fn day(&self, seed: Seed, clock: DayClock, day: Day) -> Row<DayOfLine> {
        let mut draw = outside_draw(seed, self.index, day);
        let down = match draw.per_mille(self.outages_per_mille) {
            true => {
                let from = draw.below(QUARTERS_A_DAY as u32);
                from..from + draw.between(1, 12)
            }
            false => 0..0,
        };
        let offset = offset_ms(self.index);
        let probes = (0..QUARTERS_A_DAY).filter_map(|number| {
            let begin = clock.begin_of(day, Quarter::new(number)?);
            let down = down.contains(&(number as u32));
            let at = begin.plus(offset + i64::from(draw.below(2_000)));
            let reading = outside_reading(&mut draw, self.rtt_us, self.loss_per_mille, down);
            Some(OutsideValues {
                at,
                machine: self.machine,
                target: DAEMON.0,
                failed: reading.failed,
                dns_us: reading.dns_us,
                tcp_us: reading.tcp_us,
                tls_us: reading.tls_us,
                first_byte_us: reading.first_byte_us,
                sent: reading.sent,
                received: reading.received,
                rtt_us_median: reading.rtt_us_median,
                jitter_us: reading.jitter_us,
                wifi: reading.wifi,
            })
        });
        Row {
            site: self.site,
            record: DayOfLine::new(self.line, day, probes.collect()),
        }
    }
}

fn on_of(on: u128) -> impl Iterator<Item = Quarter> {
    (0..QUARTERS_A_DAY)
        .filter(move |number| on >> number & 1 == 1)
        .filter_map(Quarter::new)
}

/// Agents keep their place in the quarter-hour, and away from its ends: clocks are off by seconds.
fn offset_ms(index: MachineIndex) -> i64 {
    5 * SECOND_MS + i64::from(index.0.wrapping_mul(7_919) % 880_000)
}

fn gateway_draw(seed: Seed, index: MachineIndex, day: Day) -> Draw {
    seed.draw(
        Topic::Probe,
        u64::from(index.0) << 32 | u64::from(day.0.unsigned_abs()),
    )
}

fn outside_draw(seed: Seed, index: MachineIndex, day: Day) -> Draw {
    let key = u64::from(index.0) << 32 | u64::from(day.0.unsigned_abs());
    seed.draw(Topic::Probe, !key)
}
