//! Reading one segment: what is sound, what is torn, what is damaged.

use crate::frame::{FRAME_HEAD_BYTES, SEGMENT_HEAD_BYTES, find_frame, read_frame, read_segment_head};

/// A place in a log that cannot be read although something stood there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The segment's file name.
    pub segment: String,
    /// Offset of the first unreadable byte.
    pub offset: u64,
    /// Unreadable bytes from there.
    pub bytes: u64,
    /// The first index that is missing.
    pub missing_from: u64,
    /// The first index that can be read again, if there is one.
    pub missing_to: Option<u64>,
}

/// One segment as read.
pub(crate) struct Scan {
    /// Version in the head; `None` when the head is unreadable.
    pub(crate) version: Option<u16>,
    /// Behind the last sound frame.
    pub(crate) end: u64,
    /// The index that comes next.
    pub(crate) next_index: u64,
    /// Bytes behind `end` that are not zero.
    pub(crate) torn_bytes: u64,
    /// Holes with sound frames behind them.
    pub(crate) damage: Vec<Damage>,
    /// Sound frames.
    pub(crate) frames: u64,
}

/// Reads a segment that should begin with `first_index`, handing every sound frame on.
pub(crate) fn scan(
    magic: [u8; 8],
    name: &str,
    first_index: u64,
    bytes: &[u8],
    each: &mut dyn FnMut(u64, &[u8]),
) -> Scan {
    let head = read_segment_head(magic, bytes).filter(|&(_, first)| first == first_index);
    let mut scan = Scan {
        version: head.map(|(version, _)| version),
        end: SEGMENT_HEAD_BYTES as u64,
        next_index: first_index,
        torn_bytes: 0,
        damage: Vec::new(),
        frames: 0,
    };
    // Nothing begins in the zeros behind the last byte written, and they are most of a fresh segment.
    let written = written(bytes);
    let mut at = SEGMENT_HEAD_BYTES;
    loop {
        if let Some((index, payload)) = bytes.get(at..).and_then(read_frame)
            && index >= scan.next_index
        {
            if index > scan.next_index {
                scan.damage.push(hole(name, at, at, scan.next_index, index));
            }
            each(index, payload);
            at += FRAME_HEAD_BYTES + payload.len();
            scan.end = at as u64;
            scan.next_index = index + 1;
            scan.frames += 1;
            continue;
        }
        let Some(found) = find_frame(bytes, at.saturating_add(1), written) else {
            break;
        };
        let (index, _) = read_frame(&bytes[found..]).expect("find_frame returns only sound frames");
        if index >= scan.next_index {
            scan.damage.push(hole(name, at, found, scan.next_index, index));
            scan.next_index = index;
        }
        at = found;
        if index < scan.next_index {
            // A stale frame from before a cut: not ours any more.
            at += 1;
        }
    }
    scan.torn_bytes = (written as u64).saturating_sub(scan.end);
    scan
}

/// Where the zeros at the end begin.
fn written(bytes: &[u8]) -> usize {
    const BLOCK: usize = 4096;
    const ZEROS: [u8; BLOCK] = [0; BLOCK];
    let mut end = bytes.len();
    // Whole blocks compare at the speed of memory.
    while end >= BLOCK && bytes[end - BLOCK..end] == ZEROS {
        end -= BLOCK;
    }
    bytes[..end]
        .iter()
        .rposition(|&byte| byte != 0)
        .map_or(0, |last| last + 1)
}

fn hole(name: &str, from: usize, to: usize, missing_from: u64, missing_to: u64) -> Damage {
    Damage {
        segment: name.to_owned(),
        offset: from as u64,
        bytes: (to - from) as u64,
        missing_from,
        missing_to: Some(missing_to),
    }
}
