//! Machines and records that may be one thing: proposed, confirmed in bulk, kept apart, and what is left on both sides.

use kiemke_http::{Client, Request};
use kiemke_tests::daemon::TestDaemon;
use kiemke_tests::folder;
use kiemke_tests::hand_agent::{HandAgent, now, section};
use kiemke_wire::facts::{Facts, IdentityFacts, SystemFacts};
use kiemke_wire::ties::{TieRow, TiesView};
use kiemke_wire::view::{EquipmentChange, EquipmentRow, MachineRow, NewToken, Page};
use serde_json::{Value, json};

/// The firmware of each machine: serial number and maker. Machine 2 carries the name of a sticker; the last is a laptop.
const MACHINES: [(&str, &str, &str, Option<u16>); 6] = [
    ("PC01", "AAA111", "Dell Inc.", None),
    ("mt-02", "", "", None),
    ("PC03", "Default string", "", Some(3)),
    ("PC04", "BBB222", "", None),
    ("PC05", "CCC333", "LENOVO", None),
    ("PC06", "To Be Filled By O.E.M.", "", None),
];

fn records() -> Value {
    let record = |code: &str, serial: &str, maker: &str, category: &str| {
        let mut record = json!({"code": code, "name": "Máy tính", "category": category, "place": "own/P1",
            "state": "in_use"});
        for (field, text) in [("serial", serial), ("maker", maker)] {
            if !text.is_empty() {
                record[field] = text.into();
            }
        }
        record
    };
    let mut seated = record("MT-03", "", "", "desktop");
    seated["seat"] = 3.into();
    let mut elsewhere = record("MT-09", "ZZZ999", "", "laptop");
    elsewhere["place"] = "own".into();
    json!({"records": [
        record("MT-01", "aaa111", "dell", "desktop"),
        record("MT-02", "", "", "desktop"),
        seated,
        record("MT-04", "BBB222", "", "desktop"),
        record("MT-44", "BBB222", "", "desktop"),
        record("MT-05", "CCC333", "HP", "desktop"),
        elsewhere,
        record("BAN-1", "", "", "furniture"),
    ]})
}

async fn enrol_all(daemon: &TestDaemon) {
    let token = daemon.enrol_token_of("own", 10).await;
    for (number, (name, serial, maker, seat)) in (1..).zip(MACHINES) {
        let agent = HandAgent::new(number);
        let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let identity = IdentityFacts {
            system_serial: said(serial),
            maker: said(maker),
            model: Some("M1".into()),
            ..IdentityFacts::default()
        };
        let mut request = agent.enrolment();
        request.host_name = Some(name.into());
        request.identity = identity.clone();
        request.room = Some("P1".into());
        request.seat = seat;
        let client = daemon.client(Some(&token));
        let _: Value = client.json(Request::post("/v1/enrol", &request)).await.unwrap();
        let system = SystemFacts {
            host_name: Some(name.into()),
            chassis_kind: Some(if number == 6 { "laptop" } else { "desktop" }.into()),
            ..SystemFacts::default()
        };
        let items = vec![
            section(0, now(), &Facts::Identity(identity)),
            section(1, now(), &Facts::System(system)),
        ];
        agent.report(&daemon.endpoint(), items).await.unwrap();
    }
}

async fn ties(people: &Client, parameters: &str) -> TiesView {
    let path = format!("/v1/ties?{parameters}");
    people.json(Request::get(path)).await.expect("pairs")
}

fn pairs(view: &TiesView) -> Vec<(u32, &str, bool)> {
    let pair = |row: &'_ TieRow| (row.machine.id.0, row.sure);
    let each = view.items.iter().map(|row| {
        let (machine, sure) = pair(row);
        (machine, row.record.code.as_deref().unwrap(), sure)
    });
    each.collect()
}

async fn change(people: &Client, path: &str, body: &Value) -> EquipmentChange {
    people.json(Request::post(path, body)).await.expect(path)
}

async fn refused(people: &Client, path: &str, body: &Value) -> (u16, String) {
    let error = people.json::<Value>(Request::post(path, body)).await;
    let error = error.expect_err(&body.to_string());
    let problem = error.problem().expect("a refusal");
    (problem.status, problem.detail.clone())
}

#[tokio::test]
async fn pairs_are_proposed_confirmed_in_bulk_kept_apart_and_the_rest_gets_records() {
    let dir = tempfile::tempdir().unwrap();
    folder::with_units(dir.path(), &["own", "other"]);
    let daemon = TestDaemon::start(dir.path()).await;
    let people = &daemon.admin;
    let facts = json!({"kind": "room", "name": "Phòng 1", "codes": {"local": "P1"}});
    let room = json!({"parent": "own", "facts": facts});
    let _: Value = people.json(Request::post("/v1/units", &room)).await.unwrap();
    enrol_all(&daemon).await;
    let _ = change(people, "/v1/equipment", &records()).await;

    let all = ties(people, "unit=own").await;
    let proposed = [
        (1, "MT-01", true),
        (2, "MT-02", true),
        (4, "MT-04", false),
        (4, "MT-44", false),
        (5, "MT-05", false),
        (3, "MT-03", false),
    ];
    assert_eq!(pairs(&all), proposed);
    assert_eq!((all.total, all.sure, all.partial), (6, 2, false));
    assert_eq!((all.machines_without_record, all.records_never_seen), (6, 7));
    assert_eq!(all.items[0].machine.serials, ["AAA111"]);
    assert_eq!(all.items[2].rivals, 1);
    assert_eq!(ties(people, "unit=other").await.total, 0);
    // Page by page they are the same.
    let mut paged = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = ties(people, &format!("limit=2{cursor}")).await;
        paged.extend(page.items);
        match page.next {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(paged, all.items);
    assert_eq!(
        pairs(&ties(people, "filter=sure:yes&q=aaa111").await),
        proposed[..1]
    );

    // Both sure ones at once, taken back at once, and again.
    let sure = json!({"sure_of": "own"});
    let tied = change(people, "/v1/ties", &sure).await;
    assert_eq!((tied.ids.len(), tied.made), (2, 0));
    let left = ties(people, "").await;
    assert_eq!(pairs(&left), proposed[2..]);
    assert_eq!((left.machines_without_record, left.records_never_seen), (4, 5));
    let undo = json!({"entry": tied.entry.unwrap()});
    let _ = change(people, "/v1/equipment/undo", &undo).await;
    assert_eq!(pairs(&ties(people, "").await), proposed);
    let _ = change(people, "/v1/ties", &sure).await;
    assert_eq!(change(people, "/v1/ties", &sure).await.ids, []);

    // One of two that fit: the other is no longer proposed.
    let chosen = json!({"pairs": [{"machine": "m4", "record": "e4"}]});
    let _ = change(people, "/v1/ties", &chosen).await;
    assert_eq!(pairs(&ties(people, "").await), proposed[4..]);
    let twice = json!({"pairs": [{"machine": "m4", "record": "e5"}]});
    let (status, detail) = refused(people, "/v1/ties", &twice).await;
    assert_eq!(
        (status, detail.contains("m4 is tied to e4")),
        (422, true),
        "{detail}"
    );
    let taken = json!({"pairs": [{"machine": "m3", "record": "e4"}]});
    let (status, detail) = refused(people, "/v1/ties", &taken).await;
    assert_eq!(
        (status, detail.contains("e4 is tied to machine m4")),
        (409, true),
        "{detail}"
    );
    for body in [
        json!({}),
        json!({"pairs": [{"machine": "m3", "record": "e3"}], "sure_of": "own"}),
    ] {
        assert_eq!(refused(people, "/v1/ties", &body).await.0, 422, "{body}");
    }

    // What a person keeps apart stays apart over a restart, until he takes it back.
    let apart = json!({"machine": "m5", "record": "e6"});
    let keep = |body: Value| Request::post("/v1/ties/apart", &body);
    assert_eq!(people.exchange(keep(apart.clone())).await.unwrap().status, 200);
    assert_eq!(pairs(&ties(people, "").await), proposed[5..]);
    daemon.stop().await;
    let daemon = TestDaemon::start(dir.path()).await;
    let people = &daemon.admin;
    assert_eq!(pairs(&ties(people, "").await), proposed[5..]);
    let back = json!({"machine": "m5", "record": "e6", "undo": true});
    assert_eq!(people.exchange(keep(back)).await.unwrap().status, 200);
    assert_eq!(pairs(&ties(people, "").await), proposed[4..]);
    assert_eq!(people.exchange(keep(apart)).await.unwrap().status, 200);

    // Machines that can be nothing that is written down get records of their own; the laptop may be the one in the book.
    let made = change(people, "/v1/ties/records", &json!({"all_of": "own"})).await;
    assert_eq!((made.ids.len(), made.made), (1, 1));
    let lenovo: EquipmentRow = people
        .json(Request::get(format!("/v1/equipment/{}", made.ids[0])))
        .await
        .unwrap();
    let record = lenovo.record;
    assert_eq!(record.machine.map(|machine| machine.0), Some(5));
    assert_eq!(
        (
            record.maker.as_deref(),
            record.serial.as_deref(),
            record.category.0.as_str()
        ),
        (Some("LENOVO"), Some("CCC333"), "desktop")
    );
    let last = ties(people, "").await;
    assert_eq!(
        (pairs(&last), last.machines_without_record),
        (proposed[5..].to_vec(), 2)
    );
    let unrecorded: Page<MachineRow> = people
        .json(Request::get("/v1/machines?filter=recorded:no&sort=id"))
        .await
        .unwrap();
    assert_eq!(
        unrecorded.items.iter().map(|row| row.id.0).collect::<Vec<_>>(),
        [3, 6]
    );
    let path = "/v1/equipment?filter=seen:no,observable:yes&sort=id";
    let unseen: Page<EquipmentRow> = people.json(Request::get(path)).await.unwrap();
    assert_eq!(
        unseen.items.iter().map(|row| row.id.0).collect::<Vec<_>>(),
        [3, 5, 6, 7]
    );
    assert_eq!(last.records_never_seen, 4);
    // Asked by name it gets one all the same.
    let made = change(people, "/v1/ties/records", &json!({"machines": ["m6"]})).await;
    assert_eq!((made.ids.len(), made.made), (1, 1));
    daemon.stop().await;
}

#[tokio::test]
async fn nobody_ties_a_machine_of_others_nor_learns_of_it() {
    let dir = tempfile::tempdir().unwrap();
    folder::with_units(dir.path(), &["own", "other"]);
    let daemon = TestDaemon::start(dir.path()).await;
    let token = daemon.enrol_token_of("other", 1).await;
    HandAgent::new(1).enrol(&daemon.endpoint(), &token).await.unwrap();
    let record = |code: &str| json!({"code": code, "name": "Máy tính", "category": "desktop", "place": "own", "state": "in_use"});
    let two = json!({"records": [record("A"), record("B")]});
    let received = change(&daemon.admin, "/v1/equipment", &two).await;
    let wrong = json!({"records": [record("C")]});
    let mistaken = change(&daemon.admin, "/v1/equipment", &wrong).await;
    let undo = json!({"entry": mistaken.entry.unwrap()});
    let _ = change(&daemon.admin, "/v1/equipment/undo", &undo).await;
    let wish = json!({"role": "technician", "unit": "own", "name": "Cô Lan"});
    let made: NewToken = daemon
        .admin
        .json(Request::post("/v1/tokens", &wish))
        .await
        .unwrap();
    let lan = daemon.client(Some(&made.token.parse().unwrap()));
    // A machine of another school, and one that does not exist, are refused in the same words; also for a void record.
    for record in received.ids.iter().chain(&mistaken.ids) {
        let row: EquipmentRow = lan
            .json(Request::get(format!("/v1/equipment/{record}")))
            .await
            .unwrap();
        for machine in ["m1", "m777"] {
            let pair = json!({"pairs": [{"machine": machine, "record": record}]});
            let (status, detail) = refused(&lan, "/v1/ties", &pair).await;
            assert_eq!(status, 422, "{detail}");
            assert!(
                detail.contains(&format!("there is no machine {machine}")),
                "{detail}"
            );
            let etag = Some(format!("\"{}\"", row.etag));
            let patch = Request::patch(
                format!("/v1/equipment/{record}"),
                &json!({"machine": machine}),
                etag,
            );
            let error = lan.json::<Value>(patch).await.expect_err("refused");
            assert_eq!(error.problem().map(|problem| problem.status), Some(422));
        }
    }
    // Nor is one thing in two records.
    let tie = |record: &str| json!({"pairs": [{"machine": "m1", "record": record}]});
    let _ = change(&daemon.admin, "/v1/ties", &tie("e1")).await;
    let (status, _) = refused(&daemon.admin, "/v1/ties", &tie("e2")).await;
    assert_eq!(status, 422);
    daemon.stop().await;
}

#[tokio::test]
async fn machines_that_a_book_speaks_of_without_telling_them_apart_get_no_second_records() {
    let dir = tempfile::tempdir().unwrap();
    folder::with_units(dir.path(), &["own"]);
    let daemon = TestDaemon::start(dir.path()).await;
    let people = &daemon.admin;
    for (code, name) in [("P1", "Phòng 1"), ("P2", "Phòng 2")] {
        let facts = json!({"kind": "room", "name": name, "codes": {"local": code}});
        let room = json!({"parent": "own", "facts": facts});
        let _: Value = people.json(Request::post("/v1/units", &room)).await.unwrap();
    }
    let token = daemon.enrol_token_of("own", 10).await;
    for number in 1..=3 {
        let mut request = HandAgent::new(number).enrolment();
        request.room = Some("P2".into());
        let client = daemon.client(Some(&token));
        let _: Value = client.json(Request::post("/v1/enrol", &request)).await.unwrap();
    }
    // Three alike without a number, in the room of the machines; and stickers of another room that read as the machines
    // are called.
    let record = |code: Option<&str>, place: &str| json!({"code": code, "name": "Máy tính", "category": "desktop", "place": place, "state": "in_use"});
    let alike = (0..3).map(|_| record(None, "own/P2"));
    let elsewhere = ["PC01", "PC02", "PC03"].map(|code| record(Some(code), "own/P1"));
    let records: Vec<Value> = alike.chain(elsewhere).collect();
    let _ = change(people, "/v1/equipment", &json!({ "records": records })).await;
    // One name in two rooms is no proof, whichever unit is asked about.
    for unit in ["own", "own/P2"] {
        let view = ties(people, &format!("unit={unit}")).await;
        assert_eq!((view.total, view.sure), (3, 0), "{unit}: {view:?}");
    }
    for pair in ["m1 e4", "m2 e5", "m3 e6"] {
        let (machine, record) = pair.split_once(' ').unwrap();
        let apart = Request::post("/v1/ties/apart", &json!({"machine": machine, "record": record}));
        assert_eq!(people.exchange(apart).await.unwrap().status, 200);
    }
    // Each of the three could be any of the things in the room: none is proposed, and none gets a second record.
    let view = ties(people, "").await;
    assert_eq!((view.total, view.machines_without_record), (0, 3));
    let made = change(people, "/v1/ties/records", &json!({"all_of": "own"})).await;
    assert_eq!(made.ids, []);
    daemon.stop().await;
}
