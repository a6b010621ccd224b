//! What is kept of T11 for every unit is what counting everything gives, whatever happened in between; and so is what rows
//! tell of days that are over.

use crate::items::{machine, seen, whole};
use crate::world::{How, NOW, ROOM, SCHOOLS, World, desktop, sheet};
use kiemke_core::cold::Day;
use kiemke_core::day_items::{DayItems, ItemDays, item_rows, items_to_keep, kept_items};
use kiemke_core::entry::{Entry, MachineMoved, Merged};
use kiemke_core::equipment::{ChangedRecord, EquipmentChanged};
use kiemke_core::query::{self, JudgedBy, Scene};
use kiemke_core::rows::RowKey;
use kiemke_core::units::{Fact, Period, Stated, UnitChange, UnitsChanged};
use kiemke_wire::book::BookKind;
use kiemke_wire::equipment::{Act, ActionKind, EquipmentState, Record};
use kiemke_wire::ids::{BookLineId, EquipmentId, MachineId, UnitKey};
use kiemke_wire::time::{DAY_MS, UnixMs};
use kiemke_wire::view::ItemsView;
use proptest::prelude::*;
use std::collections::BTreeMap;

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
    /// The day before is counted, if it was not.
    Night,
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
        Just(Step::Night),
    ]
}

/// What happened so far.
struct Story {
    world: World,
    now: UnixMs,
    machines: u32,
    records: Vec<Record>,
    merged: bool,
    /// What stands in no school, or is one, with all numbers, at the ends of the days that were counted.
    counted: BTreeMap<Day, BTreeMap<UnitKey, [u64; 10]>>,
    /// Where the room is.
    room_in: UnitKey,
}

impl Story {
    fn new() -> Self {
        let mut story = Self {
            world: World::new(),
            now: NOW,
            machines: 0,
            records: Vec::new(),
            merged: false,
            counted: BTreeMap::new(),
            room_in: SCHOOLS[0],
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
                self.room_in = PLACES[place];
                self.say(ROOM, false, vec![Fact::Parent(Some(PLACES[place]))]);
            }
            Step::Rehang(false, place) if ![SCHOOLS[1], ROOM].contains(&PLACES[place]) => {
                self.say(SCHOOLS[1], false, vec![Fact::Parent(Some(PLACES[place]))]);
            }
            Step::Wait(days) => self.now = self.now.plus(days * DAY_MS),
            Step::Night => self.night(),
            _ => {}
        }
    }

    /// Counts the day before, by the state as it is now.
    fn night(&mut self) {
        let clock = self.world.fleet.day_clock();
        let over = clock.day(self.now).plus(-1);
        let last = self.counted.last_key_value().map(|(day, _)| *day);
        if last.is_some_and(|last| last >= over) {
            return;
        }
        let end = clock.begin(over.plus(1)).plus(-1);
        let counted = self.world.ask_at(end, |scene| {
            let of_no_school = PLACES.into_iter().filter(|unit| match *unit {
                ROOM => !SCHOOLS.contains(&self.room_in),
                _ => true,
            });
            let counted = of_no_school.map(|unit| (unit, all_numbers(&query::items(scene, unit))));
            counted.collect()
        });
        let rows = &self.world.rows;
        let standing = |key: RowKey| {
            rows.get(&key)
                .map_or(Ok(Vec::new()), |row| kept_items(&key.0, row))
        };
        let kept = |scene: &Scene<'_>| items_to_keep(scene, standing).unwrap();
        let units = self.world.ask_copy_at(end, kept);
        assert_eq!(units.last().map(|last| last.unit), Some(UnitKey::ROOT));
        // As bounded entries hold it.
        for units in units.chunks(2) {
            self.world.apply(&Entry::ItemsCounted(Box::new(DayItems {
                at: self.now,
                day: over,
                units: units.to_vec(),
            })));
        }
        self.counted.insert(over, counted);
    }

    /// Of every day since the first that was counted.
    fn check_days(&self) -> Result<(), TestCaseError> {
        let Some((first, last)) = self.counted.keys().next().zip(self.counted.keys().last()) else {
            return Ok(());
        };
        let rows = |unit: UnitKey| {
            let (from, to) = item_rows(unit, *first, *last);
            let rows = self.world.rows.range(from..to);
            ItemDays::of(
                rows.flat_map(|(key, row)| kept_items(&key.0, row).unwrap())
                    .collect(),
            )
        };
        let root = rows(UnitKey::ROOT);
        prop_assert_eq!(root.kept_day(first.plus(-1)), None);
        for day in (first.0..=last.0).map(Day) {
            let kept = root.kept_day(day).unwrap();
            let (counted_on, counted) = self.counted.range(..=day).next_back().unwrap();
            prop_assert_eq!(kept, *counted_on);
            for (unit, numbers) in counted {
                prop_assert_eq!(rows(*unit).on(kept).numbers(), *numbers, "{} on {}", unit, day);
            }
        }
        Ok(())
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
                prop_assert_eq!(
                    &query::overview(scene, unit).equipment.by_level[..],
                    &all_numbers(&counted)[5..],
                    "{}",
                    unit
                );
            }
            Ok(())
        })
    }
}

/// All numbers of a unit, in the order of rows.
fn all_numbers(items: &ItemsView) -> [u64; 10] {
    let number = &items.whole.by_number;
    let mut levels = [0; 5];
    for category in &items.categories {
        levels[0] += category.without_record + category.found;
        for (sum, count) in levels[1..].iter_mut().zip(category.records) {
            *sum += count;
        }
    }
    let [none, one, two, three, four] = levels;
    [
        number.managed,
        number.recorded,
        number.low,
        number.high,
        items.no_book_total,
        none,
        one,
        two,
        three,
        four,
    ]
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
        story.check_days()?;
    }

    #[test]
    fn rows_tell_what_was_counted_at_the_end_of_a_day(steps in prop::collection::vec((step(), 0..3_i64), 1..60)) {
        let mut story = Story::new();
        for (step, days) in steps {
            story.tell(&step);
            story.tell(&Step::Wait(days));
            story.night();
        }
        story.check_days()?;
    }
}
