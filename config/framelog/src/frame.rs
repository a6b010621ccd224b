//! The bytes of segment heads and frames.

/// Bytes of a segment's head.
pub(crate) const SEGMENT_HEAD_BYTES: usize = 24;
/// Bytes that a frame takes besides its payload.
pub const FRAME_HEAD_BYTES: usize = 20;
const MARK: [u8; 4] = *b"KKFR";

pub(crate) fn segment_head(magic: [u8; 8], version: u16, first_index: u64) -> [u8; SEGMENT_HEAD_BYTES] {
    let mut head = [0; SEGMENT_HEAD_BYTES];
    head[..8].copy_from_slice(&magic);
    head[8..10].copy_from_slice(&version.to_le_bytes());
    head[12..20].copy_from_slice(&first_index.to_le_bytes());
    let crc = crc32c::crc32c(&head[..20]);
    head[20..].copy_from_slice(&crc.to_le_bytes());
    head
}

/// Version and first index of a head that is whole and of this kind of log.
pub(crate) fn read_segment_head(magic: [u8; 8], bytes: &[u8]) -> Option<(u16, u64)> {
    let head = bytes.get(..SEGMENT_HEAD_BYTES)?;
    let whole = head[..8] == magic && crc32c::crc32c(&head[..20]) == u32_at(head, 20);
    whole.then(|| (u16::from_le_bytes([head[8], head[9]]), u64_at(head, 12)))
}

pub(crate) fn write_frame(index: u64, payload: &[u8], out: &mut Vec<u8>) {
    let length = u32::try_from(payload.len()).expect("a payload is far below 4 GiB: Log::append checks it");
    let begin = out.len();
    out.extend_from_slice(&MARK);
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(&index.to_le_bytes());
    let crc = crc32c::crc32c_append(crc32c::crc32c(&out[begin + 4..]), payload);
    out.extend_from_slice(&crc.to_le_bytes());
    out.extend_from_slice(payload);
}

/// The frame at the start of `bytes`, if a whole and sound one is there.
pub(crate) fn read_frame(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let head = bytes.get(..FRAME_HEAD_BYTES)?;
    if head[..4] != MARK {
        return None;
    }
    let length = usize::try_from(u32_at(head, 4)).ok()?;
    let payload = bytes.get(FRAME_HEAD_BYTES..FRAME_HEAD_BYTES.checked_add(length)?)?;
    let crc = crc32c::crc32c_append(crc32c::crc32c(&head[4..16]), payload);
    (crc == u32_at(head, 16)).then(|| (u64_at(head, 8), payload))
}

/// Where the next sound frame begins, at or behind `from` and before `to`.
pub(crate) fn find_frame(bytes: &[u8], from: usize, to: usize) -> Option<usize> {
    let rest = bytes.get(from..to.min(bytes.len()))?;
    rest.windows(MARK.len())
        .enumerate()
        .filter(|(_, window)| *window == MARK)
        .map(|(at, _)| from + at)
        .find(|&at| read_frame(&bytes[at..]).is_some())
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"))
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes"))
}
