//! The terminal inside a real tmux: whatever ends the program, or stops it for a while, the pane is as it was before. Where
//! tmux is not installed nothing is tested, and the test says so.

use kiemke_tests::process::DaemonProcess;
use kiemke_tests::wait::{until, until_or};
use rustix::fs::{CWD, FileType, Mode, mknodat};
use rustix::process::{Pid, Signal, kill_process};
use std::path::{Path, PathBuf};
use std::process::Command;

const KIEMKE: &str = env!("CARGO_BIN_EXE_tested-kiemke");
const KIEMKED: &str = env!("CARGO_BIN_EXE_tested-kiemked");

/// Whether the pane shows its other screen, its cursor, and hands the mouse to a program.
const STATE: &str = "#{alternate_on} #{cursor_flag} #{mouse_any_flag}";
const AS_BEFORE: &str = "0 1 0";
const TAKEN: &str = "1 0 1";

/// A tmux of its own with a shell in its only pane.
struct Tmux {
    socket: PathBuf,
}

impl Tmux {
    /// None where it is not installed.
    fn start(folder: &Path) -> Option<Self> {
        let is_there = Command::new("tmux").arg("-V").output().is_ok();
        let tmux = Self {
            socket: folder.join("tmux.sock"),
        };
        is_there.then(|| {
            tmux.tell(&["new-session", "-d", "-x", "80", "-y", "24", "env PS1=$ sh"]);
            tmux
        })
    }

    fn tell(&self, arguments: &[&str]) -> String {
        let output = Command::new("tmux")
            .args(["-u", "-f", "/dev/null", "-S"])
            .arg(&self.socket)
            .args(arguments)
            .env_remove("TMUX")
            .env("LC_ALL", "C.UTF-8")
            .output()
            .unwrap();
        assert!(output.status.success(), "tmux {arguments:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
    }

    /// Types a line into the pane.
    fn line(&self, line: &str) {
        self.tell(&["send-keys", "-l", line]);
        self.tell(&["send-keys", "Enter"]);
    }

    fn text(&self) -> String {
        self.tell(&["capture-pane", "-p"])
    }

    async fn shows(&self, text: &str) {
        until_or(
            || format!("tmux to show {text:?}, not:\n{}", self.text()),
            || std::future::ready(self.text().contains(text).then_some(())),
        )
        .await;
    }

    async fn is(&self, state: &str, when: &str) {
        let is = || self.tell(&["display-message", "-p", STATE]);
        until_or(
            || {
                format!(
                    "the pane to be {state:?} {when}, not {:?}:\n{}",
                    is(),
                    self.text()
                )
            },
            || std::future::ready((is() == state).then_some(())),
        )
        .await;
    }

    /// The program that the shell of the pane runs.
    async fn program(&self) -> Pid {
        let shell = self.tell(&["display-message", "-p", "#{pane_pid}"]);
        let children = PathBuf::from(format!("/proc/{shell}/task/{shell}/children"));
        until("the program to run", || {
            let told = std::fs::read_to_string(&children).unwrap_or_default();
            let first = told.split(' ').find_map(|child| child.parse().ok());
            std::future::ready(first.and_then(Pid::from_raw))
        })
        .await
    }
}

impl Drop for Tmux {
    fn drop(&mut self) {
        // Its own server, by its own socket; one that has ended is no error.
        let mut end = Command::new("tmux");
        let _ = end.arg("-S").arg(&self.socket).arg("kill-server").output();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pane_of_tmux_is_as_it_was_whatever_ends_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let Some(tmux) = Tmux::start(folder.path()) else {
        println!("SKIPPED: tmux is not installed on this machine");
        return;
    };
    let data = folder.path().join("data");
    let daemon = DaemonProcess::start(KIEMKED, &data, "127.0.0.1:0").await;
    let breaks_at = folder.path().join("break");
    mknodat(CWD, &breaks_at, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    let server = data.join("control.sock");
    let start = format!(
        "KIEMKE_TEST_BREAKS_AT={} XDG_STATE_HOME={} {KIEMKE} --server unix:{} --lang vi",
        breaks_at.display(),
        data.display(),
        server.display()
    );
    tmux.is(AS_BEFORE, "before").await;
    let open = async || {
        tmux.line(&start);
        tmux.shows("trực tuyến").await;
        tmux.is(TAKEN, "while the program is open").await;
    };

    open().await;
    tmux.tell(&["send-keys", "q"]);
    tmux.is(AS_BEFORE, "after q").await;
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        open().await;
        kill_process(tmux.program().await, signal).unwrap();
        tmux.is(AS_BEFORE, &format!("after {signal:?}")).await;
    }
    // Out to the shell, back, and out.
    open().await;
    tmux.tell(&["send-keys", "C-z"]);
    tmux.is(AS_BEFORE, "while the program stands still").await;
    tmux.line("fg");
    tmux.is(TAKEN, "after fg").await;
    tmux.shows("trực tuyến").await;
    tmux.tell(&["send-keys", "L"]);
    tmux.shows("online").await;
    tmux.tell(&["send-keys", "q"]);
    tmux.is(AS_BEFORE, "after the second q").await;
    // Something in it breaks.
    open().await;
    std::fs::write(&breaks_at, "").unwrap();
    tmux.shows("the test wanted this").await;
    tmux.is(AS_BEFORE, "after a panic").await;
    assert!(daemon.terminate().await.success());
}
