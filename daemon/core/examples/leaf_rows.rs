//! Prints what leaf rows take and how long it takes to pack, read and judge them, for the leaves of a country:
//! `cargo run --release -p kiemke-core --example leaf_rows [schools]`.
//!
//! A school has a leaf of students and one of teachers; every third has two levels. 500 students answer about home as
//! families do: most have a phone or a computer of their own and a line, some share, some did not answer.

#![expect(
    clippy::disallowed_methods,
    reason = "it measures, so it looks at the clock and its arguments"
)]

use kiemke_config::calendar::Calendar;
use kiemke_config::evidence::Evidence;
use kiemke_config::group::Group;
use kiemke_config::level::Levels;
use kiemke_config::profile::Profile;
use kiemke_config::shelf::Shelf;
use kiemke_config::three::Three;
use kiemke_core::cold::Day;
use kiemke_core::readiness::{
    Ages, Assigned, Cell, Home, HomeCode, HomeDevice, HomeLine, LeafFacts, LineFacts, LineResult, Machine,
    MachineClass, Median, People, Place, PoolFacts, Rule, Sharing, Stand, System, Tally, judge,
};
use kiemke_wire::ids::UnitKey;
use std::collections::BTreeMap;
use std::time::Instant;

const DAY: Day = Day(20_781);
const STUDENTS: u64 = 500;
const TEACHERS: u64 = 30;
const ROUNDS: usize = 9;

fn main() {
    let schools = std::env::args()
        .nth(1)
        .and_then(|text| text.parse().ok())
        .unwrap_or(40_000);
    let mut seed = Seed(1);
    let leaves: Vec<(u8, Group, LeafFacts)> = (0..schools).flat_map(|at| school(&mut seed, at)).collect();
    let people: u64 = leaves.iter().map(|(_, _, facts)| u64::from(facts.total())).sum();
    let cells: usize = leaves.iter().map(|(_, _, facts)| facts.cells.len()).sum();
    println!(
        "{schools} schools, {} leaves, {people} people, {cells} cells",
        leaves.len()
    );

    let begun = Instant::now();
    let rows: Vec<Vec<u8>> = leaves.iter().map(|(_, _, facts)| facts.pack(DAY)).collect();
    tell("pack a row", begun, rows.len());
    let bytes: usize = rows.iter().map(Vec::len).sum();
    println!("{:.1} bytes a row", bytes as f64 / rows.len() as f64);
    let begun = Instant::now();
    let read = rows
        .iter()
        .filter(|row| LeafFacts::unpack(row, DAY).is_some())
        .count();
    tell("read a row", begun, read);

    let profiles = Shelf::<Profile>::shipped();
    let (calendar, evidence, levels) = (Calendar::shipped(), Evidence::shipped(), Levels::shipped());
    let ages = Ages::on(DAY, &calendar, &evidence);
    for profile in profiles.iter().filter(|profile| profile.people.is_some()) {
        for group in [Group::Students, Group::Teachers] {
            let begun = Instant::now();
            let Some(rule) = Rule::of(profile, &levels, group) else {
                continue;
            };
            tell("make a rule", begun, 1);
            let mut took: Vec<f64> = Vec::new();
            let mut whole = Tally::default();
            for _ in 0..ROUNDS {
                let begun = Instant::now();
                whole = leaves
                    .iter()
                    .filter(|(_, of, _)| *of == group)
                    .map(|(level, _, facts)| judge(facts, *level, &rule, &ages))
                    .sum();
                took.push(begun.elapsed().as_secs_f64() * 1e3);
            }
            took.sort_by(f64::total_cmp);
            println!(
                "{} {group:?}: {:.1} ms, {:?}",
                profile.id,
                took[ROUNDS / 2],
                whole.pooled
            );
        }
    }
}

fn tell(what: &str, begun: Instant, count: usize) {
    let nanoseconds = begun.elapsed().as_nanos() as f64 / count.max(1) as f64;
    println!("{what}: {nanoseconds:.0} ns");
}

fn school(seed: &mut Seed, at: u32) -> Vec<(u8, Group, LeafFacts)> {
    let levels: &[u8] = if at.is_multiple_of(3) { &[1, 2] } else { &[1] };
    let students = STUDENTS / levels.len() as u64;
    levels
        .iter()
        .flat_map(|level| {
            [
                (*level, Group::Students, leaf(seed, at, students, 10)),
                (*level, Group::Teachers, leaf(seed, at, TEACHERS, 5)),
            ]
        })
        .collect()
}

fn leaf(seed: &mut Seed, at: u32, people: u64, own_percent: u64) -> LeafFacts {
    let stand = |machine: Option<MachineClass>| Stand(vec![Assigned { place: 0, machine }]);
    let mut counts: BTreeMap<(u16, HomeCode), u32> = BTreeMap::new();
    for _ in 0..people {
        let own = if seed.below(100) < own_percent {
            1 + seed.below(2) as u16
        } else {
            0
        };
        *counts.entry((own, home(seed).into())).or_default() += 1;
    }
    LeafFacts {
        people: People::Roster { on: DAY.plus(-60) },
        survey_complete_on: None,
        places: vec![place(seed, at, people)],
        stands: vec![stand(None), stand(Some(machine(4))), stand(Some(machine(8)))],
        cells: counts
            .into_iter()
            .map(|((stand, home), count)| Cell { stand, home, count })
            .collect(),
        pools: vec![PoolFacts {
            hours_week: 20,
            machines: vec![(machine(2), 5), (machine(4), 12), (machine(8), 8)],
            others: Vec::new(),
        }],
        valid_ids: people as u32,
        shared: 0,
        told_on: None,
    }
}

fn home(seed: &mut Seed) -> Home {
    if seed.below(10) == 0 {
        return Home::default();
    }
    let sharing = match seed.below(10) {
        0 => Sharing::OtherShift,
        1 => Sharing::SameShift,
        2 => Sharing::ShiftNotTold,
        3 => Sharing::Many,
        _ => Sharing::Own,
    };
    let device = match seed.below(10) {
        0 => HomeDevice::Absent,
        1..=5 => HomeDevice::Phone(sharing),
        _ => HomeDevice::Whole(sharing),
    };
    let line = match seed.below(10) {
        0 => HomeLine::Absent,
        1 => HomeLine::Sometimes,
        _ => HomeLine::Plays,
    };
    let mut signed_in = [Three::Unknown; 5];
    signed_in[0] = Three::told([Some(true), Some(true), Some(false), None][seed.below(4) as usize]);
    Home {
        device: Some(device),
        line: Some(line),
        signed_in,
    }
}

fn machine(memory_gib: u8) -> MachineClass {
    let system = System {
        os_supported: Some(memory_gib > 2),
        runs_platform: Some(true),
        audio: Some(true),
        camera: Some(memory_gib > 4),
        microphone: Some(true),
        memory_gib: Some(memory_gib),
    };
    Machine::of(Three::Met, &system).into()
}

fn place(seed: &mut Seed, at: u32, people: u64) -> Place {
    let kbps = 10_000 + seed.below(200_000) as u32;
    let median = Median {
        low_kbps: kbps,
        high_kbps: (seed.below(4) > 0).then_some(kbps),
    };
    Place {
        site: UnitKey(at + 1),
        stocktake_due_on: Some(DAY.plus(200)),
        lines: vec![LineFacts {
            result: (seed.below(10) > 0).then_some(LineResult {
                made_on: DAY.plus(-1),
                down: median,
                up: median,
                rtt_us: Some(20_000 + seed.below(60_000) as u32),
                jitter_us: Some(seed.below(20_000) as u32),
                loss_ppm: Some(0),
                slots: 900,
                slots_good: 880,
                tests: 20,
                test_days: 12,
            }),
            platforms: [Three::Met; 5],
        }],
        lines_complete_on: None,
        seats: 25,
        students: Some(people as u32),
        students_in_busiest_shift: Some(people as u32 / 2),
    }
}

/// Numbers that are the same every time (SplitMix64).
struct Seed(u64);

impl Seed {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }
}
