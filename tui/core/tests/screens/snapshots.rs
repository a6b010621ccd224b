use crate::driver::{Driver, empty, english, unreachable};
use kiemke_tui_core::key::Key;
use kiemke_tui_core::{LinkChange, Look, Message, ThemeKind};

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (50, 15)];

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

fn check(name: &str, mut at: impl FnMut((u16, u16)) -> Driver) {
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
