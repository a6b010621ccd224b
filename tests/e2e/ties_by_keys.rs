//! A technician ties what agents found to what the book says, by keys alone, against a real daemon: seventeen at once,
//! one of two that fit, one kept apart, and records for the rest.

use kiemke_http::{Client, Endpoint, Request};
use kiemke_tests::daemon::enrol_token_of;
use kiemke_tests::desk::Person;
use kiemke_tests::hand_agent::{HandAgent, now, section};
use kiemke_tests::process::DaemonProcess;
use kiemke_wire::facts::{Facts, IdentityFacts};
use kiemke_wire::view::{EquipmentChange, EquipmentRow, ImportReport, Page, Role};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const UNITS: &str = "Mã;Tên;Loại;Thuộc\n900;THCS Nam Đà;Trường;\nP1;Phòng tin 1;Phòng;900\n";
const MACHINES: u8 = 20;

/// What the book says: code, serial number, maker. Two are named by the machine's name, one number stands twice, one has
/// another maker.
fn book() -> Vec<Value> {
    let record = |code: String, serial: Option<String>, maker: &str| {
        json!({"code": code, "serial": serial, "maker": maker, "name": "Máy tính để bàn", "category": "desktop",
            "place": "P1", "state": "in_use"})
    };
    let by_serial = (1..=15).map(|at| record(format!("MT-{at:02}"), Some(format!("sn-{at:02}")), "Dell"));
    let by_name = (16..=17).map(|at| record(format!("PC{at:02}"), None, "Dell"));
    let twice = ["MT-18a", "MT-18b"].map(|code| record(code.into(), Some("SN-18".into()), "Dell"));
    let other = record("MT-19".into(), Some("SN-19".into()), "Lenovo");
    by_serial.chain(by_name).chain(twice).chain([other]).collect()
}

async fn enrol_all(admin: &Client, endpoint: &Endpoint) {
    let token = enrol_token_of(admin, "900", u32::from(MACHINES)).await;
    for number in 1..=MACHINES {
        let agent = HandAgent::new(number).trusting(&token);
        let identity = IdentityFacts {
            system_serial: Some(format!("SN-{number:02}")),
            maker: Some("Dell Inc.".into()),
            model: Some("OptiPlex 3050".into()),
            ..IdentityFacts::default()
        };
        let mut request = agent.enrolment();
        request.identity = identity.clone();
        request.room = Some("P1".into());
        let client = Client::new(endpoint.clone(), Some(token.clone()));
        let _: Value = client.json(Request::post("/v1/enrol", &request)).await.unwrap();
        let items = vec![section(0, now(), &Facts::Identity(identity))];
        agent.report(endpoint, items).await.unwrap();
    }
}

/// The machine of each record, by the record's code.
async fn tied(admin: &Client) -> BTreeMap<String, Option<u32>> {
    let page: Page<EquipmentRow> = admin
        .json(Request::get("/v1/equipment?limit=1000"))
        .await
        .unwrap();
    let rows = page.items.into_iter().map(|row| {
        let code = row.record.code.unwrap_or_else(|| row.id.to_string());
        (code, row.record.machine.map(|machine| machine.0))
    });
    rows.collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn machines_and_a_book_are_tied_by_keys_alone() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let daemon = DaemonProcess::start(env!("CARGO_BIN_EXE_tested-kiemked"), &data, "127.0.0.1:0").await;
    let admin = Client::new(Endpoint::Unix(data.join("control.sock")), None);
    let units = Request::post_file("/v1/import/units", UNITS);
    let _: ImportReport = admin.json(units).await.unwrap();
    enrol_all(&admin, &daemon.endpoint).await;
    let received = Request::post("/v1/equipment", &json!({ "records": book() }));
    let _: EquipmentChange = admin.json(received).await.unwrap();

    let lan = Person::new(&admin, Role::Technician, Some("900"), "Cô Lan").await;
    let program = env!("CARGO_BIN_EXE_tested-kiemke");
    let mut screen = lan.sit_down(program, &[], &daemon.endpoint, folder.path(), (120, 40));
    screen.shows("trực tuyến").await;
    screen.keys("7");
    screen.shows("p: 20 cặp máy – hồ sơ").await;
    screen.keys("p");
    screen
        .shows("17 cặp chắc chắn · 20 máy chưa có hồ sơ · 20 hồ sơ chưa từng thấy")
        .await;
    screen.shows("1 / 20").await;

    // All sure ones at once, taken back at once, and again.
    screen.keys("a");
    screen.shows("Gắn 17 cặp chắc chắn").await;
    screen.keys("\r");
    screen.shows("Đã ghi: gắn 17 cặp").await;
    screen
        .shows("0 cặp chắc chắn · 3 máy chưa có hồ sơ · 3 hồ sơ chưa từng thấy")
        .await;
    screen.keys("u");
    screen.shows("Hoàn tác gắn 17 cặp").await;
    screen.keys("\r");
    screen
        .shows("17 cặp chắc chắn · 20 máy chưa có hồ sơ · 20 hồ sơ chưa từng thấy")
        .await;
    assert!(tied(&admin).await.values().all(Option::is_none));
    screen.keys("a");
    screen.shows("Gắn 17 cặp chắc chắn").await;
    screen.keys("\r");
    screen.shows("0 cặp chắc chắn · 3 máy chưa có hồ sơ").await;

    // Two records have one number: a person says which. The machine with another maker stays what it is.
    screen.shows("MT-18a").await;
    screen.shows("1 cặp khác cũng có máy này hoặc hồ sơ này").await;
    screen.keys("m");
    screen.shows("Đã ghi: PC18 – MT-18a").await;
    screen.shows("≠ khác").await;
    screen.keys("t");
    screen.shows("Đã ghi: PC19 – MT-19").await;
    screen.shows("Không còn cặp máy – hồ sơ nào").await;

    // What fits nothing gets records.
    screen.keys("n");
    screen.shows("Có 2 máy chưa có hồ sơ").await;
    screen.keys("\r");
    screen
        .shows("0 cặp chắc chắn · 0 máy chưa có hồ sơ · 2 hồ sơ chưa từng thấy")
        .await;
    screen.keys("v");
    screen.shows("2 / 2").await;
    screen.shows("MT-18b").await;

    let mut expected: BTreeMap<String, Option<u32>> = BTreeMap::new();
    expected.extend((1..=15).map(|at| (format!("MT-{at:02}"), Some(at))));
    expected.extend((16..=17).map(|at| (format!("PC{at:02}"), Some(at))));
    expected.extend(
        [("MT-18a", Some(18)), ("MT-18b", None), ("MT-19", None)].map(|(code, at)| (code.into(), at)),
    );
    expected.extend([(21, 19), (22, 20)].map(|(record, at)| (format!("e{record}"), Some(at))));
    assert_eq!(tied(&admin).await, expected);
    screen.keys("q");
    assert_eq!(screen.ends().await, 0);
    assert!(daemon.terminate().await.success());
}
