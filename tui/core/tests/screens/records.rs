//! What is done with equipment by keys alone.

use crate::driver::Driver;
use crate::school;
use kiemke_tui_core::key::Key;
use kiemke_tui_core::{Answer, Change, Look, Query, Refusal, RefusalKind};
use kiemke_wire::equipment::{ActionKind, EquipmentState, Holder};
use kiemke_wire::ids::{EquipmentId, Position, UnitKey};
use kiemke_wire::view::Page;

const SIZE: (u16, u16) = (120, 40);

/// The table with records alone: the nine that are lent stand first by their numbers.
fn records() -> Driver {
    let mut driver = Driver::at_school(SIZE, Look::default());
    driver.keys("3").answer_school();
    driver.keys("fho so").key(Key::Enter).answer_school();
    driver
}

fn typed(driver: &mut Driver, text: &str) {
    for character in text.chars() {
        driver.key(Key::Char(character));
    }
    driver.answer_school();
}

fn sent(driver: &Driver) -> &Change {
    &driver.submitted.last().expect("something was sent").1
}

fn refusal(kind: RefusalKind, code: &str, place: Option<&str>) -> Refusal {
    Refusal {
        kind,
        detail: "as the daemon says".into(),
        code: Some(code.into()),
        place: place.map(str::to_owned),
    }
}

#[test]
fn marked_records_are_given_back_together() {
    let mut driver = records();
    driver.keys("   ");
    assert!(driver.screen().contains("đã đánh dấu 3"), "{}", driver.screen());
    driver.keys("atra lai").key(Key::Enter);
    assert!(driver.screen().contains("(3)"), "{}", driver.screen());
    typed(&mut driver, "tot");
    driver.key(Key::Ctrl('s'));
    let Change::Act { ids, act } = sent(&driver) else {
        panic!("{:?}", sent(&driver))
    };
    assert_eq!(*ids, [1, 2, 3].map(EquipmentId));
    assert_eq!(act.action, ActionKind::Return);
    assert!(act.condition.is_some() && act.holder.is_none());
    let ids = ids.clone();
    driver.reply_change(Ok(school::changed(90, &ids, 0)));
    assert!(driver.screen().contains("u để hoàn tác"), "{}", driver.screen());
    assert!(
        driver
            .asked
            .iter()
            .any(|(_, query)| matches!(query, Query::Records(_))),
        "the list is asked for anew"
    );
    driver.keys("u");
    assert!(driver.screen().contains("Hoàn tác"), "{}", driver.screen());
    driver.key(Key::Enter);
    assert_eq!(*sent(&driver), Change::Undo(Position(90)));
    driver.reply_change(Ok(school::changed(91, &[], 0)));
    assert!(driver.screen().contains("Đã hoàn tác"), "{}", driver.screen());
    driver.keys("u");
    assert!(
        driver.screen().contains("Không có gì để hoàn tác"),
        "{}",
        driver.screen()
    );
}

/// Records of a large school, as many at a time as are asked for.
fn in_pages(query: &Query) -> Result<Answer, Refusal> {
    const RECORDS: u32 = 2_500;
    let Query::Records(asked) = query else {
        return school::answered(query);
    };
    let from: u32 = asked
        .cursor
        .as_deref()
        .map_or(0, |cursor| cursor.parse().unwrap());
    let to = RECORDS.min(from + asked.limit as u32);
    Ok(Answer::Records(Page {
        items: (from + 1..=to).map(school::record).collect(),
        total: RECORDS.into(),
        next: (to < RECORDS).then(|| to.to_string()),
    }))
}

#[test]
fn a_star_marks_the_whole_list_also_what_is_not_loaded_yet() {
    let mut driver = Driver::at_school(SIZE, Look::default());
    driver.keys("3").answer_all_with(in_pages);
    driver.keys("fho so").key(Key::Enter).answer_all_with(in_pages);
    driver.keys("*");
    assert!(
        driver.screen().contains("đã đánh dấu 100 "),
        "{}",
        driver.screen()
    );
    for _ in 0..4 {
        driver.pass(20).answer_all_with(in_pages);
    }
    let screen = driver.screen().replace(['\u{a0}', '\u{202f}'], " ");
    assert!(screen.contains("đã đánh dấu 2 500"), "{screen}");
    // Again: none.
    driver.keys("*").pass(20).answer_all_with(in_pages);
    assert!(!driver.screen().contains("đã đánh dấu"), "{}", driver.screen());
}

#[test]
fn only_what_fits_the_state_is_offered() {
    let mut driver = records();
    driver.keys("acho muon");
    assert!(
        driver.screen().contains("không có mục nào khớp"),
        "{}",
        driver.screen()
    );
    driver.key(Key::Esc).keys(":cho muon").key(Key::Enter);
    assert_eq!(driver.submitted.len(), 0);
}

#[test]
fn thirty_come_in_with_counted_codes_and_a_place_that_was_still_being_looked_up() {
    let mut driver = Driver::at_school(SIZE, Look::default());
    driver.keys("3").answer_school();
    driver.keys("n");
    typed(&mut driver, "Máy tính bảng");
    driver.key(Key::Enter);
    typed(&mut driver, "may tinh bang");
    driver.key(Key::Enter);
    // The reader's own unit stood there; another one is typed, and Enter does not wait for the list.
    driver.key(Key::Ctrl('u')).keys("kho").key(Key::Enter);
    assert!(driver.submitted.is_empty());
    driver.answer_school();
    // The place was taken and the next field has the keys.
    driver
        .key(Key::Ctrl('u'))
        .keys("30")
        .key(Key::Enter)
        .keys("MTB-001");
    driver.key(Key::Ctrl('s'));
    let Change::Receive(wish) = sent(&driver) else {
        panic!("{:?}", sent(&driver))
    };
    assert_eq!(wish.records.len(), 30);
    let last = &wish.records[29];
    assert_eq!(last.code.as_deref(), Some("MTB-030"));
    assert_eq!((last.place, last.state), (UnitKey(12), EquipmentState::InStore));
    assert_eq!(last.category.0, "tablet");
}

#[test]
fn faults_are_told_while_one_types_and_nothing_wrong_is_sent() {
    let mut driver = records();
    driver.keys("amat").key(Key::Enter);
    driver.key(Key::Tab).keys("31/02/2026");
    assert!(driver.screen().contains("không phải ngày"), "{}", driver.screen());
    driver.key(Key::Ctrl('s'));
    assert!(driver.submitted.is_empty());
    driver.key(Key::Ctrl('u')).keys("01/11/2026").key(Key::Ctrl('s'));
    assert!(driver.submitted.is_empty(), "a date of no paper");
    assert!(
        driver.screen().contains("cần cả Số chứng từ"),
        "{}",
        driver.screen()
    );
    driver.key(Key::BackTab).keys("03/BB").key(Key::Ctrl('s'));
    let Change::Act { act, .. } = sent(&driver) else {
        panic!("{:?}", sent(&driver))
    };
    let document = act.document.as_ref().expect("the paper");
    assert_eq!(document.number, "03/BB");
    assert_eq!(
        document.date.map(|date| date.to_string()).as_deref(),
        Some("2026-11-01")
    );
    // What is under way is not left, and not sent twice.
    driver.key(Key::Esc).key(Key::Ctrl('s'));
    assert_eq!(driver.submitted.len(), 1);
    assert!(driver.screen().contains("Đang gửi"), "{}", driver.screen());
}

#[test]
fn what_was_typed_goes_only_after_a_second_esc() {
    let mut driver = records();
    driver.keys("n").keys("x").key(Key::Esc);
    assert!(driver.screen().contains("sẽ mất"), "{}", driver.screen());
    driver.keys("y").key(Key::Esc).key(Key::Esc);
    assert!(
        !driver.screen().contains("Nhận thiết bị về"),
        "{}",
        driver.screen()
    );
    driver.keys("n").key(Key::Esc);
    assert!(!driver.screen().contains("sẽ mất"), "nothing was typed");
}

#[test]
fn a_refusal_names_its_field_and_somebody_faster_is_told_in_words() {
    let mut driver = records();
    driver.key(Key::Enter).answer_school().keys("E");
    typed(&mut driver, " 2");
    driver.key(Key::Ctrl('s'));
    let Change::Edit { id, seen, fields } = sent(&driver) else {
        panic!("{:?}", sent(&driver))
    };
    assert_eq!((*id, *seen), (EquipmentId(1), Position(101)));
    assert_eq!(
        fields.keys().collect::<Vec<_>>(),
        ["name"],
        "only what changed is sent"
    );
    driver.reply_change(Err(refusal(
        RefusalKind::Invalid,
        "invalid",
        Some("records[0].serial"),
    )));
    assert!(
        driver.screen().contains("as the daemon says"),
        "{}",
        driver.screen()
    );
    driver.key(Key::Ctrl('s'));
    driver.keys("7").key(Key::Ctrl('s'));
    driver.reply_change(Err(refusal(RefusalKind::Stale, "stale", None)));
    let screen = driver.screen();
    assert!(screen.contains("Vừa có người khác sửa"), "{screen}");
    assert!(
        driver
            .asked
            .iter()
            .any(|(_, query)| matches!(query, Query::Record(_))),
        "the newest is asked for"
    );
}

#[test]
fn an_answer_that_did_not_come_is_not_called_a_failure() {
    let mut driver = records();
    driver.keys("amat").key(Key::Enter).key(Key::Ctrl('s'));
    driver.reply_change(Err(crate::driver::unreachable()));
    assert!(
        driver.screen().contains("chưa biết việc này đã được ghi"),
        "{}",
        driver.screen()
    );
}

#[test]
fn a_record_and_the_machine_in_it_are_one_row_that_leads_to_both() {
    let mut driver = Driver::at_school(SIZE, Look::default());
    driver.keys("3").answer_school();
    let screen = driver.screen();
    let name = crate::province::machine_row(3).name;
    assert!(!screen.lines().any(|line| line.contains(&name)), "{screen}");
    assert!(screen.contains("37 / 37"), "{screen}");
    driver.keys("/de ban");
    driver.answer_all_with(|query| match query {
        Query::Records(_) => Ok(Answer::Records(kiemke_wire::view::Page {
            items: vec![school::record(32)],
            total: 1,
            next: None,
        })),
        other => school::answered(other),
    });
    driver.key(Key::Enter);
    while !driver.screen().contains("Máy tính để bàn") {
        driver.key(Key::Down);
    }
    driver.keys("g").key(Key::Enter).answer_school();
    if driver.state.open_record().is_some() {
        driver.keys("m").answer_school();
        assert!(driver.state.open_machine().is_some());
        driver.key(Key::Esc);
        assert_eq!(driver.state.open_record(), Some(EquipmentId(32)));
    }
}

#[test]
fn the_table_goes_into_a_file_and_a_row_onto_the_clipboard() {
    let mut driver = records();
    driver.keys("Y");
    assert!(driver.copied[0].contains("MTB-0"), "{:?}", driver.copied);
    driver.keys("e");
    assert!(
        driver.screen().contains("kiemke-equipment-2026-11-24.csv"),
        "{}",
        driver.screen()
    );
    driver.key(Key::Enter);
    let table = driver.tables.last().expect("a table");
    assert_eq!(table.rows.len(), 32);
    assert_eq!(table.titles[0], "Tên");
    assert!(table.rows.iter().all(|row| row.len() == table.titles.len()));
}

#[test]
fn a_person_is_asked_for_when_something_is_lent() {
    let mut driver = records();
    // The tenth is lost, the eleventh lies in the store.
    (0..10).for_each(|_| {
        driver.key(Key::Down);
    });
    driver.keys("acho muon").key(Key::Enter).key(Key::Ctrl('s'));
    assert!(driver.submitted.is_empty());
    assert!(driver.screen().contains("cần điền"), "{}", driver.screen());
    driver.keys("HS-0042").key(Key::Ctrl('s'));
    let Change::Act { act, .. } = sent(&driver) else {
        panic!("{:?}", sent(&driver))
    };
    assert_eq!(act.holder, Some(Holder::Person("HS-0042".into())));
}

#[test]
fn a_unit_opens_with_what_lies_in_it_and_esc_leads_back() {
    let mut driver = Driver::at_school(SIZE, Look::default());
    driver.keys("2").answer_school();
    let screen = driver.screen();
    assert!(
        screen.contains("TH Nam Đà") && !screen.contains("Phòng tin 1"),
        "{screen}"
    );
    driver.walk(&[Key::Down, Key::Down, Key::Right]);
    assert!(driver.screen().contains("Phòng tin 1"), "{}", driver.screen());
    driver.key(Key::Enter);
    let asked = driver.asked.iter().find_map(|(_, query)| match query {
        Query::Records(query) => query.unit,
        _ => None,
    });
    assert_eq!(asked, Some(UnitKey(11)));
    driver.answer_school().key(Key::Esc).answer_school();
    assert!(driver.screen().contains("[2 Đơn vị]"), "{}", driver.screen());
    driver.keys("o");
    let asked = driver.asked.iter().find_map(|(_, query)| match query {
        Query::Lines(query) => query.unit,
        _ => None,
    });
    assert_eq!(asked, Some(UnitKey(11)));
}

#[test]
fn a_past_day_is_asked_for_and_said() {
    let mut driver = Driver::at_school(SIZE, Look::default());
    driver.keys("2").answer_school();
    driver.keys("d").keys("31/12/2024").key(Key::Enter);
    let day = driver.asked.iter().find_map(|(_, query)| match query {
        Query::Place(_, day) => *day,
        _ => None,
    });
    assert_eq!(day.map(|day| day.to_string()).as_deref(), Some("2024-12-31"));
    driver.answer_school();
    assert!(
        driver.screen().contains("tính đến 31/12/2024"),
        "{}",
        driver.screen()
    );
}

#[test]
fn questions_are_answered_on_keys_and_the_answer_is_taken_back() {
    use kiemke_wire::ids::ReviewId;
    use kiemke_wire::review::{ReviewAction, ReviewAnswer};
    let mut driver = Driver::at_school(SIZE, Look::default());
    driver.keys("7").answer_school();
    let screen = driver.screen();
    assert!(
        screen.contains("1 / 3") && screen.contains("BSN-7741"),
        "{screen}"
    );
    driver.keys("c");
    assert!(driver.submitted.is_empty(), "that is no answer to this question");
    driver.keys("s").answer_school().keys("t");
    let answer = ReviewAction::Answer {
        answer: ReviewAnswer::Different,
    };
    assert_eq!(*sent(&driver), Change::Review(ReviewId(2), answer));
    driver.keys("m");
    assert_eq!(driver.submitted.len(), 1, "one answer at a time");
    let Ok(answered) = school::answered(&Query::Review(ReviewId(2))) else {
        panic!("the school answers")
    };
    driver.reply_change(Ok(answered));
    driver.keys("u").key(Key::Enter);
    assert_eq!(*sent(&driver), Change::Review(ReviewId(2), ReviewAction::Undo));
    driver.reply_change(Err(refusal(RefusalKind::Stale, "touched_since", None)));
    assert!(
        driver.screen().contains("Không hoàn tác được"),
        "{}",
        driver.screen()
    );
}
