//! The day of a school's technician: tasks of theirs, done by keys alone at a school of the simulated province, and
//! what stands on the screen compared with what was done, counted without the daemon.
//!
//! | task | keys | what must stand where |
//! |---|---|---|
//! | 1 forty PCs from a stick | `kiemke import bundle`, `3 /` | forty rows of screen 3, each with room and seat |
//! | 2 count a room by scanning | `5 n`, `s`, codes | each verdict large, and the totals of the stocktake |
//! | 3 things without an agent | `3 n`, a form | as many rows as came in, with their codes |
//! | 4 a book, tried first, "30 bộ" split | `kiemke import book --split` | new lines and records of the dry run; rows of screen 3 |
//! | 6 the sheet with differences | `5 p` | the file: each difference once, and signatures |
//! | 7 repair, loan, return, transfer, disposal | `3 a`, `3 ⏎` | the state of the row after each; who, what and by which paper in the history |
//! | 8 a mainboard, a new Windows | `3`, `7 f` | still one machine of that name, and a note of each |
//! | 9 a line test by hand | `kiemke-agent line-test`, `4 ⏎ ⇥ ⇥` | what the agent says it measured, marked, with the note |
//! | 10 a class's answers about home | `2 c ⏎`, space, `⏎` | each pupil's row, and the share of T2s after each form |

mod deeds;
mod line_test;
mod survey;

use crate::stick::Lab;
use calamine::{Data, Reader as _, Xlsx};
use kiemke_http::{Client, Endpoint, Request};
use kiemke_sim::fate;
use kiemke_sim::reports;
use kiemke_sim::seed::Seed;
use kiemke_sim::world::{Machine, MachineIndex, Mix, Plan, SchoolIndex, World};
use kiemke_tests::books::messy_book;
use kiemke_tests::daemon::enrol_token_of;
use kiemke_tests::desk::Person;
use kiemke_tests::desk::key::{CTRL_B, CTRL_D, CTRL_S, CTRL_U, ESC};
use kiemke_tests::hand_agent::{HandAgent, inventory, now};
use kiemke_tests::process::DaemonProcess;
use kiemke_tests::screen::Screen;
use kiemke_wire::enrol::EnrolReply;
use kiemke_wire::ids::RunId;
use kiemke_wire::secret::Token;
use kiemke_wire::time::{DAY_MS, HOUR_MS};
use kiemke_wire::view::Role;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const KIEMKED: &str = env!("CARGO_BIN_EXE_tested-kiemked");
const KIEMKE: &str = env!("CARGO_BIN_EXE_tested-kiemke");
const SEATS: u16 = 40;
/// Rows of screen 3 above the list.
const STOCK_FROM: usize = 5;
const PROJECTORS: usize = 6;
const STAND_INS: usize = 2;
const ROOMS_FROM: usize = 7;
/// Room by room: what is scanned, what the screen says to it, and whether it is damaged; then what is missing there.
type Walk = (&'static str, &'static [(&'static str, &'static str, bool)], usize);
const WALK: &[Walk] = &[
    (
        "TV",
        &[
            ("MC-01", "KHỚP", false),
            ("mc-02", "KHỚP", true),
            ("MC-03", "KHỚP", false),
            ("MC-01", "ĐÃ QUÉT", false),
            ("DP-01", "SAI CHỖ", false),
            ("8938505974192", "THỪA", false),
        ],
        3,
    ),
    ("VP", &[("DP-02", "KHỚP", false)], 0),
];
struct Day<'a> {
    screen: Screen,
    /// A shell beside it, for what is a command away.
    shell: Screen,
    home: &'a Path,
}

/// The school of the province with most machines, and one of its computers.
fn school(world: &World) -> (SchoolIndex, Machine) {
    let schools = (0..world.schools()).map(SchoolIndex);
    let is_plain =
        |school: &SchoolIndex| world.school(*school).sites == 1 && world.site(*school, 0).lines == 1;
    let most = schools.filter(is_plain);
    let most = most.max_by_key(|school| world.machines_of(*school).1).unwrap();
    let (first, count) = world.machines_of(most);
    let machines = (first.0..first.0 + count).map(|index| world.machine(MachineIndex(index)));
    let is_lab_pc = |machine: &Machine| machine.enrols() && machine.room.code == "P.Tin1" && machine.seat > 1;
    let machine = machines.into_iter().find(is_lab_pc).expect("a lab");
    (most, machine)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_technician_does_the_days_work_by_keys() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let world = World::new(Plan {
        seed: Seed(9),
        schools: 14,
        machines: 420,
        mix: Mix::Province,
    });
    let (index, machine) = school(&world);
    let daemon = DaemonProcess::start(KIEMKED, &data, "127.0.0.1:0").await;
    let admin = Client::new(Endpoint::Unix(data.join("control.sock")), None);
    kiemke_sim::units::import(&world, &admin).await.unwrap();
    let code = world.school(index).code;
    let lan = Person::new(&admin, Role::Technician, Some(&code), "Cô Lan").await;
    let token = enrol_token_of(&admin, &code, 100).await;
    let mut day = Day {
        screen: lan.sit_down(KIEMKE, &[], &daemon.endpoint, folder.path(), (160, 60)),
        shell: lan.sit_down("sh", &[], &daemon.endpoint, folder.path(), (160, 60)),
        home: folder.path(),
    };
    day.screen.shows("trực tuyến").await;
    day.enrols_by_stick(&token).await;
    day.without_agents().await;
    day.count_a_room().await;
    day.print_sheets().await;
    day.a_book().await;
    day.one_thing_and_another().await;
    let other = another_school(&world, index);
    day.carries_to_another_school(&admin, &daemon.endpoint, &other)
        .await;
    day.new_parts(&world, &machine, &daemon.endpoint, &token).await;
    let school = world.school(index).name;
    day.test_the_line(&school, &daemon.endpoint, &token).await;
    day.a_class_answers(&world, &world.school(index)).await;
    day.screen.keys("q");
    assert_eq!(day.screen.ends().await, 0);
    assert!(daemon.terminate().await.success());
}

impl Day<'_> {
    fn go(&mut self, task: &str, screen: &str) {
        self.screen.question(task);
        self.shell.question(task);
        self.screen.keys(screen);
    }

    /// Types a command into the shell and waits for what it says.
    async fn command(&mut self, arguments: &str, says: &[&[&str]]) {
        self.shell
            .keys(&format!("clear; {KIEMKE} {arguments}; echo \"rc $?\"\r"));
        self.shell.shows_row(&["rc 0"]).await;
        for row in says {
            self.shell.shows_row(row).await;
        }
    }

    /// Narrows screen 3 to what holds these words.
    async fn search(&mut self, words: &str, count: usize) {
        self.screen.keys("/");
        self.screen.keys(CTRL_U);
        self.screen.keys(words);
        self.screen.keys("\r");
        self.screen
            .shows_row(&[&format!("/ {words}"), &format!(" {count} / ")])
            .await;
    }

    async fn search_no_more(&mut self) {
        self.screen.keys(ESC);
        self.screen.shows("gõ để tìm").await;
    }

    async fn enrols_by_stick(&mut self, token: &Token) {
        self.go("kỹ thuật viên 1: bốn mươi máy từ USB", "3");
        let lab = Lab::at(self.home, token);
        for seat in 1..=SEATS {
            lab.fill("P.Tin1", seat).await;
        }
        self.command("import bundle stick/*", &[&["Mới 40"]]).await;
        self.search("may", usize::from(SEATS)).await;
        for seat in 1..=SEATS {
            let (name, place) = (format!("MAY{seat:02}"), format!("P.Tin1 · {seat} "));
            self.screen.shows_row(&[&name, &place]).await;
        }
        self.screen
            .counts_rows(usize::from(SEATS), &["MAY", "P.Tin1 · "])
            .await;
        self.search_no_more().await;
    }

    async fn without_agents(&mut self) {
        self.go("kỹ thuật viên 3: thiết bị không có tác tử", "n");
        self.screen.shows("Nhận thiết bị về").await;
        self.screen.keys("Máy chiếu Epson\r");
        self.screen.keys("may chieu\r");
        self.screen.keys(CTRL_U);
        self.screen.keys("TV\r");
        self.screen.shows("Bao nhiêu cái giống nhau").await;
        self.screen.keys(CTRL_U);
        self.screen.keys(&format!("{PROJECTORS}\rMC-01"));
        self.screen.keys(CTRL_S);
        self.screen
            .shows(&format!("Đã ghi: tiếp nhận ({PROJECTORS})"))
            .await;
        self.search("may chieu epson", PROJECTORS).await;
        for number in 1..=PROJECTORS {
            self.screen
                .shows_row(&["Máy chiếu Epson", &projector(number), "TV"])
                .await;
        }
        self.search_no_more().await;
        // Two more that stand in the office.
        self.screen.keys("n");
        self.screen.shows("Nhận thiết bị về").await;
        self.screen.keys("Máy in dự phòng\r");
        self.screen.keys("may in\r");
        self.screen.keys(CTRL_U);
        self.screen.keys("VP\r");
        self.screen.shows("Bao nhiêu cái giống nhau").await;
        self.screen.keys(CTRL_U);
        self.screen.keys(&format!("{STAND_INS}\rDP-01"));
        self.screen.keys(CTRL_S);
        self.screen
            .shows(&format!("Đã ghi: tiếp nhận ({STAND_INS})"))
            .await;
    }

    async fn a_book(&mut self) {
        self.go("kỹ thuật viên 4: sổ Excel, thử trước, tách \"30 bộ\"", "3");
        let book = messy_book(20, 7);
        std::fs::write(self.home.join("s26.xlsx"), &book.file).unwrap();
        let (lines, things) = (format!("Mới {}", book.lines), format!("lập mới {}", book.things));
        let held = PROJECTORS + STAND_INS;
        let machines = usize::from(SEATS);
        let try_out = "import book s26.xlsx --split --dry-run";
        self.command(try_out, &[&[&lines], &[&things], &["Chưa ghi gì"]])
            .await;
        self.all(held + machines).await;
        self.command(
            "import book s26.xlsx --split",
            &[&[&lines], &[&things], &["Đã ghi tất cả"]],
        )
        .await;
        self.all(held + machines + usize::try_from(book.things).unwrap())
            .await;
    }

    /// How many machines and things screen 3 has.
    async fn all(&self, count: usize) {
        self.screen
            .shows_row(&["gõ để tìm", &format!(" / {count} ")])
            .await;
    }

    async fn count_a_room(&mut self) {
        self.go("kỹ thuật viên 2: kiểm kê phòng bằng máy quét", "5");
        self.screen.shows("Chưa có đợt kiểm kê nào").await;
        self.screen.keys("n");
        self.screen.shows("Trường kiểm kê").await;
        self.screen.keys("\tKiểm kê 2026\t");
        for (typed, rooms) in [("tv", "TV; "), ("vp", "TV; VP; ")] {
            self.screen.keys(typed);
            self.screen.keys("\r");
            self.screen.shows_row(&["Các phòng", rooms]).await;
        }
        self.screen.keys("\tTrần Thị Hoa: Trưởng ban");
        self.screen.keys(CTRL_S);
        let things = PROJECTORS + STAND_INS;
        self.screen
            .shows(&format!("Đã mở đợt s1: phải có {things} thiết bị"))
            .await;
        for (room, scans, missing) in WALK {
            self.screen.select_row(ROOMS_FROM, &[room]).await;
            self.screen.keys("s");
            if *room == WALK[0].0 {
                self.screen.shows("Người đếm").await;
                self.screen.keys("Cô Lan\r");
            }
            self.screen.shows("quét hoặc gõ mã").await;
            for (code, said, damaged) in *scans {
                self.screen.keys(code);
                self.screen.keys("\r");
                self.screen.shows_row(&[said]).await;
                self.screen.shows(code).await;
                if *damaged {
                    self.screen.keys(CTRL_B);
                    self.screen.shows("HƯ HỎNG").await;
                }
            }
            self.screen.keys(CTRL_D);
            self.screen.shows("đã đếm xong phòng này?").await;
            self.screen.keys("\r");
            self.screen.shows(&format!("thiếu {missing}")).await;
            self.screen.keys(ESC);
            self.screen.shows("[Phòng]").await;
        }
        self.screen.hides("chưa đếm").await;
        let totals = totals();
        let text = self.screen.rows(&[&format!("phải có {}", totals["phải có"])]);
        let read = text
            .first()
            .map(|row| row.split(" · ").map(str::to_owned).collect::<BTreeSet<_>>());
        let counted = totals.iter().map(|(total, count)| format!("{total} {count}"));
        assert_eq!(read, Some(counted.collect()), "{}", self.screen.text());
    }

    async fn print_sheets(&mut self) {
        self.go("kỹ thuật viên 6: in biên bản có sai lệch để ký", "p");
        self.screen.shows("lưu biên bản").await;
        self.screen.keys("chi tiet\r");
        self.screen.keys(CTRL_U);
        self.screen.keys("~/bien-ban.xlsx");
        self.screen.keys(CTRL_S);
        self.screen.shows("Đã ghi tệp: ~/bien-ban.xlsx").await;
        let sheet = sheet(&self.home.join("bien-ban.xlsx"));
        for (code, state) in [
            ("MC-01", "Khớp"),
            ("MC-02", "Hư hỏng"),
            ("MC-04", "Thiếu"),
            ("MC-05", "Thiếu"),
            ("DP-01", "Sai chỗ"),
            ("8938505974192", "Thừa"),
        ] {
            let is_it = |row: &&Vec<String>| row.iter().any(|cell| cell == code);
            let rows: Vec<&Vec<String>> = sheet.iter().filter(is_it).collect();
            let [row] = rows[..] else {
                panic!("{code} stands in {} rows of the sheet", rows.len())
            };
            let said = row.iter().any(|cell| cell.to_lowercase() == state.to_lowercase());
            assert!(said, "{code} is not {state} in {row:?}");
        }
        let text: Vec<&String> = sheet.iter().flatten().collect();
        assert!(
            text.iter().any(|cell| cell.contains("Trần Thị Hoa")),
            "nobody signs"
        );
        self.screen.keys(ESC);
    }

    async fn new_parts(&mut self, world: &World, machine: &Machine, daemon: &Endpoint, token: &Token) {
        self.go(
            "kỹ thuật viên 8: thay bo mạch, cài lại Windows, vẫn hồ sơ cũ",
            "3",
        );
        let host = kiemke_sim::facts::host_name(machine);
        let replaced = fate::with_another_board(world, machine.clone());
        let before = usize::from(SEATS);
        // As it was bought, with another mainboard, and under another name after Windows was installed anew.
        for (machine, generation, run) in [(machine, 0, 1), (&replaced, 0, 2), (&replaced, 1, 3)] {
            let identity = reports::identity(world.seed(), machine, generation);
            let mut request = reports::enrolment(world, machine, &identity);
            request.room = Some("P.Tin1".into());
            let client = Client::new(daemon.clone(), Some(token.clone()));
            let reply: EnrolReply = client.json(Request::post("/v1/enrol", &request)).await.unwrap();
            let agent = HandAgent {
                id: identity.agent,
                credential: identity.credential,
                run: RunId([run; 8]),
            };
            let items = inventory(world, machine, &agent, Some(reply.settings.hash_key));
            agent.report(daemon, items).await.unwrap();
            self.search(&host.to_lowercase(), 1).await;
            self.screen.shows_row(&[&host, "P.Tin1"]).await;
            self.search_no_more().await;
        }
        self.screen.keys("1");
        self.screen
            .shows_row(&["Máy", &format!("{} đã biết", before + 1)])
            .await;
        self.screen.keys("7");
        self.screen.shows("lọc: chờ xử lý").await;
        self.screen.keys("fghi nhan\r");
        self.screen.shows("lọc: ghi nhận").await;
        for (number, note) in [(1, "đã cài đặt lại"), (2, "đã thay một bộ phận")] {
            self.screen.shows_row(&[&format!("{number} / 2"), note]).await;
            self.screen.shows_row(&[&host]).await;
            self.screen.keys("s");
        }
    }
}

/// What the walk comes to, counted without the daemon: what was seen where it should be, elsewhere, or not at all.
fn totals() -> BTreeMap<&'static str, usize> {
    let mut totals = BTreeMap::from([("phải có", PROJECTORS + STAND_INS)]);
    let mut seen = BTreeSet::new();
    for (room, scans, missing) in WALK {
        *totals.entry("thiếu").or_default() += missing;
        for (code, _, damaged) in *scans {
            if !seen.insert(code.to_uppercase()) {
                continue;
            }
            let total = match (code.to_uppercase().get(..2), *damaged) {
                (Some("MC"), true) => "hư hỏng",
                (Some("MC"), false) => "khớp",
                (Some("DP"), _) if *room == "TV" => "sai chỗ",
                (Some("DP"), _) => "khớp",
                _ => "thừa",
            };
            *totals.entry(total).or_default() += 1;
        }
    }
    totals
}

/// The rows of the only sheet of a workbook, as texts.
fn sheet(file: &Path) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = calamine::open_workbook(file).unwrap();
    let range = book.worksheet_range_at(0).expect("a sheet").unwrap();
    let rows = range.rows();
    rows.map(|row| row.iter().map(Data::to_string).collect())
        .collect()
}

/// A school with a name of its own.
fn another_school(world: &World, than: SchoolIndex) -> String {
    let name = |index: u32| world.school(SchoolIndex(index)).name;
    let others = (0..world.schools()).filter(|other| *other != than.0);
    let is_own = |index: &u32| {
        let mut all = (0..world.schools()).filter(|other| other != index);
        !all.any(|other| name(other).contains(&name(*index)))
    };
    others.filter(is_own).map(name).next().expect("another school")
}

/// The day before today, as people write it.
fn yesterday() -> String {
    let local = jiff::Timestamp::from_millisecond(now().plus(7 * HOUR_MS - DAY_MS).0).unwrap();
    let text = local.to_string();
    let parts: Vec<&str> = text[..10].split('-').collect();
    format!("{}/{}/{}", parts[2], parts[1], parts[0])
}

fn projector(number: usize) -> String {
    format!("MC-{number:02}")
}
