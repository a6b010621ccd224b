//! Record levels (readiness.md 6) of records as the state holds them, and what they are judged by.

use crate::cold::{Day, DayClock};
use crate::equipment::Columns;
use crate::fleet::Fleet;
use crate::query::Scene;
use crate::readiness::items::{Category, ItemClass, ItemRecord};
use crate::readiness::{Ages, Stocktake};
use crate::units::When;
use kiemke_config::categories::{Categories, EquipmentClass};
use kiemke_wire::ids::{MachineId, UnitKey};
use kiemke_wire::review::ReviewState;
use kiemke_wire::time::UnixMs;
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

/// The kind of a unit in which a thing stands for good.
const ROOM: &str = "room";
/// What is in no list of kinds.
pub(super) const UNLISTED: Category = Category {
    number: u8::MAX,
    class: ItemClass::Other,
};

/// Judges records by all that bears on their level.
pub struct Levels<'a> {
    fleet: &'a Fleet,
    when: When,
    clock: DayClock,
    /// When the day is over.
    ends: UnixMs,
    pub(super) ages: Ages,
    /// By the number of a thing.
    things: Vec<Category>,
    /// Machines about which a question is open.
    doubtful: HashSet<MachineId>,
    rooms: RefCell<HashMap<UnitKey, bool>>,
    /// Closed stocktakes by school.
    stocktakes: HashMap<UnitKey, Vec<Stocktake>>,
    schools: RefCell<HashMap<UnitKey, UnitKey>>,
}

impl<'a> Levels<'a> {
    /// As things are at the moment of the scene.
    pub fn new(scene: &Scene<'a>) -> Self {
        let (fleet, yardsticks) = (scene.fleet, scene.yardsticks);
        let clock = fleet.day_clock();
        let waits = |state: ReviewState| matches!(state, ReviewState::Open | ReviewState::Undone);
        let open = fleet.review_items().filter(|item| waits(item.state));
        let things = fleet.register.things.all();
        Self {
            fleet,
            when: scene.today(),
            clock,
            ends: clock.begin(scene.today().day.plus(1)),
            ages: scene.standards.ages(clock.day(scene.now)),
            things: things
                .map(|thing| category_of(&yardsticks.categories, &thing.category.0))
                .collect(),
            doubtful: open
                .flat_map(|item| [item.machine, item.other])
                .flatten()
                .collect(),
            rooms: RefCell::default(),
            stocktakes: closed_stocktakes(fleet),
            schools: RefCell::default(),
        }
    }

    /// The level of a record, 1 to 4.
    pub(crate) fn of(&self, columns: &Columns) -> u8 {
        let mut schools = self.schools.borrow_mut();
        let school = schools
            .entry(columns.place)
            .or_insert_with(|| self.fleet.school_of(columns.place, self.when));
        self.item(columns, None)
            .level(self.stocktakes_of(*school), &self.ages)
    }

    /// The closed stocktakes of a school.
    pub(super) fn stocktakes_of(&self, school: UnitKey) -> &[Stocktake] {
        self.stocktakes.get(&school).map_or(&[], |held| held)
    }

    /// A record as far as its level goes. `line` is the place of its book line in whoever asks' list.
    pub(super) fn item(&self, columns: &Columns, line: Option<usize>) -> ItemRecord {
        let category = self.things.get(columns.thing.0 as usize).copied();
        let category = category.unwrap_or(UNLISTED);
        ItemRecord {
            category,
            complete: columns.is_full && self.has_place(columns.place, category.class),
            cost_vnd: columns.cost_dong,
            counted_on: columns.verified_on,
            seen_on: columns.machine.and_then(|machine| self.seen_on(machine)),
            agrees_with_book: self.agrees(columns),
            open_conflict: columns
                .machine
                .is_some_and(|machine| self.doubtful.contains(&machine)),
            book_line: line,
            written_off: !columns.is_owned(),
        }
    }

    /// A machine that was seen after the day was seen on it, if it was known by then.
    fn seen_on(&self, machine: MachineId) -> Option<Day> {
        let (at, _) = self.fleet.machines.seen_on(machine)?;
        let seen = self.clock.day(at).min(self.when.day);
        self.is_of_the_day(machine, at).then_some(seen)
    }

    /// Whether a machine that was last seen then tells of the day. When a day is counted after its end, machines have
    /// reported since; what is known of them is when they came, and not when they were seen before.
    pub(super) fn is_of_the_day(&self, machine: MachineId, seen: UnixMs) -> bool {
        let known = || Some(self.fleet.machine(machine)?.enrolled_at);
        seen < self.ends || known().is_some_and(|known| known < self.ends)
    }

    /// A thing stands in a room; what is a building itself, or part of one, stands where it stands.
    fn has_place(&self, place: UnitKey, class: ItemClass) -> bool {
        class == ItemClass::Facility || {
            let mut rooms = self.rooms.borrow_mut();
            *rooms.entry(place).or_insert_with(|| {
                let unit = self.fleet.unit(place);
                unit.is_some_and(|unit| unit.kind(self.when) == ROOM)
            })
        }
    }

    /// Its line is one of its own school's book, has as many things as records, and says the same cost.
    fn agrees(&self, columns: &Columns) -> bool {
        let line = columns.book_line;
        line.and_then(|line| Some((line, self.fleet.books.get(line)?)))
            .is_some_and(|(id, line)| {
                line.school == self.fleet.school_of(columns.place, self.when)
                    && line.left == self.fleet.register.on_book_line(id)
                    && line.unit_cost_dong.is_some()
                    && line.unit_cost_dong == columns.cost_dong
            })
    }
}

fn closed_stocktakes(fleet: &Fleet) -> HashMap<UnitKey, Vec<Stocktake>> {
    let mut closed: HashMap<UnitKey, Vec<Stocktake>> = HashMap::new();
    for session in fleet.stocktakes().all() {
        let Some(end) = &session.closed else { continue };
        closed.entry(session.school).or_default().push(Stocktake {
            closed_on: Day(end.closing.on.unix_days()),
            next_due_on: Day(session.next_due_on.unix_days()),
        });
    }
    closed
}

/// A kind of equipment as items know it.
pub(super) fn category_of(categories: &Categories, code: &str) -> Category {
    let mut kinds = categories.all().iter().enumerate();
    let found = kinds.find(|(_, kind)| kind.code == code);
    found.map_or(UNLISTED, |(at, kind)| Category {
        // The list has 250 kinds at most.
        number: u8::try_from(at).unwrap_or(u8::MAX),
        class: match kind.class {
            EquipmentClass::Facility => ItemClass::Facility,
            EquipmentClass::Equipment => ItemClass::Equipment,
            EquipmentClass::Other => ItemClass::Other,
        },
    })
}
