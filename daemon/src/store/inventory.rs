//! Inventories lie compressed with a dictionary: they are the bulk of the store, small and much alike.

use kiemke_config::dictionaries::INVENTORY_1;
use std::cell::RefCell;
use zstd::bulk::{Compressor, Decompressor};

/// With the dictionary, level 3 makes them 3 % smaller and takes twice as long.
const COMPRESSION_LEVEL: i32 = 1;
/// The largest report inflated, with room for what stands around it.
const BYTES_MAX: usize = 16 * 1024 * 1024;

thread_local! {
    /// Making one costs more than many inventories, because it digests the dictionary.
    static COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static DECOMPRESSOR: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// The payload as it lies in the store; names the dictionary.
pub(crate) fn pack(payload: &[u8]) -> Vec<u8> {
    COMPRESSOR.with_borrow_mut(|kept| {
        let compressor = kept.get_or_insert_with(|| {
            Compressor::with_dictionary(COMPRESSION_LEVEL, INVENTORY_1).expect("the dictionary ships with us")
        });
        compressor
            .compress(payload)
            .expect("memory takes what is written to it")
    })
}

/// The payload again; `None` when it is damaged or packed with a dictionary that this build does not have.
pub(crate) fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    let length = zstd::zstd_safe::get_frame_content_size(packed).ok()??;
    let length = usize::try_from(length).ok()?.min(BYTES_MAX);
    DECOMPRESSOR.with_borrow_mut(|kept| {
        let decompressor = kept.get_or_insert_with(|| {
            Decompressor::with_dictionary(INVENTORY_1).expect("the dictionary ships with us")
        });
        decompressor.decompress(packed, length).ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_back_and_damage_is_told() {
        let payload = br#"{"os_family":"linux","os_name":"Debian GNU/Linux","os_version":"12"}"#;
        let packed = pack(payload);
        assert!(
            packed.len() < payload.len() / 2,
            "the dictionary knows most of it: {}",
            packed.len()
        );
        assert_eq!(unpack(&packed).as_deref(), Some(payload.as_slice()));
        assert_eq!(unpack(&packed[..packed.len() - 3]), None);
        // Packed without a dictionary, as before there was one.
        let plain = zstd::bulk::compress(payload, 3).unwrap();
        assert_eq!(unpack(&plain).as_deref(), Some(payload.as_slice()));
    }
}
