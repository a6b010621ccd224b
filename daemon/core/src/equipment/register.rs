//! All equipment records, so that millions fit into memory: columns for what lists filter, sort and count by; the
//! records themselves lie in the store.
//!
//! Records are numbered from 1 without gaps and lie in chunks in that order, shared with clones until they change, as
//! machines do.

use crate::cold::Day;
use crate::equipment::by_text::ByText;
use crate::equipment::numbered::Numbered;
use crate::equipment::things::{Thing, ThingId, Things};
use crate::texts::Texts;
use crate::units::{AtUnits, Tree};
use kiemke_wire::equipment::{EquipmentState, Holder, Record};
use kiemke_wire::fold::search_key;
use kiemke_wire::ids::{BookLineId, EquipmentId, MachineId, Position, UnitKey};
use std::sync::Arc;

/// Records with one code that are looked at without asking what stands in a school.
const ALIKE: usize = 64;
/// Records of one chunk.
pub(crate) const CHUNK: usize = 256;

/// See the top of the file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Register {
    chunks: Vec<Arc<Chunk>>,
    count: u32,
    pub(crate) things: Arc<Things>,
    index: Index,
}

/// Which records carry a code or a serial number, and what records are tied to.
#[derive(Debug, Default)]
struct Index {
    by_code: ByText,
    by_serial: ByText,
    /// The newest record that is tied to a machine.
    by_machine: Numbered,
    /// How many things a line of a book has records of.
    by_book_line: Numbered,
    /// Where things stand, void records too.
    at_places: AtUnits<EquipmentId>,
}

/// Clones are for images of the state, which find nothing by code; who counts things on one calls [`Register::find_ties`].
impl Clone for Index {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// Up to [`CHUNK`] records.
#[derive(Clone, Debug, Default)]
pub(crate) struct Chunk {
    pub(crate) columns: Vec<Columns>,
    /// The thing of each, once more: lists and searches over millions look at nothing else.
    pub(crate) things: Vec<ThingId>,
    /// How many of them are void.
    voids: u16,
    /// `code ⏎ serial ⏎ person ⏎`, folded.
    pub(crate) texts: Texts,
}

/// What is held of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Columns {
    pub(crate) changed_at: Position,
    pub(crate) cost_dong: Option<u64>,
    pub(crate) place: UnitKey,
    pub(crate) thing: ThingId,
    pub(crate) machine: Option<MachineId>,
    /// The day of the newest stocktake that found it.
    pub(crate) verified_on: Option<Day>,
    pub(crate) year_in_use: Option<u16>,
    pub(crate) seat: Option<u16>,
    /// The line of a book that it is one of.
    pub(crate) book_line: Option<BookLineId>,
    pub(crate) state: EquipmentState,
    /// Holds all that record level 2 asks for, its room aside.
    pub(crate) is_full: bool,
    pub(crate) is_void: bool,
}

impl Columns {
    fn of(record: &Record, thing: ThingId, changed_at: Position) -> Self {
        Self {
            changed_at,
            cost_dong: record.cost_dong,
            place: record.place,
            thing,
            machine: record.machine,
            verified_on: record.verified_on.map(|on| Day(on.unix_days())),
            year_in_use: record.year_in_use,
            seat: record.seat,
            book_line: record.book_line,
            state: record.state,
            is_full: is_full(record),
            is_void: record.void,
        }
    }
}

impl Chunk {
    pub(crate) fn has_void(&self) -> bool {
        self.voids > 0
    }

    fn push(&mut self, columns: Columns, text: &str) {
        self.things.push(columns.thing);
        self.voids += u16::from(columns.is_void);
        self.columns.push(columns);
        self.texts.push(text);
    }

    fn put(&mut self, at: usize, columns: Columns, text: &str) {
        self.voids -= u16::from(self.columns[at].is_void);
        self.voids += u16::from(columns.is_void);
        self.things[at] = columns.thing;
        self.columns[at] = columns;
        self.texts.put(at, text);
    }
}

impl Columns {
    /// Whether the thing is still the school's, as far as the record goes.
    pub(crate) fn is_owned(&self) -> bool {
        !self.is_void && self.state != EquipmentState::Disposed
    }
}

/// Record level 2 of readiness.md, 6: code, name, holder, source of money, year in use, cost or why it is unknown, and
/// condition. The room is judged where the tree is known.
fn is_full(record: &Record) -> bool {
    record.code.is_some()
        && record.holder.is_some()
        && record.funding.is_some()
        && record.year_in_use.is_some()
        && (record.cost_dong.is_some() || record.cost_unknown_why.is_some())
        && record.condition.is_some()
}

impl Register {
    pub(crate) fn count(&self) -> usize {
        self.count as usize
    }

    pub(crate) fn next_id(&self) -> EquipmentId {
        EquipmentId(self.count + 1)
    }

    pub(crate) fn chunks(&self) -> &[Arc<Chunk>] {
        &self.chunks
    }

    /// Chunks with the number of their first record.
    pub(crate) fn numbered_chunks(&self) -> impl Iterator<Item = (EquipmentId, &Chunk)> {
        let first = |at: usize| EquipmentId((at * CHUNK) as u32 + 1);
        self.chunks
            .iter()
            .enumerate()
            .map(move |(at, chunk)| (first(at), &**chunk))
    }

    /// The records of a place itself, by number; void ones too.
    pub(crate) fn at(&self, place: UnitKey) -> &[EquipmentId] {
        self.index.at_places.at(place)
    }

    /// Those at or below a unit of the tree, by number; none when they are so many that looking at all is faster.
    pub(crate) fn few_below(&self, tree: &Tree, top: UnitKey) -> Option<Vec<EquipmentId>> {
        self.index.at_places.few_below(tree, top, self.count())
    }

    pub(crate) fn get(&self, id: EquipmentId) -> Option<&Columns> {
        let (chunk, at) = place_of(id)?;
        self.chunks.get(chunk)?.columns.get(at)
    }

    pub(crate) fn text_of(&self, id: EquipmentId) -> Option<&str> {
        let (chunk, at) = place_of(id)?;
        self.chunks.get(chunk)?.texts.get(at)
    }

    /// The records with this code, in no order.
    pub(crate) fn with_code(&self, code: &str) -> Vec<EquipmentId> {
        self.with(Part::Code, &search_key(code)).collect()
    }

    /// Those of the records with this code that stand at or below a unit of the tree, in no order. Schools number their
    /// things alike: where many carry the code, those that stand there are looked at in place of them.
    pub(crate) fn with_code_below(&self, code: &str, tree: &Tree, top: UnitKey) -> Vec<EquipmentId> {
        let key = search_key(code);
        let below = tree.ranks(top);
        let is_below = |id: &EquipmentId| {
            let place = self.get(*id).and_then(|columns| tree.rank(columns.place));
            place.is_some_and(|place| below.contains(&place))
        };
        if self.with(Part::Code, &key).nth(ALIKE).is_some()
            && let Some(mut few) = self.few_below(tree, top)
        {
            few.retain(|id| key_of(&self.chunks, Part::Code, *id) == Some(&key));
            return few;
        }
        self.with(Part::Code, &key).filter(is_below).collect()
    }

    /// The folded code and the folded serial number of a record.
    pub(crate) fn code_and_serial(&self, id: EquipmentId) -> [Option<&str>; 2] {
        let text = self.text_of(id).unwrap_or_default();
        Part::ALL.map(|part| part.of(text))
    }

    /// The records with this serial number, in no order.
    pub(crate) fn with_serial(&self, serial: &str) -> Vec<EquipmentId> {
        self.with(Part::Serial, &search_key(serial)).collect()
    }

    fn with(&self, part: Part, key: &str) -> impl Iterator<Item = EquipmentId> {
        self.index
            .of(part)
            .with(key, move |id| key_of(&self.chunks, part, id))
    }

    /// All records in the order of their numbers.
    pub(crate) fn records(&self) -> impl Iterator<Item = (EquipmentId, &Columns)> {
        let columns = self.chunks.iter().flat_map(|chunk| &chunk.columns);
        (1..).map(EquipmentId).zip(columns)
    }

    /// Takes a record in: a new one with the next number, or one that is there. Another number fits nothing.
    pub(crate) fn take(&mut self, id: EquipmentId, record: &Record, position: Position) {
        let thing = Thing::of(record);
        let known = self.things.find(&thing);
        let thing = known.unwrap_or_else(|| Arc::make_mut(&mut self.things).number(thing));
        let columns = Columns::of(record, thing, position);
        let text = text_of(record);
        if id == self.next_id() {
            self.push(columns, &text);
        } else {
            self.put(id, columns, &text);
        }
    }

    /// Adds a record from an image.
    pub(crate) fn push(&mut self, columns: Columns, text: &str) {
        let id = self.next_id();
        if self
            .chunks
            .last()
            .is_none_or(|chunk| chunk.columns.len() == CHUNK)
        {
            self.chunks.push(Arc::default());
        }
        if let Some(chunk) = self.chunks.last_mut() {
            Arc::make_mut(chunk).push(columns, text);
        }
        self.count += 1;
        self.index.at_places.add(columns.place, id);
        self.index.tie(id, &columns);
        for part in Part::ALL {
            self.note(part, id);
        }
    }

    /// In a clone: finds again what records are tied to.
    pub(crate) fn find_ties(&mut self) {
        let mut index = Index::default();
        self.records().for_each(|(id, columns)| index.tie(id, columns));
        self.index.by_machine = index.by_machine;
        self.index.by_book_line = index.by_book_line;
    }

    /// The record that is tied to a machine.
    pub(crate) fn tied_to(&self, machine: MachineId) -> Option<EquipmentId> {
        let record = self.index.by_machine.get(machine.0);
        (record > 0).then_some(EquipmentId(record))
    }

    /// How many records of things that are still owned hang on a line of a book.
    pub(crate) fn on_book_line(&self, line: BookLineId) -> u32 {
        self.index.by_book_line.get(line.0)
    }

    /// How many records this entry was the last to change.
    pub(crate) fn changed_by(&self, entry: Position) -> usize {
        let columns = self.chunks.iter().flat_map(|chunk| &chunk.columns);
        columns.filter(|columns| columns.changed_at == entry).count()
    }

    fn put(&mut self, id: EquipmentId, columns: Columns, text: &str) {
        let Some((at_chunk, at)) = place_of(id).filter(|_| id < self.next_id()) else {
            return;
        };
        let held = self.text_of(id).unwrap_or_default();
        let changed = Part::ALL.map(|part| (part, part.of(held) != part.of(text)));
        for (part, _) in changed.iter().filter(|(_, changed)| *changed) {
            self.forget(*part, id);
        }
        let chunk = Arc::make_mut(&mut self.chunks[at_chunk]);
        let before = chunk.columns[at].place;
        if before != columns.place {
            self.index.at_places.remove(before, id);
            self.index.at_places.add(columns.place, id);
        }
        self.index.untie(id, &chunk.columns[at]);
        self.index.tie(id, &columns);
        chunk.put(at, columns, text);
        for (part, _) in changed.iter().filter(|(_, changed)| *changed) {
            self.note(*part, id);
        }
    }

    fn note(&mut self, part: Part, id: EquipmentId) {
        let Self { chunks, index, .. } = self;
        if let Some(key) = key_of(chunks, part, id) {
            index.of_mut(part).add(key, id, |id| key_of(chunks, part, id));
        }
    }

    fn forget(&mut self, part: Part, id: EquipmentId) {
        let Self { chunks, index, .. } = self;
        if let Some(key) = key_of(chunks, part, id) {
            index.of_mut(part).remove(key, id, |id| key_of(chunks, part, id));
        }
    }
}

impl Index {
    fn tie(&mut self, id: EquipmentId, columns: &Columns) {
        if !columns.is_owned() {
            return;
        }
        if let Some(machine) = columns.machine {
            self.by_machine.put(machine.0, id.0);
        }
        if let Some(line) = columns.book_line {
            self.by_book_line.put(line.0, self.by_book_line.get(line.0) + 1);
        }
    }

    fn untie(&mut self, id: EquipmentId, columns: &Columns) {
        if !columns.is_owned() {
            return;
        }
        if let Some(machine) = columns.machine
            && self.by_machine.get(machine.0) == id.0
        {
            self.by_machine.put(machine.0, 0);
        }
        if let Some(line) = columns.book_line {
            let left = self.by_book_line.get(line.0).saturating_sub(1);
            self.by_book_line.put(line.0, left);
        }
    }

    fn of(&self, part: Part) -> &ByText {
        match part {
            Part::Code => &self.by_code,
            Part::Serial => &self.by_serial,
        }
    }

    fn of_mut(&mut self, part: Part) -> &mut ByText {
        match part {
            Part::Code => &mut self.by_code,
            Part::Serial => &mut self.by_serial,
        }
    }
}

/// Parts of a record's text by which it is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Code,
    Serial,
}

impl Part {
    const ALL: [Self; 2] = [Self::Code, Self::Serial];

    /// `None` when the record has none.
    fn of(self, text: &str) -> Option<&str> {
        text.split('\n')
            .nth(self as usize)
            .filter(|part| !part.is_empty())
    }
}

fn text_of(record: &Record) -> String {
    let person = match &record.holder {
        Some(Holder::Person(code)) => Some(code),
        _ => None,
    };
    [record.code.as_ref(), record.serial.as_ref(), person]
        .into_iter()
        .flat_map(|part| [part.map(|part| search_key(part)).unwrap_or_default(), "\n".into()])
        .collect()
}

fn key_of(chunks: &[Arc<Chunk>], part: Part, id: EquipmentId) -> Option<&str> {
    let (chunk, at) = place_of(id)?;
    part.of(chunks.get(chunk)?.texts.get(at)?)
}

fn place_of(id: EquipmentId) -> Option<(usize, usize)> {
    let at = id.0.checked_sub(1)? as usize;
    Some((at / CHUNK, at % CHUNK))
}

#[cfg(test)]
mod tests;
