//! T11 from books, records and machines; levels; and what is to be replaced.

use crate::world::{How, NOW, ROOM, SCHOOLS, World, desktop, sheet};
use kiemke_core::entry::{Enrolled, Entry, Kept, KeptBody, KeptSection, Reported, Summary};
use kiemke_core::query::{self, ListQuery};
use kiemke_core::sheets::{CountedBy, SheetItem, book_plan, equipment_plan};
use kiemke_wire::book::BookKind;
use kiemke_wire::digest::Digest;
use kiemke_wire::enrol::EnrolRequest;
use kiemke_wire::equipment::{Condition, Holder, Record};
use kiemke_wire::facts::{IdentityFacts, SectionName};
use kiemke_wire::ids::{AgentId, EquipmentId, MachineId, RunId, TokenId, UnitKey};
use kiemke_wire::ranges::SeqRanges;
use kiemke_wire::report::CheckIn;
use kiemke_wire::secret::SecretHash;
use kiemke_wire::time::{DAY_MS, UnixMs};
use kiemke_wire::view::{RenewalReason, Verdict};

/// A machine that an agent speaks for, seen now.
pub(crate) fn machine(world: &mut World, number: u8, unit: UnitKey, os: &str) {
    world.apply(&Entry::Enrolled(Box::new(Enrolled {
        machine: MachineId(number.into()),
        at: NOW,
        unit,
        token: TokenId(1),
        request: EnrolRequest {
            v: 1,
            agent: AgentId([number; 16]),
            secret_hash: SecretHash([number; 32]),
            version: "0.1.0".into(),
            host_name: None,
            identity: IdentityFacts::default(),
            macs: Vec::new(),
            disk_serials: Vec::new(),
            room: None,
            seat: None,
        },
        evidence: Default::default(),
        former: None,
        review: None,
    })));
    let section = KeptSection {
        section: SectionName::System,
        digest: Digest([number; 16]),
        summary: Summary {
            os: Some(os.into()),
            chassis_kind: Some("notebook".into()),
            ..Summary::default()
        },
        facts: serde_json::value::RawValue::from_string("{}".into()).unwrap(),
        packages: None,
    };
    reported(world, number.into(), NOW, KeptBody::Section(section));
}

/// A machine that an agent speaks for is seen again.
pub(crate) fn seen(world: &mut World, number: u32, at: UnixMs) {
    let check_in = CheckIn {
        digest: None,
        version: "0.1.0".into(),
        machine_uptime_s: None,
        agent_uptime_s: 1,
        spooled: 0,
        dropped: 0,
        rss_bytes: None,
        cpu_ms: None,
        can_test: None,
    };
    reported(world, number, at, KeptBody::CheckIn(check_in));
}

fn reported(world: &mut World, number: u32, at: UnixMs, what: KeptBody) {
    let mut accepted = SeqRanges::default();
    accepted.insert(0);
    world.apply(&Entry::Reported(Box::new(Reported {
        machine: MachineId(number),
        at,
        run: RunId([number as u8; 8]),
        accepted,
        items: vec![Kept { at, what }],
        line: None,
        warnings: Vec::new(),
        clock_ahead_ms: 0,
        resumed: SeqRanges::default(),
        asked_in_full: false,
    })));
}

/// A record that says all that level 2 asks for.
pub(crate) fn whole(code: &str, machine: Option<u32>) -> Record {
    Record {
        holder: Some(Holder::Lab),
        condition: Some(Condition::Good),
        funding: Some("Ngân sách".into()),
        year_in_use: Some(2019),
        cost_dong: Some(12_000_000),
        machine: machine.map(MachineId),
        ..desktop(code, ROOM)
    }
}

fn ids(world: &World, filter: &str) -> Vec<u32> {
    let found = world.ask(|scene| {
        let query = ListQuery::of(UnitKey::ROOT).with(None, Some(filter), Some("id"), None, None);
        query::equipment(scene, &query.unwrap()).unwrap()
    });
    found.ids.into_iter().map(|EquipmentId(id)| id).collect()
}

#[test]
fn items_lie_between_what_is_sure_and_what_may_be() {
    let mut world = World::new();
    machine(&mut world, 1, ROOM, "Windows 10 Pro 22H2");
    machine(&mut world, 2, SCHOOLS[0], "Debian GNU/Linux 13");
    world.receive(vec![
        whole("A1", Some(1)),
        whole("A2", None),
        desktop("A3", SCHOOLS[0]),
    ]);
    let table = sheet("Mã|Tên|SL|Đơn giá\nA1|Máy tính để bàn|1|12000000\nB|Máy tính để bàn|4|1000000\n");
    world.import(BookKind::List, &table, &How::default());
    let view = world.ask(|scene| query::items(scene, SCHOOLS[0]));
    let desktops = view
        .categories
        .iter()
        .find(|kind| kind.category == "desktop")
        .unwrap();
    // A1 is seen and agrees with its line; A2 is complete; A3 lacks much.
    assert_eq!(desktops.records, [1, 1, 0, 1]);
    assert_eq!(
        (
            desktops.recorded,
            desktops.book,
            desktops.without_record,
            desktops.found
        ),
        (3, 5, 4, 0)
    );
    let laptops = view
        .categories
        .iter()
        .find(|kind| kind.category == "laptop")
        .unwrap();
    assert_eq!(
        (laptops.recorded, laptops.found),
        (0, 1),
        "a machine without a record"
    );
    let share = &view.whole.by_number;
    assert_eq!((share.managed, share.low, share.high), (1, 5 + 1, 7 + 1));
    assert_eq!((share.low_pct, share.high_pct), (Some(12.5), Some(16.7)));
    assert_eq!((share.verdict, view.no_book_total), (Verdict::Missed, 0));
    let overview = world.ask(|scene| query::overview(scene, SCHOOLS[0]));
    // Four things of the book and a found one have no record.
    assert_eq!(
        (overview.equipment.total, overview.equipment.by_level),
        (3, [5, 1, 1, 0, 1])
    );
    assert_eq!(
        (overview.items.low_pct, overview.items.high_pct),
        (Some(12.5), Some(16.7))
    );
    assert_eq!(overview.items.verdict, Verdict::Missed);
    // The other school has no book: nothing above both is proved.
    let both = world.ask(|scene| query::items(scene, UnitKey::ROOT));
    assert_eq!(both.whole.by_number.verdict, Verdict::Unproven);
    assert_eq!(
        both.no_book.iter().map(|unit| unit.key).collect::<Vec<_>>(),
        [SCHOOLS[1]]
    );
    let schools = world.ask(|scene| query::school_items(scene, UnitKey::ROOT));
    assert_eq!(schools[&SCHOOLS[0]].book.as_ref().unwrap().len(), 2);
    assert!(schools[&SCHOOLS[1]].book.is_none());
}

#[test]
fn levels_and_ends_are_found_by_filters() {
    let mut world = World::new();
    machine(&mut world, 1, ROOM, "Windows 10 Pro 22H2");
    machine(&mut world, 2, ROOM, "Debian GNU/Linux 13");
    world.receive(vec![
        whole("A1", Some(1)),
        Record {
            year_in_use: Some(2024),
            ..whole("A2", Some(2))
        },
        desktop("A3", SCHOOLS[0]),
    ]);
    world.import(
        BookKind::List,
        &sheet("Mã|Tên|SL|Đơn giá\nA1|Máy tính để bàn|1|12000000\n"),
        &How::default(),
    );
    assert_eq!(ids(&world, "level:4"), [1]);
    assert_eq!(ids(&world, "level:3"), [2], "seen, but in no book");
    assert_eq!(ids(&world, "level:1"), [3]);
    assert_eq!(ids(&world, "book:yes"), [1]);
    assert_eq!(ids(&world, "aged"), [1]);
    assert_eq!(ids(&world, "unsupported:yes"), [1]);
    let judged = world.ask(|scene| query::judged(scene, &[EquipmentId(1), EquipmentId(2), EquipmentId(3)]));
    let told: Vec<_> = judged
        .iter()
        .map(|(_, renewal)| renewal.map(|renewal| (renewal.by.to_string(), renewal.reason)))
        .collect();
    assert_eq!(
        told,
        [
            Some(("2024-12-31".to_owned(), RenewalReason::Age)),
            Some(("2029-12-31".to_owned(), RenewalReason::Age)),
            None
        ]
    );
    for (filter, expected) in [("aged", &[1][..]), ("unsupported", &[1]), ("silent", &[])] {
        let page = world.ask(|scene| {
            let query = ListQuery::of(UnitKey::ROOT).with(None, Some(filter), Some("id"), None, None);
            query::machines(scene, &query.unwrap()).unwrap()
        });
        let found: Vec<u32> = page.items.iter().map(|row| row.id.0).collect();
        assert_eq!(found, expected, "{filter}");
    }
    let wrong = world.ask(|scene| {
        let query = ListQuery::of(UnitKey::ROOT).with(None, Some("level:5"), None, None, None);
        query::equipment(scene, &query.unwrap()).unwrap_err()
    });
    assert_eq!(wrong.parameter, "filter");
}

#[test]
fn sheets_go_school_by_school_and_kind_by_kind() {
    let mut world = World::new();
    world.receive(vec![
        desktop("C", SCHOOLS[1]),
        desktop("B", ROOM),
        desktop("A", SCHOOLS[0]),
    ]);
    let table = sheet("Mã|Tên|SL\nP|Máy in|1\nD|Máy tính để bàn|2\nX|Xe đẩy|1\n");
    world.import(BookKind::List, &table, &How::default());
    let plan = world.ask(|scene| {
        let query = ListQuery::of(UnitKey::ROOT).with(None, None, None, None, None);
        equipment_plan(scene, &query.unwrap()).unwrap()
    });
    let order: Vec<u32> = plan.records.iter().map(|(id, _)| id.0).collect();
    assert_eq!(order, [3, 2, 1]);
    assert_eq!(
        (
            plan.places[&ROOM].school.as_str(),
            plan.places[&ROOM].place.as_str()
        ),
        ("THCS Một", "Phòng tin học 1")
    );
    let plan = world.ask(|scene| {
        book_plan(
            scene,
            SCHOOLS[0],
            (&[BookKind::List], true),
            Some(CountedBy {
                others_too: true,
                ..CountedBy::default()
            }),
        )
    });
    let groups: Vec<(Option<&str>, Vec<u32>)> = plan
        .groups
        .iter()
        .map(|group| {
            (
                group.title.as_deref(),
                group
                    .items
                    .iter()
                    .map(|item| match item {
                        SheetItem::Line(id) => id.0,
                        other => panic!("nobody counted: {other:?}"),
                    })
                    .collect(),
            )
        })
        .collect();
    assert_eq!(
        groups,
        [
            (Some("Máy tính để bàn"), vec![2]),
            (Some("Máy in"), vec![1]),
            (Some("Khác"), vec![3])
        ]
    );
}

#[test]
fn a_machine_that_was_seen_after_a_day_tells_of_it_if_it_was_known_by_then() {
    let mut world = World::new();
    machine(&mut world, 1, ROOM, "Windows 10 Pro 22H2");
    machine(&mut world, 2, SCHOOLS[0], "Debian GNU/Linux 13");
    world.receive(vec![whole("A1", Some(1)), whole("A2", None)]);
    let told = |world: &World, days: i64| {
        let clock = world.fleet.day_clock();
        let day = clock.day(NOW.plus(days * DAY_MS));
        let end = clock.begin(day.plus(1)).plus(-1);
        let view = world.ask_at(end, |scene| query::items(scene, UnitKey::ROOT));
        let found: u64 = view.categories.iter().map(|kind| kind.found).sum();
        (view.whole.by_number.managed, found)
    };
    assert_eq!(told(&world, 0), (1, 1));
    // Both report again soon after midnight, before the day is counted.
    for number in [1, 2] {
        seen(&mut world, number, NOW.plus(DAY_MS));
    }
    assert_eq!(told(&world, 0), (1, 1), "they were there on that day");
    assert_eq!(told(&world, 1), (1, 1));
    // Nobody knew them on the day before they enrolled.
    assert_eq!(told(&world, -1), (0, 0));
}
