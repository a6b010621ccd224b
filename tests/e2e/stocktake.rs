//! The yearly stocktake of a school: 12 rooms, 400 things, two counters on the line and one without, the daemon killed
//! in the middle, a pack cut while it was written. The result equals a count that knows nothing of ours.

use kiemke_core::stocktake::pack;
use kiemke_http::{Client, Endpoint, Request};
use kiemke_tests::process::{DaemonProcess, run};
use kiemke_tests::screen::Screen;
use kiemke_tests::wait::until;
use kiemke_wire::equipment::EquipmentState;
use kiemke_wire::ids::UnitKey;
use kiemke_wire::stocktake::{CountEvent, CountId, CountTotals, Counted};
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{EquipmentRow, Page, PutScans, ScansTaken, StocktakeDetail};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

const KIEMKE: &str = env!("CARGO_BIN_EXE_tested-kiemke");
const ROOMS: usize = 12;
const THINGS: usize = 400;
const MISSING: usize = 20;
const MISPLACED: usize = 12;
const SURPLUS: usize = 8;
/// Things that hang on a line of the school's list, half of them on each of two lines.
const BOOKED: usize = 200;
/// Scans acknowledged before each of the two kills.
const BEFORE_KILL: [u64; 2] = [60, 170];

/// A seeded sequence, so that a failure can be looked at again.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}

/// Where things should be, and where they are.
struct School {
    /// By number: the room of the record, and the room in which the thing stands.
    things: Vec<(usize, Option<usize>)>,
    surplus: Vec<(String, usize)>,
}

impl School {
    fn of(dice: &mut Dice) -> Self {
        let mut things: Vec<(usize, Option<usize>)> =
            (0..THINGS).map(|at| (at % ROOMS, Some(at % ROOMS))).collect();
        let mut order: Vec<usize> = (0..THINGS).collect();
        for at in (1..THINGS).rev() {
            order.swap(at, dice.roll(at + 1));
        }
        for at in &order[..MISSING] {
            things[*at].1 = None;
        }
        for at in &order[MISSING..MISSING + MISPLACED] {
            things[*at].1 = Some((things[*at].0 + 1 + dice.roll(ROOMS - 1)) % ROOMS);
        }
        let surplus = (0..SURPLUS)
            .map(|at| (format!("LẠ-{at}"), dice.roll(ROOMS)))
            .collect();
        Self { things, surplus }
    }

    /// What a counter sees in a room, in the order in which he walks; some things he scans twice.
    fn seen_in(&self, room: usize, dice: &mut Dice) -> Vec<String> {
        let things = self.things.iter().enumerate();
        let here = things
            .filter(|(_, (_, is))| *is == Some(room))
            .map(|(at, _)| code(at));
        let strange = self
            .surplus
            .iter()
            .filter(|(_, at)| *at == room)
            .map(|(code, _)| code.clone());
        let mut seen: Vec<String> = here.chain(strange).collect();
        for at in 0..seen.len() {
            if dice.roll(10) == 0 {
                seen.push(seen[at].to_lowercase());
            }
        }
        seen
    }

    /// The count that knows nothing of events, rooms done or packs.
    fn naive(&self) -> CountTotals {
        let mut totals = CountTotals {
            expected: THINGS as u32,
            surplus: SURPLUS as u32,
            ..CountTotals::default()
        };
        for (should, is) in &self.things {
            match is {
                None => totals.missing += 1,
                Some(is) if is == should => totals.matched += 1,
                Some(_) => totals.misplaced += 1,
            }
        }
        totals
    }
}

/// The line of the list on which a thing hangs.
fn line_of(at: usize) -> Option<usize> {
    (at < BOOKED).then_some(1 + at / (BOOKED / 2))
}

fn code(at: usize) -> String {
    format!("MT-{:04}", at + 1)
}

async fn start(data: &Path) -> DaemonProcess {
    DaemonProcess::start(env!("CARGO_BIN_EXE_tested-kiemked"), data, "127.0.0.1:0").await
}

/// The school with its rooms and records; the keys of the rooms.
async fn enter(people: &Client, school: &School) -> Vec<UnitKey> {
    let mut rooms = Vec::new();
    for at in 0..=ROOMS {
        let (parent, kind, code) = match at {
            0 => ("root", "school", "T1".to_owned()),
            at => ("T1", "room", format!("P{at}")),
        };
        let unit = json!({"parent": parent, "facts": {"kind": kind, "name": format!("Phòng {at}"), "codes": {"local": code}}});
        let made: Value = people.json(Request::post("/v1/units", &unit)).await.unwrap();
        rooms.push(made["key"].as_str().unwrap().parse().unwrap());
    }
    rooms.remove(0);
    let half = BOOKED / 2;
    let list = format!(
        "STT;Mã thiết bị;Tên thiết bị;ĐVT;Số lượng;Đơn giá\n1;D1;Máy tính cũ;bộ;{half};8.000.000\n\
         2;D2;Máy tính mới;bộ;{half};12.500.000\n"
    );
    let _: Value = people
        .json(Request::post_file(
            "/v1/import/book?unit=T1&book=list",
            list.into_bytes(),
        ))
        .await
        .unwrap();
    let records: Vec<Value> = school
        .things
        .iter()
        .enumerate()
        .map(|(at, (should, _))| {
            let mut record = json!({"code": code(at), "name": "Máy tính bàn", "category": "desktop", "place": rooms[*should], "state": "in_use"});
            if let Some(line) = line_of(at) {
                record["book_line"] = format!("b{line}").into();
            }
            record
        })
        .collect();
    for portion in records.chunks(100) {
        let body = json!({ "records": portion });
        let _: Value = people.json(Request::post("/v1/equipment", &body)).await.unwrap();
    }
    rooms
}

/// What a counter writes down in some rooms, with one slip that he takes back.
fn written_down(
    counter: &str,
    rooms: &[(usize, UnitKey)],
    school: &School,
    dice: &mut Dice,
) -> Vec<CountEvent> {
    let mut events = Vec::new();
    let mut write = |dice: &mut Dice, what: Counted| {
        let mut id = [0; 16];
        id.iter_mut().for_each(|byte| *byte = dice.roll(256) as u8);
        events.push(CountEvent {
            id: CountId(id),
            at: UnixMs(1_795_503_600_000 + events.len() as i64),
            counter: counter.into(),
            what,
        });
        CountId(id)
    };
    for (number, room) in rooms {
        let scan = |code: String| Counted::Scan {
            room: *room,
            code,
            condition: None,
            note: None,
        };
        for code in school.seen_in(*number, dice) {
            write(dice, scan(code));
        }
        let slip = write(dice, scan(code(number * 7)));
        write(dice, Counted::Withdraw { event: slip });
        write(dice, Counted::RoomDone { room: *room });
    }
    events
}

/// Sends a few at a time, each until it is acknowledged, whatever becomes of the daemon.
async fn count_online(data: PathBuf, events: Vec<CountEvent>, acknowledged: Arc<AtomicU64>) {
    let client = Client::new(Endpoint::Unix(data.join("control.sock")), None);
    for portion in events.chunks(3) {
        let body = PutScans {
            events: portion.to_vec(),
        };
        until("scans to be acknowledged", || {
            let request = Request::post("/v1/stocktakes/s1/scans", &body);
            async { client.json::<ScansTaken>(request).await.ok() }
        })
        .await;
        acknowledged.fetch_add(portion.len() as u64, Ordering::AcqRel);
    }
}

async fn kiemke(data: &Path, arguments: &[&str]) -> String {
    let server = format!("unix:{}", data.join("control.sock").display());
    let output = run(
        KIEMKE,
        &[&["--server", &server, "--lang", "en"], arguments].concat(),
    )
    .await;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{arguments:?}: {said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    said
}

/// The papers for signature, against a count over the facts of the school.
async fn sheets_say_what_is(people: &Client, school: &School) {
    let rows = async |sheet: &str| -> Vec<Value> {
        let path = format!("/v1/export/{sheet}.json?stocktake=s1");
        people.json(Request::get(path)).await.unwrap()
    };
    let sum =
        |rows: &[Value], column: &str| -> i64 { rows.iter().filter_map(|row| row[column].as_i64()).sum() };
    let found = |range: std::ops::Range<usize>| -> i64 {
        school.things[range].iter().filter(|(_, is)| is.is_some()).count() as i64
    };
    let tools = rows("tools").await;
    let half = BOOKED / 2;
    for (row, (range, cost)) in tools
        .iter()
        .zip([(0..half, 8_000_000), (half..BOOKED, 12_500_000)])
    {
        let (all, found) = (half as i64, found(range));
        let told = [
            ("book_quantity", Some(all)),
            ("book_cost", Some(all * cost)),
            ("counted_quantity", Some(found)),
            ("counted_cost", Some(found * cost)),
            (
                "missing_quantity",
                Some(all - found).filter(|missing| *missing > 0),
            ),
            (
                "missing_cost",
                Some((all - found) * cost).filter(|missing| *missing > 0),
            ),
            ("surplus_quantity", None),
        ];
        for (column, expected) in told {
            assert_eq!(row[column].as_i64(), expected, "{column}: {row}");
        }
    }
    // What stands in no book and what has no record have rows of their own.
    assert_eq!(tools.len(), 2 + (THINGS - BOOKED) + SURPLUS);
    assert_eq!(sum(&tools, "counted_quantity"), found(0..THINGS) + SURPLUS as i64);
    assert_eq!(
        sum(&tools, "surplus_quantity"),
        found(BOOKED..THINGS) + SURPLUS as i64
    );
    assert_eq!(
        rows("c53-hd").await,
        Vec::<Value>::new(),
        "no line of the book of fixed assets"
    );
    let things = rows("stocktake").await;
    let missing = THINGS as i64 - found(0..THINGS);
    assert_eq!(things.len(), THINGS + SURPLUS);
    assert_eq!(
        [
            "book_quantity",
            "counted_quantity",
            "missing_quantity",
            "surplus_quantity"
        ]
        .map(|column| sum(&things, column)),
        [
            THINGS as i64,
            found(0..THINGS) + SURPLUS as i64,
            missing,
            SURPLUS as i64
        ]
    );
    let misplaced = school
        .things
        .iter()
        .filter(|(should, is)| is.is_some_and(|is| is != *should));
    let elsewhere = things
        .iter()
        .filter(|row| row["result"] == "sai chỗ" && row["found_in"].is_string());
    assert_eq!(elsewhere.count(), misplaced.count());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_school_is_counted_by_three_while_the_power_comes_and_goes() {
    let mut dice = Dice(2026);
    let school = School::of(&mut dice);
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut daemon = start(&data).await;
    let people = Client::new(Endpoint::Unix(data.join("control.sock")), None);
    let rooms = enter(&people, &school).await;
    kiemke(
        &data,
        &[
            "stocktake",
            "open",
            "T1",
            "--name",
            "Kiểm kê 2026",
            "--member",
            "Trần Thị Hoa:Trưởng ban",
        ],
    )
    .await;
    let file = folder.path().join("tu.kkp");
    let path = file.to_str().unwrap();
    let pack = ["stocktake", "pack", "s1", path, "--holder", "Thầy Tú"];
    kiemke(
        &data,
        &[
            &pack[..],
            &["--room", "P9", "--room", "P10", "--room", "P11", "--room", "P12"],
        ]
        .concat(),
    )
    .await;

    let numbered: Vec<(usize, UnitKey)> = rooms.iter().copied().enumerate().collect();
    let acknowledged = Arc::new(AtomicU64::new(0));
    let counters = [("Cô Hoa", &numbered[..4]), ("Cô Lan", &numbered[4..8])].map(|(name, rooms)| {
        let events = written_down(name, rooms, &school, &mut dice);
        tokio::spawn(count_online(data.clone(), events, acknowledged.clone()))
    });
    // Meanwhile, without a line: the power goes while a line is written, and he scans that thing again.
    let offline = written_down("Thầy Tú", &numbered[8..], &school, &mut dice);
    let mut lines = std::fs::read(&file).unwrap();
    for (at, event) in offline.iter().enumerate() {
        let line = pack::event_line(event);
        if at == offline.len() / 2 {
            let torn = [&lines[..], &line[..line.len() / 2]].concat();
            assert_eq!(pack::read(&torn).unwrap().events.len(), at);
        }
        lines.extend(line);
    }
    for goal in BEFORE_KILL {
        until("scans to be acknowledged", || {
            let reached = acknowledged.load(Ordering::Acquire) >= goal;
            async move { reached.then_some(()) }
        })
        .await;
        daemon.kill().await;
        daemon = start(&data).await;
    }
    for counter in counters {
        counter.await.unwrap();
    }
    // Nothing is closed while his pack is out.
    let report = [
        "stocktake",
        "close",
        "s1",
        "--document",
        "01/BB-KK",
        "--sign",
        "Trần Thị Hoa:Trưởng ban",
        "--move-misplaced",
        "--missing-lost",
        "--surplus-as",
        "other",
    ];
    let server = format!("unix:{}", data.join("control.sock").display());
    let early = run(
        KIEMKE,
        &[&["--server", &server, "--lang", "en"], &report[..]].concat(),
    )
    .await;
    let said = String::from_utf8_lossy(&early.stderr).into_owned();
    assert!(!early.status.success() && said.contains("Thầy Tú"), "{said}");
    // The file comes with its last line cut: the room that it says is done is not.
    let whole = pack::read(&lines).unwrap();
    std::fs::write(&file, &lines[..lines.len() - 5]).unwrap();
    let cut = pack::read(&std::fs::read(&file).unwrap()).unwrap();
    assert_eq!(cut.events.len() + 1, whole.events.len());
    std::fs::write(
        &file,
        [
            &lines[..cut.whole_bytes],
            &pack::event_line(offline.last().unwrap()),
        ]
        .concat(),
    )
    .unwrap();
    let merged = kiemke(&data, &["stocktake", "merge", path, path]).await;
    assert!(
        merged.contains(&format!("{0} events, {0} of them new", offline.len())),
        "{merged}"
    );
    assert!(merged.contains("events, 0 of them new"), "{merged}");

    let detail: StocktakeDetail = people.json(Request::get("/v1/stocktakes/s1")).await.unwrap();
    assert_eq!(detail.now, school.naive());
    kiemke(&data, &report).await;
    // The register is what the school is, as far as it was found.
    let mut places: BTreeMap<String, (EquipmentState, UnitKey, bool)> = BTreeMap::new();
    let list: Page<EquipmentRow> = people
        .json(Request::get("/v1/equipment?limit=1000"))
        .await
        .unwrap();
    for row in list.items {
        let record = row.record;
        let verified = record.verified_on.is_some();
        places.insert(record.code.unwrap(), (record.state, record.place, verified));
    }
    assert_eq!(places.len(), THINGS + SURPLUS);
    for (at, (should, is)) in school.things.iter().enumerate() {
        let expected = match is {
            Some(is) => (EquipmentState::InUse, rooms[*is], true),
            None => (EquipmentState::Lost, rooms[*should], false),
        };
        assert_eq!(places[&code(at)], expected, "{}", code(at));
    }
    for (code, room) in &school.surplus {
        assert_eq!(places[code], (EquipmentState::InUse, rooms[*room], true));
    }
    sheets_say_what_is(&people, &school).await;
    daemon.kill().await;
    let daemon = start(&data).await;
    let after: StocktakeDetail = people.json(Request::get("/v1/stocktakes/s1")).await.unwrap();
    assert_eq!(
        (after.now, after.row.totals),
        (school.naive(), Some(school.naive()))
    );
    assert!(daemon.terminate().await.success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_counting_screen_needs_no_daemon_and_keeps_what_it_showed() {
    let school = School {
        things: (0..3).map(|_| (0, Some(0))).collect(),
        surplus: Vec::new(),
    };
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let daemon = start(&data).await;
    let people = Client::new(Endpoint::Unix(data.join("control.sock")), None);
    enter(&people, &school).await;
    kiemke(&data, &["stocktake", "open", "T1", "--name", "Kiểm kê 2026"]).await;
    let file = folder.path().join("hoa.kkp");
    let path = file.to_str().unwrap();
    kiemke(&data, &["stocktake", "pack", "s1", path, "--holder", "Cô Hoa"]).await;
    assert!(daemon.terminate().await.success());
    let open = || {
        Screen::start(
            KIEMKE,
            &["stocktake", "count", path, "--room", "P1", "--lang", "vi"],
            &[("KIEMKE_SERVER", ""), ("LANG", "C.UTF-8"), ("LC_ALL", "C.UTF-8")],
            80,
            24,
        )
    };
    let mut screen = open();
    screen.shows("Còn 3:").await;
    screen.keys("mt-0001\r");
    screen.shows("KHỚP").await;
    screen.keys("XYZ\r");
    screen.shows("THỪA").await;
    screen.keys("\x1a");
    screen.shows("ĐÃ HOÀN TÁC").await;
    screen.shows("Còn 2:").await;
    // The laptop goes out: what was shown is in the file.
    drop(screen);
    let mut screen = open();
    screen.shows("Còn 2:").await;
    screen.keys("MT-0003\r");
    screen.shows("Còn 1:").await;
    screen.keys("\x04\r");
    screen.shows("đã đếm xong").await;
    screen.keys("\x1b");
    assert_eq!(screen.ends().await, 0);
    let read = pack::read(&std::fs::read(&file).unwrap()).unwrap();
    assert_eq!((read.events.len(), read.damaged.len(), read.cut_bytes), (5, 0, 0));
    let daemon = start(&data).await;
    kiemke(&data, &["stocktake", "merge", path]).await;
    let detail: StocktakeDetail = people.json(Request::get("/v1/stocktakes/s1")).await.unwrap();
    assert_eq!(
        (detail.now.matched, detail.now.missing, detail.now.surplus),
        (2, 1, 0)
    );
    assert!(daemon.terminate().await.success());
}
