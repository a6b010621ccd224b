//! What happens on a school day: who is switched on, where the power fails, which line is down, who was carried
//! away. Days are cut into slots of a quarter of an hour from 07:00 to 17:00.

use crate::hardware::Form;
use crate::seed::{Seed, Topic};
use crate::world::{Machine, MachineIndex, RoomKind, World};

/// Slots of a day.
pub const SLOTS_PER_DAY: u32 = 40;

/// A quarter of an hour, counted from 07:00 of the first school day; nights are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot(pub u32);

/// What a machine does in a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Switched off.
    Off,
    /// The site is without power.
    PowerCut,
    /// On, but its line is down: it keeps what it would report.
    Cut,
    /// On and reporting.
    Reporting,
}

impl Slot {
    fn day(self) -> u64 {
        u64::from(self.0 / SLOTS_PER_DAY)
    }

    fn of_day(self) -> u32 {
        self.0 % SLOTS_PER_DAY
    }
}

/// What a machine does in a slot.
pub fn state(world: &World, machine: &Machine, slot: Slot) -> State {
    let power_cut = power_cut(world, machine, slot);
    if power_cut.is_some_and(|(from, to)| (from..to).contains(&slot.of_day())) {
        return State::PowerCut;
    }
    if !is_on(world, machine, slot) {
        return State::Off;
    }
    let line = crate::facts::line_of(world, machine, has_moved(world, machine, slot));
    let site = u64::from(machine.school.index.0) << 4 | u64::from(machine.room.site & 7) << 1;
    let key = (site | u64::from(machine.line & 1)) << 24 | slot.day();
    let mut draw = world.seed().draw(Topic::Line, key << 1 | 1);
    let from = draw.below(SLOTS_PER_DAY);
    let to = from + draw.between(1, 12);
    if draw.per_mille(line.outages_per_mille) && (from..to).contains(&slot.of_day()) {
        State::Cut
    } else {
        State::Reporting
    }
}

/// Which start of its agent a machine is in: one a day, and one more behind a power cut.
pub fn boot(world: &World, machine: &Machine, slot: Slot) -> u32 {
    let again = power_cut(world, machine, slot).is_some_and(|(from, _)| slot.of_day() >= from);
    (slot.0 / SLOTS_PER_DAY) * 2 + u32::from(again)
}

/// Whether a machine stands where it was carried to: that happens in the first two days.
pub fn has_moved(world: &World, machine: &Machine, slot: Slot) -> bool {
    let mut draw = world
        .seed()
        .draw(Topic::Quirk, u64::from(machine.index.0) | 2 << 40);
    machine.quirks.moved_to.is_some() && slot.0 >= draw.between(10, 2 * SLOTS_PER_DAY)
}

/// Whether somebody updates software in this slot.
pub fn updates(world: &World, machine: &Machine, slot: Slot) -> bool {
    let key = u64::from(machine.index.0) << 32 | u64::from(slot.0);
    world.seed().draw(Topic::Day, key << 1 | 1).per_mille(4)
}

/// First and last slot without power, for what has no battery.
fn power_cut(world: &World, machine: &Machine, slot: Slot) -> Option<(u32, u32)> {
    if machine.hardware.model.form == Form::Laptop {
        return None;
    }
    let site = world.site(machine.school.index, machine.room.site);
    let key = u64::from(machine.school.index.0) << 32 | u64::from(machine.room.site) << 24 | slot.day();
    let mut draw = world.seed().draw(Topic::Site, key << 8 | 0xff);
    let from = draw.below(SLOTS_PER_DAY);
    let to = from + draw.between(1, 16);
    draw.per_mille(site.power_cuts_per_mille).then_some((from, to))
}

fn is_on(world: &World, machine: &Machine, slot: Slot) -> bool {
    on_slots(world.seed(), Habits::of(machine), slot.day()) >> slot.of_day() & 1 == 1
}

/// What decides when a machine is on, in few bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Habits {
    index: MachineIndex,
    room: RoomKind,
    form: Form,
    batch: u64,
}

impl Habits {
    /// Those of a machine.
    pub fn of(machine: &Machine) -> Self {
        Self {
            index: machine.index,
            room: machine.room.kind,
            form: machine.hardware.model.form,
            batch: machine.room.batch,
        }
    }

    /// Whose they are.
    pub fn index(self) -> MachineIndex {
        self.index
    }

    /// Whether the machine reaches its gateway over Wi-Fi.
    pub fn over_wifi(self) -> bool {
        self.form == Form::Laptop
    }
}

/// The slots of a day in which a machine is switched on, a bit each.
pub fn on_slots(seed: Seed, habits: Habits, day: u64) -> u64 {
    if matches!(habits.form, Form::Server | Form::Virtual) {
        return slots(0, SLOTS_PER_DAY);
    }
    let own = u64::from(habits.index.0) << 32;
    match habits.room {
        RoomKind::Lab => {
            let in_use = |afternoon: bool| {
                let key = habits.batch << 24 | day << 1 | u64::from(afternoon);
                seed.draw(Topic::Day, key << 1).per_mille(720)
            };
            // A machine or two of each lab is broken, or nobody sits there.
            let key = own | 1 << 31 | day;
            if seed.draw(Topic::Day, key << 1).per_mille(60) {
                return 0;
            }
            let noon = SLOTS_PER_DAY / 2;
            let half = |used: bool, from, to| if used { slots(from, to) } else { 0 };
            half(in_use(false), 0, noon) | half(in_use(true), noon, SLOTS_PER_DAY)
        }
        RoomKind::Office | RoomKind::Library => {
            let mut draw = seed.draw(Topic::Day, (own | day) << 1);
            let (from, to) = (draw.below(6), draw.between(28, SLOTS_PER_DAY));
            if draw.per_mille(860) { slots(from, to) } else { 0 }
        }
    }
}

/// The bits of slots from one up to and without another.
fn slots(from: u32, to: u32) -> u64 {
    (1 << to) - (1 << from)
}
