//! Inventories lie compressed: they are the bulk of the store and much alike.

use std::cell::RefCell;
use zstd::bulk::Compressor;

/// Level 3 makes them a twentieth smaller and takes twice as long; the one writer does this for every changed
/// inventory.
const COMPRESSION_LEVEL: i32 = 1;
/// The largest report inflated, with room for what stands around it.
const BYTES_MAX: usize = 16 * 1024 * 1024;

thread_local! {
    /// Making a compressor costs more than an inventory.
    static COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
}

/// The payload as it lies in the store.
pub(crate) fn pack(payload: &[u8]) -> Vec<u8> {
    COMPRESSOR.with_borrow_mut(|kept| {
        let compressor = match kept {
            Some(compressor) => compressor,
            None => kept.insert(Compressor::new(COMPRESSION_LEVEL).expect("the level is one that zstd has")),
        };
        compressor
            .compress(payload)
            .expect("memory takes what is written to it")
    })
}

/// The payload again; `None` when it is damaged.
pub(crate) fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    let length = zstd::zstd_safe::get_frame_content_size(packed).ok()??;
    zstd::bulk::decompress(packed, usize::try_from(length).ok()?.min(BYTES_MAX)).ok()
}
