//! T11 (readiness.md 6): what schools say that they own, from books, records and what agents found.

use crate::books::LineColumns;
use crate::equipment::Columns;
use crate::fleet::KindId;
use crate::query::Scene;
use crate::query::below::{machines_below, records_below};
use crate::query::levels::{Levels, UNLISTED, category_of};
use crate::readiness::items::{
    BookLine, Category, CategoryFacts, ClassTally, ItemBounds, ItemClass, ItemFacts, ItemTally, SchoolItems,
    item_facts_of,
};
use crate::readiness::{Aim, Verdict};
use kiemke_config::categories::Categories;
use kiemke_config::plan::Operator;
use kiemke_wire::ids::{BookLineId, MachineId, UnitKey};
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{self, CategoryItems, ClassItems, ItemShare, ItemsView};
use std::collections::{BTreeMap, HashMap};

/// The kind of unit that keeps books.
const SCHOOL: &str = "school";
/// T11 of the plan: four fifths.
pub(super) const AIM: Aim = Aim {
    percent: 80,
    operator: Operator::AtLeast,
};
/// Schools without a book that an answer lists; of more it tells how many.
const NO_BOOK_LISTED_MAX: usize = 1_000;

/// What each school at or below a unit says that it owns; with nothing for those of which nothing is known. Things that
/// stand in no school are told with their own place.
pub fn school_items(scene: &Scene<'_>, unit: UnitKey) -> BTreeMap<UnitKey, SchoolItems> {
    Gathering::new(scene).gather(unit).gathered()
}

/// The facts of each school at or below a unit, and of each place in none that holds something.
pub(super) fn facts_below(scene: &Scene<'_>, unit: UnitKey) -> Vec<(UnitKey, ItemFacts)> {
    let gathering = Gathering::new(scene).gather(unit);
    let ages = gathering.levels.ages;
    let gathered = gathering.gathered().into_iter();
    gathered
        .map(|(holder, items)| (holder, item_facts_of(&items, &ages)))
        .collect()
}

/// The items of a unit and all below.
pub fn items(scene: &Scene<'_>, unit: UnitKey) -> ItemsView {
    let mut tally = ItemTally::default();
    let mut sums: BTreeMap<Category, CategoryFacts> = BTreeMap::new();
    let mut no_book = Vec::new();
    for (school, facts) in facts_below(scene, unit) {
        if !facts.book_entered {
            no_book.push(school);
        }
        tally += &facts.tally();
        for facts in &facts.categories {
            add(&mut sums, facts);
        }
    }
    let listed = no_book.iter().take(NO_BOOK_LISTED_MAX);
    ItemsView {
        unit: scene.unit(unit),
        at: scene.now,
        whole: class_view(None, &tally.whole(), tally.no_book),
        classes: ItemClass::ALL
            .iter()
            .map(|class| class_view(Some(*class), &tally.classes[*class as usize], tally.no_book))
            .collect(),
        categories: sums
            .values()
            .map(|facts| category_view(&scene.yardsticks.categories, facts))
            .collect(),
        no_book: listed.map(|school| scene.unit(*school)).collect(),
        no_book_total: no_book.len() as u64,
    }
}

/// The facts of what one place holds in its own name, a school or a place in none: `None` when that is nothing. The same
/// that [`school_items`] tells of it, without a look at anything else.
pub(super) fn facts_of_holder(gathering: &mut Gathering<'_>, holder: UnitKey) -> Option<ItemFacts> {
    gathering.gather_at(holder);
    gathering.lines.clear();
    let mut items = std::mem::take(&mut gathering.schools).remove(&holder)?;
    items.stocktakes = gathering.levels.stocktakes_of(holder).to_vec();
    Some(item_facts_of(&items, &gathering.levels.ages))
}

/// What is gone through once for all schools.
pub(super) struct Gathering<'a> {
    scene: Scene<'a>,
    categories: &'a Categories,
    levels: Levels<'a>,
    /// By the kind of a machine.
    kinds: Vec<Category>,
    /// A machine that was not seen since is not found any more.
    found_from: UnixMs,
    schools: BTreeMap<UnitKey, SchoolItems>,
    /// School by place.
    school_of: HashMap<UnitKey, UnitKey>,
    /// Where each line stands in its school's list.
    lines: HashMap<BookLineId, usize>,
}

impl<'a> Gathering<'a> {
    pub(super) fn new(scene: &Scene<'a>) -> Self {
        let categories = &scene.yardsticks.categories;
        let kinds = scene.fleet.kinds.all();
        let kinds = kinds.map(|kind| match categories.of_chassis(kind.chassis.as_deref()) {
            Some(code) => category_of(categories, code),
            None => UNLISTED,
        });
        Self {
            scene: *scene,
            categories,
            levels: Levels::new(scene),
            kinds: kinds.collect(),
            found_from: scene.days.bounds(scene.now).ageing_from,
            schools: BTreeMap::new(),
            school_of: HashMap::new(),
            lines: HashMap::new(),
        }
    }

    /// Of a unit and all below.
    fn gather(mut self, unit: UnitKey) -> Self {
        let scene = self.scene;
        let tree = scene.fleet.tree(scene.today());
        let within = tree.order()[tree.ranks(unit)].iter().map(|(key, _)| *key);
        let open = within.filter(|key| is_open_school(&scene, *key));
        self.schools = open.map(|key| (key, SchoolItems::default())).collect();
        let below = scene.below(unit);
        for (id, columns) in scene.fleet.books.lines() {
            if below.as_ref().is_none_or(|below| below.contains(columns.school)) {
                self.add_line(id, columns);
            }
        }
        for (_, chunk, hits) in records_below(&scene, unit) {
            hits.iter().for_each(|at| self.add_record(&chunk.columns[at]));
        }
        for (first, chunk, hits) in machines_below(&scene, unit) {
            for at in hits.iter() {
                let id = MachineId(first.0 + at as u32);
                if self.is_found(id, chunk.last_seen[at]) {
                    self.add_machine(id, chunk.unit[at], chunk.kind[at]);
                }
            }
        }
        self
    }

    /// Of one school, or of a place in none.
    fn gather_at(&mut self, holder: UnitKey) {
        let scene = self.scene;
        let fleet = scene.fleet;
        let tree = fleet.tree(scene.today());
        let ranked = tree.rank(holder).is_some();
        if ranked && is_open_school(&scene, holder) {
            self.schools.insert(holder, SchoolItems::default());
        }
        for id in fleet.books.of_school(holder) {
            if let Some(columns) = fleet.books.get(*id) {
                self.add_line(*id, columns);
            }
        }
        let places: Vec<UnitKey> = match (fleet.is_school(holder, scene.today()), ranked) {
            (true, true) => tree.order()[tree.ranks(holder)]
                .iter()
                .map(|(place, _)| *place)
                .collect(),
            // What hangs on no root today has no place in the tree.
            (true, false) => fleet.units().iter().map(|record| record.key).collect(),
            // What is in no school holds what stands at itself alone.
            (false, _) => vec![holder],
        };
        for place in places {
            if self.school(place) != holder {
                continue;
            }
            for id in fleet.register.at(place) {
                fleet
                    .register
                    .get(*id)
                    .into_iter()
                    .for_each(|columns| self.add_record(columns));
            }
            for id in fleet.machines.at(place) {
                let seen = fleet.machines.seen_on(*id);
                let seen = seen.is_some_and(|(at, _)| self.is_found(*id, at));
                if seen && fleet.root_of(*id) == *id {
                    self.add_machine(*id, place, fleet.machines.kind_of(*id).unwrap_or_default());
                }
            }
        }
    }

    /// What was gathered, with the stocktakes of schools.
    fn gathered(mut self) -> BTreeMap<UnitKey, SchoolItems> {
        for (school, items) in &mut self.schools {
            items.stocktakes = self.levels.stocktakes_of(*school).to_vec();
        }
        self.schools
    }

    fn add_line(&mut self, id: BookLineId, columns: &LineColumns) {
        let items = self.schools.entry(columns.school).or_default();
        let lines = items.book.get_or_insert_default();
        self.lines.insert(id, lines.len());
        lines.push(BookLine {
            category: category_of(self.categories, &self.scene.fleet.books.category(columns).0),
            quantity: columns.left,
            unit_cost_vnd: columns.unit_cost_dong,
        });
    }

    fn add_record(&mut self, columns: &Columns) {
        if columns.is_void {
            return;
        }
        let school = self.school(columns.place);
        // A line of another school's book is no line of this one's list.
        let line = columns.book_line.filter(|line| {
            let line = self.scene.fleet.books.get(*line);
            line.is_some_and(|line| line.school == school)
        });
        let line = line.and_then(|line| self.lines.get(&line)).copied();
        let item = self.levels.item(columns, line);
        self.schools.entry(school).or_default().records.push(item);
    }

    fn is_found(&self, id: MachineId, seen: UnixMs) -> bool {
        seen >= self.found_from && self.levels.is_of_the_day(id, seen)
    }

    /// A machine that an agent found: counts when no record of a thing that is still owned is tied to it.
    fn add_machine(&mut self, id: MachineId, place: UnitKey, kind: KindId) {
        if self.scene.fleet.record_tied_to(id).is_some() {
            return;
        }
        let category = self.kinds.get(kind.0 as usize).copied().unwrap_or(UNLISTED);
        let school = self.school(place);
        let found = &mut self.schools.entry(school).or_default().found;
        match found.iter_mut().find(|(held, _)| *held == category) {
            Some((_, count)) => *count += 1,
            None => found.push((category, 1)),
        }
    }

    fn school(&mut self, place: UnitKey) -> UnitKey {
        let scene = self.scene;
        *self
            .school_of
            .entry(place)
            .or_insert_with(|| scene.school_of(place))
    }
}

fn is_open_school(scene: &Scene<'_>, unit: UnitKey) -> bool {
    let when = scene.today();
    let record = scene.fleet.unit(unit);
    record.is_some_and(|record| record.kind(when) == SCHOOL && record.closed(when).is_none())
}

fn add(sums: &mut BTreeMap<Category, CategoryFacts>, facts: &CategoryFacts) {
    let Some(sum) = sums.get_mut(&facts.category) else {
        sums.insert(facts.category, *facts);
        return;
    };
    for (sum, amount) in sum.records.iter_mut().zip(&facts.records) {
        *sum += amount;
    }
    sum.book += &facts.book;
    sum.uncovered += &facts.uncovered;
    sum.found = sum.found.saturating_add(facts.found);
}

fn class_view(class: Option<ItemClass>, tally: &ClassTally, no_book: u64) -> ClassItems {
    ClassItems {
        class: class.map(|class| {
            let name = match class {
                ItemClass::Facility => "facility",
                ItemClass::Equipment => "equipment",
                ItemClass::Other => "other",
            };
            name.to_owned()
        }),
        by_number: share_view(&tally.number, no_book),
        by_cost: share_view(&tally.vnd, no_book),
        without_cost: tally.without_cost,
    }
}

pub(super) fn share_view(bounds: &ItemBounds, no_book: u64) -> ItemShare {
    let range = bounds.range();
    let percent = |permille: Option<u64>| permille.map(|permille| permille as f64 / 10.0);
    ItemShare {
        managed: bounds.managed,
        recorded: bounds.recorded,
        low: bounds.low,
        high: bounds.high,
        low_pct: percent(range.low.permille_down()),
        high_pct: percent(range.high.permille_up()),
        target_pct: f64::from(AIM.percent),
        verdict: match range.verdict(AIM, no_book) {
            Verdict::Met => view::Verdict::Met,
            Verdict::Missed => view::Verdict::Missed,
            Verdict::Unproven { .. } => view::Verdict::Unproven,
            Verdict::NotApplicable => view::Verdict::NotApplicable,
        },
    }
}

fn category_view(categories: &Categories, facts: &CategoryFacts) -> CategoryItems {
    let kind = categories.all().get(usize::from(facts.category.number));
    let records = facts.records.map(|amount| u64::from(amount.items));
    CategoryItems {
        category: kind.map_or("", |kind| &kind.code).to_owned(),
        records,
        recorded: records.iter().sum(),
        book: facts.book.items.into(),
        without_record: facts.uncovered.items.into(),
        found: facts.found.into(),
        book_dong: facts.book.vnd,
    }
}
