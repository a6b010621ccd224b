//! The properties on which the daemon stands: replaying entries gives the same state, rows give the same state,
//! a repeat changes nothing, an older observation never replaces a newer one.

mod days;
mod world;

use crate::world::{Step, World, describe, lines_counted, network, outside, play, section, steps, token};
use kiemke_core::entry::Entry;
use kiemke_core::intake::read_report;
use kiemke_core::rows::{self, RowKey};
use kiemke_core::{Answer, Command, Fleet, Refusal};
use kiemke_wire::enrol::EnrolRequest;
use kiemke_wire::facts::{Facts, IdentityFacts, SectionName};
use kiemke_wire::ids::{AgentId, Position};
use kiemke_wire::secret::SecretHash;
use kiemke_wire::time::UnixMs;
use proptest::prelude::*;

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
        for fleet in [&world.fleet, &replayed, &from_image] {
            let [counted, one_by_one] = lines_counted(fleet, world.now);
            prop_assert_eq!(counted, one_by_one);
        }
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
            // What is due comes with the time, not with the report.
            world.command(Command::Tick).expect("ticks");
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
    let intake = read_report(body.as_bytes(), world.fleet.packages()).expect("a report");
    world
        .command(Command::Report {
            agent: AgentId([1; 16]),
            renewed: false,
            intake: Box::new(intake),
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
    let missing = SectionName::ALL.len() - 1;
    assert_eq!(want(third).len(), missing, "all but the one that is there");
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
