//! All lines of books: columns for what lists and sums need; the lines themselves lie in the store.
//!
//! Lines are numbered from 1 without gaps and lie in chunks in that order, shared with clones until they change.

use crate::books::identity::identity_of;
use crate::texts::Texts;
use crate::units::AtUnits;
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use kiemke_wire::book::{BookKind, BookLine};
use kiemke_wire::equipment::Category;
use kiemke_wire::fold::search_key;
use kiemke_wire::ids::{BookLineId, Position, UnitKey};
use std::hash::BuildHasher as _;
use std::sync::Arc;

/// Lines of one chunk.
pub(crate) const CHUNK: usize = 256;

/// See the top of the file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Books {
    chunks: Vec<Arc<Chunk>>,
    count: u32,
    categories: Arc<Vec<Category>>,
    index: Index,
}

/// Which line has an identity, by hash: the texts themselves stand in the chunks. And whose lines are whose.
#[derive(Debug, Default)]
struct Index {
    by_identity: HashTable<BookLineId>,
    of_schools: AtUnits<BookLineId>,
}

/// Clones are for images of the state, which find nothing by identity.
impl Clone for Index {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// Up to [`CHUNK`] lines.
#[derive(Clone, Debug, Default)]
pub(crate) struct Chunk {
    pub(crate) columns: Vec<LineColumns>,
    /// `identity ⏎ name ⏎ number ⏎ paper ⏎`, folded.
    pub(crate) texts: Texts,
}

/// What is held of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LineColumns {
    pub(crate) changed_at: Position,
    pub(crate) school: UnitKey,
    pub(crate) book: BookKind,
    /// Its place among the kinds of equipment that lines were ever of.
    pub(crate) category: u16,
    /// How many of its things are left.
    pub(crate) left: u32,
    /// The cost of one, đồng.
    pub(crate) unit_cost_dong: Option<u64>,
    /// The cost of all that came in, đồng.
    pub(crate) cost_dong: Option<u64>,
}

impl Books {
    pub(crate) fn count(&self) -> usize {
        self.count as usize
    }

    pub(crate) fn next_id(&self) -> BookLineId {
        BookLineId(self.count + 1)
    }

    pub(crate) fn chunks(&self) -> &[Arc<Chunk>] {
        &self.chunks
    }

    /// Chunks with the number of their first line.
    pub(crate) fn numbered_chunks(&self) -> impl Iterator<Item = (BookLineId, &Chunk)> {
        let first = |at: usize| BookLineId((at * CHUNK) as u32 + 1);
        self.chunks
            .iter()
            .enumerate()
            .map(move |(at, chunk)| (first(at), &**chunk))
    }

    /// All lines in the order of their numbers.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (BookLineId, &LineColumns)> {
        let columns = self.chunks.iter().flat_map(|chunk| &chunk.columns);
        (1..).map(BookLineId).zip(columns)
    }

    /// The lines of a school's book, by number.
    pub(crate) fn of_school(&self, school: UnitKey) -> &[BookLineId] {
        self.index.of_schools.at(school)
    }

    pub(crate) fn get(&self, id: BookLineId) -> Option<&LineColumns> {
        let (chunk, at) = place_of(id)?;
        self.chunks.get(chunk)?.columns.get(at)
    }

    /// The kind of equipment of a line.
    pub(crate) fn category(&self, columns: &LineColumns) -> &Category {
        // Every number was given by `numbered`.
        &self.categories[usize::from(columns.category)]
    }

    /// The folded name of a line.
    pub(crate) fn name_of(&self, id: BookLineId) -> Option<&str> {
        let (chunk, at) = place_of(id)?;
        self.chunks.get(chunk)?.texts.get(at)?.split('\n').nth(1)
    }

    pub(crate) fn with_identity(&self, identity: &str) -> Option<BookLineId> {
        let is_it = |id: &BookLineId| identity_in(&self.chunks, *id) == Some(identity);
        self.index.by_identity.find(hash(identity), is_it).copied()
    }

    /// Takes a line in: a new one with the next number, or one that is there. Another number fits nothing.
    pub(crate) fn take(&mut self, id: BookLineId, line: &BookLine, position: Position) {
        let category = self.numbered(&line.category);
        let columns = LineColumns {
            changed_at: position,
            school: line.school,
            book: line.book,
            category,
            left: line.left(),
            unit_cost_dong: line.cost_of_one(),
            cost_dong: line.cost_dong,
        };
        let text = text_of(line);
        if id == self.next_id() {
            self.push(columns, &text);
        } else {
            self.put(id, columns, &text);
        }
    }

    /// Adds a line from an image.
    pub(crate) fn push(&mut self, columns: LineColumns, text: &str) {
        let id = self.next_id();
        let is_full = |chunk: &Arc<Chunk>| chunk.columns.len() == CHUNK;
        if self.chunks.last().is_none_or(is_full) {
            self.chunks.push(Arc::default());
        }
        if let Some(chunk) = self.chunks.last_mut() {
            let chunk = Arc::make_mut(chunk);
            chunk.columns.push(columns);
            chunk.texts.push(text);
        }
        self.count += 1;
        self.index.of_schools.add(columns.school, id);
        self.note(id);
    }

    /// The number of a kind of equipment, given now if it is new.
    pub(crate) fn numbered(&mut self, category: &Category) -> u16 {
        let known = self.categories.iter().position(|one| one == category);
        let at = known.unwrap_or_else(|| {
            Arc::make_mut(&mut self.categories).push(category.clone());
            self.categories.len() - 1
        });
        // The shipped list has 250 kinds at most, and an override as many.
        u16::try_from(at).unwrap_or(u16::MAX)
    }

    fn put(&mut self, id: BookLineId, columns: LineColumns, text: &str) {
        let Some((at_chunk, at)) = place_of(id).filter(|_| id < self.next_id()) else {
            return;
        };
        let held = identity_in(&self.chunks, id).map(str::to_owned);
        let stays = held.as_deref() == text.split('\n').next();
        if !stays {
            self.forget(id);
        }
        let chunk = Arc::make_mut(&mut self.chunks[at_chunk]);
        self.index.of_schools.remove(chunk.columns[at].school, id);
        self.index.of_schools.add(columns.school, id);
        chunk.columns[at] = columns;
        chunk.texts.put(at, text);
        if !stays {
            self.note(id);
        }
    }

    /// Makes room for so many lines in one go.
    pub(crate) fn reserve(&mut self, lines: usize) {
        let Self { chunks, index, .. } = self;
        let hash_of = |id: &BookLineId| identity_in(chunks, *id).map_or(0, hash);
        index.by_identity.reserve(lines, hash_of);
    }

    fn note(&mut self, id: BookLineId) {
        let Self { chunks, index, .. } = self;
        let hash_of = |id: &BookLineId| identity_in(chunks, *id).map_or(0, hash);
        if let Some(identity) = identity_in(chunks, id) {
            index.by_identity.insert_unique(hash(identity), id, hash_of);
        }
    }

    fn forget(&mut self, id: BookLineId) {
        let Self { chunks, index, .. } = self;
        if let Some(identity) = identity_in(chunks, id)
            && let Ok(entry) = index.by_identity.find_entry(hash(identity), |held| *held == id)
        {
            entry.remove();
        }
    }
}

fn text_of(line: &BookLine) -> String {
    let document = line.document.as_ref().map(|document| &document.number);
    let folded = |text: Option<&String>| text.map(|text| search_key(text)).unwrap_or_default();
    format!(
        "{}\n{}\n{}\n{}\n",
        identity_of(line),
        search_key(&line.name),
        folded(line.number.as_ref()),
        folded(document)
    )
}

fn identity_in(chunks: &[Arc<Chunk>], id: BookLineId) -> Option<&str> {
    let (chunk, at) = place_of(id)?;
    chunks.get(chunk)?.texts.get(at)?.split('\n').next()
}

fn place_of(id: BookLineId) -> Option<(usize, usize)> {
    let at = id.0.checked_sub(1)? as usize;
    Some((at / CHUNK, at % CHUNK))
}

fn hash(key: &str) -> u64 {
    // Whoever can enter lines can enter many alike, too: a seed would protect nothing.
    FixedState::default().hash_one(key)
}
