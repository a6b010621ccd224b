//! Stocktakes of a small school, as a daemon would answer them.

use crate::province::NOW;
use kiemke_tui_core::{Answer, Query};
use kiemke_wire::equipment::{Condition, Document};
use kiemke_wire::ids::{EquipmentId, Position, StocktakeId, TokenId, UnitKey};
use kiemke_wire::stocktake::{CountEvent, CountId, CountTotals, Counted, ItemState, Member, PackNumber};
use kiemke_wire::time::{DAY_MS, HOUR_MS};
use kiemke_wire::view::{
    CodeState, ItemView, PackDetail, PackState, PackView, Page, RoomRow, ScanOutcome, ScanStates, ScansTaken,
    Signature, StocktakeDetail, StocktakeLine, StocktakeRow, StocktakeStep, SurplusView, UnitView,
};

fn page<T>(items: Vec<T>) -> Page<T> {
    Page {
        total: items.len() as u64,
        items,
        next: None,
    }
}

fn unit(key: u32, name: &str, kind: &str) -> UnitView {
    UnitView {
        key: UnitKey(key),
        code: format!("P{key}"),
        name: name.into(),
        kind: kind.into(),
        parent: Some(UnitKey(11)),
    }
}

fn rooms() -> [UnitView; 4] {
    [
        unit(13, "Phòng tin 1", "room"),
        unit(14, "Phòng tin 2", "room"),
        unit(12, "Kho thiết bị dùng chung của tổ Toa\u{301}n – Tin học", "room"),
        unit(15, "Nhà đa năng", "room"),
    ]
}

/// By number: where it should be, what is known of it, where it was found.
const THINGS: [(u32, ItemState, &[u32]); 13] = [
    (13, ItemState::Matched, &[13]),
    (13, ItemState::Matched, &[13]),
    (13, ItemState::Damaged, &[13]),
    (13, ItemState::Missing, &[]),
    (13, ItemState::Misplaced, &[14]),
    (14, ItemState::Matched, &[14]),
    (14, ItemState::FoundTwice, &[13, 14]),
    (14, ItemState::NotYetCounted, &[]),
    (14, ItemState::NotYetCounted, &[]),
    (14, ItemState::NotYetCounted, &[]),
    (12, ItemState::Away, &[]),
    (12, ItemState::NotYetCounted, &[]),
    (15, ItemState::Misplaced, &[13]),
];

fn item(at: usize) -> ItemView {
    let (room, state, found) = THINGS[at];
    ItemView {
        record: EquipmentId(at as u32 + 1),
        code: (at != 10).then(|| format!("MT-{:04}", at + 1)),
        name: match at {
            3 => "Máy chiếu phòng họp của to\u{302}\u{309} chuyên môn Toa\u{301}n – Tin học".into(),
            _ => "Máy tính bàn Dell Vostro 3681".into(),
        },
        room: UnitKey(room),
        seat: (room != 12).then_some(at as u16 + 1),
        in_scope: room != 15,
        lost: false,
        state,
        found_in: found.iter().map(|room| UnitKey(*room)).collect(),
        condition: (state == ItemState::Damaged).then_some(Condition::Poor),
    }
}

fn surplus() -> Vec<SurplusView> {
    let one = |code: &str, room: u32, notes: &[&str]| SurplusView {
        code: code.into(),
        room: UnitKey(room),
        notes: notes.iter().map(|note| (*note).to_owned()).collect(),
    };
    vec![
        one("8938505974192", 13, &[]),
        one("LẠ-2", 14, &["máy in cũ của hội phụ huynh"]),
    ]
}

/// What a count of those things comes to; of one room alone when one is given.
pub(crate) fn totals(of: Option<u32>) -> CountTotals {
    let mut totals = CountTotals::default();
    for (room, state, _) in THINGS {
        if of.is_none_or(|of| of == room) {
            match room {
                15 => totals.from_elsewhere += 1,
                _ => totals.add(state),
            }
        }
    }
    let here = surplus()
        .into_iter()
        .filter(|one| of.is_none_or(|of| one.room == UnitKey(of)));
    totals.surplus = here.count() as u32;
    totals
}

fn room_row(unit: UnitView) -> RoomRow {
    let key = unit.key;
    let strangers = THINGS.iter().filter(|(room, state, found)| {
        *state == ItemState::Misplaced && UnitKey(*room) != key && found.iter().any(|at| UnitKey(*at) == key)
    });
    RoomRow {
        in_scope: key != UnitKey(15),
        done: key == UnitKey(13),
        totals: totals(Some(key.0)),
        strangers: strangers.count() as u32,
        unit,
    }
}

fn row(number: u32) -> StocktakeRow {
    let closed = number == 1;
    StocktakeRow {
        id: StocktakeId(number),
        etag: Position(40 + u64::from(number)),
        unit: unit(11, "THCS Nguyễn Đình Chiểu", "school"),
        name: match closed {
            true => "Kiểm kê cuối năm 2025 theo Quyết định số 112/QĐ-THCS của Hiệu trươ\u{309}ng".into(),
            false => "Kiểm kê 2026".into(),
        },
        on: if closed { "2025-12-31" } else { "2026-11-24" }.parse().unwrap(),
        whole: true,
        opened_at: NOW.plus(if closed { -330 * DAY_MS } else { -DAY_MS }),
        closed_at: closed.then(|| NOW.plus(-329 * DAY_MS)),
        next_due_on: "2026-12-31".parse().unwrap(),
        expected: if closed { 400 } else { totals(None).expected },
        events: 31,
        packs_out: if closed { 0 } else { 1 },
        totals: closed.then_some(CountTotals {
            expected: 400,
            matched: 368,
            misplaced: 12,
            missing: 20,
            surplus: 8,
            ..CountTotals::default()
        }),
    }
}

fn packs() -> Vec<PackView> {
    let pack = |number: u16, holder: &str, state: PackState, late_events: u32| PackView {
        pack: PackNumber(number),
        holder: Some(holder.into()),
        given_at: NOW.plus(-5 * HOUR_MS),
        rooms: if number == 1 {
            vec![UnitKey(14)]
        } else {
            Vec::new()
        },
        state,
        since: (state != PackState::Out).then(|| NOW.plus(-HOUR_MS)),
        late_events,
    };
    vec![
        pack(1, "Thầy Tú", PackState::Out, 0),
        pack(2, "Cô Hoa", PackState::Back, 0),
        pack(3, "Y Bhăm Niê", PackState::Late, 2),
    ]
}

pub(crate) fn detail(id: StocktakeId) -> StocktakeDetail {
    let row = row(id.0);
    let closed = row.closed_at.is_some();
    let member = |name: &str, title: &str| Member {
        name: name.into(),
        title: Some(title.into()),
    };
    StocktakeDetail {
        now: row.totals.unwrap_or_else(|| totals(None)),
        row,
        rooms: rooms().map(room_row).into(),
        agents_count: false,
        document: None,
        report: closed.then(|| Document {
            number: "01/BB-KK".into(),
            date: None,
        }),
        committee: vec![member("Trần Thị Hoa", "Trưởng ban")],
        signatures: match closed {
            true => vec![Signature {
                name: "Trần Thị Hoa".into(),
                title: Some("Trưởng ban".into()),
                on: None,
            }],
            false => Vec::new(),
        },
        packs: packs(),
    }
}

pub(crate) fn states(room: Option<UnitKey>) -> ScanStates {
    let is_about =
        |item: &ItemView| room.is_none_or(|room| item.room == room || item.found_in.contains(&room));
    let items = (0..THINGS.len()).map(item).filter(|item| is_about(item));
    let mut rows: Vec<RoomRow> = rooms().map(room_row).into();
    rows.retain(|row| room.is_none_or(|room| row.unit.key == room));
    let surplus = surplus()
        .into_iter()
        .filter(|one| room.is_none_or(|room| one.room == room));
    ScanStates {
        etag: Position(42),
        items: items.collect(),
        surplus: surplus.collect(),
        rooms: rows,
    }
}

fn history() -> Vec<StocktakeLine> {
    let line = |entry: u64, step: StocktakeStep, pack: Option<u16>, events: u32| StocktakeLine {
        entry: Position(entry),
        at: NOW.plus(-(50 - entry as i64) * HOUR_MS),
        by: Some(TokenId(3)),
        step,
        pack: pack.map(PackNumber),
        events,
    };
    vec![
        line(44, StocktakeStep::PackBack, Some(2), 0),
        line(43, StocktakeStep::Counted, Some(2), 24),
        line(42, StocktakeStep::Counted, None, 7),
        line(41, StocktakeStep::PackGiven, Some(2), 0),
        line(40, StocktakeStep::Opened, None, 0),
    ]
}

/// What the daemon of the school says of stocktakes.
pub(crate) fn answered(query: &Query) -> Option<Answer> {
    Some(match query {
        Query::Stocktakes(_) => Answer::Stocktakes(page(vec![row(2), row(1)])),
        Query::Stocktake(id) => Answer::Stocktake(Box::new(detail(*id))),
        Query::ScanStates(_, room) => Answer::ScanStates(states(*room)),
        Query::StocktakeHistory(_) => Answer::StocktakeHistory(page(history())),
        Query::Pack(_, number) => {
            let pack = packs().into_iter().find(|pack| pack.pack == *number).unwrap();
            let late = [outcome(1, "MT-0004", Some(3)), outcome(2, "LẠ-9", None)];
            Answer::Pack(Box::new(PackDetail {
                pack,
                late: late.into(),
            }))
        }
        _ => return None,
    })
}

/// The same of a daemon that has counted nothing yet.
pub(crate) fn nothing(query: &Query) -> Option<Answer> {
    Some(match query {
        Query::Stocktakes(_) => Answer::Stocktakes(page(Vec::new())),
        Query::Stocktake(id) => {
            let mut detail = detail(*id);
            (detail.rooms, detail.packs, detail.now) = (Vec::new(), Vec::new(), CountTotals::default());
            Answer::Stocktake(Box::new(detail))
        }
        Query::ScanStates(..) => Answer::ScanStates(ScanStates {
            etag: Position(1),
            items: Vec::new(),
            surplus: Vec::new(),
            rooms: Vec::new(),
        }),
        Query::StocktakeHistory(_) => Answer::StocktakeHistory(page(Vec::new())),
        Query::Pack(_, _) => Answer::Pack(Box::new(PackDetail {
            pack: packs().remove(2),
            late: Vec::new(),
        })),
        _ => return None,
    })
}

pub(crate) fn outcome(event: u8, code: &str, thing: Option<usize>) -> ScanOutcome {
    ScanOutcome {
        event: CountId([event; 16]),
        code: code.into(),
        room: UnitKey(13),
        state: match thing {
            Some(at) => CodeState::Item {
                item: item(at),
                again: false,
            },
            None => CodeState::Surplus,
        },
    }
}

pub(crate) fn taken(outcomes: Vec<ScanOutcome>) -> Answer {
    Answer::Counted(ScansTaken {
        etag: Position(43),
        taken: 1,
        late: false,
        outcomes,
        totals: totals(None),
    })
}

/// The daemon's word on whatever was written down.
pub(crate) fn taken_as_surplus(event: &CountEvent) -> Answer {
    let outcomes = match &event.what {
        Counted::Scan { code, .. } => vec![outcome(9, code, None)],
        _ => Vec::new(),
    };
    taken(outcomes)
}
