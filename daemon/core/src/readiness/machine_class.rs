//! What of a machine counts for readiness, as one number: leaves count machines by it.

use super::school::System;
use kiemke_config::profile::MEMORY_GIB_MAX;
use kiemke_config::three::Three;

/// Evidence of a machine that any profile can be judged by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Machine {
    /// It works: seen or counted usable, not too long ago, and not broken or gone by its record.
    pub works: Three,
    /// Its maker supports the operating system.
    pub os_supported: Three,
    /// The platform's current browser or app runs on it.
    pub runs_platform: Three,
    /// Sound.
    pub audio: Three,
    /// A camera.
    pub camera: Three,
    /// A microphone.
    pub microphone: Three,
    /// Installed memory in whole GiB; what is beyond [`MEMORY_GIB_MAX`] is that.
    pub memory_gib: Option<u8>,
}

impl Machine {
    /// Of a machine with that system.
    pub fn of(works: Three, system: &System) -> Self {
        Self {
            works,
            os_supported: Three::told(system.os_supported),
            runs_platform: Three::told(system.runs_platform),
            audio: Three::told(system.audio),
            camera: Three::told(system.camera),
            microphone: Three::told(system.microphone),
            memory_gib: system.memory_gib.map(|gib| gib.min(MEMORY_GIB_MAX)),
        }
    }
}

/// [`Machine`] as a number below [`MachineClass::COUNT`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MachineClass(u16);

/// Unknown, and 0 to the most that is told apart.
const MEMORIES: u16 = MEMORY_GIB_MAX as u16 + 2;

impl MachineClass {
    /// How many classes there are.
    pub const COUNT: u16 = 3_u16.pow(6) * MEMORIES;

    /// From a number of a stored row.
    pub fn of_number(number: u16) -> Option<Self> {
        (number < Self::COUNT).then_some(Self(number))
    }

    /// The number.
    pub fn number(self) -> u16 {
        self.0
    }

    /// What is meant.
    pub fn machine(self) -> Machine {
        let mut threes = self.0 / MEMORIES;
        let mut next = || {
            let value = Three::of_number((threes % 3) as u8);
            threes /= 3;
            value
        };
        Machine {
            works: next(),
            os_supported: next(),
            runs_platform: next(),
            audio: next(),
            camera: next(),
            microphone: next(),
            memory_gib: (self.0 % MEMORIES).checked_sub(1).map(|gib| gib as u8),
        }
    }
}

impl From<Machine> for MachineClass {
    fn from(machine: Machine) -> Self {
        let threes = [
            machine.microphone,
            machine.camera,
            machine.audio,
            machine.runs_platform,
            machine.os_supported,
            machine.works,
        ];
        let threes = threes
            .into_iter()
            .fold(0, |number, value| number * 3 + value as u16);
        let memory = machine
            .memory_gib
            .map_or(0, |gib| u16::from(gib.min(MEMORY_GIB_MAX)) + 1);
        Self(threes * MEMORIES + memory)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_a_class_and_every_machine_has_one() {
        for number in 0..MachineClass::COUNT {
            let class = MachineClass::of_number(number).unwrap();
            assert_eq!(MachineClass::from(class.machine()), class);
        }
        assert_eq!(MachineClass::of_number(MachineClass::COUNT), None);
    }
}
