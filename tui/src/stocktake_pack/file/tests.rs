use super::*;
use crate::stocktake_pack::desk::Desk;
use kiemke_tui_core::scanner::{ScannerMessage, Wish};
use kiemke_wire::equipment::Category;
use kiemke_wire::ids::{EquipmentId, StocktakeId, UnitKey};
use kiemke_wire::stocktake::{
    CountId, Expectation, ExpectedItem, ExpectedRoom, ItemState, PACK_VERSION, PackNumber,
};
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{CodeState, UnitView};

const ROOM: UnitKey = UnitKey(4);

fn head() -> PackHead {
    let item = |record: u32| ExpectedItem {
        record: EquipmentId(record),
        code: Some(format!("MT-{record}")),
        serial: None,
        name: "Máy tính".into(),
        category: Category("desktop".into()),
        room: ROOM,
        seat: None,
        in_scope: true,
        lost: false,
        away: false,
        cost_dong: None,
        machine: None,
        book_line: None,
    };
    PackHead {
        version: PACK_VERSION,
        stocktake: StocktakeId(1),
        pack: PackNumber(1),
        holder: "Cô Hoa".into(),
        given_at: UnixMs(0),
        name: "Kiểm kê 2026".into(),
        school: UnitView {
            key: UnitKey(2),
            code: "ND".into(),
            name: "THCS Nam Đà".into(),
            kind: "school".into(),
            parent: None,
        },
        rooms: Vec::new(),
        committee: Vec::new(),
        expected: Expectation {
            rooms: vec![ExpectedRoom {
                room: ROOM,
                code: "P4".into(),
                name: "Phòng tin 2".into(),
                in_scope: true,
            }],
            items: (1..=3).map(item).collect(),
            ..Expectation::default()
        },
    }
}

fn desk(path: &Path) -> Desk {
    let (pack, read) = PackOnDisk::open(path).expect("a pack");
    Desk::new(pack, read, "Cô Hoa".into())
}

fn scan(desk: &mut Desk, number: u8, code: &str) -> ScannerMessage {
    let wish = Wish::Scan {
        room: ROOM,
        code: code.into(),
        condition: None,
        note: None,
    };
    let mut said = desk
        .carry_out(wish, CountId([number; 16]), UnixMs(i64::from(number)))
        .unwrap();
    said.remove(0)
}

#[test]
fn counting_goes_on_where_the_power_went() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hoa.kkp");
    reserve(&path).unwrap().fill(&head()).unwrap();
    assert!(reserve(&path).is_err(), "nothing is written over");
    let mut first = desk(&path);
    assert_eq!(first.room_called("phong tin 2"), Some(ROOM));
    let told = scan(&mut first, 1, "mt-1");
    assert!(
        matches!(told, ScannerMessage::Scanned(outcome) if matches!(&outcome.state,
            CodeState::Item { item, again: false } if item.state == ItemState::Matched))
    );
    assert!(
        PackOnDisk::open(&path).is_err(),
        "one counts with a pack at a time"
    );
    scan(&mut first, 2, "MT-2");
    drop(first);
    // The power goes while the third is being written.
    let whole = std::fs::read(&path).unwrap();
    scan(&mut desk(&path), 3, "MT-3");
    let more = std::fs::read(&path).unwrap();
    for cut in whole.len()..more.len() {
        std::fs::write(&path, &more[..cut]).unwrap();
        let mut again = desk(&path);
        let states = again.states(None);
        assert_eq!(
            (states.rooms[0].totals.matched, states.rooms[0].totals.expected),
            (2, 3)
        );
        scan(&mut again, 4, "MT-3");
        drop(again);
        let read = read(&path).expect("a pack");
        assert_eq!((read.events.len(), read.damaged.len(), read.cut_bytes), (3, 0, 0));
    }
}
