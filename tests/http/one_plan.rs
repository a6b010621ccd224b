//! Every number of the plan of one seeded province, value by value: the API, the command line, the workbook, separated
//! text, JSON, the page, and the terminal's screen; and each opens down to a list of just as many.

use calamine::{Data, Reader as _, Xlsx};
use kiemke_http::{Client, Request};
use kiemke_sim::offline::{self, Contents};
use kiemke_sim::seed::Seed;
use kiemke_sim::world::{Mix, Plan, World};
use kiemke_tests::daemon::TestDaemon;
use kiemke_tests::hand_agent::now;
use kiemke_tests::process::run;
use kiemke_tests::screen::Screen;
use kiemke_wire::view::{
    FigureView, ItemsView, MakeToken, NewToken, Page, PersonRow, PlanView, Role, Share, TargetDetail,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Cursor;

const KIEMKE: &str = env!("CARGO_BIN_EXE_tested-kiemke");

/// By target: total, ready, not ready, unknown, low, high, coverage.
type Told = BTreeMap<String, [f64; 7]>;

async fn province(folder: &std::path::Path) -> TestDaemon {
    let world = World::new(Plan {
        seed: Seed(11),
        schools: 20,
        machines: 80,
        mix: Mix::Province,
    });
    let contents = Contents {
        learners_a_school: 60,
        ..Contents::default()
    };
    offline::write_with(&world, folder, now(), contents).unwrap();
    let daemon = TestDaemon::start(folder).await;
    let figure = |indicator: &str, numerator: u64, denominator: u64| {
        json!({"unit": "root", "indicator": indicator, "from": "2026-01-01", "to": "2026-06-30",
            "numerator": numerator, "denominator": denominator, "source": "Báo cáo 12", "dated": "2026-06-30"})
    };
    let figures = [
        figure("T1", 7, 19),
        figure("T3", 412, 999),
        figure("T7", 3, 4),
        figure("T17", 81, 97),
        figure("T20", 1, 3),
        figure("T21", 2, 7),
    ];
    let set = Request::post("/v1/figures", &json!({"figures": figures}));
    let done = daemon.admin.exchange(set).await.unwrap();
    assert_eq!(done.status, 200, "{}", String::from_utf8_lossy(&done.body));
    daemon
}

fn numbers(share: &Share) -> Option<[f64; 7]> {
    let [total, ready, not_ready, unknown] =
        [share.total, share.ready, share.not_ready, share.unknown].map(|count| count as f64);
    Some([
        total,
        ready,
        not_ready,
        unknown,
        share.low_pct?,
        share.high_pct?,
        share.coverage_pct?,
    ])
}

fn of_plan(plan: &PlanView) -> Told {
    let told = plan.targets.iter();
    told.filter_map(|target| Some((target.id.clone(), numbers(target.value.as_ref()?)?)))
        .collect()
}

/// Of a table's rows as texts: the target first, its numbers from the fourth cell on.
fn of_cells<'a>(rows: impl IntoIterator<Item = &'a Vec<String>>) -> Told {
    let number = |cell: &String| cell.replace(',', "").parse::<f64>().ok();
    let told = rows.into_iter().filter_map(|cells| {
        let numbers: Option<Vec<f64>> = cells.get(3..10)?.iter().map(number).collect();
        Some((cells[0].clone(), numbers?.try_into().unwrap()))
    });
    told.collect()
}

/// A line of separated text.
fn separated(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for sign in line.chars() {
        match sign {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            sign => cells.last_mut().unwrap().push(sign),
        }
    }
    cells
}

async fn file(client: &Client, path: &str) -> Vec<u8> {
    let reply = client.exchange(Request::get(path)).await.unwrap();
    let text = || String::from_utf8_lossy(&reply.body).into_owned();
    assert_eq!(reply.status, 200, "{path}: {}", text());
    reply.body.to_vec()
}

fn workbook(bytes: Vec<u8>) -> Told {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let sheet = book.worksheet_range("plan").unwrap();
    let rows: Vec<Vec<String>> = sheet
        .rows()
        .map(|row| row.iter().map(Data::to_string).collect())
        .collect();
    of_cells(rows.iter().skip_while(|row| row[0] != "Target"))
}

fn text(bytes: Vec<u8>) -> Told {
    let text = String::from_utf8(bytes).unwrap();
    let rows: Vec<Vec<String>> = text.lines().map(separated).collect();
    of_cells(rows.iter().skip_while(|row| row[0] != "Target"))
}

fn json_rows(whole: &Value, heads: &[String]) -> Told {
    let rows: Vec<Vec<String>> = whole["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let cell = |head: &String| match &row[head] {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            heads.iter().map(cell).collect()
        })
        .collect();
    of_cells(&rows)
}

fn page(bytes: Vec<u8>) -> (Vec<String>, Told) {
    let page = String::from_utf8(bytes).unwrap();
    let cells = |row: &str, tag: &str| -> Vec<String> {
        row.split(tag)
            .skip(1)
            .map(|cell| {
                let inner = cell.split_once('>').unwrap().1;
                inner.split_once("</").unwrap().0.to_owned()
            })
            .collect()
    };
    let (head, body) = page.split_once("<tbody>").unwrap();
    let heads = cells(head.split_once("<thead>").unwrap().1, "<th");
    let rows: Vec<Vec<String>> = body.split("<tr>").skip(1).map(|row| cells(row, "<td")).collect();
    (heads, of_cells(&rows))
}

#[tokio::test]
async fn every_number_is_the_same_everywhere() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = province(folder.path()).await;
    let admin = &daemon.admin;
    let plan: PlanView = admin.json(Request::get("/v1/plan?unit=root")).await.unwrap();
    let expected = of_plan(&plan);
    for id in ["T1", "T2s", "T2t", "T7", "T8", "T9", "T19", "T20"] {
        let [total, ..] = expected.get(id).unwrap_or_else(|| panic!("{id}: {plan:?}"));
        assert!(*total > 0.0, "{id}");
    }
    let export = async |end: &str| file(admin, &format!("/v1/export/plan.{end}")).await;
    assert_eq!(workbook(export("xlsx?unit=root&lang=en").await), expected);
    assert_eq!(
        text(export("csv?unit=root&lang=en&separators=en").await),
        expected
    );
    let (heads, told) = page(export("html?unit=root&lang=en").await);
    assert_eq!(told, expected);
    let whole: Value = serde_json::from_slice(&export("json?unit=root&lang=en").await).unwrap();
    assert_eq!(json_rows(&whole, &heads), expected);
    let held: PlanView = serde_json::from_value(whole["data"].clone()).unwrap();
    assert_eq!(held, plan);
    let (server, token) = (daemon.endpoint().to_string(), token(admin).await);
    let secret = folder.path().join("token");
    std::fs::write(&secret, &token).unwrap();
    let ask = async |format: &str| {
        let secret = secret.to_str().unwrap();
        let words = ["plan", "--unit", "root", "--format", format, "--server", &server];
        let words = [&words[..], &["--token-file", secret, "--lang", "en"]].concat();
        let done = run(KIEMKE, &words).await;
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    };
    let told: PlanView = serde_json::from_str(&ask("json").await).unwrap();
    assert_eq!(of_plan(&told), expected);
    let (csv, table) = (ask("csv").await, ask("table").await);
    let environment = [
        ("KIEMKE_SERVER", server.as_str()),
        ("KIEMKE_TOKEN", token.as_str()),
        ("KIEMKE_LANG", "en"),
        ("HOME", folder.path().to_str().unwrap()),
        ("XDG_CONFIG_HOME", folder.path().to_str().unwrap()),
    ];
    let mut screen = Screen::start(KIEMKE, &[], &environment, 200, 50);
    screen.shows("Overview").await;
    screen.keys("6");
    screen.shows("T21").await;
    let shown = screen.text();
    for (id, [.., low, high, _]) in &expected {
        let row = |text: &str| {
            let starts = |line: &&str| line.split_whitespace().any(|word| word == id) && line.contains('%');
            text.lines()
                .find(starts)
                .unwrap_or_else(|| panic!("{id}: {text}"))
                .to_owned()
        };
        let line = csv.lines().map(separated).find(|cells| cells[0] == *id).unwrap();
        assert!(line.contains(&format!("{low}-{high}")), "{id}: {line:?}");
        let printed = format!("{low:.1} – {high:.1} %");
        assert!(row(&table).contains(&printed), "{id} {printed}: {}", row(&table));
        let drawn = match low == high {
            true => format!("{high:.1} %"),
            false => format!("{low:.1}–{high:.1} %"),
        };
        assert!(row(&shown).contains(&drawn), "{id} {drawn}: {}", row(&shown));
    }
    screen.keys("q");
    screen.ends().await;
    daemon.stop().await;
}

async fn token(admin: &Client) -> String {
    let wish = MakeToken {
        role: Role::District,
        unit: None,
        name: None,
        expires_at: None,
    };
    let made: NewToken = admin.json(Request::post("/v1/tokens", &wish)).await.unwrap();
    made.token
}

/// All people of a list, page by page; as many as it says.
async fn people(client: &Client, list: &str) -> u64 {
    let (mut count, mut cursor) = (0, String::new());
    loop {
        let path = format!("{list}&limit=100{cursor}");
        let page: Page<PersonRow> = client.json(Request::get(path)).await.unwrap();
        count += page.items.len() as u64;
        match page.next {
            Some(next) => cursor = format!("&cursor={next}"),
            None => {
                assert_eq!(page.total, count, "{list}");
                return count;
            }
        }
    }
}

/// A target at a unit and all below: its parts add up to it, and so do the people of its lists.
async fn opens(client: &Client, path: &str) -> u64 {
    let detail: TargetDetail = client.json(Request::get(path)).await.unwrap();
    let value = detail.target.value.as_ref().unwrap();
    let lists = detail.lists.iter().filter(|list| list.starts_with("/v1/people"));
    let mut listed = 0;
    for list in lists {
        listed += people(client, list).await;
    }
    assert_eq!(listed, value.total, "{path}: {:?}", detail.lists);
    let target = &detail.target.id;
    if target == "T8" || target == "T9" {
        let with_ids = format!("{},id:yes", detail.lists[0].split_once('&').unwrap().0);
        let with_ids = format!("{with_ids}&unit={}", detail.unit.key);
        assert_eq!(people(client, &with_ids).await, value.ready, "{with_ids}");
    }
    let sum = |of: fn(&Share) -> u64| -> u64 {
        let parts = detail.parts.iter().filter_map(|row| row.value.as_ref());
        parts.map(of).sum()
    };
    if !detail.parts.is_empty() {
        let parts = [
            sum(|of| of.total),
            sum(|of| of.ready),
            sum(|of| of.not_ready),
            sum(|of| of.unknown),
        ];
        assert_eq!(
            parts,
            [value.total, value.ready, value.not_ready, value.unknown],
            "{path}"
        );
    }
    let mut opened = 1;
    for part in &detail.parts {
        let below = format!("/v1/plan/{target}?unit={}", part.unit.key);
        opened += Box::pin(opens(client, &below)).await;
    }
    opened
}

#[tokio::test]
async fn every_number_opens_to_a_list_of_as_many() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = province(folder.path()).await;
    let admin = &daemon.admin;
    let plan: PlanView = admin.json(Request::get("/v1/plan?unit=root")).await.unwrap();
    let mut of_people = 0;
    for target in &plan.targets {
        let Some(value) = &target.value else { continue };
        let detail: TargetDetail = admin.json(Request::get(target.opens.as_str())).await.unwrap();
        assert_eq!(detail.target.value.as_ref(), Some(value), "{}", target.id);
        assert!(!detail.lists.is_empty(), "{}", target.id);
        match target.id.as_str() {
            "T2s" | "T2t" | "T8" | "T9" | "T19" => {
                let opened = opens(admin, &target.opens).await;
                assert!(opened > 20, "{} leads to {opened} units", target.id);
                of_people += 1;
            }
            "T11" => {
                let items: ItemsView = admin.json(Request::get(detail.lists[0].as_str())).await.unwrap();
                let number = &items.whole.by_number;
                let told = [value.ready, value.ready + value.not_ready, value.total];
                assert_eq!(told, [number.managed, number.low, number.high]);
                let records: Page<Value> = admin.json(Request::get(detail.lists[1].as_str())).await.unwrap();
                assert_eq!(records.total, number.recorded);
            }
            id => {
                let list = detail
                    .lists
                    .iter()
                    .find(|list| list.contains("/figures"))
                    .unwrap();
                let figures: Page<FigureView> = admin.json(Request::get(list.as_str())).await.unwrap();
                assert_eq!(figures.items.len() as u64, figures.total, "{id}");
                let lines = || figures.items.iter().filter_map(|figure| figure.value.as_ref());
                let numerators: u64 = lines().map(|line| line.numerator).sum();
                let denominators: u64 = lines().filter_map(|line| line.denominator).sum();
                assert_eq!((numerators, denominators), (value.ready, value.total), "{id}");
            }
        }
    }
    assert_eq!(of_people, 5);
    daemon.stop().await;
}
