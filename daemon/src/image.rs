//! Image files: the whole state, with or without the store's rows, checked and never changed once they have their
//! name.
//!
//! ```text
//! file    magic 8 · frames · end frame
//! frame   kind u8 · raw length u32 · length u32 · CRC-32C u32 · zstd(content)        little endian
//!   b     a block of the state (kiemke_core::image)
//!   r     rows: key length u16 · key · value length u32 · value, …
//!   e     the number of frames before it, u64
//! ```

use crate::store::Rows;
use kiemke_framelog::{File, Files, Open};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const MAGIC: [u8; 8] = *b"KKIMAGE1";
const FRAME_HEAD_BYTES: usize = 13;
/// Most of an image is keys and hashes that no level makes smaller.
const COMPRESSION_LEVEL: i32 = 1;
/// Bounds what a damaged length can make a reader ask for: a block of packages is the largest, about 1 MiB.
const FRAME_BYTES_MAX: usize = 256 * 1024 * 1024;
/// Rows are gathered into frames of about this size.
const ROWS_BYTES: usize = 256 * 1024;

/// A failed operation on an image. The text fits after "failed to".
#[derive(Debug, thiserror::Error)]
pub(crate) enum ImageError {
    /// The disk refused.
    #[error("{operation} the image {path}")]
    Disk {
        operation: &'static str,
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    /// It is not whole.
    #[error("read the image {path}: it is damaged at byte {offset}")]
    Damaged { path: PathBuf, offset: u64 },
    /// Its content makes no sense.
    #[error("read the image {path}")]
    Content {
        path: PathBuf,
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// What an image is made of.
#[derive(Debug)]
pub(crate) enum Part {
    /// A block of the state.
    Block(Vec<u8>),
    /// Rows of the store, in key order.
    Rows(Rows),
}

/// An image on its way; it gets its name when it is whole and on the disk.
pub(crate) struct ImageWriter {
    files: Arc<dyn Files>,
    dir: PathBuf,
    name: String,
    file: Box<dyn File>,
    offset: u64,
    frames: u64,
    rows: Vec<u8>,
}

impl ImageWriter {
    /// Begins an image; what an earlier attempt left behind is replaced.
    pub(crate) fn begin(files: Arc<dyn Files>, dir: &Path, name: &str) -> Result<Self, ImageError> {
        let path = dir.join(unfinished(name));
        let disk = |operation| {
            let path = path.clone();
            move |source| ImageError::Disk {
                operation,
                path,
                source,
            }
        };
        match files.remove(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(disk("replace")(error)),
            _ => {}
        }
        let mut file = files.open(&path, Open::New).map_err(disk("make"))?;
        file.write_at(0, &MAGIC).map_err(disk("write"))?;
        Ok(Self {
            files,
            dir: dir.to_owned(),
            name: name.to_owned(),
            file,
            offset: MAGIC.len() as u64,
            frames: 0,
            rows: Vec::new(),
        })
    }

    /// Adds a block of the state.
    pub(crate) fn block(&mut self, block: &[u8]) -> Result<(), ImageError> {
        self.frame(b'b', block)
    }

    /// Adds a row; rows come in key order.
    pub(crate) fn row(&mut self, key: &[u8], value: &[u8]) -> Result<(), ImageError> {
        let lengths = u16::try_from(key.len()).ok().zip(u32::try_from(value.len()).ok());
        let Some((key_length, value_length)) = lengths else {
            let source = io::Error::other("a row is too long");
            return Err(self.disk("write")(source));
        };
        self.rows.extend_from_slice(&key_length.to_le_bytes());
        self.rows.extend_from_slice(key);
        self.rows.extend_from_slice(&value_length.to_le_bytes());
        self.rows.extend_from_slice(value);
        if self.rows.len() >= ROWS_BYTES {
            self.flush_rows()
        } else {
            Ok(())
        }
    }

    /// Makes the image whole and durable, then calls `before`, then gives it its name. Returns its size in bytes.
    pub(crate) fn finish(
        mut self,
        before: impl FnOnce() -> Result<(), ImageError>,
    ) -> Result<u64, ImageError> {
        self.flush_rows()?;
        let frames = self.frames;
        self.frame(b'e', &frames.to_le_bytes())?;
        self.file.sync_data().map_err(self.disk("sync"))?;
        before()?;
        let (from, to) = (self.dir.join(unfinished(&self.name)), self.dir.join(&self.name));
        self.files.rename(&from, &to).map_err(self.disk("name"))?;
        self.files.sync_dir(&self.dir).map_err(self.disk("name"))?;
        Ok(self.offset)
    }

    fn flush_rows(&mut self) -> Result<(), ImageError> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let rows = std::mem::take(&mut self.rows);
        self.frame(b'r', &rows)?;
        self.rows = rows;
        self.rows.clear();
        Ok(())
    }

    fn frame(&mut self, kind: u8, content: &[u8]) -> Result<(), ImageError> {
        let packed = zstd::bulk::compress(content, COMPRESSION_LEVEL).map_err(self.disk("compress"))?;
        let mut frame = Vec::with_capacity(FRAME_HEAD_BYTES + packed.len());
        frame.push(kind);
        frame.extend_from_slice(&(content.len() as u32).to_le_bytes());
        frame.extend_from_slice(&(packed.len() as u32).to_le_bytes());
        let crc = crc32c::crc32c_append(crc32c::crc32c(&frame), &packed);
        frame.extend_from_slice(&crc.to_le_bytes());
        frame.extend_from_slice(&packed);
        self.file
            .write_at(self.offset, &frame)
            .map_err(self.disk("write"))?;
        self.offset += frame.len() as u64;
        self.frames += 1;
        Ok(())
    }

    fn disk(&self, operation: &'static str) -> impl FnOnce(io::Error) -> ImageError + use<> {
        let path = self.dir.join(&self.name);
        move |source| ImageError::Disk {
            operation,
            path,
            source,
        }
    }
}

/// The name of an image that is not whole yet.
fn unfinished(name: &str) -> String {
    format!("{name}.unfinished")
}

/// Reads an image part by part; at the end it is known to be whole.
pub(crate) struct ImageReader<'a> {
    files: &'a dyn Files,
    path: &'a Path,
    length: u64,
    offset: u64,
    frames: u64,
    ended: bool,
}

impl<'a> ImageReader<'a> {
    pub(crate) fn open(files: &'a dyn Files, path: &'a Path) -> Result<Self, ImageError> {
        let mut reader = Self {
            files,
            path,
            length: 0,
            offset: 0,
            frames: 0,
            ended: false,
        };
        reader.length = files.length(path).map_err(|source| reader.disk(source))?;
        if reader.take(MAGIC.len())? != MAGIC {
            return Err(reader.damaged(0));
        }
        Ok(reader)
    }

    /// The next part; `None` when the image ended as it should.
    pub(crate) fn next(&mut self) -> Result<Option<Part>, ImageError> {
        if self.ended {
            return Ok(None);
        }
        let begin = self.offset;
        let head = self.take(FRAME_HEAD_BYTES)?;
        let u32_at = |at: usize| {
            let bytes = head.get(at..at + 4).and_then(|bytes| bytes.try_into().ok());
            u32::from_le_bytes(bytes.unwrap_or_default())
        };
        let (raw, length, crc) = (u32_at(1) as usize, u32_at(5) as usize, u32_at(9));
        if raw > FRAME_BYTES_MAX || length as u64 > self.length - self.offset {
            return Err(self.damaged(begin));
        }
        let packed = self.take(length)?;
        if crc32c::crc32c_append(crc32c::crc32c(&head[..9]), &packed) != crc {
            return Err(self.damaged(begin));
        }
        let content = zstd::bulk::decompress(&packed, raw).map_err(|_| self.damaged(begin))?;
        let part = match head[0] {
            b'b' => Part::Block(content),
            b'r' => Part::Rows(rows(&content).ok_or_else(|| self.damaged(begin))?),
            b'e' if content == self.frames.to_le_bytes() => {
                self.ended = true;
                return Ok(None);
            }
            _ => return Err(self.damaged(begin)),
        };
        self.frames += 1;
        Ok(Some(part))
    }

    fn take(&mut self, bytes: usize) -> Result<Vec<u8>, ImageError> {
        let taken = self.files.read_at(self.path, self.offset, bytes);
        let taken = taken.map_err(|source| match source.kind() {
            io::ErrorKind::UnexpectedEof => self.damaged(self.offset),
            _ => self.disk(source),
        })?;
        self.offset += bytes as u64;
        Ok(taken)
    }

    fn damaged(&self, offset: u64) -> ImageError {
        ImageError::Damaged {
            path: self.path.to_owned(),
            offset,
        }
    }

    fn disk(&self, source: io::Error) -> ImageError {
        ImageError::Disk {
            operation: "read",
            path: self.path.to_owned(),
            source,
        }
    }
}

fn rows(mut content: &[u8]) -> Option<Rows> {
    let mut rows = Rows::new();
    while !content.is_empty() {
        let (length, rest) = content.split_first_chunk::<2>()?;
        let (key, rest) = rest.split_at_checked(usize::from(u16::from_le_bytes(*length)))?;
        let (length, rest) = rest.split_first_chunk::<4>()?;
        let (value, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        rows.push((key.to_vec(), value.to_vec()));
        content = rest;
    }
    Some(rows)
}
