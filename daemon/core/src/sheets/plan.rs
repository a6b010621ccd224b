//! Which records and lines stand in a sheet, and in what order: known from the state, before anything is read.

use crate::query::{BadQuery, Levels, ListQuery, Scene, equipment_ids};
use crate::sheets::Place;
use kiemke_wire::book::BookKind;
use kiemke_wire::ids::{BookLineId, EquipmentId, UnitKey};
use std::collections::HashMap;

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

/// Lines under one title.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetGroup {
    /// The title; none where the sheet is not grouped.
    pub title: Option<String>,
    /// The lines.
    pub lines: Vec<BookLineId>,
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

/// The lines of some books of a unit and all below, school by school; by kind of thing where the sheet is grouped.
/// `only_left` leaves out what went altogether.
pub fn book_plan(
    scene: &Scene<'_>,
    unit: UnitKey,
    (books, by_kind, only_left): (&[BookKind], bool, bool),
) -> BookPlan {
    let below = scene.below(unit);
    let held = &scene.fleet.books;
    let tree = scene.fleet.tree(scene.today());
    let kinds = scene.yardsticks.categories.all();
    let mut lines: Vec<((usize, usize), UnitKey, BookLineId)> = held
        .lines()
        .filter(|(_, columns)| books.contains(&columns.book) && (!only_left || columns.left > 0))
        .filter(|(_, columns)| below.as_ref().is_none_or(|below| below.contains(columns.school)))
        .map(|(id, columns)| {
            let code = &held.category(columns).0;
            let kind = kinds
                .iter()
                .position(|kind| kind.code == *code)
                .unwrap_or(kinds.len());
            let kind = if by_kind { kind } else { 0 };
            let school = tree.rank(columns.school).unwrap_or(usize::MAX);
            ((kind, school), columns.school, id)
        })
        .collect();
    lines.sort_unstable();
    let mut plan = BookPlan::default();
    let mut last = None;
    for ((kind, _), school, id) in lines {
        plan.schools
            .entry(school)
            .or_insert_with(|| scene.unit(school).code);
        if last != Some(kind) {
            last = Some(kind);
            let title = kinds.get(kind).map_or("", |kind| &kind.vi).to_owned();
            plan.groups.push(SheetGroup {
                title: by_kind.then_some(title),
                lines: Vec::new(),
            });
        }
        if let Some(group) = plan.groups.last_mut() {
            group.lines.push(id);
        }
    }
    plan
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
