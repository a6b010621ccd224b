//! Sheets and labels over HTTP: what is exported is read again, and is nobody else's.

use kiemke_http::{Client, Request};
use kiemke_tests::daemon::TestDaemon;
use kiemke_wire::equipment::Holder;
use kiemke_wire::view::{EquipmentRow, ImportReport, ItemsView, MakeToken, NewToken, Page, Role};
use serde_json::{Value, json};

const BOOK: &str = "STT;Số hiệu TSCĐ;Tên TSCĐ;Nguyên giá;Năm sử dụng;Chứng từ Số;Chứng từ Ngày\n\
    1;0001;Máy chủ Dell;45.600.000;2022;PN01;15/09/2022\n2;0002;Máy in Canon;12.000.000;2023;PN02;01/10/2023\n";
const LIST: &str =
    "STT;Mã thiết bị;Tên thiết bị;ĐVT;Số lượng;Đơn giá\n1;MT;Máy tính để bàn;bộ;3;12.000.000\n";

async fn import(people: &Client, parameters: &str, file: Vec<u8>) -> ImportReport {
    let path = format!("/v1/import/book?unit=t1&{parameters}");
    people
        .json(Request::post_file(path, file))
        .await
        .expect("taken in")
}

async fn file(people: &Client, path: &str) -> Vec<u8> {
    let reply = people.exchange(Request::get(path)).await.unwrap();
    assert!(reply.status.is_success(), "{path}: {:?}", reply.body);
    reply.body.to_vec()
}

async fn filled() -> (tempfile::TempDir, TestDaemon) {
    let folder = tempfile::tempdir().unwrap();
    kiemke_tests::folder::with_units(folder.path(), &["t1", "t2"]);
    let daemon = TestDaemon::start(folder.path()).await;
    import(&daemon.admin, "", BOOK.into()).await;
    import(&daemon.admin, "split=true", LIST.into()).await;
    (folder, daemon)
}

#[tokio::test]
async fn books_come_back_as_they_went_out() {
    let (_folder, daemon) = filled().await;
    let admin = &daemon.admin;
    for (sheet, book, rows) in [("s24-h", "s24-h", 2), ("book-list", "list", 1)] {
        for extension in ["xlsx", "csv"] {
            let path = format!("/v1/export/{sheet}.{extension}?unit=t1");
            let report = import(admin, &format!("book={book}"), file(admin, &path).await).await;
            assert_eq!(
                (report.unchanged, report.rows),
                (rows, rows),
                "{path}: {:?} {:?}",
                report.items,
                report.skipped
            );
        }
    }
    let json: Vec<Value> = admin.json(Request::get("/v1/export/s24-h.json")).await.unwrap();
    let server = json.iter().find(|line| line["number"] == "0001").unwrap();
    assert_eq!(server["cost"].as_i64(), Some(45_600_000));
    let counted: Vec<Value> = admin
        .json(Request::get("/v1/export/c53-hd.json?unit=t1"))
        .await
        .unwrap();
    assert_eq!(counted.len(), 2);
    assert!(
        counted[0].get("counted_quantity").is_none(),
        "nobody has counted: {counted:?}"
    );
    let english = file(admin, "/v1/export/s24-h.csv?separators=en").await;
    assert!(String::from_utf8(english).unwrap().contains(",2022-09-15,"));
    daemon.stop().await;
}

#[tokio::test]
async fn records_are_listed_with_their_places_and_without_persons_for_planners() {
    let (_folder, daemon) = filled().await;
    let admin = &daemon.admin;
    let lend = json!({"action": "lend", "holder": {"person": "GV-7"}});
    let reply = admin
        .exchange(Request::post("/v1/equipment/e2/actions", &lend))
        .await
        .unwrap();
    assert!(reply.status.is_success(), "{reply:?}");
    let rows: Vec<Value> = admin
        .json(Request::get("/v1/export/equipment.json"))
        .await
        .unwrap();
    let told: Vec<(Option<&str>, Option<&str>, Option<&str>)> = rows
        .iter()
        .map(|row| {
            (
                row["code"].as_str(),
                row["school"].as_str(),
                row["holder"].as_str(),
            )
        })
        .collect();
    let school = Some("Trường t1");
    assert_eq!(
        told,
        [
            (Some("MT-01"), school, None),
            (Some("MT-02"), school, Some("GV-7")),
            (Some("MT-03"), school, None)
        ]
    );
    let lent: Vec<Value> = admin
        .json(Request::get("/v1/export/equipment.json?filter=state:lent"))
        .await
        .unwrap();
    assert_eq!(lent.len(), 1);
    let wish = MakeToken {
        role: Role::Planner,
        unit: Some("t1".into()),
        name: None,
        expires_at: None,
    };
    let made: NewToken = admin.json(Request::post("/v1/tokens", &wish)).await.unwrap();
    let planner = daemon.client(Some(&made.token.parse().unwrap()));
    let rows: Vec<Value> = planner
        .json(Request::get("/v1/export/equipment.json"))
        .await
        .unwrap();
    assert!(rows.iter().all(|row| row.get("holder").is_none()), "{rows:?}");
    let workbook = file(admin, "/v1/export/equipment.xlsx").await;
    assert!(workbook.starts_with(b"PK"));
    for (path, status) in [
        ("/v1/export/equipment.pdf", 404),
        ("/v1/export/nothing.csv", 404),
        ("/v1/export/equipment.csv?separators=fr", 422),
        ("/v1/export/equipment.csv?at=2020-01-01", 422),
        ("/v1/export/equipment.csv?filter=colour:red", 422),
        // Nobody counted yet.
        ("/v1/export/stocktake.csv?unit=t1", 404),
        ("/v1/export/c53-hd.csv?stocktake=s9", 404),
        ("/v1/export/c53-hd.csv?stocktake=first", 404),
    ] {
        assert_eq!(
            admin.exchange(Request::get(path)).await.unwrap().status,
            status,
            "{path}"
        );
    }
    daemon.stop().await;
}

#[tokio::test]
async fn labels_carry_codes_and_items_are_counted() {
    let (_folder, daemon) = filled().await;
    let admin = &daemon.admin;
    let pdf = file(admin, "/v1/labels.pdf?unit=t1").await;
    assert!(pdf.starts_with(b"%PDF-"));
    let svg =
        String::from_utf8(file(admin, "/v1/labels.svg?ids=e1,e3&grid=a4-2x7&kind=code128").await).unwrap();
    assert!(
        svg.contains(">MT-01<") && svg.contains(">MT-03<") && !svg.contains(">MT-02<"),
        "{svg}"
    );
    for (path, code) in [
        ("/v1/labels.pdf?grid=a5", "bad_query"),
        ("/v1/labels.pdf?kind=aztec", "bad_query"),
        ("/v1/labels.pdf?ids=x", "bad_query"),
        ("/v1/labels.pdf?ids=e99", "not_found"),
        ("/v1/labels.pdf?unit=t2", "no_code"),
    ] {
        let reply = admin.exchange(Request::get(path)).await.unwrap();
        let problem: kiemke_wire::problem::Problem = serde_json::from_slice(&reply.body).unwrap();
        assert_eq!(problem.code, code, "{path}");
    }
    let items: ItemsView = admin.json(Request::get("/v1/items?unit=t1")).await.unwrap();
    let share = &items.whole.by_number;
    assert_eq!(
        (share.recorded, share.low, share.high, items.no_book_total),
        (3, 5, 5, 0)
    );
    let all: ItemsView = admin.json(Request::get("/v1/items")).await.unwrap();
    assert_eq!(all.no_book.len(), 1, "the other school");
    let page: Page<EquipmentRow> = admin
        .json(Request::get("/v1/equipment?filter=level:1"))
        .await
        .unwrap();
    assert_eq!(page.total, 3);
    assert!(
        page.items
            .iter()
            .all(|row| row.level == 1 && row.record.holder != Some(Holder::Lab))
    );
    daemon.stop().await;
}
