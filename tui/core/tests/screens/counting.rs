//! What the keys of screen 5 lead to, and what becomes of what is scanned.

use crate::driver::{Driver, unreachable};
use crate::province::NOW;
use crate::stocktakes::{detail, outcome, taken, totals};
use kiemke_tui_core::key::Key;
use kiemke_tui_core::{Answer, Change, LinkChange, Look, Message, Refusal, RefusalKind};
use kiemke_wire::ids::{EquipmentId, Position, StocktakeId, UnitKey};
use kiemke_wire::stocktake::{CountEvent, Counted, PackNumber};
use kiemke_wire::view::{ScanOutcome, StocktakeChanged};

const SIZE: (u16, u16) = (120, 40);

/// What was written down last.
fn counted(driver: &Driver) -> &CountEvent {
    match driver.submitted.last() {
        Some((_, Change::Count { event, .. })) => event,
        other => panic!("{other:?}"),
    }
}

/// The daemon's word on what was written down last: what it is, by its number among the things.
fn scanned(driver: &mut Driver, thing: Option<usize>) {
    let event = counted(driver).clone();
    let Counted::Scan { code, room, .. } = &event.what else {
        panic!("{event:?}");
    };
    let outcome = ScanOutcome {
        event: event.id,
        room: *room,
        ..outcome(0, code, thing)
    };
    driver.reply_change(Ok(taken(vec![outcome]))).answer_school();
}

fn at_rooms(size: (u16, u16), look: Look) -> Driver {
    let mut driver = Driver::at_school(size, look);
    driver.walk(&[Key::Char('5'), Key::Enter]);
    driver
}

/// The first room is scanned: one thing as it should be, one of elsewhere, one of nobody.
pub(crate) fn scanning(size: (u16, u16), look: Look) -> Driver {
    let mut driver = at_rooms(size, look);
    driver.keys("s").keys("Cô Lan").key(Key::Enter).answer_school();
    for (code, thing) in [
        ("mt-0001", Some(0)),
        ("MT-0005", Some(4)),
        ("8938505974192", None),
    ] {
        driver.keys(code).key(Key::Enter);
        scanned(&mut driver, thing);
    }
    driver
}

fn says(driver: &Driver, text: &str) {
    assert!(
        driver.screen().contains(text),
        "no {text:?}:\n{}",
        driver.screen()
    );
}

#[test]
fn a_room_is_scanned_without_waiting_and_in_order() {
    let mut driver = at_rooms(SIZE, Look::default());
    driver.keys("s");
    says(&driver, "Người đếm");
    driver.keys("Cô Lan").key(Key::Enter).answer_school();
    says(&driver, "quét hoặc gõ mã");
    // Two codes come faster than the daemon answers; letters are codes, not commands.
    driver.keys("MT-0001").key(Key::Enter).keys("qe3").key(Key::Enter);
    assert_eq!(driver.submitted.len(), 1);
    let first = counted(&driver).clone();
    assert_eq!(first.counter, "Cô Lan");
    scanned(&mut driver, Some(0));
    says(&driver, "KHỚP");
    assert_eq!(driver.submitted.len(), 2);
    assert!(counted(&driver).id != first.id);
    scanned(&mut driver, None);
    says(&driver, "THỪA");
    // The newest is taken back; the room is done; out again.
    let newest = counted(&driver).id;
    driver.key(Key::Ctrl('z'));
    assert_eq!(counted(&driver).what, Counted::Withdraw { event: newest });
    driver.reply_change(Ok(taken(Vec::new()))).answer_school();
    says(&driver, "ĐÃ HOÀN TÁC");
    driver.key(Key::Ctrl('d'));
    says(&driver, "đã đếm xong phòng này?");
    driver.key(Key::Enter);
    assert_eq!(counted(&driver).what, Counted::RoomDone { room: UnitKey(13) });
    driver.key(Key::Esc);
    says(&driver, "Đang gửi");
    driver.reply_change(Ok(taken(Vec::new()))).answer_school();
    says(&driver, "Đã đếm");
    // Who counts is not asked again; a pasted code counts as a typed one.
    driver.keys("s").answer_school();
    driver.tell(Message::Paste("MT-0002\r\n".into()));
    assert!(matches!(&counted(&driver).what, Counted::Scan { code, .. } if code == "MT-0002"));
}

#[test]
fn a_scan_that_nobody_answered_goes_again_under_its_name() {
    let mut driver = scanning(SIZE, Look::default());
    driver.keys("MT-0002").key(Key::Enter);
    let lost = counted(&driver).clone();
    driver.reply_change(Err(unreachable()));
    says(&driver, "1 mục chờ");
    driver.tell(Message::Link(LinkChange::Lost(unreachable())));
    driver.key(Key::Esc);
    says(&driver, "chưa gửi sẽ mất");
    // Leaving the program loses it too.
    driver.keys("x").key(Key::Backspace).key(Key::Ctrl('c'));
    assert!(!driver.quit);
    says(&driver, "chưa gửi sẽ mất");
    let sent = driver.submitted.len();
    driver.tell(Message::Link(LinkChange::Opened));
    assert_eq!(driver.submitted.len(), sent + 1);
    assert_eq!(*counted(&driver), lost);
    scanned(&mut driver, Some(1));
    says(&driver, "MT-0002");
    driver.key(Key::Esc).answer_school();
    says(&driver, "Đã đếm");
}

#[test]
fn two_terminals_never_give_the_same_name() {
    let name = |seed: [u8; 16]| {
        let mut driver = Driver::new(SIZE);
        driver.state = std::mem::replace(
            &mut driver.state,
            kiemke_tui_core::State::new(Look::default(), SIZE, NOW),
        )
        .drawing_from(seed);
        driver.tell(Message::Link(LinkChange::Opened));
        driver.answer_school();
        driver.walk(&[Key::Char('5'), Key::Enter]);
        driver.keys("s").keys("Y").key(Key::Enter).answer_school();
        driver.keys("MT-0001").key(Key::Enter);
        counted(&driver).id
    };
    assert_ne!(name([1; 16]), name([2; 16]));
}

#[test]
fn every_total_opens_its_things() {
    let mut driver = at_rooms(SIZE, Look::default());
    says(&driver, "phải có 12 · khớp 3");
    for (typed, shown, hidden) in [
        ("thieu", "MT-0004", "MT-0005"),
        ("sai cho", "MT-0005", "MT-0004"),
        ("chua dem", "MT-0012", "MT-0001"),
        ("cua noi khac", "MT-0013", "MT-0005"),
        ("thua", "LẠ-2", "MT-0005"),
    ] {
        driver.keys("f").keys(typed).key(Key::Enter).answer_school();
        says(&driver, shown);
        assert!(!driver.screen().contains(hidden), "{typed}: {}", driver.screen());
    }
    // A room's things, and back the same way.
    driver.key(Key::Esc).answer_school();
    driver.keys("d").answer_school();
    says(&driver, "tất cả · Phòng tin 1");
    says(&driver, "MT-0002");
    driver.walk(&[Key::Esc, Key::Esc]);
    says(&driver, "Kiểm kê cuối năm 2");
}

#[test]
fn what_was_found_twice_is_settled_and_taken_back() {
    let mut driver = at_rooms(SIZE, Look::default());
    driver.walk(&[Key::Tab]);
    driver.key(Key::Enter).keys("Cô Lan").key(Key::Enter);
    says(&driver, "MT-0007 thuộc Phòng tin 1?");
    driver.key(Key::Enter);
    let settled = counted(&driver).clone();
    let room = UnitKey(13);
    let record = EquipmentId(7);
    assert_eq!(settled.what, Counted::Settle { record, room });
    driver.reply_change(Ok(taken(Vec::new()))).answer_school();
    says(&driver, "u để hoàn tác");
    driver.keys("u").key(Key::Enter);
    assert_eq!(counted(&driver).what, Counted::Withdraw { event: settled.id });
    driver.reply_change(Ok(taken(Vec::new()))).answer_school();
    says(&driver, "Đã hoàn tác");
}

#[test]
fn it_is_closed_as_it_was_seen() {
    let mut driver = at_rooms(SIZE, Look::default());
    driver.keys("c").answer_school();
    says(&driver, "rồi bấm c lần nữa");
    driver.keys("c");
    driver.keys("01/BB-KK").key(Key::Tab).key(Key::Tab);
    driver.keys("Trần Thị Hoa: Trưởng ban; Lê Văn Tú").key(Key::Tab);
    driver
        .keys("co")
        .key(Key::Tab)
        .keys("co")
        .key(Key::Tab)
        .key(Key::Tab)
        .key(Key::Tab);
    driver
        .keys("may in")
        .key(Key::Tab)
        .keys("mt-0004")
        .key(Key::Tab)
        .keys("Thầy Tú");
    driver.key(Key::Ctrl('s'));
    let Some((_, Change::CloseStocktake { id, seen, wish })) = driver.submitted.last() else {
        panic!("{:?}\n{}", driver.submitted, driver.screen());
    };
    assert_eq!((*id, *seen), (StocktakeId(2), Position(42)));
    assert_eq!(wish.document.as_ref().unwrap().number, "01/BB-KK");
    let signed: Vec<&str> = wish.signatures.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(signed, ["Trần Thị Hoa", "Lê Văn Tú"]);
    assert_eq!(wish.moved, [5, 13].map(EquipmentId));
    assert!(wish.lost.is_empty(), "what is left is not lost");
    assert_eq!(wish.abandon, ["Thầy Tú"]);
    let made: Vec<&str> = wish.records.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(made, ["8938505974192", "máy in cũ của hội phụ huynh"]);
    let closed = StocktakeChanged {
        id: StocktakeId(2),
        etag: Position(50),
        actions: vec![Position(48), Position(49)],
        totals: totals(None),
    };
    driver
        .reply_change(Ok(Answer::StocktakeClosed(closed)))
        .answer_school();
    says(&driver, "Đợt kiểm kê s2 đã đóng");
}

#[test]
fn a_closed_one_is_looked_at_and_changes_no_more() {
    let mut driver = Driver::at_school(SIZE, Look::default());
    driver.walk(&[Key::Char('5'), Key::Down, Key::Enter]);
    driver.tell(Message::Resize(200, 40));
    says(&driver, "ký: Trần Thị Hoa");
    for key in ["s", "c", "o"] {
        driver.keys(key);
        says(&driver, "đã đóng, không thay đổi nữa");
    }
    driver.walk(&[Key::Enter]);
    says(&driver, "tất cả · Phòng tin 1");
    driver.keys("p");
    driver.keys("c53").key(Key::Enter).key(Key::Enter);
    let Some((
        _,
        Change::SaveSheet {
            stocktake,
            sheet,
            path,
        },
    )) = driver.submitted.last()
    else {
        panic!("{:?}", driver.submitted);
    };
    assert_eq!((*stocktake, *sheet), (StocktakeId(1), "c53-hd"));
    assert!(path.ends_with(".xlsx"), "{path}");
    driver.reply_change(Ok(Answer::Written("a.xlsx".into())));
    says(&driver, "Đã ghi tệp: a.xlsx");
}

#[test]
fn packs_go_out_and_come_back() {
    let mut driver = at_rooms(SIZE, Look::default());
    driver
        .keys("o")
        .keys("Cô Hoa")
        .key(Key::Tab)
        .keys("P14; P12")
        .key(Key::Tab)
        .keys("~/hoa.kkp");
    driver.key(Key::Ctrl('s'));
    let Some((_, Change::TakePack { wish, path, .. })) = driver.submitted.last() else {
        panic!("{:?}", driver.submitted);
    };
    assert_eq!((wish.holder.as_str(), path.as_str()), ("Cô Hoa", "~/hoa.kkp"));
    assert_eq!(wish.rooms, ["P14", "P12"]);
    let held = Refusal {
        kind: RefusalKind::Stale,
        detail: "stocktake s2: Cô Hoa has a pack of it already".into(),
        code: Some("has_pack".into()),
        place: Some("s2".into()),
    };
    driver.reply_change(Err(held));
    says(&driver, "đang giữ một gói");
    driver
        .key(Key::Ctrl('s'))
        .reply_change(Ok(Answer::Written("~/hoa.kkp".into())));
    driver.answer_school().keys("b").keys("~/hoa.kkp").key(Key::Enter);
    let Some((_, Change::BringPack(path))) = driver.submitted.last() else {
        panic!("{:?}", driver.submitted);
    };
    let back = kiemke_tui_core::message::PackBack {
        file: path.clone(),
        stocktake: StocktakeId(2),
        pack: PackNumber(4),
        events: 31,
        taken: 30,
        late: false,
        damaged_lines: vec![7],
    };
    driver.reply_change(Ok(Answer::PackBack(back))).answer_school();
    says(&driver, "dòng 7 bị hỏng");
    // What came from one after the end is looked at.
    driver.walk(&[Key::Tab, Key::Tab, Key::End, Key::Enter]);
    says(&driver, "LẠ-9");
    driver.walk(&[Key::Esc]);
    says(&driver, "Y Bhăm Niê");
}

#[test]
fn a_stocktake_is_opened_by_a_form_and_lies_open() {
    let mut driver = Driver::at_school(SIZE, Look::default());
    driver.walk(&[Key::Char('5')]);
    driver.keys("n").keys("nguyen");
    driver.answer_school();
    driver
        .key(Key::Tab)
        .keys("Kiểm kê 2026")
        .key(Key::Tab)
        .keys("P13")
        .key(Key::Tab);
    driver
        .keys("Trần Thị Hoa: Trưởng ban")
        .key(Key::Tab)
        .key(Key::Tab)
        .keys("01/11/2026");
    driver.key(Key::Ctrl('s'));
    says(&driver, "cần cả Số chứng từ");
    driver.key(Key::Ctrl('u')).key(Key::Ctrl('s'));
    let Some((_, Change::OpenStocktake(wish))) = driver.submitted.last() else {
        panic!("{:?}\n{}", driver.submitted, driver.screen());
    };
    assert_eq!((wish.unit.as_str(), wish.name.as_str()), ("u11", "Kiểm kê 2026"));
    assert_eq!(wish.rooms, ["P13"]);
    assert_eq!(wish.committee[0].title.as_deref(), Some("Trưởng ban"));
    driver
        .reply_change(Ok(Answer::Stocktake(Box::new(detail(StocktakeId(2))))))
        .answer_school();
    says(&driver, "Đã mở đợt s2");
    says(&driver, "Phòng tin 1");
}

#[test]
fn whoever_leaves_while_a_scan_is_under_way_is_out_once_it_is_sent() {
    let mut driver = at_rooms(SIZE, Look::default());
    driver.keys("s").keys("Cô Lan").key(Key::Enter).answer_school();
    driver.keys("mt-0001").key(Key::Enter);
    driver.key(Key::Esc);
    says(&driver, "Đang gửi");
    scanned(&mut driver, Some(0));
    says(&driver, "[Phòng]");
}
