//! The terminal under the program: given back however it ends, and honest while the daemon is away.

use kiemke_http::{Client, Endpoint};
use kiemke_tests::daemon::enrol_token;
use kiemke_tests::hand_agent::HandAgent;
use kiemke_tests::process::DaemonProcess;
use kiemke_tests::screen::Screen;
use kiemke_tests::wait::until;
use rustix::process::{Pid, Signal, kill_process};
use std::path::Path;
use std::time::Instant;

const KIEMKE: &str = env!("CARGO_BIN_EXE_tested-kiemke");

/// Runs what follows as a job, says when that stands still, and goes on with it after a line.
const SHELL: &str = "\"$0\" \"$@\"; echo back in the shell; read line; fg >/dev/null";

fn open(data: &Path, terminal: &str, breaks_at: &Path) -> Screen {
    open_in(None, data, terminal, breaks_at)
}

fn open_in(shell: Option<&str>, data: &Path, terminal: &str, breaks_at: &Path) -> Screen {
    let server = format!("unix:{}", data.join("control.sock").display());
    let own = ["--server", &server, "--lang", "vi"];
    let in_shell = shell.map(|shell| [&["-mc", shell, KIEMKE][..], &own].concat());
    Screen::start(
        if shell.is_some() { "sh" } else { KIEMKE },
        in_shell.as_deref().unwrap_or(&own),
        &[
            ("LANG", "C.UTF-8"),
            ("LC_ALL", "C.UTF-8"),
            ("TERM", terminal),
            ("KIEMKE_TEST_BREAKS_AT", breaks_at.to_str().unwrap()),
            ("XDG_STATE_HOME", data.to_str().unwrap()),
        ],
        80,
        24,
    )
}

fn make_pipe(path: &Path) {
    use rustix::fs::{CWD, FileType, Mode, mknodat};
    mknodat(CWD, path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
}

async fn start(data: &Path) -> DaemonProcess {
    DaemonProcess::start(env!("CARGO_BIN_EXE_tested-kiemked"), data, "127.0.0.1:0").await
}

fn tell(screen: &Screen, signal: Signal) {
    let id = screen.process().and_then(|id| i32::try_from(id).ok());
    kill_process(id.and_then(Pid::from_raw).expect("it runs"), signal).unwrap();
}

/// Whether the last word about each of what is taken is that it is given back.
fn is_given_back(screen: &Screen) -> bool {
    let raw = String::from_utf8_lossy(&screen.raw()).into_owned();
    // The other screen, the cursor, the mouse in its two forms, pastes in brackets.
    let pairs = [
        ("\x1b[?1049h", "\x1b[?1049l"),
        ("\x1b[?25l", "\x1b[?25h"),
        ("\x1b[?1000h", "\x1b[?1000l"),
        ("\x1b[?1006h", "\x1b[?1006l"),
        ("\x1b[?2004h", "\x1b[?2004l"),
    ];
    let given_back =
        |(taken, given): &(&str, &str)| raw.rfind(taken).is_some() && raw.rfind(given) > raw.rfind(taken);
    screen.has_its_modes() && pairs.iter().all(given_back)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_ends_the_program_the_terminal_is_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let daemon = start(&data).await;
    let breaks_at = folder.path().join("break");
    make_pipe(&breaks_at);
    for terminal in ["xterm", "xterm-256color", "screen-256color", "tmux-256color"] {
        let mut screen = open(&data, terminal, &breaks_at);
        screen.shows("trực tuyến").await;
        assert!(!screen.has_its_modes(), "keys come raw");
        screen.keys("q");
        assert_eq!(screen.ends().await, 0, "{terminal}");
        until("what was written last", || {
            let is = is_given_back(&screen);
            async move { is.then_some(()) }
        })
        .await;
    }
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let mut screen = open(&data, "xterm", &breaks_at);
        screen.shows("trực tuyến").await;
        tell(&screen, signal);
        screen.ends().await;
        until("what was written last", || {
            let is = is_given_back(&screen);
            async move { is.then_some(()) }
        })
        .await;
    }
    // Out to the shell and back. Without a shell that waits for it, a program cannot stand still.
    let mut screen = open_in(Some(SHELL), &data, "xterm", &breaks_at);
    screen.shows("trực tuyến").await;
    screen.keys("\x1a");
    until("the shell to have the terminal as it was", || {
        let is = screen.text().contains("back in the shell") && is_given_back(&screen);
        async move { is.then_some(()) }
    })
    .await;
    screen.keys("\n");
    until("the keys to come raw again", || {
        let is = !screen.has_its_modes();
        async move { is.then_some(()) }
    })
    .await;
    screen.keys("L");
    screen.shows("online").await;
    screen.keys("q");
    assert_eq!(screen.ends().await, 0);
    // Something in it breaks.
    let mut screen = open(&data, "xterm", &breaks_at);
    screen.shows("trực tuyến").await;
    std::fs::write(&breaks_at, "").unwrap();
    assert_ne!(screen.ends().await, 0);
    until("what was written last", || {
        let is = is_given_back(&screen) && screen.text().contains("the test wanted this");
        async move { is.then_some(()) }
    })
    .await;
    assert!(daemon.terminate().await.success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_daemon_that_dies_leaves_grey_figures_and_comes_back_without_a_key() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let daemon = start(&data).await;
    let control = Client::new(Endpoint::Unix(data.join("control.sock")), None);
    let enrol = async |number: u8| {
        let token = enrol_token(&control, 1).await;
        HandAgent::new(number)
            .enrol(control.endpoint(), &token)
            .await
            .unwrap();
    };
    enrol(1).await;
    let breaks_at = folder.path().join("break");
    make_pipe(&breaks_at);
    let screen = open(&data, "xterm-256color", &breaks_at);
    screen.shows("1 đã biết").await;
    let live = screen.colour_of("1 đã biết");
    daemon.kill().await;
    let died = Instant::now();
    screen.shows("mất kết nối").await;
    until("the figures to be grey", || {
        let is = screen.colour_of("1 đã biết") != live;
        async move { is.then_some(()) }
    })
    .await;
    println!("greyed {} ms after the daemon died", died.elapsed().as_millis());
    // Meanwhile it counts how old they are.
    screen.shows("mất kết nối 2 giây").await;
    let daemon = start(&data).await;
    let back = Instant::now();
    screen.shows("trực tuyến").await;
    println!("back {} ms after the daemon was", back.elapsed().as_millis());
    until("the figures to be live", || {
        let is = screen.colour_of("1 đã biết") == live;
        async move { is.then_some(()) }
    })
    .await;
    enrol(2).await;
    screen.shows("2 đã biết").await;
    assert!(daemon.terminate().await.success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_map_that_is_none_is_refused_in_words_and_the_program_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let daemon = start(&data).await;
    let server = format!("unix:{}", data.join("control.sock").display());
    for (file, text, reason) in [
        ("cut.geojson", "{\"type\": \"FeatureColl", "cut.geojson"),
        (
            "empty.geojson",
            "{\"type\": \"FeatureCollection\", \"features\": []}",
            "no outline",
        ),
        (
            "other.geojson",
            "{\"type\": \"Polygon\", \"coordinates\": \"x\"}",
            "other.geojson",
        ),
    ] {
        let map = folder.path().join(file);
        std::fs::write(&map, text).unwrap();
        let map = map.display().to_string();
        let arguments = ["--server", &server, "--lang", "vi", "--map", &map];
        let mut screen = Screen::start(KIEMKE, &arguments, &[("LC_ALL", "C.UTF-8")], 200, 24);
        screen.shows_row(&["Bản đồ không có ranh giới", reason]).await;
        screen.shows("trực tuyến").await;
        screen.keys("m");
        screen.shows("Bản đồ").await;
        screen.keys("q");
        assert_eq!(screen.ends().await, 0, "{file}");
    }
    assert!(daemon.terminate().await.success());
}
