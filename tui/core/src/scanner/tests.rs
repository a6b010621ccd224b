use super::*;
use crate::view::theme::ThemeKind;
use kiemke_config::messages::Lang;
use kiemke_wire::ids::EquipmentId;
use kiemke_wire::stocktake::CountTotals;
use kiemke_wire::view::{CodeState, UnitView};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

const ROOMS: [UnitKey; 2] = [UnitKey(4), UnitKey(5)];

fn item(record: u32, room: UnitKey, state: ItemState) -> ItemView {
    ItemView {
        record: EquipmentId(record),
        code: Some(format!("MT-{record:04}")),
        name: "Máy tính bàn Dell Vostro 3681".into(),
        room,
        seat: (record != 9).then_some(record as u16),
        in_scope: true,
        lost: false,
        state,
        found_in: Vec::new(),
        condition: None,
    }
}

fn states() -> ScanStates {
    let row = |room: UnitKey, name: &str| RoomRow {
        unit: UnitView {
            key: room,
            code: room.to_string(),
            name: name.into(),
            kind: "room".into(),
            parent: None,
        },
        in_scope: true,
        done: false,
        totals: CountTotals {
            expected: 40,
            matched: 31,
            not_yet_counted: 9,
            surplus: 1,
            ..CountTotals::default()
        },
        strangers: 2,
    };
    let mut items = vec![item(17, ROOMS[0], ItemState::Matched)];
    let left = [3, 8, 9, 11, 12, 20, 27, 33, 38];
    items.extend(left.map(|at| item(at, ROOMS[0], ItemState::NotYetCounted)));
    ScanStates {
        etag: kiemke_wire::ids::Position(9),
        items,
        surplus: Vec::new(),
        rooms: vec![row(ROOMS[0], "Phòng tin 2"), row(ROOMS[1], "Phòng tin 1")],
    }
}

fn scanner(size: (u16, u16)) -> Scanner {
    let look = Look {
        lang: Lang::Vi,
        theme: ThemeKind::Plain,
        ..Look::default()
    };
    let mut scanner = Scanner::new(look, size, "Đợt 2026", "THCS Nam Đà");
    scanner.take(ScannerMessage::States(states()));
    scanner
}

fn scanned(id: u8, code: &str, state: CodeState) -> ScannerMessage {
    ScannerMessage::Scanned(ScanOutcome {
        event: CountId([id; 16]),
        code: code.into(),
        room: ROOMS[0],
        state,
    })
}

fn counted(size: (u16, u16)) -> Scanner {
    let mut scanner = scanner(size);
    scanner.take(scanned(1, "8938501234567", CodeState::Surplus));
    for (id, item) in [
        (2, item(188, ROOMS[1], ItemState::Misplaced)),
        (3, item(17, ROOMS[0], ItemState::Matched)),
    ] {
        let code = item.code.clone().unwrap();
        scanner.take(scanned(id, &code, CodeState::Item { item, again: false }));
    }
    scanner
}

fn screen(scanner: &Scanner) -> String {
    let mut buffer = Buffer::empty(Rect::new(0, 0, scanner.size.0, scanner.size.1));
    scanner.draw(&mut buffer);
    let rows = buffer.area.rows().map(|row| {
        let cells = row.columns().map(|cell| buffer[(cell.x, cell.y)].symbol());
        cells.collect::<String>().trim_end().to_owned()
    });
    rows.collect::<Vec<_>>().join("\n")
}

fn typed(scanner: &mut Scanner, text: &str) -> Vec<Wish> {
    for character in text.chars() {
        let wishes = scanner.take(ScannerMessage::Key(Key::Char(character)));
        assert_eq!(wishes, []);
    }
    scanner.take(ScannerMessage::Key(Key::Enter))
}

#[test]
fn it_looks_so() {
    let screens: Vec<String> = [(80, 24), (120, 40), (50, 15), (50, 10)]
        .map(|size| format!("{}×{}\n{}", size.0, size.1, screen(&counted(size))))
        .into();
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("scanner", screens.join("\n"));
    });
}

#[test]
fn what_a_scanner_types_is_a_code_whatever_letters_it_has() {
    let mut scanner = scanner((80, 24));
    let scan = |code: &str, room| {
        vec![Wish::Scan {
            room,
            code: code.into(),
            condition: None,
            note: None,
        }]
    };
    assert_eq!(typed(&mut scanner, "quz?/: MT-1 "), scan("quz?/: MT-1", ROOMS[0]));
    let pasted = scanner.take(ScannerMessage::Paste("A1\nB2\r".into()));
    assert_eq!(pasted, [scan("A1", ROOMS[0]), scan("B2", ROOMS[0])].concat());
    assert_eq!(typed(&mut scanner, "  "), []);
    let look = scanner.take(ScannerMessage::Key(Key::Tab));
    assert_eq!(look, [Wish::Look(ROOMS[1])]);
    assert_eq!(typed(&mut scanner, "C3"), scan("C3", ROOMS[1]));
}

#[test]
fn the_newest_scan_is_taken_back_first_and_damage_and_notes_are_said_of_it() {
    let mut scanner = counted((80, 24));
    let key = |scanner: &mut Scanner, key| scanner.take(ScannerMessage::Key(key));
    let withdrawn = |id| vec![Wish::Withdraw(CountId([id; 16]))];
    assert_eq!(key(&mut scanner, Key::Ctrl('z')), withdrawn(3));
    scanner.take(ScannerMessage::Withdrawn(CountId([3; 16])));
    assert!(screen(&scanner).contains("ĐÃ HOÀN TÁC"), "{}", screen(&scanner));
    assert_eq!(key(&mut scanner, Key::Ctrl('z')), withdrawn(2));
    let again = |condition, note: Option<&str>| {
        vec![Wish::Scan {
            room: ROOMS[0],
            code: "MT-0188".into(),
            condition,
            note: note.map(str::to_owned),
        }]
    };
    assert_eq!(
        key(&mut scanner, Key::Ctrl('b')),
        again(Some(Condition::Poor), None)
    );
    assert_eq!(key(&mut scanner, Key::Ctrl('t')), []);
    assert_eq!(
        typed(&mut scanner, "vỡ màn hình"),
        again(None, Some("vỡ màn hình"))
    );
    // A room is done only when that is said twice, and whoever scans on has not finished.
    key(&mut scanner, Key::Ctrl('d'));
    assert!(matches!(typed(&mut scanner, "X")[..], [Wish::Scan { .. }]));
    key(&mut scanner, Key::Ctrl('d'));
    let done = key(&mut scanner, Key::Enter);
    assert_eq!(done, [Wish::Done(ROOMS[0]), Wish::Look(ROOMS[0])]);
    assert_eq!(key(&mut scanner, Key::Esc), [Wish::Quit]);
}

#[test]
fn no_size_breaks_it() {
    for width in (1..=200).step_by(7) {
        for height in 1..=60 {
            screen(&counted((width, height)));
        }
    }
    let mut small = counted((80, 24));
    small.size = (200, 60);
    let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 5));
    small.draw(&mut buffer);
    let mut empty = Scanner::new(Look::default(), (80, 24), "", "");
    assert_eq!(typed(&mut empty, "A"), [], "no room, no scan");
    screen(&empty);
}
