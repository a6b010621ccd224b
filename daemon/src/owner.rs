//! The one writer of the state. Takes jobs from a bounded queue, decides and applies them in groups, and hands each
//! group to the writer thread. While one group is being synced the next one is decided.

use crate::alarm::{Alarm, Trouble};
use crate::clock::Clock;
use crate::handover::Giver;
use crate::journal::GROUP_BYTES_MAX;
use crate::known_packages::KnownPackages;
use crate::standards::InForce;
use crate::store::Store;
use kiemke_core::decide::{Rules, Sender, decide_report, due};
use kiemke_core::fleet::{Machine, RUNS_KEPT};
use kiemke_core::rows::{RowChange, RowKey, received_of};
use kiemke_core::{Answer, Command, Entry, Fleet, Refusal, decide};
use kiemke_http::causes;
use kiemke_wire::ids::{Position, RunId};
use kiemke_wire::ranges::SeqRanges;
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
    /// Bytes of the requests in it.
    pub(crate) bytes: usize,
    pub(crate) entries: Vec<Entry>,
    pub(crate) changes: Vec<RowChange>,
    pub(crate) events: Vec<Event>,
    /// Refusals wait with the rest: they may rest on entries of this very group.
    pub(crate) replies: Vec<(Reply, Outcome)>,
}

impl Group {
    fn is_full(&self) -> bool {
        self.replies.len() >= GROUP_JOBS_MAX || self.bytes >= GROUP_BYTES_CLOSE
    }

    /// Makes an entry part of the state and of the group.
    fn add(&mut self, fleet: &mut Fleet, entry: Entry) {
        let told = fleet.advance(fleet.position().next(), &entry);
        self.keep(entry, told);
    }

    /// The same for the entries of a report of `machine`, which is as the state holds it.
    fn add_report(&mut self, fleet: &mut Fleet, entries: Vec<Entry>, machine: Option<Machine>) {
        let mut machine = machine.filter(|_| entries.len() == 1);
        for entry in entries {
            let position = fleet.position().next();
            let told = match machine.take() {
                Some(machine) => fleet.advance_known(position, &entry, Some(machine)),
                // Another entry of the report may have changed it.
                None => fleet.advance(position, &entry),
            };
            self.keep(entry, told);
        }
    }

    fn keep(&mut self, entry: Entry, (events, changes): (Vec<Event>, Vec<RowChange>)) {
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
    /// By what figures are typed; they may change while it works.
    pub(crate) standards: InForce,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) groups: Giver<Group>,
    /// Read for what the state does not hold.
    pub(crate) store: Arc<dyn Store>,
    /// Set by the writer when it wants the state for an image.
    pub(crate) wants_image: Arc<AtomicBool>,
    pub(crate) alarm: Alarm,
    pub(crate) known_packages: Arc<KnownPackages>,
    /// Tells the sealer that a day was closed.
    pub(crate) wakes: SyncSender<()>,
    /// Tells the maker of leaves that something was said of a school.
    pub(crate) looks: SyncSender<()>,
    /// Cleared by the writer when the disk has no room for a further group.
    pub(crate) has_room: Arc<AtomicBool>,
}

impl Owner {
    /// Works until nobody can send jobs any more, or the writer has stopped.
    pub(crate) fn run(mut self) {
        while let Some(first) = self.jobs.blocking_recv() {
            // While the writer is busy, what comes joins the group that waits for it.
            let waiting = self.groups.take_back();
            let jobs = self.collect(first, waiting.as_ref());
            self.rules.standards = self.standards.now();
            let group = if self.has_room.load(Ordering::Acquire) {
                self.decide(waiting, jobs)
            } else {
                for job in jobs {
                    let _ = job.reply.send(Err(Rejected::DiskFull));
                }
                // An empty group lets the writer look for room again.
                self.decide(waiting, Vec::new())
            };
            let is_full = group.is_full();
            if self.groups.leave(group).is_err() {
                return;
            }
            if is_full {
                self.groups.wait_until_taken();
            }
        }
    }

    fn collect(&mut self, first: Job, waiting: Option<&Group>) -> Vec<Job> {
        let (held, held_bytes) = waiting.map_or((0, 0), |group| (group.replies.len(), group.bytes));
        let mut bytes = held_bytes + first.bytes;
        let mut jobs = vec![first];
        while held + jobs.len() < GROUP_JOBS_MAX && bytes < GROUP_BYTES_CLOSE {
            let Ok(job) = self.jobs.try_recv() else { break };
            bytes += job.bytes;
            jobs.push(job);
        }
        jobs
    }

    fn decide(&self, waiting: Option<Group>, jobs: Vec<Job>) -> Group {
        let mut fleet = self.fleet.write().unwrap_or_else(PoisonError::into_inner);
        let mut group = waiting.unwrap_or_else(|| Group {
            image: self
                .wants_image
                .swap(false, Ordering::AcqRel)
                .then(|| Box::new(fleet.clone())),
            first: fleet.position().next(),
            bytes: 0,
            entries: Vec::new(),
            changes: Vec::new(),
            events: Vec::new(),
            replies: Vec::with_capacity(jobs.len()),
        });
        // Without jobs there is no room for an entry either.
        let now = self.clock.now();
        if !jobs.is_empty()
            && let Some(entry) = due(&fleet, now)
        {
            group.add(&mut fleet, entry);
            // One that waits already is enough.
            let _ = self.wakes.try_send(());
        }
        for job in jobs {
            group.bytes += job.bytes;
            let (decision, machine) = match job.command {
                Command::Report {
                    agent,
                    renewed,
                    intake,
                    ..
                } => {
                    let machine = fleet.machine_of(agent);
                    let resumed = self.look_up(machine.as_ref(), intake.run);
                    let decision = resumed.and_then(|resumed| {
                        let from = Sender {
                            agent,
                            machine: machine.as_ref(),
                            renewed,
                        };
                        decide_report(&fleet, &self.rules, from, *intake, resumed, now)
                            .map_err(Rejected::Refused)
                    });
                    (decision, machine)
                }
                command => {
                    let decision = decide(&fleet, &self.rules, command, now);
                    (decision.map_err(Rejected::Refused), None)
                }
            };
            let outcome = decision.map(|decision| {
                group.add_report(&mut fleet, decision.entries, machine);
                decision.answer
            });
            group.replies.push((job.reply, outcome));
        }
        if fleet.has_touched_schools() {
            let _ = self.looks.try_send(());
        }
        self.known_packages.offer(&fleet, now);
        group
    }

    /// What a report needs of the store: the ranges of a run that the state does not know. What is on its way into the
    /// store belongs to runs that the state knew a moment ago, so no agent is still sending from them.
    fn look_up(&self, machine: Option<&Machine>, run: RunId) -> Result<SeqRanges, Rejected> {
        let Some(machine) = machine else {
            return Ok(SeqRanges::default());
        };
        if machine.received(run).is_some() || machine.runs.len() < RUNS_KEPT {
            return Ok(SeqRanges::default());
        }
        let key = RowKey::older_runs(machine.id);
        // Without the answer a repeat would be taken in once more.
        let row = self.store.get(&key).map_err(|error| {
            self.alarm.raise(Trouble::of_store(&error));
            Rejected::Repairing
        })?;
        let found = row.map(|row| received_of(&key, &row, run)).transpose();
        let found = found.map_err(|error| {
            self.alarm.store_is_wrong(causes(&error));
            Rejected::Repairing
        })?;
        Ok(found.flatten().unwrap_or_default())
    }
}
