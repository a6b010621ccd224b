//! The worked examples, on leaves made by hand.

mod leaves;
mod line_results;
mod people;
mod pools;
mod ratios;
mod what_if;

use super::*;
use crate::cold::Day;
use kiemke_config::calendar::Calendar;
use kiemke_config::evidence::Evidence;
use kiemke_config::group::Group;
use kiemke_config::level::Levels;
use kiemke_config::profile::Profile;
use kiemke_config::shelf::Shelf;
use kiemke_config::three::Three;
use kiemke_wire::ids::UnitKey;

/// Tuesday, 24 November 2026.
const DAY: Day = Day(20_781);
const PRIMARY: u8 = 1;
const LOWER_SECONDARY: u8 = 2;

fn profile(id: &str) -> Profile {
    Shelf::<Profile>::shipped().get(id).unwrap().clone()
}

fn ages(day: Day) -> Ages {
    Ages::on(day, &Calendar::shipped(), &Evidence::shipped())
}

/// A machine that is fit by every profile.
fn fit_machine() -> Machine {
    let system = System {
        os_supported: Some(true),
        runs_platform: Some(true),
        audio: Some(true),
        camera: Some(true),
        microphone: Some(true),
        memory_gib: Some(8),
    };
    Machine::of(Three::Met, &system)
}

fn exactly(kbps: u32) -> Median {
    Median {
        low_kbps: kbps,
        high_kbps: Some(kbps),
    }
}

/// A line that is good by every profile.
fn good_line() -> LineResult {
    LineResult {
        made_on: DAY.plus(-1),
        down: exactly(900_000),
        up: exactly(900_000),
        rtt_us: Some(20_000),
        jitter_us: Some(2_000),
        loss_ppm: Some(0),
        slots: 100,
        slots_good: 100,
        tests: 12,
        test_days: 6,
    }
}

fn line_of_value(value: Three) -> LineFacts {
    let result = match value {
        Three::Met => Some(good_line()),
        Three::Not => Some(LineResult {
            down: exactly(500),
            ..good_line()
        }),
        Three::Unknown => None,
    };
    LineFacts {
        result,
        ..LineFacts::default()
    }
}

/// A leaf at one site with a line of that value and a closed stocktake, without people.
fn leaf(line: Three) -> LeafFacts {
    LeafFacts {
        people: People::Roster { on: DAY.plus(-30) },
        survey_complete_on: None,
        places: vec![Place {
            site: UnitKey(7),
            stocktake_due_on: Some(DAY.plus(30)),
            lines: vec![line_of_value(line)],
            lines_complete_on: None,
            seats: 10,
            students: Some(300),
            students_in_busiest_shift: Some(150),
        }],
        stands: vec![Stand(vec![Assigned {
            place: 0,
            machine: None,
        }])],
        cells: Vec::new(),
        pools: Vec::new(),
        valid_ids: 0,
        shared: 0,
        told_on: Some(DAY),
    }
}

/// A home in which somebody is ready, is not, or did not answer.
fn home(value: Three) -> Home {
    match value {
        Three::Met => Home {
            device: Some(HomeDevice::Whole(Sharing::Own)),
            line: Some(HomeLine::Plays),
            signed_in: [Three::Met; 5],
        },
        Three::Not => Home {
            device: Some(HomeDevice::Absent),
            line: Some(HomeLine::Plays),
            signed_in: [Three::Met; 5],
        },
        Three::Unknown => Home::default(),
    }
}

impl LeafFacts {
    /// Adds people who stand as the leaf's only stand says.
    fn with(mut self, count: u32, home: Home) -> Self {
        if count > 0 {
            self.cells.push(Cell {
                stand: 0,
                home: home.into(),
                count,
            });
            self.cells.sort();
        }
        self
    }

    fn with_pool(mut self, machines: u32, machine: Machine) -> Self {
        self.pools.push(PoolFacts {
            hours_week: 20,
            machines: vec![(machine.into(), machines)],
            others: Vec::new(),
        });
        self
    }

    fn judged(&self, profile: &Profile, level: u8, group: Group) -> Tally {
        let rule = Rule::of(profile, &Levels::shipped(), group).unwrap();
        judge(self, level, &rule, &ages(DAY))
    }
}
