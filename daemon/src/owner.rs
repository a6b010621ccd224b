//! The one writer of the state. Takes jobs from a bounded queue, decides and applies them in groups, and hands each
//! group to the writer thread. While one group is being synced the next one is decided.

use crate::alarm::{Alarm, Trouble};
use crate::clock::Clock;
use crate::journal::GROUP_BYTES_MAX;
use crate::known_packages::KnownPackages;
use crate::store::Store;
use kiemke_core::decide::{Rules, due};
use kiemke_core::fleet::RUNS_KEPT;
use kiemke_core::rows::{RowChange, RowKey, received_of};
use kiemke_core::{Answer, Command, Entry, Fleet, Refusal, decide};
use kiemke_http::causes;
use kiemke_wire::ids::Position;
use kiemke_wire::view::Event;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::{mpsc, oneshot};

/// Jobs of one group: bounds how long the first of them waits.
const GROUP_JOBS_MAX: usize = 512;
/// Bytes at which a group is closed; with the largest report behind it stays below [`GROUP_BYTES_MAX`].
const GROUP_BYTES_CLOSE: usize = GROUP_BYTES_MAX / 2;

/// What becomes of a command.
pub(crate) type Outcome = Result<Answer, Rejected>;
/// Where it is told.
pub(crate) type Reply = oneshot::Sender<Outcome>;

/// A command on its way.
pub(crate) struct Job {
    pub(crate) command: Command,
    /// Bytes of the request, for the bound of the group.
    pub(crate) bytes: usize,
    pub(crate) reply: Reply,
}

/// Why a job was not carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Rejected {
    /// The rules say no.
    Refused(Refusal),
    /// The queue is full.
    Busy,
    /// The disk is full.
    DiskFull,
    /// The daemon is going down.
    Stopping,
    /// The store is being rebuilt.
    Repairing,
}

/// What is written together.
pub(crate) struct Group {
    /// The state as it was before this group, when the writer asked for it.
    pub(crate) image: Option<Box<Fleet>>,
    pub(crate) first: Position,
    pub(crate) entries: Vec<Entry>,
    pub(crate) changes: Vec<RowChange>,
    pub(crate) events: Vec<Event>,
    /// Refusals wait with the rest: they may rest on entries of this very group.
    pub(crate) replies: Vec<(Reply, Outcome)>,
}

impl Group {
    /// Makes an entry part of the state and of the group.
    fn add(&mut self, fleet: &mut Fleet, entry: Entry) {
        let (events, changes) = fleet.advance(fleet.position().next(), &entry);
        self.events.extend(events);
        self.changes.extend(changes);
        self.entries.push(entry);
    }
}

/// The owner's part of the daemon.
pub(crate) struct Owner {
    pub(crate) jobs: mpsc::Receiver<Job>,
    pub(crate) fleet: Arc<RwLock<Fleet>>,
    pub(crate) rules: Rules,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) groups: SyncSender<Group>,
    /// Read for what the state does not hold.
    pub(crate) store: Arc<dyn Store>,
    /// Set by the writer when it wants the state for an image.
    pub(crate) wants_image: Arc<AtomicBool>,
    pub(crate) alarm: Alarm,
    pub(crate) known_packages: Arc<KnownPackages>,
    /// Tells the sealer that a day was closed.
    pub(crate) wakes: SyncSender<()>,
    /// Cleared by the writer when the disk has no room for a further group.
    pub(crate) has_room: Arc<AtomicBool>,
}

impl Owner {
    /// Works until nobody can send jobs any more, or the writer has stopped.
    pub(crate) fn run(mut self) {
        while let Some(first) = self.jobs.blocking_recv() {
            let jobs = self.collect(first);
            let group = if self.has_room.load(Ordering::Acquire) {
                self.decide(jobs)
            } else {
                for job in jobs {
                    let _ = job.reply.send(Err(Rejected::DiskFull));
                }
                // An empty group lets the writer look for room again.
                self.decide(Vec::new())
            };
            if self.groups.send(group).is_err() {
                return;
            }
        }
    }

    fn collect(&mut self, first: Job) -> Vec<Job> {
        let mut bytes = first.bytes;
        let mut jobs = vec![first];
        while jobs.len() < GROUP_JOBS_MAX && bytes < GROUP_BYTES_CLOSE {
            let Ok(job) = self.jobs.try_recv() else { break };
            bytes += job.bytes;
            jobs.push(job);
        }
        jobs
    }

    fn decide(&self, jobs: Vec<Job>) -> Group {
        let mut fleet = self.fleet.write().unwrap_or_else(PoisonError::into_inner);
        let mut group = Group {
            image: self
                .wants_image
                .swap(false, Ordering::AcqRel)
                .then(|| Box::new(fleet.clone())),
            first: fleet.position().next(),
            entries: Vec::new(),
            changes: Vec::new(),
            events: Vec::new(),
            replies: Vec::with_capacity(jobs.len()),
        };
        // Without jobs there is no room for an entry either.
        let now = self.clock.now();
        if !jobs.is_empty()
            && let Some(entry) = due(&fleet, now)
        {
            group.add(&mut fleet, entry);
            // One that waits already is enough.
            let _ = self.wakes.try_send(());
        }
        for mut job in jobs {
            if let Err(rejected) = self.look_up(&fleet, &mut job.command) {
                group.replies.push((job.reply, Err(rejected)));
                continue;
            }
            match decide(&fleet, &self.rules, job.command, now) {
                Ok(decision) => {
                    for entry in decision.entries {
                        group.add(&mut fleet, entry);
                    }
                    group.replies.push((job.reply, Ok(decision.answer)));
                }
                Err(refusal) => group.replies.push((job.reply, Err(Rejected::Refused(refusal)))),
            }
        }
        self.known_packages.offer(&fleet, now);
        group
    }

    /// Adds what a report needs of the store: the ranges of a run that the state does not know. What is on its way
    /// into the store belongs to runs that the state knew a moment ago, so no agent is still sending from them.
    fn look_up(&self, fleet: &Fleet, command: &mut Command) -> Result<(), Rejected> {
        let Command::Report {
            agent,
            intake,
            resumed,
        } = command
        else {
            return Ok(());
        };
        let Some(machine) = fleet.machine_of(*agent) else {
            return Ok(());
        };
        if machine.received(intake.run).is_some() || machine.runs.len() < RUNS_KEPT {
            return Ok(());
        }
        let key = RowKey::older_runs(machine.id);
        // Without the answer a repeat would be taken in once more.
        let row = self.store.get(&key).map_err(|error| {
            self.alarm.raise(Trouble::of_store(&error));
            Rejected::Repairing
        })?;
        let found = row.map(|row| received_of(&key, &row, intake.run)).transpose();
        *resumed = found
            .map_err(|error| {
                self.alarm.store_is_wrong(causes(&error));
                Rejected::Repairing
            })?
            .flatten()
            .unwrap_or_default();
        Ok(())
    }
}
