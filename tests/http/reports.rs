//! One plan, everywhere the same: the API, the command line, a workbook, text, JSON, a page, and the terminal's screen.

use crate::readiness::{head_count, set, share, with_schools};
use calamine::{Data, Reader as _, Xlsx};
use kiemke_http::{Client, Request};
use kiemke_tests::process::run;
use kiemke_tests::screen::Screen;
use kiemke_tests::wait::until;
use kiemke_wire::view::{
    GapsView, MakeToken, NewToken, PlanView, ReadinessTable, Role, TargetDetail, Verdict, WhatIfView,
};
use serde_json::Value;
use std::io::Cursor;

const KIEMKE: &str = env!("CARGO_BIN_EXE_tested-kiemke");

async fn file(client: &Client, path: &str) -> Vec<u8> {
    let reply = client.exchange(Request::get(path)).await.unwrap();
    assert_eq!(
        reply.status,
        200,
        "{path}: {}",
        String::from_utf8_lossy(&reply.body)
    );
    reply.body.to_vec()
}

async fn client_of(
    admin: &Client,
    daemon: &kiemke_tests::daemon::TestDaemon,
    role: Role,
) -> (Client, String) {
    let wish = MakeToken {
        role,
        unit: Some("68".into()),
        name: None,
        expires_at: None,
    };
    let made: NewToken = admin.json(Request::post("/v1/tokens", &wish)).await.unwrap();
    (daemon.client(Some(&made.token.parse().unwrap())), made.token)
}

/// By target: total, ready, low and high, as one place tells them.
type Told = Vec<(String, f64, f64, f64, f64)>;

fn of_plan(plan: &PlanView) -> Told {
    let told = plan.targets.iter().filter_map(|target| {
        let share = target.value.as_ref()?;
        let (low, high) = (share.low_pct?, share.high_pct?);
        Some((
            target.id.clone(),
            share.total as f64,
            share.ready as f64,
            low,
            high,
        ))
    });
    told.collect()
}

/// Of rows of cells below their heads, each cell as a number where it is one.
fn of_rows(rows: &[Vec<Option<f64>>], names: &[String]) -> Told {
    let told = rows
        .iter()
        .zip(names)
        .filter_map(|(cells, name)| Some((name.clone(), cells[3]?, cells[4]?, cells[7]?, cells[8]?)));
    told.collect()
}

#[tokio::test]
async fn one_plan_is_told_everywhere_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = with_schools(folder.path()).await;
    let admin = &daemon.admin;
    set(
        admin,
        &[
            head_count("900", "students", "primary", 300),
            head_count("901", "students", "lower_secondary", 500),
            head_count("902", "students", "primary", 150),
            head_count("902", "students", "lower_secondary", 50),
            share("68", "T7", 3, 4),
        ],
    )
    .await;
    let plan: PlanView = until("the leaves to be made", async || {
        let plan: PlanView = admin.json(Request::get("/v1/plan?unit=68")).await.unwrap();
        let told = of_plan(&plan);
        told.iter()
            .any(|(id, total, ..)| id == "T2s" && *total == 1_000.0)
            .then_some(plan)
    })
    .await;
    let expected = of_plan(&plan);
    assert!(expected.iter().any(|(id, ..)| id == "T7"), "{expected:?}");
    // JSON holds the API's own answer, and rows made of it.
    let json: Value =
        serde_json::from_slice(&file(admin, "/v1/export/plan.json?unit=68&lang=en").await).unwrap();
    let held: PlanView = serde_json::from_value(json["data"].clone()).unwrap();
    assert_eq!(held, plan);
    // The workbook.
    let bytes = file(admin, "/v1/export/plan.xlsx?unit=68&lang=en").await;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let sheet = book.worksheet_range("plan").unwrap();
    let rows: Vec<&[Data]> = sheet.rows().collect();
    let heads = rows.iter().position(|row| row[0] == "Target").unwrap();
    let number = |cell: &Data| match cell {
        Data::Float(number) => Some(*number),
        Data::Int(number) => Some(*number as f64),
        _ => None,
    };
    let table = &rows[heads + 1..heads + 1 + plan.targets.len()];
    let names: Vec<String> = table.iter().map(|row| row[0].to_string()).collect();
    let cells: Vec<Vec<Option<f64>>> = table.iter().map(|row| row.iter().map(number).collect()).collect();
    assert_eq!(of_rows(&cells, &names), expected, "xlsx");
    // Separated text.
    let text =
        String::from_utf8(file(admin, "/v1/export/plan.csv?unit=68&lang=en&separators=en").await).unwrap();
    let lines: Vec<Vec<String>> = text
        .lines()
        .map(|line| line.split(',').map(str::to_owned).collect())
        .collect();
    let heads = lines.iter().position(|line| line[0] == "Target").unwrap();
    let table: Vec<&Vec<String>> = lines[heads + 1..]
        .iter()
        .take_while(|line| line.len() > 8)
        .collect();
    // Names of targets hold commas: what counts is told from the end of the row.
    let expected_csv: Vec<String> = expected
        .iter()
        .map(|(id, total, ready, ..)| format!("{id}:{total}:{ready}"))
        .collect();
    for told in &expected_csv {
        let [id, total, ready] = told.split(':').collect::<Vec<_>>()[..] else {
            unreachable!()
        };
        let line = table.iter().find(|line| line[0] == id).unwrap();
        let at = line
            .iter()
            .position(|cell| cell == total)
            .unwrap_or_else(|| panic!("{id}: {line:?}"));
        assert_eq!(line[at + 1], ready, "csv {id}");
    }
    // The page: needs nothing besides, and draws.
    let page = String::from_utf8(file(admin, "/v1/export/plan.html?unit=68").await).unwrap();
    assert!(
        page.starts_with("<!doctype html>") && page.contains("<svg") && page.contains("Thủ trưởng đơn vị")
    );
    assert!(
        !page.contains("http://") && !page.contains("https://") && !page.contains("<script"),
        "stands alone"
    );
    for said in [
        "day-hoc-truc-tuyen-v1 v1",
        "Kế hoạch 58/KH-SGDĐT",
        "Độ phủ",
        "Nguồn số liệu",
    ] {
        assert!(page.contains(said), "{said}");
    }
    assert!(
        page.contains("<td class=\"n\">1000</td>") || page.contains("<td class=\"n\">1.000</td>"),
        "{page}"
    );
    // The command line.
    let (_, token) = client_of(admin, &daemon, Role::District).await;
    let server = daemon.endpoint().to_string();
    let secret = folder.path().join("token");
    std::fs::write(&secret, &token).unwrap();
    let global = [
        "--server",
        &server,
        "--token-file",
        secret.to_str().unwrap(),
        "--lang",
        "vi",
    ];
    let ask = async |words: &[&str]| {
        let arguments: Vec<&str> = words.iter().chain(&global).copied().collect();
        let done = run(KIEMKE, &arguments).await;
        assert!(
            done.status.success(),
            "{words:?}: {}",
            String::from_utf8_lossy(&done.stderr)
        );
        String::from_utf8(done.stdout).unwrap()
    };
    let told: PlanView =
        serde_json::from_str(&ask(&["plan", "--unit", "68", "--format", "json"]).await).unwrap();
    assert_eq!(of_plan(&told), expected, "command line");
    let table = ask(&["plan", "--unit", "68"]).await;
    let range = |id: &str| {
        let (_, _, _, low, high) = expected.iter().find(|told| told.0 == id).unwrap();
        [low, high].map(|percent| format!("{percent:.1}").replace('.', ","))
    };
    for id in ["T2s", "T7"] {
        let line = table.lines().find(|line| line.starts_with(id)).unwrap();
        assert!(range(id).iter().all(|percent| line.contains(percent)), "{line}");
    }
    for words in [["gaps", "--unit"], ["what-if", "--unit"]] {
        assert!(!ask(&[words[0], words[1], "68"]).await.is_empty());
    }
    // The screen.
    let home = folder.path().to_str().unwrap();
    let environment = [
        ("KIEMKE_SERVER", server.as_str()),
        ("KIEMKE_TOKEN", token.as_str()),
        ("KIEMKE_LANG", "vi"),
        ("HOME", home),
        ("XDG_CONFIG_HOME", home),
    ];
    let mut screen = Screen::start(KIEMKE, &[], &environment, 160, 40);
    screen.shows("Lâm Đồng").await;
    screen.keys("6");
    for id in ["T2s", "T7"] {
        let [low, high] = range(id);
        screen
            .shows(&if low == high {
                high
            } else {
                format!("{low}–{high}")
            })
            .await;
    }
    // Every number opens: the target, its communes, their schools, what stands there.
    screen.keys("\x1b[B\r");
    screen.shows("Xã A").await;
    screen.keys("\r");
    screen.shows("THCS Hai").await;
    screen.keys("q");
    screen.ends().await;
    let detail: TargetDetail = admin.json(Request::get("/v1/plan/T2s?unit=68")).await.unwrap();
    let parts: u64 = detail
        .parts
        .iter()
        .map(|row| row.value.as_ref().unwrap().total)
        .sum();
    assert_eq!(Some(parts), detail.target.value.as_ref().map(|share| share.total));
    for target in &plan.targets {
        let opened: TargetDetail = admin.json(Request::get(target.opens.as_str())).await.unwrap();
        assert_eq!(opened.target.value, target.value, "{}", target.id);
        assert!(!opened.lists.is_empty(), "{}", target.id);
        for list in &opened.lists {
            file(admin, list).await;
        }
    }
    daemon.stop().await;
}

#[tokio::test]
async fn a_planner_is_told_nothing_small_and_what_is_bought_is_explained() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = with_schools(folder.path()).await;
    let admin = &daemon.admin;
    set(
        admin,
        &[
            head_count("900", "students", "primary", 7),
            head_count("901", "students", "lower_secondary", 40),
            head_count("902", "students", "primary", 500),
            head_count("902", "students", "lower_secondary", 100),
        ],
    )
    .await;
    let (planner, _) = client_of(admin, &daemon, Role::Planner).await;
    let table: ReadinessTable = until("the leaves to be made", async || {
        let table: ReadinessTable = admin.json(Request::get("/v1/readiness?unit=1")).await.unwrap();
        (table.whole.students.share.total == 47).then_some(table)
    })
    .await;
    assert_eq!(table.parts.len(), 2);
    // Seven students are one row; the sibling goes too, or the commune's total would give them back.
    for path in [
        "/v1/export/readiness.json?unit=1&lang=en",
        "/v1/export/readiness.csv?unit=1&lang=en",
        "/v1/export/readiness.html?unit=1&lang=en",
    ] {
        let shown = String::from_utf8(file(&planner, path).await).unwrap();
        for hidden in ["\"total\":7,", ">7<", ";7;", "\"total\":40,", ">40<", ";40;"] {
            assert!(!shown.contains(hidden), "{path} shows {hidden}: {shown}");
        }
    }
    let detail: TargetDetail = planner.json(Request::get("/v1/plan/T2s?unit=1")).await.unwrap();
    assert!(
        detail
            .parts
            .iter()
            .all(|row| row.value.as_ref().unwrap().withheld),
        "{detail:?}"
    );
    assert!(detail.lists.iter().all(|list| !list.starts_with("/v1/people")));
    let gaps: GapsView = planner.json(Request::get("/v1/gaps?unit=1")).await.unwrap();
    assert!(gaps.parts.iter().all(|part| part.missing.is_none()), "{gaps:?}");
    let small: WhatIfView = planner.json(Request::get("/v1/what-if?unit=900")).await.unwrap();
    assert!(small.withheld && small.packages.is_empty());
    // Head counts are unknown people: nothing is bought for them, and the answer says so.
    let answer: WhatIfView = admin
        .json(Request::get("/v1/what-if?unit=68&percent=60"))
        .await
        .unwrap();
    assert_eq!((answer.percent, answer.prices.name.as_str()), (60, "mau-2026"));
    assert_eq!((answer.now.total, answer.then.verdict), (647, Verdict::Unproven));
    for (path, status) in [
        ("/v1/what-if?target=T7", 422),
        ("/v1/what-if?percent=101", 422),
        ("/v1/what-if?prices=none", 404),
        ("/v1/what-if?profile=giga-maps", 422),
        ("/v1/plan/T99", 404),
        ("/v1/export/plan.pdf", 404),
        ("/v1/export/plan.csv?at=2020-01-01", 422),
    ] {
        assert_eq!(
            admin.exchange(Request::get(path)).await.unwrap().status,
            status,
            "{path}"
        );
    }
    daemon.stop().await;
}
