//! What is true about a province, to compare with what a daemon made of its reports.

use crate::hardware::Form;
use crate::software::Family;
use crate::world::{Clock, Level, LineKind, MachineIndex, SchoolIndex, World};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The facts of a province, counted.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Truth {
    /// Machines that stand somewhere.
    pub machines: u32,
    /// Machines that enrol of themselves; the rest are clones under another's id.
    pub enrolments: u32,
    /// Schools.
    pub schools: u32,
    /// Schools by abbreviation of their level.
    pub schools_by_level: BTreeMap<&'static str, u32>,
    /// Communes.
    pub communes: u32,
    /// Sites of all schools.
    pub sites: u32,
    /// Lines of all sites.
    pub lines: u32,
    /// Lines behind which a machine stands at the start.
    pub lines_in_use: u32,
    /// Lines by provider.
    pub lines_by_provider: BTreeMap<&'static str, u32>,
    /// Lines that are not fibre.
    pub lines_without_fibre: u32,
    /// Machines by kind of chassis.
    pub machines_by_chassis: BTreeMap<&'static str, u32>,
    /// Machines by name and version of their system.
    pub machines_by_system: BTreeMap<String, u32>,
    /// Machines of which the software comes from dpkg.
    pub machines_with_dpkg: u32,
    /// Machines with serial numbers that say nothing.
    pub junk_serials: u32,
    /// Machines with a UUID that others have too.
    pub shared_uuids: u32,
    /// Machines whose clock is wrong by more than minutes.
    pub wrong_clocks: u32,
    /// Clones, and the machine from which each was made.
    #[serde(skip)]
    pub clones: Vec<(MachineIndex, MachineIndex)>,
    /// Machines that are carried to another school, and to which.
    #[serde(skip)]
    pub moves: Vec<(MachineIndex, SchoolIndex)>,
    /// How many [`Self::clones`] there are.
    pub clones_count: u32,
    /// How many [`Self::moves`] there are.
    pub moves_count: u32,
}

impl Truth {
    /// Counts a whole province. Takes a microsecond or two a machine.
    pub fn of(world: &World) -> Self {
        let mut truth = Self {
            schools: world.schools(),
            communes: world.communes(),
            ..Self::default()
        };
        for school in (0..world.schools()).map(SchoolIndex) {
            truth.add_school(world, school);
        }
        let mut in_use = BTreeSet::new();
        for index in world.machines() {
            truth.add_machine(world, index, &mut in_use);
        }
        truth.lines_in_use = u32::try_from(in_use.len()).unwrap_or(u32::MAX);
        truth
    }

    fn add_school(&mut self, world: &World, index: SchoolIndex) {
        let school = world.school(index);
        let level: Level = school.level;
        *self.schools_by_level.entry(level.abbreviation()).or_default() += 1;
        self.sites += school.sites;
        for site in 0..school.sites {
            for number in 0..world.site(index, site).lines {
                let line = world.line(index, site, number);
                self.lines += 1;
                *self.lines_by_provider.entry(line.provider).or_default() += 1;
                self.lines_without_fibre += u32::from(line.kind != LineKind::Fibre);
            }
        }
    }

    fn add_machine(
        &mut self,
        world: &World,
        index: MachineIndex,
        in_use: &mut BTreeSet<(SchoolIndex, u32, u32)>,
    ) {
        let machine = world.machine(index);
        let form: Form = machine.hardware.model.form;
        let release = machine.system.release;
        self.machines += 1;
        self.enrolments += u32::from(machine.enrols());
        in_use.insert((machine.school.index, machine.room.site, machine.line));
        *self.machines_by_chassis.entry(form.chassis_kind()).or_default() += 1;
        let system = format!("{} {}", release.name, release.version);
        *self.machines_by_system.entry(system).or_default() += 1;
        self.machines_with_dpkg += u32::from(release.family != Family::Windows);
        self.junk_serials += u32::from(machine.hardware.serials.junk);
        self.shared_uuids += u32::from(machine.hardware.serials.uuid_is_shared);
        self.wrong_clocks += u32::from(machine.quirks.clock != Clock::Right);
        if let Some(original) = machine.quirks.clone_of {
            self.clones.push((index, original));
            self.clones_count += 1;
        }
        if let Some(school) = machine.quirks.moved_to {
            self.moves.push((index, school));
            self.moves_count += 1;
        }
    }
}
