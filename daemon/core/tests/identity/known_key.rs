use crate::world::{HERE, THERE, World, agent, credential, hardware, identity, network, storage};
use kiemke_core::Refusal;
use kiemke_wire::facts::Facts;
use kiemke_wire::review::{ReviewKind, ReviewState};
use kiemke_wire::time::{DAY_MS, HOUR_MS};

#[test]
fn the_first_inventory_of_a_machine_is_no_news() {
    let mut world = World::new();
    world.enrol(HERE, 1, hardware(1));
    assert!(!world.report(&mut agent(1), hardware(1)).rekey);
    assert_eq!(world.fleet.review_items().count(), 0);
}

#[test]
fn one_part_replaced_is_the_same_machine_with_a_note() {
    let mut world = World::new();
    let machine = world.enrol(HERE, 1, hardware(1));
    let mut one = agent(1);
    world.report(&mut one, hardware(1));
    let mut repaired = hardware(1);
    (repaired.uuid, repaired.serial, repaired.mac) = (900, 900, 90);
    // The disk is as it was, so the agent does not send it again.
    let all = [
        Facts::Identity(identity(repaired)),
        Facts::Storage(storage(repaired)),
        Facts::Network(network(repaired)),
    ];
    let news = [all[0].clone(), all[2].clone()];
    assert!(!world.report_of(&mut one, &news, &all).rekey);
    let notes = world.items(ReviewKind::PartReplaced);
    assert_eq!(
        (notes.len(), notes[0].machine, notes[0].state),
        (1, Some(machine), ReviewState::Noted)
    );
    assert_eq!(world.fleet.review_items().count(), 1);
    // From now on it is known by its new board.
    assert!(!world.report(&mut one, repaired).rekey);
    assert_eq!(world.enrol(HERE, 2, repaired), machine);
}

#[test]
fn most_parts_replaced_is_asked_about() {
    let mut world = World::new();
    world.enrol(HERE, 1, hardware(1));
    let mut repaired = hardware(2);
    repaired.disk = hardware(1).disk;
    assert!(!world.report(&mut agent(1), repaired).rekey);
    assert_eq!(world.items(ReviewKind::PartsReplaced)[0].state, ReviewState::Open);
}

#[test]
fn junk_alone_is_the_same_machine() {
    let mut world = World::new();
    let machine = world.enrol(HERE, 1, hardware(1));
    let mut junk = hardware(1);
    (junk.uuid, junk.serial, junk.mac, junk.disk, junk.chassis) = (0, 0, 0, 0, 0);
    assert!(!world.report(&mut agent(1), junk).rekey);
    assert_eq!(world.fleet.review_items().count(), 0);
    // What was known is not forgotten because an agent may no longer read it.
    assert_eq!(world.enrol(HERE, 2, hardware(1)), machine);
}

#[test]
fn a_copied_key_makes_a_machine_of_its_own_and_overwrites_nothing() {
    let mut world = World::new();
    let original = world.enrol(HERE, 1, hardware(1));
    let (mut one, mut copy) = (agent(1), agent(1));
    world.report(&mut one, hardware(1));
    copy.run = 50;
    world.now = world.now.plus(DAY_MS);
    let before = world.fleet.machine(original).unwrap();
    for _ in 0..2 {
        let reply = world.report(&mut copy, hardware(2));
        assert!(reply.rekey && reply.acknowledged[0].ranges.is_empty());
    }
    assert_eq!(
        world.fleet.machine(original).unwrap(),
        before,
        "nothing of it is kept"
    );
    let asked = world.items(ReviewKind::Clone);
    assert_eq!((asked.len(), asked[0].other), (1, None), "asked once");

    let other = world.try_enrol(credential(1), 2, hardware(2)).unwrap();
    assert_ne!(other, original);
    assert_eq!(
        world.try_enrol(credential(1), 2, hardware(2)),
        Ok(other),
        "a repeat is harmless"
    );
    let asked = world.items(ReviewKind::Clone);
    assert_eq!(
        (asked.len(), asked[0].machine, asked[0].other),
        (1, Some(original), Some(other))
    );
    copy.key = 2;
    assert!(!world.report(&mut copy, hardware(2)).rekey);
    assert!(!world.report(&mut one, hardware(1)).rekey);
    assert_eq!(world.counted(), 2);
}

#[test]
fn what_a_copy_does_not_say_is_not_filled_in_from_the_original() {
    let mut world = World::new();
    world.enrol(HERE, 1, hardware(1));
    world.report(&mut agent(1), hardware(1));
    let mut copy = hardware(2);
    (copy.serial, copy.chassis) = (0, 0);
    let mut other = agent(1);
    other.run = 50;
    assert!(world.report(&mut other, copy).rekey);
}

#[test]
fn a_key_that_goes_to_and_fro_within_a_day_is_two_machines() {
    let mut world = World::new();
    let original = world.enrol(HERE, 1, hardware(1));
    let mut twin = hardware(2);
    twin.disk = hardware(1).disk;
    twin.chassis = hardware(1).chassis;
    let (mut one, mut two) = (agent(1), agent(1));
    two.run = 50;
    assert!(!world.report(&mut one, hardware(1)).rekey);
    world.now = world.now.plus(HOUR_MS);
    assert!(
        !world.report(&mut two, twin).rekey,
        "once it looks like a new board"
    );
    world.now = world.now.plus(HOUR_MS);
    assert!(
        !world.report(&mut one, hardware(1)).rekey,
        "the first one is back"
    );
    assert_eq!(world.items(ReviewKind::Clone).len(), 1);
    world.now = world.now.plus(HOUR_MS);
    assert!(
        world.report(&mut two, twin).rekey,
        "the other takes a key of its own"
    );
    world.now = world.now.plus(3 * DAY_MS);
    assert!(world.report(&mut two, twin).rekey, "however late");
    assert_eq!(
        world
            .fleet
            .machine_of(kiemke_wire::ids::AgentId([1; 16]))
            .unwrap()
            .id,
        original
    );
}

#[test]
fn a_repair_that_is_taken_back_after_days_is_a_repair() {
    let mut world = World::new();
    world.enrol(HERE, 1, hardware(1));
    let mut repaired = hardware(1);
    repaired.disk = 900;
    let mut one = agent(1);
    for days in 0..3 {
        let now = if days % 2 == 0 { hardware(1) } else { repaired };
        assert!(!world.report(&mut one, now).rekey);
        world.now = world.now.plus(2 * DAY_MS);
    }
    assert_eq!(world.items(ReviewKind::Clone).len(), 0);
}

#[test]
fn two_agents_that_take_turns_under_one_key_are_two_machines() {
    let mut world = World::new();
    let mut blank = hardware(1);
    (blank.uuid, blank.serial, blank.mac, blank.disk, blank.chassis) = (0, 0, 0, 0, 0);
    let original = world.enrol(HERE, 1, blank);
    let (mut one, mut two) = (agent(1), agent(1));
    two.run = 50;
    let mut turns = 0;
    let rekeyed = loop {
        world.now = world.now.plus(900_000);
        let agent = if turns % 2 == 0 { &mut one } else { &mut two };
        let reply = world.report(agent, blank);
        if reply.rekey {
            break turns;
        }
        turns += 1;
        assert!(turns < 10, "nobody noticed");
    };
    assert_eq!(rekeyed, 4);
    let other = world.try_enrol(credential(1), 2, blank).unwrap();
    assert_ne!(other, original);
    let asked = world.items(ReviewKind::TwoUnderOneKey);
    assert_eq!(
        (asked.len(), asked[0].machine, asked[0].other),
        (1, Some(original), Some(other))
    );
    // Who did not take a new key goes on as before.
    for _ in 0..3 {
        world.now = world.now.plus(900_000);
        assert!(!world.report(&mut two, blank).rekey);
    }
}

#[test]
fn starts_of_one_agent_and_a_late_spool_are_one_machine() {
    let mut world = World::new();
    world.enrol(HERE, 1, hardware(1));
    for start in 1..40 {
        world.now = world.now.plus(HOUR_MS / 4);
        let mut one = agent(1);
        one.run = start;
        assert!(!world.report(&mut one, hardware(1)).rekey);
        // Now and then something of the start before comes late, with a clock that says now.
        if start % 8 == 0 {
            let mut late = agent(1);
            (late.run, late.seq) = (start - 1, 100);
            world.now = world.now.plus(1_000);
            assert!(!world.report(&mut late, hardware(1)).rekey);
        }
    }
    assert_eq!(world.fleet.review_items().count(), 0);
}

#[test]
fn a_machine_behind_another_sites_gateway_is_asked_about_once() {
    let mut world = World::new();
    let machine = world.enrol(HERE, 1, hardware(1));
    let neighbour = world.enrol(THERE, 2, hardware(2));
    let (mut one, mut two) = (agent(1), agent(2));
    let at = |number, gateway| {
        let mut hardware = hardware(number);
        hardware.gateway = gateway;
        hardware
    };
    world.report(&mut one, at(1, 10));
    world.report(&mut two, at(2, 20));
    let home = world.fleet.machine(machine).unwrap().line;
    for _ in 0..2 {
        world.now = world.now.plus(HOUR_MS);
        assert!(!world.report(&mut one, at(1, 20)).rekey);
        world.now = world.now.plus(HOUR_MS);
        assert!(!world.report(&mut one, at(1, 10)).rekey);
    }
    let asked = world.items(ReviewKind::Moved);
    assert_eq!(
        (asked.len(), asked[0].machine, asked[0].other_unit),
        (1, Some(machine), Some(THERE))
    );
    assert_eq!(asked[0].other_line, world.fleet.machine(neighbour).unwrap().line);
    assert_eq!(
        world.fleet.machine(machine).unwrap().line,
        home,
        "it is counted where it belongs"
    );
    // A new router at home is no move.
    world.report(&mut one, at(1, 11));
    assert_eq!(world.items(ReviewKind::Moved).len(), 1);
}

#[test]
fn a_known_key_with_another_schools_token_is_asked_about() {
    let mut world = World::new();
    let machine = world.enrol(HERE, 1, hardware(1));
    assert_eq!(world.enrol(THERE, 1, hardware(1)), machine);
    let asked = world.items(ReviewKind::Moved);
    assert_eq!((asked.len(), asked[0].other_unit), (1, Some(THERE)));
    assert_eq!(world.fleet.machine(machine).unwrap().unit, HERE);
}

#[test]
fn a_credential_that_nobody_has_enrols_nobody() {
    let mut world = World::new();
    world.enrol(HERE, 1, hardware(1));
    assert_eq!(
        world.try_enrol(credential(9), 2, hardware(2)),
        Err(Refusal::TokenUnknown)
    );
}
