//! Moves, merges, splits, names and closures, each with its day.

use crate::world::{World, day};
use kiemke_core::command::{UnitAction, UnitPart};
use kiemke_core::decide::Ground;
use kiemke_core::units::Fact;
use kiemke_core::{Command, Refusal};
use kiemke_wire::ids::UnitKey;
use kiemke_wire::view::Known;

fn world() -> World {
    let mut world = World::new();
    let text = "Mã|Tên|Loại|Thuộc\n68|Lâm Đồng|Tỉnh|\n22001|Xã A|Xã|68\n22002|Xã B|Xã|68\n\
                900|TH Một|Trường|22001\n901|TH Hai|Trường|22002\nC1|Điểm chính|Điểm trường|900\n\
                C2|Điểm lẻ|Điểm trường|900\nP1|Phòng tin|Phòng|900/C1\n";
    assert_eq!(world.units(text).new, 8);
    world.enrol(world.unit("900"));
    world.enrol(world.unit("900/C2"));
    world
}

fn totals(world: &World, unit: &str, at: &str) -> (u64, u64) {
    let total = world.groups(world.unit(unit), "school", Some(at)).total;
    (total.schools, total.machines)
}

#[test]
fn a_merged_school_is_counted_with_its_successor() {
    let mut world = world();
    let on = day("2026-08-01");
    world
        .act(
            "900",
            UnitAction::Merge {
                into: "901".into(),
                on,
            },
        )
        .unwrap();
    assert_eq!(totals(&world, "901", "2026-07-31"), (1, 0));
    assert_eq!(totals(&world, "901", "2026-08-01"), (1, 2));
    assert_eq!(totals(&world, "22001", "2026-07-31"), (1, 2));
    assert_eq!(totals(&world, "22001", "2026-08-01"), (0, 0));
    assert_eq!(
        world.above("901/C2", "2026-08-01", Known::Now).as_deref(),
        Some("901")
    );
    // It was not known in July, so a report about July as it was known then is as it was.
    assert_eq!(world.above("901/C2", "2026-08-01", Known::Then), None);
}

#[test]
fn a_split_gives_parts_a_life_of_their_own() {
    let mut world = world();
    let part = UnitPart {
        name: "TH Ba".into(),
        kind: None,
        facts: vec![Fact::code("moet", Some("902"))],
        children: vec!["900/C2".into()],
    };
    let split = UnitAction::Split {
        parts: vec![part],
        close: false,
        on: day("2026-08-01"),
    };
    world.act("900", split).unwrap();
    assert_eq!(totals(&world, "22001", "2026-07-31"), (1, 2));
    assert_eq!(totals(&world, "22001", "2026-08-01"), (2, 2));
    assert_eq!(totals(&world, "902", "2026-08-01"), (1, 1));
    assert_eq!(totals(&world, "900", "2026-08-01"), (1, 1));
}

#[test]
fn names_and_closures_begin_on_their_day() {
    let mut world = world();
    let on = day("2026-09-01");
    world
        .act(
            "900",
            UnitAction::Rename {
                name: "TH Mới".into(),
                on,
            },
        )
        .unwrap();
    world.act("901", UnitAction::Close { on }).unwrap();
    let name = |at| {
        world
            .places(Some(at), Known::Now)
            .detail(world.unit("900"))
            .unwrap()
            .row
            .unit
            .name
    };
    assert_eq!(
        (name("2026-08-31"), name("2026-09-01")),
        ("TH Một".into(), "TH Mới".into())
    );
    assert_eq!(totals(&world, "22002", "2026-08-31").0, 1);
    assert_eq!(totals(&world, "22002", "2026-09-01").0, 0);
    let history = world.places(None, Known::Now).history(world.unit("900")).unwrap();
    let newest = history.items.last().unwrap();
    assert_eq!(
        (newest.what.as_str(), newest.value.as_deref()),
        ("name", Some("TH Mới"))
    );
    assert_eq!(newest.from.as_deref(), Some("2026-09-01"));
}

#[test]
fn what_would_break_the_tree_changes_nothing() {
    let mut world = world();
    let before = world.fleet.position();
    let on = day("2026-09-01");
    let refused = world
        .act("22001", UnitAction::Move { to: "900".into(), on })
        .unwrap_err();
    assert!(
        refused.to_string().contains("below itself from 2026-09-01"),
        "{refused}"
    );
    let refused = world
        .act("900", UnitAction::Move { to: "901".into(), on })
        .unwrap_err();
    assert!(
        refused
            .to_string()
            .contains("school does not stand below a school"),
        "{refused}"
    );
    let refused = world.act("root", UnitAction::Close { on }).unwrap_err();
    assert!(refused.to_string().contains("the root"), "{refused}");
    let refused = world
        .act("900", UnitAction::Rename { name: " ".into(), on })
        .unwrap_err();
    assert!(refused.to_string().contains("name: is empty"), "{refused}");
    let refused = world
        .act(
            "900",
            UnitAction::Move {
                to: "P1/x".into(),
                on,
            },
        )
        .unwrap_err();
    assert_eq!(refused, Refusal::UnitUnknown("P1/x".into()));
    assert_eq!(world.fleet.position(), before);
}

#[test]
fn of_two_who_saw_the_same_one_wins() {
    let mut world = world();
    let unit = world.unit("900");
    let seen = world.fleet.unit(unit).unwrap().changed_at;
    let rename = |name: &str| Command::ChangeUnit {
        unit,
        seen,
        action: Box::new(UnitAction::Rename {
            name: name.into(),
            on: day("2026-09-01"),
        }),
        ground: Ground::default(),
    };
    world.run(&rename("một")).unwrap();
    assert_eq!(
        world.run(&rename("hai")),
        Err(Refusal::Stale(format!("unit {unit}")))
    );
    assert_eq!(
        world
            .fleet
            .unit(UnitKey(unit.0))
            .unwrap()
            .name(world.fleet.today(world.now)),
        "một"
    );
}
