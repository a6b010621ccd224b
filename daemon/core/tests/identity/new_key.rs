use crate::world::{HERE, Hardware, THERE, World, agent, credential, hardware, token};
use kiemke_core::{Command, Reader, Refusal};
use kiemke_wire::ids::{AgentId, TokenId};
use kiemke_wire::review::{ReviewKind, ReviewState};
use kiemke_wire::time::DAY_MS;

fn spent(world: &World) -> u32 {
    world.fleet.tokens().next().unwrap().uses_spent
}

#[test]
fn a_reinstalled_machine_is_known_again_and_its_old_key_is_retired() {
    let mut world = World::new();
    let machine = world.enrol(HERE, 1, hardware(1));
    let mut one = agent(1);
    world.report(&mut one, hardware(1));
    let before = spent(&world);
    world.now = world.now.plus(DAY_MS);
    assert_eq!(world.enrol(HERE, 2, hardware(1)), machine);
    assert_eq!(spent(&world), before, "it spends no use");
    assert!(world.fleet.machine_of(AgentId([1; 16])).is_none());
    assert!(world.fleet.agent_with(&credential(1)).is_none());
    assert_eq!(world.fleet.machine_of(AgentId([2; 16])).unwrap().id, machine);
    let notes = world.items(ReviewKind::Reinstalled);
    assert_eq!((notes.len(), notes[0].state), (1, ReviewState::Noted));
    assert_eq!(world.counted(), 1);
}

#[test]
fn a_disk_that_is_reset_daily_makes_no_machine_a_day_until_the_token_is_revoked() {
    let mut world = World::new();
    let machine = world.enrol(HERE, 1, hardware(1));
    for day in 2..60 {
        // The token expires on the second day; a known machine may come with it all the same.
        world.now = world.now.plus(DAY_MS);
        assert_eq!(world.enrol(HERE, day, hardware(1)), machine);
        assert!(!world.report(&mut agent(day), hardware(1)).rekey);
    }
    assert_eq!(
        world.try_enrol(token(HERE), 90, hardware(2)),
        Err(Refusal::TokenExpired)
    );
    assert_eq!(world.fleet.review_items().count(), 1, "told once");
    world
        .command(Command::RevokeToken {
            by: Reader::administrator(),
            token: TokenId(1),
        })
        .unwrap();
    assert_eq!(
        world.try_enrol(token(HERE), 91, hardware(1)),
        Err(Refusal::TokenUnknown)
    );
}

#[test]
fn a_machine_known_by_one_value_alone_gets_at_most_one_doubtful_record() {
    let mut world = World::new();
    let only_mac = Hardware { mac: 7, ..NOTHING };
    let first = world.enrol(HERE, 1, only_mac);
    let doubtful = world.enrol(HERE, 2, only_mac);
    assert_ne!(first, doubtful);
    for key in 3..20 {
        assert_eq!(world.enrol(HERE, key, only_mac), doubtful);
    }
    assert_eq!(world.items(ReviewKind::SameMachine).len(), 1);
}

const NOTHING: Hardware = Hardware {
    uuid: 0,
    serial: 0,
    mac: 0,
    disk: 0,
    chassis: 0,
    gateway: 0,
};

#[test]
fn which_matches_are_enough() {
    let base = hardware(1);
    for (hardware, is_same) in [
        // Board and disk; board and chassis; disk and chassis.
        (
            Hardware {
                serial: 0,
                chassis: 0,
                ..base
            },
            true,
        ),
        (
            Hardware {
                uuid: 0,
                serial: 0,
                disk: 900,
                ..base
            },
            true,
        ),
        (
            Hardware {
                uuid: 900,
                serial: 900,
                mac: 90,
                ..base
            },
            true,
        ),
        // The board by two values, another disk in it.
        (
            Hardware {
                serial: 0,
                disk: 900,
                chassis: 0,
                ..base
            },
            true,
        ),
        // The board by one value.
        (
            Hardware {
                uuid: 0,
                serial: 0,
                disk: 900,
                chassis: 0,
                ..base
            },
            false,
        ),
        // The disk of another machine.
        (
            Hardware {
                disk: base.disk,
                ..hardware(2)
            },
            false,
        ),
    ] {
        let mut world = World::new();
        let machine = world.enrol(HERE, 1, base);
        let found = world.enrol(HERE, 2, hardware);
        assert_eq!(found == machine, is_same, "{hardware:?}");
        let asked = world.items(ReviewKind::SameMachine);
        assert_eq!(asked.len(), usize::from(!is_same), "{hardware:?}");
        if let Some(asked) = asked.first() {
            assert_eq!((asked.machine, asked.other), (Some(machine), Some(found)));
        }
    }
}

#[test]
fn the_same_match_in_another_school_is_a_new_machine_with_a_question() {
    let mut world = World::new();
    let machine = world.enrol(HERE, 1, hardware(1));
    let there = world.enrol(THERE, 2, hardware(1));
    assert_ne!(machine, there);
    let asked = world.items(ReviewKind::SameMachine);
    assert_eq!((asked[0].other, asked[0].other_unit), (Some(there), Some(THERE)));
    // It goes on as the record that it has there, reset or not.
    assert_eq!(world.enrol(THERE, 3, hardware(1)), there);
    assert_eq!(world.enrol(THERE, 4, hardware(1)), there);
    assert!(!world.report(&mut agent(4), hardware(1)).rekey);
    assert_eq!(world.fleet.machine_count(), 2);
}

#[test]
fn a_host_name_alone_is_nothing() {
    let mut world = World::new();
    let first = world.enrol(HERE, 1, NOTHING);
    assert_ne!(world.enrol(HERE, 2, NOTHING), first);
    assert_eq!(world.fleet.review_items().count(), 0);
}

#[test]
fn twins_with_one_uuid_stay_apart() {
    let mut world = World::new();
    let twin = |number| Hardware {
        uuid: 900,
        serial: 0,
        chassis: 0,
        ..hardware(number)
    };
    for key in 1..=40 {
        world.enrol(HERE, key, twin(key));
        assert!(!world.report(&mut agent(key), twin(key)).rekey);
    }
    assert_eq!((world.counted(), world.fleet.review_items().count()), (40, 0));
    // The shared value says nothing any more, the others still do.
    for key in 1..=40 {
        let machine = world.fleet.machine_of(AgentId([key; 16])).unwrap().id;
        assert_eq!(world.enrol(HERE, 100 + key, twin(key)), machine);
    }
}

#[test]
fn two_enrolments_of_one_machine_at_once_are_one_machine() {
    let mut world = World::new();
    let machine = world.enrol(HERE, 1, hardware(1));
    assert_eq!(world.enrol(HERE, 2, hardware(1)), machine);
    assert_eq!(world.counted(), 1);
    // Who takes the key back that was taken from him a moment ago is another machine after all.
    let other = world.enrol(HERE, 1, hardware(1));
    assert_ne!(other, machine);
    assert_eq!(world.items(ReviewKind::SameMachine).len(), 1);
}
