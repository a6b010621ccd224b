//! A stocktake through the API: two counters see each other, a pack goes out and comes back, the report is in force.

use kiemke_http::{Client, Request};
use kiemke_tests::daemon::TestDaemon;
use kiemke_tests::hand_agent::{HandAgent, check_in, now};
use kiemke_wire::equipment::{Condition, HistoryLine};
use kiemke_wire::ids::UnitKey;
use kiemke_wire::stocktake::{CountEvent, CountId, Counted, ItemState, PackHead};
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{
    BringPack, CodeState, EquipmentRow, Event, EventKind, Page, PutScans, ScanStates, ScansTaken,
    StocktakeChanged, StocktakeDetail, StocktakeLine, StocktakeRow, StocktakeStep,
};
use serde_json::{Value, json};

/// A school with two rooms and a tablet in each seat.
async fn school(people: &Client) -> [UnitKey; 2] {
    let unit = |parent: &str, code: &str, kind: &str| json!({"parent": parent, "facts": {"kind": kind, "name": format!("Nơi {code}"), "codes": {"local": code}}});
    let mut rooms = Vec::new();
    for (parent, code, kind) in [
        ("root", "T1", "school"),
        ("T1", "P1", "room"),
        ("T1", "P2", "room"),
    ] {
        let made: Value = people
            .json(Request::post("/v1/units", &unit(parent, code, kind)))
            .await
            .expect("made");
        rooms.push(made["key"].as_str().expect("a key").parse().expect("a key"));
    }
    let records: Vec<Value> = (1..=6)
        .map(|at| {
            let place = if at <= 3 { "P1" } else { "P2" };
            json!({"code": format!("MTB-{at}"), "name": "Máy tính bảng", "category": "tablet", "place": place, "state": "in_use", "seat": at})
        })
        .collect();
    let body = json!({ "records": records });
    let _: Value = people
        .json(Request::post("/v1/equipment", &body))
        .await
        .expect("received");
    [rooms[1], rooms[2]]
}

fn event(id: u8, what: Counted) -> CountEvent {
    CountEvent {
        id: CountId([id; 16]),
        at: UnixMs(i64::from(id)),
        counter: "Cô Hoa".into(),
        what,
    }
}

fn scan(id: u8, room: UnitKey, code: &str) -> CountEvent {
    let code = code.to_owned();
    event(
        id,
        Counted::Scan {
            room,
            code,
            condition: None,
            note: None,
        },
    )
}

async fn put(people: &Client, events: &[CountEvent]) -> ScansTaken {
    let body = PutScans {
        events: events.to_vec(),
    };
    people
        .json(Request::post("/v1/stocktakes/s1/scans", &body))
        .await
        .expect("taken")
}

async fn opened(people: &Client) -> [UnitKey; 2] {
    let rooms = school(people).await;
    let wish = json!({"unit": "T1", "name": "Kiểm kê 2026", "committee": [{"name": "Trần Thị Hoa", "title": "Trưởng ban"}]});
    let detail: StocktakeDetail = people
        .json(Request::post("/v1/stocktakes", &wish))
        .await
        .expect("opened");
    assert_eq!(
        (detail.row.expected, detail.rooms.len(), detail.row.whole),
        (6, 2, true)
    );
    rooms
}

#[tokio::test]
async fn a_school_is_counted_signed_and_closed() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = TestDaemon::start(folder.path()).await;
    let people = &daemon.admin;
    let [here, next] = opened(people).await;
    let first = put(
        people,
        &[
            scan(1, here, "mtb-1"),
            scan(2, here, "MTB-1 "),
            scan(3, here, "LẠ-1"),
            scan(4, here, "MTB-4"),
        ],
    )
    .await;
    let said: Vec<(Option<ItemState>, bool)> = first
        .outcomes
        .iter()
        .map(|outcome| match &outcome.state {
            CodeState::Item { item, again } => (Some(item.state), *again),
            CodeState::Surplus | CodeState::Withdrawn => (None, false),
        })
        .collect();
    assert_eq!(
        said,
        [
            (Some(ItemState::Matched), false),
            (Some(ItemState::Matched), true),
            (None, false),
            (Some(ItemState::Misplaced), false)
        ]
    );
    // A repeat is harmless; a scan is taken back; a pack comes back twice.
    assert_eq!(put(people, &[scan(4, here, "MTB-4")]).await.taken, 0);
    put(
        people,
        &[event(
            5,
            Counted::Withdraw {
                event: CountId([3; 16]),
            },
        )],
    )
    .await;
    let pack: PackHead = people
        .json(Request::post(
            "/v1/stocktakes/s1/packs",
            &json!({"holder": "Thầy Tú", "rooms": ["P2"]}),
        ))
        .await
        .expect("given");
    assert_eq!(
        (pack.rooms.as_slice(), pack.expected.items.len()),
        (&[next][..], 6)
    );
    let worn = event(
        6,
        Counted::Scan {
            room: next,
            code: "MTB-5".into(),
            condition: Some(Condition::Unusable),
            note: None,
        },
    );
    let bring = BringPack {
        events: vec![
            worn,
            scan(7, next, "LẠ-2"),
            event(8, Counted::RoomDone { room: next }),
        ],
        last: true,
    };
    for taken in [3, 0] {
        let back: ScansTaken = people
            .json(Request::post("/v1/stocktakes/s1/packs/1", &bring))
            .await
            .expect("back");
        assert_eq!(back.taken, taken);
    }
    put(people, &[event(9, Counted::RoomDone { room: here })]).await;
    let states: ScanStates = people
        .json(Request::get("/v1/stocktakes/s1/scans?room=P2"))
        .await
        .unwrap();
    let told: Vec<(u32, ItemState)> = states
        .items
        .iter()
        .map(|item| (item.record.0, item.state))
        .collect();
    assert_eq!(
        told,
        [
            (4, ItemState::Misplaced),
            (5, ItemState::Damaged),
            (6, ItemState::Missing)
        ]
    );
    assert_eq!(
        (states.surplus.len(), states.rooms.len(), states.rooms[0].done),
        (1, 1, true)
    );
    // What was counted since is not closed over.
    let close = |etag: Option<String>| {
        let wish = json!({
            "document": {"number": "01/BB-KK"}, "signatures": [{"name": "Trần Thị Hoa"}],
            "move": ["e4"], "lost": ["e2", "e3", "e6"], "broken": ["e5"],
            "records": [{"code": "LẠ-2", "room": next, "name": "Loa", "category": "other"}],
        });
        people.json::<StocktakeChanged>(Request {
            if_match: etag,
            ..Request::post("/v1/stocktakes/s1/close", &wish)
        })
    };
    let blind = close(None).await.unwrap_err();
    assert_eq!(blind.problem().map(|problem| problem.status), Some(428));
    let stale = close(Some(format!("\"{}\"", first.etag))).await.unwrap_err();
    assert_eq!(
        stale.problem().map(|problem| problem.code.as_str()),
        Some("stale")
    );
    let closed = close(Some(format!("\"{}\"", states.etag))).await.expect("closed");
    assert_eq!((closed.totals.missing, closed.actions.len()), (3, 5));
    let record = |id: &'static str| people.json::<EquipmentRow>(Request::get(format!("/v1/equipment/{id}")));
    assert_eq!(record("e4").await.unwrap().record.place, here);
    let made = record("e7").await.unwrap().record;
    assert_eq!(
        (made.code.as_deref(), made.verified_on.is_some()),
        (Some("LẠ-2"), true)
    );
    let tale: Page<HistoryLine> = people
        .json(Request::get("/v1/equipment/e5/history"))
        .await
        .unwrap();
    let papers: Vec<(&str, bool)> = tale
        .items
        .iter()
        .map(|line| (line.act.action.code(), line.act.document.is_some()))
        .collect();
    assert_eq!(
        papers,
        [("report_broken", true), ("verify", true), ("receive", false)]
    );
    let after = people
        .json::<ScansTaken>(Request::post(
            "/v1/stocktakes/s1/scans",
            &PutScans {
                events: vec![scan(40, here, "MTB-2")],
            },
        ))
        .await
        .unwrap_err();
    assert_eq!(
        after.problem().map(|problem| problem.code.as_str()),
        Some("stocktake_closed")
    );
    // All of it is there after the next start, and nobody types a verification.
    daemon.stop().await;
    let daemon = TestDaemon::start(folder.path()).await;
    let people = &daemon.admin;
    let list: Page<StocktakeRow> = people.json(Request::get("/v1/stocktakes?unit=T1")).await.unwrap();
    assert_eq!(list.items[0].totals, Some(closed.totals));
    let detail: StocktakeDetail = people.json(Request::get("/v1/stocktakes/s1")).await.unwrap();
    assert_eq!((detail.now, detail.signatures.len()), (closed.totals, 1));
    let history: Page<StocktakeLine> = people
        .json(Request::get("/v1/stocktakes/s1/history"))
        .await
        .unwrap();
    let steps: Vec<StocktakeStep> = history.items.iter().rev().map(|line| line.step).collect();
    use StocktakeStep::{Closed, Counted as Counting, Opened, PackBack, PackGiven};
    assert_eq!(steps, [Opened, PackGiven, Counting, PackBack, Closed]);
    let etag = record_etag(people, "e1").await;
    let typed = people
        .json::<Value>(Request::patch(
            "/v1/equipment/e1",
            &json!({"verified_on": "2026-01-01"}),
            Some(etag),
        ))
        .await
        .unwrap_err();
    assert_eq!(
        typed.problem().and_then(|problem| problem.place.as_deref()),
        Some("records[0].verified_on")
    );
}

async fn record_etag(people: &Client, id: &str) -> String {
    let row: EquipmentRow = people
        .json(Request::get(format!("/v1/equipment/{id}")))
        .await
        .unwrap();
    format!("\"{}\"", row.etag)
}

#[tokio::test]
async fn one_counter_sees_what_the_other_scans() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = TestDaemon::start(folder.path()).await;
    let people = &daemon.admin;
    let [here, next] = opened(people).await;
    let mut stream = people.events("/v1/events", None).await.unwrap();
    let one = [scan(1, here, "MTB-1"), scan(2, here, "MTB-2")];
    let other = [scan(3, next, "MTB-4"), scan(1, here, "MTB-1")];
    let (_, taken) = tokio::join!(put(people, &one), put(people, &other));
    assert!(taken.taken >= 1);
    let mut rooms = std::collections::BTreeSet::new();
    let mut counted = 0;
    while counted < 3 {
        let message = stream.next().await.expect("the stream goes on");
        let Ok(event) = serde_json::from_str::<Event>(&message.data) else {
            continue;
        };
        if let EventKind::Stocktake {
            step: StocktakeStep::Counted,
            rooms: told,
            events,
            ..
        } = event.kind
        {
            rooms.extend(told);
            counted += events;
        }
    }
    assert_eq!(rooms, [here, next].into());
    let recent: Page<Event> = people.json(Request::get("/v1/events/recent")).await.unwrap();
    let is_counting = |event: &Event| {
        matches!(
            event.kind,
            EventKind::Stocktake {
                step: StocktakeStep::Counted,
                ..
            }
        )
    };
    assert!(!recent.items.iter().any(is_counting), "scans crowd nothing out");
    daemon.stop().await;
}

#[tokio::test]
async fn a_machine_that_reports_is_found_where_its_agent_says_when_the_committee_wants_it_so() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = TestDaemon::start(folder.path()).await;
    let people = &daemon.admin;
    let [here, next] = school(people).await;
    // One machine is enrolled in the room, one in another room, one for the school alone; each sits in a thing of P1.
    let mut agents = Vec::new();
    for (number, (unit, record)) in (1..).zip([("P1", "e1"), ("P2", "e2"), ("T1", "e3")]) {
        let agent = HandAgent::new(number);
        let token = daemon.enrol_token_of(unit, 1).await;
        let enrolled = agent.enrol(daemon.client(None).endpoint(), &token).await;
        enrolled.expect("enrols");
        let tie = json!({"machine": format!("m{number}")});
        let etag = record_etag(people, record).await;
        let request = Request::patch(format!("/v1/equipment/{record}"), &tie, Some(etag));
        let _: Value = people.json(request).await.expect("tied");
        agents.push(agent);
    }
    let wish = json!({"unit": "T1", "name": "Kiểm kê 2026", "agents_count": true});
    let _: StocktakeDetail = people
        .json(Request::post("/v1/stocktakes", &wish))
        .await
        .expect("opened");
    for agent in &agents {
        let client = daemon.client(None);
        let report = agent.report(client.endpoint(), vec![check_in(0, now())]);
        report.await.expect("reports");
    }
    put(people, &[event(1, Counted::RoomDone { room: here })]).await;
    let states: ScanStates = people
        .json(Request::get("/v1/stocktakes/s1/scans"))
        .await
        .unwrap();
    let told: Vec<(u32, ItemState, Vec<UnitKey>)> = states
        .items
        .iter()
        .map(|item| (item.record.0, item.state, item.found_in.clone()))
        .collect();
    let not_yet = |record| (record, ItemState::NotYetCounted, Vec::new());
    assert_eq!(
        told,
        [
            (1, ItemState::Matched, vec![here]),
            (2, ItemState::Misplaced, vec![next]),
            (3, ItemState::Matched, vec![here]),
            not_yet(4),
            not_yet(5),
            not_yet(6)
        ]
    );
    daemon.stop().await;
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = TestDaemon::start(folder.path()).await;
    let people = &daemon.admin;
    let [here, _] = opened(people).await;
    let said = |path: &'static str, body: Value| async move {
        let refused = people
            .json::<Value>(Request::post(path, &body))
            .await
            .unwrap_err();
        let problem = refused.problem().expect("a refusal").clone();
        (problem.status, problem.code, problem.place)
    };
    let scans = "/v1/stocktakes/s1/scans";
    let one = |what: Value| json!({"events": [{"id": CountId([1; 16]), "at": "2026-11-27T00:00:00Z", "counter": "x", "what": what}]});
    let place = |text: &str| Some(text.to_owned());
    assert_eq!(
        said(scans, one(json!({"kind": "scan", "room": here, "code": " "}))).await,
        (422, "invalid".into(), place("events[0].what.code"))
    );
    assert_eq!(
        said(scans, one(json!({"kind": "scan", "room": "u1", "code": "x"}))).await,
        (422, "invalid".into(), place("events[0].what.room"))
    );
    assert_eq!(
        said(
            scans,
            one(json!({"kind": "sighted", "room": here, "record": "e1", "machine": "m1"}))
        )
        .await,
        (422, "invalid".into(), place("events[0].what"))
    );
    let many: Vec<Value> = (0..1001)
        .map(|at: u32| json!({"id": format!("{at:032x}"), "at": "2026-11-27T00:00:00Z", "counter": "x", "what": {"kind": "room_done", "room": here}}))
        .collect();
    assert_eq!(said(scans, json!({"events": many})).await.1, "over_bound");
    let open = "/v1/stocktakes";
    assert_eq!(
        said(open, json!({"unit": "P1", "name": "x"})).await.2,
        place("unit")
    );
    assert_eq!(
        said(open, json!({"unit": "T1", "name": ""})).await.2,
        place("name")
    );
    assert_eq!(
        said(open, json!({"unit": "T1", "name": "x", "on": "2001-01-01"}))
            .await
            .2,
        place("on")
    );
    assert_eq!(
        said(
            open,
            json!({"unit": "T1", "name": "x", "next_due_on": "2001-01-01"})
        )
        .await
        .2,
        place("next_due_on")
    );
    assert_eq!(
        said(open, json!({"unit": "T1", "name": "x"})).await.1,
        "already_counting"
    );
    daemon.stop().await;
}
