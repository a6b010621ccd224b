//! The loop of the counting screen: keys in, lines written, the screen drawn.

use super::desk::Desk;
use crate::cli::Settings;
use crate::clock::Clock;
use crate::terminal::Screen;
use kiemke_tui_core::Message;
use kiemke_tui_core::scanner::{Scanner, ScannerMessage, Wish};
use kiemke_wire::stocktake::CountId;
use std::collections::VecDeque;
use std::io;

/// Runs until whoever counts leaves.
pub(super) fn run(settings: &Settings, mut desk: Desk, room: Option<&str>) -> io::Result<()> {
    let mut screen = Screen::take()?;
    let size = screen.size()?;
    let (name, school) = (desk.head.name.clone(), desk.head.school.name.clone());
    let mut scanner = Scanner::new(settings.look, size, &name, &school);
    scanner.take(ScannerMessage::States(desk.states(None)));
    if let Some(room) = room.and_then(|name| desk.room_called(name)) {
        scanner.go_to(room);
    }
    let mut clock = Clock::default();
    let mut wishes: VecDeque<Wish> = scanner.room().map(Wish::Look).into_iter().collect();
    loop {
        while let Some(wish) = wishes.pop_front() {
            match wish {
                Wish::Quit => return Ok(()),
                Wish::Redraw => screen.clear()?,
                wish => {
                    let id = CountId(super::random());
                    for message in desk.carry_out(wish, id, clock.now())? {
                        wishes.extend(scanner.take(message));
                    }
                }
            }
        }
        screen.draw_with(|frame| scanner.draw(frame.buffer_mut()))?;
        for message in crate::input::messages(crossterm::event::read()?)
            .into_iter()
            .flatten()
        {
            let message = match message {
                Message::Key(key) => ScannerMessage::Key(key),
                Message::Paste(text) => ScannerMessage::Paste(text),
                Message::Resize(columns, rows) => ScannerMessage::Resize(columns, rows),
                _ => continue,
            };
            wishes.extend(scanner.take(message));
        }
    }
}
