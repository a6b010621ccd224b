use super::Source;
use super::input::holds_all;
use crate::effect::{ListQuery, Ticket};
use kiemke_wire::limits::PAGE_ROWS_MAX;
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::Page;
use std::collections::HashSet;
use std::hash::Hash;

/// Rows of the first question: two screenfuls, about 50 kB, since it is put with each letter typed.
const PAGE_ROWS: usize = 100;
/// The most rows that are held, about 5 MB: who scrolls further searches instead.
pub(crate) const ROWS_MAX: usize = 10_000;

/// What stands in a list of the daemon.
pub(crate) trait Listed {
    /// What tells one from another.
    type Id: Copy + Eq + Hash;

    /// Its id.
    fn id(&self) -> Self::Id;

    /// The folded text in which a search is looked for.
    fn key(&self) -> String;
}

/// A list of the daemon, as far as its pages are loaded.
#[derive(Debug)]
pub(crate) struct Paged<R: Listed> {
    pub(crate) source: Source<()>,
    rows: Vec<Held<R>>,
    total: u64,
    next: Option<String>,
    wants_more: bool,
    /// The question under way.
    asked: ListQuery,
    /// The search that the rows answer.
    answers: String,
}

/// A row with its folded text.
#[derive(Debug)]
pub(crate) struct Held<R> {
    pub(crate) row: R,
    pub(crate) key: String,
}

impl<R: Listed> Default for Paged<R> {
    fn default() -> Self {
        Self {
            source: Source::default(),
            rows: Vec::new(),
            total: 0,
            next: None,
            wants_more: false,
            asked: ListQuery::default(),
            answers: String::new(),
        }
    }
}

impl<R: Listed> Paged<R> {
    pub(crate) fn get(&self, index: usize) -> Option<&R> {
        self.rows.get(index).map(|held| &held.row)
    }

    pub(crate) fn held(&self) -> &[Held<R>] {
        &self.rows
    }

    /// How many rows fit; `None` while the daemon has not yet answered for what is typed.
    pub(crate) fn total(&self, typed: &str) -> Option<u64> {
        (self.answers == typed).then_some(self.total)
    }

    /// Whether there is more than is loaded.
    pub(crate) fn has_more(&self) -> bool {
        self.next.is_some() && self.rows.len() < ROWS_MAX
    }

    /// Indices of the rows that fit what is typed, in order: what the daemon said, or what is known here until then.
    pub(crate) fn fitting(&self, typed: &str, words: &[String]) -> impl Iterator<Item = usize> {
        let local = self.answers != typed;
        let fits = move |held: &Held<R>| !local || holds_all(&held.key, words);
        (0..self.rows.len()).filter(move |index| fits(&self.rows[*index]))
    }

    /// Asks for the next page, unless it is asked for.
    pub(crate) fn want_more(&mut self, typed: &str, now: UnixMs) {
        if self.has_more() && !self.wants_more && self.answers == typed {
            self.wants_more = true;
            self.source.replace_at(now);
        }
    }

    pub(crate) fn forget_more(&mut self) {
        self.wants_more = false;
    }

    /// Rows of another question would be wrong ones: they go.
    pub(crate) fn clear(&mut self) {
        self.rows.clear();
        self.total = 0;
        self.next = None;
        self.wants_more = false;
    }

    /// The question that is put now.
    pub(crate) fn ask(&mut self, question: ListQuery, ticket: Ticket, now: UnixMs) -> ListQuery {
        self.source.asked(ticket, now);
        let more = self.wants_more && self.next.is_some();
        self.asked = ListQuery {
            limit: match more {
                true => PAGE_ROWS_MAX,
                false => self.rows.len().clamp(PAGE_ROWS, PAGE_ROWS_MAX),
            },
            cursor: if more { self.next.clone() } else { None },
            ..question
        };
        self.asked.clone()
    }

    /// Takes an answer to the question under way.
    pub(crate) fn answered(&mut self, page: Page<R>, now: UnixMs) {
        self.source.answered((), now);
        let fresh: HashSet<R::Id> = page.items.iter().map(R::id).collect();
        let same_list = self.answers == self.asked.text;
        let rows = page.items.into_iter().map(|row| Held { key: row.key(), row });
        let rows: Vec<Held<R>> = rows.collect();
        if self.asked.cursor.is_some() {
            self.forget_more();
            let before = self.rows.len();
            self.rows.retain(|held| !fresh.contains(&held.row.id()));
            self.rows.extend(rows);
            // A page without anything new would be asked for without end.
            self.next = page.next.filter(|_| self.rows.len() > before);
        } else if same_list && self.rows.len() > self.asked.limit {
            // A refresh of the first page; what was loaded behind it stays, with its own cursor.
            let behind = self.rows.split_off(self.asked.limit);
            self.rows = rows;
            self.rows
                .extend(behind.into_iter().filter(|held| !fresh.contains(&held.row.id())));
        } else {
            self.rows = rows;
            self.next = page.next;
        }
        self.rows.truncate(ROWS_MAX);
        self.total = page.total;
        self.answers.clone_from(&self.asked.text);
    }
}
