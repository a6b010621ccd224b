//! Task 10: what the pupils of a class answered about home is typed, all who answered the same in one form, and the school's
//! readiness moves by as many as the definitions say.

use super::Day;
use kiemke_sim::seed::Topic;
use kiemke_sim::world::{Level, School, World};
use kiemke_tests::desk::key::{CTRL_S, DOWN, ESC};
use kiemke_tests::desk::range;

/// Rows of the class above its people.
const PEOPLE_FROM: usize = 5;
const PUPILS: usize = 24;
/// Pupils of the other class, of whom nobody asks.
const OTHERS: usize = 11;

/// What a pupil has at home.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Home {
    /// A laptop of one's own, a good line, signed in.
    Whole,
    /// The laptop is shared with one learner in another shift: it can be used.
    OtherShift,
    /// With one in the same shift: it cannot.
    SameShift,
    PhoneOnly,
    LineStops,
    NeverSignedIn,
    NotAsked,
}

/// What is typed for all who answered so, and what stands in their rows then.
struct Typed {
    home: Home,
    device: &'static str,
    shared: &'static str,
    same_shift: &'static str,
    line: &'static str,
    signed_in: &'static str,
    shown: [&'static str; 3],
}

const FORMS: [Typed; 6] = [
    Typed {
        home: Home::Whole,
        device: "xach tay",
        shared: "0",
        same_shift: "",
        line: "xem khong",
        signed_in: "co",
        shown: ["máy tính xách tay ", "xem không bị dừng", "có"],
    },
    Typed {
        home: Home::OtherShift,
        device: "may tinh bang",
        shared: "1",
        same_shift: "khong",
        line: "xem khong",
        signed_in: "co",
        shown: ["máy tính bảng +1 ", "xem không bị dừng", "có"],
    },
    Typed {
        home: Home::SameShift,
        device: "may tinh bang",
        shared: "1",
        same_shift: "co",
        line: "xem khong",
        signed_in: "co",
        shown: ["máy tính bảng +1 (học cùng ca)", "xem không bị dừng", "có"],
    },
    Typed {
        home: Home::PhoneOnly,
        device: "dien thoai",
        shared: "0",
        same_shift: "",
        line: "xem khong",
        signed_in: "co",
        shown: ["điện thoại ", "xem không bị dừng", "có"],
    },
    Typed {
        home: Home::LineStops,
        device: "may tinh ban",
        shared: "0",
        same_shift: "",
        line: "hay bi",
        signed_in: "co",
        shown: ["máy tính bàn ", "hay bị dừng", "có"],
    },
    Typed {
        home: Home::NeverSignedIn,
        device: "xach tay",
        shared: "0",
        same_shift: "",
        line: "xem khong",
        signed_in: "khong",
        shown: ["máy tính xách tay ", "xem không bị dừng", "không"],
    },
];

/// A class as it is, drawn from the province's seed.
struct Class {
    name: String,
    other: String,
    homes: Vec<Home>,
}

impl Class {
    fn of(world: &World, school: &School) -> Self {
        let grade = match school.level {
            Level::Primary | Level::PrimaryAndLowerSecondary => 4,
            Level::LowerSecondary => 8,
            _ => 11,
        };
        let mut draw = world.seed().draw(Topic::People, u64::from(school.index.0));
        let mut home = || {
            *draw.weighted(&[
                (30, Home::Whole),
                (15, Home::OtherShift),
                (10, Home::SameShift),
                (15, Home::PhoneOnly),
                (10, Home::LineStops),
                (10, Home::NeverSignedIn),
                (10, Home::NotAsked),
            ])
        };
        Self {
            name: format!("{grade}A1"),
            other: format!("{grade}A2"),
            homes: (0..PUPILS).map(|_| home()).collect(),
        }
    }

    fn roster(&self) -> String {
        let mut table = "Đối tượng;Lớp;Mã;Họ và tên\n".to_owned();
        for (class, first, count) in [(&self.name, 1, PUPILS), (&self.other, 101, OTHERS)] {
            for number in first..first + count {
                // Named so that they stand in that order.
                table += &format!("Học sinh;{class};{};Em {number:03}\n", code(number - 1));
            }
        }
        table
    }

    /// Who of both classes can learn at home, who cannot anywhere, and of whom nobody knows: the school may have for them
    /// what home has not, because its line is not measured long enough to say.
    fn counts(&self, typed: &[Home]) -> [u64; 3] {
        let is_ready = |home: &&Home| matches!(home, Home::Whole | Home::OtherShift) && typed.contains(home);
        let ready = self.homes.iter().filter(is_ready).count();
        [ready as u64, 0, (PUPILS + OTHERS - ready) as u64]
    }
}

fn code(at: usize) -> String {
    format!("HS{:03}", at + 1)
}

impl Day<'_> {
    pub(super) async fn a_class_answers(&mut self, world: &World, school: &School) {
        self.go(
            "kỹ thuật viên 10: nhập phiếu khảo sát thiết bị ở nhà của một lớp",
            "2",
        );
        let class = Class::of(world, school);
        std::fs::write(self.home.join("lop.csv"), class.roster()).unwrap();
        let all = format!("Mới {}", PUPILS + OTHERS);
        self.command("import roster lop.csv", &[&[&all]]).await;
        self.screen.shows(&school.name).await;
        self.screen.keys("c");
        self.screen.shows("Các lớp của").await;
        self.screen.shows_row(&[&class.other, &OTHERS.to_string()]).await;
        self.screen
            .select_row(PEOPLE_FROM, &[&class.name, &PUPILS.to_string()])
            .await;
        self.screen.keys("\r");
        self.screen
            .shows_row(&[&format!("▸ {}", class.name), &format!("0 / {PUPILS} đã trả lời")])
            .await;
        let mut typed = Vec::new();
        for form in &FORMS {
            if self.types(&class, form).await {
                typed.push(form.home);
            }
            self.stands(&class, &typed).await;
        }
        assert!(
            typed.len() > 3,
            "the class is one of many kinds: {:?}",
            class.homes
        );
        self.screen.keys(ESC);
        self.screen.shows("Các lớp của").await;
        self.screen.keys(ESC);
        self.screen.hides("Các lớp của").await;
        // The plan's own row says the same.
        self.screen.keys("6");
        self.screen
            .shows_row(&["T2s", &range(class.counts(&typed))])
            .await;
    }

    /// Marks all who answered so, and types it once. Says whether there was anybody.
    async fn types(&mut self, class: &Class, form: &Typed) -> bool {
        let is_it: Vec<bool> = class.homes.iter().map(|home| *home == form.home).collect();
        let count = is_it.iter().filter(|is_it| **is_it).count();
        if count == 0 {
            return false;
        }
        // A mark goes on to the next row by itself.
        let marks: String = is_it
            .iter()
            .map(|is_it| if *is_it { " " } else { DOWN })
            .collect();
        self.screen.keys(&format!("g{marks}"));
        self.screen.shows(&format!("đã đánh dấu {count}")).await;
        self.screen.keys("\r");
        let name = format!("Phiếu ở nhà: {}, {count} người", class.name);
        self.screen.shows(&name).await;
        let Typed {
            device,
            shared,
            same_shift,
            line,
            signed_in,
            ..
        } = form;
        self.screen.keys(&format!(
            "{device}\r{shared}\r{same_shift}\r{line}\r{signed_in}\r"
        ));
        self.screen.keys(CTRL_S);
        self.screen.shows(&format!("Đã ghi: {name}")).await;
        true
    }

    /// Everybody's row says what was typed of them, and the school's share is what follows.
    async fn stands(&self, class: &Class, typed: &[Home]) {
        let mut answered = 0;
        for (at, home) in class.homes.iter().enumerate() {
            let form = FORMS.iter().find(|form| form.home == *home);
            match form.filter(|form| typed.contains(&form.home)) {
                Some(form) => {
                    answered += 1;
                    let [device, line, signed_in] = form.shown;
                    self.screen.shows_row(&[&code(at), device, line, signed_in]).await;
                }
                None => self.screen.shows_row(&[&code(at), "–", "–", "–", "–"]).await,
            }
        }
        self.screen
            .shows_row(&[
                &format!("{answered} / {PUPILS} đã trả lời"),
                "T2s",
                &range(class.counts(typed)),
            ])
            .await;
    }
}
