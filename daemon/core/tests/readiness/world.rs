//! Random schools with everything that evidence can say, from a seed.

use crate::seed::Seed;
use kiemke_config::calendar::Calendar;
use kiemke_config::evidence::Evidence;
use kiemke_config::group::Group;
use kiemke_config::level::Levels;
use kiemke_config::profile::PLATFORMS_MAX;
use kiemke_core::cold::Day;
use kiemke_core::readiness::{
    CapacityTest, EvidenceRules, HomeAnswer, HomeDevice, HomeLine, Leaf, OutsideSlot, PersonKey, Pool,
    RecordState, Register, RosterRow, School, SchoolLine, SchoolMachine, Serves, Sharing, SignIn, Site,
    Stocktake, System, leaf_facts_of,
};
use kiemke_wire::ids::UnitKey;

/// The day around which the schools' evidence lies.
pub(crate) const DAY: Day = Day(20_781);

/// Which levels a site has.
const LEVELS: &[&[u8]] = &[&[1], &[1, 2], &[1, 2], &[2], &[2, 3], &[0, 1]];

/// The shipped rules.
pub(crate) struct Rules {
    pub(crate) calendar: Calendar,
    pub(crate) evidence: Evidence,
    pub(crate) levels: Levels,
}

impl Rules {
    pub(crate) fn shipped() -> Self {
        Self {
            calendar: Calendar::shipped(),
            evidence: Evidence::shipped(),
            levels: Levels::shipped(),
        }
    }

    pub(crate) fn leaves(&self, schools: &[School], day: Day) -> Vec<Leaf> {
        let rules = EvidenceRules {
            calendar: &self.calendar,
            evidence: &self.evidence,
            levels: &self.levels,
        };
        leaf_facts_of(schools, day, &rules)
    }
}

/// So many schools of one or two sites and at most `people` persons of each group; some are enrolled twice.
pub(crate) fn schools(seed: &mut Seed, count: u32, people: u64) -> Vec<School> {
    schools_around(seed, DAY, count, people)
}

/// The same with evidence that lies around another day.
pub(crate) fn schools_around(seed: &mut Seed, around: Day, count: u32, people: u64) -> Vec<School> {
    let mut schools: Vec<School> = (0..count).map(|at| school(seed, around, at, people)).collect();
    let sites: Vec<(usize, Register)> = schools
        .iter()
        .enumerate()
        .flat_map(|(at, school)| {
            school
                .registers
                .iter()
                .map(move |register| (at, register.clone()))
        })
        .collect();
    // Some are enrolled a second time, anywhere; a few of them as if it were the main place too.
    let rows: Vec<RosterRow> = schools.iter().flat_map(|school| school.roster.clone()).collect();
    for row in rows {
        if seed.chance(15) {
            let (school, register) = seed.of(&sites);
            schools[school].roster.push(RosterRow {
                site: register.site,
                level: register.level,
                // A few teachers learn, and a few who learn teach.
                group: if seed.chance(5) { register.group } else { row.group },
                main: seed.chance(10),
                ..row
            });
        }
    }
    schools
}

fn school(seed: &mut Seed, around: Day, number: u32, people: u64) -> School {
    let units: Vec<UnitKey> = (0..=seed.below(2) as u32)
        .map(|at| UnitKey(100 + number * 10 + at))
        .collect();
    let mut school = School {
        sites: units.iter().map(|unit| site(seed, around, *unit)).collect(),
        stocktakes: (0..seed.below(3)).map(|_| stocktake(seed, around)).collect(),
        ..School::default()
    };
    for unit in &units {
        for level in seed.of(LEVELS).iter().copied() {
            for group in [Group::Students, Group::Teachers] {
                let register = register(seed, around, (*unit, level, group));
                enrol(seed, around, &mut school, &register, people);
                school.registers.push(register);
            }
        }
    }
    for _ in 0..seed.below(4) {
        school.pools.push(Pool {
            site: seed.of(&units),
            group: seed.of(&[Group::Students, Group::Students, Group::Teachers]),
            levels: seed.of(&[vec![1], vec![2], vec![1, 2], vec![1, 2], vec![2, 3], vec![0, 1]]),
            hours_week: seed.maybe(50, |seed| seed.below(40) as u8),
            seats: seed.below(20) as u32,
        });
    }
    let persons: Vec<PersonKey> = school.roster.iter().map(|row| row.person).collect();
    for _ in 0..seed.below(people * 2 + 1) {
        let machine = machine(seed, around, &school, &units, &persons);
        school.machines.push(machine);
    }
    for person in persons {
        for _ in 0..seed.of(&[0, 0, 1, 1, 1, 1, 1, 2]) {
            let answer = answer(seed, around, person);
            // Of two answers of one day nobody could say which is the newer.
            if school
                .answers
                .iter()
                .all(|other| (other.person, other.on) != (person, answer.on))
            {
                school.answers.push(answer);
            }
        }
        if seed.chance(15) {
            school.sign_ins.push(SignIn {
                person,
                platform: seed.below(u64::from(PLATFORMS_MAX)) as u8,
                on: back(seed, around, 200),
            });
        }
    }
    school
}

/// A day up to so many days ago; sometimes one that is still to come.
pub(crate) fn back(seed: &mut Seed, around: Day, days: u64) -> Day {
    let day = around.plus(-(seed.below(days) as i32));
    if seed.chance(5) { around.plus(3) } else { day }
}

fn site(seed: &mut Seed, around: Day, unit: UnitKey) -> Site {
    Site {
        unit,
        lines: (0..seed.of(&[0, 1, 1, 1, 2]))
            .map(|_| line(seed, around))
            .collect(),
        lines_complete_on: seed.maybe(30, |seed| back(seed, around, 400)),
        survey_complete_on: seed.maybe(30, |seed| back(seed, around, 400)),
    }
}

/// A line of some speed, mostly well measured; some are old, short of tests, or only known by lower bounds.
fn line(seed: &mut Seed, around: Day) -> SchoolLine {
    let ago = seed.of(&[0, 0, 0, 20, 60, 120]);
    let kbps = seed.of(&[900, 3_000, 8_000, 22_000, 60_000, 300_000]);
    let bounds = seed.of(&[0, 0, 20, 50, 100]);
    let bad = seed.of(&[0, 1, 4, 30]);
    // Some lines give exactly what is asked for, all the time.
    let exact = seed.chance(10);
    let kbps = if exact { 20_000 } else { kbps };
    let mut line = SchoolLine::default();
    for _ in 0..seed.of(&[3_u64, 12, 20, 20]) {
        let day = around.plus(-ago - seed.below(25) as i32);
        let wifi = seed.chance(bounds);
        line.tests.push(CapacityTest {
            day,
            in_teaching_hours: seed.chance(90),
            down_kbps: kbps + seed.below(if exact { 1 } else { kbps.into() }) as u32,
            up_kbps: kbps / 2 + seed.below(kbps.into()) as u32,
            wifi,
            interface_kbps: seed.of(&[None, Some(100_000), Some(1_000_000)]),
            down_cut_ms: seed.of(&[None, None, Some(1_400), Some(1_500)]),
            up_cut_ms: None,
            server_full: seed.chance(3),
        });
        if seed.chance(90) {
            for _ in 0..3 {
                line.slots.push(OutsideSlot {
                    day,
                    in_teaching_hours: seed.chance(90),
                    good: !seed.chance(bad),
                    rtt_us: seed.maybe(95, |seed| {
                        if exact {
                            150_000
                        } else {
                            seed.below(200_000) as u32
                        }
                    }),
                    jitter_us: seed.maybe(95, |seed| if exact { 30_000 } else { seed.below(40_000) as u32 }),
                    loss_ppm: seed.of(&[0, 0, 20_000, 50_000]),
                });
            }
        }
    }
    line.platforms = std::array::from_fn(|_| seed.told());
    line
}

pub(crate) fn stocktake(seed: &mut Seed, around: Day) -> Stocktake {
    let closed_on = back(seed, around, 600);
    Stocktake {
        closed_on,
        next_due_on: closed_on.plus(365),
    }
}

fn register(seed: &mut Seed, around: Day, (site, level, group): (UnitKey, u8, Group)) -> Register {
    Register {
        site,
        level,
        group,
        rosters: (0..seed.of(&[0, 1, 1, 1, 1, 2]))
            .map(|_| back(seed, around, 400))
            .collect(),
        head_counts: (0..seed.below(3))
            .map(|at| {
                let most = seed.of(&[1, 60, 60, 900]);
                // Apart, so that one is the newer one.
                (
                    back(seed, around, 200).plus(-210 * at as i32),
                    seed.below(most) as u32,
                )
            })
            .collect(),
    }
}

fn enrol(seed: &mut Seed, around: Day, school: &mut School, register: &Register, people: u64) {
    for _ in 0..seed.below(people + 1) {
        let number = seed.next() >> 1;
        let national = format!("{:010}", 1 + number % 9_999_999_999).parse();
        school.roster.push(RosterRow {
            person: match national {
                Ok(id) if seed.chance(80) => PersonKey::National(id),
                _ => PersonKey::Temporary(number),
            },
            site: register.site,
            level: register.level,
            group: register.group,
            main: true,
            shift: seed.maybe(95, |seed| seed.below(2) as u8),
            from: around.plus(-300),
            to: seed.maybe(5, |seed| back(seed, around, 100)),
        });
    }
}

fn machine(
    seed: &mut Seed,
    around: Day,
    school: &School,
    units: &[UnitKey],
    persons: &[PersonKey],
) -> SchoolMachine {
    let serves = match seed.below(5) {
        0 | 1 if !persons.is_empty() => Serves::Person(seed.of(persons)),
        2 | 3 if !school.pools.is_empty() => Serves::Pool(seed.below(school.pools.len() as u64) as usize),
        _ => Serves::Nobody,
    };
    let counted = school
        .stocktakes
        .first()
        .copied()
        .filter(|_| seed.chance(50))
        .map(|stocktake| stocktake.closed_on);
    SchoolMachine {
        site: seed.of(units),
        serves,
        state: match seed.below(10) {
            0 => seed.of(&[
                RecordState::Broken,
                RecordState::ToBeDisposed,
                RecordState::Disposed,
                RecordState::Lost,
            ]),
            1 => seed.of(&[RecordState::InStore, RecordState::Lent, RecordState::InRepair]),
            _ => RecordState::InUse,
        },
        seen_on: seed.maybe(70, |seed| back(seed, around, 60)),
        counted_on: counted,
        system: System {
            os_supported: seed.told(),
            runs_platform: seed.told(),
            audio: seed.told(),
            camera: seed.told(),
            microphone: seed.told(),
            memory_gib: seed.maybe(90, |seed| seed.of(&[1, 2, 3, 4, 8, 16, 64])),
        },
    }
}

fn answer(seed: &mut Seed, around: Day, person: PersonKey) -> HomeAnswer {
    let sharing = |seed: &mut Seed| Sharing::of(seed.below(4) as u32, seed.maybe(80, |seed| seed.chance(50)));
    let device = match seed.below(4) {
        0 => None,
        1 => Some(HomeDevice::Absent),
        2 => Some(HomeDevice::Phone(sharing(seed))),
        _ => Some(HomeDevice::Whole(sharing(seed))),
    };
    let lines = [
        HomeLine::Plays,
        HomeLine::Plays,
        HomeLine::Sometimes,
        HomeLine::Stops,
        HomeLine::Absent,
    ];
    HomeAnswer {
        person,
        on: back(seed, around, 300),
        device,
        line: seed.maybe(85, |seed| seed.of(&lines)),
        signed_in: std::array::from_fn(|_| seed.told()),
    }
}
