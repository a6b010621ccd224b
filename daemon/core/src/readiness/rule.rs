//! A profile made ready for judging many leaves of one group: what every kind of machine and every answer from home
//! means by it, as tables.

use super::{HomeCode, HomeDevice, HomeLine, Machine, MachineClass, Sharing};
use kiemke_config::group::Group;
use kiemke_config::level::{LEVELS_MAX, Levels};
use kiemke_config::profile::{GroupRule, Lab, Limited, LineRule, PeopleRule, Phone, Profile};
use kiemke_config::three::Three;

/// What is missing: sets of parts, as bits.
pub mod parts {
    /// A device.
    pub const DEVICE: u8 = 1;
    /// A line.
    pub const LINE: u8 = 2;
    /// Software.
    pub const SOFTWARE: u8 = 4;
    /// How many sets there are.
    pub const SETS: usize = 8;
}

/// A profile for one group.
#[derive(Clone, Debug)]
pub struct Rule<'a> {
    pub(super) line: &'a LineRule,
    /// The platform whose hosts must be reachable.
    pub(super) reach: Option<u8>,
    pub(super) lab: Lab,
    pub(super) limited: Limited,
    pub(super) group: Group,
    machines: Box<[MachineValue]>,
    /// Without and with a survey that was declared complete.
    homes: [Box<[JudgedHome]>; 2],
    need_s: [u32; LEVELS_MAX],
    teachers_per_pool_machine: u32,
    /// Hours in a week of a pool that is new.
    pub(super) pool_hours_week: u8,
}

/// A condition in both readings of limited devices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    /// Limited devices are none.
    pub(super) strict: Three,
    /// They are whole ones.
    pub(super) lenient: Three,
}

impl Pair {
    pub(super) fn both(value: Three) -> Self {
        Self {
            strict: value,
            lenient: value,
        }
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self {
            strict: self.strict.and(other.strict),
            lenient: self.lenient.and(other.lenient),
        }
    }

    pub(super) fn or(self, other: Self) -> Self {
        Self {
            strict: self.strict.or(other.strict),
            lenient: self.lenient.or(other.lenient),
        }
    }
}

/// What a machine is by the profile.
#[derive(Clone, Copy, Debug)]
pub(super) struct MachineValue {
    pub(super) works: Three,
    pub(super) software: Pair,
}

/// One mode of one person.
#[derive(Clone, Copy, Debug)]
pub(super) struct Judged {
    pub(super) value: Pair,
    /// The parts that are "not", of [`parts`].
    pub(super) missing: u8,
}

/// The mode at home of one person.
#[derive(Clone, Copy, Debug)]
pub(super) struct JudgedHome {
    pub(super) judged: Judged,
    /// It is unknown, and answers to questions that are open can make it met.
    pub(super) askable: bool,
}

impl<'a> Rule<'a> {
    /// The rule for a group; none for a profile that judges lines only.
    pub fn of(profile: &'a Profile, levels: &Levels, group: Group) -> Option<Self> {
        let people = profile.people.as_ref()?;
        let wanted = match group {
            Group::Students => &people.students,
            Group::Teachers => &people.teachers,
        };
        let classes = (0..MachineClass::COUNT).filter_map(MachineClass::of_number);
        let mut need_s = [0; LEVELS_MAX];
        for level in &levels.levels {
            need_s[usize::from(level.number)] = level.need_s();
        }
        let homes = |survey_complete| -> Box<[JudgedHome]> {
            let codes = (0..HomeCode::COUNT).filter_map(HomeCode::of_number);
            codes
                .map(|code| at_home(code, wanted, people, survey_complete))
                .collect()
        };
        Some(Self {
            line: &profile.line,
            reach: (!people.platform.hosts.is_empty()).then_some(people.platform.number),
            lab: people.lab,
            limited: people.limited,
            group,
            machines: classes.map(|class| machine(class.machine(), wanted)).collect(),
            homes: [homes(false), homes(true)],
            need_s,
            teachers_per_pool_machine: levels.teachers_per_pool_machine,
            pool_hours_week: levels.pool_hours_week.try_into().unwrap_or(u8::MAX),
        })
    }

    pub(super) fn machine(&self, class: MachineClass) -> MachineValue {
        self.machines[usize::from(class.number())]
    }

    pub(super) fn homes(&self, survey_complete: bool) -> &[JudgedHome] {
        &self.homes[usize::from(survey_complete)]
    }

    /// The reading that counts.
    pub(super) fn counted(&self, value: Pair) -> Three {
        match self.limited {
            Limited::Not => value.strict,
            Limited::Met => value.lenient,
        }
    }

    /// Whether somebody belongs to the named part: lacks no more than a whole device, or is ready only with a limited one.
    pub(super) fn is_limited(&self, value: Pair) -> bool {
        let only = match self.limited {
            Limited::Not => value.strict == Three::Not,
            Limited::Met => value.strict != Three::Met,
        };
        only && value.lenient == Three::Met
    }

    /// What one of a level needs of a pool, and what a machine of it gives in an hour: seconds for students; for
    /// teachers shares of a machine, whatever its hours.
    pub(super) fn need(&self, level: u8) -> u64 {
        match self.group {
            Group::Students => self.need_s.get(usize::from(level)).copied().unwrap_or(0).into(),
            Group::Teachers => 1,
        }
    }

    /// What a machine of a pool gives in a week.
    pub(super) fn gives(&self, hours_week: u8) -> u64 {
        match self.group {
            Group::Students => u64::from(hours_week) * 3_600,
            Group::Teachers => self.teachers_per_pool_machine.into(),
        }
    }
}

fn machine(machine: Machine, wanted: &GroupRule) -> MachineValue {
    let asked = |asked: bool, value: Three| if asked { value } else { Three::Met };
    let memory = |least: u8| match machine.memory_gib {
        _ if least == 0 => Three::Met,
        None => Three::Unknown,
        Some(gib) => Three::known(gib >= least),
    };
    let rest = asked(wanted.supported_os, machine.os_supported)
        .and(asked(wanted.runs_platform, machine.runs_platform))
        .and(asked(wanted.audio, machine.audio))
        .and(asked(wanted.camera, machine.camera))
        .and(asked(wanted.microphone, machine.microphone));
    MachineValue {
        works: machine.works,
        software: Pair {
            strict: rest.and(memory(wanted.memory_gib_min)),
            lenient: rest.and(memory(wanted.memory_gib_limited)),
        },
    }
}

fn at_home(code: HomeCode, wanted: &GroupRule, people: &PeopleRule, survey_complete: bool) -> JudgedHome {
    let home = code.home();
    let no_answer = home.device.is_none() && home.line.is_none();
    let is_not = no_answer && survey_complete;
    let counted = |device: Pair| match people.limited {
        Limited::Not => device.strict,
        Limited::Met => device.lenient,
    };
    // By what a question is worth that is open.
    let judged = |open: Three| {
        let not_told = if is_not { Three::Not } else { open };
        let device = device(home.device, wanted, not_told, open);
        let line = match home.line {
            None => not_told,
            Some(HomeLine::Plays) => Three::Met,
            Some(HomeLine::Sometimes) => people.home_line_sometimes,
            Some(HomeLine::Stops | HomeLine::Absent) => Three::Not,
        };
        let software = match home.signed_in[usize::from(people.platform.number)] {
            Three::Unknown => open,
            told => told,
        };
        Judged {
            value: device.and(Pair::both(line)).and(Pair::both(software)),
            missing: missing(counted(device), line, software),
        }
    };
    let told = judged(Three::Unknown);
    let at_best = judged(Three::Met);
    JudgedHome {
        judged: told,
        askable: counted(told.value) == Three::Unknown && counted(at_best.value) == Three::Met,
    }
}

/// The device at home, where nothing was told of it and where the shifts were not.
fn device(device: Option<HomeDevice>, wanted: &GroupRule, not_told: Three, no_shift: Three) -> Pair {
    let serves = |sharing: Sharing| match sharing {
        Sharing::ShiftNotTold => Pair::both(no_shift),
        told => Pair::both(told.serves()),
    };
    match device {
        None => Pair::both(not_told),
        Some(HomeDevice::Absent) => Pair::both(Three::Not),
        Some(HomeDevice::Whole(sharing)) => serves(sharing),
        Some(HomeDevice::Phone(sharing)) => phone(wanted.phone).and(serves(sharing)),
    }
}

fn phone(phone: Phone) -> Pair {
    match phone {
        Phone::Not => Pair::both(Three::Not),
        Phone::Met => Pair::both(Three::Met),
        Phone::Unknown => Pair::both(Three::Unknown),
        Phone::Limited => Pair {
            strict: Three::Not,
            lenient: Three::Met,
        },
    }
}

/// The parts that are "not".
pub(super) fn missing(device: Three, line: Three, software: Three) -> u8 {
    let part = |value: Three, bit: u8| if value == Three::Not { bit } else { 0 };
    part(device, parts::DEVICE) | part(line, parts::LINE) | part(software, parts::SOFTWARE)
}
