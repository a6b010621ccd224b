//! The only loop: takes messages in, carries effects out, draws.

use crate::boundaries;
use crate::changes;
use crate::cli::Failure;
use crate::client::Daemon;
use crate::clock::Clock;
use crate::live;
use crate::print;
use crate::session;
use crate::stocktake_pack;
use crate::terminal::Screen;
use crossterm::event::EventStream;
use futures_util::StreamExt as _;
use kiemke_tui_core::effect::Table;
use kiemke_tui_core::{
    Answer, Change, Effect, LinkChange, Look, Message, Query, Refusal, Slot, State, Ticket, update,
};
use kiemke_wire::time::UnixMs;
use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;
use tokio::time::Instant;

/// The shortest time between two frames: more cannot be seen.
const FRAME: Duration = Duration::from_millis(16);
/// Answers that wait for the loop: one of each slot is under way at most.
const REPLIES_MAX: usize = 16;
/// Events that wait for the loop; when it is full the daemon waits, and says so with a reset if it waits too long.
const EVENTS_MAX: usize = 256;

type Reply = (Ticket, Result<Answer, Refusal>);

/// Runs the terminal until the user leaves or a signal ends it.
pub(crate) async fn run(daemon: Daemon, look: Look, map: Option<&Path>) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::failed("use the terminal", &error);
    let mut ends = Ends::listen().map_err(failed)?;
    let mut screen = Screen::take().map_err(failed)?;
    let mut clock = Clock::default();
    let size = screen.size().map_err(failed)?;
    let (replies_in, replies) = mpsc::channel(REPLIES_MAX);
    let (changes_in, changes) = mpsc::channel(EVENTS_MAX);
    let follower = tokio::spawn(live::follow(daemon.clone(), changes_in));
    let mut app = App {
        state: begun(look, size, clock.now(), map),
        daemon,
        clock,
        under_way: HashMap::new(),
        replies_in,
        leaving: false,
    };
    let result = app.turn(&mut screen, replies, changes, &mut ends).await;
    follower.abort();
    result.map_err(failed)
}

/// The state of a session that begins, and the record of it.
fn begun(look: Look, size: (u16, u16), now: UnixMs, map: Option<&Path>) -> State {
    session::begin(look, size, now);
    let mut state = State::new(look, size, now).drawing_from(stocktake_pack::random());
    boundaries::put_into(&mut state, map);
    state
}

struct App {
    state: State,
    daemon: Daemon,
    clock: Clock,
    under_way: HashMap<Slot, AbortHandle>,
    replies_in: mpsc::Sender<Reply>,
    leaving: bool,
}

impl App {
    async fn turn(
        &mut self,
        screen: &mut Screen,
        mut replies: mpsc::Receiver<Reply>,
        mut changes: mpsc::Receiver<LinkChange>,
        ends: &mut Ends,
    ) -> std::io::Result<()> {
        let mut input = EventStream::new();
        // The first frame comes before the first answer: it says that it is loading.
        screen.draw(&self.state)?;
        let mut drawn_at = Instant::now();
        self.take(Message::Tick, screen).await?;
        let mut dirty = self.state.take_changed();
        while !self.leaving {
            if dirty && drawn_at.elapsed() >= FRAME {
                screen.draw(&self.state)?;
                drawn_at = Instant::now();
                dirty = false;
            }
            let wake = self.clock.until(self.state.wake_at());
            let wait = if dirty {
                FRAME.saturating_sub(drawn_at.elapsed())
            } else {
                wake
            };
            let messages = tokio::select! {
                biased;
                () = ends.wait() => break,
                event = input.next() => match event {
                    Some(Ok(event)) => crate::input::messages(event),
                    Some(Err(error)) => return Err(error),
                    None => break,
                },
                Some((ticket, answer)) = replies.recv() => [Some(Message::Reply(ticket, answer)), None],
                Some(change) = changes.recv() => [Some(Message::Link(change)), None],
                () = tokio::time::sleep(wait) => [(!dirty).then_some(Message::Tick), None],
            };
            for message in messages.into_iter().flatten() {
                self.take(message, screen).await?;
            }
            dirty |= self.state.take_changed();
        }
        Ok(())
    }

    async fn take(&mut self, message: Message, screen: &mut Screen) -> std::io::Result<()> {
        let now = self.clock.now();
        session::told(&message, now);
        for effect in update(&mut self.state, message, now) {
            session::asked(&effect);
            match effect {
                Effect::Fetch(ticket, query) => self.fetch(ticket, query),
                Effect::Submit(ticket, change) => self.submit(ticket, *change),
                Effect::WriteTable(table) => self.write_table(*table),
                Effect::Copy(text) => screen.copy(&text)?,
                Effect::Dump => self.dump(),
                Effect::Redraw => screen.clear()?,
                Effect::Suspend => self.suspend(screen).await?,
                Effect::Quit => self.leaving = true,
            }
        }
        Ok(())
    }

    /// Asks beside the loop; a question of the same slot that is still under way has become pointless.
    fn fetch(&mut self, ticket: Ticket, query: Query) {
        let (daemon, replies) = (self.daemon.clone(), self.replies_in.clone());
        let slot = query.slot();
        let task = tokio::spawn(async move {
            let answer = daemon.answer(query).await;
            // Nobody listens once the loop has ended.
            let _ = replies.send((ticket, answer)).await;
        });
        if let Some(old) = self.under_way.insert(slot, task.abort_handle()) {
            old.abort();
        }
    }

    /// A change is seen through to its end: giving it up would leave open whether it happened.
    fn submit(&mut self, ticket: Ticket, change: Change) {
        let (daemon, replies) = (self.daemon.clone(), self.replies_in.clone());
        tokio::spawn(async move {
            let answer = changes::carry_out(&daemon, change).await;
            let _ = replies.send((ticket, answer)).await;
        });
    }

    fn write_table(&mut self, table: Table) {
        let now = self.clock.now();
        let result = print::write_new(&table).map_err(|error| error.to_string());
        self.tell(Message::TableWritten(table.path, result), now);
    }

    /// What a file came to is told at once; it asks for nothing but answers.
    fn tell(&mut self, message: Message, now: UnixMs) {
        session::told(&message, now);
        let effects = update(&mut self.state, message, now);
        self.fetch_all(effects);
    }

    fn dump(&mut self) {
        let now = self.clock.now();
        let result = session::dump().map(|path| path.display().to_string());
        self.tell(Message::Dumped(result.map_err(|error| error.to_string())), now);
    }

    fn fetch_all(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            session::asked(&effect);
            if let Effect::Fetch(ticket, query) = effect {
                self.fetch(ticket, query);
            }
        }
    }

    #[cfg(unix)]
    async fn suspend(&mut self, screen: &mut Screen) -> std::io::Result<()> {
        use rustix::process::{Signal, getpid, kill_process};
        use tokio::signal::unix::{SignalKind, signal};
        /// How long to wait for a stop that does not come: without job control the signal is ignored.
        const IGNORED: Duration = Duration::from_millis(300);

        let mut resumed = signal(SignalKind::from_raw(Signal::CONT.as_raw()))?;
        screen.leave();
        kill_process(getpid(), Signal::TSTP)?;
        // The stop may come a moment after the call returns; the terminal must not be taken before.
        let _ = tokio::time::timeout(IGNORED, resumed.recv()).await;
        screen.enter_again()?;
        let (columns, rows) = screen.size()?;
        let now = self.clock.now();
        self.tell(Message::Resize(columns, rows), now);
        Ok(())
    }

    #[cfg(not(unix))]
    async fn suspend(&mut self, _: &mut Screen) -> std::io::Result<()> {
        Ok(())
    }
}

/// Signals that end the program in order.
struct Ends {
    #[cfg(unix)]
    signals: [tokio::signal::unix::Signal; 3],
}

impl Ends {
    #[cfg(unix)]
    fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            signals: [
                signal(SignalKind::terminate())?,
                signal(SignalKind::hangup())?,
                signal(SignalKind::interrupt())?,
            ],
        })
    }

    #[cfg(unix)]
    async fn wait(&mut self) {
        let [terminate, hangup, interrupt] = &mut self.signals;
        tokio::select! {
            _ = terminate.recv() => {}
            _ = hangup.recv() => {}
            _ = interrupt.recv() => {}
        }
    }

    #[cfg(not(unix))]
    fn listen() -> std::io::Result<Self> {
        Ok(Self {})
    }

    #[cfg(not(unix))]
    async fn wait(&mut self) {
        let _ = tokio::signal::ctrl_c().await;
    }
}
