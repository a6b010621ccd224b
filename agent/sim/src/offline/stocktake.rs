//! Stocktakes that schools have closed: what was expected, each scan, and what came of it.

use super::units::{Place, Room};
use crate::seed::{Draw, Seed, Topic};
use kiemke_core::entry::Entry;
use kiemke_core::equipment::{ChangedRecord, EquipmentChanged, difference};
use kiemke_core::stocktake::{Closing, StocktakeChange, StocktakeEntry, count};
use kiemke_wire::date::Date;
use kiemke_wire::equipment::{Act, ActionKind, Document, EquipmentState, Record};
use kiemke_wire::ids::{BookLineId, EquipmentId, StocktakeId};
use kiemke_wire::stocktake::{
    CountEvent, CountId, Counted, Expectation, ExpectedItem, ExpectedLine, ExpectedRoom, Member,
};
use kiemke_wire::time::{DAY_MS, SECOND_MS, UnixMs};
use kiemke_wire::view::Signature;
use std::collections::BTreeMap;

/// Schools that have closed one, of a thousand.
const TAKEN: u32 = 620;
/// Things that nobody finds, and that stand in another room, of a thousand.
const MISSING: u32 = 25;
const MISPLACED: u32 = 30;
/// How long ago it was, days, and when the next one is due.
const AGO: [u32; 2] = [20, 120];
const NEXT_DUE: i32 = 365;
/// Between two scans.
const SCAN_MS: i64 = 7 * SECOND_MS;
const COUNTER: &str = "Nguyễn Thị Lan";

/// What a school has on paper.
#[derive(Default)]
pub(super) struct Papers {
    pub(super) records: BTreeMap<EquipmentId, Record>,
    /// Lines of its book, with how many things and the cost of one.
    pub(super) lines: Vec<(BookLineId, u32, u64)>,
    /// The day on which its stocktake was closed, and the one on which the next is due.
    pub(super) stocktake: Option<[Date; 2]>,
}

/// Takes stock at a school, unless it has closed none: the entries. `id` is the number of the next one.
pub(super) fn take(
    seed: Seed,
    place: &Place,
    papers: &mut Papers,
    id: StocktakeId,
    now: UnixMs,
) -> Vec<Entry> {
    let mut draw = seed.draw(Topic::Papers, !(u64::from(place.index.0) << 1));
    if !draw.per_mille(TAKEN) || papers.records.is_empty() {
        return Vec::new();
    }
    let at = now.plus(-i64::from(draw.between(AGO[0], AGO[1])) * DAY_MS);
    let on = day(at);
    let expected = expectation(place, papers);
    let events = scans(&mut draw, place, &expected, at);
    let by_id: BTreeMap<CountId, CountEvent> = events.iter().map(|one| (one.id, one.clone())).collect();
    let result = count(&expected.items, &by_id);
    let found: Vec<ChangedRecord> = result
        .items
        .iter()
        .filter(|item| item.state.is_found())
        .filter_map(|item| Some(verified(item.record, papers.records.get(&item.record)?, on)))
        .collect();
    let document = Some(Document {
        number: format!("BB-{}/KK", id.0),
        date: Some(on),
    });
    let entry = |what| {
        Entry::Stocktake(Box::new(StocktakeEntry {
            stocktake: id,
            at: now,
            by: None,
            what,
        }))
    };
    let next_due_on = day(at.plus(i64::from(NEXT_DUE) * DAY_MS));
    papers.stocktake = Some([on, next_due_on]);
    for changed in &found {
        papers.records.insert(changed.id, changed.record.clone());
    }
    let verify = Entry::EquipmentChanged(Box::new(EquipmentChanged {
        at: now,
        by: None,
        act: Act {
            document: document.clone(),
            ..Act::of(ActionKind::Verify)
        },
        undoes: None,
        records: found,
    }));
    vec![
        entry(StocktakeChange::Opened {
            school: place.school,
            name: "Kiểm kê đầu năm học".to_owned(),
            rooms: place.rooms.values().map(|room| room.unit).collect(),
            whole: true,
            committee: vec![Member {
                name: COUNTER.to_owned(),
                title: Some("Tổ trưởng".to_owned()),
            }],
            document: None,
            on,
            next_due_on,
            agents_count: false,
            expected,
        }),
        entry(StocktakeChange::Counted { pack: None, events }),
        verify,
        entry(StocktakeChange::Closed(Box::new(Closing {
            document,
            signatures: vec![Signature {
                name: COUNTER.to_owned(),
                title: Some("Tổ trưởng".to_owned()),
                on: Some(on),
            }],
            abandoned: Vec::new(),
            totals: result.totals,
            on,
        }))),
    ]
}

fn day(at: UnixMs) -> Date {
    Date::of_unix_days(i32::try_from(at.0.div_euclid(DAY_MS)).unwrap_or_default())
}

fn expectation(place: &Place, papers: &Papers) -> Expectation {
    let room = |(code, room): (&String, &Room)| ExpectedRoom {
        room: room.unit,
        code: code.clone(),
        name: room.name.clone(),
        in_scope: true,
    };
    let item = |(id, record): (&EquipmentId, &Record)| ExpectedItem {
        record: *id,
        code: record.code.clone(),
        serial: record.serial.clone(),
        name: record.name.clone(),
        category: record.category.clone(),
        room: record.place,
        seat: record.seat,
        in_scope: true,
        lost: false,
        away: record.state == EquipmentState::InRepair,
        cost_dong: record.cost_dong,
        machine: record.machine,
        book_line: record.book_line,
    };
    let line = |(line, quantity, dong): &(BookLineId, u32, u64)| ExpectedLine {
        line: *line,
        quantity: *quantity,
        cost_dong: Some(dong * u64::from(*quantity)),
        remaining_dong: None,
    };
    Expectation {
        rooms: place.rooms.iter().map(room).collect(),
        items: papers.records.iter().map(item).collect(),
        lines: papers.lines.iter().map(line).collect(),
        has_book: !papers.lines.is_empty(),
    }
}

/// Room by room, thing by thing.
fn scans(draw: &mut Draw, place: &Place, expected: &Expectation, at: UnixMs) -> Vec<CountEvent> {
    let rooms: Vec<_> = place.rooms.values().map(|room| room.unit).collect();
    let mut events = Vec::with_capacity(expected.items.len() + rooms.len());
    let mut say = |draw: &mut Draw, what| {
        let name = u128::from(draw.roll()) << 64 | u128::from(draw.roll());
        events.push(CountEvent {
            id: CountId(name.to_be_bytes()),
            at: at.plus(events.len() as i64 * SCAN_MS),
            counter: COUNTER.to_owned(),
            what,
        });
    };
    for item in expected.items.iter().filter(|item| !item.away) {
        let Some(code) = item.code.clone().filter(|_| !draw.per_mille(MISSING)) else {
            continue;
        };
        let room = match draw.per_mille(MISPLACED) {
            true => *draw.pick(&rooms),
            false => item.room,
        };
        let scan = Counted::Scan {
            room,
            code,
            condition: None,
            note: None,
        };
        say(draw, scan);
    }
    for room in rooms {
        say(draw, Counted::RoomDone { room });
    }
    events
}

fn verified(id: EquipmentId, record: &Record, on: Date) -> ChangedRecord {
    let verified = Record {
        verified_on: Some(on),
        ..record.clone()
    };
    ChangedRecord {
        id,
        changes: difference(record, &verified),
        record: verified,
    }
}
