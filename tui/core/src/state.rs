//! Everything that the terminal knows and shows.

pub(crate) mod classes;
mod events;
mod facts;
pub(crate) mod form;
mod input;
pub(crate) mod line;
pub(crate) mod lines;
mod link;
mod list;
mod listed;
mod machine;
pub(crate) mod map;
mod menu;
mod names;
mod offered;
mod overlay;
mod overview;
mod paged;
pub(crate) mod places;
pub(crate) mod plan;
mod record;
mod reviews;
mod screen;
mod slots;
mod source;
pub(crate) mod stock;
pub(crate) mod stocktake;
mod ties;
mod told;

pub use classes::ClassesState;
pub use events::EventsState;
pub use facts::Inventory;
pub use form::{BadCodes, FormState, counted_codes};
pub use input::Input;
pub use line::{Heat, LineTab, OpenLine};
pub use lines::{LinesSort, LinesState};
pub use link::Link;
pub use list::List;
pub use listed::Listed;
pub use machine::{MachineState, MachineTab};
pub use map::MapState;
pub(crate) use menu::{Choice, menu_items};
pub use menu::{Menu, MenuKind};
pub(crate) use names::Names;
pub(crate) use offered::actions;
pub use overlay::Overlay;
pub(crate) use overlay::palette_entries;
pub use overview::{OverviewLink, OverviewState};
pub use places::{PlacesState, PlacesView};
pub use plan::{PlanPart, PlanState};
pub use record::RecordState;
pub use reviews::{ReviewsState, WhichReviews};
pub use screen::Screen;
pub use source::{Phase, Source};
pub use stock::{Facets, StockColumn, StockKind, StockSort, StockState};
pub use stocktake::StocktakeState;
pub use ties::TiesState;
pub(crate) use ties::pair_of;
pub(crate) use told::Told;

use crate::change::Change;
use crate::effect::Ticket;
use crate::keymap::Mode;
use crate::map::Boundaries;
use crate::view::theme::ThemeKind;
use crate::wording::Sign;
use kiemke_config::messages::format::Offset;
use kiemke_config::messages::{Catalogue, Lang, Msg, catalogue};
use kiemke_wire::date::Date;
use kiemke_wire::ids::{EquipmentId, LineId, MachineId};
use kiemke_wire::stocktake::CountId;
use kiemke_wire::time::{DAY_MS, MINUTE_MS, SECOND_MS, UnixMs};

/// Own changes that can be taken back one after the other.
const DONE_MAX: usize = 50;

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

/// A change that is under way without a form.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Pending {
    pub(crate) ticket: Ticket,
    pub(crate) change: Change,
    pub(crate) what: String,
    /// What takes it back; nothing when it takes something back itself.
    pub(crate) inverse: Option<Change>,
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
    pub(crate) map: MapState,
    pub(crate) places: PlacesState,
    pub(crate) classes: ClassesState,
    pub(crate) stock: StockState,
    /// The record that lies open over the screen.
    pub(crate) record: Option<RecordState>,
    pub(crate) lines: LinesState,
    /// The line that lies open over the screen.
    pub(crate) line: Option<OpenLine>,
    /// The machine that lies open over all that.
    pub(crate) machine: Option<MachineState>,
    pub(crate) stocktake: StocktakeState,
    pub(crate) plan: PlanState,
    pub(crate) reviews: ReviewsState,
    pub(crate) ties: TiesState,
    pub(crate) events: EventsState,
    pub(crate) names: Names,
    /// What became of what the user had done.
    pub(crate) told: Option<Told>,
    /// The change that is under way without a form.
    pub(crate) pending: Option<Pending>,
    /// What takes own changes back, newest last, each with what it was called.
    pub(crate) done: Vec<(Change, String)>,
    pub(crate) changed: bool,
    tickets: u64,
    /// From which names of counted events are drawn.
    seed: u128,
    drawn: u64,
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
            map: MapState::default(),
            places: PlacesState::default(),
            classes: ClassesState::default(),
            stock: StockState::default(),
            record: None,
            lines: LinesState::default(),
            line: None,
            machine: None,
            stocktake: StocktakeState::default(),
            plan: PlanState::default(),
            reviews: ReviewsState::default(),
            ties: TiesState::default(),
            events: EventsState::default(),
            names: Names::default(),
            told: None,
            pending: None,
            done: Vec::new(),
            changed: true,
            tickets: 0,
            seed: 0,
            drawn: 0,
        };
        state.want_all(now);
        state
    }

    /// The same that draws the names of what is counted from random bytes of its own: without, those of two terminals
    /// would be the same.
    #[must_use]
    pub fn drawing_from(self, seed: [u8; 16]) -> Self {
        Self {
            seed: u128::from_be_bytes(seed),
            ..self
        }
    }

    /// Boundaries of units for the map.
    pub fn put_boundaries(&mut self, boundaries: Boundaries) {
        self.map.boundaries = boundaries;
        self.changed = true;
    }

    /// The file of boundaries is none that can be drawn, for the reason given.
    pub fn go_on_without_map(&mut self, reason: &str) {
        let words = self.texts().with(Msg::MapRefused, &[("reason", reason.into())]);
        self.told = Some(Told::new(Sign::Warning, words, self.now));
        self.changed = true;
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
        self.next_due().fold(second, UnixMs::min)
    }

    /// Columns and rows of the terminal.
    pub fn size(&self) -> (u16, u16) {
        self.size
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
            Some(Overlay::Menu(_)) => Mode::Menu,
            Some(Overlay::Form(_)) => Mode::Form,
            Some(Overlay::Confirm { .. }) => Mode::Confirm,
            None => self.mode_beneath(),
        }
    }

    /// The selected row and the number of rows of the screen's list, for tests of its bounds.
    pub fn selection(&self) -> Option<(usize, usize)> {
        if let Some(machine) = &self.machine {
            return Some((machine.scroll(), machine.row_count(self)));
        }
        if let Some(record) = &self.record {
            return Some((record.scroll(), crate::view::record_row_count(self, record)));
        }
        if let Some(line) = &self.line {
            return Some((line.scroll(), crate::view::line_row_count(self, line)));
        }
        Some(match self.screen {
            Screen::Overview if self.map.is_open => (self.map.list.selected, self.map.rows().len()),
            Screen::Overview => (self.overview.focus, OverviewLink::ALL.len()),
            Screen::Places if self.classes.is_open() => {
                let (list, count) = self.classes.list_shown();
                (list.selected, count)
            }
            Screen::Places => (self.places.list.selected, self.places.rows().len()),
            Screen::Stock => (self.stock.list.selected, self.stock.rows().len()),
            Screen::Lines => (self.lines.list.selected, self.lines.rows().len()),
            Screen::Stocktake => {
                let (list, count) = self.stocktake.list_shown();
                (list.selected, count)
            }
            Screen::Plan => {
                let list = self.plan.list_shown();
                (list.selected, crate::view::plan_row_count(self))
            }
            Screen::Review if self.ties.is_open => (self.ties.list.selected, self.ties.count()),
            Screen::Review => (self.reviews.list.selected, self.reviews.count()),
            Screen::Events => (self.events.list.selected, self.events.count()),
        })
    }

    /// The machine that lies open, if any.
    pub fn open_machine(&self) -> Option<MachineId> {
        self.machine.as_ref().map(MachineState::id)
    }

    /// The record that lies open, if any.
    pub fn open_record(&self) -> Option<EquipmentId> {
        self.record.as_ref().map(RecordState::id)
    }

    /// The line that lies open, if any.
    pub fn open_line(&self) -> Option<LineId> {
        self.line.as_ref().map(OpenLine::id)
    }

    /// Who would get the keys without an overlay.
    pub(crate) fn mode_beneath(&self) -> Mode {
        if let Some(machine) = &self.machine {
            return match machine.typing {
                true => Mode::PackageSearch,
                false => Mode::Machine,
            };
        }
        if self.record.is_some() {
            return Mode::Record;
        }
        if self.line.is_some() {
            return Mode::Line;
        }
        match self.screen {
            Screen::Overview if self.map.is_open => Mode::Map,
            Screen::Overview => Mode::Overview,
            Screen::Places if self.classes.open.is_some() => Mode::Class,
            Screen::Places if self.classes.is_open() => Mode::Classes,
            Screen::Places => Mode::Places,
            Screen::Stock if self.stock.typing => Mode::StockSearch,
            Screen::Stock => Mode::Stock,
            Screen::Lines if self.lines.typing => Mode::LinesSearch,
            Screen::Lines => Mode::Lines,
            Screen::Stocktake => match &self.stocktake.open {
                None => Mode::Stocktakes,
                Some(open) if open.scan.is_some() => Mode::Scan,
                Some(_) => Mode::Session,
            },
            Screen::Plan => Mode::Plan,
            Screen::Review if self.ties.is_open => Mode::Ties,
            Screen::Review => Mode::Review,
            Screen::Events => Mode::Events,
        }
    }

    pub(crate) fn texts(&self) -> &'static Catalogue {
        catalogue(self.look.lang)
    }

    /// The day of the reader.
    pub(crate) fn today(&self) -> Date {
        let local = self.now.0 + i64::from(self.look.offset.0) * MINUTE_MS;
        Date::of_unix_days(i32::try_from(local.div_euclid(DAY_MS)).unwrap_or(0))
    }

    /// What the body shows, and since when it is known: decides the age in the header.
    pub(crate) fn phase(&self) -> Phase {
        if let Some(machine) = &self.machine {
            return machine.detail.phase();
        }
        if let Some(record) = &self.record {
            return record.detail.phase();
        }
        if let Some(line) = &self.line {
            return line.detail.phase();
        }
        match self.screen {
            Screen::Overview if self.map.is_open => self.map.sites.phase(),
            Screen::Overview => self.overview.figures.phase(),
            Screen::Places if self.classes.is_open() => self.classes.phase(),
            Screen::Places => self.places.phase(),
            Screen::Stock => self.stock.phase(),
            Screen::Lines => self.lines.lines.source.phase(),
            Screen::Stocktake => self.stocktake.phase(),
            Screen::Plan => self.plan.phase(),
            Screen::Review if self.ties.is_open => self.ties.pairs.source.phase(),
            Screen::Review => self.reviews.items.source.phase(),
            Screen::Events => self.events.source.phase(),
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

    /// A new number for a question or a change.
    pub(crate) fn next_ticket(&mut self) -> Ticket {
        self.tickets += 1;
        Ticket(self.tickets)
    }

    /// A name that nothing counted has.
    pub(crate) fn next_count_id(&mut self) -> CountId {
        self.drawn += 1;
        CountId((self.seed ^ u128::from(self.drawn)).to_be_bytes())
    }

    /// Remembers an own change, so that it can be taken back.
    pub(crate) fn remember(&mut self, inverse: Change, what: String) {
        self.done.push((inverse, what));
        let over = self.done.len().saturating_sub(DONE_MAX);
        self.done.drain(..over);
    }
}
