//! A session as it was: what was told to the core, as lines of a file, and the state that comes of them again.
//!
//! The first line says how it began, each further one what was told and when. Answers stand by their slot, not by their
//! ticket: a replay that begins late asks with numbers of its own, and takes what came for its newest question.

use crate::change::Change;
use crate::effect::{Effect, Slot, Ticket};
use crate::key::{Key, Mouse};
use crate::message::{Answer, LinkChange, Message, Refusal};
use crate::state::{Look, State};
use crate::update::update;
use crate::view::theme::ThemeKind;
use kiemke_config::messages::Lang;
use kiemke_config::messages::format::Offset;
use kiemke_wire::time::UnixMs;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, VecDeque};

/// The version of the lines; another one is not read.
const VERSION: u32 = 1;
/// Bytes of lines that are kept: some minutes of a busy province, hours of a school.
const BYTES_MAX: usize = 8 * 1024 * 1024;
/// Lines that are kept: an hour of seconds and keys.
const LINES_MAX: usize = 20_000;
/// A number that no question has.
const NO_TICKET: Ticket = Ticket(0);

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Begin {
    v: u32,
    at: UnixMs,
    lang: Lang,
    theme: ThemeKind,
    ascii: bool,
    offset_minutes: i32,
    columns: u16,
    rows: u16,
}

#[derive(Serialize)]
struct WrittenLine<'a> {
    at: UnixMs,
    told: Told<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Told<'a> {
    Key(Key),
    Paste(&'a str),
    Mouse(Mouse),
    Resize(u16, u16),
    Tick,
    Reply(Slot, &'a Result<Answer, Refusal>),
    Changed(&'a Result<Answer, Refusal>),
    Counted(&'a Result<Answer, Refusal>),
    /// An answer that nobody waited for any more.
    Outdated(&'a Result<Answer, Refusal>),
    TableWritten(&'a str, &'a Result<(), String>),
    Dumped(&'a Result<String, String>),
    Link(&'a LinkChange),
}

#[derive(Debug, Deserialize)]
struct ReadLine {
    at: UnixMs,
    told: Read,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Read {
    Key(Key),
    Paste(String),
    Mouse(Mouse),
    Resize(u16, u16),
    Tick,
    Reply(Slot, Result<Answer, Refusal>),
    Changed(Result<Answer, Refusal>),
    /// What a counter wrote down goes beside other changes.
    Counted(Result<Answer, Refusal>),
    Outdated(Result<Answer, Refusal>),
    TableWritten(String, Result<(), String>),
    Dumped(Result<String, String>),
    Link(LinkChange),
}

/// Keeps what was told, as much as the bounds allow; the oldest goes first.
#[derive(Debug)]
pub struct Recorder {
    begin: Begin,
    lines: VecDeque<KeptLine>,
    bytes: usize,
    /// The newest questions, and the newest change.
    newest: HashMap<Slot, Ticket>,
    change: Option<Ticket>,
    count: Option<Ticket>,
}

#[derive(Debug)]
struct KeptLine {
    at: UnixMs,
    text: String,
    size: Option<(u16, u16)>,
}

impl Recorder {
    /// A session that begins.
    pub fn new(look: Look, (columns, rows): (u16, u16), at: UnixMs) -> Self {
        Self {
            begin: Begin {
                v: VERSION,
                at,
                lang: look.lang,
                theme: look.theme,
                ascii: look.ascii,
                offset_minutes: look.offset.0,
                columns,
                rows,
            },
            lines: VecDeque::new(),
            bytes: 0,
            newest: HashMap::new(),
            change: None,
            count: None,
        }
    }

    /// What the core asked for: answers are kept by it.
    pub fn asked(&mut self, effect: &Effect) {
        match effect {
            Effect::Fetch(ticket, query) => {
                self.newest.insert(query.slot(), *ticket);
            }
            Effect::Submit(ticket, change) => match **change {
                Change::Count { .. } => self.count = Some(*ticket),
                _ => self.change = Some(*ticket),
            },
            _ => {}
        }
    }

    /// Keeps a message, as it is told to the core at that time.
    pub fn told(&mut self, message: &Message, at: UnixMs) {
        // Names of people and what they answered about home stay out of files.
        if matches!(message, Message::Reply(_, Ok(Answer::People(_)))) {
            return;
        }
        let told = match message {
            Message::Key(key) => Told::Key(*key),
            Message::Paste(text) => Told::Paste(text),
            Message::Mouse(mouse) => Told::Mouse(*mouse),
            Message::Resize(columns, rows) => Told::Resize(*columns, *rows),
            Message::Tick => Told::Tick,
            Message::Reply(ticket, result) => {
                match self.newest.iter().find(|(_, newest)| *newest == ticket) {
                    Some((slot, _)) => Told::Reply(*slot, result),
                    None if self.change == Some(*ticket) => Told::Changed(result),
                    None if self.count == Some(*ticket) => Told::Counted(result),
                    None => Told::Outdated(result),
                }
            }
            Message::TableWritten(path, result) => Told::TableWritten(path, result),
            Message::Dumped(result) => Told::Dumped(result),
            Message::Link(change) => Told::Link(change),
        };
        let size = match message {
            Message::Resize(columns, rows) => Some((*columns, *rows)),
            _ => None,
        };
        // What has no text, which nothing here lacks, is no reason to end.
        if let Ok(text) = serde_json::to_string(&WrittenLine { at, told }) {
            self.bytes += text.len();
            self.lines.push_back(KeptLine { at, text, size });
        }
        while self.bytes > BYTES_MAX || self.lines.len() > LINES_MAX {
            let Some(oldest) = self.lines.pop_front() else {
                break;
            };
            self.bytes -= oldest.text.len();
            self.begin.at = oldest.at;
            if let Some((columns, rows)) = oldest.size {
                (self.begin.columns, self.begin.rows) = (columns, rows);
            }
        }
    }

    /// The lines of the file.
    pub fn text(&self) -> String {
        let mut text = serde_json::to_string(&self.begin).unwrap_or_default();
        for line in &self.lines {
            text.push('\n');
            text.push_str(&line.text);
        }
        text.push('\n');
        text
    }
}

/// A file that is no session.
#[derive(Debug, thiserror::Error)]
#[error("line {line} is none of a session: {reason}")]
pub struct BadSession {
    /// Which line, from 1.
    pub line: usize,
    /// Why.
    pub reason: String,
}

/// A recorded session that is told again.
#[derive(Debug)]
pub struct Replay {
    begin: Begin,
    lines: Vec<ReadLine>,
    state: State,
    at: usize,
    tickets: HashMap<Slot, Ticket>,
    change: Option<Ticket>,
    count: Option<Ticket>,
}

impl Replay {
    /// Reads a file's text.
    ///
    /// # Errors
    /// When a line is none of a session, or of another version.
    pub fn read(text: &str) -> Result<Self, BadSession> {
        let bad = |line: usize, reason: String| BadSession {
            line: line + 1,
            reason,
        };
        let mut lines = text.lines().enumerate();
        let (_, first) = lines.next().ok_or_else(|| bad(0, "it is empty".into()))?;
        let begin: Begin = serde_json::from_str(first).map_err(|error| bad(0, error.to_string()))?;
        if begin.v != VERSION {
            return Err(bad(0, format!("version {} is not read by this program", begin.v)));
        }
        let read = lines.map(|(index, line)| {
            serde_json::from_str(line).map_err(|error: serde_json::Error| bad(index, error.to_string()))
        });
        let lines = read.collect::<Result<Vec<ReadLine>, BadSession>>()?;
        let mut replay = Self {
            state: begin.state(),
            begin,
            lines,
            at: 0,
            tickets: HashMap::new(),
            change: None,
            count: None,
        };
        replay.tell(&Message::Tick, begin.at);
        Ok(replay)
    }

    /// The state now.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The state, to be gone on with.
    pub fn into_state(self) -> State {
        self.state
    }

    /// Columns and rows of the terminal as they were.
    pub fn size(&self) -> (u16, u16) {
        self.state.size()
    }

    /// How many messages were told, and how many there are.
    pub fn position(&self) -> (usize, usize) {
        (self.at, self.lines.len())
    }

    /// When the last one was told.
    pub fn now(&self) -> UnixMs {
        let told = self.at.checked_sub(1).and_then(|last| self.lines.get(last));
        told.map_or(self.begin.at, |line| line.at)
    }

    /// When the next one is told, if there is one.
    pub fn next_at(&self) -> Option<UnixMs> {
        self.lines.get(self.at).map(|line| line.at)
    }

    /// Tells the next message; says whether there was one.
    pub fn step(&mut self) -> bool {
        let Some(line) = self.lines.get(self.at) else {
            return false;
        };
        self.at += 1;
        let (at, message) = (line.at, self.message(&line.told));
        if let Some(message) = message {
            self.tell(&message, at);
        }
        true
    }

    /// Tells messages until one is a key, a click or a word of the daemon that is seen; says whether there was one.
    pub fn step_seen(&mut self) -> bool {
        while self.step() {
            let is_quiet = matches!(self.lines[self.at - 1].told, Read::Tick);
            if self.state.take_changed() && !is_quiet {
                return true;
            }
        }
        false
    }

    /// To the message of that number.
    pub fn go_to(&mut self, at: usize) {
        if at < self.at {
            self.state = self.begin.state();
            self.tickets.clear();
            (self.at, self.change, self.count) = (0, None, None);
            self.tell(&Message::Tick, self.begin.at);
        }
        while self.at < at && self.step() {}
    }

    fn message(&self, told: &Read) -> Option<Message> {
        Some(match told {
            Read::Key(key) => Message::Key(*key),
            Read::Paste(text) => Message::Paste(text.clone()),
            Read::Mouse(mouse) => Message::Mouse(*mouse),
            Read::Resize(columns, rows) => Message::Resize(*columns, *rows),
            Read::Tick => Message::Tick,
            Read::Reply(slot, result) => Message::Reply(*self.tickets.get(slot)?, result.clone()),
            Read::Counted(result) => Message::Reply(self.count?, result.clone()),
            Read::Changed(result) => Message::Reply(self.change?, result.clone()),
            Read::Outdated(result) => Message::Reply(NO_TICKET, result.clone()),
            Read::TableWritten(path, result) => Message::TableWritten(path.clone(), result.clone()),
            Read::Dumped(result) => Message::Dumped(result.clone()),
            Read::Link(change) => Message::Link(change.clone()),
        })
    }

    fn tell(&mut self, message: &Message, at: UnixMs) {
        for effect in update(&mut self.state, message.clone(), at) {
            match effect {
                Effect::Fetch(ticket, query) => {
                    self.tickets.insert(query.slot(), ticket);
                }
                Effect::Submit(ticket, change) => match *change {
                    Change::Count { .. } => self.count = Some(ticket),
                    _ => self.change = Some(ticket),
                },
                Effect::WriteTable(_)
                | Effect::Copy(_)
                | Effect::Dump
                | Effect::Redraw
                | Effect::Suspend
                | Effect::Quit => {}
            }
        }
    }
}

impl Begin {
    fn state(&self) -> State {
        let look = Look {
            lang: self.lang,
            theme: self.theme,
            ascii: self.ascii,
            offset: Offset(self.offset_minutes),
        };
        State::new(look, (self.columns, self.rows), self.at)
    }
}
