//! The day of a planner at the Sở: the ten questions of theirs, asked by keys alone of a real daemon that was told of a
//! made-up province day by day, and what stands on the screen compared with the province itself.
//!
//! | question | keys | what must stand where |
//! |---|---|---|
//! | 1 is T2 met, now and at each term's end | `6`, `6 y` | value and verdict of T2s and T2t; a row for the term's end |
//! | 2 who is unknown, and which survey settles it | `6 ⏎`; `w` | the communes, most unknown first; the one survey that is enough |
//! | 3 machines missing at 24/16/12 | `6 m` | a row for each level and each commune, with how many |
//! | 4 what those who are not ready are missing | `kiemke readiness` | a sentence below the table |
//! | 5 T11 by number and by cost, schools without a book | `kiemke items` | the total in things and đồng, and each school |
//! | 6 how a figure moved, and what was only learned | `6 y`, `f` | the two parts of the change, between any two days |
//! | 7 the same by old district and by new commune | `2 v` | a row for each, with its schools |
//! | 8 if the rule were 1 Mbps a student | `6 m` | sites that fail by that profile |
//! | 9 machines past five years or with an unsupported system | `3 f` | how many rows are left |
//! | 10 what was typed by hand | `6` | the source of each row |

mod year;

use kiemke_config::daemon::DaemonSettings;
use kiemke_config::messages::{Lang, format};
use kiemke_daemon::Clock as _;
use kiemke_http::{Client, Endpoint, Request};
use kiemke_tests::books::messy_book;
use kiemke_tests::daemon::TestDaemon;
use kiemke_tests::desk::key::{CTRL_S, ESC};
use kiemke_tests::desk::{Person, range};
use kiemke_tests::hand_agent::now;
use kiemke_tests::process::DaemonProcess;
use kiemke_tests::screen::Screen;
use kiemke_tests::wait::until;
use kiemke_wire::time::{DAY_MS, UnixMs};
use kiemke_wire::view::{ReadinessTable, Role, TargetHistory};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use year::{Counts, Hand, Home, RECORDED, Told, Wave, Year, day, write_standards};

const KIEMKED: &str = env!("CARGO_BIN_EXE_tested-kiemked");
const KIEMKE: &str = env!("CARGO_BIN_EXE_tested-kiemke");
/// Rows of screen 6 above the targets.
const TARGETS_FROM: usize = 5;
/// Percent that the plan asks of students and of teachers.
const TARGET: u64 = 50;
/// What was typed by hand: which target, of how many, and from which paper.
const TYPED: [(&str, u64, u64, &str); 2] = [("T1", 7, 19, "Báo cáo 12"), ("T7", 3, 4, "Báo cáo 15")];

/// Levels: the first grade, the name, and the students a machine that are aimed at.
const LEVELS: [(u32, &str, u64); 3] = [
    (1, "Tiểu học", 24),
    (6, "Trung học cơ sở", 16),
    (10, "Trung học phổ thông", 12),
];

struct Day {
    screen: Screen,
    shell: Screen,
    year: Year,
    /// Commands typed so far.
    commands: u32,
    /// Things of the only book, and what they cost.
    things: u64,
    cost_dong: u64,
    /// Machines that were put to use more than five years ago.
    old: usize,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_planner_reads_the_answers_off_the_screen() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let year = Year::new();
    live(&year, &data).await;
    let daemon = DaemonProcess::start(KIEMKED, &data, "127.0.0.1:0").await;
    let admin = Client::new(Endpoint::Unix(data.join("control.sock")), None);
    let known = year.bring_machines(&admin, &daemon.endpoint).await;
    let lan = Person::new(&admin, Role::Technician, None, "Cô Lan").await;
    let lan = Client::new(daemon.endpoint.clone(), Some(lan.token.parse().unwrap()));
    let old = year.record(&lan, &known).await;
    let (things, cost_dong) = bring_papers(&year, &admin, &daemon.endpoint).await;
    let ha = Person::new(&admin, Role::Planner, None, "Chị Hà").await;
    let sit = |program| ha.sit_down(program, &[], &daemon.endpoint, folder.path(), (180, 60));
    let mut day = Day {
        screen: sit(KIEMKE),
        shell: sit("sh"),
        year,
        commands: 0,
        things,
        cost_dong,
        old,
    };
    day.screen.shows("trực tuyến").await;
    day.is_it_met().await;
    day.who_is_unknown().await;
    day.missing_machines().await;
    day.what_is_missing().await;
    day.things().await;
    day.how_it_moved().await;
    day.by_other_units().await;
    day.by_another_rule().await;
    day.old_machines().await;
    day.typed_by_hand().await;
    day.screen.keys("q");
    assert_eq!(day.screen.ends().await, 0);
    assert!(daemon.terminate().await.success());
}

/// Rosters and some answers on the first day; on the third, answers that were given on the second; on the fourth, those of
/// the same day.
async fn live(year: &Year, data: &Path) {
    let clock = Arc::new(Hand::days_ago(4));
    let first = clock.now();
    // A term ends on the third day.
    write_standards(data, &day(first.plus(3 * DAY_MS)));
    let daemon = TestDaemon::start_by(data, DaemonSettings::default(), clock.clone()).await;
    year.bring_units(&daemon.admin).await;
    let lan = Person::new(&daemon.admin, Role::Technician, None, "Cô Lan").await;
    let lan = daemon.client(Some(&lan.token.parse().unwrap()));
    year.bring_rosters(&lan).await;
    year.declare(&lan, first).await;
    year.bring_answers(&lan, Wave::Early, first).await;
    let mut told = vec![Wave::Early];
    judged(&daemon.admin, year.told(&told, students)).await;
    for wave in [None, Some(Wave::Learned), Some(Wave::Changed)] {
        let yesterday = clock.now();
        clock.pass_a_day();
        // Nobody answers before the day before is counted: days pass faster here than counts are made.
        year.notice(&daemon.admin, clock.now()).await;
        counted_at_its_end(&daemon.admin, yesterday, year.told(&told, students)).await;
        let Some(wave) = wave else { continue };
        let of = if wave == Wave::Learned {
            yesterday
        } else {
            clock.now()
        };
        year.bring_answers(&lan, wave, of).await;
        told.push(wave);
        judged(&daemon.admin, year.told(&told, students)).await;
    }
    daemon.stop().await;
}

/// Waits until a day that has passed is kept with these students, as they were known at its end.
async fn counted_at_its_end(admin: &Client, at: UnixMs, counts: Counts) {
    let day = day(at);
    until(&format!("{day} to be kept with {counts:?}"), async || {
        let path = format!("/v1/plan/T2s/history?from={day}&to={day}&known=then");
        let history: TargetHistory = admin.json(Request::get(path)).await.ok()?;
        let share = history.points.first()?.value.as_ref()?;
        ([share.ready, share.not_ready, share.unknown] == counts).then_some(())
    })
    .await;
}

/// Waits until the students are counted so.
async fn judged(admin: &Client, counts: Counts) {
    until(&format!("the students to be {counts:?}"), async || {
        let table: ReadinessTable = admin.json(Request::get("/v1/readiness")).await.ok()?;
        let share = &table.whole.students.share;
        ([share.ready, share.not_ready, share.unknown] == counts).then_some(())
    })
    .await;
}

/// The book of one school, and what was typed by hand.
async fn bring_papers(year: &Year, admin: &Client, daemon: &Endpoint) -> (u64, u64) {
    let lan = Person::new(admin, Role::Technician, None, "Cô Lan").await;
    let lan = Client::new(daemon.clone(), Some(lan.token.parse().unwrap()));
    let book = messy_book(20, 7);
    let school = &year.schools[0].school.code;
    let path = format!("/v1/import/book?file=s26.xlsx&unit={school}&split=true");
    let _: Value = lan.json(Request::post_file(path, book.file)).await.unwrap();
    let figures = TYPED.map(|(target, numerator, denominator, source)| {
        json!({"unit": "root", "indicator": target, "from": "2026-01-01", "to": "2026-06-30",
            "numerator": numerator, "denominator": denominator, "source": source, "dated": "2026-06-30"})
    });
    let body = json!({ "figures": figures });
    let _: Value = admin.json(Request::post("/v1/figures", &body)).await.unwrap();
    (book.things, book.cost_dong)
}

/// A number as the screen groups it.
fn counted(number: u64) -> String {
    format::count(Lang::Vi, number)
}

fn days_ago(days: i64) -> String {
    day(now().plus(-days * DAY_MS))
}

/// A day as people write it.
fn written(day: &str) -> String {
    let parts: Vec<&str> = day.split('-').collect();
    format!("{}/{}/{}", parts[2], parts[1], parts[0])
}

fn verdict([ready, not_ready, unknown]: Counts) -> &'static str {
    let asked = TARGET * (ready + not_ready + unknown);
    match (ready * 100 >= asked, (ready + unknown) * 100 >= asked) {
        (true, _) => "ĐẠT",
        (false, false) => "chưa đạt",
        (false, true) => "chưa đủ căn cứ",
    }
}

fn students(told: &Told) -> &[Home] {
    &told.students
}

fn teachers(told: &Told) -> &[Home] {
    &told.teachers
}

impl Day {
    fn go(&mut self, question: &str, screen: &str) {
        self.screen.question(question);
        self.shell.question(question);
        self.screen.keys(screen);
    }

    async fn command(&mut self, arguments: &str) {
        self.commands += 1;
        let mark = self.commands;
        self.shell.keys(&format!(
            "clear; {KIEMKE} {arguments}; echo \"rc $? of {mark}\"\r"
        ));
        self.shell.shows_row(&[&format!("rc 0 of {mark}")]).await;
    }

    async fn back(&mut self) {
        self.screen.keys(ESC);
        self.screen.shows_row(&["T21"]).await;
    }

    async fn is_it_met(&mut self) {
        self.go("kế hoạch 1: T2 đạt chưa, nay và cuối mỗi kỳ", "6");
        for (target, people) in [("T2s", students as fn(&Told) -> &[Home]), ("T2t", teachers)] {
            let counts = self.year.counts(|_| true, people);
            self.screen
                .shows_row(&[target, &range(counts), verdict(counts)])
                .await;
        }
        // At the term's end the newest answers had not come.
        for (target, people) in [("T2s", students as fn(&Told) -> &[Home]), ("T2t", teachers)] {
            let counts = self.year.told(&[Wave::Early, Wave::Learned], people);
            self.screen.select_row(TARGETS_FROM, &[target]).await;
            self.screen.keys("y");
            self.screen.shows(&format!("{target} · lịch sử")).await;
            let end = format!("{} cuối kỳ", written(&days_ago(2)));
            self.screen
                .shows_row(&[&end, &range(counts), verdict(counts)])
                .await;
            self.back().await;
        }
    }

    async fn who_is_unknown(&mut self) {
        self.go("kế hoạch 2: xã nào nhiều người chưa biết nhất", "6");
        self.screen.select_row(TARGETS_FROM, &["T2s"]).await;
        self.screen.keys("\r");
        let mut communes: Vec<(u64, String, Counts)> = (0..self.year.world.communes())
            .map(|commune| {
                let counts = self.year.counts(|told| told.school.commune == commune, students);
                (counts[2], self.year.commune(commune), counts)
            })
            .collect();
        communes.sort_by_key(|one| std::cmp::Reverse(one.0));
        for (_, name, counts) in &communes {
            let [ready, not_ready, unknown] = counts.map(|count| count.to_string());
            self.screen
                .shows_row(&[name, &ready, &not_ready, &unknown, &range(*counts)])
                .await;
        }
        let shown = self.screen.text();
        let places = communes.iter().map(|(_, name, _)| shown.find(name.as_str()));
        assert!(places.is_sorted(), "most unknown first:\n{shown}");
        self.back().await;
        // Whom to ask stands apart from what there is to buy, most first: the first survey is as much as is missing.
        self.screen.keys("w");
        self.screen.shows("T2s · giả định").await;
        let [ready, not_ready, unknown] = self.year.counts(|_| true, students);
        let more = (TARGET * (ready + not_ready + unknown)).div_ceil(100) - ready;
        let mut schools: Vec<&Told> = self.year.schools.iter().collect();
        schools.sort_by_key(|told| std::cmp::Reverse(told.not_asked()));
        let (first, second) = (schools[0], schools[1]);
        assert!(
            first.not_asked() >= more && second.not_asked() < more,
            "{more} are missing"
        );
        self.screen.keys("G");
        let asked = first.not_asked().to_string();
        let alone = "một mình là đủ";
        self.screen
            .shows_row(&[&first.school.name, "khảo sát ở nhà", &asked, alone])
            .await;
        self.screen.counts_rows(1, &[alone]).await;
        self.back().await;
    }

    async fn missing_machines(&mut self) {
        self.go("kế hoạch 3: còn thiếu bao nhiêu máy, 24/16/12", "m");
        for (first_grade, level, ratio) in LEVELS {
            let students = |told: &Told| told.by_level().get(&first_grade).copied().unwrap_or(0);
            let all: u64 = self.year.schools.iter().map(students).sum();
            let [all, missing] = [all, self.missing(|_| true, |grade| grade == first_grade)].map(counted);
            let name = format!("{level} {ratio}:1");
            // Nobody has counted machines yet, so none may be missing at least.
            self.screen
                .shows_row(&["Máy còn thiếu", &name, &all, " 0 ", &missing])
                .await;
        }
        for commune in 0..self.year.world.communes() {
            let schools = self.year.schools.iter();
            let schools = schools.filter(|told| told.school.commune == commune);
            let (name, sites) = (self.year.commune(commune), schools.count().to_string());
            let missing = counted(self.missing(|told| told.school.commune == commune, |_| true));
            self.screen
                .shows_row(&["Đơn vị", &name, &sites, " 0 ", &missing])
                .await;
        }
    }

    /// Machines that are missing at sites, each site whole machines for each level of its own.
    fn missing(&self, of: impl Fn(&Told) -> bool, level: impl Fn(u32) -> bool) -> u64 {
        let schools = self.year.schools.iter().filter(|told| of(told));
        let levels = schools.flat_map(Told::by_level);
        let needed = levels
            .filter(|(grade, _)| level(*grade))
            .map(|(grade, students)| {
                let ratio = LEVELS.iter().find(|(first, ..)| *first == grade).unwrap().2;
                students.div_ceil(ratio)
            });
        needed.sum()
    }

    async fn by_another_rule(&mut self) {
        self.go("kế hoạch 8: nếu là 1 Mbps mỗi học sinh", "6");
        self.screen.keys("m");
        let schools = self.year.schools.len();
        let without = self.year.schools.iter().filter(|told| told.without_line);
        let failed = without.count();
        let [failed, unknown] = [failed, schools - failed].map(|count| count.to_string());
        self.screen
            .shows_row(&["one-mbps-per-student", "0", &failed, &unknown])
            .await;
        self.back().await;
    }

    async fn what_is_missing(&mut self) {
        self.go("kế hoạch 4: người chưa đủ còn thiếu gì", "");
        self.back().await;
        self.command("readiness").await;
        // Whoever is not ready is so because the school has no line; planners are told whole tens.
        for (group, people) in [
            ("Học sinh", students as fn(&Told) -> &[Home]),
            ("Nhà giáo", teachers),
        ] {
            let [_, not_ready, _] = self.year.counts(|_| true, people);
            let missing = format!("đường truyền {}.", not_ready / 10 * 10);
            self.shell
                .shows_row(&[group, "chưa đủ điều kiện còn thiếu", &missing])
                .await;
        }
    }

    async fn things(&mut self) {
        self.go(
            "kế hoạch 5: T11 theo số lượng, theo giá trị, trường chưa nhập sổ",
            "",
        );
        self.command("items").await;
        self.shell
            .shows_row(&["Cận dưới giá trị", "Cận trên giá trị"])
            .await;
        // Nothing was counted, so nothing of it is managed yet.
        let recorded = self.things + RECORDED as u64;
        let (things, cost) = (recorded.to_string(), counted(self.cost_dong));
        self.shell
            .shows_row(&["Cộng", "0", &things, "0,0 %", "0", &cost, "0,0 %"])
            .await;
        let without = self.year.schools.len() - 1;
        self.shell
            .shows_row(&["Chưa nhập sổ", &format!("{without} trường")])
            .await;
        let text = self.shell.text().replace(['\n', '\r'], " ");
        let listed = text.split_once("Chưa nhập sổ").unwrap().1;
        let words = |text: &str| text.split_whitespace().collect::<String>();
        let listed = words(listed);
        for told in &self.year.schools[1..] {
            assert!(
                listed.contains(&words(&told.school.name)),
                "{}:\n{listed}",
                told.school.name
            );
        }
    }

    async fn how_it_moved(&mut self) {
        self.go("kế hoạch 6: số liệu đã đổi ra sao, do biết thêm bao nhiêu", "6");
        self.screen.select_row(TARGETS_FROM, &["T2s"]).await;
        self.screen.keys("y");
        self.screen.shows("T2s · lịch sử").await;
        // Of the first day nothing became known later; of the second, answers that came on the third. The rest changed.
        let known_then = self.year.told(&[Wave::Early], students);
        let learned = self.year.told(&[Wave::Early, Wave::Learned], students);
        let now = self.year.counts(|_| true, students);
        self.moved("do biết thêm", known_then, known_then).await;
        self.moved("do điều kiện đổi", known_then, now).await;
        self.screen.keys("f");
        self.screen.shows("từ ngày nào đến ngày nào").await;
        self.screen.keys(&written(&days_ago(3)));
        self.screen.keys(CTRL_S);
        self.moved("do biết thêm", known_then, learned).await;
        self.moved("do điều kiện đổi", learned, now).await;
        self.back().await;
    }

    /// A row tells by how many each count moved.
    async fn moved(&self, what: &str, before: Counts, after: Counts) {
        let signed = |at: usize| {
            let (before, after) = (
                i64::try_from(before[at]).unwrap(),
                i64::try_from(after[at]).unwrap(),
            );
            format!("{:+}", after - before)
        };
        let [ready, not_ready, unknown] = [0, 1, 2].map(signed);
        self.screen.shows_row(&[what, &ready, &not_ready, &unknown]).await;
    }

    async fn by_other_units(&mut self) {
        self.go("kế hoạch 7: theo huyện cũ và theo xã mới", "2");
        let mut by: BTreeMap<String, usize> = BTreeMap::new();
        for told in &self.year.schools {
            let commune = told.school.commune;
            *by.entry(self.year.commune(commune)).or_default() += 1;
            *by.entry(Year::district(commune).to_owned()).or_default() += 1;
        }
        let (districts, communes): (Vec<_>, Vec<_>) =
            by.into_iter().partition(|(name, _)| name.starts_with("Huyện"));
        for (view, groups) in [("huyen cu", districts), ("xa", communes)] {
            self.screen.keys("v");
            self.screen.shows("xem theo").await;
            self.screen.keys(view);
            self.screen.keys("\r");
            for (name, schools) in groups {
                self.screen.shows_row(&[&name, &format!(" {schools} ")]).await;
            }
        }
    }

    async fn old_machines(&mut self) {
        self.go("kế hoạch 9: máy quá năm năm, hệ điều hành hết hỗ trợ", "3");
        self.screen.keys("f");
        self.screen.shows("Lọc những dòng nào").await;
        self.screen.keys("het ho tro\r");
        let unsupported = self.year.unsupported();
        self.screen
            .shows(&format!("{unsupported} / {unsupported} "))
            .await;
        self.screen.keys("f");
        self.screen.shows("Lọc những dòng nào").await;
        self.screen.keys("may qua so nam\r");
        self.screen.shows("quá số năm dùng").await;
        let old = self.old;
        self.screen.shows(&format!(" {old} / {old} ")).await;
    }

    async fn typed_by_hand(&mut self) {
        self.go("kế hoạch 10: số nào nhập tay", "6");
        for (target, numerator, denominator, source) in TYPED {
            let counts = [numerator, denominator - numerator, 0];
            self.screen.shows_row(&[target, &range(counts), source]).await;
        }
        self.screen.counts_rows(TYPED.len(), &["Báo cáo"]).await;
    }
}
