//! Loads whose requests stand ready as bytes before the clock runs, so that making them costs the measurement
//! nothing.

use super::fleet::Worker;
use super::{Fleet, Phase, Post, Stopwatch, Target, Trouble, Wired};
use crate::reports;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// What stands ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PreparedKind {
    /// Whole inventories, each with other software than the one before.
    Inventories,
    /// Check-ins with readings, at most 1 kB each.
    Heartbeats,
}

/// Who answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// A daemon: every item must be acknowledged.
    ToDaemon,
    /// Any handler: a success is enough, and the requests are sent again and again until the time is over.
    ToAnyone,
}

/// Requests by connection. Clones share them.
#[derive(Clone, Debug)]
pub struct Prepared {
    by_connection: Arc<Vec<Vec<Wired>>>,
}

impl Prepared {
    /// All requests, in no order.
    pub fn iter(&self) -> impl Iterator<Item = &Wired> {
        self.by_connection.iter().flatten()
    }
}

impl Fleet {
    /// Makes requests, as many as given over all connections; what the machines remember moves on as if they had
    /// been sent.
    ///
    /// # Errors
    /// When a request cannot be made.
    pub async fn prepare(&mut self, kind: PreparedKind, requests: usize) -> Result<Prepared, Trouble> {
        let each = requests.div_ceil(self.workers.len().max(1));
        let mut tasks = JoinSet::new();
        for (place, mut worker) in self.workers.drain(..).enumerate() {
            tasks.spawn_blocking(move || {
                let made: Result<Vec<Wired>, Trouble> =
                    (0..each).map(|number| worker.prepared(kind, number)).collect();
                (place, worker, made)
            });
        }
        let mut by_connection: Vec<_> = tasks.join_all().await;
        by_connection.sort_unstable_by_key(|(place, ..)| *place);
        let mut all = Vec::with_capacity(by_connection.len());
        for (_, worker, made) in by_connection {
            self.workers.push(worker);
            all.push(made?);
        }
        Ok(Prepared {
            by_connection: Arc::new(all),
        })
    }

    /// Sends what was prepared to the daemon.
    ///
    /// # Errors
    /// When the target is not TCP.
    pub async fn send(
        &self,
        target: &Target,
        prepared: &Prepared,
        at_most: Duration,
    ) -> Result<Phase, Trouble> {
        send(target, prepared, at_most, Sent::ToDaemon, self.server_pid()).await
    }
}

impl Worker {
    fn prepared(&mut self, kind: PreparedKind, number: usize) -> Result<Wired, Trouble> {
        if self.members.is_empty() {
            return Err(Trouble::NotMade(std::io::Error::other(
                "there are fewer machines than connections",
            )));
        }
        let at = number % self.members.len();
        let machine = self.machine(at);
        let (head, credential) = self.head(at, &machine);
        let report = match kind {
            PreparedKind::Inventories => {
                self.members[at].revision += 1;
                let moment = self.moment(at);
                let (report, digest) = reports::inventory(&self.world, &machine, &moment, head);
                self.members[at].digest = Some(digest);
                report
            }
            PreparedKind::Heartbeats => {
                let digest = self.members[at].digest;
                reports::heartbeat(&self.world, &machine, false, digest, (0, 0), head)
            }
        };
        self.members[at].next_seq += u32::try_from(report.items.len()).unwrap_or(0);
        self.encoder
            .report(&credential, &report)
            .map_err(Trouble::NotMade)
    }
}

/// Sends what was prepared, over as many connections, until all is sent or the time is over.
///
/// # Errors
/// When the target is not TCP.
pub async fn send(
    target: &Target,
    prepared: &Prepared,
    at_most: Duration,
    to: Sent,
    server_pid: Option<u32>,
) -> Result<Phase, Trouble> {
    let posts: Result<Vec<Post>, Trouble> =
        prepared.by_connection.iter().map(|_| Post::new(target)).collect();
    let stopwatch = Stopwatch::start("prepared", server_pid);
    let ends = Instant::now() + at_most;
    let mut tasks = JoinSet::new();
    for (place, mut post) in posts?.into_iter().enumerate() {
        let all = prepared.by_connection.clone();
        tasks.spawn(async move {
            let times = if to == Sent::ToDaemon { 1 } else { usize::MAX };
            for wired in std::iter::repeat_n(&all[place], times).flatten() {
                let failed = match to {
                    Sent::ToDaemon => post.report(wired).await.err(),
                    Sent::ToAnyone => post.deliver(wired).await.err(),
                };
                // Counted where it happened; a prepared load that fails measures nothing any more.
                if failed.is_some() || Instant::now() >= ends {
                    break;
                }
            }
            post.tally
        });
    }
    let tallies = tasks.join_all().await;
    Ok(stopwatch.stop(tallies))
}
