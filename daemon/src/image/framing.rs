use crate::formats::IMAGE;
use crate::image::{FRAME_HEAD_BYTES, MAGIC};
use std::io;

/// Most of an image is keys and hashes that no level makes smaller.
const COMPRESSION_LEVEL: i32 = 1;
/// Rows are gathered into frames of about this size.
const ROWS_BYTES: usize = 256 * 1024;

/// Makes the bytes of an image, part by part, for whoever carries them to where they go.
///
/// Call order: [`Framing::head`], then the parts in the order of [`crate::image::Part`], then [`Framing::end`]. An
/// empty answer means that a row waits for others.
#[derive(Default)]
pub(crate) struct Framing {
    frames: u64,
    rows: Vec<u8>,
}

impl Framing {
    /// What stands before all frames.
    pub(crate) fn head() -> Vec<u8> {
        let digit = b'0' + IMAGE.newest as u8;
        [&MAGIC[..], &[digit]].concat()
    }

    /// A block of the state.
    pub(crate) fn block(&mut self, block: &[u8]) -> io::Result<Vec<u8>> {
        self.frame(b'b', block)
    }

    /// A row; rows come in key order.
    pub(crate) fn row(&mut self, key: &[u8], value: &[u8]) -> io::Result<Vec<u8>> {
        let key_length = u16::try_from(key.len()).map_err(io::Error::other)?;
        let value_length = u32::try_from(value.len()).map_err(io::Error::other)?;
        self.rows.extend_from_slice(&key_length.to_le_bytes());
        self.rows.extend_from_slice(key);
        self.rows.extend_from_slice(&value_length.to_le_bytes());
        self.rows.extend_from_slice(value);
        if self.rows.len() >= ROWS_BYTES {
            self.flush_rows()
        } else {
            Ok(Vec::new())
        }
    }

    /// A piece of a cold file.
    pub(crate) fn cold(&mut self, name: &str, offset: u64, bytes: &[u8]) -> io::Result<Vec<u8>> {
        let mut frames = self.flush_rows()?;
        let name_length = u16::try_from(name.len()).map_err(io::Error::other)?;
        let mut content = Vec::with_capacity(10 + name.len() + bytes.len());
        content.extend_from_slice(&name_length.to_le_bytes());
        content.extend_from_slice(name.as_bytes());
        content.extend_from_slice(&offset.to_le_bytes());
        content.extend_from_slice(bytes);
        frames.extend(self.frame(b'c', &content)?);
        Ok(frames)
    }

    /// Sealed secrets.
    pub(crate) fn sealed(&mut self, sealed: &[u8]) -> io::Result<Vec<u8>> {
        let mut frames = self.flush_rows()?;
        frames.extend(self.frame(b's', sealed)?);
        Ok(frames)
    }

    /// The end, without which no reader takes the image for whole.
    pub(crate) fn end(mut self) -> io::Result<Vec<u8>> {
        let mut frames = self.flush_rows()?;
        let count = self.frames;
        frames.extend(self.frame(b'e', &count.to_le_bytes())?);
        Ok(frames)
    }

    fn flush_rows(&mut self) -> io::Result<Vec<u8>> {
        if self.rows.is_empty() {
            return Ok(Vec::new());
        }
        let mut rows = std::mem::take(&mut self.rows);
        let frame = self.frame(b'r', &rows)?;
        rows.clear();
        self.rows = rows;
        Ok(frame)
    }

    fn frame(&mut self, kind: u8, content: &[u8]) -> io::Result<Vec<u8>> {
        let packed = zstd::bulk::compress(content, COMPRESSION_LEVEL)?;
        let mut frame = Vec::with_capacity(FRAME_HEAD_BYTES + packed.len());
        frame.push(kind);
        frame.extend_from_slice(&(content.len() as u32).to_le_bytes());
        frame.extend_from_slice(&(packed.len() as u32).to_le_bytes());
        let crc = crc32c::crc32c_append(crc32c::crc32c(&frame), &packed);
        frame.extend_from_slice(&crc.to_le_bytes());
        frame.extend_from_slice(&packed);
        self.frames += 1;
        Ok(frame)
    }
}
