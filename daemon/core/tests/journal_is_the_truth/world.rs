//! A daemon without a disk, and what is played to it.

use kiemke_config::calendar::Calendar;
use kiemke_core::cold::{Day, DayOfMachine};
use kiemke_core::decide::{Rules, due};
use kiemke_core::entry::{Entry, FolderMade};
use kiemke_core::fleet::Reporter;
use kiemke_core::intake::read_report;
use kiemke_core::rows::{self, RowChange, RowKey};
use kiemke_core::{Answer, Command, Fleet, Reader, Refusal, decide, query};
use kiemke_wire::enrol::{AgentSettings, EnrolRequest, HashKey};
use kiemke_wire::facts::IdentityFacts;
use kiemke_wire::ids::{AgentId, UnitKey};
use kiemke_wire::secret::SecretHash;
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::LineState;
use proptest::prelude::*;
use std::collections::BTreeMap;

pub(crate) const START: UnixMs = UnixMs(1_795_503_600_000);

pub(crate) fn rules() -> Rules {
    Rules {
        agents: AgentSettings {
            version: 1,
            report_every_s: 900,
            inventory_every_s: 3600,
            gateway_every_s: 300,
            outside_every_s: 900,
            outside_targets: Vec::new(),
            platforms: Vec::new(),
            platforms_every_s: 3600,
            hash_key: HashKey([0; 32]),
        },
        ..Rules::default()
    }
}

/// A daemon without a disk: a state, the entries that made it, and the rows that a store would hold.
#[derive(Default)]
pub(crate) struct World {
    pub(crate) fleet: Fleet,
    pub(crate) entries: Vec<Entry>,
    pub(crate) rows: BTreeMap<RowKey, Vec<u8>>,
    pub(crate) now: UnixMs,
}

impl World {
    pub(crate) fn new() -> Self {
        let mut world = Self {
            now: START,
            ..Self::default()
        };
        world.apply(Entry::FolderMade(FolderMade {
            at: START,
            hash_key: HashKey([7; 32]),
            demo: false,
            time_zone_offset_min: 420,
        }));
        let unit = "root".to_owned();
        world
            .command(Command::MakeEnrolToken {
                by: Reader::administrator(),
                hash: token(),
                unit,
                uses: 3,
                expires_at: None,
            })
            .expect("a token");
        world
    }

    pub(crate) fn apply(&mut self, entry: Entry) {
        let position = self.fleet.position().next();
        for change in self.fleet.advance(position, &entry).1 {
            let (key, row) = match change {
                RowChange::Put(key, value) => (key, value),
                RowChange::Append(key, position, lines) => {
                    let held = self
                        .rows
                        .get(&key)
                        .and_then(|row| rows::payload(row))
                        .unwrap_or_default();
                    let row = rows::value(position, &rows::appended(&key, held, &lines));
                    (key, row)
                }
                RowChange::Section(key, position, section, part, _) => {
                    let held = self.rows.get(&key).and_then(|row| rows::payload(row));
                    let row = rows::value(position, &rows::with_sections(held, &[(section, part)].into()));
                    (key, row)
                }
                RowChange::Delete(key) => {
                    self.rows.remove(&key);
                    continue;
                }
            };
            self.rows.insert(key, row);
        }
        // What goes through the journal comes back as text.
        let text = serde_json::to_string(&entry).expect("entries have a text");
        self.entries
            .push(serde_json::from_str(&text).expect("and are read back"));
    }

    pub(crate) fn command(&mut self, command: Command) -> Result<Answer, Refusal> {
        // As the owner does.
        if let Some(entry) = due(&self.fleet, self.now) {
            self.apply(entry);
        }
        let decision = decide(&self.fleet, &rules(), command, self.now)?;
        for entry in decision.entries {
            self.apply(entry);
        }
        Ok(decision.answer)
    }

    pub(crate) fn enrol(&mut self, agent: u8) -> Result<Answer, Refusal> {
        let request = EnrolRequest {
            v: 1,
            agent: AgentId([agent; 16]),
            secret_hash: SecretHash([agent; 32]),
            version: "0.1.0".into(),
            host_name: Some(format!("PC{agent:02}")),
            identity: IdentityFacts::default(),
            macs: Vec::new(),
            disk_serials: Vec::new(),
            room: None,
            seat: None,
        };
        self.command(Command::Enrol {
            token: token(),
            request: Box::new(request),
        })
    }

    pub(crate) fn report(&mut self, agent: u8, run: u8, items: &str) -> Result<Answer, Refusal> {
        let agent = AgentId([agent; 16]);
        let renewed = false;
        self.report_by(Reporter { agent, renewed }, run, items)
    }

    pub(crate) fn report_by(
        &mut self,
        Reporter { agent, renewed }: Reporter,
        run: u8,
        items: &str,
    ) -> Result<Answer, Refusal> {
        let run = kiemke_wire::ids::RunId([run; 8]);
        let body = format!(
            r#"{{"v":1,"agent":"{agent}","run":"{run}","sent_at":"{}","settings":1,"items":[{items}]}}"#,
            self.now
        );
        let intake = read_report(body.as_bytes(), self.fleet.packages()).expect("a report");
        // As the owner does: what the state does not know of a run may lie in the store.
        let machine = self
            .fleet
            .machine_of(agent)
            .filter(|machine| machine.received(run).is_none());
        let key = machine.map(|machine| RowKey::older_runs(machine.id));
        let row = key.and_then(|key| Some((self.rows.get(&key)?, key)));
        let resumed = row.and_then(|(row, key)| rows::received_of(&key, row, run).expect("readable"));
        self.command(Command::Report {
            agent,
            renewed,
            intake: Box::new(intake),
            resumed: resumed.unwrap_or_default(),
        })
    }

    pub(crate) fn state(&self) -> String {
        describe(&self.fleet)
    }
}

pub(crate) fn token() -> SecretHash {
    SecretHash([255; 32])
}

/// Everything that readers can see of a state.
pub(crate) fn describe(fleet: &Fleet) -> String {
    let mut text = format!("{:?} {:?}\n", fleet.position(), fleet.hash_key().0);
    for number in 1..=4 {
        let machine = kiemke_wire::ids::MachineId(number);
        text += &format!("{:?} {:?}\n", fleet.machine(machine), fleet.kind_of(machine));
        let agent = AgentId([number as u8; 16]);
        text += &format!("{:?}\n", fleet.machine_of(agent).map(|machine| machine.id));
        for secret in [number as u8, 100 + number as u8] {
            text += &format!("{:?}\n", fleet.reporter(&SecretHash([secret; 32])));
        }
        text += &format!("{:?}\n", fleet.revoked_at(machine));
    }
    text += &found(fleet);
    for event in fleet.kept_events() {
        text += &format!("{event:?}\n");
    }
    for number in 0..fleet.packages().count() {
        text += &format!(
            "{:?}\n",
            fleet.packages().name(kiemke_core::fleet::PackageId(number))
        );
    }
    for line in fleet.lines() {
        text += &format!("{line:?}\n");
    }
    text += &format!("{:?}\n", kiemke_core::audit::audit(fleet, None, 100));
    for token in fleet.tokens() {
        text += &format!("{token:?}\n");
    }
    text += &format!("{:?} {:?}\n", fleet.open_from(), fleet.targets().names());
    for day in days_of(fleet) {
        text += &format!("{day:?}\n");
    }
    text
}

/// What the state holds of days that are not sealed.
pub(crate) fn days_of(fleet: &Fleet) -> Vec<DayOfMachine> {
    let machines = (1..=4).map(kiemke_wire::ids::MachineId);
    machines
        .flat_map(|machine| fleet.days_of(machine, Day(i32::MIN), Day(i32::MAX)))
        .collect()
}

/// What lists show and search finds.
pub(crate) fn found(fleet: &Fleet) -> String {
    let days = query::Days::new(Calendar::shipped(), 420);
    let scene = query::Scene {
        standards: &kiemke_core::query::Standards::shipped(),
        fleet,
        now: START,
        days: &days,
        root_name: "",
        reader: &Reader::administrator(),
        yardsticks: query::Yardsticks::shipped(),
    };
    let mut text = format!("{:?}\n", query::overview(&scene, UnitKey::ROOT).machines);
    for word in ["", "pc", "pc-1", "debian", "m2"] {
        let query = query::ListQuery::of(UnitKey::ROOT).with(Some(word), None, None, None, None);
        let page = query::machines(&scene, &query.expect("a query")).expect("a page");
        text += &format!("{word}: {page:?}\n");
    }
    text
}

/// Lines as an overview counts them, and one by one: all, those that work, those that do not.
pub(crate) fn lines_counted(fleet: &Fleet, now: UnixMs) -> [[u64; 3]; 2] {
    let days = query::Days::new(Calendar::shipped(), 420);
    let scene = query::Scene {
        standards: &kiemke_core::query::Standards::shipped(),
        fleet,
        now,
        days: &days,
        root_name: "",
        reader: &Reader::administrator(),
        yardsticks: query::Yardsticks::shipped(),
    };
    let counts = query::overview(&scene, UnitKey::ROOT).lines;
    let states: Vec<LineState> = fleet.lines().map(|line| line.state(now)).collect();
    let of = |state| states.iter().filter(|one| **one == state).count() as u64;
    [
        [counts.total, counts.up, counts.down],
        [states.len() as u64, of(LineState::Up), of(LineState::Down)],
    ]
}

pub(crate) fn software(seq: u64, at: UnixMs, run: u8) -> String {
    let facts =
        format!(r#"{{"source":"dpkg","packages":[["bash","5.2"],["vim","{run}",null,"2026-01-01"]]}}"#);
    let digest = kiemke_wire::digest::digest_of(facts.as_bytes());
    format!(
        r#"{{"seq":{seq},"at":"{at}","kind":"section","section":"software","digest":"{digest}","facts":{facts}}}"#
    )
}

pub(crate) fn section(seq: u64, at: UnixMs, host: &str) -> String {
    let facts = format!(r#"{{"host_name":"{host}","os_name":"Debian","os_version":"12"}}"#);
    let digest = kiemke_wire::digest::digest_of(facts.as_bytes());
    format!(
        r#"{{"seq":{seq},"at":"{at}","kind":"section","section":"system","digest":"{digest}","facts":{facts}}}"#
    )
}

pub(crate) fn network(seq: u64, at: UnixMs, gateway: u8) -> String {
    let hash = kiemke_wire::ids::KeyedHash([gateway; 16]);
    let facts =
        format!(r#"{{"gateway":{{"address":"10.0.0.1","subnet":"10.0.0.0/24","mac_hash":"{hash}"}}}}"#);
    let digest = kiemke_wire::digest::digest_of(facts.as_bytes());
    format!(
        r#"{{"seq":{seq},"at":"{at}","kind":"section","section":"network","digest":"{digest}","facts":{facts}}}"#
    )
}

pub(crate) fn outside(seq: u64, at: UnixMs, good: bool) -> String {
    let failed = if good { "" } else { r#","failed":"tcp""# };
    outside_with(seq, at, failed)
}

/// A probe with more fields, each behind a comma.
pub(crate) fn outside_with(seq: u64, at: UnixMs, more: &str) -> String {
    format!(r#"{{"seq":{seq},"at":"{at}","kind":"outside","target":"daemon","sent":20,"received":19{more}}}"#)
}

pub(crate) fn gateway(seq: u64, at: UnixMs, received: u16) -> String {
    format!(
        r#"{{"seq":{seq},"at":"{at}","kind":"gateway","method":"icmp","sent":10,"received":{received},"rtt_us_median":900}}"#
    )
}

#[derive(Clone, Debug)]
pub(crate) enum Step {
    Enrol(u8),
    Report {
        agent: u8,
        run: u8,
        first: u64,
        kinds: Vec<(u8, i64)>,
    },
    /// A new secret is offered, and perhaps used.
    Renew {
        agent: u8,
        used: bool,
    },
    ShutOut(u8),
    Wait(i64),
    Seal,
}

pub(crate) fn steps() -> impl Strategy<Value = Vec<Step>> {
    let report = (
        1..4_u8,
        1..9_u8,
        0..6_u64,
        prop::collection::vec((0..8_u8, -3_600_000..60_000_i64), 0..5),
    )
        .prop_map(|(agent, run, first, kinds)| Step::Report {
            agent,
            run,
            first,
            kinds,
        });
    let step = prop_oneof![2 => (1..5_u8).prop_map(Step::Enrol), 6 => report, 1 => (0..7_200_000_i64).prop_map(Step::Wait),
        1 => (1..5_u8, any::<bool>()).prop_map(|(agent, used)| Step::Renew { agent, used }),
        1 => (1..5_u8).prop_map(Step::ShutOut), 1 => (0..90_000_000_i64).prop_map(Step::Wait), 1 => Just(Step::Seal)];
    prop::collection::vec(step, 1..30)
}

pub(crate) fn play(world: &mut World, step: &Step) {
    match step {
        Step::Enrol(agent) => {
            let _ = world.enrol(*agent);
        }
        Step::Report {
            agent,
            run,
            first,
            kinds,
        } => {
            let items: Vec<String> = kinds
                .iter()
                .enumerate()
                .map(|(number, (kind, offset))| {
                    let (seq, at) = (first + number as u64, world.now.plus(*offset));
                    match kind {
                        0 => section(seq, at, &format!("PC-{run}")),
                        1 => network(seq, at, *run),
                        2 => outside(seq, at, true),
                        3 => outside(seq, at, false),
                        6 => outside_with(
                            seq,
                            at,
                            r#","wifi":{"signal_dbm":-71,"packets":310,"retries":22}"#,
                        ),
                        4 => software(seq, at, *run),
                        5 => gateway(seq, at, 10 - *run as u16),
                        _ => format!(r#"{{"seq":{seq},"at":"{at}","kind":"nonsense"}}"#),
                    }
                })
                .collect();
            let _ = world.report(*agent, *run, &items.join(","));
        }
        Step::Renew { agent, used } => {
            let (of, hash) = (AgentId([*agent; 16]), SecretHash([100 + agent; 32]));
            let _ = world.command(Command::OfferSecret { agent: of, hash });
            if *used && let Ok(reporter) = world.fleet.reporter(&hash) {
                let _ = world.report_by(reporter, 9, "");
            }
        }
        Step::ShutOut(agent) => {
            let machine = kiemke_wire::ids::MachineId((*agent).into());
            let by = Reader::administrator();
            let _ = world.command(Command::RevokeAgent { by, machine });
        }
        Step::Wait(ms) => world.now = world.now.plus(*ms),
        Step::Seal => {
            for day in world.fleet.closed_days() {
                world.command(Command::DaySealed { day }).expect("sealed");
            }
        }
    }
}
