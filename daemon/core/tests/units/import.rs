//! Tables as people make them: titles above, heads over two rows, sums and signatures below, and mistakes.

use crate::world::{World, form, sheet};
use kiemke_core::command::TableKind;
use kiemke_core::forms::{Cell, locate};
use kiemke_core::units::Slot;
use kiemke_wire::view::{Known, RowOutcome};

const BASE: &str = "Mã|Tên|Loại|Thuộc\n68|Lâm Đồng|Tỉnh|\n00123|Xã A|Xã|68\n900|TH Một|Trường|00123\n";

fn faults(text: &str) -> Vec<(String, String)> {
    let mut world = World::new();
    world.units(BASE);
    let before = world.fleet.position();
    let report = world.units(text);
    assert!(!report.applied);
    assert_eq!(world.fleet.position(), before, "all or nothing");
    let faults = report.items.iter().flat_map(|row| &row.faults);
    faults
        .map(|fault| (fault.place.clone(), fault.code.clone()))
        .collect()
}

#[test]
fn a_printed_table_is_read() {
    let mut world = World::new();
    let mut table = sheet(
        "SỞ GIÁO DỤC VÀ ĐÀO TẠO\n\
         DANH SÁCH TRƯỜNG HỌC\n\
         \n\
         STT|Đơn vị||Thuộc|Vị trí||Ghi chú\n\
         |Mã (*)|Tên|đơn vị|Vĩ độ|Kinh độ|\n\
         (1)|(2)|(3)|(4)|(5)|(6)|(7)\n",
    );
    // A head that stands in the upper row alone, as when both cells are merged.
    let form = form(TableKind::Units);
    let refused = locate(&form, &table).unwrap_err();
    assert_eq!(refused.lacking, ["\"Loại\""], "{refused}");
    table.rows[3].push(Cell::Text("Loại".into()));
    let rows = "1|68|Lâm Đồng|||||Tỉnh\n2|00123|Xã A|68|11,95|108.4|x|Xã\n\
                STT|Mã|Tên|Thuộc|Vĩ độ|Kinh độ|Ghi chú|Loại\n\
                3|00124|Xã B|68|-|-||Xã\nCộng: 3\n||NGƯỜI LẬP BIỂU|||||\n";
    table.rows.extend(sheet(rows).rows);
    let layout = locate(&form, &table).unwrap();
    assert_eq!(layout.head_row, 4);
    let report = world.import(TableKind::Units, &table);
    assert_eq!((report.new, report.refused), (3, 0), "{:?}", report.items);
    assert_eq!(
        report.skipped.len(),
        4,
        "column numbers, repeated heads, sum, signature: {:?}",
        report.skipped
    );
    let today = world.fleet.today(world.now);
    let commune = world.fleet.unit(world.unit("00123")).unwrap();
    let place = commune.place(today).unwrap();
    assert_eq!((place.lat, place.lon), (11.95, 108.4));
    assert_eq!(
        commune.codes(today),
        [("gso", "00123")],
        "zeros in front are kept"
    );
}

#[test]
fn faults_name_their_cell() {
    let heads = "Mã|Tên|Loại|Thuộc|Từ ngày|Đến ngày|Vĩ độ|Kinh độ|Số chỗ\n";
    for (row, place, code) in [
        ("901|TH Hai|Trường|99999|||||", "D2", "unit_unknown"),
        ("901|TH Hai|Lớp|00123|||||", "C2", "kind_unknown"),
        ("901|TH Hai||00123|||||", "C2", "empty"),
        ("901|TH Hai|Trường|00123|31/02/2025||||", "E2", "not_a_day"),
        (
            "901|TH Hai|Trường|00123|02/03/2025|01/03/2025|||",
            "F2",
            "ends_before_it_begins",
        ),
        ("901|TH Hai|Trường|00123|||bắc|108|", "G2", "not_a_number"),
        ("901|TH Hai|Trường|00123|||95|108|", "G2", "out_of_bounds"),
        ("901|TH Hai|Trường|00123|||11,5||", "H2", "empty"),
        ("901|TH Hai|Trường|00123|||||nhiều", "I2", "not_whole"),
        ("00125|Xã C|Xã|900|||||", "D2", "kind_misplaced"),
        ("672|Krông Nô|Huyện|68|||||", "C2", "kind_unknown"),
        ("|TH Hai|Trường|00123|||||", "A2", "empty"),
    ] {
        assert_eq!(
            faults(&format!("{heads}{row}\n")),
            [(place.into(), code.into())],
            "{row}"
        );
    }
    let several = format!("{heads}901|TH Hai|Trường|00123|||||\n902|TH Ba|Trường|nowhere|||||\n");
    assert_eq!(
        faults(&several),
        [("D3".into(), "unit_unknown".into())],
        "one bad row stops all"
    );
}

#[test]
fn rings_within_a_table_are_refused() {
    let text = "Khóa|Mã|Tên|Loại|Thuộc\nu2|68|Lâm Đồng|Tỉnh|900\n";
    let found = faults(text);
    assert_eq!(found.len(), 1);
    assert!(
        ["ring", "kind_misplaced"].contains(&found[0].1.as_str()),
        "{found:?}"
    );
}

#[test]
fn empty_cells_say_nothing_and_a_dash_takes_back() {
    let mut world = World::new();
    world.units(BASE);
    let tagged = "Mã|Tên|Loại|Cấp học|Nguồn điện\n900|TH Một|Trường|Tiểu học|lưới\n";
    assert_eq!(world.units(tagged).changed, 1);
    let silent = "Mã|Tên|Loại|Cấp học|Nguồn điện\n900|TH Một|Trường||\n";
    assert_eq!(world.units(silent).unchanged, 1);
    let taken = "Mã|Tên|Loại|Cấp học|Nguồn điện\n900|TH Một|Trường|-|lưới\n";
    let report = world.units(taken);
    assert_eq!(report.items[0].outcome, RowOutcome::Changed);
    assert_eq!(report.items[0].changes.len(), 1);
    let today = world.fleet.today(world.now);
    let school = world.fleet.unit(world.unit("900")).unwrap();
    assert_eq!(
        (school.tag("level", today), school.power(today)),
        (None, Some("lưới"))
    );
    assert_eq!(
        school.fact(Slot::Tag("level"), today).map(ToString::to_string),
        Some(String::new())
    );
}

#[test]
fn rooms_have_codes_of_their_school() {
    let mut world = World::new();
    world.units(BASE);
    let rooms = "Mã|Tên|Loại|Thuộc|Số chỗ\n901|TH Hai|Trường|00123|\nP1|Phòng tin|Phòng|900|35\n\
                 P1|Phòng tin|Phòng|901|40\n";
    let report = world.units(rooms);
    assert_eq!((report.new, report.refused), (3, 0), "{:?}", report.items);
    assert_eq!(world.units(rooms).unchanged, 3);
    let seats = |room: &str| {
        world
            .places(None, Known::Now)
            .detail(world.unit(room))
            .unwrap()
            .row
            .seats
    };
    assert_eq!((seats("900/P1"), seats("901/P1")), (Some(35), Some(40)));
    let ambiguous = world
        .fleet
        .unit_called("P1", world.fleet.today(world.now))
        .unwrap_err()
        .problem();
    assert_eq!(
        (ambiguous.code.as_str(), ambiguous.status),
        ("unit_ambiguous", 409)
    );
    let paths: Vec<&str> = ambiguous.candidates.iter().map(|one| one.path.as_str()).collect();
    assert_eq!(paths, ["Lâm Đồng / Xã A / TH Một", "Lâm Đồng / Xã A / TH Hai"]);
}

#[test]
fn what_is_planned_for_later_survives_a_correction_of_today() {
    let mut world = World::new();
    world.units(BASE);
    world.units("Mã|Tên|Loại|Từ ngày\n900|TH Tương lai|Trường|01/01/2027\n");
    world.units("Mã|Tên|Loại\n900|TH Một sửa|Trường\n");
    let name = |at| {
        world
            .places(Some(at), Known::Now)
            .detail(world.unit("900"))
            .unwrap()
            .row
            .unit
            .name
    };
    assert_eq!(name("2026-11-24"), "TH Một sửa");
    assert_eq!(name("2026-11-23"), "TH Một");
    assert_eq!(name("2027-01-01"), "TH Tương lai");
}
