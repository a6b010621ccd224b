//! The day of district IT: the ten questions of theirs, asked by keys alone of a real daemon whose agents have told a week
//! of troubles, and what stands on the screen compared with what really happened.
//!
//! | question | keys | what must stand where |
//! |---|---|---|
//! | 1 silent sites: one, a commune, a provider | `8` | a row of screen 8 for each cause, with how many sites |
//! | 2 machine, gateway or Internet | `4 /` name `⏎` | the state of the line, and the way in its detail |
//! | 3 lines under contract, with evidence | `4`, `⏎ ⇥ ⇥` | share of the contract, and its twelve tests |
//! | 4 slow in busy hours only | `8 ⏎ ⇥` | an alert, and the slow half-hours of the day |
//! | 5 Wi-Fi as the bottleneck | `4` | the state of those lines and of no other |
//! | 6 outdated agents, agents reset daily | `8` | a row for each site |
//! | 7 twins, and two under one identity | `7 s` | both sides of each question |
//! | 8 moved without a transfer | `7 s` | the machine and both schools |
//! | 9 platforms that are blocked, and where | `8 ⏎` | the sites, and the host in the line's detail |
//! | 10 megabytes that tests took this month | `4 /` name `⏎` | a field of the line's detail |

mod week;

use kiemke_http::{Client, Endpoint};
use kiemke_sim::world::SchoolIndex;
use kiemke_tests::desk::Person;
use kiemke_tests::desk::key::ESC;
use kiemke_tests::process::DaemonProcess;
use kiemke_tests::screen::Screen;
use kiemke_wire::reading::FaultPlace;
use kiemke_wire::view::Role;
use week::{DOWN_PROVIDER, PLATFORM, Week};

const KIEMKED: &str = env!("CARGO_BIN_EXE_tested-kiemked");
const KIEMKE: &str = env!("CARGO_BIN_EXE_tested-kiemke");
/// Rows of the screen above the alerts, and above the lines.
const ALERTS_FROM: usize = 3;
const LINES_FROM: usize = 5;

struct Day {
    screen: Screen,
    week: Week,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn district_it_reads_its_answers_off_the_screen() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut week = Week::new();
    week.live(&data).await;
    let daemon = DaemonProcess::start(KIEMKED, &data, "127.0.0.1:0").await;
    let admin = Client::new(Endpoint::Unix(data.join("control.sock")), None);
    week.report(&admin, &daemon.endpoint).await;
    // Alerts are looked for each minute, and when the daemon starts.
    assert!(daemon.terminate().await.success());
    let daemon = DaemonProcess::start(KIEMKED, &data, "127.0.0.1:0").await;
    let minh = Person::new(&admin, Role::District, None, "Anh Minh").await;
    let screen = minh.sit_down(KIEMKE, &[], &daemon.endpoint, folder.path(), (160, 60));
    screen.shows("trực tuyến").await;
    let mut day = Day { screen, week };
    day.silent_sites().await;
    day.where_the_fault_is().await;
    day.under_contract().await;
    day.busy_hours().await;
    day.wifi().await;
    day.agents().await;
    day.twins().await;
    day.moved().await;
    day.platforms().await;
    day.test_bytes().await;
    day.screen.keys("q");
    assert_eq!(day.screen.ends().await, 0);
    assert!(daemon.terminate().await.success());
}

impl Day {
    fn name(&self, school: SchoolIndex) -> String {
        self.week.world.school(school).name
    }

    fn go(&mut self, question: &str, screen: &str) {
        self.screen.question(question);
        self.screen.keys(screen);
    }

    async fn silent_sites(&mut self) {
        self.go("cụm 1: nơi nào im lặng", "8");
        let silent = "không thấy máy nào trong năm ngày học";
        let units = |count: usize| format!("({count} đơn vị)");
        let dark = self.week.dark_commune();
        let (in_dark, of_provider) = (units(self.week.dark.len()), units(self.week.down.len()));
        let alone = self.name(self.week.alone);
        self.screen.shows_row(&["✖", &dark, silent, &in_dark]).await;
        self.screen.shows_row(&["✖", &alone, silent]).await;
        let down = "đường truyền không ra được Internet";
        self.screen
            .shows_row(&["✖", DOWN_PROVIDER, down, &of_provider])
            .await;
        self.alerts(silent, 2).await;
        self.alerts(down, 1).await;
    }

    /// So many open alerts say this; the events below them tell of what began and what is over.
    async fn alerts(&self, what: &str, count: usize) {
        let is_open = |row: &&String| !row.contains("cảnh báo:") && !row.contains("đã hết:");
        let rows = self.screen.rows(&[what]);
        let open: Vec<&String> = rows.iter().filter(is_open).collect();
        assert_eq!(open.len(), count, "{what}: {open:#?}");
    }

    async fn where_the_fault_is(&mut self) {
        let faults = self.week.faults.clone();
        for (school, (place, _)) in faults {
            let (word, symptom) = match place {
                FaultPlace::Machine => ("máy", "không có kết nối"),
                FaultPlace::Gateway => ("modem", "không trả lời"),
                FaultPlace::Provider => ("nhà mạng", "không phân giải được tên"),
                FaultPlace::Wifi | FaultPlace::Platform => continue,
            };
            self.go("cụm 2: máy tắt, modem hỏng hay mất Internet", "4");
            let name = self.name(school);
            let state = format!("lỗi ở {word}");
            self.search(&name, &["▲", &state]).await;
            self.screen.keys("\r");
            self.screen.shows_row(&[&format!("{word} ▲")]).await;
            self.screen.shows_row(&["▲", &format!("{word}: {symptom}")]).await;
            self.back_to_lines().await;
        }
    }

    /// Types a name into the search of screen 4 and selects its row, which says this.
    async fn search(&mut self, name: &str, parts: &[&str]) {
        self.screen.keys("/");
        self.screen.keys(name);
        self.screen.keys("\r");
        self.screen.shows(&format!("/ {name}")).await;
        self.screen
            .select_row(LINES_FROM, &[&[name], parts].concat())
            .await;
    }

    async fn back_to_lines(&mut self) {
        self.screen.keys(ESC);
        self.screen.shows("xếp:").await;
        self.screen.keys(ESC);
        self.screen.shows("84 / 84").await;
    }

    async fn under_contract(&mut self) {
        self.go("cụm 3: đường truyền dưới hợp đồng", "4");
        let mut under = 0;
        for (school, tests) in self.week.tested.clone() {
            let contract = self.week.world.line(school, 0, 0).contract_mbps;
            let measured = median(tests.iter().map(|test| test.1).collect());
            // As people round.
            let percent = (measured + contract * 5) / (contract * 10);
            let name = self.name(school);
            let state = if percent < 80 {
                "▲ dưới hợp đồng"
            } else {
                "● thông"
            };
            under += usize::from(percent < 80);
            let (contract, share) = (format!("{contract} Mbps"), format!("{percent} %"));
            let mbps = format!("{} Mbps", (measured + 500) / 1_000);
            self.search(&name, &[&contract, &mbps, &share, state]).await;
            self.screen.keys("\r");
            let evidence = format!("{percent} % hợp đồng, {} phép đo trong 30 ngày", tests.len());
            self.screen.shows(&evidence).await;
            self.screen.keys("\t\t");
            self.screen
                .counts_rows(tests.len(), &["●", "Mbps", " / ", "Mbps"])
                .await;
            self.back_to_lines().await;
        }
        self.screen.counts_rows(under, &["▲ dưới hợp đồng"]).await;
    }

    async fn busy_hours(&mut self) {
        self.go("cụm 4: chỉ chậm trong giờ cao điểm", "8");
        let (name, what) = (self.name(self.week.busy), "chỉ chậm trong giờ cao điểm");
        self.screen.select_row(ALERTS_FROM, &["✖", &name, what]).await;
        self.alerts(what, 1).await;
        self.screen.keys("\r");
        self.screen.shows("[Tóm tắt]").await;
        self.screen.keys("\t");
        self.screen.shows("[Số đo]").await;
        assert_eq!(self.week.slow_when_taught(), [self.week.busy]);
        let told = self.week.first_bytes_ms(self.week.busy);
        assert!(told.len() > 1, "some half-hours were slow: {told:?}");
        for (first_byte_ms, half_hours) in told {
            let words = format!("byte đầu {first_byte_ms} ms");
            self.screen.counts_rows(half_hours, &[&words]).await;
        }
        self.screen.keys(ESC);
        self.screen.hides("[Số đo]").await;
    }

    async fn wifi(&mut self) {
        self.go("cụm 5: nghẽn ở Wi-Fi", "4");
        self.screen.shows("84 / 84").await;
        let faults = self.week.faults.clone().into_iter();
        let over_wifi = faults.filter(|(_, (place, _))| *place == FaultPlace::Wifi);
        let schools: Vec<SchoolIndex> = over_wifi.map(|(school, _)| school).collect();
        for school in &schools {
            let name = self.name(*school);
            self.screen.shows_row(&[&name, "▲ lỗi ở Wi-Fi"]).await;
        }
        self.screen.counts_rows(schools.len(), &["▲ lỗi ở Wi-Fi"]).await;
    }

    async fn agents(&mut self) {
        self.go("cụm 6: tác tử cũ hoặc bị đặt lại mỗi ngày", "8");
        for (school, what) in [
            (self.week.outdated, "tác tử trên máy cũ hơn máy chủ"),
            (self.week.reset, "tác tử bị đặt lại mỗi ngày"),
        ] {
            let name = self.name(school);
            self.screen.shows_row(&["✖", &name, what]).await;
            self.alerts(what, 1).await;
        }
    }

    /// Goes through the questions of screen 7 to the one of this kind.
    async fn find(&mut self, what: &str) {
        self.screen.keys("g");
        for number in 1..=3 {
            self.screen.shows(&format!("{number} / 3")).await;
            if !self.screen.rows(&[what]).is_empty() {
                return;
            }
            self.screen.keys("s");
        }
        panic!("no question of {what:?}:\n{}", self.screen.text());
    }

    async fn twins(&mut self) {
        self.go("cụm 7: máy xuất hiện hai lần, hai máy một khóa", "7");
        self.find("một khóa dùng trên hai máy (bản sao ổ đĩa)").await;
        let (original, copy) = self.week.clone;
        let [original, copy] = [original, copy].map(|index| self.week.machine(index).hardware.serials);
        let uuids = ["UUID", original.uuid.as_str(), copy.uuid.as_str(), "≠ khác"];
        self.screen.shows_row(&uuids).await;
        self.find("có phải cùng một máy?").await;
        let school = self.week.machine(self.week.twice).school.name;
        self.screen.shows_row(&["Đơn vị", &school, &school]).await;
        self.screen.shows_row(&["ổ đĩa", "= khớp"]).await;
    }

    async fn moved(&mut self) {
        self.go("cụm 8: chuyển chỗ không giấy", "7");
        self.find("chuyển chỗ chưa có giấy điều chuyển?").await;
        let (machine, to) = self.week.moved;
        let machine = self.week.machine(machine);
        let (host, to) = (kiemke_sim::facts::host_name(&machine), self.name(to));
        self.screen.shows_row(&[&host]).await;
        self.screen
            .shows_row(&["Đơn vị", &machine.school.name, &to])
            .await;
    }

    async fn platforms(&mut self) {
        self.go("cụm 9: nền tảng bị chặn, ở đâu", "8");
        let what = "không vào được nền tảng học tập";
        for school in self.week.blocked.clone() {
            self.screen.keys("8");
            let name = self.name(school);
            self.screen.select_row(ALERTS_FROM, &["✖", &name, what]).await;
            self.alerts(what, self.week.blocked.len()).await;
            self.screen.keys("\r");
            let blocked = format!("nền tảng: bị chặn ({PLATFORM})");
            self.screen.shows_row(&["▲", &blocked]).await;
            self.screen.keys(ESC);
            self.screen.hides(&blocked).await;
        }
    }

    async fn test_bytes(&mut self) {
        for school in self
            .week
            .tested
            .keys()
            .copied()
            .chain([self.week.busy])
            .collect::<Vec<_>>()
        {
            self.go("cụm 10: đo thử hết bao nhiêu MB trong tháng", "4");
            let name = self.name(school);
            self.search(&name, &[]).await;
            self.screen.keys("\r");
            let used = self.week.used_mib_this_month(school);
            self.screen.shows_row(&["Đo thử tháng này", &used]).await;
            self.back_to_lines().await;
        }
    }
}

/// The one in the middle; of two, the smaller.
fn median(mut values: Vec<u32>) -> u32 {
    values.sort_unstable();
    values[(values.len() - 1) / 2]
}
