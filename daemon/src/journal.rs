//! The journal: groups of entries, one frame each, compressed; the truth from which all else can be rebuilt.
//!
//! ```text
//! payload  version u8 · first position u64 · entries u32 · zstd( [entry, …] as JSON )       little endian
//! ```

use crate::formats::JOURNAL;
use kiemke_core::Entry;
use kiemke_framelog::{Damage, Files, Log, LogError, LogOptions, Opened};
use kiemke_wire::ids::Position;
use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::Arc;
use zstd::bulk::Compressor;

const MAGIC: [u8; 8] = *b"KKJOURN\0";
const VERSION: u8 = JOURNAL.newest as u8;
const HEAD_BYTES: usize = 13;
/// Level 1 halves what level 3 costs and loses a tenth of the size.
const COMPRESSION_LEVEL: i32 = 1;

/// The largest group, bytes before compression: two reports of the largest size.
pub(crate) const GROUP_BYTES_MAX: usize = 16 * 1024 * 1024;

/// The open journal.
pub(crate) struct Journal {
    log: Log,
    encoder: Encoder,
    /// The first position in each segment, by the segment's first frame.
    firsts: BTreeMap<u64, Position>,
}

/// What was found on opening.
#[derive(Debug, Default)]
pub(crate) struct JournalOpened {
    pub(crate) torn_bytes: u64,
    pub(crate) damage: Vec<Damage>,
    /// Groups whose frame is whole but whose content cannot be read, by first position.
    pub(crate) unreadable: Vec<(Position, String)>,
}

impl Journal {
    /// Opens the journal and hands on every entry behind `after`, oldest first.
    pub(crate) fn open(
        files: Arc<dyn Files>,
        dir: &Path,
        segment_bytes: u64,
        after: Position,
        mut each: impl FnMut(Position, Entry),
    ) -> Result<(Self, JournalOpened), LogError> {
        let options = LogOptions {
            magic: MAGIC,
            version: u16::from(VERSION),
            segment_bytes,
        };
        let mut unreadable = Vec::new();
        let mut newer = None;
        let mut positions = BTreeMap::new();
        let (log, opened) = Log::open(files, dir, options, |index, payload| {
            let Some((first, count)) = head(payload) else {
                unreadable.push((Position(0), "the head of a group is cut short".to_owned()));
                return;
            };
            positions.insert(index, first);
            if payload[0] > VERSION {
                newer.get_or_insert(payload[0]);
                return;
            }
            if Position((first.0 + u64::from(count)).saturating_sub(1)) <= after {
                return;
            }
            match decode(payload) {
                Ok(entries) => {
                    for (number, entry) in entries.into_iter().enumerate() {
                        each(Position(first.0 + number as u64), entry);
                    }
                }
                Err(error) => unreadable.push((first, error.to_string())),
            }
        })?;
        if let Some(found) = newer {
            // Entries that cannot be read would be taken for lost.
            return Err(LogError::TooNew {
                path: dir.to_owned(),
                found: found.into(),
                known: VERSION.into(),
            });
        }
        let opened = JournalOpened {
            torn_bytes: opened.torn_bytes,
            damage: opened.damage,
            unreadable,
        };
        let starts = log.segments().iter().map(|segment| segment.first_index);
        let firsts = starts.filter_map(|start| positions.range(start..).next());
        let firsts = firsts.map(|(index, first)| (*index, *first)).collect();
        let encoder = Encoder::new().map_err(not_compressed)?;
        let journal = Self { log, encoder, firsts };
        Ok((journal, opened))
    }

    /// Makes room for two groups, so that one can be decided while another is written.
    pub(crate) fn reserve(&mut self) -> Result<(), LogError> {
        self.log.reserve(2 * GROUP_BYTES_MAX)
    }

    /// Writes a group and makes it durable.
    pub(crate) fn append(&mut self, first: Position, entries: &[Entry]) -> Result<(), LogError> {
        let payload = self.encoder.encode(first, entries).map_err(not_compressed)?;
        let index = self.log.append(payload)?;
        if self
            .log
            .segments()
            .last()
            .is_some_and(|segment| segment.first_index == index)
        {
            self.firsts.insert(index, first);
        }
        self.log.sync()
    }

    /// Removes the files that hold nothing behind `position`.
    pub(crate) fn forget_before(&mut self, position: Position) -> Result<(), LogError> {
        let kept = self
            .firsts
            .iter()
            .rev()
            .find(|(_, first)| **first <= position.next());
        let Some((index, _)) = kept else { return Ok(()) };
        let index = *index;
        self.firsts = self.firsts.split_off(&index);
        self.log.remove_segments_before(index)
    }

    /// Bytes that all segments use.
    pub(crate) fn total_bytes(&self) -> u64 {
        self.log.total_bytes()
    }
}

/// A group as it lies in the journal.
pub(crate) struct Group {
    /// Counted over the whole journal.
    pub(crate) index: u64,
    pub(crate) first: Position,
    pub(crate) count: u32,
    pub(crate) entries: io::Result<Vec<Entry>>,
}

/// Looks at every group, sound or not, oldest first. Also how many segments there are.
pub(crate) fn look(
    files: Arc<dyn Files>,
    dir: &Path,
    mut each: impl FnMut(Group),
) -> Result<(Opened, usize), LogError> {
    let options = LogOptions {
        magic: MAGIC,
        version: u16::from(VERSION),
        segment_bytes: 0,
    };
    let (log, opened) = Log::open(files, dir, options, |index, payload| {
        let (first, count) = head(payload).unwrap_or((Position(0), 0));
        let entries = match payload.len() < HEAD_BYTES {
            true => Err(io::Error::other("its head is cut short")),
            false => decode(payload),
        };
        each(Group {
            index,
            first,
            count,
            entries,
        });
    })?;
    Ok((opened, log.segments().len()))
}

fn not_compressed(source: io::Error) -> LogError {
    LogError::Disk {
        operation: "compress a group for",
        path: "the journal".into(),
        source,
    }
}

/// Writes groups. What it needs for that is kept: fresh memory for each would cost more than a small group does.
struct Encoder {
    compressor: Compressor<'static>,
    /// At most as large as the largest group, as is the rest.
    json: Vec<u8>,
    packed: Vec<u8>,
    payload: Vec<u8>,
}

impl Encoder {
    fn new() -> io::Result<Self> {
        Ok(Self {
            compressor: Compressor::new(COMPRESSION_LEVEL)?,
            json: Vec::new(),
            packed: Vec::new(),
            payload: Vec::new(),
        })
    }

    fn encode(&mut self, first: Position, entries: &[Entry]) -> io::Result<&[u8]> {
        let Self {
            compressor,
            json,
            packed,
            payload,
        } = self;
        json.clear();
        serde_json::to_writer(&mut *json, entries).map_err(io::Error::other)?;
        packed.clear();
        packed.reserve(zstd::zstd_safe::compress_bound(json.len()));
        compressor.compress_to_buffer(json, packed)?;
        let count = u32::try_from(entries.len()).map_err(io::Error::other)?;
        payload.clear();
        payload.push(VERSION);
        payload.extend_from_slice(&first.0.to_le_bytes());
        payload.extend_from_slice(&count.to_le_bytes());
        payload.extend_from_slice(packed);
        Ok(payload)
    }
}

fn head(payload: &[u8]) -> Option<(Position, u32)> {
    let head = payload.get(..HEAD_BYTES)?;
    let first = u64::from_le_bytes(head[1..9].try_into().ok()?);
    Some((Position(first), u32::from_le_bytes(head[9..13].try_into().ok()?)))
}

fn decode(payload: &[u8]) -> io::Result<Vec<Entry>> {
    if payload[0] != VERSION {
        return Err(io::Error::other(format!("the group has version {}", payload[0])));
    }
    let json = zstd::decode_all(&payload[HEAD_BYTES..])?;
    serde_json::from_slice(&json).map_err(io::Error::other)
}
