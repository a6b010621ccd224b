//! Lists, classes and tables: in order, page by page, and to each as far as his role goes.

use crate::world::{A, B, HEADS, NOW, SITE, Taken, World, admin, reader};
use kiemke_config::calendar::Calendar;
use kiemke_config::forms::Form;
use kiemke_core::Reader;
use kiemke_core::people::history_of;
use kiemke_core::query::{
    Days, ListQuery, PeopleAsked, Scene, Standards, classes, history_row, person_row, roster_table,
};
use kiemke_core::rows::{self, RowKey};
use kiemke_wire::ids::{PersonId, UnitKey};
use kiemke_wire::person::PersonKind;
use kiemke_wire::view::{ClassRow, PersonRow, Role};
use std::sync::OnceLock;

const ROWS: &str = "A||6A10|HS1|Nguyễn Văn An|05/09/2014|0123456789\n\
                    A||6A2|HS2|Trần Thị Bình||\n\
                    A||6A2|HS3|Lê Ánh||066204000123\n\
                    A|GV||GV1|Cô Lan||\n\
                    B||10A|HS1|Phạm Dũng||\n";

fn world() -> World {
    let mut world = World::new();
    let rows = ROWS.replace("|GV||GV1|Cô Lan||", "|GV||GV1|Cô Lan|||Tiểu học");
    let text = format!("{}|Cấp học\n{rows}", HEADS.trim_end());
    let report = world.roster_by(&admin(), &text, Taken::default());
    assert_eq!(report.new, 5, "{:?}", report.items);
    world
}

/// All pages of a list, and what each said is the total.
fn list(
    world: &World,
    reader: &Reader,
    unit: UnitKey,
    ask: &str,
    limit: usize,
) -> Result<(Vec<PersonRow>, u64), String> {
    let days = Days::new(Calendar::shipped(), 420);
    let scene = scene(world, reader, &days);
    let (q, filter) = ask.split_once('|').unwrap_or((ask, ""));
    let mut rows = Vec::new();
    let mut cursor: Option<String> = None;
    loop {
        let query = ListQuery::of(unit)
            .with(Some(q), Some(filter), None, Some(limit), cursor.as_deref())
            .map_err(|bad| bad.to_string())?;
        let mut asked = PeopleAsked::of(&scene, &query, &world.levels).map_err(|bad| bad.to_string())?;
        for school in asked.schools() {
            if asked.wants_more() {
                asked.take(world.held(school.school));
            }
        }
        let found = asked.finish();
        let page = found.people.into_iter();
        rows.extend(
            page.map(|(school, person, etag)| person_row(&scene, &world.levels, &school, person, etag)),
        );
        match found.next {
            Some(next) => cursor = Some(next),
            None => return Ok((rows, found.total)),
        }
    }
}

fn scene<'a>(world: &'a World, reader: &'a Reader, days: &'a Days) -> Scene<'a> {
    Scene {
        fleet: &world.fleet,
        now: NOW,
        days,
        standards: standards(),
        yardsticks: kiemke_core::query::Yardsticks::shipped(),
        root_name: "gốc",
        reader,
    }
}

fn standards() -> &'static Standards {
    static SHIPPED: OnceLock<Standards> = OnceLock::new();
    SHIPPED.get_or_init(Standards::shipped)
}

fn codes(rows: &[PersonRow]) -> Vec<&str> {
    rows.iter()
        .map(|row| row.code.as_deref().unwrap_or_default())
        .collect()
}

#[test]
fn people_stand_by_class_and_last_word_of_the_name() {
    let world = world();
    let own = reader(Role::Technician, A);
    for limit in [1, 2, 100] {
        let (rows, total) = list(&world, &own, A, "", limit).unwrap();
        assert_eq!((codes(&rows), total), (vec!["HS3", "HS2", "HS1", "GV1"], 4));
    }
    for (ask, wanted) in [
        ("an", vec!["HS3", "HS2", "HS1", "GV1"]),
        ("tran binh", vec!["HS2"]),
        ("0123456789", vec!["HS1"]),
        ("6a2", vec!["HS3", "HS2"]),
        ("|class:6a2", vec!["HS3", "HS2"]),
        ("|kind:teacher", vec!["GV1"]),
        ("|level:primary", vec!["GV1"]),
        ("|id:no,kind:student", vec!["HS2"]),
        ("|left:yes", vec![]),
        ("|answered:no,class:6A10", vec!["HS1"]),
    ] {
        let (rows, total) = list(&world, &own, A, ask, 1).unwrap();
        assert_eq!(
            (codes(&rows), total),
            (wanted.clone(), wanted.len() as u64),
            "{ask}"
        );
    }
    assert!(
        list(&world, &own, A, "|colour:red", 9)
            .unwrap_err()
            .contains("colour:red")
    );
    let (all, total) = list(&world, &admin(), UnitKey::ROOT, "", 2).unwrap();
    assert_eq!(
        (codes(&all), total),
        (vec!["HS2", "HS3", "HS1", "GV1", "HS1"], 5),
        "by code without names"
    );
}

#[test]
fn each_role_sees_what_is_his() {
    let world = world();
    let shown = |role: Role, unit| {
        let (rows, _) = list(&world, &reader(role, unit), unit, "", 9).unwrap();
        let an = rows.into_iter().find(|row| row.id == PersonId(1)).unwrap();
        (
            an.name.is_some(),
            an.birth_date.is_some(),
            an.national_id.is_some(),
            an.has_national_id,
        )
    };
    assert_eq!(shown(Role::Technician, A), (true, true, true, true));
    assert_eq!(shown(Role::District, UnitKey::ROOT), (false, false, false, true));
    assert_eq!(shown(Role::Admin, UnitKey::ROOT), (false, true, true, true));
    // Names find nobody for whom they are not.
    for (role, ask) in [
        (Role::District, "binh"),
        (Role::Admin, "binh"),
        (Role::District, "0123456789"),
    ] {
        let (rows, total) = list(&world, &reader(role, UnitKey::ROOT), UnitKey::ROOT, ask, 9).unwrap();
        assert_eq!((rows.len(), total), (0, 0), "{role:?} {ask}");
    }
    let refused = list(
        &world,
        &reader(Role::District, UnitKey::ROOT),
        UnitKey::ROOT,
        "|answered:no",
        9,
    );
    assert!(refused.is_err(), "who answered is told to technicians alone");
    // A site's people are those who are there.
    let (rows, total) = list(&world, &reader(Role::District, UnitKey::ROOT), SITE, "", 9).unwrap();
    assert_eq!((rows.len(), total), (0, 0));
}

#[test]
fn a_history_tells_each_what_is_his() {
    let mut world = world();
    world.roster("A||6A2|HS1|Nguyễn Văn Ân||\n");
    let days = Days::new(Calendar::shipped(), 420);
    let told = |reader: &Reader| {
        let key = RowKey::people_history(A, 0);
        let lines = history_of(rows::read_lines(&key, &world.rows[&key]).unwrap(), PersonId(1));
        let scene = scene(&world, reader, &days);
        let rows = lines
            .into_iter()
            .filter_map(|(line, changes)| history_row(&scene, line, changes));
        let fields = rows.map(|row| {
            row.changes
                .into_iter()
                .map(|change| change.field)
                .collect::<Vec<_>>()
        });
        fields.collect::<Vec<_>>()
    };
    assert_eq!(
        told(&reader(Role::Technician, A)),
        [vec![], vec!["name".to_owned(), "class".into()]]
    );
    assert_eq!(
        told(&reader(Role::District, A)),
        [vec![], vec!["class".to_owned()]]
    );
}

#[test]
fn classes_are_counted_and_small_ones_withheld_from_planners() {
    let mut world = World::new();
    let class = |name: &str, from: u32, count: u32| -> String {
        (from..from + count)
            .map(|at| format!("A||{name}|HS{at}|||\n"))
            .collect()
    };
    world.roster(&[class("6A1", 0, 30), class("6A2", 100, 7), class("6A3", 200, 25)].concat());
    let days = Days::new(Calendar::shipped(), 420);
    let shown = |role: Role, limit: usize| {
        let reader = reader(role, A);
        let scene = scene(&world, &reader, &days);
        let (mut rows, mut cursor): (Vec<ClassRow>, Option<String>) = (Vec::new(), None);
        loop {
            let query = ListQuery::of(A)
                .with(None, None, None, Some(limit), cursor.as_deref())
                .unwrap();
            let page = classes(&scene, &query, &world.levels).unwrap();
            assert_eq!(page.total, 3);
            rows.extend(page.items);
            match page.next {
                Some(next) => cursor = Some(next),
                None => break,
            }
        }
        assert!(
            rows.iter()
                .all(|row| row.kind == PersonKind::Student && row.level == "lower_secondary")
        );
        rows.into_iter().map(|row| row.people).collect::<Vec<_>>()
    };
    for limit in [1, 2, 3, 9] {
        assert_eq!(shown(Role::District, limit), [Some(30), Some(7), Some(25)]);
        assert_eq!(
            shown(Role::Planner, limit),
            [Some(30), None, None],
            "the next smallest hides the small one"
        );
    }
}

#[test]
fn what_is_exported_changes_nothing_when_it_comes_back() {
    let mut world = world();
    let days = Days::new(Calendar::shipped(), 420);
    for reader in [admin(), reader(Role::Technician, A)] {
        let form = Form::roster();
        let sheet = {
            let scene = scene(&world, &reader, &days);
            roster_table(&scene, &form, &world.levels, &[world.held(A), world.held(B)])
        };
        let text = |cells: &Vec<kiemke_core::forms::Cell>| {
            cells
                .iter()
                .map(kiemke_core::forms::Cell::text)
                .collect::<Vec<_>>()
                .join("|")
        };
        let text: Vec<String> = sheet.rows.iter().map(text).collect();
        let names = text.iter().filter(|row| row.contains("Nguyễn")).count();
        assert_eq!(names, usize::from(reader.role == Role::Technician));
        let report = world.roster_by(&admin(), &text.join("\n"), Taken::default());
        assert_eq!((report.unchanged, report.rows), (5, 5), "{:?}", report.items);
    }
}
