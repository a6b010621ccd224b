//! Events of the terminal library become messages of the core.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEventKind};
use kiemke_tui_core::Message;
use kiemke_tui_core::key::{Key, Mouse, MouseKind};

/// The messages for an event, as far as it means anything to us.
///
/// Over a slow line Esc and the key behind it arrive together, and then read as that key with Alt. Nothing here is
/// bound to Alt, so what was pressed is Esc and the key.
pub(crate) fn messages(event: Event) -> [Option<Message>; 2] {
    match event {
        Event::Key(mut event) if event.modifiers.contains(KeyModifiers::ALT) => {
            event.modifiers.remove(KeyModifiers::ALT);
            let escape = key(event).map(|_| Message::Key(Key::Esc));
            [escape, key(event).map(Message::Key)]
        }
        event => [message(event), None],
    }
}

fn message(event: Event) -> Option<Message> {
    match event {
        Event::Key(event) => key(event).map(Message::Key),
        Event::Paste(text) => Some(Message::Paste(text)),
        Event::Resize(columns, rows) => Some(Message::Resize(columns, rows)),
        Event::Mouse(event) => {
            let kind = match event.kind {
                MouseEventKind::Down(MouseButton::Left) => MouseKind::Click,
                MouseEventKind::ScrollUp => MouseKind::WheelUp,
                MouseEventKind::ScrollDown => MouseKind::WheelDown,
                _ => return None,
            };
            Some(Message::Mouse(Mouse {
                kind,
                column: event.column,
                row: event.row,
            }))
        }
        Event::FocusGained | Event::FocusLost => None,
    }
}

fn key(event: KeyEvent) -> Option<Key> {
    // Windows reports releases too.
    if event.kind == KeyEventKind::Release {
        return None;
    }
    Some(match event.code {
        KeyCode::Char(character) if event.modifiers.contains(KeyModifiers::CONTROL) => {
            Key::Ctrl(character.to_ascii_lowercase())
        }
        KeyCode::Char(character) => Key::Char(character),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Esc,
        KeyCode::Tab => Key::Tab,
        KeyCode::BackTab => Key::BackTab,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Delete => Key::Delete,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(code: KeyCode, modifiers: KeyModifiers) -> Vec<Key> {
        let read = messages(Event::Key(KeyEvent::new(code, modifiers)));
        let key = |message| match message {
            Message::Key(key) => key,
            other => panic!("{other:?}"),
        };
        read.into_iter().flatten().map(key).collect()
    }

    #[test]
    fn alt_is_an_escape_that_came_together_with_the_next_key() {
        let (none, alt) = (KeyModifiers::NONE, KeyModifiers::ALT);
        assert_eq!(keys(KeyCode::Char('8'), none), [Key::Char('8')]);
        assert_eq!(keys(KeyCode::Char('8'), alt), [Key::Esc, Key::Char('8')]);
        assert_eq!(
            keys(KeyCode::Char('Z'), alt | KeyModifiers::CONTROL),
            [Key::Esc, Key::Ctrl('z')]
        );
        assert_eq!(keys(KeyCode::CapsLock, alt), []);
    }
}
