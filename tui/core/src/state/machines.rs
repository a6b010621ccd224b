use super::input::holds_all;
use super::{Input, List, Source};
use crate::effect::{MachineFilter, MachineSort, MachinesQuery, Ticket};
use kiemke_wire::fold::search_key;
use kiemke_wire::limits::PAGE_ROWS_MAX;
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{MachineRow, Page};
use std::collections::HashSet;

/// Rows of the first question: some screenfuls, about 60 kB.
const PAGE_ROWS: usize = 200;
/// The most rows that are held, about 5 MB: who scrolls further searches instead.
const ROWS_MAX: usize = 10_000;
/// How long typing must pause before the daemon is asked; local rows are filtered at once.
const TYPING_PAUSE_MS: i64 = 120;
/// How near to the end of the loaded rows the next page is asked for.
const AHEAD_ROWS: usize = 50;

/// Screen 3: the list.
#[derive(Debug, Default)]
pub struct MachinesState {
    pub(crate) source: Source<()>,
    pub(crate) list: List,
    pub(crate) input: Input,
    pub(crate) typing: bool,
    pub(crate) sort: MachineSort,
    pub(crate) filter: MachineFilter,
    rows: Vec<Row>,
    visible: Vec<usize>,
    total: u64,
    next: Option<String>,
    wants_more: bool,
    /// The question under way.
    asked: MachinesQuery,
    /// The search that the rows answer.
    answers: String,
}

#[derive(Debug)]
struct Row {
    machine: MachineRow,
    /// What a search is looked for in.
    key: String,
}

impl MachinesState {
    /// Indices of the rows that fit what is typed, for [`Self::row`].
    pub fn visible(&self) -> &[usize] {
        &self.visible
    }

    /// One row.
    pub fn row(&self, index: usize) -> Option<&MachineRow> {
        self.rows.get(index).map(|row| &row.machine)
    }

    /// The selected one.
    pub fn selected(&self) -> Option<&MachineRow> {
        self.row(*self.visible.get(self.list.selected)?)
    }

    /// How many machines fit; `None` while the daemon has not yet answered for what is typed.
    pub fn total(&self) -> Option<u64> {
        (self.answers == self.input.text()).then_some(self.total)
    }

    /// Typing changed the search: local rows are filtered now, the daemon is asked after a pause.
    pub(crate) fn typed(&mut self, now: UnixMs, height: usize) {
        self.forget_more();
        self.source.replace_at(now.plus(TYPING_PAUSE_MS));
        self.rebuild(None, height);
        self.list.select(0, self.visible.len(), height);
    }

    /// Another order or filter: the rows on screen are no longer the answer.
    pub(crate) fn reordered(&mut self, now: UnixMs, height: usize) {
        self.forget_more();
        self.source.replace_at(now);
        self.list.select(0, self.visible.len(), height);
    }

    /// Rows under another filter would be wrong ones: they go.
    pub(crate) fn refilter(&mut self, filter: MachineFilter, now: UnixMs, height: usize) {
        if self.filter != filter {
            self.filter = filter;
            self.rows.clear();
            self.total = 0;
            self.rebuild(None, height);
        }
        self.reordered(now, height);
    }

    /// Asks for the next page when the selection comes near the end of what is loaded.
    pub(crate) fn look_ahead(&mut self, now: UnixMs) {
        let near_end = self.list.selected + AHEAD_ROWS >= self.visible.len();
        let room = self.rows.len() < ROWS_MAX;
        if near_end && room && self.next.is_some() && !self.wants_more && self.total().is_some() {
            self.wants_more = true;
            self.source.replace_at(now);
        }
    }

    pub(crate) fn ask(&mut self, ticket: Ticket, now: UnixMs) -> MachinesQuery {
        self.source.asked(ticket, now);
        let more = self.wants_more && self.next.is_some();
        self.asked = MachinesQuery {
            text: self.input.text().to_owned(),
            sort: self.sort,
            filter: self.filter,
            limit: match more {
                true => PAGE_ROWS_MAX,
                false => self.rows.len().clamp(PAGE_ROWS, PAGE_ROWS_MAX),
            },
            cursor: if more { self.next.clone() } else { None },
        };
        self.asked.clone()
    }

    /// Takes an answer to the question under way.
    pub(crate) fn answered(&mut self, page: Page<MachineRow>, now: UnixMs, height: usize) {
        self.source.answered((), now);
        let selected = self.selected().map(|row| row.id);
        let fresh: HashSet<_> = page.items.iter().map(|row| row.id).collect();
        let same_list = self.answers == self.asked.text;
        let rows: Vec<Row> = page.items.into_iter().map(Row::new).collect();
        if self.asked.cursor.is_some() {
            self.forget_more();
            let before = self.rows.len();
            self.rows.retain(|row| !fresh.contains(&row.machine.id));
            self.rows.extend(rows);
            // A page without anything new would be asked for without end.
            self.next = page.next.filter(|_| self.rows.len() > before);
        } else if same_list && self.rows.len() > self.asked.limit {
            // A refresh of the first page; what was loaded behind it stays, with its own cursor.
            let behind = self.rows.split_off(self.asked.limit);
            self.rows = rows;
            self.rows
                .extend(behind.into_iter().filter(|row| !fresh.contains(&row.machine.id)));
        } else {
            self.rows = rows;
            self.next = page.next;
        }
        self.rows.truncate(ROWS_MAX);
        self.total = page.total;
        self.answers.clone_from(&self.asked.text);
        self.rebuild(selected, height);
    }

    pub(crate) fn forget_more(&mut self) {
        self.wants_more = false;
    }

    /// Works out the visible rows and keeps the selection on its machine.
    fn rebuild(&mut self, selected: Option<kiemke_wire::ids::MachineId>, height: usize) {
        let local = self.answers != self.input.text();
        let words = self.input.words();
        self.visible = (0..self.rows.len())
            .filter(|&index| !local || holds_all(&self.rows[index].key, &words))
            .collect();
        let at = selected
            .filter(|_| self.list.selected > 0)
            .and_then(|id| {
                self.visible
                    .iter()
                    .position(|&index| self.rows[index].machine.id == id)
            })
            .unwrap_or(self.list.selected);
        self.list.select(at, self.visible.len(), height);
    }
}

impl Row {
    fn new(machine: MachineRow) -> Self {
        let known = [&machine.model, &machine.os, &machine.cpu, &machine.chassis_kind];
        let mut text = format!(
            "{} {} {} {}",
            machine.name, machine.id, machine.unit.name, machine.unit.code
        );
        for part in known.into_iter().flatten() {
            text.push(' ');
            text.push_str(part);
        }
        Self {
            key: search_key(&text),
            machine,
        }
    }
}
