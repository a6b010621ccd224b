//! Task 7: what is done with things, each with its paper, and what their histories say of it afterwards.

use super::{Day, STOCK_FROM};
use crate::day_of_technician::yesterday;
use kiemke_http::{Client, Endpoint};
use kiemke_tests::desk::Person;
use kiemke_tests::desk::key::{CTRL_S, ESC};
use kiemke_wire::view::Role;

const KIEMKE: &str = env!("CARGO_BIN_EXE_tested-kiemke");

/// What is done with a thing.
struct Deed {
    code: &'static str,
    /// What is typed to choose it.
    letters: &'static str,
    /// How it is called.
    title: &'static str,
    /// What is typed into its form up to the number of the paper.
    typed: &'static str,
    paper: &'static str,
    /// What the row says then.
    state: &'static str,
}

const LENT: &str = "MC-04";
const BROKEN: &str = "MC-05";
const MOVED: &str = "MC-06";
/// The paper by which a thing goes to another school.
const TRANSFER: &str = "12/QĐ-ĐC";

const DEEDS: &[Deed] = &[
    Deed {
        code: LENT,
        letters: "cho muon",
        title: "cho mượn",
        typed: "HS-0042\r\r",
        paper: "05/PM",
        state: "đang cho mượn",
    },
    Deed {
        code: LENT,
        letters: "tra lai",
        title: "trả lại",
        typed: "\r\r\r\r",
        paper: "06/PT",
        state: "trong kho",
    },
    Deed {
        code: BROKEN,
        letters: "bao hong",
        title: "báo hỏng",
        typed: "cháy bóng\r\r\r",
        paper: "02/BB",
        state: "hỏng",
    },
    Deed {
        code: BROKEN,
        letters: "dua di sua",
        title: "đưa đi sửa",
        typed: "bảo hành\r",
        paper: "11/PGN",
        state: "đang sửa",
    },
    Deed {
        code: BROKEN,
        letters: "nhan ve",
        title: "nhận về sau sửa",
        typed: "\r\r\r\r",
        paper: "12/PGN",
        state: "trong kho",
    },
    Deed {
        code: BROKEN,
        letters: "de nghi thanh ly",
        title: "đề nghị thanh lý",
        typed: "\r\rkhông sửa được\r",
        paper: "21/TTr",
        state: "chờ thanh lý",
    },
    Deed {
        code: BROKEN,
        letters: "thanh ly",
        title: "thanh lý",
        typed: "",
        paper: "07/QĐ-TL",
        state: "đã thanh lý",
    },
];

impl Day<'_> {
    pub(super) async fn one_thing_and_another(&mut self) {
        self.go("kỹ thuật viên 7: sửa, cho mượn, trả, thanh lý", "3");
        for deed in DEEDS {
            self.choose(deed.code, deed.letters, deed.title).await;
            self.screen.keys(deed.typed);
            self.screen.keys(&format!("{}\r{}", deed.paper, yesterday()));
            self.screen.keys(CTRL_S);
            self.screen.shows(&format!("Đã ghi: {} (1)", deed.title)).await;
            self.screen.shows_row(&[deed.code, deed.state]).await;
            self.search_no_more().await;
        }
        for code in [LENT, BROKEN] {
            let deeds = DEEDS.iter().filter(|deed| deed.code == code).rev();
            let told: Vec<Told<'_>> = deeds.map(|deed| (deed.title, "Cô Lan", deed.paper)).collect();
            self.history(code, &told).await;
        }
    }

    /// Somebody who keeps both schools carries a thing over, with the paper for it.
    pub(super) async fn carries_to_another_school(&mut self, admin: &Client, daemon: &Endpoint, to: &str) {
        self.go("kỹ thuật viên 7: điều chuyển sang trường khác", "3");
        let tu = Person::new(admin, Role::Technician, None, "Thầy Tú").await;
        let sit = tu.sit_down(KIEMKE, &[], daemon, self.home, (160, 60));
        let mut his = Day {
            shell: tu.sit_down("sh", &[], daemon, self.home, (160, 60)),
            screen: sit,
            home: self.home,
        };
        his.screen.shows("trực tuyến").await;
        his.go("kỹ thuật viên 7: điều chuyển sang trường khác", "3");
        his.choose(MOVED, "chuyen cho", "chuyển chỗ").await;
        his.screen.keys(&format!("{to}\r"));
        his.screen.shows("Số ghế trong phòng").await;
        his.screen.keys("\r\r\r");
        his.screen.keys(&format!("{TRANSFER}\r{}", yesterday()));
        his.screen.keys(CTRL_S);
        his.screen.shows("Đã ghi: chuyển chỗ (1)").await;
        his.screen.shows_row(&[MOVED, to]).await;
        his.search_no_more().await;
        his.history(
            MOVED,
            &[("chuyển chỗ", "Thầy Tú", TRANSFER), ("tiếp nhận", "Cô Lan", "")],
        )
        .await;
        his.screen.keys("q");
        assert_eq!(his.screen.ends().await, 0);
        // It is no longer of those whom it was taken from.
        self.search(&MOVED.to_lowercase(), 0).await;
        self.search_no_more().await;
    }

    /// Chooses what is done with the thing of this code.
    async fn choose(&mut self, code: &str, letters: &str, title: &str) {
        self.search(&code.to_lowercase(), 1).await;
        self.screen.select_row(STOCK_FROM, &[code]).await;
        self.screen.keys("a");
        self.screen.shows("Việc với thiết bị").await;
        self.screen.keys(letters);
        self.screen.keys("\r");
        self.screen.shows(&format!("{title} (1)")).await;
    }

    /// Opens the record of a thing: the newest lines of its history are these, each with who did it and the paper.
    async fn history(&mut self, code: &str, told: &[Told<'_>]) {
        self.search(&code.to_lowercase(), 1).await;
        self.screen.select_row(STOCK_FROM, &[code]).await;
        self.screen.keys("\r");
        self.screen.shows("Lịch sử").await;
        for (title, who, _) in told {
            self.screen.shows_row(&[title, "#", who]).await;
        }
        let text = self.screen.text();
        let (_, history) = text.split_once("Lịch sử").unwrap();
        let mut lines = history.lines().map(str::trim);
        for (title, who, paper) in told {
            let is_it = |line: &str| line.contains(&format!(" {title} #")) && line.contains(who);
            assert!(lines.any(is_it), "{title} by {who} in that order:\n{text}");
            let is_paper = |line: &str| line.contains(&format!("{paper} ({})", yesterday()));
            assert!(
                paper.is_empty() || lines.any(is_paper),
                "{paper} of {title}:\n{text}"
            );
        }
        self.screen.keys(ESC);
        self.screen.hides("Lịch sử").await;
        self.search_no_more().await;
    }
}

/// What was done, by whom, with which paper.
type Told<'a> = (&'a str, &'a str, &'a str);
