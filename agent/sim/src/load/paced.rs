//! A country at its steady pace: every machine reports once in a while, over a connection of its own as agents do.

use super::fleet::Worker;
use super::{Fleet, Phase};
use crate::reports;
use std::cell::Cell;
use std::time::{Duration, Instant};
use tokio::sync::watch;

impl Fleet {
    /// Every machine that has an identity of its own reports once in `every`, evenly spread, until told to stop.
    pub async fn paced(&mut self, every: Duration, stop: &watch::Receiver<bool>) -> Phase {
        let began = Instant::now();
        let stop = stop.clone();
        let (workers, next) = (self.workers.len().max(1) as f64, Cell::new(0_u32));
        self.each("paced", move |mut worker| {
            let stop = stop.clone();
            let turn = f64::from(next.replace(next.get() + 1)) / workers;
            async move {
                worker.keep_pace((began, every), turn, stop).await;
                worker
            }
        })
        .await
    }
}

impl Worker {
    async fn keep_pace(
        &mut self,
        (began, every): (Instant, Duration),
        turn: f64,
        mut stop: watch::Receiver<bool>,
    ) {
        let count = u32::try_from(self.members.len()).unwrap_or(u32::MAX);
        for round in 0.. {
            for at in 0..count {
                let due = every * round + every.mul_f64(share(at, count, turn));
                let stopped = tokio::select! {
                    told = stop.wait_for(|stopped| *stopped) => told.is_ok() || self.is_done(),
                    () = tokio::time::sleep_until((began + due).into()) => self.is_done(),
                };
                if stopped {
                    return;
                }
                self.heartbeat(at as usize).await;
            }
            if count == 0 {
                return;
            }
        }
    }

    /// One report over a new connection, as an agent makes it that speaks once in a quarter of an hour.
    async fn heartbeat(&mut self, at: usize) {
        let machine = self.machine(at);
        if !machine.enrols() {
            return;
        }
        let (head, credential) = self.head(at, &machine);
        let digest = self.members[at].digest;
        let report = reports::heartbeat(&self.world, &machine, false, digest, (0, 0), head);
        self.post.hang_up();
        // Counted where it happened.
        let _ = self.send(at, &credential, &report).await;
    }
}

/// When machine `at` of `count` has its turn, as a part of the time in which each has one. Workers have equally many machines:
/// without a `turn` of its own, 0 to 1, each would send at the same moment as all the others.
fn share(at: u32, count: u32, turn: f64) -> f64 {
    (f64::from(at) + turn) / f64::from(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machines_of_workers_report_at_even_distances() {
        let (workers, machines) = (4_u32, 5);
        let turns = (0..workers).map(|worker| f64::from(worker) / f64::from(workers));
        let moments = turns.flat_map(|turn| (0..machines).map(move |at| share(at, machines, turn)));
        let mut moments: Vec<f64> = moments.collect();
        moments.sort_by(f64::total_cmp);
        for (number, moment) in (0_u32..).zip(moments) {
            assert!(
                (moment - f64::from(number) / 20.0).abs() < 1e-9,
                "{number}: {moment}"
            );
        }
    }
}
