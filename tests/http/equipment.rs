//! Records through the API: received in bulk, acted on, corrected, taken back, found.

use kiemke_http::{Client, Request};
use kiemke_tests::daemon::TestDaemon;
use kiemke_wire::equipment::{
    Act, ActionKind, Category, Document, EquipmentState, HistoryLine, Holder, Record,
};
use kiemke_wire::ids::{EquipmentId, UnitKey};
use kiemke_wire::view::{
    ActOnEquipment, EquipmentChange, EquipmentRow, Page, ReceiveEquipment, UndoEquipment,
};
use serde_json::json;

fn tablet(code: &str) -> Record {
    Record {
        code: Some(code.into()),
        state: EquipmentState::InStore,
        year_in_use: Some(2023),
        cost_dong: Some(4_500_000),
        ..Record::of("Máy tính bảng".into(), Category("tablet".into()), UnitKey::ROOT)
    }
}

async fn receive(people: &Client, records: Vec<Record>) -> EquipmentChange {
    let wish = ReceiveEquipment {
        records,
        document: None,
        reason: None,
        on: None,
    };
    people
        .json(Request::post("/v1/equipment", &wish))
        .await
        .expect("received")
}

async fn list(people: &Client, parameters: &str) -> Vec<EquipmentId> {
    let path = format!("/v1/equipment?{parameters}");
    let page: Page<EquipmentRow> = people.json(Request::get(path)).await.expect("a list");
    page.items.into_iter().map(|row| row.id).collect()
}

#[tokio::test]
async fn tablets_are_received_lent_lost_and_an_action_is_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = TestDaemon::start(folder.path()).await;
    let people = &daemon.admin;
    let received = receive(
        people,
        (1..=30).map(|at| tablet(&format!("MTB-{at:02}"))).collect(),
    )
    .await;
    assert_eq!((received.ids.len(), received.made), (30, 30));
    let act = Act {
        holder: Some(Holder::Person("HS-42".into())),
        ..Act::of(ActionKind::Lend)
    };
    let ids = received.ids[..10].to_vec();
    let lend = ActOnEquipment { ids, act };
    let lent: EquipmentChange = people
        .json(Request::post("/v1/equipment/actions", &lend))
        .await
        .unwrap();
    assert_eq!(lent.ids.len(), 10);
    assert_eq!(
        list(people, "filter=state:lent&q=may%20tinh%20bang%20hs-42").await,
        lent.ids
    );
    let again = people
        .json::<EquipmentChange>(Request::post("/v1/equipment/actions", &lend))
        .await
        .unwrap_err();
    let problem = again.problem().expect("a refusal");
    assert_eq!(
        (problem.status, problem.code.as_str(), problem.place.as_deref()),
        (422, "action_not_allowed", Some("e1"))
    );
    let lost = Act {
        document: Some(Document {
            number: "03/BB-KK".into(),
            date: None,
        }),
        ..Act::of(ActionKind::ReportLost)
    };
    let wish = json!({"action": "move", "place": "root", "in_use": true});
    let moved: EquipmentChange = people
        .json(Request::post("/v1/equipment/e11/actions", &wish))
        .await
        .expect("a place by its code");
    assert_eq!(moved.ids, [EquipmentId(11)]);
    let nowhere = json!({"action": "move", "place": "nowhere"});
    let nowhere = people
        .json::<EquipmentChange>(Request::post("/v1/equipment/e11/actions", &nowhere))
        .await
        .unwrap_err();
    assert_eq!(
        nowhere.problem().map(|problem| problem.code.as_str()),
        Some("unit_unknown")
    );
    let lost: EquipmentChange = people
        .json(Request::post("/v1/equipment/e10/actions", &lost))
        .await
        .unwrap();
    // What touched a part of what was lent keeps it from being taken back.
    let undo = |entry| Request::post("/v1/equipment/undo", &UndoEquipment { entry });
    let refused = people
        .json::<EquipmentChange>(undo(lent.entry.unwrap()))
        .await
        .unwrap_err();
    assert_eq!(refused.problem().map(|problem| problem.status), Some(409));
    let _: EquipmentChange = people.json(undo(lost.entry.unwrap())).await.unwrap();
    let history: Page<HistoryLine> = people
        .json(Request::get("/v1/equipment/e10/history"))
        .await
        .unwrap();
    let actions: Vec<(&str, bool)> = history
        .items
        .iter()
        .map(|line| (line.act.action.code(), line.undoes.is_some()))
        .collect();
    assert_eq!(
        actions,
        [
            ("edit", true),
            ("report_lost", false),
            ("lend", false),
            ("receive", false)
        ]
    );
    // All of it is there after the next start.
    daemon.stop().await;
    let daemon = TestDaemon::start(folder.path()).await;
    assert_eq!(list(&daemon.admin, "filter=state:lent&sort=id").await, lent.ids);
    assert_eq!(list(&daemon.admin, "filter=code:mtb-07").await, [EquipmentId(7)]);
}

#[tokio::test]
async fn corrections_need_the_version_that_was_looked_at() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = TestDaemon::start(folder.path()).await;
    let people = &daemon.admin;
    receive(people, vec![tablet("MTB-1"), tablet("MTB-2")]).await;
    let seen: EquipmentRow = people.json(Request::get("/v1/equipment/e1")).await.unwrap();
    let patch =
        |etag: Option<String>, fields: serde_json::Value| Request::patch("/v1/equipment/e1", &fields, etag);
    let etag = format!("\"{}\"", seen.etag);
    let blind = people
        .json::<EquipmentChange>(patch(None, json!({"serial": "SN1"})))
        .await
        .unwrap_err();
    assert_eq!(blind.problem().map(|problem| problem.status), Some(428));
    for (fields, place) in [
        (json!({"state": "disposed"}), "records[0].record"),
        (json!({"code": "MTB-2"}), "records[0].code"),
        (json!({"colour": "red"}), "body"),
        (json!({"name": null}), "body"),
    ] {
        let refused = people
            .json::<EquipmentChange>(patch(Some(etag.clone()), fields.clone()))
            .await
            .unwrap_err();
        let problem = refused.problem().expect("a refusal");
        assert_eq!(
            (problem.status, problem.place.as_deref()),
            (422, Some(place)),
            "{fields}"
        );
    }
    // Two people correct what both looked at: one of them is told.
    let wishes = ["SN1", "SN2"].map(|serial| patch(Some(etag.clone()), json!({"serial": serial})));
    let [one, other] = wishes.map(|wish| people.json::<EquipmentChange>(wish));
    let (one, other) = tokio::join!(one, other);
    let (won, told) = match (one, other) {
        (Ok(_), Err(error)) => ("SN1", error),
        (Err(error), Ok(_)) => ("SN2", error),
        both => panic!("{both:?}"),
    };
    assert_eq!(told.problem().map(|problem| problem.code.as_str()), Some("stale"));
    let held: EquipmentRow = people.json(Request::get("/v1/equipment/e1")).await.unwrap();
    assert_eq!(held.record.serial.as_deref(), Some(won));
}
