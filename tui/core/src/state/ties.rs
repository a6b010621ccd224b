use super::List;
use super::paged::{Listed, Paged};
use crate::effect::{ListQuery, Ticket};
use kiemke_wire::fold::search_key;
use kiemke_wire::ties::{TiePair, TieRow, TiesView};
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::Page;

/// How near to the end of the loaded pairs the next page is asked for.
const AHEAD_ROWS: usize = 20;

/// The other side of screen 7: machines and records that may be one thing, pair by pair.
#[derive(Debug, Default)]
pub struct TiesState {
    /// Whether it is shown in place of the questions.
    pub(crate) is_open: bool,
    pub(crate) pairs: Paged<TieRow>,
    /// Which pair is looked at, among those loaded.
    pub(crate) list: List,
    pub(crate) counts: TieCounts,
}

/// What the daemon counts beside the pairs of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct TieCounts {
    pub(crate) sure: u64,
    pub(crate) machines_without_record: u64,
    pub(crate) records_never_seen: u64,
    pub(crate) partial: bool,
}

impl TiesState {
    /// How many pairs are loaded.
    pub(crate) fn count(&self) -> usize {
        self.pairs.held().len()
    }

    /// How many there are, once the daemon has said so.
    pub(crate) fn total(&self) -> Option<u64> {
        self.pairs.source.value()?;
        self.pairs.total("")
    }

    pub(crate) fn selected(&self) -> Option<&TieRow> {
        self.pairs.get(self.list.selected)
    }

    pub(crate) fn ask(&mut self, ticket: Ticket, now: UnixMs) -> ListQuery {
        self.pairs.ask(ListQuery::default(), ticket, now)
    }

    pub(crate) fn answered(&mut self, view: TiesView, now: UnixMs) {
        let looked_at = self.selected().map(pair_of);
        self.counts = TieCounts {
            sure: view.sure,
            machines_without_record: view.machines_without_record,
            records_never_seen: view.records_never_seen,
            partial: view.partial,
        };
        let TiesView {
            items, total, next, ..
        } = view;
        self.pairs.answered(Page { items, total, next }, now);
        // One that is no longer among them was dealt with: the next one has its place.
        let held = self.pairs.held();
        let at = looked_at.and_then(|id| held.iter().position(|held| pair_of(&held.row) == id));
        let count = held.len();
        self.list.select(at.unwrap_or(self.list.selected), count, 1);
    }

    pub(crate) fn step(&mut self, rows: isize, now: UnixMs) {
        self.list.move_by(rows, self.count(), 1);
        if self.list.selected + AHEAD_ROWS >= self.count() {
            self.pairs.want_more("", now);
        }
    }
}

/// Which pair a row is of.
pub(crate) fn pair_of(row: &TieRow) -> TiePair {
    TiePair {
        machine: row.machine.id,
        record: row.record.id,
    }
}

impl Listed for TieRow {
    type Id = TiePair;

    fn id(&self) -> TiePair {
        pair_of(self)
    }

    fn key(&self) -> String {
        search_key(&self.machine.name)
    }
}
