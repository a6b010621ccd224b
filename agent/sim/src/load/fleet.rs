//! The machines of a province, shared out over connections, through their day.

use super::{Encoder, Phase, Post, Stopwatch, Target, Trouble, now};
use crate::day::{self, SLOTS_PER_DAY, Slot, State};
use crate::facts::Moment;
use crate::reports::{self, Head, Told};
use crate::world::{Machine, MachineIndex, World};
use kiemke_wire::digest::Digest;
use kiemke_wire::enrol::{AgentSettings, EnrolReply};
use kiemke_wire::report::{Report, ReportReply};
use kiemke_wire::secret::Token;
use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// A connection that failed so often for good has no more to say.
const ERRORS_MAX: u64 = 20;
/// Slots kept while a line is down: a day of them.
const MISSED_MAX: u16 = 40;
/// Runs begin at nine in the morning, when most are on.
const FIRST_SLOT: u32 = SLOTS_PER_DAY / 5;

/// All machines, each with what its agent must remember.
pub struct Fleet {
    pub(super) workers: Vec<Worker>,
    server_pid: Option<u32>,
    failed: u64,
}

/// One connection and the machines that speak over it.
pub(super) struct Worker {
    pub(super) world: Arc<World>,
    pub(super) post: Post,
    pub(super) encoder: Encoder,
    pub(super) members: Vec<Member>,
    pub(super) told: Option<Told>,
}

/// What one agent remembers: 40 bytes, of which a province of a million takes as many megabytes.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub(super) index: MachineIndex,
    pub(super) boot: u32,
    pub(super) next_seq: u32,
    pub(super) revision: u32,
    pub(super) generation: u16,
    pub(super) missed: u16,
    pub(super) moved: bool,
    pub(super) digest: Option<Digest>,
}

impl Fleet {
    /// Shares a province's machines out over connections.
    ///
    /// # Errors
    /// When the target is not TCP or there is no memory.
    pub fn new(
        world: &Arc<World>,
        target: &Target,
        connections: u32,
        server_pid: Option<u32>,
    ) -> Result<Self, Trouble> {
        let step = connections.max(1) as usize;
        let worker = |first: usize| {
            let members = world.machines().skip(first).step_by(step);
            Ok(Worker {
                world: world.clone(),
                post: Post::new(target)?,
                encoder: Encoder::new(target).map_err(Trouble::NotMade)?,
                members: members.map(Member::new).collect(),
                told: None,
            })
        };
        let workers: Result<_, Trouble> = (0..step).map(worker).collect();
        Ok(Self {
            workers: workers?,
            server_pid,
            failed: 0,
        })
    }

    /// Enrols all that do so of themselves.
    pub async fn enrol(&mut self) -> Phase {
        let phase = self
            .each("enrol", |mut worker| async {
                worker.enrol_all().await;
                worker
            })
            .await;
        // A connection whose machines are all clones learns it from the others.
        let told = self.workers.iter().find_map(|worker| worker.told);
        for worker in &mut self.workers {
            worker.told = worker.told.or(told);
        }
        phase
    }

    /// Sends every machine's whole inventory.
    pub async fn inventory(&mut self) -> Phase {
        self.each("inventory", |mut worker| async {
            for at in 0..worker.members.len() {
                if worker.is_done() {
                    break;
                }
                let machine = worker.machine(at);
                // Counted where it happened; the next machine may fare better.
                let _ = worker.whole(at, &machine).await;
            }
            worker
        })
        .await
    }

    /// Lets every machine report once in `every`, a slot of the day each time, for so long.
    pub async fn steady(&mut self, every: Duration, length: Duration) -> Phase {
        let began = Instant::now();
        self.each("steady", move |mut worker| async move {
            worker.live(began, every, length).await;
            worker
        })
        .await
    }

    pub(super) async fn each<F>(&mut self, name: &'static str, work: impl Fn(Worker) -> F) -> Phase
    where
        F: Future<Output = Worker> + Send + 'static,
    {
        let stopwatch = Stopwatch::start(name, self.server_pid);
        let mut tasks = JoinSet::new();
        for worker in self.workers.drain(..) {
            tasks.spawn(work(worker));
        }
        self.collect(stopwatch, tasks).await
    }

    pub(super) async fn collect(&mut self, stopwatch: Stopwatch, mut tasks: JoinSet<Worker>) -> Phase {
        while let Some(ended) = tasks.join_next().await {
            match ended {
                Ok(worker) => self.workers.push(worker),
                Err(_) => self.failed += 1,
            }
        }
        let mut phase = stopwatch.stop(
            self.workers
                .iter_mut()
                .map(|worker| std::mem::take(&mut worker.post.tally)),
        );
        phase.tally.errors += std::mem::take(&mut self.failed);
        phase
    }

    pub(super) fn server_pid(&self) -> Option<u32> {
        self.server_pid
    }
}

impl Member {
    fn new(index: MachineIndex) -> Self {
        Self {
            index,
            boot: 0,
            next_seq: 0,
            revision: 0,
            generation: 0,
            missed: 0,
            moved: false,
            digest: None,
        }
    }
}

impl From<&AgentSettings> for Told {
    fn from(settings: &AgentSettings) -> Self {
        Self {
            hash_key: settings.hash_key,
            settings: settings.version,
        }
    }
}

impl Worker {
    pub(super) fn machine(&self, at: usize) -> Machine {
        self.world.machine(self.members[at].index)
    }

    pub(super) fn is_done(&self) -> bool {
        self.post.tally.errors >= ERRORS_MAX
    }

    async fn enrol_all(&mut self) {
        for at in 0..self.members.len() {
            if self.is_done() {
                return;
            }
            let machine = self.machine(at);
            if machine.enrols() {
                // Counted where it happened.
                let _ = self.enrol(at, &machine, None).await;
            }
        }
    }

    /// Enrols with the token, or with an old credential after drawing a new identity.
    async fn enrol(&mut self, at: usize, machine: &Machine, former: Option<Token>) -> Result<(), Trouble> {
        let generation = u32::from(self.members[at].generation);
        let identity = reports::identity(self.world.seed(), machine, generation);
        let mut request = reports::enrolment(&self.world, machine, &identity);
        if self.post.target().in_rooms {
            request.room = Some(crate::units::room(&self.world, machine));
        }
        let token = former.unwrap_or_else(|| self.post.target().enrol_token.clone());
        let wired = self
            .encoder
            .enrolment(&token, &request)
            .map_err(Trouble::NotMade)?;
        let reply: EnrolReply = self.post.ask(&wired).await?;
        self.told = Some(Told::from(&reply.settings));
        Ok(())
    }

    pub(super) fn head(&self, at: usize, machine: &Machine) -> (Head, Token) {
        let member = &self.members[at];
        let identity = reports::identity(self.world.seed(), machine, u32::from(member.generation));
        let head = Head {
            agent: identity.agent,
            run: reports::run(self.world.seed(), machine, member.boot),
            first_seq: u64::from(member.next_seq),
            now: now(),
            settings: self.told.map_or(0, |told| told.settings),
        };
        (head, identity.credential)
    }

    pub(super) fn moment(&self, at: usize) -> Moment {
        let member = &self.members[at];
        Moment {
            revision: member.revision,
            moved: member.moved,
            hash_key: self.told.map(|told| told.hash_key),
        }
    }

    /// Sends all sections.
    async fn whole(&mut self, at: usize, machine: &Machine) -> Result<(), Trouble> {
        let (head, credential) = self.head(at, machine);
        let (report, digest) = reports::inventory(&self.world, machine, &self.moment(at), head);
        self.members[at].digest = Some(digest);
        let reply = self.send(at, &credential, &report).await?;
        if reply.rekey {
            self.rekey(at, machine, credential).await?;
        }
        Ok(())
    }

    /// The daemon saw two machines under this identity: draws a new one and begins anew.
    async fn rekey(&mut self, at: usize, machine: &Machine, former: Token) -> Result<(), Trouble> {
        self.members[at].generation += 1;
        self.members[at].next_seq = 0;
        self.enrol(at, machine, Some(former)).await?;
        self.post.tally.rekeyed += 1;
        let (head, credential) = self.head(at, machine);
        let (report, _) = reports::inventory(&self.world, machine, &self.moment(at), head);
        self.send(at, &credential, &report).await?;
        Ok(())
    }

    pub(super) async fn send(
        &mut self,
        at: usize,
        credential: &Token,
        report: &Report,
    ) -> Result<ReportReply, Trouble> {
        let wired = self
            .encoder
            .report(credential, report)
            .map_err(Trouble::NotMade)?;
        // Even a report that failed keeps its numbers: it may have arrived.
        self.members[at].next_seq += u32::try_from(report.items.len()).unwrap_or(0);
        let reply = self.post.report(&wired).await?;
        if let Some(settings) = &reply.settings {
            self.told = Some(Told::from(settings));
        }
        Ok(reply)
    }

    async fn live(&mut self, began: Instant, every: Duration, length: Duration) {
        let count = u32::try_from(self.members.len()).unwrap_or(u32::MAX).max(1);
        for round in 0.. {
            for at in 0..self.members.len() {
                let due = every * round + every * u32::try_from(at).unwrap_or(0) / count;
                if due >= length || self.is_done() {
                    return;
                }
                tokio::time::sleep_until((began + due).into()).await;
                let slot = Slot(FIRST_SLOT + round);
                // Counted where it happened.
                let _ = self.slot(at, slot, every).await;
            }
            if self.members.is_empty() || every * round >= length {
                return;
            }
        }
    }

    /// What one machine does in one slot.
    async fn slot(&mut self, at: usize, slot: Slot, every: Duration) -> Result<(), Trouble> {
        let machine = self.machine(at);
        match day::state(&self.world, &machine, slot) {
            State::Off | State::PowerCut => return Ok(()),
            State::Cut => {
                let missed = &mut self.members[at].missed;
                *missed = (*missed + 1).min(MISSED_MAX);
                return Ok(());
            }
            State::Reporting => {}
        }
        let boot = day::boot(&self.world, &machine, slot);
        let moved = day::has_moved(&self.world, &machine, slot);
        let member = &mut self.members[at];
        if member.boot != boot {
            (member.boot, member.next_seq) = (boot, 0);
        }
        let missed = u32::from(std::mem::take(&mut member.missed));
        let updated = day::updates(&self.world, &machine, slot);
        member.revision += u32::from(updated);
        let changed = updated || moved != member.moved;
        member.moved = moved;
        if changed {
            return self.whole(at, &machine).await;
        }
        let (head, credential) = self.head(at, &machine);
        let every_ms = i64::try_from(every.as_millis()).unwrap_or(i64::MAX);
        let digest = self.members[at].digest;
        let report = reports::heartbeat(&self.world, &machine, moved, digest, (missed, every_ms), head);
        let reply = self.send(at, &credential, &report).await?;
        if reply.rekey {
            self.rekey(at, &machine, credential).await
        } else if reply.want.is_empty() {
            Ok(())
        } else {
            self.whole(at, &machine).await
        }
    }
}
