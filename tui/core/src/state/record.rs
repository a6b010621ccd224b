use super::{List, Source};
use kiemke_wire::equipment::HistoryLine;
use kiemke_wire::ids::{EquipmentId, UnitKey};
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::EquipmentRow;

/// The most lines of a history that are held and drawn: a thing that is lent each week for ten years.
const HISTORY_MAX: usize = 500;

/// One equipment record, opened.
#[derive(Debug)]
pub struct RecordState {
    id: EquipmentId,
    /// Its name in the list, until the answer comes.
    pub(crate) name: String,
    pub(crate) detail: Source<EquipmentRow>,
    pub(crate) history: Source<Vec<HistoryLine>>,
    list: List,
}

impl RecordState {
    /// Opens a record: everything about it is wanted.
    pub(crate) fn open(id: EquipmentId, name: String, now: UnixMs) -> Self {
        let mut record = Self {
            id,
            name,
            detail: Source::default(),
            history: Source::default(),
            list: List::default(),
        };
        record.want_at(now);
        record
    }

    /// Its number.
    pub fn id(&self) -> EquipmentId {
        self.id
    }

    pub(crate) fn want(&mut self, now: UnixMs) {
        self.detail.want(now);
        self.history.want(now);
    }

    pub(crate) fn want_at(&mut self, now: UnixMs) {
        self.detail.want_at(now);
        self.history.want_at(now);
    }

    pub(crate) fn history_answered(&mut self, mut lines: Vec<HistoryLine>, now: UnixMs) {
        lines.truncate(HISTORY_MAX);
        self.history.answered(lines, now);
    }

    /// The first row shown.
    pub fn scroll(&self) -> usize {
        self.list.offset
    }

    /// Moves by so many rows; stops where the last row is at the bottom.
    pub(crate) fn scroll_by(&mut self, rows: isize, count: usize, height: usize) {
        let last = count.saturating_sub(height.max(1));
        self.list.offset = self.list.offset.saturating_add_signed(rows).min(last);
    }

    /// Units that its history names by their keys alone.
    pub(crate) fn named_units(&self) -> impl Iterator<Item = UnitKey> + '_ {
        let lines = self.history.value().into_iter().flatten();
        let changes = lines.flat_map(|line| &line.changes);
        let places = changes.filter(|change| change.field == "place");
        places
            .flat_map(|change| [change.old.as_ref(), change.new.as_ref()])
            .flatten()
            .filter_map(|value| value.as_str()?.parse().ok())
    }
}
