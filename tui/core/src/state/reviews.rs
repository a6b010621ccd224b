use super::paged::{Listed, Paged};
use super::{List, Source};
use crate::effect::{ListQuery, Ticket};
use kiemke_config::messages::Msg;
use kiemke_wire::fold::search_key;
use kiemke_wire::ids::ReviewId;
use kiemke_wire::review::{ReviewDetail, ReviewRow};
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::Page;

/// How near to the end of the loaded questions the next page is asked for.
const AHEAD_ROWS: usize = 20;

/// Screen 7: questions one by one.
#[derive(Debug, Default)]
pub struct ReviewsState {
    pub(crate) items: Paged<ReviewRow>,
    /// Which question is looked at, among those loaded.
    pub(crate) list: List,
    pub(crate) which: WhichReviews,
    pub(crate) detail: Source<ReviewDetail>,
    /// Of which question that is.
    detail_of: Option<ReviewId>,
}

/// Which questions are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WhichReviews {
    /// Those that wait for a person.
    #[default]
    Open,
    /// Those that only tell something.
    Noted,
    /// Those that were answered.
    Answered,
    /// All.
    All,
}

impl WhichReviews {
    /// All of them, in the order in which the key goes through them.
    pub const ALL: [Self; 4] = [Self::Open, Self::Noted, Self::Answered, Self::All];

    /// Its name.
    pub fn title(self) -> Msg {
        match self {
            Self::Open => Msg::ReviewStateOpen,
            Self::Noted => Msg::ReviewStateNoted,
            Self::Answered => Msg::ReviewStateAnswered,
            Self::All => Msg::FilterAll,
        }
    }

    fn filter(self) -> &'static str {
        match self {
            Self::Open => "state:open",
            Self::Noted => "state:noted",
            Self::Answered => "state:answered",
            Self::All => "state:all",
        }
    }
}

impl ReviewsState {
    /// How many questions are loaded.
    pub(crate) fn count(&self) -> usize {
        self.items.held().len()
    }

    pub(crate) fn total(&self) -> Option<u64> {
        self.items.source.value()?;
        self.items.total("")
    }

    pub(crate) fn selected(&self) -> Option<&ReviewRow> {
        self.items.get(self.list.selected)
    }

    /// The evidence of the question that is looked at, once it is there.
    pub(crate) fn evidence(&self) -> Option<&ReviewDetail> {
        let id = self.selected()?.id;
        self.detail.value().filter(|detail| detail.row.id == id)
    }

    pub(crate) fn want(&mut self, now: UnixMs) {
        self.items.source.want(now);
        self.detail.want(now);
    }

    pub(crate) fn want_at(&mut self, now: UnixMs) {
        self.items.source.want_at(now);
        self.detail.want_at(now);
    }

    /// Other questions: those on screen go.
    pub(crate) fn show(&mut self, which: WhichReviews, now: UnixMs) {
        self.which = which;
        self.list = List::default();
        self.items.clear();
        self.items.source.replace_at(now);
        self.look_at_selected(now);
    }

    pub(crate) fn ask_items(&mut self, ticket: Ticket, now: UnixMs) -> ListQuery {
        let question = ListQuery {
            filter: Some(self.which.filter().to_owned()),
            ..ListQuery::default()
        };
        self.items.ask(question, ticket, now)
    }

    pub(crate) fn detail_due(&self) -> Option<UnixMs> {
        self.detail_of.and(self.detail.due())
    }

    pub(crate) fn ask_detail(&mut self, ticket: Ticket, now: UnixMs) -> Option<ReviewId> {
        self.detail.asked(ticket, now);
        self.detail_of
    }

    pub(crate) fn items_answered(&mut self, page: Page<ReviewRow>, now: UnixMs) {
        let looked_at = self.detail_of;
        self.items.answered(page, now);
        // One that is no longer among them was answered: the next one has its place.
        let held = self.items.held();
        let at = looked_at.and_then(|id| held.iter().position(|held| held.row.id == id));
        let count = held.len();
        self.list.select(at.unwrap_or(self.list.selected), count, 1);
        self.look_at_selected(now);
    }

    pub(crate) fn step(&mut self, rows: isize, now: UnixMs) {
        self.list.move_by(rows, self.count(), 1);
        if self.list.selected + AHEAD_ROWS >= self.count() {
            self.items.want_more("", now);
        }
        self.look_at_selected(now);
    }

    fn look_at_selected(&mut self, now: UnixMs) {
        let id = self.selected().map(|row| row.id);
        if self.detail_of != id {
            self.detail_of = id;
            self.detail = Source::default();
            self.detail.want_at(now);
        }
    }
}

impl Listed for ReviewRow {
    type Id = ReviewId;

    fn id(&self) -> ReviewId {
        self.id
    }

    fn key(&self) -> String {
        search_key(&self.name)
    }
}
