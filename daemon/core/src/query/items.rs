//! T11 (readiness.md 6): what schools say that they own, from books, records and what agents found.

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
    Gathering::new(scene, unit).gathered()
}

/// The items of a unit and all below.
pub fn items(scene: &Scene<'_>, unit: UnitKey) -> ItemsView {
    let gathering = Gathering::new(scene, unit);
    let ages = gathering.levels.ages;
    let mut tally = ItemTally::default();
    let mut sums: BTreeMap<Category, CategoryFacts> = BTreeMap::new();
    let mut no_book = Vec::new();
    for (school, items) in gathering.gathered() {
        let facts: ItemFacts = item_facts_of(&items, &ages);
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

/// What is gone through once for all schools.
struct Gathering<'a> {
    scene: Scene<'a>,
    categories: &'a Categories,
    levels: Levels<'a>,
    schools: BTreeMap<UnitKey, SchoolItems>,
    /// School by place.
    school_of: HashMap<UnitKey, UnitKey>,
    unit: UnitKey,
}

impl<'a> Gathering<'a> {
    fn new(scene: &Scene<'a>, unit: UnitKey) -> Self {
        let when = scene.today();
        let tree = scene.fleet.tree(when);
        let within = tree.order()[tree.ranks(unit)].iter().map(|(key, _)| *key);
        let is_school = |key: &UnitKey| {
            let record = scene.fleet.unit(*key);
            record.is_some_and(|record| record.kind(when) == SCHOOL && record.closed(when).is_none())
        };
        Self {
            scene: *scene,
            categories: &scene.yardsticks.categories,
            levels: Levels::new(scene),
            schools: within
                .filter(is_school)
                .map(|key| (key, SchoolItems::default()))
                .collect(),
            school_of: HashMap::new(),
            unit,
        }
    }

    fn gathered(mut self) -> BTreeMap<UnitKey, SchoolItems> {
        let places = self.book();
        self.records(&places);
        self.machines();
        for (school, items) in &mut self.schools {
            items.stocktakes = self.levels.stocktakes_of(*school).to_vec();
        }
        self.schools
    }

    /// Lines of books; where each stands in its school's list.
    fn book(&mut self) -> HashMap<BookLineId, usize> {
        let below = self.scene.below(self.unit);
        let books = &self.scene.fleet.books;
        let mut places = HashMap::new();
        let within = books
            .lines()
            .filter(|(_, columns)| below.as_ref().is_none_or(|below| below.contains(columns.school)));
        for (id, columns) in within {
            let items = self.schools.entry(columns.school).or_default();
            let lines = items.book.get_or_insert_default();
            places.insert(id, lines.len());
            lines.push(BookLine {
                category: category_of(self.categories, &books.category(columns).0),
                quantity: columns.left,
                unit_cost_vnd: columns.unit_cost_dong,
            });
        }
        places
    }

    fn records(&mut self, places: &HashMap<BookLineId, usize>) {
        let within = records_below(&self.scene, self.unit);
        let columns = within
            .iter()
            .flat_map(|(_, chunk, hits)| hits.iter().map(|at| &chunk.columns[at]));
        for columns in columns.filter(|columns| !columns.is_void) {
            let school = self.school(columns.place);
            // A line of another school's book is no line of this one's list.
            let line = columns.book_line.filter(|line| {
                let line = self.scene.fleet.books.get(*line);
                line.is_some_and(|line| line.school == school)
            });
            let line = line.and_then(|line| places.get(&line)).copied();
            let item = self.levels.item(columns, line);
            self.schools.entry(school).or_default().records.push(item);
        }
    }

    /// Machines that agents found and that no record of a thing that is still owned is tied to, as long as they count.
    fn machines(&mut self) {
        let bounds = self.scene.days.bounds(self.scene.now);
        let fleet = self.scene.fleet;
        let kinds: Vec<Category> = fleet
            .kinds
            .all()
            .map(|kind| match self.categories.of_chassis(kind.chassis.as_deref()) {
                Some(code) => category_of(self.categories, code),
                None => UNLISTED,
            })
            .collect();
        let mut found: BTreeMap<(UnitKey, Category), u32> = BTreeMap::new();
        for (first, chunk, hits) in machines_below(&self.scene, self.unit) {
            for at in hits.iter() {
                let id = MachineId(first.0 + at as u32);
                if chunk.last_seen[at] < bounds.ageing_from || fleet.record_tied_to(id).is_some() {
                    continue;
                }
                let category = kinds.get(chunk.kind[at].0 as usize).copied().unwrap_or(UNLISTED);
                *found.entry((self.school(chunk.unit[at]), category)).or_insert(0) += 1;
            }
        }
        for ((school, category), count) in found {
            self.schools
                .entry(school)
                .or_default()
                .found
                .push((category, count));
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
