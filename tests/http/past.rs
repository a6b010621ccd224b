//! Past days over HTTP: by what was known then and by what is known now, a target's history, and its two parts.

use crate::access::Hand;
use kiemke_config::daemon::DaemonSettings;
use kiemke_http::{Client, Request};
use kiemke_tests::daemon::TestDaemon;
use kiemke_tests::wait::until;
use kiemke_wire::problem::Problem;
use kiemke_wire::view::{Known, NewToken, PlanView, ReadinessTable, TargetHistory};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::AtomicI64;

const UNITS: &str = "Mã;Tên;Loại;Thuộc;Cấp học\n68;Lâm Đồng;Tỉnh;;\n1;Xã A;Xã;68;\n2;Xã B;Xã;68;\n\
    900;TH Một;Trường;1;primary\n901;THCS Hai;Trường;2;lower_secondary\n902;TH Ba;Trường;2;primary\n";
/// 2026-10-05, 10:00 at +07:00.
const MORNING_MS: i64 = 1_791_169_200_000;
const DAY_MS: i64 = 24 * 3600 * 1000;

async fn count(client: &Client, unit: &str, level: &str, count: u64) {
    let figure = json!({"unit": unit, "indicator": "students", "level": level, "from": "2026-09-05",
        "to": "2027-05-31", "numerator": count, "source": "Sổ đăng bộ", "dated": "2026-09-10"});
    let body = json!({"figures": [figure]});
    let set: Value = client.json(Request::post("/v1/figures", &body)).await.unwrap();
    assert_eq!(
        set["new"].as_u64().unwrap() + set["corrected"].as_u64().unwrap(),
        1,
        "{set}"
    );
}

/// Something that counts nobody, so that the time that has passed is noticed.
async fn rename(client: &Client, name: &str) {
    let table = format!("Mã;Tên;Loại;Thuộc;Cấp học\n902;{name};Trường;2;primary\n");
    let file = Request::post_file("/v1/import/units?file=ten.csv", table);
    let imported: Value = client.json(file).await.unwrap();
    assert_eq!(imported["changed"], 1, "{imported}");
}

async fn students(client: &Client, query: &str) -> ReadinessTable {
    client
        .json(Request::get(format!("/v1/readiness?{query}")))
        .await
        .unwrap()
}

/// Waits until so many students are told of.
async fn wait_for(client: &Client, query: &str, total: u64) -> ReadinessTable {
    until("the students to be told of", async || {
        let reply = client
            .exchange(Request::get(format!("/v1/readiness?{query}")))
            .await
            .unwrap();
        let table: ReadinessTable = serde_json::from_slice(&reply.body).ok()?;
        (table.whole.students.share.total == total).then_some(table)
    })
    .await
}

#[tokio::test]
async fn what_was_typed_late_is_known_now_and_was_not_then() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(Hand(AtomicI64::new(MORNING_MS)));
    let daemon = TestDaemon::start_by(folder.path(), DaemonSettings::default(), clock.clone()).await;
    let admin = &daemon.admin;
    let file = Request::post_file("/v1/import/units?file=bang.csv", UNITS);
    let imported: Value = admin.json(file).await.unwrap();
    assert_eq!(imported["new"], 6, "{imported}");
    count(admin, "900", "primary", 300).await;
    count(admin, "902", "primary", 100).await;
    wait_for(admin, "unit=68", 400).await;
    // Of days before the folder nothing is kept, and a day that is not over is none of the past.
    for (at, code) in [
        ("2026-10-01", "history_not_kept"),
        ("2026-10-06", "invalid"),
        ("x", "invalid"),
    ] {
        let reply = admin
            .exchange(Request::get(format!("/v1/plan?at={at}")))
            .await
            .unwrap();
        let problem: Problem = serde_json::from_slice(&reply.body).unwrap();
        assert_eq!(
            (
                reply.status.as_u16(),
                problem.code.as_str(),
                problem.place.as_deref()
            ),
            (422, code, Some("at"))
        );
    }
    // The day closes; the next one the other school types what held on the first day, and the first corrects its own.
    clock.pass(DAY_MS);
    // Until then the day is over and nobody has counted it: that is said, and not that nobody was there.
    let path = "/v1/readiness?unit=68&at=2026-10-05&known=then";
    let reply = admin.exchange(Request::get(path)).await.unwrap();
    let problem: Problem = serde_json::from_slice(&reply.body).unwrap();
    assert_eq!(
        (reply.status.as_u16(), problem.code.as_str()),
        (422, "not_counted_yet")
    );
    let path = "/v1/plan/T2s/history?unit=68&from=2026-10-05&known=then";
    let history: TargetHistory = admin.json(Request::get(path)).await.unwrap();
    let days = history.points.iter().map(|point| point.day.to_string());
    assert_eq!(days.collect::<Vec<_>>(), ["2026-10-06"]);
    rename(admin, "TH Ba mới").await;
    let then = wait_for(admin, "unit=68&at=2026-10-05&known=then", 400).await;
    // The schools' rows are there before the counts of the units above, which the next day must not overtake.
    until("the first day to be counted", async || {
        let path = "/v1/plan/T2s/history?unit=68&from=2026-10-05&known=then";
        let history: TargetHistory = admin.json(Request::get(path)).await.ok()?;
        let days = history.points.iter().map(|point| point.day.to_string());
        days.into_iter().any(|day| day == "2026-10-05").then_some(())
    })
    .await;
    count(admin, "901", "lower_secondary", 500).await;
    count(admin, "900", "primary", 310).await;
    wait_for(admin, "unit=68", 910).await;
    assert_eq!(
        (then.known, then.at.to_string().as_str()),
        (Known::Then, "2026-10-05")
    );
    assert_eq!(then.whole.students.share.untold, 1);
    // Nobody is ready or known not to be, which is fewer than ten: a planner is told how many there are, and no more.
    let wish = json!({"role": "planner"});
    let made: NewToken = admin.json(Request::post("/v1/tokens", &wish)).await.unwrap();
    let planner = daemon.client(Some(&made.token.parse().unwrap()));
    let told = students(&planner, "unit=68&at=2026-10-05&known=then").await;
    let share = &told.whole.students.share;
    assert_eq!((share.total, share.unknown, share.withheld), (400, 0, true));
    let parts: Vec<u64> = then.parts.iter().map(|part| part.students.share.total).collect();
    assert_eq!(parts, [300, 100], "parts of a past day add up too");
    // A school's own rows say it at once.
    let school = students(admin, "unit=901&at=2026-10-05").await;
    assert_eq!(school.whole.students.share.total, 500);
    assert_eq!(
        students(admin, "unit=901&at=2026-10-05&known=then")
            .await
            .whole
            .students
            .share
            .total,
        0
    );
    // The counts of the units above learn it in the night.
    clock.pass(DAY_MS);
    rename(admin, "TH Ba").await;
    let now = wait_for(admin, "unit=68&at=2026-10-05&known=now", 910).await;
    let parts: Vec<u64> = now.parts.iter().map(|part| part.students.share.total).collect();
    assert_eq!(parts, [310, 600]);
    let still: ReadinessTable = students(admin, "unit=68&at=2026-10-05&known=then").await;
    assert_eq!(still, then, "what was known then is frozen");
    // Another profile has no kept counts: the rows of the schools say the same of how many there are.
    let other = students(
        admin,
        "unit=68&at=2026-10-05&known=now&profile=one-mbps-per-student",
    )
    .await;
    assert_eq!(other.whole.students.share.total, 910);
    let plan: PlanView = admin
        .json(Request::get("/v1/plan?unit=68&at=2026-10-05&known=then"))
        .await
        .unwrap();
    let t2s = plan.targets.iter().find(|target| target.id == "T2s").unwrap();
    assert_eq!(t2s.value.as_ref(), Some(&then.whole.students.share));
    // From the first day to yesterday: 510 were learned of, none came.
    let path = "/v1/plan/T2s/history?unit=68&from=2026-10-05&to=2026-10-06&known=then";
    let history: TargetHistory = admin.json(Request::get(path)).await.unwrap();
    let totals: Vec<(String, u64)> = history
        .points
        .iter()
        .map(|point| (point.day.to_string(), point.value.as_ref().unwrap().total))
        .collect();
    assert_eq!(
        totals,
        [("2026-10-05".to_owned(), 400), ("2026-10-06".to_owned(), 910)]
    );
    let change = history.change.unwrap();
    assert_eq!((change.learned.unknown, change.conditions.unknown), (510, 0));
    // Whoever may see people is told of their ids day by day.
    let path = "/v1/plan/T8/history?unit=68&from=2026-10-05&to=2026-10-06&known=then";
    let history: TargetHistory = admin.json(Request::get(path)).await.unwrap();
    let shares = history.points.iter().flat_map(|point| &point.value);
    let told: Vec<(u64, bool)> = shares.map(|share| (share.total, share.withheld)).collect();
    assert_eq!(told, [(400, false), (910, false)]);
    let path = "/v1/plan/T99/history?unit=68";
    assert_eq!(admin.exchange(Request::get(path)).await.unwrap().status, 404);
    daemon.stop().await;
}
