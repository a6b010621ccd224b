//! Everything that the terminal knows and shows.

mod events;
mod facts;
mod input;
mod link;
mod list;
mod machine;
mod machines;
mod overlay;
mod overview;
mod screen;
mod source;

pub use events::EventsState;
pub use facts::Inventory;
pub use input::Input;
pub use link::Link;
pub use list::List;
pub use machine::{MachineState, MachineTab};
pub use machines::MachinesState;
pub use overlay::Overlay;
pub(crate) use overlay::palette_entries;
pub use overview::{OverviewLink, OverviewState};
pub use screen::Screen;
pub use source::{Phase, Source};

use crate::effect::{Effect, Query, Slot, Ticket};
use crate::keymap::Mode;
use crate::view::theme::ThemeKind;
use kiemke_config::messages::format::Offset;
use kiemke_config::messages::{Catalogue, Lang, catalogue};
use kiemke_wire::ids::MachineId;
use kiemke_wire::time::{DAY_MS, SECOND_MS, UnixMs};

/// How old shown figures may get without any event: some change by time alone (a machine grows old, a line has no
/// recent probe).
const REFRESH_MS_MAX: i64 = 30 * SECOND_MS;
/// How far back the readings of one machine go: a day shows busy and quiet hours.
const READINGS_BACK_MS: i64 = DAY_MS;

/// How things are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Language.
    pub lang: Lang,
    /// Colours.
    pub theme: ThemeKind,
    /// ASCII signs and letters alone.
    pub ascii: bool,
    /// The zone of days and times of day.
    pub offset: Offset,
}

/// The whole state. Made once, changed by [`crate::update`] alone.
#[derive(Debug)]
pub struct State {
    pub(crate) look: Look,
    pub(crate) now: UnixMs,
    pub(crate) size: (u16, u16),
    pub(crate) screen: Screen,
    pub(crate) overlay: Option<Overlay>,
    pub(crate) link: Link,
    pub(crate) overview: OverviewState,
    pub(crate) machines: MachinesState,
    /// The machine that lies open over the screen.
    pub(crate) machine: Option<MachineState>,
    pub(crate) events: EventsState,
    pub(crate) changed: bool,
    tickets: u64,
}

impl State {
    /// A terminal of that size (columns, rows) that knows nothing yet.
    pub fn new(look: Look, size: (u16, u16), now: UnixMs) -> Self {
        let mut state = Self {
            look,
            now,
            size,
            screen: Screen::Overview,
            overlay: None,
            link: Link::connecting(now),
            overview: OverviewState::default(),
            machines: MachinesState::default(),
            machine: None,
            events: EventsState::default(),
            changed: true,
            tickets: 0,
        };
        state.want_all(now);
        state
    }

    /// Whether something to be seen has changed since the last call.
    pub fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    /// When [`crate::Message::Tick`] is due at the latest: a second later an age on screen is wrong.
    pub fn wake_at(&self) -> UnixMs {
        let second = self
            .now
            .plus(SECOND_MS - self.shown_age_ms().rem_euclid(SECOND_MS));
        self.slots()
            .into_iter()
            .filter_map(|slot| self.due(slot))
            .fold(second, UnixMs::min)
    }

    /// The language.
    pub fn lang(&self) -> Lang {
        self.look.lang
    }

    /// How things are drawn now.
    pub fn look(&self) -> Look {
        self.look
    }

    /// Who gets the keys.
    pub fn mode(&self) -> Mode {
        match &self.overlay {
            Some(Overlay::Help { .. }) => Mode::Help,
            Some(Overlay::Palette { .. }) => Mode::Palette,
            None => self.mode_beneath(),
        }
    }

    /// The selected row and the number of rows of the screen's list, for tests of its bounds.
    pub fn selection(&self) -> Option<(usize, usize)> {
        match (self.screen, &self.machine) {
            (_, Some(machine)) => Some((machine.scroll(), machine.row_count(self))),
            (Screen::Overview, None) => Some((self.overview.focus, OverviewLink::ALL.len())),
            (Screen::Machines, None) => Some((self.machines.list.selected, self.machines.visible().len())),
            (Screen::Events, None) => Some((self.events.list.selected, self.events.rows().len())),
        }
    }

    /// The machine that lies open, if any.
    pub fn open_machine(&self) -> Option<MachineId> {
        self.machine.as_ref().map(MachineState::id)
    }

    /// Who would get the keys without help and palette.
    pub(crate) fn mode_beneath(&self) -> Mode {
        if let Some(machine) = &self.machine {
            return match machine.typing {
                true => Mode::PackageSearch,
                false => Mode::Machine,
            };
        }
        match self.screen {
            Screen::Overview => Mode::Overview,
            Screen::Machines if self.machines.typing => Mode::MachineSearch,
            Screen::Machines => Mode::Machines,
            Screen::Events => Mode::Events,
        }
    }

    pub(crate) fn texts(&self) -> &'static Catalogue {
        catalogue(self.look.lang)
    }

    /// What the body shows, and since when it is known: decides the age in the header.
    pub(crate) fn phase(&self) -> Phase {
        match (&self.machine, self.screen) {
            (Some(machine), _) => machine.detail.phase(),
            (None, Screen::Overview) => self.overview.figures.phase(),
            (None, Screen::Machines) => self.machines.source.phase(),
            (None, Screen::Events) => self.events.source.phase(),
        }
    }

    /// How old what is shown is; while the link is lost, for how long it has been.
    pub(crate) fn shown_age_ms(&self) -> i64 {
        let since = match self.link {
            Link::Online { alive_at } => match self.phase() {
                Phase::Current { at } => at.max(alive_at),
                Phase::Asking { at: Some(at) } | Phase::Failed { at: Some(at) } => at,
                Phase::Asking { at: None } | Phase::Failed { at: None } => self.now,
            },
            Link::Connecting { since } | Link::Lost { since, .. } => since,
        };
        self.now.since(since).max(0)
    }

    /// Everything that is on screen is wanted as soon as the bound of refreshes lets it.
    pub(crate) fn want_shown(&mut self, now: UnixMs) {
        self.overview.figures.want(now);
        self.overview.warnings.want(now);
        if let Some(machine) = &mut self.machine {
            machine.detail.want(now);
            machine.readings.want(now);
        }
        match self.screen {
            Screen::Overview => {}
            Screen::Machines => self.machines.source.want(now),
            Screen::Events => self.events.source.want(now),
        }
    }

    /// Everything is wanted at once: at the start, after a gap, when the user says so.
    pub(crate) fn want_all(&mut self, now: UnixMs) {
        self.overview.figures.want_at(now);
        self.overview.warnings.want_at(now);
        self.machines.source.want_at(now);
        self.events.source.want_at(now);
        if let Some(machine) = &mut self.machine {
            machine.detail.want_at(now);
            machine.readings.want_at(now);
        }
    }

    /// Questions that are due now, each with a new ticket.
    pub(crate) fn poll_fetches(&mut self, now: UnixMs) -> Vec<Effect> {
        self.want_outdated(now);
        let mut effects = Vec::new();
        for slot in self.slots() {
            if self.due(slot).is_some_and(|due| due <= now) {
                self.tickets += 1;
                let ticket = Ticket(self.tickets);
                if let Some(query) = self.ask(slot, ticket, now) {
                    effects.push(Effect::Fetch(ticket, query));
                }
            }
        }
        effects
    }

    fn want_outdated(&mut self, now: UnixMs) {
        if !matches!(self.link, Link::Online { .. }) {
            return;
        }
        let outdated = |phase| match phase {
            Phase::Current { at } => now.since(at) >= REFRESH_MS_MAX,
            Phase::Asking { .. } | Phase::Failed { .. } => false,
        };
        if outdated(self.phase()) || outdated(self.overview.figures.phase()) {
            self.want_shown(now);
        }
    }

    /// The slots that are on screen or in the header.
    fn slots(&self) -> Vec<Slot> {
        let mut slots = vec![Slot::Overview, Slot::WarningCount];
        if self.machine.is_some() {
            slots.extend([Slot::Machine, Slot::Readings]);
        }
        slots.push(match self.screen {
            // The newest events stand on the overview.
            Screen::Overview | Screen::Events => Slot::RecentEvents,
            Screen::Machines => Slot::Machines,
        });
        slots
    }

    fn due(&self, slot: Slot) -> Option<UnixMs> {
        match slot {
            Slot::Overview => self.overview.figures.due(),
            Slot::WarningCount => self.overview.warnings.due(),
            Slot::Machines => self.machines.source.due(),
            Slot::Machine => self.machine.as_ref()?.detail.due(),
            Slot::Readings => self.machine.as_ref()?.readings.due(),
            Slot::RecentEvents => self.events.source.due(),
        }
    }

    fn ask(&mut self, slot: Slot, ticket: Ticket, now: UnixMs) -> Option<Query> {
        Some(match slot {
            Slot::Overview => {
                self.overview.figures.asked(ticket, now);
                Query::Overview
            }
            Slot::WarningCount => {
                self.overview.warnings.asked(ticket, now);
                Query::WarningCount
            }
            Slot::Machines => Query::Machines(self.machines.ask(ticket, now)),
            Slot::Machine => {
                let machine = self.machine.as_mut()?;
                machine.detail.asked(ticket, now);
                Query::Machine(machine.id())
            }
            Slot::Readings => {
                let machine = self.machine.as_mut()?;
                machine.readings.asked(ticket, now);
                Query::Readings(machine.id(), now.plus(-READINGS_BACK_MS))
            }
            Slot::RecentEvents => {
                self.events.source.asked(ticket, now);
                Query::RecentEvents(events::ROWS_MAX)
            }
        })
    }
}
