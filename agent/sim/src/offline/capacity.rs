//! Tests of what lines carry, over the last four weeks, as the machine that looks outside for a line made them.

use crate::seed::{Seed, Topic};
use crate::world::{Line, MachineIndex};
use kiemke_core::cold::{DayClock, Quarter};
use kiemke_wire::reading::{CapacityReading, Medium, TransferReading};
use kiemke_wire::time::{MINUTE_MS, UnixMs};

/// Days looked back, and every how manieth of them has a test.
const DAYS: i32 = 28;
const EVERY: i32 = 2;
/// The quarter-hour of a test, and how long after its beginning, minutes.
const QUARTER: usize = 29;
const MINUTES: u32 = 14;
/// Lines that carry much less than was promised, of a thousand.
const BELOW_CONTRACT: u32 = 140;
/// How long load runs, milliseconds.
const RUNS_MS: u32 = 2_000;
/// The daemon itself is the server.
const SERVER: &str = "daemon";

/// The tests before `seen`, oldest first, each with how long before that, milliseconds.
pub(super) fn tests(
    seed: Seed,
    index: MachineIndex,
    clock: DayClock,
    line: &Line,
    seen: UnixMs,
) -> impl Iterator<Item = (i64, CapacityReading)> {
    let mut draw = seed.draw(Topic::Papers, !u64::from(index.0));
    let share = match draw.per_mille(BELOW_CONTRACT) {
        true => draw.between(35, 75),
        false => draw.between(84, 104),
    };
    let promised_kbps = line.contract_mbps * 1_000;
    let rtt_us = line.rtt_us;
    let today = clock.day(seen);
    (1..=DAYS / EVERY).rev().filter_map(move |test| {
        let begin = clock.begin_of(today.plus(-test * EVERY), Quarter::new(QUARTER)?);
        let at = begin.plus(i64::from(draw.below(MINUTES)) * MINUTE_MS);
        let mut transfer = |share: u32| {
            let rate_kbps = promised_kbps / 100 * (share - draw.below(share / 8 + 1));
            transfer(rate_kbps)
        };
        let reading = CapacityReading {
            down: Some(transfer(share)),
            up: Some(transfer(share)),
            rtt_us_min: Some(rtt_us),
            latency_idle_us: Some(rtt_us + rtt_us / 10),
            latency_loaded_us: Some(rtt_us * 3),
            link_mbps: Some(1_000),
            ..CapacityReading::failed(SERVER.to_owned(), Some(Medium::Wired), None)
        };
        Some((seen.since(at), reading))
    })
}

fn transfer(rate_kbps: u32) -> TransferReading {
    TransferReading {
        bytes: u64::from(rate_kbps) * u64::from(RUNS_MS) / 8,
        limit_bytes: None,
        ran_ms: RUNS_MS,
        rate_kbps: Some(rate_kbps),
        cut: false,
        resent_permille: Some(0),
    }
}
