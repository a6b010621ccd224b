//! Lists of classes: what the state itself knows of people. Small counts are withheld from readers who see no persons.

use crate::people::{Class, Count, SchoolPeople};
use crate::query::Scene;
use crate::query::page::{BadQuery, ListQuery, cursor};
use crate::query::people::{bad_cursor, in_order, level_id, schools};
use crate::readiness::small_cells::{Shown, ShownRow, shown_below};
use kiemke_config::level::Levels;
use kiemke_wire::fold::search_key;
use kiemke_wire::ids::UnitKey;
use kiemke_wire::person::PersonKind;
use kiemke_wire::view::{ClassRow, Page};

/// The classes of schools and their teachers, counted, school by school. For readers who see no persons small counts are
/// withheld, and what would give them back.
pub fn classes(scene: &Scene<'_>, query: &ListQuery, levels: &Levels) -> Result<Page<ClassRow>, BadQuery> {
    let after = match &query.after {
        None => None,
        Some((text, number)) => {
            let school: UnitKey = text.parse().map_err(|_| bad_cursor())?;
            Some((school, *number))
        }
    };
    let (schools, within) = schools(scene, query.unit);
    let takes_all = within.is_none() && query.words.is_empty();
    let fits = |row: &ClassRow| {
        let name = row.name.as_deref().map(search_key).unwrap_or_default();
        within.as_ref().is_none_or(|within| within.contains(row.site.key)) && query.matches(&name)
    };
    let (mut items, mut total, mut last, mut more) = (Vec::new(), 0, None, false);
    for school in &schools {
        let is_before = after.is_some_and(|(after, _)| school.school < after);
        // A country has half a million classes: those of other pages are only counted.
        if takes_all && (is_before || more) {
            total += (told_classes(school).count() + school.staff.len()) as u64;
            continue;
        }
        for (number, row) in (0_u32..).zip(class_rows(scene, levels, school)) {
            if !fits(&row) {
                continue;
            }
            total += 1;
            if after.is_some_and(|after| (school.school, number) <= after) {
                continue;
            }
            if items.len() == query.limit {
                more = true;
                continue;
            }
            items.push(row);
            last = Some((school.school, number));
        }
    }
    let next = last.filter(|_| more);
    Ok(Page {
        items,
        total,
        next: next.map(|(school, number)| cursor(&school.to_string(), number)),
    })
}

/// Classes in which somebody is: those of earlier years are empty.
fn told_classes(school: &SchoolPeople) -> impl Iterator<Item = &Class> {
    school
        .classes
        .iter()
        .filter(|class| class.count != Count::default())
}

fn class_rows(scene: &Scene<'_>, levels: &Levels, school: &SchoolPeople) -> Vec<ClassRow> {
    let view = scene.unit(school.school);
    let of_class = |class: &Class| ClassRow {
        school: view.clone(),
        site: scene.unit(class.site),
        kind: PersonKind::Student,
        name: Some(class.name.to_string()),
        level: level_id(levels, Some(class.level)),
        grade: class.grade,
        shift: class.shift,
        people: None,
        with_national_id: None,
        shared: None,
    };
    let mut rows: Vec<(ClassRow, Count)> = told_classes(school)
        .map(|class| (of_class(class), class.count))
        .collect();
    rows.extend(school.staff.iter().map(|staff| {
        let row = ClassRow {
            school: view.clone(),
            site: scene.unit(staff.site),
            kind: PersonKind::Teacher,
            name: None,
            level: level_id(levels, Some(staff.level)),
            grade: None,
            shift: None,
            people: None,
            with_national_id: None,
            shared: None,
        };
        (row, staff.count)
    }));
    rows.sort_by_cached_key(|(row, _)| {
        let name = row.name.as_deref().map(|name| in_order(&search_key(name)));
        (row.kind, name, row.site.key)
    });
    if scene.reader.sees_people() {
        return rows
            .into_iter()
            .map(|(row, count)| counted_row(row, count))
            .collect();
    }
    withheld(rows)
}

fn counted_row(row: ClassRow, count: Count) -> ClassRow {
    ClassRow {
        people: Some(count.people.into()),
        with_national_id: Some(count.with_id.into()),
        shared: Some(count.shared.into()),
        ..row
    }
}

/// Who counts elsewhere is a handful of teachers: not told at all.
fn withheld(rows: Vec<(ClassRow, Count)>) -> Vec<ClassRow> {
    let parts = |count: &Count| {
        [
            u64::from(count.with_id),
            u64::from(count.people - count.with_id),
            0,
        ]
    };
    let cells: Vec<_> = rows.iter().map(|(_, count)| parts(count)).collect();
    let mut sum = [0; 3];
    for cell in &cells {
        for (sum, part) in sum.iter_mut().zip(cell) {
            *sum += part;
        }
    }
    let shown = shown_below(&ShownRow::alone(sum), &cells);
    let told = |shown: Shown| match shown {
        Shown::Count(count) => Some(count),
        Shown::Small | Shown::Hidden => None,
    };
    let rows = rows.into_iter().zip(shown);
    rows.map(|((row, _), shown)| ClassRow {
        people: told(shown.total),
        with_national_id: told(shown.parts[0]),
        ..row
    })
    .collect()
}
