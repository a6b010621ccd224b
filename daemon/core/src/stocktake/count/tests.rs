use super::*;
use kiemke_wire::equipment::Category;
use kiemke_wire::ids::MachineId;
use kiemke_wire::time::UnixMs;
use proptest::prelude::*;

const ROOM: UnitKey = UnitKey(10);
const NEXT_ROOM: UnitKey = UnitKey(11);
const ELSEWHERE: UnitKey = UnitKey(20);

fn expected() -> Vec<ExpectedItem> {
    let item = |record: u32, room, in_scope| ExpectedItem {
        record: EquipmentId(record),
        code: Some(format!("MT-{record:02}")),
        serial: None,
        name: "Máy tính".into(),
        category: Category("desktop".into()),
        room,
        seat: None,
        in_scope,
        lost: false,
        away: false,
        cost_dong: None,
        machine: None,
        book_line: None,
    };
    let mut all: Vec<ExpectedItem> = (1..=4).map(|record| item(record, ROOM, true)).collect();
    all.extend((5..=6).map(|record| item(record, NEXT_ROOM, true)));
    all.push(item(7, ELSEWHERE, false));
    all
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
    event(id, i64::from(id), what)
}

fn done(id: u8, room: UnitKey) -> CountEvent {
    event(id, i64::from(id), Counted::RoomDone { room })
}

fn counted(events: &[CountEvent]) -> Count {
    let set = events.iter().map(|event| (event.id, event.clone())).collect();
    count(&expected(), &set)
}

fn states(count: &Count) -> Vec<(u32, ItemState)> {
    count
        .items
        .iter()
        .map(|item| (item.record.0, item.state))
        .collect()
}

#[test]
fn a_room_is_counted_with_doubles_a_stranger_and_a_wanderer() {
    use ItemState::{Matched, Misplaced, Missing, NotYetCounted};
    let count = counted(&[
        scan(1, ROOM, "MT-01"),
        scan(2, ROOM, "mt-01 "),
        scan(3, ROOM, "MT-02"),
        // Of the next room, and of a room that nobody counts.
        scan(4, ROOM, "MT-05"),
        scan(5, ROOM, "MT-07"),
        scan(6, ROOM, "LA-99"),
        scan(7, ROOM, "la-99"),
        done(8, ROOM),
    ]);
    assert_eq!(
        states(&count),
        [
            (1, Matched),
            (2, Matched),
            (3, Missing),
            (4, Missing),
            (5, Misplaced),
            (6, NotYetCounted),
            (7, Misplaced)
        ]
    );
    assert_eq!(count.surplus.len(), 1);
    assert_eq!(count.surplus[0].code, "LA-99");
    let room = &count.rooms[0];
    assert_eq!(
        (room.room, room.totals.expected, room.found(), room.done),
        (ROOM, 4, 2, true)
    );
}

#[test]
fn what_is_found_twice_is_asked_and_the_answer_must_be_one_of_both() {
    let both = [scan(1, ROOM, "MT-01"), scan(2, NEXT_ROOM, "MT-01")];
    let settle = |id, at, room| {
        let record = EquipmentId(1);
        event(id, at, Counted::Settle { record, room })
    };
    let state = |more: &[CountEvent]| counted(&[&both[..], more].concat()).items[0].state;
    assert_eq!(state(&[]), ItemState::FoundTwice);
    assert_eq!(state(&[settle(3, 3, NEXT_ROOM)]), ItemState::Misplaced);
    assert_eq!(
        state(&[settle(3, 3, NEXT_ROOM), settle(4, 9, ROOM)]),
        ItemState::Matched
    );
    assert_eq!(state(&[settle(3, 3, ELSEWHERE)]), ItemState::FoundTwice);
    let withdrawn = event(5, 5, Counted::Withdraw { event: both[1].id });
    assert_eq!(state(&[withdrawn]), ItemState::Matched);
}

#[test]
fn an_agent_counts_where_nobody_scanned_and_what_is_lent_is_not_missed() {
    let sighted = |id, room| {
        let (record, machine) = (EquipmentId(1), MachineId(7));
        event(
            id,
            i64::from(id),
            Counted::Sighted {
                record,
                room,
                machine,
            },
        )
    };
    let state = |events: &[CountEvent]| counted(events).items[0].state;
    assert_eq!(state(&[done(1, ROOM), sighted(2, ROOM)]), ItemState::Matched);
    assert_eq!(
        state(&[done(1, ROOM), sighted(2, NEXT_ROOM)]),
        ItemState::Misplaced
    );
    assert_eq!(
        state(&[sighted(2, NEXT_ROOM), scan(3, ROOM, "MT-01")]),
        ItemState::Matched
    );
    let mut away = expected();
    away[0].away = true;
    let events = [done(1, ROOM)].map(|event| (event.id, event));
    let totals = count(&away, &events.into()).totals;
    assert_eq!((totals.away, totals.missing, totals.not_yet_counted), (1, 3, 2));
}

#[test]
fn a_thing_is_known_by_its_sticker_its_number_or_a_serial_that_is_its_own() {
    let mut all = expected();
    all[0].serial = Some("SN-1".into());
    all[1].serial = Some("MT-03".into());
    (all[4].serial, all[5].serial) = (Some("SN-X".into()), Some("sn-x".into()));
    let codes = Codes::of(&all);
    let find = |code| codes.find(code).map(|record| record.0);
    assert_eq!((find("sn-1"), find("E2")), (Some(1), Some(2)));
    assert_eq!(find("mt-03"), Some(3), "a sticker counts before a serial number");
    assert_eq!(find("SN-X"), None, "two things have it");
}

#[test]
fn damage_is_what_whoever_found_it_worst_says() {
    let mut worse = scan(2, ROOM, "MT-01");
    if let Counted::Scan { condition, .. } = &mut worse.what {
        *condition = Some(Condition::Poor);
    }
    let count = counted(&[scan(1, ROOM, "MT-01"), worse]);
    assert_eq!(count.items[0].state, ItemState::Damaged);
    assert_eq!(count.items[0].condition, Some(Condition::Poor));
}

fn events() -> impl Strategy<Value = Vec<CountEvent>> {
    let room = || prop_oneof![Just(ROOM), Just(NEXT_ROOM), Just(ELSEWHERE)];
    let what = prop_oneof![
        6 => (room(), 1..9_u32).prop_map(|(room, code)| Counted::Scan {
            room, code: format!("MT-{code:02}"), condition: None, note: None,
        }),
        1 => room().prop_map(|room| Counted::RoomDone { room }),
        1 => (1..8_u32, room()).prop_map(|(record, room)| Counted::Sighted {
            record: EquipmentId(record), room, machine: MachineId(record),
        }),
        1 => (1..8_u32, room()).prop_map(|(record, room)| Counted::Settle { record: EquipmentId(record), room }),
        1 => any::<u8>().prop_map(|of| Counted::Withdraw { event: CountId([of % 32; 16]) }),
    ];
    let event = (0..32_u8, 0..5_i64, what).prop_map(|(id, at, what)| event(id, at, what));
    prop::collection::vec(event, 0..40)
}

proptest! {
    /// Counters merge in any order, packs come twice: the same follows, and every item stands in one state.
    #[test]
    fn the_result_follows_from_the_set(events in events(), seed in any::<u64>()) {
        // An event's name is drawn once, so the first with a name is the event.
        let mut set: BTreeMap<CountId, CountEvent> = BTreeMap::new();
        for event in events {
            set.entry(event.id).or_insert(event);
        }
        let result = count(&expected(), &set);
        let mut shuffled: Vec<CountEvent> = set.values().cloned().collect();
        shuffled.sort_by_key(|event| u64::from(event.id.0[0]).wrapping_mul(seed | 1));
        let again: BTreeMap<CountId, CountEvent> =
            shuffled.iter().chain(&shuffled).map(|event| (event.id, event.clone())).collect();
        prop_assert_eq!(&count(&expected(), &again), &result);
        let mut seen: Vec<EquipmentId> = result.items.iter().map(|item| item.record).collect();
        seen.dedup();
        prop_assert_eq!(seen.len(), result.items.len(), "each once");
        let in_scope = expected().into_iter().filter(|item| item.in_scope);
        for item in in_scope {
            prop_assert!(seen.contains(&item.record), "{} is accounted for", item.record);
        }
        let totals = result.totals;
        prop_assert_eq!(
            totals.matched + totals.damaged + totals.misplaced + totals.found_twice + totals.missing
                + totals.not_yet_counted + totals.away,
            totals.expected
        );
        prop_assert_eq!(result.rooms.iter().map(|room| room.totals.expected).sum::<u32>(), totals.expected);
        prop_assert_eq!(result.rooms.iter().map(|room| room.totals.surplus).sum::<u32>(), totals.surplus);
        for room in &result.rooms {
            prop_assert!(room.found() <= room.totals.expected);
        }
    }
}
