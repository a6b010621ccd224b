//! Inventories lie compressed: they are the bulk of the store and much alike.

/// A level above pays less than it costs: the owner's writer does this for every changed inventory.
const COMPRESSION_LEVEL: i32 = 3;
/// The largest report inflated, with room for what stands around it.
const BYTES_MAX: usize = 16 * 1024 * 1024;

/// The payload as it lies in the store.
pub(crate) fn pack(payload: &[u8]) -> Vec<u8> {
    zstd::bulk::compress(payload, COMPRESSION_LEVEL).expect("memory takes what is written to it")
}

/// The payload again; `None` when it is damaged.
pub(crate) fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    zstd::bulk::decompress(
        packed,
        BYTES_MAX.min(zstd::zstd_safe::get_frame_content_size(packed).ok()?? as usize),
    )
    .ok()
}
