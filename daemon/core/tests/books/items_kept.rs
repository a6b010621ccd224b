//! What is kept of T11 for every unit is what counting everything gives, whatever happened in between.

use crate::items::{machine, seen, whole};
use crate::world::{How, NOW, ROOM, SCHOOLS, World, desktop, sheet};
use kiemke_core::entry::{Entry, MachineMoved, Merged};
use kiemke_core::equipment::{ChangedRecord, EquipmentChanged};
use kiemke_core::query::{self, JudgedBy};
use kiemke_core::units::{Fact, Period, Stated, UnitChange, UnitsChanged};
use kiemke_wire::book::BookKind;
use kiemke_wire::equipment::{Act, ActionKind, EquipmentState, Record};
use kiemke_wire::ids::{BookLineId, EquipmentId, MachineId, UnitKey};
use kiemke_wire::time::{DAY_MS, UnixMs};
use proptest::prelude::*;

/// A commune above the second school, and places in no school.
const COMMUNE: UnitKey = UnitKey(5);
const PLACES: [UnitKey; 5] = [SCHOOLS[0], ROOM, SCHOOLS[1], COMMUNE, UnitKey::ROOT];

/// Something that happens.
#[derive(Clone, Debug)]
enum Step {
    Enrol(usize),
    /// A machine is seen again.
    See(u32),
    Move(u32, usize),
    Merge(u32, u32),
    Record(Option<u32>, usize, bool),
    /// A record is of a line, written off, void, or elsewhere.
    Change(usize, Option<u32>, EquipmentState, bool, usize),
    Book(usize, u32),
    /// The room, or the second school, belongs to another unit.
    Rehang(bool, usize),
    Wait(i64),
}

fn step() -> impl Strategy<Value = Step> {
    let place = 0..PLACES.len();
    let state = prop_oneof![Just(EquipmentState::InUse), Just(EquipmentState::Disposed)];
    prop_oneof![
        place.clone().prop_map(Step::Enrol),
        (1..6_u32).prop_map(Step::See),
        (1..6_u32, place.clone()).prop_map(|(machine, place)| Step::Move(machine, place)),
        (1..6_u32, 1..6_u32).prop_map(|(one, other)| Step::Merge(one, other)),
        (prop::option::of(1..6_u32), place.clone(), any::<bool>())
            .prop_map(|(machine, place, is_whole)| Step::Record(machine, place, is_whole)),
        (
            0..8_usize,
            prop::option::of(1..4_u32),
            state,
            any::<bool>(),
            place.clone()
        )
            .prop_map(|(at, line, state, void, place)| Step::Change(at, line, state, void, place)),
        (0..2_usize, 0..4_u32).prop_map(|(school, left)| Step::Book(school, left)),
        (any::<bool>(), place).prop_map(|(room, place)| Step::Rehang(room, place)),
        (0..40_i64).prop_map(Step::Wait),
    ]
}

/// What happened so far.
struct Story {
    world: World,
    now: UnixMs,
    machines: u32,
    records: Vec<Record>,
    merged: bool,
}

impl Story {
    fn new() -> Self {
        let mut story = Self {
            world: World::new(),
            now: NOW,
            machines: 0,
            records: Vec::new(),
            merged: false,
        };
        story.say(
            COMMUNE,
            true,
            vec![Fact::Kind("commune".into()), Fact::Parent(Some(UnitKey::ROOT))],
        );
        story.say(SCHOOLS[1], false, vec![Fact::Parent(Some(COMMUNE))]);
        story
    }

    fn say(&mut self, unit: UnitKey, made: bool, facts: Vec<Fact>) {
        let facts = facts.into_iter();
        let facts = facts.map(|fact| Stated::new(fact, Period::ALWAYS)).collect();
        self.world.apply(&Entry::UnitsChanged(UnitsChanged {
            at: self.now,
            by: None,
            document: None,
            units: vec![UnitChange { unit, made, facts }],
        }));
    }

    fn put(&mut self, at: usize) {
        let changed = ChangedRecord {
            id: EquipmentId(at as u32 + 1),
            record: self.records[at].clone(),
            changes: Vec::new(),
        };
        self.world
            .apply(&Entry::EquipmentChanged(Box::new(EquipmentChanged {
                at: self.now,
                by: None,
                act: Act::of(ActionKind::Receive),
                undoes: None,
                records: vec![changed],
            })));
    }

    fn tell(&mut self, step: &Step) {
        let known = |machine: u32| machine <= self.machines;
        match *step {
            Step::Enrol(place) if self.machines < 5 => {
                self.machines += 1;
                machine(
                    &mut self.world,
                    self.machines as u8,
                    PLACES[place],
                    "Debian GNU/Linux 13",
                );
            }
            Step::See(machine) if known(machine) => seen(&mut self.world, machine, self.now),
            Step::Move(machine, place) if known(machine) => {
                self.world.apply(&Entry::MachineMoved(MachineMoved {
                    machine: MachineId(machine),
                    unit: PLACES[place],
                    line: None,
                    at: self.now,
                    by: None,
                }));
            }
            Step::Merge(one, other) if known(one) && known(other) && one != other && !self.merged => {
                self.merged = true;
                self.world.apply(&Entry::Merged(Merged {
                    machine: MachineId(one),
                    into: MachineId(other),
                    at: self.now,
                    by: None,
                }));
            }
            Step::Record(machine, place, is_whole) if self.records.len() < 8 => {
                // No two records of one machine: what is decided never says so.
                let machine = machine.filter(|machine| known(*machine));
                let free = |id: &u32| {
                    self.records
                        .iter()
                        .all(|held| held.machine != Some(MachineId(*id)))
                };
                let machine = machine.filter(free);
                let code = format!("A{}", self.records.len());
                let record = if is_whole {
                    whole(&code, machine)
                } else {
                    desktop(&code, ROOM)
                };
                self.records.push(Record {
                    place: PLACES[place],
                    ..record
                });
                self.put(self.records.len() - 1);
            }
            Step::Change(at, line, state, void, place) if at < self.records.len() => {
                let lines = self.world.lines().len() as u32;
                self.records[at] = Record {
                    book_line: line.filter(|line| *line <= lines).map(BookLineId),
                    state,
                    void,
                    place: PLACES[place],
                    ..self.records[at].clone()
                };
                self.put(at);
            }
            Step::Book(school, left) => {
                let table = format!(
                    "Mã|Tên|SL|Đơn giá\nX{left}|Máy tính để bàn|{}|12000000\n",
                    left + 1
                );
                let how = How {
                    school: Some(SCHOOLS[school]),
                    ..How::default()
                };
                self.world.import(BookKind::List, &sheet(&table), &how);
            }
            // Rings are refused.
            Step::Rehang(true, place) if PLACES[place] != ROOM => {
                self.say(ROOM, false, vec![Fact::Parent(Some(PLACES[place]))]);
            }
            Step::Rehang(false, place) if ![SCHOOLS[1], ROOM].contains(&PLACES[place]) => {
                self.say(SCHOOLS[1], false, vec![Fact::Parent(Some(PLACES[place]))]);
            }
            Step::Wait(days) => self.now = self.now.plus(days * DAY_MS),
            _ => {}
        }
    }

    /// A unit's own things by what is kept, and by counting.
    fn check(&self) -> Result<(), TestCaseError> {
        self.world.ask_at(self.now, |scene| {
            for unit in PLACES {
                let plan = query::plan(scene, unit, JudgedBy::default()).unwrap();
                let target = plan
                    .targets
                    .into_iter()
                    .find(|target| target.id == "T11")
                    .unwrap();
                let told = target.value.unwrap();
                let counted = query::items(scene, unit);
                let number = &counted.whole.by_number;
                prop_assert_eq!(
                    (told.ready, told.total, told.untold, told.low_pct, told.high_pct),
                    (
                        number.managed,
                        number.high,
                        counted.no_book_total,
                        number.low_pct,
                        number.high_pct
                    ),
                    "{}",
                    unit
                );
                let mut levels = [0; 5];
                for category in &counted.categories {
                    levels[0] += category.without_record + category.found;
                    for (sum, count) in levels[1..].iter_mut().zip(category.records) {
                        *sum += count;
                    }
                }
                prop_assert_eq!(
                    query::overview(scene, unit).equipment.by_level,
                    levels,
                    "{}",
                    unit
                );
            }
            Ok(())
        })
    }
}

proptest! {
    // Every step is counted for every unit in both ways.
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn what_is_kept_is_what_counting_gives(steps in prop::collection::vec(step(), 1..25)) {
        let mut story = Story::new();
        story.check()?;
        for step in steps {
            story.tell(&step);
            story.check()?;
        }
    }
}
