//! Tables as people make them.

use crate::world::{How, ROOM, SCHOOLS, World, sheet};
use kiemke_core::Refusal;
use kiemke_wire::book::BookKind;
use kiemke_wire::ids::UnitKey;

/// Titles above, heads over three rows, numbers of columns, a group, a repeated head, a sum, signatures.
const S24_H: &str = "\
PHÒNG GIÁO DỤC|||||||||||||||||
Đơn vị: THCS Một|||||||||||||||||
|||SỔ TÀI SẢN CỐ ĐỊNH||||||||||||||
STT|Ghi tăng TSCĐ||||||||Khấu hao (hao mòn) TSCĐ||||||Ghi giảm TSCĐ|||
|Chứng từ||Tên, đặc điểm, ký hiệu TSCĐ|Nước sản xuất|Tháng, năm đưa vào sử dụng ở đơn vị|Số hiệu TSCĐ|Thẻ TSCĐ|Nguyên giá TSCĐ|Khấu hao||Hao mòn||Tổng số khấu hao (hao mòn) phát sinh trong năm|Lũy kế khấu hao (hao mòn) đã tính đến khi chuyển sổ hoặc ghi giảm TSCĐ|Chứng từ||Lý do ghi giảm TSCĐ|Giá trị còn lại của TSCĐ
|Số hiệu|Ngày tháng|||||||Tỷ lệ %|Số tiền|Tỷ lệ %|Số tiền|||Số|Ngày, tháng, năm||
A|B|C|D|E|G|H|I|1|2|3|4|5|6|7|K|L|M|8
I|||Máy móc, thiết bị|||||||||||||||
1|PN01|15/09/2022|Máy chủ Dell PowerEdge T150|Trung Quốc|T9/2022|'0001|'007|45.600.000|||0.2|9120000||18240000||||
2|PN02|44819|02 cái máy photocopy Ricoh|Nhật|2022|TS-0002||120.000.000,4|||'12,5|||||||
|Ghi tăng TSCĐ||||||||||||||||||
|Chứng từ||Tên, đặc điểm, ký hiệu TSCĐ|Nước sản xuất|||||||||||||||
|Số hiệu|Ngày tháng|||||||||||||||||
3|PN03|01/10/2019|Ti vi Sony|Việt Nam|2019|TS-0003||15000000|||||||QĐ 12|31/12/2024|Hỏng, thanh lý|1500000
|||Cộng|||||180.600.000|||||||||1500000
|||||||||||||Đắk Mil, ngày 31 tháng 12 năm 2024||||
|Người ghi sổ||||Kế toán trưởng||||Thủ trưởng đơn vị|||||||||
|(Ký, họ tên)||||(Ký, họ tên)||||(Ký, họ tên, đóng dấu)|||||||||
|Nguyễn Thị A||||Trần B||||H'Lê|||||||||
";

#[test]
fn a_printed_book_of_fixed_assets_is_read() {
    let mut world = World::new();
    let report = world.import(BookKind::S24H, &sheet(S24_H), &How::default());
    assert_eq!((report.new, report.refused), (3, 0), "{:?}", report.items);
    let server = world.line(1);
    assert_eq!(
        (
            server.number.as_deref(),
            server.card.as_deref(),
            server.cost_dong,
            server.year_in_use
        ),
        (Some("0001"), Some("007"), Some(45_600_000), Some(2022)),
        "leading zeros stay"
    );
    assert_eq!(server.category.0, "server");
    let document = server.document.as_ref().unwrap();
    assert_eq!(
        (
            document.number.as_str(),
            document.date.unwrap().to_string().as_str()
        ),
        ("PN01", "2022-09-15")
    );
    assert_eq!(
        (server.wear.wear_rate_bp, server.wear.accumulated_dong),
        (Some(2_000), Some(18_240_000))
    );
    let copiers = world.line(2);
    assert_eq!(
        (copiers.quantity, copiers.cost_of_one(), copiers.wear.wear_rate_bp),
        (2, Some(60_000_000), Some(1_250))
    );
    assert_eq!(
        copiers.document.unwrap().date.unwrap().to_string(),
        "2022-09-15",
        "a serial number is a day"
    );
    let gone = world.line(3);
    assert_eq!(
        (gone.left(), gone.decreases[0].remaining_dong),
        (0, Some(1_500_000))
    );
    assert_eq!(gone.decreases[0].reason.as_deref(), Some("Hỏng, thanh lý"));
    let again = world.import(BookKind::S24H, &sheet(S24_H), &How::default());
    assert_eq!((again.unchanged, again.applied), (3, false), "{:?}", again.items);
}

#[test]
fn thirty_sets_become_thirty_records_once() {
    let mut world = World::new();
    let table = sheet(
        "STT|Mã thiết bị|Tên thiết bị|Số lượng|ĐVT|Đơn giá|Năm|Nơi sử dụng|Nguồn\n\
         1|MT|Máy tính để bàn|30 bộ||12.000.000|2022|phong tin hoc 1|Ngân sách\n\
         2|MC1|Máy chiếu|1|cái|9500000|2021||\n",
    );
    let plain = world.import(BookKind::List, &table, &How::default());
    assert_eq!(plain.records.unwrap().without, 31);
    let split = How {
        split: true,
        ..How::default()
    };
    let report = world.import(BookKind::List, &table, &split);
    let follow = report.records.unwrap();
    assert_eq!((follow.made, follow.tied, follow.without), (31, 0, 0));
    assert_eq!((report.changed, report.new), (2, 0));
    let records = world.records();
    assert_eq!(records.len(), 31);
    assert_eq!(
        (
            records[0].code.as_deref(),
            records[29].code.as_deref(),
            records[30].code.as_deref()
        ),
        (Some("MT-01"), Some("MT-30"), Some("MC1"))
    );
    assert_eq!(
        (
            records[0].place,
            records[30].place,
            records[0].cost_dong,
            records[0].year_in_use
        ),
        (ROOM, SCHOOLS[0], Some(12_000_000), Some(2022))
    );
    assert_eq!(records[29].book_line, Some("b1".parse().unwrap()));
    let again = world.import(BookKind::List, &table, &split);
    assert_eq!((again.unchanged, again.applied), (2, false), "{:?}", again.items);
    assert_eq!(
        world.history(1).len(),
        1,
        "records that are made do not change the line"
    );
}

#[test]
fn a_corrected_row_changes_its_line_and_keeps_what_it_does_not_say() {
    let mut world = World::new();
    let first = "Mã|Tên|SL|Thành tiền|Ghi chú\nA1|Tủ sách|2|3000000|cũ\n";
    world.import(BookKind::List, &sheet(first), &How::default());
    let second = "Mã|Tên|SL|Thành tiền\na1|Tủ sách|3|4500000\n";
    let report = world.import(BookKind::List, &sheet(second), &How::default());
    let changes = &report.items[0].changes;
    let told: Vec<(&str, &str, &str)> = changes
        .iter()
        .map(|change| {
            (
                change.column.as_str(),
                change.before.as_str(),
                change.after.as_str(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("cost_dong", "3000000", "4500000"),
            ("number", "A1", "a1"),
            ("quantity", "2", "3")
        ]
    );
    assert_eq!(world.line(1).notes.as_deref(), Some("cũ"));
    let history = world.history(1);
    assert_eq!((history.len(), history[1].changes.len()), (2, 3));
    assert_eq!(history[1].document.as_deref(), Some("so.xlsx"));
}

#[test]
fn lines_without_numbers_are_told_apart_by_their_papers_and_order() {
    let mut world = World::new();
    let table = "Ngày tháng ghi sổ|Ghi tăng||||||\n\
        |Chứng từ Số hiệu|Chứng từ Ngày tháng|Tên TSCĐ và CCDC|ĐVT|Số lượng|Đơn giá|Thành tiền\n\
        05/01/2023|PN1|05/01/2023|Ma\u{301}y tính bảng|cái|10|4500000|45000000\n\
        05/01/2023|PN1|05/01/2023|Máy tính bảng|Cái|5|4500000|22500000\n\
        05/01/2023|PN2|05/01/2023|Máy tính bảng|cái|1|4500000|4500000\n";
    let report = world.import(BookKind::S26H, &sheet(table), &How::default());
    assert_eq!((report.new, report.refused), (3, 0), "{:?}", report.items);
    let ordinals: Vec<u32> = world.lines().iter().map(|line| line.ordinal).collect();
    assert_eq!(ordinals, [1, 2, 1]);
    assert_eq!(world.line(1).name, "Máy tính bảng", "texts are in normal form");
    let again = world.import(BookKind::S26H, &sheet(table), &How::default());
    assert_eq!((again.unchanged, again.applied), (3, false), "{:?}", again.items);
}

#[test]
fn one_wrong_row_refuses_the_whole_with_its_cell() {
    let head = "Mã|Tên|Loại|SL|Thành tiền|Năm|Mã trường\n";
    for (row, place, code) in [
        ("A1||Máy in|1|1|2020|", "B3", "empty"),
        ("A1|Máy|xe buýt|1|1|2020|", "C3", "category_unknown"),
        ("A1|Máy||nhiều|1|2020|", "D3", "not_a_quantity"),
        ("A1|Máy||1|-5|2020|", "E3", "negative"),
        ("A1|Máy||1|12 triệu|2020|", "E3", "not_money"),
        ("A1|Máy||1|1|2031|", "F3", "out_of_bounds"),
        ("A1|Máy||1|1|2020|t9", "G3", "unit_unknown"),
        ("A1|Máy||1|1|2020|root", "G3", "not_a_school"),
        ("OK|Máy||1|1|2020|", "A3", "line_twice"),
    ] {
        let mut world = World::new();
        let table = sheet(&format!("{head}OK|Máy in||1|1|2020|t1\n{row}\n"));
        let before = world.fleet.position();
        let report = world.import(BookKind::List, &table, &How::default());
        let faults: Vec<(&str, &str)> = report.items[1]
            .faults
            .iter()
            .map(|fault| (fault.place.as_str(), fault.code.as_str()))
            .collect();
        assert_eq!(faults, [(place, code)], "{row}");
        assert_eq!(world.fleet.position(), before, "{row}: all or nothing");
    }
}

#[test]
fn whose_book_it_is_must_be_said() {
    let mut world = World::new();
    let table = sheet("Mã|Tên|SL\nA1|Máy in|1\n");
    let nobodys = How {
        school: None,
        ..How::default()
    };
    let mut wish = world.wish(BookKind::List, &table, &nobodys);
    wish.school = None;
    let held = world.held(&wish);
    let reader = kiemke_core::Reader::administrator();
    let categories = kiemke_config::categories::Categories::shipped();
    let report = kiemke_core::decide::dry_run_book(
        &world.fleet,
        &reader,
        &categories,
        (&wish, &held),
        crate::world::NOW,
    );
    assert_eq!(report.unwrap().items[0].faults[0].code, "no_school");
    // The same number in another school is another line.
    let of = |school: UnitKey| How {
        school: Some(school),
        ..How::default()
    };
    assert_eq!(world.import(BookKind::List, &table, &of(SCHOOLS[0])).new, 1);
    assert_eq!(world.import(BookKind::List, &table, &of(SCHOOLS[1])).new, 1);
}

#[test]
fn what_somebody_changed_meanwhile_is_not_overwritten() {
    let mut world = World::new();
    let table = |quantity: u32| sheet(&format!("Mã|Tên|SL\nA1|Máy in|{quantity}\n"));
    world.import(BookKind::List, &table(1), &How::default());
    let wish = world.wish(BookKind::List, &table(2), &How::default());
    let held = world.held(&wish);
    world.import(BookKind::List, &table(3), &How::default());
    assert!(matches!(world.refused(wish, held), Refusal::Stale(_)));
    assert_eq!(world.line(1).quantity, 3);
}
