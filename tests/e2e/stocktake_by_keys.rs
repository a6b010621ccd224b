//! A school is counted by keys alone, against a real daemon: opened by a form, two rooms scanned, a pack out and back, a
//! power cut under the scanner, what was found twice settled, closed with signatures. What stands on the screen equals a
//! count that knows nothing of ours.

use kiemke_core::stocktake::pack;
use kiemke_http::{Client, Endpoint, Request};
use kiemke_tests::desk::Person;
use kiemke_tests::desk::key::{CTRL_B, CTRL_D, CTRL_S, CTRL_U, ESC};
use kiemke_tests::process::DaemonProcess;
use kiemke_tests::screen::Screen;
use kiemke_tests::wait::until_or;
use kiemke_wire::equipment::EquipmentState;
use kiemke_wire::stocktake::{CountEvent, CountId, Counted};
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{EquipmentRow, ImportReport, Page, Role};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const KIEMKE: &str = env!("CARGO_BIN_EXE_tested-kiemke");
const KIEMKED: &str = env!("CARGO_BIN_EXE_tested-kiemked");
const UNITS: &str =
    "Mã;Tên;Loại;Thuộc\n900;THCS Nam Đà;Trường;\nP1;Phòng tin 1;Phòng;900\nP2;Phòng tin 2;Phòng;900\n";
const ROOMS: [&str; 2] = ["P1", "P2"];
const THINGS: usize = 10;

/// What is scanned where, in that order, and what the screen says to it.
const WALK: [(usize, &str, &str); 10] = [
    (0, "MT-01", "KHỚP"),
    (0, "mt-02", "KHỚP"),
    (0, "MT-07", "SAI CHỖ"),
    (0, "8938505974192", "THỪA"),
    (0, "MT-01", "ĐÃ QUÉT"),
    (0, "MT-03", "KHỚP"),
    (1, "MT-06", "ĐÃ QUÉT"),
    (1, "MT-05", "SAI CHỖ"),
    (1, "MT-02", "THẤY Ở HAI PHÒNG"),
    (1, "LẠ-2", "THỪA"),
];
/// What somebody else counts meanwhile, without a line.
const IN_PACK: (usize, &str) = (1, "MT-08");
const DAMAGED: &str = "MT-03";
const TWICE: &str = "MT-02";

fn code(at: usize) -> String {
    format!("MT-{:02}", at + 1)
}

/// Half of the things should be in each room.
fn home(at: usize) -> usize {
    at * ROOMS.len() / THINGS
}

/// The count that knows nothing of events: in which rooms each code was seen. `settled` belongs where it should be.
fn naive(settled: Option<&str>) -> BTreeMap<&'static str, u32> {
    let mut totals = BTreeMap::from([("phải có", THINGS as u32)]);
    let mut one_more = |name| *totals.entry(name).or_insert(0) += 1;
    let scans = WALK.iter().map(|(room, code, _)| (*room, *code));
    let seen: BTreeSet<(String, usize)> = scans
        .chain([IN_PACK])
        .map(|(room, code)| (code.to_uppercase(), room))
        .collect();
    for at in 0..THINGS {
        let code = code(at);
        let rooms = seen.iter().filter(|(seen, _)| *seen == code);
        let mut rooms: Vec<usize> = rooms.map(|(_, room)| *room).collect();
        if settled == Some(code.as_str()) {
            rooms = vec![home(at)];
        }
        one_more(match rooms.as_slice() {
            [] => "thiếu",
            [room] if *room != home(at) => "sai chỗ",
            [_] if code == DAMAGED => "hư hỏng",
            [_] => "khớp",
            _ => "thấy ở hai phòng",
        });
    }
    let known: BTreeSet<String> = (0..THINGS).map(code).collect();
    for _ in seen.iter().filter(|(code, _)| !known.contains(code)) {
        one_more("thừa");
    }
    totals
}

/// The totals as they stand on the screen: `phải có 10 · khớp 3 · …`.
fn read_off(screen: &Screen) -> BTreeMap<String, u32> {
    let text = screen.text();
    let line = text.lines().find(|line| line.contains("phải có"));
    let parts = line.expect("the totals are shown").split('·');
    let read = parts.map(|part| {
        let (name, number) = part.trim().rsplit_once(' ').expect("a name and a number");
        (name.to_owned(), number.parse().expect("a number"))
    });
    read.collect()
}

fn as_read(totals: &BTreeMap<&'static str, u32>) -> BTreeMap<String, u32> {
    let named = totals.iter().map(|(name, number)| ((*name).to_owned(), *number));
    named.collect()
}

/// A school with two rooms and ten things, and its technician.
async fn school(admin: &Client) -> Person {
    let imported: ImportReport = admin
        .json(Request::post_file("/v1/import/units", UNITS))
        .await
        .unwrap();
    assert_eq!(imported.new, 3);
    let records: Vec<Value> = (0..THINGS)
        .map(|at| {
            let place = ROOMS[home(at)];
            json!({"code": code(at), "name": "Máy tính bàn", "category": "desktop", "place": place, "state": "in_use"})
        })
        .collect();
    let body = json!({ "records": records });
    let _: Value = admin.json(Request::post("/v1/equipment", &body)).await.unwrap();
    Person::new(admin, Role::Technician, Some("900"), "Cô Lan").await
}

/// Scans all of a room, each when the one before was told.
async fn scan(screen: &mut Screen, walked: usize) {
    for (room, code, said) in WALK {
        if room == walked {
            screen.keys(code);
            screen.keys("\r");
            told(screen, code, said).await;
        }
    }
}

/// Waits until a code stands large on the screen with what it is.
async fn told(screen: &Screen, code: &str, said: &str) {
    let is_told = || async {
        let text = screen.text();
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        let is_it = |pair: &[&str]| pair[0].ends_with(said) && pair[1].starts_with(code);
        lines.windows(2).any(is_it).then_some(())
    };
    until_or(
        || format!("{code} to be {said}, not:\n{}", screen.text()),
        is_told,
    )
    .await;
}

/// Whoever has the pack writes down what he finds, as `kiemke stocktake count` does.
fn count_with(file: &Path) {
    let bytes = std::fs::read(file).unwrap();
    let head = pack::read(&bytes).unwrap().head;
    let (room, code) = IN_PACK;
    let mut rooms = head.expected.rooms.iter();
    let room = rooms.find(|one| one.code == ROOMS[room]).expect("a room");
    let event = CountEvent {
        id: CountId([7; 16]),
        at: UnixMs(1_795_503_600_000),
        counter: head.holder.clone(),
        what: Counted::Scan {
            room: room.room,
            code: code.into(),
            condition: None,
            note: None,
        },
    };
    std::fs::write(file, [bytes, pack::event_line(&event)].concat()).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_school_is_counted_signed_and_closed_by_keys_alone() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let daemon = DaemonProcess::start(KIEMKED, &data, "127.0.0.1:0").await;
    let server = daemon.endpoint.clone();
    let admin = Client::new(Endpoint::Unix(data.join("control.sock")), None);
    let lan = school(&admin).await;
    let mut screen = lan.sit_down(KIEMKE, &[], &server, folder.path(), (140, 40));
    screen.shows("THCS Nam Đà").await;
    screen.shows("trực tuyến").await;

    // It is opened; the technician's own school stands there already.
    screen.keys("5");
    screen.shows("Chưa có đợt kiểm kê nào").await;
    screen.keys("n");
    screen.shows("Trường kiểm kê").await;
    screen.keys("\tKiểm kê 2026\t\tTrần Thị Hoa: Trưởng ban; Lê Văn Tú");
    screen.keys(CTRL_S);
    screen.shows("Đã mở đợt s1: phải có 10 thiết bị").await;
    screen.shows("0 / 5").await;

    // A pack goes out before anything is counted.
    screen.keys("o");
    screen.shows("Người giữ gói").await;
    screen.keys("Thầy Tú\tP2\t~/tu.kkp");
    screen.keys(CTRL_S);
    screen.shows("Đã ghi tệp: ~/tu.kkp").await;
    count_with(&folder.path().join("tu.kkp"));

    // The first room; the newest scan is damaged; it is done.
    screen.keys("s");
    screen.shows("Người đếm").await;
    screen.keys("Cô Lan\r");
    screen.shows("Còn 5:").await;
    scan(&mut screen, 0).await;
    screen.keys(CTRL_B);
    screen.shows("HƯ HỎNG").await;
    screen.keys(CTRL_D);
    screen.shows("đã đếm xong phòng này?").await;
    screen.keys("\r");
    screen.shows("thiếu 2").await;

    // The power goes under the scanner: what is scanned waits, and goes when the daemon is back.
    screen.keys("\t");
    screen.shows("Phòng tin 2 (2/2)").await;
    screen.shows("Còn 4:").await;
    daemon.kill().await;
    screen.keys("MT-06\r");
    screen.shows("1 mục chờ, sẽ tự gửi").await;
    let address = server.to_string();
    let address = address.trim_start_matches("http://").trim_end_matches('/');
    let daemon = DaemonProcess::start(KIEMKED, &data, address).await;
    screen.shows("Còn 3:").await;
    scan(&mut screen, 1).await;
    screen.keys(ESC);
    screen.shows("[Phòng]").await;

    // What the other one counted comes back; twice is once.
    for events in ["1 mục, 1 mục mới", "1 mục, 0 mục mới"] {
        screen.keys("b");
        screen.shows("Tệp của gói đã đếm").await;
        screen.keys("~/tu.kkp\r");
        screen.shows(events).await;
    }
    screen.keys("s");
    screen.shows("quét hoặc gõ mã").await;
    screen.keys("\t");
    screen.shows("Phòng tin 2 (2/2)").await;
    screen.keys(CTRL_D);
    screen.keys("\r");
    screen.shows("thiếu 2").await;
    screen.keys(ESC);
    screen.shows("[Phòng]").await;
    screen.shows("thấy ở hai phòng 1").await;
    screen.hides("chưa đếm").await;
    assert_eq!(read_off(&screen), as_read(&naive(None)), "{}", screen.text());

    // Closing shows the differences first; what was found twice stands on top and is settled.
    screen.keys("c");
    screen.shows("bấm c lần nữa").await;
    screen.shows("[Thiết bị: sai lệch]").await;
    screen.shows(TWICE).await;
    screen.keys("\r");
    screen.shows("MT-02 thuộc Phòng tin 1?").await;
    screen.keys("\r");
    screen.shows("Đã ghi: MT-02 → Phòng tin 1").await;
    screen.hides("thấy ở hai phòng").await;
    let counted = naive(Some(TWICE));
    assert_eq!(read_off(&screen), as_read(&counted), "{}", screen.text());
    screen.keys("c");
    screen.shows("đóng và ký: s1").await;
    screen.keys("01/BB-KK\t\tTrần Thị Hoa: Trưởng ban; Lê Văn Tú\tco\tco");
    screen.keys(CTRL_S);
    screen.shows("Đợt kiểm kê s1 đã đóng").await;
    screen.shows("ký: Trần Thị Hoa, Lê Văn Tú").await;
    assert_eq!(read_off(&screen), as_read(&counted), "{}", screen.text());

    // The list tells the result, and goes into a file as it stands.
    screen.keys(ESC);
    screen.shows("[Phòng]").await;
    screen.keys(ESC);
    screen.shows("Kiểm kê: 1").await;
    screen.shows("● đã đóng").await;
    screen.keys("e");
    screen.shows("Xuất bảng").await;
    screen.keys(CTRL_U);
    screen.keys("~/kiem-ke.csv\r");
    screen.shows("Đã ghi tệp: ~/kiem-ke.csv").await;
    let file = std::fs::read_to_string(folder.path().join("kiem-ke.csv")).unwrap();
    let row = file.lines().nth(1).expect("a row");
    let numbers = ["phải có", "khớp", "thiếu", "thừa"].map(|name| counted[name].to_string());
    assert!(row.contains(&numbers.join(",")), "{numbers:?} in {row}");
    screen.keys("q");
    assert_eq!(screen.ends().await, 0);

    // The register is what the school is, as far as it was found.
    let list: Page<EquipmentRow> = admin
        .json(Request::get("/v1/equipment?limit=1000"))
        .await
        .unwrap();
    let mut states: BTreeMap<EquipmentState, Vec<String>> = BTreeMap::new();
    for row in &list.items {
        let code = row.record.code.clone().unwrap();
        let moved = match code.as_str() {
            "MT-05" => "Phòng tin 2",
            "MT-07" => "Phòng tin 1",
            other if other < "MT-06" => "Phòng tin 1",
            _ => "Phòng tin 2",
        };
        assert_eq!(row.unit.name, moved, "{code}");
        states.entry(row.record.state).or_default().push(code);
    }
    let mut lost = states.remove(&EquipmentState::Lost).expect("some are lost");
    lost.sort();
    assert_eq!(lost, ["MT-04", "MT-09", "MT-10"]);
    assert!(daemon.terminate().await.success());
}
