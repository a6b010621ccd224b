//! The agent's loop: one owner of all state, which does what the core says is due and tells the core what came of
//! it. Collectors, probes and requests run as tasks beside it.

mod exchange;
mod items;
mod judging;
pub(crate) mod own;
mod testing;

use crate::alive::Alive;
use crate::clock::Clock;
use crate::collect::{AtWork, Root, Source, sections, status};
use crate::credential::{Credential, CredentialError, random};
use crate::probe::{
    CONNECTIONS, OutsidePlan, PLATFORM_CONNECTIONS, Remembered, Target, probe_gateway, probe_outside,
};
use crate::status::Status;
use crate::store::Store;
use judging::{Doubt, Recent, Wanted};
use kiemke_agent_core::collectors::Rounds;
use kiemke_agent_core::schedule::{Job, Pace, Schedule};
use kiemke_agent_core::sections::Sections;
use kiemke_agent_core::uplink::{Bearer, Failure, Remedy, Start, Uplink};
use kiemke_agent_core::verdict::{VerdictBounds, Watch};
use kiemke_config::agent::{CapacitySettings, GatewayProbe, ProbeSettings};
use kiemke_http::{Connect, Endpoint, Error, Reply};
use kiemke_wire::enrol::EnrolReply;
use kiemke_wire::facts::{Facts, Gateway, SectionName};
use kiemke_wire::ids::RunId;
use kiemke_wire::reading::{CapacityReading, GatewayReading, OutsideReading, StatusReading, UncleanStop};
use kiemke_wire::report::{ItemBody, ReportReply, TestSlot};
use kiemke_wire::secret::Token;
use kiemke_wire::time::UnixMs;
use std::collections::HashMap;
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// What an agent is made of.
#[derive(Debug)]
pub struct Parts<C, K> {
    /// How it reaches the daemon and hosts outside.
    pub connect: C,
    /// Its clock.
    pub clock: K,
    /// The data folder, where the credential lies.
    pub data: PathBuf,
    /// The file tree that it reads.
    pub root: PathBuf,
    /// Where the daemon listens.
    pub server: Endpoint,
    /// A token to enrol with, if it is not enrolled yet or no longer.
    pub enrol_token: Option<Token>,
    /// Whether to begin with everything at once.
    pub immediate: bool,
    /// What to probe.
    pub probes: ProbeSettings,
    /// Whether and where to test the line.
    pub capacity: CapacitySettings,
    /// Who it is.
    pub credential: Credential,
    /// Its spool.
    pub store: Store,
}

/// What a task does; known from outside even when it breaks.
#[derive(Clone, Copy, Debug)]
enum Errand {
    Inventory,
    Gateway,
    Outside,
    Platforms,
    Test,
    Request,
    Renewal,
}

/// What came of a task.
enum Done {
    Inventory(Inventory),
    Gateway(Option<GatewayReading>),
    Outside(Vec<OutsideReading>),
    Platforms(Vec<OutsideReading>),
    Test(Box<CapacityReading>),
    Enrolment(Result<EnrolReply, Error>),
    Report(Result<ReportReply, Error>),
    Renewal(Result<Reply, Error>),
}

struct Inventory {
    sections: Vec<(SectionName, Result<String, String>)>,
    gateway: Option<Gateway>,
    status: StatusReading,
}

/// A running agent. [`Agent::new`], then [`Agent::run`] to the end.
#[derive(Debug)]
pub struct Agent<C: Connect, K: Clock> {
    connect: C,
    clock: K,
    data: PathBuf,
    root: Root,
    server: Endpoint,
    enrol_token: Option<Token>,
    probes: ProbeSettings,
    capacity: CapacitySettings,
    /// The slot for a test that was given last.
    slot: Option<TestSlot>,
    /// Whether another machine probes hosts outside for the line.
    stands_by: bool,
    remembered: Remembered,
    recent: Recent,
    doubt: Doubt,
    interface_before: Option<String>,
    watch: Watch,
    alive: Alive,
    /// When the run before this one last lived, if it was cut off.
    cut_off_at: Option<UnixMs>,
    credential: Credential,
    /// Absent only while a blocking task works on it.
    store: Option<Store>,
    schedule: Schedule,
    rounds: Rounds,
    at_work: AtWork,
    sections: Sections,
    uplink: Uplink,
    run: RunId,
    next_seq: u64,
    started_ms: u64,
    gateway_before: Option<Gateway>,
    collecting: bool,
    /// What is being collected is already out of date, because a key or a wish arrived meanwhile.
    collect_again: bool,
    probing_gateway: bool,
    probing_outside: bool,
    /// A secret that was drawn anew is on its way to the daemon.
    renewing: bool,
    probing_platforms: bool,
    testing: bool,
    /// A check-in waits for the inventory that is being collected, because it speaks of it.
    check_in_due: bool,
    /// The daemon wants what the present inventory brings.
    wanted: bool,
    /// The number of this run's first check-in behind an inventory.
    first_check_in: Option<u64>,
    tasks: JoinSet<Done>,
    errands: HashMap<tokio::task::Id, Errand>,
    status: watch::Sender<Status>,
}

impl std::fmt::Debug for Done {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Done")
    }
}

impl<C: Connect, K: Clock> Agent<C, K> {
    /// Puts an agent together; the receiver shows how it is doing.
    ///
    /// # Errors
    /// When the system gives no random numbers for the name of this run.
    pub fn new(parts: Parts<C, K>) -> Result<(Self, watch::Receiver<Status>), CredentialError> {
        let now = parts.clock.now();
        let credential = parts.credential;
        let pace = credential.settings.as_ref().map(Pace::from).unwrap_or_default();
        let start = match (&credential.machine, credential.former_token(), &parts.enrol_token) {
            (Some(_), _, _) => Start::Enrolled,
            (None, Some(_), _) => Start::Enrol(Bearer::FormerCredential),
            (None, None, Some(_)) => Start::Enrol(Bearer::EnrolmentToken),
            (None, None, None) => Start::NotEnrolled,
        };
        let seed = u64::from_le_bytes(random()?);
        let (status, receiver) = watch::channel(Status::default());
        let (alive, cut_off_at) = Alive::open(&parts.data);
        let agent = Self {
            schedule: Schedule::new(credential.agent, pace, now, parts.immediate),
            uplink: Uplink::new(start, parts.enrol_token.is_some(), seed),
            connect: parts.connect,
            clock: parts.clock,
            data: parts.data,
            root: Root::new(parts.root),
            server: parts.server,
            enrol_token: parts.enrol_token,
            probes: parts.probes,
            capacity: parts.capacity,
            slot: None,
            stands_by: false,
            remembered: Remembered::default(),
            recent: Recent::default(),
            doubt: Doubt::default(),
            interface_before: None,
            watch: Watch::new(VerdictBounds::default()),
            alive,
            cut_off_at,
            credential,
            store: Some(parts.store),
            rounds: Rounds::default(),
            at_work: AtWork::default(),
            sections: Sections::default(),
            run: RunId(random()?),
            next_seq: 0,
            started_ms: now.mono_ms,
            gateway_before: None,
            collecting: false,
            collect_again: false,
            probing_gateway: false,
            probing_outside: false,
            renewing: false,
            probing_platforms: false,
            testing: false,
            check_in_due: false,
            wanted: false,
            first_check_in: None,
            tasks: JoinSet::new(),
            errands: HashMap::new(),
            status,
        };
        Ok((agent, receiver))
    }

    /// Works until told to stop. What is not sent by then waits in the spool.
    pub async fn run(mut self, stop: CancellationToken) {
        if let Some(alive_at) = self.cut_off_at.take() {
            self.spool_readings([ItemBody::UncleanStop(UncleanStop { alive_at })])
                .await;
        }
        loop {
            let now = self.clock.now();
            if let Some(write) = self.alive.due(now) {
                // Nobody waits for it: the next one comes in a minute.
                drop(tokio::task::spawn_blocking(write));
            }
            for job in self.schedule.due(now) {
                self.begin(job).await;
            }
            self.uplink.handle_tick(now);
            self.ask();
            self.publish();
            let wake_ms = self
                .uplink
                .poll_timeout()
                .unwrap_or(u64::MAX)
                .min(self.schedule.poll_timeout());
            let nap = Duration::from_millis(wake_ms.saturating_sub(now.mono_ms));
            tokio::select! {
                () = stop.cancelled() => {
                    self.alive.end();
                    return;
                }
                Some(ended) = self.tasks.join_next_with_id() => match ended {
                    Ok((id, done)) => {
                        self.errands.remove(&id);
                        self.finish(done).await;
                    }
                    Err(error) => self.clear_up(&error),
                },
                () = self.clock.sleep(nap) => {}
            }
        }
    }

    async fn begin(&mut self, job: Job) {
        match job {
            Job::Inventory => self.begin_inventory(),
            Job::GatewayProbe => self.begin_gateway_probe(),
            Job::OutsideProbe => self.begin_outside_probe(),
            Job::PlatformProbe => self.begin_platform_probe(),
            Job::LineTest => self.begin_test().await,
            Job::CheckIn if self.collecting => self.check_in_due = true,
            Job::CheckIn => self.check_in().await,
        }
    }

    fn begin_inventory(&mut self) {
        if std::mem::replace(&mut self.collecting, true) {
            self.collect_again = true;
            return;
        }
        let source = Source {
            root: self.root.clone(),
            hash_key: self
                .credential
                .settings
                .as_ref()
                .map(|settings| settings.hash_key),
            gateway_before: self.gateway_before.clone(),
            at_work: self.at_work.clone(),
        };
        let wanted = self.rounds.next_round();
        let task = self
            .tasks
            .spawn_blocking(move || Done::Inventory(collect(&source, &wanted)));
        self.errands.insert(task.id(), Errand::Inventory);
    }

    fn begin_gateway_probe(&mut self) {
        let wanted = self.probes.gateway;
        // Another file tree names a gateway of another machine.
        let nothing_to_probe =
            wanted == GatewayProbe::Off || (wanted == GatewayProbe::Auto && !self.root.is_live());
        if nothing_to_probe || std::mem::replace(&mut self.probing_gateway, true) {
            return;
        }
        let root = self.root.clone();
        let spacing = Duration::from_millis(self.probes.gateway_spacing_ms.into());
        let id = u16::from_le_bytes([self.run.0[0], self.run.0[1]]);
        let task = self.tasks.spawn(async move {
            let address = match wanted {
                GatewayProbe::Off => None,
                GatewayProbe::Address(address) => Some(address),
                GatewayProbe::Auto => crate::collect::default_gateway(&root).map(IpAddr::V4),
            };
            Done::Gateway(match address {
                Some(address) => Some(probe_gateway(address, spacing, id).await),
                None => None,
            })
        });
        self.errands.insert(task.id(), Errand::Gateway);
    }

    fn begin_outside_probe(&mut self) {
        if !self.probes.outside || self.stands_by || std::mem::replace(&mut self.probing_outside, true) {
            return;
        }
        let mut targets: Vec<Target> = Target::daemon(&self.server, self.credential.token().authority())
            .into_iter()
            .collect();
        let named = self
            .credential
            .settings
            .iter()
            .flat_map(|settings| &settings.outside_targets);
        for target in named {
            match Target::try_from(target) {
                Ok(target) => targets.push(target),
                Err(error) => tracing::warn!(%error, "a probe target of the daemon's settings is left out"),
            }
        }
        let plan = OutsidePlan {
            targets,
            connections: CONNECTIONS,
            remembered: self.remembered.clone(),
            radio_of: self.root.is_live().then(|| self.root.clone()),
            spacing: Duration::from_millis(self.probes.outside_spacing_ms.into()),
        };
        let connect = self.connect.clone();
        let task = self
            .tasks
            .spawn(async move { Done::Outside(probe_outside(connect, plan).await) });
        self.errands.insert(task.id(), Errand::Outside);
    }

    fn begin_platform_probe(&mut self) {
        let settings = self.credential.settings.iter();
        let named = settings.flat_map(|settings| &settings.platforms);
        let targets: Vec<Target> = named.filter_map(|target| Target::try_from(target).ok()).collect();
        let nothing_to_probe = targets.is_empty() || !self.probes.outside || self.stands_by;
        if nothing_to_probe || std::mem::replace(&mut self.probing_platforms, true) {
            return;
        }
        let plan = OutsidePlan {
            targets,
            connections: PLATFORM_CONNECTIONS,
            remembered: self.remembered.clone(),
            radio_of: None,
            spacing: Duration::from_millis(self.probes.outside_spacing_ms.into()),
        };
        let connect = self.connect.clone();
        let task = self
            .tasks
            .spawn(async move { Done::Platforms(probe_outside(connect, plan).await) });
        self.errands.insert(task.id(), Errand::Platforms);
    }

    async fn finish(&mut self, done: Done) {
        match done {
            Done::Inventory(inventory) => self.take_inventory(inventory).await,
            Done::Gateway(reading) => {
                self.probing_gateway = false;
                self.take_gateway(reading).await;
            }
            Done::Outside(readings) => {
                self.probing_outside = false;
                self.take_outside(readings).await;
            }
            Done::Platforms(readings) => {
                self.probing_platforms = false;
                self.take_platforms(readings).await;
            }
            Done::Test(reading) => self.take_test(*reading).await,
            Done::Enrolment(outcome) => self.take_enrolment(outcome).await,
            Done::Report(outcome) => self.take_reply(outcome).await,
            Done::Renewal(outcome) => self.take_renewal(outcome).await,
        }
    }

    /// A task that broke must not leave the agent waiting for it for ever.
    fn clear_up(&mut self, error: &tokio::task::JoinError) {
        let errand = self.errands.remove(&error.id());
        tracing::error!(%error, ?errand, "a task of the agent broke");
        match errand {
            Some(Errand::Inventory) => {
                self.collecting = false;
                self.rounds.restart();
            }
            Some(Errand::Gateway) => {
                self.probing_gateway = false;
                self.doubt.gateway = Wanted::No;
            }
            Some(Errand::Outside) => {
                self.probing_outside = false;
                self.doubt.hosts = Wanted::No;
            }
            Some(Errand::Renewal) => self.renewing = false,
            Some(Errand::Platforms) => {
                self.probing_platforms = false;
                self.doubt.platforms = Wanted::No;
            }
            Some(Errand::Test) => self.testing = false,
            Some(Errand::Request) => {
                let remedy = self.uplink.handle_failure(self.clock.now(), &Failure::NoAnswer);
                debug_assert_eq!(
                    remedy,
                    Remedy::Wait,
                    "without an answer there is nothing else to do"
                );
            }
            None => {}
        }
    }

    /// Lets a blocking task work on the store: syncing takes as long as the disk likes.
    async fn with_store<R: Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut Store) -> R + Send + 'static,
    ) -> R {
        let mut store = self.store.take().expect("the store is put back by the same call");
        let worked = tokio::task::spawn_blocking(move || {
            let result = work(&mut store);
            (store, result)
        });
        match worked.await {
            Ok((store, result)) => {
                self.store = Some(store);
                result
            }
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        }
    }

    fn publish(&self) {
        let Some(store) = &self.store else { return };
        let delivered = self
            .first_check_in
            .is_some_and(|seq| !store.spool().holds(self.run, seq));
        self.status.send_if_modified(|status| {
            let mut fresh = status.clone();
            fresh.enrolled = self.uplink.is_enrolled();
            fresh.machine = self.credential.machine;
            fresh.pending = store.spool().pending_count();
            fresh.dropped = store.given_up();
            fresh.delivered |= delivered && fresh.pending == 0;
            let changed = fresh != *status;
            *status = fresh;
            changed
        });
    }
}

fn collect(source: &Source, wanted: &[SectionName]) -> Inventory {
    let mut gateway = None;
    let sections = sections(source, wanted)
        .into_iter()
        .map(|(section, facts)| {
            if let Ok(Facts::Network(network)) = &facts {
                gateway.clone_from(&network.gateway);
            }
            (section, facts.map(|facts| facts.to_json()))
        })
        .collect();
    Inventory {
        sections,
        gateway,
        status: status(&source.root),
    }
}

#[cfg(test)]
mod tests;
