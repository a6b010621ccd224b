//! Readiness, plan and typed figures over HTTP: totals that add up, verdicts, what is refused, what is withheld.

use kiemke_http::{Client, Request};
use kiemke_tests::daemon::TestDaemon;
use kiemke_tests::wait::until;
use kiemke_wire::ids::{Position, UnitKey};
use kiemke_wire::problem::Problem;
use kiemke_wire::view::{
    FigureLine, FigureView, FiguresSet, MakeToken, NewToken, Overview, Page, PlanView, ReadinessTable, Role,
    Verdict,
};
use serde_json::{Value, json};

const UNITS: &str = "Mã;Tên;Loại;Thuộc;Cấp học\n68;Lâm Đồng;Tỉnh;;\n1;Xã A;Xã;68;\n2;Xã B;Xã;68;\n\
    900;TH Một;Trường;1;primary\n901;THCS Hai;Trường;1;lower_secondary\n902;TH&THCS Ba;Trường;2;primary+lower_secondary\n";

pub(crate) async fn with_schools(folder: &std::path::Path) -> TestDaemon {
    let daemon = TestDaemon::start(folder).await;
    let file = Request::post_file("/v1/import/units?file=bang.csv", UNITS);
    let imported: Value = daemon.admin.json(file).await.unwrap();
    assert_eq!(imported["new"], 6, "{imported}");
    daemon
}

pub(crate) fn head_count(unit: &str, indicator: &str, level: &str, count: u64) -> Value {
    json!({"unit": unit, "indicator": indicator, "level": level, "from": "2026-09-05", "to": "2027-05-31",
        "numerator": count, "source": "Sổ đăng bộ", "dated": "2026-09-10"})
}

pub(crate) fn share(unit: &str, indicator: &str, numerator: i64, denominator: u64) -> Value {
    json!({"unit": unit, "indicator": indicator, "from": "2026-01-01", "to": "2026-06-30",
        "numerator": numerator, "denominator": denominator, "source": "Báo cáo 12", "dated": "2026-06-30"})
}

pub(crate) async fn set(client: &Client, figures: &[Value]) -> FiguresSet {
    let body = json!({"figures": figures});
    client.json(Request::post("/v1/figures", &body)).await.unwrap()
}

async fn refused(client: &Client, body: &Value) -> Problem {
    let reply = client.exchange(Request::post("/v1/figures", body)).await.unwrap();
    assert_eq!(reply.status, 422, "{:?}", reply.body);
    serde_json::from_slice(&reply.body).unwrap()
}

/// Waits until the leaves of so many students are made.
async fn students(client: &Client, path: &str, total: u64, untold: u64) -> ReadinessTable {
    until("the leaves to be made", async || {
        let table: ReadinessTable = client.json(Request::get(path)).await.unwrap();
        let share = &table.whole.students.share;
        ((share.total, share.untold) == (total, untold)).then_some(table)
    })
    .await
}

#[tokio::test]
async fn a_school_without_a_roster_keeps_everything_above_it_unproven() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = with_schools(folder.path()).await;
    let admin = &daemon.admin;
    let table = students(admin, "/v1/readiness?unit=68", 0, 4).await;
    assert_eq!(table.whole.students.share.verdict, Verdict::Unproven);
    let counts = [
        head_count("900", "students", "primary", 300),
        head_count("901", "students", "lower_secondary", 500),
        head_count("900", "teachers", "primary", 20),
    ];
    let done = set(admin, &counts).await;
    assert_eq!((done.new, done.corrected, done.unchanged), (3, 0, 0));
    let table = students(admin, "/v1/readiness?unit=68", 800, 2).await;
    // The same page by page: units in their order, or those first of whom least is known.
    let all: Vec<UnitKey> = table.parts.iter().map(|row| row.unit.key).collect();
    assert_eq!((all.len(), table.parts_total, &table.next), (2, 2, &None));
    for path in ["/v1/readiness?unit=68", "/v1/plan/T2s?unit=68"] {
        let mut told = Vec::new();
        let mut page = "&limit=1&sort=-unknown".to_owned();
        loop {
            let one: Value = admin.json(Request::get(format!("{path}{page}"))).await.unwrap();
            assert_eq!(one["parts_total"], 2, "{one}");
            let rows = one["parts"].as_array().unwrap();
            assert_eq!(rows.len(), 1, "{one}");
            told.push(serde_json::from_value::<UnitKey>(rows[0]["unit"]["key"].clone()).unwrap());
            let Some(next) = one["next"].as_str() else { break };
            page = format!("&limit=1&sort=-unknown&cursor={next}");
        }
        assert_eq!(told, all, "all 800 are in the first commune");
    }
    let whole = &table.whole.students;
    assert_eq!(
        (whole.share.unknown, whole.share.low_pct, whole.share.high_pct),
        (800, Some(0.0), Some(100.0))
    );
    // The parts add up to the whole, at every level.
    let sum: u64 = table.parts.iter().map(|part| part.students.share.total).sum();
    let untold: u64 = table.parts.iter().map(|part| part.students.share.untold).sum();
    assert_eq!((sum, untold), (800, 2));
    let by_level: ReadinessTable = admin
        .json(Request::get("/v1/readiness?unit=68&by=level"))
        .await
        .unwrap();
    let levels: Vec<(Option<&str>, u64)> = by_level
        .parts
        .iter()
        .map(|part| (part.level.as_deref(), part.students.share.total))
        .collect();
    assert_eq!(levels, [(Some("primary"), 300), (Some("lower_secondary"), 500)]);
    // With the last two known every total is, and half of nobody known is not proved either way.
    set(
        admin,
        &[
            head_count("902", "students", "primary", 100),
            head_count("902", "students", "lower_secondary", 100),
        ],
    )
    .await;
    let table = students(admin, "/v1/readiness?unit=68", 1_000, 0).await;
    assert_eq!(table.whole.students.share.more, Some(500));
    let overview: Overview = admin.json(Request::get("/v1/overview?unit=68")).await.unwrap();
    assert_eq!(overview.readiness.students, table.whole.students.share);
    assert_eq!(overview.readiness.profile, table.profile);
    // A restart finds the same.
    daemon.stop().await;
    let daemon = TestDaemon::start(folder.path()).await;
    let again: ReadinessTable = daemon
        .admin
        .json(Request::get("/v1/readiness?unit=68"))
        .await
        .unwrap();
    assert_eq!(again, table);
    daemon.stop().await;
}

fn value_of(plan: &PlanView, id: &str) -> (Option<f64>, Verdict) {
    let target = plan.targets.iter().find(|target| target.id == id).unwrap();
    (
        target.value.as_ref().and_then(|value| value.low_pct),
        target.verdict,
    )
}

#[tokio::test]
async fn figures_are_typed_corrected_withdrawn_and_judged() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = with_schools(folder.path()).await;
    let admin = &daemon.admin;
    let plan = async |unit: &str| -> PlanView {
        let path = format!("/v1/plan?unit={unit}");
        admin.json(Request::get(path)).await.unwrap()
    };
    assert_eq!(value_of(&plan("68").await, "T7"), (None, Verdict::Unproven));
    // What one school of a commune tells is not yet the commune's.
    set(admin, &[share("900", "T7", 1, 1)]).await;
    assert_eq!(value_of(&plan("1").await, "T7"), (Some(100.0), Verdict::Unproven));
    set(admin, &[share("901", "T7", 0, 1)]).await;
    assert_eq!(value_of(&plan("1").await, "T7"), (Some(50.0), Verdict::Missed));
    // The province's own word stands before the sum.
    let done = set(admin, &[share("68", "T7", 3, 3), share("68", "T1", 1, 2)]).await;
    let province = plan("68").await;
    assert_eq!(value_of(&province, "T7"), (Some(100.0), Verdict::Met));
    assert_eq!(value_of(&province, "T1"), (Some(50.0), Verdict::Met));
    let again = set(admin, &[share("68", "T7", 3, 3)]).await;
    assert_eq!((again.entry, again.unchanged), (None, 1));
    let figure = done.ids[0];
    let corrected = json!({"figures": [share("68", "T7", 2, 3)], "reason": "đếm nhầm"});
    let corrected: FiguresSet = admin
        .json(Request::post("/v1/figures", &corrected))
        .await
        .unwrap();
    assert_eq!(
        (corrected.ids.as_slice(), corrected.corrected),
        (&[figure][..], 1)
    );
    assert_eq!(value_of(&plan("68").await, "T7"), (Some(66.6), Verdict::Missed));
    let reason = json!({"reason": "báo cáo bị thu hồi"});
    let path = format!("/v1/figures/{figure}/withdraw");
    let _: FiguresSet = admin.json(Request::post(path, &reason)).await.unwrap();
    // Then the sum stands again: two of the three schools told.
    assert_eq!(value_of(&plan("68").await, "T7"), (Some(50.0), Verdict::Unproven));
    let history: Page<FigureLine> = admin
        .json(Request::get(format!("/v1/figures/{figure}/history")))
        .await
        .unwrap();
    let told: Vec<_> = history
        .items
        .iter()
        .map(|line| (line.withdrawn, line.numerator))
        .collect();
    assert_eq!(told, [(true, 2), (false, 2), (false, 3)]);
    assert_eq!(history.items[1].reason.as_deref(), Some("đếm nhầm"));
    let held: Page<FigureView> = admin
        .json(Request::get("/v1/figures?filter=indicator:T7&unit=1"))
        .await
        .unwrap();
    assert_eq!(held.total, 2);
    daemon.stop().await;
}

#[tokio::test]
async fn what_was_typed_is_taken_back_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = with_schools(folder.path()).await;
    let admin = &daemon.admin;
    let values = async || -> [Option<f64>; 2] {
        let plan: PlanView = admin.json(Request::get("/v1/plan?unit=68")).await.unwrap();
        ["T7", "T1"].map(|target| value_of(&plan, target).0)
    };
    let undo = async |entry: Option<Position>| -> u16 {
        let body = json!({ "entry": entry.unwrap() });
        let reply = admin.exchange(Request::post("/v1/figures/undo", &body)).await;
        reply.unwrap().status.as_u16()
    };
    let both = set(admin, &[share("68", "T7", 3, 3), share("68", "T1", 1, 2)]).await;
    let one = set(admin, &[share("68", "T7", 2, 3)]).await;
    assert_eq!(values().await, [Some(66.6), Some(50.0)]);
    // One of the two has another value by now.
    assert_eq!(undo(both.entry).await, 409);
    assert_eq!(undo(one.entry).await, 200);
    assert_eq!(values().await, [Some(100.0), Some(50.0)]);
    assert_eq!(undo(one.entry).await, 409, "once");
    let more = set(admin, &[share("900", "T7", 0, 1), share("901", "T7", 1, 1)]).await;
    assert_eq!(undo(more.entry).await, 200);
    assert_eq!(undo(Some(Position(9_999_999))).await, 404, "never was");
    let held: Page<FigureView> = admin
        .json(Request::get("/v1/figures?filter=indicator:T7&unit=1"))
        .await
        .unwrap();
    assert_eq!(held.total, 2);
    let is_withdrawn = |figure: &FigureView| figure.value.is_none();
    assert!(
        held.items.iter().all(is_withdrawn),
        "what was new is withdrawn: {held:?}"
    );
    daemon.stop().await;
}

#[tokio::test]
async fn a_wrong_figure_is_refused_with_its_place_and_nothing_changes() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = with_schools(folder.path()).await;
    let admin = &daemon.admin;
    let sound = share("68", "T1", 1, 2);
    let changed = |field: &str, value: Value| {
        let mut figure = share("900", "T7", 1, 2);
        figure[field] = value;
        figure
    };
    for (figure, place) in [
        (share("900", "T7", 3, 2), "numerator"),
        (changed("denominator", json!(0)), "denominator"),
        (changed("unit", json!("999")), "unit"),
        (changed("indicator", json!("T99")), "indicator"),
        (changed("indicator", json!("T2s")), "indicator"),
        (changed("from", json!("2099-01-01")), "to"),
        (changed("source", json!("  ")), "source"),
        (changed("dated", json!("2099-01-01")), "dated"),
        (changed("level", json!("primary")), "level"),
        (head_count("900", "students", "kindergarten", 3), "level"),
        (head_count("1", "students", "primary", 3), "unit"),
    ] {
        let body = json!({"figures": [sound, figure]});
        let problem = refused(admin, &body).await;
        let expected = format!("figures[1].{place}");
        assert_eq!(problem.place.as_deref(), Some(expected.as_str()), "{problem:?}");
    }
    let negative = json!({"figures": [share("900", "T7", -1, 2)]});
    let problem = refused(admin, &negative).await;
    assert!(problem.detail.contains("-1"), "{problem:?}");
    let twice = json!({"figures": [sound, sound]});
    assert_eq!(
        refused(admin, &twice).await.place.as_deref(),
        Some("figures[1].indicator")
    );
    let figures: Page<FigureView> = admin.json(Request::get("/v1/figures")).await.unwrap();
    assert_eq!(figures.total, 0);
    for (path, parameter) in [
        ("/v1/readiness?sort=name", "sort"),
        ("/v1/plan/T2s?limit=0", "limit"),
        ("/v1/readiness?cursor=x", "cursor"),
    ] {
        let reply = admin.exchange(Request::get(path)).await.unwrap();
        let problem: Problem = serde_json::from_slice(&reply.body).unwrap();
        assert_eq!(
            (reply.status.as_u16(), problem.place.as_deref()),
            (422, Some(parameter))
        );
    }
    for path in ["/v1/plan?plan=x", "/v1/readiness?profile=x"] {
        assert_eq!(
            admin.exchange(Request::get(path)).await.unwrap().status,
            404,
            "{path}"
        );
    }
    daemon.stop().await;
}

#[tokio::test]
async fn a_planner_cannot_take_a_small_school_from_what_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = with_schools(folder.path()).await;
    let admin = &daemon.admin;
    let counts = [
        head_count("900", "students", "primary", 7),
        head_count("901", "students", "lower_secondary", 60),
        head_count("902", "students", "primary", 80),
        head_count("902", "students", "lower_secondary", 90),
    ];
    set(admin, &counts).await;
    students(admin, "/v1/readiness?unit=1", 67, 0).await;
    let wish = MakeToken {
        role: Role::Planner,
        unit: Some("68".into()),
        name: None,
        expires_at: None,
    };
    let made: NewToken = admin.json(Request::post("/v1/tokens", &wish)).await.unwrap();
    let planner = daemon.client(Some(&made.token.parse().unwrap()));
    let table: ReadinessTable = planner.json(Request::get("/v1/readiness?unit=1")).await.unwrap();
    assert_eq!(table.whole.students.share.total, 67);
    // The small school, and the one that would give it back by subtraction.
    for part in &table.parts {
        let share = &part.students.share;
        assert!(share.withheld && share.total == 0, "{part:?}");
    }
    for path in [
        "/v1/plan?unit=900",
        "/v1/overview?unit=900",
        "/v1/readiness?unit=900&by=level",
    ] {
        let said = planner.exchange(Request::get(path)).await.unwrap();
        let said: Value = serde_json::from_slice(&said.body).unwrap();
        assert!(!said.to_string().contains("\"total\":7"), "{path}: {said}");
    }
    daemon.stop().await;
}

#[tokio::test]
async fn a_roster_and_its_survey_are_judged_person_by_person() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = with_schools(folder.path()).await;
    let admin = &daemon.admin;
    let roster = "Mã trường;Lớp;Mã HS;Họ và tên;Mã định danh\n900;1A;HS1;An;0123456789\n900;1A;HS2;Bình;\n\
                  900;1A;HS3;Chi;066204000123\n900;1A;HS4;Dũng;\n";
    let file = Request::post_file("/v1/import/roster", roster);
    let imported: Value = admin.json(file).await.unwrap();
    assert_eq!(imported["new"], 4, "{imported}");
    students(admin, "/v1/readiness?unit=900", 4, 0).await;
    let wish = json!({"role": "technician", "unit": "900"});
    let made: NewToken = admin.json(Request::post("/v1/tokens", &wish)).await.unwrap();
    let technician = daemon.client(Some(&made.token.parse().unwrap()));
    let survey = json!({"class": "1A", "answers": [
        {"code": "HS1", "home": {"device": "laptop", "shared_with": 0, "line": "plays", "signed_in": {"0": true}}},
        {"code": "HS2", "home": {"device": "none", "line": "absent"}},
    ]});
    let _: Value = technician
        .json(Request::post("/v1/surveys", &survey))
        .await
        .unwrap();
    let table = until("the answers to count", async || {
        let table: ReadinessTable = admin.json(Request::get("/v1/readiness?unit=900")).await.unwrap();
        (table.whole.students.share.ready > 0).then_some(table)
    })
    .await;
    let share = &table.whole.students.share;
    // Without a device and a line at home, but what the school has for him nobody knows: that is not "no".
    assert_eq!((share.ready, share.not_ready, share.unknown), (1, 0, 3));
    assert_eq!((share.verdict, share.more), (Verdict::Unproven, Some(1)));
    let plan: PlanView = admin.json(Request::get("/v1/plan?unit=900")).await.unwrap();
    assert_eq!(value_of(&plan, "T8"), (Some(50.0), Verdict::Missed));
    assert_eq!(value_of(&plan, "T2s").0, Some(25.0));
    daemon.stop().await;
}
