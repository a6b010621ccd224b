use crate::driver::{Driver, empty, english, unreachable};
use kiemke_tui_core::key::Key;
use kiemke_tui_core::{LinkChange, Look, Message, ThemeKind};

const SIZES: [(u16, u16); 4] = [(80, 24), (120, 40), (50, 15), (200, 60)];

/// How one comes to a screen.
const SCREENS: [(&str, &[Key]); 7] = [
    ("overview", &[]),
    ("machines", &[Key::Char('3')]),
    ("machine_hardware", &[Key::Char('3'), Key::Down, Key::Enter]),
    (
        "machine_software",
        &[Key::Char('3'), Key::Down, Key::Enter, Key::Tab],
    ),
    (
        "machine_readings",
        &[
            Key::Char('3'),
            Key::Down,
            Key::Enter,
            Key::Tab,
            Key::Tab,
            Key::Tab,
        ],
    ),
    (
        "machine_warnings",
        &[Key::Char('3'), Key::Down, Key::Enter, Key::BackTab],
    ),
    ("events", &[Key::Char('8')]),
];

pub(crate) fn check(name: &str, mut at: impl FnMut((u16, u16)) -> Driver) {
    let screens: Vec<String> = SIZES
        .into_iter()
        .map(|size| format!("{}×{}\n{}", size.0, size.1, at(size).screen()))
        .collect();
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(name, screens.join("\n"));
    });
}

fn walked(mut driver: Driver, keys: &[Key]) -> Driver {
    keys.iter().for_each(|key| {
        driver.key(*key).answer_all();
    });
    driver
}

#[test]
fn loaded() {
    for (name, keys) in SCREENS {
        check(&format!("{name}_loaded"), |size| {
            walked(Driver::loaded(size), keys)
        });
    }
}

#[test]
fn empty_daemon() {
    for (name, keys) in SCREENS.into_iter().filter(|(name, _)| !name.contains("machine_")) {
        check(&format!("{name}_empty"), |size| {
            let mut driver = Driver::new(size);
            driver.tell(Message::Link(LinkChange::Opened));
            driver.answer_all_with(empty);
            keys.iter().for_each(|key| {
                driver.key(*key).answer_all_with(empty);
            });
            driver
        });
    }
}

#[test]
fn a_machine_that_has_reported_nothing() {
    check("machine_hardware_empty", |size| {
        let mut driver = Driver::loaded(size);
        driver.keys("3").answer_all();
        driver.key(Key::Enter).answer_all_with(empty);
        driver
    });
}

#[test]
fn loading() {
    for (name, keys) in SCREENS.into_iter().filter(|(name, _)| !name.contains("machine_")) {
        check(&format!("{name}_loading"), |size| {
            let mut driver = Driver::new(size);
            keys.iter().for_each(|key| {
                driver.key(*key);
            });
            driver
        });
    }
    check("machine_hardware_loading", |size| {
        let mut driver = Driver::loaded(size);
        driver.keys("3").answer_all();
        driver.key(Key::Enter);
        driver
    });
}

#[test]
fn disconnected() {
    for (name, keys) in SCREENS
        .into_iter()
        .filter(|(name, _)| !name.contains("machine_") || name.contains("hard"))
    {
        check(&format!("{name}_disconnected"), |size| {
            let mut driver = walked(Driver::loaded(size), keys);
            driver.tell(Message::Link(LinkChange::Lost(unreachable())));
            driver.pass(12_000);
            driver
        });
    }
    check("never_connected", |size| {
        let mut driver = Driver::new(size);
        driver.answer_all_with(|_| Err(unreachable()));
        driver.tell(Message::Link(LinkChange::Lost(unreachable())));
        driver
    });
}

#[test]
fn in_english() {
    for (name, keys) in SCREENS {
        check(&format!("{name}_loaded_en"), |size| {
            let mut driver = Driver::with(size, english());
            driver.tell(Message::Link(LinkChange::Opened));
            driver.answer_all();
            walked(driver, keys)
        });
    }
}

#[test]
fn over_a_screen() {
    check("help", |size| {
        walked(Driver::loaded(size), &[Key::Char('3'), Key::Char('?')])
    });
    check("palette", |size| {
        let mut driver = walked(Driver::loaded(size), &[Key::Char('3'), Key::Char(':')]);
        driver.keys("sx");
        driver
    });
    check("search", |size| {
        let mut driver = walked(Driver::loaded(size), &[Key::Char('3'), Key::Char('/')]);
        driver.keys("thu vien");
        driver
    });
}

#[test]
fn in_ascii() {
    check("overview_ascii", |size| {
        let look = Look {
            ascii: true,
            theme: ThemeKind::Plain,
            ..Look::default()
        };
        let mut driver = Driver::with(size, look);
        driver.tell(Message::Link(LinkChange::Opened));
        driver.answer_all();
        assert!(driver.screen().is_ascii());
        driver
    });
}

/// How one comes to the screens of a school.
const AT_SCHOOL: [(&str, &str); 33] = [
    ("places", "2↓↓→"),
    ("places_groups", "2vhu⏎"),
    ("classes", "2↓↓c"),
    ("class", "2↓↓c⏎"),
    ("class_marked", "2↓↓c⏎*"),
    ("class_form", "2↓↓c⏎*⏎may"),
    ("stock", "3"),
    ("stock_marked", "3fho so⏎   "),
    ("record", "3fho so⏎↓⏎"),
    ("form", "3n⏎m"),
    ("menu", "3f"),
    ("lines", "4"),
    ("line", "4↓⏎"),
    ("line_tests", "4⏎←"),
    ("stocktakes", "5"),
    ("stocktake_rooms", "5⏎"),
    ("stocktake_things", "5⏎→"),
    ("stocktake_packs", "5⏎→→"),
    ("stocktake_history", "5⏎←"),
    ("stocktake_closed", "5↓⏎"),
    ("stocktake_form", "5n"),
    ("stocktake_close", "5⏎cc"),
    ("plan", "6"),
    ("plan_target", "6↓⏎"),
    ("plan_trend", "6↓y"),
    ("plan_what_if", "6↓w"),
    ("plan_gaps", "6m"),
    ("plan_figure", "6i"),
    ("plan_profiles", "6↓wp"),
    ("review", "7"),
    ("ties", "7p"),
    ("ties_unsure", "7p↓"),
    ("ties_confirm", "7pa"),
];

/// Keys as the help writes them.
fn keys_of(written: &str) -> Vec<Key> {
    let key = |letter| match letter {
        '⏎' => Key::Enter,
        '↓' => Key::Down,
        '→' => Key::Right,
        '←' => Key::Left,
        letter => Key::Char(letter),
    };
    written.chars().map(key).collect()
}

fn at_school(size: (u16, u16), look: Look, keys: &str) -> Driver {
    let mut driver = Driver::at_school(size, look);
    driver.walk(&keys_of(keys));
    driver
}

#[test]
fn at_a_school() {
    for (name, keys) in AT_SCHOOL {
        check(&format!("{name}_loaded"), |size| {
            at_school(size, Look::default(), keys)
        });
        check(&format!("{name}_loaded_en"), |size| {
            at_school(size, english(), keys)
        });
    }
}

#[test]
fn at_a_school_without_colours_and_signs() {
    for (name, keys) in AT_SCHOOL {
        let look = Look {
            ascii: true,
            theme: ThemeKind::Plain,
            ..Look::default()
        };
        check(&format!("{name}_ascii"), |size| {
            let driver = at_school(size, look, keys);
            assert!(driver.screen().is_ascii(), "{}", driver.screen());
            driver
        });
    }
}

#[test]
fn at_a_school_that_has_nothing_yet() {
    for (name, keys) in AT_SCHOOL.into_iter().filter(|(name, _)| {
        [
            "places",
            "places_groups",
            "classes",
            "stock",
            "lines",
            "stocktakes",
            "plan",
            "review",
            "ties",
        ]
        .contains(name)
    }) {
        check(&format!("{name}_empty"), |size| {
            let mut driver = Driver::new(size);
            driver.tell(Message::Link(LinkChange::Opened));
            driver.answer_all_with(empty);
            for key in keys_of(keys) {
                driver.key(key).answer_all_with(empty);
            }
            driver
        });
    }
}

#[test]
fn at_a_school_while_it_loads_is_refused_or_gone() {
    for (name, keys) in [
        ("places", "2"),
        ("classes", "2c"),
        ("stock", "3"),
        ("lines", "4"),
        ("stocktakes", "5"),
        ("stocktake_rooms", "5⏎"),
        ("stocktake_things", "5⏎→"),
        ("plan", "6"),
        ("review", "7"),
        ("ties", "7p"),
    ] {
        check(&format!("{name}_loading"), |size| unanswered(size, keys));
        check(&format!("{name}_refused"), |size| {
            let mut driver = Driver::new(size);
            driver.tell(Message::Link(LinkChange::Opened));
            driver.answer_school();
            all_but_last_answered(&mut driver, keys);
            driver.answer_all_with(|_| Err(denied()));
            driver
        });
        check(&format!("{name}_disconnected"), |size| {
            let mut driver = at_school(size, Look::default(), keys);
            driver.tell(Message::Link(LinkChange::Lost(unreachable())));
            driver.pass(12_000);
            driver
        });
    }
}

/// What the last key asks for has not come; what the first asks for neither, when it is the only one.
fn unanswered(size: (u16, u16), keys: &str) -> Driver {
    let mut driver = match keys.chars().count() {
        1 => Driver::new(size),
        _ => Driver::at_school(size, Look::default()),
    };
    all_but_last_answered(&mut driver, keys);
    driver
}

fn all_but_last_answered(driver: &mut Driver, keys: &str) {
    let keys = keys_of(keys);
    let (last, before) = keys.split_last().unwrap();
    driver.walk(before);
    driver.key(*last);
}

#[test]
fn a_room_while_it_is_scanned() {
    let plain = Look {
        ascii: true,
        theme: ThemeKind::Plain,
        ..Look::default()
    };
    for (name, look) in [
        ("stocktake_scan", Look::default()),
        ("stocktake_scan_en", english()),
        ("stocktake_scan_ascii", plain),
    ] {
        check(name, |size| {
            let driver = crate::counting::scanning(size, look);
            assert!(!look.ascii || driver.screen().is_ascii(), "{}", driver.screen());
            driver
        });
    }
    check("stocktake_scan_disconnected", |size| {
        let mut driver = crate::counting::scanning(size, Look::default());
        driver.tell(Message::Link(LinkChange::Lost(unreachable())));
        driver.pass(12_000);
        driver
    });
}

fn denied() -> kiemke_tui_core::Refusal {
    kiemke_tui_core::Refusal {
        kind: kiemke_tui_core::RefusalKind::Denied,
        detail: "a token of the role planner may not do this".into(),
        ..kiemke_tui_core::Refusal::default()
    }
}
