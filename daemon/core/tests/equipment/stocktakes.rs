//! Stocktakes: the same from any order of events, nothing lost, nothing changed after the end, and its report in force.

use crate::world::{NOW, ROOMS, World, tablet};
use kiemke_core::equipment::{EquipmentCommand, HeldRecord};
use kiemke_core::rows::{self, RowKey};
use kiemke_core::stocktake::{
    CountedSoFar, Counting, Session, SheetNote, StocktakeCommand, StoredEvent, event_rows, expected_row,
    late_rows, sheet,
};
use kiemke_core::{Answer, Command, Fleet, Reader, Refusal};
use kiemke_wire::equipment::{Act, ActionKind, Category, Condition, Document, EquipmentState, Holder};
use kiemke_wire::ids::{EquipmentId, Position, StocktakeId, UnitKey};
use kiemke_wire::review::{PackOfStocktake, ReviewKind};
use kiemke_wire::stocktake::{CountEvent, CountId, CountTotals, Counted, PackNumber};
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{CloseStocktake, MakeRecord, OpenStocktake, PackState, Signature};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const FIRST: StocktakeId = StocktakeId(1);
const HERE: UnitKey = ROOMS[0];
const NEXT: UnitKey = ROOMS[1];

/// Eight tablets in two rooms.
fn school() -> World {
    let mut world = World::new();
    let records = (1..=8).map(|at| tablet(&format!("MTB-{at}"), if at <= 5 { HERE } else { NEXT }));
    let received = EquipmentCommand::Receive {
        records: records.collect(),
        act: Act::of(ActionKind::Receive),
    };
    world.ask(received).expect("received");
    world
}

fn open_wish() -> OpenStocktake {
    OpenStocktake {
        unit: "u2".into(),
        name: "Kiểm kê 2026".into(),
        rooms: Vec::new(),
        committee: Vec::new(),
        document: None,
        on: None,
        next_due_on: None,
        agents_count: false,
    }
}

impl World {
    fn stocktake(&mut self, command: StocktakeCommand) -> Result<(usize, Option<PackNumber>), Refusal> {
        let command = Command::Stocktake {
            by: Reader::administrator(),
            command: Box::new(command),
        };
        match self.command(command)? {
            Answer::Stocktake { taken, pack, .. } => Ok((taken, pack)),
            other => panic!("{other:?}"),
        }
    }

    fn school_records(&self) -> Vec<HeldRecord> {
        let ids = self.fleet.records_of_school(UnitKey(2), self.fleet.today(NOW));
        ids.into_iter()
            .map(|(id, _)| self.held(id).expect("there"))
            .collect()
    }

    fn open(&mut self) -> Result<(), Refusal> {
        self.open_with(open_wish())
    }

    fn open_with(&mut self, wish: OpenStocktake) -> Result<(), Refusal> {
        let held = self.school_records();
        self.stocktake(StocktakeCommand::Open {
            wish,
            held,
            lines: Vec::new(),
        })
        .map(|_| ())
    }

    fn scan(&mut self, events: &[CountEvent]) -> Result<usize, Refusal> {
        let (stocktake, events) = (FIRST, events.to_vec());
        self.stocktake(StocktakeCommand::Count { stocktake, events })
            .map(|(taken, _)| taken)
    }

    fn bring(&mut self, pack: u16, events: &[CountEvent], last: bool) -> Result<usize, Refusal> {
        let sifted = !self.session().is_open();
        let known = self.counted().events;
        let mut events = events.to_vec();
        events.retain(|event| !sifted || !known.contains_key(&event.id));
        let bring = StocktakeCommand::BringPack {
            stocktake: FIRST,
            pack: PackNumber(pack),
            events,
            last,
            sifted,
        };
        self.stocktake(bring).map(|(taken, _)| taken)
    }

    fn give(&mut self, holder: &str) -> Result<(), Refusal> {
        let (stocktake, holder, rooms) = (FIRST, holder.to_owned(), Vec::new());
        let give = StocktakeCommand::GivePack {
            stocktake,
            holder,
            rooms,
        };
        self.stocktake(give).map(|_| ())
    }

    fn close(&mut self, wish: CloseStocktake) -> Result<(), Refusal> {
        let counted = self.counted();
        let held = counted
            .expected
            .items
            .iter()
            .filter_map(|item| self.held(item.record))
            .collect();
        let close = StocktakeCommand::Close {
            stocktake: FIRST,
            seen: self.session().changed_at,
            wish,
            counted,
            held,
        };
        self.stocktake(close).map(|_| ())
    }

    fn session(&self) -> &Session {
        self.fleet.stocktakes().get(FIRST).expect("opened")
    }

    fn counted(&self) -> CountedSoFar {
        let key = expected_row(FIRST);
        CountedSoFar {
            expected: rows::read(&key.0, &self.rows[&key]).expect("readable"),
            events: self.events_in(event_rows(FIRST)),
        }
    }

    fn events_in(&self, (from, to): (RowKey, RowKey)) -> BTreeMap<CountId, CountEvent> {
        let lines = self.rows.range(from..to).flat_map(|(key, row)| {
            let stored: Vec<StoredEvent> = rows::read_lines(key, row).expect("readable");
            stored.into_iter().map(|stored| (stored.event.id, stored.event))
        });
        lines.collect()
    }

    fn totals(&self) -> CountTotals {
        Counting::of(&self.counted()).totals()
    }
}

fn event(id: u8, at: i64, what: Counted) -> CountEvent {
    CountEvent {
        id: CountId([id; 16]),
        at: UnixMs(at),
        counter: "Cô Hoa".into(),
        what,
    }
}

fn scan(id: u8, room: UnitKey, code: &str) -> CountEvent {
    let what = Counted::Scan {
        room,
        code: code.into(),
        condition: None,
        note: None,
    };
    event(id, id.into(), what)
}

fn done(id: u8, room: UnitKey) -> CountEvent {
    event(id, id.into(), Counted::RoomDone { room })
}

fn signed() -> CloseStocktake {
    CloseStocktake {
        document: Some(Document {
            number: "01/BB-KK".into(),
            date: None,
        }),
        signatures: vec![Signature {
            name: "Trần Thị Hoa".into(),
            title: None,
            on: None,
        }],
        ..CloseStocktake::default()
    }
}

#[test]
fn a_report_is_in_force_and_every_found_thing_is_verified() {
    let mut world = school();
    let lend = Act {
        holder: Some(Holder::Person("HS-1".into())),
        ..Act::of(ActionKind::Lend)
    };
    let held = vec![world.held(EquipmentId(8)).unwrap()];
    world
        .ask(EquipmentCommand::Act { held, act: lend })
        .expect("lent");
    world.open().expect("opened");
    let mut worn = scan(4, HERE, "mtb-3");
    if let Counted::Scan { condition, .. } = &mut worn.what {
        *condition = Some(Condition::Poor);
    }
    let events = [
        scan(1, HERE, "MTB-1"),
        scan(2, HERE, "MTB-2"),
        scan(3, HERE, "MTB-2"),
        worn,
        // Of the next room, and of no room.
        scan(5, HERE, "MTB-6"),
        scan(6, NEXT, "LẠ-1"),
        done(8, HERE),
    ];
    assert_eq!(world.scan(&events).expect("taken"), 7);
    let early = world.close(signed()).expect_err("the next room is not done");
    assert_eq!(early.code(), ("not_counted", 409));
    // 6 was found elsewhere, 7 is there and 8 is lent.
    world
        .scan(&[scan(7, NEXT, "MTB-7"), done(9, NEXT)])
        .expect("taken");
    let totals = world.totals();
    assert_eq!((totals.expected, totals.matched, totals.damaged), (8, 3, 1));
    assert_eq!((totals.misplaced, totals.missing, totals.away), (1, 2, 1));
    assert_eq!((totals.surplus, totals.not_yet_counted), (1, 0));
    let wrong = CloseStocktake {
        moved: vec![EquipmentId(1)],
        ..signed()
    };
    let refused = world.close(wrong).expect_err("it stands where it should");
    assert_eq!(
        refused.to_string(),
        "move[0]: e1 was not counted as what this is for"
    );
    let report = CloseStocktake {
        moved: vec![EquipmentId(6)],
        lost: vec![EquipmentId(4), EquipmentId(5)],
        broken: vec![EquipmentId(3)],
        records: vec![MakeRecord {
            code: "lạ-1".into(),
            room: NEXT,
            name: "Loa".into(),
            category: Category("other".into()),
        }],
        ..signed()
    };
    let before = world.records();
    world.close(report).expect("closed");
    let state = |world: &World, id| {
        let record = world.record(id);
        (record.state, record.place, record.verified_on.is_some())
    };
    assert_eq!(state(&world, 1), (EquipmentState::InStore, HERE, true));
    assert_eq!(state(&world, 3), (EquipmentState::Broken, HERE, true));
    assert_eq!(world.record(3).condition, Some(Condition::Poor));
    assert_eq!(state(&world, 4), (EquipmentState::Lost, HERE, false));
    assert_eq!(state(&world, 6), (EquipmentState::InStore, HERE, true));
    assert_eq!(state(&world, 8), (EquipmentState::Lent, NEXT, false));
    assert_eq!(state(&world, 9), (EquipmentState::InUse, NEXT, true));
    let tale: Vec<(&str, Option<String>)> = world
        .history(EquipmentId(6))
        .iter()
        .map(|line| {
            let paper = line.act.document.as_ref().map(|document| document.number.clone());
            (line.act.action.code(), paper)
        })
        .collect();
    let paper = Some("01/BB-KK".to_owned());
    assert_eq!(
        tale,
        [("receive", None), ("verify", paper.clone()), ("move", paper)]
    );
    // Each of its actions can be taken back by itself, and is exact.
    let moved = world.history(EquipmentId(6)).last().unwrap().entry;
    let undo = world.undo_of(moved);
    world.ask(undo).expect("taken back");
    assert_eq!(world.record(6).place, before[5].place);
    let counted = world.counted();
    let sheet = sheet(&counted.expected, &counted.events);
    assert_eq!(
        sheet.lines.iter().map(|line| line.booked.quantity).sum::<u32>(),
        8
    );
    assert_eq!(
        sheet.lines.iter().map(|line| line.counted.quantity).sum::<u32>(),
        7
    );
    assert_eq!(sheet.lines.iter().map(|line| line.shortage()).sum::<u32>(), 2);
    assert_eq!(
        sheet.lines.last().map(|line| (line.note, line.surplus())),
        Some((SheetNote::Surplus, 1))
    );
}

#[test]
fn nothing_is_closed_while_a_pack_is_out_or_a_thing_is_in_two_rooms() {
    let mut world = school();
    world.open().expect("opened");
    let again = world.open().expect_err("it is being counted");
    assert_eq!(again.code(), ("already_counting", 409));
    world.give("Cô Hoa").expect("given");
    world.give("Thầy Tú").expect("given");
    assert_eq!(
        world.give("co hoa").expect_err("she has one").code().0,
        "has_pack"
    );
    let both = [
        scan(1, HERE, "MTB-1"),
        scan(2, NEXT, "MTB-1"),
        done(3, HERE),
        done(4, NEXT),
    ];
    world.bring(1, &both, true).expect("back");
    let out = world.close(signed()).expect_err("one is out");
    assert!(out.to_string().contains("Thầy Tú"), "{out}");
    assert!(!out.to_string().contains("Hoa"), "{out}");
    let abandon = || CloseStocktake {
        abandon: vec!["thầy tú".into()],
        ..signed()
    };
    let twice = world.close(abandon()).expect_err("e1 is in two rooms");
    assert_eq!(twice.code(), ("found_twice", 409));
    let record = EquipmentId(1);
    world
        .scan(&[event(5, 5, Counted::Settle { record, room: NEXT })])
        .expect("settled");
    let unsigned = CloseStocktake {
        signatures: Vec::new(),
        ..abandon()
    };
    assert_eq!(
        world.close(unsigned).expect_err("nobody signed").code().0,
        "invalid"
    );
    world.close(abandon()).expect("closed");
    let states = |world: &World| {
        world
            .session()
            .packs
            .iter()
            .map(|pack| pack.state)
            .collect::<Vec<_>>()
    };
    assert_eq!(states(&world), [PackState::Back, PackState::Abandoned]);
    // What comes late is kept and counts nowhere; what was brought in time is no news.
    let before = (world.counted(), world.records());
    assert_eq!(world.bring(1, &both, true).expect("a repeat"), 0);
    let late = [scan(7, HERE, "MTB-2"), scan(8, HERE, "MTB-3")];
    assert_eq!(world.bring(2, &late, true).expect("kept"), 2);
    assert_eq!(world.bring(2, &late, true).expect("a repeat"), 0);
    assert_eq!(states(&world), [PackState::Back, PackState::Late]);
    assert_eq!(world.events_in(late_rows(FIRST)).len(), 2);
    // It is asked about, once as long as nobody has looked.
    assert_eq!(world.bring(2, &[scan(9, NEXT, "MTB-7")], true).expect("kept"), 1);
    let asked: Vec<_> = world
        .fleet
        .review_items()
        .map(|item| (item.kind, item.pack))
        .collect();
    let about = PackOfStocktake {
        stocktake: FIRST,
        pack: PackNumber(2),
    };
    assert_eq!(asked, [(ReviewKind::LatePack, Some(about))]);
    assert_eq!((world.counted(), world.records()), before);
}

#[test]
fn a_part_of_the_school_is_counted_and_strangers_are_known() {
    let mut world = school();
    let one_room = OpenStocktake {
        rooms: vec!["c3".into()],
        ..open_wish()
    };
    world.open_with(one_room).expect("opened");
    assert_eq!(world.session().expected, 5);
    assert_eq!(
        world.open().expect_err("a part is being counted").code().0,
        "already_counting"
    );
    let other_room = OpenStocktake {
        rooms: vec!["c4".into()],
        ..open_wish()
    };
    world.open_with(other_room).expect("another part may be");
    world
        .scan(&[scan(1, HERE, "MTB-7"), done(2, HERE)])
        .expect("taken");
    let totals = world.totals();
    assert_eq!((totals.missing, totals.from_elsewhere, totals.surplus), (5, 1, 0));
    let elsewhere = world
        .scan(&[scan(3, ROOMS[2], "MTB-1")])
        .expect_err("another school");
    assert_eq!(
        elsewhere.to_string(),
        "events[0].what.room: is no place of the school"
    );
    let bad = OpenStocktake {
        rooms: vec!["c6".into()],
        ..open_wish()
    };
    assert_eq!(
        world.open_with(bad).expect_err("another school's").to_string(),
        "rooms[0]: is no place of the school"
    );
}

#[test]
fn what_changed_since_it_was_looked_at_is_not_closed_over() {
    let mut world = school();
    world.open().expect("opened");
    world.scan(&[done(1, HERE), done(2, NEXT)]).expect("taken");
    let counted = world.counted();
    let seen = world.session().changed_at;
    world.scan(&[scan(3, HERE, "MTB-1")]).expect("taken");
    let close = StocktakeCommand::Close {
        stocktake: FIRST,
        seen,
        wish: signed(),
        counted,
        held: world.school_records(),
    };
    assert_eq!(
        world.stocktake(close).expect_err("counted since").code().0,
        "stale"
    );
    let mut held = world.school_records();
    held.pop();
    let open = StocktakeCommand::Open {
        wish: open_wish(),
        held,
        lines: Vec::new(),
    };
    assert_eq!(
        world.stocktake(open).expect_err("not all of them").code().0,
        "stale"
    );
}

#[derive(Clone, Debug)]
enum Step {
    Scan(Vec<CountEvent>),
    Give(u8),
    Bring(u16, Vec<CountEvent>, bool),
    Close,
}

fn events() -> impl Strategy<Value = Vec<CountEvent>> {
    let room = || prop_oneof![Just(HERE), Just(NEXT)];
    let what = prop_oneof![
        6 => (room(), 1..11_u8).prop_map(|(room, code)| Counted::Scan {
            room, code: format!("mtb-{code}"), condition: None, note: None,
        }),
        2 => room().prop_map(|room| Counted::RoomDone { room }),
        2 => (1..9_u32, room()).prop_map(|(record, room)| Counted::Settle { record: EquipmentId(record), room }),
        1 => any::<u8>().prop_map(|of| Counted::Withdraw { event: CountId([of % 40; 16]) }),
    ];
    // An event's name is drawn once, so what it says follows from it.
    let event = (0..40_u8, what).prop_map(|(id, what)| event(id, i64::from(id % 7), what));
    prop::collection::vec(event, 0..12)
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        8 => events().prop_map(Step::Scan),
        1 => (0..3_u8).prop_map(Step::Give),
        3 => (1..4_u16, events(), any::<bool>()).prop_map(|(pack, events, last)| Step::Bring(pack, events, last)),
        1 => Just(Step::Close),
    ];
    prop::collection::vec(step, 0..24)
}

/// Names are drawn once: the first event with a name is the event.
fn once_each(steps: Vec<Step>) -> Vec<Step> {
    let mut known: BTreeMap<CountId, CountEvent> = BTreeMap::new();
    let mut same = |events: Vec<CountEvent>| -> Vec<CountEvent> {
        let each = events.into_iter();
        each.map(|event| known.entry(event.id).or_insert(event).clone())
            .collect()
    };
    let steps = steps.into_iter().map(|step| match step {
        Step::Scan(events) => Step::Scan(same(events)),
        Step::Bring(pack, events, last) => Step::Bring(pack, same(events), last),
        other => other,
    });
    steps.collect()
}

fn abandon_all(world: &World) -> CloseStocktake {
    CloseStocktake {
        abandon: world
            .session()
            .packs_out()
            .map(|(_, pack)| pack.holder.clone())
            .collect(),
        ..signed()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// However it comes in, the set is the set; a repeat adds nothing; what is closed stays; journal, rows and image agree.
    #[test]
    fn the_set_is_the_set_and_what_is_closed_stays(steps in steps().prop_map(once_each), seed in any::<u64>()) {
        let mut world = school();
        world.open().expect("opened");
        let mut set: BTreeSet<CountId> = BTreeSet::new();
        for step in &steps {
            let was_open = world.session().is_open();
            let before = (world.counted(), world.records());
            match step {
                Step::Scan(events) => {
                    let new = events.iter().map(|event| event.id).collect::<BTreeSet<_>>();
                    match world.scan(events) {
                        Ok(taken) => {
                            prop_assert!(was_open);
                            prop_assert_eq!(taken, new.difference(&set).count());
                            set.extend(new);
                            prop_assert_eq!(world.scan(events), Ok(0));
                        }
                        Err(refusal) => prop_assert_eq!(refusal.code().0, "stocktake_closed"),
                    }
                }
                Step::Give(who) => {
                    let _ = world.give(&format!("Người {who}"));
                }
                Step::Bring(pack, events, last) => {
                    let is_there = world.session().pack(PackNumber(*pack)).is_some();
                    let taken = world.bring(*pack, events, *last);
                    prop_assert_eq!(taken.is_ok(), is_there);
                    if is_there && was_open {
                        set.extend(events.iter().map(|event| event.id));
                    }
                    if is_there {
                        prop_assert_eq!(world.bring(*pack, events, *last), Ok(0));
                    }
                }
                Step::Close => {
                    let wish = abandon_all(&world);
                    match world.close(wish) {
                        Ok(()) => prop_assert!(was_open),
                        Err(refusal) => {
                            let (code, _) = refusal.code();
                            prop_assert!(["stocktake_closed", "found_twice", "not_counted"].contains(&code), "{}", code);
                            prop_assert_eq!(was_open, code != "stocktake_closed");
                        }
                    }
                }
            }
            if !was_open {
                prop_assert_eq!((world.counted(), world.records()), before, "closed is read-only");
            }
        }
        let counted = world.counted();
        prop_assert_eq!(counted.events.keys().copied().collect::<BTreeSet<_>>(), set.clone(), "nothing lost, nothing made up");
        prop_assert_eq!(world.session().events as usize, set.len());
        // Another order, in other portions, by other ways.
        let mut other = school();
        other.open().expect("opened");
        let mut shuffled: Vec<CountEvent> = counted.events.values().cloned().collect();
        shuffled.sort_by_key(|event| u64::from(event.id.0[0]).wrapping_mul(seed | 1));
        for portion in shuffled.chunks(3) {
            other.scan(portion).expect("taken");
        }
        prop_assert_eq!(other.totals(), world.totals());
        prop_assert_eq!(other.counted().events, counted.events);
        // The journal, the image and the state agree.
        let mut replayed = Fleet::default();
        for (number, entry) in world.entries.iter().enumerate() {
            replayed.apply(Position(number as u64 + 1), entry);
            replayed.apply(Position(number as u64 + 1), entry);
        }
        let blocks = |fleet: &Fleet| fleet.image().collect::<Vec<_>>();
        prop_assert_eq!(blocks(&replayed), blocks(&world.fleet));
        let read = Fleet::from_image(blocks(&world.fleet).into_iter()).expect("an image is readable");
        prop_assert_eq!(blocks(&read), blocks(&world.fleet));
        prop_assert_eq!(read.stocktakes().get(FIRST), world.fleet.stocktakes().get(FIRST));
    }
}
