//! Counting a room with a scanner that types: what is on the screen, what a key does, what is to be done with it. Knows
//! neither the daemon nor a pack: whoever owns one carries the wishes out and tells what became of them.
//!
//! Call order: [`Scanner::take`] with each [`ScannerMessage`], carry its [`Wish`]es out, draw with [`Scanner::draw`].
//!
//! ```text
//!  Đợt 2026 · THCS Nam Đà · Phòng tin 2                  khớp 31 / 40   thiếu –   thừa 1   sai chỗ 2
//!  > MT-02▌                                                               quét hoặc gõ mã, Enter
//!
//!    ✔ KHỚP    MT-0231  Máy tính bàn Dell Vostro 3681    ghế 17
//!
//!  ▲ MT-0188  Máy tính bàn FPT Elead          thuộc Phòng tin 1          SAI CHỖ
//!  ✖ 893850…  không có trong sổ                                          THỪA
//!  Còn 9: ghế 3, 8, 11, 12, 20, 27, 33, 38, 40
//! ```

mod draw;

use crate::key::Key;
use crate::state::Look;
use kiemke_wire::equipment::Condition;
use kiemke_wire::ids::UnitKey;
use kiemke_wire::stocktake::{CountId, ItemState};
use kiemke_wire::view::{ItemView, RoomRow, ScanOutcome, ScanStates};
use std::collections::VecDeque;

/// Scans that can be seen again and taken back: a room's.
const LAST_KEPT: usize = 200;
/// Characters of a code or a note that are taken in; no barcode has more.
const INPUT_CHARS_MAX: usize = 200;

/// The screen.
#[derive(Clone, Debug)]
pub struct Scanner {
    look: Look,
    size: (u16, u16),
    title: String,
    rooms: Vec<RoomRow>,
    at: usize,
    items: Vec<ItemView>,
    input: String,
    mode: Typing,
    /// Newest first.
    last: VecDeque<Scanned>,
    notice: Option<String>,
}

/// What is being typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Typing {
    /// A code.
    Code,
    /// What is said of the newest scan.
    Note,
    /// Whether the room is counted through: Enter says yes.
    Done,
}

/// A scan of this screen.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Scanned {
    outcome: ScanOutcome,
    withdrawn: bool,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum ScannerMessage {
    /// A key.
    Key(Key),
    /// Text that was pasted; some scanners do.
    Paste(String),
    /// The terminal has another size.
    Resize(u16, u16),
    /// What is known of all rooms and of the things of this one.
    States(ScanStates),
    /// What became of a scan.
    Scanned(ScanOutcome),
    /// A scan was taken back.
    Withdrawn(CountId),
    /// Something did not work, or is to be known.
    Notice(String),
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Write down that a code was scanned; answer with what it is.
    Scan {
        /// Where.
        room: UnitKey,
        /// The code.
        code: String,
        /// How good the thing is.
        condition: Option<Condition>,
        /// What is said of it.
        note: Option<String>,
    },
    /// Take a scan back.
    Withdraw(CountId),
    /// The room is counted through.
    Done(UnitKey),
    /// Tell what is known of this room.
    Look(UnitKey),
    /// Write the screen whole.
    Redraw,
    /// End.
    Quit,
}

impl Scanner {
    /// A screen for a stocktake that is called so, of a school that is called so.
    pub fn new(look: Look, size: (u16, u16), name: &str, school: &str) -> Self {
        Self {
            look,
            size,
            title: format!("{name} · {school}"),
            rooms: Vec::new(),
            at: 0,
            items: Vec::new(),
            input: String::new(),
            mode: Typing::Code,
            last: VecDeque::new(),
            notice: None,
        }
    }

    /// The room that is counted.
    pub fn room(&self) -> Option<UnitKey> {
        self.rooms.get(self.at).map(|row| row.unit.key)
    }

    /// Goes to a room before anything is drawn.
    pub fn go_to(&mut self, room: UnitKey) {
        if let Some(at) = self.rooms.iter().position(|row| row.unit.key == room) {
            self.at = at;
        }
    }

    /// Is drawn so from now on.
    pub(crate) fn look_is(&mut self, look: Look) {
        self.look = look;
    }

    /// Takes a message in; what is to be done about it.
    pub fn take(&mut self, message: ScannerMessage) -> Vec<Wish> {
        match message {
            ScannerMessage::Key(key) => return self.key(key),
            ScannerMessage::Paste(text) => return self.paste(&text),
            ScannerMessage::Resize(columns, rows) => {
                self.size = (columns, rows);
                return vec![Wish::Redraw];
            }
            ScannerMessage::States(states) => self.states(states),
            ScannerMessage::Scanned(outcome) => {
                self.notice = None;
                self.last.push_front(Scanned {
                    outcome,
                    withdrawn: false,
                });
                self.last.truncate(LAST_KEPT);
                return self.room().map(Wish::Look).into_iter().collect();
            }
            ScannerMessage::Withdrawn(event) => {
                let mut all = self.last.iter_mut();
                if let Some(scan) = all.find(|scan| scan.outcome.event == event) {
                    scan.withdrawn = true;
                }
                return self.room().map(Wish::Look).into_iter().collect();
            }
            ScannerMessage::Notice(text) => self.notice = Some(text),
        }
        Vec::new()
    }

    fn states(&mut self, states: ScanStates) {
        let room = self.room();
        if !states.rooms.is_empty() {
            // A look at one room tells of that one; the others are what they were.
            for row in states.rooms {
                match self.rooms.iter_mut().find(|held| held.unit.key == row.unit.key) {
                    Some(held) => *held = row,
                    None => self.rooms.push(row),
                }
            }
        }
        if let Some(room) = room {
            self.go_to(room);
        }
        self.items = states.items;
    }

    fn paste(&mut self, text: &str) -> Vec<Wish> {
        let mut wishes = Vec::new();
        for character in text.chars() {
            match character {
                '\n' | '\r' => wishes.extend(self.enter()),
                character => self.type_in(character),
            }
        }
        wishes
    }

    /// Characters are codes, because a scanner types them; commands stand on other keys.
    fn key(&mut self, key: Key) -> Vec<Wish> {
        match key {
            Key::Char(character) => self.type_in(character),
            Key::Backspace => {
                self.input.pop();
            }
            Key::Enter => return self.enter(),
            Key::Esc if self.mode == Typing::Code && self.input.is_empty() => return vec![Wish::Quit],
            Key::Esc => self.begin(Typing::Code),
            Key::Ctrl('q' | 'c') => return vec![Wish::Quit],
            Key::Ctrl('l') => return vec![Wish::Redraw],
            Key::Ctrl('u') => self.input.clear(),
            Key::Ctrl('z') => return self.undo(),
            Key::Ctrl('d') => self.begin(Typing::Done),
            Key::Ctrl('b') => return self.damaged(),
            Key::Ctrl('t') if self.newest().is_some() => self.begin(Typing::Note),
            Key::Tab | Key::Right => return self.turn(1),
            Key::BackTab | Key::Left => return self.turn(self.rooms.len().saturating_sub(1)),
            _ => {}
        }
        Vec::new()
    }

    fn type_in(&mut self, character: char) {
        self.notice = None;
        if self.mode == Typing::Done {
            // Whoever scans on has not finished.
            self.begin(Typing::Code);
        }
        if !character.is_control() && self.input.chars().count() < INPUT_CHARS_MAX {
            self.input.push(character);
        }
    }

    fn begin(&mut self, mode: Typing) {
        self.mode = mode;
        self.input.clear();
        self.notice = None;
    }

    fn enter(&mut self) -> Vec<Wish> {
        let typed = std::mem::take(&mut self.input);
        let typed = typed.trim();
        let mode = std::mem::replace(&mut self.mode, Typing::Code);
        let Some(room) = self.room() else {
            return Vec::new();
        };
        match mode {
            Typing::Done => vec![Wish::Done(room), Wish::Look(room)],
            _ if typed.is_empty() => Vec::new(),
            Typing::Code => vec![Wish::Scan {
                room,
                code: typed.to_owned(),
                condition: None,
                note: None,
            }],
            Typing::Note => {
                let note = Some(typed.to_owned());
                self.again(None, note)
            }
        }
    }

    /// The newest scan that was not taken back.
    fn newest(&self) -> Option<&Scanned> {
        self.last.iter().find(|scan| !scan.withdrawn)
    }

    fn undo(&mut self) -> Vec<Wish> {
        let newest = self.newest().map(|scan| Wish::Withdraw(scan.outcome.event));
        newest.into_iter().collect()
    }

    fn damaged(&mut self) -> Vec<Wish> {
        self.again(Some(Condition::Poor), None)
    }

    /// The newest scan once more, with more said about it.
    fn again(&self, condition: Option<Condition>, note: Option<String>) -> Vec<Wish> {
        let wish = self.newest().map(|scan| Wish::Scan {
            room: scan.outcome.room,
            code: scan.outcome.code.clone(),
            condition,
            note,
        });
        wish.into_iter().collect()
    }

    fn turn(&mut self, rooms: usize) -> Vec<Wish> {
        if self.rooms.is_empty() {
            return Vec::new();
        }
        self.begin(Typing::Code);
        self.at = (self.at + rooms) % self.rooms.len();
        self.items.clear();
        self.room().map(Wish::Look).into_iter().collect()
    }

    /// What should be here and nobody has scanned yet.
    fn remaining(&self) -> impl Iterator<Item = &ItemView> {
        let room = self.room();
        let is_open = move |item: &&ItemView| {
            let state = matches!(item.state, ItemState::NotYetCounted | ItemState::Missing);
            state && item.in_scope && Some(item.room) == room
        };
        self.items.iter().filter(is_open)
    }

    fn name_of(&self, room: UnitKey) -> String {
        let row = self.rooms.iter().find(|row| row.unit.key == room);
        row.map_or_else(|| room.to_string(), |row| row.unit.name.clone())
    }
}

#[cfg(test)]
mod tests;
