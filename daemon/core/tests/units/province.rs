//! A made-up province of the size of a real one: whichever way its schools are added up, it is the same sum, today
//! and before the districts were given up.

use crate::world::{World, sheet};
use kiemke_core::command::TableKind;
use kiemke_wire::ids::UnitKey;
use kiemke_wire::view::{UnitCounts, UnitGroups};
use std::fmt::Write as _;

const COMMUNES: u32 = 124;
const SCHOOLS: u32 = 1_437;
const DISTRICTS: u32 = 22;
/// Communes of the old kind, two or three of which make one of today.
const OLD_COMMUNES: u32 = 320;
const LEVELS: [&str; 5] = ["Mầm non", "Tiểu học", "THCS", "THPT", "TH&THCS"];
const BODIES: [&str; 3] = ["Sở", "UBND xã", "Tư thục"];

fn commune(school: u32) -> u32 {
    school * 7 % COMMUNES
}

/// Every tenth school of a commune came from another district than the others.
fn district(school: u32) -> u32 {
    (commune(school) * DISTRICTS / COMMUNES + u32::from(school.is_multiple_of(10))) % DISTRICTS
}

fn today() -> String {
    let mut text = String::from("Tên đơn vị | Mã | Loại | Thuộc | Huyện cũ | Cấp học | Cơ quan quản lý\n");
    // Schools first: the order of rows does not matter.
    for school in 0..SCHOOLS {
        let _ = writeln!(
            text,
            "Trường {school} | {:08} | Trường | {:05} | Huyện {} | {} | {}",
            66_000_000 + school,
            22_000 + commune(school),
            district(school),
            LEVELS[school as usize % LEVELS.len()],
            BODIES[school as usize % BODIES.len()],
        );
    }
    for commune in 0..COMMUNES {
        let kind = ["Xã", "Phường", "Đặc khu"][(commune % 61 == 1) as usize + (commune == 7) as usize * 2];
        let _ = writeln!(text, "Xã {commune} | {:05} | {kind} | 68 | | |", 22_000 + commune);
    }
    text.push_str("Lâm Đồng | 68 | Tỉnh | | | |\n");
    text
}

/// The tree that was in force until 30/06/2025, with the same schools.
fn before() -> String {
    let mut text = String::from("Mã đơn vị|Tên đơn vị|Loại|Thuộc|Từ ngày|Đến ngày\n");
    let mut row = |code: String, name: String, kind: &str, parent: String| {
        let _ = writeln!(text, "{code}|{name}|{kind}|{parent}||30/06/2025");
    };
    for district in 0..DISTRICTS {
        row(
            (600 + district).to_string(),
            format!("Huyện {district}"),
            "Huyện",
            "68".into(),
        );
    }
    for old in 0..OLD_COMMUNES {
        row(
            (30_000 + old).to_string(),
            format!("Xã cũ {old}"),
            "Xã",
            (600 + old % DISTRICTS).to_string(),
        );
    }
    for school in 0..SCHOOLS {
        let old = district(school) + DISTRICTS * (school % (OLD_COMMUNES / DISTRICTS));
        let (code, name) = ((66_000_000 + school).to_string(), format!("Trường {school}"));
        row(code, name, "Trường", (30_000 + old).to_string());
    }
    text
}

fn sum(groups: &UnitGroups) -> UnitCounts {
    groups
        .items
        .iter()
        .fold(UnitCounts::default(), |sum, group| sum.plus(group.counts))
}

#[test]
fn a_province_adds_up_by_every_view_on_every_day() {
    let mut world = World::new();
    let report = world.units(&today());
    assert_eq!(
        (report.new, report.refused),
        (u64::from(1 + COMMUNES + SCHOOLS), 0),
        "{:?}",
        report.items.first()
    );
    assert!(report.applied);
    let again = world.units(&today());
    assert_eq!(
        (again.unchanged, again.rows, again.applied),
        (again.rows, report.rows, false)
    );
    for school in (0..SCHOOLS).step_by(3) {
        let unit = world.unit(&(66_000_000 + school).to_string());
        (0..=school % 4).for_each(|_| world.enrol(unit));
    }
    let province = world.unit("gso:68");
    let machines = world.fleet.machine_count() as u64;
    let expected = UnitCounts {
        schools: u64::from(SCHOOLS),
        machines,
        lines: 0,
    };
    for by in [
        "commune",
        "old_district",
        "level",
        "managing_body",
        "school",
        "province",
    ] {
        let groups = world.groups(province, by, None);
        assert_eq!(groups.total, expected, "{by}");
        assert_eq!(sum(&groups), expected, "{by}");
    }
    let communes = world.groups(province, "commune", None);
    assert_eq!(communes.items.len(), COMMUNES as usize);
    let mixed = communes.items.iter().filter(|group| {
        let unit = group.unit.as_ref().unwrap().key;
        world.groups(unit, "old_district", None).items.len() > 1
    });
    assert_eq!(
        mixed.take(10).count(),
        10,
        "communes whose schools come from two districts"
    );

    // The same schools in the tree before: recorded today, about the past.
    let report = world.units(&before());
    assert_eq!(
        report.refused,
        0,
        "{:?}",
        report.items.iter().find(|row| !row.faults.is_empty())
    );
    assert_eq!(report.new, u64::from(DISTRICTS + OLD_COMMUNES));
    let again = world.units(&before());
    assert_eq!(again.unchanged, again.rows);
    let at = Some("2024-12-31");
    for by in ["district", "commune", "old_district", "level", "managing_body"] {
        let groups = world.groups(province, by, at);
        assert_eq!(groups.total, expected, "{by} in 2024");
        assert_eq!(sum(&groups), expected, "{by} in 2024");
    }
    let (by_tree, by_tag) = (
        world.groups(province, "district", at),
        world.groups(province, "old_district", at),
    );
    assert_eq!(by_tree.items.len(), DISTRICTS as usize);
    let counts = |groups: &UnitGroups| {
        groups
            .items
            .iter()
            .map(|group| (group.value.clone(), group.counts))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        counts(&by_tree),
        counts(&by_tag),
        "the tag tells what the tree was"
    );
    // Today is as it was.
    assert_eq!(world.groups(province, "commune", None), communes);
    assert_eq!(
        world.groups(UnitKey::ROOT, "district", None).items.len(),
        1,
        "there are no districts any more"
    );
}

#[test]
fn a_school_that_moved_is_counted_once_on_each_day() {
    let mut world = World::new();
    let text = "Mã|Tên|Loại|Thuộc|Từ ngày\n68|Lâm Đồng|Tỉnh||\n22001|Xã A|Xã|68|\n22002|Xã B|Xã|68|\n\
                900|TH Một|Trường|22001|\n901|TH Hai|Trường|22002|\n";
    assert_eq!(world.units(text).new, 5);
    world.enrol(world.unit("900"));
    let moved = "Mã|Tên|Loại|Thuộc|Từ ngày\n900|TH Một|Trường|22002|01/09/2026\n";
    let report = world.units(moved);
    assert_eq!((report.changed, report.items[0].changes.len()), (1, 1));
    assert_eq!(report.items[0].changes[0].before, "22001");
    assert_eq!(world.units(moved).unchanged, 1);
    for (at, holder, other) in [("2026-08-31", "22001", "22002"), ("2026-09-01", "22002", "22001")] {
        let machines = |unit: &str| world.groups(world.unit(unit), "school", Some(at)).total.machines;
        assert_eq!((machines(holder), machines(other)), (1, 0), "{at}");
        let schools = world.groups(UnitKey::ROOT, "commune", Some(at)).total.schools;
        assert_eq!(schools, 2, "{at}");
    }
}

#[test]
fn lines_are_counted_with_their_site() {
    let mut world = World::new();
    world.units("Mã|Tên|Loại|Thuộc\n68|Lâm Đồng|Tỉnh|\n22001|Xã A|Xã|68\n900|TH Một|Trường|22001\n");
    let lines = sheet(
        "Mã trường|Nhà mạng|Tốc độ tải xuống (Mbps)|Từ ngày\n900|VNPT|100|01/01/2025\n900|Viettel|40,5|\n",
    );
    let report = world.import(TableKind::Lines, &lines);
    assert_eq!((report.new, report.refused), (2, 0), "{:?}", report.items);
    assert_eq!(world.import(TableKind::Lines, &lines).unchanged, 2);
    let total = |at| world.groups(UnitKey::ROOT, "commune", at).total.lines;
    assert_eq!(
        (total(None), total(Some("2024-12-31"))),
        (2, 1),
        "VNPT's contract had not begun"
    );
}
