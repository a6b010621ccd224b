//! Where the time of one report goes, stage by stage on one thread, without network, disk and store: microseconds a
//! report, the least of several rounds.

use kiemke_core::decide::Rules;
use kiemke_core::entry::{Enrolled, Entry, FolderMade};
use kiemke_core::intake::read_report;
use kiemke_core::{Command, Fleet, decide};
use kiemke_sim::facts::Moment;
use kiemke_sim::reports::{self, Head};
use kiemke_sim::seed::Seed;
use kiemke_sim::world::{Mix, Plan, World};
use kiemke_wire::enrol::HashKey;
use kiemke_wire::ids::{AgentId, MachineId, TokenId, UnitKey};
use kiemke_wire::ranges::SeqRanges;
use kiemke_wire::report::Report;
use kiemke_wire::time::UnixMs;
use std::hint::black_box;
use std::time::{Duration, Instant};

const NOW: UnixMs = UnixMs(1_795_503_600_000);
const MACHINES: u32 = 512;
const ROUNDS: u32 = 12;
const KEY: HashKey = HashKey([7; 32]);

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let world = World::new(Plan {
        seed: Seed(1),
        schools: MACHINES / 30,
        machines: MACHINES,
        mix: Mix::DebianComputers,
    });
    println!("µs a report         read  decide   apply  as JSON  packed");
    for (name, make) in [
        ("inventories", inventory as fn(&World, &Known, u32) -> Report),
        ("heartbeats", heartbeat),
    ] {
        let mut fleet = Fleet::default();
        let known = enrolled(&world, &mut fleet);
        let mut least = [Duration::MAX; 5];
        for round in 0..ROUNDS {
            let bodies: Result<Vec<_>, _> = known
                .iter()
                .map(|known| serde_json::to_vec(&make(&world, known, round)))
                .collect();
            // In the first round the packages get their names, and the sections are new.
            let took = one_round(&mut fleet, &known, &bodies?)?;
            if round > 0 {
                for (least, took) in least.iter_mut().zip(took) {
                    *least = took.min(*least);
                }
            }
        }
        let us = least.map(|least| least.as_secs_f64() * 1e6 / known.len() as f64);
        println!(
            "{name:17} {:>6.1}  {:>6.1}  {:>6.1}  {:>7.1}  {:>6.1}",
            us[0], us[1], us[2], us[3], us[4]
        );
    }
    Ok(())
}

struct Known {
    machine: kiemke_sim::world::Machine,
    agent: AgentId,
}

fn enrolled(world: &World, fleet: &mut Fleet) -> Vec<Known> {
    let mut take = |entry: Entry| fleet.apply(fleet.position().next(), &entry);
    take(Entry::FolderMade(FolderMade {
        at: NOW,
        hash_key: KEY,
        demo: true,
        time_zone_offset_min: 420,
    }));
    let machines = world.machines().map(|index| world.machine(index));
    let machines = machines.filter(|machine| machine.enrols() && machine.quirks.clone_of.is_none());
    let mut known = Vec::new();
    for (number, machine) in (1..).zip(machines) {
        let identity = reports::identity(world.seed(), &machine, 0);
        take(Entry::Enrolled(Box::new(Enrolled {
            machine: MachineId(number),
            at: NOW,
            unit: UnitKey::ROOT,
            token: TokenId(1),
            request: reports::enrolment(world, &machine, &identity),
            evidence: kiemke_core::identity::Evidence::default(),
            former: None,
            review: None,
        })));
        known.push(Known {
            machine,
            agent: identity.agent,
        });
    }
    known
}

fn head(world: &World, known: &Known, round: u32) -> Head {
    Head {
        agent: known.agent,
        run: reports::run(world.seed(), &known.machine, 0),
        first_seq: u64::from(round) * 10,
        now: NOW.plus(i64::from(round) * 60_000),
        settings: 1,
    }
}

fn inventory(world: &World, known: &Known, round: u32) -> Report {
    let moment = Moment {
        hash_key: Some(KEY),
        revision: round,
        ..Moment::default()
    };
    reports::inventory(world, &known.machine, &moment, head(world, known, round)).0
}

fn heartbeat(world: &World, known: &Known, round: u32) -> Report {
    reports::heartbeat(
        world,
        &known.machine,
        false,
        None,
        (0, 0),
        head(world, known, round),
    )
}

fn one_round(fleet: &mut Fleet, known: &[Known], bodies: &[Vec<u8>]) -> Result<[Duration; 5], Failure> {
    let rules = Rules::default();
    let mut took = [Duration::ZERO; 5];
    let mut entries = Vec::new();
    for (known, body) in known.iter().zip(bodies) {
        let clock = Instant::now();
        let intake = read_report(body, fleet.packages())?;
        took[0] += clock.elapsed();
        let now = intake.sent_at;
        let command = Command::Report {
            agent: known.agent,
            renewed: false,
            intake: Box::new(intake),
            resumed: SeqRanges::default(),
        };
        let clock = Instant::now();
        let decision = decide(fleet, &rules, command, now)?;
        took[1] += clock.elapsed();
        let clock = Instant::now();
        for entry in &decision.entries {
            black_box(fleet.advance(fleet.position().next(), entry));
        }
        took[2] += clock.elapsed();
        entries.push(decision.entries);
    }
    // Groups as they are under load.
    let mut compressor = zstd::bulk::Compressor::new(1)?;
    for group in entries.chunks(64) {
        let group: Vec<&Entry> = group.iter().flatten().collect();
        let clock = Instant::now();
        let json = serde_json::to_vec(&group)?;
        took[3] += clock.elapsed();
        let clock = Instant::now();
        black_box(compressor.compress(&json)?);
        took[4] += clock.elapsed();
    }
    Ok(took)
}
