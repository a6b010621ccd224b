//! T11 of days that are over: what was told on each of them is told of it later, also when the store was filled anew.

use crate::access::Hand;
use kiemke_config::daemon::DaemonSettings;
use kiemke_http::{Client, Request};
use kiemke_tests::daemon::TestDaemon;
use kiemke_tests::hand_agent::{HandAgent, check_in};
use kiemke_tests::process::run;
use kiemke_tests::wait::until;
use kiemke_wire::problem::Problem;
use kiemke_wire::view::{NewToken, PlanView, Share, TargetDetail, TargetHistory, TargetView};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;

const KIEMKED: &str = env!("CARGO_BIN_EXE_tested-kiemked");
const UNITS: &str = "Mã;Tên;Loại;Thuộc;Cấp học\n68;Lâm Đồng;Tỉnh;;\n1;Xã A;Xã;68;\n2;Xã B;Xã;68;\n\
    900;TH Một;Trường;1;primary\n901;THCS Hai;Trường;2;lower_secondary\n902;TH Ba;Trường;2;primary\n";
const BOOK: &str = "STT;Mã thiết bị;Tên thiết bị;ĐVT;Số lượng;Đơn giá;Năm\n\
    1;X1;Máy tính để bàn;bộ;3;12.000.000;2022\n2;X2;Máy chiếu Epson;cái;1;9.850.000;2021\n";
/// 2026-09-29, 10:00 at +07:00: the month ends on the next day.
const MORNING_MS: i64 = 1_790_650_800_000;
const DAY_MS: i64 = 24 * 3600 * 1000;

/// By unit, what is told of it.
type Told = BTreeMap<String, Share>;

async fn units(client: &Client, table: &str) {
    let file = Request::post_file("/v1/import/units?file=bang.csv", table.to_owned());
    let imported: Value = client.json(file).await.unwrap();
    assert_ne!(imported["applied"], json!(false), "{imported}");
}

async fn receive(client: &Client, place: &str, codes: &[&str]) -> Value {
    let records = codes.iter().map(|code| {
        json!({"code": code, "name": "Máy tính để bàn", "category": "desktop", "place": place, "state": "in_use",
            "holder": "lab", "condition": "good", "funding": "Ngân sách", "year_in_use": 2022, "cost_dong": 12_000_000})
    });
    let body = json!({"records": records.collect::<Vec<_>>()});
    client.json(Request::post("/v1/equipment", &body)).await.unwrap()
}

async fn detail(client: &Client, query: &str) -> TargetDetail {
    let path = format!("/v1/plan/T11?{query}");
    client.json(Request::get(path)).await.unwrap()
}

async fn target(client: &Client, target: &str, query: &str) -> TargetView {
    let plan: PlanView = client
        .json(Request::get(format!("/v1/plan?{query}")))
        .await
        .unwrap();
    let found = plan.targets.into_iter().find(|view| view.id == target);
    found.unwrap()
}

/// Every unit's own value by the plan, and those of the table above it; both must say the same.
async fn told(client: &Client, at: &str) -> Told {
    let mut told = Told::new();
    for unit in ["68", "1", "2", "900", "901", "902"] {
        let view = target(client, "T11", &format!("unit={unit}{at}")).await;
        told.insert(unit.to_owned(), view.value.unwrap());
    }
    for unit in ["68", "1", "2"] {
        for row in detail(client, &format!("unit={unit}{at}")).await.parts {
            assert_eq!(told.get(&row.unit.code), row.value.as_ref(), "{}", row.unit.code);
        }
    }
    told
}

/// The next morning: the day before is over, and somebody renames a school, so that this is noticed.
async fn next_day(client: &Client, clock: &Hand, over: &str, name: &str) {
    clock.pass(DAY_MS);
    let table = format!("Mã;Tên;Loại;Thuộc;Cấp học\n902;{name};Trường;2;primary\n");
    units(client, &table).await;
    counted(client, over).await;
}

async fn counted(client: &Client, day: &str) {
    until("the day to be counted", async || {
        let path = format!("/v1/plan?unit=68&at={day}");
        let reply = client.exchange(Request::get(path)).await.unwrap();
        (reply.status == 200).then_some(())
    })
    .await;
}

async fn history(client: &Client, query: &str) -> TargetHistory {
    let path = format!("/v1/plan/T11/history?{query}");
    client.json(Request::get(path)).await.unwrap()
}

fn totals(history: &TargetHistory) -> Vec<(String, Option<[u64; 3]>)> {
    let told = |share: &Share| [share.ready, share.total, share.untold];
    let points = history.points.iter();
    points
        .map(|point| (point.day.to_string(), point.value.as_ref().map(told)))
        .collect()
}

fn point(day: &str, numbers: [u64; 3]) -> (String, Option<[u64; 3]>) {
    (day.to_owned(), Some(numbers))
}

#[tokio::test]
async fn what_was_told_of_things_on_a_day_is_told_of_it_later() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(Hand(AtomicI64::new(MORNING_MS)));
    let daemon = TestDaemon::start_by(folder.path(), DaemonSettings::default(), clock.clone()).await;
    let admin = &daemon.admin;
    units(admin, UNITS).await;
    let room = json!({"parent": "900", "facts": {"kind": "room", "name": "Phòng tin học", "codes": {"local": "P1"}}});
    let _: Value = admin.json(Request::post("/v1/units", &room)).await.unwrap();
    // The first day: three computers in a room, one of them with an agent, and two in another school.
    receive(admin, "P1", &["A1", "A2", "A3"]).await;
    receive(admin, "901", &["B1", "B2"]).await;
    let agent = HandAgent::new(1);
    let token = daemon.enrol_token_of("P1", 1).await;
    agent.enrol(&daemon.endpoint(), &token).await.unwrap();
    let pair = json!({"pairs": [{"machine": "m1", "record": "e1"}]});
    let _: Value = admin.json(Request::post("/v1/ties", &pair)).await.unwrap();
    let first = told(admin, "").await;
    assert_eq!(
        (first["68"].ready, first["68"].total, first["68"].untold),
        (1, 5, 3)
    );
    // The agent reports in the morning, before the day that is over is counted: that takes nothing away from it.
    clock.pass(DAY_MS);
    let now = kiemke_daemon::Clock::now(&*clock);
    let alive = check_in(0, now);
    agent
        .report_at(&daemon.endpoint(), now, vec![alive])
        .await
        .unwrap();
    units(admin, "Mã;Tên;Loại;Thuộc;Cấp học\n902;TH Bốn;Trường;2;primary\n").await;
    counted(admin, "2026-09-29").await;
    assert_eq!(told(admin, "&at=2026-09-29").await, first);
    // The second day: a book is entered, and a third school receives four.
    let file = Request::post_file("/v1/import/book?unit=901&file=so.csv", BOOK.to_owned());
    let imported: Value = admin.json(file).await.unwrap();
    assert_eq!(imported["applied"], true, "{imported}");
    receive(admin, "902", &["C1", "C2", "C3", "C4"]).await;
    let second = told(admin, "").await;
    assert_eq!((second["68"].ready, second["68"].untold), (1, 2));
    assert!(
        second["901"].unknown > 0,
        "the book may speak of other computers: {second:?}"
    );
    // The third day is the first of a month, on which nothing happens.
    next_day(admin, &clock, "2026-09-30", "TH Ba").await;
    let third = told(admin, "").await;
    assert_eq!(third, second);
    next_day(admin, &clock, "2026-10-01", "TH Ba mới").await;
    receive(admin, "902", &["C5"]).await;
    let past = async |admin: &Client| {
        for known in ["then", "now"] {
            for (day, of_day) in [
                ("2026-09-29", &first),
                ("2026-09-30", &second),
                ("2026-10-01", &third),
            ] {
                let at = format!("&at={day}&known={known}");
                assert_eq!(&told(admin, &at).await, of_day, "{at}");
            }
        }
    };
    past(admin).await;
    // A part of a school has no rows of its own, and before the first day there is nothing at all.
    let of_room = target(admin, "T11", "unit=P1&at=2026-09-30").await;
    assert_eq!((of_room.value, of_room.as_of), (None, None));
    let reply = admin
        .exchange(Request::get("/v1/plan?at=2026-09-28"))
        .await
        .unwrap();
    let problem: Problem = serde_json::from_slice(&reply.body).unwrap();
    assert_eq!(problem.code, "history_not_kept");
    // What T21 asks of things is the same, judged by its own aim.
    let whole = target(admin, "T21", "unit=68&at=2026-09-29").await;
    let things = whole.parts.iter().find(|part| part.id == "T11").unwrap();
    let share = things.value.as_ref().unwrap();
    assert_eq!((share.ready, share.total, share.target_pct), (1, 5, Some(100.0)));
    // Where most was unknown then stands first.
    let sorted = detail(admin, "unit=2&at=2026-09-30&sort=-unknown&limit=1").await;
    assert_eq!(
        (sorted.parts[0].unit.code.as_str(), sorted.parts_total),
        ("901", 2)
    );
    assert_eq!(sorted.parts[0].value.as_ref(), Some(&second["901"]));
    // Planners see no persons, and things are none.
    let wish = json!({"role": "planner"});
    let made: NewToken = admin.json(Request::post("/v1/tokens", &wish)).await.unwrap();
    let planner = daemon.client(Some(&made.token.parse().unwrap()));
    assert_eq!(told(&planner, "&at=2026-09-30").await, second);
    let year = history(admin, "unit=68&to=2026-10-01&known=then").await;
    let high = second["68"].total;
    assert_eq!(
        totals(&year),
        [
            point("2026-09-29", [1, 5, 3]),
            point("2026-09-30", [1, high, 2]),
            point("2026-10-01", [1, high, 2]),
        ]
    );
    // Nothing is learned of a day that is over; the points are those of the values that are shown.
    let change = year.change.unwrap();
    assert_eq!(
        (change.learned.not_ready, change.learned.high_pct),
        (0, Some(0.0))
    );
    let moved = |of: fn(&Share) -> u64| of(&third["68"]) as i64 - of(&first["68"]) as i64;
    let conditions = &change.conditions;
    assert_eq!(
        [conditions.ready, conditions.not_ready, conditions.unknown],
        [0, moved(|share| share.not_ready), moved(|share| share.unknown)]
    );
    let points = |of: fn(&Share) -> Option<f64>| of(&third["68"]).unwrap() - of(&first["68"]).unwrap();
    let nearly = |told: Option<f64>, points: f64| (told.unwrap() - points).abs() < 0.01;
    assert!(
        nearly(conditions.high_pct, points(|share| share.high_pct)),
        "{conditions:?}"
    );
    assert!(
        nearly(conditions.low_pct, points(|share| share.low_pct)),
        "{conditions:?}"
    );
    // By another profile it is the same, and a school's own history is told as well.
    let other = history(admin, "unit=68&to=2026-10-01&profile=one-mbps-per-student").await;
    assert_eq!(totals(&other), totals(&year));
    let of_school = history(admin, "unit=902").await;
    let last = [0, 5, 1];
    assert_eq!(
        totals(&of_school),
        [
            point("2026-09-29", [0, 0, 1]),
            point("2026-09-30", [0, 4, 1]),
            point("2026-10-02", last),
        ]
    );
    // A part of a school has but today.
    assert_eq!(totals(&history(admin, "unit=P1").await).len(), 1);
    daemon.stop().await;
    // Rows that were filled anew from the journal tell the same.
    std::fs::remove_dir_all(folder.path().join("store")).unwrap();
    let daemon = TestDaemon::start_by(folder.path(), DaemonSettings::default(), clock.clone()).await;
    past(&daemon.admin).await;
    let again = history(&daemon.admin, "unit=68&to=2026-10-01&known=then").await;
    assert_eq!(totals(&again), totals(&year));
    daemon.stop().await;
    let data = folder.path().to_str().unwrap();
    let verified = run(KIEMKED, &["--data", data, "verify"]).await;
    let said = String::from_utf8_lossy(&verified.stdout);
    assert!(verified.status.success(), "{said}");
}
