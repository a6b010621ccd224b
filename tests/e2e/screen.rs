//! `kiemke up` in a terminal: the screens by keys, a search without marks, a resize, a clean end.

use crate::this_machine::keep_probes_at_home;
use kiemke_http::{Client, Endpoint};
use kiemke_tests::daemon::enrol_token;
use kiemke_tests::hand_agent::{HandAgent, now, section};
use kiemke_tests::screen::Screen;
use kiemke_wire::facts::{Facts, SystemFacts};
use std::path::Path;

fn open(data: &Path, columns: u16, rows: u16) -> Screen {
    let program = env!("CARGO_BIN_EXE_tested-kiemke");
    let arguments = [
        "up",
        "--listen",
        "127.0.0.1:0",
        "--lang",
        "vi",
        "--data",
        data.to_str().unwrap(),
    ];
    Screen::start(
        program,
        &arguments,
        &[("KIEMKE_SERVER", ""), ("LANG", "C.UTF-8"), ("LC_ALL", "C.UTF-8")],
        columns,
        rows,
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_screens_answer_to_keys_and_the_terminal_is_left_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    keep_probes_at_home(&data);
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname")
        .unwrap()
        .trim()
        .to_owned();
    let mut screen = open(&data, 80, 24);
    screen.shows("Tổng quan").await;
    screen.shows("trực tuyến").await;

    // Another machine comes while someone looks.
    let control = Client::new(Endpoint::Unix(data.join("control.sock")), None);
    let token = enrol_token(&control, 1).await;
    let agent = HandAgent::new(9);
    agent.enrol(control.endpoint(), &token).await.unwrap();
    let system = SystemFacts {
        host_name: Some("Phòng-Tin-Đắk".into()),
        os_name: Some("Máy tính bàn".into()),
        ..SystemFacts::default()
    };
    agent
        .report(
            control.endpoint(),
            vec![section(0, now(), &Facts::System(system))],
        )
        .await
        .unwrap();

    screen.keys("3");
    screen.shows("Phòng-Tin-Đắk").await;
    screen.shows(&host).await;
    screen.keys("/may tinh ban");
    screen.hides("Debian").await;
    screen.shows("Phòng-Tin-Đắk").await;
    screen.keys("\r\r");
    screen.shows("Phần cứng").await;
    screen.resize(120, 40);
    screen.shows("Phần cứng").await;
    screen.keys("\x1b");
    screen.resize(50, 15);
    screen.shows("Phòng-Tin-Đắk").await;
    screen.resize(120, 40);
    screen.keys("8");
    screen.shows("Phòng-Tin-Đắk").await;
    screen.keys("L");
    screen.shows("Events").await;
    screen.keys("?");
    screen.shows("Keys of this screen").await;
    screen.keys("\x1b");
    screen.hides("Keys of this screen").await;
    screen.keys("q");
    assert_eq!(screen.ends().await, 0);
    let raw = String::from_utf8_lossy(&screen.raw()).into_owned();
    let (left, shown) = (raw.rfind("\x1b[?1049l"), raw.rfind("\x1b[?25h"));
    assert!(
        left.is_some() && left > raw.rfind("\x1b[?1049h"),
        "the other screen is left"
    );
    assert!(
        shown.is_some() && shown > raw.rfind("\x1b[?25l"),
        "the cursor is back"
    );
}
