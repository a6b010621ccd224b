//! The simulated world.

use crate::network::{Chance, Faults};
use kiemke_agent::store::{NewItem, Store};
use kiemke_agent_core::moment::Now;
use kiemke_agent_core::schedule::{Job, Pace, Schedule};
use kiemke_agent_core::spool::{Bounds, Class, ReportHead};
use kiemke_agent_core::uplink::{Bearer, Failure, Outgoing, Remedy, Start, Uplink};
use kiemke_core::decide::Rules;
use kiemke_core::entry::{Entry, FolderMade, KeptBody};
use kiemke_core::intake::read_report;
use kiemke_core::{Answer, Command, Fleet, Reader, Refusal, decide};
use kiemke_framelog::FaultyFiles;
use kiemke_tests::hand_agent::{HandAgent, check_in, outside};
use kiemke_wire::enrol::{AgentSettings, HashKey};
use kiemke_wire::ids::RunId;
use kiemke_wire::report::{Item, ReportReply};
use kiemke_wire::secret::SecretHash;
use kiemke_wire::time::UnixMs;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

pub(crate) const START: UnixMs = UnixMs(1_795_503_600_000);
/// A step of simulated time.
pub(crate) const STEP_MS: u64 = 5_000;
const BOUNDS: Bounds = Bounds {
    bytes_max: 4 * 1024 * 1024,
    age_ms_max: 60 * 86_400_000,
};
const TOKEN: SecretHash = SecretHash([255; 32]);

/// A daemon whose journal is a list: what is in it survives a crash, what is only in memory does not.
pub(crate) struct Daemon {
    fleet: Fleet,
    journal: Vec<Entry>,
    rules: Rules,
    pub(crate) up: bool,
}

impl Daemon {
    fn new() -> Self {
        let agents = AgentSettings {
            version: 1,
            report_every_s: 900,
            inventory_every_s: 3600,
            gateway_every_s: 300,
            outside_every_s: 60,
            outside_targets: Vec::new(),
            platforms: Vec::new(),
            platforms_every_s: 3600,
            hash_key: HashKey([0; 32]),
        };
        let mut daemon = Self {
            fleet: Fleet::default(),
            journal: Vec::new(),
            rules: Rules {
                agents,
                ..Rules::default()
            },
            up: true,
        };
        daemon.keep(Entry::FolderMade(FolderMade {
            at: START,
            hash_key: HashKey([7; 32]),
            demo: false,
            time_zone_offset_min: 420,
        }));
        let token = Command::MakeEnrolToken {
            by: Reader::administrator(),
            hash: TOKEN,
            unit: "root".into(),
            uses: 100,
            expires_at: None,
        };
        daemon.carry_out(token, START).expect("a token");
        daemon
    }

    fn keep(&mut self, entry: Entry) {
        self.fleet.advance(self.fleet.position().next(), &entry);
        self.journal.push(entry);
    }

    fn carry_out(&mut self, command: Command, now: UnixMs) -> Result<Answer, Refusal> {
        let decision = decide(&self.fleet, &self.rules, command, now)?;
        decision.entries.into_iter().for_each(|entry| self.keep(entry));
        Ok(decision.answer)
    }

    /// Loses its memory and rebuilds it from the journal.
    fn crash(&mut self) {
        let journal = std::mem::take(&mut self.journal);
        self.fleet = Fleet::default();
        journal.into_iter().for_each(|entry| self.keep(entry));
    }

    fn report(&mut self, agent: &HandAgent, body: &str, now: UnixMs) -> Result<ReportReply, Failure> {
        let intake = read_report(body.as_bytes(), self.fleet.packages()).expect("agents send whole reports");
        match self.carry_out(
            Command::Report {
                agent: agent.id,
                renewed: false,
                intake: Box::new(intake),
                resumed: kiemke_wire::ranges::SeqRanges::default(),
            },
            now,
        ) {
            Ok(Answer::Reported(reply)) => Ok(reply),
            Ok(other) => panic!("{other:?}"),
            Err(refusal) => {
                let (code, status) = refusal.code();
                Err(Failure::Refused {
                    status,
                    code: code.into(),
                    retry_after_s: None,
                })
            }
        }
    }

    /// The times of all probes that an agent's machine is known to have made, in the order accepted.
    pub(crate) fn probes_of(&self, agent: &HandAgent) -> Vec<UnixMs> {
        let machine = self.fleet.machine_of(agent.id).expect("enrolled").id;
        let reports = self.journal.iter().filter_map(|entry| match entry {
            Entry::Reported(reported) if reported.machine == machine => Some(reported),
            _ => None,
        });
        reports
            .flat_map(|reported| &reported.items)
            .filter(|item| matches!(item.what, KeptBody::Outside(_)))
            .map(|item| item.at)
            .collect()
    }

    /// Items that agents said they gave up.
    pub(crate) fn told_dropped(&self) -> u64 {
        let items = self.journal.iter().filter_map(|entry| match entry {
            Entry::Reported(reported) => Some(&reported.items),
            _ => None,
        });
        items
            .flatten()
            .map(|item| match &item.what {
                KeptBody::Dropped(dropped) => dropped.count,
                _ => 0,
            })
            .sum()
    }
}

/// An agent as the shell would drive it.
pub(crate) struct Agent {
    pub(crate) hand: HandAgent,
    files: FaultyFiles,
    store: Store,
    uplink: Uplink,
    schedule: Schedule,
    run: RunId,
    next_seq: u64,
    starts: u8,
    /// The probes that were spooled: each must arrive once.
    pub(crate) made: Vec<UnixMs>,
}

fn open(files: &FaultyFiles) -> Store {
    Store::open(Arc::new(files.clone()), Path::new("/spool"), BOUNDS).expect("the spool opens")
}

impl Agent {
    fn new(number: u8, seed: u64, now: Now) -> Self {
        let hand = HandAgent::new(number);
        let files = FaultyFiles::new(seed);
        let store = open(&files);
        let mut agent = Self {
            uplink: Uplink::new(Start::Enrol(Bearer::EnrolmentToken), true, seed),
            schedule: Schedule::new(hand.id, Pace::default(), now, true),
            run: hand.run,
            hand,
            files,
            store,
            next_seq: 0,
            starts: 0,
            made: Vec::new(),
        };
        agent.schedule.set_pace(pace(), now);
        agent
    }

    fn power_cut(&mut self, now: Now) {
        self.files.power_cut();
        self.store = open(&self.files);
        self.starts += 1;
        self.run = RunId([self.hand.id.0[0], self.starts, 0, 0, 0, 0, 0, 0]);
        self.next_seq = 0;
        let start = if self.uplink.is_enrolled() {
            Start::Enrolled
        } else {
            Start::Enrol(Bearer::EnrolmentToken)
        };
        self.uplink = Uplink::new(start, true, u64::from(self.starts));
        self.schedule = Schedule::new(self.hand.id, pace(), now, true);
    }

    fn spool(&mut self, now: Now, item: &Item) {
        let text = serde_json::to_string(item).expect("an item has a text");
        self.store.add(
            now,
            self.run,
            vec![NewItem {
                seq: item.seq,
                class: Class::Reading,
                text,
            }],
        );
        self.next_seq += 1;
    }

    fn work(&mut self, now: Now) {
        for job in self.schedule.due(now) {
            match job {
                Job::OutsideProbe => {
                    let item = outside(self.next_seq, now.wall);
                    self.spool(now, &item);
                    if self.store.spool().holds(self.run, item.seq) {
                        self.made.push(now.wall);
                    }
                }
                Job::CheckIn => {
                    let item = check_in(self.next_seq, now.wall);
                    self.spool(now, &item);
                    self.uplink.handle_slot();
                }
                Job::Inventory | Job::GatewayProbe | Job::PlatformProbe | Job::LineTest => {}
            }
        }
        self.uplink.handle_tick(now);
    }
}

fn pace() -> Pace {
    Pace {
        report_ms: 900_000,
        inventory_ms: 3_600_000,
        gateway_ms: 300_000,
        outside_ms: 60_000,
        platforms_ms: 3_600_000,
    }
}

/// Everything together.
pub(crate) struct World {
    pub(crate) daemon: Daemon,
    pub(crate) agents: Vec<Agent>,
    pub(crate) faults: Faults,
    chance: Chance,
    mono_ms: u64,
    /// Requests that reached the daemon.
    pub(crate) delivered: u64,
}

impl World {
    pub(crate) fn new(seed: u64, agents: u8) -> Self {
        let now = Now {
            mono_ms: 0,
            wall: START,
        };
        Self {
            daemon: Daemon::new(),
            agents: (1..=agents)
                .map(|number| Agent::new(number, seed.wrapping_add(number.into()), now))
                .collect(),
            faults: Faults::default(),
            chance: Chance::new(seed),
            mono_ms: 0,
            delivered: 0,
        }
    }

    fn now(&self) -> Now {
        Now {
            mono_ms: self.mono_ms,
            wall: START.plus(self.mono_ms as i64),
        }
    }

    /// Lets time pass.
    pub(crate) fn pass(&mut self, ms: u64) {
        let end = self.mono_ms + ms;
        while self.mono_ms < end {
            self.mono_ms += STEP_MS;
            let now = self.now();
            if self.chance.percent(self.faults.daemon_crash) {
                self.daemon.crash();
            }
            for number in 0..self.agents.len() {
                if self.chance.percent(self.faults.agent_power_cut) {
                    self.agents[number].power_cut(now);
                }
                self.agents[number].work(now);
                self.talk(number, now);
            }
        }
    }

    /// Lets an agent say what it has to say now.
    fn talk(&mut self, number: usize, now: Now) {
        loop {
            let agent = &mut self.agents[number];
            let head = ReportHead {
                agent: agent.hand.id,
                sent_at: now.wall,
                settings: 1,
            };
            let Some(request) = agent.uplink.poll_request(agent.store.spool(), head) else {
                return;
            };
            match request {
                Outgoing::Enrol(_) => self.enrol(number, now),
                Outgoing::Report(batch) => self.report(number, &batch.body, now),
            }
        }
    }

    fn arrives(&mut self) -> bool {
        self.daemon.up && !self.chance.percent(self.faults.request_lost)
    }

    fn enrol(&mut self, number: usize, now: Now) {
        let answered = self.arrives().then(|| {
            let request = Box::new(self.agents[number].hand.enrolment());
            self.daemon.carry_out(
                Command::Enrol {
                    token: TOKEN,
                    request,
                },
                now.wall,
            )
        });
        let lost = self.chance.percent(self.faults.reply_lost);
        let uplink = &mut self.agents[number].uplink;
        match answered {
            Some(Ok(Answer::Enrolled { .. })) if !lost => uplink.handle_enrolled(),
            Some(Err(refusal)) => panic!("{refusal}"),
            _ => {
                uplink.handle_failure(now, &Failure::NoAnswer);
            }
        }
    }

    fn report(&mut self, number: usize, body: &str, now: Now) {
        let mut answer = Err(Failure::NoAnswer);
        if self.arrives() {
            let hand = self.agents[number].hand.clone();
            answer = self.daemon.report(&hand, body, now.wall);
            self.delivered += 1;
            if self.chance.percent(self.faults.request_doubled) {
                let _ = self.daemon.report(&hand, body, now.wall);
            }
        }
        if self.chance.percent(self.faults.reply_lost) {
            answer = Err(Failure::NoAnswer);
        }
        let agent = &mut self.agents[number];
        match answer {
            Ok(reply) => {
                let reaction = agent.uplink.handle_reply(now, &reply);
                agent
                    .store
                    .acknowledged(&reaction.acknowledged)
                    .expect("the disk is good");
                if let Some(seconds) = reaction.next_report_s {
                    agent.schedule.report_in(seconds, now);
                }
            }
            Err(failure) => {
                let remedy = agent.uplink.handle_failure(now, &failure);
                assert_eq!(remedy, Remedy::Wait, "nothing is given up for a bad network");
            }
        }
    }

    /// Until nothing waits any more, at most a day.
    pub(crate) fn settle(&mut self) {
        self.faults = Faults::default();
        self.daemon.up = true;
        for _ in 0..96 {
            self.pass(900_000);
            if self
                .agents
                .iter()
                .all(|agent| agent.store.spool().pending_count() <= 15)
            {
                return;
            }
        }
        panic!("the spools do not empty");
    }

    /// What each agent made, against what the daemon has: (agent, made, known).
    pub(crate) fn ledger(&self) -> BTreeMap<u8, (Vec<UnixMs>, Vec<UnixMs>)> {
        let waiting =
            |agent: &Agent| agent.made.len() - self.daemon.probes_of(&agent.hand).len().min(agent.made.len());
        self.agents
            .iter()
            .map(|agent| {
                let mut known = self.daemon.probes_of(&agent.hand);
                known.sort_unstable();
                // The newest ones may still wait for their slot; nothing older may.
                assert!(waiting(agent) <= 15, "{} wait", waiting(agent));
                let made = agent.made[..agent.made.len() - waiting(agent)].to_vec();
                (agent.hand.id.0[0], (made, known))
            })
            .collect()
    }
}
