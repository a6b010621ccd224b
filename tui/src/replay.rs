//! `kiemke --replay FILE`: a recorded session, message by message.
//!
//! Without a terminal the last screen is printed, as it was.

use crate::cli::{Failure, write_out};
use crate::terminal::Screen;
use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use kiemke_config::messages::{Msg, Value, catalogue, format};
use kiemke_tui_core::session::Replay;
use kiemke_tui_core::{text, view};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use std::io::{self, IsTerminal as _};
use std::path::Path;
use std::time::Duration;

/// The longest pause between two messages while it plays: nobody waits out somebody else's coffee.
const PAUSE_MAX: Duration = Duration::from_secs(1);

/// Shows the session in a file.
pub(crate) fn run(path: &Path) -> Result<(), Failure> {
    let operation = || format!("replay {}", path.display());
    let text = std::fs::read_to_string(path).map_err(|error| Failure::failed(operation(), &error))?;
    let mut replay = Replay::read(&text).map_err(|error| Failure::failed(operation(), &error))?;
    if io::stdout().is_terminal() {
        return show(&mut replay).map_err(|error| Failure::failed(operation(), &error));
    }
    replay.go_to(usize::MAX);
    let last = printed(&replay).map_err(|error| Failure::failed(operation(), &error))?;
    write_out(&last)
}

fn show(replay: &mut Replay) -> io::Result<()> {
    let mut screen = Screen::take()?;
    let mut playing = false;
    loop {
        screen.draw_captioned(replay.state(), &caption(replay, playing))?;
        let pause = match (playing, replay.next_at()) {
            (true, Some(next)) => {
                let ms = u64::try_from(next.since(replay.now())).unwrap_or(0);
                Some(Duration::from_millis(ms).min(PAUSE_MAX))
            }
            _ => None,
        };
        let came = match pause {
            Some(pause) => event::poll(pause)?,
            None => true,
        };
        if !came {
            replay.step();
            continue;
        }
        let (Event::Key(key), (at, count)) = (event::read()?, replay.position()) else {
            continue;
        };
        match pressed(key) {
            Some(KeyCode::Char('q') | KeyCode::Esc) => return Ok(()),
            Some(KeyCode::Char('p')) => playing = !playing,
            Some(KeyCode::Right | KeyCode::Enter | KeyCode::Char(' ')) => {
                replay.step_seen();
            }
            Some(KeyCode::Left) => replay.go_to(at.saturating_sub(1)),
            Some(KeyCode::Home) => replay.go_to(0),
            Some(KeyCode::End) => replay.go_to(count),
            _ => {}
        }
    }
}

/// Ctrl-C ends it too.
fn pressed(key: KeyEvent) -> Option<KeyCode> {
    match key.kind {
        KeyEventKind::Release => None,
        _ if key.modifiers.contains(KeyModifiers::CONTROL) && key.code == KeyCode::Char('c') => {
            Some(KeyCode::Esc)
        }
        _ => Some(key.code),
    }
}

fn caption(replay: &Replay, playing: bool) -> String {
    let (lang, (at, count)) = (replay.state().lang(), replay.position());
    let values = [
        ("at", Value::from(at)),
        ("count", Value::from(count)),
        (
            "time",
            format::clock(replay.now(), replay.state().look().offset).into(),
        ),
    ];
    let sign = if playing { "▶" } else { "‖" };
    format!(" {sign} {} ", catalogue(lang).with(Msg::ReplayCaption, &values))
}

/// The screen as text, lines trimmed at their ends.
fn printed(replay: &Replay) -> io::Result<String> {
    let (columns, rows) = replay.size();
    let mut terminal =
        Terminal::new(TestBackend::new(columns.max(1), rows.max(1))).map_err(io::Error::other)?;
    terminal
        .draw(|frame| view(replay.state(), frame))
        .map_err(io::Error::other)?;
    let buffer = terminal.backend().buffer();
    let mut printed = String::new();
    for row in buffer.area.rows() {
        let mut line = String::new();
        let mut covered = 0;
        for place in row.columns() {
            let symbol = buffer[(place.x, place.y)].symbol();
            if covered > 0 {
                covered -= 1;
                continue;
            }
            line.push_str(symbol);
            covered = text::width(symbol).saturating_sub(1);
        }
        printed.push_str(line.trim_end());
        printed.push('\n');
    }
    Ok(printed)
}
