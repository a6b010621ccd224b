use crate::world::{HERE, Hardware, THERE, World, agent, hardware};
use kiemke_core::fleet::Machine;
use kiemke_core::{Command, Fleet, Reader, Refusal};
use kiemke_wire::ids::{AgentId, MachineId, Position};
use kiemke_wire::review::{MachineAction, ReviewAction, ReviewAnswer, ReviewKind, ReviewState};
use kiemke_wire::time::HOUR_MS;
use proptest::prelude::*;

fn act(world: &mut World, machine: MachineId, action: MachineAction) -> Result<(), Refusal> {
    let by = Reader::administrator();
    world
        .command(Command::Machine { machine, action, by })
        .map(|_| ())
}

/// All records, positions left out; with what each value is held by, and lines with their machines.
fn complete(fleet: &Fleet) -> Vec<String> {
    let machines = (1..=20).filter_map(|number| fleet.machine(MachineId(number)));
    let mut all: Vec<String> = machines
        .map(|machine| {
            let held: Vec<_> = machine
                .evidence
                .values()
                .iter()
                .map(|value| fleet.holders_of(value))
                .collect();
            let machine = Machine {
                changed_at: Position(0),
                ..machine
            };
            format!(
                "{machine:?} {held:?} {:?} {:?}",
                fleet.root_of(machine.id),
                fleet.members_of(machine.id)
            )
        })
        .collect();
    all.extend(fleet.lines().map(|line| format!("{} {}", line.id, line.machines)));
    all
}

/// A machine that was reinstalled with another board: two records that are one machine.
fn doubtful() -> (World, MachineId, MachineId) {
    let mut world = World::new();
    let first = world.enrol(HERE, 1, hardware(1));
    let mut one = agent(1);
    world.report(&mut one, with_gateway(hardware(1)));
    let other = Hardware {
        disk: hardware(1).disk,
        ..hardware(2)
    };
    let second = world.enrol(HERE, 2, other);
    let mut two = agent(2);
    world.report(&mut two, with_gateway(other));
    (world, first, second)
}

fn with_gateway(hardware: Hardware) -> Hardware {
    Hardware {
        gateway: 10,
        ..hardware
    }
}

#[test]
fn one_machine_is_counted_once_and_keeps_both_histories() {
    let (mut world, first, second) = doubtful();
    let asked = world.items(ReviewKind::SameMachine)[0].id;
    assert_eq!(world.counted(), 2);
    let line = world.fleet.lines().next().unwrap().id;
    assert_eq!(world.fleet.line(line).unwrap().machines, 2);
    world.answer(asked, ReviewAnswer::Same).unwrap();
    assert_eq!(world.counted(), 1);
    assert_eq!(world.fleet.line(line).unwrap().machines, 1);
    assert_eq!(world.fleet.machines_on(line).collect::<Vec<_>>(), [first]);
    assert_eq!(
        (world.fleet.root_of(second), world.fleet.members_of(first)),
        (first, vec![second])
    );
    assert!(world.fleet.machine(second).is_some(), "its record is still there");
    // Its agent speaks for the one machine now, and is not taken for a clone.
    let mut two = agent(2);
    two.seq = 10;
    world.now = world.now.plus(HOUR_MS);
    let other = Hardware {
        disk: hardware(1).disk,
        ..hardware(2)
    };
    assert!(!world.report(&mut two, with_gateway(other)).rekey);
    assert_eq!(world.fleet.machine(first).unwrap().last_seen, world.now);
    // What was received before is not taken in again.
    two.seq = 0;
    let before = world.fleet.machine(first).unwrap();
    world.report(&mut two, with_gateway(other));
    assert_eq!(world.fleet.machine(first).unwrap(), before);
}

#[test]
fn an_answer_is_taken_back_and_given_again() {
    let (mut world, ..) = doubtful();
    let asked = world.items(ReviewKind::SameMachine)[0].id;
    let before = complete(&world.fleet);
    world.answer(asked, ReviewAnswer::Same).unwrap();
    assert!(matches!(
        world.answer(asked, ReviewAnswer::Different),
        Err(Refusal::ChangedSince(_))
    ));
    world.act(asked, ReviewAction::Undo).unwrap();
    assert_eq!(complete(&world.fleet), before);
    assert!(matches!(
        world.act(asked, ReviewAction::Undo),
        Err(Refusal::ChangedSince(_))
    ));
    assert_eq!(world.fleet.review(asked).unwrap().state, ReviewState::Undone);
    world.answer(asked, ReviewAnswer::Different).unwrap();
    assert_eq!(world.fleet.review(asked).unwrap().state, ReviewState::Answered);
    assert_eq!(world.fleet.review(asked).unwrap().steps.len(), 3);
    assert!(matches!(
        world.answer(asked, ReviewAnswer::Moved),
        Err(Refusal::ChangedSince(_))
    ));
}

#[test]
fn what_was_joined_since_is_taken_apart_first() {
    let (mut world, first, second) = doubtful();
    let third = world.enrol(HERE, 3, hardware(3));
    let asked = world.items(ReviewKind::SameMachine)[0].id;
    world.answer(asked, ReviewAnswer::Same).unwrap();
    act(&mut world, third, MachineAction::Merge { into: first }).unwrap();
    assert_eq!(world.counted(), 1);
    assert!(matches!(
        world.act(asked, ReviewAction::Undo),
        Err(Refusal::ChangedSince(_))
    ));
    assert!(matches!(
        act(&mut world, second, MachineAction::Merge { into: third }),
        Err(Refusal::ChangedSince(_))
    ));
    act(&mut world, third, MachineAction::Split).unwrap();
    world.act(asked, ReviewAction::Undo).unwrap();
    assert_eq!(world.counted(), 3);
}

#[test]
fn a_move_is_carried_out_and_taken_back() {
    let mut world = World::new();
    let machine = world.enrol(HERE, 1, hardware(1));
    world.enrol(THERE, 2, hardware(2));
    let (mut one, mut two) = (agent(1), agent(2));
    world.report(&mut one, with_gateway(hardware(1)));
    let there = |number| Hardware {
        gateway: 20,
        ..hardware(number)
    };
    world.report(&mut two, there(2));
    world.now = world.now.plus(HOUR_MS);
    world.report(&mut one, there(1));
    let asked = world.items(ReviewKind::Moved)[0].id;
    let before = complete(&world.fleet);
    assert!(matches!(
        world.answer(asked, ReviewAnswer::Same),
        Err(Refusal::Invalid { .. })
    ));
    world.answer(asked, ReviewAnswer::Moved).unwrap();
    let moved = world.fleet.machine(machine).unwrap();
    let other = world.fleet.machine_of(AgentId([2; 16])).unwrap();
    assert_eq!((moved.unit, moved.line), (THERE, other.line));
    assert_eq!(world.fleet.line(other.line.unwrap()).unwrap().machines, 2);
    world.counted();
    world.act(asked, ReviewAction::Undo).unwrap();
    assert_eq!(complete(&world.fleet), before);
    world.answer(asked, ReviewAnswer::Moved).unwrap();
    act(&mut world, machine, MachineAction::Move { unit: HERE }).unwrap();
    assert!(matches!(
        world.act(asked, ReviewAction::Undo),
        Err(Refusal::ChangedSince(_))
    ));
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Enrol(u8, u8, bool),
    Report(u8, u8),
    Merge(u32, u32),
    Split(u32),
    Answer(usize, bool),
    Wait,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (1..9_u8, 1..5_u8, any::<bool>()).prop_map(|(key, parts, here)| Step::Enrol(key, parts, here)),
        4 => (1..9_u8, 1..5_u8).prop_map(|(key, parts)| Step::Report(key, parts)),
        2 => (1..6_u32, 1..6_u32).prop_map(|(one, other)| Step::Merge(one, other)),
        1 => (1..6_u32).prop_map(Step::Split),
        2 => (0..4_usize, any::<bool>()).prop_map(|(item, undo)| Step::Answer(item, undo)),
        1 => Just(Step::Wait),
    ];
    prop::collection::vec(step, 1..40)
}

/// Machines that have parts of each other.
fn mixed(parts: u8) -> Hardware {
    let part = |number: u8| 100 + u32::from(parts + number) % 3;
    Hardware {
        uuid: part(0),
        serial: 0,
        mac: parts,
        disk: part(1),
        chassis: part(2),
        gateway: 1 + parts % 2,
    }
}

fn play(world: &mut World, step: Step) {
    match step {
        Step::Enrol(key, parts, here) => {
            let unit = if here { HERE } else { THERE };
            let _ = world.try_enrol(crate::world::token(unit), key, mixed(parts));
        }
        Step::Report(key, parts) => {
            if world.fleet.machine_of(AgentId([key; 16])).is_some() {
                let mut one = agent(key);
                one.seq = world.entries.len() as u64;
                world.report(&mut one, mixed(parts));
            }
        }
        Step::Merge(one, other) => {
            let into = MachineId(other);
            let _ = act(world, MachineId(one), MachineAction::Merge { into });
        }
        Step::Split(one) => _ = act(world, MachineId(one), MachineAction::Split),
        Step::Answer(at, undo) => {
            let item = world.fleet.review_items().nth(at).cloned();
            let Some(item) = item else { return };
            let action = match undo {
                true => ReviewAction::Undo,
                false => ReviewAction::Answer {
                    answer: item.proposed(),
                },
            };
            let _ = world.act(item.id, action);
        }
        Step::Wait => world.now = world.now.plus(HOUR_MS),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever happened before: joined and taken apart again, both records are as they were, complete.
    #[test]
    fn merge_and_split_leave_everything_as_it_was(steps in steps(), one in 1..6_u32, other in 1..6_u32) {
        let mut world = World::new();
        for step in steps {
            play(&mut world, step);
            world.counted();
        }
        let before = complete(&world.fleet);
        let (one, other) = (MachineId(one), MachineId(other));
        if act(&mut world, one, MachineAction::Merge { into: other }).is_ok() {
            prop_assert_ne!(&complete(&world.fleet), &before);
            world.counted();
            act(&mut world, one, MachineAction::Split).unwrap();
            prop_assert_eq!(complete(&world.fleet), before);
        }
    }

    /// Entries and images give the same state.
    #[test]
    fn replay_and_images_give_the_same_state(steps in steps()) {
        let mut world = World::new();
        for step in steps {
            play(&mut world, step);
        }
        let items = |fleet: &Fleet| fleet.review_items().cloned().collect::<Vec<_>>();
        let replayed = world.replayed();
        prop_assert_eq!(complete(&replayed), complete(&world.fleet));
        prop_assert_eq!(items(&replayed), items(&world.fleet));
        let from_image = Fleet::from_image(world.fleet.image()).unwrap();
        prop_assert_eq!(complete(&from_image), complete(&world.fleet));
        prop_assert_eq!(items(&from_image), items(&world.fleet));
        for number in 1..=20 {
            prop_assert_eq!(from_image.machine(MachineId(number)), world.fleet.machine(MachineId(number)));
        }
        for key in 1..9 {
            let of = |fleet: &Fleet| fleet.machine_of(AgentId([key; 16])).map(|machine| machine.id);
            prop_assert_eq!(of(&from_image), of(&world.fleet));
        }
    }
}
