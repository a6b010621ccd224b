//! Who learns and teaches at a school, and what they have at home: its roster with a survey, drawn from the seed.

use super::units::Place;
use crate::seed::{Draw, Seed, Topic};
use crate::world::Level;
use kiemke_config::group::Group;
use kiemke_core::cold::Day;
use kiemke_core::people::{
    BlockChanged, Class, Count, HomeSaid, Person, Post, RosterTold, SchoolChanged, Staff,
};
use kiemke_wire::ids::PersonId;
use kiemke_wire::person::{DeviceAtHome, HomeAnswers, LineAtHome};
use std::collections::BTreeMap;

/// People of a row of the store; the daemon numbers persons by it.
const BLOCK: u32 = 64;
const CLASS: u32 = 35;
/// Learners to a teacher.
const A_TEACHER: u32 = 17;
/// The roster and the survey of this school year came so many days ago.
const ROSTER_AGO: i32 = 60;
const SURVEY_AGO: i32 = 50;
/// The number of the platform that shipped profiles ask for.
const PLATFORM: u8 = 0;

/// A level of the data with its grades.
type OfLevel = (u8, Option<(u8, u8)>);

/// How large a school's roster is on average, and when it is.
#[derive(Clone, Copy)]
pub(super) struct Rosters {
    pub(super) seed: Seed,
    pub(super) learners_a_school: u32,
    pub(super) today: Day,
}

impl Rosters {
    /// The roster of a school. Its people are numbered from a block on; equal arguments, equal people.
    pub(super) fn of(&self, place: &Place, first_block: u32) -> SchoolChanged {
        let mut draw = self.seed.draw(Topic::People, u64::from(place.index.0));
        let mean = self.learners_a_school;
        let learners = draw.between(mean / 2, mean + mean / 2).max(1);
        let levels = levels(place.level);
        let mut classes = classes(place, learners, levels);
        let mut staff: BTreeMap<Post, Count> = BTreeMap::new();
        let mut people = Vec::with_capacity((learners + learners / A_TEACHER + 1) as usize);
        for number in 0..learners {
            let class = number / CLASS;
            let mut person = self.person(&mut draw, first_block, number, Group::Students);
            person.class = u16::try_from(class).ok();
            count(&mut classes[class as usize].count, &person);
            people.push(person);
        }
        for number in 0..=learners / A_TEACHER {
            let mut person = self.person(&mut draw, first_block, learners + number, Group::Teachers);
            let post = Post {
                site: place.sites[number as usize % place.sites.len()],
                level: levels[number as usize % levels.len()].0,
            };
            person.post = Some(post);
            count(staff.entry(post).or_default(), &person);
            people.push(person);
        }
        let told = |group| RosterTold {
            group,
            on: self.today.plus(-ROSTER_AGO),
            source: None,
        };
        SchoolChanged {
            school: place.school,
            classes,
            staff: staff
                .into_iter()
                .map(|(Post { site, level }, count)| Staff { site, level, count })
                .collect(),
            rosters: vec![told(Group::Students), told(Group::Teachers)],
            blocks: blocks(people, first_block),
            ids_gone: Vec::new(),
        }
    }

    fn person(&self, draw: &mut Draw, first_block: u32, number: u32, group: Group) -> Person {
        let id = PersonId(first_block * BLOCK + number + 1);
        let has_id = draw.per_mille(900);
        Person {
            id,
            group,
            code: Some(format!("{number:05}").into()),
            name: None,
            born: None,
            national_id: has_id
                .then(|| format!("{:010}", 2_000_000_000 + u64::from(id.0)).parse().ok())
                .flatten(),
            class: None,
            post: None,
            further_sites: Vec::new(),
            is_shared: false,
            from: self.today.plus(-ROSTER_AGO),
            left_on: None,
            home: draw.per_mille(850).then(|| {
                Box::new(HomeSaid {
                    on: self.today.plus(-SURVEY_AGO),
                    answers: home(draw),
                })
            }),
        }
    }
}

/// How many blocks a school takes.
pub(super) fn blocks_of(roster: &SchoolChanged) -> u32 {
    roster.blocks.len() as u32
}

fn count(count: &mut Count, person: &Person) {
    count.people += 1;
    count.with_id += u32::from(person.national_id.is_some());
}

fn levels(level: Level) -> &'static [OfLevel] {
    match level {
        Level::Kindergarten => &[(0, None)],
        Level::Primary => &[(1, Some((1, 5)))],
        Level::PrimaryAndLowerSecondary => &[(1, Some((1, 5))), (2, Some((6, 9)))],
        Level::LowerSecondary => &[(2, Some((6, 9)))],
        Level::UpperSecondary | Level::Boarding | Level::Continuing => &[(3, Some((10, 12)))],
    }
}

fn classes(place: &Place, learners: u32, levels: &[OfLevel]) -> Vec<Class> {
    let classes = 0..learners.div_ceil(CLASS);
    classes
        .map(|number| {
            let at = number as usize;
            let (level, grades) = levels[at % levels.len()];
            let round = number / levels.len() as u32;
            let grade = grades.map(|(first, last)| {
                let grades = u32::from(last - first) + 1;
                first + (round % grades) as u8
            });
            let name = match grade {
                Some(grade) => format!("{grade}A{}", number + 1),
                None => format!("Lá {}", number + 1),
            };
            Class {
                name: name.into(),
                site: place.sites[at % place.sites.len()],
                level,
                grade,
                shift: Some(1 + (number % 2) as u8),
                count: Count::default(),
            }
        })
        .collect()
}

fn blocks(people: Vec<Person>, first_block: u32) -> Vec<BlockChanged> {
    let mut people = people.into_iter().peekable();
    let mut blocks = Vec::new();
    while people.peek().is_some() {
        blocks.push(BlockChanged {
            block: first_block + blocks.len() as u32,
            people: people.by_ref().take(BLOCK as usize).collect(),
            made_from: 0,
            changes: Vec::new(),
        });
    }
    blocks
}

/// What a family in the highlands has: half a phone alone, a third a computer, most a line.
fn home(draw: &mut Draw) -> HomeAnswers {
    let device = *draw.weighted(&[
        (10, DeviceAtHome::None),
        (50, DeviceAtHome::Phone),
        (8, DeviceAtHome::Tablet),
        (20, DeviceAtHome::Laptop),
        (12, DeviceAtHome::Desktop),
    ]);
    let line = *draw.weighted(&[
        (70, LineAtHome::Plays),
        (15, LineAtHome::Sometimes),
        (5, LineAtHome::Stops),
        (10, LineAtHome::Absent),
    ]);
    let shared = *draw.weighted(&[(60, Some(0)), (20, Some(1)), (10, Some(2)), (10, None)]);
    let signed_in = draw.per_mille(800).then(|| (PLATFORM, draw.per_mille(750)));
    HomeAnswers {
        device: Some(device),
        provider: None,
        shared_with: shared,
        same_shift: (shared == Some(1) && draw.per_mille(700)).then(|| draw.per_mille(500)),
        line: Some(line),
        signed_in: signed_in.into_iter().collect(),
    }
}
