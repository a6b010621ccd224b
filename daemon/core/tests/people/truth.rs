//! Whatever is brought in whatever order: state, rows, journal and image hold the same people, and a second time changes
//! nothing.

use crate::world::{A, B, HEADS, NOW, Taken, World, admin, day};
use kiemke_core::Fleet;
use kiemke_core::people::{HeldSchool, Person, fields_of};
use kiemke_core::rows::RowKey;
use kiemke_wire::ids::PersonId;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Debug)]
enum Step {
    /// Rows as school, class, code, name, id; whether who is missing left.
    Roster(Vec<(bool, u8, u8, u8, Option<u8>)>, bool),
    /// A person gets another code or class, or leaves.
    Edit(prop::sample::Index, u8, bool),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let row = (
        any::<bool>(),
        1..4_u8,
        0..90_u8,
        0..20_u8,
        prop::option::of(0..60_u8),
    );
    let step = prop_oneof![
        3 => (prop::collection::vec(row, 1..40), any::<bool>()).prop_map(|(rows, left)| Step::Roster(rows, left)),
        1 => (any::<prop::sample::Index>(), 0..90_u8, any::<bool>()).prop_map(|(at, code, left)| Step::Edit(at, code, left)),
    ];
    prop::collection::vec(step, 1..10)
}

fn text(rows: &[(bool, u8, u8, u8, Option<u8>)]) -> String {
    let rows = rows.iter().map(|(school, class, code, name, id)| {
        let school = if *school { "A" } else { "B" };
        let code = if *code < 80 {
            format!("HS{code}")
        } else {
            String::new()
        };
        let id = id.map_or(String::new(), |id| format!("01234567{id:02}"));
        format!("{school}||6A{class}|{code}|Tên {name}|05/09/2014|{id}\n")
    });
    format!("{HEADS}{}", rows.collect::<String>())
}

fn play(world: &mut World, step: &Step) {
    match step {
        Step::Roster(rows, mark_left) => {
            let taken = Taken {
                mark_left: *mark_left,
                ..Taken::default()
            };
            let before = world.fleet.position();
            let report = world.roster_by(&admin(), &text(rows), taken);
            if report.refused > 0 {
                assert_eq!(world.fleet.position(), before, "all or nothing");
                return;
            }
            let position = world.fleet.position();
            let again = world.roster_by(&admin(), &text(rows), taken);
            assert_eq!(
                (
                    again.new,
                    again.changed,
                    again.refused,
                    again.left,
                    world.fleet.position()
                ),
                (0, 0, 0, 0, position),
                "{:?}",
                again.items
            );
        }
        Step::Edit(at, code, left) => {
            let held = world.held(A);
            if held.people.is_empty() {
                return;
            }
            let person = &held.people[at.index(held.people.len())];
            let mut fields = fields_of(person, &held.school.classes, &world.levels);
            fields.code = Some(format!("HS{code}"));
            fields.left_on = left.then(|| "2026-11-20".parse().unwrap());
            // Somebody else may have the code: then nothing changes.
            let _ = world.edit(&admin(), A, Some(person.id), &fields);
        }
    }
}

/// What follows from everybody as they are held.
fn check(world: &World) {
    let mut ids: BTreeMap<String, BTreeSet<PersonId>> = BTreeMap::new();
    for school in [A, B] {
        let held = world.held(school);
        let mut codes = BTreeSet::new();
        let numbers: Vec<PersonId> = held.people.iter().map(|person| person.id).collect();
        assert!(
            numbers.is_sorted()
                && held
                    .people
                    .iter()
                    .all(|person| world.fleet.school_of_person(person.id) == Some(school))
        );
        for person in &held.people {
            if let Some(code) = &person.code {
                assert!(
                    codes.insert(code.to_lowercase()),
                    "a code stands once in a school"
                );
            }
            if let Some(id) = person.national_id.filter(|_| person.is_there()) {
                ids.entry(id.to_string()).or_default().insert(person.id);
            }
        }
        let Some(known) = world.fleet.school_people(school) else {
            continue;
        };
        for (number, class) in (0_u16..).zip(&known.classes) {
            let there = |person: &&Person| person.is_there() && person.class == Some(number);
            let people: Vec<&Person> = held.people.iter().filter(there).collect();
            let with_id = people
                .iter()
                .filter(|person| person.national_id.is_some())
                .count();
            assert_eq!(
                (class.count.people, class.count.with_id),
                (people.len() as u32, with_id as u32)
            );
        }
    }
    assert!(
        ids.values().all(|people| people.len() == 1),
        "an id is one person's: {ids:?}"
    );
    let roll = |school| kiemke_core::people::roll_of(&world.fleet, &world.held(school));
    let counted = roll(A).roster.len() + roll(B).roster.len();
    assert_eq!(counted, world.held(A).people.len() + world.held(B).people.len());
}

/// What a state tells of people.
fn told(fleet: &Fleet) -> String {
    format!("{:?} {:?}", fleet.school_people(A), fleet.school_people(B))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn journal_image_and_rows_hold_the_same_people(steps in steps()) {
        let mut world = World::new();
        for step in &steps {
            play(&mut world, step);
            check(&world);
        }
        let mut replayed = World::new();
        // What a new world begins with is there already.
        let first = replayed.entries.len();
        for entry in &world.entries[first..] {
            replayed.apply(entry.clone());
        }
        prop_assert_eq!(&replayed.rows, &world.rows);
        prop_assert_eq!(told(&replayed.fleet), told(&world.fleet));
        let blocks: Vec<Vec<u8>> = world.fleet.image().collect();
        let read = Fleet::from_image(blocks.clone().into_iter()).unwrap();
        prop_assert_eq!(told(&read), told(&world.fleet));
        prop_assert_eq!(read.image().collect::<Vec<_>>(), blocks, "who has which id, too");
        prop_assert_eq!(replayed.fleet.image().collect::<Vec<_>>(), read.image().collect::<Vec<_>>());
        // Applied once more, an entry that is known changes nothing.
        let mut twice = world.fleet.clone();
        for (position, entry) in (1..).zip(&world.entries) {
            twice.apply(kiemke_wire::ids::Position(position), entry);
        }
        prop_assert_eq!(told(&twice), told(&world.fleet));
    }
}

#[test]
fn rows_of_another_moment_than_the_state_are_told() {
    let mut world = World::new();
    world.roster("A||6A1|HS1|An||\n");
    let before = world.fleet.clone();
    let rows = world.rows.clone();
    world.roster("A||6A1|HS1|Ân||\n");
    let (from, to) = RowKey::people_of(A);
    let pairs = |rows: &BTreeMap<RowKey, Vec<u8>>| -> Vec<(Vec<u8>, Vec<u8>)> {
        let rows = rows.range(from.clone()..to.clone());
        rows.map(|(key, row)| (key.0.clone(), row.clone())).collect()
    };
    let known = |fleet: &Fleet| fleet.school_people(A).unwrap().clone();
    assert!(HeldSchool::of(&known(&before), &pairs(&rows)).unwrap().is_ok());
    assert!(
        HeldSchool::of(&known(&before), &pairs(&world.rows))
            .unwrap()
            .is_err(),
        "newer rows"
    );
    assert!(
        HeldSchool::of(&known(&world.fleet), &pairs(&rows))
            .unwrap()
            .is_err(),
        "older rows"
    );
    let mut damaged = pairs(&rows);
    damaged[0].1.truncate(12);
    assert!(HeldSchool::of(&known(&before), &damaged).is_err());
    assert_eq!(day("2026-11-24"), before.today(NOW).day);
}
