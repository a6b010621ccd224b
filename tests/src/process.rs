//! Real processes: started by the tests, ended by their id, never left behind.

use kiemke_http::Endpoint;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

/// A `kiemked` of its own.
pub struct DaemonProcess {
    child: Child,
    /// Where it listens.
    pub endpoint: Endpoint,
}

impl DaemonProcess {
    /// Starts one on a folder and waits for its ready line.
    ///
    /// # Panics
    /// When it does not say that it is ready.
    pub async fn start(program: &str, data: &Path, listen: &str) -> Self {
        Self::start_with(program, data, listen, None).await
    }

    /// The same with a file of settings.
    ///
    /// # Panics
    /// When it does not say that it is ready.
    pub async fn start_with(program: &str, data: &Path, listen: &str, config: Option<&Path>) -> Self {
        let mut child = Command::new(program)
            .args(["--listen", listen, "--data"])
            .arg(data)
            .args(config.iter().flat_map(|file| [Path::new("--config"), file]))
            .env("RUST_LOG", "warn")
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the program is there");
        let stdout = child.stdout.take().expect("stdout was asked for");
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line).await.expect("reads");
        let url = line
            .trim()
            .strip_prefix("kiemked ready: ")
            .unwrap_or_else(|| panic!("no ready line: {line:?}"));
        let endpoint = url.parse().expect("an endpoint");
        Self { child, endpoint }
    }

    /// Its process, while it runs.
    pub fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// Ends it at once, as a power cut would.
    ///
    /// # Panics
    /// When it cannot be ended.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("it was running");
    }

    /// Ends it in order.
    ///
    /// # Panics
    /// When it cannot be told.
    pub async fn terminate(mut self) -> ExitStatus {
        terminate(&self.child);
        self.child.wait().await.expect("it ends")
    }
}

/// Sends SIGTERM to a child.
///
/// # Panics
/// When it has ended already.
pub fn terminate(child: &Child) {
    let id = child
        .id()
        .and_then(|id| i32::try_from(id).ok())
        .and_then(rustix::process::Pid::from_raw);
    rustix::process::kill_process(id.expect("it runs"), rustix::process::Signal::TERM)
        .expect("it can be told");
}

/// Runs a program to its end.
///
/// # Panics
/// When it is not there.
pub async fn run(program: &str, arguments: &[&str]) -> std::process::Output {
    Command::new(program)
        .args(arguments)
        .kill_on_drop(true)
        .output()
        .await
        .expect("the program is there")
}
