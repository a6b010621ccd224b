//! A program in a terminal of its own: keys in, the screen as a person would read it out.

use crate::wait::until_or;
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read as _, Write};
use std::num::NonZero;
use std::sync::{Arc, Mutex, PoisonError};

/// Lines that have left the screen are of no interest.
const SCROLLBACK: usize = 0;

/// A running program and its screen.
pub struct Screen {
    master: Box<dyn MasterPty + Send>,
    writer: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    seen: Arc<Mutex<Seen>>,
    /// How the terminal was before.
    begun: String,
    /// What is asked just now.
    question: String,
}

struct Seen {
    parser: vt100::Parser,
    raw: Vec<u8>,
}

/// A screen has at least one cell.
fn cells(count: u16) -> NonZero<u16> {
    NonZero::new(count).unwrap_or(NonZero::<u16>::MIN)
}

fn holds(row: &str, parts: &[&str]) -> bool {
    let rest = parts.iter().try_fold(row, |rest, part| {
        let at = rest.find(part)?;
        Some(&rest[at + part.len()..])
    });
    rest.is_some()
}

fn modes(master: &(dyn MasterPty + Send)) -> String {
    format!("{:?}", master.get_termios())
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols: columns,
        pixel_width: 0,
        pixel_height: 0,
    }
}

impl Screen {
    /// Starts a program on a screen.
    ///
    /// # Panics
    /// When the system gives no terminal or the program is not there.
    pub fn start(
        program: &str,
        arguments: &[&str],
        environment: &[(&str, &str)],
        columns: u16,
        rows: u16,
    ) -> Self {
        let pair = native_pty_system().openpty(size(columns, rows)).expect("a pty");
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.env("TERM", "xterm-256color");
        for (name, value) in environment {
            command.env(name, value);
        }
        let begun = modes(&*pair.master);
        let child = pair.slave.spawn_command(command).expect("the program is there");
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let writer = pair.master.take_writer().expect("a writer");
        let seen = Arc::new(Mutex::new(Seen {
            parser: vt100::Parser::new(cells(rows), cells(columns), SCROLLBACK),
            raw: Vec::new(),
        }));
        let into = seen.clone();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(read @ 1..) = reader.read(&mut buffer) {
                let mut seen = into.lock().unwrap_or_else(PoisonError::into_inner);
                seen.parser.process(&buffer[..read]);
                seen.raw.extend_from_slice(&buffer[..read]);
            }
        });
        Self {
            master: pair.master,
            writer,
            child,
            seen,
            begun,
            question: String::new(),
        }
    }

    /// What follows is about this question, until the next one; a failure names it.
    pub fn question(&mut self, question: &str) {
        question.clone_into(&mut self.question);
    }

    /// The program's process, while it runs.
    pub fn process(&self) -> Option<u32> {
        self.child.process_id()
    }

    /// Whether the modes of the terminal (echo, lines, signals) are what they were before the program began.
    pub fn has_its_modes(&self) -> bool {
        modes(&*self.master) == self.begun
    }

    /// The colour of the letters of the first such text on screen; none when it is not there.
    pub fn colour_of(&self, text: &str) -> Option<vt100::Color> {
        self.with(|seen| {
            let screen = seen.parser.screen();
            let lines = screen.contents();
            let (row, line) = lines.lines().enumerate().find(|(_, line)| line.contains(text))?;
            let before = line.split(text).next().unwrap_or_default();
            let column = before.chars().count();
            let cell = screen.cell(u16::try_from(row).ok()?, u16::try_from(column).ok()?)?;
            Some(cell.fgcolor())
        })
    }

    /// Types.
    ///
    /// # Panics
    /// When the program is gone.
    pub fn keys(&mut self, keys: &str) {
        self.writer
            .write_all(keys.as_bytes())
            .and_then(|()| self.writer.flush())
            .expect("someone reads");
    }

    /// Changes the size under the program.
    ///
    /// # Panics
    /// When the system refuses.
    pub fn resize(&self, columns: u16, rows: u16) {
        self.with(|seen| seen.parser.screen_mut().set_size(cells(rows), cells(columns)));
        self.master.resize(size(columns, rows)).expect("resizes");
    }

    /// What stands on the screen.
    pub fn text(&self) -> String {
        self.with(|seen| seen.parser.screen().contents())
    }

    /// Everything that was ever written to the terminal.
    pub fn raw(&self) -> Vec<u8> {
        self.with(|seen| seen.raw.clone())
    }

    /// Waits until the screen shows a text.
    ///
    /// # Panics
    /// When it does not within a minute; shows the screen.
    pub async fn shows(&self, text: &str) {
        self.becomes(text, |screen| screen.contains(text)).await;
    }

    /// Waits until the screen no longer shows a text.
    ///
    /// # Panics
    /// When it still does after a minute; shows the screen.
    pub async fn hides(&self, text: &str) {
        self.becomes(&format!("no {text}"), |screen| !screen.contains(text))
            .await;
    }

    /// Waits until one row of the screen shows all of these, in this order.
    ///
    /// # Panics
    /// When none does within a minute; shows the screen.
    pub async fn shows_row(&self, parts: &[&str]) {
        self.becomes(&parts.join(" … "), |screen| {
            screen.lines().any(|row| holds(row, parts))
        })
        .await;
    }

    /// The rows of the screen that show all of these, in this order.
    pub fn rows(&self, parts: &[&str]) -> Vec<String> {
        let text = self.text();
        let rows = text.lines().filter(|row| holds(row, parts));
        rows.map(|row| row.trim().to_owned()).collect()
    }

    /// Waits until as many rows of the screen show all of these.
    ///
    /// # Panics
    /// When they do not within a minute; shows the screen.
    pub async fn counts_rows(&self, count: usize, parts: &[&str]) {
        let what = format!("{count} rows of {}", parts.join(" … "));
        self.becomes(&what, |screen| {
            screen.lines().filter(|row| holds(row, parts)).count() == count
        })
        .await;
    }

    /// Waits for a row and brings the selection to it, in a list of which the first row stands so far down the screen.
    ///
    /// # Panics
    /// When it is not selected within a minute; shows the screen.
    pub async fn select_row(&mut self, top: usize, parts: &[&str]) {
        let (seen, question) = (self.seen.clone(), self.question.clone());
        let screen = move || {
            let seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
            seen.parser.screen().contents()
        };
        let mut asked_for = None;
        let mut look = || {
            let text = self.text();
            let mut rows = text.lines().enumerate().skip(top);
            let (at, _) = rows.find(|(_, row)| holds(row, parts))?;
            if asked_for != Some(at) {
                // What was seen of a half-drawn frame is asked for again when the row stands elsewhere.
                asked_for = Some(at);
                let down = "\x1b[B".repeat(at - top);
                self.keys(&format!("g{down}"));
            }
            self.is_lit(at).then_some(())
        };
        until_or(
            || {
                format!(
                    "{question}: {} to be selected, not:\n{}",
                    parts.join(" … "),
                    screen()
                )
            },
            || std::future::ready(look()),
        )
        .await;
    }

    /// Whether a row stands out from the ground, as the selected one does.
    fn is_lit(&self, row: usize) -> bool {
        self.with(|seen| {
            let cell = u16::try_from(row)
                .ok()
                .and_then(|row| seen.parser.screen().cell(row, 1));
            cell.is_some_and(|cell| cell.inverse() || cell.bgcolor() != vt100::Color::Default)
        })
    }

    async fn becomes(&self, what: &str, is: impl Fn(&str) -> bool) {
        let seen = || async { is(&self.text()).then_some(()) };
        until_or(
            || {
                let question = &self.question;
                format!("{question}: the screen to show {what:?}, not:\n{}", self.text())
            },
            seen,
        )
        .await;
    }

    /// Waits for the program's end; its exit code.
    ///
    /// # Panics
    /// When it does not end within a minute.
    pub async fn ends(&mut self) -> u32 {
        let (child, seen) = (&mut self.child, &self.seen);
        let screen = || {
            seen.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .parser
                .screen()
                .contents()
        };
        let mut ended = || {
            child
                .try_wait()
                .expect("a child")
                .map(|status| status.exit_code())
        };
        until_or(
            || format!("the program to end:\n{}", screen()),
            || std::future::ready(ended()),
        )
        .await
    }

    fn with<T>(&self, work: impl FnOnce(&mut Seen) -> T) -> T {
        work(&mut self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        if std::thread::panicking() && !self.question.is_empty() {
            eprintln!("failed at: {}\n{}", self.question, self.text());
        }
        // A failed test must not leave a program behind; one that has ended is no error.
        let _ = self.child.kill();
    }
}
