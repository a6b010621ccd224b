//! Rosters as schools keep them: read, read again, a newer one, and mistakes.

use crate::world::{A, B, HEADS, SITE, Taken, World, admin, day, faults, reader};
use kiemke_config::group::Group;
use kiemke_core::people::{Person, fields_of};
use kiemke_core::{Refusal, people::PeopleAct};
use kiemke_wire::ids::PersonId;
use kiemke_wire::person::PersonFields;
use kiemke_wire::view::Role;

const CLASS: &str = "A||6A1|HS1|Nguyễn Văn An|05/09/2014|0123456789\n\
                     A||6A1|HS2|Trần Thị Bình|||\n\
                     A||7B|HS3|Lê Chi||066204000123\n\
                     B||10A|HS1|Phạm Dũng||\n";

fn names(people: &[Person]) -> Vec<&str> {
    people
        .iter()
        .filter_map(|person| person.name.as_deref())
        .collect()
}

#[test]
fn a_roster_is_taken_once_and_again_changes_nothing() {
    let mut world = World::new();
    let report = world.roster(CLASS);
    assert_eq!(
        (report.new, report.refused, report.applied),
        (4, 0, true),
        "{:?}",
        report.items
    );
    assert_eq!(
        names(&world.people(A)),
        ["Nguyễn Văn An", "Trần Thị Bình", "Lê Chi"]
    );
    let school = world.fleet.school_people(A).unwrap();
    let classes: Vec<_> = school
        .classes
        .iter()
        .map(|class| {
            (
                &*class.name,
                class.level,
                class.grade,
                class.count.people,
                class.count.with_id,
            )
        })
        .collect();
    assert_eq!(classes, [("6A1", 2, Some(6), 2, 1), ("7B", 2, Some(7), 1, 1)]);
    assert_eq!(world.fleet.school_people(B).unwrap().classes[0].level, 3);
    let position = world.fleet.position();
    let again = world.roster(CLASS);
    assert_eq!((again.unchanged, again.rows, again.applied), (4, 4, false));
    assert_eq!(world.fleet.position(), position, "no entry");
}

#[test]
fn names_are_the_same_however_their_marks_are_typed() {
    use unicode_normalization::UnicodeNormalization as _;
    let mut world = World::new();
    let rows = "A||6A1||Nguyễn Thị Hoà|05/09/2014|\n";
    assert_eq!(world.roster(rows).new, 1);
    let apart: String = rows.nfd().collect();
    assert_ne!(apart, rows);
    let again = world.roster(&apart);
    assert_eq!((again.unchanged, again.new), (1, 0), "{:?}", again.items);
}

#[test]
fn a_newer_roster_marks_who_is_not_in_it_when_that_is_asked_for() {
    let mut world = World::new();
    world.roster(CLASS);
    let newer = format!("{HEADS}A||7A1|HS1|Nguyễn Văn An||\nA||6A1|HS4|Võ Em||\n");
    let plain = world.plan(&admin(), &newer, Taken::default()).unwrap().1;
    assert_eq!(plain.left, 0);
    let taken = Taken {
        on: Some(day("2026-11-20")),
        mark_left: true,
        ..Taken::default()
    };
    let report = world.roster_by(&admin(), &newer, taken);
    assert_eq!(
        (report.new, report.changed, report.left),
        (1, 1, 2),
        "{:?}",
        report.items
    );
    let left: Vec<_> = world
        .people(A)
        .iter()
        .map(|person| person.left_on.is_some())
        .collect();
    assert_eq!(left, [false, true, true, false], "nobody is deleted");
    assert!(
        world.people(B).iter().all(|person| person.left_on.is_none()),
        "another school's"
    );
    // Whoever comes back is the same person.
    let back = world.roster("A||6A1|HS2|Trần Thị Bình||\n");
    assert_eq!((back.changed, back.new), (1, 0));
    assert_eq!(world.people(A)[1].left_on, None);
    let rosters = &world.fleet.school_people(A).unwrap().rosters;
    let days: Vec<_> = rosters.iter().map(|told| told.on.to_string()).collect();
    assert_eq!(days, ["2026-11-20", "2026-11-24"]);
}

#[test]
fn faults_name_their_cell_and_nothing_is_taken_in() {
    for (rows, place, code) in [
        ("C||6A1|HS9|X||\n", "A2", "unit_unknown"),
        ("A||6A1|HS9|X||123\n", "G2", "national_id"),
        ("A||6A1|HS9|X||0000000000\n", "G2", "national_id"),
        ("A||6A1|HS9|X|31/02/2014|\n", "F2", "not_a_day"),
        ("A||6A1|HS9|X|05/09/2044|\n", "F2", "out_of_bounds"),
        ("A|||HS9|X||\n", "C2", "empty"),
        ("A||Chồi|HS9|X||\n", "C2", "level_unknown"),
        ("A|Khách|6A1|HS9|X||\n", "B2", "not_a_choice"),
        ("A|Giáo viên||GV1|X||\n", "2", "level_unknown"),
        ("A||6A1|||05/09/2014|\n", "D2", "empty"),
        ("A||6A1|HS9|X||\nA||6A1|HS9|Y||\n", "D3", "row_twice"),
        (
            "A||6A1||X|05/09/2014|\nA||6A1||X|05/09/2014|\n",
            "D3",
            "row_twice",
        ),
        (
            "A||6A1|HS8|X||0123456780\nA||6A1|HS9|Y||0123456780\n",
            "G3",
            "id_twice",
        ),
        (
            "A||6A1|HS8|X||0123456780\nA||6A1|HS7|Y||\nA||6A1|HS7|Y||0123456780\n",
            "G4",
            "id_of_another",
        ),
        (
            "A||6A1|HS8|X||0123456780\nB||10A|HS9|Y||0123456780\n",
            "G3",
            "id_twice",
        ),
    ] {
        let mut world = World::new();
        let before = world.fleet.position();
        let report = world.roster(rows);
        assert_eq!(faults(&report), [(place.to_owned(), code.to_owned())], "{rows}");
        assert!(!report.applied);
        assert_eq!(world.fleet.position(), before, "all or nothing");
        let told = report
            .items
            .iter()
            .flat_map(|row| &row.faults)
            .map(|fault| &fault.reason);
        assert!(
            told.into_iter().all(|reason| !reason.contains("0123456780")),
            "ids are not repeated"
        );
    }
}

#[test]
fn an_id_of_another_school_is_refused_without_a_word_about_whom() {
    let mut world = World::new();
    world.roster(CLASS);
    let own = reader(Role::Technician, B);
    let rows = format!("{HEADS}||10A|HS7|Nguyễn Văn An||0123456789\n");
    let refused = world.roster_by(&own, &rows, Taken::default());
    assert_eq!(faults(&refused), [("G2".to_owned(), "id_elsewhere".to_owned())]);
    let reason = &refused.items[0].faults[0].reason;
    for word in ["0123456789", "HS1", "6A1", "Đơn vị", "u2"] {
        assert!(!reason.contains(word), "{reason}");
    }
    // Who came from there counts at the new school; the old one's row stays what it is.
    let moved = Taken {
        moved_in: true,
        ..Taken::default()
    };
    assert_eq!(world.roster_by(&own, &rows, moved).new, 1);
    let count = |school| {
        kiemke_core::people::roll_of(&world.fleet, &world.held(school))
            .roster
            .len()
    };
    assert_eq!((count(A), count(B)), (2, 2), "once, where the person came last");
    assert_eq!(world.people(A)[0].left_on, None);
}

#[test]
fn who_is_shared_or_has_left_stands_in_nobodys_way() {
    let mut world = World::new();
    world.roster(CLASS);
    let heads = "Mã trường|Đối tượng|Lớp|Mã HS|Họ và tên|Mã định danh|Cấp học|Ghi danh|Ngày nghỉ học\n";
    let rows = format!("{heads}B|Giáo viên||GV1|Lê Chi|066204000123|THPT|Phụ|\n");
    let report = world.roster_by(&admin(), &rows, Taken::default());
    assert_eq!(
        faults(&report),
        [("G2".to_owned(), "level_unknown".to_owned())],
        "levels are told by their titles"
    );
    let rows = rows.replace("THPT", "Trung học phổ thông");
    assert_eq!(world.roster_by(&admin(), &rows, Taken::default()).new, 1);
    let left = format!("{heads}A||6A1|HS1|||||20/11/2026\n");
    assert_eq!(world.roster_by(&admin(), &left, Taken::default()).changed, 1);
    assert_eq!(world.roster("B||10A|HS8|Nguyễn Văn An||0123456789\n").new, 1);
    let roll = kiemke_core::people::roll_of(&world.fleet, &world.held(B));
    assert!(
        roll.roster.iter().all(|row| row.group == Group::Students),
        "who is shared counts at school A"
    );
}

#[test]
fn teachers_have_posts_and_further_sites() {
    let mut world = World::new();
    let heads = "Mã trường|Mã điểm trường|Đối tượng|Lớp|Mã GV|Họ và tên|Cấp học|Điểm trường khác\n";
    let rows = format!("{heads}A|A2|GV||GV1|Cô Lan|Tiểu học|A\nA|A2|HS|3A|HS1|Bé Na||\n");
    let report = world.roster_by(&admin(), &rows, Taken::default());
    assert_eq!((report.new, report.refused), (2, 0), "{:?}", report.items);
    let roll = kiemke_core::people::roll_of(&world.fleet, &world.held(A));
    let rows: Vec<_> = roll
        .roster
        .iter()
        .map(|row| (row.group, row.site, row.level, row.main))
        .collect();
    assert_eq!(
        rows,
        [
            (Group::Teachers, SITE, 1, true),
            (Group::Teachers, A, 1, false),
            (Group::Students, SITE, 1, true),
        ]
    );
    let registers: Vec<_> = roll
        .registers
        .iter()
        .map(|told| (told.site, told.group, told.rosters.len()))
        .collect();
    assert!(registers.contains(&(SITE, Group::Students, 1)) && registers.contains(&(A, Group::Teachers, 1)));
}

#[test]
fn rows_of_one_class_agree() {
    let mut world = World::new();
    let heads = "Mã trường|Lớp|Mã HS|Khối|Ca học\n";
    let rows = format!("{heads}A|6A1|HS1|6|Sáng\nA|6A1|HS2||\nA|6a1|HS3|6|Chiều\n");
    let report = world.roster_by(&admin(), &rows, Taken::default());
    assert_eq!(faults(&report), [("E4".to_owned(), "class_twice".to_owned())]);
    let rows = rows.replace("Chiều", "Sáng");
    assert_eq!(world.roster_by(&admin(), &rows, Taken::default()).new, 3);
    let class = &world.fleet.school_people(A).unwrap().classes[0];
    assert_eq!((class.shift, class.count.people), (Some(1), 3));
    // A class that changes is told on a row of it.
    let rows = rows.replace("Sáng", "Chiều");
    let report = world.roster_by(&admin(), &rows, Taken::default());
    assert_eq!((report.changed, report.unchanged), (1, 2), "{:?}", report.items);
    assert_eq!(world.fleet.school_people(A).unwrap().classes[0].shift, Some(2));
}

#[test]
fn single_people_are_entered_and_corrected() {
    let mut world = World::new();
    world.roster(CLASS);
    let own = reader(Role::Technician, A);
    let held = world.held(A);
    let an = held.person(PersonId(1)).unwrap();
    let known = fields_of(an, &held.school.classes, &world.levels);
    let invalid = |refusal: Refusal| match refusal {
        Refusal::Invalid { place, .. } => place,
        other => panic!("{other:?}"),
    };
    type Change = fn(&mut PersonFields);
    let wrong: [(Change, &str); 4] = [
        (|fields| fields.class = Some("9Z".into()), "class"),
        (|fields| fields.code = Some("hs2".into()), "code"),
        (|fields| fields.national_id = Some("12".into()), "national_id"),
        (
            |fields| fields.national_id = Some("066204000123".into()),
            "national_id",
        ),
    ];
    for (change, place) in wrong {
        let mut fields = known.clone();
        change(&mut fields);
        assert_eq!(
            invalid(world.edit(&own, A, Some(PersonId(1)), &fields).unwrap_err()),
            place
        );
    }
    let mut fields = known;
    (fields.name, fields.class) = (Some("Nguyễn  Văn Ân".into()), Some("7b".into()));
    world.edit(&own, A, Some(PersonId(1)), &fields).unwrap();
    assert_eq!(world.people(A)[0].name.as_deref(), Some("Nguyễn Văn Ân"));
    let counts: Vec<u32> = world
        .fleet
        .school_people(A)
        .unwrap()
        .classes
        .iter()
        .map(|class| class.count.people)
        .collect();
    assert_eq!(counts, [1, 2]);
    (fields.code, fields.national_id) = (Some("HS9".into()), None);
    world.edit(&own, A, None, &fields).unwrap();
    assert_eq!(world.people(A).len(), 4);
}

#[test]
fn a_plan_on_what_has_changed_since_does_not_stand() {
    let mut world = World::new();
    world.roster(CLASS);
    let one = world
        .plan(&admin(), &format!("{HEADS}A||6A1|HS1|Khác||\n"), Taken::default())
        .unwrap();
    world.roster("A||6A1|HS2|Khác nữa||\n");
    let refused = world
        .carry_out(PeopleAct::Roster, one.0, Some(one.1))
        .unwrap_err();
    assert!(matches!(refused, Refusal::Stale(_)), "{refused:?}");
    // The same of an id that somebody of another school got meanwhile.
    let rows = format!("{HEADS}A||6A1|HS5|X||0999999999\n");
    let two = world.plan(&admin(), &rows, Taken::default()).unwrap();
    world.roster("B||10A|HS5|Y||0999999999\n");
    let refused = world
        .carry_out(PeopleAct::Roster, two.0, Some(two.1))
        .unwrap_err();
    assert!(matches!(refused, Refusal::Stale(_)), "{refused:?}");
}
