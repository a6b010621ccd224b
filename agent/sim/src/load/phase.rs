use super::{Tally, Usage};
use std::time::{Duration, Instant};

/// What happened in one part of a run.
#[derive(Clone, Debug)]
pub struct Phase {
    /// What was done.
    pub name: &'static str,
    /// How long it took.
    pub elapsed: Duration,
    /// What happened on all connections.
    pub tally: Tally,
    /// CPU seconds of this process.
    pub sim_cpu_s: f64,
    /// CPU seconds of the daemon, where its process is known.
    pub server_cpu_s: Option<f64>,
}

/// Measures a phase.
pub struct Stopwatch {
    name: &'static str,
    server_pid: Option<u32>,
    began: Instant,
    own: Usage,
    server: Option<Usage>,
}

impl Stopwatch {
    /// Begins.
    pub fn start(name: &'static str, server_pid: Option<u32>) -> Self {
        Self {
            name,
            server_pid,
            own: Usage::own(),
            server: server_pid.and_then(Usage::of),
            began: Instant::now(),
        }
    }

    /// Ends.
    pub fn stop(self, tallies: impl IntoIterator<Item = Tally>) -> Phase {
        let elapsed = self.began.elapsed();
        let server = self.server_pid.and_then(Usage::of);
        let mut tally = Tally::default();
        for one in tallies {
            tally.merge(one);
        }
        Phase {
            name: self.name,
            elapsed,
            tally,
            sim_cpu_s: Usage::own().cpu_s - self.own.cpu_s,
            server_cpu_s: self
                .server
                .zip(server)
                .map(|(before, after)| after.cpu_s - before.cpu_s),
        }
    }
}
