//! A plan with what it opens, as a daemon would answer it; and what the keys of screen 6 lead to.

use crate::driver::Driver;
use crate::province::{share, unit};
use kiemke_tui_core::Query;
use kiemke_tui_core::change::Change;
use kiemke_tui_core::effect::{PlanPartQuery, PlanQuery};
use kiemke_tui_core::key::Key;
use kiemke_tui_core::state::PlanPart;
use kiemke_wire::ids::UnitKey;
use kiemke_wire::view::{
    BothTexts, GapPart, GapsView, HistoryChange, HistoryMoved, HistoryPoint, Known, LevelDevices, LineGap,
    MachineGap, PlanView, PriceListName, ProfileName, ProfileTitle, Ratios, Share, SitePeople, StandardsView,
    TargetDetail, TargetHistory, TargetRow, TargetView, UnitView, ValueKind, Verdict, WhatIfPackage,
    WhatIfView,
};

fn both(vi: &str, en: &str) -> BothTexts {
    BothTexts {
        vi: vi.into(),
        en: en.into(),
    }
}

fn profile() -> ProfileName {
    ProfileName {
        name: "day-hoc-truc-tuyen-v1".into(),
        version: 1,
        source: None,
    }
}

fn target(id: &str, title: BothTexts, kind: ValueKind, value: Option<Share>) -> TargetView {
    TargetView {
        id: id.into(),
        title,
        numerator: both(
            "đủ phương tiện, đường truyền, phần mềm",
            "with device, line and software",
        ),
        denominator: both("đang học", "enrolled"),
        percent: value.as_ref().map(|_| 50),
        operator: ">=".into(),
        year: 2025,
        legal_basis: "Kế hoạch 58/KH-SGDĐT".into(),
        sources: vec!["H".into()],
        kind,
        verdict: value.as_ref().map_or(Verdict::Unproven, |share| share.verdict),
        as_of: Some("2026-11-24".parse().unwrap()),
        source: None,
        closed: None,
        note: None,
        parts: Vec::new(),
        opens: format!("/v1/plan/{id}?unit=u2"),
        value,
    }
}

fn students() -> Share {
    Share {
        more: Some(80),
        ..share([420, 310, 270], Some(50.0), Verdict::Unproven)
    }
}

/// Targets of every kind: computed, typed long ago, closed, partly computed, untold, withheld.
pub(crate) fn plan() -> PlanView {
    let typed = TargetView {
        as_of: Some("2026-06-30".parse().unwrap()),
        source: Some("Báo cáo 12".into()),
        ..target(
            "T7",
            both("Trường quản trị bằng nền tảng số", "Schools run on data"),
            ValueKind::Typed,
            Some(share([27, 1, 0], Some(100.0), Verdict::Missed)),
        )
    };
    let closed = TargetView {
        closed: Some(both(
            "Bỏ cấp huyện từ 01/07/2025",
            "Districts ended on 2025-07-01",
        )),
        as_of: Some("2025-06-30".parse().unwrap()),
        ..target(
            "T14",
            both("Hồ sơ cấp phòng", "Files of districts"),
            ValueKind::Typed,
            None,
        )
    };
    let hidden = Share {
        withheld: true,
        target_pct: Some(50.0),
        ..Share::default()
    };
    PlanView {
        unit: unit(2, "xã Nam Đà"),
        path: vec![unit(1, "Lâm Đồng")],
        plan: "58-KH-SGDDT".into(),
        plan_version: 1,
        title: both("Kế hoạch chuyển đổi số", "Digital transformation"),
        legal_basis: "Kế hoạch 58/KH-SGDĐT ngày 20/06/2022".into(),
        profile: profile(),
        at: "2026-11-24".parse().unwrap(),
        known: Known::Now,
        targets: vec![
            target(
                "T1",
                both("Trường có STEM", "Schools with STEM"),
                ValueKind::Typed,
                None,
            ),
            target(
                "T2s",
                both(
                    "Học sinh đủ điều kiện học trực tuyến",
                    "Students who can learn online",
                ),
                ValueKind::Computed,
                Some(students()),
            ),
            target(
                "T2t",
                both(
                    "Nhà giáo đủ điều kiện dạy trực tuyến",
                    "Teachers who can teach online",
                ),
                ValueKind::Computed,
                Some(hidden),
            ),
            typed,
            target(
                "T11",
                both("Thiết bị quản lý bằng hồ sơ số", "Equipment managed by records"),
                ValueKind::Computed,
                Some(share([742, 160, 98], Some(80.0), Verdict::Unproven)),
            ),
            closed,
            target(
                "T21",
                both(
                    "Mọi nguồn lực quản lý trên môi trường số",
                    "All resources managed digitally",
                ),
                ValueKind::Part,
                None,
            ),
        ],
    }
}

/// A plan without targets that anything is told of.
pub(crate) fn nothing() -> PlanView {
    PlanView {
        targets: Vec::new(),
        ..plan()
    }
}

fn site(key: u32, name: &str) -> UnitView {
    UnitView {
        kind: "site".into(),
        ..unit(key, name)
    }
}

pub(crate) fn part(asked: &PlanPartQuery) -> PlanPart {
    match asked {
        PlanPartQuery::Target(id, of) => PlanPart::Target(Box::new(detail(id, of.unit))),
        PlanPartQuery::Trend { target: id, .. } => PlanPart::Trend(Box::new(trend(id))),
        PlanPartQuery::WhatIf { target, .. } => PlanPart::WhatIf(Box::new(what_if(target))),
        PlanPartQuery::Gaps(_) => PlanPart::Gaps(Box::new(gaps())),
    }
}

fn detail(id: &str, at: Option<UnitKey>) -> TargetDetail {
    let row = |unit: UnitView, counts: [u64; 3]| TargetRow {
        unit,
        value: Some(share(counts, Some(50.0), Verdict::Unproven)),
    };
    let parts = match at {
        None => vec![
            row(unit(20, "TH Nam Đà"), [300, 200, 100]),
            row(unit(21, "THCS Nguyễn Đình Chiểu"), [120, 110, 170]),
        ],
        Some(_) => vec![row(site(30, "điểm trường Đắk Sôr"), [20, 10, 70])],
    };
    let plan = plan();
    let found = plan.targets.iter().find(|target| target.id == id).cloned();
    TargetDetail {
        unit: plan.unit.clone(),
        path: plan.path.clone(),
        plan: plan.plan.clone(),
        plan_version: 1,
        profile: profile(),
        at: plan.at,
        known: Known::Now,
        target: found.expect("a target of the plan"),
        parts_total: parts.len() as u64,
        parts,
        next: None,
        lists: vec!["/v1/people?unit=u2".into()],
    }
}

fn trend(id: &str) -> TargetHistory {
    let point = |day: &str, counts: [u64; 3], verdict: Verdict| HistoryPoint {
        day: day.parse().unwrap(),
        value: Some(share(counts, Some(50.0), verdict)),
    };
    let moved = |ready: i64, not_ready: i64, unknown: i64, low: f64, high: f64| HistoryMoved {
        ready,
        not_ready,
        unknown,
        low_pct: Some(low),
        high_pct: Some(high),
    };
    TargetHistory {
        unit: unit(2, "xã Nam Đà"),
        path: Vec::new(),
        plan: "58-KH-SGDDT".into(),
        plan_version: 1,
        profile: profile(),
        target: id.into(),
        title: both("Học sinh đủ điều kiện", "Students who can"),
        percent: Some(50),
        operator: ">=".into(),
        known: Known::Now,
        points: vec![
            point("2025-11-25", [200, 300, 500], Verdict::Unproven),
            point("2026-03-02", [310, 330, 360], Verdict::Unproven),
            point("2026-11-24", [420, 310, 270], Verdict::Unproven),
        ],
        change: Some(HistoryChange {
            learned: moved(100, 50, -150, 10.0, -5.0),
            conditions: moved(120, -40, -80, 12.0, 4.0),
        }),
        term_ends: vec![
            point("2026-01-17", [200, 300, 500], Verdict::Unproven),
            point("2026-05-30", [310, 330, 360], Verdict::Unproven),
        ],
    }
}

fn what_if(id: &str) -> WhatIfView {
    let package =
        |name: &str, line: Option<(u32, u32)>, devices: u64, people: u64, verdict: Verdict| WhatIfPackage {
            site: Some(site(30, name)),
            school: Some(unit(20, "TH Nam Đà")),
            line_mbps: line,
            devices: match devices {
                0 => Vec::new(),
                devices => vec![LevelDevices {
                    level: "primary".into(),
                    devices,
                }],
            },
            dong: devices * 12_000_000 + line.map_or(0, |_| 6_000_000),
            people,
            verdict,
        };
    WhatIfView {
        unit: unit(2, "xã Nam Đà"),
        path: Vec::new(),
        profile: profile(),
        prices: ProfileName {
            name: "mau-2026".into(),
            version: 1,
            source: None,
        },
        at: "2026-11-24".parse().unwrap(),
        target: id.into(),
        title: both("Học sinh đủ điều kiện", "Students who can"),
        percent: 50,
        operator: ">=".into(),
        now: students(),
        then: share([510, 220, 270], Some(50.0), Verdict::Met),
        packages: vec![
            package("điểm trường Đắk Sôr", Some((100, 50)), 0, 60, Verdict::Unproven),
            package("điểm trường Nam Xuân", None, 2, 30, Verdict::Met),
        ],
        total_dong: 30_000_000,
        devices: 2,
        lines: 1,
        levels: vec![LevelDevices {
            level: "primary".into(),
            devices: 2,
        }],
        to_measure: vec![SitePeople {
            site: site(31, "điểm trường Nam Tân"),
            school: unit(21, "THCS Nguyễn Đình Chiểu"),
            people: 44,
        }],
        to_ask: vec![
            SitePeople {
                site: site(32, "điểm trường Nam Hà"),
                school: unit(21, "THCS Nguyễn Đình Chiểu"),
                people: 90,
            },
            SitePeople {
                site: site(33, "điểm trường Nam Sơn"),
                school: unit(21, "THCS Nguyễn Đình Chiểu"),
                people: 20,
            },
        ],
        unpriced: Vec::new(),
        withheld: false,
    }
}

fn gaps() -> GapsView {
    GapsView {
        levels_source: None,
        unit: unit(2, "xã Nam Đà"),
        path: Vec::new(),
        at: "2026-11-24".parse().unwrap(),
        lines: vec![LineGap {
            profile: profile(),
            met: 3,
            failed: 1,
            unknown: 2,
            failing: vec![site(30, "điểm trường Đắk Sôr")],
        }],
        machines: vec![MachineGap {
            level: "primary".into(),
            students_per_machine: 24,
            students: 600,
            missing_low: 5,
            missing_high: 9,
            withheld: false,
        }],
        ratios: Ratios {
            students: 1_000,
            schools: 2,
            computers: (40, 52),
            online_computers: (40, 52),
            students_per_computer: (Some(19.2), Some(25.0)),
            students_per_online_computer: (Some(19.2), Some(25.0)),
            online_computers_per_school: (Some(20.0), Some(26.0)),
            with_internet: share([1, 0, 1], None, Verdict::NotApplicable),
            with_computers: share([2, 0, 0], None, Verdict::NotApplicable),
            withheld: false,
        },
        parts: vec![GapPart {
            unit: unit(20, "TH Nam Đà"),
            sites: 3,
            failed: vec![1],
            missing: Some((5, 9)),
        }],
    }
}

/// What there is to choose from.
pub(crate) fn standards() -> StandardsView {
    let profile = |id: &str, vi: &str, en: &str, judges_people| ProfileTitle {
        id: id.into(),
        version: 1,
        title: both(vi, en),
        source: None,
        judges_people,
    };
    StandardsView {
        plans: Vec::new(),
        profiles: vec![
            profile(
                "day-hoc-truc-tuyen-v1",
                "Dạy và học trực tuyến",
                "Teaching and learning online",
                true,
            ),
            profile("giga-maps", "Giga", "Giga", false),
            profile("tinh-2027", "Tiêu chí của tỉnh", "The province's own", true),
        ],
        prices: vec![
            price_list("mau-2026", "Đơn giá mẫu 2026", "Sample prices 2026"),
            price_list("dau-thau", "Giá trúng thầu 2027", "Tenders of 2027"),
        ],
    }
}

fn price_list(id: &str, vi: &str, en: &str) -> PriceListName {
    PriceListName {
        id: id.into(),
        version: 1,
        title: both(vi, en),
        from: "2026-01-01".into(),
    }
}

fn at(unit: u32) -> PlanQuery {
    PlanQuery {
        unit: Some(UnitKey(unit)),
        profile: None,
    }
}

fn supposed(of: &PlanQuery, prices: Option<&str>, percent: Option<u32>) -> PlanPartQuery {
    PlanPartQuery::WhatIf {
        target: "T2s".into(),
        of: of.clone(),
        prices: prices.map(Into::into),
        percent,
    }
}

fn asked(driver: &Driver) -> Option<PlanPartQuery> {
    driver.asked.iter().rev().find_map(|(_, query)| match query {
        Query::PlanPart(part) => Some(part.clone()),
        _ => None,
    })
}

#[test]
fn every_number_opens_down_to_what_stands_there() {
    let mut driver = Driver::at_school((120, 40), kiemke_tui_core::Look::default());
    driver.walk(&[Key::Char('6'), Key::Down]);
    driver.key(Key::Enter);
    assert_eq!(
        asked(&driver),
        Some(PlanPartQuery::Target("T2s".into(), PlanQuery::default()))
    );
    driver.answer_school();
    driver.key(Key::Enter);
    // The unit of which least is known stands first.
    assert_eq!(asked(&driver), Some(PlanPartQuery::Target("T2s".into(), at(21))));
    driver.answer_school();
    assert!(driver.screen().contains("Đắk S"), "{}", driver.screen());
    driver.key(Key::Enter).answer_school();
    assert!(
        driver.screen().contains("[3 "),
        "a site opens what stands in it: {}",
        driver.screen()
    );
    // And back the same way.
    driver.walk(&[Key::Char('6'), Key::Esc]);
    assert!(driver.screen().contains("THCS Nguyễn"), "{}", driver.screen());
    driver.walk(&[Key::Esc]);
    assert!(driver.screen().contains("T21"), "{}", driver.screen());
    // From an open target to its history and what would bring it about.
    driver.walk(&[Key::Enter]);
    driver.key(Key::Char('y'));
    assert_eq!(
        asked(&driver),
        Some(PlanPartQuery::Trend {
            target: "T2s".into(),
            of: PlanQuery::default(),
            from: None,
            to: None,
        })
    );
    driver.answer_school();
    driver.key(Key::Char('w'));
    assert_eq!(asked(&driver), Some(supposed(&PlanQuery::default(), None, None)));
}

#[test]
fn what_if_takes_another_profile_other_prices_and_another_aim() {
    let mut driver = Driver::at_school((120, 40), kiemke_tui_core::Look::default());
    driver.walk(&[Key::Char('6'), Key::Down]);
    driver.key(Key::Char('w'));
    let own = PlanQuery::default();
    assert_eq!(asked(&driver), Some(supposed(&own, None, None)));
    driver.answer_school();
    // The second profile that judges people; the one between them judges lines alone.
    driver.walk(&[Key::Char('p'), Key::Down, Key::Down]);
    driver.key(Key::Enter);
    let of = PlanQuery {
        unit: None,
        profile: Some("tinh-2027".into()),
    };
    assert_eq!(asked(&driver), Some(supposed(&of, None, None)));
    driver.answer_school();
    driver.walk(&[Key::Char('d'), Key::Down, Key::Down]);
    driver.key(Key::Enter);
    assert_eq!(asked(&driver), Some(supposed(&of, Some("dau-thau"), None)));
    driver.answer_school();
    driver.walk(&[Key::Char('a'), Key::Down, Key::Down, Key::Down]);
    driver.key(Key::Enter);
    assert_eq!(asked(&driver), Some(supposed(&of, Some("dau-thau"), Some(70))));
    // And back to what the plan has.
    driver.answer_school();
    driver.walk(&[Key::Char('p')]);
    driver.key(Key::Enter);
    assert_eq!(asked(&driver), Some(supposed(&own, Some("dau-thau"), Some(70))));
}

#[test]
fn a_figure_is_typed_where_nothing_computes_it() {
    let mut driver = Driver::at_school((120, 40), kiemke_tui_core::Look::default());
    driver.walk(&[Key::Char('6'), Key::Down, Key::Char('i')]);
    assert!(
        !driver.screen().contains("Tử số"),
        "T2s is computed: {}",
        driver.screen()
    );
    driver.walk(&[Key::Up, Key::Char('i')]);
    assert!(driver.screen().contains("Tử số"), "{}", driver.screen());
    // More than there are is said at the daemon; what is no number, here.
    driver.keys("ba");
    driver.walk(&[Key::Enter]);
    driver.key(Key::Ctrl('s'));
    assert!(driver.submitted.is_empty(), "{:?}", driver.submitted);
    // The first wrong field has the keys.
    driver.walk(&[Key::Backspace, Key::Backspace]);
    driver.keys("3");
    driver.walk(&[Key::Tab]);
    driver.keys("4");
    driver.walk(&[Key::Tab, Key::Tab, Key::Tab]);
    driver.keys("Báo cáo 12");
    driver.key(Key::Ctrl('s'));
    let Some((_, Change::Figures(sent))) = driver.submitted.last() else {
        panic!("nothing was sent: {}", driver.screen());
    };
    let figure = &sent.figures[0];
    assert_eq!((figure.numerator, figure.denominator), (3, Some(4)));
    assert_eq!((figure.indicator.as_str(), figure.unit.as_str()), ("T1", "u2"));
    assert_eq!(
        (figure.from.to_string(), figure.source.as_str()),
        ("2026-01-01".to_owned(), "Báo cáo 12")
    );
}
