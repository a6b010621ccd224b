//! What came of a run: one line of JSON.

use crate::load::{Phase, Usage};
use crate::truth::Truth;
use serde::Serialize;

/// The whole result.
#[derive(Debug, Serialize)]
pub struct Outcome {
    /// Kind of load.
    pub load: &'static str,
    /// Seed of the province.
    pub seed: u64,
    /// Connections used.
    pub connections: u32,
    /// What was done, in order.
    pub phases: Vec<PhaseOutcome>,
    /// Failures of all phases together. Anything but 0 makes the exit code 1.
    pub errors: u64,
    /// The first of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_error: Option<String>,
    /// Agents that were told to draw a new identity, and did.
    pub rekeyed: u64,
    /// The simulator's own process at the end.
    pub sim: Usage,
    /// The daemon's process at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server: Option<Usage>,
    /// What a daemon should know now.
    pub truth: Truth,
}

/// What came of one phase.
#[derive(Clone, Debug, Serialize)]
pub struct PhaseOutcome {
    /// `enrol`, `inventory`, `steady`, `prepared`.
    pub name: &'static str,
    /// How long it took, seconds.
    pub seconds: f64,
    /// Requests that the daemon took.
    pub accepted: u64,
    /// The same a second.
    pub accepted_per_s: f64,
    /// Items that the daemon acknowledged.
    pub items: u64,
    /// Bytes sent, heads included.
    pub sent_bytes: u64,
    /// Half of the requests took at most this long, milliseconds.
    pub p50_ms: f64,
    /// 95 of a hundred.
    pub p95_ms: f64,
    /// 99 of a hundred.
    pub p99_ms: f64,
    /// The slowest.
    pub max_ms: f64,
    /// Requests sent again because the daemon asked to wait (429, 503, 507).
    pub retries: u64,
    /// Requests sent again over a new connection.
    pub reconnects: u64,
    /// Requests that failed for good.
    pub errors: u64,
    /// CPU seconds of the simulator.
    pub sim_cpu_s: f64,
    /// CPU seconds of the daemon.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_cpu_s: Option<f64>,
}

impl PhaseOutcome {
    /// Sums a phase up.
    pub fn of(phase: &Phase) -> Self {
        let seconds = phase.elapsed.as_secs_f64();
        let tally = &phase.tally;
        let ms = |quantile| tally.latency.quantile_us(quantile) / 1_000.0;
        Self {
            name: phase.name,
            seconds: rounded(seconds, 3),
            accepted: tally.accepted,
            accepted_per_s: rounded(tally.accepted as f64 / seconds.max(1e-9), 1),
            items: tally.items,
            sent_bytes: tally.sent_bytes,
            p50_ms: rounded(ms(0.5), 3),
            p95_ms: rounded(ms(0.95), 3),
            p99_ms: rounded(ms(0.99), 3),
            max_ms: rounded(ms(1.0), 3),
            retries: tally.retries,
            reconnects: tally.reconnects,
            errors: tally.errors,
            sim_cpu_s: rounded(phase.sim_cpu_s, 2),
            server_cpu_s: phase.server_cpu_s.map(|cpu| rounded(cpu, 2)),
        }
    }
}

fn rounded(value: f64, digits: i32) -> f64 {
    let scale = 10_f64.powi(digits);
    (value * scale).round() / scale
}
