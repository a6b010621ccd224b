//! What stands around the blocks of a file: head, index, foot. Little endian.
//!
//! ```text
//! head    magic 8 · version u16 · kind u8 · span u8 · first day i32 · generation u32 · CRC-32C u32       24 bytes
//! blocks  zstd frames, one behind the other
//! index   columns: days covered with the generation each came from; blocks; lost ranges
//! foot    bytes 8..20 of the head · index offset u64 · index bytes u32 · index CRC-32C u32
//!         · CRC-32C of the foot so far u32 · magic 8                                                     40 bytes
//! ```
//! A reader needs foot and index, once, and then one block a question.

use crate::cold::column::{BadColumn, ColumnReader, ColumnWriter};
use crate::cold::damage::{Damage, Part};
use crate::cold::day::Day;
use crate::cold::name::{ColdName, Span};
use crate::cold::record::{Kind, Owner};
use kiemke_wire::ids::UnitKey;

/// The version that this build writes, and the latest that it reads. 1 told nothing of radios beside probes; all else
/// reads the same.
pub const COLD_VERSION: u16 = 2;
/// The oldest that it reads.
const COLD_VERSION_OLDEST: u16 = 1;
/// Bytes of the head.
pub const HEAD_BYTES: usize = 24;
/// Bytes of the foot.
pub const FOOT_BYTES: usize = 40;
const HEAD_MAGIC: [u8; 8] = *b"KKCOLD\0\n";
const FOOT_MAGIC: [u8; 8] = *b"KKCOLD\0.";

/// Where a block lies and whose records are in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockPlace {
    /// Whose record is the first.
    pub first: Owner,
    /// Whose is the last.
    pub last: Owner,
    /// Where it begins in the file.
    pub offset: u64,
    /// Its length there.
    pub packed_bytes: u32,
    /// Its length before compression.
    pub unpacked_bytes: u32,
    /// CRC-32C of it as it lies in the file.
    pub crc: u32,
}

/// A day in a file, and the generation of the raw file from which its records come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CoveredDay {
    /// The day.
    pub day: Day,
    /// The generation; of a raw file its own.
    pub generation: u32,
}

/// All that must be known of a file to find a record in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// The days it covers, ascending, whether or not there are records of them.
    pub days: Vec<CoveredDay>,
    /// The blocks, in order.
    pub blocks: Vec<BlockPlace>,
    /// Ranges of owners of which some records were lost before this file was made.
    pub lost: Vec<(Owner, Owner)>,
}

/// A foot that is whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Foot {
    index_offset: u64,
    index_bytes: u32,
    index_crc: u32,
}

/// Why a file is not opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotOpened {
    /// Nothing in it can be found.
    #[error(transparent)]
    Damaged(Damage),
    /// Written by a later version of the program.
    #[error(
        "read {file}: it has version {found}, this program reads up to {COLD_VERSION}; use the newer program"
    )]
    TooNew {
        /// The file.
        file: ColdName,
        /// Its version.
        found: u16,
    },
}

/// The bytes with which a file begins.
pub(crate) fn write_head(name: ColdName) -> [u8; HEAD_BYTES] {
    head_of(name, COLD_VERSION)
}

fn head_of(name: ColdName, version: u16) -> [u8; HEAD_BYTES] {
    let mut head = [0; HEAD_BYTES];
    head[..8].copy_from_slice(&HEAD_MAGIC);
    head[8..20].copy_from_slice(&identity(name, version));
    let crc = crc32c::crc32c(&head[..20]);
    head[20..].copy_from_slice(&crc.to_le_bytes());
    head
}

/// Whether a file of this name begins as it must.
///
/// # Errors
/// The damage, when it does not.
pub fn check_head(name: ColdName, head: &[u8]) -> Result<(), Damage> {
    let mut readable = COLD_VERSION_OLDEST..=COLD_VERSION;
    if readable.any(|version| head == head_of(name, version)) {
        return Ok(());
    }
    Err(Damage {
        file: name,
        part: Part::Head,
        why: "it is not what was written",
    })
}

/// Index and foot, with which a file ends.
pub(crate) fn write_end(name: ColdName, index: &Index, index_offset: u64) -> Vec<u8> {
    let mut bytes = index.write();
    let index_bytes = bytes.len() as u64;
    let index_crc = crc32c::crc32c(&bytes);
    let foot = bytes.len();
    bytes.extend_from_slice(&identity(name, COLD_VERSION));
    bytes.extend_from_slice(&index_offset.to_le_bytes());
    // An index of 4 GiB would be one of a hundred million blocks.
    bytes.extend_from_slice(&u32::try_from(index_bytes).unwrap_or(u32::MAX).to_le_bytes());
    bytes.extend_from_slice(&index_crc.to_le_bytes());
    let crc = crc32c::crc32c(&bytes[foot..]);
    bytes.extend_from_slice(&crc.to_le_bytes());
    bytes.extend_from_slice(&FOOT_MAGIC);
    bytes
}

/// What a name says, so that a file under another's name is not taken for it.
fn identity(name: ColdName, version: u16) -> [u8; 12] {
    let mut bytes = [0; 12];
    bytes[..2].copy_from_slice(&version.to_le_bytes());
    bytes[2] = name.kind.code();
    bytes[3] = match name.span {
        Span::Day(_) => 0,
        Span::Month(_) => 1,
    };
    bytes[4..8].copy_from_slice(&name.span.first_day().0.to_le_bytes());
    bytes[8..].copy_from_slice(&name.generation.to_le_bytes());
    bytes
}

impl Foot {
    /// Reads the last bytes of a file of `file_bytes` bytes.
    ///
    /// # Errors
    /// When they are not a whole foot of this file.
    pub fn read(name: ColdName, file_bytes: u64, foot: &[u8]) -> Result<Self, NotOpened> {
        let damaged = |why| {
            NotOpened::Damaged(Damage {
                file: name,
                part: Part::Index,
                why,
            })
        };
        let foot: &[u8; FOOT_BYTES] = foot.try_into().map_err(|_| damaged("it is cut short"))?;
        if foot[32..] != FOOT_MAGIC {
            return Err(damaged("the file does not end as it must"));
        }
        if crc32c::crc32c(&foot[..28]) != u32_at(foot, 28) {
            return Err(damaged("the foot's checksum does not match"));
        }
        let version = u16::from_le_bytes([foot[0], foot[1]]);
        if version > COLD_VERSION {
            return Err(NotOpened::TooNew {
                file: name,
                found: version,
            });
        }
        let is_readable = version >= COLD_VERSION_OLDEST;
        if !is_readable || foot[..12] != identity(name, version) || Kind::of_code(foot[2]).is_none() {
            return Err(damaged("it belongs to another file"));
        }
        let read = Self {
            index_offset: u64::from(u32_at(foot, 12)) | u64::from(u32_at(foot, 16)) << 32,
            index_bytes: u32_at(foot, 20),
            index_crc: u32_at(foot, 24),
        };
        let end = read.index_offset.checked_add(u64::from(read.index_bytes));
        if end.and_then(|end| end.checked_add(FOOT_BYTES as u64)) != Some(file_bytes) {
            return Err(damaged("bytes are missing before it"));
        }
        Ok(read)
    }

    /// Where the index begins, and its length.
    pub fn index_place(&self) -> (u64, u32) {
        (self.index_offset, self.index_bytes)
    }

    /// Reads the index.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn read_index(&self, name: ColdName, bytes: &[u8]) -> Result<Index, NotOpened> {
        let damaged = |why| {
            NotOpened::Damaged(Damage {
                file: name,
                part: Part::Index,
                why,
            })
        };
        if crc32c::crc32c(bytes) != self.index_crc {
            return Err(damaged("the index's checksum does not match"));
        }
        Index::read(bytes).map_err(|_| damaged("it is malformed"))
    }
}

impl Index {
    /// The blocks that can hold records of these owners, both ends within; of one owner nearly always one or none.
    pub fn blocks_between(&self, first: Owner, last: Owner) -> &[BlockPlace] {
        let from = self.blocks.partition_point(|place| place.last < first);
        let count = self.blocks[from..].partition_point(|place| place.first <= last);
        &self.blocks[from..from + count]
    }

    /// The ranges in which records of these owners were lost.
    pub fn lost_between(&self, first: Owner, last: Owner) -> impl Iterator<Item = (Owner, Owner)> + '_ {
        let touches = move |(from, to): &(Owner, Owner)| *from <= last && first <= *to;
        self.lost.iter().copied().filter(touches)
    }

    /// The generation that it holds of a day.
    pub fn generation_of(&self, day: Day) -> Option<u32> {
        let at = self.days.binary_search_by_key(&day, |covered| covered.day).ok()?;
        Some(self.days[at].generation)
    }

    /// About what it takes in memory.
    pub fn memory_bytes(&self) -> usize {
        size_of::<Self>()
            + self.days.capacity() * size_of::<CoveredDay>()
            + self.blocks.capacity() * size_of::<BlockPlace>()
            + self.lost.capacity() * size_of::<(Owner, Owner)>()
    }

    fn write(&self) -> Vec<u8> {
        let mut columns = ColumnWriter::default();
        columns.number(self.days.len() as u64);
        columns.differences(self.days.iter().map(|covered| i64::from(covered.day.0)));
        columns.numbers(self.days.iter().map(|covered| u64::from(covered.generation)));
        columns.number(self.blocks.len() as u64);
        write_owners(&mut columns, self.blocks.iter().map(|place| place.first));
        write_owners(&mut columns, self.blocks.iter().map(|place| place.last));
        columns.numbers(self.blocks.iter().map(|place| u64::from(place.packed_bytes)));
        columns.numbers(self.blocks.iter().map(|place| u64::from(place.unpacked_bytes)));
        columns.raw_bytes(self.blocks.iter().flat_map(|place| place.crc.to_le_bytes()));
        columns.number(self.lost.len() as u64);
        write_owners(&mut columns, self.lost.iter().map(|(first, _)| *first));
        write_owners(&mut columns, self.lost.iter().map(|(_, last)| *last));
        columns.into_bytes()
    }

    fn read(bytes: &[u8]) -> Result<Self, BadColumn> {
        let mut columns = ColumnReader::new(bytes);
        let count = columns.count("days")?;
        let days: Vec<i32> = columns.differences(count, "days")?;
        let generations: Vec<u32> = columns.numbers(count, "generations")?;
        let count = columns.count("blocks")?;
        let first = read_owners(&mut columns, count)?;
        let last = read_owners(&mut columns, count)?;
        let packed: Vec<u32> = columns.numbers(count, "packed bytes")?;
        let unpacked: Vec<u32> = columns.numbers(count, "unpacked bytes")?;
        let crcs = columns.raw_bytes(count.saturating_mul(4), "checksums")?;
        let mut blocks = Vec::with_capacity(count);
        let mut offset = HEAD_BYTES as u64;
        for at in 0..count {
            blocks.push(BlockPlace {
                first: first[at],
                last: last[at],
                offset,
                packed_bytes: packed[at],
                unpacked_bytes: unpacked[at],
                crc: u32_at(crcs, at * 4),
            });
            offset += u64::from(packed[at]);
        }
        let count = columns.number("lost ranges")?;
        let count = usize::try_from(count).map_err(|_| BadColumn {
            column: "lost ranges",
        })?;
        let first = read_owners(&mut columns, count)?;
        let last = read_owners(&mut columns, count)?;
        let covered = days.into_iter().zip(generations);
        Ok(Self {
            days: covered
                .map(|(day, generation)| CoveredDay {
                    day: Day(day),
                    generation,
                })
                .collect(),
            blocks,
            lost: first.into_iter().zip(last).collect(),
        })
    }
}

fn write_owners(columns: &mut ColumnWriter, owners: impl Iterator<Item = Owner> + Clone) {
    columns.differences(owners.clone().map(|owner| i64::from(owner.site.0)));
    columns.differences(owners.map(|owner| i64::from(owner.number)));
}

fn read_owners(columns: &mut ColumnReader<'_>, count: usize) -> Result<Vec<Owner>, BadColumn> {
    let sites: Vec<u32> = columns.differences(count, "sites")?;
    let numbers: Vec<u32> = columns.differences(count, "numbers")?;
    let owners = sites.into_iter().zip(numbers).map(|(site, number)| Owner {
        site: UnitKey(site),
        number,
    });
    Ok(owners.collect())
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"))
}
