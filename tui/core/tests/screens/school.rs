//! A small made-up school: a few machines, thirty tablets, rooms, a line with its readings. Always the same.

use crate::province::{self, NOW};
use kiemke_tui_core::{Answer, Query, Refusal, RefusalKind};
use kiemke_wire::equipment::{
    Act, ActionKind, Category, Condition, Document, EquipmentState, FieldChange, HistoryLine, Holder, Record,
};
use kiemke_wire::ids::{EquipmentId, KeyedHash, LineId, MachineId, Position, ReviewId, UnitKey};
use kiemke_wire::reading::{CapacityReading, Fault, FaultPlace, Medium, Symptom, TransferReading};
use kiemke_wire::review::{
    EvidenceKind, EvidenceText, GroupVerdict, Judgement, KindReason, Relation, ReviewAnswer, ReviewDetail,
    ReviewKind, ReviewRow, ReviewState,
};
use kiemke_wire::time::{DAY_MS, HOUR_MS, MINUTE_MS, UnixMs};
use kiemke_wire::view::{
    Capacity, ContractView, EquipmentChange, EquipmentRow, Known, LineDetail, LineFault, LineRow, LineState,
    LineTest, Page, ReadingPoint, ReadingSeries, UnitCounts, UnitDetail, UnitGroup, UnitGroups, UnitRow,
    UnitView, WifiMedians,
};

fn page<T>(items: Vec<T>) -> Page<T> {
    Page {
        total: items.len() as u64,
        items,
        next: None,
    }
}

fn tablet(number: u32) -> Record {
    Record {
        code: Some(format!("MTB-{number:03}")),
        maker: Some("Samsung".into()),
        model: Some("Tab A9".into()),
        state: EquipmentState::InStore,
        condition: Some(Condition::Good),
        funding: Some("ngân sách".into()),
        year_in_use: Some(2023),
        cost_dong: Some(4_500_000),
        ..Record::of("Máy tính bảng".into(), Category("tablet".into()), UnitKey(12))
    }
}

pub(crate) fn record(number: u32) -> EquipmentRow {
    let mut record = tablet(number);
    match number {
        1..=9 => {
            record.state = EquipmentState::Lent;
            record.holder = Some(Holder::Person("HS-0042".into()));
        }
        10 => record.state = EquipmentState::Lost,
        31 => {
            record.name = "Máy chiếu phòng họp của to\u{302}\u{309} chuyên môn Toa\u{301}n – Tin học".into();
            record.category = Category("projector".into());
            record.state = EquipmentState::InRepair;
            record.code = None;
        }
        32 => {
            record.name = "Máy tính để bàn".into();
            record.category = Category("desktop".into());
            record.state = EquipmentState::InUse;
            record.machine = Some(MachineId(3));
        }
        _ => {}
    }
    EquipmentRow {
        id: EquipmentId(number),
        etag: Position(u64::from(number) + 100),
        unit: unit(12, "Kho thiết bị", "room", 11),
        level: 1,
        renewal: None,
        record,
    }
}

pub(crate) fn unit(key: u32, name: &str, kind: &str, parent: u32) -> UnitView {
    UnitView {
        key: UnitKey(key),
        code: format!("u-{key}"),
        name: name.into(),
        kind: kind.into(),
        parent: (key > 1).then_some(UnitKey(parent)),
    }
}

fn units() -> Vec<UnitRow> {
    let named = [
        (2, "xã Nam Đà", "commune", 1, [8, 212, 6]),
        (10, "TH Nam Đà", "school", 2, [1, 61, 1]),
        (11, "THCS Nguyễn Đình Chiểu", "school", 2, [1, 40, 1]),
        (12, "Kho thiết bị", "room", 11, [0, 6, 0]),
        (13, "Phòng tin 1", "room", 11, [0, 20, 0]),
        (14, "Phòng tin 2", "room", 11, [0, 14, 0]),
    ];
    let rows = named.map(|(key, name, kind, parent, [schools, machines, lines])| UnitRow {
        unit: unit(key, name, kind, parent),
        above: if key > 11 {
            vec!["THCS Nguyễn Đình Chiểu".into()]
        } else {
            Vec::new()
        },
        codes: std::collections::BTreeMap::new(),
        tags: std::collections::BTreeMap::new(),
        place: None,
        power: None,
        seats: None,
        closed: false,
        counts: UnitCounts {
            schools,
            machines,
            lines,
        },
        etag: Position(1),
    });
    rows.into()
}

fn detail(key: UnitKey) -> Option<UnitDetail> {
    let row = units().into_iter().find(|row| row.unit.key == key)?;
    Some(UnitDetail {
        row,
        path: vec![province::unit(1, "Lâm Đồng")],
        at: "2026-11-24".into(),
        children: 2,
    })
}

pub(crate) fn line(number: u32) -> LineRow {
    let contract = ContractView {
        provider: ["VNPT", "Viettel", "FPT"][number as usize % 3].into(),
        kind: Some("cáp quang".into()),
        down_mbps: Some(100.0),
        up_mbps: Some(50.0),
        month_bytes_max: Some(1_073_741_824),
        ..ContractView::default()
    };
    let capacity = Capacity {
        tests: 12,
        down_kbps: 61_000 + number * 12_000,
        up_kbps: 30_000,
        down_is_lower_bound: number == 2,
        up_is_lower_bound: false,
    };
    let sites = [
        "điểm trường Đắk Sôr",
        "TH Nam Đà",
        "THCS Nguyễn Đình Chiểu",
        "TH Lê Văn Tám",
    ];
    LineRow {
        id: LineId(number),
        unit: unit(20 + number, sites[number as usize % 4], "site", 10),
        above: if number == 4 {
            vec!["TH Nam Đà".into()]
        } else {
            Vec::new()
        },
        state: match number {
            3 => LineState::Down,
            4 => LineState::Unknown,
            _ => LineState::Up,
        },
        probed_at: Some(NOW.plus(-MINUTE_MS)),
        fault: (number == 2).then_some(FaultPlace::Wifi),
        machines: u64::from(number) * 7,
        first_byte_us_median: (number != 4).then_some(34_000 * number),
        loss_pct: (number != 4).then_some(0.4 * f64::from(number)),
        good_pct: (number != 4).then_some(96.8),
        capacity: (number != 4).then_some(capacity),
        contract: (number != 3).then_some(contract),
    }
}

fn line_detail(number: u32) -> LineDetail {
    LineDetail {
        row: line(number),
        gateways: vec![(KeyedHash([1; 16]), "10.20.1.0/24".into())],
        faults: vec![LineFault {
            machine: MachineId(12),
            since: NOW.plus(-2 * HOUR_MS),
            until: None,
            fault: Fault {
                place: FaultPlace::Wifi,
                symptom: Symptom::Loss,
                targets: Vec::new(),
            },
        }],
        faults_over: Vec::new(),
        test_bytes_month: 412 * 1024 * 1024,
    }
}

/// A point an interval, slower and lossier in the busy hours, with an hour in which nothing got through.
fn series(from: UnixMs, step_s: u32) -> ReadingSeries {
    let step_ms = i64::from(step_s) * 1_000;
    let steps = (from.0.div_euclid(step_ms) + 1)..=NOW.0.div_euclid(step_ms);
    let points = steps.filter_map(|step| {
        let at = UnixMs(step * step_ms);
        let hour = (at.0 / HOUR_MS + 7) % 24;
        let busy = (8..11).contains(&hour);
        let good = if hour == 13 { 0 } else { 2 };
        (6..21).contains(&hour).then_some(ReadingPoint {
            at,
            probes: 2,
            good,
            first_byte_us_median: (good > 0).then_some(if busy {
                240_000
            } else {
                30_000 + hour as u32 * 1_000
            }),
            jitter_us_median: Some(600),
            sent: 20,
            received: if busy { 18 } else { 20 },
            wifi: busy.then_some(WifiMedians {
                probes: 2,
                signal_dbm_median: Some(-74),
                rate_mbps_median: Some(43),
                retries_pct: Some(31.0),
            }),
        })
    });
    let transfer = |kbps| TransferReading {
        bytes: 9_000_000,
        limit_bytes: None,
        ran_ms: 1_200,
        rate_kbps: Some(kbps),
        cut: false,
        resent_permille: None,
    };
    let test = LineTest {
        at: NOW.plus(-DAY_MS),
        machine: MachineId(12),
        reading: CapacityReading {
            down: Some(transfer(61_000)),
            up: Some(transfer(30_000)),
            latency_loaded_us: Some(180_000),
            by_hand: true,
            ..CapacityReading::failed("daemon".into(), Some(Medium::Wired), None)
        },
    };
    ReadingSeries {
        step_s,
        points: points.collect(),
        availability_pct: Some(96.8),
        first_byte_us_median: Some(34_000),
        jitter_us_median: Some(600),
        loss_pct: Some(0.4),
        wifi: Some(WifiMedians {
            probes: 30,
            signal_dbm_median: Some(-68),
            rate_mbps_median: Some(65),
            retries_pct: Some(12.5),
        }),
        tests: vec![test],
        capacity: None,
    }
}

pub(crate) fn question(number: u32) -> ReviewRow {
    let reason = |kind, relation| KindReason { kind, relation };
    ReviewRow {
        id: ReviewId(number),
        kind: ReviewKind::ALL[number as usize % 4],
        state: ReviewState::Open,
        at: NOW.plus(-i64::from(number) * DAY_MS),
        unit: unit(10, "TH Nam Đà", "school", 2),
        machine: Some(MachineId(number)),
        pack: None,
        name: "PC01".into(),
        other: Some(MachineId(number + 40)),
        other_name: Some("PC01".into()),
        other_unit: Some(unit(11, "THCS Nguyễn Đình Chiểu", "school", 2)),
        judgement: Judgement {
            board: GroupVerdict::Differs,
            disk: GroupVerdict::Differs,
            chassis: GroupVerdict::Silent,
            board_values: 1,
            reasons: vec![
                reason(EvidenceKind::SystemUuid, Relation::Shared),
                reason(EvidenceKind::SystemSerial, Relation::Same),
                reason(EvidenceKind::BoardSerial, Relation::Differs),
                reason(EvidenceKind::DiskSerial, Relation::Differs),
            ],
        },
        proposed: ReviewAnswer::Different,
        answer: None,
        steps: Vec::new(),
    }
}

fn evidence(number: u32) -> ReviewDetail {
    let text = |kind, text: &str, junk| EvidenceText {
        kind,
        text: text.into(),
        junk,
    };
    let side = |board: &str, disk: &str| {
        vec![
            text(
                EvidenceKind::SystemUuid,
                "03000200-0400-0500-0006-000700080009",
                true,
            ),
            text(EvidenceKind::SystemSerial, "7XK2M13", false),
            text(EvidenceKind::BoardSerial, board, false),
            text(EvidenceKind::DiskSerial, disk, false),
        ]
    };
    ReviewDetail {
        row: question(number),
        known: side("BSN-1102", "WD-4410"),
        seen: side("BSN-7741", "WD-9982"),
        answers: vec![ReviewAnswer::Same, ReviewAnswer::Different],
    }
}

pub(crate) fn history() -> Vec<HistoryLine> {
    let line = |entry: u64, act: Act, changes: Vec<FieldChange>| HistoryLine {
        entry: Position(entry),
        at: NOW.plus(-(100 - entry as i64) * HOUR_MS),
        by: None,
        by_name: Some("Cô Lan".into()),
        act,
        undoes: None,
        records: 10,
        changes,
    };
    let change = |field: &str, old: serde_json::Value, new: serde_json::Value| FieldChange {
        field: field.into(),
        old: (!old.is_null()).then_some(old),
        new: (!new.is_null()).then_some(new),
    };
    let lost = Act {
        document: Some(Document {
            number: "03/BB-KK".into(),
            date: "2026-11-20".parse().ok(),
        }),
        reason: Some("không tìm thấy khi kiểm kê".into()),
        ..Act::of(ActionKind::ReportLost)
    };
    vec![
        line(90, lost, vec![change("state", "lent".into(), "lost".into())]),
        line(
            60,
            Act::of(ActionKind::Lend),
            vec![
                change("state", "in_store".into(), "lent".into()),
                change(
                    "holder",
                    serde_json::Value::Null,
                    serde_json::json!({ "person": "HS-0042" }),
                ),
                change("place", "u13".into(), "u12".into()),
            ],
        ),
        line(20, Act::of(ActionKind::Receive), Vec::new()),
    ]
}

/// What the daemon of the school says.
pub(crate) fn answered(query: &Query) -> Result<Answer, Refusal> {
    Ok(match query {
        Query::Machines(_) => Answer::Machines(page((1..=6).map(province::machine_row).collect())),
        Query::Records(_) => Answer::Records(page((1..=32).map(record).collect())),
        Query::Record(id) => Answer::Record(Box::new(record(id.0))),
        Query::History(_) => Answer::History(page(history())),
        Query::FindUnits(query) => {
            let words = kiemke_wire::fold::search_key(&query.text);
            let fits = |row: &UnitRow| kiemke_wire::fold::search_key(&row.unit.name).contains(&words);
            Answer::Units(page(units().into_iter().filter(fits).collect()))
        }
        Query::UnitName(key) | Query::Place(key, _) => match detail(*key) {
            Some(detail) => Answer::Unit(Box::new(detail)),
            None => return Err(missing()),
        },
        Query::PlacesBelow(key, _) => {
            let below = units().into_iter().filter(|row| row.unit.parent == Some(*key));
            Answer::Units(page(below.collect()))
        }
        Query::PlaceGroups(key, by, _) => {
            let counts = UnitCounts {
                schools: 4,
                machines: 106,
                lines: 3,
            };
            let group = |value: Option<&str>| UnitGroup {
                value: value.map(str::to_owned),
                unit: None,
                outside: false,
                counts,
            };
            Answer::Groups(Box::new(UnitGroups {
                by: (*by).to_owned(),
                unit: unit(key.0, "xã Nam Đà", "commune", 1),
                at: "2026-11-24".into(),
                known: Known::Now,
                items: vec![group(Some("Krông Nô")), group(None)],
                total: counts.plus(counts),
            }))
        }
        Query::Lines(_) => Answer::Lines(page((1..=4).map(line).collect())),
        Query::Line(id) => Answer::Line(Box::new(line_detail(id.0))),
        Query::LineDay(_, from, step_s) | Query::LineWeeks(_, from, step_s) => {
            Answer::Series(Box::new(series(*from, *step_s)))
        }
        Query::Plan(_) => Answer::Plan(Box::new(crate::plans::plan())),
        Query::PlanPart(part) => Answer::PlanPart(crate::plans::part(part)),
        Query::Standards => Answer::Standards(Box::new(crate::plans::standards())),
        Query::Reviews(_) => Answer::Reviews(page((1..=3).map(question).collect())),
        Query::Review(id) => Answer::Review(Box::new(evidence(id.0))),
        Query::Ties(_) => Answer::Ties(Box::new(crate::pairs::pairs())),
        other => match crate::classes::answered(other).or_else(|| crate::stocktakes::answered(other)) {
            Some(answer) => answer,
            None => return crate::driver::of_province(other),
        },
    })
}

/// A daemon that knows units and nothing in them.
pub(crate) fn empty(query: &Query) -> Result<Answer, Refusal> {
    Ok(match query {
        Query::Records(_) => Answer::Records(page(Vec::new())),
        Query::Record(id) => Answer::Record(Box::new(record(id.0))),
        Query::History(_) => Answer::History(page(Vec::new())),
        Query::FindUnits(_) | Query::PlacesBelow(..) => Answer::Units(page(Vec::new())),
        Query::UnitName(_) | Query::Place(..) => match detail(UnitKey(2)) {
            Some(mut detail) => {
                detail.row.unit.key = UnitKey::ROOT;
                detail.row.counts = UnitCounts::default();
                Answer::Unit(Box::new(detail))
            }
            None => return Err(missing()),
        },
        Query::PlaceGroups(key, by, _) => Answer::Groups(Box::new(UnitGroups {
            by: (*by).to_owned(),
            unit: unit(key.0, "xã Nam Đà", "commune", 1),
            at: "2026-11-24".into(),
            known: Known::Now,
            items: Vec::new(),
            total: UnitCounts::default(),
        })),
        Query::Lines(_) => Answer::Lines(page(Vec::new())),
        Query::Plan(_) => Answer::Plan(Box::new(crate::plans::nothing())),
        Query::PlanPart(part) => Answer::PlanPart(crate::plans::part(part)),
        Query::Standards => Answer::Standards(Box::new(crate::plans::standards())),
        Query::Reviews(_) => Answer::Reviews(page(Vec::new())),
        Query::Review(id) => Answer::Review(Box::new(evidence(id.0))),
        Query::Ties(_) => Answer::Ties(Box::default()),
        Query::Line(id) => {
            let mut detail = line_detail(id.0);
            detail.faults.clear();
            detail.row.capacity = None;
            detail.row.contract = None;
            Answer::Line(Box::new(detail))
        }
        Query::LineDay(_, _, step_s) | Query::LineWeeks(_, _, step_s) => {
            let mut series = series(NOW, *step_s);
            series.points.clear();
            series.tests.clear();
            (series.availability_pct, series.first_byte_us_median) = (None, None);
            (series.jitter_us_median, series.loss_pct) = (None, None);
            Answer::Series(Box::new(series))
        }
        other => match crate::classes::nothing(other).or_else(|| crate::stocktakes::nothing(other)) {
            Some(answer) => answer,
            None => return crate::driver::empty_province(other),
        },
    })
}

fn missing() -> Refusal {
    Refusal {
        kind: RefusalKind::Missing,
        detail: "there is no such unit".into(),
        code: Some("not_found".into()),
        place: None,
    }
}

/// What a change of those records came to.
pub(crate) fn changed(entry: u64, ids: &[EquipmentId], made: u64) -> Answer {
    Answer::Changed(EquipmentChange {
        entry: Some(Position(entry)),
        ids: ids.to_vec(),
        made,
    })
}
