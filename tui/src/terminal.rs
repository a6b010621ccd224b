//! The terminal is taken here, and given back however the program ends.

use crossterm::clipboard::CopyToClipboard;
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::style::Print;
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use kiemke_tui_core::{State, view};
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::{Frame, Terminal};
use std::io::{self, Stdout};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

/// Bytes of one write to the terminal: a whole frame of a wall screen, so that none is seen half drawn.
const WRITE_BYTES: usize = 64 * 1024;

/// Presses and the wheel, in the form without a limit of columns (xterm 1000 and 1006). The library's own wish also
/// asks for every movement, which over a slow line is many bytes for nothing.
const MOUSE_ON: &str = "\x1b[?1000h\x1b[?1006h";
const MOUSE_OFF: &str = "\x1b[?1006l\x1b[?1000l";

/// A taken terminal; dropping it gives it back.
pub(crate) struct Screen {
    terminal: Terminal<CrosstermBackend<io::BufWriter<Stdout>>>,
}

impl Screen {
    /// Takes the terminal: raw keys, a screen of our own, the mouse.
    pub(crate) fn take() -> io::Result<Self> {
        give_back_on_panic();
        enter()?;
        let out = io::BufWriter::with_capacity(WRITE_BYTES, io::stdout());
        match Terminal::new(CrosstermBackend::new(out)) {
            Ok(terminal) => Ok(Self { terminal }),
            Err(error) => {
                give_back();
                Err(error)
            }
        }
    }

    /// Columns and rows.
    pub(crate) fn size(&self) -> io::Result<(u16, u16)> {
        let size = self.terminal.size()?;
        Ok((size.width, size.height))
    }

    /// Draws the state; only cells that changed are written.
    ///
    /// # Errors
    /// When the terminal is gone, or some task of the program panicked: the terminal was given back then.
    pub(crate) fn draw(&mut self, state: &State) -> io::Result<()> {
        self.draw_with(|frame| view(state, frame))
    }

    /// Draws something else than the state.
    ///
    /// # Errors
    /// As [`Self::draw`].
    pub(crate) fn draw_with(&mut self, draw: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        if PANICKED.load(Ordering::Relaxed) {
            return Err(io::Error::other(
                "a part of the program broke; its message stands above",
            ));
        }
        self.terminal.draw(draw).map(|_| ())
    }

    /// Draws the state with a caption over the end of its last line.
    pub(crate) fn draw_captioned(&mut self, state: &State, caption: &str) -> io::Result<()> {
        let drawn = self.terminal.draw(|frame| {
            view(state, frame);
            let area = frame.area();
            let cells = u16::try_from(kiemke_tui_core::text::width(caption)).unwrap_or(u16::MAX);
            if let Some(last) = area.rows().next_back() {
                let begin = last.right().saturating_sub(cells);
                let style = Style::new().add_modifier(Modifier::REVERSED);
                frame.buffer_mut().set_string(begin, last.y, caption, style);
            }
        });
        drawn.map(|_| ())
    }

    /// Hands a text to the clipboard of the terminal (OSC 52); one that has none ignores it.
    pub(crate) fn copy(&mut self, text: &str) -> io::Result<()> {
        crossterm::execute!(io::stdout(), CopyToClipboard::to_clipboard_from(text))
    }

    /// Clears the terminal, so that the next frame is written whole. Asks the terminal nothing: one that does not
    /// answer would hold us up.
    pub(crate) fn clear(&mut self) -> io::Result<()> {
        let (columns, rows) = self.size()?;
        self.terminal.resize(Rect::new(0, 0, columns, rows))
    }

    /// Gives the terminal back for a while.
    pub(crate) fn leave(&mut self) {
        give_back();
    }

    /// Takes it again.
    pub(crate) fn enter_again(&mut self) -> io::Result<()> {
        enter()?;
        self.clear()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

fn enter() -> io::Result<()> {
    enable_raw_mode()?;
    let entered = crossterm::execute!(
        io::stdout(),
        EnterAlternateScreen,
        Print(MOUSE_ON),
        EnableBracketedPaste,
        crossterm::cursor::Hide
    );
    if entered.is_err() {
        give_back();
    }
    entered
}

/// Never fails: when the terminal is gone there is nothing to give back.
fn give_back() {
    let _ = crossterm::execute!(
        io::stdout(),
        DisableBracketedPaste,
        Print(MOUSE_OFF),
        LeaveAlternateScreen,
        crossterm::cursor::Show
    );
    let _ = disable_raw_mode();
}

/// Whether any thread panicked since the terminal was taken: tasks may, and the loop would go on without them.
static PANICKED: AtomicBool = AtomicBool::new(false);

/// A panic's message must be readable: the terminal is given back before it is printed.
fn give_back_on_panic() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let print = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            PANICKED.store(true, Ordering::Relaxed);
            give_back();
            print(panic);
            if let Some(path) = crate::session::dump_after_panic() {
                eprintln!("kiemke --replay {}", path.display());
            }
        }));
    });
}
