use super::{List, Phase, Source};
use crate::effect::{Query, Ticket};
use kiemke_config::messages::Msg;
use kiemke_wire::date::Date;
use kiemke_wire::ids::UnitKey;
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{Page, UnitCounts, UnitDetail, UnitGroups, UnitRow};
use std::collections::{BTreeMap, VecDeque};

/// The most units whose parts are unfolded at once: each is a question at every refresh.
const OPEN_MAX: usize = 64;

/// Screen 2: units with what lies in them, as a tree or put together by something they have in common.
#[derive(Debug, Default)]
pub struct PlacesState {
    pub(crate) view: PlacesView,
    /// The day that is shown; today when none is.
    pub(crate) day: Option<Date>,
    pub(crate) list: List,
    pub(crate) total: Source<UnitDetail>,
    pub(crate) below: Source<()>,
    pub(crate) groups: Source<UnitGroups>,
    root: Option<UnitKey>,
    nodes: BTreeMap<UnitKey, Node>,
    /// Units whose parts are to be asked for, and the one that is.
    queue: VecDeque<UnitKey>,
    asking: Option<UnitKey>,
    rows: Vec<PlacesRow>,
}

/// By what places are put together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PlacesView {
    /// Each below its parent.
    #[default]
    Tree,
    /// By commune.
    Commune,
    /// By the district until June 2025.
    OldDistrict,
    /// By level of school.
    Level,
    /// By who manages.
    ManagingBody,
    /// By the providers of lines.
    Provider,
}

#[derive(Debug)]
struct Node {
    row: UnitRow,
    /// Its parts, once they were asked for.
    below: Option<Vec<UnitKey>>,
    /// How many parts it has beyond those.
    more: u64,
    is_open: bool,
}

/// A row of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PlacesRow {
    /// A unit, so deep in the tree.
    Unit(UnitKey, usize),
    /// So many further parts that are not shown.
    More(u64, usize),
    /// A group of the answer.
    Group(usize),
    /// Everything.
    Total,
}

/// A unit as the screen shows it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    pub(crate) row: &'a UnitRow,
    pub(crate) is_open: bool,
    /// Whether it has parts; not known before they were asked for.
    pub(crate) is_leaf: bool,
}

impl PlacesView {
    /// All of them, in the order of the menu.
    pub const ALL: [Self; 6] = [
        Self::Tree,
        Self::Commune,
        Self::OldDistrict,
        Self::Level,
        Self::ManagingBody,
        Self::Provider,
    ];

    /// Its name.
    pub fn title(self) -> Msg {
        match self {
            Self::Tree => Msg::ViewTree,
            Self::Commune => Msg::ViewCommune,
            Self::OldDistrict => Msg::ViewOldDistrict,
            Self::Level => Msg::ViewLevel,
            Self::ManagingBody => Msg::ViewManagingBody,
            Self::Provider => Msg::ColumnProvider,
        }
    }

    /// The value of `by`.
    fn by(self) -> Option<&'static str> {
        match self {
            Self::Tree => None,
            Self::Commune => Some("commune"),
            Self::OldDistrict => Some("old_district"),
            Self::Level => Some("level"),
            Self::ManagingBody => Some("managing_body"),
            Self::Provider => Some("provider"),
        }
    }
}

impl PlacesState {
    pub(crate) fn rows(&self) -> &[PlacesRow] {
        &self.rows
    }

    pub(crate) fn place(&self, key: UnitKey) -> Option<Place<'_>> {
        let node = self.nodes.get(&key)?;
        Some(Place {
            row: &node.row,
            is_open: node.is_open,
            is_leaf: node.below.as_ref().is_some_and(Vec::is_empty),
        })
    }

    /// The unit on which the selection stands.
    pub(crate) fn selected(&self) -> Option<&UnitRow> {
        match *self.rows.get(self.list.selected)? {
            PlacesRow::Unit(key, _) => self.nodes.get(&key).map(|node| &node.row),
            PlacesRow::More(..) | PlacesRow::Group(_) | PlacesRow::Total => None,
        }
    }

    /// What everything adds up to.
    pub(crate) fn counts(&self) -> Option<UnitCounts> {
        match self.view {
            PlacesView::Tree => self.total.value().map(|detail| detail.row.counts),
            _ => self.groups.value().map(|groups| groups.total),
        }
    }

    pub(crate) fn phase(&self) -> Phase {
        match self.view {
            PlacesView::Tree => self.total.phase(),
            _ => self.groups.phase(),
        }
    }

    /// The reader's own unit is known.
    pub(crate) fn root_is(&mut self, key: UnitKey, now: UnixMs) {
        if self.root != Some(key) {
            self.root = Some(key);
            self.start_again(now);
        }
    }

    /// Another day or view: nothing of what is shown holds.
    pub(crate) fn show(&mut self, view: PlacesView, day: Option<Date>, now: UnixMs) {
        if day != self.day {
            self.day = day;
            self.view = view;
            return self.start_again(now);
        }
        self.view = view;
        self.list = List::default();
        if view != PlacesView::Tree {
            self.groups = Source::default();
            self.groups.want_at(now);
        }
        self.rebuild(usize::MAX);
    }

    fn start_again(&mut self, now: UnixMs) {
        self.total = Source::default();
        self.below = Source::default();
        self.groups = Source::default();
        self.nodes.clear();
        self.queue.clear();
        self.asking = None;
        self.list = List::default();
        self.rows.clear();
        self.want_at(now);
    }

    pub(crate) fn want(&mut self, now: UnixMs) {
        self.total.want(now);
        if self.view != PlacesView::Tree {
            self.groups.want(now);
        }
        self.want_open(now);
    }

    pub(crate) fn want_at(&mut self, now: UnixMs) {
        self.total.want_at(now);
        if self.view != PlacesView::Tree {
            self.groups.want_at(now);
        }
        self.want_open(now);
    }

    fn want_open(&mut self, now: UnixMs) {
        let open = self.nodes.iter().filter(|(_, node)| node.is_open);
        let open: Vec<UnitKey> = open.map(|(key, _)| *key).collect();
        for key in open {
            self.enqueue(key, now);
        }
    }

    fn enqueue(&mut self, key: UnitKey, now: UnixMs) {
        if !self.queue.contains(&key) {
            self.queue.push_back(key);
        }
        self.below.want_at(now);
    }

    /// Whether a total can be asked for.
    pub(crate) fn total_due(&self) -> Option<UnixMs> {
        self.root.and(self.total.due())
    }

    pub(crate) fn groups_due(&self) -> Option<UnixMs> {
        (self.view != PlacesView::Tree)
            .then_some(self.root)?
            .and(self.groups.due())
    }

    pub(crate) fn below_due(&self) -> Option<UnixMs> {
        self.below
            .due()
            .filter(|_| !self.queue.is_empty() || self.asking.is_some())
    }

    pub(crate) fn ask_total(&mut self, ticket: Ticket, now: UnixMs) -> Option<Query> {
        self.total.asked(ticket, now);
        Some(Query::Place(self.root?, self.day))
    }

    pub(crate) fn ask_groups(&mut self, ticket: Ticket, now: UnixMs) -> Option<Query> {
        self.groups.asked(ticket, now);
        Some(Query::PlaceGroups(self.root?, self.view.by()?, self.day))
    }

    pub(crate) fn ask_below(&mut self, ticket: Ticket, now: UnixMs) -> Option<Query> {
        self.below.asked(ticket, now);
        // After a refusal the same unit is asked for again.
        let key = self.asking.or_else(|| self.queue.pop_front())?;
        self.asking = Some(key);
        Some(Query::PlacesBelow(key, self.day))
    }

    pub(crate) fn total_answered(&mut self, detail: UnitDetail, now: UnixMs, height: usize) {
        let key = detail.row.unit.key;
        let is_new = !self.nodes.contains_key(&key);
        self.take_in(detail.row.clone());
        self.total.answered(detail, now);
        if is_new {
            self.set_open(key, true, now);
        }
        self.rebuild(height);
    }

    pub(crate) fn groups_answered(&mut self, groups: UnitGroups, now: UnixMs, height: usize) {
        self.groups.answered(groups, now);
        self.rebuild(height);
    }

    pub(crate) fn below_answered(&mut self, page: Page<UnitRow>, now: UnixMs, height: usize) {
        self.below.answered((), now);
        if let Some(key) = self.asking.take() {
            let below: Vec<UnitKey> = page.items.iter().map(|row| row.unit.key).collect();
            let more = page.total.saturating_sub(below.len() as u64);
            page.items.into_iter().for_each(|row| self.take_in(row));
            if let Some(node) = self.nodes.get_mut(&key) {
                (node.below, node.more) = (Some(below), more);
            }
        }
        if !self.queue.is_empty() {
            self.below.want_at(now);
        }
        self.rebuild(height);
    }

    fn take_in(&mut self, row: UnitRow) {
        match self.nodes.get_mut(&row.unit.key) {
            Some(node) => node.row = row,
            None => {
                let node = Node {
                    row,
                    below: None,
                    more: 0,
                    is_open: false,
                };
                self.nodes.insert(node.row.unit.key, node);
            }
        }
    }

    /// Unfolds the selected unit or folds it up. Says whether that changed anything.
    pub(crate) fn unfold(&mut self, open: bool, now: UnixMs, height: usize) -> bool {
        let Some(PlacesRow::Unit(key, depth)) = self.rows.get(self.list.selected).copied() else {
            return false;
        };
        let Some(place) = self.place(key) else {
            return false;
        };
        if place.is_open != open && !(open && place.is_leaf) {
            self.set_open(key, open, now);
            self.rebuild(height);
            return true;
        }
        if open || depth == 0 {
            return false;
        }
        // What is folded up already leads to the unit above.
        let above = self.rows[..self.list.selected]
            .iter()
            .rposition(|row| matches!(row, PlacesRow::Unit(_, higher) if *higher < depth));
        self.list.select(above.unwrap_or(0), self.rows.len(), height);
        true
    }

    fn set_open(&mut self, key: UnitKey, open: bool, now: UnixMs) {
        let open_now = self.nodes.values().filter(|node| node.is_open).count();
        if open && open_now >= OPEN_MAX {
            return;
        }
        if let Some(node) = self.nodes.get_mut(&key) {
            node.is_open = open;
            if open && node.below.is_none() {
                self.enqueue(key, now);
            }
        }
    }

    /// Works out the rows and keeps the selection on its unit.
    fn rebuild(&mut self, height: usize) {
        let selected = self.rows.get(self.list.selected).copied();
        self.rows.clear();
        match self.view {
            PlacesView::Tree => {
                if let Some(root) = self.root.filter(|root| self.nodes.contains_key(root)) {
                    self.unfolded(root, 0);
                }
            }
            _ => {
                let groups = self.groups.value().map_or(0, |groups| groups.items.len());
                self.rows.extend((0..groups).map(PlacesRow::Group));
                if groups > 0 {
                    self.rows.push(PlacesRow::Total);
                }
            }
        }
        let at = selected.and_then(|row| self.rows.iter().position(|one| *one == row));
        self.list
            .select(at.unwrap_or(self.list.selected), self.rows.len(), height);
    }

    fn unfolded(&mut self, root: UnitKey, depth: usize) {
        // The way down: a stack of what is still to be put below, last first.
        let mut rest = vec![PlacesRow::Unit(root, depth)];
        while let Some(row) = rest.pop() {
            self.rows.push(row);
            let PlacesRow::Unit(key, depth) = row else {
                continue;
            };
            let Some(node) = self.nodes.get(&key).filter(|node| node.is_open) else {
                continue;
            };
            if node.more > 0 {
                rest.push(PlacesRow::More(node.more, depth + 1));
            }
            let below = node.below.iter().flatten().rev();
            rest.extend(below.map(|key| PlacesRow::Unit(*key, depth + 1)));
        }
    }
}
