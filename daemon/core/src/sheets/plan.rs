//! Which records and lines stand in a sheet, and in what order: known from the state, before anything is read.

use crate::query::{BadQuery, Levels, ListQuery, Scene, equipment_ids};
use crate::sheets::{Counted, CountedLine, CountedThing, Place};
use kiemke_config::forms::WithoutLine;
use kiemke_config::messages::{Lang, Msg, catalogue};
use kiemke_wire::book::BookKind;
use kiemke_wire::ids::{BookLineId, EquipmentId, StocktakeId, UnitKey};
use std::collections::{BTreeMap, HashMap};

/// Records of a list with what is not read from the store.
#[derive(Clone, Debug, Default)]
pub struct EquipmentPlan {
    /// Records with their levels, in the order of the sheet.
    pub records: Vec<(EquipmentId, u8)>,
    /// Names of the places in which they stand.
    pub places: HashMap<UnitKey, Place>,
}

/// Lines of a book, in the order of the sheet.
#[derive(Clone, Debug, Default)]
pub struct BookPlan {
    /// Groups of lines; one without a title when the sheet is not grouped.
    pub groups: Vec<SheetGroup>,
    /// Codes of the schools whose lines they are.
    pub schools: HashMap<UnitKey, String>,
}

/// Rows under one title.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetGroup {
    /// The title; none where the sheet is not grouped.
    pub title: Option<String>,
    /// What they are about.
    pub items: Vec<SheetItem>,
}

/// What a row is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SheetItem {
    /// A line of a book.
    Line(BookLineId),
    /// A line with what was counted of it, and the places where its things should be.
    Counted(BookLineId, Box<CountedLine>, String),
    /// A thing on no line, with the name of its place.
    Thing(Box<CountedThing>, String),
}

/// What the stocktakes of some schools say, and which things on no line stand in the sheet.
#[derive(Clone, Debug, Default)]
pub struct CountedBy {
    /// By school.
    pub schools: HashMap<UnitKey, Counted>,
    /// Things on no line.
    pub without_line: WithoutLine,
    /// Schools without a stocktake stand in the sheet, too.
    pub others_too: bool,
}

/// The records that a question finds, unit by unit in the order of the tree, by name in each.
///
/// # Errors
/// As a list.
pub fn equipment_plan(scene: &Scene<'_>, query: &ListQuery) -> Result<EquipmentPlan, BadQuery> {
    let register = &scene.fleet.register;
    let levels = Levels::new(scene);
    let tree = scene.fleet.tree(scene.today());
    let ranks = register.things.ranks();
    let mut records = equipment_ids(scene, query)?;
    records.sort_by_cached_key(|id| {
        let columns = register.get(*id);
        let place = columns.and_then(|columns| tree.rank(columns.place));
        let name = columns.map_or(0, |columns| ranks[columns.thing.0 as usize]);
        (place.unwrap_or(usize::MAX), name, *id)
    });
    let mut plan = EquipmentPlan::default();
    for id in records {
        let Some(columns) = register.get(id) else { continue };
        plan.places
            .entry(columns.place)
            .or_insert_with(|| place_of(scene, columns.place));
        plan.records.push((id, levels.of(columns)));
    }
    Ok(plan)
}

/// Places that a line names before it counts the rest.
const PLACES_MAX: usize = 4;

/// Kind of thing, place of the school in the tree, whether it is on no line, and its number there.
type Order = (usize, usize, bool, u32);

/// The newest stocktake of each school at and below a unit that counted all of it.
pub fn last_stocktakes(scene: &Scene<'_>, unit: UnitKey) -> Vec<(UnitKey, StocktakeId)> {
    let below = scene.below(unit);
    let sessions = scene.fleet.stocktakes().all();
    let theirs = sessions
        .filter(|session| session.whole)
        .filter(|session| below.as_ref().is_none_or(|below| below.contains(session.school)));
    let newest: BTreeMap<UnitKey, StocktakeId> = theirs.map(|session| (session.school, session.id)).collect();
    newest.into_iter().collect()
}

/// The lines of some books of a unit and all below, school by school; by kind of thing where the sheet is grouped.
/// With what was counted, lines on which nothing is left are left out, and things on no line stand below the others.
pub fn book_plan(
    scene: &Scene<'_>,
    unit: UnitKey,
    (books, by_kind): (&[BookKind], bool),
    counted: Option<CountedBy>,
) -> BookPlan {
    let below = scene.below(unit);
    let held = &scene.fleet.books;
    let tree = scene.fleet.tree(scene.today());
    let kinds = scene.yardsticks.categories.all();
    let kind_of = |code: Option<&str>| {
        let at = code.and_then(|code| kinds.iter().position(|kind| kind.code == code));
        if by_kind { at.unwrap_or(kinds.len()) } else { 0 }
    };
    let school_at = |school: UnitKey| tree.rank(school).unwrap_or(usize::MAX);
    let is_counted = |school: &UnitKey| {
        let counted = counted.as_ref();
        counted.is_some_and(|counted| !counted.others_too || counted.schools.contains_key(school))
    };
    let mut rows: Vec<(Order, UnitKey, SheetItem)> = held
        .lines()
        .filter(|(_, columns)| books.contains(&columns.book) && (counted.is_none() || columns.left > 0))
        .filter(|(_, columns)| below.as_ref().is_none_or(|below| below.contains(columns.school)))
        .filter(|(_, columns)| !is_counted(&columns.school))
        .map(|(id, columns)| {
            let kind = kind_of(Some(&held.category(columns).0));
            let order = (kind, school_at(columns.school), false, id.0);
            (order, columns.school, SheetItem::Line(id))
        })
        .collect();
    let CountedBy {
        schools,
        without_line,
        ..
    } = counted.unwrap_or_default();
    for (school, counted) in schools {
        let lines = counted.lines.into_iter().filter_map(|(id, line)| {
            let columns = held.get(id).filter(|columns| books.contains(&columns.book))?;
            let kind = kind_of(Some(&held.category(columns).0));
            let places = places_of(scene, &line);
            let item = SheetItem::Counted(id, Box::new(line), places);
            Some(((kind, school_at(school), false, id.0), school, item))
        });
        rows.extend(lines);
        let things = counted.things.into_iter().zip(0..);
        let things = things.filter(|(thing, _)| without_line.takes(thing.cost_dong));
        rows.extend(things.map(|(thing, number)| {
            let kind = kind_of(thing.category.as_ref().map(|kind| kind.0.as_str()));
            let place = scene.unit(thing.place).name;
            let item = SheetItem::Thing(Box::new(thing), place);
            ((kind, school_at(school), true, number), school, item)
        }));
    }
    rows.sort_unstable_by_key(|(order, ..)| *order);
    let mut plan = BookPlan::default();
    let mut last = None;
    for ((kind, ..), school, item) in rows {
        plan.schools
            .entry(school)
            .or_insert_with(|| scene.unit(school).code);
        if last != Some(kind) {
            last = Some(kind);
            let unknown = catalogue(Lang::Vi).text(Msg::SheetUnnamed);
            let title = kinds.get(kind).map_or(unknown, |kind| &kind.vi).to_owned();
            plan.groups.push(SheetGroup {
                title: by_kind.then_some(title),
                items: Vec::new(),
            });
        }
        if let Some(group) = plan.groups.last_mut() {
            group.items.push(item);
        }
    }
    plan
}

/// `Phòng tin 1, Phòng tin 2, +3`
fn places_of(scene: &Scene<'_>, line: &CountedLine) -> String {
    let named = line
        .places
        .iter()
        .take(PLACES_MAX)
        .map(|place| scene.unit(*place).name);
    let mut named: Vec<String> = named.collect();
    let more = line.places.len().saturating_sub(PLACES_MAX);
    if more > 0 {
        named.push(format!("+{more}"));
    }
    named.join(", ")
}

fn place_of(scene: &Scene<'_>, place: UnitKey) -> Place {
    let school = scene.school_of(place);
    let own = if place == school {
        String::new()
    } else {
        scene.unit(place).name
    };
    Place {
        school: scene.unit(school).name,
        place: own,
    }
}
