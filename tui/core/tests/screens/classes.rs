//! Classes beside screen 2, and what their people answered about home, typed for several at once.

use crate::driver::Driver;
use crate::school::unit;
use kiemke_tui_core::key::Key;
use kiemke_tui_core::{Answer, Change, Look, Query};
use kiemke_wire::date::Date;
use kiemke_wire::ids::{PersonId, Position};
use kiemke_wire::person::{DeviceAtHome, HomeAnswers, LineAtHome, PersonKind};
use kiemke_wire::view::{ClassRow, HomeView, Page, PersonRow, UnitView};

fn school() -> UnitView {
    unit(10, "TH Nam Đà", "school", 2)
}

fn class(name: Option<&str>, people: u64) -> ClassRow {
    ClassRow {
        school: school(),
        site: school(),
        kind: name.map_or(PersonKind::Teacher, |_| PersonKind::Student),
        name: name.map(str::to_owned),
        level: "primary".into(),
        grade: name.map(|_| 4),
        shift: None,
        people: Some(people),
        with_national_id: Some(people - 1),
        shared: Some(0),
    }
}

/// Names with marks that take no room; the first and the third have answered.
fn people() -> Vec<PersonRow> {
    let names = [
        "Nguyễn Thị Hoà",
        "Y Krông Niê",
        "Trần Văn Đức Thịnh Phước",
        "H’Linh Êban",
    ];
    let answers = |device, shared_with, line, signed_in| HomeAnswers {
        device: Some(device),
        shared_with: Some(shared_with),
        same_shift: (shared_with > 0).then_some(true),
        line: Some(line),
        signed_in: [(0, signed_in)].into(),
        ..HomeAnswers::default()
    };
    let rows = (1_u32..).zip(names).map(|(number, name)| PersonRow {
        id: PersonId(number),
        etag: Position(9),
        school: school(),
        site: school(),
        kind: PersonKind::Student,
        code: Some(format!("HS{number:03}")),
        name: Some(name.into()),
        birth_date: None,
        national_id: None,
        has_national_id: number > 1,
        class: Some("4A1".into()),
        level: "primary".into(),
        grade: Some(4),
        shift: None,
        further_sites: Vec::new(),
        shared: false,
        from: Date::new(2026, 9, 5).unwrap(),
        left_on: None,
        home: match number {
            1 => Some(answers(DeviceAtHome::Laptop, 0, LineAtHome::Plays, true)),
            3 => Some(answers(DeviceAtHome::Phone, 2, LineAtHome::Absent, false)),
            _ => None,
        }
        .map(|answers| HomeView {
            on: Date::new(2026, 10, 2).unwrap(),
            answers,
        }),
    });
    rows.collect()
}

fn page<T>(items: Vec<T>) -> Page<T> {
    Page {
        total: items.len() as u64,
        items,
        next: None,
    }
}

pub(crate) fn answered(query: &Query) -> Option<Answer> {
    Some(match query {
        Query::Classes(_) => Answer::Classes(page(vec![
            class(Some("4A1"), 4),
            class(Some("4A2"), 35),
            class(None, 21),
        ])),
        Query::People(_) => Answer::People(page(people())),
        _ => return None,
    })
}

pub(crate) fn nothing(query: &Query) -> Option<Answer> {
    match query {
        Query::Classes(_) => Some(Answer::Classes(page(Vec::new()))),
        Query::People(_) => Some(Answer::People(page(Vec::new()))),
        _ => None,
    }
}

/// The people of the first class.
fn at_class() -> Driver {
    let mut driver = Driver::at_school((120, 40), Look::default());
    driver.walk(&[Key::Char('2'), Key::Down, Key::Down, Key::Char('c'), Key::Enter]);
    assert!(
        driver.screen().contains("2 / 4 đã trả lời"),
        "{}",
        driver.screen()
    );
    driver
}

fn typed(driver: &mut Driver, text: &str) {
    driver.keys(text).key(Key::Enter);
}

#[test]
fn what_is_asked_is_of_the_class_and_of_its_teachers() {
    let mut driver = at_class();
    driver.walk(&[Key::Esc, Key::Down, Key::Down]);
    driver.key(Key::Enter);
    let asked = driver.asked.iter().find_map(|(_, query)| match query {
        Query::People(query) => query.filter.clone(),
        _ => None,
    });
    assert_eq!(asked.as_deref(), Some("kind:teacher,level:primary"));
}

#[test]
fn the_star_marks_who_has_not_answered_then_everybody_then_nobody() {
    let mut driver = at_class();
    for marked in ["đã đánh dấu 2", "đã đánh dấu 4"] {
        driver.keys("*");
        assert!(driver.screen().contains(marked), "{}", driver.screen());
    }
    driver.keys("*");
    assert!(!driver.screen().contains("đã đánh dấu"), "{}", driver.screen());
}

#[test]
fn all_who_are_marked_answer_the_same_in_one_form() {
    let mut driver = at_class();
    driver.keys("*").key(Key::Enter);
    assert!(
        driver.screen().contains("Phiếu ở nhà: 4A1, 2 người"),
        "{}",
        driver.screen()
    );
    // A form that says nothing is not sent.
    driver.key(Key::Ctrl('s'));
    assert!(driver.submitted.is_empty());
    assert!(driver.screen().contains("✖"), "{}", driver.screen());
    typed(&mut driver, "bang");
    typed(&mut driver, "1");
    typed(&mut driver, "khong");
    typed(&mut driver, "thinh");
    typed(&mut driver, "co");
    driver.key(Key::Ctrl('s'));
    let Some((_, Change::Survey(wish))) = driver.submitted.last().cloned() else {
        panic!("{:?}", driver.submitted)
    };
    assert_eq!((wish.school.as_deref(), wish.on), (Some("u10"), None));
    let people: Vec<Option<PersonId>> = wish.answers.iter().map(|answer| answer.person).collect();
    assert_eq!(people, [Some(PersonId(2)), Some(PersonId(4))]);
    let home = HomeAnswers {
        device: Some(DeviceAtHome::Tablet),
        provider: None,
        shared_with: Some(1),
        same_shift: Some(false),
        line: Some(LineAtHome::Sometimes),
        signed_in: [(0, true)].into(),
    };
    assert!(wish.answers.iter().all(|answer| answer.home == home), "{wish:?}");
    driver.reply_change(Ok(Answer::Made));
    let screen = driver.screen();
    assert!(screen.contains("Đã ghi: Phiếu ở nhà: 4A1, 2 người"), "{screen}");
    assert!(!screen.contains("đã đánh dấu"), "{screen}");
    assert!(
        driver
            .asked
            .iter()
            .any(|(_, query)| matches!(query, Query::People(_))),
        "{:?}",
        driver.asked
    );
    driver.pass(1_000);
    assert!(
        driver
            .asked
            .iter()
            .any(|(_, query)| matches!(query, Query::Overview))
    );
}

#[test]
fn names_and_answers_stay_out_of_a_session_that_is_written_down() {
    let driver = at_class();
    let written = driver.recorder.text();
    assert!(
        written.contains("4A1") && !written.contains("Y Krông Niê"),
        "{written}"
    );
}
