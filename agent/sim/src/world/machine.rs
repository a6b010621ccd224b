use super::{MachineIndex, Mix, School, SchoolIndex, World};
use crate::hardware::{self, Hardware};
use crate::seed::Topic;
use crate::software::System;
use kiemke_wire::time::{DAY_MS, HOUR_MS, MINUTE_MS};

/// What a room is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RoomKind {
    /// Teachers' and head's offices.
    Office,
    /// The library.
    Library,
    /// A computer room.
    Lab,
}

/// Where in a school a machine stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Room {
    /// Code within the school, such as `P.Tin1`.
    pub code: String,
    /// What for.
    pub kind: RoomKind,
    /// The site in which it lies.
    pub site: u32,
    /// A number of its own in the province: a lab is bought as one batch.
    pub batch: u64,
}

/// How far a machine's clock is off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Clock {
    /// By seconds at most.
    Right,
    /// By a zone or two: set by hand after a reinstallation.
    WrongZone,
    /// By years: the battery on the board is empty.
    FlatBattery,
}

/// What is odd about a machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quirks {
    /// It was made from a disk image that held another machine's agent with its id and secret.
    pub clone_of: Option<MachineIndex>,
    /// It is carried to another school without a paper.
    pub moved_to: Option<SchoolIndex>,
    /// State of its clock.
    pub clock: Clock,
    /// By how much its clock is ahead (negative: behind), milliseconds.
    pub clock_ahead_ms: i64,
}

/// A machine and all that does not change from report to report.
#[derive(Clone, Debug)]
pub struct Machine {
    /// Which.
    pub index: MachineIndex,
    /// The school that owns it.
    pub school: School,
    /// Its room.
    pub room: Room,
    /// Its seat in the room, counted from 1.
    pub seat: u16,
    /// The site's line over which it reports.
    pub line: u32,
    /// Its hardware.
    pub hardware: Hardware,
    /// Its operating system.
    pub system: System,
    /// What is odd about it.
    pub quirks: Quirks,
}

pub(super) fn draw(world: &World, index: MachineIndex) -> Machine {
    let school = world.school(world.school_of(index));
    let (first, count) = world.machines_of(school.index);
    let (room, seat) = place(world, &school, index.0 - first.0, count);
    let site = world.site(school.index, room.site);
    // Where there are two lines, one is for the offices.
    let line = u32::from(site.lines > 1 && room.kind != RoomKind::Lab);
    let hardware = hardware::draw(world, index, &room);
    let system = System::draw(world, &room, hardware.model.form, index);
    let quirks = quirks(world, index, &room, seat);
    Machine {
        index,
        school,
        room,
        seat: u16::try_from(seat).unwrap_or(u16::MAX),
        line,
        hardware,
        system,
        quirks,
    }
}

/// The room of a school's machine and the seat in it: offices first, then the library, then labs.
fn place(world: &World, school: &School, position: u32, count: u32) -> (Room, u32) {
    let offices = (count / 6).max(1);
    let library = count / 18;
    let lab_seats = world
        .seed()
        .draw(Topic::Lab, u64::from(school.index.0) << 8)
        .between(22, 45);
    let (kind, number, seat) = if position < offices {
        (RoomKind::Office, 0, position)
    } else if position < offices + library {
        (RoomKind::Library, 0, position - offices)
    } else {
        let behind = position - offices - library;
        (RoomKind::Lab, behind / lab_seats, behind % lab_seats)
    };
    let (code, site, slot) = match kind {
        RoomKind::Office => ("VP".to_owned(), 0, 0),
        RoomKind::Library => ("TV".to_owned(), 0, 1),
        RoomKind::Lab => (
            format!("P.Tin{}", number + 1),
            number % school.sites,
            2 + u64::from(number.min(200)),
        ),
    };
    let batch = u64::from(school.index.0) << 8 | slot;
    (
        Room {
            code,
            kind,
            site,
            batch,
        },
        seat + 1,
    )
}

fn quirks(world: &World, index: MachineIndex, room: &Room, seat: u32) -> Quirks {
    let mut draw = world.seed().draw(Topic::Quirk, u64::from(index.0));
    let province = world.mix() == Mix::Province;
    let is_clone = draw.per_mille(5) && room.kind == RoomKind::Lab && seat > 1;
    let moved = draw.per_mille(6);
    let elsewhere = SchoolIndex(draw.below(world.schools()));
    let clock = match draw.below(1_000) {
        0..12 => Clock::WrongZone,
        12..20 => Clock::FlatBattery,
        _ => Clock::Right,
    };
    let clock = if province { clock } else { Clock::Right };
    let clock_ahead_ms = match clock {
        Clock::Right => i64::from(draw.below(4_000)) - 2_000,
        Clock::WrongZone => *draw.pick(&[-7 * HOUR_MS, 7 * HOUR_MS, -14 * HOUR_MS, HOUR_MS, 25 * MINUTE_MS]),
        Clock::FlatBattery => -i64::from(draw.between(2 * 365, 16 * 365)) * DAY_MS,
    };
    let here = world.school_of(index);
    Quirks {
        // The image is always taken from the first seat, which is itself no clone.
        clone_of: (province && is_clone).then(|| MachineIndex(index.0 - (seat - 1))),
        moved_to: (province && moved && elsewhere != here && !is_clone).then_some(elsewhere),
        clock,
        clock_ahead_ms,
    }
}

impl Machine {
    /// Whether it reports under an id of its own from the start.
    pub fn enrols(&self) -> bool {
        self.quirks.clone_of.is_none()
    }
}
