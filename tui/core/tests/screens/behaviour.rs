use crate::driver::{Driver, answered, unreachable};
use crate::province::{self, NOW};
use crate::school;
use kiemke_tui_core::effect::MachineFilter;
use kiemke_tui_core::key::{Key, Mouse, MouseKind};
use kiemke_tui_core::{Answer, LinkChange, Look, Message, Query, Refusal, RefusalKind};
use kiemke_wire::ids::MachineId;
use kiemke_wire::view::EventKind;

const SIZE: (u16, u16) = (120, 40);

fn machines_asked(driver: &Driver) -> Vec<String> {
    let texts = driver.asked.iter().filter_map(|(_, query)| match query {
        Query::Machines(query) => Some(query.text.clone()),
        _ => None,
    });
    texts.collect()
}

fn seen(id: u64) -> Message {
    Message::Link(LinkChange::Event(Box::new(province::event(id, EventKind::Seen))))
}

#[test]
fn typing_filters_at_once_and_asks_the_daemon_as_fast_as_it_answers() {
    let mut driver = Driver::loaded(SIZE);
    driver.keys("3").answer_all();
    driver.keys("/fpt elead");
    let screen = driver.screen();
    assert!(
        screen.contains("FPT Elead") && !screen.contains("Dell"),
        "{screen}"
    );
    let mut texts = Vec::new();
    driver.answer_all_with(|query| {
        if let Query::Machines(query) = query {
            texts.push(query.text.clone());
        }
        answered(query)
    });
    assert_eq!(texts, ["f", "fpt elead"]);
}

#[test]
fn an_answer_to_an_older_search_is_not_told_as_that_to_the_newer_one() {
    let mut driver = Driver::loaded(SIZE);
    driver.keys("3").answer_all();
    driver.keys("/a");
    let old = std::mem::take(&mut driver.asked);
    driver.keys("b");
    assert_eq!(machines_asked(&driver), Vec::<String>::new());
    for (ticket, _) in old {
        let page = province::machines(39, 39);
        driver.tell(Message::Reply(ticket, Ok(Answer::Machines(page))));
    }
    assert!(driver.screen().contains("/ …"), "{}", driver.screen());
    assert_eq!(machines_asked(&driver), ["ab"]);
}

#[test]
fn a_thousand_reports_a_second_lead_to_one_question_a_second() {
    let mut driver = Driver::loaded(SIZE);
    driver.keys("3").answer_all().pass(2_000).answer_all();
    let mut questions = 0;
    for id in 100..3_100 {
        driver.now = driver.now.plus(1);
        driver.tell(seen(id));
        driver.tell(Message::Tick);
        questions += machines_asked(&driver).len();
        driver.answer_all();
    }
    assert!((3..=4).contains(&questions), "{questions}");
}

#[test]
fn reports_alone_do_not_redraw() {
    let mut driver = Driver::loaded(SIZE);
    driver.state.take_changed();
    driver.tell(seen(100));
    assert!(!driver.state.take_changed());
    driver.tell(Message::Key(Key::Down));
    assert!(driver.state.take_changed());
}

#[test]
fn a_lost_connection_counts_seconds_and_its_return_asks_for_everything() {
    let mut driver = Driver::loaded(SIZE);
    driver.tell(Message::Link(LinkChange::Lost(unreachable())));
    driver.pass(3_000);
    assert!(driver.screen().contains("✖ mất kết nối 3 giây"));
    driver.pass(57_000);
    assert!(driver.screen().contains("✖ mất kết nối 1 phút"));
    driver.asked.clear();
    driver.tell(Message::Link(LinkChange::Opened));
    let asked: Vec<_> = driver.asked.iter().map(|(_, query)| query.slot()).collect();
    assert_eq!(asked.len(), 5, "{asked:?}");
    driver.answer_all();
    assert!(driver.screen().contains("● trực tuyến 0 giây"));
}

#[test]
fn figures_that_are_not_refreshed_do_not_look_live() {
    let mut driver = Driver::loaded(SIZE);
    driver.pass(30_000);
    driver.asked.clear();
    for _ in 0..5 {
        driver.pass(5_000);
        driver.tell(Message::Link(LinkChange::Alive));
    }
    let screen = driver.screen();
    assert!(screen.contains("55 giây"), "{screen}");
}

#[test]
fn a_refusal_is_said_and_asked_again() {
    let mut driver = Driver::new(SIZE);
    driver.tell(Message::Link(LinkChange::Opened));
    let denied = |_: &Query| {
        Err(Refusal {
            kind: RefusalKind::Denied,
            detail: "token revoked".into(),
            ..Refusal::default()
        })
    };
    driver.answer_all_with(denied);
    assert!(driver.screen().contains("token revoked"), "{}", driver.screen());
    driver.pass(3_100);
    assert!(!driver.asked.is_empty());
    driver.answer_all_with(answered);
    assert!(driver.screen().contains("xã Nam Đà"));
}

#[test]
fn every_number_of_the_overview_opens() {
    let filters = [
        MachineFilter::All,
        MachineFilter::Fresh,
        MachineFilter::Ageing,
        MachineFilter::Expired,
        MachineFilter::Silent,
        MachineFilter::Warnings,
    ];
    for (steps, wanted) in filters.into_iter().enumerate() {
        let mut driver = Driver::loaded(SIZE);
        (0..steps).for_each(|_| {
            driver.key(Key::Down);
        });
        driver.key(Key::Enter);
        let asked = driver.asked.iter().find_map(|(_, query)| match query {
            Query::Machines(query) => Some(query.filter.clone()),
            _ => None,
        });
        assert_eq!(asked, Some(wanted.as_param().map(str::to_owned)));
    }
}

#[test]
fn an_event_opens_its_machine_and_esc_goes_back() {
    let mut driver = Driver::loaded(SIZE);
    driver.keys("8").answer_all();
    // Past the three alerts.
    driver.keys("jjj").key(Key::Enter).answer_all();
    assert_eq!(driver.state.open_machine(), Some(MachineId(21)));
    driver.key(Key::Esc);
    assert_eq!(driver.state.open_machine(), None);
    assert!(driver.screen().contains("[8 Sự kiện]"));
}

#[test]
fn a_click_meets_what_is_seen() {
    let mut driver = Driver::loaded(SIZE);
    let click = |driver: &mut Driver, words: &str| {
        let screen = driver.screen();
        let (row, line) = screen
            .lines()
            .enumerate()
            .find(|(_, line)| line.contains(words))
            .unwrap();
        let column = kiemke_tui_core::text::width(&line[..line.find(words).unwrap()]);
        driver.tell(Message::Mouse(Mouse {
            kind: MouseKind::Click,
            column: column as u16,
            row: row as u16,
        }));
        driver.answer_all();
    };
    click(&mut driver, "3 Máy");
    assert!(driver.screen().contains("[3 Máy & thiết bị]"));
    click(&mut driver, "PC08");
    click(&mut driver, "PC08");
    assert_eq!(driver.state.open_machine(), Some(MachineId(8)));
    click(&mut driver, "Mạng");
    assert!(driver.screen().contains("10.20.1.1"));
    driver.key(Key::Esc).keys("1");
    click(&mut driver, "12 im lặng");
    assert!(driver.screen().contains("lọc: im lặng") || driver.screen().contains("[1"));
}

#[test]
fn the_next_page_is_asked_for_before_the_end_is_seen() {
    let mut driver = Driver::loaded(SIZE);
    driver.keys("3").answer_all().keys("G");
    let cursors: Vec<_> = driver
        .asked
        .iter()
        .filter_map(|(_, query)| match query {
            Query::Machines(query) => query.cursor.clone(),
            _ => None,
        })
        .collect();
    assert_eq!(cursors, ["201"]);
}

#[test]
fn the_selection_stays_on_its_machine_when_rows_move() {
    let mut driver = Driver::loaded(SIZE);
    driver.keys("3").answer_all();
    (0..5).for_each(|_| {
        driver.key(Key::Down);
    });
    driver.keys("r").answer_all_with(|query| match query {
        Query::Machines(_) => {
            let mut page = province::machines(40, 1204);
            page.items.rotate_right(3);
            Ok(Answer::Machines(page))
        }
        other => answered(other),
    });
    driver.key(Key::Enter);
    assert_eq!(driver.state.open_machine(), Some(MachineId(6)));
}

#[test]
fn the_palette_runs_a_command_by_a_few_letters_and_the_language_changes_live() {
    let mut driver = Driver::loaded(SIZE);
    driver.keys(":ngon ngu").key(Key::Enter);
    assert!(driver.screen().contains("[1 Overview]"), "{}", driver.screen());
    driver.keys("L");
    assert!(driver.screen().contains("[1 Tổng quan]"));
}

#[test]
fn quitting_is_asked_of_the_shell() {
    let mut driver = Driver::loaded(SIZE);
    driver.keys("3/q");
    assert!(!driver.quit, "a letter in a search");
    driver.key(Key::Ctrl('c'));
    assert!(driver.quit);
}

#[test]
fn the_core_wants_to_be_woken_within_a_second() {
    let driver = Driver::loaded(SIZE);
    let wait = driver.state.wake_at().since(NOW);
    assert!((1..=1_000).contains(&wait), "{wait}");
}

#[test]
fn a_lost_connection_greys_the_figures_and_not_the_header() {
    use ratatui::style::Modifier;
    let mut driver = Driver::loaded(SIZE);
    let dim = |driver: &Driver, row: u16| driver.buffer()[(2, row)].modifier.contains(Modifier::DIM);
    assert!(!dim(&driver, 4));
    driver.tell(Message::Link(LinkChange::Lost(unreachable())));
    assert!(dim(&driver, 4) && !dim(&driver, 0));
    driver.tell(Message::Link(LinkChange::Opened));
    assert!(!dim(&driver, 4));
}

#[test]
fn alerts_stand_above_the_events_lead_to_what_they_are_about_and_are_taken_note_of() {
    use kiemke_tui_core::Change;
    let mut driver = Driver::loaded(SIZE);
    driver.keys("8").answer_all();
    let screen = driver.screen();
    let row = |text: &str| screen.lines().position(|line| line.contains(text));
    assert!(row("VNPT").is_some_and(|at| Some(at) < row("PTDTBT")), "{screen}");
    assert!(screen.contains("Chị Hạnh đã ghi nhận"), "{screen}");
    driver.keys("a");
    let sent: Vec<&Change> = driver.submitted.iter().map(|(_, change)| change).collect();
    assert_eq!(sent, [&Change::Acknowledge(1)]);
    driver.reply_change(Ok(Answer::Made));
    driver.pass(1_100);
    let again = driver.asked.iter().any(|(_, query)| *query == Query::Alerts);
    assert!(again, "what was taken note of is shown anew");
    driver.answer_all();
    driver.keys("jja");
    assert_eq!(driver.submitted.len(), 1, "somebody has done so already");
    driver.keys("g").key(Key::Enter).answer_all();
    let screen = driver.screen();
    assert!(
        screen.contains("/ VNPT"),
        "the lines are searched for the provider: {screen}"
    );
}

/// Whether the weeks of a line, which its tests come with, are asked for again after half a minute in which so much was
/// tested.
fn asks_for_tests(tested_bytes: u64) -> bool {
    let mut driver = Driver::at_school(SIZE, Look::default());
    driver.walk(&[Key::Char('4'), Key::Enter]);
    driver.pass(31_000);
    let mut asked = Vec::new();
    driver.answer_all_with(|query| {
        asked.push(query.clone());
        let mut answer = school::answered(query);
        if let Ok(Answer::Line(detail)) = &mut answer {
            detail.test_bytes_month += tested_bytes;
        }
        answer
    });
    driver.pass(1_100);
    asked.extend(driver.asked.iter().map(|(_, query)| query.clone()));
    assert!(
        asked.iter().any(|query| matches!(query, Query::Line(_))),
        "{asked:?}"
    );
    asked.iter().any(|query| matches!(query, Query::LineWeeks(..)))
}

#[test]
fn a_test_that_was_made_while_the_line_lay_open_is_asked_for_and_nothing_without_one() {
    assert!(asks_for_tests(1));
    assert!(!asks_for_tests(0));
}
