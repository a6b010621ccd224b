//! A technician keeps a school's tablets by keys alone, against a real daemon: thirty come in, ten are lent, nine come
//! back, one is lost with its paper, the whole room moves to another one and back; every record tells all of it.

use kiemke_http::{Client, Endpoint, Request};
use kiemke_tests::desk::Person;
use kiemke_tests::desk::key::{CTRL_D, CTRL_S, CTRL_U, DOWN, ESC, RIGHT};
use kiemke_tests::process::{DaemonProcess, run};
use kiemke_tests::screen::Screen;
use kiemke_wire::equipment::{ActionKind, EquipmentState, HistoryLine};
use kiemke_wire::view::{EquipmentRow, ImportReport, Page, Role};
use std::path::Path;

const KIEMKE: &str = env!("CARGO_BIN_EXE_tested-kiemke");
const UNITS: &str = "Mã;Tên;Loại;Thuộc\n900;THCS Nam Đà;Trường;\nK1;Kho thiết bị;Phòng;900\n\
    P1;Phòng tin 1;Phòng;900\nP2;Phòng tin 2;Phòng;900\n";

/// A school with rooms, and its technician.
async fn school(admin: &Client) -> Person {
    let imported: ImportReport = admin
        .json(Request::post_file("/v1/import/units", UNITS))
        .await
        .unwrap();
    assert_eq!(imported.new, 4);
    Person::new(admin, Role::Technician, Some("900"), "Cô Lan").await
}

/// Chooses what is done with what is marked or selected.
async fn act(screen: &mut Screen, letters: &str, title: &str) {
    screen.keys("a");
    screen.shows("Việc với thiết bị").await;
    screen.keys(letters);
    screen.keys("\r");
    screen.shows(title).await;
}

/// The last screen of the session that lies in the folder.
async fn replayed(folder: &Path) -> String {
    let files = std::fs::read_dir(folder).unwrap();
    let mut paths = files.map(|file| file.unwrap().path());
    let is_session = |path: &std::path::PathBuf| path.extension().is_some_and(|end| end == "session");
    let path = paths.find(is_session).expect("a session was written");
    let arguments = ["--replay", path.to_str().unwrap()];
    let shown = run(KIEMKE, &arguments).await;
    assert!(shown.status.success(), "{shown:?}");
    String::from_utf8(shown.stdout).unwrap()
}

async fn records(admin: &Client) -> Vec<EquipmentRow> {
    let path = "/v1/equipment?limit=1000&sort=id";
    let page: Page<EquipmentRow> = admin.json(Request::get(path)).await.unwrap();
    page.items
}

async fn history(admin: &Client, row: &EquipmentRow) -> Vec<(ActionKind, bool)> {
    let path = format!("/v1/equipment/{}/history", row.id);
    let page: Page<HistoryLine> = admin.json(Request::get(path)).await.unwrap();
    let lines = page.items.into_iter().rev();
    lines
        .map(|line| (line.act.action, line.undoes.is_some()))
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thirty_tablets_are_kept_by_keys_alone() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let daemon = DaemonProcess::start(env!("CARGO_BIN_EXE_tested-kiemked"), &data, "127.0.0.1:0").await;
    let admin = Client::new(Endpoint::Unix(data.join("control.sock")), None);
    let lan = school(&admin).await;
    let mut screen = lan.sit_down(KIEMKE, &[], &daemon.endpoint, folder.path(), (120, 40));
    screen.shows("THCS Nam Đà").await;
    screen.shows("trực tuyến").await;
    screen.keys("3");
    screen.shows("Chưa có máy và thiết bị nào").await;

    // Thirty come in. The place is typed and taken before its list has come.
    screen.keys("n");
    screen.shows("Nhận thiết bị về").await;
    screen.keys("Máy tính bảng\r");
    screen.keys("may tinh bang\r");
    screen.keys(CTRL_U);
    screen.keys("kho\r");
    screen.shows("Kho thiết bị").await;
    screen.shows("Bao nhiêu cái giống nhau").await;
    screen.keys(CTRL_U);
    screen.keys("30\rMTB-001");
    screen.keys(CTRL_S);
    screen.shows("Đã ghi: tiếp nhận (30)").await;
    screen.shows("30 / 30").await;

    // Ten are lent, nine come back.
    screen.keys(&" ".repeat(10));
    screen.shows("đã đánh dấu 10").await;
    act(&mut screen, "cho muon", "cho mượn (10)").await;
    screen.keys("HS-0042");
    screen.keys(CTRL_S);
    screen.shows("Đã ghi: cho mượn (10)").await;
    screen.shows("HS-0042").await;
    screen.keys("g");
    screen.keys(&" ".repeat(9));
    screen.shows("đã đánh dấu 9").await;
    act(&mut screen, "tra lai", "trả lại (9)").await;
    screen.keys(CTRL_S);
    screen.shows("Đã ghi: trả lại (9)").await;

    // The tenth is lost, with its paper.
    screen.keys("g");
    screen.keys(&DOWN.repeat(9));
    screen.keys("\r");
    screen.shows("MTB-010 · e10").await;
    act(&mut screen, "bao mat", "báo mất (1)").await;
    screen.keys("03/BB-KK");
    screen.keys(CTRL_S);
    screen.shows("Đã ghi: báo mất (1)").await;
    screen.shows("03/BB-KK").await;
    screen.keys(ESC);
    screen.hides("MTB-010 · e10").await;

    // The room moves, with all that stands in it; what is lost stands nowhere.
    screen.keys("2");
    screen.shows("THCS Nam Đà").await;
    screen.keys(RIGHT);
    screen.shows("Kho thiết bị").await;
    screen.keys(DOWN);
    screen.keys("\r");
    screen.shows("▸ Kho thiết bị").await;
    screen.shows("30 / 30").await;
    screen.keys("*");
    screen.shows("đã đánh dấu 30").await;
    screen.keys("g");
    screen.keys(&DOWN.repeat(9));
    screen.keys(" ");
    screen.shows("đã đánh dấu 29").await;
    act(&mut screen, "chuyen cho", "chuyển chỗ (29)").await;
    screen.keys("tin 2\r");
    screen.shows("Số ghế trong phòng").await;
    screen.keys(CTRL_S);
    screen.shows("Đã ghi: chuyển chỗ (29)").await;
    screen.shows("1 / 1").await;
    let moved = records(&admin).await;
    assert_eq!(
        moved.iter().filter(|row| row.unit.name == "Phòng tin 2").count(),
        29
    );

    // That is taken back.
    screen.keys("u");
    screen.shows("Hoàn tác chuyển chỗ (29)?").await;
    screen.keys("\r");
    screen.shows("Đã hoàn tác: chuyển chỗ (29)").await;
    screen.shows("30 / 30").await;

    // The first record tells all of it.
    screen.keys("g\r");
    screen.shows("MTB-001 · e1").await;
    screen.shows("Nơi đặt: Kho thiết bị → Phòng tin 2").await;
    screen.shows("Người giữ: – → HS-0042").await;

    // What was seen is written down, and seen again.
    screen.keys(CTRL_D);
    screen.shows(".session").await;
    let again = replayed(folder.path()).await;
    assert!(again.contains("MTB-001 · e1"), "{again}");
    assert!(again.contains("Nơi đặt: Kho thiết bị → Phòng tin 2"), "{again}");
    screen.keys(ESC);
    screen.keys("q");
    assert_eq!(screen.ends().await, 0);

    let records = records(&admin).await;
    assert_eq!(records.len(), 30);
    let lost = records
        .iter()
        .filter(|row| row.record.state == EquipmentState::Lost);
    let lost: Vec<&str> = lost.filter_map(|row| row.record.code.as_deref()).collect();
    assert_eq!(lost, ["MTB-010"]);
    assert!(records.iter().all(|row| row.unit.name == "Kho thiết bị"));
    use ActionKind::{Edit, Lend, Move, Receive, ReportLost, Return};
    let done = |actions: &[(ActionKind, bool)]| actions.to_vec();
    assert_eq!(
        history(&admin, &records[0]).await,
        done(&[
            (Receive, false),
            (Lend, false),
            (Return, false),
            (Move, false),
            (Edit, true)
        ])
    );
    assert_eq!(
        history(&admin, &records[9]).await,
        done(&[(Receive, false), (Lend, false), (ReportLost, false)])
    );
    let stayed_in_store = [(Receive, false), (Move, false), (Edit, true)];
    assert_eq!(history(&admin, &records[29]).await, done(&stayed_in_store));
    assert!(daemon.terminate().await.success());
}
