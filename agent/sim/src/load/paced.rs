//! A country at its steady pace: every machine reports once in a while, over a connection of its own as agents do.

use super::fleet::Worker;
use super::{Fleet, Phase};
use crate::reports;
use std::time::{Duration, Instant};
use tokio::sync::watch;

impl Fleet {
    /// Every machine that has an identity of its own reports once in `every`, evenly spread, until told to stop.
    pub async fn paced(&mut self, every: Duration, stop: &watch::Receiver<bool>) -> Phase {
        let began = Instant::now();
        let stop = stop.clone();
        self.each("paced", move |mut worker| {
            let stop = stop.clone();
            async move {
                worker.keep_pace(began, every, stop).await;
                worker
            }
        })
        .await
    }
}

impl Worker {
    async fn keep_pace(&mut self, began: Instant, every: Duration, mut stop: watch::Receiver<bool>) {
        let count = u32::try_from(self.members.len()).unwrap_or(u32::MAX);
        for round in 0.. {
            for at in 0..count {
                let due = every * round + every.mul_f64(f64::from(at) / f64::from(count));
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
