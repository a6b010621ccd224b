//! What lies in the store because it does not lie in memory: one row a thing, keyed by a prefix and a number, all in
//! one ordered space so that a group of changes is one atomic batch.
//!
//! ```text
//! p                        position up to which the store holds the journal
//! i <machine u32>          inventory: facts by section
//! h <machine u32>          ranges of older runs, JSON lines
//! w <machine u32>          newest warnings, JSON lines
//! e, j <record u32>        equipment records and their histories; see `equipment`
//! b, c <line u32>          lines of books and their histories; see `books`
//! k <stocktake u32> …      what stocktakes expect, their events and histories; see `stocktake`
//! r, s <school u32> <block u32>  people and their histories; see `people`
//! v <site u32> <year u32>  leaves at the ends of days; see `leaves`
//! n <unit u32> <month u32> counts of units above schools at the ends of days; see `leaves`
//! m <unit u32> <month u32> things of units at the ends of days; see `day_items`
//! o, q                     readings that are not sealed yet; see `filed`
//! t <line u32> <month u32> capacity tests of a line; see `line_tests`
//! ```
//! Numbers are big-endian, so that a range of keys is a range of things. Every value begins with the position of
//! the entry that last changed it (u64, little-endian) and a format byte.

mod filed;
mod line_tests;
mod packed;

pub use filed::{FiledKind, FiledOwner, FiledRow};
pub use line_tests::{KeptTest, kept_tests, test_rows};
pub use packed::packed_is_sound;
pub(crate) use packed::records;

use crate::books;
use crate::entry::{Entry, KeptBody, KeptSection, Reported};
use crate::equipment;
use crate::events::events_of;
use crate::fleet::{Fleet, Machine, PackageList, Run};
use crate::packing::{Packer, Unpacker};
use crate::people;
use crate::stocktake;
use kiemke_wire::facts::SectionName;
use kiemke_wire::ids::{BookLineId, EquipmentId, MachineId, Position, RunId};
use kiemke_wire::ranges::SeqRanges;
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{Event, MachineWarning};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// The format of values that this build writes.
pub const ROW_FORMAT: u8 = 3;
/// The oldest format that it reads. 2 had no probes with what a radio did; all else reads the same.
pub const ROW_FORMAT_OLDEST: u8 = 2;
const VALUE_HEAD_BYTES: usize = 9;
/// Runs whose ranges are kept; items of older ones fall on set semantics (agent.md, "What it collects").
const OLDER_RUNS_KEPT: usize = 64;
/// Warnings of a machine kept for reading; all are counted.
const WARNINGS_KEPT: usize = 20;

/// The key of a row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowKey(pub Vec<u8>);

/// A change of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowChange {
    /// The row holds this from now on.
    Put(RowKey, Vec<u8>),
    /// The row's payload grows by these lines and loses the oldest over its bound; a row that is not there begins.
    Append(RowKey, Position, Vec<u8>),
    /// One section of an inventory is replaced, of so many that the machine has.
    Section(RowKey, Position, SectionName, Vec<u8>, usize),
    /// The row goes.
    Delete(RowKey),
}

impl RowChange {
    /// The row that changes.
    pub fn key(&self) -> &RowKey {
        match self {
            Self::Put(key, _) | Self::Append(key, ..) | Self::Section(key, ..) | Self::Delete(key) => key,
        }
    }
}

/// A row that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("read the stored row {key}")]
pub struct BadRow {
    /// The key, prefix first, the rest as hexadecimal digits.
    pub key: String,
    /// Why, when known.
    #[source]
    pub source: Option<serde_json::Error>,
}

impl BadRow {
    /// A row that is not what it should be.
    pub fn of(key: &RowKey) -> Self {
        Self {
            key: format!("{key:?}"),
            source: None,
        }
    }
}

impl RowKey {
    /// The row that says up to where the store holds the journal.
    pub fn position() -> Self {
        Self(b"p".to_vec())
    }

    fn numbered(prefix: u8, number: u32) -> Self {
        let mut key = vec![prefix];
        key.extend_from_slice(&number.to_be_bytes());
        Self(key)
    }

    /// The inventory of a machine.
    pub fn inventory(machine: MachineId) -> Self {
        Self::numbered(b'i', machine.0)
    }

    /// The ranges of a machine's older runs.
    pub fn older_runs(machine: MachineId) -> Self {
        Self::numbered(b'h', machine.0)
    }

    /// The newest warnings of a machine.
    pub fn warnings(machine: MachineId) -> Self {
        Self::numbered(b'w', machine.0)
    }

    /// An equipment record.
    pub fn equipment(record: EquipmentId) -> Self {
        Self::numbered(b'e', record.0)
    }

    /// The history of an equipment record.
    pub fn equipment_history(record: EquipmentId) -> Self {
        Self::numbered(b'j', record.0)
    }

    /// A line of a book.
    pub fn book_line(line: BookLineId) -> Self {
        Self::numbered(b'b', line.0)
    }

    /// The history of a line of a book.
    pub fn book_history(line: BookLineId) -> Self {
        Self::numbered(b'c', line.0)
    }

    /// All rows with a one-letter prefix: from this key, to that one, which is outside.
    pub fn all_of(prefix: u8) -> (Self, Self) {
        (Self(vec![prefix]), Self(vec![prefix + 1]))
    }

    /// Whether the row is an inventory: those are the bulk of the store.
    pub fn is_inventory(&self) -> bool {
        self.0.first() == Some(&b'i')
    }

    /// Lines that a row which grows keeps.
    fn lines_kept(&self) -> usize {
        match self.0.first() {
            Some(b'h') => OLDER_RUNS_KEPT,
            Some(b'w') => WARNINGS_KEPT,
            _ => usize::MAX,
        }
    }
}

/// The rows that a report changes. `after` is the state with it, `machine` what it holds of the machine then, `older`
/// the runs that left it.
fn report_rows(
    after: &Fleet,
    machine: &Machine,
    reported: &Reported,
    position: Position,
    older: &[Run],
) -> Vec<RowChange> {
    let mut rows = Vec::new();
    let lines = older.iter().flat_map(json_line).collect::<Vec<u8>>();
    if !lines.is_empty() {
        rows.push(RowChange::Append(
            RowKey::older_runs(reported.machine),
            position,
            lines,
        ));
    }
    for item in &reported.items {
        rows.extend(section_row(machine, item.at, &item.what, position));
    }
    filed::reading_rows(after, reported, position, &mut rows);
    let mut warnings: Vec<MachineWarning> = Vec::new();
    line_tests::of_report(after, reported, position, &mut rows);
    for item in &reported.items {
        if let KeptBody::CollectorFailed(failed) = &item.what {
            warnings.push(MachineWarning {
                at: item.at,
                place: failed.section.to_string(),
                reason: failed.reason.clone(),
            });
        }
    }
    warnings.extend(reported.warnings.iter().map(|warning| MachineWarning {
        at: reported.at,
        place: warning.place.clone(),
        reason: warning.reason.clone(),
    }));
    if !warnings.is_empty() {
        let lines = warnings.iter().flat_map(json_line).collect();
        rows.push(RowChange::Append(
            RowKey::warnings(reported.machine),
            position,
            lines,
        ));
    }
    rows
}

fn section_row(machine: &Machine, at: UnixMs, what: &KeptBody, position: Position) -> Option<RowChange> {
    let KeptBody::Section(section) = what else {
        return None;
    };
    // Only the observation that the record now names: an older one changes nothing.
    let held = machine.sections.get(&section.section)?;
    (held.observed_at == at).then(|| {
        let key = RowKey::inventory(machine.id);
        let of = machine.sections.len();
        RowChange::Section(key, position, section.section, section_part(section), of)
    })
}

pub(crate) fn json_line<T: Serialize>(record: &T) -> Vec<u8> {
    let mut line = serde_json::to_vec(record)
        .expect("records hold only strings, numbers, lists and maps with text keys");
    line.push(b'\n');
    line
}

/// The bytes of a row: head and payload.
pub fn value(position: Position, payload: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(VALUE_HEAD_BYTES + payload.len());
    bytes.extend_from_slice(&position.0.to_le_bytes());
    bytes.push(ROW_FORMAT);
    bytes.extend_from_slice(payload);
    bytes
}

/// The payload of a row, if its head is whole and of a format that this build reads.
pub fn payload(bytes: &[u8]) -> Option<&[u8]> {
    let format = bytes.get(8)?;
    (ROW_FORMAT_OLDEST..=ROW_FORMAT)
        .contains(format)
        .then(|| &bytes[VALUE_HEAD_BYTES..])
}

/// The format of a row, whether this build reads it or not.
pub fn format_of(bytes: &[u8]) -> Option<u8> {
    bytes.get(8).copied()
}

/// The position of the entry that last changed a row.
pub fn changed_at(bytes: &[u8]) -> Option<Position> {
    Some(Position(u64::from_le_bytes(bytes.get(..8)?.try_into().ok()?)))
}

/// A row's payload with lines appended, the oldest over the row's bound gone.
pub fn appended(key: &RowKey, held: &[u8], lines: &[u8]) -> Vec<u8> {
    let mut payload = [held, lines].concat();
    let kept = key.lines_kept();
    let ends: Vec<usize> = match kept {
        usize::MAX => Vec::new(),
        _ => (0..payload.len()).filter(|at| payload[*at] == b'\n').collect(),
    };
    if let Some(over) = ends.len().checked_sub(kept).filter(|over| *over > 0) {
        payload.drain(..=ends[over - 1]);
    }
    payload
}

/// The payload of an inventory: parts by section, each the facts' JSON text and, for `software`, the packages.
#[derive(Debug, Default)]
pub struct Inventory<'a>(BTreeMap<SectionName, &'a [u8]>);

impl<'a> Inventory<'a> {
    /// Reads a payload; `None` when it is damaged.
    pub fn read(payload: &'a [u8]) -> Option<Self> {
        let mut reader = Unpacker::new(payload);
        let mut parts = BTreeMap::new();
        while !reader.is_empty() {
            let [section] = reader.array()?;
            parts.insert(*SectionName::ALL.get(usize::from(section))?, reader.block()?);
        }
        Some(Self(parts))
    }

    /// The facts of each section, with the numbers of the packages.
    pub fn sections(
        &self,
    ) -> impl Iterator<Item = (SectionName, Option<(&'a str, Option<PackageList>)>)> + '_ {
        self.0.iter().map(|(section, part)| (*section, read_part(part)))
    }
}

/// The payload of an inventory with sections replaced. `held` is what it was; it does not matter, and need not be
/// read, when every section is replaced. A damaged one counts as
/// empty.
pub fn with_sections(held: Option<&[u8]>, parts: &BTreeMap<SectionName, Vec<u8>>) -> Vec<u8> {
    let mut all = held.and_then(Inventory::read).unwrap_or_default().0;
    all.extend(parts.iter().map(|(section, part)| (*section, part.as_slice())));
    let mut packer = Packer::default();
    for (section, part) in all {
        packer.bytes(&[section as u8]);
        packer.block(part);
    }
    packer.into_bytes()
}

fn section_part(section: &KeptSection) -> Vec<u8> {
    let mut packer = Packer::default();
    packer.text(section.facts.get());
    packer.option(section.packages.as_ref(), |packer, list| list.pack(packer));
    packer.into_bytes()
}

fn read_part(part: &[u8]) -> Option<(&str, Option<PackageList>)> {
    let mut reader = Unpacker::new(part);
    Some((reader.text()?, reader.option(PackageList::unpack)?))
}

impl Fleet {
    /// Takes the entry at `position` in: what readers are to be told of it, and the rows that it changes, the
    /// store's position left out. Empty when it is a repeat.
    pub fn advance(&mut self, position: Position, entry: &Entry) -> (Vec<Event>, Vec<RowChange>) {
        if position <= self.position {
            return (Vec::new(), Vec::new());
        }
        let machine = match entry {
            Entry::Reported(reported) => self.machine(reported.machine),
            _ => None,
        };
        self.advance_known(position, entry, machine)
    }

    /// [`Self::advance`], where the caller has looked up the machine that a report is of, as it is now: a machine is
    /// unpacked once and not by everyone who looks at it.
    pub fn advance_known(
        &mut self,
        position: Position,
        entry: &Entry,
        mut machine: Option<Machine>,
    ) -> (Vec<Event>, Vec<RowChange>) {
        if position <= self.position {
            return (Vec::new(), Vec::new());
        }
        let events = events_of(self, machine.as_ref(), position, entry);
        let older = self.change(position, entry, machine.as_mut());
        self.keep_events(&events);
        let rows = match (entry, &machine) {
            (Entry::Reported(reported), Some(machine)) => {
                report_rows(self, machine, reported, position, &older)
            }
            (Entry::BookChanged(changed), _) => books::rows::rows_of(position, changed),
            (Entry::RowsSealed(sealed), _) => filed::sealed_rows(sealed).collect(),
            (Entry::PeopleChanged(changed), _) => {
                let mut rows = Vec::new();
                people::rows::rows_of(position, changed, &mut rows);
                rows
            }
            (Entry::DayClosed { day }, _) => line_tests::forgotten(self, *day).collect(),
            _ => {
                let mut rows = Vec::new();
                equipment::rows::rows_of(position, entry, &mut rows);
                stocktake::rows::rows_of(position, entry, &mut rows);
                crate::leaves::rows_of(position, entry, &mut rows);
                crate::day_items::rows_of(position, entry, &mut rows);
                rows
            }
        };
        (events, rows)
    }

    /// [`Self::advance`] for its effect on the state alone.
    pub fn apply(&mut self, position: Position, entry: &Entry) {
        self.advance(position, entry);
    }
}

/// The change that says up to where the store holds the journal.
pub fn position_row(position: Position) -> RowChange {
    let number = position.0.to_string();
    RowChange::Put(RowKey::position(), value(position, number.as_bytes()))
}

/// Reads the record in a row.
///
/// # Errors
/// When the row is of another format or not what it should be.
pub fn read<T: DeserializeOwned>(key: &[u8], bytes: &[u8]) -> Result<T, BadRow> {
    let bad = |source| {
        let prefix = key.first().map_or('?', |byte| char::from(*byte));
        BadRow {
            key: format!(
                "{prefix} {}",
                kiemke_wire::hex::encode(key.get(1..).unwrap_or_default())
            ),
            source,
        }
    };
    let payload = payload(bytes).ok_or_else(|| bad(None))?;
    serde_json::from_slice(payload).map_err(|source| bad(Some(source)))
}

/// Reads a row of JSON lines.
///
/// # Errors
/// When the row is of another format or a line of it cannot be read.
pub fn read_lines<T: DeserializeOwned>(key: &RowKey, bytes: &[u8]) -> Result<Vec<T>, BadRow> {
    let bad = |source| BadRow {
        key: format!("{key:?}"),
        source,
    };
    let lines = payload(bytes)
        .ok_or_else(|| bad(None))?
        .split(|byte| *byte == b'\n');
    lines
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).map_err(|source| bad(Some(source))))
        .collect()
}

/// What was received of a run, by the row of a machine's older runs; the newest line of a run counts.
///
/// # Errors
/// As [`read_lines`].
pub fn received_of(key: &RowKey, bytes: &[u8], run: RunId) -> Result<Option<SeqRanges>, BadRow> {
    let runs: Vec<Run> = read_lines(key, bytes)?;
    let found = runs.into_iter().rev().find(|held| held.run == run);
    Ok(found.map(|held| held.received))
}
