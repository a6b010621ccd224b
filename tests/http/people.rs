//! People through the API: rosters in and out, single corrections, home surveys, and nothing of another school.

use crate::matrix::TwoSchools;
use kiemke_http::{Client, Request};
use kiemke_wire::person::{DeviceAtHome, LineAtHome};
use kiemke_wire::problem::Problem;
use kiemke_wire::view::{
    ClassRow, CompleteView, ImportReport, Page, PeopleChange, PersonHistoryRow, PersonRow, Role,
};
use serde_json::json;

const ROSTER: &str = "TRƯỜNG THCS\n\nSTT;Lớp;Mã HS;Họ và tên;Ngày sinh;Mã định danh;Ca học\n\
    1;6A1;HS1;Nguyễn Văn An;05/09/2014;0123456789;Sáng\n2;6A1;HS2;Trần Thị Bình;;;Sáng\n\
    3;7B;HS3;Lê Chi;;066204000123;Chiều\nCộng: 3\n";

async fn import(client: &Client, query: &str, file: &str) -> ImportReport {
    let path = format!("/v1/import/roster?file=danh-sach.csv{query}");
    client
        .json(Request::post_file(path, file.to_owned()))
        .await
        .unwrap()
}

async fn list(client: &Client, query: &str) -> Page<PersonRow> {
    client
        .json(Request::get(format!("/v1/people?{query}")))
        .await
        .unwrap()
}

async fn refusal(client: &Client, request: Request) -> Problem {
    let reply = client.exchange(request).await.unwrap();
    assert!(!reply.status.is_success(), "{reply:?}");
    serde_json::from_slice(&reply.body).unwrap()
}

#[tokio::test]
async fn a_technician_keeps_the_roster_of_his_school() {
    let schools = TwoSchools::make().await;
    let technician = schools.client_of(Role::Technician).await;
    let tried = import(&technician, "&dry_run=true", ROSTER).await;
    assert_eq!(
        (tried.new, tried.changed, tried.applied),
        (2, 1, false),
        "{:?}",
        tried.items
    );
    assert_eq!(import(&technician, "", ROSTER).await.new, 2);
    let again = import(&technician, "", ROSTER).await;
    assert_eq!((again.unchanged, again.applied), (3, false));
    let page = list(&technician, "q=tran%20binh").await;
    let binh = &page.items[0];
    assert_eq!(
        (page.total, binh.name.as_deref(), binh.shift),
        (1, Some("Trần Thị Bình"), Some(1))
    );
    // A correction needs the version that was looked at, and one of two wins.
    let path = format!("/v1/people/{}", binh.id);
    let patch = |etag: Option<String>, fields: serde_json::Value| Request::patch(path.clone(), &fields, etag);
    let blind = refusal(&technician, patch(None, json!({"name": "Bình"}))).await;
    assert_eq!((blind.status, blind.code.as_str()), (428, "if_match_needed"));
    let etag = Some(binh.etag.to_string());
    for (fields, place) in [
        (json!({"national_id": "12"}), "national_id"),
        (json!({"code": "HS3"}), "code"),
        (json!({"class": "9Z"}), "class"),
        (json!({"colour": "red"}), "body"),
    ] {
        let refused = refusal(&technician, patch(etag.clone(), fields)).await;
        assert_eq!((refused.status, refused.place.as_deref()), (422, Some(place)));
    }
    let fields = json!({"national_id": "0123456700", "class": "7b", "birth_date": "2014-10-01"});
    let changed: PeopleChange = technician.json(patch(etag.clone(), fields)).await.unwrap();
    assert_eq!(changed.ids, [binh.id]);
    let stale = refusal(&technician, patch(etag, json!({"code": "HS9"}))).await;
    assert_eq!((stale.status, stale.code.as_str()), (412, "stale"));
    let history: Page<PersonHistoryRow> = technician
        .json(Request::get(format!("{path}/history")))
        .await
        .unwrap();
    let acts: Vec<(&str, usize)> = history
        .items
        .iter()
        .map(|row| (row.act.as_str(), row.changes.len()))
        .collect();
    assert_eq!(acts, [("edit", 3), ("roster", 0)]);
    assert_eq!(history.items[1].source.as_deref(), Some("danh-sach.csv"));
    // Somebody new, and a newer roster without him.
    let wish = json!({"person": {"code": "HS7", "name": "Võ Em", "class": "6A1"}});
    let made: PersonRow = technician.json(Request::post("/v1/people", &wish)).await.unwrap();
    assert_eq!((made.class.as_deref(), made.grade), (Some("6A1"), Some(6)));
    let newer = import(&technician, "&mark_left=true", ROSTER).await;
    assert_eq!(
        (newer.left, newer.changed),
        (1, 1),
        "the class of Bình, and Võ Em who left"
    );
    assert_eq!(list(&technician, "filter=left:yes").await.items[0].id, made.id);
    // What is exported changes nothing when it comes back, after the next start, too.
    let file = technician
        .exchange(Request::get("/v1/export/roster.xlsx"))
        .await
        .unwrap()
        .body;
    let request = Request::post_file("/v1/import/roster", file.to_vec());
    let back: ImportReport = technician.json(request).await.unwrap();
    assert_eq!((back.unchanged, back.rows), (4, 4), "{:?}", back.items);
    schools.daemon.stop().await;
}

#[tokio::test]
async fn people_are_there_after_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    kiemke_tests::folder::with_units(folder.path(), &["own"]);
    let daemon = kiemke_tests::daemon::TestDaemon::start(folder.path()).await;
    let rows: String = (0..150)
        .map(|at| format!("own;6A{};HS{at};Tên {at};01{at:08}\n", at / 40))
        .collect();
    let roster = format!("Mã trường;Lớp;Mã HS;Họ và tên;Mã định danh\n{rows}");
    assert_eq!(import(&daemon.admin, "", &roster).await.new, 150);
    let classes: Page<ClassRow> = daemon.admin.json(Request::get("/v1/classes")).await.unwrap();
    daemon.stop().await;
    let daemon = kiemke_tests::daemon::TestDaemon::start(folder.path()).await;
    assert_eq!(import(&daemon.admin, "", &roster).await.unchanged, 150);
    let after: Page<ClassRow> = daemon.admin.json(Request::get("/v1/classes")).await.unwrap();
    assert_eq!(after, classes);
    let mut seen = Vec::new();
    let mut path = "/v1/people?limit=40".to_owned();
    loop {
        let page: Page<PersonRow> = daemon.admin.json(Request::get(path)).await.unwrap();
        assert_eq!(page.total, 150);
        seen.extend(page.items.into_iter().map(|row| row.id));
        match page.next {
            Some(next) => path = format!("/v1/people?limit=40&cursor={next}"),
            None => break,
        }
    }
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 150);
    daemon.stop().await;
}

#[tokio::test]
async fn a_paper_list_is_typed_once_and_read_by_technicians_alone() {
    let schools = TwoSchools::make().await;
    let technician = schools.client_of(Role::Technician).await;
    import(&technician, "", ROSTER).await;
    let blank = technician
        .exchange(Request::get("/v1/export/survey.csv?class=6A1"))
        .await
        .unwrap();
    let blank = String::from_utf8(blank.body.to_vec()).unwrap();
    assert_eq!(blank.lines().count(), 3, "{blank}");
    let filled: String = blank
        .lines()
        .map(|line| match line.contains("Bình") {
            true => line.replace(";;;;;;;", ";;Điện thoại;;1;có;Thỉnh thoảng;"),
            false => line.to_owned(),
        })
        .collect::<Vec<_>>()
        .join("\n");
    let request = Request::post_file("/v1/import/survey?on=2026-09-15", filled);
    let report: ImportReport = technician.json(request).await.unwrap();
    assert_eq!((report.changed, report.unchanged), (1, 1), "{:?}", report.items);
    let typed = json!({"class": "6A1", "answers": [
        {"code": "HS1", "home": {"device": "laptop", "shared_with": 0, "line": "plays", "signed_in": {"0": true}}},
        {"name": "Tran Thi Binh", "home": {"same_shift": false}},
    ]});
    let report: ImportReport = technician
        .json(Request::post("/v1/surveys", &typed))
        .await
        .unwrap();
    assert_eq!(report.changed, 2);
    let wrong =
        json!({"class": "6A1", "answers": [{"code": "HS1", "home": {}}, {"code": "HS77", "home": {}}]});
    let refused = refusal(&technician, Request::post("/v1/surveys", &wrong)).await;
    assert_eq!(
        (refused.status, refused.place.as_deref()),
        (422, Some("answers[1].code"))
    );
    let home = |row: &PersonRow| {
        row.home
            .clone()
            .map(|home| (home.answers.device, home.answers.line))
    };
    let answers: Vec<_> = list(&technician, "filter=class:6A1")
        .await
        .items
        .iter()
        .map(home)
        .collect();
    assert_eq!(
        answers,
        [
            Some((Some(DeviceAtHome::Laptop), Some(LineAtHome::Plays))),
            Some((Some(DeviceAtHome::Phone), Some(LineAtHome::Sometimes))),
        ]
    );
    for role in [Role::District, Role::Admin] {
        let client = schools.client_of(role).await;
        for path in [
            "/v1/people?unit=own",
            "/v1/people/p1",
            "/v1/people/p1/history",
            "/v1/export/roster.csv?unit=own",
        ] {
            let said = client.exchange(Request::get(path)).await.unwrap();
            let said = String::from_utf8_lossy(&said.body).into_owned();
            for word in ["laptop", "phone", "home", "Bình", "Nguyễn"] {
                assert!(!said.contains(word), "{role:?} {path} says {word}: {said}");
            }
        }
        let refused = refusal(&client, Request::get("/v1/people?filter=answered:yes")).await;
        assert_eq!(refused.status, 422);
    }
    let complete = json!({"of": "surveys", "on": "2026-09-30"});
    let view: CompleteView = technician
        .json(Request::post("/v1/units/own/complete", &complete))
        .await
        .unwrap();
    assert_eq!(
        view.surveys_on.map(|on| on.to_string()).as_deref(),
        Some("2026-09-30")
    );
    let late = refusal(
        &technician,
        Request::post(
            "/v1/units/own/complete",
            &json!({"of": "surveys", "on": "2999-01-01"}),
        ),
    )
    .await;
    assert_eq!((late.status, late.place.as_deref()), (422, Some("on")));
    schools.daemon.stop().await;
}

#[tokio::test]
async fn no_way_leads_to_the_people_of_another_school() {
    let schools = TwoSchools::make().await;
    let technician = schools.client_of(Role::Technician).await;
    let mut said = Vec::new();
    for path in [
        "/v1/people",
        "/v1/people?q=bi%20mat",
        "/v1/people?q=kin",
        "/v1/people?q=0987654321",
        "/v1/people?q=p65",
        "/v1/people?filter=class:9Z",
        "/v1/people?filter=left:no&sort=name",
        "/v1/people?unit=other",
        "/v1/people/p65",
        "/v1/people/p65/history",
        "/v1/classes",
        "/v1/classes?q=9z",
        "/v1/units/other/complete",
        "/v1/export/roster.csv",
        "/v1/export/roster.json",
        "/v1/export/roster.csv?unit=other",
        "/v1/export/survey.csv",
        "/v1/export/survey.csv?unit=other",
        "/v1/export/survey.csv?class=9Z",
    ] {
        let reply = technician.exchange(Request::get(path)).await.unwrap();
        said.push((path, String::from_utf8_lossy(&reply.body).into_owned()));
    }
    let roster = |rows: &str| format!("Mã trường;Lớp;Mã HS;Họ và tên;Mã định danh\n{rows}\n");
    for (path, rows) in [
        ("/v1/import/roster?dry_run=true", "other;9X;HS8;X;"),
        ("/v1/import/roster", "u3;9X;HS8;X;"),
        ("/v1/import/roster", "own;6A1;HS8;X;0987654321"),
        ("/v1/import/survey", "other;9X;HS8;X;"),
        ("/v1/import/roster?unit=other", ";9X;HS8;X;"),
    ] {
        let request = Request::post_file(path, roster(rows));
        let reply = technician.exchange(request).await.unwrap();
        let text = String::from_utf8_lossy(&reply.body).into_owned();
        assert!(
            reply.status.is_client_error() || text.contains("\"refused\":1"),
            "{path}: {text}"
        );
        said.push((path, text));
    }
    for body in [
        json!({"school": "own", "person": {"code": "X", "class": "6A1", "national_id": "0987654321"}}),
        json!({"school": "u3", "person": {"code": "X", "class": "9Z"}}),
        json!({"school": "own", "person": {"kind": "teacher", "code": "X", "site": "u3", "level": "primary"}}),
    ] {
        let refused = refusal(&technician, Request::post("/v1/people", &body)).await;
        said.push(("/v1/people", serde_json::to_string(&refused).unwrap()));
    }
    let answer = json!({"answers": [{"person": "p65", "home": {"line": "plays"}}]});
    let refused = refusal(&technician, Request::post("/v1/surveys", &answer)).await;
    said.push(("/v1/surveys", serde_json::to_string(&refused).unwrap()));
    for (path, text) in said {
        for word in ["Bí Mật", "bi mat", "KIN-1", "9Z\"", "9Z;", "Trường other"] {
            assert!(!text.contains(word), "{path} says {word}: {text}");
        }
    }
    schools.daemon.stop().await;
}
