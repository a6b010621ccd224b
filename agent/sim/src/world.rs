//! The province: which schools there are, what lines they have and where each machine stands.

mod line;
mod machine;
mod school;

pub(crate) use line::lower_half;
pub use line::{Line, LineKind};
pub use machine::{Clock, Machine, Quirks, Room, RoomKind};
pub use school::{Level, School, Site};

use crate::seed::{Seed, Topic};

/// A school by its place in the province, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SchoolIndex(pub u32);

/// A machine by its place in the province, from 0. Machines of one school stand together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MachineIndex(pub u32);

/// What machines there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mix {
    /// As in a province: what schools have bought over fifteen years, with all that is odd about it.
    Province,
    /// Debian computers alone with nothing odd about them: the bodies of benchmarks.
    DebianComputers,
}

/// How large the province is and from which seed it comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Equal seeds and sizes give equal provinces.
    pub seed: Seed,
    /// Schools, at least one.
    pub schools: u32,
    /// Machines, shared out by the schools' levels.
    pub machines: u32,
    /// What machines there are.
    pub mix: Mix,
}

/// A province. Holds four bytes a school; the rest is drawn when it is asked for.
#[derive(Clone, Debug)]
pub struct World {
    plan: Plan,
    /// How often a main site has a second line, of a thousand.
    second_lines_per_mille: u32,
    /// The first machine of each school, and behind them the number of all machines.
    first_machine: Vec<u32>,
}

/// Schools of a commune: 1,700 in the 124 communes of Lâm Đồng.
const SCHOOLS_PER_COMMUNE: u32 = 14;
/// Main sites with a second line, of a thousand, when nobody says how many lines there are.
const SECOND_LINES_PER_MILLE: u32 = 180;

impl World {
    /// Lays a province out.
    pub fn new(plan: Plan) -> Self {
        let schools = plan.schools.max(1);
        let share = |index| {
            let level = school::level(plan.seed, index);
            let mut draw = plan.seed.draw(Topic::Share, u64::from(index));
            u64::from(draw.between(level.machines() / 2, level.machines() * 2))
        };
        let total: u64 = (0..schools).map(share).sum();
        let mut before = 0;
        let mut first_machine = Vec::with_capacity(schools as usize + 1);
        for index in 0..schools {
            first_machine.push(scaled(before, total, plan.machines));
            before += share(index);
        }
        first_machine.push(plan.machines);
        Self {
            plan,
            second_lines_per_mille: SECOND_LINES_PER_MILLE,
            first_machine,
        }
    }

    /// The same with about so many lines: as many main sites get a second one as that takes.
    #[must_use]
    pub fn with_lines(mut self, lines: u32) -> Self {
        let second = u64::from(lines.saturating_sub(self.schools())) * 1_000 / u64::from(self.schools());
        self.second_lines_per_mille = u32::try_from(second).unwrap_or(1_000).min(1_000);
        self
    }

    /// The seed.
    pub fn seed(&self) -> Seed {
        self.plan.seed
    }

    /// What machines there are.
    pub fn mix(&self) -> Mix {
        self.plan.mix
    }

    /// How many schools there are.
    pub fn schools(&self) -> u32 {
        self.plan.schools.max(1)
    }

    /// How many communes there are.
    pub fn communes(&self) -> u32 {
        self.schools().div_ceil(SCHOOLS_PER_COMMUNE)
    }

    /// Every machine's index.
    pub fn machines(&self) -> impl Iterator<Item = MachineIndex> + use<> {
        (0..self.plan.machines).map(MachineIndex)
    }

    /// The machines of a school: the first one, and how many.
    pub fn machines_of(&self, school: SchoolIndex) -> (MachineIndex, u32) {
        let at = school.0 as usize;
        let (first, next) = (self.first_machine[at], self.first_machine[at + 1]);
        (MachineIndex(first), next - first)
    }

    /// The school of a machine.
    pub fn school_of(&self, machine: MachineIndex) -> SchoolIndex {
        let behind = self.first_machine.partition_point(|first| *first <= machine.0);
        let last = self.schools() - 1;
        SchoolIndex(u32::try_from(behind.saturating_sub(1)).map_or(last, |at| at.min(last)))
    }

    /// One school.
    pub fn school(&self, index: SchoolIndex) -> School {
        school::draw(self.seed(), index, self.communes())
    }

    /// A site of a school.
    pub fn site(&self, school: SchoolIndex, number: u32) -> Site {
        school::site(self.seed(), school, number, self.second_lines_per_mille)
    }

    /// A line of a site.
    pub fn line(&self, school: SchoolIndex, site: u32, number: u32) -> Line {
        line::draw(self.seed(), school, site, number)
    }

    /// One machine.
    pub fn machine(&self, index: MachineIndex) -> Machine {
        machine::draw(self, index)
    }
}

fn scaled(part: u64, total: u64, to: u32) -> u32 {
    u32::try_from(u128::from(part) * u128::from(to) / u128::from(total.max(1))).unwrap_or(to)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn world(schools: u32, machines: u32) -> World {
        World::new(Plan {
            seed: Seed(7),
            schools,
            machines,
            mix: Mix::Province,
        })
    }

    #[test]
    fn every_machine_has_one_school_and_all_are_shared_out() {
        for (schools, machines) in [(1, 1), (40, 1_000), (300, 200), (3, 0)] {
            let world = world(schools, machines);
            let total: u32 = (0..schools).map(|at| world.machines_of(SchoolIndex(at)).1).sum();
            assert_eq!(total, machines);
            for index in world.machines() {
                let school = world.school_of(index);
                let (first, count) = world.machines_of(school);
                assert!((first.0..first.0 + count).contains(&index.0));
            }
        }
    }

    #[test]
    fn a_machine_does_not_depend_on_the_order_in_which_it_is_made() {
        let (one, other) = (world(40_000, 1_000_000), world(40_000, 1_000_000));
        for index in (0..one.plan.machines).rev().step_by(99_991) {
            other.machine(MachineIndex(index / 2));
            let index = MachineIndex(index);
            assert_eq!(
                format!("{:?}", one.machine(index)),
                format!("{:?}", other.machine(index))
            );
        }
    }
}
