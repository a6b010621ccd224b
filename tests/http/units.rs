//! Units over HTTP: tables in and out, names that mean several, and edits that meet.

use kiemke_http::{Body, Client, Request};
use kiemke_tests::daemon::TestDaemon;
use kiemke_wire::problem::Problem;
use kiemke_wire::view::{
    ActOnUnit, ImportReport, LineRow, Page, SitesView, UnitActionView, UnitDetail, UnitGroups, UnitRow,
};

const UNITS: &str = "Mã;Tên;Loại;Thuộc;Huyện cũ;Vĩ độ;Kinh độ;Số chỗ\n\
    68;Lâm Đồng;Tỉnh;;;;;\n00123;Xã A;Xã;68;Krông Nô;11,95;108,4;\n00124;Xã B;Xã;68;Krông Nô;;;\n\
    900;TH Một;Trường;00123;Cư Jút;;;\n901;TH Hai;Trường;00124;;;;\nP1;Phòng tin;Phòng;900;;;;35\n\
    P1;Phòng tin;Phòng;901;;;;40\n";

async fn import(admin: &Client, kind: &str, file: impl Into<Vec<u8>>) -> ImportReport {
    let path = format!("/v1/import/{kind}?file=bang.csv");
    admin.json(Request::post_file(path, file.into())).await.unwrap()
}

async fn refusal(admin: &Client, request: Request) -> Problem {
    let reply = admin.exchange(request).await.unwrap();
    assert!(!reply.status.is_success(), "{reply:?}");
    serde_json::from_slice(&reply.body).unwrap()
}

#[tokio::test]
async fn what_is_exported_changes_nothing_when_it_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = TestDaemon::start(folder.path()).await;
    let admin = &daemon.admin;
    let tried: ImportReport = admin
        .json(Request::post_file("/v1/import/units?dry_run=true", UNITS))
        .await
        .unwrap();
    assert_eq!((tried.new, tried.applied), (7, false));
    assert_eq!(import(admin, "units", UNITS).await.new, 7);
    let lines = "Mã trường,Nhà mạng,Loại đường truyền,Tốc độ tải xuống (Mbps),Từ ngày,Đến ngày,Dữ liệu di động\n\
                 900,VNPT,cáp quang,100,01/01/2025,31/12/2030,không\n901,Viettel,4G,\"20,5\",,,có\n";
    assert_eq!(import(admin, "lines", lines).await.new, 2);
    for (kind, rows) in [("units", 7), ("lines", 2)] {
        for extension in ["xlsx", "csv"] {
            let path = format!("/v1/export/{kind}.{extension}");
            let file = admin.exchange(Request::get(path)).await.unwrap().body;
            let report = import(admin, kind, file.to_vec()).await;
            assert_eq!(
                (report.unchanged, report.rows),
                (rows, rows),
                "{kind}.{extension}: {:?}",
                report.items
            );
        }
        let json: Vec<serde_json::Value> = admin
            .json(Request::get(format!("/v1/export/{kind}.json")))
            .await
            .unwrap();
        assert_eq!(json.len() as u64, rows);
    }
    let lines: Page<LineRow> = admin.json(Request::get("/v1/lines")).await.unwrap();
    let contract = lines.items[1].contract.as_ref().unwrap();
    assert_eq!(
        (contract.provider.as_str(), contract.down_mbps, contract.mobile),
        ("Viettel", Some(20.5), true)
    );
    let groups: UnitGroups = admin
        .json(Request::get("/v1/unit-groups?by=old_district&unit=68"))
        .await
        .unwrap();
    let told: Vec<_> = groups
        .items
        .iter()
        .map(|group| (group.value.as_deref(), group.counts.schools))
        .collect();
    assert_eq!(told, [(Some("Cư Jút"), 1), (Some("Krông Nô"), 1)], "{groups:?}");
    let providers: UnitGroups = admin
        .json(Request::get("/v1/unit-groups?by=provider&unit=68"))
        .await
        .unwrap();
    let told: Vec<_> = providers
        .items
        .iter()
        .map(|group| (group.value.as_deref(), group.counts.schools, group.counts.lines))
        .collect();
    assert_eq!(
        told,
        [(Some("Viettel"), 1, 1), (Some("VNPT"), 1, 1)],
        "{providers:?}"
    );
    assert_eq!((providers.total.schools, providers.total.lines), (2, 2));
    let of_one: UnitGroups = admin
        .json(Request::get("/v1/unit-groups?by=provider&unit=900"))
        .await
        .unwrap();
    assert_eq!(of_one.items.len(), 1, "{of_one:?}");
    // The daemon starts from what it wrote, and knows the same.
    daemon.stop().await;
    let daemon = TestDaemon::start(folder.path()).await;
    assert_eq!(import(&daemon.admin, "units", UNITS).await.unchanged, 7);
    let again: UnitGroups = daemon
        .admin
        .json(Request::get("/v1/unit-groups?by=old_district&unit=68"))
        .await
        .unwrap();
    assert_eq!(again, groups);
    daemon.stop().await;
}

#[tokio::test]
async fn units_are_listed_page_by_page() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = TestDaemon::start(folder.path()).await;
    import(&daemon.admin, "units", UNITS).await;
    let mut codes = Vec::new();
    let mut path = "/v1/units?sort=code&limit=3".to_owned();
    loop {
        let page: Page<UnitRow> = daemon.admin.json(Request::get(path)).await.unwrap();
        assert_eq!(page.total, 8);
        codes.extend(page.items.into_iter().map(|row| row.unit.code));
        match page.next {
            Some(cursor) => path = format!("/v1/units?sort=code&limit=3&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(codes, ["00123", "00124", "68", "900", "901", "P1", "P1", "root"]);
    for (query, expected) in [
        ("q=phong%20tin&unit=900", vec!["P1"]),
        ("filter=kind:school&sort=-name", vec!["900", "901"]),
        ("filter=parent:68&sort=name", vec!["00123", "00124"]),
    ] {
        let page: Page<UnitRow> = daemon
            .admin
            .json(Request::get(format!("/v1/units?{query}")))
            .await
            .unwrap();
        let codes: Vec<String> = page.items.into_iter().map(|row| row.unit.code).collect();
        assert_eq!(codes, expected, "{query}");
    }
    daemon.stop().await;
}

#[tokio::test]
async fn a_code_of_several_is_refused_with_all_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = TestDaemon::start(folder.path()).await;
    import(&daemon.admin, "units", UNITS).await;
    for path in [
        "/v1/machines?unit=P1",
        "/v1/overview?unit=P1",
        "/v1/units/P1",
        "/v1/lines?unit=P1",
    ] {
        let problem = refusal(&daemon.admin, Request::get(path)).await;
        assert_eq!(
            (problem.code.as_str(), problem.status),
            ("unit_ambiguous", 409),
            "{path}"
        );
        assert_eq!(problem.candidates.len(), 2, "{path}");
    }
    let room: UnitDetail = daemon
        .admin
        .json(Request::get("/v1/units/901%2FP1"))
        .await
        .unwrap();
    assert_eq!((room.row.seats, room.path.len()), (Some(40), 4));
    daemon.stop().await;
}

#[tokio::test]
async fn bad_tables_are_refused_whole_with_their_cells() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = TestDaemon::start(folder.path()).await;
    let admin = &daemon.admin;
    let bad = format!("{UNITS}902;TH Ba;Trường;99999;;;;\n903;TH Bốn;Trường;00123;;nhiều;;\n");
    let problem = refusal(admin, Request::post_file("/v1/import/units", bad)).await;
    assert_eq!((problem.code.as_str(), problem.status), ("import_refused", 422));
    let places: Vec<&str> = problem.faults.iter().map(|fault| fault.place.as_str()).collect();
    assert_eq!(places, ["D9", "F10"]);
    let units: Page<UnitRow> = admin.json(Request::get("/v1/units")).await.unwrap();
    assert_eq!(units.total, 1, "nothing of it was taken in");
    for (file, code) in [
        ("", "not_a_table"),
        ("STT;Họ tên\n1;An\n", "no_table"),
        ("PK\u{3}\u{4}nonsense", "not_a_table"),
    ] {
        let problem = refusal(admin, Request::post_file("/v1/import/units", file)).await;
        assert_eq!(problem.code, code, "{file:?}");
    }
    let problem = refusal(admin, Request::post_file("/v1/import/books", "x")).await;
    assert_eq!(problem.status, 404);
    daemon.stop().await;
}

fn rename(key: &str, name: &str, etag: Option<String>) -> Request {
    let act = ActOnUnit {
        on: "2026-09-01".into(),
        document: Some("QĐ 12".into()),
        action: UnitActionView::Rename { name: name.into() },
    };
    Request {
        if_match: etag,
        ..Request::post(format!("/v1/units/{key}/actions"), &act)
    }
}

#[tokio::test]
async fn of_two_edits_with_one_etag_one_wins() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = TestDaemon::start(folder.path()).await;
    let admin = &daemon.admin;
    import(admin, "units", UNITS).await;
    let school: UnitDetail = admin.json(Request::get("/v1/units/900")).await.unwrap();
    let key = school.row.unit.key.to_string();
    let etag = Some(school.row.etag.to_string());
    let missing = refusal(admin, rename(&key, "không", None)).await;
    assert_eq!((missing.code.as_str(), missing.status), ("if_match_needed", 428));
    let (one, other) = tokio::join!(
        admin.exchange(rename(&key, "một", etag.clone())),
        admin.exchange(rename(&key, "hai", etag)),
    );
    let mut statuses = [one.unwrap().status.as_u16(), other.unwrap().status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
    let after: UnitDetail = admin.json(Request::get("/v1/units/900")).await.unwrap();
    assert!(["một", "hai"].contains(&after.row.unit.name.as_str()));
    let patch = Request {
        method: "PATCH".parse().unwrap(),
        body: Body::Json(r#"{"tags":{"level":"Tiểu học"},"power":null,"from":"2025-09-01"}"#.into()),
        if_match: Some(after.row.etag.to_string()),
        ..Request::get(format!("/v1/units/{key}"))
    };
    let patched: UnitDetail = admin.json(patch).await.unwrap();
    assert_eq!(
        patched.row.tags.get("level").map(String::as_str),
        Some("Tiểu học")
    );
    daemon.stop().await;
}

#[tokio::test]
async fn schools_lie_where_somebody_said_and_lines_count_at_the_nearest_place() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = TestDaemon::start(folder.path()).await;
    let admin = &daemon.admin;
    // A commune lies somewhere and is no school; a branch of a school lies elsewhere than the school.
    let units = "Mã;Tên;Loại;Thuộc;Vĩ độ;Kinh độ\n68;Lâm Đồng;Tỉnh;;;\n123;Xã A;Xã;68;11,95;108,4\n\
        900;TH Một;Trường;123;11,96;108,41\nS1;Điểm trường Bon;Điểm trường;900;12,01;108,5\n\
        P1;Phòng tin;Phòng;900;;\n901;TH Hai;Trường;123;;\n";
    assert_eq!(import(admin, "units", units).await.new, 6);
    let lines = "Mã trường,Nhà mạng,Từ ngày,Đến ngày\n900,VNPT,01/01/2025,31/12/2030\n900,Viettel,01/01/2025,31/12/2030\n\
        S1,VNPT,01/01/2025,31/12/2030\n901,VNPT,01/01/2025,31/12/2030\n";
    assert_eq!(import(admin, "lines", lines).await.new, 4);
    let told = |view: &SitesView| -> Vec<(String, f64, u32)> {
        let sites = view.sites.iter();
        sites
            .map(|site| (site.name.clone(), site.lat, site.unknown + site.up + site.down))
            .collect()
    };
    let all: SitesView = admin.json(Request::get("/v1/sites")).await.unwrap();
    assert_eq!(
        told(&all),
        [("TH Một".into(), 11.96, 2), ("Điểm trường Bon".into(), 12.01, 1)]
    );
    assert_eq!((all.without_place, all.left_out), (1, 0));
    let one: SitesView = admin.json(Request::get("/v1/sites?unit=S1")).await.unwrap();
    assert_eq!(told(&one), [("Điểm trường Bon".into(), 12.01, 1)]);
    assert_eq!(one.without_place, 0);
    daemon.stop().await;
}
