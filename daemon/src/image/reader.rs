use crate::formats::IMAGE;
use crate::image::{FRAME_HEAD_BYTES, HEAD_BYTES, ImageError, MAGIC, Part};
use crate::store::Rows;
use kiemke_framelog::Files;
use std::io;
use std::path::Path;

/// Bounds what a damaged length can make a reader ask for: a block of packages is the largest, about 1 MiB.
const FRAME_BYTES_MAX: usize = 256 * 1024 * 1024;

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
        let head = reader.take(HEAD_BYTES)?;
        let Some(digit) = head.strip_prefix(&MAGIC).and_then(|rest| rest.first()) else {
            return Err(reader.damaged(0));
        };
        if !digit.is_ascii_digit() {
            return Err(reader.damaged(MAGIC.len() as u64));
        }
        let known = IMAGE.check(u64::from(digit - b'0'));
        known.map_err(|source| ImageError::OtherVersion {
            path: path.to_owned(),
            source,
        })?;
        Ok(reader)
    }

    /// What is read.
    pub(crate) fn path(&self) -> &Path {
        self.path
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
            b'b' => Some(Part::Block(content)),
            b'r' => rows(&content).map(Part::Rows),
            b'c' => cold(&content),
            b's' => Some(Part::Sealed(content)),
            b'e' if content == self.frames.to_le_bytes() && self.offset == self.length => {
                self.ended = true;
                return Ok(None);
            }
            _ => None,
        };
        self.frames += 1;
        part.map(Some).ok_or_else(|| self.damaged(begin))
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

fn cold(content: &[u8]) -> Option<Part> {
    let (length, rest) = content.split_first_chunk::<2>()?;
    let (name, rest) = rest.split_at_checked(usize::from(u16::from_le_bytes(*length)))?;
    let (offset, bytes) = rest.split_first_chunk::<8>()?;
    Some(Part::Cold {
        name: std::str::from_utf8(name).ok()?.to_owned(),
        offset: u64::from_le_bytes(*offset),
        bytes: bytes.to_vec(),
    })
}
