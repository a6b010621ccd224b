//! A line belongs to the site: the rooms of a school share the one behind whose gateway they stand.

use crate::world::{HERE, THERE, World, agent, hardware};
use kiemke_wire::ids::UnitKey;
use kiemke_wire::review::ReviewKind;

/// Two rooms of the school here.
const ROOMS: [UnitKey; 2] = [UnitKey(4), UnitKey(5)];

fn behind(number: u8, gateway: u8) -> crate::world::Hardware {
    let mut hardware = hardware(number);
    hardware.gateway = gateway;
    hardware
}

#[test]
fn two_rooms_behind_one_gateway_are_on_the_one_line_of_their_site() {
    let mut world = World::new();
    for room in ROOMS {
        world.make_unit(room, "room", HERE);
    }
    let [one, two] = [(ROOMS[0], 1), (ROOMS[1], 2)].map(|(room, key)| world.enrol(room, key, hardware(key)));
    let neighbour = world.enrol(THERE, 3, hardware(3));
    let (mut first, mut second, mut third) = (agent(1), agent(2), agent(3));
    world.report(&mut first, behind(1, 10));
    world.report(&mut second, behind(2, 10));
    world.report(&mut third, behind(3, 20));
    let lines: Vec<_> = world.fleet.lines().map(|line| (line.id, line.unit)).collect();
    let of = |world: &World, machine| world.fleet.machine(machine).unwrap().line;
    assert_eq!(
        lines.iter().map(|(_, unit)| *unit).collect::<Vec<_>>(),
        [HERE, THERE],
        "one line for each site and none for a room"
    );
    assert_eq!(of(&world, one), Some(lines[0].0));
    assert_eq!(of(&world, two), Some(lines[0].0));
    assert_eq!(of(&world, neighbour), Some(lines[1].0));
    // A room with a router of its own stands behind the same line, because the site has no other.
    world.report(&mut second, behind(2, 11));
    assert_eq!(of(&world, two), Some(lines[0].0));
    assert_eq!(world.fleet.lines().count(), 2);
    assert_eq!(
        world.items(ReviewKind::Moved).len(),
        0,
        "nothing is asked of anybody"
    );
    // The gateway of another school is none of this site's.
    world.report(&mut first, behind(1, 20));
    let asked = world.items(ReviewKind::Moved);
    assert_eq!(
        (asked.len(), asked[0].machine, asked[0].other_unit),
        (1, Some(one), Some(THERE))
    );
    assert_eq!(of(&world, one), Some(lines[0].0));
}
