//! What becomes of the identity of machines over some days: a board replaced, a disk reset every night, an image
//! copied with the agent in it, a machine carried to another school. Harsher than [`crate::world`]'s own quirks; for
//! tests that compare with the truth.

use crate::hardware::Form;
use crate::seed::Topic;
use crate::world::{Machine, MachineIndex, SchoolIndex, World};

/// Machines of a thousand that fare so.
const CLONES: u32 = 10;
const BOARDS_REPLACED: u32 = 20;
const DISKS_REPLACED: u32 = 10;
const RESET_DAILY: u32 = 30;
const REINSTALLED: u32 = 20;
const MOVED: u32 = 10;
/// Schools of a thousand with a batch of boards that all say the same UUID.
const SCHOOLS_WITH_TWINS: u32 = 300;

/// No province has so many machines; hardware addresses are drawn from numbers of 24 bits.
const NOT_HERE: u32 = 1 << 23;

/// How a machine that was carried to another school is known there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Arrival {
    /// As ever: nobody told anybody.
    Silent,
    /// Enrolled again with that school's token, with the key that it had.
    WithToken,
    /// Reinstalled, and enrolled with that school's token under a new key.
    Reinstalled,
}

/// What becomes of a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Nothing.
    Plain,
    /// Made from the image of that machine, with its agent's id and secret.
    Clone(MachineIndex),
    /// Gets another mainboard.
    BoardReplaced,
    /// Gets another disk.
    DiskReplaced,
    /// Its disk is as new every morning, without an agent's key.
    ResetDaily,
    /// Reinstalled once.
    Reinstalled,
    /// Carried to another school.
    Moved(SchoolIndex, Arrival),
}

/// The fate of a machine.
pub fn of(world: &World, index: MachineIndex) -> Fate {
    let mut draw = world.seed().draw(Topic::Quirk, u64::from(index.0) | 1 << 41);
    let school = world.school_of(index);
    let (first, count) = world.machines_of(school);
    let position = index.0 - first.0;
    let mut chance = draw.below(1_000);
    let mut falls = |per_mille| {
        let falls = chance < per_mille;
        chance = chance.wrapping_sub(per_mille);
        falls
    };
    // The image is taken from a machine that nothing else happens to.
    if falls(CLONES) {
        let plain = (0..count)
            .map(|at| MachineIndex(first.0 + (position + 1 + at) % count))
            .find(|other| *other != index && is_plain(world, *other) && is_board(world, *other));
        // Images go from one computer to the next, not between computers and hypervisors.
        let plain = plain.filter(|_| is_board(world, index));
        return plain.map_or(Fate::Plain, Fate::Clone);
    }
    if falls(BOARDS_REPLACED) {
        return Fate::BoardReplaced;
    }
    if falls(DISKS_REPLACED) {
        return Fate::DiskReplaced;
    }
    if falls(RESET_DAILY) {
        return Fate::ResetDaily;
    }
    if falls(REINSTALLED) {
        return Fate::Reinstalled;
    }
    if falls(MOVED) {
        let to = SchoolIndex(draw.below(world.schools()));
        let arrival = *draw.pick(&[
            Arrival::Silent,
            Arrival::Silent,
            Arrival::WithToken,
            Arrival::Reinstalled,
        ]);
        let is_elsewhere = to != school && world.machines_of(to).1 > 0;
        return if is_elsewhere {
            Fate::Moved(to, arrival)
        } else {
            Fate::Plain
        };
    }
    Fate::Plain
}

/// Whether it is a computer that stands somewhere.
fn is_board(world: &World, index: MachineIndex) -> bool {
    world.machine(index).hardware.model.form != Form::Virtual
}

/// Whether nothing happens to a machine: the draws of [`of`] without its search.
fn is_plain(world: &World, index: MachineIndex) -> bool {
    let mut draw = world.seed().draw(Topic::Quirk, u64::from(index.0) | 1 << 41);
    draw.below(1_000) >= CLONES + BOARDS_REPLACED + DISKS_REPLACED + RESET_DAILY + REINSTALLED + MOVED
}

/// A machine with the UUID that it has here: in some schools a batch of 2 to 40 boards shares one.
pub fn machine(world: &World, index: MachineIndex) -> Machine {
    let mut machine = world.machine(index);
    // A hypervisor draws a UUID for each machine; batches of boards are what shares one.
    let is_board = machine.hardware.model.form != Form::Virtual;
    if let Some(uuid) = twin_uuid(world, index).filter(|_| is_board) {
        machine.hardware.serials.uuid = uuid;
        machine.hardware.serials.uuid_is_shared = true;
    }
    machine
}

fn twin_uuid(world: &World, index: MachineIndex) -> Option<String> {
    let school = world.school_of(index);
    let (first, _) = world.machines_of(school);
    let mut draw = world.seed().draw(Topic::Lab, u64::from(school.0) | 1 << 41);
    let has_twins = draw.per_mille(SCHOOLS_WITH_TWINS);
    let twins = draw.between(2, 40);
    let is_twin = has_twins && index.0 - first.0 < twins;
    is_twin.then(|| {
        let (one, two) = (draw.roll(), draw.roll());
        let bits = |number: u64, shift: u32, mask: u64| number >> shift & mask;
        format!(
            "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
            bits(one, 0, 0xffff_ffff),
            bits(one, 32, 0xffff),
            bits(one, 48, 0xfff),
            bits(two, 48, 0xfff),
            bits(two, 0, 0xffff_ffff_ffff)
        )
    })
}

/// The machine with another mainboard: all that the board says changes at once.
pub fn with_another_board(world: &World, mut machine: Machine) -> Machine {
    let spare = spare(world, &machine);
    let (own, other) = (&mut machine.hardware.serials, spare.hardware.serials);
    own.uuid = other.uuid;
    own.board = other.board;
    own.mac = other.mac;
    own.wifi_mac = other.wifi_mac;
    if !own.junk {
        own.system = other.system;
    }
    machine
}

/// The machine with another disk.
pub fn with_another_disk(world: &World, mut machine: Machine) -> Machine {
    machine.hardware.serials.disk = spare(world, &machine).hardware.serials.disk;
    machine
}

/// The machine where it was carried to: behind the line of the first machine there.
pub fn carried_to(world: &World, mut machine: Machine, to: SchoolIndex) -> Machine {
    let there = world.machine(world.machines_of(to).0);
    machine.school = there.school;
    machine.room.site = there.room.site;
    machine.line = there.line;
    machine
}

/// Parts from the shelf: those of a machine that this province does not have.
fn spare(world: &World, machine: &Machine) -> Machine {
    let index = MachineIndex(machine.index.0 | NOT_HERE);
    let mut spare = machine.clone();
    spare.hardware = crate::hardware::draw(world, index, &machine.room);
    spare
}
