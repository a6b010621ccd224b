//! The register: all of a wish or nothing, exact ways back, and the same state from the journal, the rows and an image.

mod lists;
mod stocktakes;
mod world;

use crate::world::{MACHINES, ROOMS, World, tablet};
use kiemke_core::equipment::EquipmentCommand;
use kiemke_core::{Command, Fleet, Reader, Refusal};
use kiemke_wire::equipment::{Act, ActionKind, Document, EquipmentState, Holder, Record};
use kiemke_wire::ids::{EquipmentId, MachineId, Position, UnitKey};
use kiemke_wire::ties::TiePair;
use kiemke_wire::view::Role;
use proptest::prelude::*;
use std::collections::BTreeMap;

#[derive(Clone, Debug)]
enum Step {
    Receive(u8, usize),
    Act(Vec<u32>, Act),
    Rename(u32, String),
    /// Is one thing with a machine, or with none.
    Tie(u32, Option<u32>),
    /// Is not one with a machine, or may be again.
    KeepApart(u32, u32, bool),
    /// Takes back one of the entries so far.
    Undo(prop::sample::Index),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let place = || (0..ROOMS.len()).prop_map(|at| ROOMS[at]);
    let act = (
        (0..ActionKind::ALL.len()).prop_map(|at| ActionKind::ALL[at]),
        prop::option::of(place()),
        prop::option::of("[a-c]".prop_map(Holder::Person)),
        any::<bool>(),
    );
    let act = act.prop_map(|(action, place, holder, paper)| Act {
        place,
        holder,
        document: paper.then(|| Document {
            number: "7/QĐ".into(),
            date: None,
        }),
        ..Act::of(action)
    });
    let step = prop_oneof![
        2 => (1..4_u8, 0..ROOMS.len()).prop_map(|(count, room)| Step::Receive(count, room)),
        8 => (prop::collection::vec(1..12_u32, 1..4), act).prop_map(|(ids, act)| Step::Act(ids, act)),
        2 => (1..12_u32, "[A-Z]{1,3}").prop_map(|(id, name)| Step::Rename(id, name)),
        3 => (1..12_u32, prop::option::of(1..=MACHINES + 1)).prop_map(|(id, machine)| Step::Tie(id, machine)),
        1 => (1..12_u32, 1..=MACHINES, any::<bool>()).prop_map(|(id, machine, apart)| Step::KeepApart(id, machine, apart)),
        3 => any::<prop::sample::Index>().prop_map(Step::Undo),
    ];
    prop::collection::vec(step, 0..60)
}

fn play(world: &mut World, step: &Step) -> Result<Option<Position>, Refusal> {
    let held = |world: &World, ids: &[u32]| {
        let held = ids.iter().filter_map(|id| world.held(EquipmentId(*id)));
        held.collect::<Vec<_>>()
    };
    match step {
        Step::Receive(count, room) => {
            let first = world.count() + 1;
            let records =
                (0..u32::from(*count)).map(|at| tablet(&format!("MTB-{}", first + at), ROOMS[*room]));
            world.ask(EquipmentCommand::Receive {
                records: records.collect(),
                act: Act::of(ActionKind::Receive),
            })
        }
        Step::Act(ids, act) => {
            let mut ids = ids.clone();
            ids.sort_unstable();
            ids.dedup();
            world.ask(EquipmentCommand::Act {
                held: held(world, &ids),
                act: act.clone(),
            })
        }
        Step::Rename(id, name) => {
            let edits = held(world, &[*id]).into_iter().map(|held| {
                let after = Record {
                    name: name.clone(),
                    ..held.record.clone()
                };
                (held, after)
            });
            world.ask(EquipmentCommand::Edit {
                held: edits.collect(),
                act: Act::of(ActionKind::Edit),
            })
        }
        Step::Tie(id, machine) => {
            let edits = held(world, &[*id]).into_iter().map(|held| {
                let after = Record {
                    machine: machine.map(MachineId),
                    seat: machine.map(|seat| seat as u16),
                    ..held.record.clone()
                };
                (held, after)
            });
            world.ask(EquipmentCommand::Edit {
                held: edits.collect(),
                act: Act::of(ActionKind::Edit),
            })
        }
        Step::KeepApart(id, machine, apart) => {
            let pair = TiePair {
                machine: MachineId(*machine),
                record: EquipmentId(*id),
            };
            let by = Reader::administrator();
            let (apart, before) = (*apart, world.entries.len());
            world.command(Command::KeepApart { pair, apart, by })?;
            let is_new = world.entries.len() > before;
            Ok(is_new.then_some(Position(world.entries.len() as u64)))
        }
        Step::Undo(of) => {
            let of = Position(of.index(world.entries.len()) as u64 + 1);
            let command = world.undo_of(of);
            world.ask(command)
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn nothing_is_lost_and_every_way_back_is_exact(steps in steps()) {
        let mut world = World::new();
        // What all records were before each entry.
        let mut before: BTreeMap<Position, Vec<Record>> = BTreeMap::new();
        for step in &steps {
            let was = world.records();
            let Ok(Some(entry)) = play(&mut world, step) else {
                prop_assert_eq!(world.records(), was, "a refusal changes nothing");
                continue;
            };
            let is = world.records();
            prop_assert!(is.len() >= was.len(), "nothing is deleted");
            before.insert(entry, was);
            if let Step::Undo(_) = step {
                let of = world.history_of_undo(entry);
                let wanted = &before[&of];
                for (number, record) in is.iter().enumerate() {
                    let id = EquipmentId(number as u32 + 1);
                    if world.history(id).iter().any(|line| line.entry == entry) {
                        match wanted.get(number) {
                            Some(wanted) => prop_assert_eq!(record, wanted),
                            None => prop_assert!(record.void, "what began with it was entered by mistake"),
                        }
                    }
                }
            }
        }
        // Codes stand on one thing of a school.
        let mut codes = std::collections::BTreeSet::new();
        for record in world.records().iter().filter(|record| !record.void) {
            let school = if record.place == ROOMS[2] { 5 } else { 2 };
            prop_assert!(codes.insert((school, record.code.clone())), "{:?}", record.code);
        }
        // A machine is in one thing.
        let owned = |record: &&Record| !record.void && record.state != EquipmentState::Disposed;
        let mut machines = std::collections::BTreeSet::new();
        for record in world.records().iter().filter(owned) {
            if let Some(machine) = record.machine {
                prop_assert!(machine.0 <= MACHINES && machines.insert(machine), "{machine}");
            }
        }
        // The journal, the image and the state agree; the rows carry the positions that the state names.
        let mut replayed = Fleet::default();
        for (number, entry) in world.entries.iter().enumerate() {
            replayed.apply(Position(number as u64 + 1), entry);
        }
        let blocks = |fleet: &Fleet| fleet.image().collect::<Vec<_>>();
        prop_assert_eq!(blocks(&replayed), blocks(&world.fleet));
        let read = Fleet::from_image(blocks(&world.fleet).into_iter()).expect("an image is readable");
        prop_assert_eq!(blocks(&read), blocks(&world.fleet));
        lists::agree_with_the_rows(&world)?;
        lists::agree_with_the_rows_in(&world, &read)?;
    }
}

#[test]
fn a_trolley_of_tablets_goes_through_a_school_year() {
    let mut world = World::new();
    let trolley = (1..=30).map(|at| tablet(&format!("MTB-{at:02}"), ROOMS[0]));
    let records = trolley.collect();
    let received = EquipmentCommand::Receive {
        records,
        act: Act::of(ActionKind::Receive),
    };
    let received = world.ask(received).expect("received").expect("an entry");
    let on = |world: &World, ids: std::ops::RangeInclusive<u32>, act: Act| EquipmentCommand::Act {
        held: ids
            .map(|id| world.held(EquipmentId(id)).expect("there"))
            .collect(),
        act,
    };
    let lend = Act {
        holder: Some(Holder::Person("HS-0042".into())),
        ..Act::of(ActionKind::Lend)
    };
    let command = on(&world, 1..=10, lend.clone());
    world.ask(command).expect("lent");
    let again = on(&world, 10..=11, lend);
    let refused = world.ask(again).expect_err("one of them is away");
    assert_eq!(refused.to_string(), "e10: lend is not for a thing that is lent");
    assert_eq!(
        world.record(11).state,
        EquipmentState::InStore,
        "all of it or nothing"
    );
    let back = on(&world, 1..=9, Act::of(ActionKind::Return));
    world.ask(back).expect("returned");
    let lost = Act {
        document: Some(Document {
            number: "03/BB".into(),
            date: "2026-11-20".parse().ok(),
        }),
        ..Act::of(ActionKind::ReportLost)
    };
    let command = on(&world, 10..=10, lost);
    world.ask(command).expect("lost");
    let moved = Act {
        place: Some(ROOMS[1]),
        ..Act::of(ActionKind::Move)
    };
    let command = on(&world, 1..=9, moved);
    let moved = world.ask(command).expect("moved").expect("an entry");
    let command = world.undo_of(received);
    assert!(matches!(world.ask(command), Err(Refusal::TouchedSince { .. })));
    let command = world.undo_of(moved);
    world.ask(command).expect("taken back");
    assert_eq!(world.record(3).place, ROOMS[0]);
    let story: Vec<&str> = world
        .history(EquipmentId(10))
        .iter()
        .map(|line| line.act.action.code())
        .collect();
    assert_eq!(story, ["receive", "lend", "report_lost"]);
    let tale = world.history(EquipmentId(1));
    assert_eq!(tale.last().map(|line| line.undoes), Some(Some(moved)));
}

#[test]
fn what_is_not_the_askers_does_not_exist_for_him_nor_comes_to_him_nor_leaves_him() {
    let mut world = World::new();
    let of_school = |unit| Reader {
        role: Role::Technician,
        unit: UnitKey(unit),
        ..Reader::administrator()
    };
    let received = EquipmentCommand::Receive {
        records: vec![tablet("MTB-1", ROOMS[0])],
        act: Act::of(ActionKind::Receive),
    };
    let elsewhere = world
        .ask_as(of_school(5), received.clone())
        .expect_err("another's room");
    assert_eq!(elsewhere, Refusal::UnitUnknown(ROOMS[0].to_string()));
    world.ask_as(of_school(2), received).expect("received");
    let to = |world: &World, place| EquipmentCommand::Act {
        held: vec![world.held(EquipmentId(1)).expect("there")],
        act: Act {
            place: Some(place),
            ..Act::of(ActionKind::Move)
        },
    };
    let taken = to(&world, ROOMS[2]);
    let refused = world.ask_as(of_school(5), taken.clone()).expect_err("another's");
    assert_eq!(refused, Refusal::NotFound("equipment record e1".into()));
    let refused = world.ask_as(of_school(2), taken.clone()).expect_err("given away");
    assert_eq!(refused, Refusal::UnitUnknown(ROOMS[2].to_string()));
    let moved = world.ask(taken).expect("the office moves it").expect("an entry");
    // Now it is the other school's, and the first one's place is not theirs to fill.
    let undo = world.undo_of(moved);
    let refused = world.ask_as(of_school(5), undo.clone()).expect_err("sent back");
    assert!(
        matches!(&refused, Refusal::InvalidAt { place, .. } if place == "entry"),
        "{refused}"
    );
    assert!(
        world.ask_as(of_school(2), undo.clone()).is_err(),
        "nor theirs to take"
    );
    assert_eq!(world.record(1).place, ROOMS[2]);
    world.ask(undo).expect("the office takes it back");
    assert_eq!(world.record(1).place, ROOMS[0]);
}

#[test]
fn what_somebody_else_changed_is_not_overwritten() {
    let mut world = World::new();
    play(&mut world, &Step::Receive(1, 0)).expect("received");
    let seen = world.held(EquipmentId(1)).expect("there");
    play(&mut world, &Step::Rename(1, "B".into())).expect("renamed");
    let late = EquipmentCommand::Act {
        held: vec![seen],
        act: Act::of(ActionKind::ReportBroken),
    };
    let refused = world.ask(late).expect_err("changed meanwhile");
    assert_eq!(refused.code(), ("stale", 412));
}

#[test]
fn bad_records_are_refused_with_their_place() {
    let mut world = World::new();
    let mut refused = |change: fn(&mut Record)| {
        let mut record = tablet("MTB-1", ROOMS[0]);
        change(&mut record);
        let records = vec![tablet("MTB-0", ROOMS[0]), record];
        let command = EquipmentCommand::Receive {
            records,
            act: Act::of(ActionKind::Receive),
        };
        let refusal = world.ask(command).expect_err("refused");
        assert_eq!(world.count(), 0, "nothing is half done");
        refusal.to_string()
    };
    let year = refused(|record| record.year_in_use = Some(2027));
    assert_eq!(year, "records[1].year_in_use: 2027 is not from 1950 to 2026");
    let category = refused(|record| record.category.0 = "spaceship".into());
    assert!(
        category.starts_with("records[1].category: \"spaceship\" is not in the list"),
        "{category}"
    );
    let twice = refused(|record| record.code = Some("mtb-0".into()));
    assert_eq!(twice, "records[1].code: \"mtb-0\" is given twice");
    let nowhere = refused(|record| record.place = UnitKey(99));
    assert_eq!(nowhere, "there is no unit \"u99\"");
    let empty = refused(|record| record.serial = Some("  ".into()));
    assert_eq!(
        empty,
        "records[1].serial: is empty; leave it out when it is not known"
    );
    let lent = refused(|record| record.state = EquipmentState::Lent);
    assert_eq!(lent, "records[1].state: a record begins in_use or in_store");
}
