//! Drives the core as the shell does: messages in, effects answered, frames out.

use crate::province::{self, NOW};
use crate::school;
use kiemke_config::messages::Lang;
use kiemke_tui_core::effect::Table;
use kiemke_tui_core::key::Key;
use kiemke_tui_core::session::Recorder;
use kiemke_tui_core::{
    Answer, Change, Effect, LinkChange, Look, Message, Query, Refusal, RefusalKind, State, Ticket, update,
    view,
};
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::Page;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;

/// A core with a made-up daemon behind it.
pub(crate) struct Driver {
    pub(crate) state: State,
    pub(crate) now: UnixMs,
    pub(crate) size: (u16, u16),
    /// Questions that nobody has answered yet.
    pub(crate) asked: Vec<(Ticket, Query)>,
    pub(crate) quit: bool,
    /// Changes that nobody has answered yet.
    pub(crate) submitted: Vec<(Ticket, Change)>,
    pub(crate) tables: Vec<Table>,
    pub(crate) copied: Vec<String>,
    pub(crate) recorder: Recorder,
}

impl Driver {
    pub(crate) fn new(size: (u16, u16)) -> Self {
        Self::with(size, Look::default())
    }

    pub(crate) fn with(size: (u16, u16), look: Look) -> Self {
        let mut driver = Self {
            state: State::new(look, size, NOW),
            now: NOW,
            size,
            asked: Vec::new(),
            quit: false,
            submitted: Vec::new(),
            tables: Vec::new(),
            copied: Vec::new(),
            recorder: Recorder::new(look, size, NOW),
        };
        driver.tell(Message::Tick);
        driver
    }

    /// Everything answered, the stream open.
    pub(crate) fn loaded(size: (u16, u16)) -> Self {
        let mut driver = Self::new(size);
        driver.tell(Message::Link(LinkChange::Opened));
        driver.answer_all();
        driver
    }

    pub(crate) fn tell(&mut self, message: Message) {
        if let Message::Resize(columns, rows) = message {
            self.size = (columns, rows);
        }
        self.recorder.told(&message, self.now);
        for effect in update(&mut self.state, message, self.now) {
            self.recorder.asked(&effect);
            match effect {
                Effect::Fetch(ticket, query) => self.asked.push((ticket, query)),
                Effect::Quit => self.quit = true,
                Effect::Submit(ticket, change) => self.submitted.push((ticket, *change)),
                Effect::WriteTable(table) => self.tables.push(*table),
                Effect::Copy(text) => self.copied.push(text),
                Effect::Dump | Effect::Redraw | Effect::Suspend => {}
            }
        }
    }

    pub(crate) fn key(&mut self, key: Key) -> &mut Self {
        self.tell(Message::Key(key));
        self
    }

    pub(crate) fn keys(&mut self, text: &str) -> &mut Self {
        text.chars()
            .for_each(|character| self.tell(Message::Key(Key::Char(character))));
        self
    }

    /// Lets time pass; ticks when the core wants it.
    pub(crate) fn pass(&mut self, milliseconds: i64) -> &mut Self {
        let until = self.now.plus(milliseconds);
        while self.state.wake_at() <= until {
            self.now = self.state.wake_at().max(self.now.plus(1));
            self.tell(Message::Tick);
        }
        self.now = until;
        self.tell(Message::Tick);
        self
    }

    /// The screens of the small school.
    pub(crate) fn at_school(size: (u16, u16), look: Look) -> Self {
        let mut driver = Self::with(size, look);
        driver.tell(Message::Link(LinkChange::Opened));
        driver.answer_school();
        driver
    }

    pub(crate) fn answer_school(&mut self) -> &mut Self {
        self.answer_all_with(school::answered)
    }

    /// Keys one by one, each with all answers.
    pub(crate) fn walk(&mut self, keys: &[Key]) -> &mut Self {
        for key in keys {
            self.key(*key).answer_school();
        }
        self
    }

    /// The daemon's word on the last change.
    pub(crate) fn reply_change(&mut self, result: Result<Answer, Refusal>) -> &mut Self {
        let (ticket, _) = self.submitted.last().cloned().expect("something was sent");
        self.tell(Message::Reply(ticket, result));
        self
    }

    pub(crate) fn answer_all(&mut self) -> &mut Self {
        self.answer_all_with(answered)
    }

    pub(crate) fn answer_all_with(
        &mut self,
        mut answer: impl FnMut(&Query) -> Result<Answer, Refusal>,
    ) -> &mut Self {
        while !self.asked.is_empty() {
            for (ticket, query) in std::mem::take(&mut self.asked) {
                self.tell(Message::Reply(ticket, answer(&query)));
            }
        }
        self
    }

    pub(crate) fn buffer(&self) -> Buffer {
        let mut terminal = Terminal::new(TestBackend::new(self.size.0, self.size.1)).unwrap();
        terminal.draw(|frame| view(&self.state, frame)).unwrap();
        terminal.backend().buffer().clone()
    }

    /// The frame as text, lines trimmed at their ends.
    pub(crate) fn screen(&self) -> String {
        let buffer = self.buffer();
        let mut text = String::new();
        for row in buffer.area.rows() {
            let mut line = String::new();
            let mut skip = 0;
            for cell in row.columns() {
                let symbol = buffer[(cell.x, cell.y)].symbol();
                if skip == 0 {
                    line.push_str(symbol);
                    skip = kiemke_tui_core::text::width(symbol).saturating_sub(1);
                } else {
                    skip -= 1;
                }
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

pub(crate) fn english() -> Look {
    Look {
        lang: Lang::En,
        ..Look::default()
    }
}

pub(crate) fn unreachable() -> Refusal {
    Refusal {
        kind: RefusalKind::Unreachable,
        detail: "failed to reach http://127.0.0.1:7117".into(),
        ..Refusal::default()
    }
}

/// A province with many machines, and a school's equipment behind them.
pub(crate) fn answered(query: &Query) -> Result<Answer, Refusal> {
    match query {
        Query::Records(_) => Ok(Answer::Records(Page {
            items: Vec::new(),
            total: 0,
            next: None,
        })),
        Query::Machines(_) => of_province(query),
        other => school::answered(other),
    }
}

/// A daemon that has nothing yet.
pub(crate) fn empty(query: &Query) -> Result<Answer, Refusal> {
    school::empty(query)
}

pub(crate) fn of_province(query: &Query) -> Result<Answer, Refusal> {
    Ok(match query {
        Query::Overview => Answer::Overview(Box::new(province::overview())),
        Query::Sites => Answer::Sites(Box::new(province::sites())),
        Query::WarningCount => Answer::WarningCount(3),
        Query::Machines(query) => Answer::Machines(province::page(query.cursor.as_deref())),
        Query::Machine(id) => Answer::Machine(Box::new(province::detail(id.0))),
        Query::Readings(..) => Answer::Readings(province::readings(40)),
        Query::Alerts => Answer::Alerts(province::alerts()),
        Query::RecentEvents(_) => Answer::Events(province::events()),
        other => panic!("the province does not answer {other:?}"),
    })
}

pub(crate) fn empty_province(query: &Query) -> Result<Answer, Refusal> {
    Ok(match query {
        Query::Overview => Answer::Overview(Box::new(province::empty_overview())),
        Query::Sites => Answer::Sites(Box::new(province::no_sites())),
        Query::WarningCount => Answer::WarningCount(0),
        Query::Machines(_) => Answer::Machines(province::machines(0, 0)),
        Query::Machine(id) => {
            let mut detail = province::detail(id.0);
            detail.sections.clear();
            detail.latest = kiemke_wire::view::LatestReadings::default();
            detail.recent_warnings.clear();
            detail.clock_ahead_ms = None;
            Answer::Machine(Box::new(detail))
        }
        Query::Readings(..) => Answer::Readings(Vec::new()),
        Query::Alerts => Answer::Alerts(Page {
            items: Vec::new(),
            total: 0,
            next: None,
        }),
        Query::RecentEvents(_) => Answer::Events(Page {
            items: Vec::new(),
            total: 0,
            next: None,
        }),
        other => panic!("the empty daemon does not answer {other:?}"),
    })
}
