//! How the state lies in the store: one row a record, keyed by a prefix and a number, all in one ordered space so
//! that a group of changes is one atomic batch.
//!
//! ```text
//! g                        folder          m <machine u32>              machine record
//! p                        position        s <machine u32> <section u8> facts of a section, JSON text
//! u <unit u32>             unit            r <machine u32> <hour u32>   readings of an hour, JSON lines
//! l <line u32>             line            e <event u64>                kept event
//! t <token u32>            token
//! ```
//! Numbers are big-endian, so that a range of keys is a range of things. Every value begins with the position of
//! the entry that last changed it (u64, little-endian) and a format byte.

use crate::entry::{Entry, FolderMade, KeptBody, Reported};
use crate::events::{events_of, is_kept};
use crate::fleet::{Fleet, Line, Machine, TokenRecord, Unit};
use kiemke_wire::facts::SectionName;
use kiemke_wire::ids::{EventId, LineId, MachineId, Position, TokenId, UnitKey};
use kiemke_wire::time::{HOUR_MS, UnixMs};
use kiemke_wire::view::{Event, MachineReading, ReadingBody};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The format of values that this build writes and the only one that it reads.
const FORMAT: u8 = 1;
const VALUE_HEAD_BYTES: usize = 9;

/// The key of a row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowKey(pub Vec<u8>);

/// A change of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowChange {
    /// The row holds this from now on.
    Put(RowKey, Vec<u8>),
    /// The row's payload grows by this; a row that is not there begins with a head of this position.
    Append(RowKey, Position, Vec<u8>),
    /// The row goes.
    Delete(RowKey),
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

impl RowKey {
    /// The row that says up to where the store holds the journal.
    pub fn position() -> Self {
        Self(b"p".to_vec())
    }

    fn folder() -> Self {
        Self(b"g".to_vec())
    }

    fn numbered(prefix: u8, number: u32) -> Self {
        let mut key = vec![prefix];
        key.extend_from_slice(&number.to_be_bytes());
        Self(key)
    }

    fn machine(id: MachineId) -> Self {
        Self::numbered(b'm', id.0)
    }

    fn unit(key: UnitKey) -> Self {
        Self::numbered(b'u', key.0)
    }

    fn line(id: LineId) -> Self {
        Self::numbered(b'l', id.0)
    }

    fn token(id: TokenId) -> Self {
        Self::numbered(b't', id.0)
    }

    fn event(id: EventId) -> Self {
        let mut key = vec![b'e'];
        key.extend_from_slice(&id.0.to_be_bytes());
        Self(key)
    }

    /// The facts of one section of a machine.
    pub fn section(machine: MachineId, section: SectionName) -> Self {
        let mut key = Self::numbered(b's', machine.0);
        key.0.push(section as u8);
        key
    }

    /// The readings of a machine in the hour in which `at` lies.
    pub fn readings(machine: MachineId, at: UnixMs) -> Self {
        let hour = u32::try_from(at.0.div_euclid(HOUR_MS)).unwrap_or(0);
        let mut key = Self::numbered(b'r', machine.0);
        key.0.extend_from_slice(&hour.to_be_bytes());
        key
    }

    /// All rows with a one-letter prefix: from this key, to that one, which is outside.
    pub fn all_of(prefix: u8) -> (Self, Self) {
        (Self(vec![prefix]), Self(vec![prefix + 1]))
    }
}

/// The rows that the entry at `position` changes. `after` is the state with it; `events` are its events.
fn rows_of(after: &mut Fleet, position: Position, entry: &Entry, events: &[Event]) -> Vec<RowChange> {
    let mut rows = Vec::new();
    match entry {
        Entry::FolderMade(made) => {
            rows.push(put(RowKey::folder(), position, made));
            rows.extend(
                after
                    .units
                    .values()
                    .map(|unit| put(RowKey::unit(unit.key), position, unit)),
            );
        }
        Entry::TokenMade(made) => rows.extend(token_row(after, made.token, position)),
        Entry::TokenRevoked { token, .. } => rows.extend(token_row(after, *token, position)),
        Entry::Enrolled(enrolled) => {
            rows.extend(machine_row(after, enrolled.machine, position));
            rows.extend(token_row(after, enrolled.token, position));
        }
        Entry::Reported(reported) => report_rows(after, reported, position, &mut rows),
        Entry::LineGateway(found) => {
            rows.extend(line_row(after, found.line, position));
            rows.extend(machine_row(after, found.machine, position));
        }
        Entry::LineChanged { line, .. } => rows.extend(line_row(after, *line, position)),
    }
    for event in events.iter().filter(|event| is_kept(event)) {
        rows.push(put(RowKey::event(event.id), position, event));
        rows.extend(
            after
                .keep_event(event.id)
                .into_iter()
                .map(|id| RowChange::Delete(RowKey::event(id))),
        );
    }
    rows.push(put(RowKey::position(), position, &position));
    rows
}

fn report_rows(after: &Fleet, reported: &Reported, position: Position, rows: &mut Vec<RowChange>) {
    let Some(machine) = after.machine(reported.machine) else {
        return;
    };
    rows.extend(machine_row(after, machine.id, position));
    if let Some(line) = machine.line {
        rows.extend(line_row(after, line, position));
    }
    for item in &reported.items {
        let reading = match &item.what {
            KeptBody::Section(section) => {
                // Only the observation that the record now names: an older one changes nothing.
                if machine
                    .sections
                    .get(&section.section)
                    .is_some_and(|held| held.observed_at == item.at)
                {
                    let key = RowKey::section(machine.id, section.section);
                    rows.push(RowChange::Put(
                        key,
                        value(position, section.facts.get().as_bytes()),
                    ));
                }
                continue;
            }
            KeptBody::Gateway(reading) => ReadingBody::Gateway(reading.clone()),
            KeptBody::Outside(reading) => ReadingBody::Outside(reading.clone()),
            _ => continue,
        };
        let mut line = to_json(&MachineReading {
            at: item.at,
            body: reading,
        });
        line.push(b'\n');
        rows.push(RowChange::Append(
            RowKey::readings(machine.id, item.at),
            position,
            line,
        ));
    }
}

fn machine_row(fleet: &Fleet, id: MachineId, position: Position) -> Option<RowChange> {
    fleet
        .machines
        .get(&id)
        .map(|machine| put(RowKey::machine(id), position, machine))
}

fn line_row(fleet: &Fleet, id: LineId, position: Position) -> Option<RowChange> {
    fleet
        .lines
        .get(&id)
        .map(|line| put(RowKey::line(id), position, line))
}

fn token_row(fleet: &Fleet, id: TokenId, position: Position) -> Option<RowChange> {
    fleet
        .tokens
        .get(&id)
        .map(|token| put(RowKey::token(id), position, token))
}

fn put<T: Serialize>(key: RowKey, position: Position, record: &T) -> RowChange {
    RowChange::Put(key, value(position, &to_json(record)))
}

fn to_json<T: Serialize>(record: &T) -> Vec<u8> {
    serde_json::to_vec(record).expect("records hold only strings, numbers, lists and maps with text keys")
}

/// The bytes of a row: head and payload.
pub fn value(position: Position, payload: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(VALUE_HEAD_BYTES + payload.len());
    bytes.extend_from_slice(&position.0.to_le_bytes());
    bytes.push(FORMAT);
    bytes.extend_from_slice(payload);
    bytes
}

/// The payload of a row, if its head is whole and of a format that this build reads.
pub fn payload(bytes: &[u8]) -> Option<&[u8]> {
    (bytes.get(8) == Some(&FORMAT)).then(|| &bytes[VALUE_HEAD_BYTES..])
}

/// The position of the entry that last changed a row.
pub fn changed_at(bytes: &[u8]) -> Option<Position> {
    Some(Position(u64::from_le_bytes(bytes.get(..8)?.try_into().ok()?)))
}

impl Fleet {
    /// Takes the entry at `position` in: what readers are to be told of it, and the rows that it changes. Empty
    /// when it is a repeat.
    pub fn advance(&mut self, position: Position, entry: &Entry) -> (Vec<Event>, Vec<RowChange>) {
        if position <= self.position {
            return (Vec::new(), Vec::new());
        }
        let events = events_of(self, position, entry);
        self.apply(position, entry);
        let rows = rows_of(self, position, entry, &events);
        (events, rows)
    }

    /// Builds the state from rows in any order, up to the position that they hold. Rows that are not part of the
    /// state (facts, readings) may be left out.
    ///
    /// # Errors
    /// When a row cannot be read: then the store is not to be trusted.
    pub fn from_rows(rows: impl Iterator<Item = (Vec<u8>, Vec<u8>)>) -> Result<Self, BadRow> {
        let mut fleet = Self::default();
        let mut events = Vec::new();
        for (key, bytes) in rows {
            match key.first() {
                Some(b'g') => fleet.made = Some(read::<FolderMade>(&key, &bytes)?),
                Some(b'p') => fleet.position = read(&key, &bytes)?,
                Some(b'u') => {
                    let unit: Unit = read(&key, &bytes)?;
                    fleet.units.insert(unit.key, unit);
                }
                Some(b'm') => {
                    let mut machine: Machine = read(&key, &bytes)?;
                    machine.refold();
                    fleet.put_machine(machine);
                }
                Some(b'l') => {
                    let line: Line = read(&key, &bytes)?;
                    fleet.lines.insert(line.id, line);
                }
                Some(b't') => fleet.put_token(read::<TokenRecord>(&key, &bytes)?),
                Some(b'e') => events.push(read::<Event>(&key, &bytes)?.id),
                _ => {}
            }
        }
        events.sort_unstable();
        fleet.kept_events = events.into();
        Ok(fleet)
    }
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

/// Reads the readings in a row of an hour, repeats left out: a reading is keyed by kind, target and time.
///
/// # Errors
/// When a line of it cannot be read.
pub fn read_readings(key: &RowKey, bytes: &[u8]) -> Result<Vec<MachineReading>, BadRow> {
    let payload = payload(bytes).ok_or_else(|| BadRow {
        key: format!("{key:?}"),
        source: None,
    })?;
    let mut readings: Vec<MachineReading> = Vec::new();
    for line in payload
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
    {
        let reading: MachineReading = serde_json::from_slice(line).map_err(|source| BadRow {
            key: format!("{key:?}"),
            source: Some(source),
        })?;
        readings.push(reading);
    }
    readings.sort_by_key(|reading| (reading.at, target(reading).map(str::to_owned)));
    readings.dedup_by(|one, other| one.at == other.at && target(one) == target(other));
    Ok(readings)
}

/// The target of an outside probe; none for the gateway.
fn target(reading: &MachineReading) -> Option<&str> {
    match &reading.body {
        ReadingBody::Gateway(_) => None,
        ReadingBody::Outside(outside) => Some(&outside.target),
    }
}
