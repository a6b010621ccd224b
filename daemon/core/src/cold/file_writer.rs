//! Writes a file front to back: what it returns is to be appended in order. Holds one block and the index.

use crate::cold::block::{BLOCK_BYTES_MAX, compression_level, weight_bytes_max, write_columns};
use crate::cold::day::Day;
use crate::cold::index::{BlockPlace, CoveredDay, HEAD_BYTES, Index, write_end, write_head};
use crate::cold::name::ColdName;
use crate::cold::record::{Owner, Record, Row};
use std::fmt;
use std::io;

/// A file that is being written.
pub struct FileWriter<R> {
    name: ColdName,
    index: Index,
    offset: u64,
    pending: Vec<Row<R>>,
    pending_weight_bytes: usize,
    last: Option<(Owner, Day)>,
    rows: u64,
    compressor: zstd::bulk::Compressor<'static>,
}

/// Rows of which no file can be made. The text fits after "failed to".
#[derive(Debug, thiserror::Error)]
pub enum BadRows {
    /// Not in the order of (site, number, day), or one twice.
    #[error("write the row of {owner} on {day}: it does not stand behind the row before it")]
    Order {
        /// Whose it is.
        owner: Owner,
        /// Its day.
        day: Day,
    },
    /// Of a day that is not in the file.
    #[error("write the row of {owner} on {day}: the file does not cover that day")]
    Day {
        /// Whose it is.
        owner: Owner,
        /// Its day.
        day: Day,
    },
    /// Rows too large for a block.
    #[error("write the row of {owner}: its block would have {bytes} bytes, the most is {BLOCK_BYTES_MAX}")]
    TooLarge {
        /// Whose the first row is.
        owner: Owner,
        /// The size.
        bytes: usize,
    },
    /// The compressor refused.
    #[error("compress a block")]
    Compress(#[source] io::Error),
}

impl<R: Record> FileWriter<R> {
    /// Begins a file that covers these days, ascending; and the bytes it begins with.
    ///
    /// # Errors
    /// When the compressor does not start.
    pub fn new(name: ColdName, days: Vec<CoveredDay>) -> Result<(Self, Vec<u8>), BadRows> {
        let writer = Self {
            name,
            index: Index {
                days,
                ..Index::default()
            },
            offset: HEAD_BYTES as u64,
            pending: Vec::new(),
            pending_weight_bytes: 0,
            last: None,
            rows: 0,
            compressor: zstd::bulk::Compressor::new(compression_level(R::KIND)).map_err(BadRows::Compress)?,
        };
        Ok((writer, write_head(name).to_vec()))
    }

    /// Takes the next row; and the bytes of a block, when one is full.
    ///
    /// # Errors
    /// When it is out of order or of another day, or cannot be compressed.
    pub fn push(&mut self, row: Row<R>) -> Result<Option<Vec<u8>>, BadRows> {
        let key @ (owner, day) = row.key();
        if self.last.is_some_and(|last| last >= key) {
            return Err(BadRows::Order { owner, day });
        }
        if self.index.generation_of(day).is_none() {
            return Err(BadRows::Day { owner, day });
        }
        let weight_bytes = row.record.weight_bytes();
        let full =
            !self.pending.is_empty() && self.pending_weight_bytes + weight_bytes > weight_bytes_max(R::KIND);
        let block = full.then(|| self.close_block()).transpose()?;
        self.last = Some(key);
        self.rows += 1;
        self.pending_weight_bytes += weight_bytes;
        self.pending.push(row);
        Ok(block)
    }

    /// Notes that records of these owners could not be read from what this file is made of.
    pub fn lose(&mut self, first: Owner, last: Owner) {
        if !self.index.lost.contains(&(first, last)) {
            self.index.lost.push((first, last));
        }
    }

    /// Rows taken so far.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Ends the file: its last bytes.
    ///
    /// # Errors
    /// When the last block cannot be compressed.
    pub fn finish(mut self) -> Result<Vec<u8>, BadRows> {
        let mut bytes = Vec::new();
        if !self.pending.is_empty() {
            bytes = self.close_block()?;
        }
        self.index.lost.sort_unstable();
        bytes.extend_from_slice(&write_end(self.name, &self.index, self.offset));
        Ok(bytes)
    }

    fn close_block(&mut self) -> Result<Vec<u8>, BadRows> {
        let (Some(first), Some(last)) = (self.pending.first(), self.pending.last()) else {
            return Ok(Vec::new());
        };
        let (first, last) = (first.owner(), last.owner());
        let columns = write_columns(&self.pending);
        if columns.len() > BLOCK_BYTES_MAX {
            let bytes = columns.len();
            return Err(BadRows::TooLarge { owner: first, bytes });
        }
        let packed = self.compressor.compress(&columns).map_err(BadRows::Compress)?;
        let place = BlockPlace {
            first,
            last,
            offset: self.offset,
            packed_bytes: u32::try_from(packed.len()).unwrap_or(u32::MAX),
            unpacked_bytes: u32::try_from(columns.len()).unwrap_or(u32::MAX),
            crc: crc32c::crc32c(&packed),
        };
        self.index.blocks.push(place);
        self.offset += packed.len() as u64;
        self.pending.clear();
        self.pending_weight_bytes = 0;
        Ok(packed)
    }
}

impl<R> fmt::Debug for FileWriter<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileWriter")
            .field("name", &self.name)
            .field("rows", &self.rows)
            .finish_non_exhaustive()
    }
}
