//! The file in which somebody counts without a line: a head, then one event a line, in the order in which they were
//! written down.
//!
//! ```text
//! kiemke-pack 1
//! <crc32c, 8 hexadecimal digits> <head, JSON>
//! <crc32c> <event, JSON>
//! …
//! ```
//! A line is appended and synced at once, so a power cut costs at most the one that was being written: the last line,
//! when it has no end or is not whole, was never shown as taken. Any other line that is not whole is damage and is named.

use crc32c::crc32c;
use kiemke_wire::stocktake::{CountEvent, PACK_VERSION, PackHead};

const FIRST_LINE: &str = "kiemke-pack 1";
/// Digits of the checksum.
const SUM_DIGITS: usize = 8;

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackFile {
    /// The head.
    pub head: PackHead,
    /// The events that are whole, in order.
    pub events: Vec<CountEvent>,
    /// How many bytes of the file are whole: what lies behind was cut off while it was written.
    pub whole_bytes: usize,
    /// How many bytes lie behind that.
    pub cut_bytes: usize,
    /// Lines that are damaged, by number from 1.
    pub damaged: Vec<usize>,
}

/// A file that is no pack.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadPack {
    /// It begins otherwise.
    #[error("read the pack: it does not begin as a pack does; is it another file?")]
    NoPack,
    /// Written by another version of the program.
    #[error("read the pack: it has version {0}, this program reads {PACK_VERSION}")]
    Version(String),
    /// Its head is damaged.
    #[error(
        "read the pack: line 2, which says what is expected, is damaged; the lines after it are left as they are"
    )]
    Head,
}

/// The beginning of a file: everything before the first event.
pub fn begin(head: &PackHead) -> Vec<u8> {
    let mut bytes = format!("{FIRST_LINE}\n").into_bytes();
    bytes.extend(line(head));
    bytes
}

/// The line of an event, with its end.
pub fn event_line(event: &CountEvent) -> Vec<u8> {
    line(event)
}

fn line<T: serde::Serialize>(content: &T) -> Vec<u8> {
    let json = serde_json::to_string(content).expect("it holds only texts, numbers and lists");
    format!("{:08x} {json}\n", crc32c(json.as_bytes())).into_bytes()
}

/// Reads a file.
///
/// # Errors
/// When it is no pack, or one of another version, or its head is damaged.
pub fn read(bytes: &[u8]) -> Result<PackFile, BadPack> {
    let mut lines = Lines { bytes, at: 0 };
    let first = lines.next().and_then(|line| std::str::from_utf8(line).ok());
    match first.and_then(|first| first.strip_prefix("kiemke-pack ")) {
        None => return Err(BadPack::NoPack),
        Some(version) if version != PACK_VERSION.to_string() => {
            return Err(BadPack::Version(version.chars().take(20).collect()));
        }
        Some(_) => {}
    }
    let head = lines.next().and_then(content::<PackHead>).ok_or(BadPack::Head)?;
    let mut file = PackFile {
        head,
        events: Vec::new(),
        whole_bytes: lines.at,
        cut_bytes: 0,
        damaged: Vec::new(),
    };
    let (mut number, mut begin) = (2, lines.at);
    let mut last_is_bad = false;
    while let Some(line) = lines.next() {
        number += 1;
        let event = content(line);
        last_is_bad = event.is_none();
        match event {
            Some(event) => file.events.push(event),
            None => file.damaged.push(number),
        }
        if last_is_bad && lines.at == bytes.len() {
            break;
        }
        begin = lines.at;
    }
    // With nothing behind it, it is the one that was being written.
    if last_is_bad && lines.at == bytes.len() {
        file.damaged.pop();
    }
    file.whole_bytes = begin;
    file.cut_bytes = bytes.len() - file.whole_bytes;
    Ok(file)
}

/// Lines that have an end.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Lines<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let rest = &self.bytes[self.at..];
        let end = rest.iter().position(|byte| *byte == b'\n')?;
        self.at += end + 1;
        Some(&rest[..end])
    }
}

/// What a line says, when its checksum is right.
fn content<T: serde::de::DeserializeOwned>(line: &[u8]) -> Option<T> {
    let (sum, json) = line.split_at_checked(SUM_DIGITS)?;
    let json = json.strip_prefix(b" ")?;
    let sum = u32::from_str_radix(std::str::from_utf8(sum).ok()?, 16).ok()?;
    (sum == crc32c(json)).then(|| serde_json::from_slice(json).ok())?
}

#[cfg(test)]
mod tests;
