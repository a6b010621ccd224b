use crate::driver::{Driver, answered, empty, unreachable};
use crate::province;
use crate::{school, stocktakes};
use kiemke_tui_core::key::{Key, Mouse, MouseKind};
use kiemke_tui_core::session::Replay;
use kiemke_tui_core::{Change, LinkChange, Message};
use kiemke_wire::view::EventKind;
use proptest::prelude::*;

/// Something that can happen next.
#[derive(Clone, Debug)]
enum Step {
    Key(Key),
    Mouse(Mouse),
    Paste(String),
    Resize(u16, u16),
    Pass(u16),
    AnswerAll,
    AnswerSchool,
    AnswerEmpty,
    RefuseAll,
    Change(bool),
    Opened,
    Lost,
    Reset,
    Event(u64),
}

fn key() -> impl Strategy<Value = Key> {
    prop_oneof![
        4 => prop::sample::select("12345678/?:LTAqrgwyGjkhlsfancvdouemYEtxbp *+-0".chars().collect::<Vec<_>>()).prop_map(Key::Char),
        1 => any::<char>().prop_map(Key::Char),
        4 => prop::sample::select(vec![
            Key::Enter, Key::Esc, Key::Tab, Key::BackTab, Key::Backspace, Key::Up, Key::Down,
            Key::Left, Key::Right, Key::PageUp, Key::PageDown, Key::Home, Key::End,
            Key::Ctrl('u'), Key::Ctrl('d'), Key::Ctrl('t'), Key::Ctrl('z'), Key::Ctrl('l'), Key::Ctrl('b'), Key::Ctrl('f'), Key::Ctrl('s'), Key::Delete,
        ]),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let kind = prop::sample::select(vec![MouseKind::Click, MouseKind::WheelUp, MouseKind::WheelDown]);
    prop_oneof![
        12 => key().prop_map(Step::Key),
        3 => (kind, 0_u16..210, 0_u16..70).prop_map(|(kind, column, row)| Step::Mouse(Mouse { kind, column, row })),
        1 => ".{0,12}".prop_map(Step::Paste),
        2 => (1_u16..=200, 1_u16..=60).prop_map(|(columns, rows)| Step::Resize(columns, rows)),
        1 => (1_u16..=12, 1_u16..=6).prop_map(|(columns, rows)| Step::Resize(columns, rows)),
        2 => (0_u16..5_000).prop_map(Step::Pass),
        4 => Just(Step::AnswerAll),
        4 => Just(Step::AnswerSchool),
        2 => any::<bool>().prop_map(Step::Change),
        1 => Just(Step::AnswerEmpty),
        1 => Just(Step::RefuseAll),
        1 => Just(Step::Opened),
        1 => Just(Step::Lost),
        1 => Just(Step::Reset),
        2 => (0_u64..200).prop_map(Step::Event),
    ]
}

fn take(driver: &mut Driver, step: Step) {
    match step {
        Step::Key(key) => driver.tell(Message::Key(key)),
        Step::Mouse(mouse) => driver.tell(Message::Mouse(mouse)),
        Step::Paste(text) => driver.tell(Message::Paste(text)),
        Step::Resize(columns, rows) => driver.tell(Message::Resize(columns, rows)),
        Step::Pass(milliseconds) => {
            driver.pass(milliseconds.into());
        }
        Step::AnswerAll => {
            driver.answer_all_with(answered);
        }
        Step::AnswerSchool => {
            driver.answer_school();
        }
        Step::Change(done) => {
            if let Some((ticket, change)) = driver.submitted.pop() {
                let result = match change {
                    _ if !done => Err(unreachable()),
                    Change::Count { event, .. } => Ok(stocktakes::taken_as_surplus(&event)),
                    _ => Ok(school::changed(7, &[], 0)),
                };
                driver.tell(Message::Reply(ticket, result));
            }
        }
        Step::AnswerEmpty => {
            driver.answer_all_with(empty);
        }
        Step::RefuseAll => {
            driver.answer_all_with(|_| Err(unreachable()));
        }
        Step::Opened => driver.tell(Message::Link(LinkChange::Opened)),
        Step::Lost => driver.tell(Message::Link(LinkChange::Lost(unreachable()))),
        Step::Reset => driver.tell(Message::Link(LinkChange::Reset)),
        Step::Event(id) => {
            let kind = if id % 2 == 0 {
                EventKind::Enrolled
            } else {
                EventKind::Seen
            };
            driver.tell(Message::Link(LinkChange::Event(Box::new(province::event(
                id, kind,
            )))));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn nothing_breaks_the_screen_and_the_selection_stays_inside(
        size in (1_u16..=200, 1_u16..=60),
        steps in prop::collection::vec(step(), 1..60),
    ) {
        let mut driver = Driver::new(size);
        for step in steps {
            take(&mut driver, step);
            if let Some((selected, count)) = driver.state.selection() {
                prop_assert!(selected < count.max(1), "row {selected} of {count}");
            }
            prop_assert!(driver.asked.len() <= 64, "questions pile up");
            prop_assert!(driver.state.wake_at() > driver.now, "woken without end");
        }
        let shown = driver.screen();
        // What was recorded leads to the same screen.
        let mut replay = Replay::read(&driver.recorder.text()).unwrap();
        replay.go_to(usize::MAX);
        driver.state = replay.into_state();
        prop_assert_eq!(driver.screen(), shown);
    }
}

#[test]
fn what_is_no_session_is_refused_by_its_line() {
    let driver = Driver::loaded((80, 24));
    let text = driver.recorder.text();
    for (broken, line) in [
        (String::new(), 1),
        (text.replacen("\"v\":1", "\"v\":2", 1), 1),
        (text.replacen("\"told\"", "\"sold\"", 1), 2),
    ] {
        assert_eq!(Replay::read(&broken).unwrap_err().line, line, "{broken}");
    }
}

#[test]
fn every_size_can_be_drawn() {
    let all: Vec<u16> = (1..=24).chain([40, 80, 120, 200]).collect();
    // The growth of what lies over a screen shows at few sizes.
    let some: Vec<u16> = vec![1, 2, 3, 5, 8, 13, 21, 40, 80, 200];
    let everywhere = ["", "2", "3", "4", "4⏎", "3⏎", "5⏎", "7"].map(|keys| (keys, &all));
    let over = [
        "8",
        "?",
        ":",
        "3/",
        "3f",
        "3a",
        "3n",
        "5",
        "5⏎s",
        "5⏎sLan⏎MT⏎",
        "5⏎cc",
        "5⏎f",
        "5n",
        "2v",
        "2d",
        "2c",
        "2c⏎*⏎",
        "6yf",
        "3e",
        "3fho so⏎⏎",
        "3fho so⏎ at",
    ]
    .map(|keys| (keys, &some));
    for (keys, sizes) in everywhere.into_iter().chain(over) {
        let mut driver = Driver::at_school((80, 24), kiemke_tui_core::Look::default());
        for character in keys.chars() {
            let key = if character == '⏎' {
                Key::Enter
            } else {
                Key::Char(character)
            };
            driver.key(key).answer_school();
        }
        for columns in sizes {
            for rows in sizes.iter().filter(|rows| **rows <= 80) {
                driver.tell(Message::Resize(*columns, *rows));
                driver.screen();
            }
        }
    }
}
