//! What people answer about home, and what readiness makes of it.

use crate::world::{A, HEADS, Taken, World, faults, reader};
use kiemke_core::people::roll_of;
use kiemke_core::readiness::{HomeDevice, HomeLine, PersonKey, Sharing};
use kiemke_wire::person::DeviceAtHome;
use kiemke_wire::view::Role;

const LIST: &str = "Lớp|Mã HS|Họ và tên|Thiết bị ở nhà|Dùng chung|Cùng ca|Đường truyền|Đăng nhập\n";

fn world() -> World {
    let mut world = World::new();
    let rows = "A||6A1|HS1|An||0123456789\nA||6A1|HS2|Bình||\nA||6A1||Chi||\nA||7B|HS4|Chi||\n";
    let report = world.roster_by(
        &reader(Role::Technician, A),
        &format!("{HEADS}{rows}"),
        Taken::default(),
    );
    assert_eq!(report.new, 4, "{:?}", report.items);
    world
}

#[test]
fn a_paper_list_becomes_answers_and_again_changes_nothing() {
    let mut world = world();
    let own = reader(Role::Technician, A);
    let rows = format!(
        "{LIST}6A1|HS1||Laptop|1|không|Có|có\n6A1|HS2||Điện thoại|0||Thỉnh thoảng|\n6A1||Chi|Không có|||Không có mạng|không\n7B|HS4||||||\n"
    );
    let report = world.survey(&own, &rows, "2026-11-20");
    assert_eq!(
        (report.changed, report.unchanged, report.refused),
        (3, 1, 0),
        "{:?}",
        report.items
    );
    let position = world.fleet.position();
    // Another day of the same school year: the answers are as old as they were.
    let again = world.survey(&own, &rows, "2026-11-23");
    assert_eq!((again.unchanged, again.applied), (4, false));
    assert_eq!(world.fleet.position(), position);
    let roll = roll_of(&world.fleet, &world.held(A));
    let answers: Vec<_> = roll
        .answers
        .iter()
        .map(|told| (told.device, told.line, told.signed_in[0]))
        .collect();
    assert_eq!(
        answers,
        [
            (
                Some(HomeDevice::Whole(Sharing::OtherShift)),
                Some(HomeLine::Plays),
                Some(true)
            ),
            (
                Some(HomeDevice::Phone(Sharing::Own)),
                Some(HomeLine::Sometimes),
                None
            ),
            (Some(HomeDevice::Absent), Some(HomeLine::Absent), Some(false)),
        ]
    );
    assert!(matches!(roll.answers[0].person, PersonKey::National(_)));
}

#[test]
fn answers_of_one_school_year_add_up_and_older_ones_change_nothing() {
    let mut world = world();
    let own = reader(Role::Technician, A);
    world.survey(&own, &format!("{LIST}6A1|HS1||Laptop|0||Không|\n"), "2026-11-20");
    world.survey(&own, &format!("{LIST}6A1|HS1||||||có\n"), "2026-11-22");
    let older = world.survey(&own, &format!("{LIST}6A1|HS1||Không có||||\n"), "2026-10-01");
    assert_eq!(older.unchanged, 1);
    let home = world.people(A)[0].home.clone().unwrap();
    assert_eq!(
        (home.answers.device, home.answers.signed_in.len()),
        (Some(DeviceAtHome::Laptop), 1)
    );
    assert_eq!(home.on.to_string(), "2026-11-22");
}

#[test]
fn faults_name_their_cell() {
    for (row, place, code) in [
        ("9Z|HS1||Laptop||||", "A2", "class_unknown"),
        ("7B|HS1||Laptop||||", "A2", "not_in_class"),
        ("6A1|HS77||Laptop||||", "B2", "person_unknown"),
        ("6A1||Nobody|Laptop||||", "C2", "person_unknown"),
        ("|HS1||Máy bay||||", "D2", "not_a_choice"),
        ("|HS1||Laptop|77|||", "E2", "out_of_bounds"),
        ("6A1|||Laptop||||", "B2", "empty"),
        ("|HS1||Laptop||||\n|HS1||Laptop||||", "B3", "row_twice"),
    ] {
        let mut world = world();
        let before = world.fleet.position();
        let report = world.survey(
            &reader(Role::Technician, A),
            &format!("{LIST}{row}\n"),
            "2026-11-20",
        );
        assert_eq!(faults(&report), [(place.to_owned(), code.to_owned())], "{row}");
        assert_eq!(world.fleet.position(), before);
    }
}
