//! What is true of the people of a made-up province, and how it came to be known, day by day: rosters first, surveys in two
//! waves, books and figures. Kept as facts, so that an oracle can say what the screen must show.

use kiemke_daemon::Clock;
use kiemke_http::{Client, Endpoint, Request};
use kiemke_sim::names;
use kiemke_sim::reports;
use kiemke_sim::seed::{Seed, Topic};
use kiemke_sim::world::{Level, Machine, Mix, Plan, School, SchoolIndex, World};
use kiemke_tests::daemon::enrol_token_of;
use kiemke_tests::hand_agent::{HandAgent, inventory, now};
use kiemke_wire::enrol::EnrolReply;
use kiemke_wire::ids::{MachineId, RunId};
use kiemke_wire::time::{DAY_MS, HOUR_MS, UnixMs};
use kiemke_wire::view::ImportReport;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};

const DISTRICTS: [&str; 2] = ["Huyện Krông Nô", "Huyện Đắk Mil"];
const CLASS: u32 = 10;
/// Machines that agents tell of, the first ones of the province.
const MACHINES: usize = 24;
/// Of them, those that a record speaks of.
pub(super) const RECORDED: usize = 12;
/// More years than a computer is used.
const YEARS_OLD: u16 = 7;
/// Students of the largest school, which has not answered: its survey alone settles what the plan asks.
const LARGEST: u32 = 600;
/// Number of that school, of those that do not answer.
const SILENT: u32 = 3;
/// Every day is taught, so that a term can end on any.
const CALENDAR: &str = "name = \"Ngày nào cũng học\"\nversion = 1\n\
    teaching_weekdays = [\"mon\", \"tue\", \"wed\", \"thu\", \"fri\", \"sat\", \"sun\"]\n\
    teaching_hours = [{ from = \"07:00\", to = \"11:30\" }, { from = \"13:00\", to = \"17:00\" }]\n";
const EVIDENCE: &str = include_str!("../../../config/evidence.toml");
const OS_SUPPORT: &str = include_str!("../../../config/os-support.toml");

/// What a person has at home.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Home {
    /// All that is needed.
    Ready,
    NoDevice,
    NoLine,
    NoSoftware,
    /// Nobody asked.
    Untold,
}

/// When a school's answers are of, and came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wave {
    /// They came on the first day.
    Early,
    /// They were given on the second day, and came on the third.
    Learned,
    /// They changed on the last day.
    Changed,
    /// They have not come.
    Never,
}

/// A school with its people.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) school: School,
    pub(super) wave: Wave,
    /// Whether it said that it has no line.
    pub(super) without_line: bool,
    pub(super) students: Vec<Home>,
    pub(super) teachers: Vec<Home>,
    /// Students with a national id, the first ones.
    pub(super) with_id: u32,
}

/// Ready, not ready, unknown.
pub(super) type Counts = [u64; 3];

pub(super) struct Year {
    pub(super) world: World,
    pub(super) schools: Vec<Told>,
}

/// A clock that stands until it is moved.
pub(super) struct Hand(AtomicI64);

impl Clock for Hand {
    fn now(&self) -> UnixMs {
        UnixMs(self.0.load(Ordering::SeqCst))
    }
}

impl Hand {
    /// Noon of that day at +07:00: by then the day before is closed.
    pub(super) fn days_ago(days: i64) -> Self {
        let local = now().0 + 7 * HOUR_MS;
        let noon = local - local.rem_euclid(DAY_MS) + 5 * HOUR_MS;
        Self(AtomicI64::new(noon - days * DAY_MS))
    }

    pub(super) fn pass_a_day(&self) {
        self.0.fetch_add(DAY_MS, Ordering::SeqCst);
    }
}

impl Year {
    pub(super) fn new() -> Self {
        let world = World::new(Plan {
            seed: Seed(5),
            schools: 42,
            machines: 240,
            mix: Mix::Province,
        });
        let general = |school: &School| !matches!(school.level, Level::Kindergarten | Level::Continuing);
        let schools = (0..world.schools()).map(|index| world.school(SchoolIndex(index)));
        let schools = schools.filter(general).zip(0..);
        let told = schools
            .map(|(school, number)| told(&world, school, number))
            .collect();
        Self { schools: told, world }
    }

    pub(super) fn commune(&self, number: u32) -> String {
        names::commune(self.world.seed(), number)
    }

    pub(super) fn district(commune: u32) -> &'static str {
        DISTRICTS[commune as usize % DISTRICTS.len()]
    }

    /// How many are ready of some schools, once all is known.
    pub(super) fn counts(&self, of: impl Fn(&Told) -> bool, people: impl Fn(&Told) -> &[Home]) -> Counts {
        let mut counts = [0; 3];
        for school in self.schools.iter().filter(|school| of(school)) {
            for home in people(school) {
                counts[school.judged(*home)] += 1;
            }
        }
        counts
    }

    /// The same once these answers have come.
    pub(super) fn told(&self, waves: &[Wave], people: impl Fn(&Told) -> &[Home]) -> Counts {
        let has_come = |told: &Told| waves.contains(&told.wave);
        let mut counts = self.counts(has_come, &people);
        counts[2] += self.counts(|told| !has_come(told), people).iter().sum::<u64>();
        counts
    }
}

impl Told {
    /// Which of the three a person is: without a line at school nobody can learn there, so home decides; else the school may
    /// have what home has not, and nobody knows.
    fn judged(&self, home: Home) -> usize {
        match home {
            Home::Ready => 0,
            Home::NoDevice | Home::NoLine | Home::NoSoftware if self.without_line => 1,
            _ => 2,
        }
    }

    /// Of whom an answer about home is missing.
    pub(super) fn not_asked(&self) -> u64 {
        let untold = self.students.iter().filter(|home| **home == Home::Untold);
        untold.count() as u64
    }

    /// Its students by the first grade of their level.
    pub(super) fn by_level(&self) -> BTreeMap<u32, u64> {
        let mut counts = BTreeMap::new();
        for (at, _) in (0..).zip(&self.students) {
            let level = match self.grade(at) {
                1..=5 => 1,
                6..=9 => 6,
                _ => 10,
            };
            *counts.entry(level).or_default() += 1;
        }
        counts
    }

    pub(super) fn level(&self) -> &'static str {
        match self.school.level {
            Level::Primary => "primary",
            Level::PrimaryAndLowerSecondary => "primary+lower_secondary",
            Level::LowerSecondary => "lower_secondary",
            _ => "upper_secondary",
        }
    }

    /// The grade of a student.
    pub(super) fn grade(&self, student: u32) -> u32 {
        let class = student / CLASS;
        // Both levels of a school that has two.
        let (first, count, round) = match self.school.level {
            Level::Primary => (1, 5, class),
            Level::PrimaryAndLowerSecondary if class.is_multiple_of(2) => (1, 5, class / 2),
            Level::PrimaryAndLowerSecondary | Level::LowerSecondary => (6, 4, class / 2),
            _ => (10, 3, class),
        };
        first + round % count
    }

    fn class(&self, student: u32) -> String {
        format!("{}A{}", self.grade(student), student / CLASS + 1)
    }
}

fn told(world: &World, school: School, number: u32) -> Told {
    let mut draw = world.seed().draw(Topic::People, u64::from(school.index.0));
    let wave = match number % 4 {
        0 => Wave::Early,
        1 => Wave::Learned,
        2 => Wave::Changed,
        _ => Wave::Never,
    };
    let mut home = |has_answers: bool| {
        let home = *draw.weighted(&[
            (45, Home::Ready),
            (20, Home::NoDevice),
            (12, Home::NoLine),
            (8, Home::NoSoftware),
            (15, Home::Untold),
        ]);
        if has_answers { home } else { Home::Untold }
    };
    let has_answers = wave != Wave::Never;
    let count = match number {
        SILENT => LARGEST,
        _ => 20 + number * 7 % 30,
    };
    let students: Vec<Home> = (0..count).map(|_| home(has_answers)).collect();
    let teachers = (0..12 + number % 5).map(|_| home(has_answers)).collect();
    Told {
        without_line: number.is_multiple_of(3),
        with_id: count * 4 / 5,
        school,
        wave,
        students,
        teachers,
    }
}

/// The telling of it.
impl Year {
    /// Agents on machines of schools that have a line.
    pub(super) async fn bring_machines(&self, admin: &Client, daemon: &Endpoint) -> Vec<MachineId> {
        let mut known = Vec::new();
        for machine in self.machines() {
            let token = enrol_token_of(admin, &machine.school.code, 1).await;
            let identity = reports::identity(self.world.seed(), &machine, 0);
            let mut request = reports::enrolment(&self.world, &machine, &identity);
            request.room = None;
            let client = Client::new(daemon.clone(), Some(token));
            let reply: EnrolReply = client.json(Request::post("/v1/enrol", &request)).await.unwrap();
            let agent = HandAgent {
                id: identity.agent,
                credential: identity.credential,
                run: RunId([1; 8]),
            };
            let items = inventory(&self.world, &machine, &agent, Some(reply.settings.hash_key));
            agent.report(daemon, items).await.unwrap();
            known.push(reply.machine);
        }
        known
    }

    /// Records of some of these machines, every third of them put to use long ago. How many those are.
    pub(super) async fn record(&self, technician: &Client, known: &[MachineId]) -> usize {
        let this_year: u16 = day(now())[..4].parse().unwrap();
        let machines = self.machines();
        let recorded = machines.iter().zip(known).take(RECORDED);
        let records = recorded.enumerate().map(|(at, (machine, id))| {
            let years = if at % 3 == 0 { YEARS_OLD } else { 1 };
            json!({"name": "Máy tính để bàn", "category": "desktop", "place": machine.school.code,
                "state": "in_use", "year_in_use": this_year - years, "machine": id})
        });
        let records: Vec<Value> = records.collect();
        let old = records.len().div_ceil(3);
        let body = json!({ "records": records });
        let _: Value = technician
            .json(Request::post("/v1/equipment", &body))
            .await
            .unwrap();
        old
    }

    /// The machines of which agents tell.
    pub(super) fn machines(&self) -> Vec<Machine> {
        let has_line = |machine: &Machine| {
            let mut schools = self.schools.iter().filter(|told| !told.without_line);
            schools.any(|told| told.school.index == machine.school.index)
        };
        let all = self.world.machines().map(|index| self.world.machine(index));
        all.filter(|machine| machine.enrols() && has_line(machine))
            .take(MACHINES)
            .collect()
    }

    /// How many of them run a system of which the support is over by the shipped list, read without the daemon's rules.
    pub(super) fn unsupported(&self) -> usize {
        let list: toml::Table = toml::from_str(OS_SUPPORT).unwrap();
        let releases = list["release"].as_array().unwrap();
        let today = day(now());
        let is_over = |machine: &Machine| {
            let release = machine.system.release;
            let name = format!("{} {}", release.name, release.version).to_lowercase();
            let stands = |release: &&toml::Value| {
                let mut words = release["words"].as_array().unwrap().iter();
                words.all(|word| name.contains(word.as_str().unwrap()))
            };
            let found = releases.iter().find(stands);
            found.is_some_and(|release| release["ends"].as_str().unwrap() < today.as_str())
        };
        self.machines().iter().filter(|machine| is_over(machine)).count()
    }

    /// Units as an office brings them: communes with their old district, schools with their level.
    pub(super) async fn bring_units(&self, admin: &Client) {
        let mut table = "Mã;Tên;Loại;Thuộc;Huyện cũ;Cấp học\n".to_owned();
        for commune in 0..self.world.communes() {
            let name = self.commune(commune);
            table += &format!("x{commune};{name};Xã;;{};\n", Self::district(commune));
        }
        for told in &self.schools {
            let School {
                code, name, commune, ..
            } = &told.school;
            table += &format!("{code};{name};Trường;x{commune};;{}\n", told.level());
        }
        import(admin, "units?file=don-vi.csv", table).await;
    }

    /// Everybody's name, class and number; nothing of what they have.
    pub(super) async fn bring_rosters(&self, technician: &Client) {
        let mut table = "Mã trường;Đối tượng;Lớp;Mã;Họ và tên;Mã định danh;Cấp học\n".to_owned();
        for (number, told) in self.schools.iter().enumerate() {
            let code = &told.school.code;
            for (at, _) in (0..).zip(&told.students) {
                let id = match at < told.with_id {
                    true => format!("{:010}", 1_000_000 + number as u32 * 1_000 + at),
                    false => String::new(),
                };
                table += &format!("{code};Học sinh;{};HS{at:03};Em {at};{id};\n", told.class(at));
            }
            for (at, _) in told.teachers.iter().enumerate() {
                let level = told.level().split('+').next().unwrap_or_default();
                table += &format!("{code};Giáo viên;;GV{at:03};Thầy {at};;{level}\n");
            }
        }
        import(technician, "roster?file=danh-sach.csv", table).await;
    }

    /// A word that counts nobody, so that the day that has passed is noticed.
    pub(super) async fn notice(&self, admin: &Client, today: UnixMs) {
        let School {
            code, name, commune, ..
        } = &self.schools[0].school;
        let heads = "Mã;Tên;Loại;Thuộc;Vùng khó khăn";
        let table = format!("{heads}\n{code};{name};Trường;x{commune};{}\n", day(today));
        import(admin, "units?file=vung.csv", table).await;
    }

    /// The answers of a wave, as they were on a day.
    pub(super) async fn bring_answers(&self, technician: &Client, wave: Wave, on: UnixMs) {
        let mut table = "Mã trường;Lớp;Mã;Thiết bị;Dùng chung;Đường truyền;Đăng nhập\n".to_owned();
        for told in self.schools.iter().filter(|told| told.wave == wave) {
            let code = &told.school.code;
            let students = (0..).zip(&told.students);
            let students = students.map(|(at, home)| (told.class(at), format!("HS{at:03}"), *home));
            let teachers = told.teachers.iter().enumerate();
            let teachers = teachers.map(|(at, home)| (String::new(), format!("GV{at:03}"), *home));
            for (class, person, home) in students.chain(teachers) {
                let answers = match home {
                    Home::Ready => "Máy tính xách tay;0;Có;Có",
                    Home::NoDevice => "Không có;;Có;Có",
                    Home::NoLine => "Máy tính xách tay;0;Không có mạng;Có",
                    Home::NoSoftware => "Máy tính xách tay;0;Có;Không",
                    Home::Untold => continue,
                };
                table += &format!("{code};{class};{person};{answers}\n");
            }
        }
        import(
            technician,
            &format!("survey?file=phieu.csv&on={}", day(on)),
            table,
        )
        .await;
    }

    /// Schools without a line say so.
    pub(super) async fn declare(&self, technician: &Client, on: UnixMs) {
        for told in self.schools.iter().filter(|told| told.without_line) {
            let path = format!("/v1/units/{}/complete", told.school.code);
            let body = json!({"of": "lines", "on": day(on)});
            let _: Value = technician.json(Request::post(path, &body)).await.unwrap();
        }
    }
}

/// The standards of a province in which a term begins that day.
pub(super) fn write_standards(data: &Path, term_begins: &str) {
    let folder = data.join("standards");
    std::fs::create_dir_all(&folder).unwrap();
    let begins = format!("terms_begin = [{:?}]", &term_begins[5..]);
    let evidence: Vec<&str> = EVIDENCE
        .lines()
        .map(|line| match line.starts_with("terms_begin") {
            true => begins.as_str(),
            false => line,
        })
        .collect();
    std::fs::write(folder.join("evidence.toml"), evidence.join("\n")).unwrap();
    std::fs::write(folder.join("calendar.toml"), CALENDAR).unwrap();
}

async fn import(client: &Client, what: &str, table: String) {
    let file = Request::post_file(format!("/v1/import/{what}"), table);
    let reply = client.exchange(file).await.unwrap();
    let said = String::from_utf8_lossy(&reply.body);
    assert_eq!(reply.status, 200, "{said}");
    let report: ImportReport = serde_json::from_slice(&reply.body).unwrap();
    assert!(report.applied, "{said}");
}

/// The day at +07:00.
pub(super) fn day(at: UnixMs) -> String {
    let local = jiff::Timestamp::from_millisecond(at.0 + 7 * 3_600_000).unwrap();
    local.to_string()[..10].to_owned()
}
