//! A person at the terminal: a token of their own, a screen, and questions that are answered by keys and read off it.
//!
//! Each question is one named step. When something about it fails, its name is said with the screen as it was.

use crate::screen::Screen;
use kiemke_http::{Client, Endpoint, Request};
use kiemke_wire::view::{MakeToken, NewToken, Role};
use std::path::Path;

/// Who sits there.
pub struct Person {
    /// What their token says.
    pub token: String,
}

/// Keys that have no letter.
pub mod key {
    /// Back, or cancel.
    pub const ESC: &str = "\x1b";
    /// Up.
    pub const UP: &str = "\x1b[A";
    /// Down.
    pub const DOWN: &str = "\x1b[B";
    /// Right.
    pub const RIGHT: &str = "\x1b[C";
    /// The damaged thing while scanning.
    pub const CTRL_B: &str = "\x02";
    /// The room is done while scanning; else the messages of the last minutes.
    pub const CTRL_D: &str = "\x04";
    /// Send a form.
    pub const CTRL_S: &str = "\x13";
    /// Erase what stands in a field.
    pub const CTRL_U: &str = "\x15";
}

/// How the screen writes who is ready, who is not and of whom nobody knows, `12,3–45,6 %`: what is, and what may be, rounded
/// away from each other.
pub fn range([ready, not_ready, unknown]: [u64; 3]) -> String {
    let total = ready + not_ready + unknown;
    let (low, high) = (ready * 1_000 / total, ((ready + unknown) * 1_000).div_ceil(total));
    let decimal = |tenths: u64| format!("{},{}", tenths / 10, tenths % 10);
    match low == high {
        true => format!("{} %", decimal(high)),
        false => format!("{}–{} %", decimal(low), decimal(high)),
    }
}

impl Person {
    /// Somebody with a role at a unit.
    ///
    /// # Panics
    /// When the daemon gives no token.
    pub async fn new(admin: &Client, role: Role, unit: Option<&str>, name: &str) -> Self {
        let wish = MakeToken {
            role,
            unit: unit.map(str::to_owned),
            name: Some(name.into()),
            expires_at: None,
        };
        let made: NewToken = admin
            .json(Request::post("/v1/tokens", &wish))
            .await
            .expect("a token");
        Self { token: made.token }
    }

    /// Opens the terminal, or a command line with arguments, in Vietnamese; what it writes lands in `home`.
    pub fn sit_down(
        &self,
        program: &str,
        arguments: &[&str],
        server: &Endpoint,
        home: &Path,
        (columns, rows): (u16, u16),
    ) -> Screen {
        let (server, home) = (server.to_string(), home.display().to_string());
        let environment = [
            ("KIEMKE_SERVER", server.as_str()),
            ("KIEMKE_TOKEN", self.token.as_str()),
            ("KIEMKE_LANG", "vi"),
            ("LC_ALL", "C.UTF-8"),
            ("HOME", home.as_str()),
            ("TMPDIR", home.as_str()),
            ("XDG_CONFIG_HOME", home.as_str()),
            // A prompt that no answer is taken for.
            ("PS1", "$ "),
        ];
        Screen::start(program, arguments, &environment, columns, rows)
    }
}
