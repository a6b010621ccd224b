//! What went: on the row of what came in, or on rows of its own.

use crate::world::{How, World, sheet};
use kiemke_wire::book::BookKind;

const HEAD: &str = "Ngày tháng ghi sổ|Ghi tăng TSCĐ và CCDC||||||Ghi giảm TSCĐ và CCDC||||\n\
    |Chứng từ||Tên TSCĐ và công cụ, dụng cụ|ĐVT|Số lượng|Thành tiền|Chứng từ||Lý do|Số lượng|Thành tiền\n\
    |Số hiệu|Ngày tháng|||||Số hiệu|Ngày tháng|||\n";

fn book(rows: &str) -> kiemke_core::forms::Sheet {
    sheet(&format!("{HEAD}{rows}"))
}

#[test]
fn what_goes_is_taken_from_the_oldest_first_and_once() {
    let mut world = World::new();
    let rows = "05/01/2022|N1|05/01/2022|Máy in|cái|2|6000000|||||\n\
        05/01/2023|N2|05/01/2023|Máy in|cái|3|9000000|||||\n\
        05/06/2024|||máy in|cái|||X1|05/06/2024|Hỏng|4|12000000\n";
    let report = world.import(BookKind::S26H, &book(rows), &How::default());
    assert_eq!(
        (report.new, report.changed, report.refused),
        (2, 1, 0),
        "{:?}",
        report.items
    );
    let left: Vec<u32> = world
        .lines()
        .iter()
        .map(kiemke_wire::book::BookLine::left)
        .collect();
    assert_eq!(left, [0, 1]);
    let again = world.import(BookKind::S26H, &book(rows), &How::default());
    assert_eq!((again.unchanged, again.applied), (3, false), "{:?}", again.items);
    // The books of the next year hold the same rows and further ones.
    let later = format!("{rows}05/06/2025|||Máy in|cái|||X2|05/06/2025|Hỏng|1|\n");
    let report = world.import(BookKind::S26H, &book(&later), &How::default());
    assert_eq!((report.unchanged, report.changed), (3, 1), "{:?}", report.items);
    assert_eq!(world.line(2).left(), 0);
}

#[test]
fn more_than_there_is_cannot_go() {
    for (row, place) in [
        ("05/06/2024|||Máy in|cái|||X1|05/06/2024|Hỏng|3|", "K5"),
        ("05/06/2024|||Máy in|bộ|||X1|05/06/2024|Hỏng|1|", "D5"),
        ("05/06/2024|||Máy quét|cái|||X1|05/06/2024|Hỏng|1|", "D5"),
        (
            "05/06/2024|N9|05/01/2022|Máy quét|cái|2||X1|05/06/2024|Hỏng|3|",
            "K5",
        ),
    ] {
        let mut world = World::new();
        let rows = format!("05/01/2022|N1|05/01/2022|Máy in|cái|2|6000000|||||\n{row}\n");
        let report = world.import(BookKind::S26H, &book(&rows), &How::default());
        let fault = &report.items[1].faults[0];
        assert_eq!(
            (fault.place.as_str(), fault.code.as_str()),
            (place, "decrease_too_large"),
            "{row}"
        );
        assert!(!report.applied);
    }
}

#[test]
fn only_what_is_left_becomes_records() {
    let mut world = World::new();
    let rows = "05/01/2022|N1|05/01/2022|Máy in|cái|5|15000000|X1|05/06/2024|Hỏng|2|6000000\n";
    let how = How {
        split: true,
        ..How::default()
    };
    let report = world.import(BookKind::S26H, &book(rows), &how);
    assert_eq!(report.records.unwrap().made, 3);
    assert!(
        world
            .records()
            .iter()
            .all(|record| record.cost_dong == Some(3_000_000))
    );
}
