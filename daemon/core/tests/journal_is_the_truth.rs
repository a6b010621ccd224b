//! The properties on which the daemon stands: replaying entries gives the same state, rows give the same state,
//! a repeat changes nothing, an older observation never replaces a newer one.

use kiemke_config::calendar::Calendar;
use kiemke_core::decide::Rules;
use kiemke_core::entry::{Entry, FolderMade};
use kiemke_core::intake::read_report;
use kiemke_core::rows::{self, RowChange, RowKey};
use kiemke_core::{Answer, Command, Fleet, Refusal, decide, query};
use kiemke_wire::enrol::{AgentSettings, EnrolRequest, HashKey};
use kiemke_wire::facts::{Facts, IdentityFacts, SectionName};
use kiemke_wire::ids::{AgentId, Position, UnitKey};
use kiemke_wire::secret::SecretHash;
use kiemke_wire::time::UnixMs;
use proptest::prelude::*;
use std::collections::BTreeMap;

const START: UnixMs = UnixMs(1_795_503_600_000);

fn rules() -> Rules {
    Rules {
        agents: AgentSettings {
            version: 1,
            report_every_s: 900,
            inventory_every_s: 3600,
            gateway_every_s: 300,
            outside_every_s: 900,
            outside_targets: Vec::new(),
            hash_key: HashKey([0; 32]),
        },
    }
}

/// A daemon without a disk: a state, the entries that made it, and the rows that a store would hold.
#[derive(Default)]
struct World {
    fleet: Fleet,
    entries: Vec<Entry>,
    rows: BTreeMap<RowKey, Vec<u8>>,
    now: UnixMs,
}

impl World {
    fn new() -> Self {
        let mut world = Self {
            now: START,
            ..Self::default()
        };
        world.apply(Entry::FolderMade(FolderMade {
            at: START,
            hash_key: HashKey([7; 32]),
            demo: false,
        }));
        let unit = "root".to_owned();
        world
            .command(Command::MakeEnrolToken {
                hash: token(),
                unit,
                uses: 3,
                expires_at: None,
            })
            .expect("a token");
        world
    }

    fn apply(&mut self, entry: Entry) {
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
                RowChange::Section(key, position, section, part) => {
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

    fn command(&mut self, command: Command) -> Result<Answer, Refusal> {
        let decision = decide(&self.fleet, &rules(), &command, self.now)?;
        for entry in decision.entries {
            self.apply(entry);
        }
        Ok(decision.answer)
    }

    fn enrol(&mut self, agent: u8) -> Result<Answer, Refusal> {
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

    fn report(&mut self, agent: u8, run: u8, items: &str) -> Result<Answer, Refusal> {
        let agent = AgentId([agent; 16]);
        let run = kiemke_wire::ids::RunId([run; 8]);
        let body = format!(
            r#"{{"v":1,"agent":"{agent}","run":"{run}","sent_at":"{}","settings":1,"items":[{items}]}}"#,
            self.now
        );
        let intake = read_report(body.as_bytes())
            .expect("a report")
            .recognise(self.fleet.packages());
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
            intake: Box::new(intake),
            resumed: resumed.unwrap_or_default(),
        })
    }

    fn state(&self) -> String {
        describe(&self.fleet)
    }
}

fn token() -> SecretHash {
    SecretHash([255; 32])
}

/// Everything that readers can see of a state.
fn describe(fleet: &Fleet) -> String {
    let mut text = format!("{:?} {:?}\n", fleet.position(), fleet.hash_key().0);
    for number in 1..=4 {
        let machine = kiemke_wire::ids::MachineId(number);
        text += &format!("{:?} {:?}\n", fleet.machine(machine), fleet.kind_of(machine));
        let agent = AgentId([number as u8; 16]);
        text += &format!("{:?}\n", fleet.machine_of(agent).map(|machine| machine.id));
        text += &format!("{:?}\n", fleet.agent_with(&SecretHash([number as u8; 32])));
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
    for token in fleet.tokens() {
        text += &format!("{token:?}\n");
    }
    text
}

/// What lists show and search finds.
fn found(fleet: &Fleet) -> String {
    let days = query::Days::new(Calendar::shipped(), 420);
    let scene = query::Scene {
        fleet,
        now: START,
        days: &days,
        root_name: "",
    };
    let mut text = format!("{:?}\n", query::overview(&scene, UnitKey::ROOT).machines);
    for word in ["", "pc", "pc-1", "debian", "m2"] {
        let query = query::ListQuery::of(UnitKey::ROOT).with(Some(word), None, None, None, None);
        let page = query::machines(&scene, &query.expect("a query")).expect("a page");
        text += &format!("{word}: {page:?}\n");
    }
    text
}

fn software(seq: u64, at: UnixMs, run: u8) -> String {
    let facts =
        format!(r#"{{"source":"dpkg","packages":[["bash","5.2"],["vim","{run}",null,"2026-01-01"]]}}"#);
    let digest = kiemke_wire::digest::digest_of(facts.as_bytes());
    format!(
        r#"{{"seq":{seq},"at":"{at}","kind":"section","section":"software","digest":"{digest}","facts":{facts}}}"#
    )
}

fn section(seq: u64, at: UnixMs, host: &str) -> String {
    let facts = format!(r#"{{"host_name":"{host}","os_name":"Debian","os_version":"12"}}"#);
    let digest = kiemke_wire::digest::digest_of(facts.as_bytes());
    format!(
        r#"{{"seq":{seq},"at":"{at}","kind":"section","section":"system","digest":"{digest}","facts":{facts}}}"#
    )
}

fn network(seq: u64, at: UnixMs, gateway: u8) -> String {
    let hash = kiemke_wire::ids::KeyedHash([gateway; 16]);
    let facts =
        format!(r#"{{"gateway":{{"address":"10.0.0.1","subnet":"10.0.0.0/24","mac_hash":"{hash}"}}}}"#);
    let digest = kiemke_wire::digest::digest_of(facts.as_bytes());
    format!(
        r#"{{"seq":{seq},"at":"{at}","kind":"section","section":"network","digest":"{digest}","facts":{facts}}}"#
    )
}

fn outside(seq: u64, at: UnixMs, good: bool) -> String {
    let failed = if good { "" } else { r#","failed":"tcp""# };
    format!(
        r#"{{"seq":{seq},"at":"{at}","kind":"outside","target":"daemon","sent":20,"received":19{failed}}}"#
    )
}

#[derive(Clone, Debug)]
enum Step {
    Enrol(u8),
    Report {
        agent: u8,
        run: u8,
        first: u64,
        kinds: Vec<(u8, i64)>,
    },
    Wait(i64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let report = (
        1..4_u8,
        1..9_u8,
        0..6_u64,
        prop::collection::vec((0..6_u8, -3_600_000..60_000_i64), 0..5),
    )
        .prop_map(|(agent, run, first, kinds)| Step::Report {
            agent,
            run,
            first,
            kinds,
        });
    let step = prop_oneof![2 => (1..5_u8).prop_map(Step::Enrol), 6 => report, 1 => (0..7_200_000_i64).prop_map(Step::Wait)];
    prop::collection::vec(step, 1..30)
}

fn play(world: &mut World, step: &Step) {
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
                        4 => software(seq, at, *run),
                        _ => format!(r#"{{"seq":{seq},"at":"{at}","kind":"nonsense"}}"#),
                    }
                })
                .collect();
            let _ = world.report(*agent, *run, &items.join(","));
        }
        Step::Wait(ms) => world.now = world.now.plus(*ms),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn replay_and_rows_give_the_same_state(steps in steps()) {
        let mut world = World::new();
        for step in &steps {
            play(&mut world, step);
        }
        let mut replayed = Fleet::default();
        for (number, entry) in world.entries.iter().enumerate() {
            let position = Position(number as u64 + 1);
            replayed.apply(position, entry);
            // A repeat of what is already in has no effect.
            replayed.apply(position, entry);
        }
        prop_assert_eq!(describe(&replayed), world.state());
        let blocks: Vec<Vec<u8>> = world.fleet.image().collect();
        let from_image = Fleet::from_image(blocks.iter().cloned()).expect("an image is readable");
        prop_assert_eq!(describe(&from_image), world.state());
        for cut in 0..blocks.len() {
            let rest = blocks.iter().enumerate().filter(|(at, _)| *at != cut).map(|(_, block)| block.clone());
            if matches!(blocks[cut][0], b'h' | b'm' | b'l') {
                prop_assert!(Fleet::from_image(rest).is_err(), "an image without block {} is not whole", cut);
            }
        }
    }

    #[test]
    fn the_store_holds_the_inventory_that_the_state_names(steps in steps()) {
        let mut world = World::new();
        for step in &steps {
            play(&mut world, step);
        }
        for number in 1..=4 {
            let id = kiemke_wire::ids::MachineId(number);
            let Some(machine) = world.fleet.machine(id) else { continue };
            let row = world.rows.get(&RowKey::inventory(id)).and_then(|row| rows::payload(row));
            let inventory = rows::Inventory::read(row.unwrap_or_default()).expect("readable");
            let held: Vec<SectionName> = inventory.sections().map(|(name, _)| name).collect();
            prop_assert_eq!(held, machine.sections.keys().copied().collect::<Vec<_>>());
            for (name, part) in inventory.sections() {
                let (facts, packages) = part.expect("readable");
                let mut facts = Facts::from_json(name, facts).expect("facts");
                if let (Facts::Software(software), Some(list)) = (&mut facts, packages) {
                    software.packages = list.packages(world.fleet.packages());
                }
                let digest = kiemke_wire::digest::digest_of(facts.to_json().as_bytes());
                prop_assert_eq!(digest, machine.sections[&name].digest, "{}", name);
            }
        }
    }

    #[test]
    fn a_repeated_report_changes_nothing(steps in steps(), again in any::<prop::sample::Index>()) {
        let mut world = World::new();
        for step in &steps {
            play(&mut world, step);
        }
        let reports: Vec<&Step> = steps.iter().filter(|step| matches!(step, Step::Report { .. })).collect();
        if !reports.is_empty() {
            let Step::Report { agent, run, .. } = reports[again.index(reports.len())] else { unreachable!() };
            // All numbers that any of its reports may have used are known by now or never will be.
            let run_id = kiemke_wire::ids::RunId([*run; 8]);
            let machine = world.fleet.machine_of(AgentId([*agent; 16]));
            let known: Vec<u64> = machine
                .and_then(|machine| machine.received(run_id).cloned().or_else(|| {
                    let key = RowKey::older_runs(machine.id);
                    rows::received_of(&key, world.rows.get(&key)?, run_id).expect("readable")
                }))
                .map(|ranges| ranges.iter().flat_map(|(first, last)| first..=last).collect())
                .unwrap_or_default();
            let before = world.state();
            let items: Vec<String> = known.iter().map(|seq| section(*seq, world.now, "other")).collect();
            let _ = world.report(*agent, *run, &items.join(","));
            prop_assert_eq!(world.state(), before);
        }
    }
}

#[test]
fn one_agent_id_with_two_secrets_is_refused_and_a_repeat_spends_no_use() {
    let mut world = World::new();
    let first = world.enrol(1).expect("enrols");
    assert!(matches!(&first, Answer::Enrolled { new: true, .. }));
    assert!(matches!(world.enrol(1), Ok(Answer::Enrolled { new: false, .. })));
    let request = EnrolRequest {
        v: 1,
        agent: AgentId([1; 16]),
        secret_hash: SecretHash([99; 32]),
        version: "0.1.0".into(),
        host_name: None,
        identity: IdentityFacts::default(),
        macs: Vec::new(),
        disk_serials: Vec::new(),
        room: None,
        seat: None,
    };
    let thief = Command::Enrol {
        token: token(),
        request: Box::new(request),
    };
    assert_eq!(world.command(thief), Err(Refusal::AgentIdTaken));
    world.enrol(2).expect("second of three uses");
    world.enrol(3).expect("third of three uses");
    assert_eq!(world.enrol(4), Err(Refusal::TokenUsedUp));
    world.enrol(3).expect("a repeat is still welcome");
}

#[test]
fn an_older_observation_never_replaces_a_newer_one() {
    let mut world = World::new();
    world.enrol(1).expect("enrols");
    world
        .report(1, 2, &section(0, world.now, "new"))
        .expect("reports");
    world
        .report(1, 1, &section(0, world.now.plus(-60_000), "old"))
        .expect("reports");
    let machine = world.fleet.machine_of(AgentId([1; 16])).expect("there");
    assert_eq!(machine.name(), "new");
    assert!(
        machine
            .received(kiemke_wire::ids::RunId([1; 8]))
            .is_some_and(|ranges| ranges.contains(0))
    );
}

#[test]
fn a_wrong_clock_is_corrected_by_the_daemons() {
    let mut world = World::new();
    world.enrol(1).expect("enrols");
    let true_now = world.now;
    // The agent thinks it is three days later; its probe was made a minute before it sent.
    let its_now = true_now.plus(3 * 86_400_000);
    let body = format!(
        r#"{{"v":1,"agent":"{}","run":"0101010101010101","sent_at":"{its_now}","settings":1,"items":[{}]}}"#,
        AgentId([1; 16]),
        outside(0, its_now.plus(-60_000), true)
    );
    let unnamed = read_report(body.as_bytes()).expect("a report");
    let intake = Box::new(unnamed.recognise(world.fleet.packages()));
    world
        .command(Command::Report {
            agent: AgentId([1; 16]),
            intake,
            resumed: kiemke_wire::ranges::SeqRanges::default(),
        })
        .expect("reports");
    let machine = world.fleet.machine_of(AgentId([1; 16])).expect("there");
    assert_eq!(machine.latest.outside["daemon"].at, true_now.plus(-60_000));
    assert_eq!(machine.clock_ahead_ms, Some(3 * 86_400_000));
}

#[test]
fn missing_sections_are_asked_for_and_never_for_ever() {
    let mut world = World::new();
    world.enrol(1).expect("enrols");
    let check_in = |seq: u64, at: UnixMs| {
        format!(
            r#"{{"seq":{seq},"at":"{at}","kind":"check_in","digest":"000102030405060708090a0b0c0d0e0f","version":"0.1.0","agent_uptime_s":1,"spooled":0}}"#
        )
    };
    let want = |answer: Answer| match answer {
        Answer::Reported(reply) => reply.want,
        other => panic!("{other:?}"),
    };
    let first = world.report(1, 1, &check_in(0, world.now)).expect("reports");
    assert_eq!(want(first), SectionName::ALL);
    let second = world.report(1, 1, &check_in(1, world.now)).expect("reports");
    assert_eq!(want(second), [], "asked a moment ago");
    let one_section = format!("{},{}", section(2, world.now, "a"), check_in(3, world.now));
    let third = world.report(1, 1, &one_section).expect("reports");
    assert_eq!(want(third).len(), 6, "all but the one that is there");
}

#[test]
fn a_site_gets_its_line_from_the_first_gateway_and_tells_when_it_fails() {
    let mut world = World::new();
    world.enrol(1).expect("enrols");
    world.enrol(2).expect("enrols");
    world.report(1, 1, &network(0, world.now, 5)).expect("reports");
    world.report(2, 1, &network(0, world.now, 6)).expect("reports");
    let lines: Vec<_> = world.fleet.lines().collect();
    assert_eq!(lines.len(), 1, "a new gateway at a one-line site belongs to it");
    assert_eq!(lines[0].gateways.len(), 2);
    for (seq, good) in [(1, true), (2, false), (3, false), (4, true)] {
        world.now = world.now.plus(900_000);
        world
            .report(1, 1, &outside(seq, world.now, good))
            .expect("reports");
    }
    let changes: Vec<bool> = world
        .entries
        .iter()
        .filter_map(|entry| match entry {
            Entry::LineChanged { up, .. } => Some(*up),
            _ => None,
        })
        .collect();
    assert_eq!(changes, [false, true]);
}
